// SPDX-License-Identifier: Apache-2.0
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H
// Routes: everything a security reviewer asks about a URL stands in its row.
//
//     const Route vacancy_routes[] = {
//         {GET, "/vacancies", vacancy_list_page, .needs = PERMISSION_PUBLIC, .title = "岗位"},
//         {POST, "/vacancies/:number/close", vacancy_close_page,
//          .needs = PERMISSION_CASE_ACCEPT, .form = &vacancy_close_form},
//     };
//     const RouteList vacancy_pages = ROUTES(vacancy_routes);
//
// The dispatcher has done everything the row says before the handler runs. Paths under /api/
// answer JSON, others HTML.

#include "access/actor.h"
#include "http/server.h"
#include "web/form.h"

typedef struct Context Context; // web/context.h

// Reads the form, calls one domain function, fills a view, renders. False: `error` becomes the
// error page or the JSON error, with the status of its kind.
typedef bool (*Handler)(Context *context, Error *error);

typedef enum RouteFlags {
    // Answered on an event thread when the visitor has no session: must never wait. PUBLIC only.
    ROUTE_QUICK = 1 << 0,
    // An export or another long piece of work: at most half of the workers at once.
    ROUTE_SLOW = 1 << 1,
    // This POST may be repeated freely (a search, a sign-in), so it needs no idempotency key.
    ROUTE_REPEATABLE = 1 << 2,
    // The handler runs with a faulty form too and shows its faults beside the fields.
    ROUTE_SHOWS_FAULTS = 1 << 3,
    // A JSON body is handed over whole in `context->json`; the row needs no form;
    // any other body is refused.
    ROUTE_TAKES_JSON = 1 << 4,
} RouteFlags;

typedef struct Route {
    Method method;          // GET answers HEAD as well
    const char *path;       // "/policies/:number"; a parameter is one whole segment
    Handler handler;
    Permission needs;       // PERMISSION_PUBLIC must be said
    const Form *form;       // of the body; of the query for GET
    // Makes the form for this request instead, for forms that come from a policy.
    bool (*form_of)(Context *context, const Form **form, Error *error);
    unsigned flags;         // RouteFlags
    size_t body_bytes_max;  // 0 = HTTP_BODY_BYTES_MAX
    const char *title;      // 中文, for the access matrix and the API description
} Route;

typedef struct RouteList {
    const Route *items;
    size_t count;
} RouteList;

#define ROUTES(table) {(table), sizeof(table) / sizeof(table)[0]}

#define ROUTE_PATH_BYTES_MAX 200

typedef struct RouteTable {
    const Route **items;
    size_t count;
} RouteTable;

// Joins the lists. ERROR_INVALID names the row that lacks a handler, a permission or a leading '/',
// repeats another, or has a flag that contradicts its permission or method.
bool routes_join(Arena *arena, const RouteList *const *lists, size_t count, RouteTable *table,
                 Error *error) MUST_USE;
// The row for a request; a literal segment wins over a parameter. NULL when there is none: then
// `*allowed` says which methods the path has, as bits (1 << Method).
const Route *routes_find(const RouteTable *table, Method method, Str path, unsigned *allowed);
// Path parameters of a matching route: ":id" -> id.
void route_read_parameters(const Route *route, Arena *arena, Str path, FieldList *parameters);

// The access matrix, one line per row: method, path, permission, roles, form, flags, title.
void routes_print(const RouteTable *table, StrBuilder *out);
// OpenAPI 3.1 of the /api/ rows and their forms.
void routes_to_openapi(const RouteTable *table, Str version, JsonWriter *writer);

#endif
