// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_MEASURE_H
#define POLICY_MEASURE_H
// What a policy does (措施): one row each, of one of six kinds.

#include "policy/fact.h"

typedef enum MeasureKind {
    MEASURE_BENEFIT, MEASURE_PROGRAMME, MEASURE_REGISTER, MEASURE_SERVICE, MEASURE_LOAN,
    MEASURE_ACTION,
} MeasureKind;

typedef enum MeasurePeriod {
    MEASURE_PERIOD_NONE, MEASURE_ONCE, MEASURE_YEARLY, MEASURE_QUARTERLY, MEASURE_MONTHLY,
} MeasurePeriod;

typedef enum MeasureWay {
    MEASURE_APPLICATION = 1 << 0,
    MEASURE_AUTOMATIC = 1 << 1,
    MEASURE_ROSTER = 1 << 2,
    MEASURE_QUOTA = 1 << 3,
    MEASURE_LIST = 1 << 4,
    MEASURE_SERVING = 1 << 5,
    MEASURE_REPORT = 1 << 6,
} MeasureWay;

#define MEASURE_EXCLUSIONS_MAX 8
#define MEASURE_FUNDS_MAX 4

typedef struct Measure {
    Str name;
    Str key; // unique in the pack
    MeasureKind kind;
    DmnText condition;   // FEEL that selects it; source NULL = always
    Str subject;         // the fact view of one subject
    Str payee;           // person, employer, organiser, lender; absent = nobody
    MeasurePeriod period;
    unsigned ways;       // MeasureWay bits
    int notice_workdays; // of public notice; 0 = none
    Mark notice_mark;
    Str funds[MEASURE_FUNDS_MAX]; // names of the pack's 资金
    size_t fund_count;
    Mark fund_mark;
    int exclusions[MEASURE_EXCLUSIONS_MAX]; // numbers of items
    size_t exclusion_count;
    Mark exclusion_mark;
    Str quota;           // key of the 目标 that says how many places there are; empty = no limit
    Str stage;           // key of the conclusion that names the stage; absent = one stage
    Str admission;       // key of the conclusion that admits; empty = people decide
    Str amount;          // key of the conclusion that is the amount; empty = amount_fen
    Str push;            // key of the conclusion that lets a line be handed on; empty = every line
    Str selection;       // key of the conclusion that lists who is admitted together; empty = none
    Str lead;            // key of the measure that it is applied for with; empty = by itself
    const Fact *reported_by; // whose value is the code of the unit that may report the subject by
                          // roster (代报); NULL = whoever is bound to it (casework/claim_roster.h)
    const Fact *dated_by; // whose date or year says which period it is (按); NULL = the view's own
                          // event
    SourceRange place;   // of the row
    const bool *concerned; // by fact of the policy, and by code of its claim: policy/concern.h
    const bool *admitted;
} Measure;

typedef struct MeasureList {
    Measure *items;
    size_t count;
    size_t capacity;
} MeasureList;

#define PAYEE_LENDER "lender" // the bank of a loan, which the applicant names

void measures_read(PolicyReader *reader, const Section *section);
// "benefit" … "action".
Str measure_kind_name(MeasureKind kind);
// Whether one application for `lead` is one for this measure too: itself, or one that names it.
bool measure_goes_with(const Measure *measure, const Measure *lead);
// The key of the measure under which it is applied for: its lead's, else its own.
Str measure_application(const Measure *measure);
// Whether an application for it may be one for several measures.
bool measure_is_joint(const MeasureList *measures, const Measure *measure);

#endif
