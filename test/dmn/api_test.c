// SPDX-License-Identifier: Apache-2.0
// The public header stands alone, and answers in JSON.
#include "dmn.h"

#include "test.h"

#include <string.h>

static const char MODEL[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='u'>"
    "<inputData name='年龄' id='i'><variable name='年龄' typeRef='number'/></inputData>"
    "<decision name='档' id='d'><variable name='档'/>"
    "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
    "<decisionTable hitPolicy='UNIQUE'><input><inputExpression><text>年龄</text></inputExpression>"
    "</input><output/><rule><inputEntry><text>&lt; 18</text></inputEntry>"
    "<outputEntry><text>\"小\"</text></outputEntry></rule>"
    "<rule><inputEntry><text>&gt; 10</text></inputEntry>"
    "<outputEntry><text>\"大\"</text></outputEntry></rule></decisionTable></decision>"
    "<decision name='坏'><literalExpression><text>1 +</text></literalExpression></decision>"
    "<decision name='今天'><literalExpression><text>string(today())</text></literalExpression>"
    "</decision></definitions>";

static Dmn *open_model(void) {
    DmnFile file = {"m.dmn", MODEL, sizeof MODEL - 1};
    Dmn *model;
    assert_int_equal(dmn_open(NULL, &file, 1, &model), DMN_OK);
    assert_int_equal(dmn_note_count(model), 1); // the broken expression is told at once
    assert_string_equal(dmn_note(model, 0)->file, "m.dmn");
    assert_int_equal(dmn_note(model, 0)->severity, FEEL_WARNING);
    assert_int_equal(dmn_note(model, 0)->line, 1);
    assert_non_null(strstr(dmn_report(model), "m.dmn:1:"));
    assert_non_null(strstr(dmn_report(model), "^"));
    assert_null(dmn_note(model, 1));
    return model;
}

static void test_api__decisions_are_listed_and_evaluated(void **state) {
    (void)state;
    Dmn *model = open_model();
    assert_int_equal(dmn_decision_count(model), 3);
    assert_string_equal(dmn_decision_name(model, 0), "档");
    assert_null(dmn_decision_name(model, 3));
    DmnSession *session = dmn_session_open(model);
    DmnOutcome outcome;
    DmnRequest request = {.inputs = "{\"年龄\": 5}", .today = "2023-10-16"};
    assert_int_equal(dmn_evaluate(session, &request, &outcome), DMN_OK);
    assert_string_equal(outcome.result, "{\"档\":\"小\",\"坏\":null,\"今天\":\"2023-10-16\"}");
    assert_null(outcome.trace);
    request = (DmnRequest){.inputs = "{\"年龄\": 15}", .decision = "档", .wants_trace = 1};
    assert_int_equal(dmn_evaluate(session, &request, &outcome), DMN_OK);
    assert_string_equal(outcome.result, "{\"档\":null}");
    assert_int_equal(outcome.note_count, 1);
    assert_non_null(strstr(outcome.notes[0].message, "规则 1、2 同时命中"));
    assert_non_null(strstr(outcome.report, "规则 1、2 同时命中"));
    assert_non_null(strstr(outcome.trace, "\"state\":\"fired\""));
    dmn_session_close(session);
    dmn_close(model);
}

static void test_api__wrong_requests_are_refused_by_name(void **state) {
    (void)state;
    static const struct {
        DmnRequest request;
        const char *expected;
    } CASES[] = {
        {{.inputs = "{"}, ""},
        {{.inputs = "[]"}, "JSON 对象"},
        {{.inputs = "{\"身高\": 1}"}, "身高"},
        {{.inputs = "{\"年龄\": \"x\"}"}, ""},
        {{.decision = "没有"}, "没有"},
        {{.today = "昨天"}, "昨天"},
    };
    Dmn *model = open_model();
    DmnSession *session = dmn_session_open(model);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        DmnOutcome outcome;
        assert_int_equal(dmn_evaluate(session, &CASES[i].request, &outcome), DMN_INVALID);
        assert_null(outcome.result);
        assert_int_equal(outcome.note_count, 1);
        assert_int_equal(outcome.notes[0].severity, FEEL_ERROR);
        assert_non_null(strstr(outcome.notes[0].message, CASES[i].expected));
    }
    dmn_session_close(session);
    dmn_close(model);
}

static void test_api__too_little_memory_is_a_status(void **state) {
    (void)state;
    DmnFile file = {"m.dmn", MODEL, sizeof MODEL - 1};
    FeelOptions options = {.bytes_max = 1};
    Dmn *model;
    assert_int_equal(dmn_open(&options, &file, 1, &model), DMN_LIMIT);
    assert_string_equal(dmn_note(model, 0)->code, "LIMIT_BYTES");
    assert_int_equal(dmn_decision_count(model), 0);
    DmnSession *session = dmn_session_open(model);
    DmnOutcome outcome;
    assert_int_equal(dmn_evaluate(session, &(DmnRequest){0}, &outcome), DMN_LIMIT);
    dmn_session_close(session);
    dmn_close(model);
}

// A function n that calls itself as `step` says, and a decision that calls it with 60.
#define RECURSIVE(step, first)                                                                    \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='u'>"   \
    "<businessKnowledgeModel name='f' id='f'><variable name='f'/><encapsulatedLogic>"             \
    "<formalParameter name='n' typeRef='number'/><context><contextEntry><variable name='a'/>"     \
    "<literalExpression><text>if n = 0 then 1 else " step "</text></literalExpression>"           \
    "</contextEntry><contextEntry><literalExpression><text>a</text></literalExpression>"          \
    "</contextEntry></context></encapsulatedLogic><knowledgeRequirement><requiredKnowledge "      \
    "href='#f'/></knowledgeRequirement></businessKnowledgeModel><decision name='d'>"              \
    "<variable name='d'/><knowledgeRequirement><requiredKnowledge href='#f'/>"                    \
    "</knowledgeRequirement><literalExpression><text>f(" first ")</text></literalExpression>"     \
    "</decision></definitions>"

static const char TREE[] = RECURSIVE("f(n - 1) + f(n - 1)", "60"); // 2 to the power of 60 calls
static const char DEEP[] = RECURSIVE("f(n - 1)", "70");

static void test_api__limits_hold_through_calls(void **state) {
    (void)state;
    DmnFile file = {"tree.dmn", TREE, sizeof TREE - 1};
    FeelOptions options = {.steps_max = 100000};
    Dmn *model;
    assert_int_equal(dmn_open(&options, &file, 1, &model), DMN_OK);
    DmnSession *session = dmn_session_open(model);
    DmnOutcome outcome;
    assert_int_equal(dmn_evaluate(session, &(DmnRequest){0}, &outcome), DMN_LIMIT);
    assert_string_equal(outcome.notes[outcome.note_count - 1].code, "LIMIT_STEPS");
    assert_null(outcome.result);
    dmn_session_close(session);
    dmn_close(model);
    assert_int_equal(dmn_open(NULL, &(DmnFile){"deep.dmn", DEEP, sizeof DEEP - 1}, 1, &model),
                     DMN_OK);
    session = dmn_session_open(model);
    assert_int_equal(dmn_evaluate(session, &(DmnRequest){0}, &outcome), DMN_OK);
    assert_string_equal(outcome.result, "{\"d\":null}");
    assert_non_null(strstr(outcome.notes[0].message, "嵌套超过 64 层"));
    dmn_session_close(session);
    dmn_close(model);
}

static void test_api__a_broken_file_opens_nothing(void **state) {
    (void)state;
    DmnFile file = {"m.dmn", "<x/>", 4};
    Dmn *model;
    assert_int_equal(dmn_open(NULL, &file, 1, &model), DMN_INVALID);
    assert_non_null(strstr(dmn_note(model, 0)->message, "definitions"));
    assert_int_equal(dmn_decision_count(model), 0);
    dmn_close(model);
    file.length = 0;
    assert_int_equal(dmn_open(NULL, &file, 1, &model), DMN_INVALID);
    dmn_close(model);
    assert_int_equal(dmn_open(NULL, NULL, 0, &model), DMN_INVALID);
    assert_int_equal(dmn_note_count(model), 1);
    dmn_close(model);
    dmn_close(NULL);
    dmn_session_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_api__decisions_are_listed_and_evaluated),
        cmocka_unit_test(test_api__wrong_requests_are_refused_by_name),
        cmocka_unit_test(test_api__too_little_memory_is_a_status),
        cmocka_unit_test(test_api__limits_hold_through_calls),
        cmocka_unit_test(test_api__a_broken_file_opens_nothing),
    };
    return RUN_TESTS(tests);
}
