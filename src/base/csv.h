// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_CSV_H
#define BASE_CSV_H
// CSV as RFC 4180 has it, streamed: bounded memory however large the file. Reads UTF-8 with or
// without a byte-order mark, LF or CRLF, quoted cells with line ends; writes LF. Empty lines are
// skipped.
//
// A bad row is an error that names the line, and the reader goes on behind it, so that one bad row
// does not lose the rest. Where the quotes are wrong (or the row is over CSV_ROW_BYTES_MAX), that
// is the next line of the file; where the contents are wrong (broken UTF-8, not as many cells as
// the header), it is the next row. So every line is in a good row or in one that was reported.

#include "base/error.h"

#define CSV_ROW_BYTES_MAX ((size_t)1024 * 1024)
#define CSV_CELLS_MAX 256
#define CSV_BYTE_ORDER_MARK "\xEF\xBB\xBF" // first in an export: spreadsheets know UTF-8 by it

typedef struct CsvReader CsvReader;

typedef struct CsvRow {
    int64_t line; // of the row's first byte, from 1
    Str *cells;   // valid until the next read
    size_t count;
} CsvRow;

// Opens `path` ("-" is standard input) and reads the header row: names, no two the same.
bool csv_open(Arena *arena, Str path, CsvReader **reader, Error *error) MUST_USE;
// The same for text in memory, which must outlive the reader. `first_line` is its line number.
bool csv_open_text(Arena *arena, Str text, int64_t first_line, CsvReader **reader, Error *error)
    MUST_USE;
void csv_close(CsvReader *reader);
// The cells of the header row; they live as long as the reader.
CsvRow csv_header(const CsvReader *reader);
// Index of a column, -1 when there is none.
int csv_column(const CsvReader *reader, const char *name);
typedef enum CsvResult { CSV_ROW, CSV_BAD_ROW, CSV_END, CSV_FAILED } CsvResult;
// A row has as many cells as the header. CSV_BAD_ROW: `row->line` and `error` say where and what;
// CSV_FAILED: reading itself failed.
CsvResult csv_next(CsvReader *reader, CsvRow *row, Error *error) MUST_USE;
// Bytes consumed and in all (0 = unknown), for progress bars.
void csv_progress(const CsvReader *reader, int64_t *consumed, int64_t *total);

// Appends a cell, quoted when it must be; `first` leaves out the separator.
void csv_put_cell(StrBuilder *out, Str cell, bool first);
// The same of text that somebody wrote: what a spreadsheet would run as a formula gets an
// apostrophe in front.
void csv_put_text(StrBuilder *out, Str text, bool first);
// The last line of an export, which shows that nothing is missing: how many rows, what was asked
// for, which version of the data, and the SHA-256 of every byte before this line.
void csv_put_proof(StrBuilder *out, int64_t row_count, Str filter, Str version);

#endif
