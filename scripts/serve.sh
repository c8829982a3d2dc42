#!/usr/bin/env bash
# The demo school and the server, as they were built.
. "$(dirname "$0")/need.sh"
server=$target/debug/podskazka
say "the demo school"
"$server" demo
say "serving on http://${PODSKAZKA_LISTEN:-127.0.0.1:8080} (Ctrl-C stops it)"
exec "$server" serve
