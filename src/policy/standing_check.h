// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_STANDING_CHECK_H
#define POLICY_STANDING_CHECK_H
// Part of `jiuye check`: whether the measures and targets that a policy names exist in the pack.

#include "policy/pack.h"

void standing_check(const Pack *pack, const Policy *policy, Diagnostics *diagnostics);

#endif
