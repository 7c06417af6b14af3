// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_STEP_H
#define POLICY_STEP_H
// What an enrolment goes through (步骤: who signs, by when) and what a service delivers (服务).
//
// Steps are signed in the order of the file. A step whose time limit is a number of working days
// counts them from the step before (the first from admission); one with a month and a day is due on
// that day of the year in which the enrolment was admitted.

#include "policy/mark.h"
#include "policy/parameter.h"

#define STEP_PARTIES_MAX 6
#define STEP_WORKDAYS_MAX 365
#define SERVICE_TIMES_MAX 1000
#define PARTY_APPLICANT "申请人"

typedef struct Step {
    Str measure;                  // its key
    Str name;
    Str key;                      // unique within the measure
    Str parties[STEP_PARTIES_MAX]; // 简称 of who signs, every one of them; 申请人
    size_t party_count;
    bool is_any;                  // any one of them suffices (joined by 或)
    int workdays;                 // after the step before; 0 = no such limit
    int month, day;               // of the year, as a date to keep; 0 = none
    Str basis;
    Mark mark;
    SourceRange place;
} Step;

typedef struct StepList {
    Step *items;
    size_t count;
    size_t capacity;
} StepList;

// One kind of service within a measure, and how often it is due.
typedef struct Service {
    Str measure;
    Str name;
    Str key;
    int times;                    // when it is written as a number
    const Parameter *times_by;    // else the parameter that says so; NULL = `times`
    Str basis;
    Mark mark;
    SourceRange place;
} Service;

typedef struct ServiceList {
    Service *items;
    size_t count;
    size_t capacity;
} ServiceList;

// Both after 措施. A row may name its measure by name or key.
void steps_read(PolicyReader *reader, const Section *section);
void services_read(PolicyReader *reader, const Section *section);

// Who signs a step, as one text: 「人社局、财政局」, 「工信局或商务局」.
Str step_parties(Arena *arena, const Step *step) MUST_USE;
// How many signatures it takes.
size_t step_signatures(const Step *step);
// How often a service is due on a day; 0 when its parameter has no whole number then.
int service_times(const Service *service, Date on);

#endif
