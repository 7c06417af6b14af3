// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_COLUMN_H
#define FEEL_COLUMN_H
// One value for each row of a batch, in the densest form its type allows.
//
// A single applicant is a batch of one row. A typed column holds plain integers, so that a scan of
// a city runs in tight loops; what has no typed form is an array of FeelValue. A constant column
// holds its one value at index 0, whatever the number of rows. `nulls` is one byte a row (1 = the
// value is null, its data is then 0), or NULL when none is. A truth column has no `nulls`: unknown
// is its third value. Columns borrow their arrays.

#include "feel/type.h"

typedef enum FeelColumnForm {
    FEEL_COLUMN_VALUES, // const FeelValue[]: any type
    FEEL_COLUMN_TRUTH,  // const uint8_t[] of FeelTruth: boolean
    FEEL_COLUMN_SCALED, // const int64_t[], value = data / 10^scale exactly: number
    FEEL_COLUMN_DATES,  // const int64_t[] of Date: date
    FEEL_COLUMN_CODES,  // const int32_t[], indexes into `dictionary`: string
} FeelColumnForm;

#define FEEL_SCALE_MAX 18

typedef struct FeelColumn {
    FeelColumnForm form;
    bool is_constant;
    int scale;                // SCALED: 0 to FEEL_SCALE_MAX
    const void *data;
    const uint8_t *nulls;     // NULL = no row is null
    const Str *dictionary;    // CODES: distinct texts
    size_t dictionary_count;
} FeelColumn;

// The value in one row, as a tagged value.
FeelValue feel_column_get(const FeelColumn *column, size_t row);
bool feel_column_is_null(const FeelColumn *column, size_t row);
// A constant column in the densest form; typed only when that loses nothing.
FeelColumn feel_column_constant(Arena *arena, FeelValue value);
// A column of tagged values.
FeelColumn feel_column_values(const FeelValue *values);

#endif
