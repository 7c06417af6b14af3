// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_H
#define CASEWORK_CLAIM_H
// A claim: somebody asks for a measure, and its way to the money.
//
// A claim moves along casework/transition.h only. Submitting decides it on the facts of that day,
// keeps
// the facts with their sources and the decision with its pack version, and takes the
// entitlement, so that a second claim for the same measure, subject and period fails by an index.
// Who entered, accepted, reviewed, approved and released it are different people, by CHECKs of the
// schema; a corrected account is a new approval.
// Every function writes its step, its audit row and its message in the same transaction.
// A claim outside the actor's scope is ERROR_NOT_FOUND.

#include "access/actor.h"
#include "base/workday.h"
#include "casework/transition.h"
#include "fund/payment.h"
#include "publish/kept_fact.h"
#include "store/store.h"

#define CLAIM_NOTE_BYTES_MAX 2000
#define CLAIM_ROWS_MAX 200          // of one page of a list
#define CLAIM_COUNT_MAX 1000        // a list counts no further

// What every step needs beside the actor.
typedef struct CaseContext {
    const Pack *pack;
    const WorkdayCalendar *calendar;
} CaseContext;

typedef struct PayeeAccount {
    Str account_number;
    Str bank_name;
    Str holder_name;
} PayeeAccount;

typedef struct Claim {
    Str number;              // "ZW-2023-05-000123"
    int policy_number;
    Str policy_title;
    Str measure_key;
    Str measure_name;
    Str fund_key;            // absent: nothing is paid here
    Str fund_name;           // as the version calls it that decided; absent: it was not kept
    Str subject_kind, subject_key, subject_label;
    Str period;
    int64_t person_id;       // 0 = none
    Str uscc;                // absent = none
    Str applicant_name;      // unmasked: pages mask where others can read
    Str division_code;
    Str channel;             // self, counter, automatic
    ClaimState state;
    bool is_held;            // an objection is open, or a high finding not cleared
    bool awaits_confirmation; // entered at the counter, and not yet confirmed
    int64_t amount_fen;
    bool is_decided;         // an amount is due; without one it waits for a department, or is
                             // refused
    PayeeAccount account;
    bool pays_lender; // the account is the bank's whose loan is repaid
    Date submitted_on;
    Date due_on;             // of the next step; DATE_ABSENT when nobody owes one
    Str last_note;           // of the latest step: what is missing, why refused
} Claim;

typedef struct Claims {
    Claim *items;
    size_t count;
    size_t capacity;
} Claims;

// ---- The applicant, or the counter for them ----

typedef struct ClaimSubmission {
    int policy_number;
    Str measure_key;         // absent: whichever the conditions select
    Str subject_key;
    Str stated_json;         // may be absent
    PayeeAccount account;    // absent fields: the account that the databases know
    PayeeAccount lender;     // of a measure that repays a loan: number and bank; may be absent
    bool at_counter;         // entered by a clerk for somebody who stands there
    Str request_key;         // names this submission and who sent it; absent = none
    const Assessment *foreseen; // what claim_apply found just before; NULL = none
    bool is_new;             // and that nobody used request_key yet
} ClaimSubmission;

// ERROR_CONFLICT "ALREADY_CLAIMED" with the number of the other claim in the detail; "NOT_ELIGIBLE"
// with
// the reasons as sentences; "UNDECIDED" naming all that is missing at once. What only departments
// can state is asked of them (casework/fact_request.h); until then the claim has no amount. What is
// applied for together (随同) becomes a claim each, all or none; `*claim` is the first.
bool claim_submit(Tx *tx, const Actor *actor, const CaseContext *context,
                  const ClaimSubmission *in, Arena *arena, Claim *claim, Error *error) MUST_USE;
// The same in transactions of its own: decides in a read, and in the write looks only whether that
// stands, so that those who write at the same time do not wait for each other's decisions.
bool claim_apply(Store *store, const Actor *actor, const CaseContext *context,
                 const ClaimSubmission *in, Arena *arena, Claim *claim, Error *error) MUST_USE;
// After a correction: decides again with what is stated now, or, when `stated_json` is absent, with
// what was stated before.
bool claim_resubmit(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                    Str stated_json, Arena *arena, Claim *claim, Error *error) MUST_USE;
// ERROR_CONFLICT "TOO_LATE" after acceptance, when CLAIM_UNDO_MINUTES have passed since submission;
// a clerk may take back what the counter entered, within the same minutes.
bool claim_withdraw(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                    Arena *arena, Claim *claim, Error *error) MUST_USE;

// What the counter entered is confirmed by whom it was entered for, or by a reviewer who telephoned
// and notes with whom and when; until then it cannot be approved ("NOT_CONFIRMED").
bool claim_confirm(Tx *tx, const Actor *actor, const CaseContext *context, Str number, Str note,
                   Arena *arena, Claim *claim, Error *error) MUST_USE;

// ---- The office ----

typedef struct ClaimStep {
    Str number;
    ClaimAction action;      // ACCEPT, RETURN, REFUSE, REVIEW, APPROVE, CANCEL
    Str note;                // RETURN: all that is missing at once; REFUSE, CANCEL: why; else may
                             // be absent
} ClaimStep;

// APPROVE takes the budget of the claim's policy, fund, county and year and reserves the money;
// CANCEL gives it back before a payment file holds it. REVIEW and APPROVE look for what is doubtful
// (casework/risk.h): a claim about which APPROVE finds something high comes back held and
// `noticed`, not approved.
bool claim_step(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimStep *step,
                Arena *arena, Claim *claim, Error *error) MUST_USE;
typedef struct Approval {
    int64_t total_fen;       // 0 when some are held
    Str *held;               // numbers of those about which something high was found just now
    size_t held_count;
} Approval;

// Approves all of them or none; the error names the claim that stands in the way. Those about which
// something high is found are held, and then none of the others is approved either.
bool claim_approve_all(Tx *tx, const Actor *actor, const CaseContext *context, const Str *numbers,
                       size_t count, Arena *arena, Approval *approval, Error *error) MUST_USE;
// An officer states facts for the department that they sign for, as a JSON object: decides again,
// with whatever result. Before the review; ERROR_FORBIDDEN "DEPARTMENT_STATES" for another's facts.
bool claim_state_facts(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                       Str department_json, Arena *arena, Claim *claim, Error *error) MUST_USE;
// After a failed payment: the same amount to a corrected account, as a new attempt. Comes back held
// and `failed` when something high is found about that account.
bool claim_fix_account(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                       const PayeeAccount *account, Arena *arena, Claim *claim, Error *error)
    MUST_USE;
// Releases a payment file and moves its claims to `paying`.
bool claim_release(Tx *tx, const Actor *actor, const CaseContext *context, Str fund_key,
                   Str division_code, Arena *arena, PaymentFile *file, Error *error) MUST_USE;
// Posts a bank return and moves its claims to `paid` or `failed`.
bool claim_post_return(Tx *tx, const Actor *actor, const CaseContext *context, Str content,
                       Arena *arena, ReturnResult *result, Error *error) MUST_USE;

// ---- Reading ----

typedef struct ClaimHistoryRow {
    Str action;              // 中文
    Str from_label, to_label;
    Str actor_name, role_label; // no role: the platform itself
    Date on;
    int64_t at_ms;
    Str note;
} ClaimHistoryRow;

typedef struct ClaimEvidence {
    Str name, content_type, sha256;
    int64_t size;
    int64_t index;           // within the claim, from 1
} ClaimEvidence;

typedef struct ClaimFile {
    Claim claim;
    KeptFacts facts;
    AssessedReason *reasons;
    size_t reason_count;
    Str *reviews;            // why a human has to look
    size_t review_count;
    ClaimHistoryRow *history;
    size_t history_count;
    ClaimEvidence *evidence;
    size_t evidence_count;
    Payments payments;
    Str inspection_fault;    // what was found not in order: no money; absent = nothing
    Str decision_json;
    Str pack_hash;
    Claims companions;       // made by the same application
    ClaimAction *actions;    // that this actor may take now
    size_t action_count;
    Date notice_opens_on, notice_closes_on; // DATE_ABSENT = none
} ClaimFile;

bool claim_find(Tx *tx, const Actor *actor, Str number, Arena *arena, ClaimFile *file,
                Error *error) MUST_USE;

typedef struct ClaimFilter {
    int policy_number;       // 0 = all
    Str state;               // absent = all
    bool only_mine_to_do;    // that this role has to act on
    Str search;              // an id number, a uscc or a claim number; absent = all
    Str after_number;        // keyed paging; absent = from the start
    int64_t row_count;       // at most CLAIM_ROWS_MAX
} ClaimFilter;

typedef struct ClaimPage {
    Claims claims;           // oldest due first for work, newest first otherwise
    int64_t total;           // of the filter, within the scope
    int64_t total_fen;
    bool is_counted;         // false: there are more than `total`, and the amount is not known
    bool has_more;
} ClaimPage;

bool claim_list(Tx *tx, const Actor *actor, const ClaimFilter *filter, Arena *arena,
                ClaimPage *page, Error *error) MUST_USE;
// Numbers of claims by state in the actor's counties, for the task list.
typedef struct ClaimStateCount {
    ClaimState state;
    int64_t count;
    bool is_counted;         // false: there are more than `count`
} ClaimStateCount;
bool claim_counts(Tx *tx, const Actor *actor, Arena *arena, ClaimStateCount **counts,
                  size_t *count, Error *error) MUST_USE;

// Claims in one state within the scope, by what a notice, a budget or a payment file is made for.
typedef struct ClaimGroup {
    int policy_number;
    Str policy_title;
    Str fund_key;            // absent: nothing is paid
    Str division_code;
    int64_t count;
    int64_t held;            // of them by an objection or a finding
    int64_t amount_fen;
} ClaimGroup;

typedef struct ClaimGroups {
    ClaimGroup *items;
    size_t count;
} ClaimGroups;

bool claim_list_groups(Tx *tx, const Actor *actor, ClaimState state, Arena *arena,
                       ClaimGroups *groups, Error *error) MUST_USE;

#endif
