// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_BASE_SCRATCH_H
#define TEST_BASE_SCRATCH_H
// An arena for the values of one test, emptied behind each: TEST(test_date__…).

#include "test.h"

#include "base/date.h"
#include "base/json.h"

static Arena arena;

static int scratch_release(void **state) {
    (void)state;
    arena_release(&arena);
    return 0;
}

#define TEST(function) cmocka_unit_test_teardown(function, scratch_release)

static inline Date day(const char *text) {
    Date date = DATE_ABSENT;
    if (!date_from_str(str_from_c(text), &date)) fail_msg("no date: %s", text);
    return date;
}

static inline Str json_written(const JsonValue *value) {
    return json_value_to_str(&arena, value);
}

#endif
