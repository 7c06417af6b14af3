// SPDX-License-Identifier: Apache-2.0
#include "registry/import.h"

#include "base/clock.h"
#include "base/csv.h"
#include "base/file.h"
#include "registry/employer.sql.h"
#include "registry/import_row.h"
#include "registry/organiser.sql.h"
#include "registry/person.sql.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define REJECTS_FILE "rejects.csv"
#define REJECTS_MODE 0600 // it repeats rows about people
#define PROGRESS_ROWS 2000

typedef struct Import {
    Store *store;
    const ImportOptions *options;
    ImportSummary *summary;
    ImportKnown known;
    FILE *rejects;
    Arena arena; // of one reject line
} Import;

// One extract being read.
typedef struct Reading {
    Import *import;
    const Extract *extract;
    const Loader *loader;
    ImportFile *result;
    CsvReader *reader;
    int columns[EXTRACT_COLUMNS_MAX]; // in the file, by column of the extract
    KeyTable seen;
    Arena arena;                      // of the chunk
    char *records;
    size_t record_count;
} Reading;

// ---- What is known before ----

static bool know(KeyTable *table, KeyEntry entry, Error *error) {
    if (key_table_put(table, entry)) return true;
    error_set(error, ERROR_LIMIT, "数据库里的人员或单位超过 %zu 条，无法导入", KEY_TABLE_MAX);
    return error_detail(error, "请联系系统管理员提高 KEY_TABLE_MAX");
}

static uint32_t name_mark(Str name) { return (uint32_t)str_hash(name); }

static bool load_people(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    ImportKnown *known = out;
    key_table_release(&known->people);
    QueryCursor cursor;
    PersonKeyRows rows = {0};
    if (!person_key_list_open(tx, NULL, &cursor, error)) return false;
    do {
        arena_reset(arena);
        if (!person_key_list_next(&cursor, arena, &rows, error)) return false;
        for (size_t i = 0; i < rows.count; i++) {
            const PersonKeyRow *row = &rows.items[i];
            assert(row->id <= INT32_MAX); // surrogate keys are counted from 1
            KeyEntry entry = {key_of_id_number(row->id_number), (int32_t)row->id,
                              name_mark(row->name)};
            if (!know(&known->people, entry, error)) return false;
        }
    } while (rows.count > 0);
    person_key_list_close(&cursor);
    return true;
}

// Units, organisers and batches: lists within a query's limit of rows.
static bool load_others(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    ImportKnown *known = out;
    OrgKeyRows units;
    OrganiserKeyRows organisers;
    RosterKeyRows rosters;
    if (!org_key_list(tx, NULL, arena, &units, error)) return false;
    if (!organiser_key_list(tx, NULL, arena, &organisers, error)) return false;
    if (!roster_key_list(tx, NULL, arena, &rosters, error)) return false;
    for (size_t i = 0; i < units.count; i++) {
        KeyEntry entry = {key_of_text(units.items[i].uscc), 1, 0};
        if (!know(&known->units, entry, error)) return false;
    }
    for (size_t i = 0; i < organisers.count; i++) {
        KeyEntry entry = {key_of_text(organisers.items[i].code), 1, 0};
        if (!know(&known->organisers, entry, error)) return false;
    }
    for (size_t i = 0; i < rosters.count; i++) {
        KeyEntry entry = {key_of_text(rosters.items[i].batch_number), 1, 0};
        if (!know(&known->rosters, entry, error)) return false;
    }
    return true;
}

static bool load_known(Import *import, StoreFunction *load, Error *error) {
    Arena arena = {0};
    bool is_loaded = store_read(import->store, load, NULL, &import->known, &arena, error);
    arena_release(&arena);
    return is_loaded;
}

// ---- Rejects ----

typedef struct Finding {
    Check check;
    const char *header; // of the column; NULL = the whole row
    int64_t line;
    const CsvRow *row;  // NULL = it could not be read
} Finding;

static void put_finding(Reading *reading, const Finding *finding) {
    Import *import = reading->import;
    arena_reset(&import->arena);
    StrBuilder raw, line;
    str_builder_init(&raw, &import->arena, 0);
    str_builder_init(&line, &import->arena, 0);
    for (size_t i = 0; finding->row != NULL && i < finding->row->count; i++) {
        csv_put_cell(&raw, finding->row->cells[i], i == 0);
    }
    csv_put_cell(&line, str_format(&import->arena, "%s.csv", reading->extract->name), true);
    csv_put_cell(&line, str_format(&import->arena, "%lld", (long long)finding->line), false);
    bool is_rejected = finding->check.verdict == VERDICT_WRONG;
    csv_put_cell(&line, is_rejected ? STR("拒收") : STR("存疑"), false);
    csv_put_cell(&line, str_from_c(finding->check.code), false);
    Str reason = str_from_c(finding->check.sentence);
    if (finding->header != NULL) {
        reason = str_format(&import->arena, "%s：%s", finding->header, finding->check.sentence);
    }
    csv_put_cell(&line, reason, false);
    csv_put_text(&line, str_built(&raw), false);
    str_put_char(&line, '\n');
    fwrite(str_built(&line).data, 1, str_built(&line).length, import->rejects);
    if (is_rejected) reading->result->rejected++;
}

static bool open_rejects(Import *import, Error *error) {
    Str path = import->options->rejects_path;
    if (str_is_absent(path)) {
        path = str_format(&import->arena, "%.*s/" REJECTS_FILE, STR_ARG(import->options->folder));
    }
    const char *name = str_to_c(&import->arena, path);
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, REJECTS_MODE);
    import->rejects = file < 0 ? NULL : fdopen(file, "wb");
    if (import->rejects == NULL) {
        error_set(error, ERROR_UNAVAILABLE, "写不了拒收文件 %s：%s", name, strerror(errno));
        return error_detail(error, "请用 --rejects 指定可写的文件");
    }
    fputs("文件,行,级别,原因代码,原因,原始行\n", import->rejects);
    return true;
}

// ---- One row ----

static bool keeps_text(CellKind kind) {
    return kind != CELL_DATE && kind != CELL_MONTH_FIRST && kind != CELL_MONTH_LAST &&
           kind != CELL_YEAR && kind != CELL_COUNT && kind != CELL_YUAN &&
           kind != CELL_HUNDREDTHS && kind != CELL_LABEL && kind != CELL_ID_NUMBER;
}

static Check read_cells(Reading *reading, const CsvRow *row, Cell *cells, const char **header,
                        bool *is_doubtful) {
    const Extract *extract = reading->extract;
    for (int i = 0; i < extract->column_count; i++) {
        const ExtractColumn *column = &extract->columns[i];
        Str raw = row->cells[reading->columns[i]];
        Check check = cell_read(&reading->arena, column, raw, reading->import->options->today,
                                &cells[i]);
        *header = column->header;
        if (check.verdict == VERDICT_WRONG) return check;
        if (check.verdict == VERDICT_DOUBTFUL) {
            *is_doubtful = true;
            put_finding(reading, &(Finding){check, column->header, row->line, row});
        }
        if (cells[i].present && keeps_text(column->kind)) {
            cells[i].text = str_copy(&reading->arena, cells[i].text);
        }
    }
    *header = NULL;
    return import_ok();
}

// A row whose key was in the file before is refused.
static Check check_seen(Reading *reading, const Cell *cells) {
    uint64_t key = 0;
    for (int i = 0; i < reading->extract->key_count; i++) {
        const Cell *cell = &cells[reading->extract->key[i]];
        Str text = cell->present ? cell->text : STR("");
        key = str_hash_seeded(text, key + (uint64_t)i + 1);
    }
    if (key == 0) key = 1;
    if (key_table_find(&reading->seen, key) != NULL) {
        return import_wrong("DUPLICATE", "同一文件里已有同一条记录，请删去重复的行");
    }
    if (!key_table_put(&reading->seen, (KeyEntry){key, 1, 0})) {
        return import_wrong("LIMIT", "行数超过导入上限，请分批导入");
    }
    return import_ok();
}

// Looks up the row's person; a name other than the registered one is doubtful.
static Check find_person(Reading *reading, const Cell *cells, int64_t *person_id) {
    int column = reading->loader->person_column;
    *person_id = 0;
    if (column < 0 || !cells[column].present) return import_ok();
    const KeyEntry *entry = key_table_find(&reading->import->known.people,
                                           key_of_id_number(cells[column].text));
    if (entry == NULL) {
        return import_wrong("PERSON_UNKNOWN", "公安户籍中没有这个人，请先报送公安户籍");
    }
    *person_id = entry->value;
    bool has_name = column + 1 < reading->extract->column_count &&
                    reading->extract->columns[column + 1].kind == CELL_PERSON_NAME;
    if (has_name && name_mark(cells[column + 1].text) != entry->mark) {
        return (Check){VERDICT_DOUBTFUL, "NAME_DIFFERS", "姓名与公安户籍不一致，请核对"};
    }
    return import_ok();
}

static Check check_unit(const Reading *reading, const Cell *cells) {
    int column = reading->loader->unit_column;
    if (column < 0) return import_ok();
    if (key_table_find(&reading->import->known.units, key_of_text(cells[column].text)) == NULL) {
        return import_wrong("UNIT_UNKNOWN", "工商登记中没有这个单位，请先报送工商登记");
    }
    return import_ok();
}

// Adds a person that the police extract names; the id follows when the chunk is written.
static Check remember_person(Reading *reading, const Cell *cells) {
    uint64_t key = key_of_id_number(cells[0].text);
    const KeyEntry *known = key_table_find(&reading->import->known.people, key);
    KeyEntry entry = {key, known == NULL ? -1 : known->value, name_mark(cells[1].text)};
    if (key_table_put(&reading->import->known.people, entry)) return import_ok();
    return import_wrong("LIMIT", "人数超过导入上限，请分批导入");
}

// Checks a row and appends its record to the chunk.
static void take_row(Reading *reading, const CsvRow *row) {
    Cell cells[EXTRACT_COLUMNS_MAX];
    const char *header = NULL;
    bool is_doubtful = false;
    ImportRow in = {.cells = cells, .known = &reading->import->known, .arena = &reading->arena,
                    .source = reading->extract->department};
    void *record = reading->records + reading->record_count * reading->loader->record_size;
    Check check = read_cells(reading, row, cells, &header, &is_doubtful);
    if (check.verdict != VERDICT_WRONG) check = check_seen(reading, cells);
    if (check.verdict != VERDICT_WRONG) check = check_unit(reading, cells);
    if (check.verdict != VERDICT_WRONG) {
        check = find_person(reading, cells, &in.person_id);
        if (check.verdict == VERDICT_DOUBTFUL) {
            is_doubtful = true;
            put_finding(reading, &(Finding){check, NULL, row->line, row});
        }
    }
    if (check.verdict != VERDICT_WRONG) check = reading->loader->convert(&in, record);
    bool is_police = reading->extract == &extracts[EXTRACT_POLICE];
    if (check.verdict != VERDICT_WRONG && is_police) check = remember_person(reading, cells);
    if (check.verdict == VERDICT_WRONG) {
        put_finding(reading, &(Finding){check, header, row->line, row});
        return;
    }
    reading->record_count++;
    reading->result->accepted++;
    reading->result->doubtful += is_doubtful;
}

// ---- Chunks ----

static bool write_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)arena;
    const Reading *reading = in;
    int64_t *affected = out;
    *affected = 0;
    return reading->loader->flush(tx, reading->records, reading->record_count, affected, error);
}

static bool flush(Reading *reading, Error *error) {
    bool is_done = true;
    if (reading->record_count > 0 && !reading->import->options->is_dry_run) {
        Arena arena = {0};
        int64_t affected = 0;
        is_done = store_write(reading->import->store, write_chunk, reading, &affected, &arena,
                              error);
        arena_release(&arena);
        reading->result->changed += affected;
    }
    size_t bytes = STORE_IMPORT_CHUNK_ROWS * reading->loader->record_size;
    arena_reset(&reading->arena);
    reading->records = arena_alloc(&reading->arena, bytes);
    reading->record_count = 0;
    return is_done;
}

static void report(const Reading *reading) {
    const ImportOptions *options = reading->import->options;
    if (options->progress == NULL) return;
    ImportProgress progress = {.name = reading->extract->name, .rows = reading->result->rows};
    csv_progress(reading->reader, &progress.consumed, &progress.total);
    options->progress(options->user, &progress);
}

static bool read_rows(Reading *reading, Error *error) {
    if (!flush(reading, error)) return false; // makes room for the first chunk
    for (;;) {
        CsvRow row;
        Error fault = {0};
        CsvResult result = csv_next(reading->reader, &row, &fault);
        if (result == CSV_END) return flush(reading, error);
        if (result == CSV_FAILED) {
            if (error != NULL) *error = fault;
            return false;
        }
        reading->result->rows++;
        if (result == CSV_BAD_ROW) {
            Check check = import_wrong("BAD_ROW", fault.message);
            put_finding(reading, &(Finding){check, NULL, row.line, NULL});
        } else {
            take_row(reading, &row);
        }
        if (reading->result->rows % PROGRESS_ROWS == 0) report(reading);
        bool is_full = reading->record_count == STORE_IMPORT_CHUNK_ROWS;
        if (is_full && !flush(reading, error)) return false;
    }
}

// ---- Files ----

static bool map_columns(Reading *reading) {
    StrBuilder missing;
    Arena arena = {0};
    str_builder_init(&missing, &arena, 0);
    for (int i = 0; i < reading->extract->column_count; i++) {
        const char *header = reading->extract->columns[i].header;
        reading->columns[i] = csv_column(reading->reader, header);
        if (reading->columns[i] < 0) str_put_format(&missing, "“%s”", header);
    }
    bool is_whole = missing.count == 0;
    if (!is_whole) {
        const char *sentence = str_to_c(
            &arena, str_format(&arena, "表头缺少%.*s，整个文件没有导入", STR_ARG(str_built(&missing))));
        put_finding(reading, &(Finding){import_wrong("HEADER", sentence), NULL, 1, NULL});
    }
    arena_release(&arena);
    return is_whole;
}

static bool import_file(Import *import, ExtractId id, Error *error) {
    Arena arena = {0};
    const Loader *loader = labour_loaders[id] != NULL ? labour_loaders[id] : employer_loaders[id];
    Reading reading = {.import = import, .extract = &extracts[id], .loader = loader,
                       .result = &import->summary->files[id]};
    Str path = str_format(&arena, "%.*s/%s.csv", STR_ARG(import->options->folder),
                          extracts[id].name);
    bool is_done = true;
    Error fault = {0};
    int64_t began = clock_monotonic_ns();
    if (!file_exists(path)) {
        reading.result->state = IMPORT_ABSENT;
    } else if (!csv_open(&arena, path, &reading.reader, &fault)) {
        reading.result->state = IMPORT_REFUSED;
        Check check = import_wrong("HEADER", fault.message);
        put_finding(&reading, &(Finding){check, NULL, 1, NULL});
    } else {
        bool has_columns = map_columns(&reading);
        reading.result->state = has_columns ? IMPORT_LOADED : IMPORT_REFUSED;
        if (has_columns) is_done = read_rows(&reading, error);
        csv_close(reading.reader);
    }
    reading.result->elapsed_ns = clock_monotonic_ns() - began;
    import->summary->refused_files += reading.result->state == IMPORT_REFUSED;
    key_table_release(&reading.seen);
    arena_release(&reading.arena);
    arena_release(&arena);
    return is_done;
}

static bool import_files(Import *import, Error *error) {
    for (int id = 0; id < EXTRACT_COUNT; id++) {
        if (!import_file(import, (ExtractId)id, error)) return false;
        bool has_new_people = id == EXTRACT_POLICE && !import->options->is_dry_run &&
                              import->summary->files[id].changed > 0;
        if (has_new_people && !load_known(import, load_people, error)) return false;
    }
    return true;
}

static void add_up(ImportSummary *summary) {
    for (int id = 0; id < EXTRACT_COUNT; id++) {
        const ImportFile *file = &summary->files[id];
        summary->total.rows += file->rows;
        summary->total.accepted += file->accepted;
        summary->total.changed += file->changed;
        summary->total.rejected += file->rejected;
        summary->total.doubtful += file->doubtful;
        summary->total.elapsed_ns += file->elapsed_ns;
    }
}

bool import_folder(Store *store, const ImportOptions *options, ImportSummary *summary,
                   Error *error) {
    *summary = (ImportSummary){0};
    if (!file_is_folder(options->folder)) {
        error_set(error, ERROR_NOT_FOUND, "没有目录 %.*s", STR_ARG(options->folder));
        return error_detail(error, "请核对数据提取所在的目录");
    }
    Import import = {.store = store, .options = options, .summary = summary};
    bool is_done = open_rejects(&import, error) && load_known(&import, load_people, error) &&
                   load_known(&import, load_others, error) && import_files(&import, error);
    if (import.rejects != NULL && fclose(import.rejects) != 0 && is_done) {
        is_done = error_set(error, ERROR_UNAVAILABLE, "拒收文件没有写完：%s", strerror(errno));
    }
    add_up(summary);
    key_table_release(&import.known.people);
    key_table_release(&import.known.units);
    key_table_release(&import.known.organisers);
    key_table_release(&import.known.rosters);
    arena_release(&import.arena);
    return is_done;
}
