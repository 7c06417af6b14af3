// SPDX-License-Identifier: Apache-2.0
#include "base/word.h"

bool word_find(const Word *words, int count, Str code, int *index) {
    for (*index = 0; *index < count; ++*index) {
        if (str_equal(str_from_c(words[*index].code), code)) return true;
    }
    *index = 0;
    return false;
}
