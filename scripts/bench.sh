#!/usr/bin/env bash
# Builds the release and prints what it weighs and how soon it answers. Nothing is compared or judged here.
. "$(dirname "$0")/need.sh"
need_packages curl=curl
scripts/release.sh

server=$(realpath "$target/release/podskazka")
data=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
export PODSKAZKA_DATA_DIR=$data PODSKAZKA_LISTEN=127.0.0.1:$port PODSKAZKA_PUBLIC_URL=http://127.0.0.1:$port
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$data"' EXIT

# From the start of the process to the first 200 of /health/ready, looked at every 5 ms.
start_time() {
    local began=${EPOCHREALTIME/./} tries=0
    "$server" serve >"$data/bench.log" 2>&1 &
    pid=$!
    until curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready"; do
        kill -0 "$pid" 2>/dev/null || { cat "$data/bench.log" >&2; stop "the server ended while starting"; }
        tries=$((tries + 1))
        [ $tries -lt 6000 ] || stop "the server is not ready after half a minute"
        sleep 0.005
    done
    printf '    %-34s %6d ms\n' "$1" $(((${EPOCHREALTIME/./} - began) / 1000))
    printf '    %-34s %6d MB\n' "memory after it" $(($(awk '/VmRSS/ { print $2 }' "/proc/$pid/status") / 1024))
    kill "$pid" && wait "$pid" || true
    pid=
}

say "sizes"
printf '    %-34s %9d bytes\n' "server, one file" "$(wc -c <"$server")"
printf '    %-34s %9d bytes\n' "first load, brotli" \
    "$(sed -n 's/.*"first_load_brotli_bytes": \([0-9]*\).*/\1/p' frontend/dist/bundle.json)"
say "start ($(nproc) cores)"
start_time "empty folder, all migrations"
start_time "database is there"
