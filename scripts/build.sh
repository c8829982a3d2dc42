#!/usr/bin/env bash
# The debug server and the optimised browser app. With --tests also the tests.
. "$(dirname "$0")/need.sh"
need_rust
need_node 18
need_npm frontend

say "building the browser app (optimised) and the server (debug), side by side"
# Each in a process group of its own, so that what they started ends with this script, at Ctrl-C too.
set -m
{ wasm_build --profile wasm 2>&1 | sed -u 's/^/[app] /'; } &
app=$!
set +m
trap 'kill -- "-$app" 2>/dev/null || true' EXIT
# The bundler first: it is small, and then the app need not wait for the server.
host_build --bin podskazka-bundle

server() {
    host_build
    if [ "${1:-}" = --tests ]; then cargo test --locked --workspace --exclude podskazka-app --no-run; fi
}
set -m
{ server "$@" 2>&1 | sed -u 's/^/[server] /'; } &
server=$!
set +m
trap 'kill -- "-$app" "-$server" 2>/dev/null || true' EXIT

wait "$app" || stop "the browser app does not build"
say "bundling"
"$target/debug/podskazka-bundle" --wasm "$target/wasm32-unknown-unknown/wasm/podskazka-app.wasm"
wait "$server" || stop "the server does not build"
trap - EXIT
say "built in $SECONDS s"
