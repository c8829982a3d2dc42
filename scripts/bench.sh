#!/usr/bin/env bash
# Builds the release and measures it: what it weighs, how soon it answers, and how it works with few and with a million
# requests beside what the databases alone could do. Nothing is judged here. BENCH_SIZES=100,50000 leaves the large school out,
# BENCH_SECONDS=2 measures shorter.
. "$(dirname "$0")/need.sh"
need_packages curl=curl wrk=wrk pg_virtualenv=postgresql-common postgresql=postgresql chromium=chromium
sizes=${BENCH_SIZES:-100,50000,1000000} seconds=${BENCH_SECONDS:-5}
# PostgreSQL with a million requests takes more than 11 GB, most of it its log.
free=$(df --output=avail -k "${TMPDIR:-/tmp}" | tail -n 1)
case ,$sizes, in *,1000000,*) [ "$free" -gt 20000000 ] || stop "a million requests need 20 GB free in ${TMPDIR:-/tmp}; BENCH_SIZES=100,50000 leaves them out" ;; esac
scripts/release.sh
cargo build --locked --release -p podskazka-bench

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

unset PODSKAZKA_DATA_DIR PODSKAZKA_LISTEN PODSKAZKA_PUBLIC_URL
bench() {
    "$target/release/podskazka-bench" --server "$server" --scratch "$data/bench" --json "$target/bench-$1.json" \
        --sizes "$sizes" --seconds "$seconds" "${@:2}"
}
export -f bench
export data target server sizes seconds

say "requests on SQLite, $sizes of them, $seconds s each; $(date -u +%F), $(nproc) cores, $(awk -F ': ' '/model name/ { print $2; exit }' /proc/cpuinfo)"
bench sqlite

say "pages of that school, on a processor made 4 times slower"
need_npm e2e
PODSKAZKA_DATA_DIR=$data/bench PODSKAZKA_LISTEN=127.0.0.1:$port PODSKAZKA_PUBLIC_URL=http://127.0.0.1:$port \
    "$server" serve >"$data/bench.log" 2>&1 &
pid=$!
(
    cd e2e
    BENCH_URL=http://127.0.0.1:$port BENCH_LONG=$(cat "$data/bench/long") \
        npx --no-install playwright test --config bench.config.ts
)
kill "$pid" && wait "$pid" || true
pid=
rm -rf "$data/bench"

say "requests on PostgreSQL, the same"
# A district sets these two for its machine; all that keeps data safe stays as it comes.
# shellcheck disable=SC2016
pg_virtualenv -t -o shared_buffers=1GB -o max_wal_size=8GB -o max_connections=100 bash -euo pipefail -c '
    url="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT"
    psql -qc "CREATE DATABASE bench" "$url/postgres"
    psql -Atc "SELECT name || \$\$ = \$\$ || setting FROM pg_settings WHERE name IN (\$\$fsync\$\$, \$\$synchronous_commit\$\$, \$\$shared_buffers\$\$)" "$url/bench" >&2
    bench postgres --postgres "$url/bench?sslmode=disable"
'
say "the figures: $target/bench-sqlite.json, $target/bench-postgres.json"
