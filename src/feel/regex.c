// SPDX-License-Identifier: Apache-2.0
#include "feel/regex.h"

#include "feel/regex_translate.h"

#include <assert.h>
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
    Regex *regex = NEW(arena, Regex); // first: what ICU opens must not be lost when memory runs out
    UErrorCode status = U_ZERO_ERROR;
    UParseError where = {0};
    URegularExpression *compiled =
        uregex_open(text.data, text.length, icu_flags(set), &where, &status);
    uregex_setTimeLimit(compiled, FEEL_REGEX_STEPS_MAX, &status);
    uregex_setStackLimit(compiled, FEEL_REGEX_STACK_BYTES_MAX, &status);
    if (U_FAILURE(status)) {
        if (compiled) uregex_close(compiled);
        if (status == U_MEMORY_ALLOCATION_ERROR) arena_fail(arena, sizeof *regex);
        error_set(error, ERROR_INVALID, "正则表达式“%.*s”有误", STR_ARG(pattern));
        return NULL;
    }
    *regex = (Regex){arena, compiled, set.literal};
    return regex;
}

void feel_regex_close(Regex *regex) { uregex_close(regex->compiled); }

// ---- Matching ----

static bool succeed(const Regex *regex, UErrorCode status, Error *error) {
    if (U_SUCCESS(status)) return true;
    if (status == U_MEMORY_ALLOCATION_ERROR) arena_fail(regex->arena, 0);
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
    return succeed(regex, status, error);
}

bool feel_regex_matches(Regex *regex, Str text, bool *matches, Error *error) {
    Text16 storage;
    UErrorCode status = U_ZERO_ERROR;
    ArenaMark mark = arena_mark(regex->arena);
    bool succeeded = set_text(regex, text, &storage, error);
    if (succeeded) {
        *matches = uregex_find(regex->compiled, -1, &status);
        succeeded = succeed(regex, status, error);
    }
    arena_rewind(regex->arena, mark);
    return succeeded;
}

static bool refuse_empty_match(Regex *regex, Error *error) {
    bool matches;
    if (!feel_regex_matches(regex, STR(""), &matches, error)) return false;
    return !matches || error_set(error, ERROR_INVALID, "正则表达式不能匹配空文本");
}

// ---- Replacing and splitting: both walk the matches ----

// Where the text between two matches goes, and the match behind it.
typedef struct Walk {
    Regex *regex;
    Text16 text;
    int32_t last; // end of the match before
    int32_t from, to;
} Walk;

static bool walk_next(Walk *walk, bool *found, Error *error) {
    UErrorCode status = U_ZERO_ERROR;
    *found = uregex_findNext(walk->regex->compiled, &status);
    walk->last = walk->to;
    walk->from = walk->to = walk->text.length;
    if (*found) {
        walk->from = uregex_start(walk->regex->compiled, 0, &status);
        walk->to = uregex_end(walk->regex->compiled, 0, &status);
    }
    return succeed(walk->regex, status, error);
}

static Str walk_between(const Walk *walk, Arena *arena) {
    return text16_to_str(arena, walk->text.data + walk->last, walk->from - walk->last);
}

static void put_group(StrBuilder *out, const Walk *walk, int32_t group) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t from = uregex_start(walk->regex->compiled, group, &status);
    int32_t to = uregex_end(walk->regex->compiled, group, &status);
    if (U_SUCCESS(status) && from >= 0) {
        str_put(out, text16_to_str(walk->regex->arena, walk->text.data + from, to - from));
    }
}

// The longest run of digits that names a group; what remains is text.
static bool put_reference(StrBuilder *out, const Walk *walk, Str replacement, size_t *at) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t group_count = uregex_groupCount(walk->regex->compiled, &status), group = -1;
    while (*at < replacement.length && replacement.data[*at] >= '0' &&
           replacement.data[*at] <= '9') {
        int32_t longer = (group < 0 ? 0 : group * 10) + (replacement.data[*at] - '0');
        if (group >= 0 && longer > group_count) break;
        group = longer;
        ++*at;
    }
    if (group < 0) return false;
    if (group <= group_count) put_group(out, walk, group);
    return true;
}

static bool put_replacement(StrBuilder *out, const Walk *walk, Str replacement, Error *error) {
    if (walk->regex->is_literal) {
        str_put(out, replacement);
        return true;
    }
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
        } else if (!put_reference(out, walk, replacement, &i)) {
            return error_set(error, ERROR_INVALID, "替换文本里“$”后应为数字，美元号本身写作“\\$”");
        }
    }
    return true;
}

static bool replace_all(Walk *walk, Str replacement, StrBuilder *out, Error *error) {
    bool found = true;
    while (walk_next(walk, &found, error)) {
        str_put(out, walk_between(walk, walk->regex->arena));
        if (!found) return true;
        if (!put_replacement(out, walk, replacement, error)) return false;
    }
    return false;
}

bool feel_regex_replace(Regex *regex, Str text, Str replacement, StrBuilder *out, Error *error) {
    Walk walk = {.regex = regex};
    assert(out->arena != regex->arena);
    if (!refuse_empty_match(regex, error)) return false;
    ArenaMark mark = arena_mark(regex->arena);
    bool succeeded = set_text(regex, text, &walk.text, error) &&
                     replace_all(&walk, replacement, out, error);
    arena_rewind(regex->arena, mark);
    return succeeded;
}

static bool split_all(Walk *walk, RegexParts *parts, Error *error) {
    bool found = true;
    while (found) {
        if (!walk_next(walk, &found, error)) return false;
        PUSH(parts->arena, parts, walk_between(walk, parts->arena));
    }
    return true;
}

bool feel_regex_split(Regex *regex, Str text, RegexParts *parts, Error *error) {
    Walk walk = {.regex = regex};
    assert(parts->arena != regex->arena);
    if (!refuse_empty_match(regex, error)) return false;
    ArenaMark mark = arena_mark(regex->arena);
    bool succeeded = set_text(regex, text, &walk.text, error) && split_all(&walk, parts, error);
    arena_rewind(regex->arena, mark);
    return succeeded;
}

// ---- Keeping them ----

void regex_cache_close(RegexCache *cache) {
    for (size_t i = 0; i < cache->count; i++) feel_regex_close(cache->items[i].regex);
    cache->count = 0;
    arena_release(&cache->arena);
}

Regex *regex_cache_get(RegexCache *cache, Str pattern, Str flags, Error *error) {
    for (size_t i = 0; i < cache->count; i++) {
        bool is_it = str_equal(cache->items[i].pattern, pattern) &&
                     str_equal(cache->items[i].flags, flags);
        if (is_it) return cache->items[i].regex;
    }
    // A full cache starts afresh, so that patterns that come and go cannot pile up.
    if (cache->count == FEEL_REGEX_CACHE_COUNT) regex_cache_close(cache);
    cache->items[cache->count].pattern = str_copy(&cache->arena, pattern);
    cache->items[cache->count].flags = str_copy(&cache->arena, flags);
    Regex *regex = feel_regex_open(&cache->arena, pattern, flags, error);
    if (!regex) return NULL;
    cache->items[cache->count++].regex = regex;
    return regex;
}
