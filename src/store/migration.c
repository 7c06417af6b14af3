// SPDX-License-Identifier: Apache-2.0
#include "store/migration.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/embedded.h"
#include "store/driver.h"
#include "store/dump.sql.h"

#include <stdio.h>

// "migrations/0001-catalogue.sql" to a migration.
static bool migration_from_file(Str path, Str text, Migration *migration, Error *error) {
    Str name = str_slice(path, sizeof "migrations/" - 1, path.length - 4);
    int64_t number = 0;
    if (name.length < 6 || name.data[4] != '-' || !str_to_int64(str_slice(name, 0, 4), &number) ||
        number < 1) {
        return error_set(error, ERROR_INVALID, "%.*s: 文件名应为 NNNN-名称.sql", STR_ARG(path));
    }
    *migration = (Migration){.number = (int)number, .name = name, .text = text};
    return true;
}

bool migration_list_embedded(Arena *arena, MigrationList *list, Error *error) {
    *list = (MigrationList){0};
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from_c(embedded_files[i].path);
        if (!str_starts_with(path, STR("migrations/"))) continue;
        Migration migration;
        Str text = str_from_range(embedded_files[i].begin, embedded_files[i].end);
        if (!migration_from_file(path, text, &migration, error)) return false;
        PUSH(arena, list, migration); // sorted by path and so by number
        if (list->count > 1 && list->items[list->count - 2].number == migration.number) {
            return error_set(error, ERROR_INVALID, "%.*s: 编号 %d 重复", STR_ARG(path),
                             migration.number);
        }
    }
    return true;
}

// ---- Comparing the database with the program ----

static bool refuse(Error *error, const char *code, const char *advice) {
    error_detail(error, "%s", advice);
    return error_code(error, code);
}

static bool is_unchanged(const MigrationRow *row, const Migration *known) {
    Arena arena = {0};
    bool is_equal = str_equal(row->checksum, digest_sha256(&arena, known->text));
    arena_release(&arena);
    return is_equal;
}

bool migration_compare(const MigrationRows *applied, const MigrationList *list, size_t *count,
                       Error *error) {
    for (size_t i = 0; i < applied->count; i++) {
        const MigrationRow *row = &applied->items[i];
        if (i >= list->count) {
            error_set(error, ERROR_CONFLICT, "数据库的结构比程序新（已有 %.*s）",
                      STR_ARG(row->name));
            return refuse(error, "SCHEMA_NEWER", "请使用较新版本的程序");
        }
        const Migration *known = &list->items[i];
        if (row->number != known->number || !str_equal(row->name, known->name)) {
            error_set(error, ERROR_CONFLICT, "数据库已执行 %.*s，程序在此处是 %.*s",
                      STR_ARG(row->name), STR_ARG(known->name));
            return refuse(error, "SCHEMA_CHANGED", "迁移只能追加在最后，不能插入或改名");
        }
        if (!is_unchanged(row, known)) {
            error_set(error, ERROR_CONFLICT, "已执行的迁移 %.*s 内容被改动", STR_ARG(row->name));
            return refuse(error, "SCHEMA_CHANGED", "恢复原文，改动写成新的迁移");
        }
    }
    *count = applied->count;
    return true;
}

static bool find_next(Tx *tx, const MigrationList *list, Arena *arena, size_t *next,
                      Error *error) {
    SchemaRow schema;
    MigrationRows applied = {0};
    if (!schema_is_known(tx, NULL, arena, &schema, error)) return false;
    if (schema.is_known && !migration_applied(tx, NULL, arena, &applied, error)) return false;
    return migration_compare(&applied, list, next, error);
}

static bool check(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const MigrationList *list = in;
    size_t next;
    (void)out;
    if (!find_next(tx, list, arena, &next, error)) return false;
    if (next == list->count) return true;
    error_set(error, ERROR_CONFLICT, "数据库的结构比程序旧（缺少 %.*s）",
              STR_ARG(list->items[next].name));
    return refuse(error, "SCHEMA_OLD", "运行 jiuye migrate");
}

bool store_check_schema(Store *store, const MigrationList *list, Error *error) {
    Arena arena = {0};
    bool ok = store_read(store, check, list, NULL, &arena, error);
    arena_release(&arena);
    return ok;
}

// ---- Applying ----

static bool run_part(Tx *tx, const MigrationPart *part, Arena *arena, Error *error) {
    if (!tx->driver->use_database(tx, part->database, error)) return false;
    return tx->driver->script(tx, str_to_c(arena, part->sql), error);
}

static bool apply(Tx *tx, const Migration *migration, Arena *arena, Error *error) {
    MigrationParts parts;
    if (!migration_translate(arena, migration, tx->driver->is_postgres, &parts, error)) {
        return false;
    }
    for (size_t i = 0; i < parts.count; i++) {
        Error cause = {0};
        if (run_part(tx, &parts.items[i], arena, &cause)) continue;
        error_set(error, ERROR_INVALID, "迁移 migrations/%.*s.sql 不能执行：%s",
                  STR_ARG(migration->name), cause.message);
        return error_detail(error, "%s", cause.detail);
    }
    for (size_t i = 0; i < parts.count; i++) {
        for (size_t j = 0; j < parts.items[i].table_count; j++) {
            DatabaseTableInsertIn row = {parts.items[i].tables[j], parts.items[i].database};
            if (!database_table_insert(tx, &row, NULL, error)) return false;
        }
    }
    ClockStorage storage;
    Clock clock = clock_system(&storage, DATE_ABSENT);
    MigrationInsertIn row = {
        .number = migration->number,
        .name = migration->name,
        .checksum = digest_sha256(arena, migration->text),
        .applied_at = clock_timestamp(arena, clock_now_ms(&clock)),
    };
    return migration_insert(tx, &row, NULL, error);
}

// One migration, if one is missing; `out` says whether.
static bool apply_next(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const MigrationList *list = in;
    bool *is_applied = out;
    size_t next;
    *is_applied = false;
    if (!tx->driver->begin_migration(tx, error)) return false;
    if (!find_next(tx, list, arena, &next, error)) return false;
    if (next == list->count) return true;
    *is_applied = true;
    return apply(tx, &list->items[next], arena, error);
}

bool store_migrate(Store *store, const MigrationList *list, int *applied, Error *error) {
    Arena arena = {0};
    bool is_applied = true, ok = true;
    for (int count = 0; ok && is_applied; count++) {
        arena_reset(&arena);
        ok = store_write(store, apply_next, list, &is_applied, &arena, error);
        if (applied) *applied = count;
    }
    arena_release(&arena);
    return ok;
}

bool store_migrate_embedded(Store *store, Error *error) {
    Arena arena = {0};
    MigrationList list;
    bool ok = migration_list_embedded(&arena, &list, error) &&
              store_migrate(store, &list, NULL, error);
    arena_release(&arena);
    return ok;
}

bool migration_apply_all(Tx *tx, const MigrationList *list, Arena *arena, Error *error) {
    ObjectCountRow objects;
    if (!tx->driver->begin_migration(tx, error) ||
        !schema_object_count(tx, NULL, arena, &objects, error)) {
        return false;
    }
    if (objects.total > 0) {
        error_set(error, ERROR_CONFLICT, "数据库里已经有 %lld 个表和索引",
                  (long long)objects.total);
        error_detail(error, "写一个新的数据库：没有的文件，或刚用 createdb 建的库");
        return error_code(error, "DATABASE_IN_USE");
    }
    for (size_t i = 0; i < list->count; i++) {
        if (!apply(tx, &list->items[i], arena, error)) return false;
    }
    return true;
}

static bool is_listed(const MigrationTables *tables, Str name) {
    for (size_t i = 0; i < tables->count; i++) {
        if (str_equal(tables->items[i].name, name)) return true;
    }
    return false;
}

// As PostgreSQL has them, where no table is made anew under its old name.
bool migration_tables(const MigrationList *list, Arena *arena, MigrationTables *tables,
                      Error *error) {
    *tables = (MigrationTables){0};
    for (size_t i = 0; i < list->count; i++) {
        MigrationParts parts;
        if (!migration_translate(arena, &list->items[i], true, &parts, error)) return false;
        for (size_t j = 0; j < parts.count; j++) {
            const MigrationPart *part = &parts.items[j];
            for (size_t k = 0; k < part->table_count; k++) {
                if (is_listed(tables, part->tables[k])) continue;
                MigrationTable table = {part->tables[k], part->database};
                PUSH(arena, tables, table);
            }
        }
    }
    return true;
}
