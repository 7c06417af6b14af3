// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_MAP_H
#define BASE_MAP_H
// A hash map from text to pointer. Grows in its arena; keys are borrowed, not copied.
// An all-zero Map with `arena` set is ready for use. Iteration order is insertion order.

#include "base/str.h"

typedef struct MapEntry {
    Str key;
    uint64_t hash;
    void *value;
} MapEntry;

typedef struct Map {
    Arena *arena;
    MapEntry *items; // in insertion order
    size_t count;
    size_t capacity;
    uint32_t *slots; // indexes into items plus one; 0 = free
    size_t slot_count;
    uint64_t seed;   // drawn with the first slots
} Map;

// NULL when the key is absent.
void *map_get(const Map *map, Str key);
bool map_has(const Map *map, Str key);
// Sets or replaces. Returns the former value, NULL when there was none.
void *map_put(Map *map, Str key, void *value);

#endif
