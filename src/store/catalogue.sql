-- Queries of the store itself: the schema's history, public numbers, request keys.

-- schema_is_known() -> SchemaRow(is_known bool)
-- Whether any migration ever ran here.
SELECT count(*) > 0 AS is_known FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration';

-- schema_is_known@postgres
SELECT to_regclass('schema_migration') IS NOT NULL AS is_known;

-- migration_applied() -> MigrationRow(number int, name text, checksum text)*
-- The migrations that this database has applied.
SELECT number, name, checksum FROM schema_migration ORDER BY number;

-- migration_insert(number int, name text, checksum text, applied_at text) -> nothing
-- Remembers an applied migration.
INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4);

-- database_table_insert(table_name text, database_name text) -> nothing
-- Says to which of the four databases a table belongs.
INSERT INTO database_table (table_name, database_name) VALUES ($1, $2);

-- database_table_list() -> DatabaseTableRow(table_name text, database_name text)*
-- The catalogue of tables.
SELECT table_name, database_name FROM database_table ORDER BY table_name;

-- counter_next(name text) -> CounterRow(value int)
-- The next number of a series.
INSERT INTO counter (name, value) VALUES ($1, 1)
    ON CONFLICT (name) DO UPDATE SET value = counter.value + 1
    RETURNING value;

-- request_key_find(key text) -> RequestKeyRow(body_hash blob, result text?)?
-- What a client's key was first used for.
SELECT body_hash, result FROM request_key WHERE key = $1;

-- request_key_insert(key text, body_hash blob, result text?, created_at text)
--   -> nothing later
-- Keeps the first result of a client's key. Of two that come at once one is not kept.
INSERT INTO request_key (key, body_hash, result, created_at) VALUES ($1, $2, $3, $4);
