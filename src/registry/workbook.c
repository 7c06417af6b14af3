// SPDX-License-Identifier: Apache-2.0
#include "registry/workbook.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define PATH_BYTES 40
#define WIDE 22.0
#define HELP_WIDE 80.0
#define LIST_BYTES_MAX 255 // of the choices together; Excel's own limit
#define FAULT_COLOUR 0xFFD9D9
#define NAME_COLOUR 0xE7EEF7

typedef struct Writing {
    Arena *arena;
    const Workbook *in;
    lxw_workbook *book;
    lxw_format *text, *name, *fault;
} Writing;

static Str column_title(const Writing *writing, const WorkbookColumn *column) {
    return str_format(writing->arena, "%.*s%s", STR_ARG(column->name),
                      column->is_required ? "*" : "");
}

static void put(const Writing *writing, lxw_worksheet *sheet, size_t row, size_t column, Str text,
                lxw_format *format) {
    if (str_is_empty(text)) return;
    worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column,
                           str_to_c(writing->arena, text), format);
}

static void offer_choices(const Writing *writing, lxw_worksheet *sheet, size_t at) {
    const WorkbookColumn *column = &writing->in->columns[at];
    char **list = NEW_ARRAY(writing->arena, char *, column->choice_count + 1);
    size_t bytes = 0;
    for (size_t i = 0; i < column->choice_count; i++) {
        Str choice = column->choices[i];
        list[i] = arena_alloc(writing->arena, choice.length + 1);
        memcpy(list[i], choice.data, choice.length);
        list[i][choice.length] = 0;
        bytes += column->choices[i].length + 1;
    }
    if (bytes == 0 || bytes > LIST_BYTES_MAX) return;
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = list,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING};
    size_t last = writing->in->row_count + WORKBOOK_SPARE_ROWS;
    worksheet_data_validation_range(sheet, 1, (lxw_col_t)at, (lxw_row_t)last, (lxw_col_t)at,
                                    &validation);
}

static void put_rows(const Writing *writing, lxw_worksheet *sheet) {
    const Workbook *in = writing->in;
    for (size_t i = 0; i < in->row_count; i++) {
        for (size_t j = 0; j < in->column_count; j++) {
            const WorkbookCell *cell = &in->cells[i * in->column_count + j];
            bool has_fault = !str_is_empty(cell->fault);
            if (has_fault && str_is_empty(cell->text)) {
                worksheet_write_blank(sheet, (lxw_row_t)i + 1, (lxw_col_t)j, writing->fault);
            }
            put(writing, sheet, i + 1, j, cell->text, has_fault ? writing->fault : writing->text);
            if (!has_fault) continue;
            worksheet_write_comment(sheet, (lxw_row_t)i + 1, (lxw_col_t)j,
                                    str_to_c(writing->arena, cell->fault));
        }
    }
}

static void put_sheets(const Writing *writing) {
    const Workbook *in = writing->in;
    lxw_worksheet *sheet = workbook_add_worksheet(writing->book,
                                                  str_to_c(writing->arena, in->title));
    lxw_worksheet *help = workbook_add_worksheet(writing->book, "填写说明");
    worksheet_set_column(sheet, 0, (lxw_col_t)(in->column_count - 1), WIDE, writing->text);
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_set_column(help, 0, 1, WIDE, NULL);
    worksheet_set_column(help, 2, 2, HELP_WIDE, NULL);
    put(writing, help, 0, 0, STR("列名"), writing->name);
    put(writing, help, 0, 1, STR("是否必填"), writing->name);
    put(writing, help, 0, 2, STR("怎么填"), writing->name);
    for (size_t i = 0; i < in->column_count; i++) {
        const WorkbookColumn *column = &in->columns[i];
        put(writing, sheet, 0, i, column_title(writing, column), writing->name);
        put(writing, help, i + 1, 0, column->name, NULL);
        put(writing, help, i + 1, 1, column->is_required ? STR("必填") : STR("可以不填"), NULL);
        put(writing, help, i + 1, 2, column->help, NULL);
        offer_choices(writing, sheet, i);
    }
    put_rows(writing, sheet);
}

static void make_formats(Writing *writing) {
    writing->text = workbook_add_format(writing->book);
    writing->name = workbook_add_format(writing->book);
    writing->fault = workbook_add_format(writing->book);
    format_set_num_format(writing->text, "@");
    format_set_num_format(writing->fault, "@");
    format_set_bold(writing->name);
    format_set_bg_color(writing->name, NAME_COLOUR);
    format_set_bg_color(writing->fault, FAULT_COLOUR);
    format_set_bold(writing->fault);
}

static bool fail(const char *what, Error *error) {
    return error_set(error, ERROR_UNAVAILABLE, "写不出工作簿：%s", what);
}

static bool read_back(Arena *arena, int file, Str *bytes, Error *error) {
    struct stat status;
    if (fstat(file, &status) != 0) return fail(strerror(errno), error);
    size_t size = (size_t)status.st_size, done = 0;
    char *text = arena_alloc(arena, size + 1);
    while (done < size) {
        ssize_t count = pread(file, text + done, size - done, (off_t)done);
        if (count <= 0) return fail(count < 0 ? strerror(errno) : "文件不完整", error);
        done += (size_t)count;
    }
    *bytes = (Str){text, size};
    return true;
}

// The library writes to a path: that of a file which is only in memory.
bool workbook_write(Arena *arena, const Workbook *in, Str *bytes, Error *error) {
    Writing writing = {.arena = arena, .in = in};
    char path[PATH_BYTES];
    int file = memfd_create("workbook", MFD_CLOEXEC);
    if (file < 0) return fail(strerror(errno), error);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    writing.book = workbook_new(path);
    bool is_written = writing.book != NULL;
    if (is_written) {
        make_formats(&writing);
        put_sheets(&writing);
        lxw_error result = workbook_close(writing.book);
        is_written = result == LXW_NO_ERROR || fail(lxw_strerror(result), error);
    } else {
        fail("内存不足", error);
    }
    is_written = is_written && read_back(arena, file, bytes, error);
    close(file);
    return is_written;
}
