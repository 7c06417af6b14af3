// SPDX-License-Identifier: Apache-2.0
#include "feel/range_text.h"

#include "base/utf8.h"
#include "feel/builtin.h"
#include "feel/temporal.h"

typedef struct Scanner {
    Arena *arena;
    Str text;
    size_t at;
} Scanner;

static void skip_space(Scanner *scanner) {
    while (scanner->at < scanner->text.length &&
           (unsigned char)scanner->text.data[scanner->at] <= ' ') {
        scanner->at++;
    }
}

static char take_one_of(Scanner *scanner, const char *allowed) {
    skip_space(scanner);
    if (scanner->at == scanner->text.length) return 0;
    Str next = {scanner->text.data + scanner->at, 1};
    if (str_find(str_from_c(allowed), next, 0) == SIZE_MAX) return 0;
    scanner->at++;
    return next.data[0];
}

static bool take_word(Scanner *scanner, Str word) {
    skip_space(scanner);
    if (!str_starts_with(str_slice(scanner->text, scanner->at, scanner->text.length), word)) {
        return false;
    }
    scanner->at += word.length;
    return true;
}

// ---- Literals ----

static bool take_hex(Scanner *scanner, int digits, uint32_t *code_point) {
    *code_point = 0;
    for (int i = 0; i < digits; i++) {
        if (scanner->at == scanner->text.length) return false;
        char c = scanner->text.data[scanner->at++];
        uint32_t digit;
        if (c >= '0' && c <= '9') digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f') digit = (uint32_t)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F') digit = (uint32_t)(c - 'A') + 10;
        else return false;
        *code_point = *code_point * 16 + digit;
    }
    return true;
}

// Behind a backslash. An escape that FEEL does not have stays as it is written.
static bool take_escape(Scanner *scanner, StrBuilder *out) {
    static const char letters[] = "nrt\"'\\", meanings[] = "\n\r\t\"'\\";
    if (scanner->at == scanner->text.length) return false;
    char c = scanner->text.data[scanner->at++];
    for (size_t i = 0; letters[i]; i++) {
        if (letters[i] != c) continue;
        str_put_char(out, meanings[i]);
        return true;
    }
    uint32_t code_point;
    char encoded[4];
    if (c == 'u' || c == 'U') {
        if (!take_hex(scanner, c == 'u' ? 4 : 6, &code_point)) return false;
        str_put(out, (Str){encoded, utf8_encode(code_point, encoded)});
        return true;
    }
    str_put_char(out, '\\');
    str_put_char(out, c);
    return true;
}

static bool take_string(Scanner *scanner, Str *string) {
    if (!take_one_of(scanner, "\"")) return false;
    StrBuilder out;
    str_builder_init(&out, scanner->arena, 0);
    while (scanner->at < scanner->text.length) {
        char c = scanner->text.data[scanner->at++];
        if (c == '"') {
            *string = str_built(&out);
            return true;
        }
        if (c != '\\') str_put_char(&out, c);
        else if (!take_escape(scanner, &out)) return false;
    }
    return false;
}

static bool take_number(Scanner *scanner, FeelValue *value) {
    skip_space(scanner);
    size_t from = scanner->at, to = from;
    Str text = scanner->text;
    if (to < text.length && text.data[to] == '-') to++;
    for (; to < text.length; to++) {
        bool is_dots = text.data[to] == '.' && to + 1 < text.length && text.data[to + 1] == '.';
        bool is_part = (text.data[to] >= '0' && text.data[to] <= '9') || text.data[to] == '.';
        if (is_dots || !is_part) break;
    }
    Decimal number;
    if (!decimal_from_str(str_slice(text, from, to), &number)) return false;
    scanner->at = to;
    *value = feel_number(number);
    return true;
}

// `date("2023-10-16")` and its like.
static bool take_call(Scanner *scanner, FeelValue *value) {
    static const struct {
        const char *name;
        FeelKind kind, other;
    } calls[] = {{"date and time", FEEL_DATE_TIME, FEEL_DATE_TIME},
                 {"date", FEEL_DATE, FEEL_DATE},
                 {"time", FEEL_TIME, FEEL_TIME},
                 {"duration", FEEL_DAYS_DURATION, FEEL_MONTHS_DURATION}};
    Str text;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (!take_word(scanner, str_from_c(calls[i].name))) continue;
        if (!take_one_of(scanner, "(") || !take_string(scanner, &text) ||
            !take_one_of(scanner, ")")) {
            return false;
        }
        *value = feel_parse_at_literal(scanner->arena, text);
        FeelDateTime midnight;
        if (calls[i].kind == FEEL_DATE_TIME && value->kind == FEEL_DATE &&
            feel_date_time_from_str(text, &midnight)) {
            *value = feel_date_time(scanner->arena, midnight);
        }
        return value->kind == calls[i].kind || value->kind == calls[i].other;
    }
    return false;
}

static bool take_end(Scanner *scanner, FeelValue *value) {
    Str text;
    if (take_word(scanner, STR("@"))) {
        if (!take_string(scanner, &text)) return false;
        *value = feel_parse_at_literal(scanner->arena, text);
        return !feel_is_null(*value);
    }
    skip_space(scanner);
    if (scanner->at < scanner->text.length && scanner->text.data[scanner->at] == '"') {
        if (!take_string(scanner, &text)) return false;
        *value = feel_string(text);
        return true;
    }
    return take_number(scanner, value) || take_call(scanner, value);
}

// ---- The whole ----

const char *feel_range_from_str(Arena *arena, Str text, FeelRange *range) {
    Scanner scanner = {arena, text, 0};
    int order;
    *range = (FeelRange){.form = FEEL_RANGE_INTERVAL};
    char opening = take_one_of(&scanner, "[(]");
    if (!opening) return "应以[、(或]开头";
    if (!take_end(&scanner, &range->low)) return "起点应为数字、字符串、日期、时间或时长";
    if (!take_word(&scanner, STR(".."))) return "起点后应为..";
    if (!take_end(&scanner, &range->high)) return "终点应为数字、字符串、日期、时间或时长";
    char closing = take_one_of(&scanner, "])[");
    skip_space(&scanner);
    if (!closing || scanner.at != text.length) return "应以]、)或[结尾";
    if (!feel_compare(range->low, range->high, &order)) return "起点和终点不能比较大小";
    if (order > 0) return "起点大于终点";
    range->low_included = opening == '[';
    range->high_included = closing == ']';
    return NULL;
}
