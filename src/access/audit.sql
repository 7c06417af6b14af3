-- audit_insert(at_ms int, business_date date, account_id int, role text, actor_name text,
--     action text, object_kind text?, object_number key?, division_code text?, before_text key?,
--     after_text key?, is_refused bool, remote_address text?, request_id text?) -> nothing later
-- One row of the log.
INSERT INTO audit_log (at_ms, business_date, account_id, role, actor_name, action, object_kind,
    object_number, division_code, before_text, after_text, is_refused, remote_address, request_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- audit_list(before_id int?, row_count int) -> AuditRow(id int, at_ms int, business_date date,
--     role text, actor_name text, action text, object_kind text?, object_number key?,
--     division_code text?, before_text key?, after_text key?, is_refused bool,
--     remote_address text?, person_name sealed(account.display_name)?)*
-- The log, newest first, paged by id, with the names of persons, which stand in their accounts.
SELECT audit_log.id, audit_log.at_ms, audit_log.business_date, audit_log.role,
       audit_log.actor_name, audit_log.action, audit_log.object_kind, audit_log.object_number,
       audit_log.division_code, audit_log.before_text, audit_log.after_text,
       audit_log.is_refused, audit_log.remote_address, account.display_name AS person_name
  FROM audit_log
  LEFT JOIN account ON account.id = audit_log.account_id AND audit_log.role = 'citizen'
 WHERE $1 IS NULL OR audit_log.id < $1
 ORDER BY audit_log.id DESC LIMIT $2;

-- audit_list_object(object_number key, before_id int?, row_count int) -> AuditRow*
-- The same of one object.
SELECT audit_log.id, audit_log.at_ms, audit_log.business_date, audit_log.role,
       audit_log.actor_name, audit_log.action, audit_log.object_kind, audit_log.object_number,
       audit_log.division_code, audit_log.before_text, audit_log.after_text,
       audit_log.is_refused, audit_log.remote_address, account.display_name AS person_name
  FROM audit_log
  LEFT JOIN account ON account.id = audit_log.account_id AND audit_log.role = 'citizen'
 WHERE audit_log.object_number = $1 AND ($2 IS NULL OR audit_log.id < $2)
 ORDER BY audit_log.id DESC LIMIT $3;
