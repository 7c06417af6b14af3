// SPDX-License-Identifier: Apache-2.0
#include "http/field.h"

#include "base/utf8.h"

#include <string.h>

Str fields_get(const FieldList *fields, Str name) {
    for (size_t i = 0; i < fields->count; i++) {
        if (str_equal(fields->items[i].name, name)) return fields->items[i].value;
    }
    return (Str){0};
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_equal_ignoring_case(Str a, Str b) {
    if (a.length != b.length) return false;
    for (size_t i = 0; i < a.length; i++) {
        if (lower(a.data[i]) != lower(b.data[i])) return false;
    }
    return true;
}

Str fields_get_header(const FieldList *fields, Str name) {
    for (size_t i = 0; i < fields->count; i++) {
        if (str_equal_ignoring_case(fields->items[i].name, name)) return fields->items[i].value;
    }
    return (Str){0};
}

bool field_text_is_clean(Str text) {
    return (text.length == 0 || !memchr(text.data, 0, text.length)) && utf8_is_valid(text);
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool percent_decode(Arena *arena, Str text, bool plus_is_space, Str *decoded) {
    char *out = arena_alloc(arena, text.length);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '+' && plus_is_space) c = ' ';
        if (c == '%') {
            if (text.length - i < 3) return false;
            int high = hex_digit(text.data[i + 1]), low = hex_digit(text.data[i + 2]);
            if (high < 0 || low < 0) return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[length++] = c;
    }
    *decoded = (Str){out, length};
    return field_text_is_clean(*decoded);
}

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

void percent_encode(StrBuilder *out, Str text) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (is_unreserved(c)) {
            str_put_char(out, c);
            continue;
        }
        unsigned byte = (unsigned char)c;
        char escape[3] = {'%', digits[byte >> 4], digits[byte & 15]};
        str_put(out, (Str){escape, sizeof escape});
    }
}

bool fields_parse(Arena *arena, Str encoded, FieldList *fields, Error *error) {
    Str rest = encoded;
    while (!str_is_empty(rest)) {
        Str pair = str_cut(&rest, '&');
        if (str_is_empty(pair)) continue;
        if (fields->count >= HTTP_FIELDS_MAX) {
            error_set(error, ERROR_LIMIT, "一次提交的字段超过 %d 个", HTTP_FIELDS_MAX);
            return error_detail(error, "请分几次提交。");
        }
        Str value = pair;
        Str name = str_cut(&value, '=');
        Field field = {0};
        if (!percent_decode(arena, name, true, &field.name) ||
            !percent_decode(arena, value, true, &field.value)) {
            error_set(error, ERROR_INVALID, "提交的内容不是有效的 UTF-8 文字");
            return error_detail(error, "请返回重新填写后再提交。");
        }
        PUSH(arena, fields, field);
    }
    return true;
}

void fields_parse_cookies(Arena *arena, Str header, FieldList *fields) {
    Str rest = header;
    while (!str_is_empty(rest) && fields->count < HTTP_FIELDS_MAX) {
        Str value = str_trim(str_cut(&rest, ';'));
        Str name = str_cut(&value, '=');
        if (str_is_absent(value) || str_is_empty(name) || !field_text_is_clean(name) ||
            !field_text_is_clean(value)) {
            continue;
        }
        Field field = {.name = name, .value = value};
        PUSH(arena, fields, field);
    }
}

static bool segment_is_allowed(Str segment) {
    if (str_equal(segment, STR(".")) || str_equal(segment, STR(".."))) return false;
    for (size_t i = 0; i < segment.length; i++) {
        unsigned char c = (unsigned char)segment.data[i];
        if (c < 0x20 || c == 0x7f || c == '/' || c == '\\') return false;
    }
    return segment.length > 0;
}

bool path_decode(Arena *arena, Str raw, Str *path) {
    if (!str_starts_with(raw, STR("/"))) return false;
    if (raw.length == 1) {
        *path = raw;
        return true;
    }
    StrBuilder out;
    str_builder_init(&out, arena, raw.length);
    Str rest = str_slice(raw, 1, raw.length);
    while (!str_is_absent(rest)) {
        Str segment;
        if (!percent_decode(arena, str_cut(&rest, '/'), false, &segment)) return false;
        if (!segment_is_allowed(segment)) return false;
        str_put_char(&out, '/');
        str_put(&out, segment);
    }
    *path = str_built(&out);
    return true;
}
