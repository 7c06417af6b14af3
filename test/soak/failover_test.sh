#!/bin/sh
# Protects what was acknowledged against a server that crashes, and a primary that is lost while
# somebody writes: the two modes of `make soak` that need servers of their own, in short.
set -u
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
passed=0 failed=0
for mode in "server crashed" "primary lost"; do
    if sh test/soak/cluster.sh run "$BUILD/test/soak/soak" 1 8 "$mode"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
