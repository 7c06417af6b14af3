// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_WEB_GREETING_H
#define TEST_WEB_GREETING_H
// The example page of web_test.c: a form with one field, shown again when it is faulty.

#include "web/context.h"

typedef struct GreetingView {
    Str thanks; // absent until something was sent
    FormView form;
    FieldView name;
} GreetingView;

#endif
