// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_APPEAL_CORE_H
#define CASEWORK_APPEAL_CORE_H
// What the files of appeals share: the row, the one way to move it, and what a decision brings.

#include "casework/appeal.h"
#include "casework/appeal.sql.h"
#include "casework/claim_anew.h"

// Within the actor's scope, or ERROR_NOT_FOUND.
bool appeal_load(Tx *tx, const Actor *actor, Str number, Arena *arena, Appeal *appeal,
                 Error *error) MUST_USE;
// The appeal as its course sees it.
CourseCase appeal_case(const Appeal *appeal);
// `change` names what the step writes beside state, version and due date.
bool appeal_take_step(Tx *tx, const Actor *actor, const CaseContext *context, Appeal *appeal,
                      const CourseMove *move, AppealMoveRowIn *change, Arena *arena, Error *error)
    MUST_USE;
AppealMoveRowIn appeal_change(void);
Str appeal_subject_code(AppealSubject subject);

#endif
