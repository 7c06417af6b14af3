// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_COUNTER_H
#define CASEWORK_COUNTER_H
// The counter: finding somebody who stands there, and what they can have.
//
// Only people and organisations of the clerk's county are found. Every look-up is in the audit log,
// the vain ones too: nobody browses through the city's people unseen.

#include "casework/claim.h"

typedef struct CounterSubject {
    bool is_found;        // false: unknown, or of another county; nothing else is set
    bool is_organisation;
    Str key;              // id number or uscc
    Str name;
    Str division_code;
    Assessments assessments;
} CounterSubject;

// `key` is an id number or a unified social credit code. ERROR_INVALID when it is neither; somebody
// who is not found is a result, so that the look-up is logged.
bool counter_find(Tx *tx, const Actor *actor, const CaseContext *context, Str key, Arena *arena,
                  CounterSubject *subject, Error *error) MUST_USE;
// One subject of a policy within the county, and the account that the databases know.
// ERROR_NOT_FOUND outside.
bool counter_assess(Tx *tx, const Actor *actor, const AssessmentIn *in, Arena *arena,
                    Assessment *assessment, PayeeAccount *account, Error *error) MUST_USE;

#endif
