// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_FACT_CLAIM_H
#define PUBLISH_FACT_CLAIM_H
// The claim as a subject of facts: what stands around it that may make it doubtful.
//
// The view `claim` has what risk rules (疑点) may ask. Unlike other views it is also filled for what
// is no claim yet: a row of an automatic batch. Identity numbers are no fact of it; its lists name
// claims and rosters by their numbers, which is where the evidence is found.

#include "publish/fact_view.h"

typedef struct FactClaim {
    int64_t id;         // 0: not a claim yet
    Str number;         // absent: not a claim yet
    int64_t policy_number;
    Str measure;
    Str subject_kind, subject_key;
    Str period;
    int64_t person_id;  // 0 = none
    Str uscc;           // absent = none
    Str payee_key;      // id number or uscc of who would be paid
    Str account_number; // absent = not known
    bool pays_lender;   // it is that of a bank
    Str division_code;
    Str channel;        // self, counter, automatic
    int64_t amount_fen;
    Date submitted_on;
    int64_t entered_by; // account of the clerk at the counter; 0 = none
} FactClaim;

// ERROR_NOT_FOUND when there is no claim of this number.
bool fact_claim_find(Tx *tx, Str number, Arena *arena, FactClaim *claim, Error *error) MUST_USE;
// Claims that risk rules have still to assess, from submission to the money, whatever the county:
// up to `count_max` with an id below `before_id`, the newest first.
bool fact_claims_open(Tx *tx, int64_t before_id, size_t count_max, Arena *arena, FactClaim **claims,
                      size_t *count, Error *error) MUST_USE;
// How many these are, counted to `count_max`.
bool fact_claims_open_count(Tx *tx, size_t count_max, Arena *arena, int64_t *count, Error *error)
    MUST_USE;
// Rows of the view `claim`, one a claim, in their order.
bool fact_claim_rows(Tx *tx, const FactClaim *claims, size_t count, Date on, Arena *arena,
                     FactRows *rows, Error *error) MUST_USE;

#endif
