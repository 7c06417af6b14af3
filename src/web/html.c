// SPDX-License-Identifier: Apache-2.0
#include "web/html.h"

#include "http/field.h"

#include <string.h>

#define FEN_TEXT_BYTES_MAX 32 // "-92,233,720,368,547,758.08" and its terminator

void html_init(Html *html, Arena *arena) {
    str_builder_init(&html->text, arena, 0);
}

Str html_built(const Html *html) {
    return html->text.count ? str_built(&html->text) : STR("");
}

static Str escape_of(char c) {
    switch (c) {
    case '&': return STR("&amp;");
    case '<': return STR("&lt;");
    case '>': return STR("&gt;");
    case '"': return STR("&quot;");
    case '\'': return STR("&#39;");
    default: return (Str){0};
    }
}

void html_put_str(Html *out, Str value) {
    size_t from = 0;
    for (size_t i = 0; i < value.length; i++) {
        Str escape = escape_of(value.data[i]);
        if (escape.length == 0) continue;
        str_put(&out->text, str_slice(value, from, i));
        str_put(&out->text, escape);
        from = i + 1;
    }
    str_put(&out->text, str_slice(value, from, value.length));
}

void html_put_c(Html *out, const char *value) {
    if (value) html_put_str(out, str_from_c(value));
}

void html_put_int(Html *out, int64_t value) {
    str_put_int(&out->text, value);
}

void html_put_size(Html *out, size_t value) {
    str_put_format(&out->text, "%zu", value);
}

void html_put_bool(Html *out, bool value) {
    str_put(&out->text, value ? STR("是") : STR("否"));
}

// Writes from the end backwards; returns where the text begins.
static const char *fen_text(Fen fen, char buffer[FEN_TEXT_BYTES_MAX]) {
    uint64_t rest = fen.value < 0 ? 0 - (uint64_t)fen.value : (uint64_t)fen.value;
    char *at = buffer + FEN_TEXT_BYTES_MAX - 1;
    *at = '\0';
    for (int digits = 0; digits < 3 || rest > 0; digits++) {
        if (digits == 2) *--at = '.';
        if (digits > 2 && (digits - 2) % 3 == 0) *--at = ',';
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (fen.value < 0) *--at = '-';
    return at;
}

void html_put_fen(Html *out, Fen value) {
    char buffer[FEN_TEXT_BYTES_MAX];
    str_put(&out->text, str_from_c(fen_text(value, buffer)));
}

Str fen_to_str(Arena *arena, Fen value) {
    char buffer[FEN_TEXT_BYTES_MAX];
    return str_copy(arena, str_from_c(fen_text(value, buffer)));
}

void html_put_day(Html *out, Day value) {
    if (value.value == DATE_ABSENT) {
        str_put(&out->text, STR("—"));
        return;
    }
    CivilDate civil = date_to_civil(value.value);
    str_put_format(&out->text, "%d年%d月%d日", (int)civil.year, civil.month, civil.day);
}

// Browsers drop tabs and line ends inside a URL, so "/\t/host" would leave the site.
static bool url_is_allowed(Str url) {
    for (size_t i = 0; i < url.length; i++) {
        if ((unsigned char)url.data[i] <= 0x20) return false;
    }
    if (url.length < 2) return url.length == 0 || strchr("/#?", url.data[0]) != NULL;
    if (url.data[0] == '/') return url.data[1] != '/' && url.data[1] != '\\';
    return url.data[0] == '#' || url.data[0] == '?' || str_starts_with(url, STR("https://")) ||
           str_starts_with(url, STR("http://")) || str_starts_with(url, STR("mailto:")) ||
           str_starts_with(url, STR("tel:"));
}

void html_put_url_str(Html *out, Str url) {
    html_put_str(out, url_is_allowed(url) ? url : STR("#"));
}

void html_put_url_part_str(Html *out, Str part) {
    percent_encode(&out->text, part);
}
