// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_POLICY_MEASURE_DOOR_H
#define PAGES_POLICY_MEASURE_DOOR_H
// Where a measure is done, for whoever looks: applied for, enrolled in, reported by roster, or
// worked on by the office. The one place that turns a measure into a link.

#include "policy/policy.h"
#include "web/context.h"

typedef struct Door {
    Str path; // absent = nothing to open: it comes by itself, or is no business of theirs
    Str word; // on the link, or instead of it
} Door;

// The word for a measure's kind: 补助, 项目, 名单, 服务, 贷款, 事项.
Str measure_kind_label(const Measure *measure);
// For the public, a person or an organisation: where one applies. Who is not signed in is led
// through the sign-in.
Door measure_door(const Context *context, const Measure *measure);
// For the office: the claims of the policy, or the enrolments of the measure.
Door measure_office_door(const Context *context, const Policy *policy, const Measure *measure);

#endif
