// SPDX-License-Identifier: Apache-2.0
// Any bytes as CSV, and as a payment file, whose reader is the strictest user of text in lines:
// both end, rows are as wide as the header, and what is refused has a reason.
#include "fuzz.h"

#include "base/csv.h"
#include "fund/payment_content.h"

#include <assert.h>

static void read_rows(Arena *arena, Str text) {
    CsvReader *reader;
    CsvRow row;
    Error error = {0};
    if (!csv_open_text(arena, text, 1, &reader, &error)) {
        assert(error.kind != ERROR_NONE);
        return;
    }
    size_t width = csv_header(reader).count;
    CsvResult result;
    while ((result = csv_next(reader, &row, &error)) == CSV_ROW || result == CSV_BAD_ROW) {
        assert(result == CSV_BAD_ROW ? error.kind != ERROR_NONE : row.count == width);
        assert(row.line > 0);
        error = (Error){0};
    }
    assert(result == CSV_END || error.kind != ERROR_NONE);
    csv_close(reader);
}

static void read_payment(Arena *arena, Str text) {
    PaymentFile head;
    ContentLines lines = {0};
    Str number;
    Error error = {0};
    if (payment_content_read(arena, text, &head, &lines, &error)) {
        assert((int64_t)lines.count == head.line_count);
        assert(payment_content_number(arena, text, &number, &error));
        assert(payment_content_compare(arena, text, text, &error));
    } else {
        assert(error.kind != ERROR_NONE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = {0};
    Str text = {(const char *)data, size};
    read_rows(&arena, text);
    read_payment(&arena, text);
    arena_release(&arena);
    return 0;
}
