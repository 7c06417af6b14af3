#!/bin/sh
# `jiuye city` and `jiuye import` as a clerk uses them: exit status, summary, rejects file.
set -u
cd "$(dirname "$0")/../.."
jiuye=${BUILD:-build}/jiuye
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

expect() { # expect WHAT STATUS PATTERN COMMAND...: the output has a line that matches
    what=$1 status=$2 pattern=$3
    shift 3
    "$@" >"$work/out" 2>&1
    got=$?
    if [ $got -eq "$status" ] && grep -qE "$pattern" "$work/out"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$what: exit $got, expected $status and a line like '$pattern'; it said:"
        sed 's/^/    /' "$work/out"
    fi
}

expect "city without a folder" 2 '缺少 --out' "$jiuye" city
expect "city with words for a number" 2 '应为整数' "$jiuye" city --out "$work/c" --people many
expect "city before its time" 2 '2023-09-30' "$jiuye" city --out "$work/c" --as-of 2020-01-01
expect "city after its time" 2 '晚于2038年' "$jiuye" city --out "$work/c" --as-of 2039-01-01
expect "city of too many" 2 '不在 1 至 4000000' "$jiuye" city --out "$work/c" --people 5000000
expect "city where nothing can be written" 2 "无法新建文件夹" "$jiuye" city --out /proc/nowhere
expect "city" 0 '已写入 .*1000 人' "$jiuye" city --out "$work/c" --people 1000 --seed 3
expect "manifest" 0 '^公安户籍.csv,市公安局,[0-9]+,[0-9]+,[0-9a-f]{64}$' cat "$work/c/manifest.csv"

mkdir "$work/full" && ln -s /dev/full "$work/full/公安户籍.csv"
expect "city on a full disk" 1 '写不了提取文件 .*公安户籍' "$jiuye" city --out "$work/full"

expect "import without a database" 2 '缺少 --db' "$jiuye" import "$work/c"
expect "import of two folders" 2 '应写一个目录' "$jiuye" import a b --db "$work/x.db" --keys "$work/keys"
expect "import with a strange option" 2 '不认识的参数' "$jiuye" import a --force --db "$work/x.db" --keys "$work/keys"
expect "import of no folder" 2 '没有目录' "$jiuye" import "$work/none" --db "$work/x.db" --keys "$work/keys"
expect "dry run" 0 '只核验，没有写库' "$jiuye" import "$work/c" --db "$work/a.db" --keys "$work/keys" --dry-run
expect "import" 0 '^公安户籍 +10[0-9]+ +1000 ' "$jiuye" import "$work/c" --db "$work/a.db" --keys "$work/keys"
expect "import again changes nothing" 0 '^合计 +[0-9]+ +[0-9]+ +0 ' \
    "$jiuye" import "$work/c" --db "$work/a.db" --keys "$work/keys"
expect "rejects with reasons" 0 '公安户籍.csv,3,拒收,ID_CHECKSUM,公民身份号码：.*请逐位核对' \
    cat "$work/c/rejects.csv"
expect "rejects are for their owner" 0 '^-rw-------' ls -l "$work/c/rejects.csv"
expect "rejects on a full disk" 1 '拒收文件没有写完' \
    "$jiuye" import "$work/c" --db "$work/a.db" --keys "$work/keys" --rejects /dev/full
printf '统一社会信用代码\n' >"$work/c/见习单位.csv"
expect "a file without its columns" 1 '整个文件没有导入' \
    "$jiuye" import "$work/c" --db "$work/a.db" --keys "$work/keys" --rejects "$work/refused.csv"
expect "its reason" 0 '见习单位.csv,1,拒收,HEADER,表头缺少“认定日期”' cat "$work/refused.csv"

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
