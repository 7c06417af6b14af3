// SPDX-License-Identifier: Apache-2.0
// Any bytes as a workbook: reading it ends, within its limits, with rows or with a reason.
#include "fuzz.h"

#include "base/error.h"
#include "base/xlsx.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = {0};
    XlsxReader *reader;
    XlsxRow row;
    Error error = {0};
    if (xlsx_open(&arena, (Str){(const char *)data, size}, &reader, &error)) {
        XlsxResult result;
        int64_t before = 0;
        while ((result = xlsx_next(reader, &row, &error)) == XLSX_ROW) {
            assert(row.number > before);
            before = row.number;
        }
        assert(result == XLSX_END || error.kind != ERROR_NONE);
        xlsx_close(reader);
    } else {
        assert(error.kind != ERROR_NONE);
    }
    arena_release(&arena);
    return 0;
}
