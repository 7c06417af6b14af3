// SPDX-License-Identifier: Apache-2.0
#include "dmn/table.h"

#include "dmn/slot_set.h"
#include "dmn/table_plan.h"

// ---- Hit policies ----

static const struct {
    const char *sign, *name, *aggregation;
} HIT_POLICIES[] = {
    [DMN_UNIQUE] = {"U", "UNIQUE", ""},
    [DMN_ANY] = {"A", "ANY", ""},
    [DMN_PRIORITY] = {"P", "PRIORITY", ""},
    [DMN_FIRST] = {"F", "FIRST", ""},
    [DMN_RULE_ORDER] = {"R", "RULE ORDER", ""},
    [DMN_OUTPUT_ORDER] = {"O", "OUTPUT ORDER", ""},
    [DMN_COLLECT] = {"C", "COLLECT", ""},
    [DMN_COLLECT_SUM] = {"C+", "COLLECT", "SUM"},
    [DMN_COLLECT_MIN] = {"C<", "COLLECT", "MIN"},
    [DMN_COLLECT_MAX] = {"C>", "COLLECT", "MAX"},
    [DMN_COLLECT_COUNT] = {"C#", "COLLECT", "COUNT"},
};
#define HIT_POLICY_COUNT (sizeof HIT_POLICIES / sizeof *HIT_POLICIES)

bool dmn_hit_policy_from_str(Str policy, Str aggregation, DmnHitPolicy *result) {
    policy = str_trim(policy);
    aggregation = str_trim(aggregation);
    if (policy.length == 0) policy = STR("U");
    for (size_t i = 0; i < HIT_POLICY_COUNT; i++) {
        bool is_sign =
            aggregation.length == 0 && str_equal(policy, str_from_c(HIT_POLICIES[i].sign));
        bool is_name = str_equal(policy, str_from_c(HIT_POLICIES[i].name)) &&
                       str_equal(aggregation, str_from_c(HIT_POLICIES[i].aggregation));
        if (is_sign || is_name) {
            *result = (DmnHitPolicy)i;
            return true;
        }
    }
    return false;
}

const char *dmn_hit_policy_sign(DmnHitPolicy policy) {
    return HIT_POLICIES[policy].sign;
}

// ---- Compiling ----

typedef struct TableCompiler {
    Arena *arena;
    const DmnTableDefinition *definition;
    DmnTable *table;
    DmnCellCompiler cells;
    const FeelProgram **programs; // all of the table, for slots and calls
    size_t program_count, program_capacity;
    bool ok;
} TableCompiler;

static void keep_program(TableCompiler *compiler, const FeelProgram *program) {
    if (program == NULL) return;
    if (compiler->program_count == compiler->program_capacity) {
        compiler->programs =
            arena_grow(compiler->arena, compiler->programs, compiler->program_count,
                       &compiler->program_capacity, sizeof *compiler->programs);
    }
    compiler->programs[compiler->program_count++] = program;
}

// The plain value that a whole text names; NULL when it is something else.
static const FeelName *scope_value(const FeelScope *scope, Str text) {
    for (; scope != NULL; scope = scope->outer) {
        for (size_t i = 0; i < scope->count; i++) {
            const FeelName *name = &scope->names[i];
            if (str_equal(name->name, text)) return name->definition == NULL ? name : NULL;
        }
    }
    return NULL;
}

static bool is_same_type(const FeelType *declared, const FeelType *type) {
    if (declared == NULL || declared == type) return true;
    return type != NULL && declared->kind == type->kind && declared->kind < FEEL_TYPE_LIST;
}

static bool compile_input_expression(TableCompiler *compiler, size_t index, DmnInputPlan *input) {
    const DmnTableInput *defined = &compiler->definition->inputs[index];
    input->slot = compiler->table->options.slot_first + index;
    DmnText text = dmn_text_trim(defined->expression);
    const FeelName *name = scope_value(compiler->cells.scope, dmn_text_str(text));
    if (name != NULL && is_same_type(defined->type, name->type)) {
        input->source_slot = name->slot;
        input->type = defined->type != NULL ? defined->type : name->type;
        if (input->type == NULL) input->type = FEEL_TYPE_OF(ANY);
        return true;
    }
    if (dmn_text_is_empty(text)) {
        diagnostics_add(compiler->cells.diagnostics, SEVERITY_ERROR, text.source, text.range,
                        "决策表“%.*s”的第 %zu 个输入没有表达式",
                        STR_ARG(compiler->definition->name), index + 1);
        return false;
    }
    input->expression =
        feel_compile(compiler->arena, compiler->cells.scope, text.source, text.range,
                     &(FeelCompileOptions){.expected = defined->type}, compiler->cells.diagnostics);
    if (input->expression == NULL) return false;
    keep_program(compiler, input->expression);
    input->type = defined->type != NULL ? defined->type : feel_program_type(input->expression);
    return true;
}

size_t dmn_distinct_index(Map *seen, Str text) {
    Str key = text.data == NULL ? STR("") : text;
    uintptr_t known = (uintptr_t)map_get(seen, key);
    if (known != 0) return known - 1;
    size_t index = seen->count;
    map_put(seen, key, (void *)(index + 1));
    return index;
}

static bool compile_input_cells(TableCompiler *compiler, size_t index, DmnInputPlan *input) {
    size_t rule_count = compiler->definition->rule_count;
    DmnCell *cells = NEW_ARRAY(compiler->arena, DmnCell, rule_count);
    uint32_t *rule_cells = NEW_ARRAY(compiler->arena, uint32_t, rule_count);
    Map seen = {.arena = compiler->arena};
    bool ok = true;
    for (size_t rule = 0; rule < rule_count; rule++) {
        DmnText text = dmn_text_trim(compiler->definition->rules[rule].inputs[index]);
        size_t before = seen.count;
        size_t cell = dmn_distinct_index(&seen, dmn_text_str(text));
        rule_cells[rule] = (uint32_t)cell;
        if (cell < before) continue;
        ok &= dmn_cell_compile(&compiler->cells, text, input->type, input->slot, &cells[cell]);
        keep_program(compiler, cells[cell].program);
    }
    input->cells = cells;
    input->cell_count = seen.count;
    input->rule_cells = rule_cells;
    DmnText allowed = compiler->definition->inputs[index].allowed;
    input->has_allowed = !dmn_text_is_empty(allowed);
    if (input->has_allowed) {
        ok &=
            dmn_cell_compile(&compiler->cells, allowed, input->type, input->slot, &input->allowed);
        keep_program(compiler, input->allowed.program);
    }
    return ok;
}

uint32_t dmn_output_rank(const DmnOutputPlan *output, FeelValue value) {
    const DmnCell *allowed = &output->allowed;
    for (size_t i = 0; i < allowed->span_count; i++) {
        DmnCell one = {.kind = DMN_CELL_SET, .spans = &allowed->spans[i], .span_count = 1};
        if (dmn_cell_truth(&one, value) == FEEL_TRUE) return (uint32_t)i;
    }
    return (uint32_t)allowed->span_count;
}

static bool compile_output_cell(TableCompiler *compiler, const DmnOutputPlan *output, DmnText text,
                                DmnOutputCell *cell) {
    *cell = (DmnOutputCell){0};
    text = dmn_text_trim(text);
    if (dmn_text_is_empty(text)) return true;
    bool is_constant = dmn_constant(&compiler->cells, text, &cell->constant);
    if (is_constant && output->type != NULL) {
        FeelValue whole = cell->constant;
        cell->constant = feel_type_coerce(compiler->arena, output->type, whole);
        is_constant = !feel_is_null(cell->constant);
    }
    if (is_constant) {
        cell->rank = dmn_output_rank(output, cell->constant);
        return true;
    }
    cell->constant = feel_null();
    cell->program =
        feel_compile(compiler->arena, compiler->cells.scope, text.source, text.range,
                     &(FeelCompileOptions){.expected = output->type}, compiler->cells.diagnostics);
    keep_program(compiler, cell->program);
    return cell->program != NULL;
}

static bool compile_output_values(TableCompiler *compiler, DmnText text, DmnOutputPlan *output) {
    output->has_allowed = !dmn_text_is_empty(text);
    if (!output->has_allowed) return true;
    if (dmn_cell_constant_set(&compiler->cells, text, &output->allowed)) return true;
    DmnHitPolicy policy = compiler->definition->hit_policy;
    output->has_allowed = false;
    output->allowed = (DmnCell){0};
    if (policy != DMN_PRIORITY && policy != DMN_OUTPUT_ORDER) return true;
    diagnostics_add(compiler->cells.diagnostics, SEVERITY_ERROR, text.source, text.range,
                    "输出值不是常量清单，无法排出优先次序");
    return false;
}

static bool compile_output(TableCompiler *compiler, size_t index, DmnOutputPlan *output) {
    const DmnTableDefinition *definition = compiler->definition;
    const DmnTableOutput *defined = &definition->outputs[index];
    output->type = defined->type;
    bool ok = compile_output_values(compiler, defined->allowed, output);
    DmnOutputCell *cells = NEW_ARRAY(compiler->arena, DmnOutputCell, definition->rule_count);
    uint32_t *rule_cells = NEW_ARRAY(compiler->arena, uint32_t, definition->rule_count);
    Map seen = {.arena = compiler->arena};
    for (size_t rule = 0; rule < definition->rule_count; rule++) {
        DmnText text = dmn_text_trim(definition->rules[rule].outputs[index]);
        size_t before = seen.count;
        size_t cell = dmn_distinct_index(&seen, dmn_text_str(text));
        rule_cells[rule] = (uint32_t)cell;
        if (cell == before) ok &= compile_output_cell(compiler, output, text, &cells[cell]);
    }
    output->cells = cells;
    output->cell_count = seen.count;
    output->rule_cells = rule_cells;
    output->has_fallback = !dmn_text_is_empty(defined->fallback);
    if (output->has_fallback) {
        ok &= compile_output_cell(compiler, output, defined->fallback, &output->fallback);
    }
    return ok;
}

// ---- Types ----

static const FeelType *output_type(TableCompiler *compiler, const DmnOutputPlan *output) {
    if (output->type != NULL) return output->type;
    const FeelType *type = NULL;
    for (size_t i = 0; i <= output->cell_count; i++) {
        bool is_last = i == output->cell_count;
        if (is_last && !output->has_fallback) break;
        const DmnOutputCell *cell = is_last ? &output->fallback : &output->cells[i];
        const FeelType *one = cell->program != NULL
                                  ? feel_program_type(cell->program)
                                  : feel_type_of_value(compiler->arena, cell->constant);
        type = type == NULL ? one : feel_type_join(compiler->arena, type, one);
    }
    return type != NULL ? type : FEEL_TYPE_OF(ANY);
}

static const FeelType *result_type(TableCompiler *compiler) {
    const DmnTableDefinition *definition = compiler->definition;
    if (definition->hit_policy == DMN_COLLECT_COUNT) return FEEL_TYPE_OF(NUMBER);
    const FeelType *one = output_type(compiler, &compiler->table->outputs[0]);
    if (definition->output_count > 1) {
        FeelField *fields = NEW_ARRAY(compiler->arena, FeelField, definition->output_count);
        for (size_t i = 0; i < definition->output_count; i++) {
            fields[i] = (FeelField){definition->outputs[i].name,
                                    output_type(compiler, &compiler->table->outputs[i])};
        }
        one = feel_type_context_of(compiler->arena, fields, definition->output_count);
    }
    bool is_list = definition->hit_policy == DMN_RULE_ORDER ||
                   definition->hit_policy == DMN_OUTPUT_ORDER ||
                   definition->hit_policy == DMN_COLLECT;
    return is_list ? feel_type_list_of(compiler->arena, one) : one;
}

// ---- What a table reads ----

static void input_slots(TableCompiler *compiler, DmnInputPlan *input) {
    DmnSlotSet set = {0};
    if (input->expression == NULL) {
        dmn_slots_add(compiler->arena, &set, input->source_slot);
    } else {
        dmn_slots_add_program(compiler->arena, &set, input->expression);
    }
    for (size_t i = 0; i < input->cell_count; i++) {
        const FeelProgram *program = input->cells[i].program;
        if (program != NULL) dmn_slots_add_program(compiler->arena, &set, program);
    }
    dmn_slots_remove(&set, compiler->table->options.slot_first, compiler->definition->input_count);
    input->slots = set.items;
    input->slot_count = set.count;
}

static void table_reads(TableCompiler *compiler) {
    DmnTable *table = compiler->table;
    DmnSlotSet slots = {0};
    DmnCallSet calls = {0};
    for (size_t i = 0; i < compiler->program_count; i++) {
        dmn_slots_add_program(compiler->arena, &slots, compiler->programs[i]);
        dmn_calls_add_program(compiler->arena, &calls, compiler->programs[i]);
    }
    for (size_t i = 0; i < compiler->definition->input_count; i++) {
        const DmnInputPlan *input = &table->inputs[i];
        dmn_slots_add_all(compiler->arena, &slots, input->slots, input->slot_count);
    }
    dmn_slots_remove(&slots, table->options.slot_first, compiler->definition->input_count);
    table->slots = slots.items;
    table->slot_count = slots.count;
    table->calls = calls.items;
    table->call_count = calls.count;
}

// ---- How it is run ----

// Cells an input may have on average for loops over its column to beat looking values up.
#define CELLS_BY_RULE_MAX 4

static bool is_by_rule(const DmnTable *table) {
    size_t input_count = 0, cell_count = 0;
    for (size_t i = 0; i < table->definition->input_count; i++) {
        const DmnInputPlan *input = &table->inputs[i];
        if (input->is_any) continue;
        input_count++;
        cell_count += input->cell_count;
    }
    return table->words <= 1 && cell_count <= CELLS_BY_RULE_MAX * input_count;
}

// ---- The whole ----

static bool check_definition(const DmnTableDefinition *definition, Diagnostics *diagnostics) {
    SourceRange nowhere = {0};
    const char *fault = NULL;
    if (definition->output_count == 0) fault = "没有输出列";
    if (definition->output_count > DMN_OUTPUTS_MAX) fault = "输出列太多（上限256）";
    if (definition->input_count > DMN_INPUTS_MAX) fault = "输入列太多（上限256）";
    if (definition->rule_count > DMN_RULES_MAX) fault = "规则太多（上限100000）";
    bool is_limit = fault != NULL && definition->output_count > 0;
    bool is_sum =
        definition->hit_policy >= DMN_COLLECT_SUM && definition->hit_policy <= DMN_COLLECT_MAX;
    if (is_sum && definition->output_count > 1) fault = "汇总（C+、C<、C>）只能有一个输出列";
    if (fault == NULL) return true;
    diagnostics_add(diagnostics, SEVERITY_ERROR, definition->source, nowhere, "决策表“%.*s”：%s",
                    STR_ARG(definition->name), fault);
    if (is_limit) diagnostics_code(diagnostics, "LIMIT_TABLE");
    return false;
}

static bool compile_columns(TableCompiler *compiler) {
    DmnTable *table = compiler->table;
    const DmnTableDefinition *definition = compiler->definition;
    DmnInputPlan *inputs = NEW_ARRAY(compiler->arena, DmnInputPlan, definition->input_count);
    DmnOutputPlan *outputs = NEW_ARRAY(compiler->arena, DmnOutputPlan, definition->output_count);
    table->inputs = inputs;
    table->outputs = outputs;
    bool ok = true;
    for (size_t i = 0; i < definition->input_count; i++) {
        bool is_input = compile_input_expression(compiler, i, &inputs[i]);
        ok &= is_input && compile_input_cells(compiler, i, &inputs[i]);
    }
    for (size_t i = 0; i < definition->output_count; i++) {
        ok &= compile_output(compiler, i, &outputs[i]);
        table->has_fallback |= outputs[i].has_fallback;
    }
    for (size_t i = 0; ok && i < definition->input_count; i++) {
        input_slots(compiler, &inputs[i]);
        dmn_input_index(compiler->arena, table, &inputs[i]);
    }
    return ok;
}

static void compile_with_run(FeelRun *scratch, void *job) {
    TableCompiler *compiler = job;
    compiler->cells.scratch = scratch;
    compiler->ok = compile_columns(compiler);
}

const DmnTable *dmn_table_compile(Arena *arena, const FeelScope *scope,
                                  const DmnTableDefinition *definition,
                                  const DmnTableOptions *options, Diagnostics *diagnostics) {
    if (!check_definition(definition, diagnostics)) return NULL;
    DmnTable *table = NEW(arena, DmnTable);
    *table = (DmnTable){.definition = definition, .options = *options};
    table->words = (definition->rule_count + 63) / 64;
    uint64_t *all = NEW_ARRAY(arena, uint64_t, table->words);
    for (size_t rule = 0; rule < definition->rule_count; rule++) bits_set(all, rule);
    table->all_rules = all;
    FeelRunOptions run_options = {.arena = arena, .today = DATE_ABSENT};
    TableCompiler compiler = {.arena = arena, .definition = definition, .table = table};
    compiler.cells = (DmnCellCompiler){.arena = arena, .scope = scope, .diagnostics = diagnostics};
    feel_run_during(arena, &run_options, compile_with_run, &compiler);
    if (!compiler.ok) return NULL;
    table->is_by_rule = is_by_rule(table);
    table->type = result_type(&compiler);
    dmn_table_plan_typed(arena, table);
    table_reads(&compiler);
    return table;
}

// ---- Asking a table ----

const DmnTableDefinition *dmn_table_definition(const DmnTable *table) {
    return table->definition;
}

const FeelType *dmn_table_type(const DmnTable *table) {
    return table->type;
}

const size_t *dmn_table_slots(const DmnTable *table, size_t *count) {
    *count = table->slot_count;
    return table->slots;
}

const size_t *dmn_table_input_slots(const DmnTable *table, size_t input, size_t *count) {
    *count = table->inputs[input].slot_count;
    return table->inputs[input].slots;
}

const FeelDefinition *const *dmn_table_calls(const DmnTable *table, size_t *count) {
    *count = table->call_count;
    return table->calls;
}

Str dmn_rule_label(Arena *arena, const DmnTable *table, size_t rule) {
    Str label = table->definition->rules[rule].label;
    return str_is_absent(label) ? str_format(arena, "%zu", rule + 1) : label;
}
