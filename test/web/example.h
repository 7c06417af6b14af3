// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_WEB_EXAMPLE_H
#define TEST_WEB_EXAMPLE_H
// The view of example.html: every construct of the template language once.

#include "web/html.h"

typedef struct ExampleJob {
    Str title;
    Str number;
    Fen wage;
} ExampleJob;

typedef struct ExampleJobs {
    const ExampleJob *items;
    size_t count;
} ExampleJobs;

typedef struct ExampleBadge {
    Str text;
} ExampleBadge;

typedef struct ExampleView {
    Str name;
    Str link;
    int64_t count;
    bool is_open;
    Day due;
    ExampleJobs jobs;
    ExampleBadge badge;
} ExampleView;

#endif
