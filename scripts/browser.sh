#!/bin/sh
# Installs Debian's Chromium, the PDF tools and nginx for the tests where apt may. Elsewhere the
# tests that need them skip and say so; in CI they never skip (tests/browser/conftest.py).
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
command -v pg_dump >/dev/null 2>&1 || missing="$missing postgresql-client"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing with apt-get"
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null
else
    echo "Not installed:$missing. Tests that need them will be skipped; install them for the whole suite."
fi
