// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_RECONCILE_H
#define FUND_RECONCILE_H
// Reconciliation on three sides, by file, and by fund, county and month: what was approved, what
// the fund paid out by its vouchers, what the bank answered (paid and returned). A difference is a
// piece of work; it ends when the sides agree, which the schema asks, not the clerk. A bank return
// that was refused is one too, and ends with somebody's word what came of it. fund/period closes
// nothing over an open difference.

#include "access/actor.h"
#include "store/store.h"

#define VOUCHER_BYTES_MAX 100
#define DIFFERENCE_NOTE_BYTES_MAX 1000
#define RECONCILE_ROWS_MAX 500   // files or differences of one answer
#define RECONCILE_GRACE_DAYS 3   // a file younger than that owes no answer yet

typedef struct FileSides {
    Str number;
    Str fund_key;
    Str division_code;
    Date released_on;
    int64_t line_count;
    int64_t approved_fen;
    int64_t voucher_fen;
    int64_t paid_fen;
    int64_t returned_fen;
} FileSides;

typedef struct SidesTotal {
    Str fund_key;
    Str division_code;
    Str month; // "2023-10"
    int64_t file_count;
    int64_t approved_fen;
    int64_t voucher_fen;
    int64_t paid_fen;
    int64_t returned_fen;
} SidesTotal;

typedef struct Reconciliation {
    SidesTotal *totals;
    size_t total_count;
    FileSides *files; // newest first
    size_t file_count;
    bool has_more;    // cut at RECONCILE_ROWS_MAX
} Reconciliation;

// An empty month means all.
bool reconcile_read(Tx *tx, const Actor *actor, Str month, Arena *arena, Reconciliation *result,
                    Error *error) MUST_USE;

// ---- Vouchers ----

typedef struct Voucher {
    Str file_number;
    Str voucher;        // 凭证号, once for a file
    int64_t amount_fen; // as the fund paid it, right or wrong
    Date paid_on;
} Voucher;

typedef struct VoucherEntry {
    Str voucher;
    int64_t amount_fen; // negative: takes another one back
    Date paid_on;
    bool is_reversed;
} VoucherEntry;

typedef struct VoucherEntries {
    VoucherEntry *items;
    size_t count;
} VoucherEntries;

// A repeat with the same amount and day changes nothing; with others it is ERROR_CONFLICT
// "VOUCHER_DIFFERS". "PERIOD_CLOSED" when the month of the file is.
bool voucher_post(Tx *tx, const Actor *actor, const Voucher *voucher, Arena *arena, Error *error)
    MUST_USE;
// Takes a wrong one back by an entry of its own, once.
bool voucher_reverse(Tx *tx, const Actor *actor, Str file_number, Str voucher, Arena *arena,
                     Error *error) MUST_USE;
bool voucher_list(Tx *tx, const Actor *actor, Str file_number, Arena *arena,
                  VoucherEntries *entries, Error *error) MUST_USE;

// ---- Differences ----

typedef struct Difference {
    Str number;
    Str kind;        // voucher, answer, refused
    Str file_number; // absent: of no file that we know
    Str fund_key;
    Str division_code;
    int64_t wanted_fen, found_fen; // when it was opened
    Str detail;
    Date opened_on;
    Date closed_on;  // DATE_ABSENT = open
    Str resolution;
} Difference;

typedef struct Differences {
    Difference *items;
    size_t count;
} Differences;

typedef struct ReconcileCount {
    int64_t opened;
    int64_t closed;
} ReconcileCount;

// Opens a piece of work for every side of a file released up to `until` that does not agree, and
// ends those that do by now. Twice changes nothing.
bool reconcile_run(Tx *tx, const Actor *actor, Date until, Arena *arena, ReconcileCount *count,
                   Error *error) MUST_USE;
// Keeps that a bank return was refused, and why; the same return is kept once.
bool difference_report(Tx *tx, const Actor *actor, Str content, Str why, Arena *arena, Str *number,
                       Error *error) MUST_USE;
// ERROR_CONFLICT "STILL_DIFFERS" while the sides do not agree.
bool difference_close(Tx *tx, const Actor *actor, Str number, Str resolution, Arena *arena,
                      Error *error) MUST_USE;
bool difference_list(Tx *tx, const Actor *actor, bool is_open, Arena *arena,
                     Differences *differences, Error *error) MUST_USE;

#endif
