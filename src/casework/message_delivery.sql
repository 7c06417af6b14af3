-- How messages leave the platform: who takes them to the gateway, what the gateway answered.

-- message_gateway_put(platform text, since_ms int) -> nothing
-- Sending is switched on: once, and from then on messages wait for it.
INSERT INTO message_gateway (id, platform, since_ms) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING;

-- message_gateway_get() -> MessageGatewayRow(platform text, since_ms int)?
-- Since when, and what the files of this database are called.
SELECT platform, since_ms FROM message_gateway;

-- message_give_up(before_ms int, failure sealed(message), now_ms int, row_count int) -> nothing
-- What has waited since before a time, however it came to wait, is not sent any more.
UPDATE message SET delivery = 'failed', attempt = attempt + 1, failure = $2, due_ms = $3
 WHERE id IN (SELECT id FROM message
               WHERE delivery = 'waiting' AND due_ms < $1 AND at_ms < $1
               ORDER BY due_ms, id LIMIT $4);

-- message_take(now_ms int, lease_ms int, row_count int, before_ms int)
--   -> MessageTakenRow(id int, at_ms int, attempt int, person_phone blind(phone)?, org_phone text?,
--     account text?, body sealed(message), claim_number text?, business_date date)*
-- The oldest that are due and have not waited since before a time, for whoever takes them until the lease ends, and where their recipients
-- can be reached.
UPDATE message SET due_ms = $2
 WHERE id IN (SELECT id FROM message WHERE delivery = 'waiting' AND due_ms <= $1
                 AND (due_ms >= $4 OR at_ms >= $4)
               ORDER BY due_ms, id LIMIT $3)
RETURNING id, at_ms, attempt,
       (SELECT phone FROM person_contact
         WHERE person_contact.person_id = message.person_id) AS person_phone,
       (SELECT phone FROM org WHERE org.uscc = message.uscc) AS org_phone,
       (SELECT min(account.login) FROM account
         WHERE account.is_disabled = 0
           AND (account.role = 'citizen' AND account.person_id = message.person_id
                OR account.role = 'org_hr' AND account.uscc = message.uscc)) AS account,
       body, claim_number, business_date;

-- message_note_handed(id int, attempt int) -> nothing
-- The gateway has it; nothing when a receipt was quicker.
UPDATE message SET delivery = 'handed' WHERE id = $1 AND attempt = $2 AND delivery = 'waiting';

-- message_note_sent(id int, at_ms int, attempt int, sent_ms int) -> nothing
-- The gateway sent it; nothing when that is known, or when there is no such message.
UPDATE message SET delivery = 'sent', sent_ms = $4, failure = NULL
 WHERE id = $1 AND at_ms = $2 AND attempt = $3 AND delivery IN ('waiting', 'handed');

-- message_note_failed(id int, at_ms int, attempt int, failure sealed(message), delivery text,
--     due_ms int) -> nothing
-- It could not be sent; the same as above.
UPDATE message SET delivery = $5, attempt = attempt + 1, failure = $4, due_ms = $6
 WHERE id = $1 AND at_ms = $2 AND attempt = $3 AND delivery IN ('waiting', 'handed');

-- message_delivery_count(prefix text, delivery text, count_max int) -> MessageDeliveryCountRow(count int)
-- How many of the own county, as far as they are counted.
SELECT count(*) AS count
  FROM (SELECT id FROM message_delivery
         WHERE delivery = $2 AND division_code LIKE $1 || '%' LIMIT $3) counted;

-- message_failures(prefix text, before_id int, row_count int)
--   -> MessageFailureRow(id int, person_name sealed(person.name)?, org_name text?,
--     division_code text, claim_number text?, business_date date, attempt int,
--     failure sealed(message))*
-- Those given up, newest first.
SELECT message.id, person.name AS person_name, org.name AS org_name, message_delivery.division_code,
       message.claim_number, message.business_date, message.attempt, message.failure
  FROM message_delivery JOIN message ON message.id = message_delivery.id
  LEFT JOIN person ON person.id = message.person_id
  LEFT JOIN org ON org.uscc = message.uscc
 WHERE message_delivery.delivery = 'failed' AND message_delivery.id < $2
   AND message_delivery.division_code LIKE $1 || '%'
 ORDER BY message_delivery.id DESC LIMIT $3;

-- message_send_again(id int, prefix text, due_ms int) -> nothing
-- One of those, once more.
UPDATE message SET delivery = 'waiting', due_ms = $3
 WHERE id = $1 AND delivery = 'failed'
   AND EXISTS (SELECT 1 FROM message_delivery
                WHERE message_delivery.id = message.id
                  AND message_delivery.division_code LIKE $2 || '%');
