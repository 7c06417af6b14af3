// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_VIEW_CHECK_H
#define PUBLISH_VIEW_CHECK_H
// The sources of facts against the fact views that this program has. The policy layer knows no
// database, the views know no pack; `jiuye check` brings them together.

#include "policy/pack.h"

// Adds findings: a misspelt column or one of another type is an error, a view that this program
// does not have a warning (its facts would stay unknown).
void views_check(const Pack *pack, Diagnostics *diagnostics);

#endif
