// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_TOTP_H
#define ACCESS_TOTP_H
// One-time codes by the clock (RFC 6238: HMAC-SHA1, 30 seconds, 6 digits), and the sealing of their
// secrets with a key that lives in a file outside the database.
//
// A code is good for its step and the ones beside it, and only once: the caller keeps the last
// step used.

#include "base/error.h"

#define TOTP_SECRET_BYTES 20
#define TOTP_STEP_S 30
#define SECRET_KEY_BYTES 32

typedef struct SecretKey {
    unsigned char bytes[SECRET_KEY_BYTES];
} SecretKey;

// Reads the key file, making it (mode 0600) when it does not exist.
bool secret_key_open(Str path, SecretKey *key, Error *error) MUST_USE;
// XChaCha20-Poly1305 with a random nonce in front.
Str secret_seal(Arena *arena, const SecretKey *key, Str secret) MUST_USE;
bool secret_unseal(Arena *arena, const SecretKey *key, Str sealed, Str *secret) MUST_USE;

Str totp_secret_new(Arena *arena) MUST_USE;
// For typing it into an authenticator: base 32.
Str totp_secret_text(Arena *arena, Str secret) MUST_USE;
// Back; false when it is no secret of this size.
bool totp_secret_from_text(Arena *arena, Str text, Str *secret) MUST_USE;
// As authenticator programs take it: "otpauth://totp/…?secret=…".
Str totp_uri(Arena *arena, Str login, Str secret) MUST_USE;
Str totp_code(Arena *arena, Str secret, int64_t step) MUST_USE;
// Whether `code` is right around `now_ms` and newer than `last_step`; sets the step it is of.
bool totp_accepts(Str secret, Str code, int64_t now_ms, int64_t last_step, int64_t *step);

#endif
