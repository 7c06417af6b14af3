#!/bin/sh
# Fails when a file under src/ includes a folder that src/LAYERS does not allow it.
set -eu
cd "$(dirname "$0")/.."
{
    grep -v '^#' src/LAYERS | grep '|'
    grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"[a-z_]+/' --include='*.c' --include='*.h' --include='*.html' src
} | awk -F'|' '
    !/^src\// {
        name = $1; gsub(/[ \t]/, "", name)
        if (name in allowed) { print "src/LAYERS: " name " is listed twice"; bad = 1 }
        n = split($2, part, /[ \t]+/); list = " " name " "
        for (i = 1; i <= n; i++) {
            if (part[i] == "" || part[i] == "-") continue
            if (part[i] == "all") { for (above in allowed) list = list above " "; continue }
            if (!(part[i] in allowed)) {
                print "src/LAYERS: " name " may not include " part[i] ", which is not listed above it"; bad = 1
            }
            list = list part[i] " "
        }
        allowed[name] = list; next
    }
    {
        split($0, field, ":"); file = field[1]; line = field[2]
        split(file, path, "/"); from = path[2]
        match($0, /"[a-z_]+\//); to = substr($0, RSTART + 1, RLENGTH - 2)
        if (!(from in allowed)) { print file ": folder " from " is not in src/LAYERS"; bad = 1; next }
        if (!(to in allowed)) next
        if (index(allowed[from], " " to " ") == 0) {
            print file ":" line ": " from " may not include " to " (src/LAYERS)"; bad = 1
        }
    }
    END { if (bad) exit 1; print "layers: every include goes downwards" }'
