// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_SUPERVISION_H
#define MONITOR_SUPERVISION_H
// An order of the leading group (督办单, domain.md S1 and J5) to a county or a department, about
// an item or one of its targets, to be answered by a day.
//
// It moves along the one table of monitor/transition.h: issued, answered by the addressee with the
// measures taken, closed (销号) or sent back by the office; past its day it is overdue and may be
// urged again (二次督办), which is counted. Every step writes its event and its audit row in the
// transaction. Who orders does not answer and who answered does not close: accounts by CHECKs,
// people by account_is_same_person. The head and the office see all orders, a county its own, a
// department its own; what is out of reach is ERROR_NOT_FOUND. An order names places and targets,
// no person.

#include "monitor/transition.h"
#include "policy/pack.h"
#include "store/store.h"

#define SUPERVISION_DAYS 7       // proposed for an answer; domain.md J5 「7日内」
#define SUPERVISION_DAYS_MAX 366 // [R] an order longer than a year is a plan
#define SUPERVISION_TEXT_BYTES_MAX 3000
#define SUPERVISION_ROWS_MAX 50 // of one page

typedef struct SupervisionEvent {
    Str action_label;
    Date on, due_on;
    Str actor_name;
    Str role_label;
    Str note;
} SupervisionEvent;

typedef struct Supervision {
    Str number; // "DB-2023-000001"
    int policy_number;
    Str policy_title;
    Str target_key, target_name; // "" = the item as a whole
    Str standing;                // how the target stood when it was issued; may be ""
    Str division_code;           // "" = a department answers
    Str department;              // "" = a county answers
    Str body;
    Str bulletin_number; // absent = follows no instruction
    SupervisionState state;
    Date issued_on, due_on;
    bool is_overdue; // on the actor's day
    int64_t urged_count;
    int64_t version;
} Supervision;

typedef struct Supervisions {
    Supervision *items;
    size_t count;
    bool has_more;
} Supervisions;

typedef struct SupervisionCounts {
    int64_t open, answered;
    int64_t overdue; // of those open
} SupervisionCounts;

typedef struct SupervisionFile {
    Supervision head;
    SupervisionEvent *events;
    size_t event_count;
} SupervisionFile;

// ---- Issuing ----

typedef struct SupervisionIn {
    int policy_number;
    Str target_key;    // absent or "" = the item as a whole
    Str division_code; // of a county, or absent or ""
    Str department;    // 简称 of the pack, or absent or "": one of the two is named
    Str body;
    Date due_on;         // today to SUPERVISION_DAYS_MAX days ahead
    Str bulletin_number; // absent = none
} SupervisionIn;

// ERROR_CONFLICT "UNIQUE:supervision_once" while an order about the same is alive.
bool supervision_issue(Tx *tx, const Actor *actor, const Pack *pack, const SupervisionIn *in,
                       Arena *arena, Str *number, Error *error) MUST_USE;

typedef struct SupervisionStep {
    Str number;
    SupervisionAction action; // not ISSUE
    Str note;                 // measures taken, or why
    Date due_on;              // of a step that sets it; else DATE_ABSENT
} SupervisionStep;

// ERROR_CONFLICT "WRONG_STATE", "NOT_OVERDUE", "SAME_PERSON"; ERROR_FORBIDDEN for another's step.
bool supervision_step(Tx *tx, const Actor *actor, const SupervisionStep *step, Arena *arena,
                      Error *error) MUST_USE;

// ---- Reading ----

// The latest first, after `before_number` (absent = from the start).
bool supervision_list(Tx *tx, const Actor *actor, bool living_only, Str before_number, Arena *arena,
                      Supervisions *list, Error *error) MUST_USE;
// What the actor's county or department has to answer, the most urgent first; nothing for others.
bool supervision_owed(Tx *tx, const Actor *actor, Arena *arena, Supervisions *list,
                      Error *error) MUST_USE;
bool supervision_count(Tx *tx, const Actor *actor, Arena *arena, SupervisionCounts *counts,
                       Error *error) MUST_USE;
bool supervision_find(Tx *tx, const Actor *actor, Str number, Arena *arena, SupervisionFile *file,
                      Error *error) MUST_USE;
// Whether the actor may take this step now.
bool supervision_may(const Actor *actor, const Supervision *supervision, SupervisionAction action);

// 「海原县」, or the department.
Str supervision_addressee(const Supervision *supervision);

#endif
