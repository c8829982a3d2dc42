#!/usr/bin/env bash
# A server with a demo school in a folder of its own, for the browser tests. Playwright starts and ends it.
set -euo pipefail
cd "$(dirname "$0")"
port=${E2E_PORT:-18080}
server=${E2E_SERVER:-../target/debug/podskazka}
[ -x "$server" ] || { echo "no server at $server: make run or make test builds it" >&2; exit 2; }

data=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || { kill "$pid" 2>/dev/null; wait "$pid"; } || true; rm -rf "$data"' EXIT
trap 'exit 143' INT TERM
export PODSKAZKA_DATA_DIR=$data PODSKAZKA_LISTEN=127.0.0.1:$port PODSKAZKA_PUBLIC_URL=http://127.0.0.1:$port

"$server" demo
"$server" serve &
pid=$!
wait "$pid"
