#!/bin/sh
# docs/casework.md says what the tables of transitions say; the command takes no arguments.
set -u
cd "$(dirname "$0")/../.."
jiuye=${BUILD:-build}/jiuye
page=$(mktemp)
trap 'rm -f "$page"' EXIT

cp docs/casework.md "$page"
if sh tools/casework_doc.sh "$jiuye" "$page" && diff docs/casework.md "$page" &&
    grep -q '^| approve | 资金审批 | cleared | approved |.*`SAME_PERSON`' "$page" &&
    ! "$jiuye" transitions extra 2>/dev/null; then
    echo "1 passed, 0 failed"
else
    echo "docs/casework.md differs from the tables: make casework-doc"
    echo "0 passed, 1 failed"
    exit 1
fi
