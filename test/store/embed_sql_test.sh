#!/bin/sh
# Protects tools/embed_sql.c: every fault in a .sql file is refused with its line, and what is
# accepted becomes C that says the same.
set -u
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
passed=0 failed=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
make -s BUILD="$BUILD" "$BUILD/tools/embed_sql" || exit 1

# bad LINE 'MESSAGE' <<EOF: the text on standard input is refused so.
bad() {
    cat >"$folder/x.sql"
    message=$("$BUILD/tools/embed_sql" "$folder/x.sql" "$folder/x.h" "$folder/x.c" 2>&1)
    status=$?
    if [ $status -eq 1 ] && [ "$message" = "$folder/x.sql:$1: $2" ]; then
        passed=$((passed + 1))
    else
        echo "expected line $1: $2"; echo "got      ($status) ${message#"$folder"/x.sql:}"
        failed=$((failed + 1))
    fi
}

# good 'TEXT' <<EOF: accepted, and the header or the source holds the text.
good() {
    cat >"$folder/x.sql"
    if "$BUILD/tools/embed_sql" "$folder/x.sql" "$folder/x.h" "$folder/x.c" &&
        cat "$folder/x.h" "$folder/x.c" | grep -qF -- "$1"; then
        passed=$((passed + 1))
    else
        echo "not found: $1"; cat "$folder/x.h" "$folder/x.c"
        failed=$((failed + 1))
    fi
}

bad 1 "a query's header expected: -- name(...)" <<EOF
SELECT 1;
EOF
bad 2 "'q' has no statement" <<EOF

-- q() -> nothing
-- Does nothing.
EOF
bad 1 "'q': say below the header what it is for" <<EOF
-- q() -> nothing
DELETE FROM t;
EOF
bad 1 "'number': a type (int, text, bool, date, blob, sealed, blind, key) expected" <<EOF
-- q(n number) -> nothing
-- Has a wrong type.
DELETE FROM t WHERE n = \$1;
EOF
bad 1 "a type (int, text, bool, date, blob, sealed, blind, key) expected before ') -> nothing'" <<EOF
-- q(n) -> nothing
-- Lacks a type.
DELETE FROM t WHERE n = \$1;
EOF
bad 1 "'n' twice" <<EOF
-- q(n int, n int) -> nothing
-- Names a parameter twice.
DELETE FROM t WHERE n = \$1 OR n = \$2;
EOF
bad 1 "'q' never uses \$2 (m)" <<EOF
-- q(n int, m int) -> nothing
-- Leaves a parameter out: \$2 in a comment or a text does not count.
DELETE FROM t WHERE n = \$1 -- \$2
 AND x = '\$2';
EOF
bad 1 "'q' has \$1 to \$1 and not '\$2'" <<EOF
-- q(n int) -> nothing
-- Uses too many.
DELETE FROM t WHERE n = \$1 OR n = \$2;
EOF
bad 1 "'q' has \$1 to \$1 and not '?'" <<EOF
-- q(n int) -> nothing
-- Uses another way to write parameters.
DELETE FROM t WHERE n = ?;
EOF
bad 1 "'q' holds more than one statement" <<EOF
-- q() -> nothing
-- Is two.
DELETE FROM t; DELETE FROM u;
EOF
bad 1 "'q' has an open quote" <<EOF
-- q() -> nothing
-- Does not end.
DELETE FROM t WHERE n = 'x;
EOF
bad 1 "'q' writes words into note, and seals it for t.words" <<EOF
-- q(id int, words sealed(t)) -> nothing
-- Seals for another column than it writes.
UPDATE t SET day = 'a, note = b', note = CASE WHEN note IS NULL THEN note ELSE coalesce(\$2, note) END
 WHERE id = \$1;
EOF
bad 1 "'q' writes words into note, and seals it for t.words" <<EOF
-- q(id int, words sealed(t)) -> nothing
-- The same in a row of its own.
INSERT INTO t (id, day, note) VALUES (\$1, substr('a, b', 1), \$2);
EOF
bad 1 "'q' writes words into note, and seals it for t.words" <<EOF
-- q(id int, words sealed(t)) -> nothing
-- The same from what there is.
INSERT INTO t (id, day, note)
SELECT \$1, coalesce(day, 'x'), \$2 FROM t WHERE id = \$1;
EOF
good 'UPDATE t SET note = $2' <<EOF
-- q(id int, words sealed(t.note), at int) -> nothing
-- Says which column it is for; what is not sealed goes where it likes.
UPDATE t SET note = \$2, day = \$3 WHERE id = \$1;
EOF
bad 1 "VacancyRow is not declared above: write its columns here" <<EOF
-- q() -> VacancyRow*
-- Uses a row that is not there.
SELECT 1;
EOF
bad 5 "VacancyRow is declared twice; repeat only its name" <<EOF
-- q() -> VacancyRow(n int)
-- Declares a row.
SELECT 1 AS n;

-- r() -> VacancyRow(n int)
-- Declares it again.
SELECT 1 AS n;
EOF
bad 1 "'vacancies': a row type is CamelCase and ends in Row, such as VacancyRow" <<EOF
-- q() -> vacancies*
-- Names its row wrongly.
SELECT 1;
EOF
bad 1 "end of the header expected before 'please'" <<EOF
-- q() -> nothing please
-- Says too much.
DELETE FROM t;
EOF
bad 5 "'(' expected before '@oracle'" <<EOF
-- q() -> nothing
-- Is another on a database that is not there.
DELETE FROM t;

-- q@oracle
DELETE FROM t;
EOF
bad 5 "'(' expected before '@postgres'" <<EOF
-- q() -> nothing
-- Stands before another's text.
DELETE FROM t;

-- r@postgres
DELETE FROM t;
EOF
bad 1 "'q' never uses \$1 (n)" <<EOF
-- q(n int) -> nothing
-- Leaves a parameter out on one database.
DELETE FROM t WHERE n = \$1;

-- q@postgres
DELETE FROM t;
EOF
bad 1 "'q' has no statement" <<EOF
-- q() -> nothing
-- Has none on one database.
DELETE FROM t;

-- q@postgres
EOF
good '.shape = QUERY_LATER' <<EOF
-- q(n int) -> nothing later
-- Waits for nobody.
DELETE FROM t WHERE n = \$1;
EOF
bad 5 "'q' is defined twice" <<EOF
-- q() -> nothing
-- Is there.
DELETE FROM t;

-- q() -> nothing
-- Is there again.
DELETE FROM u;
EOF
bad 1 "'(' expected before ') -> nothing'" <<EOF
-- q(name sealed) -> nothing
-- Does not say of what.
DELETE FROM t WHERE n = \$1;
EOF
bad 1 "what it is of expected before '.x)) -> nothing'" <<EOF
-- q(phone blind(.x)) -> nothing
-- Names a domain that is none.
DELETE FROM t WHERE n = \$1;
EOF
for text in '{"name", SQL_TEXT, 0, offsetof(NRow, name), GUARD_SEALED, "person.name"},' \
    '{"paper", SQL_BLOB, 1, offsetof(NRow, paper), GUARD_SEALED, "evidence.content"},' \
    '{"phone", SQL_TEXT, 0, offsetof(QIn, phone), GUARD_BLIND, "phone"},' \
    '{"subject", SQL_TEXT, 0, offsetof(QIn, subject), GUARD_KEY, ""},' \
    '.row = {fields_of_NRow, 2, sizeof(NRow), 1},'; do
    good "$text" <<'EOF'
-- q(phone blind(phone), subject key)
--   -> NRow(name sealed(person), paper sealed_blob(evidence.content)?)*
-- Guards what it reads and what it asks for.
SELECT name, content AS paper FROM t WHERE phone = $1 AND subject = $2;
EOF
done
good '    OptionalInt count;' <<EOF
-- A comment of the file.

-- q(name text,
--   count int?)
--   -> nothing
-- Has a header of several lines.
DELETE FROM t WHERE n = \$1 AND m = \$2;
EOF
for text in '.postgres = "SELECT \"n\" AS n,\n"' '"       a\\b AS m",' \
    '.sqlite = "SELECT 1 AS n, NULL AS m"' '{"m", SQL_TEXT, 1, offsetof(NRow, m), GUARD_NONE, ""},' \
    'QUERY_OPTIONAL_FUNCTIONS(q, QIn, NRow)'; do
    good "$text" <<'EOF'
-- q() -> NRow(n int, m text?)?
-- Quotes a name, breaks a line, holds a backslash.
SELECT 1 AS n, NULL AS m;

-- q@postgres
SELECT "n" AS n,
       a\b AS m;
EOF
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
