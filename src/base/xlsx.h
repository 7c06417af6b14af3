// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_XLSX_H
#define BASE_XLSX_H
// The first visible sheet of an Excel workbook (.xlsx, ECMA-376), row by row.
//
// Every cell is text. Shared and inline strings are given without their phonetic guides; a number
// is the text that the file holds, digit by digit; a number under a date format becomes
// "2023-08-01" (its time of day is dropped); a formula gives its stored result. A cell that the
// file leaves out is absent text in its place. Rows without any text are skipped.
//
// The workbook is what a stranger uploads. Bytes are counted while they are unpacked, never
// believed; XML with a document type is refused, so there are no entities; nothing is fetched.
// Memory: the shared strings and one row. `bytes` must outlive the reader.
// Failure: ERROR_INVALID when it is no workbook or broken, ERROR_LIMIT over a limit below; the
// message says where (「第3行B列」) and the detail what to do. After a failure only xlsx_close is left.

#include "base/error.h"

#define XLSX_ENTRIES_MAX 1000
#define XLSX_UNPACKED_BYTES_MAX ((int64_t)64 * 1024 * 1024) // of all parts that are read
#define XLSX_STRING_BYTES_MAX ((size_t)16 * 1024 * 1024)    // of the shared strings
#define XLSX_STYLES_MAX 65536
#define XLSX_ROWS_MAX 100000         // rows that the sheet writes down, blank ones included
#define XLSX_ROW_NUMBER_MAX 1048576  // the last row that Excel itself knows
#define XLSX_COLUMNS_MAX 256         // columns with text
#define XLSX_CELL_BYTES_MAX ((size_t)64 * 1024)
#define XLSX_COLUMN_NAME_BYTES 8     // "XFD" and its terminator, with room

typedef struct XlsxReader XlsxReader;

typedef struct XlsxRow {
    int64_t number; // as Excel shows it, from 1
    Str *cells;     // by column, valid until the next read; absent where the sheet has nothing
    size_t count;   // up to the last cell with text
} XlsxRow;

typedef enum XlsxResult { XLSX_ROW, XLSX_END, XLSX_FAILED } XlsxResult;

// Whether the bytes begin as a ZIP archive does, which every workbook is.
bool xlsx_is_likely(Str bytes);
bool xlsx_open(Arena *arena, Str bytes, XlsxReader **reader, Error *error) MUST_USE;
XlsxResult xlsx_next(XlsxReader *reader, XlsxRow *row, Error *error) MUST_USE;
// The name of the sheet that is read, where the workbook has other visible ones; else absent.
Str xlsx_sheet_among_others(const XlsxReader *reader);
// NULL is allowed.
void xlsx_close(XlsxReader *reader);
// "B" for 1. Returns `out`.
const char *xlsx_column_name(size_t column, char out[XLSX_COLUMN_NAME_BYTES]);

#endif
