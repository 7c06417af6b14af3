// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_RANDOM_FEEL_H
#define TEST_RANDOM_FEEL_H
// Random columns and random typed FEEL expressions over them, the same on every machine, for tests
// that hold two ways of computing against each other. A test sets RANDOM_ROWS before it includes
// this, adds names of its own to `random_names`, and multiplies its rounds by
// JIUYE_DIFFERENTIAL_ROUNDS for a longer run.

#include "feel/builtin.h"
#include "feel/program.h"

#include <stdlib.h>

#define INPUTS 10

static Arena arena; // for one expression

// ---- Randomness: the same on every machine ----

static uint64_t state = 20231016;

static uint32_t random_below(uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % bound);
}

static bool one_in(uint32_t n) { return random_below(n) == 0; }

// How many times as long as usual the test is to run.
static size_t random_rounds(void) {
    const char *wanted = getenv("JIUYE_DIFFERENTIAL_ROUNDS");
    int64_t rounds;
    return wanted && str_to_int64(str_from_c(wanted), &rounds) && rounds > 0 ? (size_t)rounds : 1;
}

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
    int64_t *numbers = NEW_ARRAY(&arena, int64_t, RANDOM_ROWS);
    int32_t *codes = NEW_ARRAY(&arena, int32_t, RANDOM_ROWS);
    uint8_t *truths = NEW_ARRAY(&arena, uint8_t, RANDOM_ROWS);
    uint8_t *nulls = NEW_ARRAY(&arena, uint8_t, RANDOM_ROWS);
    FeelValue *values = NEW_ARRAY(&arena, FeelValue, RANDOM_ROWS);
    for (size_t row = 0; row < RANDOM_ROWS; row++) {
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

// ---- Names ----

#define RANDOM_NAMES_MAX 24

typedef struct RandomNames { // what an expression of a type may say
    const char *items[RANDOM_NAMES_MAX];
    uint32_t count;
} RandomNames;

enum { NUMBERS, TEXTS, DATES, TRUTHS, RANDOM_KINDS };

static RandomNames random_names[RANDOM_KINDS] = {
    [NUMBERS] = {{"人数", "金额", "比 例", "大数"}, 4},
    [TEXTS] = {{"类别", "地区"}, 2},
    [DATES] = {{"起", "止"}, 2},
    [TRUTHS] = {{"是"}, 1},
};

static const char *random_name(int kind) {
    return random_names[kind].items[random_below(random_names[kind].count)];
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
        str_put_format(out, "%s", random_name(NUMBERS));
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
    if (one_in(3)) str_put_format(out, "%s", random_name(TEXTS));
    else {
        str_put_format(out, "%s", PICK("类别", "\"a\"", "\"b\"", "\"z\"", "null",
                                       "upper case(类别)", "(地区 + \"b\")"));
    }
}

static void put_date(StrBuilder *out) {
    if (one_in(2)) str_put_format(out, "%s", random_name(DATES));
    else {
        str_put_format(out, "%s", PICK("@\"2023-10-16\"", "(起 + @\"P5D\")", "(止 - @\"P1M\")",
                                       "(起 + @\"P1Y\")", "null"));
    }
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
        const char *left = random_name(NUMBERS), *right = random_name(NUMBERS);
        str_put_format(out, "%s / %s %s %s", left, right, sign,
                       PICK("0.055", "0.2", "5", "-1", "0", "0.3333"));
    } else {
        str_put_format(out, "%s %s ", random_name(TRUTHS), PICK("=", "!="));
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
        if (one_in(3)) str_put_format(out, "%s", PICK("true", "false", "null"));
        else str_put_format(out, "%s", random_name(TRUTHS));
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

#endif
