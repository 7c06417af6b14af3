-- What the platform is made of.

-- capability_tables() -> CapabilityTableRow(database_name text, table_count int)*
-- How many tables each of the four databases has.
SELECT database_name, count(*) AS table_count FROM database_table
 GROUP BY database_name ORDER BY database_name;
