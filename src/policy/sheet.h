// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_SHEET_H
#define POLICY_SHEET_H
// A Markdown table whose columns are known by name, in any order: 事实, 参数, 措施 and their like.
// Unknown, repeated and missing columns are findings; so are empty cells that must be filled.

#include "policy/section.h"

#define SHEET_COLUMNS_MAX 20

typedef struct SheetColumn {
    const char *name;
    bool is_required;    // the column must be there
    bool needs_value;    // none of its cells may be empty
} SheetColumn;

typedef struct Sheet {
    const PolicyReader *reader;
    const MarkdownTable *table;
    const SheetColumn *columns;
    size_t column_count;
    size_t places[SHEET_COLUMNS_MAX]; // index in the table; SIZE_MAX = not there
} Sheet;

// False (with findings) when the table cannot be read as such a sheet.
bool sheet_open(Sheet *sheet, const PolicyReader *reader, const MarkdownTable *table,
                const SheetColumn *columns, size_t column_count) MUST_USE;
// The cell of a column; NULL when the column is not there.
const MarkdownCell *sheet_cell(const Sheet *sheet, size_t row, size_t column);
// Its text; empty when the column is not there.
Str sheet_text(const Sheet *sheet, size_t row, size_t column);
// Its place; that of the row when the column is not there.
SourceRange sheet_range(const Sheet *sheet, size_t row, size_t column);

// Reads every table of a section as such a sheet, one call per row.
typedef void SheetRow(PolicyReader *reader, const Sheet *sheet, size_t row);
void sheet_read(PolicyReader *reader, const Section *section, const SheetColumn *columns,
                size_t column_count, SheetRow *row);

// Whether a text is an ASCII key: a letter, then letters, digits and underscores.
bool is_ascii_key(Str text);

#endif
