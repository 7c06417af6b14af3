// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H
// SHA-256 as people compare it: 64 lower-case hexadecimal digits.

#include "base/str.h"

Str digest_sha256(Arena *arena, Str content) MUST_USE;

// The same of content that comes in pieces; `close` gives the digest and ends it, with a NULL arena
// without one.
typedef struct Digest Digest;
Digest *digest_open(void) MUST_USE;
void digest_add(Digest *digest, Str piece);
Str digest_close(Digest *digest, Arena *arena);

#endif
