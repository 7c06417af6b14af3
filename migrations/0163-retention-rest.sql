-- What retention had not reached (privacy/retention.h): manifests of the archives of anonymised
-- claims, whose rosters were and what their files were called, lines of batches that became no claim.

-- database: policy
ALTER TABLE claim_archive ADD COLUMN anonymised_on TEXT;
CREATE INDEX claim_archive_kept ON claim_archive (id) WHERE anonymised_on IS NULL;
ALTER TABLE claim_roster ADD COLUMN anonymised_on TEXT;
CREATE INDEX claim_roster_kept ON claim_roster (created_on) WHERE anonymised_on IS NULL;
-- Lines about people that became no claim, with the day of their batch.
CREATE VIEW unclaimed_line AS
SELECT batch_row.batch_id, batch_row.sequence, batch.created_on
  FROM batch_row JOIN batch ON batch.id = batch_row.batch_id
 WHERE batch_row.application_id IS NULL AND batch_row.subject_label <> '已匿名'
   AND (batch_row.person_id IS NOT NULL
        OR replace(batch_row.subject_key, '!', '') <> batch_row.subject_key);
-- @sqlite
DROP TRIGGER claim_archive_no_update;
CREATE TRIGGER claim_archive_no_update BEFORE UPDATE ON claim_archive
    WHEN NOT EXISTS (SELECT 1 FROM sealing_pass)
BEGIN
    SELECT RAISE(ABORT, 'claim_archive_is_final');
END;
-- @postgres
DROP TRIGGER claim_archive_no_update ON claim_archive;
CREATE TRIGGER claim_archive_no_update BEFORE UPDATE ON claim_archive
    FOR EACH ROW EXECUTE FUNCTION sealing_refuse_change('claim_archive_is_final');
-- @both
