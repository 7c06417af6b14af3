// SPDX-License-Identifier: Apache-2.0
#include "store/keyring.h"

#include "base/file.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define KEY_FILE_BYTES_MAX 200
#define CHECK_VALUE_BYTES 8

typedef struct KeyGenerations {
    _Atomic(CipherKey *) items[KEY_GENERATIONS_MAX + 1]; // by generation, from 1
    atomic_int newest;
} KeyGenerations;

struct Keyring {
    char *folder;
    Cipher cipher;
    pthread_mutex_t mutex; // of who adds a generation
    KeyGenerations purposes[KEY_PURPOSES];
};

static const char *const purpose_codes[KEY_PURPOSES] = {
    [KEY_FIELD] = "field",
    [KEY_BLIND] = "blind",
};

Str key_purpose_code(KeyPurpose purpose) {
    return str_from_c(purpose_codes[purpose]);
}

// ---- Files ----

static Str file_of(const Keyring *ring, KeyPurpose purpose, int generation, Arena *arena) {
    return str_format(arena, "%s/%s-%d.key", ring->folder, purpose_codes[purpose], generation);
}

static bool read_key(Str path, CipherKey **key, Arena *arena, Error *error) {
    Str text;
    Cipher cipher;
    unsigned char secret[CIPHER_SECRET_BYTES];
    size_t length = 0;
    if (!file_read(arena, path, KEY_FILE_BYTES_MAX, &text, error)) return false;
    Str digits = str_trim(text);
    Str suite = str_cut(&digits, ' ');
    bool ok = cipher_from_code(suite, &cipher) && digits.length == 2 * sizeof secret &&
              sodium_hex2bin(secret, sizeof secret, digits.data, digits.length, NULL, &length,
                             NULL) == 0 &&
              length == sizeof secret;
    if (!ok) {
        error_set(error, ERROR_INVALID, "密钥文件 %.*s 读不了", STR_ARG(path));
        return error_detail(error, "请从备份恢复密钥文件；没有它，用它封存的个人信息打不开");
    }
    ok = cipher_key_open(cipher, secret, key, error);
    sodium_memzero(secret, sizeof secret);
    return ok;
}

// Adds the generation if its file is there; the mutex is held.
static bool add_generation(Keyring *ring, KeyPurpose purpose, int generation, bool *is_there,
                           Error *error) {
    Arena arena = {0};
    CipherKey *key;
    Str path = file_of(ring, purpose, generation, &arena);
    *is_there = generation <= KEY_GENERATIONS_MAX && file_exists(path);
    bool ok = !*is_there || read_key(path, &key, &arena, error);
    if (ok && *is_there) {
        atomic_store(&ring->purposes[purpose].items[generation], key);
        atomic_store(&ring->purposes[purpose].newest, generation);
    }
    arena_release(&arena);
    return ok;
}

static bool add_new(Keyring *ring, Error *error) {
    for (int purpose = 0; purpose < KEY_PURPOSES; purpose++) {
        for (bool is_there = true; is_there;) {
            int next = atomic_load(&ring->purposes[purpose].newest) + 1;
            if (!add_generation(ring, (KeyPurpose)purpose, next, &is_there, error)) return false;
        }
    }
    return true;
}

static bool make_file(const Keyring *ring, KeyPurpose purpose, int generation, Error *error) {
    Arena arena = {0};
    unsigned char secret[CIPHER_SECRET_BYTES];
    char digits[2 * CIPHER_SECRET_BYTES + 1];
    randombytes_buf(secret, sizeof secret);
    sodium_bin2hex(digits, sizeof digits, secret, sizeof secret);
    Str text = str_format(&arena, "%.*s %s\n", STR_ARG(cipher_code(ring->cipher)), digits);
    bool ok = file_make_folder(str_from_c(ring->folder), error) &&
              file_write_secret(file_of(ring, purpose, generation, &arena), text, error);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(digits, sizeof digits);
    arena_release(&arena);
    return ok;
}

// ---- The keyring ----

bool keyring_open(Str folder, Cipher cipher, Keyring **result, Error *error) {
    Keyring *ring = sodium_init() >= 0 ? calloc(1, sizeof *ring) : NULL;
    char *copy = ring ? strndup(folder.data, folder.length) : NULL;
    if (!copy) {
        free(ring);
        return error_set(error, ERROR_UNAVAILABLE, "内存不足");
    }
    ring->folder = copy;
    ring->cipher = cipher;
    pthread_mutex_init(&ring->mutex, NULL);
    if (!add_new(ring, error)) {
        keyring_close(ring);
        return false;
    }
    *result = ring;
    return true;
}

void keyring_close(Keyring *ring) {
    if (!ring) return;
    for (int purpose = 0; purpose < KEY_PURPOSES; purpose++) {
        for (int i = 1; i <= KEY_GENERATIONS_MAX; i++) {
            cipher_key_close(atomic_load(&ring->purposes[purpose].items[i]));
        }
    }
    pthread_mutex_destroy(&ring->mutex);
    free(ring->folder);
    free(ring);
}

bool keyring_make(Keyring *ring, KeyPurpose purpose, Error *error) {
    bool is_there;
    pthread_mutex_lock(&ring->mutex);
    int next = atomic_load(&ring->purposes[purpose].newest) + 1;
    bool ok = next <= KEY_GENERATIONS_MAX
                  ? make_file(ring, purpose, next, error) &&
                        add_generation(ring, purpose, next, &is_there, error)
                  : error_set(error, ERROR_LIMIT, "密钥已有%d代，不能再换", KEY_GENERATIONS_MAX);
    pthread_mutex_unlock(&ring->mutex);
    return ok;
}

bool keyring_refresh(Keyring *ring, Error *error) {
    pthread_mutex_lock(&ring->mutex);
    bool ok = add_new(ring, error);
    pthread_mutex_unlock(&ring->mutex);
    return ok;
}

int keyring_newest(const Keyring *ring, KeyPurpose purpose) {
    return atomic_load(&ring->purposes[purpose].newest);
}

const CipherKey *keyring_key(const Keyring *ring, KeyPurpose purpose, int generation) {
    if (generation < 1 || generation > KEY_GENERATIONS_MAX) return NULL;
    return atomic_load(&ring->purposes[purpose].items[generation]);
}

Str keyring_check_value(const Keyring *ring, KeyPurpose purpose, int generation, Arena *arena) {
    const CipherKey *key = keyring_key(ring, purpose, generation);
    unsigned char digest[CIPHER_DIGEST_BYTES];
    char digits[2 * CHECK_VALUE_BYTES + 1];
    if (!key) return (Str){0};
    cipher_digest(key, &STR("key check"), 1, digest);
    sodium_bin2hex(digits, sizeof digits, digest, CHECK_VALUE_BYTES);
    return str_copy(arena, str_from_c(digits));
}
