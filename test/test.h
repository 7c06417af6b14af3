// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_TEST_H
#define TEST_TEST_H
// cmocka with the closing line that tools/test.sh adds up.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
// cmocka needs the headers above first.
#include <cmocka.h>

#include "base/str.h"

#define assert_str_equal(actual, expected) test_assert_str((actual), (expected), __FILE__, __LINE__)

static inline void test_assert_str(Str actual, const char *expected, const char *file, int line) {
    if (str_equal(actual, str_from_c(expected))) return;
    print_error("%s:%d: got      \"%.*s\"\n%s:%d: expected \"%s\"\n", file, line, STR_ARG(actual),
                file, line, expected);
    fail();
}

// Runs the group and prints 'N passed, M failed' as the last line; the value of main().
#define RUN_TESTS(tests)                                                                          \
    test_finish((int)(sizeof(tests) / sizeof(tests)[0]),                                          \
                cmocka_run_group_tests(tests, NULL, NULL))

static inline int test_finish(int count, int failed) {
    fflush(stderr);
    printf("%d passed, %d failed\n", count - failed, failed);
    return failed ? 1 : 0;
}

#endif
