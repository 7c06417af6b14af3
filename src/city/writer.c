// SPDX-License-Identifier: Apache-2.0
#include "city/writer.h"

#include "base/csv.h"
#include "base/file.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

typedef enum Fault {
    FAULT_CHECKSUM,
    FAULT_DATE,
    FAULT_DUPLICATE,
    FAULT_DIVISION,
    FAULT_MOJIBAKE,
    FAULT_BROKEN_UTF8,
    FAULT_MISSING,
    FAULT_CELL_COUNT,
    FAULT_COUNT
} Fault;

typedef struct OutFile {
    FILE *stream;
    EVP_MD_CTX *hash;
    int64_t rows;   // data rows, spoilt ones included
    int64_t faults;
    Random random;
} OutFile;

struct Writer {
    Str folder;
    OutFile files[EXTRACT_COUNT];
    OutFile faults;
    int64_t good_rows;
    Arena scratch; // the text of one row
    bool has_failed;
    Error error;
};

static const char FAULTS_FILE[] = "faults.csv";
static const char MANIFEST_FILE[] = "manifest.csv";

// ---- Files ----

static void fail(Writer *writer, const char *what, const char *name) {
    if (writer->has_failed) return;
    writer->has_failed = true;
    error_set(&writer->error, ERROR_UNAVAILABLE, "写不了提取文件 %.*s/%s（%s：%s）",
              STR_ARG(writer->folder), name, what, strerror(errno));
    error_detail(&writer->error, "请检查目录的权限和磁盘空间");
}

static void put_bytes(Writer *writer, OutFile *file, Str bytes, const char *name) {
    if (writer->has_failed) return;
    bool is_written = fwrite(bytes.data, 1, bytes.length, file->stream) == bytes.length;
    if (!is_written) fail(writer, "写入", name);
    EVP_DigestUpdate(file->hash, bytes.data, bytes.length);
}

static void put_row(Writer *writer, OutFile *file, const Str *cells, int count, const char *name) {
    arena_reset(&writer->scratch);
    StrBuilder line;
    str_builder_init(&line, &writer->scratch, 0);
    for (int i = 0; i < count; i++) csv_put_cell(&line, cells[i], i == 0);
    str_put_char(&line, '\n');
    put_bytes(writer, file, str_built(&line), name);
}

static void open_file(Writer *writer, Arena *arena, OutFile *file, const char *name) {
    const char *path = str_to_c(
        arena, str_format(arena, "%.*s/%s", STR_ARG(writer->folder), name));
    file->stream = fopen(path, "wb");
    file->hash = EVP_MD_CTX_new();
    if (file->stream == NULL || file->hash == NULL) {
        fail(writer, "打开", name);
        return;
    }
    setvbuf(file->stream, NULL, _IOFBF, WRITER_BUFFER_BYTES);
    EVP_DigestInit_ex(file->hash, EVP_sha256(), NULL);
}

static void open_extract(Writer *writer, Arena *arena, int id, uint64_t seed) {
    const Extract *extract = &extracts[id];
    OutFile *file = &writer->files[id];
    open_file(writer, arena, file,
              str_to_c(arena, str_format(arena, "%s.csv", extract->name)));
    if (writer->has_failed) return;
    file->random = random_stream(seed, 'F', (uint64_t)id);
    Str headers[EXTRACT_COLUMNS_MAX];
    for (int i = 0; i < extract->column_count; i++) {
        headers[i] = str_from_c(extract->columns[i].header);
    }
    put_row(writer, file, headers, extract->column_count, extract->name);
}

bool writer_open(Arena *arena, Str folder, uint64_t seed, Writer **writer, Error *error) {
    if (!file_make_folder(folder, error)) return false;
    Writer *made = NEW(arena, Writer);
    made->folder = str_copy(arena, folder);
    for (int id = 0; id < EXTRACT_COUNT; id++) open_extract(made, arena, id, seed);
    open_file(made, arena, &made->faults, FAULTS_FILE);
    Str headers[] = {STR("文件"), STR("行"), STR("原因代码")};
    if (!made->has_failed) put_row(made, &made->faults, headers, 3, FAULTS_FILE);
    *writer = made;
    return made->has_failed ? writer_close(made, error) : true;
}

// ---- Faults ----

// The first column of a kind that holds text; -1 when there is none.
static int column_of(const Extract *extract, const Str *cells, CellKind kind) {
    for (int i = 0; i < extract->column_count; i++) {
        if (extract->columns[i].kind == kind && cells[i].length > 0) return i;
    }
    return -1;
}

static int name_column(const Extract *extract, const Str *cells) {
    int column = column_of(extract, cells, CELL_PERSON_NAME);
    return column >= 0 ? column : column_of(extract, cells, CELL_UNIT_NAME);
}

// Another check character than the right one.
static Str spoil_last(Arena *arena, Str text) {
    char *copy = arena_alloc(arena, text.length);
    memcpy(copy, text.data, text.length);
    copy[text.length - 1] = text.data[text.length - 1] == '0' ? '1' : '0';
    return (Str){copy, text.length};
}

typedef struct Spoilt {
    Str cells[EXTRACT_COLUMNS_MAX];
    int count;
    const char *reason; // NULL: this fault does not apply to this row
} Spoilt;

static const char *replace(Spoilt *row, int column, Str text, const char *reason) {
    if (column < 0) return NULL;
    row->cells[column] = text;
    return reason;
}

static const char *spoil(Arena *arena, const Extract *extract, Fault fault, Spoilt *row) {
    int column;
    switch (fault) {
    case FAULT_CHECKSUM:
        column = column_of(extract, row->cells, CELL_ID_NUMBER);
        if (column < 0) return NULL;
        return replace(row, column, spoil_last(arena, row->cells[column]), "ID_CHECKSUM");
    case FAULT_DATE:
        column = column_of(extract, row->cells, CELL_DATE);
        return replace(row, column, STR("2023-02-30"), "DATE_FORM");
    case FAULT_DUPLICATE: return "DUPLICATE";
    case FAULT_DIVISION:
        column = column_of(extract, row->cells, CELL_DIVISION);
        return replace(row, column, STR("640599"), "DIVISION_UNKNOWN");
    case FAULT_MOJIBAKE: // GBK bytes of 中卫 read as Latin letters
        return replace(row, name_column(extract, row->cells), STR("ÖÐÎÀ"), "NAME_CHARACTER");
    case FAULT_BROKEN_UTF8: // GBK bytes as they are
        return replace(row, name_column(extract, row->cells), STR("\xD6\xD0\xCE\xC0"), "BAD_ROW");
    case FAULT_MISSING: return replace(row, extract->key[0], STR(""), "MISSING");
    case FAULT_CELL_COUNT: row->count--; return "BAD_ROW";
    case FAULT_COUNT: break;
    }
    return NULL;
}

static void put_fault(Writer *writer, ExtractId id, Fault fault, const Str *cells) {
    const Extract *extract = &extracts[id];
    OutFile *file = &writer->files[id];
    Arena arena = {0};
    Spoilt row = {.count = extract->column_count};
    memcpy(row.cells, cells, sizeof(Str) * (size_t)extract->column_count);
    bool is_key_optional = extract->columns[extract->key[0]].is_optional;
    row.reason = fault == FAULT_MISSING && is_key_optional
                     ? NULL : spoil(&arena, extract, fault, &row);
    if (row.reason != NULL) {
        put_row(writer, file, row.cells, row.count, extract->name);
        file->rows++;
        file->faults++;
        Str note[] = {str_format(&arena, "%s.csv", extract->name),
                      str_format(&arena, "%lld", (long long)file->rows + 1),
                      str_from_c(row.reason)};
        put_row(writer, &writer->faults, note, 3, FAULTS_FILE);
        writer->faults.rows++;
    }
    arena_release(&arena);
}

void writer_row(Writer *writer, ExtractId id, const Str *cells) {
    if (writer->has_failed) return;
    OutFile *file = &writer->files[id];
    int64_t good_before = file->rows - file->faults;
    put_row(writer, file, cells, extracts[id].column_count, extracts[id].name);
    file->rows++;
    writer->good_rows++;
    if (good_before < WRITER_FAULT_ROWS_FIRST) {
        put_fault(writer, id, (Fault)(good_before % FAULT_COUNT), cells);
    } else if (random_below(&file->random, WRITER_FAULT_EVERY) == 0) {
        put_fault(writer, id, (Fault)random_below(&file->random, FAULT_COUNT), cells);
    }
}

int64_t writer_rows(const Writer *writer) { return writer->good_rows; }

// ---- Manifest ----

static void close_file(Writer *writer, OutFile *file, const char *name, StrBuilder *manifest,
                       const char *department) {
    if (file->stream != NULL && fclose(file->stream) != 0) fail(writer, "关闭", name);
    if (file->hash == NULL) return;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(file->hash, digest, &length);
    EVP_MD_CTX_free(file->hash);
    str_put_format(manifest, "%s,%s,%lld,%lld,", name, department, (long long)file->rows,
                   (long long)file->faults);
    for (unsigned i = 0; i < length; i++) str_put_format(manifest, "%02x", digest[i]);
    str_put_char(manifest, '\n');
}

bool writer_close(Writer *writer, Error *error) {
    Arena arena = {0};
    StrBuilder manifest;
    str_builder_init(&manifest, &arena, 0);
    str_put(&manifest, STR("文件,来源部门,行数,其中问题行,SHA-256\n"));
    for (int id = 0; id < EXTRACT_COUNT; id++) {
        const Extract *extract = &extracts[id];
        const char *name = str_to_c(&arena, str_format(&arena, "%s.csv", extract->name));
        close_file(writer, &writer->files[id], name, &manifest, extract->department);
    }
    close_file(writer, &writer->faults, FAULTS_FILE, &manifest, "合成城市");
    Str path = str_format(&arena, "%.*s/%s", STR_ARG(writer->folder), MANIFEST_FILE);
    bool is_good = !writer->has_failed;
    if (!is_good && error != NULL) *error = writer->error;
    if (is_good) is_good = file_write(path, str_built(&manifest), error);
    arena_release(&arena);
    arena_release(&writer->scratch);
    return is_good;
}
