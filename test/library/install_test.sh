#!/bin/sh
# The installed libraries: what they export, that they keep no state, and that programs outside this
# tree build against them by pkg-config alone, in C and in C++, shared and static.
set -u
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
passed=0 failed=0

check() { # check WHAT COMMAND...
    what=$1; shift
    if "$@" >"$dir/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
        sed 's/^/    /' "$dir/log"
    fi
}
finish() {
    echo "$passed passed, $failed failed$1"
    [ $failed -eq 0 ]
    exit $?
}

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
if [ "$BUILD" != build ]; then # a sanitized library needs a sanitized program
    finish ", 1 skipped"
fi

root=$dir/root
lib=$root/opt/jiuye/lib
jiuye_make() { make --no-print-directory DESTDIR="$root" PREFIX=/opt/jiuye "$@"; }
check "make install" jiuye_make install
export PKG_CONFIG_PATH="$lib/pkgconfig"
pc() { # the paths of an installed tree that is not at its prefix yet
    pkg-config --define-variable=prefix="$root/opt/jiuye" "$@"
}

# ---- Symbols ----

public() { sed -nE 's/^FEEL_API .*[ *]([a-z0-9_]+)\(.*/\1/p' "include/$1.h" | sort; }
exported() { nm -D --defined-only "$lib/lib$1.so" | awk '{ print $3 }' | sort; }
global() { nm -g --defined-only "$lib/lib$1.a" | awk 'NF == 3 { print $3 }' | sort; }
same() { # same WHAT NAME: the public functions of the header and nothing else
    public "$2" >"$dir/public"
    "$1" "$2" >"$dir/found"
    [ "$(wc -l <"$dir/public")" -ge 10 ] && diff "$dir/public" "$dir/found"
}
declared() { [ "$(grep -c FEEL_API "include/$1.h")" -ge "$(public "$1" | wc -l)" ]; }
soname() { readelf -d "$lib/lib$1.so" | grep -q "SONAME.*\[lib$1\.so\.0\]"; }
needs() { # no library but these
    readelf -d "$lib/lib$1.so" | sed -nE 's/.*NEEDED.*\[(.*)\]/\1/p' |
        grep -vE '^(libc|libm|libicu(i18n|uc)|libxml2|ld-linux-x86-64)\.so' >"$dir/more"
    cat "$dir/more"
    [ ! -s "$dir/more" ]
}

# ---- State ----

# Nothing of a library stays writable after it was loaded: sections with a size, but for those that
# are read-only once relocated.
stateless() {
    ar p "$lib/lib$1.a" >"$dir/$1.o"
    objdump -h "$dir/$1.o" | awk '
        $2 ~ /^\.(data|bss|tdata|tbss)/ && $2 !~ /^\.data\.rel\.ro/ && $3 != "00000000" { print; bad = 1 }
        $2 == ".text" { has_text = 1 }
        END { exit bad || !has_text }' &&
        ! nm "$dir/$1.o" | grep -E ' C '
}
relro() { readelf -d "$lib/lib$1.so" | grep -q BIND_NOW && readelf -l "$lib/lib$1.so" | grep -q RELRO; }

for name in feel dmn; do
    check "$name: functions are marked FEEL_API" declared $name
    check "$name: the shared library exports the header, nothing else" same exported $name
    check "$name: the archive exports the header, nothing else" same global $name
    check "$name: soname" soname $name
    check "$name: needs no other library than its pkg-config file says" needs $name
    check "$name: no writable data" stateless $name
    check "$name: read-only once loaded" relro $name
done

# ---- Programs outside ----

WARN="-Wall -Wextra -Wpedantic -Werror -Wconversion"
export LD_LIBRARY_PATH="$lib"
same_text() { [ "$1" = "$2" ] || { printf 'got:\n%s\nexpected:\n%s\n' "$1" "$2"; return 1; }; }
builds() { # builds COMPILER STANDARD SOURCE PROGRAM FLAGS...
    compiler=$1 standard=$2 source=$3 program=$4; shift 4
    # shellcheck disable=SC2086 # lists of flags
    $compiler -std=$standard $WARN "$source" -o "$dir/$program" "$@"
}
shared() { builds "$1" "$2" "$3" "$4" $(pc --cflags --libs $5); }
# With no shared library at hand, -lfeel is the archive.
static() { builds "$1" "$2" "$3" "$4" $(pc --cflags --static --libs $5 | sed "s|-L$lib|-L$dir/static|g"); }
mkdir "$dir/static" && cp "$lib"/lib*.a "$dir/static"

CPP_RESULT='385
{"d":true}'
FEEL_RESULT='type: boolean
{"领取人数": 11, "参保人数": 200} -> true
{"领取人数": 12, "参保人数": 200} -> false
{"领取人数": 0, "参保人数": 0} -> null
<expression>:1:1: 警告: “/”：除数是0
  领取人数 / 参保人数 <= 0.055
  ^^^^^^^^^^^^^^^^^^^
<expression>:1:1: 警告: “<=”：左边是空值
  领取人数 / 参保人数 <= 0.055
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^'
results() { "$dir/$1" examples/subsidy.dmn | grep -E '^[{].* -> ' | sed 's/.* -> //'; }
reasons() { "$dir/$1" examples/subsidy.dmn | grep -q '^because .*"state":"fired"'; }
DMN_RESULT='{"补贴":800}
{"补贴":0}
{"补贴":null}'
alone() { ! ldd "$dir/$1" | grep -E 'lib(feel|dmn)\.so'; }

for compiler in gcc clang-14; do
    for kind in shared static; do
        check "$compiler, $kind: feel" $kind $compiler c17 examples/feel.c feel feel
        check "$compiler, $kind: feel runs" same_text "$("$dir/feel" 2>&1)" "$FEEL_RESULT"
        check "$compiler, $kind: dmn" $kind $compiler c17 examples/dmn.c dmn dmn
        check "$compiler, $kind: dmn runs" same_text "$(results dmn)" "$DMN_RESULT"
        check "$compiler, $kind: dmn gives its reasons" reasons dmn
        [ $kind = static ] && check "$compiler: static is static" alone dmn
    done
done
for kind in shared static; do
    check "C++, $kind" $kind g++ c++17 test/library/client.cpp client "feel dmn"
    check "C++, $kind: runs" same_text "$("$dir/client" 2>&1)" "$CPP_RESULT"
    check "C++, $kind, the other order" $kind g++ c++17 test/library/client.cpp client2 "dmn feel"
    check "C++, $kind, the other order: runs" same_text "$("$dir/client2" 2>&1)" "$CPP_RESULT"
done
for example in examples/*.c; do
    check "$example: under 60 lines" [ "$(wc -l <"$example")" -lt 60 ]
done

# ---- Gone again ----

check "make uninstall" jiuye_make uninstall
check "nothing stays" [ -z "$(find "$root" -type f -o -type l)" ]
finish ""
