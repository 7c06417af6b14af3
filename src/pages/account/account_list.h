// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_ACCOUNT_ACCOUNT_LIST_H
#define PAGES_ACCOUNT_ACCOUNT_LIST_H
// Every account with its role and scope, for the security administrator: who may do what, who is
// locked. Nothing secret, and nothing to change here but taking off a second factor whose phone is
// lost; accounts are made by `jiuye user`.

#include "access/account.h"
#include "web/context.h"
#include "web/html.h"

typedef struct AccountRowView {
    Str login, name, role, scope;
    Str department;         // absent = none
    Str state;
    const char *state_class;
    bool has_code;
    bool must_bind;         // its role needs a second factor, and it has none
    bool may_take_off;
} AccountRowView;

typedef struct AccountRowViews {
    AccountRowView *items;
    size_t count;
} AccountRowViews;

typedef struct AccountListView {
    AccountRowViews rows;
    FormView form;
    bool has_more;
    Str next_path;
} AccountListView;

extern const RouteList account_pages;

#endif
