#!/bin/sh
# Protects pages from markup that could break out of its place: every rule of the template
# generator is broken once here, and a misspelt field must be an error at the template's line.
set -u
BUILD=${BUILD:-build}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0

result() { # result STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); return; fi
    failed=$((failed + 1))
    echo "FAILED: $2"
    cat "$folder/errors"
}

generate() { # generate NAME CONTENT
    printf '%s' "$2" >"$folder/$1.html"
    "$BUILD/tools/embed_html" "$folder/$1.html" "$folder/$1.html.h" "$folder/$1.html.c" 2>"$folder/errors"
}

good() { # good CONTENT-AFTER-THE-VIEW-LINE
    generate page "{{view Str base/str.h}}
$1"
    result $? "$1"
}

bad() { # bad LINE MESSAGE CONTENT-AFTER-THE-VIEW-LINE
    if generate page "{{view Str base/str.h}}
$3"; then result 1 "accepted: $3"; return; fi
    grep -qF -- "page.html:$1: $2" "$folder/errors"
    result $? "$3"
}

good '<p class="a">x</p><br><input type="text" required>'
good '<a href="{{url view.data}}">x</a><a href="/a/{{url view.data}}">y</a>'
good '<script type="module" src="/assets/app.js"></script>'
good '<option value="1"{{if view.length}} selected{{end}}>一</option>'

bad 2 'a value may stand in text or between quotes' '<p {{view.data}}>x</p>'
bad 2 'the value of class must stand in double quotes' '<p class=a>x</p>'
bad 2 'the value of class must stand in double quotes' '<p class={{view.data}}>x</p>'
bad 2 "the value of class must stand in double quotes" "<p class='a'>x</p>"
bad 3 'no inline scripts' '<p>
</p><script>alert(1)</script>'
bad 2 'no inline scripts' '<script src="/a.js">alert(1)</script>'
bad 2 'no inline event handlers (onclick)' '<button onclick="x()">x</button>'
bad 2 'no inline event handlers (onerror)' '<img src="/a.png" ONERROR="x()">'
bad 2 'no inline styles' '<p style="color:red">x</p>'
bad 2 'no inline style sheets' '<style>p{}</style>'
bad 2 'no script in a URL' '<a href="JavaScript:alert(1)">x</a>'
bad 2 'in href write {{url view.data}}' '<a href="{{view.data}}">x</a>'
bad 2 'in action write {{url view.data}}' '<form action="/a/{{view.data}}"></form>'
bad 2 '{{url}} belongs into href, src, action' '<p>{{url view.data}}</p>'
bad 2 '{{raw}} is for layout.html alone' '<p>{{raw view.data}}</p>'
bad 2 "';' may not stand in an expression" '<p>{{view.data; exit(1)}}</p>'
bad 2 "a bare '<': write &lt;" '<p>a < b</p>'
bad 2 '</b> found, but <p> is open' '<p>x</b>'
bad 2 '</p> closes nothing that was opened here' '{{if view.length}}</p>{{end}}'
bad 2 '<p> is still open at {{end}}' '{{if view.length}}<p>{{end}}</p>'
bad 2 '<p> is never closed' '<p>x'
bad 2 'the last tag has no end' '<p class="a"'
bad 3 '{{end}} is missing for line 2' '{{if view.length}}
'
bad 2 '{{end}} without {{if}} or {{each}}' '{{end}}'
bad 2 '{{end}} stands inside a tag' '{{if view.length}}<p {{end}}>x</p>'
bad 2 '{{else}} must come last' '{{if view.length}}{{else}}{{else}}{{end}}'
bad 2 'write {{each item in view.list}}' '{{each item of view.list}}{{end}}'
bad 2 "'view' cannot name an item" '{{each view in view.list}}{{end}}'
bad 2 '{{each}} may stand in text' '<p {{each a in view.list}}x{{end}}></p>'
bad 2 'this {{ has no }} on its line' '<p>{{view.data
}}</p>'
bad 2 '{{view}} must be the first line, once' '{{view Str base/str.h}}'
bad 2 'this comment has no end' '<!-- x'

generate page '<p>x</p>' && result 1 'a template without a view'
grep -qF 'page.html:1: the first line must be {{view' "$folder/errors"
result $? 'the view line is asked for'
generate layout '{{view Str base/str.h}}
<body>{{raw *view}}</body>'
result $? 'layout.html may hold raw HTML'
generate bad-name '{{view Str base/str.h}}' && result 1 'a file name that is no C name'
grep -qF "'bad-name' cannot name a function" "$folder/errors"
result $? 'the file name is checked'

# The compiler points at the template.
compile() {
    ${CC:-gcc} -std=c17 -D_GNU_SOURCE -Isrc -fsyntax-only "$folder/page.html.c" 2>"$folder/errors"
}
good '<p>
{{view.nmae}}</p>'
compile && result 1 'a misspelt field compiled'
grep -q 'page.html:3:.*nmae' "$folder/errors"
result $? 'a misspelt field'
good '<p>

{{*view}} {{view}}</p>'
compile && result 1 'a value that cannot be shown compiled'
grep -q 'page.html:4:' "$folder/errors"
result $? 'a value of a wrong type'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
