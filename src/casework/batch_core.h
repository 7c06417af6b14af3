// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_BATCH_CORE_H
#define CASEWORK_BATCH_CORE_H
// What matching a batch and reading it share.

#include "casework/batch.h"
#include "casework/batch.sql.h"

BatchColumn batch_column_from_code(Str code);
// The head with its counts, without rows.
bool batch_summary(Tx *tx, const BatchHeadRow *head, Arena *arena, Batch *batch, Error *error)
    MUST_USE;

#endif
