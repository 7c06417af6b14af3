// SPDX-License-Identifier: Apache-2.0
#include "base/csv.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/utf8.h"

#include <string.h>

// A window of the file lies in `bytes`, [begin, end) not yet consumed. A row is first measured,
// without changing anything, then checked, and only then split in place.

#define WINDOW_BYTES_FIRST ((size_t)64 * 1024)

struct CsvReader {
    Arena *arena;
    int file;   // -1 when reading text
    Str text;   // what of the text is not yet in the window
    char *bytes;
    size_t begin;
    size_t end;
    size_t capacity;
    bool at_end; // nothing more will come into the window
    int64_t line;
    int64_t consumed;
    int64_t total;
    CsvRow header;
    Str cells[CSV_CELLS_MAX];
};

// ---- The window ----

// Makes room behind `end`: moves the rest to the front, or doubles the window.
static void window_reserve(CsvReader *reader) {
    if (reader->end < reader->capacity) return;
    size_t kept = reader->end - reader->begin;
    if (reader->begin > 0) {
        memmove(reader->bytes, reader->bytes + reader->begin, kept);
        reader->begin = 0;
        reader->end = kept;
        return;
    }
    reader->bytes = arena_grow(reader->arena, reader->bytes, kept, &reader->capacity, 1);
}

static bool window_fill(CsvReader *reader, Error *error) {
    window_reserve(reader);
    size_t room = reader->capacity - reader->end, count;
    char *into = reader->bytes + reader->end;
    if (reader->file >= 0) {
        if (!file_read_some(reader->file, into, room, &count, error)) return false;
    } else {
        count = reader->text.length < room ? reader->text.length : room;
        if (count) memcpy(into, reader->text.data, count);
        reader->text = str_slice(reader->text, count, reader->text.length);
    }
    reader->end += count;
    reader->at_end = count == 0;
    return true;
}

static void consume(CsvReader *reader, size_t length) {
    const char *bytes = reader->bytes + reader->begin;
    for (size_t i = 0; i < length; i++) reader->line += bytes[i] == '\n';
    reader->begin += length;
    reader->consumed += (int64_t)length;
}

static bool skip_line(CsvReader *reader, Error *error) {
    for (;;) {
        size_t left = reader->end - reader->begin;
        const char *bytes = reader->bytes + reader->begin;
        const char *end = left ? memchr(bytes, '\n', left) : NULL;
        consume(reader, end ? (size_t)(end - bytes) + 1 : left);
        if (end || reader->at_end) return true;
        if (!window_fill(reader, error)) return false;
    }
}

// ---- Measuring a row ----

typedef enum Place { CELL_BEGIN, IN_PLAIN, IN_QUOTES, BEHIND_QUOTE, BEHIND_RETURN } Place;

typedef struct Measure {
    Place place;
    size_t length; // seen so far, with the line end
    bool complete; // the line end was seen
    const char *fault;
} Measure;

// Goes through what the window holds, up to the end of the row or a fault.
static void measure_window(const CsvReader *reader, Measure *measure) {
    const char *bytes = reader->bytes + reader->begin;
    size_t available = reader->end - reader->begin;
    Place place = measure->place;
    size_t at = measure->length;
    while (at < available && !measure->complete && !measure->fault) {
        char c = bytes[at++];
        if (place == IN_QUOTES) {
            if (c == '"') place = BEHIND_QUOTE;
        } else if (c == '\n') {
            measure->complete = true;
        } else if (place == BEHIND_RETURN || (place == BEHIND_QUOTE && !strchr("\",\r", c))) {
            measure->fault = "右引号后面应为逗号或行末";
        } else if (c == ',') {
            place = CELL_BEGIN;
        } else if (c == '"') {
            if (place == IN_PLAIN) measure->fault = "单元格中间有双引号";
            place = IN_QUOTES;
        } else if (place == BEHIND_QUOTE) {
            place = BEHIND_RETURN;
        } else {
            place = IN_PLAIN;
        }
    }
    measure->place = place;
    measure->length = at;
}

static bool measure_row(CsvReader *reader, Measure *measure, Error *error) {
    for (;;) {
        measure_window(reader, measure);
        if (measure->length > CSV_ROW_BYTES_MAX && !measure->fault) {
            measure->fault = "一行太长，或双引号没有成对";
        }
        if (measure->complete || measure->fault) return true;
        if (!reader->at_end && !window_fill(reader, error)) return false;
        if (!reader->at_end) continue;
        if (measure->place == IN_QUOTES) measure->fault = "双引号没有成对";
        return true;
    }
}

// ---- Splitting a row ----

// Takes the cell at `*at`, unquoted in place, and moves behind its comma.
static Str take_cell(char *bytes, size_t length, size_t *at) {
    size_t from = *at;
    if (from < length && bytes[from] == '"') {
        size_t to = ++from;
        for (size_t i = from;; i++) {
            if (bytes[i] == '"' && (++i == length || bytes[i] != '"')) {
                *at = i + 1;
                return (Str){bytes + from, to - from};
            }
            bytes[to++] = bytes[i];
        }
    }
    const char *comma = from < length ? memchr(bytes + from, ',', length - from) : NULL;
    size_t to = comma ? (size_t)(comma - bytes) : length;
    *at = to + 1;
    return (Str){bytes + from, to - from};
}

// False when there are too many.
static bool split_row(CsvReader *reader, char *bytes, size_t length, CsvRow *row) {
    row->cells = reader->cells;
    row->count = 0;
    for (size_t at = 0; at <= length;) {
        if (row->count == CSV_CELLS_MAX) return false;
        reader->cells[row->count++] = take_cell(bytes, length, &at);
    }
    return true;
}

// Length without the line end.
static size_t content_length(const char *bytes, size_t length) {
    if (length > 0 && bytes[length - 1] == '\n') length--;
    if (length > 0 && bytes[length - 1] == '\r') length--;
    return length;
}

static CsvResult bad_row(const CsvRow *row, const char *fault, Error *error) {
    error_set(error, ERROR_INVALID, "第%lld行：%s", (long long)row->line, fault);
    return CSV_BAD_ROW;
}

static CsvResult check_row(const CsvReader *reader, const CsvRow *row, bool split, Error *error) {
    if (!split) {
        error_set(error, ERROR_LIMIT, "第%lld行：单元格太多，最多 %d 个", (long long)row->line,
                  CSV_CELLS_MAX);
        return CSV_BAD_ROW;
    }
    if (reader->header.count == 0 || row->count == reader->header.count) return CSV_ROW;
    error_set(error, ERROR_INVALID, "第%lld行：有 %zu 个单元格，表头有 %zu 个",
              (long long)row->line, row->count, reader->header.count);
    return CSV_BAD_ROW;
}

CsvResult csv_next(CsvReader *reader, CsvRow *row, Error *error) {
    for (;;) {
        Measure measure = {.place = CELL_BEGIN};
        *row = (CsvRow){.line = reader->line};
        if (!measure_row(reader, &measure, error)) return CSV_FAILED;
        if (measure.length == 0) return CSV_END;
        if (measure.fault) {
            bad_row(row, measure.fault, error);
            error_detail(error, "含逗号、引号、换行的内容放进英文双引号，其中的双引号写两遍");
            return skip_line(reader, error) ? CSV_BAD_ROW : CSV_FAILED;
        }
        char *bytes = reader->bytes + reader->begin;
        size_t length = content_length(bytes, measure.length);
        consume(reader, measure.length);
        if (length == 0) continue;
        if (!utf8_is_valid((Str){bytes, length})) {
            bad_row(row, "不是 UTF-8 文字", error);
            error_detail(error, "在表格软件中另存为“CSV UTF-8”");
            return CSV_BAD_ROW;
        }
        return check_row(reader, row, split_row(reader, bytes, length, row), error);
    }
}

// ---- Opening ----

static bool read_header(CsvReader *reader, Error *error) {
    Error fault = {0};
    CsvRow row;
    if (!window_fill(reader, error)) return false;
    while (reader->end < 3 && !reader->at_end) {
        if (!window_fill(reader, error)) return false;
    }
    Str start = {reader->bytes, reader->end};
    if (str_starts_with(start, STR(CSV_BYTE_ORDER_MARK))) consume(reader, 3);
    CsvResult result = csv_next(reader, &row, &fault);
    if (result == CSV_END) {
        error_set(error, ERROR_INVALID, "没有表头");
        return error_detail(error, "第一行应写各列的名称");
    }
    if (result != CSV_ROW) {
        if (error) *error = fault;
        return false;
    }
    Str *names = NEW_ARRAY(reader->arena, Str, row.count);
    for (size_t i = 0; i < row.count; i++) {
        names[i] = str_copy(reader->arena, row.cells[i]);
        for (size_t j = 0; j < i; j++) {
            if (!str_equal(names[i], names[j])) continue;
            return error_set(error, ERROR_INVALID, "表头有两列都叫“%.*s”", STR_ARG(names[i]));
        }
    }
    reader->header = (CsvRow){row.line, names, row.count};
    return true;
}

static bool reader_start(CsvReader *reader, CsvReader **result, Error *error) {
    reader->bytes = arena_alloc(reader->arena, WINDOW_BYTES_FIRST);
    reader->capacity = WINDOW_BYTES_FIRST;
    if (!read_header(reader, error)) {
        csv_close(reader);
        return false;
    }
    *result = reader;
    return true;
}

bool csv_open(Arena *arena, Str path, CsvReader **reader, Error *error) {
    CsvReader *opened = NEW(arena, CsvReader);
    opened->arena = arena;
    opened->line = 1;
    if (!file_open(path, &opened->file, &opened->total, error)) return false;
    return reader_start(opened, reader, error) || error_prefix(error, "%.*s：", STR_ARG(path));
}

bool csv_open_text(Arena *arena, Str text, int64_t first_line, CsvReader **reader, Error *error) {
    CsvReader *opened = NEW(arena, CsvReader);
    opened->arena = arena;
    opened->file = -1;
    opened->text = text;
    opened->line = first_line;
    opened->total = (int64_t)text.length;
    return reader_start(opened, reader, error);
}

void csv_close(CsvReader *reader) {
    if (reader->file >= 0) file_close(reader->file);
    reader->file = -1;
    reader->at_end = true;
}

CsvRow csv_header(const CsvReader *reader) {
    return reader->header;
}

int csv_column(const CsvReader *reader, const char *name) {
    for (size_t i = 0; i < reader->header.count; i++) {
        if (str_equal(reader->header.cells[i], str_from_c(name))) return (int)i;
    }
    return -1;
}

void csv_progress(const CsvReader *reader, int64_t *consumed, int64_t *total) {
    *consumed = reader->consumed;
    *total = reader->total;
}

// ---- Writing ----

static bool needs_quotes(Str cell, bool first) {
    // An empty first cell might be the whole row, and would read back as an empty line; a mark at
    // the start of a file would vanish.
    if (first && (cell.length == 0 || str_starts_with(cell, STR(CSV_BYTE_ORDER_MARK)))) return true;
    for (size_t i = 0; i < cell.length; i++) {
        char c = cell.data[i];
        if (c == ',' || c == '"' || c == '\n' || c == '\r') return true;
    }
    return false;
}

void csv_put_cell(StrBuilder *out, Str cell, bool first) {
    if (!first) str_put_char(out, ',');
    if (!needs_quotes(cell, first)) {
        str_put(out, cell);
        return;
    }
    str_put_char(out, '"');
    for (Str rest = cell; !str_is_absent(rest);) {
        str_put(out, str_cut(&rest, '"'));
        if (!str_is_absent(rest)) str_put(out, STR("\"\""));
    }
    str_put_char(out, '"');
}

void csv_put_text(StrBuilder *out, Str text, bool first) {
    static const Str starts[] = {STR_INIT("="),  STR_INIT("+"),  STR_INIT("-"),  STR_INIT("@"),
                                 STR_INIT("\t"), STR_INIT("\r"), STR_INIT("＝"), STR_INIT("＋"),
                                 STR_INIT("－"), STR_INIT("＠")};
    bool is_formula = false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        is_formula |= str_starts_with(text, starts[i]);
    }
    if (is_formula) text = str_format(out->arena, "'%.*s", STR_ARG(text));
    csv_put_cell(out, text, first);
}

void csv_put_proof(StrBuilder *out, int64_t row_count, Str filter, Str version) {
    Str sha256 = digest_sha256(out->arena, str_built(out));
    csv_put_cell(out, STR("合计"), true);
    csv_put_cell(out, str_format(out->arena, "%lld行", (long long)row_count), false);
    csv_put_text(out, filter, false);
    csv_put_text(out, version, false);
    csv_put_cell(out, STR("以上各行 SHA-256"), false);
    csv_put_cell(out, sha256, false);
    str_put_char(out, '\n');
}
