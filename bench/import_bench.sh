#!/bin/sh
# How fast extracts come in: `jiuye import` beside the sqlite3 shell loading the same files without
# checking a single cell. One line; the ratio last.
set -eu
BUILD=${BUILD:-build}
PEOPLE=${PEOPLE:-20000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
seconds() { # seconds COMMAND...: wall time of a command
    begin=$(date +%s.%N)
    "$@" >/dev/null
    end=$(date +%s.%N)
    echo "$begin $end" | awk '{printf "%.3f", $2 - $1}'
}
"$BUILD/jiuye" city --out "$folder/city" --people "$PEOPLE" --seed 1 >/dev/null
rows=$(cat "$folder"/city/*.csv | wc -l)
ours=$(seconds "$BUILD/jiuye" import "$folder/city" --db "$folder/ours.db" --keys "$folder/keys" --today 2023-10-16)
if command -v sqlite3 >/dev/null; then
    n=0
    { echo ".mode csv"; for f in "$folder"/city/*.csv; do
        n=$((n + 1)); echo ".import $f raw_$n"; done; } >"$folder/load.sql"
    raw=$(seconds sqlite3 "$folder/raw.db" ".read $folder/load.sql" 2>/dev/null)
    echo "$rows $ours $raw" | awk '{printf "import of %d rows: %.0f rows/s; sqlite3 .import, unchecked: %.0f rows/s; ratio %.2f\n",
        $1, $1 / $2, $1 / $3, $3 / $2}'
else
    echo "$rows $ours" | awk '{printf "import of %d rows: %.0f rows/s (no sqlite3 shell to compare with)\n", $1, $1 / $2}'
fi
