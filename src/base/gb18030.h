// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_GB18030_H
#define BASE_GB18030_H
// GB 18030, the superset of GBK that Chinese spreadsheets and banks write, from and to UTF-8. It
// has every character of Unicode, so nothing is lost on the way and back.

#include "base/str.h"

// False when `bytes` is not GB 18030; `*text` is valid UTF-8.
bool gb18030_to_utf8(Arena *arena, Str bytes, Str *text) MUST_USE;
// `text` must be valid UTF-8.
Str gb18030_from_utf8(Arena *arena, Str text) MUST_USE;

#endif
