// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_PARAMETER_CHECK_H
#define POLICY_PARAMETER_CHECK_H
// Parameters against the calendar: days between two rows of one parameter on which none holds, and
// days of the policy's own period before the first row or after the last.

#include "policy/policy.h"

// Adds warnings, each with the days.
void parameters_check(const Policy *policy, Diagnostics *diagnostics);

#endif
