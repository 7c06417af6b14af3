// SPDX-License-Identifier: Apache-2.0
#include "feel/lexer.h"

#include "base/utf8.h"

#include <string.h>

// ---- Characters ----

typedef struct CodeRange {
    uint32_t from, to;
} CodeRange;

static const CodeRange name_start_ranges[] = {
    {'?', '?'},         {'A', 'Z'},         {'_', '_'},         {'a', 'z'},
    {0xC0, 0xD6},       {0xD8, 0xF6},       {0xF8, 0x2FF},      {0x370, 0x37D},
    {0x37F, 0x1FFF},    {0x200C, 0x200D},   {0x2070, 0x218F},   {0x2C00, 0x2FEF},
    {0x3004, 0x3007},   {0x3012, 0x3013},   {0x3016, 0xD7FF},   {0xF900, 0xFDCF},
    {0xFDF0, 0xFEFF},   {0xFF10, 0xFF19},   {0xFF21, 0xFF3A},   {0xFF41, 0xFF5A},
    {0xFF61, 0xFFEF},   {0x10000, 0xEFFFF},
};

static bool in_ranges(const CodeRange *ranges, size_t count, uint32_t c) {
    for (size_t i = 0; i < count && ranges[i].from <= c; i++) {
        if (c <= ranges[i].to) return true;
    }
    return false;
}

bool name_char_starts(uint32_t c) {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?';
    return in_ranges(name_start_ranges, sizeof name_start_ranges / sizeof name_start_ranges[0], c);
}

bool name_char_continues(uint32_t c) {
    if (c == '?') return false; // the input of a unary test stands alone
    return name_char_starts(c) || (c >= '0' && c <= '9') || c == 0xB7 ||
           (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
}

bool name_char_is_symbol(uint32_t c) {
    return c == '.' || c == '/' || c == '-' || c == '\'' || c == '+' || c == '*';
}

bool feel_char_is_space(uint32_t c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

// ---- Faults people make ----

// What is not FEEL but often typed, and what is meant by it.
typedef struct Lookalike {
    const char *typed;
    const char *meant;  // read on as this token; NULL = no token
    bool is_full_width; // of a Chinese input method
} Lookalike;

// clang-format off
static const Lookalike lookalikes[] = {
    {"（", "(", true},  {"）", ")", true},  {"，", ",", true},  {"、", ",", true},
    {"：", ":", true},  {"；", ",", true},  {"。", ".", true},  {"＜", "<", true},
    {"＞", ">", true},  {"＝", "=", true},  {"【", "[", true},  {"】", "]", true},
    {"［", "[", true},  {"］", "]", true},  {"｛", "{", true},  {"｝", "}", true},
    {"＋", "+", true},  {"－", "-", true},  {"＊", "*", true},  {"／", "/", true},
    {"×", "*", false}, {"÷", "/", false}, {"≤", "<=", false}, {"≥", ">=", false},
    {"≠", "!=", false}, {"==", "=", false}, {"&&", "and", false}, {"||", "or", false},
};
// clang-format on

static Str rest_of(const Lexer *lexer, size_t offset) {
    return str_slice(lexer->source->text, offset, lexer->end);
}

static bool lexer_should_report(Lexer *lexer, SourceRange range) {
    if (range.from < lexer->reported_to) return false;
    lexer->reported_to = range.to > range.from ? range.to : range.from + 1;
    return true;
}

static const Lookalike *lookalike_at(const Lexer *lexer, size_t offset) {
    Str rest = rest_of(lexer, offset);
    for (size_t i = 0; i < sizeof lookalikes / sizeof lookalikes[0]; i++) {
        if (str_starts_with(rest, str_from_c(lookalikes[i].typed))) return &lookalikes[i];
    }
    return NULL;
}

static TokenKind token_from_text(Str text);

// Reads a lookalike, or an unknown character, with its report.
static Token lexer_foreign(Lexer *lexer, size_t from) {
    const Lookalike *found = lookalike_at(lexer, from);
    size_t to = from;
    if (found) {
        to += strlen(found->typed);
    } else {
        (void)utf8_next(str_slice(lexer->source->text, 0, lexer->end), &to);
    }
    Token token = {found ? token_from_text(str_from_c(found->meant)) : TOKEN_BAD, {from, to}};
    lexer->next = to;
    if (!lexer_should_report(lexer, token.range)) return token;
    Str typed = str_slice(lexer->source->text, from, to);
    diagnostics_add(lexer->diagnostics, SEVERITY_ERROR, lexer->source, token.range,
                    found && found->is_full_width ? "表达式里不能用全角标点 “%.*s”"
                                                  : "表达式里不能用 “%.*s”",
                    STR_ARG(typed));
    if (found) diagnostics_hint(lexer->diagnostics, "请改成 “%s”", found->meant);
    return token;
}

// A string in quotes that are not FEEL's: 'a', “a”, ＂a＂.
static bool quote_pair_at(Str rest, Str *open, Str *close) {
    static const char *const pairs[][2] = {{"“", "”"}, {"‘", "’"}, {"＂", "＂"}, {"'", "'"},
                                           {"”", "”"}, {"「", "」"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        *open = str_from_c(pairs[i][0]);
        *close = str_from_c(pairs[i][1]);
        if (str_starts_with(rest, *open)) return true;
    }
    return false;
}

static bool lexer_foreign_string(Lexer *lexer, size_t from, Token *token) {
    Str rest = rest_of(lexer, from);
    Str open, close;
    if (!quote_pair_at(rest, &open, &close)) return false;
    size_t closed = str_find(rest, close, open.length);
    size_t to = closed == SIZE_MAX ? lexer->end : from + closed + close.length;
    *token = (Token){TOKEN_BAD, {from, to}};
    lexer->next = to;
    if (!lexer_should_report(lexer, token->range)) return true;
    diagnostics_add(lexer->diagnostics, SEVERITY_ERROR, lexer->source, token->range,
                    "字符串不能用 %.*s 括起来", STR_ARG(open));
    diagnostics_hint(lexer->diagnostics, "请用半角双引号 \"");
    return true;
}

// ---- Tokens ----

typedef struct TokenText {
    Str text;
    TokenKind kind;
} TokenText;

static const TokenText punctuation[] = {
#define PUNCTUATION(name, text) {{text, sizeof(text) - 1}, TOKEN_##name},
#define KEYWORD(name, text)
#include "feel/token.def"
#undef PUNCTUATION
#undef KEYWORD
};

static const TokenText keywords[] = {
#define PUNCTUATION(name, text)
#define KEYWORD(name, text) {{text, sizeof(text) - 1}, TOKEN_##name},
#include "feel/token.def"
#undef PUNCTUATION
#undef KEYWORD
};

#define PUNCTUATION_COUNT (sizeof punctuation / sizeof punctuation[0])
#define KEYWORD_COUNT (sizeof keywords / sizeof keywords[0])

static TokenKind keyword_from_text(Str text) {
    for (size_t i = 0; i < KEYWORD_COUNT; i++) {
        if (str_equal(text, keywords[i].text)) return keywords[i].kind;
    }
    return TOKEN_WORD;
}

static TokenKind token_from_text(Str text) {
    for (size_t i = 0; i < PUNCTUATION_COUNT; i++) {
        if (str_equal(text, punctuation[i].text)) return punctuation[i].kind;
    }
    return keyword_from_text(text);
}

bool token_is_keyword(TokenKind kind) { return kind >= TOKEN_IF && kind < TOKEN_KIND_COUNT; }

// The end of the comment that starts at `offset`, or `offset` when none does.
static size_t comment_end(Lexer *lexer, size_t offset) {
    Str rest = rest_of(lexer, offset);
    if (str_starts_with(rest, STR("//"))) {
        size_t line_end = str_find(rest, STR("\n"), 2);
        return line_end == SIZE_MAX ? lexer->end : offset + line_end;
    }
    if (!str_starts_with(rest, STR("/*"))) return offset;
    size_t closed = str_find(rest, STR("*/"), 2);
    if (closed != SIZE_MAX) return offset + closed + 2;
    if (lexer_should_report(lexer, (SourceRange){offset, offset + 2})) {
        diagnostics_add(lexer->diagnostics, SEVERITY_ERROR, lexer->source,
                        (SourceRange){offset, offset + 2}, "注释没有结束");
        diagnostics_hint(lexer->diagnostics, "请在注释末尾加上 */");
    }
    return lexer->end;
}

size_t lexer_skip_space(Lexer *lexer, size_t offset) {
    Str text = str_slice(lexer->source->text, 0, lexer->end);
    while (offset < lexer->end) {
        size_t after = offset;
        if (feel_char_is_space(utf8_next(text, &after))) {
            offset = after;
            continue;
        }
        after = comment_end(lexer, offset);
        if (after == offset) break;
        offset = after;
    }
    return offset;
}

static size_t skip_digits(Str text, size_t offset) {
    while (offset < text.length && text.data[offset] >= '0' && text.data[offset] <= '9') offset++;
    return offset;
}

// "12", "12.5", ".5", "1e-3"; "1..5" is the number 1 and a range.
static size_t number_end(Str text, size_t from) {
    size_t offset = skip_digits(text, from);
    if (offset < text.length && text.data[offset] == '.') {
        size_t fraction = skip_digits(text, offset + 1);
        if (fraction > offset + 1) offset = fraction;
    }
    if (offset >= text.length || (text.data[offset] != 'e' && text.data[offset] != 'E')) {
        return offset;
    }
    size_t exponent = offset + 1;
    if (exponent < text.length && (text.data[exponent] == '+' || text.data[exponent] == '-')) {
        exponent++;
    }
    size_t to = skip_digits(text, exponent);
    return to > exponent ? to : offset;
}

static size_t word_end(Str text, size_t from) {
    size_t offset = from, after = from;
    if (utf8_next(text, &after) == '?') return after;
    while (after <= text.length) {
        offset = after;
        if (offset >= text.length || !name_char_continues(utf8_next(text, &after))) break;
    }
    return offset;
}

static Token lexer_string_token(Lexer *lexer, size_t from) {
    Str text = lexer->source->text;
    for (size_t i = from + 1; i < lexer->end; i++) {
        if (text.data[i] == '\\') {
            i++;
        } else if (text.data[i] == '"') {
            lexer->next = i + 1;
            return (Token){TOKEN_STRING, {from, i + 1}};
        }
    }
    Token token = {TOKEN_BAD, {from, lexer->end}};
    lexer->next = lexer->end;
    if (lexer_should_report(lexer, token.range)) {
        diagnostics_add(lexer->diagnostics, SEVERITY_ERROR, lexer->source, token.range,
                        "字符串没有结束");
        diagnostics_hint(lexer->diagnostics, "请在末尾加上半角双引号 \"");
    }
    return token;
}

static bool starts_number(Str text, size_t offset) {
    char c = text.data[offset];
    if (c == '.' && offset + 1 < text.length) c = text.data[offset + 1];
    return c >= '0' && c <= '9';
}

Token lexer_next(Lexer *lexer) {
    Str text = str_slice(lexer->source->text, 0, lexer->end);
    size_t from = lexer_skip_space(lexer, lexer->next);
    lexer->next = from;
    if (from >= lexer->end) return (Token){TOKEN_END, {lexer->end, lexer->end}};
    if (text.data[from] == '"') return lexer_string_token(lexer, from);
    if (starts_number(text, from)) {
        lexer->next = number_end(text, from);
        return (Token){TOKEN_NUMBER, {from, lexer->next}};
    }
    size_t after = from;
    if (name_char_starts(utf8_next(text, &after))) {
        lexer->next = word_end(text, from);
        return (Token){keyword_from_text(str_slice(text, from, lexer->next)), {from, lexer->next}};
    }
    Token token;
    if (lookalike_at(lexer, from)) return lexer_foreign(lexer, from);
    Str rest = rest_of(lexer, from);
    for (size_t i = 0; i < PUNCTUATION_COUNT; i++) {
        if (!str_starts_with(rest, punctuation[i].text)) continue;
        lexer->next = from + punctuation[i].text.length;
        return (Token){punctuation[i].kind, {from, lexer->next}};
    }
    if (lexer_foreign_string(lexer, from, &token)) return token;
    return lexer_foreign(lexer, from);
}

Str token_describe(Arena *arena, const Source *source, Token token) {
    if (token.kind == TOKEN_END) return STR("表达式的结尾");
    Str text = str_slice(source->text, token.range.from, token.range.to);
    return str_format(arena, "“%.*s”", STR_ARG(text));
}

// ---- Strings ----

static uint32_t hex_value(Str digits) {
    uint32_t value = 0;
    for (size_t i = 0; i < digits.length; i++) {
        char c = digits.data[i];
        uint32_t digit;
        if (c >= '0' && c <= '9') digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f') digit = (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F') digit = (uint32_t)(c - 'A' + 10);
        else return UTF8_INVALID;
        value = value * 16 + digit;
    }
    return value;
}

// The code unit of four digits after "u", of six after "U"; `*offset` is behind the backslash.
static uint32_t escaped_unit(Str text, size_t *offset) {
    size_t count = text.data[*offset] == 'U' ? 6 : 4;
    if (text.length - *offset < count + 1) return UTF8_INVALID;
    uint32_t unit = hex_value(str_slice(text, *offset + 1, *offset + 1 + count));
    if (unit != UTF8_INVALID) *offset += count + 1;
    return unit;
}

static uint32_t escaped_code_point(Str text, size_t *offset) {
    uint32_t unit = escaped_unit(text, offset);
    if (unit < 0xD800 || unit > 0xDBFF) return unit;
    size_t low_at = *offset + 1;
    if (!str_starts_with(str_slice(text, *offset, text.length), STR("\\u"))) return unit;
    uint32_t low = escaped_unit(text, &low_at);
    if (low < 0xDC00 || low > 0xDFFF) return unit;
    *offset = low_at;
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

static bool simple_escape(char c, char *meant) {
    static const char escapes[][2] = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'},
                                      {'"', '"'},  {'\'', '\''}, {'\\', '\\'}};
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        if (escapes[i][0] != c) continue;
        *meant = escapes[i][1];
        return true;
    }
    return false;
}

// Resolves the escape whose backslash is at `at`; an unknown one is kept as it stands, as regular
// expressions need it ("\d+").
static size_t put_escape(StrBuilder *out, Str text, size_t at) {
    size_t offset = at + 1;
    char meant;
    if (simple_escape(text.data[offset], &meant)) {
        str_put_char(out, meant);
        return offset + 1;
    }
    if (text.data[offset] == 'u' || text.data[offset] == 'U') {
        uint32_t code_point = escaped_code_point(text, &offset);
        if (code_point != UTF8_INVALID) {
            char bytes[4];
            size_t count = utf8_encode(code_point, bytes);
            str_put(out, (Str){bytes, count});
            return offset;
        }
    }
    str_put_char(out, '\\');
    return at + 1;
}

Str lexer_string(Lexer *lexer, Arena *arena, Token token) {
    Str text = str_slice(lexer->source->text, token.range.from + 1, token.range.to - 1);
    if (!memchr(text.data, '\\', text.length)) return str_copy(arena, text);
    StrBuilder out;
    str_builder_init(&out, arena, text.length + 1);
    str_put(&out, (Str){"", 0});
    for (size_t i = 0; i < text.length;) {
        if (text.data[i] == '\\') {
            i = put_escape(&out, text, i);
        } else {
            str_put_char(&out, text.data[i++]);
        }
    }
    Str built = str_built(&out);
    return built.data ? built : STR("");
}
