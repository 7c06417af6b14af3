// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_KEY_TABLE_H
#define REGISTRY_KEY_TABLE_H
// A hash table from 64-bit keys to small integers, for the importer: who is known, what was seen.
//
// 16 bytes an entry and at most three quarters full: a million take 32 MB. Keys are not 0.
// Texts become keys by hashing: two of a million meet with a chance of one in thirty million.
// Over KEY_TABLE_MAX entries nothing more is added and `key_table_put` says so.

#include "base/str.h"

#define KEY_TABLE_MAX ((size_t)16 * 1024 * 1024)

typedef struct KeyEntry {
    uint64_t key;
    int32_t value;
    uint32_t mark; // of the caller's choosing
} KeyEntry;

// All zero is an empty table.
typedef struct KeyTable {
    KeyEntry *entries;
    size_t capacity; // a power of two
    size_t count;
} KeyTable;

void key_table_release(KeyTable *table);
// NULL when the key is not there. Valid until the next put.
KeyEntry *key_table_find(const KeyTable *table, uint64_t key);
// Adds or replaces. False when the table is full or memory is short.
bool key_table_put(KeyTable *table, KeyEntry entry) MUST_USE;

// The key of an identity number: its first 17 digits.
uint64_t key_of_id_number(Str id_number);
uint64_t key_of_text(Str text);

#endif
