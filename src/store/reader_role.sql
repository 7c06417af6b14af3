-- Which roles that read one database there are (store/reader_role.h).

-- reader_roles() -> ReaderRoleRow(name text, is_there bool)*
-- The four, and whether the server has them. SQLite has none, and lacks none.
SELECT name, 1 AS is_there FROM sqlite_schema WHERE name IS NULL;

-- reader_roles@postgres
SELECT schemas.role AS name, pg_roles.rolname IS NOT NULL AS is_there
  FROM (SELECT left(current_database(), 40) || '_reads_' || part AS role, place
          FROM unnest(ARRAY['labour', 'employer', 'policy', 'monitor'])
               WITH ORDINALITY AS parts (part, place)) schemas
  LEFT JOIN pg_roles ON pg_roles.rolname = schemas.role
 ORDER BY schemas.place;
