// SPDX-License-Identifier: Apache-2.0
// Running a model: which decisions a wish needs, in which order, and their values in one batch.
#include "dmn/model_plan.h"

#include <string.h>

// ---- Unknown facts ----

static const uint64_t *nulls_of(Arena *arena, const FeelColumn *column, size_t row_count) {
    uint64_t *nulls = NEW_ARRAY(arena, uint64_t, bits_words(row_count));
    return feel_column_nulls(column, row_count, nulls) ? nulls : NULL;
}

static const uint64_t *fact_unknown(DmnEvaluation *evaluation, size_t fact) {
    DmnStore *store = evaluation->store;
    const DmnElementDefinition *element = &evaluation->run->model->definition->elements[fact];
    if (element->is_optional || element->is_constant) return NULL;
    if (!store->is_unknown_known[fact]) {
        store->is_unknown_known[fact] = 1;
        store->unknown[fact] =
            nulls_of(evaluation->arena, &store->frame.slots[fact], store->frame.row_count);
    }
    return store->unknown[fact];
}

// A decision is unknown where a fact is on which it depends.
static void find_unknown(DmnEvaluation *evaluation, size_t element) {
    const DmnModel *model = evaluation->run->model;
    DmnStore *store = evaluation->store;
    if (element >= model->definition->element_count || store->is_unknown_known[element]) return;
    if (model->definition->elements[element].kind == DMN_INPUT) {
        fact_unknown(evaluation, element);
        return;
    }
    store->is_unknown_known[element] = 1;
    uint64_t *joined = NULL;
    const DmnElementPlan *plan = &model->elements[element];
    for (size_t i = 0; i < plan->fact_count; i++) {
        const uint64_t *unknown = fact_unknown(evaluation, plan->facts[i]);
        if (unknown == NULL) continue;
        size_t row_count = store->frame.row_count;
        if (joined == NULL) joined = NEW_ARRAY(evaluation->arena, uint64_t, bits_words(row_count));
        bits_join(joined, unknown, row_count);
    }
    store->unknown[element] = joined;
}

static void find_unknown_of_table(DmnEvaluation *evaluation, const DmnTable *table) {
    size_t count;
    const size_t *slots = dmn_table_slots(table, &count);
    for (size_t i = 0; i < count; i++) find_unknown(evaluation, slots[i]);
}

// ---- Evaluating decisions ----

static void store_value(DmnEvaluation *evaluation, size_t element, const FeelColumn *column) {
    DmnStore *store = evaluation->store;
    store->frame.slots[element] = *column;
    store->is_known[element] = 1;
    const DmnTraceSink *sink = evaluation->run->options.trace;
    if (sink == NULL) return;
    const DmnElementDefinition *elements = evaluation->run->model->definition->elements;
    sink->value(sink->user, &elements[element], &store->frame, column);
}

static void store_null(DmnEvaluation *evaluation, size_t element) {
    FeelColumn column = feel_column_constant(evaluation->arena, feel_null());
    store_value(evaluation, element, &column);
}

static bool evaluate_decision(DmnEvaluation *evaluation, size_t index) {
    const DmnModel *model = evaluation->run->model;
    const DmnElementPlan *plan = &model->elements[index];
    DmnStore *store = evaluation->store;
    evaluation->element = &model->definition->elements[index];
    if (plan->node == NULL) {
        store_null(evaluation, index);
        return true;
    }
    FeelColumn column;
    bool ok;
    if (plan->node->kind == DMN_TABLE && plan->node->fault == NULL) {
        if (evaluation->element->is_three_valued) {
            find_unknown_of_table(evaluation, plan->node->table);
        }
        ok = dmn_element_table_run(evaluation, plan->node, &store->frame, &column);
    } else {
        ok = dmn_node_run(evaluation, plan->node, &store->frame, &column);
    }
    if (!ok) return false;
    // A type that was inferred holds already.
    bool is_declared = evaluation->element->item != NULL || evaluation->element->type != NULL;
    const FeelType *expected = is_declared ? plan->type : NULL;
    dmn_column_check(evaluation, expected, plan->item, store->frame.row_count, &column);
    store_value(evaluation, index, &column);
    return true;
}

// ---- What a wish needs ----

typedef struct Planner {
    const DmnModel *model;
    const uint8_t *is_known;
    uint8_t *is_needed;
    size_t *stack;
    size_t stack_count;
} Planner;

static void need(Planner *planner, size_t element) {
    DmnElementKind kind = planner->model->definition->elements[element].kind;
    bool is_value = kind == DMN_INPUT || kind == DMN_DECISION;
    if (!is_value || planner->is_known[element] || planner->is_needed[element]) return;
    planner->is_needed[element] = 1;
    planner->stack[planner->stack_count++] = element;
}

// Fills `plan` with the needed decisions in order; inputs that are not set become null.
static size_t make_plan(DmnEvaluation *evaluation, const size_t *elements, size_t count,
                        size_t *plan) {
    const DmnModel *model = evaluation->run->model;
    size_t element_count = model->definition->element_count, plan_count = 0;
    Planner planner = {.model = model, .is_known = evaluation->store->is_known};
    planner.is_needed = NEW_ARRAY(evaluation->arena, uint8_t, element_count);
    planner.stack = NEW_ARRAY(evaluation->arena, size_t, element_count);
    for (size_t i = 0; i < count; i++) need(&planner, elements[i]);
    while (planner.stack_count > 0) {
        const DmnElementPlan *needed = &model->elements[planner.stack[--planner.stack_count]];
        for (size_t i = 0; i < needed->require_count; i++) need(&planner, needed->requires[i]);
    }
    for (size_t i = 0; i < model->order_count; i++) {
        if (planner.is_needed[model->order[i]]) plan[plan_count++] = model->order[i];
    }
    for (size_t i = 0; i < element_count; i++) {
        bool is_input = model->definition->elements[i].kind == DMN_INPUT;
        if (is_input && planner.is_needed[i]) plan[plan_count++] = i;
    }
    return plan_count;
}

// Inputs stand at the end of a plan and are settled first.
static bool follow_plan(DmnEvaluation *evaluation, const size_t *plan, size_t count) {
    const DmnElementDefinition *elements = evaluation->run->model->definition->elements;
    while (count > 0 && elements[plan[count - 1]].kind == DMN_INPUT) {
        store_null(evaluation, plan[--count]);
    }
    for (size_t i = 0; i < count; i++) {
        if (!evaluate_decision(evaluation, plan[i])) return false;
    }
    return true;
}

bool dmn_store_evaluate(DmnEvaluation *evaluation, const size_t *elements, size_t count) {
    size_t element_count = evaluation->run->model->definition->element_count;
    size_t *plan = NEW_ARRAY(evaluation->arena, size_t, element_count);
    size_t plan_count = make_plan(evaluation, elements, count, plan);
    return follow_plan(evaluation, plan, plan_count);
}

// ---- A run ----

DmnRun *dmn_run_new_in(Arena *arena, const DmnModel *model, const DmnRunOptions *options) {
    DmnRun *run = NEW(arena, DmnRun);
    *run = (DmnRun){.arena = arena, .model = model, .options = *options, .results = options->arena};
    FeelRunOptions feel = {.arena = options->arena,
                           .today = options->today,
                           .now_ns = options->now_ns,
                           .steps_max = options->steps_max,
                           .steps_left = &run->steps_left,
                           .warn = options->warn,
                           .warn_user = options->warn_user,
                           .user = run};
    run->levels[0] = feel_run_new_in(arena, &feel);
    size_t count = model->definition->element_count;
    DmnStore *store = &run->store;
    store->frame.slot_count = model->slot_count;
    store->frame.slots = NEW_ARRAY(arena, FeelColumn, model->slot_count);
    store->is_known = NEW_ARRAY(arena, uint8_t, count);
    store->tables = NEW_ARRAY(arena, const DmnTableResult *, count);
    store->unknown = NEW_ARRAY(arena, const uint64_t *, model->slot_count);
    store->is_unknown_known = NEW_ARRAY(arena, uint8_t, count);
    run->plan = NEW_ARRAY(arena, size_t, count);
    run->plan_wanted = NEW_ARRAY(arena, size_t, count);
    run->plan_known = NEW_ARRAY(arena, uint8_t, count);
    return run;
}

void dmn_run_close(DmnRun *run) {
    for (size_t i = 0; i < DMN_LEVELS_MAX; i++) {
        if (run->levels[i] != NULL) feel_run_close(run->levels[i]);
    }
}

void dmn_run_begin(DmnRun *run, Arena *arena, size_t row_count) {
    size_t count = run->model->definition->element_count;
    DmnStore *store = &run->store;
    run->results = arena;
    run->depth = 0;
    int64_t steps_max = run->options.steps_max ? run->options.steps_max : FEEL_STEPS_MAX;
    bool has_overflowed =
        __builtin_mul_overflow(steps_max, (int64_t)(row_count ? row_count : 1), &run->steps_left);
    if (has_overflowed) run->steps_left = INT64_MAX;
    feel_run_set_arena(run->levels[0], arena);
    store->frame.row_count = row_count;
    memset(store->is_unknown_known, 0, count);
    memset(store->unknown, 0, run->model->slot_count * sizeof *store->unknown);
    for (size_t i = 0; i < count; i++) {
        store->tables[i] = NULL;
        const DmnElementDefinition *element = &run->model->definition->elements[i];
        if (element->is_constant && store->is_known[i]) continue;
        store->is_known[i] = 0;
        store->frame.slots[i] = (FeelColumn){0};
    }
}

static DmnEvaluation start_evaluation(DmnRun *run, Error *error) {
    return (DmnEvaluation){.run = run,
                           .feel = run->levels[0],
                           .arena = run->results,
                           .store = &run->store,
                           .error = error};
}

void dmn_run_set(DmnRun *run, size_t element, const FeelColumn *column) {
    const DmnElementPlan *plan = &run->model->elements[element];
    DmnEvaluation evaluation = start_evaluation(run, NULL);
    evaluation.element = &run->model->definition->elements[element];
    if (evaluation.element->is_constant) evaluation.arena = run->arena;
    FeelColumn checked = *column;
    dmn_column_check(&evaluation, plan->type, plan->item, run->store.frame.row_count, &checked);
    store_value(&evaluation, element, &checked);
}

static bool is_plan_fresh(const DmnRun *run, const size_t *elements, size_t count) {
    size_t element_count = run->model->definition->element_count;
    return run->plan_wanted_count == count && count > 0 &&
           memcmp(run->plan_wanted, elements, count * sizeof *elements) == 0 &&
           memcmp(run->plan_known, run->store.is_known, element_count) == 0;
}

bool dmn_run_evaluate(DmnRun *run, const size_t *elements, size_t count, Error *error) {
    size_t element_count = run->model->definition->element_count;
    DmnEvaluation evaluation = start_evaluation(run, error);
    if (count > element_count) return dmn_store_evaluate(&evaluation, elements, count);
    if (!is_plan_fresh(run, elements, count)) {
        memcpy(run->plan_known, run->store.is_known, element_count);
        memcpy(run->plan_wanted, elements, count * sizeof *elements);
        run->plan_wanted_count = count;
        run->plan_count = make_plan(&evaluation, elements, count, run->plan);
    }
    return follow_plan(&evaluation, run->plan, run->plan_count);
}

const FeelColumn *dmn_run_get(const DmnRun *run, size_t element) {
    return run->store.is_known[element] ? &run->store.frame.slots[element] : NULL;
}

const DmnTableResult *dmn_run_table(const DmnRun *run, size_t element) {
    return run->store.tables[element];
}

FeelBatch dmn_run_batch(const DmnRun *run) {
    const DmnFrame *frame = &run->store.frame;
    return (FeelBatch){frame->slots, frame->slot_count, frame->row_count};
}

FeelRun *dmn_run_feel(DmnRun *run) {
    return run->levels[0];
}

bool dmn_run_invoke(DmnRun *run, size_t element, const FeelValue *arguments, FeelValue *result,
                    Error *error) {
    const DmnElementPlan *plan = &run->model->elements[element];
    if (plan->definition == NULL) {
        const DmnElementDefinition *defined = &run->model->definition->elements[element];
        return error_set(error, ERROR_INVALID, "“%.*s”不是函数，不能调用", STR_ARG(defined->name));
    }
    DmnCallee callee = {run->model, element};
    *result = dmn_element_call(&callee, run->levels[0], arguments);
    return true;
}

// ---- What is missing ----

static void add_unknown_facts(DmnEvaluation *evaluation, size_t slot, size_t row,
                              DmnSlotSet *missing) {
    const DmnModel *model = evaluation->run->model;
    if (slot >= model->definition->element_count) return;
    const DmnElementPlan *plan = &model->elements[slot];
    for (size_t i = 0; i < plan->fact_count; i++) {
        const uint64_t *unknown = fact_unknown(evaluation, plan->facts[i]);
        bool is_unknown = unknown != NULL && bits_has(unknown, row);
        if (is_unknown) dmn_slots_add(evaluation->arena, missing, plan->facts[i]);
    }
}

static void add_program_facts(DmnEvaluation *evaluation, const FeelProgram *program, size_t row,
                              DmnSlotSet *missing) {
    if (program == NULL) return;
    size_t count;
    const size_t *slots = feel_program_slots(program, &count);
    for (size_t i = 0; i < count; i++) add_unknown_facts(evaluation, slots[i], row, missing);
}

static bool add_rule_facts(DmnEvaluation *evaluation, const DmnTable *table,
                           const DmnTableResult *result, size_t rule, size_t row,
                           DmnSlotSet *missing) {
    DmnTableRun options = {.run = evaluation->feel, .unknown = evaluation->store->unknown};
    for (size_t i = 0; i < table->definition->input_count; i++) {
        DmnCellQuestion question = {.result = result, .row = row, .rule = rule, .input = i};
        DmnCellState state;
        if (!dmn_table_cell(table, &options, &evaluation->store->frame, &question, &state,
                            evaluation->error)) {
            return false;
        }
        if (state.is_any || state.truth != FEEL_UNKNOWN) continue;
        const DmnInputPlan *input = &table->inputs[i];
        if (input->expression == NULL) {
            add_unknown_facts(evaluation, input->source_slot, row, missing);
        }
        add_program_facts(evaluation, input->expression, row, missing);
        const DmnCell *cell = &input->cells[input->rule_cells[rule]];
        add_program_facts(evaluation, cell->program, row, missing);
    }
    return true;
}

bool dmn_run_missing(DmnRun *run, size_t element, size_t row, const size_t **facts, size_t *count,
                     Error *error) {
    const DmnTableResult *result = run->store.tables[element];
    const DmnTable *table = dmn_model_table(run->model, element);
    DmnEvaluation evaluation = start_evaluation(run, error);
    DmnSlotSet missing = {0};
    *facts = NULL;
    *count = 0;
    if (result == NULL || table == NULL) return true;
    for (size_t rule = 0; rule < table->definition->rule_count; rule++) {
        if (dmn_result_state(result, row, rule) != DMN_UNDETERMINED) continue;
        if (!add_rule_facts(&evaluation, table, result, rule, row, &missing)) return false;
    }
    *facts = missing.items;
    *count = missing.count;
    return true;
}
