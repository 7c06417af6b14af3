-- Archives of closed cases.

-- archive_insert(application_id int, version int, sha256 text, size int, manifest sealed(claim_archive),
--     renderer text, suite text, public_key text, signature text, made_by int, made_on date,
--     at_ms int) -> nothing
-- An archive, for good.
INSERT INTO claim_archive (application_id, version, sha256, size, manifest, renderer, suite,
    public_key, signature, made_by, made_on, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- archive_of_claim(application_id int) -> ArchiveRow(id int, claim_number text, version int,
--     sha256 text, size int, manifest sealed(claim_archive), renderer text, suite text, public_key text,
--     signature text, made_on date)?
-- The latest archive of a claim.
SELECT c.id, a.number AS claim_number, c.version, c.sha256, c.size, c.manifest, c.renderer,
       c.suite, c.public_key, c.signature, c.made_on
  FROM claim_archive c JOIN application a ON a.id = c.application_id
 WHERE c.application_id = $1 ORDER BY c.version DESC LIMIT 1;

-- archive_page(after_id int, row_count int) -> ArchiveRow*
-- All archives whose claims were not anonymised, piece by piece, for the proof.
SELECT c.id, a.number AS claim_number, c.version, c.sha256, c.size, c.manifest, c.renderer,
       c.suite, c.public_key, c.signature, c.made_on
  FROM claim_archive c JOIN application a ON a.id = c.application_id
 WHERE c.id > $1 AND a.anonymised_on IS NULL ORDER BY c.id LIMIT $2;

-- archive_lost() -> ArchiveLostRow(number key)*
-- Claims whose archive the log says was made and that have none.
SELECT object_number AS number FROM audit_log
 WHERE action = 'claim_archive.make' AND object_number IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM claim_archive JOIN application
                       ON application.id = claim_archive.application_id
                    WHERE application.number = audit_log.object_number)
 ORDER BY id LIMIT 1000;
