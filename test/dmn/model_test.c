// SPDX-License-Identifier: Apache-2.0
// Models whose requirements are found from names, as packs have them: order, facts, batches,
// constants, circles, what is missing, and the trace.
#include "test.h"

#include "dmn/trace.h"
#include "feel/builtin.h"
#include "feel/json.h"

#include <string.h>

#define ELEMENTS_MAX 16

typedef struct Fixture {
    Arena arena;
    Source source;
    StrBuilder text;
    DmnElementDefinition elements[ELEMENTS_MAX];
    DmnModelDefinition definition;
    Diagnostics diagnostics;
    const DmnModel *model;
} Fixture;

static int set_up(void **state) {
    Fixture *fixture = test_calloc(1, sizeof *fixture);
    fixture->source.name = STR("model");
    str_builder_init(&fixture->text, &fixture->arena, 0);
    fixture->definition = (DmnModelDefinition){
        .name = STR("model"), .elements = fixture->elements, .finds_requirements = true};
    fixture->diagnostics.arena = &fixture->arena;
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    Fixture *fixture = *state;
    arena_release(&fixture->arena);
    test_free(fixture);
    return 0;
}

static DmnText add_text(Fixture *fixture, const char *text) {
    size_t from = fixture->text.count;
    str_put(&fixture->text, str_from_c(text));
    str_put_char(&fixture->text, '\n');
    return (DmnText){&fixture->source, {from, from + strlen(text)}};
}

static DmnElementDefinition *add(Fixture *fixture, DmnElementKind kind, const char *name) {
    DmnElementDefinition *element = &fixture->elements[fixture->definition.element_count++];
    *element = (DmnElementDefinition){.kind = kind, .name = str_from_c(name)};
    return element;
}

static void add_input(Fixture *fixture, const char *name, FeelTypeKind kind) {
    add(fixture, DMN_INPUT, name)->type = &feel_simple_types[kind];
}

static void add_decision(Fixture *fixture, const char *name, const char *expression) {
    DmnExpression *logic = NEW(&fixture->arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_LITERAL, .text = add_text(fixture, expression)};
    add(fixture, DMN_DECISION, name)->logic = logic;
}

// A three-valued COLLECT table; cells[rule] are one cell for each input and the output.
static void add_table(Fixture *fixture, const char *name, const char *const *inputs,
                      size_t input_count, const char *const *cells, size_t rule_count) {
    Arena *arena = &fixture->arena;
    DmnTableInput *columns = NEW_ARRAY(arena, DmnTableInput, input_count);
    for (size_t i = 0; i < input_count; i++) columns[i].expression = add_text(fixture, inputs[i]);
    DmnTableRule *rules = NEW_ARRAY(arena, DmnTableRule, rule_count);
    for (size_t rule = 0; rule < rule_count; rule++) {
        DmnText *texts = NEW_ARRAY(arena, DmnText, input_count + 1);
        for (size_t i = 0; i <= input_count; i++) {
            texts[i] = add_text(fixture, cells[rule * (input_count + 1) + i]);
        }
        rules[rule] = (DmnTableRule){.inputs = texts, .outputs = texts + input_count};
    }
    DmnTableDefinition *table = NEW(arena, DmnTableDefinition);
    *table = (DmnTableDefinition){.name = str_from_c(name),
                                  .source = &fixture->source,
                                  .hit_policy = DMN_COLLECT,
                                  .inputs = columns,
                                  .input_count = input_count,
                                  .outputs = NEW_ARRAY(arena, DmnTableOutput, 1),
                                  .output_count = 1,
                                  .rules = rules,
                                  .rule_count = rule_count};
    DmnExpression *logic = NEW(arena, DmnExpression);
    *logic = (DmnExpression){.kind = DMN_TABLE, .table = table};
    DmnElementDefinition *element = add(fixture, DMN_DECISION, name);
    element->logic = logic;
    element->is_three_valued = true;
}

static const DmnModel *compile(Fixture *fixture) {
    fixture->source.text = str_built(&fixture->text);
    fixture->model =
        dmn_model_compile(&fixture->arena, &fixture->definition, &fixture->diagnostics);
    return fixture->model;
}

static size_t find(const Fixture *fixture, const char *name) {
    size_t element = dmn_model_find(fixture->model, str_from_c(name), (Str){0});
    assert_true(element != SIZE_MAX);
    return element;
}

static void set(Fixture *fixture, DmnRun *run, const char *name, const FeelValue *values) {
    FeelColumn column = feel_column_values(values);
    dmn_run_set(run, find(fixture, name), &column);
}

static void assert_value(Fixture *fixture, DmnRun *run, const char *name, size_t row,
                         const char *expected) {
    size_t element = find(fixture, name);
    Error error = {0};
    if (!dmn_run_evaluate(run, &element, 1, &error)) fail_msg("%s", error.message);
    FeelValue value = feel_column_get(dmn_run_get(run, element), row);
    assert_str_equal(feel_to_source(&fixture->arena, value), expected);
}

// ---- Tests ----

static void test_model__order_and_facts_are_found_from_names(void **state) {
    Fixture *fixture = *state;
    add_decision(fixture, "合计", "补助标准 * 人数 + 补助");
    add_decision(fixture, "补助标准", "基数 + 1");
    add_decision(fixture, "补助", "10");
    add_input(fixture, "基数", FEEL_TYPE_NUMBER);
    add_input(fixture, "人数", FEEL_TYPE_NUMBER);
    assert_non_null(compile(fixture));
    size_t count;
    const size_t *facts = dmn_model_facts(fixture->model, 0, &count);
    assert_int_equal(count, 2);
    assert_int_equal(facts[0], 3);
    assert_int_equal(facts[1], 4);
    assert_int_equal(dmn_model_type(fixture->model, 0)->kind, FEEL_TYPE_NUMBER);
    DmnRunOptions options = {.arena = &fixture->arena, .today = DATE_ABSENT};
    DmnRun *run = dmn_run_new_in(&fixture->arena, fixture->model, &options);
    dmn_run_begin(run, &fixture->arena, 2);
    FeelValue base[] = {feel_int(1), feel_int(2)}, people[] = {feel_int(3), feel_null()};
    set(fixture, run, "基数", base);
    set(fixture, run, "人数", people);
    assert_value(fixture, run, "合计", 0, "16");
    assert_value(fixture, run, "合计", 1, "null");
    dmn_run_close(run);
}

static void test_model__circles_are_errors(void **state) {
    Fixture *fixture = *state;
    add_decision(fixture, "a", "b + 1");
    add_decision(fixture, "b", "c + 1");
    add_decision(fixture, "c", "a + 1");
    assert_null(compile(fixture));
    assert_true(diagnostics_has_errors(&fixture->diagnostics));
    Str message = fixture->diagnostics.items[0].message;
    assert_true(str_find(message, STR("成了圈"), 0) != SIZE_MAX);
}

static void test_model__only_what_is_wanted_is_evaluated(void **state) {
    Fixture *fixture = *state;
    add_input(fixture, "x", FEEL_TYPE_NUMBER);
    add_decision(fixture, "a", "x + 1");
    add_decision(fixture, "b", "a + 1");
    add_decision(fixture, "c", "x / 0");
    assert_non_null(compile(fixture));
    DmnRunOptions options = {.arena = &fixture->arena, .today = DATE_ABSENT};
    DmnRun *run = dmn_run_new_in(&fixture->arena, fixture->model, &options);
    dmn_run_begin(run, &fixture->arena, 1);
    FeelValue x[] = {feel_int(1)}, a[] = {feel_int(100)};
    set(fixture, run, "x", x);
    assert_value(fixture, run, "b", 0, "3");
    assert_null(dmn_run_get(run, find(fixture, "c")));
    // What was given is not evaluated.
    dmn_run_begin(run, &fixture->arena, 1);
    set(fixture, run, "a", a);
    assert_value(fixture, run, "b", 0, "101");
    assert_null(dmn_run_get(run, find(fixture, "x")));
    dmn_run_close(run);
}

static void test_model__constants_last_beyond_a_batch(void **state) {
    Fixture *fixture = *state;
    add_input(fixture, "标准", FEEL_TYPE_NUMBER);
    fixture->elements[0].is_constant = true;
    add_input(fixture, "x", FEEL_TYPE_NUMBER);
    add_decision(fixture, "a", "x * 标准");
    assert_non_null(compile(fixture));
    size_t count;
    dmn_model_facts(fixture->model, 2, &count);
    assert_int_equal(count, 1);
    Arena results = {0};
    DmnRunOptions options = {.arena = &results, .today = DATE_ABSENT};
    DmnRun *run = dmn_run_new_in(&fixture->arena, fixture->model, &options);
    FeelColumn rate = feel_column_constant(&fixture->arena, feel_int(1500));
    dmn_run_set(run, 0, &rate);
    for (int batch = 1; batch < 4; batch++) {
        arena_reset(&results);
        dmn_run_begin(run, &results, 3);
        FeelValue x[] = {feel_int(0), feel_int(batch), feel_null()};
        set(fixture, run, "x", x);
        char expected[16];
        snprintf(expected, sizeof expected, "%d", 1500 * batch);
        assert_value(fixture, run, "a", 0, "0");
        assert_value(fixture, run, "a", 1, expected);
        assert_value(fixture, run, "a", 2, "null");
    }
    dmn_run_close(run);
    arena_release(&results);
}

static void test_model__missing_facts_are_those_that_leave_rules_open(void **state) {
    Fixture *fixture = *state;
    static const char *const INPUTS[] = {"类型", "年龄", "余额"};
    static const char *const CELLS[] = {
        "not(\"企业\")", "-", "-",    "\"A\"", "\"企业\"", "< 18",   "-", "\"B\"",
        "\"个体\"",      "-", "< 10", "\"C\"", "-",        "> 1000", "-", "\"D\""};
    add_input(fixture, "类型", FEEL_TYPE_STRING);
    add_input(fixture, "出生年", FEEL_TYPE_NUMBER);
    add_input(fixture, "今年", FEEL_TYPE_NUMBER);
    add_input(fixture, "余额", FEEL_TYPE_NUMBER);
    add_decision(fixture, "年龄", "今年 - 出生年");
    add_table(fixture, "原因", INPUTS, 3, CELLS, 4);
    assert_non_null(compile(fixture));
    DmnRunOptions options = {.arena = &fixture->arena, .today = DATE_ABSENT, .wants_states = true};
    DmnRun *run = dmn_run_new_in(&fixture->arena, fixture->model, &options);
    dmn_run_begin(run, &fixture->arena, 2);
    FeelValue kind[] = {feel_string(STR("企业")), feel_string(STR("个体"))};
    FeelValue year[] = {feel_int(2023), feel_int(2023)};
    set(fixture, run, "类型", kind);
    set(fixture, run, "今年", year);
    assert_value(fixture, run, "原因", 0, "[]");
    assert_value(fixture, run, "原因", 1, "[\"A\"]");
    size_t element = find(fixture, "原因"), count;
    const DmnTableResult *result = dmn_run_table(run, element);
    assert_non_null(result);
    static const DmnRuleState EXPECTED[2][4] = {
        {DMN_REFUTED, DMN_UNDETERMINED, DMN_REFUTED, DMN_UNDETERMINED},
        {DMN_FIRED, DMN_REFUTED, DMN_UNDETERMINED, DMN_UNDETERMINED}};
    for (size_t row = 0; row < 2; row++) {
        for (size_t rule = 0; rule < 4; rule++) {
            assert_int_equal(dmn_result_state(result, row, rule), EXPECTED[row][rule]);
        }
    }
    const size_t *facts;
    Error error;
    assert_true(dmn_run_missing(run, element, 0, &facts, &count, &error));
    assert_int_equal(count, 1); // the balance is asked of nobody who is an enterprise
    assert_int_equal(facts[0], find(fixture, "出生年"));
    assert_true(dmn_run_missing(run, element, 1, &facts, &count, &error));
    assert_int_equal(count, 2);
    assert_int_equal(facts[1], find(fixture, "余额"));
    dmn_run_close(run);
}

static void test_model__trace_tells_rules_and_failing_cells(void **state) {
    Fixture *fixture = *state;
    static const char *const INPUTS[] = {"年龄"};
    static const char *const CELLS[] = {"< 18", "\"小\"", ">= 60", "\"老\""};
    add_input(fixture, "年龄", FEEL_TYPE_NUMBER);
    add_table(fixture, "原因", INPUTS, 1, CELLS, 2);
    assert_non_null(compile(fixture));
    DmnTraceOptions trace_options = {.keeps_refuted = true};
    DmnTrace *trace = dmn_trace_new_in(&fixture->arena, 0, &trace_options);
    DmnRunOptions options = {
        .arena = &fixture->arena, .today = DATE_ABSENT, .trace = dmn_trace_sink(trace)};
    DmnRun *run = dmn_run_new_in(&fixture->arena, fixture->model, &options);
    dmn_run_begin(run, &fixture->arena, 1);
    FeelValue age[] = {feel_int(17)};
    set(fixture, run, "年龄", age);
    assert_value(fixture, run, "原因", 0, "[\"小\"]");
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &fixture->arena, 0);
    json_writer_init(&writer, &out);
    dmn_trace_to_json(trace, &writer);
    assert_str_equal(
        str_built(&out),
        "{\"steps\":[{\"name\":\"年龄\",\"kind\":\"input\",\"value\":17},"
        "{\"name\":\"原因\",\"kind\":\"decision\",\"value\":[\"小\"],\"hit_policy\":\"C\","
        "\"rules\":[{\"rule\":\"1\",\"state\":\"fired\",\"cells\":[{\"input\":\"年龄\","
        "\"value\":17,\"cell\":\"< 18\",\"truth\":true}]},"
        "{\"rule\":\"2\",\"state\":\"refuted\",\"cells\":[{\"input\":\"年龄\",\"value\":17,"
        "\"cell\":\">= 60\",\"truth\":false}]}]}]}");
    dmn_run_close(run);
}

typedef struct WarnedRows {
    size_t rows[8];
    size_t count;
} WarnedRows;

static void keep_row(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    (void)source, (void)range, (void)message;
    WarnedRows *warned = user;
    if (warned->count < 8) warned->rows[warned->count++] = row;
}

// A function of x by a table: "大" over 10, else 1 / (x - 3), which is null for 3.
static void add_function_by_table(Fixture *fixture) {
    static const char *const INPUTS[] = {"x"};
    static const char *const CELLS[] = {"> 10", "\"大\"", "<= 10", "1 / (x - 3)"};
    static const DmnParameter PARAMETERS[] = {{.name = {"x", 1}}};
    add_table(fixture, "函数", INPUTS, 1, CELLS, 2);
    DmnElementDefinition *element = &fixture->elements[fixture->definition.element_count - 1];
    element->kind = DMN_KNOWLEDGE;
    element->is_three_valued = false;
    element->parameters = PARAMETERS;
    element->parameter_count = 1;
}

static void test_model__warnings_and_traces_keep_the_row_of_the_batch(void **state) {
    Fixture *fixture = *state;
    static const char *const INPUTS[] = {"n"};
    static const char *const CELLS[] = {"< 0", "1 / (n + 1)", ">= 0", "函数(n)"};
    add_input(fixture, "n", FEEL_TYPE_NUMBER);
    add_function_by_table(fixture);
    add_table(fixture, "表", INPUTS, 1, CELLS, 2);
    assert_non_null(compile(fixture));
    WarnedRows warned = {0};
    DmnTrace *trace = dmn_trace_new_in(&fixture->arena, 3, NULL);
    DmnRunOptions options = {.arena = &fixture->arena,
                             .today = DATE_ABSENT,
                             .warn = keep_row,
                             .warn_user = &warned,
                             .trace = dmn_trace_sink(trace)};
    DmnRun *run = dmn_run_new_in(&fixture->arena, fixture->model, &options);
    dmn_run_begin(run, &fixture->arena, 4);
    FeelValue n[] = {feel_int(5), feel_int(-1), feel_int(3), feel_int(11)};
    set(fixture, run, "n", n);
    assert_value(fixture, run, "表", 0, "[[0.5]]");
    assert_value(fixture, run, "表", 1, "[null]");
    assert_value(fixture, run, "表", 3, "[[\"大\"]]");
    assert_int_equal(warned.count, 2);
    assert_int_equal(warned.rows[0] + warned.rows[1], 3); // rows 1 and 2, in either order
    assert_true(warned.rows[0] == 1 || warned.rows[0] == 2);
    size_t count;
    const DmnTraceStep *steps = dmn_trace_steps(trace, &count);
    assert_int_equal(count, 3); // the input, the function's table, the decision
    assert_str_equal(steps[1].element->name, "函数");
    assert_int_equal(steps[1].rule_count, 1);
    assert_str_equal(steps[1].rules[0].label, "1");
    assert_str_equal(feel_to_source(&fixture->arena, steps[2].value), "[[\"大\"]]");
    dmn_run_close(run);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_model__order_and_facts_are_found_from_names),
        TEST(test_model__circles_are_errors),
        TEST(test_model__only_what_is_wanted_is_evaluated),
        TEST(test_model__constants_last_beyond_a_batch),
        TEST(test_model__missing_facts_are_those_that_leave_rules_open),
        TEST(test_model__trace_tells_rules_and_failing_cells),
        TEST(test_model__warnings_and_traces_keep_the_row_of_the_batch),
    };
    return RUN_TESTS(tests);
}
