// SPDX-License-Identifier: Apache-2.0
// The public interface: what include/feel.h promises, and that it keeps it when memory runs out.
#include "feel.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static FeelExpression *opened(const char *text, const char *names_json) {
    FeelExpression *expression;
    assert_int_equal(feel_expression_open(NULL, text, NULL, names_json, &expression), FEEL_OK);
    return expression;
}

static FeelAnswer *answered(const FeelExpression *expression, const char *context_json) {
    FeelAnswer *answer;
    assert_int_equal(feel_expression_evaluate(expression, context_json, NULL, &answer), FEEL_OK);
    return answer;
}

static void test_expression__is_evaluated_again_and_again(void **unused) {
    (void)unused;
    FeelExpression *expression = opened("领取人数 / 参保人数 <= 0.055",
                                        "{\"领取人数\": \"number\", \"参保人数\": \"number\"}");
    assert_string_equal(feel_expression_type(expression), "boolean");
    FeelAnswer *answer = answered(expression, "{\"领取人数\": 11, \"参保人数\": 200}");
    int value = 0;
    assert_true(feel_answer_boolean(answer, &value));
    assert_int_equal(value, 1);
    assert_string_equal(feel_answer_json(answer), "true");
    feel_answer_close(answer);
    answer = answered(expression, "{\"领取人数\": 12, \"参保人数\": 200, \"别的\": 1}");
    assert_string_equal(feel_answer_json(answer), "false");
    feel_answer_close(answer);
    feel_expression_close(expression);
}

static void test_answer__has_the_form_it_says(void **unused) {
    (void)unused;
    FeelExpression *expression = opened("x", "{\"x\": \"date\"}");
    FeelAnswer *answer = answered(expression, "{\"x\": \"2023-10-16\"}");
    const char *text = NULL;
    int64_t number;
    assert_int_equal(feel_answer_kind(answer), FEEL_ANSWER_TEMPORAL);
    assert_true(feel_answer_string(answer, &text));
    assert_string_equal(text, "2023-10-16");
    assert_false(feel_answer_int64(answer, &number));
    feel_answer_close(answer);
    feel_expression_close(expression);

    expression = opened("{数: [1.50, \"甲\", null]}", NULL);
    assert_string_equal(feel_expression_type(expression), "context<数: list<Any>>");
    answer = answered(expression, NULL);
    assert_int_equal(feel_answer_kind(answer), FEEL_ANSWER_CONTEXT);
    assert_string_equal(feel_answer_json(answer), "{\"数\":[1.5,\"甲\",null]}");
    assert_false(feel_answer_string(answer, &text));
    feel_answer_close(answer);
    feel_expression_close(expression);
}

static void test_numbers__come_out_whole(void **unused) {
    (void)unused;
    FeelExpression *expression = opened("2 ** 62 + 0.5 * 2", NULL);
    FeelAnswer *answer = answered(expression, NULL);
    int64_t number = 0;
    double real = 0;
    assert_true(feel_answer_int64(answer, &number));
    assert_int_equal(number, 4611686018427387905);
    assert_true(feel_answer_double(answer, &real));
    assert_true(real > 4.6e18 && real < 4.7e18);
    feel_answer_close(answer);
    feel_expression_close(expression);
}

static void test_faults__are_notes_with_a_place(void **unused) {
    (void)unused;
    FeelExpression *expression;
    FeelStatus status = feel_expression_open(NULL, "1 +\n 补助标淮", NULL,
                                             "{\"补助标准\": \"number\"}", &expression);
    assert_int_equal(status, FEEL_BAD_EXPRESSION);
    assert_int_equal(feel_expression_note_count(expression), 1);
    const FeelNote *note = feel_expression_note(expression, 0);
    assert_int_equal(note->severity, FEEL_ERROR);
    assert_int_equal(note->from, 5);
    assert_int_equal(note->to, 17);
    assert_int_equal(note->line, 2);
    assert_int_equal(note->column, 2);
    assert_string_equal(note->message, "未知的名称 “补助标淮”");
    assert_string_equal(note->hint, "是不是 “补助标准”？");
    assert_string_equal(note->file, "<expression>");
    assert_string_equal(feel_expression_report(expression),
                        "<expression>:2:2: 错误: 未知的名称 “补助标淮”\n"
                        "   补助标淮\n"
                        "   ^^^^^^^^\n"
                        "  提示: 是不是 “补助标准”？\n");
    assert_null(feel_expression_note(expression, 1));
    FeelAnswer *answer;
    status = feel_expression_evaluate(expression, NULL, NULL, &answer);
    assert_int_equal(status, FEEL_BAD_EXPRESSION);
    assert_string_equal(feel_answer_json(answer), "null");
    feel_answer_close(answer);
    feel_expression_close(expression);
}

static void test_null__says_why(void **unused) {
    (void)unused;
    FeelExpression *expression = opened("1 / x", "{\"x\": \"number\"}");
    FeelAnswer *answer = answered(expression, "{\"x\": 0}");
    assert_int_equal(feel_answer_kind(answer), FEEL_ANSWER_NULL);
    assert_int_equal(feel_answer_note_count(answer), 1);
    assert_int_equal(feel_answer_note(answer, 0)->severity, FEEL_WARNING);
    assert_string_equal(feel_answer_note(answer, 0)->message, "“/”：除数是0");
    assert_int_equal(feel_answer_note(answer, 0)->to, 5);
    assert_string_equal(feel_answer_report(answer), "<expression>:1:1: 警告: “/”：除数是0\n"
                                                    "  1 / x\n"
                                                    "  ^^^^^\n");
    feel_answer_close(answer);
    feel_expression_close(expression);
}

static void test_bad_input__is_refused(void **unused) {
    (void)unused;
    FeelExpression *expression;
    FeelAnswer *answer;
    const char *const names[] = {"[1]", "{\"x\": 5}", "{\"x\": \"nubmer\"}", "{\"1\": null}", "{"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        FeelStatus status = feel_expression_open(NULL, "1", NULL, names[i], &expression);
        assert_int_equal(status, FEEL_BAD_INPUT);
        assert_true(feel_expression_note_count(expression) > 0);
        feel_expression_close(expression);
    }
    expression = opened("x", "{\"x\": \"number\"}");
    const char *const contexts[] = {"{\"x\": \"a\"}", "[]", "{", "{\"x\": {}}"};
    for (size_t i = 0; i < sizeof contexts / sizeof contexts[0]; i++) {
        FeelStatus status = feel_expression_evaluate(expression, contexts[i], NULL, &answer);
        assert_int_equal(status, FEEL_BAD_INPUT);
        assert_int_equal(feel_answer_note_count(answer), 1);
        assert_int_equal(feel_answer_kind(answer), FEEL_ANSWER_NULL);
        feel_answer_close(answer);
    }
    assert_int_equal(feel_expression_evaluate(expression, NULL, "2023-13-01", &answer),
                     FEEL_BAD_INPUT);
    feel_answer_close(answer);
    feel_expression_close(expression);
}

static void test_unary_tests__test_their_input(void **unused) {
    (void)unused;
    FeelExpression *expression;
    assert_int_equal(
        feel_expression_open(NULL, "[16..限龄), 30", "number", "{\"限龄\": \"number\"}", &expression),
        FEEL_OK);
    FeelAnswer *answer = answered(expression, "{\"?\": 24, \"限龄\": 25}");
    assert_string_equal(feel_answer_json(answer), "true");
    feel_answer_close(answer);
    answer = answered(expression, "{\"?\": 25, \"限龄\": 25}");
    assert_string_equal(feel_answer_json(answer), "false");
    feel_answer_close(answer);
    feel_expression_close(expression);
}

static void test_today__is_given(void **unused) {
    (void)unused;
    FeelExpression *expression = opened("today()", NULL);
    FeelAnswer *answer;
    assert_int_equal(feel_expression_evaluate(expression, NULL, "2023-10-16", &answer), FEEL_OK);
    assert_string_equal(feel_answer_json(answer), "\"2023-10-16\"");
    feel_answer_close(answer);
    answer = answered(expression, NULL);
    assert_int_equal(feel_answer_kind(answer), FEEL_ANSWER_NULL);
    feel_answer_close(answer);
    feel_expression_close(expression);
}

static void test_limits__are_named(void **unused) {
    (void)unused;
    FeelOptions options = {.steps_max = 1000};
    FeelExpression *expression;
    FeelAnswer *answer;
    assert_int_equal(feel_expression_open(&options, "count(for x in 1..5000 return x * x)", NULL,
                                          NULL, &expression),
                     FEEL_OK);
    assert_int_equal(feel_expression_evaluate(expression, NULL, NULL, &answer), FEEL_OVER_LIMIT);
    assert_string_equal(feel_answer_note(answer, 0)->code, "LIMIT_STEPS");
    feel_answer_close(answer);
    feel_expression_close(expression);
}

// A text of `unit` so many times, between two ends.
static char *repeated(const char *before, const char *unit, size_t count, const char *after) {
    size_t unit_length = strlen(unit), before_length = strlen(before);
    char *text = malloc(before_length + unit_length * count + strlen(after) + 1);
    char *end = memcpy(text, before, before_length);
    end += before_length;
    for (size_t i = 0; i < count; i++, end += unit_length) memcpy(end, unit, unit_length);
    memcpy(end, after, strlen(after) + 1);
    return text;
}

// Chains near the limit, each in the brackets of the next: deeper than any stack.
static char *chains_in_chains(size_t count) {
    char *text = repeated("", "(", count, "1");
    for (size_t i = 0; i < count; i++) {
        char *longer = repeated(text, "+1", FEEL_CHAIN_MAX - 10, ")");
        free(text);
        text = longer;
    }
    return text;
}

static void test_limits_of_the_text__are_named(void **unused) {
    (void)unused;
    struct {
        char *text;
        const char *code;
    } cases[] = {
        {repeated("\"", "甲", FEEL_TEXT_BYTES_MAX / 3, "\""), "LIMIT_TEXT"},
        {repeated("1", "(", FEEL_DEPTH_MAX, ""), "LIMIT_DEPTH"},
        {repeated("1", "+1", FEEL_CHAIN_MAX, ""), "LIMIT_CHAIN"},
        {repeated("[1]", "[1]", FEEL_CHAIN_MAX, ""), "LIMIT_CHAIN"},
        {chains_in_chains(90), "LIMIT_CHAIN"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        FeelExpression *expression;
        FeelStatus status = feel_expression_open(NULL, cases[i].text, NULL, NULL, &expression);
        assert_int_equal(status, FEEL_OVER_LIMIT);
        assert_string_equal(feel_expression_note(expression, 0)->code, cases[i].code);
        feel_expression_close(expression);
        free(cases[i].text);
    }
}

static void test_limits_of_json__are_named(void **unused) {
    (void)unused;
    FeelExpression *expression;
    FeelAnswer *answer;
    char *deep = repeated("{\"x\": ", "[", FEEL_JSON_DEPTH_MAX, "");
    assert_int_equal(feel_expression_open(NULL, "1", NULL, deep, &expression), FEEL_OVER_LIMIT);
    feel_expression_close(expression);
    expression = opened("x", "{\"x\": null}");
    assert_int_equal(feel_expression_evaluate(expression, deep, NULL, &answer), FEEL_OVER_LIMIT);
    assert_string_equal(feel_answer_note(answer, 0)->code, "LIMIT_JSON");
    feel_answer_close(answer);
    feel_expression_close(expression);
    free(deep);
}

static void test_memory__has_a_limit_of_its_own(void **unused) {
    (void)unused;
    const char *text = "count(for x in 1..30000 return {a: x, b: [x, x]})";
    FeelOptions options = {.bytes_max = 100000};
    FeelExpression *expression;
    FeelAnswer *answer;
    assert_int_equal(feel_expression_open(&options, text, NULL, NULL, &expression), FEEL_OK);
    assert_int_equal(feel_expression_evaluate(expression, NULL, NULL, &answer), FEEL_OVER_LIMIT);
    assert_string_equal(feel_answer_json(answer), "null");
    assert_int_equal(feel_answer_note_count(answer), 1);
    assert_string_equal(feel_answer_note(answer, 0)->code, "LIMIT_BYTES");
    assert_non_null(strstr(feel_answer_report(answer), "bytes_max"));
    feel_answer_close(answer);
    feel_expression_close(expression);
    options.bytes_max = 100;
    FeelStatus status = feel_expression_open(&options, text, NULL, NULL, &expression);
    assert_int_equal(status, FEEL_OVER_LIMIT);
    assert_string_equal(feel_expression_note(expression, 0)->code, "LIMIT_BYTES");
    assert_string_equal(feel_expression_type(expression), "");
    assert_int_equal(feel_expression_evaluate(expression, NULL, NULL, &answer), FEEL_OVER_LIMIT);
    feel_answer_close(answer);
    feel_expression_close(expression);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expression__is_evaluated_again_and_again),
        cmocka_unit_test(test_answer__has_the_form_it_says),
        cmocka_unit_test(test_numbers__come_out_whole),
        cmocka_unit_test(test_faults__are_notes_with_a_place),
        cmocka_unit_test(test_null__says_why),
        cmocka_unit_test(test_bad_input__is_refused),
        cmocka_unit_test(test_unary_tests__test_their_input),
        cmocka_unit_test(test_today__is_given),
        cmocka_unit_test(test_limits__are_named),
        cmocka_unit_test(test_limits_of_the_text__are_named),
        cmocka_unit_test(test_limits_of_json__are_named),
        cmocka_unit_test(test_memory__has_a_limit_of_its_own),
    };
    return RUN_TESTS(tests);
}
