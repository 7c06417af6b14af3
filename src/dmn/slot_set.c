// SPDX-License-Identifier: Apache-2.0
#include "dmn/slot_set.h"

#include <string.h>

static size_t place_of(const DmnSlotSet *set, size_t slot) {
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (set->items[middle] < slot) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void dmn_slots_add(Arena *arena, DmnSlotSet *set, size_t slot) {
    size_t at = place_of(set, slot);
    if (at < set->count && set->items[at] == slot) return;
    PUSH(arena, set, slot);
    memmove(set->items + at + 1, set->items + at, (set->count - 1 - at) * sizeof *set->items);
    set->items[at] = slot;
}

void dmn_slots_add_all(Arena *arena, DmnSlotSet *set, const size_t *slots, size_t count) {
    for (size_t i = 0; i < count; i++) dmn_slots_add(arena, set, slots[i]);
}

void dmn_slots_add_program(Arena *arena, DmnSlotSet *set, const FeelProgram *program) {
    size_t count;
    const size_t *slots = feel_program_slots(program, &count);
    dmn_slots_add_all(arena, set, slots, count);
}

void dmn_slots_remove(DmnSlotSet *set, size_t from, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++) {
        bool is_out = set->items[i] >= from && set->items[i] - from < count;
        if (!is_out) set->items[kept++] = set->items[i];
    }
    set->count = kept;
}

void dmn_calls_add_all(Arena *arena, DmnCallSet *set, const FeelDefinition *const *calls,
                       size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t known = 0;
        while (known < set->count && set->items[known] != calls[i]) known++;
        if (known == set->count) PUSH(arena, set, calls[i]);
    }
}

void dmn_calls_add_program(Arena *arena, DmnCallSet *set, const FeelProgram *program) {
    size_t count;
    const FeelDefinition *const *calls = feel_program_calls(program, &count);
    dmn_calls_add_all(arena, set, calls, count);
}
