// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAWBACK_H
#define CASEWORK_CLAWBACK_H
// Clawback (domain.md §6.6): from a suspicion about money that was paid to the money that came
// back.
//
// It moves along clawback_course only. Two evidences are needed before it is verified, and the
// party is heard for five working days before anything is decided. Who verifies does not decide;
// who approved or released the payment does neither, and no hand of the claim decides: by CHECKs
// over accounts, and over persons here. Deciding opens the receivable (fund/receivable.h) in the
// same transaction; that everything came back is read from the ledger, nobody types it. Fines for
// fraud are the authority's business (社会保险法 第88条 [O]): only the reference to them is kept.
//
// The party learns of a clawback when it is notified, and sees all of it from then on: what is
// only suspected may come to nothing. Outside the actor's scope everything is ERROR_NOT_FOUND.

#include "casework/claim.h"
#include "casework/course.h"
#include "casework/evidence.h"
#include "fund/receivable.h"

// Working days. The hearing is domain.md §6.6 [D]; for the others nothing is laid down [R].
#define CLAWBACK_VERIFY_WORKDAYS 10
#define CLAWBACK_NOTIFY_WORKDAYS 5
#define CLAWBACK_STATEMENT_WORKDAYS 5
#define CLAWBACK_DECIDE_WORKDAYS 10  // after the hearing
#define CLAWBACK_EVIDENCE_MIN 2      // domain.md §6.6 [D]
#define CLAWBACK_EVIDENCE_MAX 20
#define CLAWBACK_ROWS_MAX 2000       // of a list

// X(enumerator, code in the database, 中文)
#define CLAWBACK_CAUSES(X)                                                                        \
    X(CLAWBACK_BY_INSPECTION, "inspection", "抽查")                                               \
    X(CLAWBACK_BY_MATCH, "match", "数据比对")                                                     \
    X(CLAWBACK_BY_REPORT, "report", "举报")                                                       \
    X(CLAWBACK_BY_WRONG_PAYMENT, "wrong_payment", "错付")                                         \
    X(CLAWBACK_BY_APPEAL, "appeal", "申诉复查")

// What an evidence is. X(code in the database, 中文)
#define CLAWBACK_SOURCES(X)                                                                       \
    X("record", "数据比对记录")                                                                   \
    X("visit", "实地或电话核查")                                                                  \
    X("paper", "书面材料")                                                                        \
    X("statement", "他人陈述")

typedef enum ClawbackCause {
#define X(name, code, label) name,
    CLAWBACK_CAUSES(X)
#undef X
    CLAWBACK_CAUSE_COUNT
} ClawbackCause;

Str clawback_cause_code(ClawbackCause cause);
Str clawback_cause_label(ClawbackCause cause);
bool clawback_cause_from_code(Str code, ClawbackCause *cause) MUST_USE;

typedef enum ClawbackState {
    CLAWBACK_SUSPECTED,
    CLAWBACK_VERIFIED,
    CLAWBACK_NOTIFIED,
    CLAWBACK_DECIDED,
    CLAWBACK_SETTLED,     // by the ledger
    CLAWBACK_HANDED_OVER, // not paid back, and handed on
    CLAWBACK_DROPPED,     // before a decision
    CLAWBACK_REVOKED,     // the decision, on appeal
    CLAWBACK_STATE_COUNT
} ClawbackState;

typedef enum ClawbackAction {
    CLAWBACK_OPEN,
    CLAWBACK_ADD_EVIDENCE,
    CLAWBACK_VERIFY,
    CLAWBACK_NOTIFY,
    CLAWBACK_STATE,       // the party itself
    CLAWBACK_RECORD,      // its statement, taken down by the office
    CLAWBACK_DECIDE,
    CLAWBACK_REPAY,
    CLAWBACK_SETTLE,
    CLAWBACK_HAND_OVER,
    CLAWBACK_DROP,
    CLAWBACK_REDUCE,      // on appeal
    CLAWBACK_REVOKE,
    CLAWBACK_ACTION_COUNT
} ClawbackAction;

extern const Course clawback_course;

// ---- The office ----

typedef struct ClawbackOpening {
    Str claim_number;
    ClawbackCause cause;
    Str note;                // what is suspected, and from what
} ClawbackOpening;

// ERROR_CONFLICT "NOT_PAID" when nothing was paid, "ALREADY_OPEN" with the number of the living one
// in the detail. `actor` may be the platform.
bool clawback_open(Tx *tx, const Actor *actor, const CaseContext *context,
                   const ClawbackOpening *in, Arena *arena, Str *number, Error *error) MUST_USE;

typedef struct ClawbackFinding {
    Str number;
    Str source;              // a code of CLAWBACK_SOURCES
    Str description;
    Str file_name, content;  // absent: no file; else as evidence_add
} ClawbackFinding;

bool clawback_add_evidence(Tx *tx, const Actor *actor, const CaseContext *context,
                           const ClawbackFinding *finding, Arena *arena, Error *error) MUST_USE;

typedef struct ClawbackStep {
    Str number;
    ClawbackAction action;   // VERIFY, NOTIFY, STATE, RECORD, HAND_OVER, DROP
    Str note;                // what was found, held against the party, stated, or why
} ClawbackStep;

// "NEEDS_EVIDENCE", "SAME_PERSON", "OWN_CLAIM", "ALREADY_STATED", "NOTHING_OVERDUE".
bool clawback_step(Tx *tx, const Actor *actor, const CaseContext *context,
                   const ClawbackStep *step, Arena *arena, Error *error) MUST_USE;

typedef struct ClawbackDecision {
    Str number;
    Str note;                // the reasons
    int64_t amount_fen;
    int64_t instalments;     // 1 to RECEIVABLE_INSTALMENTS_MAX
    Date first_due_on;
    Str decision_number;     // 决定书文号
    Str penalty_reference;   // 行政处罚案号, of the authority that fines; absent = none
} ClawbackDecision;

// "NOT_HEARD" while the party may still speak and has not; else as receivable_open.
bool clawback_decide(Tx *tx, const Actor *actor, const CaseContext *context,
                     const ClawbackDecision *decision, Arena *arena, Error *error) MUST_USE;
// receivable_repay, and what follows for the clawback: the party is told, and with the last yuan it
// is settled.
bool clawback_repay(Tx *tx, const Actor *actor, const CaseContext *context,
                    const Repayment *repayment, Arena *arena, Error *error) MUST_USE;

typedef struct ClawbackReduction {
    Str number;
    int64_t to_fen;          // what is owed; 0 revokes the decision
    Str appeal_number;
    Str note;
} ClawbackReduction;

// On appeal: what is not owed is waived; `*refund_fen` is what was paid back beyond that.
bool clawback_reduce(Tx *tx, const Actor *actor, const CaseContext *context,
                     const ClawbackReduction *reduction, Arena *arena, int64_t *refund_fen,
                     Error *error) MUST_USE;

// ---- Reading ----

typedef struct Clawback {
    int64_t id, claim_id;
    Str number;
    Str claim_number;
    int policy_number;
    Str policy_title;
    Str subject_label;       // people masked
    Str division_code;
    int64_t person_id;       // 0 = none
    Str uscc;                // absent = none
    int64_t claim_fen;       // what was paid
    Str fund_key;            // out of which
    ClawbackCause cause;
    Str note;
    ClawbackState state;
    int64_t version;
    Date due_on;             // of the next step; DATE_ABSENT = none
    Date opened_on;
    Date notified_on, statement_until;
    Str statement;
    Date stated_on;
    OptionalInt verified_by, decided_by;
    Date decided_on;
    int64_t amount_fen;      // 0 until decided
    int64_t instalments;
    Str decision_number, receivable_number, penalty_reference;
} Clawback;

typedef struct Clawbacks {
    Clawback *items;
    size_t count;
} Clawbacks;

typedef struct ClawbackFilter {
    Str state;               // absent = all
    Str claim_number;        // absent = all
} ClawbackFilter;

// Living ones first, by what is due; at most CLAWBACK_ROWS_MAX.
bool clawback_list(Tx *tx, const Actor *actor, const ClawbackFilter *filter, Arena *arena,
                   Clawbacks *clawbacks, Error *error) MUST_USE;

typedef struct ClawbackEvidence {
    int64_t index;
    Str source;              // 中文
    Str description;
    int64_t file_index;      // of the claim's evidence; 0 = no file
    Date on;
} ClawbackEvidence;

typedef struct ClawbackFile {
    Clawback clawback;
    ClawbackEvidence *evidence;
    size_t evidence_count;
    CourseSteps steps;
    bool is_decided;         // then `money` holds
    ReceivableCourse money;
    bool may[CLAWBACK_ACTION_COUNT]; // of this actor now
} ClawbackFile;

bool clawback_find(Tx *tx, const Actor *actor, Str number, Arena *arena, ClawbackFile *file,
                   Error *error) MUST_USE;
// The one whose decision opened this receivable, for work within the platform.
bool clawback_of_receivable(Tx *tx, Str receivable, Arena *arena, Clawback *clawback, bool *found,
                            Error *error) MUST_USE;

#endif
