// SPDX-License-Identifier: Apache-2.0
// Memory that runs out: over a corpus of things done through the public interfaces, the n-th
// allocation fails, for every n. Each time the answer is that there is no memory, or the same as
// with enough, and everything is given back.
//
// Blocks are so small that every single allocation of the engines asks the allocator, and libxml2
// asks through a hook of its own, which counts and fails along. ICU's allocations fail in a turn of
// their own: it tells less about it, so that a null with a warning will do, and it keeps caches, so
// that what it holds is left to the leak checker of the address sanitizer. Its regular expressions
// (72.1) do not survive a failure inside themselves and are left out of that turn.
#include "dmn.h"
#include "test.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uclean.h>

typedef struct Budget {
    long left;       // allocations until one fails; counts on below zero
    bool stays_down; // and all after it
    bool is_for_icu; // ICU's are those that fail
    long blocks;     // of the engines, not given back yet
    size_t bytes;
    long xml_blocks; // of libxml2
} Budget;

static Budget budget;

static bool refused(bool is_icu) {
    if (is_icu != budget.is_for_icu) return false;
    long before = budget.left--;
    return budget.stays_down ? before <= 0 : before == 0;
}

// ---- Hooks ----

static void *engine_allocate(void *user, size_t size) {
    assert_ptr_equal(user, &budget);
    if (refused(false)) return NULL;
    budget.blocks++;
    budget.bytes += size;
    return malloc(size);
}

static void engine_release(void *user, void *block, size_t size) {
    assert_ptr_equal(user, &budget);
    budget.blocks--;
    budget.bytes -= size;
    free(block);
}

static const FeelOptions options = {.allocate = engine_allocate,
                                    .release = engine_release,
                                    .user = &budget,
                                    .block_bytes = 1,
                                    .steps_max = 10000};

static void *xml_allocate(size_t size) {
    if (refused(false)) return NULL;
    budget.xml_blocks++;
    return malloc(size);
}

static void *xml_resize(void *block, size_t size) {
    if (refused(false)) return NULL;
    if (!block) budget.xml_blocks++;
    return realloc(block, size);
}

static void xml_release(void *block) {
    if (block) budget.xml_blocks--;
    free(block);
}

static char *xml_copy(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = xml_allocate(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

static void *icu_allocate(const void *context, size_t size) {
    (void)context;
    return refused(true) ? NULL : malloc(size);
}

static void *icu_resize(const void *context, void *block, size_t size) {
    (void)context;
    return refused(true) ? NULL : realloc(block, size);
}

static void icu_release(const void *context, void *block) {
    (void)context;
    free(block);
}

// ---- Results, kept to be compared ----

#define RESULT_BYTES 65536

typedef struct Result {
    bool has_memory;
    char text[RESULT_BYTES];
    size_t length;
} Result;

static void keep(Result *result, const char *text) {
    size_t length = strlen(text);
    assert_true(result->length + length + 1 < RESULT_BYTES);
    memcpy(result->text + result->length, text, length + 1);
    result->length += length;
}

// ---- The corpus ----

typedef struct Case {
    const char *name;
    const char *text;    // an expression, or a model
    const char *names;   // of an expression
    const char *context; // of an expression, or the inputs of a model
    bool is_model;
    bool is_unary;
} Case;

static void run_expression(const Case *one, Result *result) {
    FeelExpression *expression;
    FeelAnswer *answer;
    FeelStatus status = feel_expression_open(&options, one->text, one->is_unary ? "number" : NULL,
                                             one->names, &expression);
    result->has_memory = status != FEEL_NO_MEMORY;
    assert_int_equal(result->has_memory, expression != NULL);
    if (!expression) return;
    keep(result, feel_expression_type(expression));
    keep(result, feel_expression_report(expression));
    status = feel_expression_evaluate(expression, one->context, "2023-10-16", &answer);
    result->has_memory = status != FEEL_NO_MEMORY;
    assert_int_equal(result->has_memory, answer != NULL);
    if (answer) {
        keep(result, feel_answer_json(answer));
        keep(result, feel_answer_report(answer));
    }
    feel_answer_close(answer);
    feel_expression_close(expression);
}

static void run_session(const Case *one, const Dmn *model, Result *result) {
    DmnSession *session = dmn_session_open(model);
    result->has_memory = session != NULL;
    if (!session) return;
    DmnRequest request = {.inputs = one->context, .today = "2023-10-16", .wants_trace = 1};
    DmnOutcome outcome;
    DmnStatus status = dmn_evaluate(session, &request, &outcome);
    result->has_memory = status != DMN_NO_MEMORY;
    if (outcome.result) keep(result, outcome.result);
    if (outcome.trace) keep(result, outcome.trace);
    keep(result, outcome.report);
    dmn_session_close(session);
}

static void run_model(const Case *one, Result *result) {
    DmnFile file = {"model.dmn", one->text, strlen(one->text)};
    Dmn *model;
    DmnStatus status = dmn_open(&options, &file, 1, &model);
    result->has_memory = status != DMN_NO_MEMORY;
    assert_int_equal(result->has_memory, model != NULL);
    if (!model) return;
    keep(result, dmn_report(model));
    run_session(one, model, result);
    dmn_close(model);
}

static void run(const Case *one, Result *result) {
    *result = (Result){0};
    if (one->is_model) run_model(one, result);
    else run_expression(one, result);
}

// ---- Trying ----

static long allocations(const Case *one, bool of_icu, Result *result) {
    long many = LONG_MAX / 2; // none fails: counting begins far from zero
    budget = (Budget){.left = many, .is_for_icu = of_icu};
    run(one, result);
    assert_true(result->has_memory);
    return many - budget.left;
}

static void try_one(const Case *one, const Result *expected, Budget hardship) {
    static Result result;
    budget = hardship;
    run(one, &result);
    bool is_same = strcmp(result.text, expected->text) == 0;
    bool says_why = hardship.is_for_icu && strstr(result.text, "警告") != NULL;
    if (result.has_memory && !is_same && !says_why) {
        fail_msg("%s: allocation %ld failed:\n%s\nwith memory:\n%s", one->name, hardship.left,
                 result.text, expected->text);
    }
    if (budget.blocks != 0 || budget.bytes != 0 || budget.xml_blocks != 0) {
        fail_msg("%s: allocation %ld failed: %ld blocks, %zu bytes, %ld of libxml2 were kept",
                 one->name, hardship.left, budget.blocks, budget.bytes, budget.xml_blocks);
    }
}

// One failure, then memory again; and failures from there on.
static void try_all(const Case *one, bool of_icu) {
    static Result expected, again;
    (void)allocations(one, of_icu, &expected); // fills the caches of ICU
    long count = allocations(one, of_icu, &again), tries = 0;
    assert_string_equal(again.text, expected.text);
    for (long n = 0; n < count; n++) {
        Budget hardship = {.left = n, .is_for_icu = of_icu};
        try_one(one, &expected, hardship);
        hardship.stays_down = true;
        try_one(one, &expected, hardship);
        tries += 2;
    }
    print_message("%-28s %6ld allocations%s, %6ld failures\n", one->name, count,
                  of_icu ? " of ICU" : "", tries);
    assert_true(count > 2 || of_icu);
}

static void check_case(const Case *one) {
    try_all(one, false);
    if (!strstr(one->name, "regular")) try_all(one, true);
}

#define NAMES "{\"x\": \"number\", \"s\": \"string\", \"l\": \"list<number>\", \"c\": null}"
#define CONTEXT "{\"x\": 3, \"s\": \"中卫\", \"l\": [1, 2, null], \"c\": {\"a\": [true]}}"
#define MODEL(body)                                                                               \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='u'>"   \
    "<inputData name='x' id='x'><variable name='x' typeRef='number'/></inputData>"               \
    "<decision name='d' id='d'><variable name='d'/><informationRequirement><requiredInput "       \
    "href='#x'/></informationRequirement>" body "</decision></definitions>"
#define RULE(test, value)                                                                         \
    "<rule><inputEntry><text>" test "</text></inputEntry><outputEntry><text>" value              \
    "</text></outputEntry></rule>"
#define TABLE(policy)                                                                             \
    MODEL("<decisionTable hitPolicy='" policy "'><input><inputExpression><text>x</text>"         \
          "</inputExpression></input><output typeRef='number'/>" RULE("&lt; 3", "1")             \
              RULE("[3..5]", "x * 2") RULE("-", "10") "</decisionTable>")

// clang-format off
static const Case cases[] = {
    {"arithmetic", "x * 2 + 1 / 3 - -x ** 2", NAMES, CONTEXT, false, false},
    {"strings", "upper case(s) + substring(s, 1, 1) + string(x)", NAMES, CONTEXT, false, false},
    {"lists", "for i in l return [i, x]", NAMES, CONTEXT, false, false},
    {"filters and sorting", "sort(l[item != null], function(a, b) a > b)", NAMES, CONTEXT, false, false},
    {"contexts", "{a: x, b: {c: c.a, d: l}, e: get entries({k: a})}", NAMES, CONTEXT, false, false},
    {"closures", "{f: function(n) if n = 0 then 0 else f(n - 1), r: f(x)}.r", NAMES, CONTEXT, false, false},
    {"quantifiers", "some a in l, b in l satisfies a > b", NAMES, CONTEXT, false, false},
    {"dates", "string(date(\"2024-02-29\") + duration(\"P1Y\"))", NULL, NULL, false, false},
    {"time zones", "string(@\"2023-07-01T10:00:00@Europe/Paris\" - @\"2023-01-01T10:00:00Z\")", NULL, NULL, false, false},
    {"regular expressions", "[matches(s, \"^.卫$\"), replace(s, \"(.)\", \"$1-\"), split(s, \"x\")]", NAMES, CONTEXT, false, false},
    {"unary tests", "< 5, [7..9], x", NAMES, "{\"?\": 3, \"x\": 2}", false, true},
    {"a type error", "x + s", NAMES, CONTEXT, false, false},
    {"a null with a reason", "x / (x - 3) + l[9]", NAMES, CONTEXT, false, false},
    {"a misspelt name", "xs + 1", "{\"xss\": \"number\"}", NULL, false, false},
    {"a syntax error", "if x then (1 +", NAMES, CONTEXT, false, false},
    {"a limit", "count(for i in 1..100, j in 1..1000 return i * j)", NULL, NULL, false, false},
    {"wrong names", "1", "{\"x\": \"nubmer\"}", NULL, false, false},
    {"wrong JSON", "x", NAMES, "{\"x\": [1, }", false, false},
    {"a value of another type", "x", NAMES, "{\"x\": \"a\"}", false, false},
    {"XML: a literal", MODEL("<literalExpression><text>x + 1</text></literalExpression>"), NULL, "{\"x\": 1}", true, false},
    {"XML: broken", "<definitions><a b='1'>&lt;</a><", NULL, NULL, true, false},
    {"XML: a document type", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", NULL, NULL, true, false},
    {"XML: no model", "<x xmlns='u'>text</x>", NULL, NULL, true, false},
    {"XML: a missing reference", MODEL("<informationRequirement><requiredInput href='#y'/></informationRequirement>"), NULL, "{}", true, false},
    {"XML: a wrong expression", MODEL("<literalExpression><text>x +</text></literalExpression>"), NULL, "{}", true, false},
    {"table: U", TABLE("UNIQUE"), NULL, "{\"x\": 4}", true, false},
    {"table: F", TABLE("FIRST"), NULL, "{\"x\": 4}", true, false},
    {"table: C", TABLE("COLLECT"), NULL, "{\"x\": null}", true, false},
    {"table: R", TABLE("RULE ORDER"), NULL, "{\"x\": 1}", true, false},
    {"boxed context", MODEL("<context><contextEntry><variable name='a' typeRef='number'/><literalExpression><text>x * 2</text></literalExpression></contextEntry><contextEntry><literalExpression><text>a + 1</text></literalExpression></contextEntry></context>"), NULL, "{\"x\": 4}", true, false},
    {"boxed iteration", MODEL("<for iteratorVariable='i'><in><literalExpression><text>1..x</text></literalExpression></in><return><literalExpression><text>i * i</text></literalExpression></return></for>"), NULL, "{\"x\": 4}", true, false},
    {"wrong inputs", TABLE("UNIQUE"), NULL, "{\"y\": 4}", true, false},
};
// clang-format on

static void test_memory__may_run_out_anywhere(void **state) {
    check_case(*state);
}

// The models that the other tests use, whole.
static char *model_text(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, RESULT_BYTES);
    size_t length = fread(text, 1, RESULT_BYTES - 1, file);
    assert_true(length > 0 && length < RESULT_BYTES - 1);
    fclose(file);
    return text;
}

static void test_memory__may_run_out_in_a_file(void **state) {
    char *text = model_text(*state);
    Case one = {.name = *state, .text = text, .context = "{}", .is_model = true};
    check_case(&one);
    free(text);
}

#define CASES (sizeof cases / sizeof *cases)

int main(void) {
    UErrorCode status = U_ZERO_ERROR;
    u_setMemoryFunctions(NULL, icu_allocate, icu_resize, icu_release, &status);
    if (U_FAILURE(status)) return 1;
    budget.left = LONG_MAX / 2;
    xmlCleanupParser(); // what was initialised on loading came from malloc
    if (xmlMemSetup(xml_release, xml_allocate, xml_resize, xml_copy) != 0) return 1;
    xmlInitParser();
    static const char *const files[] = {"examples/subsidy.dmn", "test/dmn/models/boxed.dmn",
                                        "test/dmn/models/types.dmn"};
    struct CMUnitTest tests[CASES + sizeof files / sizeof *files];
    for (size_t i = 0; i < CASES; i++) {
        tests[i] = (struct CMUnitTest){cases[i].name, test_memory__may_run_out_anywhere, NULL, NULL,
                                       (void *)(uintptr_t)&cases[i]};
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        tests[CASES + i] =
            (struct CMUnitTest){files[i], test_memory__may_run_out_in_a_file, NULL, NULL,
                                (void *)(uintptr_t)files[i]};
    }
    int result = RUN_TESTS(tests);
    return result;
}
