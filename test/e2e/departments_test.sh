#!/bin/sh
# Batches that wait for a department, over HTTP, on both databases: test/e2e/departments.mjs. Last line 'N passed, M failed'.
set -eu
cd "$(dirname "$0")/../.."
exec sh tools/with-postgres.sh node test/e2e/departments.mjs "$@"
