// SPDX-License-Identifier: Apache-2.0
// Random models over random columns: literal decisions and decision tables of every hit policy that
// read facts and each other. A batch of N says, row by row, what N batches of one say: in values,
// in the states of rules, in two values and in three; typed columns say what tagged ones say; and
// it makes no difference whether somebody listens. A failure prints the seed.
#include "test.h"

#define RANDOM_ROWS 70 // more than one word of bits
#include "random_feel.h"

#include "dmn/model.h"

#define ROWS RANDOM_ROWS
#define MODELS 600
#define DECISIONS 5
#define ELEMENTS (INPUTS + DECISIONS)
#define TABLE_INPUTS_MAX 4
#define RULES_MAX 90 // some tables are larger than a word

static const char *const decision_names[DECISIONS] = {"甲", "乙", "丙", "丁", "戊"};

typedef struct Random { // a model and its facts
    DmnElementDefinition elements[ELEMENTS];
    DmnModelDefinition definition;
    const DmnModel *model;
    FeelColumn columns[INPUTS];
    StrBuilder told; // the decisions, for a failure
} Random;

// ---- Texts ----

static DmnText text_of(Str text) {
    Source *source = NEW(&arena, Source);
    *source = (Source){STR("<random>"), text};
    return (DmnText){source, {0, text.length}};
}

static Str expression_of(int kind, int depth) {
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    if (kind == NUMBERS) put_number(&out, depth);
    else if (kind == TEXTS) put_text(&out);
    else if (kind == DATES) put_date(&out);
    else put_boolean(&out, depth);
    return str_built(&out);
}

static Str constant_of(int kind) {
    static const char *const constants[RANDOM_KINDS][6] = {
        [NUMBERS] = {"0", "1", "2.5", "0.055", "100", "-3"},
        [TEXTS] = {"\"a\"", "\"b\"", "\"c\"", "\"\"", "\"z\"", "\"a\""},
        [DATES] = {"date(\"2023-09-01\")", "date(\"2023-10-16\")", "date(\"2025-01-01\")",
                   "date(\"2030-06-30\")", "date(\"2023-09-01\")", "date(\"2028-02-29\")"},
        [TRUTHS] = {"true", "false", "true", "false", "true", "false"},
    };
    return str_from_c(constants[kind][random_below(6)]);
}

// ---- Tables ----

static Str range_of(int kind) {
    const char *sign = PICK("<", "<=", ">", ">=");
    Str one = constant_of(kind);
    if (kind == TEXTS || kind == TRUTHS || one_in(4)) return one;
    if (one_in(2)) return str_format(&arena, "%s %.*s", sign, STR_ARG(one));
    if (kind == DATES) return STR("[date(\"2023-09-01\")..date(\"2026-01-01\"))");
    return str_from_c(PICK("[0..2.5]", "(0.055..100]", "[-3..1)", "(2.5..1000)"));
}

static Str cell_of(int kind) {
    uint32_t choice = random_below(10);
    Str one = range_of(kind);
    if (choice < 3) return STR("-");
    if (choice == 3) return str_format(&arena, "not(%.*s)", STR_ARG(one));
    if (choice == 4) {
        Str other = range_of(kind);
        return str_format(&arena, "%.*s, %.*s", STR_ARG(one), STR_ARG(other));
    }
    if (choice == 5) return STR("null");
    if (choice == 6 && (kind == NUMBERS || kind == DATES)) {
        const char *sign = PICK("<", "<=", ">", ">=");
        return str_format(&arena, "%s %s", sign, random_name(kind));
    }
    return one;
}

static DmnText *texts_new(size_t count) { return NEW_ARRAY(&arena, DmnText, count); }

static void put_rules(DmnTableDefinition *table, const int *kinds, int output_kind) {
    bool is_constant = one_in(2), is_large = one_in(5);
    table->rule_count = random_below(is_large ? RULES_MAX : 9) + 1;
    DmnTableRule *rules = NEW_ARRAY(&arena, DmnTableRule, table->rule_count);
    for (size_t rule = 0; rule < table->rule_count; rule++) {
        DmnText *cells = texts_new(table->input_count), *output = texts_new(1);
        for (size_t i = 0; i < table->input_count; i++) cells[i] = text_of(cell_of(kinds[i]));
        *output = text_of(is_constant || one_in(3) ? constant_of(output_kind)
                                                   : expression_of(output_kind, 1));
        rules[rule] = (DmnTableRule){.inputs = cells, .outputs = output};
    }
    table->rules = rules;
}

static bool is_list(DmnHitPolicy policy) {
    return policy >= DMN_RULE_ORDER && policy <= DMN_COLLECT;
}

static const DmnTableDefinition *random_table(Str name, int output_kind) {
    static const DmnHitPolicy policies[] = {DMN_UNIQUE, DMN_FIRST, DMN_ANY, DMN_UNIQUE, DMN_FIRST,
                                            DMN_COLLECT, DMN_RULE_ORDER, DMN_COLLECT_COUNT};
    DmnTableDefinition *table = NEW(&arena, DmnTableDefinition);
    int kinds[TABLE_INPUTS_MAX];
    *table = (DmnTableDefinition){.name = name, .hit_policy = policies[random_below(8)]};
    table->source = text_of(name).source;
    table->input_count = random_below(TABLE_INPUTS_MAX) + 1;
    DmnTableInput *tested = NEW_ARRAY(&arena, DmnTableInput, table->input_count);
    for (size_t i = 0; i < table->input_count; i++) {
        kinds[i] = (int)random_below(RANDOM_KINDS);
        tested[i].expression = text_of(one_in(4) ? expression_of(kinds[i], 2)
                                                 : str_from_c(random_name(kinds[i])));
        tested[i].type = (const FeelType *[]){FEEL_TYPE_OF(NUMBER), FEEL_TYPE_OF(STRING),
                                              FEEL_TYPE_OF(DATE), FEEL_TYPE_OF(BOOLEAN)}[kinds[i]];
    }
    DmnTableOutput *output = NEW(&arena, DmnTableOutput);
    if (!is_list(table->hit_policy) && one_in(3)) {
        output->fallback = text_of(constant_of(output_kind));
    }
    table->inputs = tested;
    table->outputs = output;
    table->output_count = 1;
    put_rules(table, kinds, output_kind);
    return table;
}

// ---- Models ----

static DmnElementDefinition random_decision(Random *random, const char *name) {
    int kind = (int)random_below(RANDOM_KINDS);
    DmnExpression *logic = NEW(&arena, DmnExpression);
    bool is_table = !one_in(3);
    if (is_table) {
        *logic = (DmnExpression){.kind = DMN_TABLE, .table = random_table(str_from_c(name), kind)};
    } else {
        *logic = (DmnExpression){.kind = DMN_LITERAL, .text = text_of(expression_of(kind, 3))};
        str_put_format(&random->told, "%s = %.*s\n", name,
                       STR_ARG(logic->text.source->text));
    }
    bool is_plain = !is_table || (!is_list(logic->table->hit_policy) &&
                                  logic->table->hit_policy != DMN_COLLECT_COUNT);
    RandomNames *names = &random_names[kind];
    if (is_plain) names->items[names->count++] = name; // later ones may read it
    return (DmnElementDefinition){.kind = DMN_DECISION, .name = str_from_c(name), .logic = logic,
                                  .source = text_of(STR("")).source,
                                  .is_three_valued = is_table && one_in(2)};
}

static void tell_table(StrBuilder *out, const DmnTableDefinition *table) {
    str_put_format(out, "%.*s %s:", STR_ARG(table->name), dmn_hit_policy_sign(table->hit_policy));
    for (size_t i = 0; i < table->input_count; i++) {
        str_put_format(out, " | %.*s", STR_ARG(table->inputs[i].expression.source->text));
    }
    str_put_char(out, '\n');
    for (size_t rule = 0; rule < table->rule_count; rule++) {
        for (size_t i = 0; i < table->input_count; i++) {
            str_put_format(out, "    %.*s |",
                           STR_ARG(table->rules[rule].inputs[i].source->text));
        }
        str_put_format(out, " %.*s\n", STR_ARG(table->rules[rule].outputs[0].source->text));
    }
}

static void random_model(Random *random) {
    uint32_t own[RANDOM_KINDS];
    for (size_t i = 0; i < RANDOM_KINDS; i++) own[i] = random_names[i].count;
    str_builder_init(&random->told, &arena, 0);
    for (size_t i = 0; i < INPUTS; i++) {
        random->columns[i] = random_column(&inputs[i]);
        const FeelType *type = inputs[i].type == FEEL_TYPE_LIST
                                   ? feel_type_list_of(&arena, FEEL_TYPE_OF(NUMBER))
                                   : &feel_simple_types[inputs[i].type];
        random->elements[i] = (DmnElementDefinition){
            .kind = DMN_INPUT, .name = str_from_c(inputs[i].name), .type = type,
            .source = text_of(STR("")).source, .is_optional = one_in(3)};
    }
    for (size_t i = 0; i < DECISIONS; i++) {
        DmnElementDefinition made = random_decision(random, decision_names[i]);
        random->elements[INPUTS + i] = made;
        if (made.logic->table) tell_table(&random->told, made.logic->table);
    }
    for (size_t i = 0; i < RANDOM_KINDS; i++) random_names[i].count = own[i];
    random->definition = (DmnModelDefinition){.name = STR("random"), .elements = random->elements,
                                              .element_count = ELEMENTS,
                                              .finds_requirements = true};
    Diagnostics diagnostics = {.arena = &arena};
    random->model = dmn_model_compile(&arena, &random->definition, &diagnostics);
    if (random->model) return;
    print_error("%.*s%.*s\n", STR_ARG(str_built(&random->told)),
                STR_ARG(diagnostics.items[0].message));
    fail();
}

// ---- Running ----

typedef struct Outcome {
    Str values[DECISIONS][ROWS];
    Str states[DECISIONS][ROWS]; // one letter a rule
} Outcome;

static Str states_of(const DmnTableResult *result, size_t row) {
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    for (size_t rule = 0; rule < result->rule_count; rule++) {
        str_put_char(&out, "RUF"[dmn_result_state(result, row, rule)]);
    }
    return str_built(&out);
}

static void ignore(void *user, size_t row, const Source *source, SourceRange range, Str message) {
    (void)user;
    (void)row;
    (void)source;
    (void)range;
    (void)message;
}

static void run(DmnRun *evaluation, const FeelColumn *columns, size_t first,
                size_t rows, Outcome *outcome) {
    size_t wanted[DECISIONS];
    Error error = {0};
    dmn_run_begin(evaluation, &arena, rows);
    for (size_t i = 0; i < INPUTS; i++) dmn_run_set(evaluation, i, &columns[i]);
    for (size_t i = 0; i < DECISIONS; i++) wanted[i] = INPUTS + i;
    assert_true(dmn_run_evaluate(evaluation, wanted, DECISIONS, &error));
    for (size_t i = 0; i < DECISIONS; i++) {
        const FeelColumn *column = dmn_run_get(evaluation, INPUTS + i);
        const DmnTableResult *table = dmn_run_table(evaluation, INPUTS + i);
        for (size_t row = 0; row < rows; row++) {
            FeelValue value = feel_column_get(column, row);
            outcome->values[i][first + row] = feel_to_source(&arena, value);
            if (table) outcome->states[i][first + row] = states_of(table, row);
        }
    }
}

static void compare(Random *random, const char *what, uint64_t seed, const Outcome *got,
                    const Outcome *wanted) {
    for (size_t i = 0; i < DECISIONS; i++) {
        for (size_t row = 0; row < ROWS; row++) {
            bool is_same = str_equal(got->values[i][row], wanted->values[i][row]) &&
                           str_equal(got->states[i][row], wanted->states[i][row]);
            if (is_same) continue;
            print_error("seed %llu, %s, %s, row %zu: %.*s %.*s, alone %.*s %.*s\n%.*s",
                        (unsigned long long)seed, what, decision_names[i], row,
                        STR_ARG(got->values[i][row]), STR_ARG(got->states[i][row]),
                        STR_ARG(wanted->values[i][row]), STR_ARG(wanted->states[i][row]),
                        STR_ARG(str_built(&random->told)));
            fail();
        }
    }
}

static DmnRun *run_of(const Random *random, bool listens) {
    DmnRunOptions options = {.arena = &arena, .today = DATE_ABSENT, .wants_states = true,
                             .warn = listens ? ignore : NULL};
    return dmn_run_new_in(&arena, random->model, &options);
}

static void check_model(uint64_t seed) {
    Random *random = NEW(&arena, Random);
    state = seed;
    random_model(random);
    FeelColumn tagged_all[INPUTS], single[INPUTS];
    Outcome *alone = NEW(&arena, Outcome);
    DmnRun *one = run_of(random, false);
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < INPUTS; i++) {
            FeelValue value = feel_column_get(&random->columns[i], row);
            single[i] = feel_column_constant(&arena, value);
        }
        run(one, single, row, 1, alone);
    }
    dmn_run_close(one);
    for (size_t i = 0; i < INPUTS; i++) tagged_all[i] = tagged(&random->columns[i], 0, ROWS);
    for (int pass = 0; pass < 4; pass++) {
        bool is_typed = pass < 2;
        Outcome *batch = NEW(&arena, Outcome);
        DmnRun *many = run_of(random, pass % 2 == 1);
        run(many, is_typed ? random->columns : tagged_all, 0, ROWS, batch);
        compare(random, is_typed ? "typed batch" : "tagged batch", seed, batch, alone);
        dmn_run_close(many);
    }
}

static void test_model__batch_says_what_batches_of_one_say(void **unused) {
    (void)unused;
    for (uint64_t seed = 1; seed <= MODELS * random_rounds(); seed++) {
        check_model(seed * UINT64_C(0x9E3779B97F4A7C15));
        arena_reset(&arena);
    }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model__batch_says_what_batches_of_one_say),
    };
    return RUN_TESTS(tests);
}
