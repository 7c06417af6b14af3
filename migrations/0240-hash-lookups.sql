-- What every claim looks up by one value is looked up by hash. PostgreSQL keeps in mind which pages
-- of an index a serializable transaction read, and takes whoever writes on such a page for its
-- rival. In a tree neighbours share pages: the newest ids all of them, and every claim writes its
-- own there and has its references looked up there. In a hash index they stand apart; the pages are
-- kept sparse, so that a table of thousands has many already.

-- database: policy
-- @postgres
CREATE INDEX application_by_id ON application USING hash (id) WITH (fillfactor = 25);
CREATE INDEX entitlement_by_id ON entitlement USING hash (id) WITH (fillfactor = 25);
CREATE INDEX entitlement_by_person ON entitlement USING hash (person_id) WITH (fillfactor = 25);
-- @both
