// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_FRONT_MATTER_H
#define POLICY_FRONT_MATTER_H
// The YAML between the two lines `---`, as a small tree in which every key and value knows its
// place. Anchors, aliases, tags and documents after the first are refused; depth is limited. All
// scalars are text: what they mean is for the reader to say.

#include "base/diagnostic.h"
#include "base/date.h"

#define FRONT_MATTER_DEPTH_MAX 4

typedef enum FrontKind { FRONT_TEXT, FRONT_LIST, FRONT_MAP } FrontKind;

typedef struct FrontValue FrontValue;

typedef struct FrontEntry {
    Str key;
    SourceRange key_range;
    const FrontValue *value;
} FrontEntry;

struct FrontValue {
    FrontKind kind;
    SourceRange range;
    Str text;                 // TEXT
    const FrontValue **items; // LIST
    const FrontEntry *entries; // MAP, in the order of the file
    size_t count;             // of items or entries
};

// The map at the top; NULL when there is no readable map (which is then among the findings).
const FrontValue *front_matter_parse(Arena *arena, const Source *source, SourceRange range,
                                     Diagnostics *diagnostics) MUST_USE;

// What a reader expects of a map: every key it may have.
typedef struct FrontField {
    const char *key;
    FrontKind kind;
    bool is_required;
} FrontField;

// Findings for unknown keys (with the nearest known one), wrong kinds and missing keys.
void front_check(const FrontValue *map, const Source *source, const FrontField *fields,
                 size_t field_count, Diagnostics *diagnostics);

// NULL when the map is NULL, has no such key or has another kind there.
const FrontValue *front_get(const FrontValue *map, const char *key, FrontKind kind);
// The text of a key; absent when there is none.
Str front_text(const FrontValue *map, const char *key);
// A date; DATE_ABSENT when the key is absent or, with a finding, when it is no date.
Date front_date(const FrontValue *map, const char *key, const Source *source,
                Diagnostics *diagnostics);

#endif
