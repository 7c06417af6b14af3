// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_ESCALATION_H
#define CASEWORK_ESCALATION_H
// Overdue steps go up (逾期上报): each day the platform raises every claim, and every clawback and
// appeal whose step the office owes, that is overdue for longer than a level allows, once for a
// step and level. Whoever it was raised to sees it in their county until the step is taken, and can
// urge (催办) once a day, in writing, for the desk to read.
// It says which step is owed by whom since when; it shows nobody's name, so that those who see no
// people may read it. The levels are [R]: the document asks for supervision, and names no way up.

#include "casework/claim.h"

// X(level, working days after the due day, 中文, who it goes to, only a step of the county's desk)
#define ESCALATION_LEVELS(X)                                                                      \
    X(1, 1, "县区复核", ROLE_COUNTY_REVIEWER, true)                                               \
    X(2, 3, "市人社局", ROLE_CITY_HRSS, false)                                                    \
    X(3, 10, "领导小组办公室", ROLE_LEADING_OFFICE, false)

#define ESCALATION_ROWS_MAX 200
#define URGE_BYTES_MAX 600

// Raises what is overdue enough, at most STORE_CHUNK_ROWS a level; running it again the same day
// raises the rest, or nothing.
bool escalation_raise_due(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                          int64_t *raised, Error *error) MUST_USE;

typedef struct Escalation {
    Str number;          // of the claim, the clawback or the appeal
    int policy_number;
    Str policy_title;
    Str division_code;
    Str state, state_label, owed_by;
    Date due_on;
    int64_t late_workdays;
    int level;           // the highest it reached
    int64_t urges;       // for this step
    Str last_urge;       // absent = none
} Escalation;

typedef struct Escalations {
    Escalation *items;   // longest overdue first, at most ESCALATION_ROWS_MAX
    size_t count;
    int64_t total;       // within the scope
} Escalations;

// Living ones within the scope that reached the actor's level or a higher one. ERROR_FORBIDDEN for
// roles to which nothing is raised.
bool escalation_list(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                     Escalations *all, Error *error) MUST_USE;
// ERROR_CONFLICT "NOT_RAISED" when the step was taken meanwhile or has not reached the actor,
// "URGED_TODAY" for a second time on a day.
bool escalation_urge(Tx *tx, const Actor *actor, Str number, Str body, Arena *arena, Error *error)
    MUST_USE;

typedef struct Urge {
    Str body;
    Str actor_name, role_label;
    Date on;
} Urge;

typedef struct Urges {
    Urge *items; // newest first
    size_t count;
} Urges;

// What was written to the desk about the step that a claim, a clawback or an appeal is at.
bool escalation_urges(Tx *tx, Str number, Arena *arena, Urges *urges, Error *error) MUST_USE;

Str escalation_level_label(int level);
// 「过1个工作日报县区复核，过3个工作日报市人社局 …」.
Str escalation_rule_text(Arena *arena);

#endif
