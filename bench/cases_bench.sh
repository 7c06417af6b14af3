#!/bin/sh
# The task list and the pages of cases through HTTP where there are a million cases: bench/cases.mjs.
set -eu
cd "$(dirname "$0")/.."
exec sh tools/with-postgres.sh node bench/cases.mjs "$@"
