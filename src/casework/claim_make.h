// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_MAKE_H
#define CASEWORK_CLAIM_MAKE_H
// Making a claim from an assessment: the same for the applicant, the counter and a batch.

#include "casework/claim_core.h"
#include "publish/statement.h"

typedef struct Payee {
    Str key;  // id number or uscc
    Str name;
    bool is_person;
    bool is_lender; // the account is that of a bank; key and name are whose loan it is
    PayeeAccount account;
} Payee;

typedef struct ClaimMake {
    const Assessment *assessment;
    Payee payee;
    Str channel;         // self, counter, automatic
    int64_t accepted_by; // automatic: who made the batch
    OptionalInt supplements; // the claim that it adds to
    bool is_contest;     // refused on the screen, and begins as refused so that it can be appealed
    Str note;            // of the first step; may be absent
} ClaimMake;

// Whether the counter may look at this subject: of its county, and, for a person, with their
// consent. ERROR_NOT_FOUND, in the same words.
bool claim_check_counter(Tx *tx, const Actor *actor, const Assessment *assessment, Arena *arena,
                         Error *error) MUST_USE;
// Whether the actor may claim for this subject by itself. ERROR_NOT_FOUND, in the same words.
bool claim_check_own(const Actor *actor, const Assessment *assessment, Error *error) MUST_USE;

// ERROR_CONFLICT unless the subject is entitled to an amount.
bool claim_check_assessment(const Assessment *assessment, Arena *arena, Error *error) MUST_USE;
// The same, but what only lacks facts of departments may be entered: it waits without an amount.
bool claim_check_submission(Assessment *assessment, Arena *arena, Error *error) MUST_USE;
// Whether it lacks nothing but what departments state, and what it then waits for, in words.
bool claim_awaits_departments(const Assessment *assessment);
Str claim_awaiting_text(const Assessment *assessment, Arena *arena) MUST_USE;
// ERROR_CONFLICT "ALREADY_CLAIMED" with the number of the other claim in the detail.
bool claim_check_unclaimed(Tx *tx, const Assessment *assessment, Arena *arena, Error *error)
    MUST_USE;
// Takes the entitlement and writes the claim with its facts, decision, first step and message, as
// it is then in `*row`. The assessment was made in this transaction, or stands in it.
bool claim_make(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimMake *make,
                Arena *arena, ClaimRow *row, Error *error) MUST_USE;
// The same without a message: to be said by who knows why the claim is made.
bool claim_enter(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimMake *make,
                 Arena *arena, ClaimRow *row, Error *error) MUST_USE;
// Seals what such a claim keeps, in the read of a store_write_foreseen; its channel, notes and
// number are not asked for.
bool claim_seal_ahead(Tx *tx, const Actor *actor, const Pack *pack, const ClaimMake *make,
                      Arena *arena, Error *error) MUST_USE;
// ERROR_CONFLICT "ALREADY_CLAIMED" when it was taken meanwhile.
bool claim_take_entitlement(Tx *tx, const Actor *actor, const Assessment *assessment, Str number,
                            Arena *arena, int64_t *id, Error *error) MUST_USE;
// What the latest decision rests on beside the databases: what the applicant and the departments
// stated, and what a review found.
bool claim_kept_facts(Tx *tx, const ClaimRow *row, Arena *arena, Statement *statement,
                      Error *error) MUST_USE;
// The entitlement that was taken is of one period: ERROR_CONFLICT "PERIOD_PASSED" for another.
bool claim_check_period(const ClaimRow *row, const Assessment *assessment, Error *error) MUST_USE;
// What an existing claim was decided from and how, with its version's terms (fund, notice days).
bool claim_keep_decision(Tx *tx, const Pack *pack, int64_t id, int64_t version,
                         const Assessment *assessment, Arena *arena, Error *error) MUST_USE;
// The same with the amount of the claim and its entitlement.
bool claim_keep_again(Tx *tx, const CaseContext *context, ClaimRow *row,
                      const Assessment *assessment, Arena *arena, Error *error) MUST_USE;
// Who is paid for this subject, and the account: the given one, else the one that is known.
bool payee_settle(Tx *tx, const Assessment *assessment, const PayeeAccount *given, Arena *arena,
                  Payee *payee, Error *error) MUST_USE;
bool payee_is_lender(const Measure *measure);
// Whether any of its measures pays one; `policy` may be NULL.
bool policy_pays_lender(const Policy *policy);
// A lender is paid for the loan of this subject: the account that the applicant names, held by the
// bank. "LENDER_MISSING", "ACCOUNT_WRONG", "BANK_WRONG", "LENDER_IS_PAYEE".
bool lender_settle(Tx *tx, const Assessment *assessment, const ClaimSubmission *in, Arena *arena,
                   Payee *payee, Error *error) MUST_USE;
// Where the databases would send the money; absent fields when they know of no account.
bool payee_known_account(Tx *tx, const Assessment *assessment, Arena *arena, PayeeAccount *account,
                         Error *error) MUST_USE;

#endif
