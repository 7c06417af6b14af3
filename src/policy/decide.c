// SPDX-License-Identifier: Apache-2.0
#include "policy/decide.h"

#include "base/vectorise.h"
#include "policy/epoch.h"
#include "policy/fill.h"

#include <assert.h>
#include <string.h>

struct PolicyRun {
    Arena *arena;
    const Pack *pack;
    const Policy *policy;
    const PolicyProgram *program;
    DmnRun *model;
    size_t *wanted;   // elements of the conclusions wanted
    size_t *wanted_places; // their indexes
    size_t wanted_count;
    bool needs_codes; // one of them reads 原因码
    size_t condition; // of the measure asked for; SIZE_MAX = none
    const size_t *elements; // asked for as well
    size_t element_count;
    FillCodes *texts;
    NeedsRun *needs;
    FeelValue *parameters; // as last set; the model keeps constants between batches
    bool has_parameters;
    Str lifted;            // code of the reasons that are taken as refuted; absent = none
};

// ---- Opening ----

static bool reads_codes(const PolicyProgram *program, size_t element) {
    size_t count;
    const size_t *facts = dmn_model_facts(program->model, element, &count);
    for (size_t i = 0; i < count; i++) {
        if (facts[i] == program->codes) return true;
    }
    return false;
}

static void wanted_find(PolicyRun *run, const PolicyRunOptions *options) {
    const PolicyProgram *program = run->program;
    bool is_all = options->conclusions == NULL;
    run->wanted_count = is_all ? run->policy->conclusions.count : options->conclusion_count;
    run->wanted = NEW_ARRAY(run->arena, size_t, run->wanted_count);
    run->wanted_places = NEW_ARRAY(run->arena, size_t, run->wanted_count);
    for (size_t i = 0; i < run->wanted_count; i++) {
        run->wanted_places[i] = is_all ? i : options->conclusions[i];
        run->wanted[i] = program->conclusions[run->wanted_places[i]];
        run->needs_codes |= reads_codes(program, run->wanted[i]);
    }
}

static void elements_find(PolicyRun *run, const PolicyRunOptions *options) {
    size_t *elements = NEW_ARRAY(run->arena, size_t, options->element_count);
    for (size_t i = 0; i < options->element_count; i++) {
        elements[i] = options->elements[i];
        run->needs_codes |= reads_codes(run->program, elements[i]);
    }
    run->elements = elements;
    run->element_count = options->element_count;
}

PolicyRun *policy_run_new_in(Arena *arena, const Pack *pack, const Policy *policy,
                             const PolicyRunOptions *options) {
    assert(policy->program);
    PolicyRun *run = NEW(arena, PolicyRun);
    *run = (PolicyRun){
        .arena = arena, .pack = pack, .policy = policy, .program = policy->program};
    DmnRunOptions model_options = {
        .arena = arena, .today = DATE_ABSENT, .trace = options->trace, .wants_states = true};
    run->model = dmn_run_new_in(arena, policy->program->model, &model_options);
    run->texts = fill_codes_new_in(arena, &policy->reasons);
    run->needs = needs_run_new_in(arena, policy->program->needs, run->model);
    run->parameters = NEW_ARRAY(arena, FeelValue, policy->parameters.count);
    wanted_find(run, options);
    elements_find(run, options);
    run->condition = SIZE_MAX;
    if (!options->measure) return run;
    size_t place = (size_t)(options->measure - policy->measures.items);
    run->condition = run->program->conditions[place];
    if (run->condition != SIZE_MAX) run->needs_codes |= reads_codes(run->program, run->condition);
    return run;
}

void policy_run_close(PolicyRun *run) { dmn_run_close(run->model); }

void policy_run_lift(PolicyRun *run, Str code) { run->lifted = code; }

DmnRun *policy_run_model(PolicyRun *run) { return run->model; }

// ---- Inputs of one epoch ----

static void constant_set(PolicyRun *run, Arena *arena, size_t element, FeelValue value) {
    FeelColumn *column = NEW(arena, FeelColumn);
    *column = feel_column_constant(arena, value);
    dmn_run_set(run->model, element, column);
}

static FeelValue date_value(Date date) {
    return date == DATE_ABSENT ? feel_null() : feel_date(date);
}

static void facts_set(PolicyRun *run, Arena *arena, const EpochBatch *batch) {
    const FactList *facts = &run->policy->facts;
    for (size_t i = 0; i < facts->count; i++) {
        FeelColumn *column = NEW(arena, FeelColumn);
        *column = fill_default(arena, &batch->facts[i], &facts->items[i], batch->row_count);
        dmn_run_set(run->model, run->program->facts[i], column);
    }
}

// Constants outlive the batch, so they live in the arena of the run; most batches change none.
// Overrides are the caller's and may be gone by the next batch: that one sets all anew.
static void parameters_set(PolicyRun *run, const EpochBatch *batch) {
    if (batch->has_overrides) run->has_parameters = false;
    for (size_t i = 0; i < run->policy->parameters.count; i++) {
        FeelValue value = batch->parameters[i];
        if (run->has_parameters && feel_is_same(run->parameters[i], value)) continue;
        run->parameters[i] = value;
        constant_set(run, run->arena, run->program->parameters[i], value);
    }
    if (run->has_parameters) return;
    run->has_parameters = !batch->has_overrides;
    constant_set(run, run->arena, run->program->valid_from, date_value(run->policy->valid_from));
    constant_set(run, run->arena, run->program->valid_to, date_value(run->policy->valid_to));
}

// ---- Reasons ----

// The states of a table's rules become those of the reasons from `first` on.
static void states_take(const DmnTableResult *table, const ReasonTable *reasons,
                        const uint64_t *from, uint64_t *to) {
    size_t words = bits_words(table->row_count);
    for (size_t rule = 0; from && rule < table->rule_count; rule++) {
        dmn_result_rows(table, from, rule, to + (reasons->first + rule) * words);
    }
}

// From "any is undetermined" to the verdict: 0 false, 1 true, 2 unknown.
VECTORISED static void verdicts_join(const uint8_t *fired, size_t count, uint8_t *eligible) {
    for (size_t row = 0; row < count; row++) {
        eligible[row] = fired[row] ? FEEL_FALSE : (uint8_t)(FEEL_TRUE + eligible[row]);
    }
}

// False where any reason fires, else unknown where any is undetermined, else true.
static uint8_t *verdicts_find(Arena *arena, const PolicyResult *result, size_t reason_count) {
    size_t words = result->words, row_count = result->row_count;
    uint64_t *any_fired = NEW_ARRAY(arena, uint64_t, words);
    uint64_t *any_open = NEW_ARRAY(arena, uint64_t, words);
    for (size_t i = 0; i < reason_count; i++) {
        bits_join(any_fired, result->fired + i * words, row_count);
        bits_join(any_open, result->undetermined + i * words, row_count);
    }
    uint8_t *fired = NEW_ARRAY(arena, uint8_t, row_count);
    uint8_t *eligible = NEW_ARRAY(arena, uint8_t, row_count);
    bits_to_flags(any_fired, row_count, fired);
    bits_to_flags(any_open, row_count, eligible);
    verdicts_join(fired, row_count, eligible);
    return eligible;
}

static void lifted_clear(const PolicyRun *run, size_t words, uint64_t *fired) {
    const ReasonList *reasons = &run->policy->reasons;
    for (size_t i = 0; i < reasons->count && !str_is_absent(run->lifted); i++) {
        bool is_lifted = str_equal(reasons->items[i].code, run->lifted);
        if (is_lifted) memset(fired + i * words, 0, words * sizeof *fired);
    }
}

static bool reasons_run(PolicyRun *run, Arena *arena, PolicyResult *result, Error *error) {
    const ReasonList *reasons = &run->policy->reasons;
    result->words = bits_words(result->row_count);
    uint64_t *fired = NEW_ARRAY(arena, uint64_t, reasons->count * result->words);
    uint64_t *undetermined = NEW_ARRAY(arena, uint64_t, reasons->count * result->words);
    if (!dmn_run_evaluate(run->model, run->program->reason_tables, reasons->table_count, error)) {
        return false;
    }
    for (size_t i = 0; i < reasons->table_count; i++) {
        const DmnTableResult *states = dmn_run_table(run->model, run->program->reason_tables[i]);
        assert(states && states->row_count == result->row_count);
        states_take(states, &reasons->tables[i], states->fired, fired);
        states_take(states, &reasons->tables[i], states->undetermined, undetermined);
    }
    lifted_clear(run, result->words, fired);
    result->fired = fired;
    result->undetermined = undetermined;
    result->eligible = verdicts_find(arena, result, reasons->count);
    return true;
}

static void verdict_set(PolicyRun *run, Arena *arena, const PolicyResult *result) {
    FeelColumn *eligible = NEW(arena, FeelColumn);
    *eligible = (FeelColumn){.form = FEEL_COLUMN_TRUTH, .data = result->eligible};
    dmn_run_set(run->model, run->program->eligible, eligible);
    if (!run->needs_codes) return;
    FeelValue *codes = NEW_ARRAY(arena, FeelValue, result->row_count);
    uint64_t *set = NEW_ARRAY(arena, uint64_t, fill_codes_words(run->texts));
    for (size_t row = 0; row < result->row_count; row++) {
        memset(set, 0, fill_codes_words(run->texts) * sizeof *set);
        for (size_t i = 0; i < run->policy->reasons.count; i++) {
            if (policy_result_fired(result, row, i)) bits_set(set, i);
        }
        codes[row] = fill_codes(run->texts, set);
    }
    FeelColumn *column = NEW(arena, FeelColumn);
    *column = feel_column_values(codes);
    dmn_run_set(run->model, run->program->codes, column);
}

// ---- Conclusions ----

static bool conclusions_run(PolicyRun *run, Arena *arena, PolicyResult *result, Error *error) {
    if (!dmn_run_evaluate(run->model, run->wanted, run->wanted_count, error)) return false;
    FeelColumn *columns = NEW_ARRAY(arena, FeelColumn, run->policy->conclusions.count);
    needs_run_begin(run->needs, arena, result->row_count);
    for (size_t i = 0; i < run->wanted_count; i++) {
        size_t place = run->wanted_places[i];
        const uint64_t *unknown;
        if (!needs_unknown(run->needs, run->wanted[i], &unknown, error)) return false;
        columns[place] = fill_null_where(arena, dmn_run_get(run->model, run->wanted[i]), unknown,
                                         result->row_count);
    }
    result->conclusions = columns;
    return true;
}

static bool selection_run(PolicyRun *run, Arena *arena, PolicyResult *result, Error *error) {
    if (run->condition == SIZE_MAX) return true;
    if (!dmn_run_evaluate(run->model, &run->condition, 1, error)) return false;
    uint64_t *rows = NEW_ARRAY(arena, uint64_t, bits_words(result->row_count));
    uint8_t *selected = NEW_ROOM(arena, uint8_t, result->row_count);
    feel_column_truths(dmn_run_get(run->model, run->condition), FEEL_TRUE, result->row_count,
                       rows);
    bits_to_flags(rows, result->row_count, selected);
    result->selected = selected;
    return true;
}

static bool elements_run(PolicyRun *run, Arena *arena, PolicyResult *result, Error *error) {
    if (run->element_count == 0) return true;
    if (!dmn_run_evaluate(run->model, run->elements, run->element_count, error)) return false;
    FeelColumn *columns = NEW_ARRAY(arena, FeelColumn, run->element_count);
    for (size_t i = 0; i < run->element_count; i++) {
        columns[i] = *dmn_run_get(run->model, run->elements[i]);
    }
    result->elements = columns;
    return true;
}

static bool epoch_run(PolicyRun *run, Arena *arena, const EpochBatch *batch, PolicyResult *result,
                      Error *error) {
    *result = (PolicyResult){.row_count = batch->row_count, .on = batch->on};
    dmn_run_begin(run->model, arena, batch->row_count);
    facts_set(run, arena, batch);
    parameters_set(run, batch);
    FeelColumn *on = NEW(arena, FeelColumn);
    *on = batch->on;
    dmn_run_set(run->model, run->program->on, on);
    if (!reasons_run(run, arena, result, error)) return false;
    verdict_set(run, arena, result);
    return conclusions_run(run, arena, result, error) &&
           selection_run(run, arena, result, error) && elements_run(run, arena, result, error);
}

// ---- The whole batch ----

static bool epochs_run(PolicyRun *run, Arena *arena, const Epochs *epochs, PolicyResult *result,
                       Error *error) {
    EpochSum sum = epoch_sum_begin(arena, epochs, run->element_count);
    for (size_t i = 0; i < epochs->count; i++) {
        EpochBatch part = epochs_part(arena, epochs, i);
        PolicyResult part_result;
        if (!epoch_run(run, arena, &part, &part_result, error)) return false;
        epoch_sum_add(&sum, epochs, i, &part_result);
    }
    *result = epoch_sum_result(arena, &sum, epochs);
    return true;
}

bool policy_run_batch(PolicyRun *run, Arena *arena, const PolicyBatch *batch, PolicyResult *result,
                      Error *error) {
    Epochs epochs;
    if (!epochs_find(arena, run->pack, run->policy, batch, &epochs)) {
        *result = (PolicyResult){.row_count = batch->row_count, .on = epochs.on,
                                 .is_config_invalid = true, .message = epochs.message};
        return true;
    }
    if (epochs.count == 1) {
        EpochBatch whole = epochs_whole(&epochs);
        return epoch_run(run, arena, &whole, result, error);
    }
    return epochs_run(run, arena, &epochs, result, error);
}

// ---- What is missing ----

// The facts that leave rules of the reason tables undetermined.
static bool reasons_missing(PolicyRun *run, size_t row, bool *is_needed, Error *error) {
    for (size_t i = 0; i < run->policy->reasons.table_count; i++) {
        const size_t *elements;
        size_t count;
        if (!dmn_run_missing(run->model, run->program->reason_tables[i], row, &elements, &count,
                             error)) {
            return false;
        }
        for (size_t j = 0; j < count; j++) is_needed[elements[j]] = true;
    }
    return true;
}

static bool conclusions_missing(PolicyRun *run, size_t row, bool *is_needed, Error *error) {
    for (size_t i = 0; i < run->wanted_count; i++) {
        if (!needs_collect(run->needs, run->wanted[i], row, is_needed, error)) return false;
    }
    return true;
}

bool policy_run_missing(PolicyRun *run, Arena *arena, const PolicyResult *result, size_t row,
                        const Fact ***facts, size_t *count, Error *error) {
    const FactList *all = &run->policy->facts;
    size_t element_count = dmn_model_definition(run->program->model)->element_count;
    bool *is_needed = NEW_ARRAY(arena, bool, element_count);
    *facts = NEW_ARRAY(arena, const Fact *, all->count);
    *count = 0;
    if (result->is_config_invalid || result->eligible[row] == FEEL_FALSE) return true;
    if (!reasons_missing(run, row, is_needed, error)) return false;
    if (!conclusions_missing(run, row, is_needed, error)) return false;
    for (size_t i = 0; i < all->count; i++) {
        if (is_needed[run->program->facts[i]]) (*facts)[(*count)++] = &all->items[i];
    }
    return true;
}
