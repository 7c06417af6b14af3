// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_TARGET_H
#define POLICY_TARGET_H
// Numbers to reach (目标); progress is derived from records.

#include "base/decimal.h"
#include "policy/mark.h"
#include "policy/section.h"

typedef enum TargetSign { TARGET_AT_LEAST, TARGET_EXACTLY, TARGET_AT_MOST } TargetSign;

// What the rows of a view are asked: how many there are of which it is true (count), or what it
// comes to (sum). Written in FEEL over the facts of the policy.
typedef enum TargetDraw { TARGET_DRAW_NONE, TARGET_DRAW_COUNT, TARGET_DRAW_SUM } TargetDraw;

typedef struct TargetTerm {
    TargetDraw draw;
    DmnText text; // source NULL: count() of all
} TargetTerm;

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
    Str view;       // whose rows are counted, the 对象 of a measure; empty = none are
    DmnText filter; // FEEL over the facts: which of them; source NULL = all
    Str progress; // "tally(key).column", "count(…)" or "sum(…)", alone or "… / …" for a rate; empty
                  // = of the measure whose 名额 it is
    TargetTerm part;  // of `progress`, when it counts rows
    TargetTerm whole; // what it is a share of, in percent; no draw = it is a number
    TargetTally tally; // of `progress`; no measure = none
    TargetTally base;  // what it is a share of, in percent; no measure = it is a number
    SourceRange place;
} Target;

typedef struct TargetList {
    Target *items;
    size_t count;
    size_t capacity;
} TargetList;

// Whether its progress is counted from rows of a view.
bool target_counts_rows(const Target *target);
// What those counts rest on; they hold for no other (publish/target_count.h).
Str target_terms(Arena *arena, const Target *target) MUST_USE;
void targets_read(PolicyReader *reader, const Section *section);

#endif
