#!/usr/bin/env bash
# Compares the production calendar of the program with that of PyPI's `holidays`, which others keep.
. "$(dirname "$0")/need.sh"
need_rust
need_python calendar holidays==0.109
host_build --quiet --bin podskazka
"$target/debug/podskazka" calendar | "$python" scripts/python/production_calendar.py
