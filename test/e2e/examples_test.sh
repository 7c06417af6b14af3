#!/bin/sh
# Every example of every policy through the command and through the API: test/e2e/examples.mjs.
# Last line 'N passed, M failed'.
set -eu
cd "$(dirname "$0")/../.."
exec sh tools/with-postgres.sh node test/e2e/examples.mjs "$@"
