// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_EPOCH_H
#define POLICY_EPOCH_H
// Parameters as of a date, row by row.
//
// Rows of a batch that take the same row of every parameter form an epoch; the model runs once for
// each epoch, with its parameters as constants. Nearly every batch is one epoch, which is then the
// batch itself, without any copying.

#include "policy/decide.h"

// What the model gets: one epoch's rows.
typedef struct EpochBatch {
    const FeelColumn *facts;
    size_t row_count;
    FeelColumn on;
    const FeelValue *parameters; // by parameter; null when none holds on its date
    bool has_overrides;          // some of them are the caller's
} EpochBatch;

typedef struct Epoch {
    const size_t *choices; // by parameter: index of its row, or its row count when none holds
    FeelValue *parameters;
    uint32_t *rows;        // of the batch; NULL when all of them
    size_t row_count;
} Epoch;

typedef struct Epochs {
    const PolicyBatch *batch;
    FeelColumn on; // the date of each row's decision
    Epoch *items;
    size_t count;
    size_t capacity;
    Str message;   // why a parameter is refused
    const Policy *policy;
} Epochs;

// The results of the parts, put together in the order of the batch.
typedef struct EpochSum {
    FeelValue **values; // by conclusion, by row
    FeelValue **elements; // by element asked for, by row
    size_t element_count;
    uint64_t *fired;
    uint64_t *undetermined;
    uint8_t *eligible;
    uint8_t *selected;
    bool has_selected;  // a part has them
    size_t words;
} EpochSum;

// False when an override is out of its bounds; `message` then says so.
bool epochs_find(Arena *arena, const Pack *pack, const Policy *policy, const PolicyBatch *batch,
                 Epochs *epochs) MUST_USE;
EpochBatch epochs_whole(const Epochs *epochs);
EpochBatch epochs_part(Arena *arena, const Epochs *epochs, size_t epoch);
EpochSum epoch_sum_begin(Arena *arena, const Epochs *epochs, size_t element_count);
void epoch_sum_add(EpochSum *sum, const Epochs *epochs, size_t epoch, const PolicyResult *part);
PolicyResult epoch_sum_result(Arena *arena, const EpochSum *sum, const Epochs *epochs);

#endif
