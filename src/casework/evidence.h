// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_EVIDENCE_H
#define CASEWORK_EVIDENCE_H
// Files that belong to a claim: what its applicant or the office hands in. What was reviewed on is
// what stays on file; no file is changed or deleted. Outside the scope: ERROR_NOT_FOUND.

#include "casework/claim.h"

#define EVIDENCE_BYTES_MAX ((size_t)5 * 1024 * 1024)
#define EVIDENCE_COUNT_MAX 20

// PDF, PNG, JPEG or xlsx by its content, whatever it calls itself; at most EVIDENCE_BYTES_MAX, and
// EVIDENCE_COUNT_MAX of a claim. ERROR_CONFLICT "SAME_FILE" for bytes that the claim has already,
// "WRONG_STATE" after the review.
bool evidence_add(Tx *tx, const Actor *actor, Str number, Str name, Str content, Arena *arena,
                  Error *error) MUST_USE;
// ERROR_CONFLICT "EVIDENCE_DAMAGED" when the bytes are not what was received.
bool evidence_read(Tx *tx, const Actor *actor, Str number, int64_t index, Arena *arena,
                   Str *content_type, Str *name, Str *content, Error *error) MUST_USE;

typedef struct EvidenceProof {
    int64_t files;
    int64_t faults;
    Str first_fault; // absent when there is none
} EvidenceProof;

// Whether every file is what was received.
bool evidence_prove(Tx *tx, Arena *arena, EvidenceProof *proof, Error *error) MUST_USE;

#endif
