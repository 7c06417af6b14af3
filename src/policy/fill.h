// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_FILL_H
#define POLICY_FILL_H
// Small works on columns that deciding needs: putting defaults in, taking unknown results out, and
// the lists of codes for the reasons that fired.

#include "policy/policy.h"

// A column, not constant and with nulls, with a value where it is null.
FeelColumn fill_with(Arena *arena, const FeelColumn *column, FeelValue value, size_t count);
// The column of a fact with its default where it is null. An all-zero column is null throughout.
// A code that the fact may not have counts as null.
FeelColumn fill_default(Arena *arena, const FeelColumn *column, const Fact *fact,
                               size_t row_count);
// The column with null in the rows `is_null` (base/bits.h); the column itself when that is NULL.
FeelColumn fill_null_where(Arena *arena, const FeelColumn *column, const uint64_t *is_null,
                           size_t row_count);

// The lists of codes that went out, so that rows with the same reasons share one list.
typedef struct FillCodes FillCodes;
FillCodes *fill_codes_new_in(Arena *arena, const ReasonList *reasons) MUST_USE;
// uint64_t a set of reasons.
size_t fill_codes_words(const FillCodes *texts);
// The codes of the fired reasons, a set of them, each once, in the order of the rules.
FeelValue fill_codes(FillCodes *texts, const uint64_t *fired);

#endif
