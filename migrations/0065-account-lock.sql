-- Accounts are locked against each other's counting, not against each other's references.
--
-- Inserting a transfer makes PostgreSQL check that its two accounts exist, and that check holds both
-- rows FOR KEY SHARE until the transaction ends. FOR UPDATE, with which 0030-fund.sql locked them
-- next, conflicts with the KEY SHARE of every other transaction that has got as far: two transfers
-- at once waited for each other, the deadlock was found after a second, and whoever was thrown out
-- came back with a new KEY SHARE before the other got its turn, without an end. Counting changes no
-- key, so FOR NO KEY UPDATE is enough: it conflicts with itself and with nothing that the check holds.

-- database: policy
-- @postgres
CREATE OR REPLACE FUNCTION ledger_transfer_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM ledger_account
      WHERE id IN (SELECT debit_account FROM added UNION SELECT credit_account FROM added)
      ORDER BY id FOR NO KEY UPDATE;
    UPDATE ledger_account a
       SET debit_fen = a.debit_fen + moved.debit_fen, credit_fen = a.credit_fen + moved.credit_fen,
           last_transfer = moved.last_transfer
      FROM (SELECT account, sum(debit_fen) AS debit_fen, sum(credit_fen) AS credit_fen,
                   max(id) AS last_transfer
              FROM (SELECT id, debit_account AS account, amount_fen AS debit_fen, 0 AS credit_fen
                      FROM added
                    UNION ALL
                    SELECT id, credit_account, 0, amount_fen FROM added) sides
             GROUP BY account) moved
     WHERE a.id = moved.account;
    RETURN NULL;
END
$$;
-- @both
