// SPDX-License-Identifier: Apache-2.0
#include "feel/regex_translate.h"

#include "base/utf8.h"

typedef struct Translation {
    Str pattern;
    size_t at;
    RegexFlags flags;
    StrBuilder out;
    int depth;                 // open groups and classes
    int open[REGEX_DEPTH_MAX]; // their numbers; 0 for what does not capture
    int groups_opened;         // capturing ones
    Error *error;
} Translation;

static bool fail(Translation *t, const char *reason) {
    return error_set(t->error, ERROR_INVALID, "正则表达式“%.*s”有误：%s",
                     STR_ARG(utf8_head(t->pattern, 80)), reason);
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static char peek(const Translation *t) {
    return t->at < t->pattern.length ? t->pattern.data[t->at] : 0;
}

static bool take(Translation *t, const char *text) {
    Str rest = str_slice(t->pattern, t->at, t->pattern.length);
    if (!str_starts_with(rest, str_from_c(text))) return false;
    t->at += str_from_c(text).length;
    return true;
}

static void skip_space(Translation *t) {
    while (t->flags.skip_space && t->at < t->pattern.length && is_space(peek(t))) t->at++;
}

// ---- Escapes ----

// `\i` and `\c`: the characters that may begin, and be in, a name of XML.
#define NAME_START                                                                                \
    ":A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF"         \
    "\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF"                 \
    "\\uFDF0-\\uFFFD\\U00010000-\\U000EFFFF"
#define NAME_CHARACTER NAME_START "\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040"

static const struct {
    char letter;
    const char *set; // right inside a class as well: ICU's classes nest
} class_escapes[] = {
    {'s', "[ \\t\\n\\r]"},       {'S', "[^ \\t\\n\\r]"},
    {'d', "\\p{Nd}"},            {'D', "\\P{Nd}"},
    {'w', "[^\\p{P}\\p{Z}\\p{C}]"}, {'W', "[\\p{P}\\p{Z}\\p{C}]"},
    {'i', "[" NAME_START "]"},   {'I', "[^" NAME_START "]"},
    {'c', "[" NAME_CHARACTER "]"}, {'C', "[^" NAME_CHARACTER "]"},
};

// "\p{Lu}", "\P{IsBasicLatin}": categories as they are, blocks by ICU's prefix "In".
static bool translate_property(Translation *t, char letter) {
    StrBuilder name;
    str_builder_init(&name, t->out.arena, 0);
    skip_space(t);
    if (!take(t, "{")) return fail(t, "\\p后应为{");
    while (t->at < t->pattern.length && peek(t) != '}') {
        char c = t->pattern.data[t->at++];
        if (!(t->flags.skip_space && is_space(c))) str_put_char(&name, c);
    }
    if (!take(t, "}")) return fail(t, "\\p{缺少}");
    Str built = str_built(&name);
    if (str_is_empty(built)) return fail(t, "\\p{}里没有名称");
    bool is_block = str_starts_with(built, STR("Is"));
    if (!is_block && built.length > 2) return fail(t, "\\p{}里的类别不存在");
    if (is_block) built = str_slice(built, 2, built.length);
    str_put_format(&t->out, is_block ? "\\%c{Block=%.*s}" : "\\%c{%.*s}", letter, STR_ARG(built));
    return true;
}

// The flag i leaves categories and blocks alone.
static bool translate_bare_property(Translation *t, char letter) {
    if (!t->flags.ignore_case) return translate_property(t, letter);
    str_put(&t->out, STR("(?-i:"));
    if (!translate_property(t, letter)) return false;
    str_put_char(&t->out, ')');
    return true;
}

// A group that is complete by now; as many digits as name one.
static bool translate_reference(Translation *t, int group) {
    while (peek(t) >= '0' && peek(t) <= '9' &&
           group * 10 + (peek(t) - '0') <= t->groups_opened) {
        group = group * 10 + (t->pattern.data[t->at++] - '0');
    }
    if (group > t->groups_opened) return fail(t, "引用了不存在的组");
    for (int i = 0; i < t->depth; i++) {
        if (t->open[i] == group) return fail(t, "在组里引用了这个组自己");
    }
    // Closed off, so that a digit behind it is a digit.
    str_put_format(&t->out, "(?:\\%d)", group);
    return true;
}

static bool translate_escape(Translation *t, bool in_class) {
    skip_space(t);
    if (t->at == t->pattern.length) return fail(t, "末尾多了反斜杠");
    char c = t->pattern.data[t->at++];
    if (c == 'p' || c == 'P') {
        return in_class ? translate_property(t, c) : translate_bare_property(t, c);
    }
    for (size_t i = 0; i < sizeof class_escapes / sizeof *class_escapes; i++) {
        if (class_escapes[i].letter != c) continue;
        str_put(&t->out, str_from_c(class_escapes[i].set));
        return true;
    }
    if (c >= '1' && c <= '9' && !in_class) return translate_reference(t, c - '0');
    if (str_find(STR("nrt\\|.-^?*+{}()[]$"), (Str){&c, 1}, 0) == SIZE_MAX) {
        return fail(t, "反斜杠后的字符不能转义");
    }
    str_put_char(&t->out, '\\');
    str_put_char(&t->out, c);
    return true;
}

// ---- Classes ----

// One code point, escaped where ICU would read something into it.
static void put_literal(Translation *t) {
    size_t from = t->at;
    utf8_next(t->pattern, &t->at);
    Str one = str_slice(t->pattern, from, t->at);
    if (one.length == 1 && str_find(STR("&~#{}:\"'$ ]"), one, 0) != SIZE_MAX) {
        str_put_char(&t->out, '\\');
    }
    str_put(&t->out, one);
}

static bool translate_class(Translation *t);

// What follows a '-' decides what it is: a subtraction, the middle of a range, or itself.
static bool translate_hyphen(Translation *t, bool is_first) {
    if (peek(t) == '[') {
        str_put(&t->out, STR("--"));
        t->at++;
        if (!translate_class(t)) return false;
        return peek(t) == ']' || fail(t, "相减的字符类后应为]");
    }
    bool is_literal = is_first || peek(t) == ']';
    str_put(&t->out, is_literal ? STR("\\-") : STR("-"));
    return true;
}

// Behind the opening bracket, up to and over the closing one.
static bool translate_class(Translation *t) {
    if (t->depth == REGEX_DEPTH_MAX) return fail(t, "嵌套太深");
    t->open[t->depth++] = 0;
    str_put_char(&t->out, '[');
    if (take(t, "^")) str_put_char(&t->out, '^');
    if (peek(t) == ']') return fail(t, "字符类是空的");
    for (bool is_first = true; t->at < t->pattern.length; is_first = false) {
        if (take(t, "]")) {
            str_put_char(&t->out, ']');
            t->depth--;
            return true;
        }
        if (peek(t) == '[') return fail(t, "字符类里的[应写作\\[");
        if (take(t, "-")) {
            if (!translate_hyphen(t, is_first)) return false;
        } else if (take(t, "\\")) {
            if (!translate_escape(t, true)) return false;
        } else {
            put_literal(t);
        }
    }
    return fail(t, "缺少]");
}

// ---- Groups, quantifiers, the rest ----

static bool open_group(Translation *t) {
    if (t->depth == REGEX_DEPTH_MAX) return fail(t, "嵌套太深");
    bool captures = !take(t, "?:");
    if (captures && peek(t) == '?') return fail(t, "XPath没有(?，只有(?:");
    str_put(&t->out, captures ? STR("(") : STR("(?:"));
    t->open[t->depth++] = captures ? ++t->groups_opened : 0;
    return true;
}

static bool close_group(Translation *t) {
    if (t->depth == 0) return fail(t, "多了)");
    t->depth--;
    str_put_char(&t->out, ')');
    return true;
}

// After a quantifier only '?' may follow; ICU would take '+' for a possessive one.
static bool end_quantifier(Translation *t) {
    skip_space(t);
    if (take(t, "?")) str_put_char(&t->out, '?');
    skip_space(t);
    char next = peek(t);
    return (next != '+' && next != '*' && next != '?' && next != '{') || fail(t, "量词重复");
}

static bool translate_count(Translation *t) {
    str_put_char(&t->out, '{');
    bool has_digits = false;
    for (skip_space(t); t->at < t->pattern.length && peek(t) != '}'; skip_space(t)) {
        char c = t->pattern.data[t->at++];
        bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && (c != ',' || !has_digits)) return fail(t, "{}里应为次数");
        has_digits = has_digits || is_digit;
        str_put_char(&t->out, c);
    }
    if (!has_digits || !take(t, "}")) return fail(t, "{}里应为次数");
    str_put_char(&t->out, '}');
    return end_quantifier(t);
}

static bool translate_one(Translation *t) {
    if (take(t, "\\")) return translate_escape(t, false);
    if (take(t, "[")) return translate_class(t);
    if (take(t, "(")) return open_group(t);
    if (take(t, ")")) return close_group(t);
    if (take(t, "{")) return translate_count(t);
    char c = peek(t);
    if (c == '*' || c == '+' || c == '?') {
        str_put_char(&t->out, t->pattern.data[t->at++]);
        return end_quantifier(t);
    }
    if (c == ']' || c == '}') return fail(t, "多了]或}");
    if (c == '.' && !t->flags.dot_all) str_put(&t->out, STR("[^\\n\\r]"));
    else if (c == '$' && !t->flags.multi_line) str_put(&t->out, STR("\\z"));
    else if (c == '^' && t->flags.multi_line) str_put(&t->out, STR("(?:\\A|(?<=\\n)(?!\\z))"));
    else if (c == '.' || c == '^' || c == '$' || c == '|') str_put_char(&t->out, c);
    else {
        put_literal(t);
        return true;
    }
    t->at++;
    return true;
}

bool regex_translate(Arena *arena, Str pattern, RegexFlags flags, Str *result, Error *error) {
    Translation t = {.pattern = pattern, .flags = flags, .error = error};
    str_builder_init(&t.out, arena, 0);
    for (skip_space(&t); t.at < pattern.length; skip_space(&t)) {
        if (!translate_one(&t)) return false;
    }
    if (t.depth > 0) return fail(&t, "缺少)");
    *result = str_built(&t.out);
    return true;
}
