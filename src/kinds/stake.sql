-- Whose matters are those of who holds an account.

-- stake_find(account_id int, person_id int, uscc text?) -> StakeRow(is_direct int)?
-- Whether the account's holder is this person or acts for this organisation, and whether by the
-- account itself; no row when neither.
SELECT max(is_direct) AS is_direct FROM account_stake
 WHERE account_id = $1 AND (person_id = $2 OR uscc = $3) HAVING count(*) > 0;
