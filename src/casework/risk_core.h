// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_RISK_CORE_H
#define CASEWORK_RISK_CORE_H
// Assessing a claim on its way (casework/risk.h), for the files of casework.

#include "casework/claim_core.h"

// After a review: keeps what is found, and holds the claim for what is high.
bool risk_assess_reviewed(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                          Arena *arena, Error *error) MUST_USE;
// Before the money of a cleared claim: something high that is new takes it back to its notice,
// held.
bool risk_hold_cleared(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                       Arena *arena, bool *is_held, Error *error) MUST_USE;
// Before a failed claim is sent to another account: something high holds it where it stands.
bool risk_hold_failed(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                      Str account_number, Arena *arena, bool *is_held, Error *error) MUST_USE;

#endif
