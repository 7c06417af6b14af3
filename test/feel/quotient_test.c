// SPDX-License-Identifier: Apache-2.0
// Quotients are right at every limit: what is decided by multiplying through is what integers say
// where they can, and what dividing decimals says where numbers are large.
#include "test.h"

#include "feel/program.h"

#include <stdio.h>

static Arena arena;

static const FeelProgram *compile(const char *text) {
    static FeelName names[] = {{{"a", 1}, FEEL_TYPE_OF(NUMBER), 0, NULL},
                               {{"b", 1}, FEEL_TYPE_OF(NUMBER), 1, NULL},
                               {{"c", 1}, FEEL_TYPE_OF(NUMBER), 2, NULL}};
    FeelScope scope = {.names = names, .count = 3};
    Source *source = NEW(&arena, Source);
    *source = (Source){STR("<quotient>"), str_copy(&arena, str_from_c(text))};
    Diagnostics diagnostics = {.arena = &arena};
    const FeelProgram *program = feel_compile(
        &arena, &scope, source, (SourceRange){0, source->text.length}, NULL, &diagnostics);
    assert_non_null(program);
    return program;
}

static FeelColumn run(const FeelProgram *program, const FeelColumn *slots, size_t rows) {
    FeelRunOptions options = {.arena = &arena, .today = DATE_ABSENT};
    FeelRun *evaluation = feel_run_new_in(&arena, &options);
    FeelBatch batch = {slots, 3, rows};
    FeelColumn column;
    Error error = {0};
    assert_true(feel_run_batch(evaluation, program, &batch, &column, &error));
    feel_run_close(evaluation);
    return column;
}

// ---- Every small quotient, at every limit ----

#define DIVISORS 400
#define NUMERATORS 100
#define SMALL (DIVISORS * NUMERATORS)

static bool holds(const char *sign, int64_t left, int64_t right) {
    switch (sign[0]) {
    case '<': return sign[1] == '=' ? left <= right : left < right;
    case '>': return sign[1] == '=' ? left >= right : left > right;
    case '!': return left != right;
    default: return left == right;
    }
}

static void check_small(const char *sign, const FeelColumn *slots, const int64_t *limits) {
    char text[16];
    snprintf(text, sizeof text, "a / b %s c", sign);
    const FeelProgram *program = compile(text);
    FeelColumn result = run(program, slots, SMALL);
    assert_int_equal(result.form, FEEL_COLUMN_TRUTH);
    for (size_t row = 0; row < SMALL; row++) {
        int64_t a = ((const int64_t *)slots[0].data)[row];
        int64_t b = ((const int64_t *)slots[1].data)[row];
        bool expected = holds(sign, a * 1000, b * limits[row]);
        if (((const uint8_t *)result.data)[row] == expected) continue;
        print_error("%lld / %lld %s %lld/1000\n", (long long)a, (long long)b, sign,
                    (long long)limits[row]);
        fail();
    }
}

static void test_quotient__is_exact_at_every_limit(void **state) {
    (void)state;
    static const int64_t thousandths[] = {55, 200, 125, 1, 333};
    static const char *const signs[] = {"<", "<=", ">", ">=", "=", "!="};
    int64_t *a = NEW_ARRAY(&arena, int64_t, SMALL), *b = NEW_ARRAY(&arena, int64_t, SMALL);
    int64_t *c = NEW_ARRAY(&arena, int64_t, SMALL);
    for (size_t row = 0; row < SMALL; row++) {
        a[row] = (int64_t)(row % NUMERATORS);
        b[row] = (int64_t)(row / NUMERATORS) + 1;
        c[row] = thousandths[row % 5];
    }
    FeelColumn slots[] = {{.form = FEEL_COLUMN_SCALED, .data = a},
                          {.form = FEEL_COLUMN_SCALED, .data = b},
                          {.form = FEEL_COLUMN_SCALED, .data = c, .scale = 3}};
    for (size_t i = 0; i < 6; i++) check_small(signs[i], slots, c);
    arena_release(&arena);
}

// ---- Large numbers, where only some chunks can be multiplied ----

#define LARGE 64

// A number beside a power of ten, of two or of a limit.
static int64_t large(uint64_t *random) {
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    static const int64_t bases[] = {0, 99999999999999, INT64_MAX, 1000000000000000000, 3, 7};
    int64_t near = bases[(*random >> 40) % 6], step = (int64_t)((*random >> 50) % 4);
    int64_t value = near > 4 ? near - step : near + step;
    return (*random >> 60) % 2 ? value : -value;
}

static void check_large(const char *text, FeelColumn *slots) {
    const FeelProgram *program = compile(text);
    FeelColumn batch = run(program, slots, LARGE);
    for (size_t row = 0; row < LARGE; row++) {
        FeelColumn single[3];
        for (size_t i = 0; i < 3; i++) {
            FeelValue value = feel_column_get(&slots[i], row);
            single[i] = feel_column_constant(&arena, value);
        }
        FeelColumn expected = run(program, single, 1);
        FeelValue left = feel_column_get(&batch, row), right = feel_column_get(&expected, 0);
        if (feel_is_same(left, right)) continue;
        print_error("%s, row %zu\n", text, row);
        fail();
    }
}

static void test_quotient__of_large_numbers_is_rounded_first(void **state) {
    (void)state;
    static const char *const texts[] = {"a / b <= c", "c < a / b", "a / b = c", "a / b != c",
                                        "a / b between c and 5", "a / b in (-3..0.2]", "a / b + c",
                                        "3 / b > c", "a / -7 >= c"};
    uint64_t random = 1;
    for (int round = 0; round < 300; round++) {
        int64_t numbers[3][LARGE];
        uint8_t nulls[LARGE];
        FeelColumn slots[3];
        for (size_t row = 0; row < LARGE; row++) nulls[row] = row % 9 == 0;
        for (size_t i = 0; i < 3; i++) {
            for (size_t row = 0; row < LARGE; row++) {
                bool is_small = i == 2 && round % 3 > 0;
                numbers[i][row] = is_small ? (int64_t)(row % 11) - 5 : large(&random);
                if (i == 0 && nulls[row]) numbers[i][row] = 0;
            }
            slots[i] = (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = numbers[i],
                                    .scale = (int)((size_t)round / (i + 1) % 5)};
        }
        slots[0].nulls = nulls;
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) check_large(texts[i], slots);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

// Multiplied through, a / b is larger than c by one part in 10^36; of 34 digits it is c.
static void test_quotient__is_compared_by_its_34_digits(void **state) {
    (void)state;
    int64_t a[] = {2999999999999999998, 1}, b[] = {9000000000000000003, 3};
    int64_t c[] = {333333333333333333, 333333333333333333};
    FeelColumn slots[] = {{.form = FEEL_COLUMN_SCALED, .data = a},
                          {.form = FEEL_COLUMN_SCALED, .data = b},
                          {.form = FEEL_COLUMN_SCALED, .data = c, .scale = 18}};
    FeelColumn equal = run(compile("a / b = c"), slots, 2);
    assert_true(feel_is_true(feel_column_get(&equal, 0)));
    assert_true(feel_is_false(feel_column_get(&equal, 1)));
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotient__is_exact_at_every_limit),
        cmocka_unit_test(test_quotient__of_large_numbers_is_rounded_first),
        cmocka_unit_test(test_quotient__is_compared_by_its_34_digits),
    };
    return RUN_TESTS(tests);
}
