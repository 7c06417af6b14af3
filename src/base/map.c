// SPDX-License-Identifier: Apache-2.0
#include "base/map.h"

#include <assert.h>
#include <string.h>
#include <sys/auxv.h>

// Open addressing with linear probing. Slots hold indexes into `items`, so that items stay in
// insertion order and growing moves only integers. At most half of the slots are taken.

#define SLOTS_FIRST ((size_t)16)

// A seed that differs from run to run, so that nobody can prepare keys that all collide. It shows
// nowhere: iteration is in insertion order. It comes from the random bytes that the kernel hands to
// each process, so that it needs neither a global variable nor a system call.
static uint64_t seed_draw(const Map *map) {
    uint64_t seed = (uintptr_t)map;
    const void *random = (const void *)(uintptr_t)getauxval(AT_RANDOM);
    if (random) memcpy(&seed, random, sizeof seed);
    return str_hash_seeded(STR("base/map"), seed); // the bytes themselves guard other things
}

static uint64_t key_hash(const Map *map, Str key) {
    return str_hash_seeded(key, map->seed);
}

// The slot that holds the key, or the free slot where it belongs.
static size_t slot_find(const Map *map, Str key, uint64_t hash) {
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)hash & mask;
    for (; map->slots[slot]; slot = (slot + 1) & mask) {
        const MapEntry *entry = &map->items[map->slots[slot] - 1];
        if (entry->hash == hash && str_equal(entry->key, key)) break;
    }
    return slot;
}

static MapEntry *entry_find(const Map *map, Str key) {
    if (map->count == 0) return NULL;
    uint32_t index = map->slots[slot_find(map, key, key_hash(map, key))];
    return index ? &map->items[index - 1] : NULL;
}

void *map_get(const Map *map, Str key) {
    const MapEntry *entry = entry_find(map, key);
    return entry ? entry->value : NULL;
}

bool map_has(const Map *map, Str key) {
    return entry_find(map, key) != NULL;
}

static void slots_grow(Map *map) {
    if (map->slot_count == 0) map->seed = seed_draw(map);
    map->slot_count = map->slot_count ? map->slot_count * 2 : SLOTS_FIRST;
    map->slots = NEW_ARRAY(map->arena, uint32_t, map->slot_count);
    for (size_t i = 0; i < map->count; i++) {
        size_t slot = slot_find(map, map->items[i].key, map->items[i].hash);
        map->slots[slot] = (uint32_t)(i + 1);
    }
}

void *map_put(Map *map, Str key, void *value) {
    assert(map->count < UINT32_MAX - 1);
    if (map->count * 2 >= map->slot_count) slots_grow(map);
    uint64_t hash = key_hash(map, key);
    size_t slot = slot_find(map, key, hash);
    if (map->slots[slot]) {
        MapEntry *entry = &map->items[map->slots[slot] - 1];
        void *former = entry->value;
        entry->value = value;
        return former;
    }
    MapEntry entry = {key, hash, value};
    PUSH(map->arena, map, entry);
    map->slots[slot] = (uint32_t)map->count;
    return NULL;
}
