#!/usr/bin/env bash
# Builds again what changed: the app unoptimised, so that it takes seconds. Reload the page to see it.
. "$(dirname "$0")/need.sh"
need_rust

mark=$(mktemp)
server=
stop_server() { [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true; server=; }
trap 'stop_server; rm -f "$mark"' EXIT
trap 'exit 130' INT TERM

app() {
    say "the browser app"
    wasm_build && "$target/debug/podskazka-bundle" --dev --wasm "$target/wasm32-unknown-unknown/debug/podskazka-app.wasm"
}
backend() {
    say "the server"
    host_build || return 0
    stop_server
    "$target/debug/podskazka" demo && { "$target/debug/podskazka" serve & server=$!; }
}
changed() {
    local there=() path
    for path in "$@"; do [ ! -e "$path" ] || there+=("$path"); done
    [ -n "$(find "${there[@]}" -newer "$mark" -print -quit)" ]
}

touch "$mark"
backend
app || true
say "watching; Ctrl-C ends it"
while sleep 1; do
    now=$(mktemp)
    if changed backend migrations shared Cargo.toml; then server_changed=1; else server_changed=0; fi
    if changed frontend/src frontend/assets frontend/index.html shared Cargo.toml; then app_changed=1; else app_changed=0; fi
    # The mark is the time before the check: what is saved during a build is seen after it.
    mv "$now" "$mark"
    if [ $server_changed = 1 ]; then backend; fi
    if [ $app_changed = 1 ]; then app || true; fi
done
