// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_PAYMENT_H
#define FUND_PAYMENT_H
// Payments: promised when finance approves, sent to the bank in a file, settled by its return.
//
// A payment is approved -> released -> paid or returned; while it is approved it can be cancelled
// instead. Approving reserves the money, a receipt posts it, a return or a cancellation voids it,
// each at most once, by the schema. A claim has one living payment.
// Releasing takes all approved payments of one fund and county into one frozen file whose lines,
// total and trailer agree; a line that the bank has not answered blocks paying its claim again.

#include "fund/budget.h"

#define PAYMENT_FILE_LINES_MAX 10000 // and of a bank return
#define PAYMENT_FILE_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define PAYMENT_RETURN_BYTES_MAX ((size_t)8 * 1024 * 1024)
#define PAYMENT_TEXT_BYTES_MAX 300 // of a name, a bank, a purpose
#define PAYMENT_REASON_BYTES_MAX 2000 // of a cancellation
#define PAYMENT_LIST_MAX 10000     // rows of payment_list

typedef struct PaymentOrder {
    Str claim_number;
    BudgetKey budget;
    Str payee_key;      // id number or uscc
    Str payee_name;
    Str account_number;
    Str bank_name;
    int64_t amount_fen;
    Str purpose;        // the measure's name
} PaymentOrder;

typedef struct Payment {
    Str number;
    Str claim_number;
    BudgetKey budget;
    int64_t attempt;
    Str payee_key;
    Str payee_name;     // masked by pages, not here
    Str account_number;
    Str bank_name;
    int64_t amount_fen;
    Str purpose;
    Str state;          // approved, released, paid, returned, cancelled
    Date approved_on;
    Str reason;         // of a return or a cancellation; absent otherwise
} Payment;

// 「待拨付」, 「已交银行」 …; the code itself when it is none.
Str payment_state_label(Str state);

typedef struct Payments {
    Payment *items;
    size_t count;
    bool has_more; // cut at PAYMENT_LIST_MAX
} Payments;

// Reserves the money. ERROR_CONFLICT "OVER_BUDGET" or "NO_BUDGET"; "UNIQUE:payment_one_living" when
// the claim has a payment already; "RULE:payment_attempt_differs" when it is paid again, but not to
// the same payee, or after a return not with the same amount.
bool payment_approve(Tx *tx, const Actor *actor, const PaymentOrder *order, Arena *arena,
                     Payment *payment, Error *error) MUST_USE;
// Takes the newest payment of a claim back before any file holds it; the claim may be paid again as
// after a return. ERROR_CONFLICT "PAYMENT_NOT_WAITING" when it is on its way, paid or back already.
bool payment_cancel(Tx *tx, const Actor *actor, Str claim_number, Str reason, Arena *arena,
                    Error *error) MUST_USE;
// Payments of a claim, first attempt first. Who sees no people (Scope) gets ERROR_FORBIDDEN
// "NO_PEOPLE" from the two lists, the find and the check of a file.
bool payment_list_for_claim(Tx *tx, const Actor *actor, Str claim_number, Arena *arena,
                            Payments *payments, Error *error) MUST_USE;
// Payments in one state within the actor's scope, by number; an absent fund means all.
bool payment_list(Tx *tx, const Actor *actor, Str state, Str fund_key, Arena *arena,
                  Payments *payments, Error *error) MUST_USE;

// ---- Payment files ----

typedef struct PaymentFile {
    Str number;
    Str fund_key;
    Str division_code;
    int64_t line_count;
    int64_t total_fen;
    Str content; // CSV, UTF-8: see fund/payment_content.h
    Str sha256;  // of all of the content, as `sha256sum` prints it
    Date released_on;
    int64_t paid_count; // lines the bank has answered well,
    int64_t paid_fen;
    int64_t returned_count; // and badly; the rest is open
    int64_t returned_fen;
} PaymentFile;

typedef struct PaymentFiles {
    PaymentFile *items;
    size_t count;
} PaymentFiles;

typedef struct Release {
    PaymentFile file;
    Str *claims; // numbers of the claims in the file, in its order
    size_t claim_count;
} Release;

// Puts every approved payment of this fund and county (the PAYMENT_FILE_LINES_MAX that have waited
// longest) that somebody else approved into a file and freezes it. ERROR_NOT_FOUND when nothing is
// waiting, ERROR_CONFLICT "SAME_PERSON" when the actor approved all that is.
bool payment_file_release(Tx *tx, const Actor *actor, Str fund_key, Str division_code,
                          Arena *arena, Release *release, Error *error) MUST_USE;
// A line of the approval form of a file (资金拨付审批表).
typedef struct PaymentPurpose {
    int64_t policy_number;
    int64_t year;   // of the budget
    Str purpose;
    Str documents;  // 指标文号 of the budget, one after the other
    int64_t line_count;
    int64_t total_fen;
    Date approved_from, approved_to;
} PaymentPurpose;

typedef struct PaymentPurposes {
    PaymentPurpose *items;
    size_t count;
    Str approvers, releaser; // names, one after the other
} PaymentPurposes;

// What a file pays, by policy and purpose, and by whose hands.
bool payment_file_purposes(Tx *tx, const Actor *actor, Str number, Arena *arena,
                           PaymentPurposes *purposes, Error *error) MUST_USE;
// Without their content; newest first.
bool payment_file_list(Tx *tx, const Actor *actor, Arena *arena, PaymentFiles *files, Error *error)
    MUST_USE;
bool payment_file_find(Tx *tx, const Actor *actor, Str number, Arena *arena, PaymentFile *file,
                       Error *error) MUST_USE;
// Whether `content` is, byte for byte, the released file it says it is, as it is kept or as its
// channel got it: header, lines, total, trailer and hash. ERROR_CONFLICT "FILE_DIFFERS" names the first line and cell that differ.
bool payment_file_check(Tx *tx, const Actor *actor, Str content, Arena *arena, Str *number,
                        Error *error) MUST_USE;

// ---- Bank returns ----

typedef struct ReturnLine {
    Str line_ref;
    Str claim_number;
    Str payment_number;
    int64_t amount_fen;
    bool is_paid;
    Str reason;     // of a return
    bool is_repeat; // was posted before, with the same outcome: nothing changed
} ReturnLine;

typedef struct ReturnResult {
    Str file_number; // of the payment file that was answered
    ReturnLine *items;
    size_t count;
    int64_t paid_fen;     // of the lines posted now, without repeats
    int64_t returned_fen; // likewise
} ReturnResult;

// Reads the bank's answer for one payment file (CSV: 行号,金额,结果,原因,日期, 结果 is 成功 or 失败; or
// fixed width, fund/bank_format.h; UTF-8 or GB 18030) and posts every line or none. Refusals name the line: "RETURN_MALFORMED", "RETURN_UNKNOWN_LINE",
// "RETURN_ANOTHER_FILE", "RETURN_AMOUNT", "RETURN_CONTRADICTS" (a line was answered differently
// before). Answering a line again with the same words changes nothing.
bool payment_return_post(Tx *tx, const Actor *actor, Str content, Arena *arena,
                         ReturnResult *result, Error *error) MUST_USE;

// ---- For the other files of fund/ ----

// The payment file of the first line of a bank return; `*found` is false when nobody knows it.
bool payment_return_file(Tx *tx, const Actor *actor, Str content, Arena *arena, PaymentFile *file,
                         bool *found, Error *error) MUST_USE;

// ERROR_FORBIDDEN "NO_PEOPLE" unless the actor may see people.
bool payment_check_sees_people(const Actor *actor, Error *error) MUST_USE;

#endif
