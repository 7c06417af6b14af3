// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_FAMILY_H
#define CASEWORK_CLAIM_FAMILY_H
// A claim with its supplements (补发): several claims of one right. Whichever of them is decided
// again, the entitlements of all stand aside, what the right comes to is that of all together, and
// what the review of an appeal of any of them established is established for all.

#include "casework/claim_core.h"
#include "publish/fact_holders.h"

typedef struct ClaimMember {
    Str number;
    bool is_paid;
    int64_t amount_fen; // 0 when it was refused or withdrawn
    int64_t asked_fen;  // of it, what clawbacks ask back
} ClaimMember;

typedef struct ClaimFamily {
    ClaimMember *members; // the first claim, then its supplements
    size_t count;
    FactHolders holders;
    int64_t whole_fen;    // what all of them come to
    int64_t asked_fen;    // what clawbacks ask back of it
    int64_t others_fen;   // what all but the claim itself come to
} ClaimFamily;

bool claim_family_read(Tx *tx, const ClaimRow *row, Arena *arena, ClaimFamily *family, Error *error)
    MUST_USE;
// `found_json` with what reviews of appeals established since, the latest word last.
bool claim_family_found(Tx *tx, const ClaimRow *row, Arena *arena, Str *found_json, Error *error)
    MUST_USE;

#endif
