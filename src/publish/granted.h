// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_GRANTED_H
#define PUBLISH_GRANTED_H
// Who had what, for a page of subjects: the facts `entitlement(7, person)` and their like, and
// whether a subject has been served already. The book is looked up by person and by subject.
//
//   person    whatever was granted for the person, also to an employer for taking the person on
//   employer  what was granted to the unit itself, not what it had for one of its people
//   others    what was granted to this very subject
// A year is that of the entitlement's period; one without a year belongs to the year of its day.

#include "policy/measure.h"
#include "publish/fact_view.h"

typedef struct GrantBook {
    const FactGrant *items;
    size_t count;
    const size_t *by_person; // indexes into items
    const size_t *by_key;
} GrantBook;

GrantBook grant_book_new_in(Arena *arena, const FactGrants *grants);

typedef struct GrantTotal {
    int64_t count;
    int64_t amount_fen;
} GrantTotal;

// What a source of an entitlement fact finds for a subject decided in a year.
GrantTotal grant_book_total(const GrantBook *book, const FactSource *source,
                            const FactSubject *subject, int64_t year);
// Which turn of a measure: a subject may have each stage of a period once.
typedef struct GrantTurn {
    Str period;
    Str stage; // empty = the measure has one
} GrantTurn;

// The entitlement for this measure, subject and turn; NULL when there is none.
const FactGrant *grant_book_claimed(const GrantBook *book, const FactView *view,
                                    const Measure *measure, const GrantTurn *turn,
                                    const FactSubject *subject);
// The day that dates a subject's entitlement.
Date subject_event(const FactSubject *subject, Date on);
// "2023", "2023-10" or "once".
Str measure_period_on(Arena *arena, const Measure *measure, Date event);
// The stage that the conclusion of its 分段 names; empty when the measure has one or it is unknown.
Str measure_stage(const Measure *measure, FeelValue value);

#endif
