// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_BOUNDS_H
#define POLICY_BOUNDS_H
// Values of parameters as people type and read them, and what their bounds allow.
//
// An amount in fen (its key ends in _fen) is typed and shown in yuan, a date as 2023-12-31, a truth
// as 是 or 否; anything else that is not a plain number or text is FEEL.

#include "policy/parameter.h"

// The row that a change from a day on would end: the one that holds on that day, else the last
// before it, else the first. NULL when the parameter has no rows.
const ParameterRow *parameter_row_from(const Parameter *parameter, Date from);
// Reads what somebody typed for a parameter and holds it to the bounds of a row. ERROR_INVALID
// "PARAMETER_INVALID", or "PARAMETER_OUT_OF_BOUNDS" with the bounds and their basis.
bool parameter_value_typed(Arena *arena, const Parameter *parameter, const ParameterRow *row,
                           Str typed, FeelValue *value, Error *error) MUST_USE;
// 「1,500.00 元」, 「2023年12月31日」, 「是」.
Str parameter_shown(Arena *arena, const Parameter *parameter, FeelValue value);
// As it would be typed: "1500", "2023-12-31".
Str parameter_typed(Arena *arena, const Parameter *parameter, FeelValue value);
// 「0.00 元 至 1,500.00 元」; the FEEL text when the bounds are no interval; absent without bounds.
// Of anything that has a key, a type and bounds: a fact and its 取值.
Str bounds_shown(Arena *arena, Str key, const FeelType *type, DmnText bounds);
Str parameter_bounds_shown(Arena *arena, const Parameter *parameter, const ParameterRow *row);
// The other values at the edge of what is allowed: the ends of an interval, the other truth, the
// other texts of a list. None when the bounds leave no choice. For 口径台账.
void parameter_others(Arena *arena, const ParameterRow *row, FeelValue **values, size_t *count);

#endif
