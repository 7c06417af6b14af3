#!/bin/sh
# Protects: `jiuye simulate` from the shell: what a reform costs, by county, as text and as CSV;
# a reform out of bounds and wrong arguments are refused.
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

simulate() {
    "$JIUYE" simulate --db "$folder/city.db" --keys "$folder/keys" "$@"
}

"$JIUYE" city --out "$folder/city" --people 300 >/dev/null &&
    "$JIUYE" import "$folder/city" --db "$folder/city.db" --keys "$folder/keys" --today 2023-10-16 >/dev/null
check "a city is there" $?
cp -r policies/zhongwei-2023 "$folder/reform"
sed -i 's/| rate_fen | 150000 |/| rate_fen | 120000 |/' "$folder/reform/07-expansion-grant.md"

simulate --on 2023-10-16 --baseline policies/zhongwei-2023 --reform "$folder/reform" --out "$folder/out.csv" >"$folder/text"
check "a lower grant is simulated" $?
"$JIUYE" scan --db "$folder/city.db" --keys "$folder/keys" --on 2023-10-16 --policy 7 >"$folder/scan"
entitled=$(awk '$1 == 7 { n += $5 } END { print n + 0 }' "$folder/scan")
lost=$(awk -F, 'NR > 1 { n += $10; fen += $11 } END { print n + 0, fen }' "$folder/out.csv")
test "$entitled" -gt 0 && test "$lost" = "$entitled $((entitled * 300))"
check "each of the $entitled entitled loses 300 yuan, not '$lost'" $?
grep -q '合计' "$folder/text" && ! grep -q '^24 ' "$folder/text"
check "there is a total, and only the item that differs" $?
simulate --on 2023-10-16 --reform "$folder/reform" >"$folder/again" && cmp -s "$folder/text" "$folder/again"
check "the version in effect is the baseline when none is named" $?
simulate --on 2023-10-16 --baseline "$folder/reform" --reform "$folder/reform" | grep -q '没有差别'
check "equal packs do not differ" $?

sed -i 's/| rate_fen | 120000 |/| rate_fen | 160000 |/' "$folder/reform/07-expansion-grant.md"
simulate --on 2023-10-16 --reform "$folder/reform" 2>"$folder/error"
test $? -eq 2 && grep -q '越出范围' "$folder/error"
check "1,600 yuan where 1,500 is the cap is refused" $?
simulate --on 2023-10-16 2>"$folder/error"
test $? -eq 2 && grep -q -- '--reform' "$folder/error"
check "a missing reform is asked for" $?

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
