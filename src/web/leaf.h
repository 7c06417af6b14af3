// SPDX-License-Identifier: Apache-2.0
#ifndef WEB_LEAF_H
#define WEB_LEAF_H
// A table whose rows are all known, shown a leaf at a time: its sums and its hash are of all rows,
// and paper gets all of them at once (web/leaf_more.html, web/leaf_print.html).

#include "web/context.h"

#define LEAF_ROWS 200
#define LEAF_AFTER_MAX 1000000

// For the form of the page's route.
#define LEAF_FIELDS                                                                               \
    {.name = "after", .label = "从哪一行以后", .type = FIELD_INT, .max = LEAF_AFTER_MAX},          \
    {.name = "whole", .label = "列出全部", .type = FIELD_CHECKBOX}

typedef struct LeafView {
    size_t count;       // of all rows
    size_t after, last; // items [after, last) are shown
    size_t first;       // of them, as people count
    bool is_part;       // some are not
    bool has_more;      // behind the last
    bool is_cut;        // the caller's word: there may be rows beyond `count`
    Str next_path, whole_path;
} LeafView;

// Which of `count` rows the request asks for, the first ones where its form has no LEAF_FIELDS;
// `path` is the page's, with its filter ("?on=…") or without any.
LeafView leaf_view(const Context *context, size_t count, Str path);

#endif
