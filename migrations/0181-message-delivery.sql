-- Messages leave the platform through a gateway (casework/message_delivery.h). Those of before it
-- was first switched on stay in the site: their `delivery` is NULL.

-- database: monitor
CREATE TABLE message_gateway (
    id BIGINT NOT NULL CHECK (id = 1),         -- one row, once sending was switched on
    platform TEXT NOT NULL,                    -- names the files of this database
    since_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX message_gateway_once ON message_gateway (id);

ALTER TABLE message ADD COLUMN delivery TEXT
    CONSTRAINT message_delivery_is_known
    CHECK (delivery IN ('waiting', 'handed', 'sent', 'failed'));
ALTER TABLE message ADD COLUMN attempt BIGINT NOT NULL DEFAULT 0; -- failures so far
ALTER TABLE message ADD COLUMN due_ms BIGINT NOT NULL DEFAULT 0;  -- when it may be taken (again)
ALTER TABLE message ADD COLUMN failure TEXT                       -- why it could not be sent
    CONSTRAINT message_failure_is_sealed CHECK (substr(failure, 1, 1) = '!')
    CONSTRAINT message_fails_with_a_reason
    CHECK (delivery IS NULL OR delivery <> 'failed' OR failure IS NOT NULL)
    CONSTRAINT message_is_sent_with_its_time
    CHECK (delivery IS NULL OR (delivery = 'sent') = (sent_ms IS NOT NULL));
CREATE INDEX message_due ON message (due_ms, id) WHERE delivery = 'waiting';
CREATE INDEX message_by_delivery ON message (delivery, id) WHERE delivery IS NOT NULL;

-- Which county may see how a message fares: that of its claim, else that of whom it is for.
CREATE VIEW message_delivery AS
SELECT message.id, message.delivery,
       coalesce((SELECT application.division_code FROM application
                  WHERE application.number = message.claim_number),
                (SELECT person.division_code FROM person WHERE person.id = message.person_id),
                (SELECT org.division_code FROM org WHERE org.uscc = message.uscc), '')
           AS division_code
  FROM message WHERE message.delivery IS NOT NULL;
