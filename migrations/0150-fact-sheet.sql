-- What departments are asked of a roster or a batch can be answered as a whole (casework/fact_sheet.h);
-- rows of automatic batches ask as well.

-- database: policy
ALTER TABLE fact_request ADD COLUMN list_number TEXT; -- roster or batch that the case came by; NULL: alone
UPDATE fact_request
   SET list_number = (SELECT min(r.number) FROM claim_roster_row w
                        JOIN claim_roster r ON r.id = w.roster_id
                       WHERE w.claim_number = fact_request.case_number);
CREATE INDEX fact_request_list ON fact_request (list_number, department, case_number)
    WHERE list_number IS NOT NULL;

-- Departments are asked about a row under its own number; a claim that it becomes takes the answers over.
ALTER TABLE batch_row ADD COLUMN case_number TEXT; -- PC-2023-00001-17; NULL: nobody was asked
-- What waits for a department has no amount and becomes no claim.
ALTER TABLE batch_row ADD COLUMN awaits BIGINT NOT NULL DEFAULT 0
    CONSTRAINT batch_row_awaits_without_money CHECK (awaits = 0
        OR (awaits = 1 AND result = 'look' AND amount_fen = 0 AND application_id IS NULL));
CREATE UNIQUE INDEX batch_row_case ON batch_row (case_number) WHERE case_number IS NOT NULL;
