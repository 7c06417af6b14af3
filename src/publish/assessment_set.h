// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_ASSESSMENT_SET_H
#define PUBLISH_ASSESSMENT_SET_H
// Many scattered subjects of one measure, such as a roster: what is known of them is read at once,
// then each is decided by itself with what is stated for it. Each decision is what assess_subject
// would say in the same transaction; where the measure's view cannot read scattered subjects, it is
// assess_subject.

#include "publish/assessment.h"

#define ASSESSMENT_SET_MAX 500 // subjects; their facts are in memory

typedef struct AssessmentSet AssessmentSet;

// `in` names policy, measure and day; the set lives in `arena` and in the transaction. Keys may
// repeat.
bool assessment_set_open(Tx *tx, const AssessmentIn *in, const Str *keys, size_t count,
                         Arena *arena, AssessmentSet **set, Error *error) MUST_USE;
// One of the keys; the assessment lives in `arena`. Fails as assess_subject does.
bool assessment_set_subject(AssessmentSet *set, Str subject_key, Str stated_json, Arena *arena,
                            Assessment *assessment, Error *error) MUST_USE;
void assessment_set_close(AssessmentSet *set);

#endif
