#!/bin/sh
# The access matrix: what is open to whoever has signed in, administrators and the head included,
# is a short list without a claim or a person in it.
set -u
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sort >"$work/expected" <<'END'
DELETE /api/auth/tokens/:label
GET /account/factor
GET /api/account/factor
POST /account/factor
POST /api/account/factor
POST /api/auth/logout
POST /api/auth/tokens
POST /sign-out
END
"${BUILD:-build}/jiuye" routes | awk -F'\t' '$3 == "已登录" {print $1, $2}' | sort >"$work/got"

if diff "$work/expected" "$work/got"; then
    echo "1 passed, 0 failed"
else
    echo "0 passed, 1 failed"
    exit 1
fi
