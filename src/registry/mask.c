// SPDX-License-Identifier: Apache-2.0
#include "registry/mask.h"

#include "base/utf8.h"

#include <string.h>

// Keeps `first` and `last` bytes of an ASCII value; a value that has no more is all stars.
static Str mask_middle(Arena *arena, Str value, size_t first, size_t last) {
    char *text = arena_alloc(arena, value.length);
    memset(text, '*', value.length);
    if (value.length > first + last) {
        memcpy(text, value.data, first);
        memcpy(text + value.length - last, value.data + value.length - last, last);
    }
    return (Str){text, value.length};
}

Str mask_id_number(Arena *arena, Str id_number) { return mask_middle(arena, id_number, 6, 4); }

Str mask_id_number_public(Arena *arena, Str id_number) {
    return mask_middle(arena, id_number, 3, 4);
}

Str mask_name(Arena *arena, Str name) {
    size_t first = 0;
    if (str_equal(name, MASK_ANONYMOUS)) return name;
    (void)utf8_next(name, &first);
    return str_format(arena, "%.*s*", (int)first, name.data);
}

Str mask_account(Arena *arena, Str account) { return mask_middle(arena, account, 0, 4); }

Str mask_phone(Arena *arena, Str phone) { return mask_middle(arena, phone, 3, 4); }
