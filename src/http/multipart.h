// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H
// Reads a whole multipart/form-data body into fields whose values are slices of the body.
//
// An upload (a part with a file name) may hold any bytes; every other value must be clean text.
// Our own rather than libmicrohttpd's post processor: that one works on pieces, reports the start
// of a part in a way that two equal names make ambiguous, and copies what is in memory already.

#include "http/field.h"

#define MULTIPART_BOUNDARY_BYTES_MAX 70 // RFC 2046
#define MULTIPART_HEADERS_BYTES_MAX ((size_t)4096) // of one part

// `content_type` is the whole header, with its boundary parameter.
bool multipart_parse(Arena *arena, Str content_type, Str body, FieldList *fields, Error *error)
    MUST_USE;

#endif
