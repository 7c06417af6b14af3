// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H
// One request, whole: its head and, once the server calls the handler, its body.
//
// Everything here lives in `arena`, the request's own, which ends when the answer has been sent.
// Invariant: path, query, cookies and form are clean text (http/field.h); header values are bytes.

#include "http/field.h"

typedef enum Method { METHOD_OTHER, GET, HEAD, POST, PUT, PATCH, DELETE } Method;

typedef struct Request {
    Arena *arena;
    Method method;
    Str path;              // decoded: "/policies/7"
    Str raw_query;         // as sent, without '?'; absent when there is none
    Str remote_address;    // of the client, behind a trusted proxy the one that it names
    Str content_type;      // media type alone, without parameters; absent when not sent
    Str body;              // as sent; empty for multipart, whose parts are in `form`
    FieldList parameters;  // from the route's pattern: ":id" -> id
    FieldList query;
    FieldList form;        // urlencoded or multipart
    FieldList cookies;
    FieldList headers;
    bool is_secure;        // came over TLS, as the trusted proxy says
    bool wants_head_only;  // HEAD; `method` is then GET
} Request;

Str request_header(const Request *request, const char *name);
Str request_cookie(const Request *request, const char *name);
Str request_parameter(const Request *request, const char *name);
Str request_query(const Request *request, const char *name);
Method method_from_str(Str name);
// "GET"; "OTHER" for a method the server does not know.
Str method_to_str(Method method);

#endif
