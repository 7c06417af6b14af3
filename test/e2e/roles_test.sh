#!/bin/sh
# Seventeen roles and every route of the program: where each lands, what it is offered, what it is
# refused: test/e2e/roles.mjs. Last line 'N passed, M failed'.
set -eu
cd "$(dirname "$0")/../.."
exec node test/e2e/roles.mjs "$@"
