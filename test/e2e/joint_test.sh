#!/bin/sh
# One application, two payees: item 30 from the form to the bank, on SQLite and on PostgreSQL:
# test/e2e/joint.mjs. Last line 'N passed, M failed'.
set -eu
cd "$(dirname "$0")/../.."
exec sh tools/with-postgres.sh node test/e2e/joint.mjs "$@"
