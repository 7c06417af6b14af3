// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_RENEWAL_H
#define POLICY_RENEWAL_H
// Renewing a policy (延续) by editing its file: a new last day, new values of parameters.
//
// Only what changes is touched, all else stays byte for byte:
//   valid.to and valid.basis in the front matter get the new day and document;
//   a parameter's row ends on the day before, and a row of its own begins (a row that begins on
//   that very day gets the new value);
//   the card for the public (办事) follows where it names the old day or the old amount;
//   examples that now come out otherwise get the new outcome, so that all of it shows in the diff.
// The result is a draft like any other: it is checked, looked at and approved by somebody else.

#include "policy/pack.h"

typedef struct RenewedParameter {
    const Parameter *parameter;
    FeelValue value; // within the bounds: policy/bounds.h
} RenewedParameter;

typedef struct Renewal {
    Date valid_to;  // DATE_ABSENT: stays as it is
    Date from;      // first day of the new values
    Str document;   // that says so: 「中卫人社发〔2023〕88号」
    const RenewedParameter *parameters;
    size_t parameter_count;
} Renewal;

// The file of a policy, renewed. ERROR_INVALID when nothing changes, a day is impossible, or a
// value does not keep its bounds.
bool renewal_write(Arena *arena, const Policy *policy, const Renewal *renewal, Str *content,
                   Error *error) MUST_USE;

// An example whose outcome the renewal changes.
typedef struct ChangedExample {
    Str title;
    Str conclusion; // key
    Str before, after;
} ChangedExample;

typedef struct ChangedExamples {
    ChangedExample *items;
    size_t count;
    size_t capacity;
} ChangedExamples;

// The text of a compiled policy whose examples expect what comes out now. Those that cannot be
// decided stay as they are, for the check to report.
Str examples_follow(Arena *arena, const Pack *pack, const Policy *policy, ChangedExamples *changed);

#endif
