// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAIM_CORE_H
#define CASEWORK_CLAIM_CORE_H
// What the files of casework share: the row of a claim, and the one way to move it.

#include "casework/claim.h"
#include "casework/claim.sql.h"
#include "casework/evidence.h"

// The claim as others see it.
Claim claim_from_row(const ClaimRow *row);
// Within the actor's scope, or ERROR_NOT_FOUND.
bool claim_load(Tx *tx, const Actor *actor, Str number, Arena *arena, ClaimRow *row, Error *error)
    MUST_USE;

typedef struct ClaimMove {
    ClaimAction action;
    Str note;             // may be absent
    Str message;          // to the applicant; absent = that of the transition
} ClaimMove;

// Moves a claim: checks the table, the permission, the hold and the note, and writes the row, the
// step, the
// audit row and the message. `row` is brought up to date. Gives back the entitlement when the
// claim ends without money.
bool claim_move(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                const ClaimMove *move, Arena *arena, Error *error) MUST_USE;

// What the counter entered for somebody is taken back by a clerk of the county, or by the village
// worker who entered it.
bool claim_counter_may_undo(const Actor *actor, const ClaimRow *row);
// Entered at the counter, and nobody has confirmed it yet.
bool claim_awaits_confirmation(const ClaimRow *row);
// Whether a step that can be taken for some minutes only still can.
bool claim_is_in_time(const Actor *actor, const Transition *transition, int64_t submitted_ms);

// Whether this account entered, accepted or reviewed the claim. Who ends a claim is in no column
// that the schema could compare; whoever takes it to the money is.
bool claim_had_hand(const ClaimRow *row, const Actor *actor);
// The schema compares accounts; a person may hold two. Nobody has two hands in one claim, or one in
// the claim of who is paid by it.
bool claim_check_hand(Tx *tx, const Actor *actor, int64_t claim_id, Arena *arena, Error *error)
    MUST_USE;
// The same of a claim that the counter is entering: nobody enters their own.
bool claim_check_clerk(Tx *tx, const Actor *actor, Str payee_key, Arena *arena, Error *error)
    MUST_USE;

typedef struct EvidenceNew {
    Str name, content;
} EvidenceNew;

// Keeps a file with the claim in whatever state it is, for what comes after the review; `*index` is
// its place there. Kind, size and number are bounded as for evidence_add.
bool evidence_keep(Tx *tx, const Actor *actor, const ClaimRow *row, const EvidenceNew *file,
                   Arena *arena, int64_t *index, Error *error) MUST_USE;

// Whether this actor may not see a file: the party, of a clawback that it was not notified of.
bool evidence_is_hidden(const Actor *actor, bool is_secret);

// An account that money may go to: digits, checksum, and the holder's name.
bool payee_account_check(const PayeeAccount *account, bool is_person, Str payee_name,
                         Error *error) MUST_USE;

// An account of a bank, to which a loan is repaid: the bank holds it, and nobody who applies.
bool lender_account_check(const PayeeAccount *account, Str applicant_name, Error *error) MUST_USE;

// A file that can be shown: its kind by the first bytes, whatever its sender says.
bool evidence_check(Str name, Str content, Str *content_type, Error *error) MUST_USE;

#endif
