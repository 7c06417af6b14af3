// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_HOME_ASK_H
#define PAGES_HOME_ASK_H
// The five questions (domain.md J1): what somebody who has not signed in may look at. Nothing that
// is answered here is kept; what counts is decided from the databases, after signing in.

#include "web/context.h"
#include "web/html.h"

#define ASK_QUESTIONS 5

typedef struct AskFields {
    FieldView items[ASK_QUESTIONS];
    size_t count;
} AskFields;

typedef struct AskPolicyView {
    int number;
    Str title;
    Str whom, amount; // 给谁, 给多少
    Str because;      // the answers that lead here
    Str lacks;        // answers that stand in the way; absent = none
} AskPolicyView;

typedef struct AskPolicyViews {
    AskPolicyView *items;
    size_t count;
} AskPolicyViews;

typedef struct AskView {
    AskFields fields;
    bool is_answered;
    AskPolicyViews policies;
} AskView;

extern const RouteList ask_pages;

#endif
