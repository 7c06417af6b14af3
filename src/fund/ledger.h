// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_LEDGER_H
#define FUND_LEDGER_H
// The movements of money within a budget, each an immutable transfer with a debit and a credit.
//
// reserve: available -> reserved; post: reserved -> paid; void: reserved -> available. A reserve is
// ended by one post, on the bank's receipt, or one void, on its return or a cancellation. recover:
// paid -> available, a part of a post that was paid back (fund/receivable.h). A client
// key that was used returns the first transfer when all else is the same, and ERROR_CONFLICT
// "TRANSFER_DIFFERS" when anything is not.
// Only fund/ calls ledger_transfer; everybody else approves payments and posts bank returns.

#include "fund/budget.h"

typedef enum TransferKind {
    TRANSFER_ALLOT,
    TRANSFER_WITHDRAW,
    TRANSFER_RESERVE,
    TRANSFER_POST,
    TRANSFER_VOID,
    TRANSFER_RECOVER,
} TransferKind;

typedef struct Transfer {
    TransferKind kind;
    int64_t budget_id;
    int64_t amount_fen;
    Str client_key;
    int64_t resolves;   // post and void: the reserve; else 0
    int64_t recovers;   // recover: the post; else 0
    Str payment_number; // absent for allotments
    Str document;       // allotments only
} Transfer;

// `is_repeat` (may be NULL): the client key was used for the same before, and nothing changed.
// More than the account holds: ERROR_CONFLICT "OVER_BUDGET", in a sentence with the figures.
bool ledger_transfer(Tx *tx, const Actor *actor, const Transfer *transfer, Arena *arena,
                     int64_t *id, bool *is_repeat, Error *error) MUST_USE;
// Posts or voids every reserve whose line in this file the bank has answered and that still stands;
// `count` says how many.
bool ledger_settle(Tx *tx, const Actor *actor, int64_t file_id, int64_t *count, Error *error)
    MUST_USE;

// ---- Proof from the data alone ----

typedef struct LedgerProof {
    int64_t accounts;
    int64_t transfers;
    int64_t payments;
    int64_t files;
    int64_t faults;  // 0 = everything holds; at most 1000 of a kind are counted
    Str first_fault; // a sentence that names the record; absent when there is none
} LedgerProof;

// Recomputes every account from its transfers, debits against credits, payments against transfers,
// files against their lines, bytes and hashes, and returns against payments.
bool ledger_prove(Tx *tx, Arena *arena, LedgerProof *proof, Error *error) MUST_USE;

#endif
