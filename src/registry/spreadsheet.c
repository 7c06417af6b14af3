// SPDX-License-Identifier: Apache-2.0
#include "registry/spreadsheet.h"

#include "base/csv.h"
#include "base/gb18030.h"
#include "base/utf8.h"
#include "base/xlsx.h"

#include <string.h>

#define OLE_SIGNATURE STR("\xD0\xCF\x11\xE0") // .xls, and workbooks with a password
#define EXCEL_DECIMALS 8 // where Excel's binary numbers end in noise: 4000.1000000000004
#define SHEET_NAME_BYTES_MAX 93 // 31 characters, which Excel allows
#define YEAR_MIN 1900
#define YEAR_MAX 2200

typedef struct Reading {
    Arena *arena;
    const SpreadsheetOptions *options;
    Spreadsheet *sheet;
} Reading;

// ---- Names and rows ----

Str spreadsheet_plain_name(Arena *arena, Str cell) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t at = 0; at < cell.length;) {
        size_t from = at;
        uint32_t c = utf8_next(cell, &at);
        if (c == ' ' || c == '*' || c == '\n' || c == '\r' || c == 0x3000) continue;
        if (c == 0xFF08) str_put(&out, STR("("));
        else if (c == 0xFF09) str_put(&out, STR(")"));
        else str_put(&out, str_slice(cell, from, at));
    }
    return str_built(&out);
}

static void take_names(Reading *reading, const Str *cells, size_t count) {
    Spreadsheet *sheet = reading->sheet;
    sheet->names = NEW_ARRAY(reading->arena, Str, count);
    sheet->name_count = count;
    for (size_t i = 0; i < count; i++) {
        sheet->names[i] = spreadsheet_plain_name(reading->arena, cells[i]);
    }
}

static bool has_landmark(const Reading *reading) {
    const Spreadsheet *sheet = reading->sheet;
    for (size_t i = 0; i < sheet->name_count; i++) {
        if (str_equal(sheet->names[i], reading->options->landmark)) return true;
    }
    return false;
}

static bool add_row(Reading *reading, const SpreadsheetRow *row, Error *error) {
    if (reading->sheet->count < reading->options->rows_max) {
        PUSH(reading->arena, reading->sheet, *row);
        return true;
    }
    error_set(error, ERROR_LIMIT, "名册超过 %zu 人", reading->options->rows_max);
    return error_detail(error, "请分成几个文件，一个一个上传");
}

static bool take_row(Reading *reading, int64_t line, const Str *cells, size_t count,
                     Error *error) {
    SpreadsheetRow row = {.line = line, .cells = NEW_ARRAY(reading->arena, Str, count),
                          .count = count};
    bool has_text = false;
    for (size_t i = 0; i < count; i++) {
        row.cells[i] = str_copy(reading->arena, str_trim(cells[i]));
        has_text |= !str_is_empty(row.cells[i]);
    }
    return !has_text || add_row(reading, &row, error);
}

// ---- A workbook ----

static bool read_sheet_rows(Reading *reading, XlsxReader *reader, Error *error) {
    XlsxRow row;
    XlsxResult result = XLSX_END;
    bool is_found = false;
    for (int i = 0; i < SPREADSHEET_HEADER_ROWS_MAX && !is_found; i++) {
        result = xlsx_next(reader, &row, error);
        if (result != XLSX_ROW) break;
        take_names(reading, row.cells, row.count);
        is_found = has_landmark(reading) && row.count > 1; // not a mere title
    }
    while (is_found && (result = xlsx_next(reader, &row, error)) == XLSX_ROW) {
        if (!take_row(reading, row.number, row.cells, row.count, error)) return false;
    }
    return result != XLSX_FAILED;
}

static bool read_workbook(Reading *reading, Str bytes, Error *error) {
    XlsxReader *reader;
    if (!xlsx_open(reading->arena, bytes, &reader, error)) return false;
    reading->sheet->sheet_name = xlsx_sheet_among_others(reader);
    bool is_read = read_sheet_rows(reading, reader, error);
    xlsx_close(reader);
    return is_read;
}

// ---- CSV ----

static bool read_lines(Reading *reading, CsvReader *reader, Error *error) {
    CsvRow header = csv_header(reader), row;
    take_names(reading, header.cells, header.count);
    for (;;) {
        Error fault = {0};
        CsvResult result = csv_next(reader, &row, &fault);
        bool is_added = true;
        if (result == CSV_END) return true;
        if (result == CSV_FAILED) {
            *error = fault;
            return false;
        }
        if (result == CSV_BAD_ROW) {
            Str why = str_copy(reading->arena, str_from_c(fault.message));
            SpreadsheetRow bad = {.line = row.line, .unreadable = why};
            is_added = add_row(reading, &bad, error);
        } else {
            is_added = take_row(reading, row.line, row.cells, row.count, error);
        }
        if (!is_added) return false;
    }
}

// Excel on a Chinese system saves CSV in GB 18030.
static bool text_to_utf8(Arena *arena, Str *text, Error *error) {
    if (utf8_is_valid(*text)) return true;
    Str read;
    if (!gb18030_to_utf8(arena, *text, &read)) {
        error_set(error, ERROR_INVALID, "看不出这个文件是什么编码");
        return error_detail(error, "请上传 .xlsx，或另存为“CSV UTF-8”");
    }
    *text = read;
    return true;
}

static bool read_csv(Reading *reading, Str text, Error *error) {
    CsvReader *reader;
    if (!text_to_utf8(reading->arena, &text, error)) return false;
    if (!csv_open_text(reading->arena, text, 1, &reader, error)) {
        return error_detail(error, "请下载模板，照它的列名填好再上传");
    }
    bool is_read = read_lines(reading, reader, error);
    csv_close(reader);
    return is_read;
}

bool spreadsheet_read(Arena *arena, Str bytes, const SpreadsheetOptions *options,
                      Spreadsheet *sheet, Error *error) {
    Reading reading = {arena, options, sheet};
    *sheet = (Spreadsheet){0};
    if (bytes.length > options->bytes_max) {
        error_set(error, ERROR_LIMIT, "文件超过 %zu MB", options->bytes_max / (1024 * 1024));
        return error_detail(error, "请只留名册，或分成几个文件上传");
    }
    if (str_starts_with(bytes, OLE_SIGNATURE)) {
        error_set(error, ERROR_INVALID, "这是旧版 Excel 文件 (.xls)，或者加了密码");
        return error_detail(error, "请去掉密码，另存为“Excel 工作簿 (*.xlsx)”再上传");
    }
    return xlsx_is_likely(bytes) ? read_workbook(&reading, bytes, error)
                                 : read_csv(&reading, bytes, error);
}

bool spreadsheet_tell_sheet(const Spreadsheet *sheet, Error *error) {
    if (str_is_absent(sheet->sheet_name)) return false;
    Error told = *error;
    Str name = utf8_head(sheet->sheet_name, SHEET_NAME_BYTES_MAX);
    return error_detail(error, "%s；只读了第一张工作表“%.*s”，要读别的，先把它移到最前面",
                        told.detail, STR_ARG(name));
}

// ---- What people write in cells ----

bool spreadsheet_date(Str text, Date *date) {
    int64_t parts[3] = {0};
    int count = 0;
    bool in_digits = false;
    text = str_slice(text, 0, str_find(text, STR(" "), 0));
    for (size_t at = 0; at < text.length;) {
        uint32_t c = utf8_next(text, &at);
        if (c >= '0' && c <= '9') {
            if (!in_digits && ++count > 3) return false;
            in_digits = true;
            if (parts[count - 1] > DATE_YEAR_MAX) return false;
            parts[count - 1] = parts[count - 1] * 10 + (int64_t)(c - '0');
        } else {
            bool is_separator = c == '-' || c == '/' || c == '.' || c == 0x5E74 || c == 0x6708;
            bool is_last = c == 0x65E5 && at == text.length; // 年 月 日
            if (!in_digits || !(is_separator || is_last)) return false;
            in_digits = false;
        }
    }
    CivilDate civil = {parts[0], (int)parts[1], (int)parts[2]};
    if (count == 1 && text.length == strlen("20230801")) {
        civil = (CivilDate){parts[0] / 10000, (int)(parts[0] / 100 % 100), (int)(parts[0] % 100)};
    } else if (count != 3 || parts[1] > 12 || parts[2] > 31) {
        return false;
    }
    if (civil.year < YEAR_MIN || civil.year > YEAR_MAX || !civil_is_valid(civil)) return false;
    *date = date_from_civil(civil);
    return true;
}

bool spreadsheet_number(Arena *arena, Str text, Decimal *number) {
    StrBuilder digits;
    str_builder_init(&digits, arena, 0);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] != ',') str_put_char(&digits, text.data[i]);
    }
    if (!decimal_from_str(str_built(&digits), number)) return false;
    *number = decimal_round(*number, EXCEL_DECIMALS, DECIMAL_HALF_EVEN);
    return true;
}
