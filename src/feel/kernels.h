// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_KERNELS_H
#define FEEL_KERNELS_H
// Tight loops over typed columns. Each computes exactly what the row functions would, or
// declines by returning false before anything is stored: other forms, or a result that does not
// fit the form (then the whole frame goes row by row). None allocates per row or warns.

#include "base/vectorise.h"
#include "feel/evaluate.h"

// Negation, sums, differences and products of scaled numbers.
bool kernel_arithmetic(FeelRun *run, Frame *frame, const Instruction *instruction);
// Comparisons and ranges over scaled numbers, dates, codes and truths.
bool kernel_comparison(FeelRun *run, Frame *frame, const Instruction *instruction);
// A date plus or minus one duration for all rows, of months or of whole days.
bool kernel_date_arithmetic(FeelRun *run, Frame *frame, const Instruction *instruction);
// `.year`, `.month`, `.day` of dates.
bool kernel_date_part(FeelRun *run, Frame *frame, const Instruction *instruction);
// Scaled numbers by one divisor whose quotients are finite decimals.
bool kernel_divide(FeelRun *run, Frame *frame, const Instruction *instruction);
// Scaled numbers by scaled numbers, as quotients.
bool kernel_quotient(FeelRun *run, Frame *frame, const Instruction *instruction);
// Comparisons of quotients with scaled numbers, without dividing.
bool kernel_compare_quotient(FeelRun *run, Frame *frame, const Instruction *instruction);
// Rounding of scaled numbers to a constant number of digits.
bool kernel_round(FeelRun *run, Frame *frame, const Instruction *instruction);
// min and max of scaled numbers.
bool kernel_builtin(FeelRun *run, Frame *frame, const Instruction *instruction);

// Conjunction, disjunction and negation of truths, for columns of `rows` rows.
void kernel_and(const uint8_t *a, const uint8_t *b, uint8_t *out, size_t rows);
void kernel_or(const uint8_t *a, const uint8_t *b, uint8_t *out, size_t rows);
void kernel_not(const uint8_t *a, uint8_t *out, size_t rows);

// 10 to the power of `exponent`, 0 to FEEL_SCALE_MAX.
int64_t kernel_power_of_ten(int exponent);
// A scaled column with another, higher scale; false when a value does not fit.
bool column_rescale(FeelRun *run, FeelColumn *column, size_t rows, int scale);
// In order comparisons a null makes the result unknown. `nulls` may be NULL.
void kernel_unknown_where_null(uint8_t *truths, const uint8_t *nulls, size_t rows);
// quotient <op> number of each row; nulls are not looked at. False when it cannot be told without
// dividing.
bool kernel_quotient_truths(const FeelColumn *quotient, Opcode opcode, const FeelColumn *number,
                            size_t rows, uint8_t *truths);
// Data below a null is 0 in every column; `nulls` may be NULL.
void kernel_clear_nulls(int64_t *data, const uint8_t *nulls, size_t rows);
// a <= b means b >= a.
Opcode kernel_mirrored(Opcode opcode);
// One byte a row: whether any of the columns is null there. NULL when none is.
const uint8_t *kernel_nulls(FeelRun *run, const FeelColumn *a, const FeelColumn *b, size_t rows);

#endif
