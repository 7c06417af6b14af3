#!/bin/sh
# The corpus of every fuzz target, run once: what was found stays found.
set -u
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for source in fuzz/*_fuzz.c; do
    name=$(basename "$source" _fuzz.c)
    if timeout 120 "$BUILD/fuzz/${name}_replay" "fuzz/corpus/$name" >"$log" 2>&1; then
        passed=$((passed + $(sed -nE 's/^([0-9]+) passed, 0 failed$/\1/p' "$log")))
    else
        failed=$((failed + 1))
        echo "$name failed; the last input named is the one:"
        tail -n 15 "$log"
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
