// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_NEED_H
#define POLICY_NEED_H
// Which unknown facts a value really needs, row by row.
//
// FEEL goes on where a fact is null: `if 困难 then 2000 else 1000` gives 1000, and `困难 = "x"` false.
// A conclusion must not rest on that. A value is unknown in a row when a fact that it needs there
// is null: of an `if` the condition and the branch it takes; of `and` and `or` nothing beyond the
// side that settles it; of a decision table the rules that are undetermined and the outputs of
// those that fire; of everything else all it reads.

#include "dmn/model.h"

typedef struct Needs Needs;       // of a model; immutable, shared by threads
typedef struct NeedsRun NeedsRun; // of one run

// The model must have compiled without errors. `verdict` is an optional input that counts as
// unknown where it is null, though no fact (符合).
const Needs *needs_new_in(Arena *arena, const DmnModel *model, size_t verdict) MUST_USE;

NeedsRun *needs_run_new_in(Arena *arena, const Needs *needs, DmnRun *run) MUST_USE;
// Starts a batch whose decisions are evaluated; answers live in `arena`.
void needs_run_begin(NeedsRun *run, Arena *arena, size_t row_count);
// The rows (base/bits.h) in which it is unknown; NULL = none. False only at a limit of FEEL.
bool needs_unknown(NeedsRun *run, size_t element, const uint64_t **unknown, Error *error) MUST_USE;
// Sets `is_needed` (by element) for the unknown facts that `element` needs in a row.
bool needs_collect(NeedsRun *run, size_t element, size_t row, bool *is_needed, Error *error)
    MUST_USE;

#endif
