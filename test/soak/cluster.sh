#!/bin/sh
# Two PostgreSQL servers, a and b, for faults of the server: `cluster.sh run COMMAND...` starts a and
# runs the command; the others act on the folder that it finds in JIUYE_SOAK_CLUSTER:
#
#   start NAME         starts a server again that crashed
#   standby FROM TO    makes TO a synchronous standby of FROM
#   promote NAME       makes the standby the primary; the crashed one is thrown away
#
# JIUYE_TEST_POSTGRES names both servers, and wants the one that can be written to. Neither syncs:
# a server that crashes leaves the page cache as it is.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "cluster: install postgresql-15 (make deps)" >&2; exit 1; }
as=""
[ "$(id -u)" != 0 ] || as="runuser -u postgres --" # PostgreSQL refuses to run as root
folder=${JIUYE_SOAK_CLUSTER:-}

start() {
    $as "$bin/pg_ctl" -D "$folder/$1/data" -l "$folder/$1/log" -w -s \
        -o "-k $folder/$1 -c listen_addresses='' -c fsync=off" start </dev/null
}

crash() {
    $as "$bin/pg_ctl" -D "$folder/$1/data" -m immediate -s stop >/dev/null 2>&1 || true
}

sql() { # sql NAME TEXT
    $as "$bin/psql" -h "$folder/$1" -U postgres -qAt -c "$2"
}

standby() { # standby FROM TO
    rm -rf "$folder/$2/data"
    $as "$bin/pg_basebackup" -h "$folder/$1" -U postgres -D "$folder/$2/data" -R -X stream \
        -c fast --no-sync
    start "$2"
    sql "$1" "ALTER SYSTEM SET synchronous_standby_names = '*'"
    sql "$1" "SELECT pg_reload_conf()" >/dev/null
    for _ in $(seq 100); do
        [ "$(sql "$1" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")" = 1 ] &&
            return
        sleep 0.1
    done
    echo "cluster: $2 does not follow $1" >&2
    exit 1
}

promote() {
    $as "$bin/pg_ctl" -D "$folder/$1/data" -w -s promote
}

stop() {
    status=$?
    trap - EXIT INT TERM HUP
    crash a
    crash b
    rm -rf "$folder"
    exit $status
}

run() {
    folder=$(mktemp -d "${TMPDIR:-/tmp}/jiuye-cluster.XXXXXX")
    trap stop EXIT
    trap 'exit 130' INT TERM HUP
    mkdir "$folder/a" "$folder/b"
    [ -z "$as" ] || chown -R postgres "$folder"
    (cd "$folder" && $as "$bin/initdb" -D "$folder/a/data" -U postgres -A trust -E UTF8 \
        --locale=C.UTF-8 --no-sync --no-instructions) >/dev/null
    (cd "$folder" && start a)
    export JIUYE_SOAK_CLUSTER="$folder"
    host="$folder/a,$folder/b"
    export JIUYE_TEST_POSTGRES="postgresql:///postgres?host=$host&user=postgres&target_session_attrs=read-write"
    "$@"
}

command=$1
shift
[ "$command" = run ] || cd "$folder"
"$command" "$@"
