// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_STATEMENT_H
#define PUBLISH_STATEMENT_H
// Who says what: facts that an applicant states, and facts that only a department states.
//
// A statement is a JSON object of facts. What only departments state is held apart from the rest
// before anything is decided on it (AssessmentIn), and taken from nobody but an officer who signs
// for the department that the policy names.

#include "access/actor.h"
#include "policy/pack.h"

typedef struct Statement {
    Str own_json;        // of the applicant
    Str department_json; // of departments
    Str found_json;      // established by the review of an appeal; goes before both
} Statement;

// The members of an object by who states them. Unknown members stay with the applicant's, to be
// refused where they are read.
bool statement_split(Arena *arena, const Policy *policy, Str json, Statement *statement,
                     Error *error) MUST_USE;
// The members of `changes` over those of `base`, both objects.
bool statement_merge(Arena *arena, Str base, Str changes, Str *merged, Error *error) MUST_USE;
// Whether an officer signs for the department that states a fact.
bool statement_is_theirs(const Pack *pack, const Actor *actor, const Fact *fact);
// ERROR_FORBIDDEN "DEPARTMENT_STATES", naming the department, unless all of the facts are the
// officer's to state.
bool statement_check(const Pack *pack, const Policy *policy, const Actor *actor,
                     Str department_json, Arena *arena, Error *error) MUST_USE;

#endif
