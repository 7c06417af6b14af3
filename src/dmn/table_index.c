// SPDX-License-Identifier: Apache-2.0
#include "dmn/table_plan.h"

#include <string.h>

// Which rules use each cell, as slices of one array.
static const DmnCellRules *group_rules(Arena *arena, const uint32_t *rule_cells, size_t rule_count,
                                       size_t cell_count) {
    DmnCellRules *groups = NEW_ARRAY(arena, DmnCellRules, cell_count);
    uint32_t *rules = NEW_ARRAY(arena, uint32_t, rule_count);
    for (size_t rule = 0; rule < rule_count; rule++) groups[rule_cells[rule]].count++;
    size_t start = 0;
    for (size_t cell = 0; cell < cell_count; cell++) {
        groups[cell].rules = rules + start;
        start += groups[cell].count;
        groups[cell].count = 0;
    }
    for (size_t rule = 0; rule < rule_count; rule++) {
        DmnCellRules *group = &groups[rule_cells[rule]];
        rules[(size_t)(group->rules - rules) + group->count++] = (uint32_t)rule;
    }
    return groups;
}

static const DmnClassSet *class_sets(Arena *arena, const DmnInputPlan *input) {
    DmnClassSet *sets = NEW_ARRAY(arena, DmnClassSet, input->cell_count);
    for (size_t i = 0; i < input->cell_count; i++) {
        if (input->cells[i].kind != DMN_CELL_SET) continue;
        sets[i] = dmn_class_set(arena, &input->classes, &input->cells[i]);
    }
    return sets;
}

static void add_rules(uint64_t *set, const DmnCellRules *rules) {
    for (size_t i = 0; i < rules->count; i++) bits_set(set, rules->rules[i]);
}

typedef struct Indexing {
    const DmnInputPlan *input;
    uint64_t *index;
    size_t words;
    bool wants_possible; // classes where a cell is not false, rather than true
} Indexing;

static void index_in_classes(const Indexing *indexing, size_t cell, DmnClassRange range) {
    for (uint32_t id = range.from; id <= range.to; id++) {
        add_rules(indexing->index + id * indexing->words, &indexing->input->cell_rules[cell]);
    }
}

static void index_set(const Indexing *indexing, size_t cell) {
    const DmnInputPlan *input = indexing->input;
    const DmnClassSet *set = &input->sets[cell];
    uint32_t from = 0;
    if (set->is_negated || set->count > 1) {
        // Ranges may overlap; class by class gives each its rules once.
        for (; from < input->classes.null_class; from++) {
            if (dmn_class_set_truth(set, &input->classes, from) == FEEL_TRUE) {
                index_in_classes(indexing, cell, (DmnClassRange){from, from});
            }
        }
    } else if (set->count == 1) {
        index_in_classes(indexing, cell, set->ranges[0]);
    }
    FeelTruth special[2] = {set->of_null, set->of_other};
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t id = input->classes.null_class + i;
        bool is_in =
            special[i] == FEEL_TRUE || (indexing->wants_possible && special[i] == FEEL_UNKNOWN);
        if (is_in) index_in_classes(indexing, cell, (DmnClassRange){id, id});
    }
}

// Per class, the rules whose cell is "-", or a set that is true there (or not false).
static const uint64_t *index_classes(Arena *arena, const DmnTable *table, const DmnInputPlan *input,
                                     bool wants_possible) {
    Indexing indexing = {.input = input, .words = table->words, .wants_possible = wants_possible};
    indexing.index = NEW_ARRAY(arena, uint64_t, input->classes.count * table->words);
    for (size_t cell = 0; cell < input->cell_count; cell++) {
        if (input->cells[cell].kind == DMN_CELL_SET) index_set(&indexing, cell);
    }
    for (uint32_t id = 0; id < input->classes.count; id++) {
        for (size_t word = 0; word < table->words; word++) {
            indexing.index[id * table->words + word] |= input->any[word];
        }
    }
    return indexing.index;
}

void dmn_input_index(Arena *arena, const DmnTable *table, DmnInputPlan *input) {
    size_t rule_count = table->definition->rule_count;
    input->cell_rules = group_rules(arena, input->rule_cells, rule_count, input->cell_count);
    uint64_t *any = NEW_ARRAY(arena, uint64_t, table->words);
    size_t program_count = 0, any_count = 0;
    for (size_t i = 0; i < input->cell_count; i++) {
        if (input->cells[i].kind == DMN_CELL_PROGRAM) program_count++;
        if (input->cells[i].kind != DMN_CELL_ANY) continue;
        any_count++;
        add_rules(any, &input->cell_rules[i]);
    }
    input->any = any;
    input->is_any = any_count == input->cell_count;
    input->has_loose = program_count > 0;
    input->has_classes = dmn_classes_build(arena, input->cells, input->cell_count, &input->classes);
    if (!input->has_classes) {
        input->has_loose = true;
        return;
    }
    input->sets = class_sets(arena, input);
    if (input->classes.count * table->words * sizeof(uint64_t) > DMN_INDEX_BYTES_MAX) {
        input->has_loose = true;
        return;
    }
    input->matched = index_classes(arena, table, input, false);
    if (table->options.is_three_valued) {
        input->possible = index_classes(arena, table, input, true);
    }
}
