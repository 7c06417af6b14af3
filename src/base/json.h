// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_JSON_H
#define BASE_JSON_H
// JSON, strict: UTF-8 only, no NaN, no trailing text, no duplicate keys, bounded depth and size.
//
// Numbers keep their text, so that 100.10 and 20-digit integers are exact; ask for them as int64
// or Decimal. Objects keep the order of their members. Values live in the arena they were read
// into and do not refer to the text they came from. A byte-order mark at the start is skipped.
// Why the parser is our own: docs/decisions/0002-json.md.

#include "base/decimal.h"
#include "base/diagnostic.h"
#include "base/error.h"

#define JSON_DEPTH_MAX 64
#define JSON_BYTES_MAX ((size_t)64 * 1024 * 1024)

typedef enum JsonKind {
    JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT,
} JsonKind;

typedef struct JsonValue JsonValue;
typedef struct JsonMember {
    Str key;
    const JsonValue *value;
} JsonMember;

struct JsonValue {
    JsonKind kind;
    bool boolean;
    Str text;                 // a number as written, or a string's characters
    const JsonValue **items;  // array elements
    const JsonMember *members;
    size_t count;             // of items or members
    const JsonMember **sorted; // by key, in large objects; for json_get
};

// On bad input: ERROR_INVALID with line, column and what was expected; ERROR_LIMIT when the text
// is too long or nested too deeply.
bool json_parse(Arena *arena, Str text, const JsonValue **value, Error *error) MUST_USE;
// NULL when `object` is not an object or has no such key.
const JsonValue *json_get(const JsonValue *object, const char *key);
// The string of a key; absent when there is none or it is no string.
Str json_text(const JsonValue *object, const char *key);
// By value: 3, 3.0 and 0.3e1 are the same. False when it is no number, no integer, does not fit, or
// is written with so many digits that a Decimal could not hold them all.
bool json_to_int64(const JsonValue *value, int64_t *result) MUST_USE;
// Digits beyond DECIMAL_DIGITS are rounded half even.
bool json_to_decimal(const JsonValue *value, Decimal *result) MUST_USE;

// ---- Writing: compact, members in call order; commas and escapes are taken care of ----

typedef struct JsonWriter {
    StrBuilder *out;
    int depth;        // objects and arrays that are open
    bool needs_comma; // a value was written since the last opening bracket or key
} JsonWriter;

void json_writer_init(JsonWriter *writer, StrBuilder *out);
void json_open_object(JsonWriter *writer);
void json_close_object(JsonWriter *writer);
void json_open_array(JsonWriter *writer);
void json_close_array(JsonWriter *writer);
void json_key(JsonWriter *writer, Str key);
void json_null(JsonWriter *writer);
void json_boolean(JsonWriter *writer, bool value);
void json_int(JsonWriter *writer, int64_t value);
void json_decimal(JsonWriter *writer, Decimal value); // what is not finite writes null
void json_string(JsonWriter *writer, Str value);      // absent text writes null
void json_value(JsonWriter *writer, const JsonValue *value);
// The value alone, as a text.
Str json_value_to_str(Arena *arena, const JsonValue *value) MUST_USE;

// Members in one call each, for the common case.
void json_member_string(JsonWriter *writer, const char *key, Str value);
void json_member_int(JsonWriter *writer, const char *key, int64_t value);
void json_member_boolean(JsonWriter *writer, const char *key, bool value);

#endif
