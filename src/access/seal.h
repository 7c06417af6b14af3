// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_SEAL_H
#define ACCESS_SEAL_H
// Sealing the audit log (留痕): rows are hashed, gathered into segments that name the hash of the
// segment before, and signed.
//
// A row commits with the change it records; sealing follows, takes what waits, and never stands in
// the way: when it cannot, rows go on waiting. The hash of a segment covers its number, the hash
// before it, and the hashes of its rows in order; the signature covers that hash. So a row that was
// changed, deleted or put in names itself, and a chain made anew needs the key, which no database
// holds.

#include "access/suite.h"
#include "store/store.h"

#define SEAL_ROWS_MAX 500 // of one segment

// Seals up to SEAL_ROWS_MAX rows as the next segment; `sealed` counts them, 0 when none wait.
bool audit_seal(Tx *tx, const SigningKey *key, int64_t now_ms, Arena *arena, int64_t *sealed,
                Error *error) MUST_USE;

typedef struct AuditProof {
    int64_t segments;
    int64_t rows;
    int64_t waiting;     // not sealed yet
    int64_t faults;
    Str first_fault;     // absent = none
    Str last_hash;       // of the chain; absent when there is no segment: note it elsewhere
    Str public_key;      // of the latest segment
} AuditProof;

// The hash at the head of the chain, without proving it; absent when there is no segment.
bool audit_head(Tx *tx, Arena *arena, Str *hash, Error *error) MUST_USE;

// `public_keys`, by suite: who must have signed; an absent one = whichever the segment names.
bool audit_prove(Tx *tx, const Str public_keys[SUITE_COUNT], Arena *arena, AuditProof *proof,
                 Error *error) MUST_USE;

#endif
