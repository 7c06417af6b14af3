// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_EXAMPLE_H
#define POLICY_EXAMPLE_H
// Cases that prove a policy (例): facts in, conclusions expected. Reading gives the values under the
// declared types; policy/check.h decides each and compares.

#include "policy/fact.h"
#include "policy/parameter.h"

typedef struct ExampleFact {
    const Fact *fact;
    FeelValue value;
} ExampleFact;

typedef struct ExampleOverride {
    const Parameter *parameter;
    FeelValue value;
} ExampleOverride;

typedef struct ExampleExpectation {
    size_t conclusion; // index in the policy's list
    Str text;          // plain: `true`, `150000`, a list of texts as "A, B" or 无
    SourceRange place;
} ExampleExpectation;

typedef struct Example {
    Str title;
    Date on; // DATE_ABSENT = by as_of
    ExampleFact *facts;
    size_t fact_count;
    ExampleOverride *overrides;
    size_t override_count;
    ExampleExpectation *expectations;
    size_t expectation_count;
    SourceRange place; // of the row
} Example;

typedef struct ExampleList {
    Example *items;
    size_t count;
    size_t capacity;
} ExampleList;

#define EXAMPLES_MAX 1000

// After facts_complete and parameters_complete, and after the conclusions are read.
void examples_read(PolicyReader *reader, const Section *section);

#endif
