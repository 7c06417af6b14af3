// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_TARGET_H
#define POLICY_TARGET_H
// Numbers to reach (目标); progress is derived from records.

#include "base/decimal.h"
#include "policy/mark.h"
#include "policy/section.h"

typedef enum TargetSign { TARGET_AT_LEAST, TARGET_EXACTLY, TARGET_AT_MOST } TargetSign;

// A count of a measure (policy/standing.h).
typedef struct TargetTally {
    Str measure; // its key; absent = none
    Str column;
} TargetTally;

typedef struct Target {
    Str name;
    Str key;
    TargetSign sign;
    Str number_text;  // as written: a number, or a date for a time to keep
    Decimal number;   // when it is one
    bool is_number;
    Str unit;
    Str basis;
    Mark mark;
    Str view;   // whose rows count; may be empty
    Str filter; // FEEL on a row of the view; may be empty
    Str progress; // "tally(key).column", alone or "… / …" for a rate; empty = of the measure whose
                  // 名额 it is
    TargetTally tally; // of `progress`; no measure = none
    TargetTally base;  // what it is a share of, in percent; no measure = it is a number
    SourceRange place;
} Target;

typedef struct TargetList {
    Target *items;
    size_t count;
    size_t capacity;
} TargetList;

void targets_read(PolicyReader *reader, const Section *section);

#endif
