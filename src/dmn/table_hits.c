// SPDX-License-Identifier: Apache-2.0
// From fired rules to results. A hit is one rule in one row; the hits of a batch stand in one
// array, row by row. First each row keeps the hits its policy can use, then outputs are evaluated
// for hits only (an output nobody wants must not warn or cost), then rows are combined.
#include "dmn/table_plan.h"

#include <stdlib.h>
#include <string.h>

#define LABELS_MAX 10           // rules named in one message
#define VALUE_TEXT_BYTES_MAX 80 // of a value quoted in a message

typedef struct OutputRun { // one output of all hits, cell by cell
    DmnScatterPart *parts;
    size_t part_count;
    size_t *places; // the hit behind each row of the parts, one part after another
} OutputRun;

typedef struct Hits {
    const DmnTable *table;
    const DmnTableRun *options;
    DmnFrame *frame;
    Arena *arena;
    const uint8_t *invalid;
    uint32_t *rules; // per hit
    uint32_t *rows;  // per hit
    size_t count;
    size_t *starts;       // per row, and one past the last
    OutputRun *runs;      // per output column
    FeelValue **outputs;  // per output column, per hit
    FeelValue *fallbacks; // per row, when needed
    Error *error;
} Hits;

// ---- Messages ----

Str dmn_value_text(Arena *arena, FeelValue value) {
    Str text = feel_to_source(arena, value);
    if (text.length <= VALUE_TEXT_BYTES_MAX) return text;
    size_t end = VALUE_TEXT_BYTES_MAX;
    while (end > 0 && ((unsigned char)text.data[end] & 0xC0) == 0x80) end--;
    return str_format(arena, "%.*s…", STR_ARG(str_slice(text, 0, end)));
}

Str dmn_rule_labels(Arena *arena, const DmnTable *table, const uint32_t *rules, size_t count) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < count && i < LABELS_MAX; i++) {
        if (i > 0) str_put(&out, STR("、"));
        str_put(&out, dmn_rule_label(arena, table, rules[i]));
    }
    if (count > LABELS_MAX) str_put_format(&out, "等 %zu 条", count);
    return str_built(&out);
}

static void warn_row(const Hits *hits, size_t row, const char *what) {
    const DmnTableRun *options = hits->options;
    if (options->warn == NULL) return;
    const DmnTableDefinition *definition = hits->table->definition;
    size_t from = hits->starts[row];
    size_t count = hits->starts[row + 1] - from;
    Str labels = dmn_rule_labels(hits->arena, hits->table, hits->rules + from, count);
    Str message = str_format(hits->arena, "决策表“%.*s”（%s）的规则 %.*s 同时命中，%s",
                             STR_ARG(definition->name), dmn_hit_policy_sign(definition->hit_policy),
                             STR_ARG(labels), what);
    SourceRange range = count > 0 ? definition->rules[hits->rules[from]].range : (SourceRange){0};
    size_t origin = dmn_frame_origin(hits->frame, row);
    options->warn(options->warn_user, origin, definition->source, range, message);
}

// ---- Which hits ----

// The sets of rules of 64 rows, from the sets of rows of their rules.
static void turn_block(const DmnTableResult *result, size_t block, uint64_t sets[64]) {
    memset(sets, 0, 64 * sizeof *sets);
    for (size_t rule = 0; rule < result->rule_count; rule++) {
        uint64_t rows = result->fired[rule * result->words + block];
        for (; rows != 0; rows &= rows - 1) bits_set(&sets[__builtin_ctzll(rows)], rule);
    }
}

static bool is_row_invalid(const Hits *hits, size_t row) {
    return hits->invalid != NULL && hits->invalid[row] != 0;
}

static void collect_hits(Hits *hits, const DmnTableResult *result) {
    size_t row_count = result->row_count, words = result->is_by_rule ? 1 : result->words;
    size_t set_words = result->words * (result->is_by_rule ? result->rule_count : row_count);
    size_t capacity = row_count;
    uint64_t turned[64];
    bool is_first = hits->table->definition->hit_policy == DMN_FIRST;
    hits->starts = NEW_ARRAY(hits->arena, size_t, row_count + 1);
    for (size_t i = 0; !is_first && i < set_words; i++) {
        capacity += (size_t)__builtin_popcountll(result->fired[i]);
    }
    hits->rules = NEW_ARRAY(hits->arena, uint32_t, capacity);
    hits->rows = NEW_ARRAY(hits->arena, uint32_t, capacity);
    for (size_t row = 0; row < row_count; row++) {
        hits->starts[row] = hits->count;
        if (result->is_by_rule && row % 64 == 0) turn_block(result, row / 64, turned);
        const uint64_t *set =
            result->is_by_rule ? &turned[row % 64] : result->fired + row * words;
        size_t rule = is_row_invalid(hits, row) ? SIZE_MAX : dmn_first_rule(set, words, 0);
        while (rule != SIZE_MAX) {
            hits->rules[hits->count] = (uint32_t)rule;
            hits->rows[hits->count++] = (uint32_t)row;
            rule = is_first ? SIZE_MAX : dmn_first_rule(set, words, rule + 1);
        }
    }
    hits->starts[row_count] = hits->count;
}

// ---- Their outputs ----

static bool run_output(Hits *hits, const FeelProgram *program, const uint32_t *rows, size_t count,
                       FeelColumn *column) {
    bool is_whole = count == hits->frame->row_count;
    for (size_t i = 0; is_whole && i < count; i++) is_whole = rows[i] == i;
    DmnFrame frame = *hits->frame;
    if (!is_whole) frame = dmn_frame_gather(hits->arena, hits->frame, program, rows, count);
    return dmn_frame_run(hits->options->run, program, &frame, column, hits->error);
}

// Evaluates the programs of one output for the hits whose rule has them, and constants likewise:
// one part for each cell in use. `places` are the hits behind the rows of the parts.
static bool run_output_cells(Hits *hits, size_t index, OutputRun *run) {
    const DmnOutputPlan *output = &hits->table->outputs[index];
    size_t *next = NEW_ARRAY(hits->arena, size_t, output->cell_count + 1);
    for (size_t i = 0; i < hits->count; i++) next[output->rule_cells[hits->rules[i]] + 1]++;
    for (size_t cell = 0; cell < output->cell_count; cell++) next[cell + 1] += next[cell];
    uint32_t *rows = NEW_ARRAY(hits->arena, uint32_t, hits->count);
    run->places = NEW_ARRAY(hits->arena, size_t, hits->count);
    run->parts = NEW_ARRAY(hits->arena, DmnScatterPart, output->cell_count + 1);
    size_t *starts = NEW_ARRAY(hits->arena, size_t, output->cell_count + 1);
    memcpy(starts, next, (output->cell_count + 1) * sizeof *starts);
    for (size_t i = 0; i < hits->count; i++) {
        size_t at = next[output->rule_cells[hits->rules[i]]]++;
        rows[at] = hits->rows[i];
        run->places[at] = i;
    }
    for (size_t cell = 0; cell < output->cell_count; cell++) {
        size_t count = starts[cell + 1] - starts[cell];
        if (count == 0) continue;
        DmnScatterPart *part = &run->parts[run->part_count++];
        *part = (DmnScatterPart){.rows = rows + starts[cell], .count = count};
        const FeelProgram *program = output->cells[cell].program;
        if (program == NULL) {
            part->column = feel_column_constant(hits->arena, output->cells[cell].constant);
        } else if (!run_output(hits, program, part->rows, count, &part->column)) {
            return false;
        }
    }
    return true;
}

static bool evaluate_outputs(Hits *hits) {
    size_t output_count = hits->table->definition->output_count;
    hits->runs = NEW_ARRAY(hits->arena, OutputRun, output_count);
    for (size_t index = 0; index < output_count; index++) {
        if (!run_output_cells(hits, index, &hits->runs[index])) return false;
    }
    return true;
}

static void spread_outputs(Hits *hits) {
    size_t output_count = hits->table->definition->output_count;
    hits->outputs = NEW_ARRAY(hits->arena, FeelValue *, output_count);
    for (size_t index = 0; index < output_count; index++) {
        const OutputRun *run = &hits->runs[index];
        FeelValue *values = NEW_ARRAY(hits->arena, FeelValue, hits->count);
        hits->outputs[index] = values;
        size_t place = 0;
        for (size_t i = 0; i < run->part_count; i++) {
            const DmnScatterPart *part = &run->parts[i];
            for (size_t k = 0; k < part->count; k++) {
                values[run->places[place++]] = feel_column_get(&part->column, k);
            }
        }
    }
}

// One value, or a context of all outputs.
static FeelValue assemble(const Hits *hits, const FeelValue *values) {
    const DmnTableDefinition *definition = hits->table->definition;
    if (definition->output_count == 1) return values[0];
    FeelEntry *entries = NEW_ARRAY(hits->arena, FeelEntry, definition->output_count);
    for (size_t i = 0; i < definition->output_count; i++) {
        entries[i] = (FeelEntry){definition->outputs[i].name, values[i]};
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, definition->output_count}};
}

static FeelValue hit_value(const Hits *hits, size_t hit) {
    FeelValue values[DMN_OUTPUTS_MAX];
    for (size_t i = 0; i < hits->table->definition->output_count; i++) {
        values[i] = hits->outputs[i][hit];
    }
    return assemble(hits, values);
}

// ---- The default outputs, for rows without a hit ----

static bool evaluate_fallbacks(Hits *hits) {
    size_t row_count = hits->frame->row_count, count = 0;
    size_t output_count = hits->table->definition->output_count;
    uint32_t *rows = NEW_ARRAY(hits->arena, uint32_t, row_count);
    for (size_t row = 0; row < row_count; row++) {
        bool is_empty = hits->starts[row] == hits->starts[row + 1];
        if (is_empty && !is_row_invalid(hits, row)) rows[count++] = (uint32_t)row;
    }
    if (count == 0) return true;
    FeelColumn *columns = NEW_ARRAY(hits->arena, FeelColumn, output_count);
    for (size_t i = 0; i < output_count; i++) {
        const DmnOutputCell *cell = &hits->table->outputs[i].fallback;
        columns[i] = feel_column_constant(hits->arena, cell->constant);
        bool is_program = cell->program != NULL;
        if (is_program && !run_output(hits, cell->program, rows, count, &columns[i])) return false;
    }
    hits->fallbacks = NEW_ARRAY(hits->arena, FeelValue, row_count);
    for (size_t at = 0; at < count; at++) {
        FeelValue values[DMN_OUTPUTS_MAX];
        for (size_t i = 0; i < output_count; i++) values[i] = feel_column_get(&columns[i], at);
        hits->fallbacks[rows[at]] = assemble(hits, values);
    }
    return true;
}

// ---- One row ----

static FeelValue combine_any(const Hits *hits, size_t row) {
    size_t from = hits->starts[row], to = hits->starts[row + 1];
    FeelValue first = hit_value(hits, from);
    for (size_t hit = from + 1; hit < to; hit++) {
        if (feel_equal(first, hit_value(hits, hit)) != FEEL_TRUE) {
            warn_row(hits, row, "但结果不同，结果为空（null）");
            return feel_null();
        }
    }
    return first;
}

// By the first output's rank, then the second's ...; rules in order on a tie.
static int compare_hits(const Hits *hits, size_t a, size_t b) {
    for (size_t i = 0; i < hits->table->definition->output_count; i++) {
        const DmnOutputPlan *output = &hits->table->outputs[i];
        uint32_t left = dmn_output_rank(output, hits->outputs[i][a]);
        uint32_t right = dmn_output_rank(output, hits->outputs[i][b]);
        if (left != right) return left < right ? -1 : 1;
    }
    return a < b ? -1 : 1;
}

static FeelValue combine_priority(const Hits *hits, size_t row) {
    size_t best = hits->starts[row];
    for (size_t hit = best + 1; hit < hits->starts[row + 1]; hit++) {
        if (compare_hits(hits, hit, best) < 0) best = hit;
    }
    return hit_value(hits, best);
}

static void sort_hits(const Hits *hits, size_t *order, size_t count, size_t *spare) {
    if (count < 2) return;
    size_t half = count / 2;
    sort_hits(hits, order, half, spare);
    sort_hits(hits, order + half, count - half, spare);
    memcpy(spare, order, count * sizeof *order);
    size_t left = 0, right = half;
    for (size_t i = 0; i < count; i++) {
        bool takes_left =
            right == count || (left < half && compare_hits(hits, spare[left], spare[right]) <= 0);
        order[i] = takes_left ? spare[left++] : spare[right++];
    }
}

static FeelValue combine_list(const Hits *hits, size_t row, bool is_ordered) {
    size_t from = hits->starts[row], count = hits->starts[row + 1] - from;
    size_t *order = NEW_ARRAY(hits->arena, size_t, 2 * count);
    for (size_t i = 0; i < count; i++) order[i] = from + i;
    if (is_ordered) sort_hits(hits, order, count, order + count);
    FeelValue *items = NEW_ARRAY(hits->arena, FeelValue, count);
    for (size_t i = 0; i < count; i++) items[i] = hit_value(hits, order[i]);
    return feel_list(items, count);
}

static FeelValue combine_sum(const Hits *hits, size_t row) {
    Decimal sum = DECIMAL_ZERO;
    for (size_t hit = hits->starts[row]; hit < hits->starts[row + 1]; hit++) {
        FeelValue value = hits->outputs[0][hit];
        if (value.kind != FEEL_NUMBER) {
            warn_row(hits, row, "但有结果不是数字，不能求和，结果为空（null）");
            return feel_null();
        }
        sum = decimal_add(sum, value.number);
    }
    return feel_number(sum);
}

static FeelValue combine_extreme(const Hits *hits, size_t row, int wanted) {
    FeelValue best = hits->outputs[0][hits->starts[row]];
    for (size_t hit = hits->starts[row] + 1; hit < hits->starts[row + 1]; hit++) {
        int order;
        if (!feel_compare(hits->outputs[0][hit], best, &order)) {
            warn_row(hits, row, "但结果不能比较大小，结果为空（null）");
            return feel_null();
        }
        if (order * wanted > 0) best = hits->outputs[0][hit];
    }
    return best;
}

static FeelValue combine_empty(const Hits *hits, size_t row) {
    if (is_row_invalid(hits, row)) return feel_null();
    FeelValue fallback = hits->fallbacks == NULL ? feel_null() : hits->fallbacks[row];
    DmnHitPolicy policy = hits->table->definition->hit_policy;
    if (policy == DMN_COLLECT_COUNT) return feel_int(0);
    bool is_list = policy >= DMN_RULE_ORDER && policy <= DMN_COLLECT;
    if (!is_list || (hits->table->has_fallback && fallback.kind == FEEL_LIST)) return fallback;
    FeelValue *items = NEW_ARRAY(hits->arena, FeelValue, 1);
    items[0] = fallback;
    return feel_list(items, hits->table->has_fallback ? 1 : 0);
}

static FeelValue combine(const Hits *hits, size_t row) {
    size_t count = hits->starts[row + 1] - hits->starts[row];
    if (count == 0) return combine_empty(hits, row);
    switch (hits->table->definition->hit_policy) {
    case DMN_UNIQUE:
        if (count == 1) return hit_value(hits, hits->starts[row]);
        warn_row(hits, row, "应当唯一，结果为空（null）");
        return feel_null();
    case DMN_FIRST:
        return hit_value(hits, hits->starts[row]);
    case DMN_ANY:
        return combine_any(hits, row);
    case DMN_PRIORITY:
        return combine_priority(hits, row);
    case DMN_RULE_ORDER:
    case DMN_COLLECT:
        return combine_list(hits, row, false);
    case DMN_OUTPUT_ORDER:
        return combine_list(hits, row, true);
    case DMN_COLLECT_SUM:
        return combine_sum(hits, row);
    case DMN_COLLECT_MIN:
        return combine_extreme(hits, row, -1);
    case DMN_COLLECT_MAX:
        return combine_extreme(hits, row, 1);
    case DMN_COLLECT_COUNT:
        return feel_int((int64_t)count);
    }
    return feel_null();
}

// Computed outputs of a single-hit table as a typed column, when there is one hit or none a row.
static bool scatter_single(const Hits *hits, FeelColumn *result) {
    const DmnTableDefinition *definition = hits->table->definition;
    bool is_single = definition->hit_policy == DMN_UNIQUE || definition->hit_policy == DMN_FIRST;
    if (!is_single || definition->output_count != 1 || hits->table->has_fallback) return false;
    size_t row_count = hits->frame->row_count;
    for (size_t row = 0; row < row_count; row++) {
        if (hits->starts[row + 1] - hits->starts[row] > 1) return false;
    }
    const OutputRun *run = &hits->runs[0];
    return dmn_column_scatter(hits->arena, run->parts, run->part_count, row_count, result);
}

// ---- The whole ----

bool dmn_table_hits(const DmnTable *table, const DmnTableRun *options, DmnFrame *frame,
                    const uint8_t *invalid, DmnTableResult *result, Error *error) {
    Hits hits = {
        .table = table, .options = options, .frame = frame, .invalid = invalid, .error = error};
    hits.arena = feel_run_arena(options->run);
    bool is_done;
    if (!dmn_typed_value(table, options, frame, invalid, &is_done, result, error)) return false;
    if (is_done) return true;
    collect_hits(&hits, result);
    if (!evaluate_outputs(&hits)) return false;
    if (table->has_fallback && !evaluate_fallbacks(&hits)) return false;
    if (scatter_single(&hits, &result->value)) return true;
    spread_outputs(&hits);
    FeelValue *values = NEW_ARRAY(hits.arena, FeelValue, frame->row_count);
    for (size_t row = 0; row < frame->row_count; row++) values[row] = combine(&hits, row);
    result->value = feel_column_values(values);
    return true;
}
