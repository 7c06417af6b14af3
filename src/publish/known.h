// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_KNOWN_H
#define PUBLISH_KNOWN_H
// What the databases know for a policy of a page of subjects: one column for each of its facts.
//
// Facts of the subjects' own view are that view's columns, untouched. A fact of another view is
// that of the person, unit or organiser whom the subject names; facts about entitlements come from
// the book, facts about enrolments from the platform's records; `case.date` is the day of the
// decision. What must be asked is what the subject stated when it was enrolled in the policy, else
// null; what no view has stays null. A view that a fact dates (按) is read as of its date, row by
// row, and the period of a measure is that of the fact that dates it.

#include "policy/policy.h"
#include "publish/granted.h"

// A page of subjects as one measure of a policy sees them.
typedef struct KnownPage {
    const Policy *policy;
    const Measure *measure;
    const FeelValue *stated; // by fact: what was stated of these subjects; NULL = nothing
    const FactView *view;
    FactRows rows;
    GrantBook book;
    FeelColumn *columns; // by fact of the policy; all-zero = null throughout
} KnownPage;

// Fills a page whose policy, measure and statements are set. ERROR_INVALID when there is no view of
// the measure's subjects.
bool known_load(Tx *tx, const FactRange *range, Arena *arena, KnownPage *page, Error *error)
    MUST_USE;
// The same from rows and a book that were loaded before, of the same view.
bool known_columns(Tx *tx, const FactRange *range, Arena *arena, KnownPage *page, Error *error)
    MUST_USE;
// Whether the applicant may state a fact: one that is asked for, at least where its view has
// nothing, what is applied for, or one of a view that this program does not have.
bool known_is_stated(const Fact *fact);

#endif
