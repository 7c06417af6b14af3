#!/bin/sh
# Puts the tables of `jiuye transitions` between the two marked lines of a document:
# `sh tools/casework_doc.sh build/jiuye docs/casework.md`.
set -eu
jiuye=$1
document=$2
begin='<!-- Below: jiuye transitions. Written by `make casework-doc`. -->'
end='<!-- Above: jiuye transitions. -->'
for mark in "$begin" "$end"; do
    grep -qxF -- "$mark" "$document" || { echo "casework_doc: no line \"$mark\" in $document" >&2; exit 1; }
done
new=$(mktemp)
trap 'rm -f "$new"' EXIT
sed '/^<!-- Below: jiuye transitions/q' "$document" >"$new"
echo >>"$new"
"$jiuye" transitions >>"$new"
echo >>"$new"
sed -n '/^<!-- Above: jiuye transitions/,$p' "$document" >>"$new"
cat "$new" >"$document"
