#!/usr/bin/env bash
# One file with the server and the app inside.
. "$(dirname "$0")/need.sh"
need_rust
need_node 18
need_npm frontend
say "the browser app"
wasm_build --profile wasm
host_build --bin podskazka-bundle
"$target/debug/podskazka-bundle" --wasm "$target/wasm32-unknown-unknown/wasm/podskazka-app.wasm"
say "the server, optimised"
cargo build --locked --release -p podskazka
say "$target/release/podskazka: $(wc -c <"$target/release/podskazka") bytes"
