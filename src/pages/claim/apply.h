// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CLAIM_APPLY_H
#define PAGES_CLAIM_APPLY_H
// Applying: what the databases know is shown with its source, only the rest is asked, and the
// account is pre-filled. One page to check, one button, then a number.

#include "web/context.h"
#include "web/html.h"

typedef struct ApplyFactView {
    Str name;
    Str value;
    Str source;
} ApplyFactView;

typedef struct ApplyFactViews {
    ApplyFactView *items;
    size_t count;
} ApplyFactViews;

typedef struct ApplyFieldViews {
    FieldView *items;
    size_t count;
} ApplyFieldViews;

typedef struct ApplyView {
    int number;
    Str title;
    Str subject_key;
    Str subject;
    bool is_organisation;
    bool is_eligible;
    Fen amount;
    Str reasons; // why not; absent when eligible
    ApplyFactViews facts;
    ApplyFieldViews asked; // what no database has
    FormView form;
    FieldView account_number;
    FieldView bank_name;
    FieldView holder_name;
} ApplyView;

extern const RouteList apply_pages;

#endif
