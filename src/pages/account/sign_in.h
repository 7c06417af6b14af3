// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_ACCOUNT_SIGN_IN_H
#define PAGES_ACCOUNT_SIGN_IN_H
// Signing in and out, by page and by API; API tokens.

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

extern const RouteList sign_in_pages;

#endif
