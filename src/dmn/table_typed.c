// SPDX-License-Identifier: Apache-2.0
// Results of single-hit tables as typed columns: what each rule gives is known when compiling.
#include "dmn/table_plan.h"

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

void dmn_table_plan_typed(Arena *arena, DmnTable *table) {
    const DmnTableDefinition *definition = table->definition;
    const DmnOutputPlan *output = &table->outputs[0];
    size_t rule_count = definition->rule_count;
    bool is_single = definition->hit_policy == DMN_UNIQUE || definition->hit_policy == DMN_FIRST;
    if (!is_single || definition->output_count != 1) return;
    FeelValue *values = NEW_ARRAY(arena, FeelValue, rule_count + 2); // the last is null
    FeelKind kind = FEEL_NULL;
    for (size_t rule = 0; rule <= rule_count; rule++) {
        bool is_last = rule == rule_count;
        const DmnOutputCell *cell =
            is_last ? &output->fallback : &output->cells[output->rule_cells[rule]];
        if (cell->program != NULL) return;
        values[rule] = cell->constant;
        if (feel_is_null(values[rule])) continue;
        if (kind != FEEL_NULL && kind != values[rule].kind) return;
        kind = values[rule].kind;
    }
    if (!typed_form(kind, &table->typed.form)) return;
    if (kind == FEEL_NUMBER) {
        while (!all_scaled(values, rule_count + 1, table->typed.scale)) {
            if (++table->typed.scale > FEEL_SCALE_MAX) return;
        }
    }
    fill_typed(arena, values, rule_count + 2, &table->typed);
}
