#!/bin/sh
# Style that a program can check; each message names the cure. CONVENTIONS.md gives the reasons.
# Exceptions stand in tools/tidy-exceptions with a reason behind '#'.
set -eu
cd "$(dirname "$0")/.."
status=0
excepted() { grep -qE "^$1 $2( |\$)" tools/tidy-exceptions 2>/dev/null; }

for file in $(git ls-files --cached --others --exclude-standard 'src/*.c' 'src/*.h' 'tools/*.c' 'include/*.h'); do
    [ -f "$file" ] || continue
    lines=$(wc -l <"$file")
    case "$file" in
    *.h) max=250 ;;
    *) max=800 ;;
    esac
    if [ "$lines" -gt "$max" ] && ! excepted lines "$file"; then
        echo "$file: $lines lines, at most $max: is there a second idea that wants a room of its own?"
        status=1
    fi
done
git ls-files --cached --others --exclude-standard 'src/*.c' 'src/*.h' 'tools/*.c' 'include/*.h' 'test/*.c' 'test/*.h' |
    while read -r file; do
        [ -f "$file" ] || continue
        awk -v file="$file" '
            /clang-format off/ { is_table = 1 }
            /clang-format on/ { is_table = 0 }
            length($0) > 100 && !is_table && !/^[ \t]*(\/\/|").*(http|")/ {
                n = $0; gsub(/[\x80-\xbf]/, "", n)
                if (length(n) > 100) { print file ":" NR ": longer than 100 columns: break the line"; bad = 1 } }
            /\t/ { print file ":" NR ": a tab: indent by four spaces"; bad = 1 }
            /[ ]+$/ { print file ":" NR ": trailing space"; bad = 1 }
            /(^|[^a-z_])(strcpy|strcat|sprintf|gets|strtok|atoi|alloca|system)\(/ && !/banned-ok/ {
                print file ":" NR ": banned function: use base/str.h or base/file.h"; bad = 1 }
            /(TODO|FIXME|XXX)([^X]|$)/ && !/XXXX/ { print file ":" NR ": unfinished work: finish it or file an issue"; bad = 1 }
            END { exit bad }' "$file" || echo "$file" >>build/.tidy-failed
    done
if [ -f build/.tidy-failed ]; then rm -f build/.tidy-failed; status=1; fi
[ $status -eq 0 ] && echo "tidy: clean"
exit $status
