// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_DRAFT_CORE_H
#define PUBLISH_DRAFT_CORE_H
// The last steps of a draft, for publish/draft_publish.c, which has checked the pack.

#include "publish/draft.h"

// ERROR_CONFLICT "WRONG_STATE" when the draft is no longer as it was read.
bool draft_mark_submitted(Tx *tx, const Actor *actor, const Draft *draft, const DraftSubmit *in,
                          Error *error) MUST_USE;
bool draft_mark_published(Tx *tx, const Actor *actor, const Draft *draft, Str version_hash,
                          Date effective_on, Arena *arena, Error *error) MUST_USE;
bool draft_check_author(const Actor *actor, const Draft *draft, Error *error) MUST_USE;

#endif
