// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_TABLE_CHECK_H
#define POLICY_TABLE_CHECK_H
// The decision tables of a policy against themselves (dmn/verify.h): gaps, overlaps, rules that
// never count. What an input may be is known here without being repeated in the table: the codes or
// the range of a fact, the texts that another table gives. Tables of functions are checked as well.

#include "policy/program.h"

// The policy must be compiled. Adds findings; with notes also overlaps that the hit policy settles.
void tables_check(Arena *arena, const Policy *policy, bool wants_notes, Diagnostics *diagnostics);

#endif
