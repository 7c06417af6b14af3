// SPDX-License-Identifier: Apache-2.0
// OpenSSL's plain SHA-256 functions use the processor's own instructions: a digest of a short text
// takes a third of libsodium's time (0.10 and 0.34 µs), which is a fifth of what sealing adds to an
// import; its EVP interface costs more than the digest. They are called deprecated, hence the word.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/cipher.h"

#include <gcrypt.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SM4_KEY_BYTES 16

// The uses of one secret.
enum { USE_DIGEST, USE_BOX, USE_STREAM, USES };

struct CipherKey {
    Cipher cipher;
    unsigned char keys[USES][CIPHER_SECRET_BYTES];
    SHA256_CTX inner, outer; // of HMAC-SHA-256, as they are before the first text
    EVP_MAC_CTX *sm3;        // of HMAC-SM3, the same
};

typedef struct CipherRow {
    const char *code;
    size_t nonce_bytes;
    bool (*open)(CipherKey *key);
    void (*digest)(const CipherKey *key, const Str *texts, size_t count, unsigned char *out);
    void (*seal)(const CipherKey *key, const unsigned char *nonce, Str associated, Str text,
                 unsigned char *box);
    bool (*unseal)(const CipherKey *key, const unsigned char *nonce, Str associated, Str box,
                   unsigned char *text);
    void (*stream)(const CipherKey *key, const unsigned char *nonce, const unsigned char *in,
                   size_t length, unsigned char *out);
} CipherRow;

static const CipherRow *row_of(Cipher cipher);

static const unsigned char *bytes_of(Str text) {
    return (const unsigned char *)text.data;
}

// ---- International, by libsodium ----

static bool international_open(CipherKey *key) {
    unsigned char inner[SHA256_CBLOCK], outer[SHA256_CBLOCK]; // RFC 2104
    memset(inner, 0x36, sizeof inner);
    memset(outer, 0x5c, sizeof outer);
    for (size_t i = 0; i < CIPHER_SECRET_BYTES; i++) {
        inner[i] ^= key->keys[USE_DIGEST][i];
        outer[i] ^= key->keys[USE_DIGEST][i];
    }
    return SHA256_Init(&key->inner) == 1 && SHA256_Init(&key->outer) == 1 &&
           SHA256_Update(&key->inner, inner, sizeof inner) == 1 &&
           SHA256_Update(&key->outer, outer, sizeof outer) == 1;
}

static void international_digest(const CipherKey *key, const Str *texts, size_t count,
                                 unsigned char *out) {
    SHA256_CTX state = key->inner;
    for (size_t i = 0; i < count; i++) {
        uint64_t length = texts[i].length;
        SHA256_Update(&state, &length, sizeof length);
        SHA256_Update(&state, texts[i].data, length);
    }
    SHA256_Final(out, &state);
    state = key->outer;
    SHA256_Update(&state, out, SHA256_DIGEST_LENGTH);
    SHA256_Final(out, &state);
}

static void international_seal(const CipherKey *key, const unsigned char *nonce, Str associated,
                               Str text, unsigned char *box) {
    crypto_aead_xchacha20poly1305_ietf_encrypt(box, NULL, bytes_of(text), text.length,
                                               bytes_of(associated), associated.length, NULL, nonce,
                                               key->keys[USE_BOX]);
}

static bool international_unseal(const CipherKey *key, const unsigned char *nonce, Str associated,
                                 Str box, unsigned char *text) {
    return crypto_aead_xchacha20poly1305_ietf_decrypt(text, NULL, NULL, bytes_of(box), box.length,
                                                      bytes_of(associated), associated.length,
                                                      nonce, key->keys[USE_BOX]) == 0;
}

static void international_stream(const CipherKey *key, const unsigned char *nonce,
                                 const unsigned char *in, size_t length, unsigned char *out) {
    unsigned char whole[CIPHER_NONCE_BYTES_MAX] = {0};
    memcpy(whole, nonce, CIPHER_SYNTHETIC_BYTES);
    crypto_stream_xchacha20_xor(out, in, length, whole, key->keys[USE_STREAM]);
}

// ---- 国密, by libgcrypt and OpenSSL ----

static void gcrypt_begin(void) {
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

static bool guomi_open(CipherKey *key) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static char name[] = "SM3"; // the library takes no constant, and does not change it
    pthread_once(&once, gcrypt_begin);
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                               OSSL_PARAM_construct_end()};
    key->sm3 = mac ? EVP_MAC_CTX_new(mac) : NULL;
    EVP_MAC_free(mac);
    return key->sm3 &&
           EVP_MAC_init(key->sm3, key->keys[USE_DIGEST], CIPHER_SECRET_BYTES, parameters) == 1;
}

static void guomi_digest(const CipherKey *key, const Str *texts, size_t count, unsigned char *out) {
    size_t written = 0;
    EVP_MAC_CTX *state = EVP_MAC_CTX_dup(key->sm3);
    bool ok = state;
    for (size_t i = 0; ok && i < count; i++) {
        uint64_t length = texts[i].length;
        ok = EVP_MAC_update(state, (const unsigned char *)&length, sizeof length) == 1 &&
             EVP_MAC_update(state, bytes_of(texts[i]), length) == 1;
    }
    if (!ok || EVP_MAC_final(state, out, &written, CIPHER_DIGEST_BYTES) != 1) {
        abort(); // out of memory: the algorithm is part of the library
    }
    EVP_MAC_CTX_free(state);
}

// A handle keeps the state of one text, so every text has its own.
static gcry_cipher_hd_t sm4_open(const CipherKey *key, int use, int mode) {
    gcry_cipher_hd_t handle;
    if (gcry_cipher_open(&handle, GCRY_CIPHER_SM4, mode, 0) != 0 ||
        gcry_cipher_setkey(handle, key->keys[use], SM4_KEY_BYTES) != 0) {
        abort(); // the same
    }
    return handle;
}

static gcry_cipher_hd_t sm4_gcm(const CipherKey *key, const unsigned char *nonce, Str associated) {
    gcry_cipher_hd_t handle = sm4_open(key, USE_BOX, GCRY_CIPHER_MODE_GCM);
    if (gcry_cipher_setiv(handle, nonce, row_of(key->cipher)->nonce_bytes) != 0 ||
        gcry_cipher_authenticate(handle, associated.data, associated.length) != 0) {
        abort();
    }
    return handle;
}

static void guomi_seal(const CipherKey *key, const unsigned char *nonce, Str associated, Str text,
                       unsigned char *box) {
    gcry_cipher_hd_t handle = sm4_gcm(key, nonce, associated);
    if (gcry_cipher_encrypt(handle, box, text.length, text.data, text.length) != 0 ||
        gcry_cipher_gettag(handle, box + text.length, CIPHER_TAG_BYTES) != 0) {
        abort();
    }
    gcry_cipher_close(handle);
}

static bool guomi_unseal(const CipherKey *key, const unsigned char *nonce, Str associated, Str box,
                         unsigned char *text) {
    size_t length = box.length - CIPHER_TAG_BYTES;
    gcry_cipher_hd_t handle = sm4_gcm(key, nonce, associated);
    bool ok = gcry_cipher_decrypt(handle, text, length, box.data, length) == 0 &&
              gcry_cipher_checktag(handle, box.data + length, CIPHER_TAG_BYTES) == 0;
    gcry_cipher_close(handle);
    return ok;
}

static void guomi_stream(const CipherKey *key, const unsigned char *nonce, const unsigned char *in,
                         size_t length, unsigned char *out) {
    gcry_cipher_hd_t handle = sm4_open(key, USE_STREAM, GCRY_CIPHER_MODE_CTR);
    if (gcry_cipher_setctr(handle, nonce, CIPHER_SYNTHETIC_BYTES) != 0 ||
        gcry_cipher_encrypt(handle, out, length, in, length) != 0) {
        abort();
    }
    gcry_cipher_close(handle);
}

// ---- Keys ----

Str cipher_code(Cipher cipher) {
    return str_from_c(row_of(cipher)->code);
}

bool cipher_from_code(Str code, Cipher *cipher) {
    for (int i = 0; i < CIPHER_COUNT; i++) {
        *cipher = (Cipher)i;
        if (str_equal(code, cipher_code(*cipher))) return true;
    }
    return false;
}

bool cipher_key_open(Cipher cipher, const unsigned char secret[CIPHER_SECRET_BYTES],
                     CipherKey **result, Error *error) {
    CipherKey *key = sodium_init() >= 0 ? calloc(1, sizeof *key) : NULL;
    if (!key) return error_set(error, ERROR_UNAVAILABLE, "不能准备密钥：内存或随机数不够");
    key->cipher = cipher;
    for (unsigned char use = 0; use < USES; use++) {
        crypto_generichash(key->keys[use], CIPHER_SECRET_BYTES, &use, sizeof use, secret,
                           CIPHER_SECRET_BYTES);
    }
    if (!row_of(cipher)->open(key)) {
        cipher_key_close(key);
        return error_set(error, ERROR_UNAVAILABLE, "这台机器的密码库没有%s算法",
                         row_of(cipher)->code);
    }
    *result = key;
    return true;
}

void cipher_key_close(CipherKey *key) {
    if (!key) return;
    EVP_MAC_CTX_free(key->sm3);
    sodium_memzero(key, sizeof *key);
    free(key);
}

size_t cipher_nonce_bytes(const CipherKey *key) {
    return row_of(key->cipher)->nonce_bytes;
}

void cipher_digest(const CipherKey *key, const Str *texts, size_t count,
                   unsigned char out[CIPHER_DIGEST_BYTES]) {
    row_of(key->cipher)->digest(key, texts, count, out);
}

void cipher_seal(const CipherKey *key, const unsigned char *nonce, Str associated, Str text,
                 unsigned char *box) {
    row_of(key->cipher)->seal(key, nonce, associated, text, box);
}

bool cipher_unseal(const CipherKey *key, const unsigned char *nonce, Str associated, Str box,
                   unsigned char *text) {
    return box.length >= CIPHER_TAG_BYTES &&
           row_of(key->cipher)->unseal(key, nonce, associated, box, text);
}

void cipher_stream(const CipherKey *key, const unsigned char nonce[CIPHER_SYNTHETIC_BYTES],
                   const unsigned char *in, size_t length, unsigned char *out) {
    row_of(key->cipher)->stream(key, nonce, in, length, out);
}

static const CipherRow rows[CIPHER_COUNT] = {
#define ROW(suite) suite##_open, suite##_digest, suite##_seal, suite##_unseal, suite##_stream
    [CIPHER_INTERNATIONAL] = {"international", 24, ROW(international)},
    [CIPHER_GUOMI] = {"guomi", 12, ROW(guomi)},
};

static const CipherRow *row_of(Cipher cipher) {
    return &rows[cipher];
}
