// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_SLOT_SET_H
#define DMN_SLOT_SET_H
// A small set of indexes (slots, elements), ascending.

#include "feel/program.h"

typedef struct DmnSlotSet {
    size_t *items;
    size_t count, capacity;
} DmnSlotSet;

void dmn_slots_add(Arena *arena, DmnSlotSet *set, size_t slot);
void dmn_slots_add_all(Arena *arena, DmnSlotSet *set, const size_t *slots, size_t count);
void dmn_slots_add_program(Arena *arena, DmnSlotSet *set, const FeelProgram *program);
// Takes out [from, from + count).
void dmn_slots_remove(DmnSlotSet *set, size_t from, size_t count);

typedef struct DmnCallSet {
    const FeelDefinition **items;
    size_t count, capacity;
} DmnCallSet;

void dmn_calls_add_all(Arena *arena, DmnCallSet *set, const FeelDefinition *const *calls,
                       size_t count);
void dmn_calls_add_program(Arena *arena, DmnCallSet *set, const FeelProgram *program);

#endif
