// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_ANEW_H
#define CASEWORK_CLAIM_ANEW_H
// A claim decided anew because an appeal found other facts, and what follows for it.
//
// Right is what was right on the day of the contested decision: the claim is decided for that day
// and by the version of the pack that decided then, which `context->pack` has to be.

#include "casework/claim_family.h"
#include "casework/claim_make.h"

// Whether what the screen refused can be contested: a benefit whose conditions are not met.
bool claim_is_contestable(const Assessment *assessment);
// What was refused on the screen becomes a refused claim with its decision kept, so that people can
// review it (domain.md §8, 个人信息保护法 第24条); what is applied for together a claim each, but for
// a lender's that nobody named. "NOT_REFUSED" unless the conditions are not met.
bool claim_contest(Tx *tx, const Actor *actor, const CaseContext *context,
                   const ClaimSubmission *in, Arena *arena, Str *number, Error *error) MUST_USE;

typedef struct ClaimAnew {
    Assessment assessment; // of the claim's own part
    ClaimFamily family;    // as it was before
    int64_t right_fen;     // of the claim with its supplements; 0: not entitled
} ClaimAnew;

// `found_json`: the facts that the review established; those of earlier ones stay, but for what is
// found otherwise now; may be absent. ERROR_CONFLICT "PACK_DIFFERS", "UNDECIDED". Nothing is
// written. `whole` is of all that was applied for together.
bool claim_decide_anew(Tx *tx, const CaseContext *context, const ClaimRow *row, Str found_json,
                       Arena *arena, Assessment *whole, Error *error) MUST_USE;
// What that decision is for one of them.
bool claim_anew_for(Tx *tx, const ClaimRow *row, const Assessment *whole, Arena *arena,
                    ClaimAnew *anew, Error *error) MUST_USE;
// A refused claim goes back to its beginning with a new decision and entitlement, for what the
// right comes to beyond its family: all hands, the notice and the payment are before it again.
bool claim_reopen(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                  const ClaimAnew *anew, Str note, Arena *arena, Error *error) MUST_USE;

typedef struct ClaimSupplement {
    int64_t amount_fen;
    Str appeal_number;   // names the stage of the entitlement
} ClaimSupplement;

// What was paid too little, as a claim of its own stage that takes the normal way. Who decided the
// appeal stands as the one who submitted it, and so cannot be one of its hands.
bool claim_supplement(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimRow *row,
                      const ClaimAnew *anew, const ClaimSupplement *supplement, Arena *arena,
                      Str *number, Error *error) MUST_USE;

#endif
