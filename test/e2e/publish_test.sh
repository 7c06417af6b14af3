#!/bin/sh
# Publishing over HTTP, on SQLite and on PostgreSQL: a renewal by two people, and a policy 43 that is
# nothing but its Markdown file, from the draft to the paid claim. Last line 'N passed, M failed'.
set -eu
cd "$(dirname "$0")/../.."
exec sh tools/with-postgres.sh node test/e2e/publish.mjs "$@"
