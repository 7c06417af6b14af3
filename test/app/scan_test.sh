#!/bin/sh
# Protects: `jiuye scan` from the shell: a city is scanned, the list adds up to the summary, is
# readable by its owner only, and wrong arguments say what to do.
set -u
cd "$(dirname "$0")/../.."
JIUYE=${BUILD:-build}/jiuye
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0

check() { # description, condition's exit status
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
    fi
}

"$JIUYE" city --out "$folder/city" --people 300 >/dev/null &&
    "$JIUYE" import "$folder/city" --db "$folder/city.db" --keys "$folder/keys" --today 2023-10-16 >/dev/null
check "a city is there" $?

"$JIUYE" scan --db "$folder/city.db" --keys "$folder/keys" --on 2023-10-16 --keep --out "$folder/list.csv" >"$folder/summary"
check "the scan runs" $?
test "$(stat -c %a "$folder/list.csv")" = 600
check "the list is readable by its owner only" $?
awk -F, 'NR > 1 && $1 == 24 { fen += $4 * 100 } END { printf "%.0f\n", fen }' "$folder/list.csv" >"$folder/listed"
awk '$1 == 24 { fen += $6 * 100 } END { printf "%.0f\n", fen }' "$folder/summary" >"$folder/counted"
cmp -s "$folder/listed" "$folder/counted" && test "$(cat "$folder/listed")" -gt 0
check "the list of item 24 adds up to its summary" $?
grep -q '^5,640522199910100410,640522,800.00,否$' "$folder/list.csv"
check "the migrant worker of the journey is in the list" $?

"$JIUYE" scan --db "$folder/city.db" --keys "$folder/keys" --on 2023-10-16 --policy 5 >"$folder/one"
awk 'NR > 1 && $1 != 5 { wrong = 1 } END { exit wrong || NR < 2 }' "$folder/one"
check "one item alone" $?
"$JIUYE" scan --db "$folder/city.db" --keys "$folder/keys" --on 2023-10-16 --out "$folder/again.csv" >/dev/null
cmp -s "$folder/list.csv" "$folder/again.csv"
check "the same database gives the same bytes" $?

"$JIUYE" scan --db "$folder/city.db" --keys "$folder/keys" --on 2023-10-16 --policy 99 2>"$folder/error"
test $? -eq 2 && grep -q "第99项" "$folder/error"
check "an item that is not there is refused" $?
"$JIUYE" scan --db "$folder/city.db" --keys "$folder/keys" --on 2023-13-01 2>"$folder/error"
test $? -eq 2 && grep -q '2023-10-16' "$folder/error"
check "a wrong date is refused with an example" $?
"$JIUYE" scan --on 2023-10-16 2>"$folder/error"
test $? -eq 2 && grep -q -- '--db' "$folder/error"
check "a missing database is asked for" $?
"$JIUYE" scan --db "$folder/city.db" --keys "$folder/keys" --on 2023-10-16 --out "$folder/no/list.csv" 2>"$folder/error"
test $? -ne 0 && grep -q 'no/list.csv' "$folder/error"
check "a list that cannot be written is named" $?

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
