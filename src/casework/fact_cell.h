// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_FACT_CELL_H
#define CASEWORK_FACT_CELL_H
// A fact as a column of a table that people fill in: its name, what may be written, and the value
// of what was written. Money is written in yuan, truth as 是 or 否, a code by its label.
//
// What does not fit a cell (records, lists of records) is asked on a form instead.

#include "base/json.h"
#include "policy/fact.h"

#define FACT_CELL_LENGTH_MAX 200 // code points
// How a place is written (registry/code.h, division_from_text).
#define FACT_PLACE_RULE "省份，本市的写县区，如北京市、海原县"

typedef struct FactCell {
    const Fact *fact;
    Str name;           // 「月实缴(元)」
    Str rule;           // what may be written, for people
    const Str *choices; // offered; none = free
    size_t choice_count;
} FactCell;

// What a text fact is stated by, however it was typed: of a place its code; of any other the text
// itself. False for a place that nobody knows.
bool fact_text_stated(Arena *arena, const Fact *fact, Str text, Str *stated) MUST_USE;
bool fact_cell_fits(const Fact *fact);
FactCell fact_cell_of(Arena *arena, const Fact *fact);
// The value of what was written; false with what would have been right.
bool fact_cell_read(Arena *arena, const FactCell *cell, Str text, const JsonValue **json,
                    Str *fault) MUST_USE;

#endif
