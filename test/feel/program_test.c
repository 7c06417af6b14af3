// SPDX-License-Identifier: Apache-2.0
// Programs as C sees them: slots, definitions, plans, chunks, limits, threads.
#include "test.h"

#include "feel/builtin.h"

#include <pthread.h>

static Arena arena;

static int release(void **unused) {
    (void)unused;
    arena_release(&arena);
    return 0;
}

// ---- Helpers ----

enum { N, M, TEXT, DAY, SLOT_COUNT };

static FeelName names[] = {
    {{"数", 3}, FEEL_TYPE_OF(NUMBER), N, NULL},
    {{"另 数", 7}, FEEL_TYPE_OF(NUMBER), M, NULL},
    {{"文", 3}, FEEL_TYPE_OF(STRING), TEXT, NULL},
    {{"日", 3}, FEEL_TYPE_OF(DATE), DAY, NULL},
};
static const FeelScope plain_scope = {.names = names, .count = SLOT_COUNT};

static const FeelProgram *compile(const FeelScope *scope, const char *text,
                                  const FeelCompileOptions *options) {
    Source *source = NEW(&arena, Source);
    *source = (Source){STR("<test>"), str_from_c(text)};
    Diagnostics diagnostics = {.arena = &arena};
    const FeelProgram *program = feel_compile(
        &arena, scope, source, (SourceRange){0, source->text.length}, options, &diagnostics);
    if (!program) {
        print_error("%s: %.*s\n", text, STR_ARG(diagnostics.items[0].message));
        fail();
    }
    return program;
}

static FeelColumn run(const FeelProgram *program, const FeelColumn *slots, size_t rows) {
    FeelRunOptions options = {.arena = &arena, .today = DATE_ABSENT};
    FeelRun *evaluation = feel_run_new_in(&arena, &options);
    FeelBatch batch = {slots, SLOT_COUNT, rows};
    FeelColumn column;
    assert_true(feel_run_batch(evaluation, program, &batch, &column, NULL));
    feel_run_close(evaluation);
    return column;
}

static FeelColumn numbers(size_t rows) {
    int64_t *data = NEW_ARRAY(&arena, int64_t, rows);
    for (size_t i = 0; i < rows; i++) data[i] = (int64_t)i;
    return (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = data};
}

static int64_t int_at(const FeelColumn *column, size_t row) {
    FeelValue value = feel_column_get(column, row);
    int64_t number = INT64_MIN;
    assert_int_equal(value.kind, FEEL_NUMBER);
    assert_true(decimal_to_int64(value.number, &number));
    return number;
}

static void assert_plan(const FeelScope *scope, const char *text, const char *expected) {
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    feel_program_print(compile(scope, text, NULL), &out);
    assert_str_equal(str_built(&out), expected);
}

// ---- Names, slots, types ----

static void test_name__is_normalised_or_refused(void **unused) {
    (void)unused;
    Str name;
    assert_true(feel_name_normalise(&arena, STR("  补助 \n 标准 "), &name));
    assert_str_equal(name, "补助 标准");
    assert_true(feel_name_normalise(&arena, STR("甲-乙/丙"), &name));
    const char *const refused[] = {"", " ", "1a", "a(b", "-a", "if", "true", "a:b", "“a”"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_false(feel_name_normalise(&arena, str_from_c(refused[i]), &name));
    }
    assert_true(feel_name_normalise(&arena, STR("iffy"), &name));
}

static void test_program__lists_slots_and_type(void **unused) {
    (void)unused;
    const FeelProgram *program = compile(&plain_scope, "if 日 = null then 数 else 数 + 1", NULL);
    size_t count;
    const size_t *slots = feel_program_slots(program, &count);
    assert_int_equal(count, 2);
    assert_int_equal(slots[0], N);
    assert_int_equal(slots[1], DAY);
    assert_int_equal(feel_program_type(program)->kind, FEEL_TYPE_NUMBER);
}

static void test_inner_scope__hides_the_outer(void **unused) {
    (void)unused;
    FeelName inner_names[] = {{{"数", 3}, FEEL_TYPE_OF(NUMBER), M, NULL}};
    FeelScope inner = {.names = inner_names, .count = 1, .outer = &plain_scope};
    size_t count;
    const size_t *slots = feel_program_slots(compile(&inner, "数", NULL), &count);
    assert_int_equal(count, 1);
    assert_int_equal(slots[0], M);
    // A longer name of the outer scope wins all the same.
    slots = feel_program_slots(compile(&inner, "另 数", NULL), &count);
    assert_int_equal(slots[0], M);
}

static void test_missing_slot__is_null(void **unused) {
    (void)unused;
    FeelColumn slots[SLOT_COUNT] = {[N] = numbers(2)};
    FeelColumn result = run(compile(&plain_scope, "文 = null and 数 >= 0", NULL), slots, 2);
    assert_true(feel_is_true(feel_column_get(&result, 1)));
}

static void test_expected_type__coerces_the_result(void **unused) {
    (void)unused;
    FeelColumn slots[SLOT_COUNT] = {[N] = numbers(3)};
    FeelCompileOptions options = {.expected = FEEL_TYPE_OF(STRING)};
    FeelColumn result = run(compile(&plain_scope, "[\"甲\"]", &options), slots, 1);
    assert_str_equal(feel_column_get(&result, 0).string, "甲");
    result = run(compile(&plain_scope, "数 + 1", &options), slots, 3);
    assert_true(feel_column_is_null(&result, 2));
    options.expected = feel_type_list_of(&arena, FEEL_TYPE_OF(NUMBER));
    result = run(compile(&plain_scope, "数", &options), slots, 3);
    assert_int_equal(feel_column_get(&result, 2).list.count, 1);
}

static void test_named_types__come_from_the_scope(void **unused) {
    (void)unused;
    FeelField fields[] = {{STR("a"), FEEL_TYPE_OF(NUMBER)}};
    FeelField types[] = {{STR("t 人"), feel_type_context_of(&arena, fields, 1)}};
    FeelScope scope = {.types = types, .type_count = 1};
    FeelColumn result = run(compile(&scope, "{a: 1} instance of t 人", NULL), NULL, 1);
    assert_true(feel_is_true(feel_column_get(&result, 0)));
    result = run(compile(&scope, "[{a: \"x\"}] instance of list<t 人>", NULL), NULL, 1);
    assert_true(feel_is_false(feel_column_get(&result, 0)));
}

// ---- Plans ----

static void test_plan__reads_well(void **unused) {
    (void)unused;
    assert_plan(&plain_scope, "数 / 另 数 <= 0.055",
                "r0 = slot 0\n"
                "r1 = slot 1\n"
                "r2 = divide r0 r1\n"
                "r3 = less_equal r2 0.055\n"
                "=> r3\n");
    assert_plan(&plain_scope, "if 数 > 1 + 1 then 数 * 2 else count([数])",
                "r0 = slot 0\n"
                "r1 = greater r0 2\n"
                "r2 = skip r1 unless true, 1 instructions\n"
                "r3 = multiply r0 2   where r2\n"
                "r4 = guard r1 if true\n"
                "    r0 = outer r0\n"
                "    r1 = list r0\n"
                "    r2 = call_builtin r1 \"count\"\n"
                "    => r2\n"
                "r5 = select r1 r3 r4 r2 r4\n"
                "=> r5\n");
    assert_plan(&plain_scope, "文 in (\"甲\", \"乙\")",
                "r0 = slot 2\n"
                "r1 = equal r0 \"甲\"\n"
                "r2 = equal r0 \"乙\"\n"
                "r3 = or r1 r2 -\n"
                "=> r3\n");
}

// ---- Chunks ----

static void test_batch__of_any_size_is_whole(void **unused) {
    (void)unused;
    const size_t sizes[] = {0, 1, 1023, 1024, 1025, 5000};
    const FeelProgram *program = compile(&plain_scope, "if 数 < 1030 then 数 * 2 else 数", NULL);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        FeelColumn slots[SLOT_COUNT] = {[N] = numbers(sizes[i])};
        FeelColumn result = run(program, slots, sizes[i]);
        for (size_t row = 0; row < sizes[i]; row++) {
            int64_t wanted = row < 1030 ? (int64_t)row * 2 : (int64_t)row;
            assert_int_equal(int_at(&result, row), wanted);
        }
    }
}

// A chunk whose sum does not fit comes out tagged; the ones before it were typed.
static void test_batch__changes_form_where_a_number_does_not_fit(void **unused) {
    (void)unused;
    FeelColumn column = numbers(3000);
    int64_t *data = NEW_ARRAY(&arena, int64_t, 3000);
    for (size_t i = 0; i < 3000; i++) data[i] = i == 2500 ? INT64_MAX : (int64_t)i;
    column.data = data;
    FeelColumn slots[SLOT_COUNT] = {[N] = column};
    FeelColumn result = run(compile(&plain_scope, "数 + 1", NULL), slots, 3000);
    assert_int_equal(int_at(&result, 10), 11);
    assert_int_equal(int_at(&result, 2999), 3000);
    Str text = feel_to_str(&arena, feel_column_get(&result, 2500));
    assert_str_equal(text, "9223372036854775808");
}

static void test_batch__keeps_nulls_of_every_chunk(void **unused) {
    (void)unused;
    FeelColumn column = numbers(2500);
    uint8_t *nulls = NEW_ARRAY(&arena, uint8_t, 2500);
    nulls[2000] = 1;
    column.nulls = nulls;
    FeelColumn slots[SLOT_COUNT] = {[N] = column};
    FeelColumn result = run(compile(&plain_scope, "数 - 1", NULL), slots, 2500);
    assert_true(feel_column_is_null(&result, 2000));
    assert_false(feel_column_is_null(&result, 1999));
    assert_int_equal(int_at(&result, 2001), 2000);
}

// ---- Definitions ----

static FeelValue call_double(void *user, FeelRun *evaluation, const FeelValue *arguments) {
    assert_ptr_equal(feel_run_user(evaluation), NULL);
    ++*(int *)user;
    return feel_number(decimal_add(arguments[0].number, arguments[0].number));
}

static const FeelType *number_function(size_t count) {
    FeelField *fields = NEW_ARRAY(&arena, FeelField, count);
    for (size_t i = 0; i < count; i++) {
        fields[i] = (FeelField){i == 0 ? STR("a") : STR("b"), FEEL_TYPE_OF(NUMBER)};
    }
    return feel_type_function_of(&arena, fields, count, FEEL_TYPE_OF(NUMBER));
}

static void test_definition__in_c_is_called_row_by_row(void **unused) {
    (void)unused;
    int calls = 0;
    FeelDefinition twice = {
        .name = STR("两倍"), .type = number_function(1), .call = call_double, .user = &calls};
    FeelName with[] = {{STR("两倍"), twice.type, 0, &twice}};
    FeelScope scope = {.names = with, .count = 1, .outer = &plain_scope};
    FeelColumn slots[SLOT_COUNT] = {[N] = numbers(5)};
    const FeelProgram *program = compile(&scope, "if 数 > 2 then 两倍(a: 数) else 0", NULL);
    FeelColumn result = run(program, slots, 5);
    assert_int_equal(int_at(&result, 4), 8);
    assert_int_equal(calls, 2); // for the rows that need it only
    size_t count;
    assert_ptr_equal(feel_program_calls(program, &count)[0], &twice);
    assert_int_equal(count, 1);
    result = run(compile(&scope, "(for f in [两倍, abs] return f(数))[1]", NULL), slots, 5);
    assert_int_equal(int_at(&result, 3), 6);
}

// A body sees its parameters first, then what it captures of the scope around.
static void test_definition__in_feel_captures_slots(void **unused) {
    (void)unused;
    FeelName body_names[] = {
        {STR("a"), FEEL_TYPE_OF(NUMBER), 0, NULL},
        {STR("b"), FEEL_TYPE_OF(NUMBER), 1, NULL},
        {STR("另 数"), FEEL_TYPE_OF(NUMBER), 2, NULL},
    };
    FeelScope body_scope = {.names = body_names, .count = 3};
    size_t captured[] = {M};
    FeelDefinition sum = {.name = STR("合计"),
                          .type = number_function(2),
                          .body = compile(&body_scope, "a * 100 + b * 10 + 另 数", NULL),
                          .captured = captured,
                          .captured_count = 1};
    FeelName with[] = {{STR("合计"), sum.type, 0, &sum}};
    FeelScope scope = {.names = with, .count = 1, .outer = &plain_scope};
    FeelColumn slots[SLOT_COUNT] = {[N] = numbers(2000), [M] = numbers(2000)};
    FeelColumn result = run(compile(&scope, "合计(b: 1, a: 数)", NULL), slots, 2000);
    assert_int_equal(int_at(&result, 1500), 150000 + 10 + 1500);
    result = run(compile(&scope, "(for x in [1, 2] return 合计(x, 数))[2]", NULL), slots, 2000);
    assert_int_equal(int_at(&result, 7), 200 + 70 + 7);
    result = run(compile(&scope, "(function(f) f(1, 2))(合计)", NULL), slots, 2000);
    assert_int_equal(int_at(&result, 1025), 100 + 20 + 1025);
    result = run(compile(&scope, "合计([\"x\"], 数)", NULL), slots, 2);
    assert_true(feel_column_is_null(&result, 1));
}

static void test_definition__may_call_itself(void **unused) {
    (void)unused;
    FeelDefinition *factorial = NEW(&arena, FeelDefinition);
    *factorial = (FeelDefinition){.name = STR("阶乘"), .type = number_function(1)};
    FeelName body_names[] = {
        {STR("a"), FEEL_TYPE_OF(NUMBER), 0, NULL},
        {STR("阶乘"), factorial->type, 0, factorial},
    };
    FeelScope body_scope = {.names = body_names, .count = 2};
    factorial->body = compile(&body_scope, "if a <= 1 then 1 else a * 阶乘(a - 1)", NULL);
    FeelName with[] = {{STR("阶乘"), factorial->type, 0, factorial}};
    FeelScope scope = {.names = with, .count = 1, .outer = &plain_scope};
    FeelColumn slots[SLOT_COUNT] = {[N] = numbers(16)};
    FeelColumn result = run(compile(&scope, "阶乘(数)", NULL), slots, 16);
    assert_int_equal(int_at(&result, 0), 1);
    assert_int_equal(int_at(&result, 5), 120);
    assert_int_equal(int_at(&result, 15), 1307674368000);
}

static void test_wrong_call__is_a_fault_with_a_hint(void **unused) {
    (void)unused;
    FeelDefinition sum = {.name = STR("合计"), .type = number_function(2)};
    FeelName with[] = {{STR("合计"), sum.type, 0, &sum}};
    FeelScope scope = {.names = with, .count = 1};
    const char *const wrong[] = {"合计(1)", "合计(a: 1, c: 2)", "合计(a: 1, a: 2)"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Source source = {STR("<test>"), str_from_c(wrong[i])};
        Diagnostics diagnostics = {.arena = &arena};
        const FeelProgram *program =
            feel_compile(&arena, &scope, &source, (SourceRange){0, source.text.length}, NULL,
                         &diagnostics);
        assert_null(program);
        assert_str_equal(diagnostics.items[0].message, "函数 “合计” 的参数不对");
        assert_str_equal(diagnostics.items[0].hint, "写法：合计(a, b)");
    }
}

// ---- A part of a text ----

static void test_range__of_a_larger_text_is_compiled(void **unused) {
    (void)unused;
    Source source = {STR("表.md"), STR("| 数 > 1 | 数 > x |\n| 1 + 1 |")};
    Diagnostics diagnostics = {.arena = &arena};
    const FeelProgram *program = feel_compile(&arena, &plain_scope, &source,
                                              (SourceRange){2, 9}, NULL, &diagnostics);
    assert_non_null(program);
    program = feel_compile(&arena, &plain_scope, &source, (SourceRange){12, 19}, NULL,
                           &diagnostics);
    assert_null(program);
    assert_int_equal(diagnostics.items[0].range.from, 18);
    assert_int_equal(diagnostics.items[0].range.to, 19);
}

// ---- Limits ----

static void test_steps__have_a_limit(void **unused) {
    (void)unused;
    FeelRunOptions options = {.arena = &arena, .today = DATE_ABSENT, .steps_max = 100};
    FeelRun *evaluation = feel_run_new_in(&arena, &options);
    FeelColumn slots[SLOT_COUNT] = {[N] = numbers(200)}, column;
    FeelBatch batch = {slots, SLOT_COUNT, 200};
    Error error = {0};
    const FeelProgram *program = compile(&plain_scope, "数 + 1", NULL);
    assert_false(feel_run_batch(evaluation, program, &batch, &column, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    assert_string_equal(error.code, "LIMIT_STEPS");
    batch.row_count = 100; // the run can be used again
    assert_true(feel_run_batch(evaluation, program, &batch, &column, &error));
    feel_run_close(evaluation);
}

// ---- Threads ----

#define THREADS 8

static const FeelProgram *shared_program;

static void *work(void *user) {
    Arena own = {0};
    int64_t start = *(const int64_t *)user;
    int64_t data[2000];
    for (int64_t i = 0; i < 2000; i++) data[i] = start + i;
    FeelColumn slots[SLOT_COUNT] = {[N] = {.form = FEEL_COLUMN_SCALED, .data = data}};
    FeelRunOptions options = {.arena = &own, .today = DATE_ABSENT};
    FeelRun *evaluation = feel_run_new_in(&own, &options);
    FeelBatch batch = {slots, SLOT_COUNT, 2000};
    intptr_t wrong = 0;
    for (int round = 0; round < 5; round++) {
        FeelColumn column;
        if (!feel_run_batch(evaluation, shared_program, &batch, &column, NULL)) wrong++;
        for (size_t row = 0; row < 2000; row += 97) {
            int64_t number = 0;
            FeelValue value = feel_column_get(&column, row);
            if (!decimal_to_int64(value.number, &number) || number != data[row] * 3 + 3) wrong++;
        }
    }
    feel_run_close(evaluation);
    arena_release(&own);
    return (void *)wrong;
}

static void test_program__is_shared_by_threads(void **unused) {
    (void)unused;
    shared_program =
        compile(&plain_scope, "sum(for x in [1, 2, 3] return (function(y) y + 数)(1))", NULL);
    pthread_t threads[THREADS];
    int64_t starts[THREADS];
    for (int i = 0; i < THREADS; i++) {
        starts[i] = i * 1000;
        assert_int_equal(pthread_create(&threads[i], NULL, work, &starts[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_int_equal((intptr_t)wrong, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_name__is_normalised_or_refused, release),
        cmocka_unit_test_teardown(test_program__lists_slots_and_type, release),
        cmocka_unit_test_teardown(test_inner_scope__hides_the_outer, release),
        cmocka_unit_test_teardown(test_missing_slot__is_null, release),
        cmocka_unit_test_teardown(test_expected_type__coerces_the_result, release),
        cmocka_unit_test_teardown(test_named_types__come_from_the_scope, release),
        cmocka_unit_test_teardown(test_plan__reads_well, release),
        cmocka_unit_test_teardown(test_batch__of_any_size_is_whole, release),
        cmocka_unit_test_teardown(test_batch__changes_form_where_a_number_does_not_fit, release),
        cmocka_unit_test_teardown(test_batch__keeps_nulls_of_every_chunk, release),
        cmocka_unit_test_teardown(test_definition__in_c_is_called_row_by_row, release),
        cmocka_unit_test_teardown(test_definition__in_feel_captures_slots, release),
        cmocka_unit_test_teardown(test_definition__may_call_itself, release),
        cmocka_unit_test_teardown(test_wrong_call__is_a_fault_with_a_hint, release),
        cmocka_unit_test_teardown(test_range__of_a_larger_text_is_compiled, release),
        cmocka_unit_test_teardown(test_steps__have_a_limit, release),
        cmocka_unit_test_teardown(test_program__is_shared_by_threads, release),
    };
    return RUN_TESTS(tests);
}
