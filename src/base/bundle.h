// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_BUNDLE_H
#define BASE_BUNDLE_H
// Several files as one ZIP archive. The same entries in the same order and the same day give the
// same bytes: nothing is compressed, and every entry bears noon of that day.

#include "base/date.h"

#define BUNDLE_NAME_BYTES_MAX 300

typedef struct BundleEntry {
    Str name; // UTF-8, parts separated by '/'; bundle_name makes one that is safe
    Str content;
} BundleEntry;

typedef struct BundleEntries {
    BundleEntry *items;
    size_t count;
    size_t capacity;
} BundleEntries;

// ERROR_INVALID for two entries of one name; ERROR_UNAVAILABLE without memory.
bool bundle_write(Arena *arena, const BundleEntries *entries, Date date, Str *bytes,
                  Error *error) MUST_USE;
// One part of a name out of whatever a stranger called a file: no separators, no control
// characters, no leading dot, not too long, never empty.
Str bundle_name(Arena *arena, Str text) MUST_USE;

#endif
