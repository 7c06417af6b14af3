// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_JOINT_H
#define CASEWORK_CLAIM_JOINT_H
// Claims that one application made, for measures that are applied for together (随同).
//
// Each goes its own way to the money; only the decision is common. So none of them sees what the
// others took (casework/claim_family.h), and when one is decided again the others follow: together
// they never hold more than one decision gives. Where there is one claim all of this is nothing.

#include "casework/claim_make.h"

// Makes a claim for each part of the assessment to which something is due, or may be when its
// departments have answered; `*first` is the first. To a lender goes the account that `in` names.
bool claim_make_parts(Tx *tx, const Actor *actor, const CaseContext *context,
                      const ClaimSubmission *in, const Assessment *whole, Arena *arena,
                      ClaimRow *first, Error *error) MUST_USE;
// ERROR_CONFLICT "ALREADY_CLAIMED" for the first part that was had already.
bool claim_check_parts_unclaimed(Tx *tx, const Assessment *whole, Arena *arena,
                                 Error *error) MUST_USE;
// Who is paid for a part: a lender whom `in` names, or whoever the measure says.
bool claim_settle_part(Tx *tx, const ClaimSubmission *in, const Assessment *part, Arena *arena,
                       Payee *payee, Error *error) MUST_USE;
// A claim for a part that came to nothing when `row` was applied for, to the account that the
// databases know. "PART_MISSING" when a lender is paid, whom nobody named.
bool claim_make_missing(Tx *tx, const Actor *actor, const CaseContext *context,
                        const ClaimRow *row, const Assessment *part, Arena *arena, Str *number,
                        Error *error) MUST_USE;
// One that is on its way takes its share of a decision that `of` was decided by.
bool claim_follow_one(Tx *tx, const Actor *actor, const CaseContext *context, Str of,
                      ClaimRow *other, const Assessment *whole, Arena *arena,
                      Error *error) MUST_USE;
// After `row` was decided again: the others take their amounts of the same decision. ERROR_CONFLICT
// "COMPANION_REVIEWED" when one that is past its review would change, "PART_MISSING" when a part
// now has an amount for which no claim was made.
bool claim_follow(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimRow *row,
                  const Assessment *whole, Arena *arena, Error *error) MUST_USE;

#endif
