-- What a dump asks the catalogue of either database.

-- dump_column_list() -> DumpColumnRow(table_name text, column_name text, type text,
--     is_required bool, key_position int)*
-- The columns of every table; key_position counts within the primary key, 0 = not in it.
SELECT t.table_name, c.name AS column_name,
       CASE c.type WHEN 'INTEGER' THEN 'int' WHEN 'BLOB' THEN 'blob' ELSE 'text' END AS type,
       c."notnull" AS is_required, c.pk AS key_position
  FROM database_table AS t JOIN pragma_table_info(t.table_name) AS c
 ORDER BY t.table_name, c.cid;

-- dump_column_list@postgres
SELECT t.table_name, CAST(a.attname AS TEXT) AS column_name,
       CASE a.atttypid WHEN 20 THEN 'int' WHEN 17 THEN 'blob' ELSE 'text' END AS type,
       a.attnotnull AS is_required,
       CAST(coalesce(array_position(string_to_array(CAST(i.indkey AS TEXT), ' '),
                                    CAST(a.attnum AS TEXT)), 0) AS BIGINT) AS key_position
  FROM database_table AS t
  JOIN pg_attribute AS a ON a.attrelid = to_regclass(t.table_name)
   AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_index AS i ON i.indrelid = a.attrelid AND i.indisprimary
 ORDER BY t.table_name, a.attnum;

-- dump_key_list() -> DumpKeyRow(table_name text, columns text)*
-- The unique indexes over all rows of a table, each as its columns with commas.
SELECT t.table_name, (SELECT group_concat(name, ',') FROM
        (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns
  FROM database_table AS t JOIN pragma_index_list(t.table_name) AS l
 WHERE l."unique" AND NOT l.partial
   AND NOT EXISTS (SELECT 1 FROM pragma_index_info(l.name) WHERE name IS NULL)
 ORDER BY 1, 2;

-- dump_key_list@postgres
SELECT t.table_name, (SELECT string_agg(a.attname, ',' ORDER BY k.position)
          FROM unnest(string_to_array(CAST(i.indkey AS TEXT), ' ')) WITH ORDINALITY
                   AS k (number, position)
          JOIN pg_attribute AS a ON a.attrelid = i.indrelid
           AND a.attnum = CAST(k.number AS BIGINT)) AS columns
  FROM database_table AS t JOIN pg_index AS i ON i.indrelid = to_regclass(t.table_name)
 WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
 ORDER BY 1, 2;

-- dump_trigger_list() -> DumpTriggerRow(name text, text text)*
-- The triggers of the schema, in the order in which they were made.
SELECT name, sql AS text FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid;

-- dump_trigger_list@postgres
SELECT CAST(tgname AS TEXT) AS name, pg_get_triggerdef(oid) AS text
  FROM pg_trigger WHERE NOT tgisinternal ORDER BY oid;

-- schema_object_count() -> ObjectCountRow(total int)
-- How much a database holds already: 0 = a new one.
SELECT count(*) AS total FROM sqlite_schema;

-- schema_object_count@postgres
SELECT count(*) AS total FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('labour', 'employer', 'policy', 'monitor', 'public')
   AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f');
