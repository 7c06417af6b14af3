#!/bin/sh
# Runs a command with a throwaway PostgreSQL server: `sh tools/with-postgres.sh COMMAND...`.
# The server listens on a socket in a temporary folder and on nothing else, keeps nothing, and is
# gone when the command ends, however it ends. JIUYE_TEST_POSTGRES holds its URL. A server that is
# already named there is used as it is.
set -eu
[ -n "${JIUYE_TEST_POSTGRES:-}" ] && exec "$@"

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "with-postgres: install postgresql-15 (make deps)" >&2; exit 1; }
# A database is over a thousand files, and tests make hundreds of databases: they lie in memory where
# that has room, unless the disk is what is measured.
MEMORY=/dev/shm MEMORY_FREE_KB_MIN=4000000
place=${TMPDIR:-/tmp}
if [ "${JIUYE_TEST_FSYNC:-off}" = off ] && [ -w "$MEMORY" ]; then
    free=$(df -Pk "$MEMORY" | awk 'NR == 2 { print $4 }')
    [ "$free" -lt "$MEMORY_FREE_KB_MIN" ] || place=$MEMORY
fi
folder=$(mktemp -d "$place/jiuye-postgres.XXXXXX")
as=""
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
    chown postgres "$folder"
    as="runuser -u postgres --"
fi

stop() {
    status=$?
    trap - EXIT INT TERM HUP
    $as "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop >/dev/null 2>&1 || true
    rm -rf "$folder"
    exit $status
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

cd "$folder"
{
    $as "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
        --no-instructions &&
        $as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -s \
            -o "-k $folder -c listen_addresses='' -c fsync=${JIUYE_TEST_FSYNC:-off}" start
} >"$folder/start" 2>&1 || { cat "$folder/start" "$folder/log" >&2; exit 1; }
cd "$OLDPWD"

export JIUYE_TEST_POSTGRES="postgresql:///postgres?host=$folder&user=postgres"
"$@"
