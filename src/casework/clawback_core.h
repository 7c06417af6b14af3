// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_CLAWBACK_CORE_H
#define CASEWORK_CLAWBACK_CORE_H
// What taking the steps of a clawback and reading it share.

#include "casework/clawback.h"
#include "casework/clawback.sql.h"

// Within the actor's scope, or ERROR_NOT_FOUND.
bool clawback_load(Tx *tx, const Actor *actor, Str number, Arena *arena, Clawback *clawback,
                   Error *error) MUST_USE;
// The clawback as its course sees it.
CourseCase clawback_case(const Clawback *clawback);
// Whether less came back than is due by today.
bool clawback_is_overdue(const ReceivableCourse *money);

#endif
