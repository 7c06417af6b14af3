// SPDX-License-Identifier: Apache-2.0
#include "access/suite.h"

#include "base/file.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <sys/stat.h>

#define SM2_ID "1234567812345678" // GB/T 32918.2: the identity when none is agreed on
#define KEY_FILE_BYTES_MAX 10000
#define SIGNATURE_BYTES_MAX 256

typedef struct SuiteRow {
    const char *code, *label, *digest, *key, *file;
} SuiteRow;

static const SuiteRow suites[SUITE_COUNT] = {
#define X(name, code, label, digest, key, file) [name] = {code, label, digest, key, file},
    SUITES(X)
#undef X
};

struct SigningKey {
    Suite suite;
    EVP_PKEY *pair;
};

Str suite_code(Suite suite) { return str_from_c(suites[suite].code); }
Str suite_label(Suite suite) { return str_from_c(suites[suite].label); }

bool suite_from_code(Str code, Suite *suite) {
    for (int i = 0; i < SUITE_COUNT; i++) {
        *suite = (Suite)i;
        if (str_equal(code, str_from_c(suites[i].code))) return true;
    }
    return false;
}

// ---- Hexadecimal ----

static Str to_hex(Arena *arena, const unsigned char *bytes, size_t length) {
    static const char digits[] = "0123456789abcdef";
    char *out = arena_alloc(arena, length * 2);
    for (size_t i = 0; i < length; i++) {
        out[i * 2] = digits[bytes[i] >> 4];
        out[i * 2 + 1] = digits[bytes[i] & 15];
    }
    return (Str){out, length * 2};
}

static int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// How many bytes; -1 for what is no hexadecimal or too long.
static long from_hex(Str text, unsigned char *out, size_t capacity) {
    if (text.length % 2 != 0 || text.length / 2 > capacity) return -1;
    for (size_t i = 0; i < text.length; i += 2) {
        int high = digit(text.data[i]), low = digit(text.data[i + 1]);
        if (high < 0 || low < 0) return -1;
        out[i / 2] = (unsigned char)(high * 16 + low);
    }
    return (long)(text.length / 2);
}

Str suite_digest(Arena *arena, Suite suite, Str content) {
    unsigned char out[EVP_MAX_MD_SIZE];
    size_t length = 0;
    int ok = EVP_Q_digest(NULL, suites[suite].digest, NULL, content.data, content.length, out,
                          &length);
    if (!ok) abort(); // the algorithms are part of the library
    return to_hex(arena, out, length);
}

// ---- Keys ----

static bool refuse_key(Error *error, Str path) {
    error_set(error, ERROR_INVALID, "签名密钥 %.*s 读不了", STR_ARG(path));
    return error_detail(error, "请从备份恢复密钥文件；换了密钥，旧的签名仍按当时的公钥核对");
}

static bool key_make(Suite suite, Str path, EVP_PKEY **pair, Error *error) {
    *pair = EVP_PKEY_Q_keygen(NULL, NULL, suites[suite].key);
    BIO *memory = BIO_new(BIO_s_mem());
    char *text;
    bool ok = *pair && memory &&
              PEM_write_bio_PKCS8PrivateKey(memory, *pair, NULL, NULL, 0, NULL, NULL) == 1;
    long length = ok ? BIO_get_mem_data(memory, &text) : 0;
    if (ok) {
        mode_t old_mask = umask(0077);
        ok = file_write(path, (Str){text, (size_t)length}, error);
        umask(old_mask);
    } else {
        (void)error_set(error, ERROR_UNAVAILABLE, "做不出签名密钥");
    }
    BIO_free(memory);
    return ok;
}

static bool key_read(Suite suite, Str path, EVP_PKEY **pair, Error *error) {
    Arena arena = {0};
    Str text;
    bool ok = file_read(&arena, path, KEY_FILE_BYTES_MAX, &text, error);
    BIO *memory = ok ? BIO_new_mem_buf(text.data, (int)text.length) : NULL;
    if (memory) *pair = PEM_read_bio_PrivateKey(memory, NULL, NULL, NULL);
    if (ok && (!*pair || !EVP_PKEY_is_a(*pair, suites[suite].key))) ok = refuse_key(error, path);
    BIO_free(memory);
    arena_release(&arena);
    return ok;
}

bool signing_key_open(Suite suite, Str folder, SigningKey **key, Error *error) {
    Arena arena = {0};
    EVP_PKEY *pair = NULL;
    Str path = str_format(&arena, "%.*s/%s", STR_ARG(folder), suites[suite].file);
    bool ok = file_make_folder(folder, error) &&
              (file_exists(path) ? key_read(suite, path, &pair, error)
                                 : key_make(suite, path, &pair, error));
    arena_release(&arena);
    *key = ok ? malloc(sizeof **key) : NULL;
    if (!*key) {
        EVP_PKEY_free(pair);
        return ok ? error_set(error, ERROR_LIMIT, "内存不够") : false;
    }
    **key = (SigningKey){suite, pair};
    return true;
}

void signing_key_close(SigningKey *key) {
    if (!key) return;
    EVP_PKEY_free(key->pair);
    free(key);
}

Suite signing_key_suite(const SigningKey *key) { return key->suite; }

Str signing_key_public(Arena *arena, const SigningKey *key) {
    unsigned char *bytes = NULL;
    int length = i2d_PUBKEY(key->pair, &bytes);
    Str text = length > 0 ? to_hex(arena, bytes, (size_t)length) : (Str){0};
    OPENSSL_free(bytes);
    return text;
}

bool signing_key_known(Suite suite, Str folder, Arena *arena, Str *public_key, Error *error) {
    Str path = str_format(arena, "%.*s/%s", STR_ARG(folder), suites[suite].file);
    SigningKey key = {.suite = suite};
    *public_key = (Str){0};
    if (!file_exists(path)) return true;
    if (!key_read(suite, path, &key.pair, error)) return false;
    *public_key = signing_key_public(arena, &key);
    EVP_PKEY_free(key.pair);
    return true;
}

// ---- Signatures ----

// Ed25519 hashes by itself; SM2 hashes with SM3 and the identity of the signer.
static const char *digest_of(Suite suite) { return suite == SUITE_GUOMI ? "SM3" : NULL; }

// After the context is begun: OpenSSL 3.0.19 takes the identity at no other time.
static bool set_identity(Suite suite, EVP_PKEY_CTX *context) {
    if (suite != SUITE_GUOMI) return true;
    static char id[] = SM2_ID; // the library takes no constant, and does not change it
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, id, sizeof id - 1),
        OSSL_PARAM_construct_end(),
    };
    return EVP_PKEY_CTX_set_params(context, parameters) == 1;
}

bool signing_key_sign(const SigningKey *key, Arena *arena, Str message, Str *signature,
                      Error *error) {
    unsigned char out[SIGNATURE_BYTES_MAX];
    size_t length = sizeof out;
    EVP_PKEY_CTX *with; // the context's own
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool ok = context &&
              EVP_DigestSignInit_ex(context, &with, digest_of(key->suite), NULL, NULL, key->pair,
                                    NULL) == 1 &&
              set_identity(key->suite, with) &&
              EVP_DigestSign(context, out, &length, (const unsigned char *)message.data,
                             message.length) == 1;
    EVP_MD_CTX_free(context);
    if (!ok) return error_set(error, ERROR_UNAVAILABLE, "签名没有成功");
    *signature = to_hex(arena, out, length);
    return true;
}

bool signature_holds(Suite suite, Str public_key, Str message, Str signature) {
    unsigned char key_bytes[KEY_FILE_BYTES_MAX / 4], bytes[SIGNATURE_BYTES_MAX];
    long key_length = from_hex(public_key, key_bytes, sizeof key_bytes);
    long length = from_hex(signature, bytes, sizeof bytes);
    if (key_length <= 0 || length <= 0) return false;
    const unsigned char *at = key_bytes;
    EVP_PKEY *pair = d2i_PUBKEY(NULL, &at, key_length);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *with; // the context's own
    bool ok = pair && context && EVP_PKEY_is_a(pair, suites[suite].key) &&
              EVP_DigestVerifyInit_ex(context, &with, digest_of(suite), NULL, NULL, pair,
                                      NULL) == 1 &&
              set_identity(suite, with) &&
              EVP_DigestVerify(context, bytes, (size_t)length,
                               (const unsigned char *)message.data, message.length) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pair);
    return ok;
}
