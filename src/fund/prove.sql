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
               'post reserved paid', 'void reserved available', 'recover paid available')
    OR (t.kind = 'recover' AND NOT EXISTS (SELECT 1 FROM ledger_transfer p
        WHERE p.id = t.recovers AND p.kind = 'post' AND p.id < t.id
          AND p.debit_account = t.credit_account AND p.payment_number = t.payment_number))
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
-- Claims whose payments are not attempts 1, 2, … of which all but the last were returned, with the
-- sum of the one before where that binds.
SELECT '申请 ' || p.claim_number AS record, count(*) - 1 AS wanted,
       CAST(sum(CASE WHEN p.state = 'returned' THEN 1 ELSE 0 END) AS BIGINT) AS found
  FROM payment p
  LEFT JOIN payment again ON again.claim_number = p.claim_number AND again.attempt = p.attempt + 1
       AND again.amount_fen <> p.amount_fen
       AND NOT EXISTS (SELECT 1 FROM payment_unbound u WHERE u.payment_id = p.id)
 GROUP BY p.claim_number
HAVING count(*) <> max(p.attempt) OR min(p.attempt) <> 1
    OR count(again.id) > 0
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

-- prove_receivables(row_count int) -> ProveRow*
-- Receivables whose instalments are not their amount, or that ask for more than was paid.
SELECT '追回 ' || v.number AS record, v.amount_fen AS wanted,
       CAST(coalesce(sum(i.amount_fen), 0) AS BIGINT) AS found
  FROM ledger_receivable v
  LEFT JOIN payment p ON p.id = v.payment_id AND p.state = 'paid'
  LEFT JOIN ledger_instalment i ON i.receivable_id = v.id
 GROUP BY v.id, v.number, v.amount_fen, v.instalment_count, v.payment_id, p.amount_fen
HAVING coalesce(sum(i.amount_fen), 0) <> v.amount_fen OR count(i.sequence) <> v.instalment_count
    OR coalesce(p.amount_fen, 0) < (SELECT sum(o.amount_fen) FROM ledger_receivable o
        WHERE o.payment_id = v.payment_id)
        - coalesce((SELECT sum(w.amount_fen) FROM ledger_receivable o
            JOIN ledger_waiver w ON w.receivable_id = o.id WHERE o.payment_id = v.payment_id), 0)
 ORDER BY v.id LIMIT $1;

-- prove_repayments(row_count int) -> ProveRow*
-- Repayments that are not one recover each, or come to more than their receivable.
SELECT '缴回 ' || r.receipt AS record, r.amount_fen AS wanted, coalesce(t.amount_fen, 0) AS found
  FROM ledger_repayment r
  LEFT JOIN ledger_receivable v ON v.id = r.receivable_id
  LEFT JOIN payment p ON p.id = v.payment_id
  LEFT JOIN ledger_transfer t ON t.client_key = 'repayment ' || r.id AND t.kind = 'recover'
       AND t.payment_number = p.number
 WHERE t.id IS NULL OR t.amount_fen <> r.amount_fen
    OR v.amount_fen < (SELECT sum(o.amount_fen) FROM ledger_repayment o
        WHERE o.receivable_id = r.receivable_id)
        + coalesce((SELECT sum(w.amount_fen) FROM ledger_waiver w
            WHERE w.receivable_id = r.receivable_id), 0)
 ORDER BY r.id LIMIT $1;

-- prove_recovers(row_count int) -> ProveRow*
-- Money taken back from the paid without a repayment.
SELECT '流水 ' || t.id || '（recover）' AS record, 0 AS wanted, t.amount_fen AS found
  FROM ledger_transfer t
 WHERE t.kind = 'recover' AND NOT EXISTS (SELECT 1 FROM ledger_repayment r
        WHERE 'repayment ' || r.id = t.client_key)
 ORDER BY t.id LIMIT $1;

-- prove_vouchers(row_count int) -> ProveRow*
-- Vouchers of no file, and reversals that are not the opposite of what they reverse.
SELECT '凭证 ' || v.voucher AS record, coalesce(-o.amount_fen, 0) AS wanted, v.amount_fen AS found
  FROM payment_voucher v
  LEFT JOIN payment_file f ON f.id = v.file_id
  LEFT JOIN payment_voucher o ON o.id = v.reverses
 WHERE f.id IS NULL OR (v.amount_fen < 0) <> (v.reverses IS NOT NULL)
    OR (v.reverses IS NOT NULL AND (o.id IS NULL OR o.file_id <> v.file_id
        OR o.amount_fen <> -v.amount_fen OR o.reverses IS NOT NULL))
 ORDER BY v.id LIMIT $1;

-- prove_periods(row_count int) -> ProveRow*
-- Closed months and years of which a figure is not what its entries add up to.
WITH moved AS (
    SELECT p.id, m.kind, CAST(sum(m.amount_fen) AS BIGINT) AS amount_fen, count(*) AS count
      FROM ledger_period p
      JOIN ledger_month m ON m.fund_key = p.fund_key AND m.division_code = p.division_code
           AND substr(m.month, 1, length(p.period)) = p.period
     GROUP BY p.id, m.kind),
figures AS (
    SELECT id, 'allot' AS kind, allot_fen AS amount_fen FROM ledger_period
    UNION ALL SELECT id, 'withdraw', withdraw_fen FROM ledger_period
    UNION ALL SELECT id, 'reserve', reserve_fen FROM ledger_period
    UNION ALL SELECT id, 'void', void_fen FROM ledger_period
    UNION ALL SELECT id, 'post', post_fen FROM ledger_period
    UNION ALL SELECT id, 'recover', recover_fen FROM ledger_period
    UNION ALL SELECT id, 'release', release_fen FROM ledger_period
    UNION ALL SELECT id, 'count', transfer_count FROM ledger_period),
sums AS (
    SELECT id, kind, amount_fen FROM moved
    UNION ALL
    SELECT id, 'count', CAST(sum(count) AS BIGINT) FROM moved WHERE kind <> 'release' GROUP BY id)
SELECT p.fund_key || ' ' || p.division_code || ' ' || p.period || ' ' || f.kind AS record,
       coalesce(s.amount_fen, 0) AS wanted, f.amount_fen AS found
  FROM figures f JOIN ledger_period p ON p.id = f.id
  LEFT JOIN sums s ON s.id = f.id AND s.kind = f.kind
 WHERE f.amount_fen <> coalesce(s.amount_fen, 0)
 ORDER BY p.id, f.kind LIMIT $1;

-- prove_closed_files(row_count int) -> ProveRow*
-- Files of closed months whose three sides do not agree.
SELECT '支付文件 ' || f.number AS record, f.approved_fen AS wanted,
       CASE WHEN f.approved_fen <> f.voucher_fen THEN f.voucher_fen
            ELSE f.paid_fen + f.returned_fen END AS found
  FROM payment_file_balance f
  JOIN ledger_period p ON p.fund_key = f.fund_key AND p.division_code = f.division_code
       AND p.period = f.month
 WHERE f.approved_fen <> f.voucher_fen OR f.approved_fen <> f.paid_fen + f.returned_fen
 ORDER BY f.id LIMIT $1;

-- prove_gaps(row_count int) -> ProveRow*
-- Months with entries that are open although a later one, or their year, is closed.
SELECT m.fund_key || ' ' || m.division_code || ' ' || m.month AS record, 1 AS wanted, 0 AS found
  FROM ledger_month m
 WHERE EXISTS (SELECT 1 FROM ledger_period p
        WHERE p.fund_key = m.fund_key AND p.division_code = m.division_code
          AND (m.month < p.period OR p.period = substr(m.month, 1, 4)))
   AND NOT EXISTS (SELECT 1 FROM ledger_period p
        WHERE p.fund_key = m.fund_key AND p.division_code = m.division_code
          AND p.period = m.month)
 GROUP BY m.fund_key, m.division_code, m.month
 ORDER BY m.month, m.division_code, m.fund_key LIMIT $1;

-- prove_carries(row_count int) -> ProveRow*
-- Rests carried over that are not one withdrawal and one allotment of the same document, from a year
-- to the next.
SELECT '结转 ' || c.document AS record, c.amount_fen AS wanted,
       coalesce(CASE WHEN w.amount_fen <> c.amount_fen THEN w.amount_fen ELSE g.amount_fen END, 0)
           AS found
  FROM ledger_carry c
  LEFT JOIN budget f ON f.id = c.from_budget
  LEFT JOIN budget t ON t.id = c.to_budget AND t.fund_key = f.fund_key
       AND t.policy_number = f.policy_number AND t.division_code = f.division_code
       AND t.year = f.year + 1
  LEFT JOIN ledger_transfer w ON w.id = c.withdraw_transfer AND w.kind = 'withdraw'
       AND w.document = c.document
  LEFT JOIN ledger_account fa ON fa.id = w.credit_account AND fa.budget_id = f.id
  LEFT JOIN ledger_transfer g ON g.id = c.allot_transfer AND g.kind = 'allot'
       AND g.document = c.document
  LEFT JOIN ledger_account ta ON ta.id = g.debit_account AND ta.budget_id = t.id
 WHERE f.id IS NULL OR t.id IS NULL OR fa.id IS NULL OR ta.id IS NULL
    OR w.amount_fen <> c.amount_fen OR g.amount_fen <> c.amount_fen
 ORDER BY c.id LIMIT $1;

-- prove_hands(row_count int) -> ProveRow*
-- Entries by another hand, or on another day, than the payment, answer, cancellation or repayment
-- that they are of; `wanted` and `found` are accounts.
SELECT '流水 ' || t.id || '（' || t.kind || '）应在 ' || o.on_date || '，记在 ' || t.business_date
           || '；账号' AS record,
       o.account_id AS wanted, t.account_id AS found
  FROM (SELECT p.reserve_transfer AS id, p.approved_by AS account_id, p.approved_on AS on_date
          FROM payment p
        UNION ALL
        SELECT e.id, r.account_id, r.posted_on
          FROM payment p JOIN ledger_transfer e ON e.resolves = p.reserve_transfer
          JOIN payment_line l ON l.payment_id = p.id
          JOIN payment_return r ON r.line_ref = l.line_ref
        UNION ALL
        SELECT e.id, c.account_id, c.cancelled_on
          FROM payment p JOIN ledger_transfer e ON e.resolves = p.reserve_transfer
          JOIN payment_cancel c ON c.payment_id = p.id
        UNION ALL
        SELECT e.id, r.account_id, r.entered_on
          FROM ledger_repayment r JOIN ledger_transfer e ON e.client_key = 'repayment ' || r.id) o
  JOIN ledger_transfer t ON t.id = o.id
 WHERE t.account_id <> o.account_id OR t.business_date <> o.on_date
 ORDER BY t.id LIMIT $1;

-- prove_logged(row_count int) -> ProveRow*
-- Payments, payment files, allotments and vouchers of which the log, which is sealed, does not say
-- just that: by whom, on which day, how much; of a payment for which claim, of a file its hash.
WITH said AS (
    SELECT '拨付单 ' || p.number AS record, 1 AS part, p.id, 'payment.approve' AS action,
           'payment' AS object_kind, p.number AS object_number, p.division_code,
           p.approved_by AS account_id, p.approved_on AS on_date, p.amount_fen,
           p.claim_number || ' 第' || p.attempt || '次：' AS before_yuan,
           ' 元，' || b.fund_key AS after_yuan
      FROM payment p JOIN budget b ON b.id = p.budget_id
    UNION ALL
    SELECT '支付文件 ' || f.number, 2, f.id, 'payment_file.release', 'payment_file', f.number,
           f.division_code, f.released_by, f.released_on, f.total_fen,
           f.fund_key || '：' || f.line_count || ' 笔 ', ' 元，SHA-256 ' || f.sha256
      FROM payment_file f
    UNION ALL
    SELECT '流水 ' || t.id || '（' || t.kind || '）', 3, t.id, 'budget.allot', 'budget',
           b.year || '-' || b.policy_number || '-' || b.fund_key, b.division_code, t.account_id,
           t.business_date, t.amount_fen,
           t.document || CASE t.kind WHEN 'allot' THEN '：' ELSE '：-' END, ' 元'
      FROM ledger_transfer t JOIN ledger_account a ON a.id = t.debit_account
      JOIN budget b ON b.id = a.budget_id
     WHERE t.kind IN ('allot', 'withdraw')
       AND NOT EXISTS (SELECT 1 FROM ledger_carry c
                        WHERE t.id IN (c.withdraw_transfer, c.allot_transfer))
    UNION ALL
    SELECT '凭证 ' || v.voucher, 4, v.id, 'payment_voucher.post', 'payment_file', f.number,
           f.division_code, v.account_id, v.entered_on, abs(v.amount_fen),
           '凭证 ' || v.voucher || CASE WHEN v.amount_fen < 0 THEN '：-' ELSE '：' END, ' 元'
      FROM payment_voucher v JOIN payment_file f ON f.id = v.file_id)
SELECT said.record, said.amount_fen AS wanted, 0 AS found FROM said
 WHERE NOT EXISTS (
       SELECT 1 FROM audit_log log
        WHERE log.object_kind = said.object_kind AND log.object_number = said.object_number
          AND log.action = said.action AND log.division_code = said.division_code
          AND log.account_id = said.account_id AND log.business_date = said.on_date
          AND log.after_text = said.before_yuan || (said.amount_fen / 100) || '.'
              || substr(CAST(said.amount_fen % 100 + 100 AS TEXT), 2, 2) || said.after_yuan)
 ORDER BY said.part, said.id LIMIT $1;

-- prove_differences(row_count int) -> ProveRow*
-- Differences that the log does not say were opened, or ended by somebody's word, by that hand on that
-- day; and what it says was opened and is not there.
SELECT '差异 ' || i.number AS record, 1 AS wanted, 0 AS found FROM payment_issue i
 WHERE NOT EXISTS (
       SELECT 1 FROM audit_log log
        WHERE log.object_kind = 'difference' AND log.object_number = i.number
          AND log.action = 'difference.open' AND log.division_code = i.division_code
          AND log.account_id = i.opened_by AND log.business_date = i.opened_on)
    OR (i.closed_on IS NOT NULL AND (i.kind = 'refused' OR i.resolution <> '三方已经相符')
        AND NOT EXISTS (
            SELECT 1 FROM audit_log log
             WHERE log.object_kind = 'difference' AND log.object_number = i.number
               AND log.action = 'difference.close' AND log.account_id = i.closed_by
               AND log.business_date = i.closed_on))
 UNION ALL
SELECT '差异 ' || log.object_number, 1, 0 FROM audit_log log
 WHERE log.action = 'difference.open' AND log.object_kind = 'difference'
   AND NOT EXISTS (SELECT 1 FROM payment_issue i WHERE i.number = log.object_number)
 ORDER BY record LIMIT $1;

-- prove_files() -> ProveFileRow(id int, number text, fund_key text, division_code text,
--     line_count int, total_fen int, content sealed_blob(payment_file), sha256 text,
--     released_on date)*
-- Every file.
SELECT id, number, fund_key, division_code, line_count, total_fen, content, sha256, released_on
  FROM payment_file ORDER BY id;

-- prove_lines(file_id int) -> ProveLineRow(sequence int, line_ref text,
--     account_number blind(account), payee_name sealed(payment), amount_fen int, purpose text,
--     payee_key key, fund_key text, division_code text)*
-- What a file should say.
SELECT l.sequence, l.line_ref, p.account_number, p.payee_name, l.amount_fen, p.purpose, p.payee_key,
       b.fund_key, b.division_code
  FROM payment_line l JOIN payment p ON p.id = l.payment_id JOIN budget b ON b.id = p.budget_id
 WHERE l.file_id = $1 ORDER BY l.sequence;
