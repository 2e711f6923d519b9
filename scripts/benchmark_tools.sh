#!/bin/sh
# Installs wrk, which makes the load of `make bench`, where apt may.
set -eu

command -v wrk >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing wrk with apt-get"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends wrk >/dev/null
else
    echo "wrk is not installed: install it (Debian: apt-get install wrk)." >&2
    exit 1
fi
