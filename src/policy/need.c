// SPDX-License-Identifier: Apache-2.0
#include "policy/need.h"

#include "feel/parser.h"

#include <string.h>

typedef enum NeedKind {
    NEED_ALL,   // slots and parts
    NEED_IF,    // parts: condition, then, else; programs[0]: the condition
    NEED_AND,   // parts, and their values
    NEED_OR,    // likewise
    NEED_TABLE, // by the states of its rules; parts: the outputs of each
} NeedKind;

typedef struct Need Need;
struct Need {
    NeedKind kind;
    const size_t *slots;
    size_t slot_count;
    const Need **parts;
    const FeelProgram **programs; // like parts
    size_t part_count;
};

struct Needs {
    const DmnModel *model;
    const Need **elements; // by element; NULL for inputs and functions
    size_t element_count;
    size_t verdict;
};

struct NeedsRun {
    const Needs *needs;
    DmnRun *model;
    Arena *arena;
    size_t row_count;
    const uint64_t **unknown; // by element: the rows (base/bits.h)
    bool *is_done;
};

// ---- Compiling ----

typedef struct SlotList {
    size_t *items;
    size_t count;
    size_t capacity;
} SlotList;

typedef struct NeedCompiler {
    Arena *arena;
    const DmnModel *model;
    const FeelScope *scope;
    const Source *source;
    Diagnostics unused; // the texts have compiled before
} NeedCompiler;

static void slots_collect(Arena *arena, const Node *node, SlotList *slots) {
    if (node->kind == NODE_VARIABLE && node->variable->is_slot) {
        PUSH(arena, slots, node->variable->slot);
    }
    for (size_t i = 0; i < node->count; i++) slots_collect(arena, node->children[i], slots);
}

static const Need *need_of_slots(NeedCompiler *compiler, const Node *node) {
    SlotList slots = {0};
    Need *need = NEW(compiler->arena, Need);
    slots_collect(compiler->arena, node, &slots);
    *need = (Need){.kind = NEED_ALL, .slots = slots.items, .slot_count = slots.count};
    return need;
}

static const FeelProgram *node_compile(NeedCompiler *compiler, const Node *node) {
    FeelCompileOptions options = {.syntax = FEEL_EXPRESSION};
    return feel_compile(compiler->arena, compiler->scope, compiler->source, node->range, &options,
                        &compiler->unused);
}

static const Need *need_of_node(NeedCompiler *compiler, const Node *node);

static const Need *need_of_parts(NeedCompiler *compiler, const Node *node, NeedKind kind,
                                 size_t program_count) {
    Need *need = NEW(compiler->arena, Need);
    *need = (Need){.kind = kind, .part_count = node->count};
    need->parts = NEW_ARRAY(compiler->arena, const Need *, node->count);
    need->programs = NEW_ARRAY(compiler->arena, const FeelProgram *, node->count);
    for (size_t i = 0; i < node->count; i++) {
        need->parts[i] = need_of_node(compiler, node->children[i]);
        if (i >= program_count) continue;
        need->programs[i] = node_compile(compiler, node->children[i]);
        if (!need->programs[i]) return need_of_slots(compiler, node);
    }
    return need;
}

// Whether names are bound below a node: its parts then mean nothing on their own.
static bool binds_names(const Node *node) {
    return node->variable_count > 0 || node->kind == NODE_TEST || node->kind == NODE_FIELD;
}

static const Need *need_of_node(NeedCompiler *compiler, const Node *node) {
    if (binds_names(node)) return need_of_slots(compiler, node);
    if (node->kind == NODE_IF) return need_of_parts(compiler, node, NEED_IF, 1);
    if (node->kind == NODE_AND) return need_of_parts(compiler, node, NEED_AND, node->count);
    if (node->kind == NODE_OR) return need_of_parts(compiler, node, NEED_OR, node->count);
    if (node->count > 0) return need_of_parts(compiler, node, NEED_ALL, 0);
    return need_of_slots(compiler, node);
}

static const Need *need_of_text(NeedCompiler *compiler, DmnText text) {
    if (!text.source || text.range.to <= text.range.from) return NULL;
    Parser parser;
    compiler->source = text.source;
    parser_init(&parser, compiler->arena, compiler->scope, text.source, text.range,
                &compiler->unused);
    return need_of_node(compiler, parse_program(&parser));
}

// One part for each output of each rule.
static const Need *need_of_table(NeedCompiler *compiler, const DmnTable *table) {
    const DmnTableDefinition *definition = dmn_table_definition(table);
    Need *need = NEW(compiler->arena, Need);
    need->kind = NEED_TABLE;
    need->part_count = definition->rule_count * definition->output_count;
    need->parts = NEW_ARRAY(compiler->arena, const Need *, need->part_count);
    need->slots = dmn_table_slots(table, &need->slot_count);
    for (size_t rule = 0; rule < definition->rule_count; rule++) {
        for (size_t i = 0; i < definition->output_count; i++) {
            need->parts[rule * definition->output_count + i] =
                need_of_text(compiler, definition->rules[rule].outputs[i]);
        }
    }
    return need;
}

const Needs *needs_new_in(Arena *arena, const DmnModel *model, size_t verdict) {
    const DmnModelDefinition *definition = dmn_model_definition(model);
    Needs *needs = NEW(arena, Needs);
    *needs = (Needs){.model = model, .element_count = definition->element_count,
                     .verdict = verdict};
    needs->elements = NEW_ARRAY(arena, const Need *, definition->element_count);
    NeedCompiler compiler = {.arena = arena, .model = model, .scope = dmn_model_scope(model),
                             .unused = {.arena = arena}};
    for (size_t i = 0; i < definition->element_count; i++) {
        const DmnElementDefinition *element = &definition->elements[i];
        if (element->kind != DMN_DECISION || !element->logic) continue;
        const DmnTable *table = dmn_model_table(model, i);
        needs->elements[i] = table ? need_of_table(&compiler, table)
                                   : need_of_text(&compiler, element->logic->text);
    }
    return needs;
}

// ---- Running ----

NeedsRun *needs_run_new_in(Arena *arena, const Needs *needs, DmnRun *model) {
    NeedsRun *run = NEW(arena, NeedsRun);
    *run = (NeedsRun){.needs = needs, .model = model};
    run->unknown = NEW_ARRAY(arena, const uint64_t *, needs->element_count);
    run->is_done = NEW_ARRAY(arena, bool, needs->element_count);
    return run;
}

void needs_run_begin(NeedsRun *run, Arena *arena, size_t row_count) {
    run->arena = arena;
    run->row_count = row_count;
    if (run->needs->element_count == 0) return;
    memset(run->is_done, 0, run->needs->element_count * sizeof *run->is_done);
}

static uint64_t *rows_new(NeedsRun *run) {
    return NEW_ARRAY(run->arena, uint64_t, bits_words(run->row_count));
}

// `*to` or `from`.
static void join(NeedsRun *run, uint64_t **to, const uint64_t *from) {
    if (!from) return;
    if (!*to) *to = rows_new(run);
    bits_join(*to, from, run->row_count);
}

static uint64_t *all_rows(NeedsRun *run) {
    uint64_t *all = rows_new(run);
    bits_fill(all, run->row_count);
    return all;
}

static const uint64_t *nulls_of(NeedsRun *run, const FeelColumn *column) {
    uint64_t *nulls = rows_new(run);
    return feel_column_nulls(column, run->row_count, nulls) ? nulls : NULL;
}

static const uint64_t *input_unknown(NeedsRun *run, size_t element) {
    const DmnElementDefinition *input =
        &dmn_model_definition(run->needs->model)->elements[element];
    bool is_fact = input->kind == DMN_INPUT && !input->is_optional && !input->is_constant;
    if (!is_fact && element != run->needs->verdict) return NULL;
    const FeelColumn *column = dmn_run_get(run->model, element);
    return column ? nulls_of(run, column) : all_rows(run);
}

static bool need_unknown(NeedsRun *run, const Need *need, size_t element, uint64_t **unknown,
                         Error *error);

static bool value_of(NeedsRun *run, const FeelProgram *program, FeelColumn *column,
                     Error *error) {
    FeelBatch batch = dmn_run_batch(run->model);
    return feel_run_batch(dmn_run_feel(run->model), program, &batch, column, error);
}

static bool is_true_at(const FeelColumn *column, size_t row) {
    return feel_is_true(feel_column_get(column, row));
}

static bool all_unknown(NeedsRun *run, const Need *need, size_t element, uint64_t **unknown,
                        Error *error) {
    for (size_t i = 0; i < need->slot_count; i++) {
        const uint64_t *slot;
        if (!needs_unknown(run, need->slots[i], &slot, error)) return false;
        join(run, unknown, slot);
    }
    for (size_t i = 0; i < need->part_count; i++) {
        uint64_t *part = NULL;
        if (!need_unknown(run, need->parts[i], element, &part, error)) return false;
        join(run, unknown, part);
    }
    return true;
}

static bool if_unknown(NeedsRun *run, const Need *need, size_t element, uint64_t **unknown,
                       Error *error) {
    uint64_t *parts[3] = {NULL};
    FeelColumn condition;
    for (size_t i = 0; i < 3; i++) {
        if (!need_unknown(run, need->parts[i], element, &parts[i], error)) return false;
    }
    if (!parts[0] && !parts[1] && !parts[2]) return true;
    if (!value_of(run, need->programs[0], &condition, error)) return false;
    uint64_t *taken = rows_new(run); // rows that take the first branch
    feel_column_truths(&condition, FEEL_TRUE, run->row_count, taken);
    *unknown = rows_new(run);
    for (size_t i = 0; i < bits_words(run->row_count); i++) {
        uint64_t then = parts[1] ? parts[1][i] : 0, otherwise = parts[2] ? parts[2][i] : 0;
        (*unknown)[i] = (parts[0] ? parts[0][i] : 0) | (taken[i] & then) | (~taken[i] & otherwise);
    }
    return true;
}

// `and` is settled by a known false, `or` by a known true. Where all parts are known, so is the
// whole, and what they say is not looked at.
static bool logic_unknown(NeedsRun *run, const Need *need, size_t element, uint64_t **unknown,
                          Error *error) {
    FeelTruth settling = need->kind == NEED_OR ? FEEL_TRUE : FEEL_FALSE;
    size_t words = bits_words(run->row_count);
    uint64_t **parts = NEW_ARRAY(run->arena, uint64_t *, need->part_count);
    for (size_t i = 0; i < need->part_count; i++) {
        if (!need_unknown(run, need->parts[i], element, &parts[i], error)) return false;
        join(run, unknown, parts[i]);
    }
    if (!*unknown) return true;
    uint64_t *settled = rows_new(run), *settles = rows_new(run);
    for (size_t i = 0; i < need->part_count; i++) {
        FeelColumn value;
        if (!value_of(run, need->programs[i], &value, error)) return false;
        feel_column_truths(&value, settling, run->row_count, settles);
        for (size_t k = 0; k < words; k++) settled[k] |= settles[k] & ~(parts[i] ? parts[i][k] : 0);
    }
    for (size_t i = 0; i < words; i++) (*unknown)[i] &= ~settled[i];
    return true;
}

// The rules that may still fire, and the outputs of those that do.
static bool table_unknown(NeedsRun *run, const Need *need, size_t element, uint64_t **unknown,
                          Error *error) {
    const DmnTableResult *states = dmn_run_table(run->model, element);
    if (!states) return all_unknown(run, need, element, unknown, error);
    const DmnTable *table = dmn_model_table(run->needs->model, element);
    size_t outputs = dmn_table_definition(table)->output_count, words = bits_words(run->row_count);
    uint64_t *joined = rows_new(run), *fired = rows_new(run);
    for (size_t rule = 0; rule < states->rule_count; rule++) {
        dmn_result_rows(states, states->undetermined, rule, joined);
    }
    for (size_t i = 0; i < need->part_count; i++) {
        uint64_t *part = NULL;
        if (!need->parts[i]) continue;
        if (!need_unknown(run, need->parts[i], element, &part, error)) return false;
        if (!part) continue;
        memset(fired, 0, words * sizeof *fired);
        dmn_result_rows(states, states->fired, i / outputs, fired);
        for (size_t k = 0; k < words; k++) joined[k] |= part[k] & fired[k];
    }
    *unknown = joined;
    return true;
}

static bool need_unknown(NeedsRun *run, const Need *need, size_t element, uint64_t **unknown,
                         Error *error) {
    if (!need) return true;
    switch (need->kind) {
    case NEED_ALL: return all_unknown(run, need, element, unknown, error);
    case NEED_IF: return if_unknown(run, need, element, unknown, error);
    case NEED_AND:
    case NEED_OR: return logic_unknown(run, need, element, unknown, error);
    case NEED_TABLE: return table_unknown(run, need, element, unknown, error);
    }
    return true;
}

bool needs_unknown(NeedsRun *run, size_t element, const uint64_t **unknown, Error *error) {
    *unknown = NULL;
    if (element >= run->needs->element_count) return true; // a local of a table
    if (!run->is_done[element]) {
        uint64_t *found = NULL;
        const Need *need = run->needs->elements[element];
        run->is_done[element] = true;
        run->unknown[element] = NULL;
        if (!need_unknown(run, need, element, &found, error)) return false;
        run->unknown[element] = need ? found : input_unknown(run, element);
    }
    *unknown = run->unknown[element];
    return true;
}

// ---- One row ----

static bool need_collect(NeedsRun *run, const Need *need, size_t element, size_t row,
                         bool *is_needed, Error *error);

static bool table_collect(NeedsRun *run, const Need *need, size_t element, size_t row,
                          bool *is_needed, Error *error) {
    const DmnTableResult *states = dmn_run_table(run->model, element);
    const size_t *facts;
    size_t count;
    if (!states) return true;
    if (!dmn_run_missing(run->model, element, row, &facts, &count, error)) return false;
    for (size_t i = 0; i < count; i++) is_needed[facts[i]] = true;
    const DmnTable *table = dmn_model_table(run->needs->model, element);
    size_t outputs = dmn_table_definition(table)->output_count;
    for (size_t i = 0; i < need->part_count; i++) {
        if (dmn_result_state(states, row, i / outputs) != DMN_FIRED) continue;
        if (!need_collect(run, need->parts[i], element, row, is_needed, error)) return false;
    }
    return true;
}

static bool need_collect(NeedsRun *run, const Need *need, size_t element, size_t row,
                         bool *is_needed, Error *error) {
    if (!need) return true;
    if (need->kind == NEED_TABLE) return table_collect(run, need, element, row, is_needed, error);
    for (size_t i = 0; i < need->slot_count; i++) {
        if (!needs_collect(run, need->slots[i], row, is_needed, error)) return false;
    }
    size_t skipped = SIZE_MAX;
    if (need->kind == NEED_IF) {
        FeelColumn condition;
        if (!value_of(run, need->programs[0], &condition, error)) return false;
        skipped = is_true_at(&condition, row) ? 2 : 1;
    }
    for (size_t i = 0; i < need->part_count; i++) {
        if (i == skipped) continue;
        if (!need_collect(run, need->parts[i], element, row, is_needed, error)) return false;
    }
    return true;
}

bool needs_collect(NeedsRun *run, size_t element, size_t row, bool *is_needed, Error *error) {
    const uint64_t *unknown;
    if (!needs_unknown(run, element, &unknown, error)) return false;
    if (!unknown || !bits_has(unknown, row)) return true;
    const Need *need = run->needs->elements[element];
    if (need) return need_collect(run, need, element, row, is_needed, error);
    is_needed[element] = element != run->needs->verdict;
    return true;
}
