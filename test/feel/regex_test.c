// SPDX-License-Identifier: Apache-2.0
// Protects the meaning of patterns: XPath's, not what the engine underneath would make of them.
#include "test.h"

#include "feel/regex.h"

static Arena arena, results;

typedef enum Answer { NO, YES, WRONG } Answer;

static Answer match(const char *input, const char *pattern, const char *flags) {
    Error error = {0};
    bool matches;
    Regex *regex =
        feel_regex_open(&arena, str_from_c(pattern), str_from_c(flags), &error);
    if (!regex) {
        assert_int_equal(error.kind, ERROR_INVALID);
        assert_true(error.message[0] != 0);
        return WRONG;
    }
    assert_true(feel_regex_matches(regex, str_from_c(input), &matches, &error));
    feel_regex_close(regex);
    return matches ? YES : NO;
}

static void test_regex__means_what_xpath_says(void **state) {
    (void)state;
    static const struct {
        const char *input, *pattern, *flags;
        Answer answer;
    } cases[] = {
        {"abracadabra", "bra", "", YES},
        {"abracadabra", "^a.*a$", "", YES},
        {"abracadabra", "^bra", "", NO},
        {"中卫市沙坡头区", "^中卫市.{3}区$", "", YES}, // a code point is one character
        {"😀", "^.$", "", YES},
        {"a\nb", "a.b", "", NO},
        {"a\rb", "a.b", "", NO},
        {"a\x0b" "b", "a.b", "", YES},
        {"a\nb", "a.b", "s", YES},
        {"a\n", "a$", "", NO}, // the very end, not before the last line feed
        {"a\nb", "a$", "m", YES},
        {"a\rb", "a$", "m", NO},
        {"a\n", "^$", "m", NO}, // no line begins behind the last line feed
        {"\n\na", "^$", "m", YES},
        {"", "^$", "m", YES},
        {"a", "", "", YES},
        {"a", " ", "x", YES},
        {"m", "\\p{Lu}", "i", NO},
        {"O", "[A-Z-[oi]]", "i", NO},
        {"A", "[^a]", "i", NO},
        {"ABC", "abc", "i", YES},
        {"helloworld", "hello world", "x", YES},
        {"hello world", "hello[ ]world", "x", YES},
        {"a.b", "a.b", "q", YES},
        {"axb", "a.b", "q", NO},
        {"e", "[a-z-[aeiou]]", "", NO},
        {"f", "[a-z-[aeiou]]", "", YES},
        {"-", "[a-]", "", YES},
        {"-", "[-a]", "", YES},
        {"&", "[a&&b]", "", YES}, // no intersection in XPath
        {"a_b", "^\\w+$", "", NO}, // punctuation is no word character
        {"a+b", "^\\w+$", "", YES},
        {"姓:名-1", "^\\i\\c*$", "", YES},
        {"1a", "^\\i", "", NO},
        {"x", "^\\p{IsBasicLatin}$", "", YES},
        {"中", "^\\P{IsBasicLatin}$", "", YES},
        {"A", "^\\p{Lu}$", "", YES},
        {"aa", "^(a)\\1$", "", YES},
        {"ab", "^(?:a)b$", "", YES},
        {"aaa", "^a{2,3}?$", "", YES},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Answer answer = match(cases[i].input, cases[i].pattern, cases[i].flags);
        if (answer != cases[i].answer) {
            fail_msg("\"%s\" with /%s/%s gave %d", cases[i].input, cases[i].pattern,
                     cases[i].flags, (int)answer);
        }
    }
}

static void test_regex__refuses_what_xpath_lacks(void **state) {
    (void)state;
    static const char *const patterns[] = {
        "(",      ")",      "[",       "[]",     "a**",    "a++",       "*a",     "(?=a)",  "(?i)a",
        "\\b",    "\\x41",  "\\",      "[[:alpha:]]", "a{",  "a{,2}",    "\\3",    "(a\\1)", "[\\1]",
        "\\p{Xx}", "\\p{}", "\\pL",    "a]",     "a}",     "\\p{IsNoSuchBlock}", "\\Qa\\E"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        if (match("a", patterns[i], "") != WRONG) fail_msg("/%s/ was accepted", patterns[i]);
    }
    assert_int_equal(match("a", "a{1 ", "x"), WRONG);
    assert_int_equal(match("a", "a", "p"), WRONG);
    assert_int_equal(match("a", "a", " "), WRONG);
}

static Str replace(const char *input, const char *pattern, const char *replacement,
                   const char *flags) {
    Error error = {0};
    StrBuilder out;
    str_builder_init(&out, &results, 0);
    Regex *regex = feel_regex_open(&arena, str_from_c(pattern), str_from_c(flags), &error);
    assert_non_null(regex);
    bool succeeded = feel_regex_replace(regex, str_from_c(input), str_from_c(replacement), &out,
                                        &error);
    feel_regex_close(regex);
    return succeeded ? str_built(&out) : STR("error");
}

static void test_regex__replaces_with_groups(void **state) {
    (void)state;
    assert_str_equal(replace("abcd", "(ab)|(a)", "[1=$1][2=$2]", ""), "[1=ab][2=]cd");
    assert_str_equal(replace("abracadabra", "a.*?a", "*", ""), "*c*bra");
    assert_str_equal(replace("ab", "(a)(b)", "$2$1$0$12", ""), "baaba2"); // $12: group 1, then "2"
    assert_str_equal(replace("ab", "(a)", "[$2]", ""), "[]b");
    assert_str_equal(replace("元", "元", "\\$\\\\", ""), "$\\");
    assert_str_equal(replace("a.b", ".", "$1", "q"), "a$1b");
    assert_str_equal(replace("中卫", "卫", "宁", ""), "中宁");
    assert_str_equal(replace("abc", "x*", "-", ""), "error");
    assert_str_equal(replace("abc", "b", "$", ""), "error");
    assert_str_equal(replace("abc", "b", "\\n", ""), "error");
}

static void test_regex__splits_and_keeps_empty_parts(void **state) {
    (void)state;
    Error error = {0};
    RegexParts parts = {.arena = &results}, empty = {.arena = &results};
    Regex *regex = feel_regex_open(&arena, STR("[;；]"), (Str){0}, &error);
    assert_true(feel_regex_split(regex, STR("甲；乙;;"), &parts, &error));
    assert_int_equal(parts.count, 4);
    assert_str_equal(parts.items[0], "甲");
    assert_str_equal(parts.items[1], "乙");
    assert_str_equal(parts.items[3], "");
    assert_true(feel_regex_split(regex, STR(""), &empty, &error));
    assert_int_equal(empty.count, 1);
    feel_regex_close(regex);
}

static void test_regex__cache_keeps_and_forgets(void **state) {
    (void)state;
    Error error = {0};
    RegexCache cache = {0};
    bool matches;
    const Regex *first = regex_cache_get(&cache, STR("a+"), STR("i"), &error);
    assert_non_null(first);
    assert_ptr_equal(regex_cache_get(&cache, STR("a+"), STR("i"), &error), first);
    assert_ptr_not_equal(regex_cache_get(&cache, STR("a+"), STR(""), &error), first);
    assert_null(regex_cache_get(&cache, STR("("), STR(""), &error));
    for (int i = 0; i < 3 * FEEL_REGEX_CACHE_COUNT; i++) {
        Regex *regex = regex_cache_get(&cache, str_format(&arena, "^%d$", i), STR(""), &error);
        assert_true(feel_regex_matches(regex, str_format(&arena, "%d", i), &matches, &error));
        assert_true(matches);
    }
    assert_true(cache.count <= FEEL_REGEX_CACHE_COUNT);
    regex_cache_close(&cache);
}

// A pattern from a user must not stop the program.
static void test_regex__gives_up_on_endless_backtracking(void **state) {
    (void)state;
    Error error = {0};
    bool matches;
    Regex *regex = feel_regex_open(&arena, STR("^(a+)+$"), (Str){0}, &error);
    assert_non_null(regex);
    assert_false(feel_regex_matches(regex, STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"),
                                    &matches, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    feel_regex_close(regex);
}

static void test_regex__has_limits(void **state) {
    (void)state;
    Error error = {0};
    StrBuilder pattern;
    str_builder_init(&pattern, &arena, 0);
    for (int i = 0; i < 200; i++) str_put_char(&pattern, '(');
    assert_null(feel_regex_open(&arena, str_built(&pattern), (Str){0}, &error));
    for (int i = 0; i < FEEL_REGEX_PATTERN_BYTES_MAX; i++) str_put_char(&pattern, 'a');
    assert_null(feel_regex_open(&arena, str_built(&pattern), (Str){0}, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regex__means_what_xpath_says),
        cmocka_unit_test(test_regex__refuses_what_xpath_lacks),
        cmocka_unit_test(test_regex__replaces_with_groups),
        cmocka_unit_test(test_regex__splits_and_keeps_empty_parts),
        cmocka_unit_test(test_regex__cache_keeps_and_forgets),
        cmocka_unit_test(test_regex__gives_up_on_endless_backtracking),
        cmocka_unit_test(test_regex__has_limits),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    arena_release(&results);
    return status;
}
