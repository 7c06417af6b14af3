// SPDX-License-Identifier: Apache-2.0
// Random expressions over random columns: a batch of N says, row by row, what N batches of one
// say, in values and in warnings; typed columns say what tagged ones say; and it makes no
// difference whether somebody listens.
#include "test.h"

#define RANDOM_ROWS 70 // more than one word of bits
#include "random_feel.h"

#define ROWS RANDOM_ROWS
#define EXPRESSIONS 4000

// ---- Expressions ----

static Str random_expression(void) {
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    uint32_t choice = random_below(3);
    if (choice == 0) put_number(&out, 4);
    else if (choice == 1) put_boolean(&out, 4);
    else put_list(&out, 3);
    return str_built(&out);
}

// ---- Running ----

typedef struct Listener {
    StrBuilder messages[ROWS];
    size_t row_offset;
} Listener;

static void listen(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    Listener *listener = user;
    (void)source;
    StrBuilder *out = &listener->messages[listener->row_offset + row];
    str_put_format(out, "%zu-%zu %.*s\n", range.from, range.to, STR_ARG(message));
}

typedef struct Outcome {
    Str values[ROWS];
    Listener *listener; // NULL = nobody listened
} Outcome;

static void run(const FeelProgram *program, const FeelColumn *slots, size_t first, size_t rows,
                Outcome *outcome) {
    FeelRunOptions options = {.arena = &arena, .today = DATE_ABSENT};
    if (outcome->listener) {
        options.warn = listen;
        options.warn_user = outcome->listener;
        outcome->listener->row_offset = first;
    }
    FeelRun *evaluation = feel_run_new_in(&arena, &options);
    FeelBatch batch = {slots, INPUTS, rows};
    FeelColumn column;
    Error error = {0};
    bool ok = feel_run_batch(evaluation, program, &batch, &column, &error);
    feel_run_close(evaluation);
    assert_true(ok);
    for (size_t row = 0; row < rows; row++) {
        outcome->values[first + row] = feel_to_source(&arena, feel_column_get(&column, row));
    }
}

static Outcome outcome_new(bool listens) {
    Outcome outcome = {0};
    if (!listens) return outcome;
    outcome.listener = NEW(&arena, Listener);
    for (size_t row = 0; row < ROWS; row++) {
        str_builder_init(&outcome.listener->messages[row], &arena, 0);
    }
    return outcome;
}

static void compare(Str expression, const char *what, const Outcome *got, const Outcome *wanted) {
    for (size_t row = 0; row < ROWS; row++) {
        if (!str_equal(got->values[row], wanted->values[row])) {
            print_error("%.*s\n%s, row %zu: got %.*s, expected %.*s\n", STR_ARG(expression), what,
                        row, STR_ARG(got->values[row]), STR_ARG(wanted->values[row]));
            fail();
        }
        if (!got->listener || !wanted->listener) continue;
        Str a = str_built(&got->listener->messages[row]);
        Str b = str_built(&wanted->listener->messages[row]);
        if (!str_equal(a, b)) {
            print_error("%.*s\n%s, row %zu warns:\n%.*sexpected:\n%.*s", STR_ARG(expression), what,
                        row, STR_ARG(a), STR_ARG(b));
            fail();
        }
    }
}

static void check_expression(bool is_typed_scope) {
    FeelName names[INPUTS];
    FeelColumn typed[INPUTS], values[INPUTS], single[INPUTS];
    const FeelType *numbers = feel_type_list_of(&arena, FEEL_TYPE_OF(NUMBER));
    for (size_t i = 0; i < INPUTS; i++) {
        typed[i] = random_column(&inputs[i]);
        values[i] = tagged(&typed[i], 0, ROWS);
        const FeelType *type =
            inputs[i].type == FEEL_TYPE_LIST ? numbers : &feel_simple_types[inputs[i].type];
        names[i] = (FeelName){.name = str_from_c(inputs[i].name),
                              .type = is_typed_scope ? type : FEEL_TYPE_OF(ANY),
                              .slot = i};
    }
    FeelScope scope = {.names = names, .count = INPUTS};
    Source source = {STR("<random>"), random_expression()};
    Diagnostics diagnostics = {.arena = &arena};
    const FeelProgram *program =
        feel_compile(&arena, &scope, &source, (SourceRange){0, source.text.length}, NULL,
                     &diagnostics);
    if (!program) {
        print_error("%.*s\n%.*s\n", STR_ARG(source.text), STR_ARG(diagnostics.items[0].message));
        fail();
    }
    Outcome expected = outcome_new(true);
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < INPUTS; i++) single[i] = tagged(&typed[i], row, 1);
        run(program, single, row, 1, &expected);
    }
    for (int pass = 0; pass < 4; pass++) {
        Outcome batch = outcome_new(pass % 2 == 0);
        run(program, pass < 2 ? typed : values, 0, ROWS, &batch);
        compare(source.text, pass < 2 ? "typed batch" : "tagged batch", &batch, &expected);
    }
}

static void test_batch__says_what_batches_of_one_say(void **unused) {
    (void)unused;
    for (size_t i = 0; i < EXPRESSIONS * random_rounds(); i++) {
        check_expression(i % 2 == 0);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_batch__says_what_batches_of_one_say),
    };
    return RUN_TESTS(tests);
}
