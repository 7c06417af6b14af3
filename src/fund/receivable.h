// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_RECEIVABLE_H
#define FUND_RECEIVABLE_H
// Clawback on the side of the money (domain.md §6.6). Deciding is casework's; here is what is to
// come back of a paid payment, in up to twelve monthly instalments, and what came.
//
// A repayment is an entry of the open period that names the post it takes back a part of: the
// budget has the money again, and the period's expenditure is less. Nobody pays back more than the
// receivable, no receivable is more than was paid, by the schema. What an appeal found not to be
// owed is waived: it is not asked for any more. The rate of recovery is derived.

#include "fund/budget.h"

#define RECEIVABLE_INSTALMENTS_MAX 12
#define RECEIVABLE_FIRST_DUE_DAYS_MAX 92 // [R] one season; to put it off longer is to waive it
#define RECEIVABLE_ROWS_MAX 2000
#define RECEIVABLE_TEXT_BYTES_MAX 100 // of a decision, a receipt

typedef struct ReceivableOrder {
    Str claim_number;       // whose newest payment was paid
    int64_t amount_fen;
    Str decision;           // 追回决定书文号; once for a payment
    int64_t instalments;    // 1 to RECEIVABLE_INSTALMENTS_MAX
    Date first_due_on;      // within RECEIVABLE_FIRST_DUE_DAYS_MAX; the others a month later each
} ReceivableOrder;

typedef struct Receivable {
    Str number;
    Str claim_number;
    Str payment_number;
    Str fund_key;
    int64_t policy_number;
    Str division_code;
    Str payee_key;          // identity number or uscc
    Str payee_name;         // a person's is masked by pages, not here
    int64_t amount_fen;
    int64_t waived_fen;     // of it, not asked for any more
    int64_t repaid_fen;
    int64_t due_fen;        // of the instalments due by today
    Str decision;
    int64_t instalments;
    Date opened_on;
} Receivable;

typedef struct RecoveryRate {
    Str division_code;
    int64_t amount_fen;     // asked for, without what was waived
    int64_t repaid_fen;     // the rate is repaid / amount
} RecoveryRate;

typedef struct Receivables {
    Receivable *items; // those that are owed first, then the newest; at most RECEIVABLE_ROWS_MAX
    size_t count;
    RecoveryRate whole;     // of the whole scope
    RecoveryRate *counties; // of each county that asks for anything
    size_t county_count;
} Receivables;

// A repeat with the same decision and amount returns the first; another amount is ERROR_CONFLICT
// "RECEIVABLE_DIFFERS". "RECEIVABLE_TOO_MUCH" for more than was paid and not asked for yet.
// ERROR_INVALID "FIRST_DUE_WRONG" for a first instalment that is over or too far away.
bool receivable_open(Tx *tx, const Actor *actor, const ReceivableOrder *order, Arena *arena,
                     Str *number, Error *error) MUST_USE;

typedef struct Repayment {
    Str number;    // of the receivable
    Str receipt;   // 收款凭证号, once for a receivable
    int64_t amount_fen;
    Date paid_on;
} Repayment;

// A repeat with the same receipt and amount changes nothing, another amount is "REPAYMENT_DIFFERS";
// "REPAYMENT_TOO_MUCH" for more than is open.
bool receivable_repay(Tx *tx, const Actor *actor, const Repayment *repayment, Arena *arena,
                      Error *error) MUST_USE;
bool receivable_list(Tx *tx, const Actor *actor, Arena *arena, Receivables *receivables,
                     Error *error) MUST_USE;

typedef struct Instalment {
    int64_t index;          // from 1
    Date due_on;
    int64_t amount_fen;
} Instalment;

typedef struct ReceivableCourse {
    int64_t amount_fen, waived_fen, repaid_fen;
    int64_t due_fen;        // of the instalments due by today
    bool is_settled;        // nothing is open
    Instalment *instalments;
    size_t instalment_count;
} ReceivableCourse;

// What of the instalments due by today has not come back; what was waived is asked for by none.
int64_t receivable_overdue(int64_t asked_fen, int64_t due_fen, int64_t repaid_fen);
// One receivable by its number, without a scope: the caller has shown that the actor may see the
// decision that it rests on.
bool receivable_course(Tx *tx, Str number, Date today, Arena *arena, ReceivableCourse *course,
                       Error *error) MUST_USE;
// Asks for `amount_fen` less, by the decision on an appeal. Without a scope, as above. A repeat
// with the same decision is ERROR_CONFLICT; "WAIVER_TOO_MUCH" for more than is open.
bool receivable_waive(Tx *tx, const Actor *actor, Str number, int64_t amount_fen, Str decision,
                      Arena *arena, Error *error) MUST_USE;

#endif
