#!/bin/sh
# The server as its users meet it: from start to the first answer, the policy page beside nginx
# that serves the same bytes, memory with the demo city. One line each, the ratio last.
# The peers wrk and nginx are optional: a line says so where they are missing.
set -eu
cd "$(dirname "$0")/.."
PROGRAM=${BUILD:-build}/jiuye
PEOPLE=${PEOPLE:-20000}
STARTS=5
SECONDS_EACH=${SECONDS_EACH:-5}
CONNECTIONS=32
PAGE=/policies/7
folder=$(mktemp -d "${TMPDIR:-/tmp}/jiuye-serve-bench.XXXXXX")
server="" nginx=""

stop() {
    status=$?
    trap - EXIT INT TERM HUP
    [ -n "$server" ] && kill "$server" 2>/dev/null || true
    [ -n "$nginx" ] && kill "$nginx" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
    exit $status
}
trap stop EXIT
trap 'exit 130' INT TERM HUP

now_ms() { date +%s%3N; }

# Sets `base`; the server answers when this returns.
start() {
    "$PROGRAM" serve --db "$folder/city.db" --keys "$folder/keys" --demo --listen 127.0.0.1:0 >"$folder/out" 2>"$folder/log" &
    server=$!
    while :; do
        base=$(sed -n 's/.*\(http:[^ ]*\)$/\1/p' "$folder/out")
        [ -n "$base" ] && curl -sf -o /dev/null "$base/api/health" && return 0
        kill -0 "$server" 2>/dev/null || { cat "$folder/out" "$folder/log" >&2; exit 1; }
    done
}

end() {
    kill "$server" && wait "$server" || true
    server=""
}

rate() { # rate URL: requests per second
    wrk -t 1 -c $CONNECTIONS -d "${SECONDS_EACH}s" "$1" | awk '/^Requests\/sec/ {r = $2} /Non-2xx|Socket errors/ {bad = 1} END {if (bad || !r) exit 1; printf "%d", r}'
}

begin_nginx() {
    mkdir -p "$folder/www"
    curl -sf "$base$PAGE" >"$folder/www/page.html"
    cat >"$folder/nginx.conf" <<EOF
daemon off; worker_processes 2; pid $folder/nginx.pid; error_log $folder/nginx.log;
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 1000000;
    client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder; uwsgi_temp_path $folder; scgi_temp_path $folder;
    server { listen unix:$folder/unused; listen 127.0.0.1:$1; root $folder/www; }
}
EOF
    nginx -c "$folder/nginx.conf" -p "$folder" >/dev/null 2>&1 &
    nginx=$!
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        curl -sf -o /dev/null "http://127.0.0.1:$1/page.html" && return 0
        sleep 0.1
    done
    cat "$folder/nginx.log" >&2
    return 1
}

"$PROGRAM" demo --db "$folder/city.db" --keys "$folder/keys" --people "$PEOPLE" >/dev/null

for _ in $(seq $STARTS); do
    before=$(now_ms)
    start
    echo $(($(now_ms) - before)) >>"$folder/starts"
    end
done
median=$(sort -n "$folder/starts" | sed -n "$(((STARTS + 1) / 2))p")
awk -v ms="$median" -v n=$STARTS 'BEGIN {printf "serve: start to first answer            %8d ms (median of %d), limit 500 ms   %.2f\n", ms, n, ms / 500}'

start
if command -v wrk >/dev/null && command -v nginx >/dev/null; then
    ours=$(rate "$base$PAGE")
    port=$((20000 + $$ % 20000))
    begin_nginx $port
    theirs=$(rate "http://127.0.0.1:$port/page.html")
    bytes=$(wc -c <"$folder/www/page.html")
    awk -v a="$ours" -v b="$theirs" -v n="$bytes" 'BEGIN {printf "serve: policy page, %6d bytes         %8d /s, nginx with the same bytes %8d /s   %.2f\n", n, a, b, a / b}'
else
    echo "serve: policy page beside nginx: not measured, install wrk and nginx-light"
fi
for path in / /policies /policies/5 /capability /notices /api/policies; do curl -sf -o /dev/null "$base$path"; done
rss=$(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$server/status")
awk -v mb="$rss" -v n="$PEOPLE" 'BEGIN {printf "serve: memory with %7d people        %8d MB, limit 150 MB   %.2f\n", n, mb, mb / 150}'
