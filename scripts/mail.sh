#!/usr/bin/env bash
# The server's letters through a real mail server of others that refuses, delays and drops.
. "$(dirname "$0")/need.sh"
need_python mail aiosmtpd==1.4.6
"$python" scripts/python/mail.py "$(realpath "$target/debug/podskazka")"
