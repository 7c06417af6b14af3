-- Drafts of applications. Only their owner reads them; expired ones are as good as gone.

-- claim_draft_put(number text, person_id int?, uscc text?, owner text, policy_number int,
--     subject_key key, typed_json sealed(claim_draft), saved_on date, expires_on date)
--   -> ClaimDraftNumberRow(number text)
-- Saves a draft, over the former one of the same policy and subject, which keeps its number.
INSERT INTO claim_draft (number, person_id, uscc, owner, policy_number, subject_key, typed_json,
    saved_on, expires_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (owner, policy_number, subject_key) DO UPDATE
   SET typed_json = $7, saved_on = $8, expires_on = $9
RETURNING number;

-- claim_draft_of(owner text, today date)
--   -> ClaimDraftRow(number text, policy_number int, subject_key key,
--     typed_json sealed(claim_draft), saved_on date, expires_on date)*
-- The owner's drafts, latest first.
SELECT number, policy_number, subject_key, typed_json, saved_on, expires_on FROM claim_draft
 WHERE owner = $1 AND expires_on >= $2
 ORDER BY saved_on DESC, number DESC;

-- claim_draft_for(owner text, policy_number int, subject_key key, today date) -> ClaimDraftRow?
-- The draft of one application.
SELECT number, policy_number, subject_key, typed_json, saved_on, expires_on FROM claim_draft
 WHERE owner = $1 AND policy_number = $2 AND subject_key = $3 AND expires_on >= $4;

-- claim_draft_remove(owner text, number text) -> nothing
-- Thrown away.
DELETE FROM claim_draft WHERE owner = $1 AND number = $2;

-- claim_draft_remove_for(owner text, policy_number int, subject_key key) -> nothing
-- Submitted: the claim has it now.
DELETE FROM claim_draft WHERE owner = $1 AND policy_number = $2 AND subject_key = $3;

-- claim_draft_remove_expired(today date) -> nothing
-- Nobody came back to them.
DELETE FROM claim_draft WHERE expires_on < $1;
