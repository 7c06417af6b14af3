// SPDX-License-Identifier: Apache-2.0
#ifndef FUND_VISIBLE_H
#define FUND_VISIBLE_H
// Inside fund: the scope of an actor as the queries take it. No other folder includes this.

#include "access/actor.h"

// Who acts for one person or one organisation, not for an office.
static inline bool actor_is_applicant(const Actor *actor) {
    return actor->scope.person_id != 0 || !str_is_absent(actor->scope.uscc);
}

// Bounds budgets and payment files; an applicant sees none of them.
static inline Str fund_prefix(const Actor *actor) {
    return actor_is_applicant(actor) ? STR("none") : actor->scope.division_prefix;
}

#endif
