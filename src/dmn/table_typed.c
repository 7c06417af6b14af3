// SPDX-License-Identifier: Apache-2.0
// Results of single-hit tables as typed columns, where what each rule gives is one constant: known
// when compiling, or for the batch (outputs that only read parameters).
#include "dmn/table_plan.h"

#include <string.h>

static bool typed_form(FeelKind kind, FeelColumnForm *form) {
    static const struct {
        FeelKind kind;
        FeelColumnForm form;
    } FORMS[] = {{FEEL_BOOLEAN, FEEL_COLUMN_TRUTH},
                 {FEEL_NUMBER, FEEL_COLUMN_SCALED},
                 {FEEL_DATE, FEEL_COLUMN_DATES},
                 {FEEL_STRING, FEEL_COLUMN_CODES}};
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        if (FORMS[i].kind == kind) {
            *form = FORMS[i].form;
            return true;
        }
    }
    return false;
}

static bool all_scaled(const FeelValue *values, size_t count, int scale) {
    int64_t integer;
    for (size_t i = 0; i < count; i++) {
        if (!feel_is_null(values[i]) && !decimal_to_scaled(values[i].number, scale, &integer)) {
            return false;
        }
    }
    return true;
}

static void fill_typed(Arena *arena, const FeelValue *values, size_t count,
                       DmnTypedOutputs *typed) {
    int64_t *integers = NEW_ARRAY(arena, int64_t, count);
    uint8_t *nulls = NEW_ARRAY(arena, uint8_t, count);
    Str *dictionary = NEW_ARRAY(arena, Str, count);
    Map seen = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        const FeelValue *value = &values[i];
        nulls[i] = feel_is_null(*value);
        if (nulls[i] != 0) {
            integers[i] = typed->form == FEEL_COLUMN_TRUTH ? FEEL_UNKNOWN : 0;
        } else if (typed->form == FEEL_COLUMN_TRUTH) {
            integers[i] = value->boolean ? FEEL_TRUE : FEEL_FALSE;
        } else if (typed->form == FEEL_COLUMN_DATES) {
            integers[i] = value->date;
        } else if (typed->form == FEEL_COLUMN_CODES) {
            integers[i] = (int64_t)dmn_distinct_index(&seen, value->string);
            dictionary[integers[i]] = value->string;
        } else if (!decimal_to_scaled(value->number, typed->scale, &integers[i])) {
            return;
        }
    }
    typed->integers = integers;
    typed->nulls = nulls;
    typed->dictionary = dictionary;
    typed->dictionary_count = seen.count;
    typed->is_typed = true;
}

// One value per rule, then the fallback, then null.
static void plan_values(Arena *arena, const FeelValue *values, size_t count,
                        DmnTypedOutputs *typed) {
    FeelKind kind = FEEL_NULL;
    for (size_t i = 0; i < count; i++) {
        if (feel_is_null(values[i])) continue;
        if (kind != FEEL_NULL && kind != values[i].kind) return;
        kind = values[i].kind;
    }
    if (!typed_form(kind, &typed->form)) return;
    while (kind == FEEL_NUMBER && !all_scaled(values, count, typed->scale)) {
        if (++typed->scale > FEEL_SCALE_MAX) return;
    }
    fill_typed(arena, values, count, typed);
}

static bool is_single(const DmnTableDefinition *definition) {
    bool is_policy = definition->hit_policy == DMN_UNIQUE || definition->hit_policy == DMN_FIRST;
    return is_policy && definition->output_count == 1;
}

static const DmnOutputCell *cell_of_rule(const DmnTable *table, size_t rule) {
    const DmnOutputPlan *output = &table->outputs[0];
    bool is_last = rule == table->definition->rule_count;
    return is_last ? &output->fallback : &output->cells[output->rule_cells[rule]];
}

void dmn_table_plan_typed(Arena *arena, DmnTable *table) {
    size_t rule_count = table->definition->rule_count;
    if (!is_single(table->definition)) return;
    FeelValue *values = NEW_ARRAY(arena, FeelValue, rule_count + 2); // the last is null
    for (size_t rule = 0; rule <= rule_count; rule++) {
        const DmnOutputCell *cell = cell_of_rule(table, rule);
        if (cell->program != NULL) return;
        values[rule] = cell->constant;
    }
    plan_values(arena, values, rule_count + 2, &table->typed);
}

// ---- Constants of the batch ----

static bool reads_constants(const FeelProgram *program, const DmnFrame *frame) {
    size_t slot_count, call_count;
    const size_t *slots = feel_program_slots(program, &slot_count);
    feel_program_calls(program, &call_count);
    bool is_constant = call_count == 0;
    for (size_t i = 0; i < slot_count; i++) is_constant &= frame->slots[slots[i]].is_constant;
    return is_constant;
}

// The outputs of rules that fire somewhere; others are asked for nothing.
static bool batch_values(const DmnTable *table, const DmnTableRun *options, const DmnFrame *frame,
                         const DmnTableResult *result, FeelValue *values, Error *error) {
    DmnFrame one = *frame;
    one.row_count = 1;
    for (size_t rule = 0; rule < result->rule_count; rule++) {
        const DmnOutputCell *cell = cell_of_rule(table, rule);
        FeelColumn column;
        values[rule] = cell->constant;
        if (cell->program == NULL) continue;
        if (!bits_any(result->fired + rule * result->words, result->row_count)) continue;
        if (!dmn_frame_run(options->run, cell->program, &one, &column, error)) return false;
        values[rule] = feel_column_get(&column, 0);
    }
    return true;
}

// False at a limit. Without effect when some output differs from row to row.
static bool batch_typed(const DmnTable *table, const DmnTableRun *options, const DmnFrame *frame,
                        const DmnTableResult *result, DmnTypedOutputs *typed, Error *error) {
    size_t rule_count = table->definition->rule_count;
    bool is_heard = feel_run_warns(options->run);
    if (!result->is_by_rule || is_heard || !is_single(table->definition)) return true;
    for (size_t rule = 0; rule <= rule_count; rule++) {
        const FeelProgram *program = cell_of_rule(table, rule)->program;
        if (program == NULL) continue;
        if (rule == rule_count || !reads_constants(program, frame)) return true;
    }
    Arena *arena = feel_run_arena(options->run);
    FeelValue *values = NEW_ARRAY(arena, FeelValue, rule_count + 2);
    values[rule_count] = cell_of_rule(table, rule_count)->constant;
    if (!batch_values(table, options, frame, result, values, error)) return false;
    plan_values(arena, values, rule_count + 2, typed);
    return true;
}

// ---- By rule: what a rule gives goes to its rows ----

#define STORE_LOOP(Type)                                                                           \
    for (size_t i = 0; i < words; i++) {                                                           \
        for (uint64_t left = rows[i]; left; left &= left - 1) {                                    \
            ((Type *)data)[64 * i + (size_t)__builtin_ctzll(left)] = (Type)value;                  \
        }                                                                                          \
    }

static void store_rows(void *data, FeelColumnForm form, const uint64_t *rows, size_t words,
                       int64_t value) {
    switch (feel_column_width(form)) {
    case sizeof(uint8_t): STORE_LOOP(uint8_t) break;
    case sizeof(int32_t): STORE_LOOP(int32_t) break;
    default: STORE_LOOP(int64_t) break;
    }
}

typedef struct RowsLeft { // while rules are taken in order
    uint64_t *seen;  // rows that have a rule
    uint64_t *twice; // rows that have a second one though the policy allows none
    uint64_t *nulls; // rows that are null
    uint64_t *own;   // rows of the rule at hand
} RowsLeft;

static void take_rule(const DmnTable *table, const DmnTypedOutputs *typed,
                      const DmnTableResult *result, size_t rule, RowsLeft *left) {
    const uint64_t *fired = result->fired + rule * result->words;
    bool is_first = table->definition->hit_policy == DMN_FIRST;
    for (size_t i = 0; i < result->words; i++) {
        left->own[i] = fired[i] & ~left->seen[i];
        if (!is_first) left->twice[i] |= fired[i] & left->seen[i];
        left->seen[i] |= fired[i];
        left->nulls[i] = typed->nulls[rule] ? left->nulls[i] | left->own[i]
                                            : left->nulls[i] & ~left->own[i];
    }
}

static bool fill_by_rule(const DmnTable *table, const DmnTypedOutputs *typed,
                         const DmnTableRun *options, DmnTableResult *result) {
    Arena *arena = feel_run_arena(options->run);
    size_t words = result->words, rules = result->rule_count, row_count = result->row_count;
    uint64_t *sets = NEW_ARRAY(arena, uint64_t, 4 * words);
    RowsLeft left = {sets, sets + words, sets + 2 * words, sets + 3 * words};
    void *data = arena_alloc_array(arena, row_count, feel_column_width(typed->form));
    bits_fill(left.own, row_count);
    if (typed->nulls[rules]) bits_fill(left.nulls, row_count);
    if (typed->integers[rules] != 0) {
        store_rows(data, typed->form, left.own, words, typed->integers[rules]);
    }
    for (size_t rule = 0; rule < rules; rule++) {
        take_rule(table, typed, result, rule, &left);
        store_rows(data, typed->form, left.own, words, typed->integers[rule]);
    }
    if (bits_any(left.twice, row_count)) {
        if (options->warn != NULL) return false;
        store_rows(data, typed->form, left.twice, words, typed->integers[rules + 1]);
        bits_join(left.nulls, left.twice, row_count);
    }
    result->value = (FeelColumn){.form = typed->form, .scale = typed->scale, .data = data,
                                 .dictionary = typed->dictionary,
                                 .dictionary_count = typed->dictionary_count};
    if (typed->form == FEEL_COLUMN_TRUTH || !bits_any(left.nulls, row_count)) return true;
    uint8_t *nulls = NEW_ARRAY(arena, uint8_t, row_count);
    bits_to_flags(left.nulls, row_count, nulls);
    result->value.nulls = nulls;
    return true;
}

// ---- By row: one rule a row, its constant looked up ----

size_t dmn_first_rule(const uint64_t *set, size_t words, size_t from) {
    for (size_t word = from / 64; word < words; word++) {
        uint64_t bits = set[word];
        if (word == from / 64) bits &= ~(uint64_t)0 << (from % 64);
        if (bits != 0) return word * 64 + (size_t)__builtin_ctzll(bits);
    }
    return SIZE_MAX;
}

// The rule whose constant a row takes; rule_count for the fallback, rule_count + 1 for null.
static size_t chosen_rule(const DmnTableDefinition *definition, const uint64_t *set,
                          size_t words) {
    size_t rule = dmn_first_rule(set, words, 0);
    if (rule == SIZE_MAX) return definition->rule_count;
    bool is_alone =
        definition->hit_policy == DMN_FIRST || dmn_first_rule(set, words, rule + 1) == SIZE_MAX;
    return is_alone ? rule : definition->rule_count + 1;
}

// False when a row broke the policy and somebody wants to hear of it.
static bool choose_rules(const DmnTable *table, const DmnTableRun *options,
                         const DmnTableResult *result, uint32_t *chosen) {
    size_t null_rule = result->rule_count + 1;
    bool has_broken = false;
    for (size_t row = 0; row < result->row_count; row++) {
        const uint64_t *set = result->fired + row * result->words;
        size_t rule = chosen_rule(table->definition, set, result->words);
        has_broken |= rule == null_rule;
        chosen[row] = (uint32_t)rule;
    }
    return !has_broken || options->warn == NULL;
}

static void *look_up(Arena *arena, const DmnTypedOutputs *typed, const uint32_t *chosen,
                     size_t row_count) {
    if (typed->form == FEEL_COLUMN_TRUTH) {
        uint8_t *truths = NEW_ARRAY(arena, uint8_t, row_count);
        for (size_t row = 0; row < row_count; row++) {
            truths[row] = (uint8_t)typed->integers[chosen[row]];
        }
        return truths;
    }
    if (typed->form == FEEL_COLUMN_CODES) {
        int32_t *codes = NEW_ARRAY(arena, int32_t, row_count);
        for (size_t row = 0; row < row_count; row++) {
            codes[row] = (int32_t)typed->integers[chosen[row]];
        }
        return codes;
    }
    int64_t *integers = NEW_ARRAY(arena, int64_t, row_count);
    for (size_t row = 0; row < row_count; row++) integers[row] = typed->integers[chosen[row]];
    return integers;
}

static bool fill_by_row(const DmnTable *table, const DmnTypedOutputs *typed,
                        const DmnTableRun *options, DmnTableResult *result) {
    Arena *arena = feel_run_arena(options->run);
    size_t row_count = result->row_count;
    uint32_t *chosen = NEW_ARRAY(arena, uint32_t, row_count);
    if (!choose_rules(table, options, result, chosen)) return false;
    uint8_t *nulls = NEW_ARRAY(arena, uint8_t, row_count);
    uint8_t has_null = 0;
    for (size_t row = 0; row < row_count; row++) {
        nulls[row] = typed->nulls[chosen[row]];
        has_null |= nulls[row];
    }
    bool keeps_nulls = has_null != 0 && typed->form != FEEL_COLUMN_TRUTH;
    result->value = (FeelColumn){.form = typed->form,
                                 .scale = typed->scale,
                                 .data = look_up(arena, typed, chosen, row_count),
                                 .nulls = keeps_nulls ? nulls : NULL,
                                 .dictionary = typed->dictionary,
                                 .dictionary_count = typed->dictionary_count};
    return true;
}

// ---- The whole ----

// Not for rows with inputs that are not allowed, which are null whatever fires: they are rare.
bool dmn_typed_value(const DmnTable *table, const DmnTableRun *options, const DmnFrame *frame,
                     const uint8_t *invalid, bool *is_done, DmnTableResult *result,
                     Error *error) {
    DmnTypedOutputs typed = table->typed;
    *is_done = false;
    if (invalid != NULL) return true;
    if (!typed.is_typed && !batch_typed(table, options, frame, result, &typed, error)) return false;
    if (!typed.is_typed) return true;
    *is_done = result->is_by_rule ? fill_by_rule(table, &typed, options, result)
                                  : fill_by_row(table, &typed, options, result);
    return true;
}
