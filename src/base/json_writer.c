// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include "base/utf8.h"
#include "base/vectorise.h"

#include <assert.h>
#include <string.h>

void json_writer_init(JsonWriter *writer, StrBuilder *out) {
    *writer = (JsonWriter){.out = out};
}

static void put_value(JsonWriter *writer, Str text) {
    if (writer->needs_comma) str_put_char(writer->out, ',');
    str_put(writer->out, text);
    writer->needs_comma = true;
}

static void open_bracket(JsonWriter *writer, Str bracket) {
    put_value(writer, bracket);
    writer->needs_comma = false;
    writer->depth++;
}

static void close_bracket(JsonWriter *writer, char bracket) {
    assert(writer->depth > 0);
    writer->depth--;
    str_put_char(writer->out, bracket);
    writer->needs_comma = true; // what was closed is a value of what encloses it
}

void json_open_object(JsonWriter *writer) {
    open_bracket(writer, STR("{"));
}

void json_close_object(JsonWriter *writer) {
    close_bracket(writer, '}');
}

void json_open_array(JsonWriter *writer) {
    open_bracket(writer, STR("["));
}

void json_close_array(JsonWriter *writer) {
    close_bracket(writer, ']');
}

// A quote, a backslash or a control character.
static void put_escaped(StrBuilder *out, uint32_t code_point) {
    static const char characters[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = memchr(characters, (int)code_point, sizeof characters - 1);
    if (found) {
        str_put_char(out, '\\');
        str_put_char(out, letters[found - characters]);
    } else {
        str_put_format(out, "\\u%04x", (unsigned)code_point);
    }
}

VECTORISED static bool needs_escapes(Str text) {
    unsigned char any = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        any |= (unsigned char)((c < 0x20) | (c == '"') | (c == '\\'));
    }
    return any != 0;
}

// Most texts go out as they are. Broken bytes become U+FFFD, so that what is written is always
// valid.
static void put_string(JsonWriter *writer, Str text) {
    put_value(writer, STR("\""));
    size_t plain = 0, at = 0; // [plain, at) goes out as it is
    if (!needs_escapes(text) && utf8_is_valid(text)) at = text.length;
    while (at < text.length) {
        size_t begin = at;
        uint32_t code_point = (unsigned char)text.data[at];
        if (code_point < 0x80) at++;
        else code_point = utf8_next(text, &at);
        bool escape = code_point < 0x20 || code_point == '"' || code_point == '\\';
        if (!escape && code_point != UTF8_INVALID) continue;
        str_put(writer->out, str_slice(text, plain, begin));
        if (escape) put_escaped(writer->out, code_point);
        else str_put(writer->out, STR("\xEF\xBF\xBD"));
        plain = at;
    }
    str_put(writer->out, str_slice(text, plain, at));
    str_put_char(writer->out, '"');
}

void json_key(JsonWriter *writer, Str key) {
    put_string(writer, key);
    str_put_char(writer->out, ':');
    writer->needs_comma = false;
}

void json_null(JsonWriter *writer) {
    put_value(writer, STR("null"));
}

void json_boolean(JsonWriter *writer, bool value) {
    put_value(writer, value ? STR("true") : STR("false"));
}

void json_int(JsonWriter *writer, int64_t value) {
    put_value(writer, STR(""));
    str_put_int(writer->out, value);
}

void json_decimal(JsonWriter *writer, Decimal value) {
    char text[DECIMAL_TEXT_BYTES_MAX];
    if (!decimal_is_finite(value)) json_null(writer);
    else put_value(writer, (Str){text, decimal_to_text(value, text)});
}

void json_string(JsonWriter *writer, Str value) {
    if (str_is_absent(value)) json_null(writer);
    else put_string(writer, value);
}

void json_value(JsonWriter *writer, const JsonValue *value) {
    switch (value->kind) {
    case JSON_NULL: json_null(writer); break;
    case JSON_BOOLEAN: json_boolean(writer, value->boolean); break;
    case JSON_NUMBER: put_value(writer, value->text); break;
    case JSON_STRING: json_string(writer, value->text); break;
    case JSON_ARRAY:
        json_open_array(writer);
        for (size_t i = 0; i < value->count; i++) json_value(writer, value->items[i]);
        json_close_array(writer);
        break;
    case JSON_OBJECT:
        json_open_object(writer);
        for (size_t i = 0; i < value->count; i++) {
            json_key(writer, value->members[i].key);
            json_value(writer, value->members[i].value);
        }
        json_close_object(writer);
        break;
    }
}

Str json_value_to_str(Arena *arena, const JsonValue *value) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_value(&writer, value);
    return str_built(&out);
}

void json_member_string(JsonWriter *writer, const char *key, Str value) {
    json_key(writer, str_from_c(key));
    json_string(writer, value);
}

void json_member_int(JsonWriter *writer, const char *key, int64_t value) {
    json_key(writer, str_from_c(key));
    json_int(writer, value);
}

void json_member_boolean(JsonWriter *writer, const char *key, bool value) {
    json_key(writer, str_from_c(key));
    json_boolean(writer, value);
}
