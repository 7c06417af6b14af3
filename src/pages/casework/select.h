// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_SELECT_H
#define PAGES_CASEWORK_SELECT_H
// A choice whose options come from data rather than from a form.

#include "web/context.h"
#include "web/html.h"

typedef struct SelectView {
    Str name;
    Str label;
    Str blank; // the option that stands for all, or none; absent = one must be chosen
    OptionViews options;
} SelectView;

#endif
