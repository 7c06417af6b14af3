// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_PROVE_H
#define CASEWORK_CLAIM_PROVE_H
// The proof of claims from the data alone: every step is one of the table, follows the one before
// and stands in the sealed log; each claim is where its steps left it, with the hands they name;
// its sum is that of its latest decision, of its entitlement, of the notice that showed it and of
// the payment that pays it; no payment is without a claim; what was decided comes out once more
// from the facts that were kept, by the version of then.
//
// Nothing is written. The first wrong record is named.

#include "publish/catalogue.h"

typedef struct ClaimProof {
    int64_t claims;
    int64_t decisions; // decided once more
    int64_t faults;
    Str first_fault; // absent when there is none
} ClaimProof;

bool claim_prove(Tx *tx, Arena *arena, ClaimProof *proof, Error *error) MUST_USE;
// Whether there is any claim.
bool claim_has_decisions(Store *store, bool *has_decisions, Error *error) MUST_USE;
// The latest decision of each claim, decided once more; not under another engine, nor of claims
// that were anonymised. `claims` is how many were looked at.
bool claim_prove_decisions(Store *store, Catalogue *catalogue, Arena *arena, ClaimProof *proof,
                           Error *error) MUST_USE;

#endif
