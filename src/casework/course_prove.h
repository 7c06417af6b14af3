// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_COURSE_PROVE_H
#define CASEWORK_COURSE_PROVE_H
// The proof of clawbacks and appeals from the data alone: every step is one of the table and
// follows the one before; each stands where its steps left it, with the hands they name; what a
// clawback asks for, its instalments, what came back and what was spared are those of the ledger;
// what a review decided anew comes out once more from the facts that were kept, and what had to
// follow from it did: the claim reopened, the supplement, the clawback, the waiver.
//
// Nothing is written. The first wrong record is named.

#include "publish/catalogue.h"

typedef struct CourseProof {
    int64_t clawbacks, appeals;
    int64_t reviews; // decisions anew
    int64_t faults;
    Str first_fault; // absent when there is none
} CourseProof;

bool course_prove(Tx *tx, Arena *arena, CourseProof *proof, Error *error) MUST_USE;
// Decides once more what reviews decided, by the versions of then; not under another engine, nor of
// claims that were anonymised. `reviews` is how many; the other counts are 0.
bool course_prove_reviews(Store *store, Catalogue *catalogue, Arena *arena, CourseProof *proof,
                          Error *error) MUST_USE;

#endif
