// SPDX-License-Identifier: Apache-2.0
// Some rows of a frame, as a frame of their own.
#include "dmn/table_plan.h"

const uint32_t *dmn_origins_gather(Arena *arena, const DmnFrame *frame, const uint32_t *rows,
                                   size_t count) {
    uint32_t *origins = NEW_ARRAY(arena, uint32_t, count);
    for (size_t i = 0; i < count; i++) origins[i] = (uint32_t)dmn_frame_origin(frame, rows[i]);
    return origins;
}

bool dmn_frame_run(FeelRun *run, const FeelProgram *program, const DmnFrame *frame,
                   FeelColumn *result, Error *error) {
    FeelBatch batch = {
        .slots = frame->slots, .slot_count = frame->slot_count, .row_count = frame->row_count};
    feel_run_set_origins(run, frame->origins);
    bool ok = feel_run_batch(run, program, &batch, result, error);
    feel_run_set_origins(run, NULL);
    return ok;
}

DmnFrame dmn_frame_gather(Arena *arena, const DmnFrame *frame, const FeelProgram *program,
                          const uint32_t *rows, size_t count) {
    DmnFrame gathered = *frame;
    gathered.row_count = count;
    gathered.slots = NEW_ARRAY(arena, FeelColumn, frame->slot_count);
    gathered.origins = dmn_origins_gather(arena, frame, rows, count);
    size_t slot_count;
    const size_t *slots = feel_program_slots(program, &slot_count);
    for (size_t i = 0; i < slot_count; i++) {
        gathered.slots[slots[i]] = feel_column_gather(arena, &frame->slots[slots[i]], rows, count);
    }
    return gathered;
}
