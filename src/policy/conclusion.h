// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_CONCLUSION_H
#define POLICY_CONCLUSION_H
// What `decide` prints (结论), in order: key, name, FEEL.

#include "policy/section.h"

typedef struct Conclusion {
    Str key;
    Str name;
    DmnText value;
    SourceRange place; // of the key
} Conclusion;

typedef struct ConclusionList {
    Conclusion *items;
    size_t count;
    size_t capacity;
} ConclusionList;

void conclusions_read(PolicyReader *reader, const Section *section);
// The index of a key or name; SIZE_MAX when there is none.
size_t conclusion_find(const ConclusionList *list, Str key_or_name);
// Whether a key promises fen, and therefore an integer.
bool conclusion_is_money(const Conclusion *conclusion);

#endif
