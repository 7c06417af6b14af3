#!/bin/sh
# Walks a doubt and an inspection over HTTP, on PostgreSQL: test/e2e/risks.mjs. Last line
# 'N passed, M failed'.
set -eu
cd "$(dirname "$0")/../.."
exec sh tools/with-postgres.sh node test/e2e/risks.mjs "$@"
