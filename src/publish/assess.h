// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_ASSESS_H
#define PUBLISH_ASSESS_H
// What the files behind publish/assessment.h share: a policy being decided for some subjects.

#include "publish/assessment.h"
#include "publish/known.h"

// Of a fact that only its department may state.
#define CODE_DEPARTMENT_STATES "DEPARTMENT_STATES"

typedef struct Assessor {
    Tx *tx;
    Arena *arena;
    const Pack *pack;
    const Policy *policy;
    Date on;
    FactHolders holders;
    FeelValue *stated;  // by fact, by the applicant, by its department or found; null = not stated
    bool *is_found;     // by fact: established by a review, not stated
    bool *is_said;      // by fact, of the row at hand: it is what was stated or found, and no view
                        // went before that
    PolicyRun *run;     // bare decisions and the conditions of measures; closed by assessor_close
} Assessor;

// ERROR_NOT_FOUND for an unknown policy, ERROR_CONFLICT "POLICY_NOT_DECIDED" for one that is
// recorded only, ERROR_INVALID for stated facts that do not fit.
bool assessor_open(Assessor *assessor, Tx *tx, const AssessmentIn *in, Arena *arena, Error *error)
    MUST_USE;
// Takes what the applicant of the next subject states; absent = nothing.
bool assessor_state(Assessor *assessor, Str stated_json, Error *error) MUST_USE;
void assessor_close(Assessor *assessor);
// The range, with the day and the holder of this assessment.
bool assessor_load(Assessor *assessor, const Measure *measure, const FactRange *range,
                   KnownPage *page, Error *error) MUST_USE;
// The facts of one row with what was stated. Where the measure has a condition that rests on what
// is applied for, that is chosen so that it holds; `*is_selected` is false when it cannot.
bool assessor_case(Assessor *assessor, const KnownPage *page, size_t row, PolicyCase *facts,
                   bool *is_selected, Error *error) MUST_USE;
// The first wanted measure that has the subject and whose condition holds, of a claim a benefit
// before all others: its page is the last of `grounds`, and `facts` are the subject's.
bool assessor_find(Assessor *assessor, const AssessmentIn *in, struct AssessmentGrounds *grounds,
                   PolicyCase *facts, bool *is_found, Error *error) MUST_USE;
// Decides the row and explains it.
bool assessor_assess(Assessor *assessor, const KnownPage *page, size_t row,
                     const PolicyCase *facts, Assessment *assessment, Error *error) MUST_USE;
// Whether the measure's condition holds.
bool assessor_selects(Assessor *assessor, const Measure *measure, const PolicyCase *facts,
                      bool *holds, Error *error) MUST_USE;
// Decides without explaining.
bool assessor_decide(Assessor *assessor, const PolicyCase *facts, FeelTruth *eligible,
                     Error *error) MUST_USE;

// ERROR_NOT_FOUND "SUBJECT_NOT_FOUND"; false.
bool assess_refuse_subject(int policy_number, Str subject_key, Error *error);
// The measure of that key, or the first of all when it is absent; NULL when there is none.
const Measure *assess_measure(const Policy *policy, Str measure_key);

#endif
