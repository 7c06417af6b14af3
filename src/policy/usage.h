// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_USAGE_H
#define POLICY_USAGE_H
// Which facts, parameters and headings of a compiled policy lead to a conclusion, a reason or a
// measure. What does not is a warning: a fact that is asked for and never read is a burden.

#include "policy/program.h"

void policy_usage_check(const Policy *policy, Diagnostics *diagnostics);

#endif
