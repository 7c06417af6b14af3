// SPDX-License-Identifier: Apache-2.0
#include "base/xlsx.h"

#include "base/date.h"
#include "base/decimal.h"
#include "base/utf8.h"
#include "base/xlsx_package.h"

#include <ctype.h>
#include <string.h>

#define COLUMN_NAME_LETTERS_MAX 3
#define ROW_DEPTH 2  // worksheet / sheetData / row
#define DAY_MAX 2958465 // 9999-12-31, counted from 1899-12-30
#define DAY_FALSE_LEAP 60 // 1900-02-29, which never was
#define DAYS_TO_1904 1462

typedef struct Strings {
    Str *items;
    size_t count;
    size_t capacity;
} Strings;

typedef struct Styles {
    bool *items; // by the number of a cell's style: whether it shows dates
    size_t count;
    size_t capacity;
} Styles;

struct XlsxReader {
    XlsxPackage package;
    XlsxPaths paths;
    XlsxPart sheet;
    Strings strings;
    Styles styles;
    Arena row_arena;
    int64_t row_number; // last that began
    int64_t rows;       // seen so far
    size_t columns;     // of this row, behind the last cell that began
    Str cells[XLSX_COLUMNS_MAX];
};

typedef struct Cell {
    size_t column;
    Str kind;  // attribute t
    Str style; // attribute s
    Str raw;   // contents of <v>
    Str text;  // contents of <is>
} Cell;

const char *xlsx_column_name(size_t column, char out[XLSX_COLUMN_NAME_BYTES]) {
    char reversed[XLSX_COLUMN_NAME_BYTES];
    size_t count = 0;
    for (size_t rest = column + 1; rest > 0 && count < sizeof reversed - 1;) {
        reversed[count++] = (char)('A' + (rest - 1) % 26);
        rest = (rest - 1) / 26;
    }
    for (size_t i = 0; i < count; i++) out[i] = reversed[count - 1 - i];
    out[count] = '\0';
    return out;
}

static bool at_cell(const XlsxReader *reader, size_t column, Error *error) {
    char name[XLSX_COLUMN_NAME_BYTES];
    return error_prefix(error, "第%lld行%s列：", (long long)reader->row_number,
                        xlsx_column_name(column, name));
}

// ---- Styles: which numbers are dates ----

// Formats that Excel knows by number alone; 27 to 36 and 50 to 58 are those of Chinese systems.
static bool is_built_in_date(int64_t format) {
    return (format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 31) ||
           format == 36 || (format >= 50 && format <= 54) || format == 57 || format == 58;
}

// Whether a format writes a year or a day: letters outside quotes, brackets and escapes.
static bool is_date_format(Str code) {
    char closing = 0;
    for (size_t i = 0; i < code.length && (closing || code.data[i] != ';'); i++) {
        char c = code.data[i];
        if (closing) {
            if (c == closing) closing = 0;
        } else if (c == '"') {
            closing = '"';
        } else if (c == '[') {
            closing = ']';
        } else if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (strchr("yYdD", c)) {
            return true;
        }
    }
    return false;
}

typedef struct Formats {
    int64_t *items; // numbers of the workbook's own formats that show dates
    size_t count;
    size_t capacity;
} Formats;

static bool is_date_number(const Formats *formats, int64_t format) {
    for (size_t i = 0; i < formats->count; i++) {
        if (formats->items[i] == format) return true;
    }
    return is_built_in_date(format);
}

static int64_t attribute_number(XlsxPart *part, Arena *arena, const char *name) {
    int64_t value;
    return str_to_int64(part_attribute(part, arena, name), &value) ? value : -1;
}

static bool too_many_styles(Error *error) {
    error_set(error, ERROR_LIMIT, "工作簿的单元格格式超过 %d 种", XLSX_STYLES_MAX);
    return error_detail(error, "请把名册复制到一个新的工作簿里再上传");
}

static bool read_styles_in(XlsxReader *reader, XlsxPart *part, Error *error) {
    Arena *arena = reader->package.arena;
    Formats formats = {0};
    bool is_end = false, in_cells = false;
    for (;;) {
        if (!part_read(part, &is_end, error)) return false;
        if (is_end) return true;
        if (part_begins(part, "numFmt")) {
            if (formats.count == XLSX_STYLES_MAX) return too_many_styles(error);
            bool is_date = is_date_format(part_attribute(part, arena, "formatCode"));
            if (is_date) PUSH(arena, &formats, attribute_number(part, arena, "numFmtId"));
        }
        if (part_begins(part, "cellXfs")) in_cells = true;
        if (part_ends(part, "cellXfs")) in_cells = false;
        if (!in_cells || !part_begins(part, "xf")) continue;
        if (reader->styles.count == XLSX_STYLES_MAX) return too_many_styles(error);
        int64_t format = attribute_number(part, arena, "numFmtId");
        PUSH(arena, &reader->styles, is_date_number(&formats, format));
    }
}

static bool read_styles(XlsxReader *reader, Error *error) {
    XlsxPart part;
    if (str_is_absent(reader->paths.styles)) return true;
    if (!part_open(&reader->package, reader->paths.styles, &part, error)) return false;
    bool is_read = read_styles_in(reader, &part, error);
    part_close(&part);
    return is_read;
}

// The day that a number stands for; false when it stands for none.
static bool day_from_number(const XlsxReader *reader, Str number, Date *date) {
    Decimal value;
    int64_t day;
    if (!decimal_from_str(number, &value)) return false;
    if (!decimal_to_int64(decimal_round(value, 0, DECIMAL_FLOOR), &day)) return false;
    if (day < 1 || day > DAY_MAX) return false;
    if (reader->paths.is_1904) day += DAYS_TO_1904;
    else if (day < DAY_FALSE_LEAP) day++;
    *date = date_from_civil((CivilDate){1899, 12, 30}) + day;
    return true;
}

// ---- Shared strings ----

static bool read_strings_in(XlsxReader *reader, XlsxPart *part, Error *error) {
    Arena *arena = reader->package.arena;
    bool is_end = false;
    size_t bytes = 0;
    for (;;) {
        if (!part_read(part, &is_end, error)) return false;
        if (is_end) return true;
        if (!part_begins(part, "si")) continue;
        ArenaMark mark = arena_mark(&reader->row_arena);
        StrBuilder text;
        str_builder_init(&text, &reader->row_arena, XLSX_CELL_BYTES_MAX);
        if (!part_put_text(part, &text, true, error)) return false;
        bytes += text.count + sizeof(Str);
        if (text.overflowed || bytes > XLSX_STRING_BYTES_MAX) {
            error_set(error, ERROR_LIMIT, "工作簿里的文字太多或太长");
            return error_detail(error, "一个单元格最多 %zu KB，全部文字最多 %zu MB，请精简后再上传",
                                XLSX_CELL_BYTES_MAX / 1024, XLSX_STRING_BYTES_MAX / 1024 / 1024);
        }
        PUSH(arena, &reader->strings, str_copy(arena, str_built(&text)));
        arena_rewind(&reader->row_arena, mark);
    }
}

static bool read_strings(XlsxReader *reader, Error *error) {
    XlsxPart part;
    if (str_is_absent(reader->paths.strings)) return true;
    if (!part_open(&reader->package, reader->paths.strings, &part, error)) return false;
    bool is_read = read_strings_in(reader, &part, error);
    part_close(&part);
    return is_read;
}

// ---- Cells ----

// "B3" -> 1. A cell without reference stands behind the one before.
static bool find_column(const XlsxReader *reader, Str reference, size_t *column, Error *error) {
    size_t letters = 0, value = 0;
    while (letters < reference.length && isupper((unsigned char)reference.data[letters]) &&
           letters < COLUMN_NAME_LETTERS_MAX) {
        value = value * 26 + (size_t)(reference.data[letters++] - 'A' + 1);
    }
    *column = letters ? value - 1 : reader->columns;
    int64_t row = reader->row_number;
    bool is_good = str_is_absent(reference) ||
                   (letters > 0 && *column >= reader->columns &&
                    str_to_int64(str_slice(reference, letters, reference.length), &row));
    if (is_good && row == reader->row_number) return true;
    error_set(error, ERROR_INVALID, "第%lld行：单元格的编号“%.*s”不对", (long long)reader->row_number,
              STR_ARG(utf8_head(reference, 20)));
    return error_detail(error, "请用 Excel 或 WPS 打开，另存为“Excel 工作簿 (*.xlsx)”再上传");
}

static bool find_string(const XlsxReader *reader, Str index, Str *text, Error *error) {
    int64_t at;
    if (str_to_int64(index, &at) && at >= 0 && (uint64_t)at < reader->strings.count) {
        *text = reader->strings.items[at];
        return true;
    }
    error_set(error, ERROR_INVALID, "引用的文字“%.*s”不存在，工作簿已损坏",
              STR_ARG(utf8_head(index, 20)));
    return error_detail(error, "请用 Excel 或 WPS 打开，另存为“Excel 工作簿 (*.xlsx)”再上传");
}

static bool cell_to_text(XlsxReader *reader, const Cell *cell, Str *text, Error *error) {
    int64_t style;
    Date date;
    *text = cell->raw;
    if (str_equal(cell->kind, STR("inlineStr"))) *text = cell->text;
    if (str_is_empty(*text)) return true;
    if (str_equal(cell->kind, STR("s"))) return find_string(reader, cell->raw, text, error);
    if (str_equal(cell->kind, STR("d"))) *text = str_slice(cell->raw, 0, strlen("2023-08-01"));
    if (str_equal(cell->kind, STR("b"))) {
        *text = str_equal(cell->raw, STR("1")) ? STR("TRUE") : STR("FALSE");
    }
    bool is_number = str_is_absent(cell->kind) || str_equal(cell->kind, STR("n"));
    bool is_date = is_number && str_to_int64(cell->style, &style) && style >= 0 &&
                   (uint64_t)style < reader->styles.count && reader->styles.items[style];
    if (is_date && day_from_number(reader, cell->raw, &date)) {
        *text = date_to_str(&reader->row_arena, date);
    }
    return true;
}

static bool too_long(const StrBuilder *text, Error *error) {
    if (!text->overflowed) return false;
    error_set(error, ERROR_LIMIT, "单元格内容超过 %zu KB", XLSX_CELL_BYTES_MAX / 1024);
    error_detail(error, "请精简这个单元格的内容");
    return true;
}

// What stands inside <c>, up to its end.
static bool read_contents(XlsxReader *reader, Cell *cell, Error *error) {
    XlsxPart *sheet = &reader->sheet;
    bool is_end = false;
    if (xmlTextReaderIsEmptyElement(sheet->xml)) return true;
    for (;;) {
        if (!part_read(sheet, &is_end, error)) return false;
        if (is_end || part_ends(sheet, "c")) return true;
        bool is_inline = part_begins(sheet, "is");
        if (!is_inline && !part_begins(sheet, "v")) continue;
        StrBuilder text;
        str_builder_init(&text, &reader->row_arena, XLSX_CELL_BYTES_MAX);
        if (!part_put_text(sheet, &text, is_inline, error)) return false;
        if (too_long(&text, error)) return false;
        *(is_inline ? &cell->text : &cell->raw) = str_built(&text);
    }
}

static bool read_cell(XlsxReader *reader, XlsxRow *row, Error *error) {
    XlsxPart *sheet = &reader->sheet;
    Arena *arena = &reader->row_arena;
    Cell cell = {.kind = part_attribute(sheet, arena, "t"),
                 .style = part_attribute(sheet, arena, "s")};
    Str reference = part_attribute(sheet, arena, "r"), text;
    if (!find_column(reader, reference, &cell.column, error)) return false;
    reader->columns = cell.column + 1;
    if (!read_contents(reader, &cell, error) || !cell_to_text(reader, &cell, &text, error)) {
        return at_cell(reader, cell.column, error);
    }
    if (str_is_empty(str_trim(text))) return true;
    if (cell.column >= XLSX_COLUMNS_MAX) {
        error_set(error, ERROR_LIMIT, "超过了 %d 列", XLSX_COLUMNS_MAX);
        error_detail(error, "请只留下名册的列");
        return at_cell(reader, cell.column, error);
    }
    while (row->count <= cell.column) reader->cells[row->count++] = (Str){0};
    reader->cells[cell.column] = text;
    return true;
}

// ---- Rows ----

static bool begin_row(XlsxReader *reader, XlsxRow *row, Error *error) {
    arena_reset(&reader->row_arena);
    Str written = part_attribute(&reader->sheet, &reader->row_arena, "r");
    int64_t number = reader->row_number + 1;
    bool is_number = str_is_absent(written) || str_to_int64(written, &number);
    if (!is_number || number <= reader->row_number || number > XLSX_ROW_NUMBER_MAX) {
        error_set(error, ERROR_INVALID, "第%lld行之后：行号“%.*s”不对",
                  (long long)reader->row_number, STR_ARG(utf8_head(written, 20)));
        return error_detail(error, "请用 Excel 或 WPS 打开，另存为“Excel 工作簿 (*.xlsx)”再上传");
    }
    reader->row_number = number;
    reader->columns = 0;
    *row = (XlsxRow){.number = number, .cells = reader->cells};
    if (++reader->rows <= XLSX_ROWS_MAX) return true;
    error_set(error, ERROR_LIMIT, "第%lld行：工作表超过 %d 行", (long long)number, XLSX_ROWS_MAX);
    return error_detail(error, "请删去名册下面的空行，或分成几个文件上传");
}

static bool read_row(XlsxReader *reader, XlsxRow *row, Error *error) {
    bool is_end = false;
    if (!begin_row(reader, row, error)) return false;
    if (xmlTextReaderIsEmptyElement(reader->sheet.xml)) return true;
    for (;;) {
        if (!part_read(&reader->sheet, &is_end, error)) {
            return error_prefix(error, "第%lld行：", (long long)reader->row_number);
        }
        if (is_end || part_ends(&reader->sheet, "row")) return true;
        if (part_begins(&reader->sheet, "c") && !read_cell(reader, row, error)) return false;
    }
}

XlsxResult xlsx_next(XlsxReader *reader, XlsxRow *row, Error *error) {
    bool is_end = false;
    for (;;) {
        if (!part_read(&reader->sheet, &is_end, error)) {
            if (reader->rows > 0) error_prefix(error, "第%lld行之后：", (long long)reader->row_number);
            return XLSX_FAILED;
        }
        if (is_end) return XLSX_END;
        bool is_row = part_begins(&reader->sheet, "row") &&
                      xmlTextReaderDepth(reader->sheet.xml) == ROW_DEPTH;
        if (!is_row) continue;
        if (!read_row(reader, row, error)) return XLSX_FAILED;
        if (row->count > 0) return XLSX_ROW;
    }
}

// ---- Opening and closing ----

bool xlsx_is_likely(Str bytes) {
    return str_starts_with(bytes, STR("PK\x03\x04"));
}

static bool open_parts(XlsxReader *reader, Error *error) {
    return package_find_paths(&reader->package, &reader->paths, error) &&
           read_styles(reader, error) && read_strings(reader, error) &&
           part_open(&reader->package, reader->paths.sheet, &reader->sheet, error);
}

bool xlsx_open(Arena *arena, Str bytes, XlsxReader **reader, Error *error) {
    XlsxReader *made = NEW(arena, XlsxReader);
    xmlInitParser();
    if (!package_open(&made->package, arena, bytes, error)) return false;
    if (!open_parts(made, error)) {
        xlsx_close(made);
        return false;
    }
    *reader = made;
    return true;
}

Str xlsx_sheet_among_others(const XlsxReader *reader) {
    return reader->paths.has_others ? reader->paths.sheet_name : (Str){0};
}

void xlsx_close(XlsxReader *reader) {
    if (!reader) return;
    part_close(&reader->sheet);
    package_close(&reader->package);
    arena_release(&reader->row_arena);
}
