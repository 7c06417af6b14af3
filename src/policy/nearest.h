// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_NEAREST_H
#define POLICY_NEAREST_H
// "Did you mean …": the candidate that is fewest edits away from a misspelt word.

#include "base/str.h"

#define NEAREST_CODE_POINTS_MAX 64 // longer words are not compared

typedef struct Nearest {
    Str word;
    Str best; // absent = nothing near enough
    size_t distance;
} Nearest;

// Starts a search; offer every candidate, then read `best`. A candidate is near enough when at
// most a third of the longer word (and at least one character) must be edited.
Nearest nearest_to(Str word);
void nearest_offer(Nearest *nearest, Str candidate);

#endif
