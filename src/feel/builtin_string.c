// SPDX-License-Identifier: Apache-2.0
// Functions of strings. Positions and lengths count code points.
#include "feel/builtin_call.h"

#include "base/utf8.h"
#include "feel/regex.h"

#include <unicode/ucasemap.h>

FeelValue builtin_string(FeelRun *run, const FeelArguments *arguments) {
    FeelValue from = argument_get(arguments, 0);
    if (feel_is_null(from)) return feel_null();
    if (from.kind != FEEL_LIST && from.kind != FEEL_CONTEXT) {
        return feel_string(feel_to_str(feel_run_arena(run), from));
    }
    StrBuilder out;
    str_builder_init(&out, feel_run_arena(run), FEEL_STRING_BYTES_MAX);
    feel_put_str(&out, from);
    if (out.overflowed) return argument_refuse(run, arguments, "结果太长");
    return feel_string(str_built(&out));
}

FeelValue builtin_string_length(FeelRun *run, const FeelArguments *arguments) {
    Str string;
    if (!take_string(run, arguments, 0, &string)) return feel_null();
    return feel_int((int64_t)utf8_count(string));
}

// ---- Case ----

typedef int32_t CaseMap(const UCaseMap *map, char *out, int32_t capacity, const char *source,
                        int32_t length, UErrorCode *status);

static FeelValue change_case(FeelRun *run, const FeelArguments *arguments, CaseMap *change) {
    Str string;
    if (!take_string(run, arguments, 0, &string)) return feel_null();
    int32_t length = (int32_t)string.length;
    int32_t capacity = length * 3 + 1; // no code point grows to more than three times its bytes
    char *out = arena_alloc(feel_run_arena(run), (size_t)capacity);
    UErrorCode status = U_ZERO_ERROR;
    UCaseMap *map = ucasemap_open("", 0, &status); // of no language: Unicode's own rules
    if (U_FAILURE(status)) arena_fail(feel_run_arena(run), (size_t)capacity);
    int32_t changed = change(map, out, capacity, string.data, length, &status);
    ucasemap_close(map);
    if (status == U_MEMORY_ALLOCATION_ERROR) arena_fail(feel_run_arena(run), (size_t)capacity);
    if (U_FAILURE(status)) return argument_refuse(run, arguments, "文字无法转换");
    return feel_string((Str){out, (size_t)changed});
}

FeelValue builtin_upper_case(FeelRun *run, const FeelArguments *arguments) {
    return change_case(run, arguments, ucasemap_utf8ToUpper);
}

FeelValue builtin_lower_case(FeelRun *run, const FeelArguments *arguments) {
    return change_case(run, arguments, ucasemap_utf8ToLower);
}

// ---- Parts ----

FeelValue builtin_substring(FeelRun *run, const FeelArguments *arguments) {
    Str string;
    int64_t start;
    if (!take_string(run, arguments, 0, &string) || !take_int(run, arguments, 1, &start)) {
        return feel_null();
    }
    int64_t count = (int64_t)utf8_count(string);
    if (start == 0) return argument_refuse(run, arguments, "第2个参数不能是0");
    if (start > count || start < -count) {
        return argument_refuse(run, arguments, "第2个参数是%lld，而文字只有%lld个字",
                               (long long)start, (long long)count);
    }
    int64_t from = start > 0 ? start - 1 : count + start;
    size_t length = (size_t)(count - from);
    if (!take_length(run, arguments, 2, &length)) return feel_null();
    Str rest = str_slice(string, utf8_offset(string, (size_t)from), string.length);
    return feel_string(str_slice(rest, 0, utf8_offset(rest, length)));
}

// The two strings that most functions here take.
static bool take_pair(FeelRun *run, const FeelArguments *arguments, Str *string, Str *match) {
    return take_string(run, arguments, 0, string) && take_string(run, arguments, 1, match);
}

FeelValue builtin_substring_before(FeelRun *run, const FeelArguments *arguments) {
    Str string, match;
    if (!take_pair(run, arguments, &string, &match)) return feel_null();
    size_t at = str_find(string, match, 0);
    return feel_string(at == SIZE_MAX ? STR("") : str_slice(string, 0, at));
}

FeelValue builtin_substring_after(FeelRun *run, const FeelArguments *arguments) {
    Str string, match;
    if (!take_pair(run, arguments, &string, &match)) return feel_null();
    size_t at = str_find(string, match, 0);
    if (at == SIZE_MAX) return feel_string(STR(""));
    return feel_string(str_slice(string, at + match.length, string.length));
}

FeelValue builtin_contains(FeelRun *run, const FeelArguments *arguments) {
    Str string, match;
    if (!take_pair(run, arguments, &string, &match)) return feel_null();
    return feel_boolean(str_find(string, match, 0) != SIZE_MAX);
}

FeelValue builtin_starts_with(FeelRun *run, const FeelArguments *arguments) {
    Str string, match;
    if (!take_pair(run, arguments, &string, &match)) return feel_null();
    return feel_boolean(str_starts_with(string, match));
}

FeelValue builtin_ends_with(FeelRun *run, const FeelArguments *arguments) {
    Str string, match;
    if (!take_pair(run, arguments, &string, &match)) return feel_null();
    return feel_boolean(str_ends_with(string, match));
}

// ---- Regular expressions ----

// The pattern in argument 1 with the flags in argument `flags_index`, null meaning none.
static Regex *take_regex(FeelRun *run, const FeelArguments *arguments, size_t flags_index) {
    Str pattern, flags = STR("");
    Error error = {0};
    if (!take_string(run, arguments, 1, &pattern)) return NULL;
    if (!feel_is_null(argument_get(arguments, flags_index)) &&
        !take_string(run, arguments, flags_index, &flags)) {
        return NULL;
    }
    Regex *regex = regex_cache_get(feel_run_regexes(run), pattern, flags, &error);
    if (!regex) argument_refuse(run, arguments, "%s", error.message);
    return regex;
}

FeelValue builtin_matches(FeelRun *run, const FeelArguments *arguments) {
    Str input;
    Error error = {0};
    bool matches;
    if (!take_string(run, arguments, 0, &input)) return feel_null();
    Regex *regex = take_regex(run, arguments, 2);
    if (!regex) return feel_null();
    if (feel_regex_matches(regex, input, &matches, &error)) return feel_boolean(matches);
    return argument_refuse(run, arguments, "%s", error.message);
}

FeelValue builtin_replace(FeelRun *run, const FeelArguments *arguments) {
    Str input, replacement;
    StrBuilder out;
    Error error = {0};
    if (!take_string(run, arguments, 0, &input) || !take_string(run, arguments, 2, &replacement)) {
        return feel_null();
    }
    Regex *regex = take_regex(run, arguments, 3);
    if (!regex) return feel_null();
    str_builder_init(&out, feel_run_arena(run), FEEL_STRING_BYTES_MAX);
    if (!feel_regex_replace(regex, input, replacement, &out, &error)) {
        return argument_refuse(run, arguments, "%s", error.message);
    }
    if (out.overflowed) return argument_refuse(run, arguments, "结果太长");
    return feel_string(str_built(&out));
}

FeelValue builtin_split(FeelRun *run, const FeelArguments *arguments) {
    Str string;
    RegexParts parts = {.arena = feel_run_arena(run)};
    Error error = {0};
    if (!take_string(run, arguments, 0, &string)) return feel_null();
    Regex *regex = take_regex(run, arguments, 2);
    if (!regex) return feel_null();
    if (!feel_regex_split(regex, string, &parts, &error)) {
        return argument_refuse(run, arguments, "%s", error.message);
    }
    FeelValue *items = NEW_ARRAY(feel_run_arena(run), FeelValue, parts.count);
    for (size_t i = 0; i < parts.count; i++) items[i] = feel_string(parts.items[i]);
    return feel_list(items, parts.count);
}

// ---- Joining ----

FeelValue builtin_string_join(FeelRun *run, const FeelArguments *arguments) {
    FeelList list;
    Str delimiter = STR("");
    bool is_first = true;
    StrBuilder out;
    if (!take_list(run, arguments, 0, &list)) return feel_null();
    if (!feel_is_null(argument_get(arguments, 1)) && !take_string(run, arguments, 1, &delimiter)) {
        return feel_null();
    }
    str_builder_init(&out, feel_run_arena(run), FEEL_STRING_BYTES_MAX);
    for (size_t i = 0; i < list.count; i++) {
        FeelValue item = list.items[i];
        if (feel_is_null(item)) continue;
        if (item.kind != FEEL_STRING) {
            return argument_refuse(run, arguments, "第%zu项不是字符串", i + 1);
        }
        if (!is_first) str_put(&out, delimiter);
        str_put(&out, item.string);
        is_first = false;
    }
    if (out.overflowed) return argument_refuse(run, arguments, "结果太长");
    return feel_string(str_built(&out));
}
