// SPDX-License-Identifier: Apache-2.0
#include "feel/range_text.h"

#include "feel/builtin.h"
#include "feel/lexer.h"
#include "feel/temporal.h"

typedef struct Reader {
    Arena *arena;
    Lexer lexer;
    Token token; // the next one
} Reader;

static bool take(Reader *reader, TokenKind kind) {
    if (reader->token.kind != kind) return false;
    reader->token = lexer_next(&reader->lexer);
    return true;
}

static bool take_word(Reader *reader, const char *word) {
    SourceRange range = reader->token.range;
    Str text = str_slice(reader->lexer.source->text, range.from, range.to);
    return str_equal(text, str_from_c(word)) && take(reader, reader->token.kind);
}

// ---- Ends ----

static bool take_string(Reader *reader, Str *string) {
    if (reader->token.kind != TOKEN_STRING) return false;
    *string = lexer_string(&reader->lexer, reader->arena, reader->token);
    return take(reader, TOKEN_STRING);
}

static bool take_number(Reader *reader, FeelValue *value) {
    bool is_negative = take(reader, TOKEN_MINUS);
    SourceRange range = reader->token.range;
    Str text = str_slice(reader->lexer.source->text, range.from, range.to);
    Decimal number;
    if (!take(reader, TOKEN_NUMBER) || !decimal_from_str(text, &number)) return false;
    *value = feel_number(is_negative ? decimal_negate(number) : number);
    return !feel_is_null(*value);
}

static bool take_at_literal(Reader *reader, FeelValue *value) {
    Str text;
    if (!take_string(reader, &text)) return false;
    *value = feel_parse_at_literal(reader->arena, text);
    return !feel_is_null(*value);
}

static bool date_time_from_str(Arena *arena, Str text, FeelValue *value) {
    FeelDateTime date_time;
    if (!feel_date_time_from_str(text, &date_time)) return false;
    *value = feel_date_time(arena, date_time);
    return true;
}

// `date("2023-10-16")` and its like.
static bool take_call(Reader *reader, FeelValue *value) {
    FeelKind kind = FEEL_NULL, other = FEEL_NULL;
    Str text;
    if (take_word(reader, "date")) kind = FEEL_DATE;
    else if (take_word(reader, "time")) kind = FEEL_TIME;
    else if (take_word(reader, "duration")) kind = FEEL_DAYS_DURATION, other = FEEL_MONTHS_DURATION;
    else return false;
    if (kind == FEEL_DATE && take(reader, TOKEN_AND)) {
        if (!take_word(reader, "time")) return false;
        kind = FEEL_DATE_TIME;
    }
    if (!take(reader, TOKEN_OPEN_PAREN) || !take_string(reader, &text) ||
        !take(reader, TOKEN_CLOSE_PAREN)) {
        return false;
    }
    if (kind == FEEL_DATE_TIME) return date_time_from_str(reader->arena, text, value);
    *value = feel_parse_at_literal(reader->arena, text);
    return value->kind == kind || (other != FEEL_NULL && value->kind == other);
}

static bool take_end(Reader *reader, FeelValue *value) {
    Str text;
    if (take(reader, TOKEN_AT)) return take_at_literal(reader, value);
    if (take_string(reader, &text)) {
        *value = feel_string(text);
        return true;
    }
    return take_call(reader, value) || take_number(reader, value);
}

// ---- The whole ----

static const char *read_range(Reader *reader, FeelRange *range) {
    int order;
    range->low_included = take(reader, TOKEN_OPEN_BRACKET);
    if (!range->low_included && !take(reader, TOKEN_OPEN_PAREN) &&
        !take(reader, TOKEN_CLOSE_BRACKET)) {
        return "应以[、(或]开头";
    }
    if (!take_end(reader, &range->low)) return "起点应为数字、字符串、日期、时间或时长";
    if (!take(reader, TOKEN_DOT_DOT)) return "起点后应为..";
    if (!take_end(reader, &range->high)) return "终点应为数字、字符串、日期、时间或时长";
    range->high_included = take(reader, TOKEN_CLOSE_BRACKET);
    bool is_closed = range->high_included || take(reader, TOKEN_CLOSE_PAREN) ||
                     take(reader, TOKEN_OPEN_BRACKET);
    if (!is_closed || reader->token.kind != TOKEN_END) return "应以]、)或[结尾";
    if (!feel_compare(range->low, range->high, &order)) return "起点和终点不能比较大小";
    return order > 0 ? "起点大于终点" : NULL;
}

const char *feel_range_from_str(Arena *arena, Str text, FeelRange *range) {
    Source source = {STR("range"), text};
    Diagnostics diagnostics = {.arena = arena};
    Reader reader = {.arena = arena};
    *range = (FeelRange){.form = FEEL_RANGE_INTERVAL};
    reader.lexer =
        (Lexer){.source = &source, .end = text.length, .diagnostics = &diagnostics};
    reader.token = lexer_next(&reader.lexer);
    const char *reason = read_range(&reader, range);
    if (reason) return reason;
    return diagnostics_has_errors(&diagnostics) ? "有FEEL没有的字符" : NULL;
}
