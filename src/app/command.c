// SPDX-License-Identifier: Apache-2.0
#include "app/command.h"

#include "base/file.h"
#include "store/migration.h"

int command_fail(const char *name, const Error *error) {
    fprintf(stderr, "jiuye %s: %s\n", name, error->message);
    if (error->detail[0]) fprintf(stderr, "%s\n", error->detail);
    return error_exit_status(error->kind);
}

int command_usage(const char *name, const char *problem, const char *usage) {
    fprintf(stderr, "jiuye %s: %s\n\n%s", name, problem, usage);
    return 2;
}

bool command_load_pack(Arena *arena, Str folder, Diagnostics *diagnostics, const Pack **pack,
                       Error *error) {
    PackFiles files;
    if (!str_is_absent(folder)) {
        if (!pack_files_from_folder(arena, folder, &files, error)) return false;
    } else if (!pack_files_embedded(arena, &files)) {
        return error_set(error, ERROR_NOT_FOUND, "程序里没有带政策包；用 --pack 指出文件夹");
    }
    *pack = pack_load(arena, &files, diagnostics);
    if (*pack) return true;
    error_set(error, ERROR_INVALID, "政策包读不出来");
    if (diagnostics->count == 0) return false;
    return error_detail(error, "%.*s", STR_ARG(diagnostics->items[0].message));
}

void command_print_findings(Arena *arena, const Diagnostics *diagnostics, FILE *stream) {
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    diagnostics_print(&text, diagnostics);
    Str printed = str_built(&text);
    fwrite(printed.data, 1, printed.length, stream);
}

// Opening a SQLite file makes it; looking must not.
static bool database_exists(Str url, Error *error) {
    Str path;
    if (!store_url_file(url, &path) || file_exists(path)) return true;
    error_set(error, ERROR_NOT_FOUND, "没有数据库 %.*s", STR_ARG(path));
    return error_detail(error, "--db 写已有的数据库");
}

static bool check_schema(Store *store, Error *error) {
    Arena arena = {0};
    MigrationList list;
    bool is_good = migration_list_embedded(&arena, &list, error) &&
                   store_check_schema(store, &list, error);
    arena_release(&arena);
    return is_good;
}

bool command_open_existing(Str url, Store **store, Error *error) {
    *store = NULL;
    if (!database_exists(url, error) || !store_open(url, NULL, store, error)) return false;
    if (check_schema(*store, error)) return true;
    store_close(*store);
    *store = NULL;
    return false;
}
