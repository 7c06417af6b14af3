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
    char *message;
    Dmn *model = dmn_open(&file, 1, &message);
    assert_non_null(model);
    assert_non_null(message); // the broken expression is told at once
    assert_non_null(strstr(message, "m.dmn:1:"));
    dmn_release(message);
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
    assert_non_null(strstr(outcome.diagnostics, "规则 1、2 同时命中"));
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
        assert_non_null(strstr(outcome.message, CASES[i].expected));
    }
    dmn_session_close(session);
    dmn_close(model);
}

static void test_api__too_little_memory_is_a_status(void **state) {
    (void)state;
    Dmn *model = open_model();
    DmnSession *session = dmn_session_open(model);
    DmnOutcome outcome;
    DmnRequest request = {.inputs = "{\"年龄\": 5}", .bytes_max = 1};
    assert_int_equal(dmn_evaluate(session, &request, &outcome), DMN_NO_MEMORY);
    request.bytes_max = 0;
    assert_int_equal(dmn_evaluate(session, &request, &outcome), DMN_OK);
    dmn_session_close(session);
    dmn_close(model);
}

static void test_api__a_broken_file_opens_nothing(void **state) {
    (void)state;
    DmnFile file = {"m.dmn", "<x/>", 4};
    char *message;
    assert_null(dmn_open(&file, 1, &message));
    assert_non_null(strstr(message, "definitions"));
    dmn_release(message);
    assert_null(dmn_open(&file, 1, NULL));
    assert_null(dmn_open(NULL, 0, &message));
    dmn_close(NULL);
    dmn_session_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_api__decisions_are_listed_and_evaluated),
        cmocka_unit_test(test_api__wrong_requests_are_refused_by_name),
        cmocka_unit_test(test_api__too_little_memory_is_a_status),
        cmocka_unit_test(test_api__a_broken_file_opens_nothing),
    };
    return RUN_TESTS(tests);
}
