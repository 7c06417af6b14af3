// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_STANDING_H
#define PUBLISH_STANDING_H
// Facts from the platform's own records of enrolments (policy/standing.h), as columns for a page of
// subjects as of a day.
//
// A subject stands in a measure by its own enrolment; where the measure's subjects are people or
// units, by that of the person or the unit behind the subject. Counts are those of the city, and of
// a county for the subjects of the view `division`.

#include "policy/policy.h"
#include "publish/fact_view.h"

// One fact of the kinds ENROLMENT, TALLY or ENROLLED. `kind` is the view of the subjects.
bool standing_column(Tx *tx, const Policy *policy, const Fact *fact, Str kind,
                     const FactRange *range, const FactRows *rows, FeelColumn *column,
                     Error *error) MUST_USE;
// A count of a measure (policy/standing.h), all columns but `places`, within a division ("" = the
// city) on a day.
bool standing_count(Tx *tx, Str measure, Str column, Str division_prefix, Date on, Arena *arena,
                    int64_t *count, Error *error) MUST_USE;
// What the subjects stated at their enrolment in the policy: a column for each fact that is asked
// for, null where nothing was stated; nothing is touched when nobody stated anything.
bool standing_stated(Tx *tx, const Policy *policy, Str kind, const FactRange *range,
                     const FactRows *rows, FeelColumn *columns, Error *error) MUST_USE;

#endif
