// SPDX-License-Identifier: Apache-2.0
// Some rows of a frame, as a frame of their own.
#include "dmn/table_plan.h"

#include <string.h>

static size_t element_size(FeelColumnForm form) {
    switch (form) {
    case FEEL_COLUMN_VALUES:
        return sizeof(FeelValue);
    case FEEL_COLUMN_TRUTH:
        return sizeof(uint8_t);
    case FEEL_COLUMN_SCALED:
    case FEEL_COLUMN_DATES:
        return sizeof(int64_t);
    case FEEL_COLUMN_CODES:
        return sizeof(int32_t);
    }
    return 0;
}

FeelColumn dmn_column_gather(Arena *arena, const FeelColumn *column, const uint32_t *rows,
                             size_t count) {
    if (column->is_constant || column->data == NULL) return *column;
    FeelColumn gathered = *column;
    size_t size = element_size(column->form);
    char *data = arena_alloc_array(arena, count, size);
    for (size_t i = 0; i < count; i++) {
        memcpy(data + i * size, (const char *)column->data + rows[i] * size, size);
    }
    gathered.data = data;
    if (column->nulls != NULL) {
        uint8_t *nulls = NEW_ARRAY(arena, uint8_t, count);
        for (size_t i = 0; i < count; i++) nulls[i] = column->nulls[rows[i]];
        gathered.nulls = nulls;
    }
    return gathered;
}

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
        gathered.slots[slots[i]] = dmn_column_gather(arena, &frame->slots[slots[i]], rows, count);
    }
    return gathered;
}
