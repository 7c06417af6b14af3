// SPDX-License-Identifier: Apache-2.0
#ifndef WEB_HTML_H
#define WEB_HTML_H
// HTML being written. Templates (docs/howto/add-a-page.md) call these; pages hardly ever do.
//
// Invariant: every value passes through `html_put`, which escapes by the value's type, so text can
// stand between tags and inside double quotes alike. Only layout.html may put HTML as it is.
// Money and days are shown through their own types: a bare int64_t is a plain number.

#include "base/date.h"

typedef struct Html {
    StrBuilder text;
} Html;

// 150000 fen are shown as "1,500.00"; 元 is the template's.
typedef struct Fen {
    int64_t value;
} Fen;

// Shown as "2023年10月16日"; DATE_ABSENT as "—".
typedef struct Day {
    Date value;
} Day;

void html_init(Html *html, Arena *arena);
Str html_built(const Html *html);

// The one way for a value into a page; a type that is not listed does not compile.
#define html_put(out, value)                                                                      \
    _Generic((value),                                                                             \
        Str: html_put_str,                                                                        \
        char *: html_put_c,                                                                       \
        const char *: html_put_c,                                                                 \
        int: html_put_int,                                                                        \
        int64_t: html_put_int,                                                                    \
        size_t: html_put_size,                                                                    \
        bool: html_put_bool,                                                                      \
        Fen: html_put_fen,                                                                        \
        Day: html_put_day)(out, value)

// A whole URL at the start of an attribute. Only paths of this site, fragments, queries and
// http(s), mailto, tel pass; anything else, such as javascript:, becomes "#".
#define html_put_url(out, value) html_put_url_str(out, value)
// A piece of a URL: percent-encoded.
#define html_put_url_part(out, value)                                                             \
    _Generic((value),                                                                             \
        Str: html_put_url_part_str,                                                               \
        int: html_put_int,                                                                        \
        int64_t: html_put_int,                                                                    \
        size_t: html_put_size)(out, value)

void html_put_str(Html *out, Str value);
void html_put_c(Html *out, const char *value);
void html_put_int(Html *out, int64_t value);
void html_put_size(Html *out, size_t value);
void html_put_bool(Html *out, bool value); // 是, 否
void html_put_fen(Html *out, Fen value);
void html_put_day(Html *out, Day value);
void html_put_url_str(Html *out, Str url);
void html_put_url_part_str(Html *out, Str part);

// For the generated code alone: template text, and {{raw}} of layout.html.
static inline void html_put_literal(Html *out, Str text) { str_put(&out->text, text); }
static inline void html_put_raw(Html *out, Str html) { str_put(&out->text, html); }

// "1,500.00", for messages and exports that are not HTML.
Str fen_to_str(Arena *arena, Fen value) MUST_USE;

#endif
