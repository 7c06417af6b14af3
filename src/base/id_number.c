// SPDX-License-Identifier: Apache-2.0
#include "base/id_number.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int two_digits(const char *text) {
    return (text[0] - '0') * 10 + (text[1] - '0');
}

// 18 characters that may be read; the first 17 are digits.
static bool has_shape(const char *text) {
    char last = text[ID_NUMBER_BYTES - 1];
    int century = two_digits(text + 6), month = two_digits(text + 10), day = two_digits(text + 12);
    return (is_digit(last) || last == 'X' || last == 'x') && text[0] >= '1' && text[0] <= '8' &&
           century >= 18 && century <= 20 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

size_t id_number_find(Str text, size_t from) {
    size_t run = 0; // digits that stand together before `i`
    for (size_t i = from; i < text.length; i++) {
        if (run == ID_NUMBER_BYTES - 1) {
            size_t begin = i - run;
            bool ends = i + 1 == text.length || !is_word(text.data[i + 1]);
            bool starts = begin == 0 || !is_word(text.data[begin - 1]);
            if (starts && ends && has_shape(text.data + begin)) return begin;
        }
        run = is_digit(text.data[i]) ? run + 1 : 0;
    }
    return SIZE_MAX;
}
