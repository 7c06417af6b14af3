// SPDX-License-Identifier: Apache-2.0
// What the pages read of automatic batches.
#include "compare_core.h"

static const char *const batch_states[MODEL_BATCH_STATES] = {
    [MODEL_MATCHING] = "matching",
    [MODEL_REVIEWING] = "reviewing",
    [MODEL_ROLLED_BACK] = "rolled_back",
};

// The rows that may be paid, each with what came of it.
static bool look_at_rows(Tx *tx, Look *look, const ModelBatch *wanted, Arena *arena, Error *error) {
    Batch batch;
    size_t at = 0;
    if (!batch_find(tx, &look->actor, str_from_c(wanted->number), BATCH_PAYABLE, 0, ROWS_MAX, arena,
                    &batch, error)) {
        return false;
    }
    for (int i = 0; !look->differs && i < wanted->row_count; i++) {
        const ModelBatchRow *row = &wanted->rows[i];
        if (row->column != BATCH_PAYABLE) continue;
        expect(look, wanted->number, true, at < batch.row_count);
        if (look->differs) return true;
        const BatchRow *found = &batch.rows[at++];
        const char *claim = row->claim ? look->model->claims[row->claim - 1].number : "";
        expect(look, wanted->number, i + 1, found->index);
        expect(look, wanted->number, row->amount_fen, found->amount_fen);
        expect(look, wanted->number, true, str_equal(found->claim_number, str_from_c(claim)));
    }
    expect(look, wanted->number, (int64_t)at, (int64_t)batch.row_count);
    return true;
}

bool look_at_batches(Tx *tx, Look *look, Arena *arena, Error *error) {
    Batches found;
    int count = look->model->batch_count;
    if (!batch_list(tx, &look->actor, arena, &found, error)) return false;
    expect(look, "batches", count, (int64_t)found.count);
    for (int i = 0; !look->differs && i < count; i++) {
        const ModelBatch *wanted = &look->model->batches[count - 1 - i]; // newest first
        const Batch *batch = &found.items[i];
        int counts[3] = {0};
        for (int j = 0; j < wanted->row_count; j++) counts[wanted->rows[j].column]++;
        Str state = str_from_c(batch_states[wanted->state]);
        expect(look, wanted->number, true, str_equal(batch->number, str_from_c(wanted->number)));
        expect(look, wanted->number, true, str_equal(batch->state, state));
        expect(look, wanted->number, wanted->job == JOB_WAITING, job_is_open(&batch->job));
        expect(look, wanted->number, wanted->job_asked_by, batch->job.account_id);
        if (wanted->job != JOB_WAITING) expect(look, wanted->number, wanted->job, batch->job.state);
        for (int j = 0; wanted->was_whole && j < 3; j++) {
            expect(look, wanted->number, counts[j], batch->counts[j]);
        }
        if ((wanted->was_whole || wanted->is_stopped) &&
            !look_at_rows(tx, look, wanted, arena, error))
            return false;
    }
    return true;
}
