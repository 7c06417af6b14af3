-- Evidence: files that belong to a claim. Their bytes are read one by one, never with a list.

-- evidence_insert(application_id int, sequence int, name text, content_type text, size int,
--     sha256 text, content sealed_blob(evidence), added_by int, added_on date) -> nothing
-- A file.
INSERT INTO evidence (application_id, sequence, name, content_type, size, sha256, content,
    added_by, added_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- evidence_list(application_id int) -> EvidenceRow(sequence int, name text, content_type text,
--     size int, sha256 text)*
-- The files of a claim, in the order they came.
SELECT sequence, name, content_type, size, sha256 FROM evidence
 WHERE application_id = $1 ORDER BY sequence;

-- evidence_content(application_id int, sequence int)
--   -> EvidenceContentRow(name text, content_type text, content sealed_blob(evidence))?
-- One file.
SELECT name, content_type, content FROM evidence WHERE application_id = $1 AND sequence = $2;
