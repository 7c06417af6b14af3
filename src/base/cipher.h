// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_CIPHER_H
#define BASE_CIPHER_H
// Authenticated encryption and keyed digests in two suites, as rows of one table:
//
//   international  XChaCha20-Poly1305, XChaCha20, HMAC-SHA-256 (libsodium)
//   guomi          SM4-GCM, SM4-CTR (libgcrypt), HMAC-SM3 (OpenSSL): 国密
//
// A CipherKey is one secret of 32 bytes, expanded; the keys of its three uses are derived from it,
// so that no use learns of another. It is constant and may be used by any thread.
//
// Nothing here draws random numbers: nonces come from `cipher_digest` over what is sealed, so that
// a nonce comes again only with the same text, and a machine without entropy repeats nothing.

#include "base/error.h"

typedef enum Cipher { CIPHER_INTERNATIONAL, CIPHER_GUOMI, CIPHER_COUNT } Cipher;

#define CIPHER_SECRET_BYTES 32
#define CIPHER_DIGEST_BYTES 32
#define CIPHER_NONCE_BYTES_MAX 24
#define CIPHER_TAG_BYTES 16       // that a box is longer than its text
#define CIPHER_SYNTHETIC_BYTES 16 // of a synthetic nonce, which also proves the text

Str cipher_code(Cipher cipher);
bool cipher_from_code(Str code, Cipher *cipher) MUST_USE;

typedef struct CipherKey CipherKey;

bool cipher_key_open(Cipher cipher, const unsigned char secret[CIPHER_SECRET_BYTES],
                     CipherKey **key, Error *error) MUST_USE;
// Wipes it. NULL is allowed.
void cipher_key_close(CipherKey *key);
size_t cipher_nonce_bytes(const CipherKey *key);

// A keyed digest of `count` texts, each with its length, so that ("ab", "c") and ("a", "bc")
// differ.
void cipher_digest(const CipherKey *key, const Str *texts, size_t count,
                   unsigned char out[CIPHER_DIGEST_BYTES]);

// `box` receives text.length + CIPHER_TAG_BYTES bytes. One nonce for one text.
void cipher_seal(const CipherKey *key, const unsigned char *nonce, Str associated, Str text,
                 unsigned char *box);
// `text` receives box.length - CIPHER_TAG_BYTES bytes. False: changed, moved, or another key.
bool cipher_unseal(const CipherKey *key, const unsigned char *nonce, Str associated, Str box,
                   unsigned char *text) MUST_USE;
// Adds the key stream to `length` bytes: twice is the text again. Proves nothing by itself.
void cipher_stream(const CipherKey *key, const unsigned char nonce[CIPHER_SYNTHETIC_BYTES],
                   const unsigned char *in, size_t length, unsigned char *out);

#endif
