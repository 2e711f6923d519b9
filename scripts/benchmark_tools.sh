#!/bin/sh
# Installs where apt may what `make bench` needs besides: wrk, which makes the load, and for
# Lighthouse Chromium and npm, which fetches it.
set -eu

missing=""
command -v wrk >/dev/null 2>&1 || missing="$missing wrk"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v npx >/dev/null 2>&1 || missing="$missing nodejs npm"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing with apt-get"
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null
else
    echo "Not installed:$missing. Install them first (Debian: apt-get install$missing)." >&2
    exit 1
fi
