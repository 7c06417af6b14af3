-- Rows that stand under a claim or an entitlement look for it when their transaction ends.
--
-- PostgreSQL looks by reading the page of the key on which every concurrent claim is being written,
-- so that of all who apply at the same time one would get through and the others begin again. At the
-- end there is nothing left to write that could collide. SQLite has one writer.

-- database: policy

-- @postgres
DO $$
DECLARE
    reference record;
BEGIN
    FOR reference IN
        SELECT kept.conrelid::regclass AS place, kept.conname AS name
          FROM pg_constraint kept JOIN pg_class named ON named.oid = kept.confrelid
         WHERE kept.contype = 'f' AND named.relname IN ('application', 'entitlement')
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED',
                       reference.place, reference.name);
    END LOOP;
END $$;
