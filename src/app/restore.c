// SPDX-License-Identifier: Apache-2.0
#include "app/restore.h"

#include "access/seal.h"
#include "base/digest.h"

#define READ_BYTES 65536

static bool refuse(const BackupTable *table, Error *error) {
    error_set(error, ERROR_INVALID, "备份里的表 %.*s 与签名的清单不符", STR_ARG(table->name));
    error_detail(error, "文件损坏或被改动过，换一份备份；数据库没有动");
    return error_code(error, "BACKUP_DAMAGED");
}

// Reads a table to its end, into `loader` unless that is NULL, and compares it with the manifest.
static bool read_table(Archive *archive, const BackupTable *table, DumpLoader *loader,
                       Error *error) {
    Arena arena = {0};
    ArchivePart *part;
    char bytes[READ_BYTES];
    size_t count = 1;
    int64_t total = 0;
    Str name = backup_entry_name(&arena, table->database, table->name);
    bool ok = archive_part_open(archive, name, &part, error);
    if (ok) {
        Digest *digest = digest_open();
        while (ok && count > 0) {
            ok = archive_part_read(part, bytes, sizeof bytes, &count, error);
            if (!ok) break;
            digest_add(digest, (Str){bytes, count});
            total += (int64_t)count;
            ok = total <= table->bytes || refuse(table, error);
            if (ok && loader) ok = dump_loader_put(loader, (Str){bytes, count}, error);
        }
        Str sha256 = digest_close(digest, &arena);
        archive_part_close(part);
        if (ok && !str_equal(sha256, table->sha256)) ok = refuse(table, error);
    }
    arena_release(&arena);
    return ok;
}

bool restore_check(Archive *archive, const Backup *backup, Error *error) {
    Arena arena = {0};
    MigrationList list;
    size_t count;
    bool ok = migration_list_embedded(&arena, &list, error) &&
              migration_compare(&backup->migrations, &list, &count, error);
    arena_release(&arena);
    for (size_t i = 0; ok && i < backup->table_count; i++) {
        ok = read_table(archive, &backup->tables[i], NULL, error);
    }
    return ok;
}

// ---- Loading ----

typedef struct LoadJob {
    Archive *archive;
    const Backup *backup;
} LoadJob;

static bool load_table(Tx *tx, const LoadJob *job, const DumpTable *into, Error *error) {
    const BackupTable *table = backup_table(job->backup, into->name);
    if (!table) {
        return error_set(error, ERROR_INVALID, "备份里没有表 %.*s", STR_ARG(into->name));
    }
    int64_t rows = 0;
    DumpLoader *loader = dump_loader_open(tx, into);
    bool ok =
        read_table(job->archive, table, loader, error) && dump_loader_finish(loader, &rows, error);
    dump_loader_close(loader);
    return ok && (rows == table->rows || refuse(table, error));
}

static bool load(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const LoadJob *job = in;
    (void)out;
    MigrationList list;
    DumpTables tables;
    const char *ending;
    if (!migration_list_embedded(arena, &list, error)) return false;
    list.count = job->backup->migrations.count; // restore_check: they are the first of the list
    if (!migration_apply_all(tx, &list, arena, error) ||
        !dump_tables(tx, &list, arena, &tables, error) ||
        !dump_load_begin(tx, &tables, arena, &ending, error)) {
        return false;
    }
    if (tables.count != job->backup->table_count) {
        return error_set(error, ERROR_INVALID, "备份有 %zu 个表，这个结构有 %zu 个",
                         job->backup->table_count, tables.count);
    }
    for (size_t i = 0; i < tables.count; i++) {
        if (!load_table(tx, job, &tables.items[i], error)) return false;
    }
    return dump_load_end(tx, ending, error);
}

static bool read_head(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return audit_head(tx, arena, out, error);
}

bool restore_load(Store *store, Archive *archive, const Backup *backup, Arena *arena, Str *log_head,
                  Error *error) {
    LoadJob job = {archive, backup};
    return store_write(store, load, &job, NULL, arena, error) &&
           store_migrate_embedded(store, error) && store_analyze(store, error) &&
           store_read(store, read_head, NULL, log_head, arena, error);
}
