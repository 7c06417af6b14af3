// SPDX-License-Identifier: Apache-2.0
#include "policy/sheet.h"

#include "policy/nearest.h"

#include <assert.h>

static size_t column_find(const SheetColumn *columns, size_t count, Str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(name, str_from_c(columns[i].name))) return i;
    }
    return SIZE_MAX;
}

static void header_read(Sheet *sheet, size_t place) {
    const MarkdownCell *cell = &sheet->table->header.cells[place];
    size_t column = column_find(sheet->columns, sheet->column_count, cell->text);
    if (column == SIZE_MAX) {
        reader_error(sheet->reader, cell->range, "不认识这一列“%.*s”", STR_ARG(cell->text));
        Nearest nearest = nearest_to(cell->text);
        for (size_t i = 0; i < sheet->column_count; i++) {
            nearest_offer(&nearest, str_from_c(sheet->columns[i].name));
        }
        if (nearest.best.data) {
            diagnostics_hint(sheet->reader->diagnostics, "是不是“%.*s”？", STR_ARG(nearest.best));
        }
    } else if (sheet->places[column] != SIZE_MAX) {
        reader_error(sheet->reader, cell->range, "“%.*s”这一列写了两次", STR_ARG(cell->text));
    } else {
        sheet->places[column] = place;
    }
}

bool sheet_open(Sheet *sheet, const PolicyReader *reader, const MarkdownTable *table,
                const SheetColumn *columns, size_t column_count) {
    assert(column_count <= SHEET_COLUMNS_MAX);
    *sheet = (Sheet){
        .reader = reader, .table = table, .columns = columns, .column_count = column_count};
    for (size_t i = 0; i < column_count; i++) sheet->places[i] = SIZE_MAX;
    for (size_t i = 0; i < table->column_count; i++) header_read(sheet, i);
    bool is_complete = true;
    for (size_t i = 0; i < column_count; i++) {
        if (sheet->places[i] != SIZE_MAX || !columns[i].is_required) continue;
        reader_error(reader, table->header.range, "这个表缺“%s”列", columns[i].name);
        is_complete = false;
    }
    for (size_t row = 0; is_complete && row < table->row_count; row++) {
        for (size_t i = 0; i < column_count; i++) {
            if (!columns[i].needs_value || sheet_text(sheet, row, i).length > 0) continue;
            reader_error(reader, sheet_range(sheet, row, i), "“%s”不能空着", columns[i].name);
        }
    }
    return is_complete;
}

const MarkdownCell *sheet_cell(const Sheet *sheet, size_t row, size_t column) {
    assert(column < sheet->column_count && row < sheet->table->row_count);
    size_t place = sheet->places[column];
    return place == SIZE_MAX ? NULL : &sheet->table->rows[row].cells[place];
}

Str sheet_text(const Sheet *sheet, size_t row, size_t column) {
    const MarkdownCell *cell = sheet_cell(sheet, row, column);
    return cell ? cell->text : STR("");
}

SourceRange sheet_range(const Sheet *sheet, size_t row, size_t column) {
    const MarkdownCell *cell = sheet_cell(sheet, row, column);
    return cell ? cell->range : sheet->table->rows[row].range;
}

void sheet_read(PolicyReader *reader, const Section *section, const SheetColumn *columns,
                size_t column_count, SheetRow *row) {
    size_t next = 0, tables = 0;
    const MarkdownBlock *block;
    while ((block = section_find(section, MARKDOWN_TABLE, &next)) != NULL) {
        Sheet sheet;
        tables++;
        if (!sheet_open(&sheet, reader, block->table, columns, column_count)) continue;
        for (size_t i = 0; i < block->table->row_count; i++) row(reader, &sheet, i);
    }
    if (tables == 0) {
        reader_error(reader, section->range, "“%.*s”下面没有表格", STR_ARG(section->title));
    }
}

bool is_ascii_key(Str text) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_later = (c >= '0' && c <= '9') || c == '_';
        if (!is_letter && !(i > 0 && is_later)) return false;
    }
    return text.length > 0;
}
