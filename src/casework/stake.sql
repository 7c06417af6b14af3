-- Whose matters are those of who holds an account.

-- stake_list(account_id int) -> StakeRow(person_id int?, uscc text?, is_direct bool)*
-- The people and organisations concerned, those of the account itself first.
SELECT person_id, uscc, is_direct FROM account_stake WHERE account_id = $1
 ORDER BY is_direct DESC, person_id, uscc;
