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

// ---- Capitals ----

static const char *const capital_digits[] = {"零", "壹", "贰", "叁", "肆",
                                             "伍", "陆", "柒", "捌", "玖"};
static const char *const capital_units[] = {"", "拾", "佰", "仟"};
#define GROUPS 4 // of four digits: ones, 万, 亿, 万亿

static void put_group(StrBuilder *out, int group, bool *owes_zero) {
    static const int powers[] = {1, 10, 100, 1000};
    for (int i = 3; i >= 0; i--) {
        int digit = group / powers[i] % 10;
        if (digit == 0) {
            *owes_zero = out->count > 0;
            continue;
        }
        if (*owes_zero) str_put(out, STR("零"));
        *owes_zero = false;
        str_put_format(out, "%s%s", capital_digits[digit], capital_units[i]);
    }
}

static void put_yuan(StrBuilder *out, int64_t yuan) {
    int groups[GROUPS];
    bool owes_zero = false;
    for (int i = 0; i < GROUPS; i++) {
        groups[i] = (int)(yuan % 10000);
        yuan /= 10000;
    }
    for (int i = GROUPS - 1; i >= 0; i--) {
        put_group(out, groups[i], &owes_zero);
        if (i % 2 == 1 && groups[i] > 0) str_put(out, STR("万"));
        if (i == 2 && groups[2] + groups[3] > 0) str_put(out, STR("亿"));
    }
    str_put(out, STR("元"));
}

Str yuan_in_capitals(Arena *arena, int64_t fen) {
    StrBuilder out;
    if (fen < 0) return (Str){0};
    if (fen == 0) return STR("零元整");
    str_builder_init(&out, arena, 0);
    int64_t yuan = fen / 100;
    int jiao = (int)(fen / 10 % 10), rest = (int)(fen % 10);
    if (yuan > 0) put_yuan(&out, yuan);
    if (jiao > 0)
        str_put_format(&out, "%s角", capital_digits[jiao]);
    else if (rest > 0 && yuan > 0)
        str_put(&out, STR("零"));
    if (rest > 0)
        str_put_format(&out, "%s分", capital_digits[rest]);
    else
        str_put(&out, STR("整"));
    return str_built(&out);
}
