// SPDX-License-Identifier: Apache-2.0
#ifndef WEB_INTERNAL_H
#define WEB_INTERNAL_H
// What the files of this folder share and nobody else sees.

#include "web/web.h"

#include <stdatomic.h>

typedef struct Asset {
    Str name; // "jiuye.css"
    Str url;  // "/assets/0123456789abcdef/jiuye.css"
    StaticContent content;
} Asset;

typedef struct AssetList {
    Asset *items;
    size_t count;
    size_t capacity;
} AssetList;

struct Web {
    WebOptions options;
    RouteTable routes;
    AssetList assets;
    Str start_id;                        // of this run of the program, in front of request ids
    atomic_uint_fast64_t request_count;
};

// assets.c
void assets_init(Arena *arena, AssetList *assets);
const Asset *asset_find(const AssetList *assets, Str name);
bool asset_page(Context *context, Error *error);

// builtin.c: /assets, /display, /api/openapi.json
extern const RouteList web_builtin_routes;

// csrf.c
#define CSRF_FIELD "_csrf"
#define CSRF_HEADER "X-CSRF-Token"
#define KEY_FIELD "_key"
#define KEY_HEADER "Idempotency-Key"
#define VISIT_COOKIE "jiuye_visit"
bool csrf_check(Context *context, Error *error) MUST_USE;
// Finds the client's key for a POST that is not repeatable.
bool idempotency_read(Context *context, Error *error) MUST_USE;
Str digest_of_request(const Context *context);
Str random_token(Arena *arena);

// layout.c
#define DISPLAY_COOKIE "jiuye_display"
typedef struct Display {
    bool is_large;
    bool has_high_contrast;
} Display;
Display display_of(const Request *request);
// The error in the form the client reads: JSON under /api/, else a page.
void answer_error(Context *context, const Error *error);

#endif
