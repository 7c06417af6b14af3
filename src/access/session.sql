-- session_insert(token_hash text, account_id int, now_ms int, remote_address text) -> nothing
-- A new session.
INSERT INTO session (token_hash, account_id, created_ms, seen_ms, remote_address)
VALUES ($1, $2, $3, $3, $4);

-- session_by_token(token_hash text, seen_after_ms int, created_after_ms int, today date)
--   -> SessionRow(account_id int, seen_ms int, display_name sealed(account), role text,
--     division_code text, person_id int?, uscc text?, department text?,
--     acting_for sealed(account.display_name)?)?
-- A living session with its account, and the duty it acts in while that is delegated to it.
SELECT account.id AS account_id, session.seen_ms, account.display_name,
       coalesce(duty.role, account.role) AS role,
       coalesce(duty.division_code, account.division_code) AS division_code,
       account.person_id, account.uscc,
       CASE WHEN duty.id IS NULL THEN account.department ELSE duty.department END AS department,
       duty.display_name AS acting_for
  FROM session JOIN account ON account.id = session.account_id
  LEFT JOIN delegation ON delegation.id = session.delegation_id
   AND delegation.to_account = account.id AND delegation.ended_on IS NULL
   AND delegation.from_date <= $4 AND delegation.to_date >= $4
  LEFT JOIN account duty ON duty.id = delegation.from_account AND duty.is_disabled = 0
 WHERE session.token_hash = $1 AND session.seen_ms > $2 AND session.created_ms > $3
   AND account.is_disabled = 0;

-- session_touch(token_hash text, now_ms int) -> nothing
-- Notes the latest request.
UPDATE session SET seen_ms = $2 WHERE token_hash = $1 AND seen_ms < $2;

-- session_set_duty(token_hash text, delegation_id int?) -> nothing
-- The duty it acts in from now on.
UPDATE session SET delegation_id = $2 WHERE token_hash = $1;

-- session_delete(token_hash text) -> nothing
-- Signs out.
DELETE FROM session WHERE token_hash = $1;

-- session_delete_old(seen_before_ms int, created_before_ms int) -> nothing
-- Sessions that have ended by themselves.
DELETE FROM session WHERE seen_ms <= $1 OR created_ms <= $2;

-- api_token_insert(token_hash text, account_id int, label text, now_ms int, expires_ms int)
--   -> nothing
-- A new token.
INSERT INTO api_token (token_hash, account_id, label, created_ms, expires_ms)
VALUES ($1, $2, $3, $4, $5);

-- api_token_revoke_by_label(account_id int, label text, now_ms int) -> nothing
-- Ends a token for ever.
UPDATE api_token SET revoked_ms = $3
 WHERE account_id = $1 AND label = $2 AND revoked_ms IS NULL;

-- api_token_by_token(token_hash text, now_ms int) -> SessionRow?
-- A living token with its account; seen_ms has no meaning here.
SELECT account.id AS account_id, api_token.created_ms AS seen_ms, account.display_name,
       account.role, account.division_code, account.person_id, account.uscc, account.department,
       NULL AS acting_for
  FROM api_token JOIN account ON account.id = api_token.account_id
 WHERE api_token.token_hash = $1 AND api_token.expires_ms > $2 AND api_token.revoked_ms IS NULL
   AND account.is_disabled = 0;

-- session_delete_of(account_id int) -> nothing
-- Signs an account out everywhere.
DELETE FROM session WHERE account_id = $1;
