-- Evidence: files that belong to a claim. Their bytes are read one by one, never with a list.

-- evidence_insert(application_id int, sequence int, name sealed(evidence), content_type text,
--     size int, sha256 text, content sealed_blob(evidence), added_by int, added_on date) -> nothing
-- A file.
INSERT INTO evidence (application_id, sequence, name, content_type, size, sha256, content,
    added_by, added_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- evidence_list(application_id int) -> EvidenceRow(sequence int, name sealed(evidence),
--     content_type text, size int, sha256 text, is_secret bool)*
-- The files of a claim, in the order they came; secret are those of a clawback that the party was not
-- notified of.
SELECT f.sequence, f.name, f.content_type, f.size, f.sha256,
       CAST(CASE WHEN EXISTS (SELECT 1 FROM clawback_evidence e JOIN clawback c ON c.id = e.clawback_id
            WHERE c.application_id = f.application_id AND e.file_sequence = f.sequence
              AND e.added_by = f.added_by AND c.notified_on IS NULL) THEN 1 ELSE 0 END AS BIGINT) AS is_secret
  FROM evidence f
 WHERE f.application_id = $1 ORDER BY f.sequence;

-- evidence_content(application_id int, sequence int)
--   -> EvidenceContentRow(name sealed(evidence), content_type text, sha256 text,
--     content sealed_blob(evidence))?
-- One file.
SELECT name, content_type, sha256, content FROM evidence WHERE application_id = $1 AND sequence = $2;

-- evidence_page(after_application int, after_sequence int, row_count int)
--   -> EvidenceProofRow(application_id int, sequence int, claim_number text, size int, sha256 text,
--     content sealed_blob(evidence))*
-- All files, piece by piece, for the proof.
SELECT e.application_id, e.sequence, a.number AS claim_number, e.size, e.sha256, e.content
  FROM evidence e JOIN application a ON a.id = e.application_id
 WHERE e.application_id > $1 OR (e.application_id = $1 AND e.sequence > $2)
 ORDER BY e.application_id, e.sequence LIMIT $3;
