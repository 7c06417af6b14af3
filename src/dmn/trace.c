// SPDX-License-Identifier: Apache-2.0
#include "dmn/trace.h"

#include "dmn/table_plan.h"
#include "feel/json.h"

typedef struct StepList {
    DmnTraceStep *items;
    size_t count, capacity;
} StepList;

typedef struct RuleList {
    DmnTraceRule *items;
    size_t count, capacity;
} RuleList;

typedef struct CellList {
    DmnTraceCell *items;
    size_t count, capacity;
} CellList;

struct DmnTrace {
    Arena *arena;
    size_t row;
    DmnTraceOptions options;
    DmnTraceSink sink;
    StepList steps;
    bool has_table; // the last step is a table whose element's value is still to come
};

// ---- Listening ----

// The next row of a frame, at or after `from`, that belongs to the row followed; SIZE_MAX when
// there is none. In an iteration several do.
static size_t next_row(const DmnTrace *trace, const DmnFrame *frame, size_t from) {
    if (frame->origins == NULL) {
        return from <= trace->row && trace->row < frame->row_count ? trace->row : SIZE_MAX;
    }
    for (size_t row = from; row < frame->row_count; row++) {
        if (frame->origins[row] == trace->row) return row;
    }
    return SIZE_MAX;
}

static void on_value(void *user, const DmnElementDefinition *element, const DmnFrame *frame,
                     const FeelColumn *value) {
    DmnTrace *trace = user;
    size_t row = next_row(trace, frame, 0);
    if (row == SIZE_MAX) return;
    FeelValue one = feel_column_get(value, row);
    DmnTraceStep *last =
        trace->steps.count > 0 ? &trace->steps.items[trace->steps.count - 1] : NULL;
    if (trace->has_table && last != NULL && last->element == element) {
        last->value = one;
    } else {
        DmnTraceStep step = {.element = element, .value = one};
        PUSH(trace->arena, &trace->steps, step);
    }
    trace->has_table = false;
}

static Str input_label(const DmnTable *table, size_t input) {
    const DmnTableInput *defined = &dmn_table_definition(table)->inputs[input];
    if (!str_is_empty(defined->label)) return defined->label;
    return dmn_text_str(dmn_text_trim(defined->expression));
}

static void add_cells(DmnTrace *trace, const DmnTableEvent *event, size_t row, DmnTraceRule *rule) {
    size_t input_count = dmn_table_definition(event->table)->input_count;
    CellList cells = {0};
    for (size_t i = 0; i < input_count; i++) {
        DmnCellQuestion question = {event->result, row, rule->index, i};
        DmnCellState state;
        Error error;
        if (!dmn_table_cell(event->table, event->run, event->frame, &question, &state, &error)) {
            continue; // over a limit: the explanation goes without this cell
        }
        bool is_told = !state.is_any && (rule->state == DMN_FIRED || state.truth != FEEL_TRUE);
        if (!is_told) continue;
        DmnTraceCell cell = {.input = input_label(event->table, i),
                             .value = state.value,
                             .text = dmn_text_str(state.text),
                             .truth = state.truth};
        PUSH(trace->arena, &cells, cell);
    }
    rule->cells = cells.items;
    rule->cell_count = cells.count;
}

static void add_rule(DmnTrace *trace, const DmnTableEvent *event, size_t row, size_t index,
                     RuleList *rules) {
    DmnTraceRule rule = {.index = index};
    rule.state = dmn_result_state(event->result, row, index);
    rule.label = dmn_rule_label(trace->arena, event->table, index);
    rule.annotations = dmn_table_definition(event->table)->rules[index].annotations;
    add_cells(trace, event, row, &rule);
    PUSH(trace->arena, rules, rule);
}

static void add_table(DmnTrace *trace, const DmnElementDefinition *element,
                      const DmnTableEvent *event, size_t row) {
    DmnTraceStep step = {.element = element, .table = event->table};
    RuleList rules = {0};
    size_t refuted = 0, rules_max = trace->options.rules_max;
    if (rules_max == 0) rules_max = DMN_TRACE_RULES_MAX;
    for (size_t i = 0; i < dmn_table_definition(event->table)->rule_count; i++) {
        bool is_refuted = dmn_result_state(event->result, row, i) == DMN_REFUTED;
        if (is_refuted && !trace->options.keeps_refuted) continue;
        if (is_refuted && refuted++ >= rules_max) {
            step.dropped_count++;
        } else {
            add_rule(trace, event, row, i, &rules);
        }
    }
    step.rules = rules.items;
    step.rule_count = rules.count;
    PUSH(trace->arena, &trace->steps, step);
    trace->has_table = true;
}

static void on_table(void *user, const DmnElementDefinition *element, const DmnTableEvent *event) {
    DmnTrace *trace = user;
    size_t row = next_row(trace, event->frame, 0);
    for (; row != SIZE_MAX; row = next_row(trace, event->frame, row + 1)) {
        add_table(trace, element, event, row);
    }
}

// ---- Collecting ----

DmnTrace *dmn_trace_new_in(Arena *arena, size_t row, const DmnTraceOptions *options) {
    DmnTrace *trace = NEW(arena, DmnTrace);
    *trace = (DmnTrace){.arena = arena, .row = row};
    if (options != NULL) trace->options = *options;
    trace->sink = (DmnTraceSink){.value = on_value, .table = on_table, .user = trace};
    return trace;
}

const DmnTraceSink *dmn_trace_sink(DmnTrace *trace) {
    return &trace->sink;
}

void dmn_trace_restart(DmnTrace *trace, Arena *arena) {
    trace->arena = arena;
    dmn_trace_reset(trace);
}

void dmn_trace_reset(DmnTrace *trace) {
    trace->steps = (StepList){0};
    trace->has_table = false;
}

const DmnTraceStep *dmn_trace_steps(const DmnTrace *trace, size_t *count) {
    *count = trace->steps.count;
    return trace->steps.items;
}

// ---- JSON ----

static const char *const KIND_NAMES[] = {[DMN_INPUT] = "input",
                                         [DMN_DECISION] = "decision",
                                         [DMN_KNOWLEDGE] = "knowledge",
                                         [DMN_SERVICE] = "service"};
static const char *const STATE_NAMES[] = {
    [DMN_REFUTED] = "refuted", [DMN_UNDETERMINED] = "undetermined", [DMN_FIRED] = "fired"};

static void write_cell(const DmnTraceCell *cell, JsonWriter *writer) {
    json_open_object(writer);
    json_member_string(writer, "input", cell->input);
    json_key(writer, STR("value"));
    feel_to_json(writer, cell->value);
    json_member_string(writer, "cell", cell->text);
    json_key(writer, STR("truth"));
    if (cell->truth == FEEL_UNKNOWN) {
        json_null(writer);
    } else {
        json_boolean(writer, cell->truth == FEEL_TRUE);
    }
    json_close_object(writer);
}

static void write_rule(const DmnTraceStep *step, const DmnTraceRule *rule, JsonWriter *writer) {
    json_open_object(writer);
    json_member_string(writer, "rule", rule->label);
    json_member_string(writer, "state", str_from_c(STATE_NAMES[rule->state]));
    json_key(writer, STR("cells"));
    json_open_array(writer);
    for (size_t i = 0; i < rule->cell_count; i++) write_cell(&rule->cells[i], writer);
    json_close_array(writer);
    const DmnTableDefinition *table = dmn_table_definition(step->table);
    for (size_t i = 0; i < table->annotation_count; i++) {
        if (i == 0) {
            json_key(writer, STR("annotations"));
            json_open_object(writer);
        }
        json_key(writer, table->annotation_names[i]);
        json_string(writer, rule->annotations[i]);
        if (i + 1 == table->annotation_count) json_close_object(writer);
    }
    json_close_object(writer);
}

static void write_table(const DmnTraceStep *step, JsonWriter *writer) {
    DmnHitPolicy policy = dmn_table_definition(step->table)->hit_policy;
    json_member_string(writer, "hit_policy", str_from_c(dmn_hit_policy_sign(policy)));
    json_key(writer, STR("rules"));
    json_open_array(writer);
    for (size_t i = 0; i < step->rule_count; i++) write_rule(step, &step->rules[i], writer);
    json_close_array(writer);
    if (step->dropped_count > 0) {
        json_member_int(writer, "rules_dropped", (int64_t)step->dropped_count);
    }
}

void dmn_trace_to_json(const DmnTrace *trace, JsonWriter *writer) {
    json_open_object(writer);
    json_key(writer, STR("steps"));
    json_open_array(writer);
    for (size_t i = 0; i < trace->steps.count; i++) {
        const DmnTraceStep *step = &trace->steps.items[i];
        json_open_object(writer);
        json_member_string(writer, "name", step->element->name);
        json_member_string(writer, "kind", str_from_c(KIND_NAMES[step->element->kind]));
        json_key(writer, STR("value"));
        feel_to_json(writer, step->value);
        if (step->table != NULL) write_table(step, writer);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
}
