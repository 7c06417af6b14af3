// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_APPEAL_H
#define CASEWORK_APPEAL_H
// Appeals (domain.md §6.7): the applicant contests a refusal, an amount or a clawback.
//
// An appeal moves along appeal_course only. Whoever had a hand in the claim or in the contested
// decision, or took the appeal in, does not decide it: by CHECKs and a trigger over accounts, and
// over persons here. Who decides does not type a result: they establish facts, the claim is
// decided anew from them, and what follows comes of that. A refused claim goes back on its way,
// with all hands before it; what was paid too little is a supplement, a claim of its own stage;
// what was paid too much opens a clawback; a clawback is reduced or revoked. A decision is reviewed
// once; then the way is reconsideration or the court.

#include "casework/claim.h"
#include "casework/course.h"

// Working days, domain.md §6.7 [D].
#define APPEAL_ACCEPT_WORKDAYS 5
#define APPEAL_DECIDE_WORKDAYS 15
// 行政复议法, 行政诉讼法 [O]: from the day on which a decision was learnt of.
#define APPEAL_RECONSIDERATION_DAYS 60
#define APPEAL_LAWSUIT_MONTHS 6
#define APPEAL_ROWS_MAX 2000 // of a list

typedef enum AppealState {
    APPEAL_FILED,
    APPEAL_ACCEPTED,
    APPEAL_MAINTAINED,
    APPEAL_CHANGED,
    APPEAL_REVOKED,
    APPEAL_WITHDRAWN,
    APPEAL_STATE_COUNT
} AppealState;

typedef enum AppealAction {
    APPEAL_FILE,
    APPEAL_ADD_EVIDENCE,
    APPEAL_ACCEPT,
    APPEAL_WITHDRAW,
    APPEAL_MAINTAIN,
    APPEAL_CHANGE,
    APPEAL_REVOKE,
    APPEAL_ACTION_COUNT
} AppealAction;

extern const Course appeal_course;

// X(enumerator, code in the database, 中文)
#define APPEAL_SUBJECTS(X)                                                                        \
    X(APPEAL_OF_REFUSAL, "refusal", "不予办理")                                                   \
    X(APPEAL_OF_AMOUNT, "amount", "金额")                                                         \
    X(APPEAL_OF_CLAWBACK, "clawback", "追回决定")

typedef enum AppealSubject {
#define X(name, code, label) name,
    APPEAL_SUBJECTS(X)
#undef X
    APPEAL_SUBJECT_COUNT
} AppealSubject;

Str appeal_subject_label(AppealSubject subject);

// ---- The party ----

typedef struct AppealFiling {
    Str claim_number;
    const ClaimSubmission *refused; // what the screen refused, in place of a claim: it becomes one
                                    // (casework/claim_anew.h); NULL: the claim is there
    Str clawback_number;   // absent: the decision on the claim itself
    Str grounds;
    Str file_name, content; // a proof; absent: none
} AppealFiling;

// "NOTHING_DECIDED" while there is nothing to contest, "ALREADY_APPEALED" with the number of the
// other in the detail, for what the screen refused while another is open for the same turn.
// ERROR_FORBIDDEN for who did not apply.
bool appeal_file(Tx *tx, const Actor *actor, const CaseContext *context, const AppealFiling *in,
                 Arena *arena, Str *number, Error *error) MUST_USE;
bool appeal_add_evidence(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                         Str file_name, Str content, Arena *arena, Error *error) MUST_USE;
bool appeal_withdraw(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                     Arena *arena, Error *error) MUST_USE;

// ---- The office ----

bool appeal_accept(Tx *tx, const Actor *actor, const CaseContext *context, Str number, Arena *arena,
                   Error *error) MUST_USE;

typedef struct AppealDecision {
    Str number;
    bool is_maintained;
    Str reasons;
    Str found_json;        // facts that the review established; absent: those of the databases
} AppealDecision;

// `context->pack` is the version that the contested decision names. "NOTHING_CHANGES" when the
// claim, decided anew, comes to the same; "SAME_PERSON", "OWN_CLAIM".
bool appeal_decide(Tx *tx, const Actor *actor, const CaseContext *context,
                   const AppealDecision *decision, Arena *arena, Error *error) MUST_USE;

// ---- Reading ----

typedef struct Appeal {
    int64_t id, claim_id;
    Str number;
    Str claim_number;
    Str clawback_number;     // absent: none
    int policy_number;
    Str policy_title;
    Str subject_label;       // people masked
    Str division_code;
    int64_t person_id;       // 0 = none
    Str uscc;                // absent = none
    int64_t claim_fen;
    AppealSubject subject;
    Str grounds;
    AppealState state;
    int64_t version;
    Date due_on;             // of the next step; DATE_ABSENT = none
    Date filed_on, accepted_on, decided_on;
    OptionalInt contested_by, accepted_by;
    Str reasons;             // of the decision
    Str result_number;       // the claim or the clawback that came of it
    int64_t result_fen;      // what the claim comes to, decided anew
} Appeal;

typedef struct Appeals {
    Appeal *items;
    size_t count;
} Appeals;

typedef struct AppealFilter {
    Str state;               // absent = all
    Str claim_number;        // absent = all
} AppealFilter;

// Living ones first, by what is due; at most APPEAL_ROWS_MAX.
bool appeal_list(Tx *tx, const Actor *actor, const AppealFilter *filter, Arena *arena,
                 Appeals *appeals, Error *error) MUST_USE;

typedef struct AppealRecord {
    Appeal appeal;
    ClaimFile claim;         // facts, decision and evidence
    CourseSteps steps;
    Str contested_note;      // of the claim's latest step when it was filed; absent = none
    bool may[APPEAL_ACTION_COUNT]; // of this actor now; CHANGE stands for REVOKE too
} AppealRecord;

bool appeal_find(Tx *tx, const Actor *actor, Str number, Arena *arena, AppealRecord *record,
                 Error *error) MUST_USE;

#endif
