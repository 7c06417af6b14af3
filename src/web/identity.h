// SPDX-License-Identifier: Apache-2.0
#ifndef WEB_IDENTITY_H
#define WEB_IDENTITY_H
// Identifying visitors by the sessions and API tokens of `access`: the product's `identify`.

#include "store/store.h"
#include "web/web.h"

// A living session by cookie, or an account by "Authorization: Bearer …". A dead cookie is nobody;
// a bad token is ERROR_UNSIGNED, since programs should be told. `store` is the Store.
bool identify_by_access(void *store, const Request *request, Identity *identity, Error *error);

// Sets and deletes the session cookie, for the pages that sign in and out.
void session_cookie_set(Context *context, Str token);
void session_cookie_delete(Context *context);

#endif
