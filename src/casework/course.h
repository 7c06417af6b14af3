// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_COURSE_H
#define CASEWORK_COURSE_H
// What comes after a decision, a clawback or an appeal, runs a course: it moves along one const
// table, and every step is kept, audited and told to the party in the transaction that takes it.
//
// A course knows no table of the database but that of steps; clawback.c and appeal.c keep the rows
// and write the state that a move brings, naming the version that it follows.

#include "access/actor.h"
#include "base/workday.h"
#include "store/store.h"

#define COURSE_START (-1) // the state before the first step
#define COURSE_NOTE_BYTES_MAX 2000

typedef struct CourseState {
    const char *code;        // in the database
    const char *label;       // 中文
    const char *owed_by;     // who owes the next step; NULL: an end
    int workdays;            // for it; 0: nothing is laid down
} CourseState;

typedef struct CourseAction {
    const char *code;
    const char *label;
} CourseAction;

typedef struct CourseTransition {
    int action, from, to;    // `from` = `to`: the due date stays
    Permission needs;        // PERMISSION_NONE: the party when `is_own`, else the platform
    bool is_own;
    bool needs_note;
    const char *refusals;    // what else it is refused as; NULL = nothing
    Str message;             // to the party; absent = none
} CourseTransition;

typedef struct Course {
    const char *noun;        // of the audit: "clawback"
    const CourseState *states;
    int state_count;
    const CourseAction *actions;
    int action_count;
    const CourseTransition *transitions;
    size_t transition_count;
} Course;

Str course_state_code(const Course *course, int state);
Str course_state_label(const Course *course, int state);
Str course_action_code(const Course *course, int action);
Str course_action_label(const Course *course, int action);
// COURSE_START, and -1, for what is unknown.
int course_state_from_code(const Course *course, Str code);
int course_action_from_code(const Course *course, Str code);
// NULL when the action is not possible from this state.
const CourseTransition *course_transition(const Course *course, int action, int from);
// The tables as Markdown (docs/casework.md holds them).
void course_describe(const Course *course, StrBuilder *out);

// ---- Moving ----

// A thing on its course, and whom it is about.
typedef struct CourseCase {
    Str number;
    int state;
    int from;                // before the step that was begun
    int64_t version;         // of the latest step; before the first one it is not looked at
    Date due_on;             // of the next step; DATE_ABSENT = nobody owes one
    Str title;               // for messages: of the policy
    Str claim_number;
    Str division_code;
    int64_t person_id;       // the party: a person,
    Str uscc;                // or an organisation
} CourseCase;

typedef struct CourseMove {
    int action;
    Str note;                // may be absent
    Str message;             // to the party; absent = that of the transition
    bool is_silent;          // the party is not told: it does not know of the thing yet
} CourseMove;

// A step has two halves, and between them the caller writes the row of the thing: there whoever is
// second meets the first. This one checks the table, the permission and the note; `subject` gets
// the new state, version and due date. "WRONG_STATE", "NOTE_MISSING".
bool course_begin(const Actor *actor, const WorkdayCalendar *calendar, const Course *course,
                  const CourseMove *move, CourseCase *subject, Error *error) MUST_USE;
// And this one writes step, audit row and message.
bool course_keep(Tx *tx, const Actor *actor, const Course *course, const CourseMove *move,
                 const CourseCase *subject, Arena *arena, Error *error) MUST_USE;
// The row was not written: somebody else was faster.
bool course_refuse(const Course *course, const CourseCase *subject, int action, Error *error);
// Whether the actor may take this step by role, or as the party.
bool course_may(const Actor *actor, const CourseTransition *transition, const CourseCase *subject);

typedef struct CourseStep {
    Str action, to_label;    // 中文
    Str actor_name, role_label; // no role: the platform itself
    Date on;
    int64_t at_ms;
    Str note;
} CourseStep;

typedef struct CourseSteps {
    CourseStep *items;       // first step first
    size_t count;
} CourseSteps;

// By the number of the thing, which the caller has shown to be within the scope.
bool course_steps(Tx *tx, const Course *course, Str number, Arena *arena, CourseSteps *steps,
                  Error *error) MUST_USE;

// ---- Hands ----

// What the person who holds an account is to a claim, under whatever account.
typedef struct CourseHand {
    bool is_payee;           // it is this person's own money
    bool is_approver;        // approved the payment, or released it
    bool is_hand;            // took any step of the claim, or accepted it with a batch
} CourseHand;

bool course_hand(Tx *tx, const Actor *actor, int64_t claim_id, Arena *arena, CourseHand *hand,
                 Error *error) MUST_USE;
// Whether two accounts are one person; an absent account is nobody.
bool course_is_same_person(Tx *tx, const Actor *actor, OptionalInt account, Arena *arena,
                           bool *is_same, Error *error) MUST_USE;
// ERROR_CONFLICT "OWN_CLAIM" or "SAME_PERSON" with the sentence.
bool course_refuse_hand(bool is_payee, const char *sentence, Error *error);

#endif
