#!/bin/sh
# `jiuye dmn export` and `import` from the outside: every policy that decides goes out, through the
# reader and writer of dmn-js (dmn-moddle, when it is installed), and comes back byte by byte.
set -eu
cd "$(dirname "$0")/../.."
jiuye=${BUILD:-build}/jiuye
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

check() { # check WHAT COMMAND...: passes when the command does
    what=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$what:"
        cat "$work/said"
    fi
}
status_is() { # status_is STATUS COMMAND...
    expected=$1 status=0
    shift
    "$@" >/dev/null 2>"$work/error" || status=$?
    [ "$status" -eq "$expected" ]
}

numbers=$(grep -l '^## 结论' policies/zhongwei-2023/[0-9]*.md | sed 's|.*/0*\([0-9]*\)-.*|\1|')
for number in $numbers; do
    "$jiuye" dmn export "$number" --pack policies/zhongwei-2023 --out "$work/$number.dmn"
    "$jiuye" dmn export "$number" --pack policies/zhongwei-2023 --dmn 1.3 --out "$work/$number-13.dmn"
done
back() { # back FILE NUMBER: the file is imported as the policy it was
    "$jiuye" dmn import "$1" --out "$work/back" >/dev/null
    cmp "$work/back/$(printf '%02d' "$2")"-*.md policies/zhongwei-2023/"$(printf '%02d' "$2")"-*.md
}
for number in $numbers; do check "policy $number comes back" back "$work/$number.dmn" "$number"; done

if [ -d node_modules/dmn-moddle ] && command -v node >/dev/null; then
    node test/app/dmn_tools.mjs "$work"/*-13.dmn >"$work/warnings" || echo "node failed" >>"$work/warnings"
    check "another tool takes the files" diff /dev/null "$work/warnings"
    for number in $numbers; do
        check "policy $number comes back from another tool" back "$work/$number-13.dmn.again" "$number"
    done
else
    echo "no dmn-moddle: its checks are skipped"
fi

check "no number" status_is 2 "$jiuye" dmn export
check "no such policy" status_is 2 "$jiuye" dmn export 777
check "no such version" status_is 2 "$jiuye" dmn export 7 --dmn 1.2
check "no such file" status_is 2 "$jiuye" dmn import "$work/none.dmn"
printf '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="x" namespace="u">\n<decision id="d" name="D"/></definitions>' >"$work/bad.dmn"
check "what cannot be said" status_is 2 "$jiuye" dmn import "$work/bad.dmn"
check "and where" grep -q 'bad.dmn:2:2: 错误: “D”：没有决策逻辑' "$work/error"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
