// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_KEPT_FACT_H
#define PUBLISH_KEPT_FACT_H
// The facts that a decision rests on, as they are kept beside it: what each was on that day, as
// people read it and as JSON, and who said so. One text holds them all, a JSON array of objects, so
// that they are sealed, moved and made final together with the decision.

#include "publish/assessment.h"

typedef struct KeptFact {
    Str key, name; // 中文
    Str value;     // as people read it; absent when unknown
    Str json;
    Str source;
    bool is_stated; // by the applicant
} KeptFact;

typedef struct KeptFacts {
    KeptFact *items;
    size_t count, capacity;
} KeptFacts;

// In that order. Identifiers are none of them: those stand in the trace alone.
KeptFacts kept_facts_of(const Assessment *assessment, Arena *arena);
Str kept_facts_to_json(const KeptFacts *facts, Arena *arena);
// None of an absent text. False for one that kept_facts_to_json did not write.
bool kept_facts_from_json(Str text, Arena *arena, KeptFacts *facts, Error *error) MUST_USE;
// {key: value} of them.
Str kept_facts_by_key(const KeptFacts *facts, Arena *arena);

#endif
