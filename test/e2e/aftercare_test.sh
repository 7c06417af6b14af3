#!/bin/sh
# Appeals and clawbacks over HTTP, on SQLite and on PostgreSQL: test/e2e/aftercare.mjs. Last line
# 'N passed, M failed'.
set -eu
cd "$(dirname "$0")/../.."
exec sh tools/with-postgres.sh node test/e2e/aftercare.mjs "$@"
