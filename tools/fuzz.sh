#!/bin/sh
# fuzz.sh PROGRAM NAME SECONDS: one fuzz target, and one line about it at the end. Fails on a finding.
set -u
program=$1 name=$2 seconds=$3
out=build/fuzz-corpus/$name finds=build/fuzz-finds/$name
mkdir -p "$out" "$finds"
# Every expression of the language tests is a seed; a file holds one.
expressions() {
    folder=build/fuzz-seeds/feel
    mkdir -p "$folder"
    cat test/feel/*/*.feel | sed 's, *// expect.*,,; s/^unary [^:]*: //' | awk -v folder="$folder" \
        'length($0) > 0 && length($0) < 300 { file = folder "/" NR; printf "%s", $0 > file; close(file) }'
    echo "$folder"
}
case $name in
feel_*) seeds=$(expressions) ;;
dmn_xml) seeds="test/dmn/models examples" ;;
dmn_import) seeds="test/dmn/models test/policy/foreign" ;;
policy_pack) seeds="test/policy/pack test/policy/bad policies/zhongwei-2023" ;;
*) seeds= ;;
esac
dict=fuzz/$name.dict
[ -f "$dict" ] || dict=fuzz/$(echo "$name" | cut -d_ -f1).dict
log=$finds/log
# shellcheck disable=SC2086 # lists of folders and flags
nice -n 10 "$program" "$out" "fuzz/corpus/$name" $seeds -max_total_time="$seconds" -timeout=60 \
    -rss_limit_mb=4096 -max_len=16384 -print_final_stats=1 -artifact_prefix="$finds/" \
    $([ -f "$dict" ] && echo "-dict=$dict") >"$log" 2>&1
status=$?
runs=$(sed -nE 's/^stat::number_of_executed_units: +//p' "$log")
spent=$(sed -nE 's/^Done [0-9]+ runs in ([0-9]+) second.*/\1/p' "$log")
echo "fuzz $name: ${runs:-?} executions in ${spent:-?} s, $([ $status -eq 0 ] && echo 'no finding' || echo "FINDING, see $log")"
exit $status
