#!/bin/sh
# Puts the tables of `jiuye transitions` in place of everything below the marked line of a document:
# `sh tools/casework_doc.sh build/jiuye docs/casework.md`.
set -eu
jiuye=$1
document=$2
mark='<!-- Below: jiuye transitions. Written by `make casework-doc`. -->'
grep -qxF -- "$mark" "$document" || { echo "casework_doc: no mark in $document" >&2; exit 1; }
new=$(mktemp)
trap 'rm -f "$new"' EXIT
sed "/^<!-- Below: jiuye transitions/q" "$document" >"$new"
echo >>"$new"
"$jiuye" transitions >>"$new"
cat "$new" >"$document"
