// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_BUDGET_H
#define FUND_BUDGET_H
// Budgets: how much of which fund may be spent on which policy in which county and year.
//
// A budget is four ledger accounts (migrations/0030-fund.sql): source, available, reserved, paid.
// What was allotted is available + reserved + paid, always. Nothing here can take an account below
// zero: the schema refuses, and the caller gets ERROR_CONFLICT "OVER_BUDGET".

#include "access/actor.h"
#include "store/store.h"

#define BUDGET_FEN_MAX INT64_C(10000000000000) // one movement: 100,000,000,000.00 yuan
#define BUDGET_TEXT_BYTES_MAX 150              // of a fund, a document, a client key
#define BUDGET_YEAR_MIN 2000
#define BUDGET_YEAR_MAX 2100

typedef struct BudgetKey {
    Str fund_key;
    int64_t policy_number;
    Str division_code;
    int64_t year;
} BudgetKey;

typedef struct Budget {
    int64_t id;
    BudgetKey key;
    int64_t allotted_fen; // the sum of the three below
    int64_t available_fen;
    int64_t reserved_fen;
    int64_t paid_fen;
} Budget;

typedef struct Budgets {
    Budget *items;
    size_t count;
} Budgets;

typedef struct Allotment {
    BudgetKey key;
    int64_t amount_fen; // negative withdraws what is still available
    Str document;       // 指标文号
    Str client_key;     // a repeat with the same key changes nothing
} Allotment;

// Makes the budget when it does not exist yet. Withdrawing more than is available is ERROR_CONFLICT
// "OVER_BUDGET", from a budget that does not exist "NO_BUDGET"; another county is ERROR_NOT_FOUND.
bool budget_allot(Tx *tx, const Actor *actor, const Allotment *allotment, Arena *arena,
                  Budget *budget, Error *error) MUST_USE;
// The budgets of the actor's scope, by policy, fund, county and year. 0 means every
// policy, every year.
bool budget_list(Tx *tx, const Actor *actor, int64_t policy_number, int64_t year, Arena *arena,
                 Budgets *budgets, Error *error) MUST_USE;
// `*found` is false when there is none in the actor's scope.
bool budget_find(Tx *tx, const Actor *actor, const BudgetKey *key, Arena *arena, Budget *budget,
                 bool *found, Error *error) MUST_USE;

// ---- For the ledger and payments ----

// The budget of this key, made with empty accounts when there is none. The caller has checked the
// key and the scope.
bool budget_open(Tx *tx, const Actor *actor, const BudgetKey *key, Arena *arena, Budget *budget,
                 Error *error) MUST_USE;
// By its key in the database, whatever the scope.
bool budget_load(Tx *tx, int64_t id, Arena *arena, Budget *budget, Error *error) MUST_USE;
// ERROR_CONFLICT "NO_BUDGET" in a sentence; returns false.
bool budget_missing(const BudgetKey *key, Error *error);

#endif
