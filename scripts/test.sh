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

# run_tests <nextest filter> <the same for cargo test …>
run_tests() {
    local all=(--locked --workspace --exclude podskazka-app)
    if has cargo-nextest; then
        cargo nextest run "${all[@]}" --no-fail-fast -E "$1"
    else
        cargo test "${all[@]}" --no-fail-fast "${@:2}"
    fi
}

say "tests on SQLite"
run_tests 'all()'

say "API and migration tests on PostgreSQL"
export -f run_tests has
# shellcheck disable=SC2016
pg_virtualenv -o fsync=off -o max_connections=300 bash -euo pipefail -c '
    export PODSKAZKA_TEST_POSTGRES_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"
    run_tests "package(podskazka) + package(podskazka-migrations)" --tests
'

say "the OpenAPI contract"
scripts/openapi.sh --check

say "browser tests"
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
export PODSKAZKA_E2E_PORT=$port PODSKAZKA_E2E_SERVER
PODSKAZKA_E2E_SERVER=$(realpath "$target/debug/podskazka")
(cd e2e && npx --no-install playwright test)
say "make test is done in $((SECONDS / 60)) min $((SECONDS % 60)) s"
