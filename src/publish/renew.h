// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_RENEW_H
#define PUBLISH_RENEW_H
// Renewing a policy (延续) in one action: a draft with the new dates and values, and the question
// what it costs, asked for the first day of the new values.

#include "publish/draft.h"

typedef struct RenewValue {
    Str key;   // of a parameter
    Str typed; // as people type it: yuan for amounts (policy/bounds.h)
} RenewValue;

typedef struct RenewIn {
    int policy_number;
    Date valid_to; // DATE_ABSENT: stays
    Date from;     // first day of the new values
    Str document;  // that says so
    const RenewValue *values;
    size_t value_count;
    Str key, body; // as in StoreRequest: a repeat gives the same draft; absent = none
} RenewIn;

// Builds on the version published last. Fails as policy/renewal.h and policy/bounds.h say;
// ERROR_NOT_FOUND for an unknown policy or parameter.
bool renew_begin(Store *store, const Actor *actor, const RenewIn *in, Arena *arena, Draft *draft,
                 Error *error) MUST_USE;

typedef struct EditIn {
    DraftKind kind;
    Str file_name; // of the policy or rule to edit; of the new file
    Str content;   // of the new file
    Str title;
    Str key, body; // as in RenewIn
} EditIn;

// A draft of a file as it was published last, or of a new one. ERROR_CONFLICT "FILE_EXISTS" when a
// new file has a name that is taken.
bool edit_begin(Store *store, const Actor *actor, const EditIn *in, Arena *arena, Draft *draft,
                Error *error) MUST_USE;

#endif
