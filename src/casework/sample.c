// SPDX-License-Identifier: Apache-2.0
#include "casework/sample.h"

#include "base/digest.h"

#include <stdlib.h>

typedef struct Lot {
    Str hash;
    size_t index;
} Lot;

Str sample_seed(Arena *arena, Str heading, const Str *numbers, size_t count) {
    StrBuilder text;
    str_builder_init(&text, arena, 0);
    str_put(&text, heading);
    str_put_char(&text, '\n');
    for (size_t i = 0; i < count; i++) {
        str_put(&text, numbers[i]);
        str_put_char(&text, '\n');
    }
    return digest_sha256(arena, str_built(&text));
}

static int lot_compare(const void *a, const void *b) {
    const Lot *left = a, *right = b;
    return str_compare(left->hash, right->hash);
}

void sample_draw(Arena *arena, Str seed, const Str *numbers, size_t count, size_t wanted,
                 bool *is_drawn) {
    Lot *lots = NEW_ARRAY(arena, Lot, count);
    for (size_t i = 0; i < count; i++) {
        Str text = str_format(arena, "%.*s\n%.*s", STR_ARG(seed), STR_ARG(numbers[i]));
        lots[i] = (Lot){digest_sha256(arena, text), i};
    }
    if (count > 1) qsort(lots, count, sizeof *lots, lot_compare);
    for (size_t i = 0; i < count; i++) is_drawn[lots[i].index] = i < wanted;
}
