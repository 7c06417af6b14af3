// SPDX-License-Identifier: Apache-2.0
// What is read as JSON and written again reads as the same, byte by byte.
#include "fuzz.h"

#include "base/json.h"

#include <assert.h>

static Str written(Arena *arena, const JsonValue *value) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_value(&writer, value);
    return str_built(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = {0};
    const JsonValue *value, *again;
    Error error = {0};
    if (json_parse(&arena, (Str){(const char *)data, size}, &value, &error)) {
        Str once = written(&arena, value);
        assert(json_parse(&arena, once, &again, &error));
        assert(str_equal(once, written(&arena, again)));
    } else {
        assert(error.kind != ERROR_NONE && error.message[0] != '\0');
    }
    arena_release(&arena);
    return 0;
}
