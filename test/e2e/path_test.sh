#!/bin/sh
# The whole path over HTTP, on SQLite and on PostgreSQL: test/e2e/path.mjs. Last line
# 'N passed, M failed'. The programs that it starts end with it, however it ends.
set -eu
cd "$(dirname "$0")/../.."
exec sh tools/with-postgres.sh node test/e2e/path.mjs "$@"
