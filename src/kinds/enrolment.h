// SPDX-License-Identifier: Apache-2.0
#ifndef KINDS_ENROLMENT_H
#define KINDS_ENROLMENT_H
// An enrolment: a subject under a measure that is no benefit (kinds/kind.h).
//
// Applying decides the policy on the facts of the day when its measure has a 准入, and keeps facts
// and decision. Admission takes a place: the smallest free number of the measure and period, within
// the quota of the city and of the county, by constraints of the schema. The steps of the policy
// are signed in order, each by every party it names, by different people; the last signature (or
// the last service) makes it done. Releasing gives the place back. Every function writes its event
// and its audit row in the same transaction. Out of scope is ERROR_NOT_FOUND.

#include "base/workday.h"
#include "casework/claim.h"
#include "kinds/kind.h"

#define ENROLMENT_NOTE_BYTES_MAX 2000
#define ENROLMENT_ROWS_MAX 200       // of one page of a list
#define ENROLMENT_UNITS_MAX 100000   // places that one enrolment takes
#define ENROLMENT_STATED_BYTES_MAX 65536

typedef struct Enrolment {
    Str number;              // "DJ-2023-09-000012"
    int policy_number;
    Str policy_title;
    Str measure_key, measure_name;
    const Kind *kind;
    Str subject_kind, subject_key;
    Str subject_label;       // people masked
    Str period;
    int64_t person_id;       // 0 = none
    Str uscc;                // absent = none
    Str division_code;
    EnrolmentState state;
    Str state_label;         // in the words of its kind
    int64_t units;
    int64_t seq;             // 0 = holds no place
    int64_t step_count, steps_signed;
    Str next_step;           // name of the step that waits; absent = none
    int64_t amount_fen;      // 0 = none granted
    int64_t limit_fen;       // 0 = none
    Date applied_on, admitted_on, done_on; // DATE_ABSENT = not yet
    Date due_on;             // of the next step
    bool is_late;            // on the actor's day
    Str last_note;
} Enrolment;

typedef struct Enrolments {
    Enrolment *items;
    size_t count;
    size_t capacity;
} Enrolments;

// ---- Entering ----

typedef struct EnrolmentIn {
    int policy_number;
    Str measure_key;
    Str subject_key;         // in the measure's fact view; for `division` a county code
    Str stated_json;         // may be absent
    int64_t units;           // places wanted; 0 = 1
} EnrolmentIn;

// By the subject itself, or by staff for one of their county who allows it (casework/consent.h) and
// is not themselves ("OWN_ENROLMENT"). A register's second report joins the first; a register whose
// 准入 holds is admitted at once. ERROR_CONFLICT "ALREADY_ENROLLED" with the other's number,
// "NOT_ELIGIBLE" with the sentences, "UNDECIDED" with what is missing, "POLICY_EXPIRED" after the
// policy's last day.
bool enrolment_apply(Tx *tx, const Actor *actor, const CaseContext *context, const EnrolmentIn *in,
                     Arena *arena, Enrolment *enrolment, Error *error) MUST_USE;

// Adds to what was stated, or puts other values in its place (scores, days, what the bank said),
// and decides again. By who applied, and by staff; not once it is done.
bool enrolment_amend(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                     Str stated_json, Arena *arena, Enrolment *enrolment, Error *error) MUST_USE;

// ---- Moving ----

typedef struct EnrolmentStep {
    Str number;
    EnrolmentAction action;  // WITHDRAW, ADMIT, REFUSE, SIGN, OBJECT, ASSESS, RELEASE
    Str party;               // SIGN, OBJECT: 简称; absent = the actor's own
    Str note;                // required by the table for some
    int64_t amount_fen;      // SIGN of a loan: granted; 0 = none
    bool is_passed;          // ASSESS
    int64_t year;            // ASSESS: that it is about; 0 = this year
} EnrolmentStep;

// ADMIT: ERROR_CONFLICT "QUOTA_FULL" says how many places there are. SIGN: the next step in order;
// "NOT_YOUR_STEP" when it waits for others. OBJECT: the step is not passed; the note says why; it
// can be signed after it was put right, or the place be released. ASSESS: ERROR_INVALID
// "YEAR_AHEAD", or "YEAR_TOO_EARLY" before there was a place.
bool enrolment_step(Tx *tx, const Actor *actor, const CaseContext *context,
                    const EnrolmentStep *step, Arena *arena, Enrolment *enrolment, Error *error)
    MUST_USE;

typedef struct EnrolmentDelivery {
    Str number;
    Str service_key;
    Str outcome;             // delivered, not_applicable, declined
    Date on;                 // not after today
    Str delivered_by;        // who gave it
    Str note;                // required unless delivered
} EnrolmentDelivery;

bool enrolment_deliver(Tx *tx, const Actor *actor, const CaseContext *context,
                       const EnrolmentDelivery *delivery, Arena *arena, Enrolment *enrolment,
                       Error *error) MUST_USE;

// 择优: decides a measure whose subject is the division, over the list that its policy names
// (`enrolled(…)`), and admits those whom the conclusion lists by their numbers, in its order, all
// or none; those admitted before stay. "UNDECIDED" when the list cannot be told yet.
bool enrolment_select(Tx *tx, const Actor *actor, const CaseContext *context, int policy_number,
                      Str measure_key, Arena *arena, Enrolments *selected, Error *error) MUST_USE;

// ---- Reading ----

typedef struct EnrolmentStepState {
    Str name, key;
    Str parties;             // 人社局、财政局
    Str signed_by;           // those of them who signed: 「人社局 张三 2023年10月16日」, joined by ；
    bool is_done, is_next;
    Date due_on;
} EnrolmentStepState;

typedef struct EnrolmentServiceState {
    Str name, key;
    int64_t due, delivered;  // an outcome other than delivered counts as all
    bool is_done;
    Str last_note;
} EnrolmentServiceState;

typedef struct EnrolmentEvent {
    Str action, to_label;    // 中文
    Str step_name, party;    // absent unless signed
    Str actor_name, role_label;
    Date on;
    int64_t at_ms;
    Str note;
} EnrolmentEvent;

typedef struct EnrolmentFile {
    Enrolment enrolment;
    EnrolmentStepState *steps;
    size_t step_count;
    EnrolmentServiceState *services;
    size_t service_count;
    EnrolmentEvent *events;
    size_t event_count;
    KeptFacts facts;         // stated and known, as of the latest decision or report
    AssessedReason *reasons;
    size_t reason_count;
    Str *sources;            // bureaus that reported it
    size_t source_count;
    Str decision_json;       // absent when nothing was decided
    Str pack_hash;
    EnrolmentAction *actions; // that this actor may take now
    size_t action_count;
    Str *parties;            // for which this actor may sign the next step
    size_t party_count;
} EnrolmentFile;

bool enrolment_find(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                    Arena *arena, EnrolmentFile *file, Error *error) MUST_USE;

typedef struct EnrolmentFilter {
    Str measure_key;         // absent = all
    int policy_number;       // 0 = all
    Str state;               // absent = all
    bool only_mine_to_do;    // that waits for this actor's role or party
    Str subject_key;         // absent = all
    Str after_number;        // keyed paging; absent = from the start
    int64_t row_count;       // at most ENROLMENT_ROWS_MAX
} EnrolmentFilter;

typedef struct EnrolmentPage {
    Enrolments enrolments;   // by number
    int64_t total;           // of the filter, within the scope; -1 for work to do
    bool has_more;
} EnrolmentPage;

bool enrolment_list(Tx *tx, const Actor *actor, const CaseContext *context,
                    const EnrolmentFilter *filter, Arena *arena, EnrolmentPage *page,
                    Error *error) MUST_USE;

// What one measure stands at, within the scope.
typedef struct MeasureStanding {
    const Policy *policy;
    const Measure *measure;
    const Kind *kind;
    int64_t counts[ENROLMENT_STATE_COUNT];
    int64_t units, units_done; // places of those admitted, and of those done
    int64_t late;
    int64_t places;          // -1 = no limit
} MeasureStanding;

typedef struct MeasureStandings {
    MeasureStanding *items;  // by policy, then order of the file; every measure but benefits
    size_t count;
} MeasureStandings;

bool measure_standings(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                       MeasureStandings *standings, Error *error) MUST_USE;

// ---- Targets ----

// Progress towards a 目标, derived from records alone.
typedef struct TargetProgress {
    const Policy *policy;
    const Target *target;
    bool is_derived;         // false: no record leads to it, so nothing is claimed
    Str measure, column;     // of the records that are counted (policy/standing.h); absent when
                             // rows of a view are
    Date counted_on;         // of such rows; DATE_ABSENT otherwise: counted just now
    int64_t goal;            // of the city: the target's number; of a county: its share of the
                             // places; 0 = no whole number, or not broken down
    int64_t reached;
    bool is_met;
} TargetProgress;

typedef struct TargetProgresses {
    TargetProgress *items;
    size_t count;
} TargetProgresses;

// Of the county `division_code`, or of the city when it is empty.
bool target_progress(Tx *tx, const Pack *pack, Str division_code, Date on, Arena *arena,
                     TargetProgresses *progresses, Error *error) MUST_USE;

#endif
