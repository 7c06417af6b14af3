// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_PARAMETER_H
#define POLICY_PARAMETER_H
// What the document leaves open, and the numbers it states (参数): dated and bounded values.
//
// One parameter has one row for each stretch of time; the rows do not overlap. A value outside its
// bounds is an error of the pack; an override outside them makes a decision CONFIG_INVALID.

#include "policy/fact.h"

typedef struct ParameterRow {
    FeelValue value;
    DmnText value_text;
    DmnText bounds; // unary tests; source NULL = unbounded
    const FeelProgram *bounds_program;
    Date from, to;  // both included; DATE_ABSENT = open
    Str basis;
    Mark mark;
    SourceRange place;
} ParameterRow;

typedef struct ParameterRowList {
    ParameterRow *items;
    size_t count;
    size_t capacity;
} ParameterRowList;

typedef struct Parameter {
    Str name;
    Str key;
    const FeelType *feel_type;
    Str dated_by_text; // name or key of the fact that dates it; absent = the date of the decision
    const Fact *dated_by;
    ParameterRowList rows;
    SourceRange place;
} Parameter;

typedef struct ParameterList {
    Parameter *items;
    size_t count;
    size_t capacity;
} ParameterList;

void parameters_read(PolicyReader *reader, const Section *section);
// Finds the dating facts, checks bounds and overlaps. After facts_complete.
void parameters_complete(PolicyReader *reader);

const Parameter *parameter_find(const ParameterList *parameters, Str key_or_name);
// The row that holds on a day; NULL when none does.
const ParameterRow *parameter_on(const Parameter *parameter, Date on);
// Whether a value keeps the bounds of a row.
bool parameter_allows(const ParameterRow *row, FeelValue value);

#endif
