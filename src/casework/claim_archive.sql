-- Archives of closed cases.

-- archive_insert(application_id int, version int, sha256 text, size int, manifest sealed(claim_archive),
--     renderer text, suite text, public_key text, signature text, made_by int, made_on date,
--     at_ms int, part int, prior_sha256 text?) -> nothing
-- A part of an archive, for good.
INSERT INTO claim_archive (application_id, version, sha256, size, manifest, renderer, suite,
    public_key, signature, made_by, made_on, at_ms, part, prior_sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- archive_parts(application_id int, version int) -> ArchiveRow(id int, application_id int,
--     claim_number text, version int, part int, prior_sha256 text?, sha256 text, size int,
--     manifest sealed(claim_archive), renderer text, suite text, public_key text, signature text,
--     made_on date, anonymised_on date?)*
-- The archive of a claim as it stands, then its supplements.
SELECT c.id, c.application_id, a.number AS claim_number, c.version, c.part, c.prior_sha256,
       c.sha256, c.size, c.manifest, c.renderer, c.suite, c.public_key, c.signature, c.made_on,
       a.anonymised_on
  FROM claim_archive c JOIN application a ON a.id = c.application_id
 WHERE c.application_id = $1 AND c.version = $2 ORDER BY c.part;

-- archive_prior(application_id int, version int, part int)
--   -> ArchivePriorRow(manifest sealed(claim_archive))?
-- The manifest of one part.
SELECT manifest FROM claim_archive WHERE application_id = $1 AND version = $2 AND part = $3;

-- archive_page(after_id int, row_count int) -> ArchiveRow*
-- All archives whose claims were not anonymised, piece by piece, for the proof.
SELECT c.id, c.application_id, a.number AS claim_number, c.version, c.part, c.prior_sha256,
       c.sha256, c.size, c.manifest, c.renderer, c.suite, c.public_key, c.signature, c.made_on,
       a.anonymised_on
  FROM claim_archive c JOIN application a ON a.id = c.application_id
 WHERE c.id > $1 AND a.anonymised_on IS NULL ORDER BY c.id LIMIT $2;

-- archive_lost() -> ArchiveLostRow(number key)*
-- Claims of which a part of the archive was made, as the log says by its hash, and is not there.
SELECT object_number AS number FROM audit_log
 WHERE action = 'claim_archive.make' AND object_number IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM claim_archive JOIN application
                       ON application.id = claim_archive.application_id
                    WHERE application.number = audit_log.object_number
                      AND claim_archive.sha256 = audit_log.after_text)
 ORDER BY id LIMIT 1000;
