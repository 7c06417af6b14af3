// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H
// One answer: a status, headers, and a body.
//
// The body is whole when the answer begins, so that an export can say how many rows it has and what
// its hash is; what may become long has a named limit of rows. It is borrowed: it must live in the
// request's arena or for ever. A header value with a
// line end is a bug of the caller that could split the answer; such a header is dropped and the
// answer becomes 500.

#include "http/request.h"

typedef struct Response {
    Arena *arena;
    int status;
    Str content_type;
    Str body;
    FieldList headers;
    bool closes;       // no further request on this connection
    bool is_broken;    // a header was refused
} Response;

// Content that never changes under its URL or is revalidated by its tag: style sheets, scripts.
typedef struct StaticContent {
    Str content_type;
    Str body;
    Str etag;           // with its quotes
    int64_t max_age_s;  // 0 = revalidate each time
    bool is_immutable;  // the URL holds a hash of the content
} StaticContent;

void response_init(Response *response, Arena *arena);
void response_header(Response *response, const char *name, Str value);
void response_text(Response *response, int status, Str content_type, Str body);
// 303 to a path of this site; anything that is not a local path becomes "/".
void response_redirect(Response *response, Str path);
// 200, or 304 when the client holds the same tag already.
void response_static(Response *response, const Request *request, const StaticContent *content);
// A quoted tag made from the content.
Str etag_of(Arena *arena, Str content) MUST_USE;

typedef struct CookieOptions {
    int64_t max_age_s;  // 0 = until the browser closes; negative = delete
    bool is_secure;
    bool is_for_scripts; // readable by scripts; never for a session
} CookieOptions;
// HttpOnly unless for scripts, SameSite=Lax, Path=/. The value must be of cookie characters.
void response_cookie(Response *response, const char *name, Str value, CookieOptions options);

#endif
