// SPDX-License-Identifier: Apache-2.0
#include "fund/yuan.h"

#include <inttypes.h>

Str yuan_from_fen(Arena *arena, int64_t fen) {
    uint64_t amount = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    return str_format(arena, "%s%" PRIu64 ".%02d", fen < 0 ? "-" : "", amount / 100,
                      (int)(amount % 100));
}

static bool digits_to_int(Str digits, size_t count_max, int64_t *value) {
    *value = 0;
    if (digits.length == 0 || digits.length > count_max) return false;
    for (size_t i = 0; i < digits.length; i++) {
        char c = digits.data[i];
        if (c < '0' || c > '9') return false;
        *value = *value * 10 + (c - '0');
    }
    return true;
}

bool yuan_to_fen(Str text, int64_t *fen) {
    Str decimals = text;
    Str whole = str_cut(&decimals, '.');
    int64_t yuan, rest = 0;
    if (!digits_to_int(whole, YUAN_DIGITS_MAX, &yuan)) return false;
    if (!str_is_absent(decimals)) {
        if (!digits_to_int(decimals, 2, &rest)) return false;
        if (decimals.length == 1) rest *= 10;
    }
    *fen = yuan * 100 + rest;
    return true;
}
