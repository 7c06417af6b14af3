// SPDX-License-Identifier: Apache-2.0
// Protects the second channel of failure: messages fit, are cut at a code point, and can be nested.
#include "test.h"

#include "base/error.h"
#include "base/utf8.h"

#include <string.h>

static void test_error__setting_says_false_and_clears_the_rest(void **state) {
    (void)state;
    Error error = {0};
    assert_false(error_set(&error, ERROR_INVALID, "坏的“%s”", "x"));
    assert_false(error_detail(&error, "改成 %d", 3));
    assert_false(error_code(&error, "BAD_X"));
    assert_string_equal(error.message, "坏的“x”");
    assert_string_equal(error.detail, "改成 3");
    assert_string_equal(error.code, "BAD_X");
    assert_false(error_set(&error, ERROR_LIMIT, "y"));
    assert_int_equal(error.kind, ERROR_LIMIT);
    assert_string_equal(error.detail, "");
    assert_string_equal(error.code, "");
}

static void test_error__may_quote_itself(void **state) {
    (void)state;
    Error error = {0};
    error_set(&error, ERROR_INVALID, "里");
    error_detail(&error, "怎么办");
    error_prefix(&error, "第%d行：", 3);
    assert_string_equal(error.message, "第3行：里");
    assert_string_equal(error.detail, "怎么办");
    error_set(&error, error.kind, "外：%s", error.message);
    assert_string_equal(error.message, "外：第3行：里");
}

static void test_error__long_text_is_cut_at_a_code_point(void **state) {
    (void)state;
    static const char *const starts[] = {"", "a", "ab"};
    char text[3000];
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(starts[i]);
        memcpy(text, starts[i], length);
        for (; length + 3 < sizeof text; length += 3) memcpy(text + length, "中", 3);
        text[length] = '\0';
        Error error = {0};
        error_set(&error, ERROR_INVALID, "%s", text);
        Str message = str_from_c(error.message);
        assert_true(utf8_is_valid(message));
        assert_in_range(message.length, ERROR_MESSAGE_BYTES_MAX - 4, ERROR_MESSAGE_BYTES_MAX - 1);
        assert_true(str_ends_with(message, STR("中…"))); // the reader sees that there was more
        error_prefix(&error, "%s", text);
        assert_true(utf8_is_valid(str_from_c(error.message)));
    }
}

static void test_error__nobody_need_listen(void **state) {
    (void)state;
    assert_false(error_set(NULL, ERROR_INVALID, "x"));
    assert_false(error_detail(NULL, "x"));
    assert_false(error_prefix(NULL, "x"));
    assert_false(error_code(NULL, "X"));
}

static void test_error__kinds_have_statuses(void **state) {
    (void)state;
    assert_int_equal(error_exit_status(ERROR_NONE), 0);
    assert_int_equal(error_exit_status(ERROR_UNAVAILABLE), 1);
    assert_int_equal(error_exit_status(ERROR_FORBIDDEN), 2);
    assert_int_equal(error_http_status(ERROR_CONFLICT), 409);
    assert_int_equal(error_http_status(ERROR_LIMIT), 413);
    assert_int_equal(error_http_status(ERROR_UNAVAILABLE), 503);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error__setting_says_false_and_clears_the_rest),
        cmocka_unit_test(test_error__may_quote_itself),
        cmocka_unit_test(test_error__long_text_is_cut_at_a_code_point),
        cmocka_unit_test(test_error__nobody_need_listen),
        cmocka_unit_test(test_error__kinds_have_statuses),
    };
    return RUN_TESTS(tests);
}
