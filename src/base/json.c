// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

// Reading works on one copy of the text in the caller's arena. Strings are slices of the copy,
// unescaped in place: no escape is shorter than what it stands for. A zero byte behind the last
// one ends every loop without asking for the length.

#define SORTED_FROM 8 // members above which an object keeps an index
#define KEY_CODE_POINTS_SHOWN 40

typedef struct Parser {
    Arena *arena;
    Str text;    // as given, for the positions of errors
    char *bytes; // the copy
    size_t at;
    int depth;
    Error *error;
} Parser;

static const JsonValue null_value = {.kind = JSON_NULL};
static const JsonValue true_value = {.kind = JSON_BOOLEAN, .boolean = true};
static const JsonValue false_value = {.kind = JSON_BOOLEAN};

static const JsonValue *parse_value(Parser *parser);

// ---- Saying what is wrong ----

static bool prefix_position(Parser *parser, size_t offset) {
    Source source = {STR(""), parser->text};
    size_t line, column;
    source_position(&source, offset, &line, &column);
    return error_prefix(parser->error, "JSON 第%zu行第%zu列：", line, column);
}

static bool fail_at(Parser *parser, size_t offset, const char *message) {
    error_set(parser->error, ERROR_INVALID, "%s", message);
    return prefix_position(parser, offset);
}

static bool fail_expected(Parser *parser, const char *expected) {
    size_t end = parser->at;
    uint32_t found = utf8_next(parser->text, &end);
    Str quoted = str_slice(parser->text, parser->at, end);
    Error *error = parser->error;
    if (quoted.length == 0) {
        error_set(error, ERROR_INVALID, "应为%s，文字却到此为止", expected);
    } else if (found < 0x20) {
        error_set(error, ERROR_INVALID, "应为%s，遇到控制字符 U+%04X", expected, (unsigned)found);
    } else {
        error_set(error, ERROR_INVALID, "应为%s，遇到“%.*s”", expected, STR_ARG(quoted));
    }
    prefix_position(parser, parser->at);
    if (found == '\'' || found == 0x201C || found == 0x201D) {
        return error_detail(error, "字符串和键要用英文双引号 \"");
    }
    if (found == 'N' || found == 'I') {
        return error_detail(error, "JSON 没有 NaN 和 Infinity；没有值就写 null");
    }
    return false;
}

// ---- Tokens ----

static void skip_blanks(Parser *parser) {
    for (;; parser->at++) {
        char c = parser->bytes[parser->at];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
    }
}

// Skips blanks, then takes `wanted` if it is next.
static bool take(Parser *parser, char wanted) {
    skip_blanks(parser);
    if (parser->bytes[parser->at] != wanted) return false;
    parser->at++;
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool skip_digits(Parser *parser) {
    if (!is_digit(parser->bytes[parser->at])) return fail_expected(parser, "数字");
    while (is_digit(parser->bytes[parser->at])) parser->at++;
    return true;
}

static bool skip_number(Parser *parser) {
    if (parser->bytes[parser->at] == '-') parser->at++;
    if (parser->bytes[parser->at] == '0') {
        parser->at++;
        if (is_digit(parser->bytes[parser->at])) {
            return fail_at(parser, parser->at - 1, "数不能以 0 开头");
        }
    } else if (!skip_digits(parser)) {
        return false;
    }
    if (parser->bytes[parser->at] == '.') {
        parser->at++;
        if (!skip_digits(parser)) return false;
    }
    char e = parser->bytes[parser->at];
    if (e != 'e' && e != 'E') return true;
    char sign = parser->bytes[++parser->at];
    if (sign == '+' || sign == '-') parser->at++;
    return skip_digits(parser);
}

// Four hexadecimal digits at `at`; UTF8_INVALID when they are not.
static uint32_t hex4(const char *bytes) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        char c = bytes[i];
        uint32_t digit;
        if (is_digit(c)) digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f') digit = (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F') digit = (uint32_t)(c - 'A' + 10);
        else return UTF8_INVALID;
        value = value << 4 | digit;
    }
    return value;
}

// The code point of "\u4e2d" (or a pair of them) whose backslash is at `at`; moves behind it.
// UTF8_INVALID after reporting an error.
static uint32_t take_unicode_escape(Parser *parser) {
    const char *bytes = parser->bytes + parser->at;
    uint32_t first = hex4(bytes + 2);
    if (first == UTF8_INVALID) {
        fail_at(parser, parser->at, "\\u 后面应为 4 位十六进制数字");
        return UTF8_INVALID;
    }
    if (first < 0xD800 || first > 0xDFFF) {
        parser->at += 6;
        return first;
    }
    uint32_t second = UTF8_INVALID;
    if (first < 0xDC00 && bytes[6] == '\\' && bytes[7] == 'u') second = hex4(bytes + 8);
    if (second < 0xDC00 || second > 0xDFFF) {
        fail_at(parser, parser->at, "\\u 写的是半个字符，缺另一半");
        return UTF8_INVALID;
    }
    parser->at += 12;
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

// Decodes the escape whose backslash is at `at` into `out`; 0 when it is none.
static size_t take_escape(Parser *parser, char out[4]) {
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char c = parser->bytes[parser->at + 1];
    const char *name = c ? strchr(names, c) : NULL;
    if (name) {
        parser->at += 2;
        out[0] = values[name - names];
        return 1;
    }
    if (c != 'u') {
        fail_at(parser, parser->at, "反斜杠后面应为 \" \\ / b f n r t u 之一");
        return 0;
    }
    uint32_t code_point = take_unicode_escape(parser);
    return code_point == UTF8_INVALID ? 0 : utf8_encode(code_point, out);
}

// The opening quote has been taken.
static bool parse_string(Parser *parser, Str *result) {
    size_t begin = parser->at, opening = begin - 1;
    char *end = parser->bytes + begin; // of what is unescaped so far
    for (;;) {
        char *from = parser->bytes + parser->at, *c = from;
        while ((unsigned char)*c >= 0x20 && *c != '"' && *c != '\\') c++;
        size_t length = (size_t)(c - from);
        if (end != from) memmove(end, from, length);
        end += length;
        parser->at += length;
        if (*c == '"') break;
        if (*c == '\\') {
            char decoded[4];
            size_t count = take_escape(parser, decoded);
            if (count == 0) return false;
            memcpy(end, decoded, count);
            end += count;
            continue;
        }
        if (parser->at == parser->text.length) {
            return fail_at(parser, opening, "字符串没有结束，缺英文双引号");
        }
        fail_at(parser, parser->at, "字符串里不能直接有控制字符或换行");
        return error_detail(parser->error, "换行写 \\n，制表符写 \\t，其他写 \\u00XX");
    }
    parser->at++;
    *result = str_from_range(parser->bytes + begin, end);
    return true;
}

// ---- Values ----

typedef struct ItemList {
    const JsonValue **items;
    size_t count;
    size_t capacity;
} ItemList;

typedef struct MemberList {
    JsonMember *items;
    size_t count;
    size_t capacity;
} MemberList;

static JsonValue *value_new(Parser *parser, JsonKind kind) {
    JsonValue *value = NEW(parser->arena, JsonValue);
    value->kind = kind;
    return value;
}

static bool enter(Parser *parser) {
    if (++parser->depth <= JSON_DEPTH_MAX) return true;
    error_set(parser->error, ERROR_LIMIT, "嵌套太深");
    error_code(parser->error, "LIMIT_JSON");
    prefix_position(parser, parser->at - 1);
    return error_detail(parser->error, "最多 %d 层", JSON_DEPTH_MAX);
}

static const JsonValue *parse_array(Parser *parser) {
    if (!enter(parser)) return NULL;
    ItemList list = {0};
    if (!take(parser, ']')) {
        do {
            const JsonValue *item = parse_value(parser);
            if (!item) return NULL;
            PUSH(parser->arena, &list, item);
        } while (take(parser, ','));
        if (!take(parser, ']')) {
            fail_expected(parser, "“,”或“]”");
            return NULL;
        }
    }
    parser->depth--;
    JsonValue *value = value_new(parser, JSON_ARRAY);
    value->items = list.items;
    value->count = list.count;
    return value;
}

static int compare_members(const void *a, const void *b) {
    const JsonMember *left = *(const JsonMember *const *)a, *right = *(const JsonMember *const *)b;
    int order = str_compare(left->key, right->key);
    // Members lie in the order of the text; the later one of equals comes second.
    return order ? order : (left > right) - (left < right);
}

static const JsonMember *find_duplicate(const JsonValue *object) {
    for (size_t i = 1; i < object->count; i++) {
        if (object->sorted) {
            if (str_equal(object->sorted[i]->key, object->sorted[i - 1]->key)) {
                return object->sorted[i];
            }
            continue;
        }
        for (size_t j = 0; j < i; j++) {
            if (str_equal(object->members[i].key, object->members[j].key)) {
                return &object->members[i];
            }
        }
    }
    return NULL;
}

static const JsonValue *object_new(Parser *parser, const MemberList *list) {
    JsonValue *value = value_new(parser, JSON_OBJECT);
    value->members = list->items;
    value->count = list->count;
    if (list->count > SORTED_FROM) {
        value->sorted = NEW_ARRAY(parser->arena, const JsonMember *, list->count);
        for (size_t i = 0; i < list->count; i++) value->sorted[i] = &list->items[i];
        qsort(value->sorted, list->count, sizeof(const JsonMember *), compare_members);
    }
    const JsonMember *duplicate = find_duplicate(value);
    if (!duplicate) return value;
    Str key = str_slice(duplicate->key, 0, utf8_offset(duplicate->key, KEY_CODE_POINTS_SHOWN));
    error_set(parser->error, ERROR_INVALID, "键“%.*s”在同一个对象里出现了两次", STR_ARG(key));
    prefix_position(parser, (size_t)(key.data - parser->bytes) - 1); // of its quote
    error_detail(parser->error, "留下一个");
    return NULL;
}

static const JsonValue *parse_object(Parser *parser) {
    if (!enter(parser)) return NULL;
    MemberList list = {0};
    if (!take(parser, '}')) {
        do {
            JsonMember member;
            if (!take(parser, '"')) {
                fail_expected(parser, "双引号里的键");
                return NULL;
            }
            if (!parse_string(parser, &member.key)) return NULL;
            if (!take(parser, ':')) {
                fail_expected(parser, "“:”");
                return NULL;
            }
            member.value = parse_value(parser);
            if (!member.value) return NULL;
            PUSH(parser->arena, &list, member);
        } while (take(parser, ','));
        if (!take(parser, '}')) {
            fail_expected(parser, "“,”或“}”");
            return NULL;
        }
    }
    parser->depth--;
    return object_new(parser, &list);
}

static const JsonValue *parse_word(Parser *parser) {
    static const struct {
        Str word;
        const JsonValue *value;
    } words[] = {{STR_INIT("null"), &null_value},
                 {STR_INIT("true"), &true_value},
                 {STR_INIT("false"), &false_value}};
    Str rest = str_slice(parser->text, parser->at, parser->text.length);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_starts_with(rest, words[i].word)) continue;
        parser->at += words[i].word.length;
        return words[i].value;
    }
    fail_expected(parser, "值");
    return NULL;
}

static const JsonValue *parse_value(Parser *parser) {
    skip_blanks(parser);
    size_t begin = parser->at;
    char c = parser->bytes[begin];
    if (c == '{' || c == '[') {
        parser->at++;
        return c == '{' ? parse_object(parser) : parse_array(parser);
    }
    if (c == '"') {
        parser->at++;
        JsonValue *value = value_new(parser, JSON_STRING);
        return parse_string(parser, &value->text) ? value : NULL;
    }
    if (c == '-' || is_digit(c)) {
        if (!skip_number(parser)) return NULL;
        JsonValue *value = value_new(parser, JSON_NUMBER);
        value->text = str_from_range(parser->bytes + begin, parser->bytes + parser->at);
        return value;
    }
    return parse_word(parser);
}

bool json_parse(Arena *arena, Str text, const JsonValue **value, Error *error) {
    if (text.length > JSON_BYTES_MAX) {
        error_set(error, ERROR_LIMIT, "JSON 太长：%zu 字节", text.length);
        error_code(error, "LIMIT_JSON");
        return error_detail(error, "最多 %zu 字节，请分批", JSON_BYTES_MAX);
    }
    Parser parser = {.arena = arena, .text = text, .error = error};
    size_t invalid = utf8_find_invalid(text);
    if (invalid != SIZE_MAX) {
        fail_at(&parser, invalid, "不是 UTF-8 文字");
        return error_detail(error, "用 UTF-8 编码另存后再试");
    }
    parser.bytes = arena_alloc(arena, text.length + 1);
    if (text.length) memcpy(parser.bytes, text.data, text.length);
    if (str_starts_with(text, STR("\xEF\xBB\xBF"))) parser.at = 3;
    const JsonValue *result = parse_value(&parser);
    if (!result) return false;
    skip_blanks(&parser);
    if (parser.at != text.length) return fail_expected(&parser, "文末");
    *value = result;
    return true;
}

// ---- Asking ----

const JsonValue *json_get(const JsonValue *object, const char *key) {
    if (!object || object->kind != JSON_OBJECT) return NULL;
    Str wanted = str_from_c(key);
    if (!object->sorted) {
        for (size_t i = 0; i < object->count; i++) {
            if (str_equal(object->members[i].key, wanted)) return object->members[i].value;
        }
        return NULL;
    }
    size_t low = 0, high = object->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(object->sorted[middle]->key, wanted);
        if (order == 0) return object->sorted[middle]->value;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

Str json_text(const JsonValue *object, const char *key) {
    const JsonValue *value = json_get(object, key);
    return value && value->kind == JSON_STRING ? value->text : (Str){0};
}

bool json_to_int64(const JsonValue *value, int64_t *result) {
    if (!value || value->kind != JSON_NUMBER) return false;
    if (str_to_int64(value->text, result)) return true;
    Decimal decimal;
    // As many bytes as a Decimal has digits: nothing was rounded away.
    return value->text.length <= DECIMAL_DIGITS && decimal_from_str(value->text, &decimal) &&
           decimal_to_int64(decimal, result);
}

bool json_to_decimal(const JsonValue *value, Decimal *result) {
    return value && value->kind == JSON_NUMBER && decimal_from_str(value->text, result);
}
