#!/bin/sh
# Installs what building and testing need, or with `run` building alone. Idempotent; says what it installs, and what to do
# without root. Debian 12 packages; the npm packages are those of package-lock.json.
# `deps.sh npm` does the npm packages alone.
set -eu
cd "$(dirname "$0")/.."

BUILD="gcc libc6-dev make pkg-config
libcmark-gfm-dev libcmark-gfm-extensions-dev libintelrdfpmath-dev libyaml-dev
libxml2-dev libicu-dev libmicrohttpd-dev libsqlite3-dev libpq-dev libsodium-dev libgcrypt20-dev libssl-dev libzip-dev libxlsxwriter-dev
libcairo2-dev libpango1.0-dev libqrencode-dev fonts-noto-cjk"
TEST="libcmocka-dev g++ binutils clang-14 libclang-rt-14-dev postgresql-15 curl chromium poppler-utils zbar-tools"

case "${1:-all}" in
run) PACKAGES=$BUILD ;;
*) PACKAGES="$BUILD $TEST" ;;
esac

missing=""
for package in $PACKAGES; do
    state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
    case "$state" in ii*) ;; *) missing="$missing $package" ;; esac
done

command -v npm >/dev/null || missing="$missing nodejs npm"
[ "${1:-all}" = npm ] && missing=""

if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then
        echo "deps: installing$missing"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086 # a list of names
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >&2
    else
        echo "deps: these Debian packages are missing:$missing" >&2
        echo "deps: run once as root:  apt-get install$missing" >&2
        exit 1
    fi
fi

if [ -f package-lock.json ] && ! cmp -s package-lock.json node_modules/.installed-lock 2>/dev/null; then
    echo "deps: npm ci"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed-lock
fi
