#!/bin/sh
# Walks the journeys J3 to J9 in Debian's Chromium, at the width of a phone and of a desktop:
# test/e2e/browser_journeys.mjs. Last line 'N passed, M failed'.
set -eu
cd "$(dirname "$0")/../.."
exec node test/e2e/browser_journeys.mjs "$@"
