// SPDX-License-Identifier: Apache-2.0
#include "http/multipart.h"

// The value of `name` in "form-data; name=\"a\"; filename=\"b.png\"": quoted with \" escapes, or
// bare. Absent when it is not there.
static Str parameter(Arena *arena, Str header, Str name) {
    size_t at = str_find(header, STR(";"), 0);
    while (at < header.length) {
        at++;
        while (at < header.length && (header.data[at] == ' ' || header.data[at] == '\t')) at++;
        size_t name_from = at;
        while (at < header.length && header.data[at] != '=' && header.data[at] != ';') at++;
        Str found = str_trim(str_slice(header, name_from, at));
        StrBuilder value;
        str_builder_init(&value, arena, header.length);
        if (at < header.length && header.data[at] == '=') at++;
        bool is_quoted = at < header.length && header.data[at] == '"';
        if (is_quoted) at++;
        for (; at < header.length; at++) {
            char c = header.data[at];
            if (is_quoted ? c == '"' : c == ';') break;
            if (is_quoted && c == '\\' && at + 1 < header.length && header.data[at + 1] == '"') {
                c = header.data[++at];
            }
            str_put_char(&value, c);
        }
        if (str_equal_ignoring_case(found, name)) {
            Str text = str_built(&value);
            return text.length ? (is_quoted ? text : str_trim(text)) : STR("");
        }
        at = str_find(header, STR(";"), at);
    }
    return (Str){0};
}

static bool malformed(Error *error, const char *what) {
    error_set(error, ERROR_INVALID, "上传的内容不完整：%s", what);
    return error_detail(error, "请返回重新选择文件后再提交。");
}

static bool part_headers(Arena *arena, Str headers, Field *field, Error *error) {
    bool is_form_data = false;
    for (Str rest = headers; !str_is_empty(rest);) {
        size_t end = str_find(rest, STR("\r\n"), 0);
        Str value = str_slice(rest, 0, end);
        rest = end == SIZE_MAX ? (Str){0} : str_slice(rest, end + 2, rest.length);
        Str name = str_trim(str_cut(&value, ':'));
        value = str_trim(value);
        if (str_equal_ignoring_case(name, STR("Content-Disposition"))) {
            is_form_data = str_starts_with(value, STR("form-data"));
            field->name = parameter(arena, value, STR("name"));
            field->file_name = parameter(arena, value, STR("filename"));
        } else if (str_equal_ignoring_case(name, STR("Content-Type"))) {
            field->content_type = value;
        }
    }
    if (!is_form_data || str_is_empty(field->name)) return malformed(error, "有一部分没有名称");
    if (!field_text_is_clean(field->name) || !field_text_is_clean(field->file_name) ||
        !field_text_is_clean(field->content_type)) {
        return malformed(error, "字段名不是有效的 UTF-8 文字");
    }
    return true;
}

// Reads the part that starts at `*at`, behind its boundary line, and moves to behind the next
// boundary.
static bool part_read(Arena *arena, Str body, Str delimiter, size_t *at, Field *field,
                      Error *error) {
    size_t blank = str_find(body, STR("\r\n\r\n"), *at);
    if (blank == SIZE_MAX || blank - *at > MULTIPART_HEADERS_BYTES_MAX) {
        return malformed(error, "有一部分的开头过长或缺失");
    }
    if (!part_headers(arena, str_slice(body, *at, blank), field, error)) return false;
    size_t end = str_find(body, delimiter, blank + 2);
    // The blank line's own line end may begin the delimiter of an empty part.
    if (end == SIZE_MAX) return malformed(error, "结尾缺失");
    field->value = end < blank + 4 ? STR("") : str_slice(body, blank + 4, end);
    *at = end + delimiter.length;
    if (str_is_absent(field->file_name) && !field_text_is_clean(field->value)) {
        return malformed(error, "填写的内容不是有效的 UTF-8 文字");
    }
    return true;
}

bool multipart_parse(Arena *arena, Str content_type, Str body, FieldList *fields, Error *error) {
    Str boundary = parameter(arena, content_type, STR("boundary"));
    if (str_is_empty(boundary) || boundary.length > MULTIPART_BOUNDARY_BYTES_MAX) {
        return malformed(error, "没有分隔标记");
    }
    Str delimiter = str_format(arena, "\r\n--%.*s", STR_ARG(boundary));
    Str opening = str_slice(delimiter, 2, delimiter.length);
    if (!str_starts_with(body, opening)) return malformed(error, "开头缺失");
    size_t at = opening.length;
    for (;;) {
        if (str_starts_with(str_slice(body, at, body.length), STR("--"))) return true;
        if (!str_starts_with(str_slice(body, at, body.length), STR("\r\n"))) {
            return malformed(error, "分隔标记后面有多余的内容");
        }
        at += 2;
        if (fields->count >= HTTP_FIELDS_MAX) {
            error_set(error, ERROR_LIMIT, "一次提交的字段超过 %d 个", HTTP_FIELDS_MAX);
            return error_detail(error, "请分几次提交。");
        }
        Field field = {0};
        if (!part_read(arena, body, delimiter, &at, &field, error)) return false;
        PUSH(arena, fields, field);
    }
}
