// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_FIELD_H
#define HTTP_FIELD_H
// Names with values, as they arrive in queries, forms, cookies and headers; and percent-encoding.
//
// Invariant: a decoded name or value is valid UTF-8 without NUL. Anything else is refused, never
// repaired, so that no later check sees another text than the database does.

#include "base/error.h"

#define HTTP_FIELDS_MAX 2000 // names in one query or form

typedef struct Field {
    Str name;
    Str value;
    Str file_name;    // of an upload; absent for an ordinary field
    Str content_type; // of an upload, as the client claims it
} Field;

typedef struct FieldList {
    Field *items; // in the order of arrival
    size_t count;
    size_t capacity;
} FieldList;

// The first value of a name; absent when there is none.
Str fields_get(const FieldList *fields, Str name);
// The same for header names, which ignore the case of ASCII letters.
Str fields_get_header(const FieldList *fields, Str name);
bool str_equal_ignoring_case(Str a, Str b);

// Valid UTF-8 without NUL.
bool field_text_is_clean(Str text);

// Decodes %XX once, and '+' as a space when `plus_is_space`. False on a broken escape, NUL or
// bytes that are not UTF-8.
bool percent_decode(Arena *arena, Str text, bool plus_is_space, Str *decoded) MUST_USE;
// Everything but unreserved characters becomes %XX, so the result may stand anywhere in a URL.
void percent_encode(StrBuilder *out, Str text);
// "a=1&b=2" appended to `fields`. ERROR_INVALID or ERROR_LIMIT.
bool fields_parse(Arena *arena, Str encoded, FieldList *fields, Error *error) MUST_USE;
// "a=1; b=2" of a Cookie header appended to `fields`; unreadable pairs are passed over.
void fields_parse_cookies(Arena *arena, Str header, FieldList *fields);
// A request path: starts with '/', no empty, "." or ".." segment, no control character, no
// backslash, no encoded slash. False for anything else.
bool path_decode(Arena *arena, Str raw, Str *path) MUST_USE;

#endif
