#!/bin/sh
# Plays the simulation of test/soak/ for each seed: `sh tools/soak.sh SEED...`. What a seed came to
# is kept in build/soak/SEED, and a seed that is there is not played again, so that a long run can be
# broken off and taken up. At the end the sums.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
mkdir -p "$BUILD/soak"
for seed; do
    kept="$BUILD/soak/$seed"
    [ ! -f "$kept" ] || { echo "seed $seed: played before"; continue; }
    echo "seed $seed"
    if ! sh test/soak/cluster.sh run "$BUILD/test/soak/soak" "$seed" >"$kept.part" 2>&1; then
        cat "$kept.part"
        exit 1
    fi
    mv "$kept.part" "$kept"
    grep -E '^(SQLite|PostgreSQL|same)' "$kept"
done
for seed; do cat "$BUILD/soak/$seed"; done | awk '
    /^(SQLite|PostgreSQL) / {
        for (i = 2; i < NF; i++) if ($i ~ /^[0-9]+$/ && $(i + 1) ~ /^(requests|done|kills|cuts|failures|landed|checks|replays)$/) {
            sum[$(i + 1)] += $i
        }
    }
    END {
        printf "acknowledged %d, with effect %d; kill -9 %d, connections cut %d, failures %d,", \
            sum["requests"], sum["done"], sum["kills"], sum["cuts"], sum["failures"]
        printf " of both there after all %d; verified and compared %d times, replayed %d\n", \
            sum["landed"], sum["checks"], sum["replays"]
    }'
