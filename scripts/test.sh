#!/usr/bin/env bash
# Everything that must be green before a change is done.
. "$(dirname "$0")/need.sh"
need_packages pg_virtualenv=postgresql-common postgresql=postgresql chromium=chromium fonts-noto-core=fonts-noto-core
need_rust
need_node 20
need_npm frontend
need_npm e2e

scripts/lint.sh
scripts/build.sh --tests

# Each test that needs a database makes its own; tests on PostgreSQL fail without this server.
say "tests, on SQLite and PostgreSQL"
run_tests() {
    local all=(--locked --workspace --exclude podskazka-app)
    # When the database server is gone, each test would wait for it: enough is enough.
    if has cargo-nextest; then cargo nextest run "${all[@]}" --max-fail 20; else cargo test "${all[@]}" --no-fail-fast; fi
}
run_browser_tests() { (cd e2e && npx --no-install playwright test); }
export -f run_tests run_browser_tests has
# Where there is a large disk in memory, the throwaway cluster lives there: it is quick, and a full disk cannot stop it.
cluster=${TMPDIR:-/tmp}
if [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null; then cluster=/dev/shm; fi
# with_postgres COMMAND: runs it with the address of such a cluster. When a test fails, pg_virtualenv shows the
# server's log: nothing in it helps but why the server itself stopped.
with_postgres() {
    # shellcheck disable=SC2016
    TMPDIR=$cluster pg_virtualenv -t -o fsync=off -o max_connections=300 -o log_checkpoints=off -o log_min_messages=panic \
        bash -euo pipefail -c '
            unset TMPDIR
            export PODSKAZKA_TEST_POSTGRES_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"
            "$@"
        ' with_postgres "$@"
}
with_postgres run_tests

say "the OpenAPI contract"
scripts/openapi.sh --check

say "the production calendar, against PyPI's holidays"
scripts/calendar.sh

say "the feeds of a school year, against PyPI's icalendar and recurring-ical-events"
scripts/feeds.sh

say "letters, through PyPI's aiosmtpd"
scripts/mail.sh

say "browser tests"
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
export E2E_PORT=$port E2E_SERVER
E2E_SERVER=$(realpath "$target/debug/podskazka")
with_postgres run_browser_tests
say "make test is done in $((SECONDS / 60)) min $((SECONDS % 60)) s"
