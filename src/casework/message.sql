-- The outbox: what the platform tells people and organisations.

-- message_insert(person_id int?, uscc text?, claim_number text?, body sealed(message),
--     business_date date, at_ms int) -> nothing later
-- A message, unread; it waits to be sent where sending was ever switched on.
INSERT INTO message (person_id, uscc, claim_number, body, business_date, at_ms, is_read, delivery)
VALUES ($1, $2, $3, $4, $5, $6, 0,
        CASE WHEN EXISTS (SELECT 1 FROM message_gateway) THEN 'waiting' END);

-- message_list_own(person_id int?, uscc text?, row_count int) -> MessageRow(claim_number text?,
--     body sealed(message), business_date date, at_ms int, is_read bool)*
-- The messages of one recipient, newest first.
SELECT claim_number, body, business_date, at_ms, is_read FROM message
 WHERE person_id = $1 OR uscc = $2
 ORDER BY id DESC LIMIT $3;
