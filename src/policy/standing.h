// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_STANDING_H
#define POLICY_STANDING_H
// What a policy may ask of the platform's own records of programmes, registers, services, loans and
// actions, as sources of facts:
//
//   enrolment(9).seq               how the subject stands in the measures of item 9, or …
//   enrolment(gig_market).done     … in one measure: its latest living enrolment of the period
//   tally(project_training).done   counts of a measure in the subject's county (or the whole city)
//   enrolled(candidates)           the list of all who are enrolled in a measure, its fields the
//                                  columns of `enrolment`, `id`, `label`, and what was stated then
//
// docs/policy-format.md explains the columns.

#include "base/str.h"
#include "policy/fact.h"

typedef struct StandingColumn {
    const char *name;
    FactType type;
} StandingColumn;

typedef enum EnrolmentColumn {
    STANDING_SEQ,         // number of the place within the quota, city-wide
    STANDING_UNITS,       // places it takes
    STANDING_ADMITTED,
    STANDING_ADMITTED_ON,
    STANDING_DONE,        // every step is signed
    STANDING_DONE_ON,
    STANDING_PASSED,      // by the latest assessment
    STANDING_PASSED_YEAR, // the year that this was about
    STANDING_DELIVERED,   // {service key: how often}
    STANDING_SOURCES,     // bureaus that reported it
    STANDING_AMOUNT_FEN,  // granted, of a loan
    STANDING_COLUMN_COUNT,
} EnrolmentColumn;

typedef enum TallyColumn {
    TALLY_ADMITTED,  // enrolments that hold their place or stand on the list, done ones included
    TALLY_DONE,
    TALLY_PERSONS,   // different subjects among those done
    TALLY_UNITS,     // places of those admitted
    TALLY_UNITS_DONE,
    TALLY_PLACES,    // places there are
    TALLY_LATE,      // a step is overdue
    TALLY_COLUMN_COUNT,
} TallyColumn;

extern const StandingColumn enrolment_columns[STANDING_COLUMN_COUNT];
extern const StandingColumn tally_columns[TALLY_COLUMN_COUNT];

// The index of a column; SIZE_MAX when there is none of this name.
size_t standing_find(const StandingColumn *columns, size_t count, Str name);

#endif
