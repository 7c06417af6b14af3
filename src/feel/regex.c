// SPDX-License-Identifier: Apache-2.0
#include "feel/regex.h"

#include "feel/regex_translate.h"

#include <unicode/uregex.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

struct Regex {
    Arena *arena;
    URegularExpression *compiled;
    bool is_literal; // flag q
};

// ---- UTF-16, ICU's encoding ----

typedef struct Text16 {
    UChar *data;
    int32_t length;
} Text16;

static bool text16_from_str(Arena *arena, Str text, Text16 *out, Error *error) {
    if (text.length >= INT32_MAX / 2) {
        return error_set(error, ERROR_LIMIT, "文字太长，不能用正则表达式");
    }
    UErrorCode status = U_ZERO_ERROR;
    out->data = NEW_ARRAY(arena, UChar, text.length + 1);
    u_strFromUTF8(out->data, (int32_t)text.length + 1, &out->length, text.data,
                  (int32_t)text.length, &status);
    return U_SUCCESS(status) || error_set(error, ERROR_INVALID, "文字不是有效的UTF-8");
}

static Str text16_to_str(Arena *arena, const UChar *data, int32_t length) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t bytes = 0;
    char *out = arena_alloc(arena, (size_t)length * 3 + 1);
    u_strToUTF8(out, length * 3 + 1, &bytes, data, length, &status);
    return (Str){out, U_SUCCESS(status) ? (size_t)bytes : 0};
}

// ---- Opening ----

static bool read_flags(Str flags, RegexFlags *out, Error *error) {
    for (size_t i = 0; i < flags.length; i++) {
        switch (flags.data[i]) {
        case 's': out->dot_all = true; break;
        case 'm': out->multi_line = true; break;
        case 'i': out->ignore_case = true; break;
        case 'x': out->skip_space = true; break;
        case 'q': out->literal = true; break;
        default:
            return error_set(error, ERROR_INVALID, "标志“%.*s”有误，可用的有s m i x q",
                             STR_ARG(flags));
        }
    }
    return true;
}

static uint32_t icu_flags(RegexFlags flags) {
    uint32_t result = UREGEX_UNIX_LINES | UREGEX_ERROR_ON_UNKNOWN_ESCAPES;
    if (flags.ignore_case) result |= UREGEX_CASE_INSENSITIVE;
    if (flags.literal) return result | UREGEX_LITERAL;
    if (flags.multi_line) result |= UREGEX_MULTILINE;
    if (flags.dot_all) result |= UREGEX_DOTALL;
    return result;
}

Regex *feel_regex_open(Arena *arena, Str pattern, Str flags, Error *error) {
    RegexFlags set = {0};
    Str translated = pattern;
    Text16 text;
    if (pattern.length > FEEL_REGEX_PATTERN_BYTES_MAX) {
        error_set(error, ERROR_LIMIT, "正则表达式超过%d字节", FEEL_REGEX_PATTERN_BYTES_MAX);
        return NULL;
    }
    if (!read_flags(flags, &set, error)) return NULL;
    if (!set.literal && !regex_translate(arena, pattern, set, &translated, error)) return NULL;
    if (str_is_empty(translated)) { // ICU wants to see something
        translated = STR("(?:)");
        set.literal = false;
    }
    if (!text16_from_str(arena, translated, &text, error)) return NULL;
    UErrorCode status = U_ZERO_ERROR;
    UParseError where = {0};
    URegularExpression *compiled =
        uregex_open(text.data, text.length, icu_flags(set), &where, &status);
    uregex_setTimeLimit(compiled, FEEL_REGEX_STEPS_MAX, &status);
    uregex_setStackLimit(compiled, FEEL_REGEX_STACK_BYTES_MAX, &status);
    if (U_FAILURE(status)) {
        if (compiled) uregex_close(compiled);
        error_set(error, ERROR_INVALID, "正则表达式“%.*s”有误", STR_ARG(pattern));
        return NULL;
    }
    Regex *regex = NEW(arena, Regex);
    *regex = (Regex){arena, compiled, set.literal};
    return regex;
}

void feel_regex_close(Regex *regex) { uregex_close(regex->compiled); }

// ---- Matching ----

static bool succeed(UErrorCode status, Error *error) {
    if (U_SUCCESS(status)) return true;
    if (status == U_REGEX_TIME_OUT || status == U_REGEX_STACK_OVERFLOW) {
        return error_set(error, ERROR_LIMIT, "正则表达式回溯太多，请改写");
    }
    if (status == U_INDEX_OUTOFBOUNDS_ERROR) {
        return error_set(error, ERROR_INVALID, "替换文本引用了不存在的组");
    }
    return error_set(error, ERROR_INVALID, "正则表达式无法执行（%s）", u_errorName(status));
}

// `storage` holds the text as long as the regex looks at it.
static bool set_text(Regex *regex, Str text, Text16 *storage, Error *error) {
    UErrorCode status = U_ZERO_ERROR;
    if (!text16_from_str(regex->arena, text, storage, error)) return false;
    uregex_setText(regex->compiled, storage->data, storage->length, &status);
    return succeed(status, error);
}

bool feel_regex_matches(Regex *regex, Str text, bool *matches, Error *error) {
    Text16 storage;
    UErrorCode status = U_ZERO_ERROR;
    if (!set_text(regex, text, &storage, error)) return false;
    *matches = uregex_find(regex->compiled, -1, &status);
    return succeed(status, error);
}

static bool refuse_empty_match(Regex *regex, Error *error) {
    bool matches;
    if (!feel_regex_matches(regex, STR(""), &matches, error)) return false;
    return !matches || error_set(error, ERROR_INVALID, "正则表达式不能匹配空文本");
}

// ---- Replacing and splitting: both walk the matches ----

typedef struct Match {
    int32_t from, to;
} Match;

static bool next_match(Regex *regex, Match *match, bool *found, Error *error) {
    UErrorCode status = U_ZERO_ERROR;
    *found = uregex_findNext(regex->compiled, &status);
    if (*found) {
        match->from = uregex_start(regex->compiled, 0, &status);
        match->to = uregex_end(regex->compiled, 0, &status);
    }
    return succeed(status, error);
}

static void put_group(StrBuilder *out, const Regex *regex, const Text16 *text, int32_t group) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t from = uregex_start(regex->compiled, group, &status);
    int32_t to = uregex_end(regex->compiled, group, &status);
    if (U_SUCCESS(status) && from >= 0) {
        str_put(out, text16_to_str(regex->arena, text->data + from, to - from));
    }
}

// The longest run of digits that names a group; what remains is text.
static bool put_reference(StrBuilder *out, const Regex *regex, const Text16 *text,
                          Str replacement, size_t *at) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t group_count = uregex_groupCount(regex->compiled, &status), group = -1;
    while (*at < replacement.length && replacement.data[*at] >= '0' &&
           replacement.data[*at] <= '9') {
        int32_t longer = (group < 0 ? 0 : group * 10) + (replacement.data[*at] - '0');
        if (group >= 0 && longer > group_count) break;
        group = longer;
        ++*at;
    }
    if (group < 0) return false;
    if (group <= group_count) put_group(out, regex, text, group);
    return true;
}

static bool put_replacement(StrBuilder *out, const Regex *regex, const Text16 *text,
                            Str replacement, Error *error) {
    for (size_t i = 0; i < replacement.length;) {
        char c = replacement.data[i++];
        if (c == '\\') {
            char next = i < replacement.length ? replacement.data[i++] : 0;
            if (next != '\\' && next != '$') {
                return error_set(error, ERROR_INVALID, "替换文本里“\\”后应为“\\”或“$”");
            }
            str_put_char(out, next);
        } else if (c != '$') {
            str_put_char(out, c);
        } else if (!put_reference(out, regex, text, replacement, &i)) {
            return error_set(error, ERROR_INVALID, "替换文本里“$”后应为数字，美元号本身写作“\\$”");
        }
    }
    return true;
}

bool feel_regex_replace(Regex *regex, Str text, Str replacement, Str *result, Error *error) {
    Text16 storage;
    Match match;
    bool found;
    int32_t last = 0;
    StrBuilder out;
    if (!refuse_empty_match(regex, error) || !set_text(regex, text, &storage, error)) return false;
    str_builder_init(&out, regex->arena, 0);
    while (true) {
        if (!next_match(regex, &match, &found, error)) return false;
        if (!found) break;
        str_put(&out, text16_to_str(regex->arena, storage.data + last, match.from - last));
        if (regex->is_literal) str_put(&out, replacement);
        else if (!put_replacement(&out, regex, &storage, replacement, error)) return false;
        last = match.to;
    }
    str_put(&out, text16_to_str(regex->arena, storage.data + last, storage.length - last));
    *result = str_built(&out);
    return true;
}

bool feel_regex_split(Regex *regex, Str text, const Str **parts, size_t *count, Error *error) {
    Text16 storage;
    Match match;
    bool found = true;
    int32_t last = 0;
    struct {
        Str *items;
        size_t count, capacity;
    } list = {0};
    if (!refuse_empty_match(regex, error) || !set_text(regex, text, &storage, error)) return false;
    while (found) {
        if (!next_match(regex, &match, &found, error)) return false;
        int32_t end = found ? match.from : storage.length;
        PUSH(regex->arena, &list, text16_to_str(regex->arena, storage.data + last, end - last));
        last = match.to;
    }
    *parts = list.items;
    *count = list.count;
    return true;
}
