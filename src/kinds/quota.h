// SPDX-License-Identifier: Apache-2.0
#ifndef KINDS_QUOTA_H
#define KINDS_QUOTA_H
// Places: how many a measure has, and how the counties share them.
//
// The city's number is that of the policy's 目标; the leading group may change it by a document.
// Counties together have exactly the city's number, or none is broken down. The schema counts what
// is taken and refuses the place too many, whoever writes (quota_not_exceeded).

#include "casework/claim.h"

#define QUOTA_DOCUMENT_BYTES_MAX 200

typedef struct QuotaShare {
    Str division_code;   // empty = the city
    int64_t places;
    int64_t taken;
} QuotaShare;

typedef struct Quota {
    Str measure_key, measure_name;
    Str period;
    Str document;
    QuotaShare city;
    QuotaShare *counties; // none = not broken down
    size_t county_count;
} Quota;

typedef struct QuotaIn {
    Str measure_key;
    int64_t places;           // of the city
    const QuotaShare *counties; // `taken` is ignored
    size_t county_count;
    Str document;
} QuotaIn;

// ERROR_CONFLICT "QUOTA_SUM" when the counties do not add up to the city, "QUOTA_TAKEN" when more
// places are taken already.
bool quota_set(Tx *tx, const Actor *actor, const CaseContext *context, const QuotaIn *in,
               Arena *arena, Quota *quota, Error *error) MUST_USE;
// ERROR_NOT_FOUND for a measure without 名额.
bool quota_find(Tx *tx, const Actor *actor, const CaseContext *context, Str measure_key,
                Arena *arena, Quota *quota, Error *error) MUST_USE;

// Whether every count of places taken is that of the enrolments that hold them.
typedef struct QuotaProof {
    int64_t quotas;
    int64_t faults;
    Str first_fault; // absent = none
} QuotaProof;

bool quota_prove(Tx *tx, Arena *arena, QuotaProof *proof, Error *error) MUST_USE;

#endif
