#!/bin/sh
# `jiuye simulate` of one changed parameter over a whole city: wall time, subjects a second, peak
# memory. The peer is the scan of the same policies by the same version, which reads the same rows
# once; a simulation decides each twice. JIUYE_BENCH_PEOPLE=1100000 is all of Zhongwei.
set -eu
cd "$(dirname "$0")/.."
PROGRAM=$PWD/${BUILD:-build}/jiuye
PEOPLE=${JIUYE_BENCH_PEOPLE:-20000}
DAY=2023-10-16
folder=$(mktemp -d "${TMPDIR:-/tmp}/jiuye-simulate-bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

now_ms() { date +%s%3N; }

# Runs a command; sets `elapsed_ms` and `peak_kb`, the highest that /proc said while it ran.
measure() {
    peak_kb=0
    began=$(now_ms)
    "$@" >"$folder/out" &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        kb=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null || true)
        if [ "${kb:-0}" -gt "$peak_kb" ]; then peak_kb=$kb; fi
        sleep 0.05
    done
    wait "$pid"
    elapsed_ms=$(($(now_ms) - began))
}

"$PROGRAM" city --out "$folder/city" --people "$PEOPLE" --seed 1 >/dev/null
"$PROGRAM" import "$folder/city" --db "$folder/city.db" --keys "$folder/keys" --today $DAY >/dev/null
mkdir "$folder/reform"
cp policies/zhongwei-2023/* "$folder/reform/"
# Item 10, 铁杆庄稼保: 30 yuan of the premium instead of 35.
sed -i 's/| premium_subsidy_fen | 3500 |/| premium_subsidy_fen | 3000 |/' "$folder/reform"/10-*.md
cmp -s policies/zhongwei-2023/10-*.md "$folder/reform"/10-*.md && { echo "simulate_bench: nothing was changed" >&2; exit 1; }

measure "$PROGRAM" scan --db "$folder/city.db" --keys "$folder/keys" --on $DAY --policy 10
scan_ms=$elapsed_ms
measure "$PROGRAM" simulate --db "$folder/city.db" --keys "$folder/keys" --on $DAY --baseline policies/zhongwei-2023 --reform "$folder/reform"
awk -v people="$PEOPLE" -v ms="$elapsed_ms" -v scan="$scan_ms" -v kb="$peak_kb" 'BEGIN {
    printf "simulate item 10, %d people %34.1f s   %8.0f people/s   peak %d MB   scan alone %.1f s   %.2f\n",
        people, ms / 1000, people * 1000 / ms, kb / 1024, scan / 1000, scan / ms }'
