// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H
// SHA-256 as people compare it: 64 lower-case hexadecimal digits.

#include "base/str.h"

Str digest_sha256(Arena *arena, Str content) MUST_USE;

#endif
