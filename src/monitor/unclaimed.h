// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_UNCLAIMED_H
#define MONITOR_UNCLAIMED_H
// Who is entitled and has not claimed (应享未享), as masked lists for the offices, and as a file.
//
// The rows are those of the latest scan within the actor's scope; their number is the number that
// the one screen shows for the same item and county. Who sees counts only (the leading head) gets
// ERROR_FORBIDDEN. A scan that has not run yet is an empty list with scanned_on DATE_ABSENT.
// Whoever withdrew their consent (casework/consent.h) keeps a line and loses the name.

#include "publish/scan.h"

#define UNCLAIMED_PAGE_ROWS 50      // where the query names no number
#define UNCLAIMED_PAGE_ROWS_MAX 500
#define UNCLAIMED_EXPORT_ROWS_MAX 200000

typedef struct UnclaimedQuery {
    int policy_number;
    Str division_code;     // of a county, else ERROR_INVALID; absent: all that the scope has
    Str after_key;         // of a page: page_key of the last row seen; absent = the first page
    int64_t row_count;     // of a page; 0 = UNCLAIMED_PAGE_ROWS
} UnclaimedQuery;

typedef struct UnclaimedPage {
    UnclaimedRows rows;
    bool has_more;         // the next page is after the last row's page_key
    int64_t total;         // of the whole list, as the one screen counts it
    int64_t total_fen;
    int64_t undetermined;  // subjects that lack facts and stand in no list
    Date scanned_on;       // of this item; DATE_ABSENT = never
    Str pack_hash;
} UnclaimedPage;

bool unclaimed_page(Tx *tx, const Actor *actor, const UnclaimedQuery *query, Arena *arena,
                    UnclaimedPage *page, Error *error) MUST_USE;

// As staff may read it in a list: the label, with the masked number of a person who is the subject.
Str unclaimed_label(Arena *arena, const UnclaimedRow *row) MUST_USE;

// A CSV (UTF-8 with a byte-order mark, for spreadsheets) that proves itself: its last line has the
// number of rows, the filter, the day and the pack of the scan, and the SHA-256 of all bytes before
// that line.
typedef struct UnclaimedExport {
    Str content;
    Str sha256;            // of `content` without its last line
    int64_t row_count;
    int64_t total_fen;
} UnclaimedExport;

// ERROR_LIMIT over UNCLAIMED_EXPORT_ROWS_MAX rows. Rows that do not add up to the scan's own count
// are ERROR_CONFLICT "SCAN_INCOMPLETE": no file is better than a short one.
bool unclaimed_export(Tx *tx, const Actor *actor, const UnclaimedQuery *query, Arena *arena,
                      UnclaimedExport *export, Error *error) MUST_USE;
// The audit row of an export, in a write of its own; the file is handed out after it.
bool unclaimed_export_note(Tx *tx, const Actor *actor, const UnclaimedQuery *query,
                           const UnclaimedExport *export, Arena *arena, Error *error) MUST_USE;

#endif
