// SPDX-License-Identifier: Apache-2.0
// What is read as JSON and written again reads as the same, byte by byte.
#include "fuzz.h"

#include "base/json.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = {0};
    const JsonValue *value, *again;
    Error error = {0};
    if (json_parse(&arena, (Str){(const char *)data, size}, &value, &error)) {
        Str once = json_value_to_str(&arena, value);
        assert(json_parse(&arena, once, &again, &error));
        assert(str_equal(once, json_value_to_str(&arena, again)));
    } else {
        assert(error.kind != ERROR_NONE && error.message[0] != '\0');
    }
    arena_release(&arena);
    return 0;
}
