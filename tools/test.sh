#!/bin/sh
# Runs every suite and adds up. A suite is a program whose last line reads
# 'N passed, M failed' or 'N passed, M failed, K skipped'; anything else counts as one failure.
set -u
cd "$(dirname "$0")/.."
# One throwaway PostgreSQL for the whole run.
[ -n "${JIUYE_TEST_POSTGRES:-}" ] || exec sh tools/with-postgres.sh sh tools/test.sh "$@"
BUILD=${BUILD:-build}
export LSAN_OPTIONS="suppressions=tools/leaks:print_suppressions=0"
FAILURE='^not ok|FAILED|LineTest|rror:|ERROR  |ended after|^# |Sanitizer|[^ ]+:[0-9]+:'
SUITE_SECONDS_MAX=600 # walking every page in a browser takes minutes
passed=0 failed=0 skipped=0
log=$(mktemp)
failures=$(mktemp) # said again at the end, where whoever reads only the end finds it
trap 'rm -f "$log" "$failures"' EXIT

suite() { # suite NAME COMMAND...
    name=$1; shift
    begun=$(date +%s)
    # A suite that hangs is ended, and has failed.
    timeout -k 5 "$SUITE_SECONDS_MAX" "$@" >"$log" 2>&1
    status=$?
    if [ $status -eq 124 ] || [ $status -eq 137 ]; then
        echo "$name: ended after $SUITE_SECONDS_MAX s without a result"
    fi
    last=$(tail -n 1 "$log")
    p=$(printf '%s\n' "$last" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\1/p')
    f=$(printf '%s\n' "$last" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\2/p')
    s=$(printf '%s\n' "$last" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\4/p')
    if [ -z "$p" ]; then # not a counting suite: its exit status is the one result
        if [ $status -eq 0 ]; then p=1 f=0; else p=0 f=1; fi
    elif [ $status -ne 0 ] && [ "$f" -eq 0 ]; then
        f=1
    fi
    if [ "$f" -gt 0 ]; then
        sed 's/^/    /' "$log"
        { echo "$name:"; grep -E "$FAILURE" "$log" | tail -n 8 | cut -c1-200 | sed 's/^/    /'; } >>"$failures"
    fi
    printf '%-40s %5d passed %3d failed %4d skipped %4d s\n' "$name" "$p" "$f" "${s:-0}" $(($(date +%s) - begun))
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
}

suite layers sh tools/layers.sh
suite tidy sh tools/tidy.sh
for source in test/*/*_test.c; do
    [ -f "$source" ] || continue
    suite "${source%.c}" "$BUILD/${source%.c}"
done
# What the store may run twice is, throughout these (test/store/twice.h).
TWICE="casework/claim casework/claim_joint casework/claim_roster casework/batch casework/appeal
casework/clawback casework/fact_sheet casework/inspection fund/payment fund/reconcile
kinds/enrolment privacy/retention"
for name in $TWICE; do
    suite "test/${name}_test, twice" env JIUYE_TEST_TWICE=contended "$BUILD/test/${name}_test"
done
for script in test/*/*_test.sh; do
    [ -f "$script" ] || continue
    suite "${script%.sh}" sh "$script"
done

[ $skipped -gt 0 ] && echo "$skipped skipped: the reason stands at each suite"
if [ -s "$failures" ]; then echo "What failed:"; cat "$failures"; fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
