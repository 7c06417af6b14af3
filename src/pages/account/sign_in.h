// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_ACCOUNT_SIGN_IN_H
#define PAGES_ACCOUNT_SIGN_IN_H
// Signing in and out, by page and by API; binding the second factor on the way; API tokens.

#include "access/session.h"
#include "web/context.h"
#include "web/html.h"

typedef struct SignInView {
    FormView form;
    FieldView login;
    FieldView password;
    FieldView totp_code;
    Str next;      // where to go then
    Str fault;     // absent = none
    Str advice;
    bool is_demo;
} SignInView;

// What the form of the page asks for, as access takes it.
SignIn sign_in_of(const Context *context);
// The session that was opened, with its cookie, as an answer of the API.
bool sign_in_answer(Context *context, const Session *session) MUST_USE;
// The page of the work of a role.
Str sign_in_home(Role role);

extern const RouteList sign_in_pages;

#endif
