#!/bin/sh
# Programmes, registers, services, loans and actions over HTTP, on SQLite and on PostgreSQL:
# test/e2e/kinds.mjs. Last line 'N passed, M failed'.
set -eu
cd "$(dirname "$0")/../.."
exec sh tools/with-postgres.sh node test/e2e/kinds.mjs "$@"
