#!/bin/sh
# Protects: the configuration file: commands take from it what the command line does not say, a
# mistake in it names its line, and no password is shown.
set -u
cd "$(dirname "$0")/../.."
JIUYE=$PWD/${BUILD:-build}/jiuye
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
unset JIUYE_CONFIG
passed=0
failed=0

check() { # description, condition's exit status
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
    fi
}

refused() { # a file's content, what is said about it
    printf '%b' "$1" >bad.conf
    "$JIUYE" config --config bad.conf >said 2>&1
    test $? -eq 2 && grep -qF "$2" said
}

printf '# 就业平台\ndb = city.db # 数据库\nkeys=secret\n\ntoday = 2023-10-16\ndemo = yes\n' >jiuye.conf

"$JIUYE" migrate --config jiuye.conf >/dev/null && test -f city.db
check "a command takes the database from the file" $?
JIUYE_CONFIG=jiuye.conf "$JIUYE" verify >/dev/null
check "the environment names the file" $?
"$JIUYE" migrate --db other.db --config=jiuye.conf >/dev/null && test -f other.db
check "the command line wins" $?
echo 'a-long-pass-2023' | "$JIUYE" user add --config jiuye.conf --login head --name 合成 \
    --role leading_head >said 2>&1
check "a command of two words takes it too" $?
JIUYE_CONFIG=none.conf "$JIUYE" feel '1 + 1' >/dev/null
check "a command without settings does not look for it" $?
JIUYE_CONFIG=none.conf "$JIUYE" verify >said 2>&1
test $? -eq 2 && grep -q 'none.conf' said
check "a file that is not there is named" $?

"$JIUYE" config --config jiuye.conf --listen 0.0.0.0:80 >shown
grep -q '^db = city.db # .*（jiuye.conf:2）$' shown && grep -q '^listen = 0.0.0.0:80 # .*（命令行）$' shown &&
    grep -q '^suite = international # .*（缺省）$' shown && grep -q '^demo = yes ' shown
check "every value has its origin" $?
"$JIUYE" config --config shown | sed 's/ #.*//' >again
sed 's/ #.*//' shown | cmp -s - again
check "what is shown is a file that says the same" $?
"$JIUYE" config --db 'postgresql://me:s3cr:e@t@host/db?sslpassword=s3cret&password=s3cret&x=1' >shown
! grep -q 's3c\|e@t' shown && grep -q 'postgresql://me:\*\*\*@host/db' shown && grep -q 'x=1' shown
check "no password is shown" $?

refused 'db = a\nlisen = b\n' 'bad.conf:2: 没有设置“lisen”' && grep -q '是不是“listen”' said
check "an unknown name says where and which was meant" $?
refused 'db = a\n\ndb = b\n' 'bad.conf:3: 重复的设置“db”'
check "a name twice" $?
refused 'keys\n' 'bad.conf:1: 这一行没有等号'
check "a line without a value" $?
refused 'suite = rot13\n' 'bad.conf:1: suite“rot13”' && refused 'today = soon\n' 'bad.conf:1: ' &&
    refused 'demo = maybe\n' 'bad.conf:1: ' && refused 'db =\n' 'bad.conf:1: '
check "a value that cannot be" $?

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
