// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_MASK_H
#define REGISTRY_MASK_H
// What others may see of a person: domain.md §8, ui.md. A value too short to mask is hidden whole.

#include "base/str.h"

// Stands in place of whatever is over its period of keeping; masked, it stays as it is.
#define MASK_ANONYMOUS STR("（已匿名）")

// "640522********0410": the first six and last four.
Str mask_id_number(Arena *arena, Str id_number) MUST_USE;
// "640***********0410": the first three and last four, for public notices.
Str mask_id_number_public(Arena *arena, Str id_number) MUST_USE;
// "王*": the first character.
Str mask_name(Arena *arena, Str name) MUST_USE;
// "***************0002": the last four.
Str mask_account(Arena *arena, Str account) MUST_USE;
// "138****5678".
Str mask_phone(Arena *arena, Str phone) MUST_USE;

#endif
