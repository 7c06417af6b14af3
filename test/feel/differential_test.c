// SPDX-License-Identifier: Apache-2.0
// Random expressions over random columns: a batch of N says, row by row, what N batches of one
// say, in values and in warnings; typed columns say what tagged ones say; and it makes no
// difference whether somebody listens.
#include "test.h"

#include "feel/builtin.h"

#define ROWS 40
#define EXPRESSIONS 3000
#define INPUTS 10

static Arena arena; // for one expression

// ---- Randomness: the same on every machine ----

static uint64_t state = 20231016;

static uint32_t random_below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % bound);
}

static bool one_in(uint32_t n) { return random_below(n) == 0; }

// ---- Columns ----

typedef struct Input {
    const char *name;
    FeelTypeKind type;
    FeelColumnForm form;
    int scale;
    bool has_nulls;
} Input;

static const Input inputs[INPUTS] = {
    {"人数", FEEL_TYPE_NUMBER, FEEL_COLUMN_SCALED, 0, false},
    {"金额", FEEL_TYPE_NUMBER, FEEL_COLUMN_SCALED, 2, true},
    {"比 例", FEEL_TYPE_NUMBER, FEEL_COLUMN_SCALED, 4, false},
    {"大数", FEEL_TYPE_NUMBER, FEEL_COLUMN_SCALED, 0, false},
    {"类别", FEEL_TYPE_STRING, FEEL_COLUMN_CODES, 0, true},
    {"地区", FEEL_TYPE_STRING, FEEL_COLUMN_CODES, 0, false},
    {"起", FEEL_TYPE_DATE, FEEL_COLUMN_DATES, 0, false},
    {"止", FEEL_TYPE_DATE, FEEL_COLUMN_DATES, 0, true},
    {"是", FEEL_TYPE_BOOLEAN, FEEL_COLUMN_TRUTH, 0, true},
    {"名册", FEEL_TYPE_LIST, FEEL_COLUMN_VALUES, 0, false},
};

static const Str texts[] = {{"a", 1}, {"b", 1}, {"c", 1}, {"", 0}};

static int64_t random_number(const Input *input) {
    if (input->scale == 0 && input->name[0] == "大"[0] && input->name[1] == "大"[1] && one_in(3)) {
        return one_in(2) ? INT64_MAX - (int64_t)random_below(3) : -INT64_MAX;
    }
    return (int64_t)random_below(one_in(3) ? 12 : 5000) - 6;
}

static FeelValue random_list(void) {
    size_t count = random_below(4);
    FeelValue *items = NEW_ARRAY(&arena, FeelValue, count);
    for (size_t i = 0; i < count; i++) {
        if (!one_in(6)) items[i] = feel_int((int64_t)random_below(6));
    }
    return feel_list(items, count);
}

static FeelColumn random_column(const Input *input) {
    FeelColumn column = {.form = input->form,
                         .scale = input->scale,
                         .dictionary = texts,
                         .dictionary_count = sizeof texts / sizeof texts[0]};
    int64_t *numbers = NEW_ARRAY(&arena, int64_t, ROWS);
    int32_t *codes = NEW_ARRAY(&arena, int32_t, ROWS);
    uint8_t *truths = NEW_ARRAY(&arena, uint8_t, ROWS), *nulls = NEW_ARRAY(&arena, uint8_t, ROWS);
    FeelValue *values = NEW_ARRAY(&arena, FeelValue, ROWS);
    for (size_t row = 0; row < ROWS; row++) {
        nulls[row] = input->has_nulls && one_in(4);
        numbers[row] = nulls[row] ? 0 : random_number(input);
        if (input->form == FEEL_COLUMN_DATES && !nulls[row]) numbers[row] += 19600;
        codes[row] = nulls[row] ? 0 : (int32_t)random_below(4);
        truths[row] = (uint8_t)random_below(3);
        values[row] = random_list();
    }
    if (input->has_nulls && input->form != FEEL_COLUMN_TRUTH) column.nulls = nulls;
    column.data = input->form == FEEL_COLUMN_CODES    ? (const void *)codes
                  : input->form == FEEL_COLUMN_TRUTH  ? (const void *)truths
                  : input->form == FEEL_COLUMN_VALUES ? (const void *)values
                                                      : (const void *)numbers;
    return column;
}

static FeelColumn tagged(const FeelColumn *column, size_t from, size_t count) {
    FeelValue *values = NEW_ARRAY(&arena, FeelValue, count);
    for (size_t i = 0; i < count; i++) values[i] = feel_column_get(column, from + i);
    return feel_column_values(values);
}

// ---- Expressions ----

static void put_number(StrBuilder *out, int depth);
static void put_boolean(StrBuilder *out, int depth);
static void put_list(StrBuilder *out, int depth);

static const char *pick(const char *const *choices, uint32_t count) {
    return choices[random_below(count)];
}

#define PICK(...)                                                                                  \
    pick((const char *const[]){__VA_ARGS__},                                                       \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

// What kernels exist for beside the operators.
static void put_rounded(StrBuilder *out, int depth) {
    uint32_t choice = random_below(4);
    if (choice == 0) {
        str_put_format(out, "%s(", PICK("floor", "ceiling", "abs"));
        put_number(out, depth);
        str_put_char(out, ')');
    } else if (choice == 1) {
        str_put_format(out, "%s(", PICK("round half up", "round half down", "round up",
                                        "round down", "decimal"));
        put_number(out, depth);
        str_put_format(out, ", %s)", PICK("0", "1", "2", "-1", "-3", "人数"));
    } else if (choice == 2) {
        str_put_char(out, '(');
        put_number(out, depth);
        str_put_format(out, " / %s)", PICK("100", "4", "-8", "0.5", "3", "1e3", "0", "2.5"));
    } else {
        str_put_format(out, "%s.%s", PICK("起", "止", "(起 - @\"P1M\")", "(止 + @\"P1Y\")"),
                       PICK("year", "month", "day", "weekday"));
    }
}

static void put_number(StrBuilder *out, int depth) {
    uint32_t choice = random_below(depth > 0 ? 14 : 3);
    if (choice == 0) {
        str_put_format(out, "%s", PICK("0", "1", "2.5", "0.055", "-3", "100", "1e2", "null"));
    } else if (choice < 3) {
        str_put_format(out, "%s", PICK("人数", "金额", "比 例", "大数"));
    } else if (choice < 8) {
        str_put_char(out, '(');
        put_number(out, depth - 1);
        str_put_format(out, " %s ", PICK("+", "-", "*", "/", "+", "*"));
        put_number(out, depth - 1);
        str_put_char(out, ')');
    } else if (choice == 8) {
        str_put(out, STR("(if "));
        put_boolean(out, depth - 1);
        str_put(out, STR(" then "));
        put_number(out, depth - 1);
        str_put(out, STR(" else "));
        put_number(out, depth - 1);
        str_put_char(out, ')');
    } else if (choice == 9) {
        str_put_format(out, "%s(", PICK("min", "max", "sum"));
        put_number(out, depth - 1);
        str_put(out, STR(", "));
        put_number(out, depth - 1);
        str_put_char(out, ')');
    } else if (choice == 10) {
        str_put(out, STR("count("));
        put_list(out, depth - 1);
        str_put_char(out, ')');
    } else if (choice == 11) {
        str_put(out, STR("-("));
        put_number(out, depth - 1);
        str_put_char(out, ')');
    } else {
        put_rounded(out, depth - 1);
    }
}

static void put_text(StrBuilder *out) {
    str_put_format(out, "%s", PICK("类别", "地区", "\"a\"", "\"b\"", "\"z\"", "null",
                                   "upper case(类别)", "(地区 + \"b\")"));
}

static void put_date(StrBuilder *out) {
    str_put_format(out, "%s", PICK("起", "止", "@\"2023-10-16\"", "(起 + @\"P5D\")", "(止 - @\"P1M\")",
                                   "null"));
}

static void put_comparison(StrBuilder *out, int depth) {
    const char *sign = PICK("=", "!=", "<", "<=", ">", ">=");
    uint32_t choice = random_below(7);
    if (choice < 3) {
        put_number(out, depth - 1);
        str_put_format(out, " %s ", sign);
        put_number(out, depth - 1);
    } else if (choice == 3) {
        put_text(out);
        str_put_format(out, " %s ", sign);
        put_text(out);
    } else if (choice == 4) {
        put_date(out);
        str_put_format(out, " %s ", sign);
        put_date(out);
    } else if (choice == 5) {
        str_put_format(out, "%s / %s %s %s", PICK("人数", "金额", "比 例", "大数"),
                       PICK("人数", "金额", "比 例", "大数"), sign,
                       PICK("0.055", "0.2", "5", "-1", "0", "0.3333"));
    } else {
        str_put_format(out, "是 %s ", PICK("=", "!="));
        str_put_format(out, "%s", PICK("true", "false", "null", "是"));
    }
}

static void put_test(StrBuilder *out, int depth) {
    uint32_t choice = random_below(4);
    if (choice == 0) {
        put_number(out, depth - 1);
        str_put_format(out, " in %s",
                       PICK("[1..100]", "(0..2.5]", "(< 5, > 100)", "[5..1]", "(1, 2, 金额)",
                            "[人数..金额]", "[1, [2..9]]", "(null..5]"));
    } else if (choice == 1) {
        put_text(out);
        str_put_format(out, " in %s", PICK("(\"a\", \"b\")", "[\"a\", 地区]", "\"c\"", "> \"a\""));
    } else if (choice == 2) {
        put_date(out);
        str_put_format(out, " between %s and %s", PICK("起", "@\"2023-09-01\"", "null"),
                       PICK("止", "@\"2023-12-31\"", "@\"2020-01-01\""));
    } else {
        put_number(out, depth - 1);
        str_put_format(out, " between %s and %s", PICK("0", "人数", "2.5", "null"),
                       PICK("100", "金额", "99.99", "-5"));
    }
}

static void put_boolean(StrBuilder *out, int depth) {
    uint32_t choice = random_below(depth > 0 ? 10 : 2);
    str_put_char(out, '(');
    if (choice < 1) {
        str_put_format(out, "%s", PICK("是", "true", "false", "null"));
    } else if (choice < 4) {
        put_comparison(out, depth);
    } else if (choice < 6) {
        put_test(out, depth);
    } else if (choice < 8) {
        put_boolean(out, depth - 1);
        str_put_format(out, " %s ", PICK("and", "or"));
        put_boolean(out, depth - 1);
    } else if (choice == 8) {
        str_put(out, STR("not("));
        put_boolean(out, depth - 1);
        str_put_char(out, ')');
    } else {
        str_put_format(out, "%s x in ", PICK("some", "every"));
        put_list(out, depth - 1);
        str_put(out, STR(" satisfies x > "));
        put_number(out, depth - 1);
    }
    str_put_char(out, ')');
}

static void put_list(StrBuilder *out, int depth) {
    uint32_t choice = random_below(depth > 0 ? 6 : 2);
    if (choice < 2) {
        str_put_format(out, "%s", PICK("名册", "[1, 2, 3]", "[]", "名册", "null"));
    } else if (choice == 2) {
        str_put_char(out, '[');
        put_number(out, depth - 1);
        str_put(out, STR(", "));
        put_number(out, depth - 1);
        str_put_char(out, ']');
    } else if (choice == 3) {
        str_put(out, STR("(for x in "));
        put_list(out, depth - 1);
        str_put(out, STR(" return x + "));
        put_number(out, depth - 1);
        str_put_char(out, ')');
    } else if (choice == 4) {
        put_list(out, depth - 1);
        str_put(out, STR("[item > "));
        put_number(out, depth - 1);
        str_put_char(out, ']');
    } else {
        str_put(out, STR("(for x in 名册, y in "));
        put_list(out, depth - 1);
        str_put(out, STR(" return (function(p: number) p * x)(y))"));
    }
}

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
    for (int i = 0; i < EXPRESSIONS; i++) {
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
