#!/usr/bin/env bash
# Writes openapi/openapi.json from the code; with --check only compares the two.
. "$(dirname "$0")/need.sh"
need_rust
host_build --quiet --bin podskazka
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
"$target/debug/podskazka" openapi >"$fresh"
if [ "${1:-}" = --check ]; then
    diff -u openapi/openapi.json "$fresh" || stop "openapi/openapi.json is not what the code says: run make openapi"
else
    cat "$fresh" >openapi/openapi.json
    say "openapi/openapi.json: $(wc -c <openapi/openapi.json) bytes"
fi
