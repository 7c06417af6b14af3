// SPDX-License-Identifier: Apache-2.0
#ifndef WEB_WEB_H
#define WEB_WEB_H
// The dispatcher: from a request to its row, through every check the row implies, to an answer.
//
// In this order: route (404, 405), identity, permission (401, 403), CSRF, idempotency key, form or
// JSON, handler. Every answer carries the security headers. What a handler need not repeat is
// everything in this list.

#include "base/clock.h"
#include "web/context.h"

#define WEB_SECRET_BYTES 32

#define SESSION_COOKIE "jiuye_session" // set by the pages that sign in and out
#define SIGN_IN_PATH "/sign-in"        // GET and POST; ?next= is where to go then
#define SIGN_OUT_PATH "/sign-out"      // POST

typedef struct NavItem {
    const char *label;
    const char *path;
    Permission needs;
    Permission below; // who has this as well finds the item on the page of that work instead
                      // (context_nav_below); PERMISSION_NONE = it stands in the navigation
} NavItem;

typedef struct WebOptions {
    const RouteList *const *routes; // one list per page file
    size_t route_list_count;
    const NavItem *nav;
    size_t nav_count;
    const Clock *clock;
    // Finds out who asks (web/identity.h has the product's). `identity->actor` holds the dates,
    // address and request id already. Nobody is not a failure: account_id stays 0. Runs on a
    // worker and may wait.
    bool (*identify)(void *state, const Request *request, Identity *identity, Error *error);
    // Called for every 403, so that refusals reach the audit log; may be NULL.
    void (*refused)(void *state, const Context *context, const Error *error);
    void *state; // of identify and refused
    void *app;   // becomes context->app
    Str version; // of the program, for the API description
    unsigned char secret[WEB_SECRET_BYTES]; // for CSRF tokens; the same on every server of a city
} WebOptions;

// `web` lives in `arena`, which must outlive the server. ERROR_INVALID names a bad route row.
bool web_open(Web **web, Arena *arena, const WebOptions *options, Error *error) MUST_USE;
HttpHandler web_handler(Web *web);
// For `jiuye routes`.
const RouteTable *web_routes(const Web *web);

// The URL of an embedded asset by its file name ("jiuye.css"), with a hash of its content; the name
// of a file that is not there is a bug and ends the program.
Str web_asset_url(const Web *web, const char *name);

#endif
