// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_FAMILY_H
#define CASEWORK_CLAIM_FAMILY_H
// Claims that are decided as one: a claim with its supplements (补发) is one right, and those that
// one application made (casework/claim_joint.h) are parts of one decision. Whichever of them is
// decided again, the entitlements of all stand aside, and what the review of an appeal of any of
// them established is established for all. What a right comes to is that of its claims together,
// and no money goes out by which all would hold more than the whole.

#include "casework/claim_core.h"
#include "publish/assessment.h"

typedef struct ClaimMember {
    Str number;
    Str measure;
    ClaimState state;
    bool is_own;           // of the claim's own right
    int64_t amount_fen;    // 0 when it was refused or withdrawn
    int64_t asked_fen;     // of it, what clawbacks ask back
    int64_t recovered_fen; // of that, what came back
} ClaimMember;

typedef struct ClaimFamily {
    FactHolders holders;   // all that are decided as one
    ClaimMember *members;  // the same: a first claim before its supplements
    size_t count;
    int64_t whole_fen;     // what the members of the claim's own right come to
    int64_t asked_fen;     // what clawbacks ask back of it
    int64_t recovered_fen; // what came back of it
    int64_t others_fen;    // what the members of the right but the claim itself hold: without
                           // what came back
} ClaimFamily;

bool claim_family_read(Tx *tx, const ClaimRow *row, Arena *arena, ClaimFamily *family, Error *error)
    MUST_USE;
// The claim's own share of a decision: its part, beyond what the rest of its right holds.
bool claim_share(Tx *tx, const ClaimRow *row, const Assessment *whole, Arena *arena,
                 Assessment *share, Error *error) MUST_USE;
// `whole_fen - others_fen`, and never below nought.
int64_t claim_beyond(int64_t whole_fen, int64_t others_fen);
// `found_json` with what reviews of appeals established since, the latest word last.
bool claim_family_found(Tx *tx, const ClaimRow *row, Arena *arena, Str *found_json, Error *error)
    MUST_USE;
// Before the claim's money is approved: ERROR_CONFLICT "FAMILY_OVERPAID" when the others hold so
// much, what was to be clawed back and did not come back yet included, that all would hold more
// than their decision gives.
bool claim_family_check_money(Tx *tx, const Pack *pack, const ClaimRow *row, Arena *arena,
                              Error *error) MUST_USE;

#endif
