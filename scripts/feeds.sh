#!/usr/bin/env bash
# Expands the feeds of a school year, as the API tests wrote them, with libraries that others keep, and compares the hours.
. "$(dirname "$0")/need.sh"
need_python feeds icalendar==7.3.2 recurring-ical-events==3.8.2
"$python" scripts/python/feeds.py "$target/tmp/feeds"
