// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_REDECIDE_H
#define CASEWORK_REDECIDE_H
// A claim decided again from the facts that were kept with it, by the version of the pack and for
// the day of its latest decision. Under the same engine the bytes must be equal; a difference
// means that the record was tampered with or that an engine changed without saying so.

#include "casework/claim.h"
#include "publish/catalogue.h"

typedef struct Redecision {
    Str number;
    int policy_number;
    Date decided_on;
    Str pack_hash;
    Str engine;       // that decided then; DECISION_ENGINE is the present one
    Str kept;         // the decision as it was kept, as JSON
    Str again;        // the decision as it came out now
    bool is_equal;    // byte by byte
    size_t differs_at; // the first byte that differs, at the start of a character
} Redecision;

// What was kept of a decision.
typedef struct KeptDecision {
    int policy_number;
    Date on;
    Str facts_json;    // by key, without identifiers
    Str decision_json; // which names them, in its trace
    Str pack_hash, engine;
    int64_t amount_fen;
} KeptDecision;

// The latest decision of a claim.
bool redecide_read(Tx *tx, int64_t claim_id, int64_t policy_number, Arena *arena,
                   KeptDecision *kept, Error *error) MUST_USE;
// As it comes out now, by the pack that decided. ERROR_INVALID when the kept facts cannot be read.
bool redecide_kept(const Pack *pack, const KeptDecision *kept, Arena *arena, Str *again,
                   Error *error) MUST_USE;
// ERROR_NOT_FOUND when there is no such claim within the actor's scope. ERROR_INVALID when the kept
// facts cannot be read by the kept version. ERROR_CONFLICT "CLAIM_ANONYMISED" when retention took
// them. Nothing is written.
bool claim_redecide(Store *store, Catalogue *catalogue, const Actor *actor, Str number,
                    Arena *arena, Redecision *redecision, Error *error) MUST_USE;

// The sum that a decision comes to for a measure; 0 for who is not entitled, -1 when it cannot be
// read.
int64_t redecide_right(const Policy *policy, Str measure, Str decision_json, Arena *arena);

#endif
