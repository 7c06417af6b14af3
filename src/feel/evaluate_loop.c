// SPDX-License-Identifier: Apache-2.0
// Loops: a nested frame with one row for each element, then regrouped by the row it came from.
//
//     rows      0        1     2           elements   a b c | | d e
//     lists  [a b c]    []   [d e]    =>   parent     0 0 0     2 2
//
// A loop over several variables expands once for each; results are grouped by the outermost row.
// A body that looks at `partial` needs the results before it, so it goes element by element.
#include "feel/evaluate.h"
#include "feel/parser.h"

#include <string.h>

// ---- Elements ----

static FeelValue sequence_item(FeelKind kind, int64_t number) {
    return kind == FEEL_DATE ? feel_date(number) : feel_int(number);
}

static bool sequence_end(FeelValue value, int64_t *end) {
    if (value.kind == FEEL_DATE) {
        *end = value.date;
        return true;
    }
    return value.kind == FEEL_NUMBER && decimal_to_int64(value.number, end);
}

static bool sequence_list(FeelRun *run, FeelKind kind, int64_t from, int64_t to, FeelList *list) {
    uint64_t steps = from <= to ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    if (steps >= FEEL_LIST_MAX) return run_list_fits(run, (size_t)steps);
    size_t count = (size_t)steps + 1;
    if (!run_step(run, count)) return false;
    FeelValue *items = NEW_ARRAY(run->options.arena, FeelValue, count);
    for (size_t i = 0; i < count; i++) {
        int64_t step = (int64_t)i;
        items[i] = sequence_item(kind, from <= to ? from + step : from - step);
    }
    *list = (FeelList){items, count};
    return true;
}

static FeelValue row_sequence(FeelRun *run, const Instruction *instruction,
                              const FeelValue *operands) {
    (void)instruction;
    int64_t from, to;
    FeelList list;
    if (operands[0].kind != operands[1].kind || !sequence_end(operands[0], &from) ||
        !sequence_end(operands[1], &to)) {
        return feel_run_null(run, "循环的起止应同为整数或日期");
    }
    if (!sequence_list(run, operands[0].kind, from, to, &list)) return feel_null();
    return feel_list(list.items, list.count);
}

void execute_sequence(FeelRun *run, Frame *frame, const Instruction *instruction) {
    each_row(run, frame, instruction, row_sequence);
}

// The first and the last whole number or date of an interval.
static bool range_bounds(const FeelRange *range, int64_t *from, int64_t *to) {
    if (range->form != FEEL_RANGE_INTERVAL || !sequence_end(range->low, from) ||
        !sequence_end(range->high, to)) {
        return false;
    }
    *from += !range->low_included;
    *to -= !range->high_included;
    return true;
}

bool feel_range_items(Arena *arena, const FeelRange *range, FeelList *items) {
    int64_t from, to;
    *items = (FeelList){0};
    if (!range_bounds(range, &from, &to)) return false;
    if (from > to) return true;
    if ((uint64_t)to - (uint64_t)from >= FEEL_LIST_MAX) return false;
    size_t count = (size_t)((uint64_t)to - (uint64_t)from) + 1;
    FeelValue *values = NEW_ARRAY(arena, FeelValue, count);
    for (size_t i = 0; i < count; i++) {
        values[i] = sequence_item(range->low.kind, from + (int64_t)i);
    }
    *items = (FeelList){values, count};
    return true;
}

static bool range_elements(FeelRun *run, const FeelRange *range, FeelList *elements) {
    int64_t from, to;
    if (!range_bounds(range, &from, &to)) {
        feel_run_null(run, "只能遍历整数或日期的区间");
        return false;
    }
    *elements = (FeelList){0};
    return from > to || sequence_list(run, range->low.kind, from, to, elements);
}

bool value_elements(FeelRun *run, FeelValue value, FeelList *elements) {
    if (value.kind == FEEL_LIST) {
        *elements = value.list;
        return true;
    }
    if (value.kind == FEEL_RANGE) return range_elements(run, value.range, elements);
    if (value.kind == FEEL_NULL) {
        feel_run_null(run, "不能遍历空值");
        return false;
    }
    FeelValue *item = NEW(run->options.arena, FeelValue);
    *item = value;
    *elements = (FeelList){item, 1};
    return true;
}

// ---- Expanding ----

// The elements of all rows, one after another.
typedef struct Expansion {
    const uint32_t *rows; // the row of the frame each list belongs to; NULL = the same
    FeelValue *items;
    uint32_t *parents; // the row each element came from
    size_t count;
    uint8_t *invalid;  // rows whose value cannot be iterated; NULL = none
} Expansion;

static bool expansion_collect(FeelRun *run, const FeelColumn *column, size_t rows,
                              FeelList *lists, Expansion *expansion) {
    for (size_t row = 0; row < rows && !run->has_failed; row++) {
        run->row = expansion->rows ? expansion->rows[row] : row;
        if (!value_elements(run, feel_column_get(column, row), &lists[row])) {
            if (!expansion->invalid) expansion->invalid = NEW_ARRAY(&run->scratch, uint8_t, rows);
            expansion->invalid[row] = 1;
            lists[row] = (FeelList){0};
        }
        expansion->count += lists[row].count;
        if (!run_list_fits(run, expansion->count)) return false;
    }
    return !run->has_failed && run_step(run, expansion->count);
}

static bool expand(FeelRun *run, const FeelColumn *column, size_t rows, Expansion *expansion) {
    FeelList *lists = NEW_ARRAY(&run->scratch, FeelList, rows);
    if (!expansion_collect(run, column, rows, lists, expansion)) return false;
    expansion->items = NEW_ARRAY(&run->scratch, FeelValue, expansion->count);
    expansion->parents = NEW_ARRAY(&run->scratch, uint32_t, expansion->count);
    size_t next = 0;
    for (size_t row = 0; row < rows; row++) {
        if (!lists[row].count) continue;
        memcpy(expansion->items + next, lists[row].items, lists[row].count * sizeof(FeelValue));
        for (size_t i = 0; i < lists[row].count; i++) expansion->parents[next++] = (uint32_t)row;
    }
    return true;
}

// ---- Loops over several variables ----

typedef struct Loop {
    FeelColumn variables[LOOP_VARIABLES_MAX]; // a row for each combination so far
    uint32_t *parents;                        // the row of the frame around
    size_t count;
    uint8_t *invalid;                         // rows of the frame around
} Loop;

static void loop_invalidate(FeelRun *run, Loop *loop, const Expansion *expansion, size_t rows,
                            size_t outer_rows) {
    if (!expansion->invalid) return;
    if (!loop->invalid) loop->invalid = NEW_ARRAY(&run->scratch, uint8_t, outer_rows);
    for (size_t i = 0; i < rows; i++) {
        if (expansion->invalid[i]) loop->invalid[loop->parents ? loop->parents[i] : i] = 1;
    }
}

// Adds variable number `index`, whose lists are in the column.
static bool loop_expand(FeelRun *run, Loop *loop, size_t index, const FeelColumn *lists,
                        size_t outer_rows) {
    size_t rows = index == 0 ? outer_rows : loop->count;
    Expansion expansion = {.rows = loop->parents};
    if (!expand(run, lists, rows, &expansion)) return false;
    loop_invalidate(run, loop, &expansion, rows, outer_rows);
    for (size_t i = 0; i < index; i++) {
        loop->variables[i] =
            feel_column_gather(&run->scratch, &loop->variables[i], expansion.parents,
                               expansion.count);
    }
    loop->variables[index] = feel_column_values(expansion.items);
    for (size_t i = 0; index > 0 && i < expansion.count; i++) {
        expansion.parents[i] = loop->parents[expansion.parents[i]];
    }
    loop->parents = expansion.parents;
    loop->count = expansion.count;
    return true;
}

// Runs a block for each combination of the first `count` variables.
static bool loop_run(FeelRun *run, Loop *loop, const Frame *outer, const PlanBlock *block,
                     size_t count, FeelColumn *result) {
    Frame frame;
    frame_init(run, &frame, block, loop->count);
    for (size_t i = 0; i < count; i++) frame.registers[i] = loop->variables[i];
    frame_capture(run, &frame, outer, loop->parents);
    if (!frame_run(run, &frame)) return false;
    *result = frame_result(&frame);
    return true;
}

static bool captures_are_constant(const Frame *frame, const PlanBlock *block) {
    for (size_t i = 0; i < block->capture_count; i++) {
        if (!operand_column(frame, block->captures[i].from)->is_constant) return false;
    }
    return true;
}

// The rows of the frame around: 1 when nothing in the loop differs between them.
static size_t loop_outer_rows(const Frame *frame, const Instruction *instruction) {
    const IterationPlan *iteration = instruction->iteration;
    if (instruction_rows(frame, instruction) != 1) return frame->rows;
    for (size_t k = 1; k < iteration->variable_count; k++) {
        if (!captures_are_constant(frame, iteration->domains[k])) return frame->rows;
    }
    return captures_are_constant(frame, iteration->body) ? 1 : frame->rows;
}

// ---- Regrouping ----

static FeelValue *group_lists(FeelRun *run, const Loop *loop, const FeelColumn *results,
                              size_t rows) {
    FeelValue *items = NEW_ARRAY(run->options.arena, FeelValue, loop->count);
    FeelValue *lists = NEW_ARRAY(&run->scratch, FeelValue, rows);
    for (size_t i = 0; i < loop->count; i++) items[i] = feel_column_get(results, i);
    size_t next = 0;
    for (size_t row = 0; row < rows; row++) {
        size_t first = next;
        while (next < loop->count && loop->parents[next] == row) next++;
        lists[row] = feel_list(items + first, next - first);
        if (loop->invalid && loop->invalid[row]) lists[row] = feel_null();
    }
    return lists;
}

// some: true if any is; every: false if any is; else unknown if any is.
static uint8_t *group_truths(FeelRun *run, const Loop *loop, const FeelColumn *results,
                             size_t rows, FeelTruth decisive) {
    uint8_t *truths = NEW_ARRAY(&run->scratch, uint8_t, rows);
    for (size_t row = 0; row < rows; row++) {
        truths[row] = decisive == FEEL_TRUE ? FEEL_FALSE : FEEL_TRUE;
    }
    for (size_t i = 0; i < loop->count; i++) {
        FeelValue value = feel_column_get(results, i);
        uint8_t *truth = &truths[loop->parents[i]];
        if (value.kind != FEEL_BOOLEAN) {
            if (*truth != (uint8_t)decisive) *truth = FEEL_UNKNOWN;
        } else if (value.boolean == (decisive == FEEL_TRUE)) {
            *truth = (uint8_t)decisive;
        }
    }
    for (size_t row = 0; loop->invalid && row < rows; row++) {
        if (loop->invalid[row]) truths[row] = FEEL_UNKNOWN;
    }
    return truths;
}

// Says why rows are unknown: a condition that is neither boolean nor null.
static void warn_groups(FeelRun *run, const Loop *loop, const FeelColumn *results,
                        const uint8_t *truths, const char *word) {
    for (size_t i = 0; i < loop->count; i++) {
        FeelValue value = feel_column_get(results, i);
        bool is_told = truths[loop->parents[i]] == FEEL_UNKNOWN && !feel_is_null(value) &&
                       value.kind != FEEL_BOOLEAN;
        if (!is_told) continue;
        run->row = loop->parents[i];
        feel_run_null(run, "%s：条件应为真假，实为%.*s", word,
                      STR_ARG(feel_kind_to_chinese(value.kind)));
    }
}

static void store_groups(FeelRun *run, Frame *frame, const Instruction *instruction,
                         const Loop *loop, const FeelColumn *results, size_t rows) {
    if (instruction->opcode == OPCODE_FOR) {
        store_values(run, frame, instruction, group_lists(run, loop, results, rows), rows);
    } else {
        bool is_some = instruction->opcode == OPCODE_SOME;
        FeelTruth decisive = is_some ? FEEL_TRUE : FEEL_FALSE;
        const uint8_t *truths = group_truths(run, loop, results, rows, decisive);
        if (feel_run_warns(run)) {
            warn_groups(run, loop, results, truths, is_some ? "some" : "every");
        }
        store_truths(frame, instruction, truths, rows);
    }
}

// ---- Bodies that look at `partial` ----

typedef struct PartialLoop {
    FeelRun *run;
    const Frame *outer;
    const IterationPlan *iteration;
    uint32_t row;
    FeelValue variables[LOOP_VARIABLES_MAX + 1]; // and `partial`
    FeelValue *results; // room grows; earlier lists stay valid, since results are only added
    size_t count;
    size_t capacity;
} PartialLoop;

// Runs a block for the one row, with the variables so far.
static bool partial_run(PartialLoop *loop, const PlanBlock *block, FeelValue *result) {
    ArenaMark mark = arena_mark(&loop->run->scratch);
    FeelRun *run = loop->run;
    Frame frame;
    frame_init(run, &frame, block, 1);
    for (uint32_t i = 0; i < block->parameter_count; i++) {
        frame.registers[i] = feel_column_values(&loop->variables[i]);
    }
    frame_capture(run, &frame, loop->outer, &loop->row);
    bool ok = frame_run(run, &frame);
    FeelColumn column = frame_result(&frame);
    if (ok) *result = feel_column_get(&column, 0);
    arena_rewind(&run->scratch, mark);
    return ok;
}

static bool partial_add(PartialLoop *loop) {
    FeelValue result;
    loop->variables[loop->iteration->variable_count] = feel_list(loop->results, loop->count);
    if (!partial_run(loop, loop->iteration->body, &result)) return false;
    if (!run_list_fits(loop->run, loop->count + 1)) return false;
    if (loop->count == loop->capacity) {
        loop->results = arena_grow(loop->run->options.arena, loop->results, loop->count,
                                   &loop->capacity, sizeof *loop->results);
    }
    loop->results[loop->count++] = result;
    return true;
}

// Goes through the elements of variable `index`, then of those behind it. False when a limit was
// hit or a domain cannot be iterated.
static bool partial_iterate(PartialLoop *loop, size_t index, FeelValue domain) {
    FeelList elements;
    loop->run->row = loop->row;
    if (!value_elements(loop->run, domain, &elements)) return false;
    for (size_t i = 0; i < elements.count; i++) {
        loop->variables[index] = elements.items[i];
        if (index + 1 == loop->iteration->variable_count) {
            if (!partial_add(loop)) return false;
            continue;
        }
        FeelValue next;
        if (!partial_run(loop, loop->iteration->domains[index + 1], &next)) return false;
        if (!partial_iterate(loop, index + 1, next)) return false;
    }
    return true;
}

static void execute_partial(FeelRun *run, Frame *frame, const Instruction *instruction) {
    size_t rows = loop_outer_rows(frame, instruction);
    FeelValue *lists = NEW_ARRAY(&run->scratch, FeelValue, rows);
    for (size_t row = 0; row < rows && !run->has_failed; row++) {
        PartialLoop loop = {.run = run,
                            .outer = frame,
                            .iteration = instruction->iteration,
                            .row = (uint32_t)row};
        FeelValue domain = operand_value(frame, instruction->operands[0], row);
        if (partial_iterate(&loop, 0, domain)) lists[row] = feel_list(loop.results, loop.count);
    }
    store_values(run, frame, instruction, lists, rows);
}

void execute_loop(FeelRun *run, Frame *frame, const Instruction *instruction) {
    const IterationPlan *iteration = instruction->iteration;
    if (iteration->uses_partial) {
        execute_partial(run, frame, instruction);
        return;
    }
    size_t rows = loop_outer_rows(frame, instruction);
    Loop loop = {0};
    FeelColumn column = *operand_column(frame, instruction->operands[0]);
    for (size_t i = 0; i < iteration->variable_count; i++) {
        if (i > 0 && loop.count > 0 &&
            !loop_run(run, &loop, frame, iteration->domains[i], i, &column)) {
            return;
        }
        if (!loop_expand(run, &loop, i, &column, rows)) return;
    }
    if (loop.count > 0 && !loop_run(run, &loop, frame, iteration->body,
                                    iteration->variable_count, &column)) {
        return;
    }
    store_groups(run, frame, instruction, &loop, &column, rows);
}

// ---- Filters ----

// A condition that is a number picks the element at that position.
static FeelValue filter_row(FeelRun *run, const Expansion *expansion, const FeelColumn *results,
                            size_t first, size_t count) {
    FeelList list = {expansion->items + first, count};
    FeelValue condition = count ? feel_column_get(results, first) : feel_null();
    if (condition.kind == FEEL_NUMBER) {
        FeelValue operands[] = {feel_list(list.items, list.count), condition};
        return row_index(run, run->instruction, operands);
    }
    FeelValue *items = NEW_ARRAY(run->options.arena, FeelValue, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (feel_is_true(feel_column_get(results, first + i))) items[kept++] = list.items[i];
    }
    return feel_list(items, kept);
}

// What is no list is a list of one; null is an empty list.
static FeelColumn filter_lists(FeelRun *run, const FeelColumn *column, size_t rows) {
    FeelValue *lists = NEW_ARRAY(&run->scratch, FeelValue, rows);
    for (size_t row = 0; row < rows; row++) {
        FeelValue value = feel_column_get(column, row);
        FeelValue *item = NEW(run->options.arena, FeelValue);
        *item = value;
        lists[row] = value.kind == FEEL_LIST ? value : feel_list(item, !feel_is_null(value));
    }
    return feel_column_values(lists);
}

void execute_filter(FeelRun *run, Frame *frame, const Instruction *instruction) {
    bool is_shared = instruction_rows(frame, instruction) == 1 &&
                     captures_are_constant(frame, instruction->block);
    size_t rows = is_shared ? 1 : frame->rows;
    FeelColumn lists = filter_lists(run, operand_column(frame, instruction->operands[0]), rows);
    Expansion expansion = {0};
    if (!expand(run, &lists, rows, &expansion)) return;
    FeelColumn results = feel_column_values(NULL);
    if (expansion.count > 0) {
        Loop loop = {.variables = {feel_column_values(expansion.items)},
                     .parents = expansion.parents,
                     .count = expansion.count};
        if (!loop_run(run, &loop, frame, instruction->block, 1, &results)) return;
    }
    FeelValue *kept = NEW_ARRAY(&run->scratch, FeelValue, rows);
    size_t next = 0;
    for (size_t row = 0; row < rows; row++) {
        size_t first = next;
        while (next < expansion.count && expansion.parents[next] == row) next++;
        run->row = row;
        kept[row] = filter_row(run, &expansion, &results, first, next - first);
    }
    store_values(run, frame, instruction, kept, rows);
}
