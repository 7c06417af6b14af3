// SPDX-License-Identifier: Apache-2.0
#include "store/key_check.h"

#include "store/key_check.sql.h"

static KeyPurpose purpose_of(Str code) {
    return str_equal(code, key_purpose_code(KEY_BLIND)) ? KEY_BLIND : KEY_FIELD;
}

static bool row_check(const KeyCheckRow *row, const Keyring *keys, Arena *arena, Error *error) {
    Str value = keyring_check_value(keys, purpose_of(row->purpose), (int)row->generation, arena);
    if (str_equal(value, row->check_value)) return true;
    bool is_missing = str_is_absent(value);
    error_set(error, ERROR_INVALID,
              is_missing ? "密钥目录里没有 %.*s-%lld.key，数据库里的个人信息要用它打开"
                         : "%.*s-%lld.key 不是封存这个数据库的密钥",
              STR_ARG(row->purpose), (long long)row->generation);
    error_detail(error, "用 --keys 指出当初的密钥目录，或从备份恢复密钥文件");
    return error_code(error, is_missing ? "SEALED_KEYLESS" : "SEALED_OTHER_KEY");
}

static bool keys_check(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Keyring *keys = in;
    bool *is_empty = out;
    KeyCheckRows rows;
    if (!key_check_list(tx, NULL, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        if (!row_check(&rows.items[i], keys, arena, error)) return false;
    }
    *is_empty = rows.count == 0;
    return true;
}

// Notes every generation, then looks again: another program may have been first with other keys.
static bool keys_note(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Keyring *keys = in;
    for (int purpose = 0; purpose < KEY_PURPOSES; purpose++) {
        for (int i = 1; i <= keyring_newest(keys, (KeyPurpose)purpose); i++) {
            KeyCheckInsertIn row = {key_purpose_code((KeyPurpose)purpose), i,
                                    keyring_check_value(keys, (KeyPurpose)purpose, i, arena)};
            if (!key_check_insert(tx, &row, NULL, error)) return false;
        }
    }
    return keys_check(tx, in, out, arena, error);
}

static bool keys_make(Keyring *keys, Error *error) {
    for (int purpose = 0; purpose < KEY_PURPOSES; purpose++) {
        if (keyring_newest(keys, (KeyPurpose)purpose) > 0) continue;
        if (!keyring_make(keys, (KeyPurpose)purpose, error)) return false;
    }
    return true;
}

bool store_keys_check(Store *store, const Keyring *keys, Error *error) {
    Arena arena = {0};
    bool is_empty;
    bool ok = store_read(store, keys_check, keys, &is_empty, &arena, error);
    arena_release(&arena);
    return ok;
}

bool store_keys_settle(Store *store, Keyring *keys, Error *error) {
    Arena arena = {0};
    bool is_empty;
    bool ok = store_read(store, keys_check, keys, &is_empty, &arena, error) &&
              (!is_empty || keys_make(keys, error)) &&
              store_write(store, keys_note, keys, &is_empty, &arena, error);
    arena_release(&arena);
    return ok;
}
