// SPDX-License-Identifier: Apache-2.0
// Decision tables, as data: test/dmn/tables/*.txt. A block is one table and the rows tried on it.
//
//     ## name
//     input 年龄: number [0..150]        (type, allowed values)
//     output 金额 = 高, 中 / 缺省          (allowed values in order of priority, default)
//     three-valued
//     | U | 年龄 | →金额 |
//     |---|---|---|
//     | 1 | < 18 | 100 |
//     > {年龄: 10} => 100                result
//     > {年龄: null} => null ! 同时命中    and part of a warning
//     > {年龄: null} => [] @ FRU         and the state of each rule: fired, refuted, undetermined
//     ~ 缺口                              verification says this (one line for each finding)
//     ~                                  verification says nothing
//
// Every row is run as a batch of one from tagged values, and all rows of a block again as one batch
// of typed columns; both must agree.
#include "test.h"

#include "base/file.h"
#include "dmn/verify.h"
#include "feel/builtin.h"

#include <string.h>

#define INPUTS_MAX 8
#define OUTPUTS_MAX 8
#define RULES_MAX 64
#define ROWS_MAX 64
#define SLOTS_MAX 32

typedef struct Row {
    FeelValue values[INPUTS_MAX];
    Str expected, warning, states;
    size_t line;
} Row;

typedef struct Block {
    const char *path;
    Source *source;
    Str name;
    FeelName names[INPUTS_MAX];
    DmnTableInput inputs[INPUTS_MAX]; // as declared; matched by name
    size_t name_count;
    DmnTableOutput declared[OUTPUTS_MAX];
    size_t declared_count;
    DmnTableInput columns[INPUTS_MAX];
    DmnTableOutput outputs[OUTPUTS_MAX];
    DmnTableRule rules[RULES_MAX];
    DmnTableDefinition table;
    bool has_header, is_three_valued;
    Row rows[ROWS_MAX];
    size_t row_count;
    Str findings[ROWS_MAX];
    size_t finding_count;
    bool is_verified;
} Block;

static Arena arena;
static Str warnings;

static void on_warning(void *user, size_t row, const Source *source, SourceRange range,
                       Str message) {
    (void)user, (void)row, (void)source, (void)range;
    warnings = str_format(&arena, "%.*s\n%.*s", STR_ARG(warnings), STR_ARG(message));
}

static void broken(const Block *block, size_t line, const char *what) {
    print_error("%s:%zu: %s\n", block->path, line, what);
    fail();
}

// ---- Reading a block ----

static DmnText text_of(const Block *block, Str text) {
    if (text.length == 0) return (DmnText){0};
    size_t from = (size_t)(text.data - block->source->text.data);
    return (DmnText){block->source, {from, from + text.length}};
}

static const FeelType *type_named(Str name) {
    static const struct {
        const char *name;
        FeelTypeKind kind;
    } TYPES[] = {{"number", FEEL_TYPE_NUMBER},
                 {"string", FEEL_TYPE_STRING},
                 {"boolean", FEEL_TYPE_BOOLEAN},
                 {"date", FEEL_TYPE_DATE}};
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        if (str_equal(name, str_from_c(TYPES[i].name))) return &feel_simple_types[TYPES[i].kind];
    }
    return FEEL_TYPE_OF(ANY);
}

// "input 年龄: number [0..150]"
static void read_input(Block *block, Str rest) {
    Str name = str_trim(str_cut(&rest, ':'));
    rest = str_trim(rest);
    Str type = str_trim(str_cut(&rest, ' '));
    size_t index = block->name_count++;
    block->names[index] = (FeelName){.name = name, .type = type_named(type), .slot = index};
    block->inputs[index].label = name;
    block->inputs[index].allowed = text_of(block, str_trim(rest));
}

// "output 金额 = "高", "中" / "缺省""
static void read_output(Block *block, Str rest) {
    DmnTableOutput *output = &block->declared[block->declared_count++];
    output->name = str_trim(str_cut(&rest, '='));
    Str allowed = str_trim(str_cut(&rest, '/'));
    output->allowed = text_of(block, allowed);
    output->fallback = text_of(block, str_trim(rest));
}

static size_t read_cells(Str line, Str *cells, size_t max) {
    line = str_trim(line);
    line = str_slice(line, 1, line.length - 1);
    size_t count = 0;
    while (!str_is_absent(line) && count < max) cells[count++] = str_trim(str_cut(&line, '|'));
    return count;
}

static void read_header(Block *block, Str line) {
    Str cells[INPUTS_MAX + OUTPUTS_MAX + 1];
    size_t count = read_cells(line, cells, INPUTS_MAX + OUTPUTS_MAX + 1);
    assert_true(dmn_hit_policy_from_str(cells[0], STR(""), &block->table.hit_policy));
    for (size_t i = 1; i < count; i++) {
        if (!str_starts_with(cells[i], STR("→"))) {
            DmnTableInput *input = &block->columns[block->table.input_count++];
            input->expression = text_of(block, cells[i]);
            for (size_t k = 0; k < block->name_count; k++) {
                if (str_equal(block->names[k].name, cells[i])) {
                    input->allowed = block->inputs[k].allowed;
                }
            }
            continue;
        }
        Str name = str_slice(cells[i], strlen("→"), cells[i].length);
        DmnTableOutput *output = &block->outputs[block->table.output_count++];
        output->name = name;
        for (size_t k = 0; k < block->declared_count; k++) {
            if (str_equal(block->declared[k].name, name)) *output = block->declared[k];
        }
    }
    block->has_header = true;
}

static void read_rule(Block *block, Str line, size_t line_number) {
    Str cells[INPUTS_MAX + OUTPUTS_MAX + 1];
    size_t width = 1 + block->table.input_count + block->table.output_count;
    if (read_cells(line, cells, INPUTS_MAX + OUTPUTS_MAX + 1) != width) {
        broken(block, line_number, "the row has another number of cells than the header");
    }
    DmnText *inputs = NEW_ARRAY(&arena, DmnText, block->table.input_count);
    DmnText *outputs = NEW_ARRAY(&arena, DmnText, block->table.output_count);
    for (size_t i = 0; i < block->table.input_count; i++) inputs[i] = text_of(block, cells[1 + i]);
    for (size_t i = 0; i < block->table.output_count; i++) {
        outputs[i] = text_of(block, cells[1 + block->table.input_count + i]);
    }
    block->rules[block->table.rule_count++] =
        (DmnTableRule){.inputs = inputs, .outputs = outputs, .label = cells[0]};
}

static FeelValue evaluate(const Block *block, Str text, size_t line) {
    Source *source = NEW(&arena, Source);
    *source = (Source){STR("expected"), text};
    FeelScope scope = {0};
    Diagnostics diagnostics = {.arena = &arena};
    const FeelProgram *program = feel_compile(&arena, &scope, source, (SourceRange){0, text.length},
                                              &(FeelCompileOptions){0}, &diagnostics);
    if (program == NULL) broken(block, line, "an expression that does not compile");
    FeelRunOptions options = {.arena = &arena, .today = DATE_ABSENT};
    FeelRun *run = feel_run_new_in(&arena, &options);
    FeelBatch batch = {.row_count = 1};
    FeelColumn column;
    Error error;
    assert_true(feel_run_batch(run, program, &batch, &column, &error));
    FeelValue value = feel_column_get(&column, 0);
    feel_run_close(run);
    return value;
}

// "> {年龄: 10} => 100 ! warning @ states"
static void read_row(Block *block, Str line, size_t line_number) {
    Row *row = &block->rows[block->row_count++];
    size_t arrow = str_find(line, STR("=>"), 0);
    if (arrow == SIZE_MAX) broken(block, line_number, "a row without =>");
    Str given = str_trim(str_slice(line, 0, arrow));
    Str rest = str_slice(line, arrow + 2, line.length);
    size_t at = str_find(rest, STR(" @ "), 0);
    if (at != SIZE_MAX) {
        row->states = str_trim(str_slice(rest, at + 3, rest.length));
        rest = str_slice(rest, 0, at);
    }
    size_t warning = str_find(rest, STR(" ! "), 0);
    if (warning != SIZE_MAX) {
        row->warning = str_trim(str_slice(rest, warning + 3, rest.length));
        rest = str_slice(rest, 0, warning);
    }
    row->expected = str_trim(rest);
    row->line = line_number;
    FeelValue context = evaluate(block, given, line_number);
    if (context.kind != FEEL_CONTEXT) broken(block, line_number, "the input is no context");
    for (size_t i = 0; i < block->name_count; i++) {
        const FeelValue *value = feel_context_get(context.context, block->names[i].name);
        if (value != NULL) row->values[i] = *value;
    }
}

static void read_line(Block *block, Str line, size_t number) {
    if (str_starts_with(line, STR("input "))) {
        read_input(block, str_slice(line, 6, line.length));
    } else if (str_starts_with(line, STR("output "))) {
        read_output(block, str_slice(line, 7, line.length));
    } else if (str_equal(line, STR("three-valued"))) {
        block->is_three_valued = true;
    } else if (str_starts_with(line, STR("|---"))) {
        return;
    } else if (str_starts_with(line, STR("|"))) {
        if (block->has_header) {
            read_rule(block, line, number);
        } else {
            read_header(block, line);
        }
    } else if (str_starts_with(line, STR(">"))) {
        read_row(block, str_slice(line, 1, line.length), number);
    } else if (str_starts_with(line, STR("~"))) {
        block->is_verified = true;
        Str finding = str_trim(str_slice(line, 1, line.length));
        if (finding.length > 0) block->findings[block->finding_count++] = finding;
    } else if (line.length > 0 && !str_starts_with(line, STR("//"))) {
        broken(block, number, "a line of no known kind");
    }
}

// ---- Running ----

static const DmnTable *compile(Block *block) {
    block->table.name = block->name;
    block->table.source = block->source;
    block->table.inputs = block->columns;
    block->table.outputs = block->outputs;
    block->table.rules = block->rules;
    FeelScope *scope = NEW(&arena, FeelScope);
    *scope = (FeelScope){.names = block->names, .count = block->name_count};
    DmnTableOptions options = {.slot_first = block->name_count,
                               .is_three_valued = block->is_three_valued};
    Diagnostics diagnostics = {.arena = &arena};
    const DmnTable *table = dmn_table_compile(&arena, scope, &block->table, &options, &diagnostics);
    if (table == NULL) {
        StrBuilder out;
        str_builder_init(&out, &arena, 0);
        diagnostics_print(&out, &diagnostics);
        print_error("%.*s", STR_ARG(str_built(&out)));
        broken(block, 0, "the table does not compile");
    }
    return table;
}

// The column of one input over some rows; typed where its declared type allows.
static FeelColumn column_of(const Block *block, size_t input, size_t from, size_t count,
                            bool is_typed) {
    FeelValue *values = NEW_ARRAY(&arena, FeelValue, count);
    for (size_t i = 0; i < count; i++) values[i] = block->rows[from + i].values[input];
    FeelTypeKind kind = block->names[input].type->kind;
    FeelColumn column = feel_column_values(values);
    if (!is_typed || kind == FEEL_TYPE_ANY) return column;
    uint8_t *nulls = NEW_ARRAY(&arena, uint8_t, count);
    int64_t *integers = NEW_ARRAY(&arena, int64_t, count);
    int32_t *codes = NEW_ARRAY(&arena, int32_t, count);
    uint8_t *truths = NEW_ARRAY(&arena, uint8_t, count);
    Str *dictionary = NEW_ARRAY(&arena, Str, count);
    for (size_t i = 0; i < count; i++) {
        nulls[i] = feel_is_null(values[i]);
        truths[i] = nulls[i] ? FEEL_UNKNOWN : feel_is_true(values[i]) ? FEEL_TRUE : FEEL_FALSE;
        if (nulls[i]) continue;
        if (kind == FEEL_TYPE_DATE) integers[i] = values[i].date;
        if (kind == FEEL_TYPE_STRING) dictionary[i] = values[i].string;
        if (kind == FEEL_TYPE_STRING) codes[i] = (int32_t)i;
        if (kind == FEEL_TYPE_NUMBER && !decimal_to_scaled(values[i].number, 3, &integers[i])) {
            return column;
        }
    }
    if (kind == FEEL_TYPE_BOOLEAN) return (FeelColumn){.form = FEEL_COLUMN_TRUTH, .data = truths};
    column = (FeelColumn){.nulls = nulls, .data = integers};
    if (kind == FEEL_TYPE_DATE) column.form = FEEL_COLUMN_DATES;
    if (kind == FEEL_TYPE_NUMBER) column.form = FEEL_COLUMN_SCALED;
    if (kind == FEEL_TYPE_NUMBER) column.scale = 3;
    if (kind == FEEL_TYPE_STRING) {
        for (size_t i = 0; i < count; i++) {
            if (nulls[i]) dictionary[i] = STR("");
        }
        column = (FeelColumn){.form = FEEL_COLUMN_CODES,
                              .nulls = nulls,
                              .data = codes,
                              .dictionary = dictionary,
                              .dictionary_count = count};
    }
    return column;
}

static void run_rows(const Block *block, const DmnTable *table, size_t from, size_t count,
                     bool is_typed, DmnTableResult *result) {
    FeelColumn slots[SLOTS_MAX] = {0};
    const uint64_t *unknown[SLOTS_MAX] = {0};
    for (size_t i = 0; i < block->name_count; i++) {
        slots[i] = column_of(block, i, from, count, is_typed);
        uint64_t *nulls = NEW_ARRAY(&arena, uint64_t, bits_words(count));
        if (feel_column_nulls(&slots[i], count, nulls)) unknown[i] = nulls;
    }
    FeelRunOptions run_options = {.arena = &arena, .today = DATE_ABSENT, .warn = on_warning};
    FeelRun *run = feel_run_new_in(&arena, &run_options);
    DmnTableRun options = {.run = run,
                           .wants_states = true,
                           .wants_value = true,
                           .warn = on_warning,
                           .unknown = block->is_three_valued ? unknown : NULL};
    DmnFrame frame = {.slots = slots, .slot_count = SLOTS_MAX, .row_count = count};
    Error error;
    if (!dmn_table_run(table, &options, &frame, result, &error)) {
        print_error("%s\n", error.message);
        fail();
    }
    feel_run_close(run);
}

static void check_row(const Block *block, const Row *row, const DmnTableResult *result,
                      size_t index, const char *how) {
    FeelValue expected = evaluate(block, row->expected, row->line);
    FeelValue actual = feel_column_get(&result->value, index);
    bool is_null = feel_is_null(expected) && feel_is_null(actual);
    if (!is_null && feel_equal(expected, actual) != FEEL_TRUE) {
        Str text = feel_to_source(&arena, actual);
        print_error("%s:%zu: (%s) got %.*s, expected %.*s\n", block->path, row->line, how,
                    STR_ARG(text), STR_ARG(row->expected));
        fail();
    }
    for (size_t rule = 0; rule < row->states.length; rule++) {
        char state = "RUF"[dmn_result_state(result, index, rule)];
        if (state == row->states.data[rule]) continue;
        print_error("%s:%zu: (%s) rule %zu is %c\n", block->path, row->line, how, rule + 1, state);
        fail();
    }
}

static void run_block(Block *block) {
    const DmnTable *table = compile(block);
    for (size_t i = 0; i < block->row_count; i++) {
        DmnTableResult result;
        warnings = STR("");
        run_rows(block, table, i, 1, false, &result);
        check_row(block, &block->rows[i], &result, 0, "alone");
        bool is_warned = block->rows[i].warning.length > 0;
        if (is_warned && str_find(warnings, block->rows[i].warning, 0) == SIZE_MAX) {
            print_error("%s:%zu: warnings are:%.*s\n", block->path, block->rows[i].line,
                        STR_ARG(warnings));
            fail();
        }
    }
    DmnTableResult result;
    run_rows(block, table, 0, block->row_count, true, &result);
    for (size_t i = 0; i < block->row_count; i++) {
        check_row(block, &block->rows[i], &result, i, "in a typed batch");
    }
    if (!block->is_verified) return;
    Diagnostics diagnostics = {.arena = &arena};
    dmn_table_verify(&arena, table, NULL, &diagnostics);
    bool is_right = diagnostics.count == block->finding_count;
    for (size_t i = 0; i < diagnostics.count && is_right; i++) {
        is_right = str_find(diagnostics.items[i].message, block->findings[i], 0) != SIZE_MAX;
    }
    for (size_t i = 0; i < diagnostics.count && !is_right; i++) {
        print_error("found: %.*s\n", STR_ARG(diagnostics.items[i].message));
    }
    if (!is_right) broken(block, 0, str_to_c(&arena, block->name));
}

static void run_file(const char *path) {
    Source source = {.name = str_from_c(path)};
    Error error;
    assert_true(file_read(&arena, source.name, 1 << 20, &source.text, &error));
    Str rest = source.text;
    Block *block = NULL;
    size_t blocks = 0;
    for (size_t line = 1; !str_is_absent(rest); line++) {
        Str text = str_trim(str_cut(&rest, '\n'));
        if (str_starts_with(text, STR("## "))) {
            if (block != NULL) run_block(block);
            block = NEW(&arena, Block);
            block->path = path;
            block->source = &source;
            block->name = str_slice(text, 3, text.length);
            blocks++;
        } else if (block != NULL) {
            read_line(block, text, line);
        }
    }
    if (block != NULL) run_block(block);
    assert_true(blocks > 0);
    arena_release(&arena);
}

// ---- One test for each file ----

#define TABLE_FILE(name)                                                                           \
    static void test_tables__##name(void **state) {                                                \
        (void)state;                                                                               \
        run_file("test/dmn/tables/" #name ".txt");                                                 \
    }
TABLE_FILE(unique)
TABLE_FILE(any)
TABLE_FILE(priority)
TABLE_FILE(first)
TABLE_FILE(order)
TABLE_FILE(collect)
TABLE_FILE(cells)
TABLE_FILE(outputs)
TABLE_FILE(three_valued)
TABLE_FILE(verify)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables__unique),       cmocka_unit_test(test_tables__any),
        cmocka_unit_test(test_tables__priority),     cmocka_unit_test(test_tables__first),
        cmocka_unit_test(test_tables__order),        cmocka_unit_test(test_tables__collect),
        cmocka_unit_test(test_tables__cells),        cmocka_unit_test(test_tables__outputs),
        cmocka_unit_test(test_tables__three_valued), cmocka_unit_test(test_tables__verify),
    };
    return RUN_TESTS(tests);
}
