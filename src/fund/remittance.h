// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_REMITTANCE_H
#define FUND_REMITTANCE_H
// What was paid for a claim (拨付凭证, domain.md §6.5): number, fund, year, file, the bank's day and
// the fund's voucher. It has no scope of its own: who asks has found the claim first.

#include "store/store.h"

typedef struct Remittance {
    Str number;         // of the payment
    Str fund_key;
    int64_t year;       // of the budget
    int64_t amount_fen;
    Str purpose;
    Str file_number, file_sha256; // the file that the bank got
    Str line_ref;       // its line in it
    Date bank_date;     // when it arrived
    Str voucher;        // the fund's 凭证号; absent = not entered yet
} Remittance;

// `*found` is false while nothing has arrived.
bool remittance_find(Tx *tx, Str claim_number, Arena *arena, Remittance *remittance, bool *found,
                     Error *error) MUST_USE;

#endif
