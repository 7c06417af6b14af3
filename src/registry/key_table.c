// SPDX-License-Identifier: Apache-2.0
#include "registry/key_table.h"

#include <stdlib.h>

#define CAPACITY_FIRST 1024

static uint64_t spread(uint64_t key) {
    key = (key ^ (key >> 32)) * UINT64_C(0x9E3779B97F4A7C15);
    return key ^ (key >> 29);
}

// The entry of the key, or the free one where it belongs.
static KeyEntry *slot_of(const KeyTable *table, uint64_t key) {
    size_t mask = table->capacity - 1;
    size_t at = (size_t)spread(key) & mask;
    while (table->entries[at].key != 0 && table->entries[at].key != key) at = (at + 1) & mask;
    return &table->entries[at];
}

static bool grow(KeyTable *table) {
    KeyTable larger = {.capacity = table->capacity == 0 ? CAPACITY_FIRST : table->capacity * 2};
    larger.entries = calloc(larger.capacity, sizeof(KeyEntry));
    if (larger.entries == NULL) return false;
    for (size_t i = 0; i < table->capacity; i++) {
        const KeyEntry *entry = &table->entries[i];
        if (entry->key != 0) *slot_of(&larger, entry->key) = *entry;
    }
    larger.count = table->count;
    free(table->entries);
    *table = larger;
    return true;
}

void key_table_release(KeyTable *table) {
    free(table->entries);
    *table = (KeyTable){0};
}

KeyEntry *key_table_find(const KeyTable *table, uint64_t key) {
    if (table->capacity == 0) return NULL;
    KeyEntry *entry = slot_of(table, key);
    return entry->key == 0 ? NULL : entry;
}

bool key_table_put(KeyTable *table, KeyEntry entry) {
    bool is_full = table->count * 4 >= table->capacity * 3;
    if (is_full && (table->count >= KEY_TABLE_MAX || !grow(table))) return false;
    KeyEntry *slot = slot_of(table, entry.key);
    table->count += slot->key == 0;
    *slot = entry;
    return true;
}

uint64_t key_of_id_number(Str id_number) {
    uint64_t key = 0;
    for (size_t i = 0; i < id_number.length && i < 17; i++) {
        key = key * 10 + (uint64_t)(id_number.data[i] - '0');
    }
    return key;
}

uint64_t key_of_text(Str text) {
    uint64_t key = str_hash(text);
    return key == 0 ? 1 : key;
}
