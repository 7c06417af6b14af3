// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_RISK_H
#define CASEWORK_RISK_H
// Doubts about claims (疑点, domain.md S3), as the risk rules of the pack find them.
//
// A claim is assessed when it is reviewed, when its money is approved, and when its account is
// corrected. A finding keeps the sentence, the facts that it rests on, the rule's file and the
// pack.
// One of level 高 holds the claim as an open objection does (`held_count` and its CHECK) until
// somebody who did not accept the claim answers it: cleared, and the claim goes on where it stood;
// or confirmed, and the claim is refused and never paid. The same evidence is found once: what was
// cleared does not come back, what is new does. What was found is never changed or deleted.

#include "casework/claim.h"

#define RISK_ANSWER_BYTES_MAX 2000
#define RISK_ROWS_MAX 100 // of one page of a list

typedef struct RiskFinding {
    int64_t id;
    Str claim_number;
    ClaimState claim_state;
    int policy_number;
    Str policy_title;
    int64_t amount_fen;
    Str division_code;
    Str rule_file;   // of the pack
    Str title;       // of the rule
    Str code;
    bool is_high;
    Str sentence;
    Str facts_json;  // [{"key", "name", "value", "source"}]
    Str pack_hash;
    Date found_on;
    bool may_answer; // this actor may, as far as accounts tell
    Str state;       // open, cleared, confirmed
    Str answer;      // absent while open
    Str answered_by; // by display name
    Date answered_on;
} RiskFinding;

typedef struct RiskFindings {
    RiskFinding *items;
    size_t count;
} RiskFindings;

typedef struct RiskFilter {
    bool is_answered;  // else the open ones
    int64_t before_id; // keyed paging, newest first; 0 = from the start
} RiskFilter;

typedef struct RiskPage {
    RiskFindings findings;
    int64_t open;      // within the scope
    int64_t open_high;
    bool has_more;
} RiskPage;

bool risk_list(Tx *tx, const Actor *actor, const RiskFilter *filter, Arena *arena, RiskPage *page,
               Error *error) MUST_USE;
// All of one claim, in the order in which they were made.
bool risk_of_claim(Tx *tx, const Actor *actor, Str claim_number, Arena *arena,
                   RiskFindings *findings, Error *error) MUST_USE;

typedef struct RiskAnswer {
    int64_t id;
    bool is_confirmed;
    Str note;
} RiskAnswer;

// ERROR_CONFLICT "ANSWERED", or "SAME_PERSON" by who accepted the claim, "OWN_CLAIM" by its payee,
// "WRONG_STATE" when confirmed of a claim that nothing holds and that can no longer be refused.
bool risk_answer(Tx *tx, const Actor *actor, const CaseContext *context, const RiskAnswer *answer,
                 Arena *arena, Str *claim_number, Error *error) MUST_USE;

// Whether every claim is held by its open objections and its uncleared high findings alone.
typedef struct RiskProof {
    int64_t findings;
    int64_t faults;
    Str first_fault; // absent = none
} RiskProof;

bool risk_prove(Tx *tx, Arena *arena, RiskProof *proof, Error *error) MUST_USE;

#endif
