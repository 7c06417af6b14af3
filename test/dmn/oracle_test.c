// SPDX-License-Identifier: Apache-2.0
// Random tables against an oracle that knows no index: every cell is compiled as a unary test of
// its own and run by FEEL on every row. The states of all rules must agree, in two values and in
// three, for tagged values and typed columns, below and above 64 rules. A failure prints its seed.
#include "test.h"

#include "dmn/table.h"

#include <string.h>

#define TABLES 200
#define INPUTS_MAX 4
#define NAMES (INPUTS_MAX + 1) // the inputs, and a number that cells may name
#define RULES_MAX 150
#define ROWS 100
#define SLOTS 16

typedef struct Table {
    Arena arena;
    Source source;
    StrBuilder text;
    FeelName names[NAMES];
    FeelScope scope;
    DmnTableInput inputs[INPUTS_MAX];
    DmnTableOutput output;
    DmnTableRule rules[RULES_MAX];
    DmnText cells[RULES_MAX][INPUTS_MAX];
    DmnTableDefinition definition;
    FeelValue values[NAMES][ROWS];
    uint8_t nulls[NAMES][ROWS];
} Table;

static uint64_t random_state;

static size_t random_below(size_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)((random_state >> 11) % limit);
}

// ---- Making a table ----

static const FeelTypeKind KINDS[] = {FEEL_TYPE_NUMBER, FEEL_TYPE_STRING, FEEL_TYPE_DATE,
                                     FEEL_TYPE_BOOLEAN};
static const char *const TEXTS[] = {"a", "b", "中卫", "", "not("};

// A constant of a kind, the `nth` of its order.
static Str constant(Arena *arena, FeelTypeKind kind, int nth) {
    if (kind == FEEL_TYPE_STRING) return str_format(arena, "\"%s\"", TEXTS[nth % 5]);
    if (kind == FEEL_TYPE_DATE) return str_format(arena, "date(\"2023-01-%02d\")", nth + 1);
    if (kind == FEEL_TYPE_BOOLEAN) return nth % 2 == 0 ? STR("true") : STR("false");
    return str_format(arena, nth % 3 == 0 ? "%d.5" : "%d", nth - 2);
}

static Str random_constant(Arena *arena, FeelTypeKind kind) {
    return constant(arena, kind, (int)random_below(9));
}

static Str random_test(Arena *arena, FeelTypeKind kind) {
    static const char *const SIGNS[] = {"<", "<=", ">", ">="};
    static const char *const OPEN[] = {"[", "(", "]"}, *const CLOSE[] = {"]", ")", "["};
    bool is_ordered = kind == FEEL_TYPE_NUMBER || kind == FEEL_TYPE_DATE;
    size_t form = random_below(is_ordered ? 3 : 1);
    Str one = random_constant(arena, kind);
    if (form == 0) return one;
    if (form == 1) return str_format(arena, "%s %.*s", SIGNS[random_below(4)], STR_ARG(one));
    int first = (int)random_below(5) * 3 + 1, last = first + (int)random_below(3) * 3;
    Str low = constant(arena, kind, first), high = constant(arena, kind, last);
    return str_format(arena, "%s%.*s..%.*s%s", OPEN[random_below(3)], STR_ARG(low), STR_ARG(high),
                      CLOSE[random_below(3)]);
}

static Str random_cell(Arena *arena, FeelTypeKind kind) {
    Str one = random_test(arena, kind), other = random_test(arena, kind);
    switch (random_below(10)) {
    case 0:
    case 1:
    case 2:
        return STR("-");
    case 3:
        return str_format(arena, "%.*s, %.*s", STR_ARG(one), STR_ARG(other));
    case 4:
        return str_format(arena, "not(%.*s)", STR_ARG(one));
    case 5:
        return STR("null");
    case 6:
        return kind == FEEL_TYPE_NUMBER ? STR("< limit") : STR("? = null");
    case 7:
        return kind == FEEL_TYPE_NUMBER ? STR("? + limit > 3") : one;
    default:
        return one;
    }
}

static DmnText add_text(Table *table, Str text) {
    size_t from = table->text.count;
    str_put(&table->text, text);
    str_put_char(&table->text, '\n');
    return (DmnText){&table->source, {from, from + text.length}};
}

static void make_table(Table *table) {
    static const char *const NAME_TEXTS[] = {"i0", "i1", "i2", "i3", "limit"};
    Arena *arena = &table->arena;
    str_builder_init(&table->text, arena, 0);
    table->definition = (DmnTableDefinition){.name = STR("random"),
                                             .source = &table->source,
                                             .hit_policy = DMN_COLLECT,
                                             .inputs = table->inputs,
                                             .outputs = &table->output,
                                             .output_count = 1,
                                             .rules = table->rules};
    table->definition.input_count = random_below(INPUTS_MAX) + 1;
    table->definition.rule_count = random_below(random_below(2) == 0 ? 10 : RULES_MAX) + 1;
    for (size_t i = 0; i < NAMES; i++) {
        FeelTypeKind kind = i == INPUTS_MAX ? FEEL_TYPE_NUMBER : KINDS[random_below(4)];
        table->names[i] = (FeelName){
            .name = str_from_c(NAME_TEXTS[i]), .type = &feel_simple_types[kind], .slot = i};
        if (i < INPUTS_MAX) table->inputs[i].expression = add_text(table, table->names[i].name);
    }
    table->scope = (FeelScope){.names = table->names, .count = NAMES};
    DmnText output = add_text(table, STR("1"));
    DmnText *outputs = NEW(arena, DmnText);
    *outputs = output;
    for (size_t rule = 0; rule < table->definition.rule_count; rule++) {
        for (size_t i = 0; i < table->definition.input_count; i++) {
            Str cell = random_cell(arena, table->names[i].type->kind);
            table->cells[rule][i] = add_text(table, cell);
        }
        table->rules[rule] = (DmnTableRule){.inputs = table->cells[rule], .outputs = outputs};
    }
    table->source = (Source){STR("random"), str_built(&table->text)};
}

// ---- Values ----

static FeelValue random_value(FeelTypeKind kind) {
    if (random_below(6) == 0) return feel_null();
    size_t nth = random_below(9);
    if (kind == FEEL_TYPE_STRING) return feel_string(str_from_c(TEXTS[nth % 5]));
    if (kind == FEEL_TYPE_DATE) return feel_date(19358 + (Date)nth); // 2023-01-01 and on
    if (kind == FEEL_TYPE_BOOLEAN) return feel_boolean(nth % 2 == 0);
    return feel_number(decimal_from_scaled((int64_t)random_below(28) * 5 - 25, 1));
}

static void make_values(Table *table) {
    for (size_t i = 0; i < NAMES; i++) {
        for (size_t row = 0; row < ROWS; row++) {
            table->values[i][row] = random_value(table->names[i].type->kind);
            table->nulls[i][row] = feel_is_null(table->values[i][row]);
        }
    }
}

// The same values in their densest form.
static FeelColumn typed_column(Table *table, size_t name) {
    int64_t *integers = NEW_ARRAY(&table->arena, int64_t, ROWS);
    int32_t *codes = NEW_ARRAY(&table->arena, int32_t, ROWS);
    uint8_t *truths = NEW_ARRAY(&table->arena, uint8_t, ROWS);
    Str *dictionary = NEW_ARRAY(&table->arena, Str, 5);
    for (size_t i = 0; i < 5; i++) dictionary[i] = str_from_c(TEXTS[i]);
    FeelTypeKind kind = table->names[name].type->kind;
    for (size_t row = 0; row < ROWS; row++) {
        FeelValue value = table->values[name][row];
        truths[row] = FEEL_UNKNOWN;
        if (feel_is_null(value)) continue;
        if (kind == FEEL_TYPE_BOOLEAN) truths[row] = value.boolean ? FEEL_TRUE : FEEL_FALSE;
        if (kind == FEEL_TYPE_DATE) integers[row] = value.date;
        if (kind == FEEL_TYPE_NUMBER) {
            assert_true(decimal_to_scaled(value.number, 2, &integers[row]));
        }
        while (kind == FEEL_TYPE_STRING && !str_equal(dictionary[codes[row]], value.string)) {
            codes[row]++;
        }
    }
    const uint8_t *nulls = table->nulls[name];
    switch ((int)kind) {
    case FEEL_TYPE_BOOLEAN:
        return (FeelColumn){.form = FEEL_COLUMN_TRUTH, .data = truths};
    case FEEL_TYPE_DATE:
        return (FeelColumn){.form = FEEL_COLUMN_DATES, .data = integers, .nulls = nulls};
    case FEEL_TYPE_STRING:
        return (FeelColumn){.form = FEEL_COLUMN_CODES,
                            .data = codes,
                            .nulls = nulls,
                            .dictionary = dictionary,
                            .dictionary_count = 5};
    default:
        return (FeelColumn){
            .form = FEEL_COLUMN_SCALED, .data = integers, .nulls = nulls, .scale = 2};
    }
}

// ---- The oracle ----

static FeelTruth cell_truth(Table *table, FeelRun *run, DmnText cell, size_t input, size_t row) {
    Str text = str_slice(table->source.text, cell.range.from, cell.range.to);
    if (str_equal(text, STR("-"))) return FEEL_TRUE;
    Diagnostics diagnostics = {.arena = &table->arena};
    FeelCompileOptions options = {
        .syntax = FEEL_UNARY_TESTS, .input_slot = input, .input_type = table->names[input].type};
    const FeelProgram *program = feel_compile(&table->arena, &table->scope, &table->source,
                                              cell.range, &options, &diagnostics);
    assert_non_null(program);
    FeelColumn slots[NAMES];
    for (size_t i = 0; i < NAMES; i++) slots[i] = feel_column_values(&table->values[i][row]);
    FeelBatch batch = {.slots = slots, .slot_count = NAMES, .row_count = 1};
    FeelColumn column;
    Error error;
    assert_true(feel_run_batch(run, program, &batch, &column, &error));
    FeelValue value = feel_column_get(&column, 0);
    return feel_is_true(value) ? FEEL_TRUE : feel_is_false(value) ? FEEL_FALSE : FEEL_UNKNOWN;
}

static bool is_unknown(const Table *table, DmnText cell, size_t input, size_t row) {
    Str text = str_slice(table->source.text, cell.range.from, cell.range.to);
    bool names_limit = str_find(text, STR("limit"), 0) != SIZE_MAX;
    return table->nulls[input][row] || (names_limit && table->nulls[INPUTS_MAX][row]);
}

static DmnRuleState rule_state(Table *table, FeelRun *run, size_t rule, size_t row,
                               bool is_three_valued) {
    DmnRuleState state = DMN_FIRED;
    for (size_t i = 0; i < table->definition.input_count; i++) {
        DmnText cell = table->cells[rule][i];
        Str text = str_slice(table->source.text, cell.range.from, cell.range.to);
        if (str_equal(text, STR("-"))) continue;
        FeelTruth truth = cell_truth(table, run, cell, i, row);
        if (is_three_valued && is_unknown(table, cell, i, row)) truth = FEEL_UNKNOWN;
        if (truth == FEEL_FALSE) return DMN_REFUTED;
        if (truth == FEEL_UNKNOWN) state = DMN_UNDETERMINED;
    }
    bool is_open = state == DMN_UNDETERMINED;
    return is_open && !is_three_valued ? DMN_REFUTED : state;
}

// ---- Comparing ----

static void compare_states(Table *table, FeelRun *run, bool is_three_valued, bool is_typed,
                           uint64_t seed) {
    DmnTableOptions options = {.slot_first = NAMES, .is_three_valued = is_three_valued};
    Diagnostics diagnostics = {.arena = &table->arena};
    const DmnTable *compiled =
        dmn_table_compile(&table->arena, &table->scope, &table->definition, &options, &diagnostics);
    if (compiled == NULL) {
        StrBuilder out;
        str_builder_init(&out, &table->arena, 0);
        diagnostics_print(&out, &diagnostics);
        print_error("seed %llu:\n%.*s", (unsigned long long)seed, STR_ARG(str_built(&out)));
        fail();
    }
    FeelColumn slots[SLOTS] = {0};
    const uint64_t *unknown[SLOTS] = {0};
    for (size_t i = 0; i < NAMES; i++) {
        slots[i] = is_typed ? typed_column(table, i) : feel_column_values(table->values[i]);
        uint64_t *rows = NEW_ARRAY(&table->arena, uint64_t, bits_words(ROWS));
        bits_from_flags(table->nulls[i], 1, ROWS, rows);
        unknown[i] = rows;
    }
    DmnTableRun table_run = {.run = run, .unknown = unknown, .wants_states = true};
    DmnFrame frame = {.slots = slots, .slot_count = SLOTS, .row_count = ROWS};
    DmnTableResult result;
    Error error;
    assert_true(dmn_table_run(compiled, &table_run, &frame, &result, &error));
    for (size_t rule = 0; rule < table->definition.rule_count; rule++) {
        for (size_t row = 0; row < ROWS; row++) {
            DmnRuleState expected = rule_state(table, run, rule, row, is_three_valued);
            DmnRuleState actual = dmn_result_state(&result, row, rule);
            if (actual == expected) continue;
            print_error("seed %llu: rule %zu, row %zu, %s, %s: got %d, expected %d\n",
                        (unsigned long long)seed, rule + 1, row,
                        is_three_valued ? "three-valued" : "two-valued",
                        is_typed ? "typed" : "tagged", (int)actual, (int)expected);
            for (size_t i = 0; i < table->definition.input_count; i++) {
                SourceRange range = table->cells[rule][i].range;
                Str cell = str_slice(table->source.text, range.from, range.to);
                print_error("    %.*s\n", STR_ARG(cell));
            }
            fail();
        }
    }
}

static void test_tables__index_agrees_with_cells_one_by_one(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= TABLES; seed++) {
        random_state = seed * UINT64_C(0x9E3779B97F4A7C15);
        Table *table = test_calloc(1, sizeof *table);
        make_table(table);
        make_values(table);
        FeelRunOptions options = {.arena = &table->arena, .today = DATE_ABSENT};
        FeelRun *run = feel_run_new_in(&table->arena, &options);
        // Each table is tried in one of the four ways; many tables cover them all.
        compare_states(table, run, seed % 2 == 0, seed / 2 % 2 == 0, seed);
        feel_run_close(run);
        arena_release(&table->arena);
        test_free(table);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables__index_agrees_with_cells_one_by_one),
    };
    return RUN_TESTS(tests);
}
