-- audit_insert(at_ms int, business_date date, account_id int, role text, actor_name text,
--     action text, object_kind text?, object_number key?, division_code text?, before_text key?,
--     after_text key?, is_refused bool, remote_address text?, request_id text?) -> nothing
-- One row of the log.
INSERT INTO audit_log (at_ms, business_date, account_id, role, actor_name, action, object_kind,
    object_number, division_code, before_text, after_text, is_refused, remote_address, request_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- audit_list(before_id int?, row_count int) -> AuditRow(id int, at_ms int, business_date date,
--     role text, actor_name text, action text, object_kind text?, object_number key?,
--     division_code text?, before_text key?, after_text key?, is_refused bool,
--     remote_address text?)*
-- The log, newest first, paged by id.
SELECT id, at_ms, business_date, role, actor_name, action, object_kind, object_number,
       division_code, before_text, after_text, is_refused, remote_address
  FROM audit_log
 WHERE $1 IS NULL OR id < $1
 ORDER BY id DESC LIMIT $2;

-- audit_list_object(object_number key, before_id int?, row_count int) -> AuditRow*
-- The same of one object.
SELECT id, at_ms, business_date, role, actor_name, action, object_kind, object_number,
       division_code, before_text, after_text, is_refused, remote_address
  FROM audit_log
 WHERE object_number = $1 AND ($2 IS NULL OR id < $2)
 ORDER BY id DESC LIMIT $3;
