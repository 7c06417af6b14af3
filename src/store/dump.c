// SPDX-License-Identifier: Apache-2.0
#include "store/dump.h"

#include "store/driver.h"
#include "store/dump.sql.h"

#include <stdlib.h>
#include <string.h>

// A row in memory: one of these to a column.
typedef union DumpCell {
    OptionalInt number;
    Str text;
} DumpCell;

static const struct {
    const char *name;
    SqlType type;
} types[] = {{"int", SQL_INT}, {"text", SQL_TEXT}, {"blob", SQL_BLOB}};
#define TYPE_COUNT (sizeof types / sizeof *types)

static SqlType type_from_name(Str name) {
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (str_equal(name, str_from_c(types[i].name))) return types[i].type;
    }
    return SQL_TEXT;
}

static const char *type_name(SqlType type) {
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (types[i].type == type) return types[i].name;
    }
    return "text";
}

// ---- The tables and their statements ----

static bool is_required(const DumpTable *table, Str name) {
    for (size_t i = 0; i < table->column_count; i++) {
        if (str_equal(table->columns[i].name, name)) return table->columns[i].is_required;
    }
    return false;
}

static void put_key_column(StrBuilder *out, Str name, const char *order) {
    str_put_format(out, "%s\"%.*s\"%s", out->count ? ", " : "", STR_ARG(name), order);
}

// The columns of a unique index, if none may be NULL; else absent.
static Str key_of_index(const DumpTable *table, Str columns, Arena *arena) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (Str rest = columns; !str_is_absent(rest);) {
        Str name = str_cut(&rest, ',');
        if (!is_required(table, name)) return (Str){0};
        put_key_column(&out, name, "");
    }
    return str_built(&out);
}

// The primary key, else the first unique index by its columns, else all columns.
static Str key_of(const DumpTable *table, const DumpKeyRows *keys, Arena *arena) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (int position = 1; position <= (int)table->column_count; position++) {
        for (size_t i = 0; i < table->column_count; i++) {
            const DumpColumn *column = &table->columns[i];
            if (column->key_position == position) put_key_column(&out, column->name, "");
        }
    }
    for (size_t i = 0; out.count == 0 && i < keys->count; i++) {
        if (!str_equal(keys->items[i].table_name, table->name)) continue;
        Str key = key_of_index(table, keys->items[i].columns, arena);
        if (!str_is_absent(key)) return key;
    }
    for (size_t i = 0; out.count == 0 && i < table->column_count; i++) {
        put_key_column(&out, table->columns[i].name, " NULLS FIRST");
    }
    return str_built(&out);
}

static QueryRecord record_of(const DumpTable *table, Arena *arena) {
    QueryField *fields = NEW_ARRAY(arena, QueryField, table->column_count);
    for (size_t i = 0; i < table->column_count; i++) {
        const DumpColumn *column = &table->columns[i];
        fields[i] =
            (QueryField){.name = str_to_c(arena, column->name), .type = column->type,
                         .nullable = true, .offset = i * sizeof(DumpCell)};
    }
    return (QueryRecord){.fields = fields, .count = (int)table->column_count,
                         .size = table->column_count * sizeof(DumpCell)};
}

static void write_statements(DumpTable *table, Arena *arena) {
    StrBuilder names, places, header;
    str_builder_init(&names, arena, 0);
    str_builder_init(&places, arena, 0);
    str_builder_init(&header, arena, 0);
    bool has_files = false;
    for (size_t i = 0; i < table->column_count; i++) {
        const DumpColumn *column = &table->columns[i];
        has_files |= column->type == SQL_BLOB;
        put_key_column(&names, column->name, "");
        str_put_format(&places, "%s$%zu", i ? ", " : "", i + 1);
        str_put_format(&header, "%s%.*s:%s", i ? "\t" : "", STR_ARG(column->name),
                       type_name(column->type));
    }
    table->header = str_built(&header);
    Str select = str_format(arena, "SELECT %.*s FROM \"%.*s\" ORDER BY %.*s",
                            STR_ARG(str_built(&names)), STR_ARG(table->name), STR_ARG(table->key));
    Str insert =
        str_format(arena, "INSERT INTO \"%.*s\" (%.*s) VALUES (%.*s)", STR_ARG(table->name),
                   STR_ARG(str_built(&names)), STR_ARG(str_built(&places)));
    const char *name = str_to_c(arena, table->name);
    table->select = (Query){.name = name,
                            .file = __FILE__,
                            .line = __LINE__,
                            .is_passing = true,
                            .shape = QUERY_MANY,
                            .row = record_of(table, arena),
                            .batch_rows = has_files ? DUMP_BLOB_ROWS : DUMP_BATCH_ROWS};
    table->insert = (Query){.name = name,
                            .file = __FILE__,
                            .line = __LINE__,
                            .is_passing = true,
                            .shape = QUERY_NOTHING,
                            .in = record_of(table, arena)};
    table->select.sqlite = table->select.postgres = str_to_c(arena, select);
    table->insert.sqlite = table->insert.postgres = str_to_c(arena, insert);
}

bool dump_tables(Tx *tx, const MigrationList *list, Arena *arena, DumpTables *tables,
                 Error *error) {
    MigrationTables names;
    DumpColumnRows columns;
    DumpKeyRows keys;
    *tables = (DumpTables){0};
    if (!migration_tables(list, arena, &names, error) ||
        !dump_column_list(tx, NULL, arena, &columns, error) ||
        !dump_key_list(tx, NULL, arena, &keys, error)) {
        return false;
    }
    for (size_t i = 0; i < names.count; i++) {
        DumpTable table = {.name = names.items[i].name, .database = names.items[i].database};
        for (size_t j = 0; j < columns.count; j++) {
            const DumpColumnRow *row = &columns.items[j];
            if (!str_equal(row->table_name, table.name)) continue;
            DumpColumn column = {row->column_name, type_from_name(row->type), row->is_required,
                                 (int)row->key_position};
            if (table.column_count == table.column_capacity) {
                table.columns = arena_grow(arena, table.columns, table.column_count,
                                           &table.column_capacity, sizeof column);
            }
            table.columns[table.column_count++] = column;
        }
        if (table.column_count == 0) continue; // dropped by a later migration
        table.key = key_of(&table, &keys, arena);
        write_statements(&table, arena);
        PUSH(arena, tables, table);
    }
    return true;
}

// ---- Rows to text ----

// What is escaped, and the letter that stands for it behind a backslash.
static const char escaped[] = "\\\t\n\r", escapes[] = "\\tnr";

static void put_text(StrBuilder *out, Str text) {
    size_t done = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char *at = memchr(escaped, text.data[i], sizeof escaped - 1);
        if (!at) continue;
        str_put(out, str_slice(text, done, i));
        str_put_char(out, '\\');
        str_put_char(out, escapes[at - escaped]);
        done = i + 1;
    }
    str_put(out, str_slice(text, done, text.length));
}

static void put_blob(StrBuilder *out, Str bytes) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        str_put_char(out, digits[byte >> 4]);
        str_put_char(out, digits[byte & 15]);
    }
}

static void put_cell(StrBuilder *out, SqlType type, const DumpCell *cell) {
    bool is_null = type == SQL_INT ? !cell->number.present : str_is_absent(cell->text);
    if (is_null)
        str_put(out, STR("\\N"));
    else if (type == SQL_INT)
        str_put_int(out, cell->number.value);
    else if (type == SQL_BLOB)
        put_blob(out, cell->text);
    else
        put_text(out, cell->text);
}

static Str rows_to_text(const DumpTable *table, const QueryRows *rows, Arena *arena) {
    StrBuilder out;
    const DumpCell *cell = rows->items;
    str_builder_init(&out, arena, SIZE_MAX / 2); // bounded by the rows themselves
    for (size_t i = 0; i < rows->count; i++) {
        for (size_t j = 0; j < table->column_count; j++, cell++) {
            if (j) str_put_char(&out, '\t');
            put_cell(&out, table->columns[j].type, cell);
        }
        str_put_char(&out, '\n');
    }
    return str_built(&out);
}

bool dump_next(Tx *tx, DumpReader *reader, Arena *arena, Str *lines, Error *error) {
    const Query *query = &reader->table->select;
    *lines = STR("");
    if (!reader->has_begun) {
        if (!query_open(tx, query, NULL, &reader->cursor, error)) return false;
        reader->has_begun = true;
        *lines = str_format(arena, "%.*s\n", STR_ARG(reader->table->header));
        return true;
    }
    if (reader->has_ended) return true;
    QueryRows rows = {0};
    if (!query_next(&reader->cursor, query, arena, &rows, error)) return false;
    reader->has_ended = rows.count == 0;
    reader->rows += (int64_t)rows.count;
    *lines = rows_to_text(reader->table, &rows, arena);
    return true;
}

// ---- Text to rows ----

struct DumpLoader {
    Tx *tx;
    const DumpTable *table;
    Arena line_arena; // the beginning of a line whose end has not come
    StrBuilder line;
    Arena row_arena; // rows that wait to be written
    DumpCell *cells; // DUMP_BATCH_ROWS rows
    size_t waiting, waiting_bytes;
    bool has_header;
    int64_t rows;
};

bool dump_load_begin(Tx *tx, const DumpTables *tables, Arena *arena, const char **ending,
                     Error *error) {
    if (!tx->driver->begin_load(tx, arena, ending, error)) return false;
    for (size_t i = tables->count; i > 0; i--) {
        Str sql = str_format(arena, "DELETE FROM \"%.*s\"", STR_ARG(tables->items[i - 1].name));
        if (!tx->driver->script(tx, str_to_c(arena, sql), error)) return false;
    }
    return true;
}

bool dump_load_end(Tx *tx, const char *ending, Error *error) {
    return tx->driver->script(tx, ending, error);
}

static void loader_reset(DumpLoader *loader) {
    arena_reset(&loader->row_arena);
    loader->cells =
        NEW_ARRAY(&loader->row_arena, DumpCell, DUMP_BATCH_ROWS * loader->table->column_count);
    loader->waiting = loader->waiting_bytes = 0;
}

DumpLoader *dump_loader_open(Tx *tx, const DumpTable *table) {
    DumpLoader *loader = calloc(1, sizeof *loader);
    if (!loader) abort(); // as an arena without memory
    loader->tx = tx;
    loader->table = table;
    str_builder_init(&loader->line, &loader->line_arena, 3 * QUERY_VALUE_BYTES_MAX);
    loader_reset(loader);
    return loader;
}

void dump_loader_close(DumpLoader *loader) {
    if (!loader) return;
    arena_release(&loader->line_arena);
    arena_release(&loader->row_arena);
    free(loader);
}

static bool refuse(const DumpLoader *loader, Error *error, const char *why) {
    error_set(error, ERROR_INVALID, "表 %.*s 第 %lld 行%s", STR_ARG(loader->table->name),
              (long long)loader->rows + 2, why);
    return error_detail(error, "备份文件不是由本程序写出的，换一份备份");
}

static bool flush(DumpLoader *loader, Error *error) {
    QueryBulk bulk;
    bool is_written =
        loader->waiting == 0 || query_bulk(loader->tx, &loader->table->insert, loader->cells,
                                           loader->waiting, &bulk, error);
    if (!is_written) return error_prefix(error, "表 %.*s：", STR_ARG(loader->table->name));
    loader_reset(loader);
    return true;
}

static bool read_text(Arena *arena, Str field, Str *text) {
    char *out = arena_alloc(arena, field.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < field.length; i++) {
        char c = field.data[i];
        if (c == '\\') {
            if (++i == field.length) return false;
            const char *at = memchr(escapes, field.data[i], sizeof escapes - 1);
            if (!at) return false;
            c = escaped[at - escapes];
        }
        out[length++] = c;
    }
    *text = (Str){out, length};
    return true;
}

static int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_blob(Arena *arena, Str field, Str *bytes) {
    char *out = arena_alloc(arena, field.length / 2 + 1);
    for (size_t i = 0; i + 1 < field.length; i += 2) {
        int high = digit(field.data[i]), low = digit(field.data[i + 1]);
        if (high < 0 || low < 0) return false;
        out[i / 2] = (char)(high * 16 + low);
    }
    *bytes = (Str){out, field.length / 2};
    return field.length % 2 == 0;
}

static bool read_cell(Arena *arena, SqlType type, Str field, DumpCell *cell) {
    *cell = (DumpCell){0};
    if (str_equal(field, STR("\\N"))) return true;
    if (type == SQL_TEXT) return read_text(arena, field, &cell->text);
    if (type == SQL_BLOB) return read_blob(arena, field, &cell->text);
    cell->number.present = true;
    return str_to_int64(field, &cell->number.value);
}

static bool load_line(DumpLoader *loader, Str line, Error *error) {
    const DumpTable *table = loader->table;
    if (!loader->has_header) {
        loader->has_header = true;
        return str_equal(line, table->header) || refuse(loader, error, "之前的栏目与数据库不符");
    }
    DumpCell *row = loader->cells + loader->waiting * table->column_count;
    Str rest = line;
    for (size_t i = 0; i < table->column_count; i++) {
        if (str_is_absent(rest)) return refuse(loader, error, "栏数不够");
        Str field = str_cut(&rest, '\t');
        if (!read_cell(&loader->row_arena, table->columns[i].type, field, &row[i])) {
            return refuse(loader, error, "有读不懂的值");
        }
    }
    if (!str_is_absent(rest)) return refuse(loader, error, "栏数太多");
    loader->rows++;
    loader->waiting++;
    loader->waiting_bytes += line.length;
    bool is_full = loader->waiting == DUMP_BATCH_ROWS || loader->waiting_bytes > DUMP_BATCH_BYTES;
    return !is_full || flush(loader, error);
}

bool dump_loader_put(DumpLoader *loader, Str text, Error *error) {
    while (text.length > 0) {
        const char *end = memchr(text.data, '\n', text.length);
        if (!end) {
            str_put(&loader->line, text);
            return !loader->line.overflowed || refuse(loader, error, "太长");
        }
        Str line = {text.data, (size_t)(end - text.data)};
        if (loader->line.count > 0) {
            str_put(&loader->line, line);
            line = str_built(&loader->line);
        }
        if (loader->line.overflowed) return refuse(loader, error, "太长");
        if (!load_line(loader, line, error)) return false;
        arena_reset(&loader->line_arena);
        str_builder_init(&loader->line, &loader->line_arena, 3 * QUERY_VALUE_BYTES_MAX);
        text = str_slice(text, (size_t)(end - text.data) + 1, text.length);
    }
    return true;
}

bool dump_loader_finish(DumpLoader *loader, int64_t *rows, Error *error) {
    if (!loader->has_header || loader->line.count > 0) return refuse(loader, error, "没有结束");
    *rows = loader->rows;
    return flush(loader, error);
}
