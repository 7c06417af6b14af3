// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_GROUNDS_H
#define PUBLISH_GROUNDS_H
// What an assessment rests on, so that one that was made a moment ago need not be made again.
//
// Inside a write nobody should wait for a decision that could have been made before it. So it is
// made ahead, in a read, and in the write only that is read again which the platform writes itself:
// entitlements, enrolments, and what other views say of whom the subject names. The subject's own
// row is that of the read: what registers deliver in between counts from the next decision on.

#include "publish/known.h"

typedef struct AssessmentGrounds {
    KnownPage *items; // a page of one subject for each measure that was looked at
    size_t count;
    size_t capacity;
} AssessmentGrounds;

// Whether all is still as it was on that day for that subject.
bool grounds_stand(Tx *tx, const AssessmentGrounds *grounds, const FactRange *range, Arena *arena,
                   bool *stand, Error *error) MUST_USE;

#endif
