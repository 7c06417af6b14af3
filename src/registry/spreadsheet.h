// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_SPREADSHEET_H
#define REGISTRY_SPREADSHEET_H
// A table that a stranger uploads: an Excel workbook or a CSV file, told apart by its content, as
// a row of column names and rows of trimmed text. And what people write in its cells: dates and
// numbers in the forms that Excel and hands produce.
//
// CSV is UTF-8 or GB 18030. In a workbook titles may stand above the names; the row of names is
// the first that has the landmark. Rows without text are left out. A CSV line that cannot be read
// is kept with the reason, so that every line of the file is in the result or in an error.
// Failure: ERROR_INVALID or ERROR_LIMIT for the file as a whole; the detail says what to do.

#include "base/date.h"
#include "base/decimal.h"

#define SPREADSHEET_HEADER_ROWS_MAX 10 // rows of a workbook among which the names are looked for

typedef struct SpreadsheetRow {
    int64_t line;   // of the sheet or file, from 1
    Str *cells;     // `count` of them; the rest of the row is empty
    size_t count;
    Str unreadable; // why the line could not be read; absent = it could
} SpreadsheetRow;

typedef struct Spreadsheet {
    Str *names;     // without spaces and stars, brackets narrow: 「月工资（元）*」 is 「月工资(元)」
    size_t name_count;
    Str sheet_name; // of a workbook with other visible sheets, which are not read; else absent
    SpreadsheetRow *items;
    size_t count;
    size_t capacity;
} Spreadsheet;

typedef struct SpreadsheetOptions {
    size_t bytes_max; // of the file
    size_t rows_max;
    Str landmark;     // a plain name that the row of names has
} SpreadsheetOptions;

bool spreadsheet_read(Arena *arena, Str bytes, const SpreadsheetOptions *options,
                      Spreadsheet *sheet, Error *error) MUST_USE;
// Says behind an error about what the table lacks which sheet of the workbook it is, if there are
// others. Returns false.
bool spreadsheet_tell_sheet(const Spreadsheet *sheet, Error *error);
// The name as it is compared.
Str spreadsheet_plain_name(Arena *arena, Str name);
// "2023-08-01", "2023/8/1", "2023.8.1", "2023年8月1日", "20230801", each with a time behind it.
bool spreadsheet_date(Str text, Date *date) MUST_USE;
// "4,500.50", and what Excel's binary numbers make of it: 4500.5000000000004.
bool spreadsheet_number(Arena *arena, Str text, Decimal *number) MUST_USE;

#endif
