// SPDX-License-Identifier: Apache-2.0
#include "pages/monitor/cursor.h"

#include "pages/platform.h"

#include <sodium.h>

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

Str cursor_seal(Context *context, Str key) {
    Str sealed = secret_seal(context->arena, &platform_of(context)->key, key);
    size_t length = sodium_base64_encoded_len(sealed.length, VARIANT);
    char *text = arena_alloc(context->arena, length);
    sodium_bin2base64(text, length, (const unsigned char *)sealed.data, sealed.length, VARIANT);
    return str_from_c(text);
}

bool cursor_unseal(Context *context, Str cursor, Str *key, Error *error) {
    *key = (Str){0};
    if (str_is_empty(cursor)) return true;
    unsigned char *sealed = arena_alloc(context->arena, cursor.length);
    size_t length = 0;
    bool is_text = sodium_base642bin(sealed, cursor.length, cursor.data, cursor.length, NULL,
                                     &length, NULL, VARIANT) == 0;
    if (is_text && secret_unseal(context->arena, &platform_of(context)->key,
                                 (Str){(const char *)sealed, length}, key)) {
        return true;
    }
    error_set(error, ERROR_INVALID, "“下一页”的地址不完整");
    return error_detail(error, "请从第一页重新翻");
}
