-- Sealing the log, and proving it.

-- seal_waiting(row_count int) -> SealLogRow(id int, at_ms int, business_date date, account_id int,
--     role text, actor_name text, action text, object_kind text?, object_number key?,
--     division_code text?, before_text key?, after_text key?, is_refused bool,
--     remote_address text?, request_id text?)*
-- Rows that are not sealed yet, in order.
SELECT id, at_ms, business_date, account_id, role, actor_name, action, object_kind, object_number,
       division_code, before_text, after_text, is_refused, remote_address, request_id
  FROM audit_log WHERE id IN (SELECT audit_id FROM audit_unsealed ORDER BY audit_id LIMIT $1)
 ORDER BY id;

-- seal_last() -> SegmentRow(number int, suite text, previous_hash text, row_count int, hash text,
--     public_key text, signature text)?
-- The latest segment.
SELECT number, suite, previous_hash, row_count, hash, public_key, signature FROM audit_segment
 ORDER BY number DESC LIMIT 1;

-- seal_segment_insert(number int, suite text, previous_hash text, row_count int, hash text,
--     public_key text, signature text, sealed_ms int) -> nothing
-- A segment.
INSERT INTO audit_segment (number, suite, previous_hash, row_count, hash, public_key, signature,
    sealed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- seal_insert(audit_id int, segment int, position int, row_hash text) -> nothing
-- A row of it.
INSERT INTO audit_seal (audit_id, segment, position, row_hash) VALUES ($1, $2, $3, $4);

-- seal_done(segment int) -> nothing
-- What is sealed waits no longer.
DELETE FROM audit_unsealed WHERE audit_id IN (SELECT audit_id FROM audit_seal WHERE segment = $1);

-- seal_segments(after int, row_count int) -> SegmentRow*
-- Segments in order.
SELECT number, suite, previous_hash, row_count, hash, public_key, signature FROM audit_segment
 WHERE number > $1 ORDER BY number LIMIT $2;

-- seal_rows(segment int) -> SealRow(audit_id int, position int, row_hash text, id int?, at_ms int?,
--     business_date date?, account_id int?, role text?, actor_name text?, action text?,
--     object_kind text?, object_number key?, division_code text?, before_text key?,
--     after_text key?, is_refused int?, remote_address text?, request_id text?)*
-- The rows of a segment with what the log says now.
SELECT audit_seal.audit_id, audit_seal.position, audit_seal.row_hash, audit_log.id,
       audit_log.at_ms, audit_log.business_date, audit_log.account_id, audit_log.role,
       audit_log.actor_name, audit_log.action, audit_log.object_kind, audit_log.object_number,
       audit_log.division_code, audit_log.before_text, audit_log.after_text,
       audit_log.is_refused, audit_log.remote_address, audit_log.request_id
  FROM audit_seal LEFT JOIN audit_log ON audit_log.id = audit_seal.audit_id
 WHERE audit_seal.segment = $1 ORDER BY audit_seal.position;

-- seal_lost() -> SealLostRow(id int)?
-- A row of the log that neither is sealed nor waits.
SELECT id FROM audit_log
 WHERE NOT EXISTS (SELECT 1 FROM audit_seal WHERE audit_seal.audit_id = audit_log.id)
   AND NOT EXISTS (SELECT 1 FROM audit_unsealed WHERE audit_unsealed.audit_id = audit_log.id)
 ORDER BY id LIMIT 1;

-- seal_torn() -> SealTornRow(segment int)?
-- A segment that sealed rows name and that is gone, as the last one can be without a gap.
SELECT segment FROM audit_seal
 WHERE NOT EXISTS (SELECT 1 FROM audit_segment WHERE audit_segment.number = audit_seal.segment)
 ORDER BY segment LIMIT 1;

-- seal_vanished() -> SealLostRow?
-- One that waits and is not in the log.
SELECT audit_id AS id FROM audit_unsealed
 WHERE NOT EXISTS (SELECT 1 FROM audit_log WHERE audit_log.id = audit_unsealed.audit_id)
 ORDER BY audit_id LIMIT 1;

-- seal_waiting_count() -> SealCountRow(waiting int)
-- How many wait.
SELECT count(*) AS waiting FROM audit_unsealed;
