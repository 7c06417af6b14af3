-- What the one screen counts. Amounts come from the ledger (fund/budget.h), entitlements from the
-- latest scan (publish/scan.h).

-- dashboard_claims(prefix text) -> DashboardClaimRow(policy_number int, division_code text,
--     state text, claim_count int)*
-- Claims by item, county and state.
SELECT policy_number, division_code, state, count(*) AS claim_count FROM application
 WHERE division_code LIKE $1 || '%'
 GROUP BY policy_number, division_code, state ORDER BY policy_number, division_code, state;

-- dashboard_overdue(prefix text, today date) -> DashboardOverdueRow(policy_number int,
--     division_code text, claim_count int)*
-- Claims whose next step was due before today.
SELECT policy_number, division_code, count(*) AS claim_count FROM application
 WHERE division_code LIKE $1 || '%' AND due_on < $2
 GROUP BY policy_number, division_code ORDER BY policy_number, division_code;
