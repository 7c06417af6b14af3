#!/bin/sh
# Every function in builtin.def has a row in docs/feel.md and a file of examples, and nothing else has.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

tr '\n' ' ' <src/feel/builtin.def | grep -oE 'BUILTIN\([a-z_]+, *"[^"]+"' |
    sed 's/.*"\(.*\)"/\1/' | sort >"$work/defined"
sed -nE 's/^\| `([a-z ]+)\(.*/\1/p' docs/feel.md | sort >"$work/documented"
find test/feel/builtin -name '*.feel' | sed 's|.*/||; s|\.feel$||; s|_| |g' | sort >"$work/tested"
grep -lE '// expect: ' test/feel/builtin/*.feel | sed 's|.*/||; s|\.feel$||; s|_| |g' |
    sort >"$work/expecting"

check() { # check WHAT FILE
    if diff "$work/defined" "$2" >"$work/difference"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$1 (< in builtin.def only, > there only):"
        cat "$work/difference"
    fi
}

check "docs/feel.md and builtin.def differ" "$work/documented"
check "test/feel/builtin and builtin.def differ" "$work/tested"
check "files without an expectation" "$work/expecting"
if [ "$(wc -l <"$work/defined")" -ge 80 ]; then passed=$((passed + 1)); else
    failed=$((failed + 1))
    echo "builtin.def lists fewer functions than the standard has"
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
