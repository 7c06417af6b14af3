-- Whose graduate somebody is: the code of the school, by which a school reports its own.

-- database: labour
ALTER TABLE graduate ADD COLUMN school_uscc TEXT;   -- NULL: what was delivered before, or not known
