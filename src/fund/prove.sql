-- Each prove_… finds what contradicts itself, the first by key; `record` names it as people would.

-- prove_totals() -> ProveTotalsRow(accounts int, transfers int, payments int, files int)
-- How much there is to prove.
SELECT (SELECT count(*) FROM ledger_account) AS accounts,
       (SELECT count(*) FROM ledger_transfer) AS transfers,
       (SELECT count(*) FROM payment) AS payments,
       (SELECT count(*) FROM payment_file) AS files;

-- prove_balances(row_count int) -> ProveRow(record text, wanted int, found int)*
-- Accounts whose totals are not the sums of their transfers, debits first.
SELECT record, wanted, found FROM (
    SELECT b.fund_key || ' 第' || b.policy_number || '项 ' || b.division_code || ' ' || b.year || '年 '
               || a.kind || ' 借方' AS record, a.id AS account, 1 AS side,
           CAST(coalesce((SELECT sum(t.amount_fen) FROM ledger_transfer t
               WHERE t.debit_account = a.id), 0) AS BIGINT) AS wanted, a.debit_fen AS found
      FROM ledger_account a JOIN budget b ON b.id = a.budget_id
    UNION ALL
    SELECT b.fund_key || ' 第' || b.policy_number || '项 ' || b.division_code || ' ' || b.year || '年 '
               || a.kind || ' 贷方' AS record, a.id AS account, 2 AS side,
           CAST(coalesce((SELECT sum(t.amount_fen) FROM ledger_transfer t
               WHERE t.credit_account = a.id), 0) AS BIGINT) AS wanted, a.credit_fen AS found
      FROM ledger_account a JOIN budget b ON b.id = a.budget_id) sides
 WHERE wanted <> found ORDER BY account, side LIMIT $1;

-- prove_equilibrium(row_count int) -> ProveRow*
-- Budgets without their four accounts, or whose debits are not their credits.
SELECT b.fund_key || ' 第' || b.policy_number || '项 ' || b.division_code || ' ' || b.year || '年'
           AS record,
       CAST(coalesce(sum(a.debit_fen), -1) AS BIGINT) AS wanted,
       CAST(coalesce(sum(a.credit_fen), -1) AS BIGINT) AS found
  FROM budget b LEFT JOIN ledger_account a ON a.budget_id = b.id
 GROUP BY b.id, b.fund_key, b.policy_number, b.division_code, b.year
HAVING count(a.id) <> 4 OR sum(a.debit_fen) <> sum(a.credit_fen)
 ORDER BY b.id LIMIT $1;

-- prove_history(row_count int) -> ProveRow*
-- Accounts that were below zero at some point of their history, whatever they hold now.
SELECT record, 0 AS wanted, balance AS found FROM (
    SELECT '流水 ' || moves.id || '（' || a.kind || '）' AS record, moves.id,
           CAST(sum(moves.change) OVER (PARTITION BY moves.account ORDER BY moves.id) AS BIGINT)
               AS balance
      FROM (SELECT id, debit_account AS account, amount_fen AS change FROM ledger_transfer
            UNION ALL
            SELECT id, credit_account, -amount_fen FROM ledger_transfer) moves
      JOIN ledger_account a ON a.id = moves.account AND a.kind <> 'source') balances
 WHERE balance < 0 ORDER BY id LIMIT $1;

-- prove_transfers(row_count int) -> ProveRow*
-- Transfers between the wrong accounts; posts and voids that do not end a reserve like themselves.
SELECT '流水 ' || t.id || '（' || t.kind || '）' AS record, coalesce(r.amount_fen, 0) AS wanted,
       t.amount_fen AS found
  FROM ledger_transfer t
  LEFT JOIN ledger_account debit ON debit.id = t.debit_account
  LEFT JOIN ledger_account credit ON credit.id = t.credit_account
  LEFT JOIN ledger_transfer r ON r.id = t.resolves
 WHERE t.amount_fen <= 0 OR debit.id IS NULL OR credit.id IS NULL
    OR debit.budget_id <> credit.budget_id
    OR t.kind || ' ' || credit.kind || ' ' || debit.kind
       NOT IN ('allot source available', 'withdraw available source', 'reserve available reserved',
               'post reserved paid', 'void reserved available')
    OR (t.kind IN ('post', 'void') AND (r.id IS NULL OR r.kind <> 'reserve' OR r.id >= t.id
        OR r.amount_fen <> t.amount_fen OR r.debit_account <> t.credit_account
        OR r.payment_number <> t.payment_number))
 ORDER BY t.id LIMIT $1;

-- prove_reserves(row_count int) -> ProveRow*
-- Reserves without their payment, and reserves that were ended more than once.
SELECT '流水 ' || t.id || '（拨付单 ' || coalesce(t.payment_number, '无') || '）' AS record,
       t.amount_fen AS wanted, coalesce(p.amount_fen, 0) AS found
  FROM ledger_transfer t
  LEFT JOIN payment p ON p.reserve_transfer = t.id AND p.number = t.payment_number
 WHERE t.kind = 'reserve'
   AND (p.id IS NULL OR p.amount_fen <> t.amount_fen
        OR (SELECT count(*) FROM ledger_transfer e WHERE e.resolves = t.id) > 1)
 ORDER BY t.id LIMIT $1;

-- prove_payments(row_count int) -> ProveRow*
-- Payments that are not what their transfers, line, return and cancellation make of them; `found`
-- counts the first four.
SELECT '拨付单 ' || p.number || '（' || p.state || '）' AS record,
       CASE p.state WHEN 'approved' THEN 1 WHEN 'released' THEN 2
            ELSE CASE WHEN c.payment_id IS NULL THEN 4 ELSE 2 END END AS wanted,
       CASE WHEN t.id IS NULL THEN 0 ELSE 1 END + CASE WHEN l.line_ref IS NULL THEN 0 ELSE 1 END
           + CASE WHEN r.line_ref IS NULL THEN 0 ELSE 1 END + CASE WHEN e.id IS NULL THEN 0 ELSE 1 END
           AS found
  FROM payment p
  LEFT JOIN budget b ON b.id = p.budget_id AND b.division_code = p.division_code
  LEFT JOIN ledger_transfer t ON t.id = p.reserve_transfer AND t.kind = 'reserve'
       AND t.amount_fen = p.amount_fen AND t.payment_number = p.number
  LEFT JOIN ledger_account a ON a.id = t.debit_account AND a.budget_id = p.budget_id
  LEFT JOIN ledger_transfer e ON e.resolves = t.id
  LEFT JOIN payment_line l ON l.payment_id = p.id AND l.amount_fen = p.amount_fen
  LEFT JOIN payment_return r ON r.line_ref = l.line_ref AND r.amount_fen = l.amount_fen
  LEFT JOIN payment_cancel c ON c.payment_id = p.id
 WHERE b.id IS NULL OR t.id IS NULL OR a.id IS NULL
    OR (c.payment_id IS NOT NULL AND p.state <> 'returned')
    OR (p.state = 'approved' OR c.payment_id IS NOT NULL) <> (l.line_ref IS NULL)
    OR (p.state IN ('paid', 'returned') AND c.payment_id IS NULL) <> (r.line_ref IS NOT NULL)
    OR (p.state IN ('paid', 'returned')) <> (e.id IS NOT NULL)
    OR (r.line_ref IS NOT NULL AND r.outcome <> p.state)
    OR (e.id IS NOT NULL AND e.kind <> CASE p.state WHEN 'paid' THEN 'post' ELSE 'void' END)
 ORDER BY p.id LIMIT $1;

-- prove_claims(row_count int) -> ProveRow*
-- Claims whose payments are not attempts 1, 2, … of which all but the last were returned.
SELECT '申请 ' || p.claim_number AS record, count(*) - 1 AS wanted,
       CAST(sum(CASE WHEN p.state = 'returned' THEN 1 ELSE 0 END) AS BIGINT) AS found
  FROM payment p
 GROUP BY p.claim_number
HAVING count(*) <> max(p.attempt) OR min(p.attempt) <> 1 OR min(p.amount_fen) <> max(p.amount_fen)
    OR sum(CASE WHEN p.state <> 'returned' THEN p.attempt ELSE 0 END)
       NOT IN (0, max(p.attempt))
 ORDER BY p.claim_number LIMIT $1;

-- prove_strays(row_count int) -> ProveRow*
-- Lines without a file or a payment, returns without a line, cancellations without a payment.
SELECT record, wanted, found FROM (
    SELECT '支付文件行 ' || l.line_ref AS record, l.line_ref, 1 AS wanted, 0 AS found
      FROM payment_line l
      LEFT JOIN payment_file f ON f.id = l.file_id
      LEFT JOIN payment p ON p.id = l.payment_id
     WHERE f.id IS NULL OR p.id IS NULL
    UNION ALL
    SELECT '回盘 ' || r.line_ref AS record, r.line_ref, 1 AS wanted, 0 AS found
      FROM payment_return r LEFT JOIN payment_line l ON l.line_ref = r.line_ref
     WHERE l.line_ref IS NULL
    UNION ALL
    SELECT '撤销 ' || c.payment_id AS record, CAST(c.payment_id AS TEXT), 1 AS wanted, 0 AS found
      FROM payment_cancel c LEFT JOIN payment p ON p.id = c.payment_id
     WHERE p.id IS NULL) strays
 ORDER BY line_ref LIMIT $1;

-- prove_files() -> ProveFileRow(id int, number text, fund_key text, division_code text,
--     line_count int, total_fen int, content blob, sha256 text, released_on date)*
-- Every file.
SELECT id, number, fund_key, division_code, line_count, total_fen, content, sha256, released_on
  FROM payment_file ORDER BY id;

-- prove_lines(file_id int) -> ProveLineRow(sequence int, line_ref text, account_number text,
--     payee_name text, amount_fen int, purpose text, payee_key text, fund_key text,
--     division_code text)*
-- What a file should say.
SELECT l.sequence, l.line_ref, p.account_number, p.payee_name, l.amount_fen, p.purpose, p.payee_key,
       b.fund_key, b.division_code
  FROM payment_line l JOIN payment p ON p.id = l.payment_id JOIN budget b ON b.id = p.budget_id
 WHERE l.file_id = $1 ORDER BY l.sequence;
