// SPDX-License-Identifier: Apache-2.0
#include "app/database.h"

#include "base/file.h"
#include "privacy/sealing.h"
#include "store/key_check.h"
#include "store/migration.h"

// The two suites have the same codes for signing and for sealing.
static bool keys_open(const DatabaseOptions *options, Keyring **keys, Error *error) {
    Cipher cipher;
    Str folder = str_is_absent(options->key_folder) ? STR(KEY_FOLDER_DEFAULT) : options->key_folder;
    if (!cipher_from_code(suite_code(options->suite), &cipher)) {
        return error_set(error, ERROR_INVALID, "没有这套算法");
    }
    return keyring_open(folder, cipher, keys, error);
}

// Through a store of its own, the only one that takes plaintext for a sealed value.
static bool seal_plaintext(const DatabaseOptions *options, const Database *database, Error *error) {
    bool is_done;
    if (!sealing_is_done(database->store, &is_done, error)) return false;
    if (is_done) return true;
    Store *store;
    StoreOptions admitting = {.keys = database->keys, .admits_plain = true};
    if (!store_open(options->url, &admitting, &store, error)) return false;
    bool ok = sealing_finish(store, database->keys, error);
    store_close(store);
    return ok;
}

bool database_open(const DatabaseOptions *options, Database *database, Error *error) {
    *database = (Database){0};
    if (!keys_open(options, &database->keys, error)) return false;
    StoreOptions with_keys = {.keys = database->keys};
    if (store_open(options->url, &with_keys, &database->store, error) &&
        store_migrate_embedded(database->store, error) &&
        store_keys_settle(database->store, database->keys, error) &&
        seal_plaintext(options, database, error)) {
        return true;
    }
    database_close(database);
    return false;
}

// ---- A database that is there already ----

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
    bool is_good =
        migration_list_embedded(&arena, &list, error) && store_check_schema(store, &list, error);
    arena_release(&arena);
    return is_good;
}

static bool check_sealed(Store *store, Error *error) {
    bool is_done;
    if (!sealing_is_done(store, &is_done, error)) return false;
    if (is_done) return true;
    error_set(error, ERROR_CONFLICT, "数据库里还有没封存的个人信息");
    return error_detail(error, "先运行 jiuye migrate");
}

bool database_open_existing(const DatabaseOptions *options, Database *database, Error *error) {
    *database = (Database){0};
    if (!database_exists(options->url, error) || !keys_open(options, &database->keys, error)) {
        return false;
    }
    StoreOptions with_keys = {.keys = database->keys};
    if (store_open(options->url, &with_keys, &database->store, error) &&
        check_schema(database->store, error) &&
        store_keys_check(database->store, database->keys, error) &&
        check_sealed(database->store, error)) {
        return true;
    }
    database_close(database);
    return false;
}

void database_close(Database *database) {
    store_close(database->store);
    keyring_close(database->keys);
    *database = (Database){0};
}
