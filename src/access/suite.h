// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_SUITE_H
#define ACCESS_SUITE_H
// Two suites of algorithms for the same purposes, as rows of one table:
//
//   international  SHA-256, Ed25519
//   guomi          SM3, SM2 with SM3 (国密)
//
// Digests, keys and signatures are lower-case hexadecimal. A signing key lives in a file outside
// the database (mode 0600) that is made when it does not exist; a public key is its
// SubjectPublicKeyInfo. A SigningKey may be used by several threads.

#include "base/error.h"

// X(enumerator, code, 中文, digest, key, file)
#define SUITES(X)                                                                                 \
    X(SUITE_INTERNATIONAL, "international", "国际算法", "SHA256", "ED25519", "seal-ed25519.pem")   \
    X(SUITE_GUOMI, "guomi", "国密算法", "SM3", "SM2", "seal-sm2.pem")

typedef enum Suite {
#define X(name, code, label, digest, key, file) name,
    SUITES(X)
#undef X
    SUITE_COUNT
} Suite;

Str suite_code(Suite suite);
Str suite_label(Suite suite);
bool suite_from_code(Str code, Suite *suite) MUST_USE;
Str suite_digest(Arena *arena, Suite suite, Str content) MUST_USE;

typedef struct SigningKey SigningKey;

bool signing_key_open(Suite suite, Str folder, SigningKey **key, Error *error) MUST_USE;
void signing_key_close(SigningKey *key);
Suite signing_key_suite(const SigningKey *key);
// The public key of a suite in a folder, which is left as it is; absent when there is none.
bool signing_key_known(Suite suite, Str folder, Arena *arena, Str *public_key, Error *error)
    MUST_USE;
Str signing_key_public(Arena *arena, const SigningKey *key) MUST_USE;
bool signing_key_sign(const SigningKey *key, Arena *arena, Str message, Str *signature,
                      Error *error) MUST_USE;
// False for a wrong signature, and for a key or signature that cannot be read.
bool signature_holds(Suite suite, Str public_key, Str message, Str signature);

#endif
