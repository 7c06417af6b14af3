// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_TEMPLATE_H
#define POLICY_TEMPLATE_H
// What a new policy or risk rule begins from: a small file that passes the check, with a rule and
// examples, to be rewritten line by line.

#include "base/str.h"

// `number` from 1 to 999; `key` makes the measure's key unique in the pack.
Str policy_template(Arena *arena, int number, Str title, Str key);
// `code` makes the finding's code unique in the pack.
Str risk_template(Arena *arena, Str title, Str code);

#endif
