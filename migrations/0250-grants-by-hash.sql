-- What people had is looked up by hash alone. As long as a town has had some hundred or thousand
-- grants PostgreSQL took the tree beside it for cheaper, in which neighbours share a page: whoever
-- claimed read the page on which everybody else's grant was being written. Nothing is read by a
-- range of people or in their order, and SQLite has one writer.

-- database: policy
-- @postgres
DROP INDEX entitlement_person;
-- @both
