// SPDX-License-Identifier: Apache-2.0
#include "base/gb18030.h"

#include <assert.h>
#include <unicode/ucnv.h>

// Opening only fails when ICU's own data is damaged.
static UConverter *open_converter(void) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open("gb18030", &status);
    assert(U_SUCCESS(status));
    return converter;
}

bool gb18030_to_utf8(Arena *arena, Str bytes, Str *text) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = open_converter();
    size_t capacity = bytes.length * 3 + 1;
    char *out = arena_alloc(arena, capacity);
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    int32_t length = ucnv_toAlgorithmic(UCNV_UTF8, converter, out, (int32_t)capacity, bytes.data,
                                        (int32_t)bytes.length, &status);
    ucnv_close(converter);
    if (U_FAILURE(status)) return false;
    *text = (Str){out, (size_t)length};
    return true;
}

Str gb18030_from_utf8(Arena *arena, Str text) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = open_converter();
    size_t capacity = text.length * 2 + 1; // two bytes of UTF-8 may be four here
    char *out = arena_alloc(arena, capacity);
    int32_t length = ucnv_fromAlgorithmic(converter, UCNV_UTF8, out, (int32_t)capacity, text.data,
                                          (int32_t)text.length, &status);
    ucnv_close(converter);
    assert(U_SUCCESS(status));
    return (Str){out, (size_t)length};
}
