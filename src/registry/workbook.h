// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_WORKBOOK_H
#define REGISTRY_WORKBOOK_H
// An Excel workbook for people to fill in, or returned to them with the errors marked: one sheet
// with the rows, and one that explains the columns.
//
// Every cell is text, so that identity numbers keep their digits and nothing is a formula. Columns
// with choices offer them. A marked cell has a colour, a comment, and its sentence is for the
// caller to repeat in a column of words.

#include "base/error.h"
#include "base/str.h"

#define WORKBOOK_SPARE_ROWS 2000 // formatted as text below those that are filled

typedef struct WorkbookColumn {
    Str name;
    Str help;            // what may be written; absent = nothing to say
    const Str *choices;  // offered in a list
    size_t choice_count;
    bool is_required;    // marked with a star
} WorkbookColumn;

typedef struct WorkbookCell {
    Str text;
    Str fault;           // absent = none
} WorkbookCell;

typedef struct Workbook {
    Str title;                     // of the sheet
    const WorkbookColumn *columns;
    size_t column_count;
    const WorkbookCell *cells;     // row by row
    size_t row_count;
} Workbook;

bool workbook_write(Arena *arena, const Workbook *in, Str *bytes, Error *error) MUST_USE;

#endif
