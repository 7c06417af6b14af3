#!/bin/sh
# The commands decide and check as a shell sees them: exit codes, streams, and the same bytes again.
set -u
cd "$(dirname "$0")/../.."
JIUYE=${BUILD:-build}/jiuye
PACK=test/policy/pack
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

is() { # is NAME ACTUAL EXPECTED
    if [ "$2" = "$3" ]; then passed=$((passed + 1)); return; fi
    failed=$((failed + 1))
    printf 'FAIL %s\n  got      %s\n  expected %s\n' "$1" "$2" "$3"
}
run() { # run ARGUMENTS... : sets status, out, err
    "$JIUYE" "$@" >"$work/out" 2>"$work/err"; status=$?
    out=$(cat "$work/out"); err=$(cat "$work/err")
}

printf '{"kind":"company","count":2,"date":"2023-06-30"}' >"$work/good.json"
run decide 1 "$work/good.json" --pack $PACK
is "decided: exit" $status 0
is "decided: stderr" "$err" ""
is "decided: conclusions" "$(printf %s "$out" | sed 's/,"pack".*//')" \
    '{"policy":1,"title":"试验补助","eligible":true,"amount_fen":200000,"size":"小","fail":[],"missing":[],"missing_names":[],"on":"2023-06-30"'
first=$out
run decide 1 - --pack $PACK <"$work/good.json"
is "from standard input: the same bytes" "$out" "$first"
run decide 1 "$work/good.json" --pack $PACK --explain
is "explained: exit" $status 0
explained=$out
run decide 1 "$work/good.json" --explain --pack $PACK
is "explained: the same bytes" "$out" "$explained"

run decide 1 "$work/good.json" --pack $PACK --on 2023-08-01
is "--on" "$(printf %s "$out" | sed 's/.*"amount_fen":\([0-9]*\).*"on":"\([^"]*\)".*/\1 \2/')" "180000 2023-08-01"
run decide 1 "$work/good.json" --pack $PACK --on tomorrow
is "bad --on: exit" $status 2
run decide 1 "$work/none.json" --pack $PACK
is "no file: exit" $status 2
run decide 1 "$work/good.json" --pack "$work/none"
is "no pack: exit" $status 2
run decide 4 "$work/good.json" --pack $PACK
is "no item: exit" $status 2
is "no item: message" "$err" "jiuye decide: 政策包sample里没有第4项"
run decide 2 "$work/good.json" --pack $PACK
is "recorded only: exit" $status 2
is "recorded only: message" "$err" "jiuye decide: 第2项“记录”条文已录入，办理规则待发布"
run decide one "$work/good.json" --pack $PACK
is "bad number: exit" $status 2
run decide 1
is "no facts: exit" $status 2
run decide --help
is "help: exit" $status 0

printf '{"kinds":"company"}' >"$work/bad.json"
run decide 1 "$work/bad.json" --pack $PACK
is "misspelt key: exit" $status 2
is "misspelt key: stdout" "$out" ""
is "misspelt key: message" "$err" "jiuye decide: 第1项没有事实“kinds”
是不是“kind”？"
printf '{"kind":"company",}' >"$work/bad.json"
run decide 1 "$work/bad.json" --pack $PACK
is "broken JSON: exit" $status 2

run check $PACK
is "check: exit" $status 0
is "check: summary" "$(printf %s "$out" | tail -n 1)" "3 项政策，19 个例子，0 个错误，0 个警告"
cp -r $PACK "$work/pack"
sed 's/| true | 200000 |/| true | 200001 |/' $PACK/01-sample.md >"$work/pack/01-sample.md"
run check "$work/pack"
is "check, example wrong: exit" $status 1
is "check, example wrong: place" "$(printf %s "$out" | head -n 1)" \
    "$work/pack/01-sample.md:111:53: 错误: 例子“上半年按1000元”：amount_fen 期望200001，实得200000"
sed 's/employer\.kind/employer.knd/; s/| list | ask |/| list | rooster |/' $PACK/01-sample.md >"$work/pack/01-sample.md"
run check "$work/pack"
is "check, no such column: exit" $status 1
is "check, no such column" "$(printf %s "$out" | sed -n '1p;4p')" \
    "$work/pack/01-sample.md:26:3: 错误: 事实“单位类型”的来源employer.knd：这个视图没有这一列
  提示: 是不是“kind”？"
is "check, no such view" "$(printf %s "$out" | sed -n '5p')" \
    "$work/pack/01-sample.md:30:3: 警告: 事实“名册”的来源rooster：没有这个视图，这个事实查不到，只能由人填报"
run check
is "check of the pack inside: exit" $status 0
run check "$work/none"
is "check, no folder: exit" $status 2
run check --lst
is "check, bad option: exit" $status 2

run decyde
is "unknown command: exit" $status 2
is "unknown command: hint" "$(printf %s "$err" | sed -n 2p)" "是不是“decide”？"
run --version
is "version: exit" $status 0
run --help
is "help lists the commands" "$(printf %s "$out" | grep -c '^  \(decide\|check\) ')" 2

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
