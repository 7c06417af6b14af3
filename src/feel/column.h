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
//
// A quotient is kept as it is asked for, numerator and divisor, and divided only when somebody
// reads the number. Comparisons multiply through instead, exactly and fast (kernels_quotient.c).

#include "base/bits.h"
#include "feel/type.h"

typedef enum FeelColumnForm {
    FEEL_COLUMN_VALUES, // const FeelValue[]: any type
    FEEL_COLUMN_TRUTH,  // const uint8_t[] of FeelTruth: boolean
    FEEL_COLUMN_SCALED, // const int64_t[], value = data / 10^scale exactly: number
    FEEL_COLUMN_DATES,  // const int64_t[] of Date: date
    FEEL_COLUMN_CODES,  // const int32_t[], indexes into `dictionary`: string
    FEEL_COLUMN_QUOTIENTS, // const int64_t[] over `divisors`, each with its scale: number
} FeelColumnForm;

#define FEEL_SCALE_MAX 18

typedef struct FeelColumn {
    FeelColumnForm form;
    bool is_constant;
    int scale;                // SCALED, QUOTIENTS: 0 to FEEL_SCALE_MAX
    int divisor_scale;        // QUOTIENTS: likewise
    const void *data;
    const uint8_t *nulls;     // NULL = no row is null
    const Str *dictionary;    // CODES: distinct texts
    size_t dictionary_count;
    const int64_t *divisors;  // QUOTIENTS: never constant; 0 only where null
} FeelColumn;

// The value in one row, as a tagged value.
FeelValue feel_column_get(const FeelColumn *column, size_t row);
bool feel_column_is_null(const FeelColumn *column, size_t row);
// A constant column in the densest form; typed only when that loses nothing.
FeelColumn feel_column_constant(Arena *arena, FeelValue value);
// The smallest scale that holds a number exactly, if there is one.
bool feel_number_to_scaled(Decimal number, int *scale, int64_t *coefficient);
// A column of tagged values.
FeelColumn feel_column_values(const FeelValue *values);
// Bytes of one row of `data`.
size_t feel_column_width(FeelColumnForm form);
// The rows from `from` on, borrowed.
FeelColumn feel_column_slice(const FeelColumn *column, size_t from);
// The given rows, copied; a constant column and one without data as they are.
FeelColumn feel_column_gather(Arena *arena, const FeelColumn *column, const uint32_t *rows,
                              size_t count);
// Whether the form alone proves that all values are null or of a type.
bool feel_column_has_type(const FeelColumn *column, const FeelType *type);

// The rows (base/bits.h) in which the value is null; false when there are none.
bool feel_column_nulls(const FeelColumn *column, size_t rows, uint64_t *bits);
// The rows in which the value is true, is false, or is neither.
void feel_column_truths(const FeelColumn *column, FeelTruth truth, size_t rows, uint64_t *bits);
// Sets flags[row] to 1 where the value lies in a range (an end that is null is open), else to 0;
// the rows that are null say nothing. False when the column has no typed test for such a range:
// then the values must be asked one by one.
bool feel_column_in_range(const FeelColumn *column, const FeelRange *range, size_t rows,
                          uint8_t *flags);

#endif
