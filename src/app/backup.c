// SPDX-License-Identifier: Apache-2.0
#include "app/backup.h"

#include "access/seal.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "publish/version.h"

// ---- What is written ----

typedef struct BackupRun BackupRun;

// A table on its way into the archive.
typedef struct TableFeed {
    BackupRun *run;
    DumpReader reader;
    Digest *digest; // NULL before and after
    BackupTable *table;
} TableFeed;

struct BackupRun {
    Tx *tx;
    const BackupOptions *options;
    Arena *arena; // of what is kept
    Backup *made;
    Str manifest;
    bool is_manifest_given, is_signature_given;
};

static bool next_lines(void *user, Arena *arena, Str *bytes, Error *error) {
    TableFeed *feed = user;
    if (!feed->digest) feed->digest = digest_open();
    if (!dump_next(feed->run->tx, &feed->reader, arena, bytes, error)) return false;
    digest_add(feed->digest, *bytes);
    feed->table->bytes += (int64_t)bytes->length;
    if (bytes->length > 0) return true;
    feed->table->rows = feed->reader.rows;
    feed->table->sha256 = digest_close(feed->digest, feed->run->arena);
    feed->digest = NULL;
    return true;
}

// Asked for when every table has been.
static bool next_manifest(void *user, Arena *arena, Str *bytes, Error *error) {
    BackupRun *run = user;
    (void)arena;
    (void)error;
    *bytes = STR("");
    if (run->is_manifest_given) return true;
    run->is_manifest_given = true;
    run->manifest = *bytes = backup_manifest(run->made, run->arena);
    return true;
}

static bool next_signature(void *user, Arena *arena, Str *bytes, Error *error) {
    BackupRun *run = user;
    Str signature;
    *bytes = STR("");
    if (run->is_signature_given) return true;
    run->is_signature_given = true;
    const SigningKey *key = run->options->key;
    if (!signing_key_sign(key, arena, run->manifest, &signature, error)) return false;
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    json_member_string(&writer, "suite", suite_code(run->made->suite));
    json_member_string(&writer, "public_key", run->made->public_key);
    json_member_string(&writer, "signature", signature);
    json_close_object(&writer);
    *bytes = str_built(&out);
    return true;
}

Str backup_entry_name(Arena *arena, Str database, Str table) {
    return str_format(arena, "%.*s/%.*s.tsv", STR_ARG(database), STR_ARG(table));
}

static bool write_entries(BackupRun *run, const DumpTables *tables, Arena *arena, Error *error) {
    size_t count = tables->count;
    TableFeed *feeds = NEW_ARRAY(arena, TableFeed, count);
    ArchiveEntry *entries = NEW_ARRAY(arena, ArchiveEntry, count + 2);
    run->made->tables = NEW_ARRAY(arena, BackupTable, count);
    run->made->table_count = count;
    for (size_t i = 0; i < count; i++) {
        const DumpTable *table = &tables->items[i];
        run->made->tables[i] = (BackupTable){.name = table->name, .database = table->database};
        feeds[i] =
            (TableFeed){.run = run, .reader = {.table = table}, .table = &run->made->tables[i]};
        entries[i] = (ArchiveEntry){backup_entry_name(arena, table->database, table->name),
                                    next_lines, &feeds[i]};
    }
    entries[count] = (ArchiveEntry){STR("manifest.json"), next_manifest, run};
    entries[count + 1] = (ArchiveEntry){STR("manifest.sig"), next_signature, run};
    bool ok = archive_write(run->options->path, entries, count + 2, error);
    for (size_t i = 0; i < count; i++) {
        if (feeds[i].digest) digest_close(feeds[i].digest, NULL);
    }
    return ok;
}

// A schema from before the log was sealed has no head.
static bool read_head(Tx *tx, const DumpTables *tables, Arena *arena, Str *head, Error *error) {
    for (size_t i = 0; i < tables->count; i++) {
        bool is_sealed = str_equal(tables->items[i].name, STR("audit_segment"));
        if (is_sealed) return audit_head(tx, arena, head, error);
    }
    return true;
}

static bool write_snapshot(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BackupOptions *options = in;
    Backup *made = out;
    BackupRun run = {.tx = tx, .options = options, .arena = arena, .made = made};
    MigrationList list;
    DumpTables tables;
    Version version;
    bool is_published;
    *made = (Backup){
        .program = options->program,
        .taken_at = clock_timestamp(arena, options->now_ms),
        .business_date = options->today,
        .suite = signing_key_suite(options->key),
        .public_key = signing_key_public(arena, options->key),
    };
    if (!migration_applied(tx, NULL, arena, &made->migrations, error) ||
        !version_on(tx, options->today, arena, &version, &is_published, error) ||
        !migration_list_embedded(arena, &list, error) ||
        !dump_tables(tx, &list, arena, &tables, error) ||
        !read_head(tx, &tables, arena, &made->log_head, error)) {
        return false;
    }
    if (is_published) made->pack_hash = version.hash;
    return write_entries(&run, &tables, arena, error);
}

// The file gets its name when the read is over, which may run twice.
bool backup_write(Store *store, const BackupOptions *options, Arena *arena, Backup *made,
                  Error *error) {
    BackupOptions unnamed = *options;
    unnamed.path = str_format(arena, "%.*s.part", STR_ARG(options->path));
    if (!file_is_free(options->path, error)) return false;
    bool ok = store_read(store, write_snapshot, &unnamed, made, arena, error) &&
              file_place(unnamed.path, options->path, error);
    Error ignored;
    if (!ok) (void)!file_remove(unnamed.path, &ignored);
    return ok;
}

int64_t backup_rows(const Backup *backup) {
    int64_t rows = 0;
    for (size_t i = 0; i < backup->table_count; i++) rows += backup->tables[i].rows;
    return rows;
}

const BackupTable *backup_table(const Backup *backup, Str name) {
    for (size_t i = 0; i < backup->table_count; i++) {
        if (str_equal(backup->tables[i].name, name)) return &backup->tables[i];
    }
    return NULL;
}

// ---- The manifest ----

static void put_migrations(JsonWriter *writer, const MigrationRows *rows) {
    json_key(writer, STR("migrations"));
    json_open_array(writer);
    for (size_t i = 0; i < rows->count; i++) {
        json_open_object(writer);
        json_member_int(writer, "number", rows->items[i].number);
        json_member_string(writer, "name", rows->items[i].name);
        json_member_string(writer, "sha256", rows->items[i].checksum);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void put_tables(JsonWriter *writer, const Backup *backup) {
    json_key(writer, STR("tables"));
    json_open_array(writer);
    for (size_t i = 0; i < backup->table_count; i++) {
        const BackupTable *table = &backup->tables[i];
        json_open_object(writer);
        json_member_string(writer, "database", table->database);
        json_member_string(writer, "name", table->name);
        json_member_int(writer, "rows", table->rows);
        json_member_int(writer, "bytes", table->bytes);
        json_member_string(writer, "sha256", table->sha256);
        json_close_object(writer);
    }
    json_close_array(writer);
}

Str backup_manifest(const Backup *backup, Arena *arena) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, BACKUP_MANIFEST_BYTES_MAX);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    json_member_int(&writer, "format", BACKUP_FORMAT);
    json_member_string(&writer, "program", backup->program);
    json_member_string(&writer, "taken_at", backup->taken_at);
    json_member_string(&writer, "business_date", date_to_str(arena, backup->business_date));
    json_member_string(&writer, "pack", backup->pack_hash);
    json_member_string(&writer, "log_head", backup->log_head);
    put_migrations(&writer, &backup->migrations);
    put_tables(&writer, backup);
    json_close_object(&writer);
    return str_built(&out);
}

static int64_t int_of(const JsonValue *object, const char *key) {
    int64_t value = -1;
    const JsonValue *found = json_get(object, key);
    return found && json_to_int64(found, &value) ? value : -1;
}

static bool refuse(Error *error, const char *code, const char *message, const char *advice) {
    error_set(error, ERROR_INVALID, "%s", message);
    error_detail(error, "%s", advice);
    return error_code(error, code);
}

static bool read_manifest(const JsonValue *value, Arena *arena, Backup *backup, Error *error) {
    const JsonValue *migrations = json_get(value, "migrations");
    const JsonValue *tables = json_get(value, "tables");
    if (int_of(value, "format") != BACKUP_FORMAT || !migrations || !tables ||
        !date_from_str(json_text(value, "business_date"), &backup->business_date)) {
        return refuse(error, "BACKUP_FORMAT", "备份的格式与程序不符", "请使用较新版本的程序");
    }
    backup->program = json_text(value, "program");
    backup->taken_at = json_text(value, "taken_at");
    backup->pack_hash = json_text(value, "pack");
    backup->log_head = json_text(value, "log_head");
    for (size_t i = 0; i < migrations->count; i++) {
        const JsonValue *item = migrations->items[i];
        MigrationRow row = {int_of(item, "number"), json_text(item, "name"),
                            json_text(item, "sha256")};
        PUSH(arena, &backup->migrations, row);
    }
    backup->tables = NEW_ARRAY(arena, BackupTable, tables->count);
    backup->table_count = tables->count;
    for (size_t i = 0; i < tables->count; i++) {
        const JsonValue *item = tables->items[i];
        backup->tables[i] =
            (BackupTable){json_text(item, "name"), json_text(item, "database"),
                          int_of(item, "rows"), int_of(item, "bytes"), json_text(item, "sha256")};
    }
    return true;
}

static bool check_signature(const JsonValue *value, const Str keys[SUITE_COUNT], Str manifest,
                            Backup *backup, Error *error) {
    backup->public_key = json_text(value, "public_key");
    if (!suite_from_code(json_text(value, "suite"), &backup->suite) ||
        !signature_holds(backup->suite, backup->public_key, manifest,
                         json_text(value, "signature"))) {
        return refuse(error, "BACKUP_UNSIGNED", "备份的签名不对：清单被改动过",
                      "换一份没有动过的备份");
    }
    Str known = keys[backup->suite];
    if (str_is_absent(known) || str_equal(known, backup->public_key)) return true;
    return refuse(error, "BACKUP_OTHER_KEY", "备份不是用这个目录里的密钥签的",
                  "--keys 写做备份时用的密钥目录；不写只核对签名本身");
}

bool backup_read(Archive *archive, const Str keys[SUITE_COUNT], Arena *arena, Backup *backup,
                 Error *error) {
    Str manifest, signature;
    const JsonValue *value;
    *backup = (Backup){0};
    return archive_read(archive, STR("manifest.json"), BACKUP_MANIFEST_BYTES_MAX, arena, &manifest,
                        error) &&
           archive_read(archive, STR("manifest.sig"), BACKUP_MANIFEST_BYTES_MAX, arena, &signature,
                        error) &&
           json_parse(arena, signature, &value, error) &&
           check_signature(value, keys, manifest, backup, error) &&
           json_parse(arena, manifest, &value, error) && read_manifest(value, arena, backup, error);
}
