// SPDX-License-Identifier: Apache-2.0
#ifndef KINDS_ENROLMENT_CORE_H
#define KINDS_ENROLMENT_CORE_H
// What the files of enrolments share: a row with its policy, who may do what, and the one way to
// move it.

#include "kinds/enrolment.h"
#include "kinds/enrolment.sql.h"
#include "casework/stake.h"

// An enrolment at hand.
typedef struct EnrolmentCase {
    EnrolmentRow row;
    const Policy *policy;
    const Measure *measure;
    const Kind *kind;
    EnrolmentState state;
} EnrolmentCase;

// Staff see by division; people, units, schools and brokers their own.
bool enrolment_sees_all(const Actor *actor);
// Within the actor's scope, or ERROR_NOT_FOUND.
bool enrolment_load(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                    Arena *arena, EnrolmentCase *at, Error *error) MUST_USE;
bool enrolment_open(const CaseContext *context, const EnrolmentRow *row, EnrolmentCase *at,
                    Error *error) MUST_USE;
// As others see it.
Enrolment enrolment_view(const Actor *actor, const EnrolmentCase *at);
// The policy and the measure of a key; ERROR_NOT_FOUND, or ERROR_CONFLICT for a benefit.
bool measure_find(const Pack *pack, Str key, const Policy **policy, const Measure **measure,
                  Error *error) MUST_USE;

// ---- Steps ----

size_t measure_step_count(const Policy *policy, const Measure *measure);
// The n-th step of a measure, from 0; NULL behind the last.
const Step *measure_step(const Policy *policy, const Measure *measure, size_t n);
// The day on which a step is due when the one before it was signed on `from`.
Date step_due(const WorkdayCalendar *calendar, const Step *step, Date from);
bool step_has_party(const Step *step, Str party);
// The parties for which an actor signs: its department, or as the applicant; up to two.
size_t actor_parties(const Actor *actor, const EnrolmentRow *row, Str parties[2]);

// ---- Moving ----

typedef struct EnrolmentChange {
    EnrolmentAction action;
    EnrolmentState to;
    OptionalInt seq;         // absent: holds no place
    int64_t steps_signed;
    OptionalInt amount_fen, is_passed, passed_year;
    bool is_admission, is_completion, is_end; // date these
    Str step_key, party;     // of a signature
    Str note;
    Date due_on;
} EnrolmentChange;

// A change that leaves everything as it is.
EnrolmentChange enrolment_keep(const EnrolmentCase *at, EnrolmentAction action, Str note);
// Checks the table, the permission and the note.
bool enrolment_check(const Actor *actor, const EnrolmentCase *at, EnrolmentAction action, Str note,
                     Error *error) MUST_USE;
// Nobody admits, signs, confirms or otherwise handles an enrolment of their own as an officer, from
// no account: what whoever acts has to do with it, and whether a step is still open to them.
bool enrolment_stake(Tx *tx, const Actor *actor, const EnrolmentCase *at, Arena *arena,
                     Stake *stake, Error *error) MUST_USE;
bool enrolment_step_is_open(Stake stake, EnrolmentAction action, Str party);
bool enrolment_refuse_own(Error *error); // ERROR_CONFLICT "OWN_ENROLMENT"
bool enrolment_refuse_signed(Error *error); // ERROR_CONFLICT "ALREADY_SIGNED"
// Whether others may enrol this subject: a person, only who allows it (casework/consent.h).
bool enrolment_is_allowed(Tx *tx, const Actor *actor, const Assessment *assessment, Arena *arena,
                          bool *is_allowed, Error *error) MUST_USE;
// Writes the row, the event and the audit row, tells the subject, and brings `at` up to date.
bool enrolment_move_to(Tx *tx, const Actor *actor, EnrolmentCase *at, const EnrolmentChange *change,
                       Arena *arena, Error *error) MUST_USE;
// Admission: takes the smallest free place, and completes a measure without steps.
bool enrolment_admit(Tx *tx, const Actor *actor, const CaseContext *context, EnrolmentCase *at,
                     Str note, Arena *arena, Error *error) MUST_USE;
// Enrols the subject of an assessment that the rule admits, and admits it.
bool enrolment_by_rule(Tx *tx, const Actor *actor, const CaseContext *context,
                       const Assessment *assessment, Arena *arena, Error *error) MUST_USE;
// ERROR_CONFLICT while a case that asked departments for facts is not decided for admission by what
// they said.
bool enrolment_check_answers(Tx *tx, const Actor *actor, const CaseContext *context,
                             const EnrolmentCase *at, Arena *arena, Error *error) MUST_USE;
// Whether nothing is left to do: the steps are signed and the services given.
bool enrolment_is_complete(Tx *tx, const EnrolmentCase *at, int64_t steps_signed, Date on,
                           Arena *arena, bool *is_complete, Error *error) MUST_USE;
// The services of its measure, how often each is due and was given.
bool enrolment_services(Tx *tx, const EnrolmentCase *at, Date on, Arena *arena,
                        EnrolmentServiceState **states, size_t *count, Error *error) MUST_USE;

#endif
