-- What a claim was paid too little is paid by a claim of its own (casework/claim_anew.h). Which claim
-- it adds to is kept: all of them are one right, and are decided as one.

-- database: policy
ALTER TABLE application ADD COLUMN supplements_id BIGINT REFERENCES application (id); -- the first one
CREATE INDEX application_supplements ON application (supplements_id) WHERE supplements_id IS NOT NULL;
UPDATE application
   SET supplements_id = (SELECT min(p.application_id) FROM appeal p
        WHERE p.result_number = application.number AND p.application_id <> application.id);
-- A supplement to a supplement adds to the first claim as well.
UPDATE application
   SET supplements_id = (SELECT first.supplements_id FROM application first
        WHERE first.id = application.supplements_id)
 WHERE EXISTS (SELECT 1 FROM application first
        WHERE first.id = application.supplements_id AND first.supplements_id IS NOT NULL);
