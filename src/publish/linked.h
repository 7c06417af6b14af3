// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_LINKED_H
#define PUBLISH_LINKED_H
// Rows that the subjects of a page name in other views, and their own rows as of other days.
//
// Several facts of a policy share them: each is read once a page. Where another view has a row for
// few people (`is_sparse`), a page of people reads those of its whole range at once. Rows live in
// the arena of the page.

#include "publish/fact_view.h"

typedef struct LinkedView LinkedView;

typedef struct LinkedPage {
    Tx *tx;
    const FactRange *range;  // of the page
    const FactRows *rows;    // the page itself
    Arena *arena;
    struct LinkedViewList {
        LinkedView **items;
        size_t count;
        size_t capacity;
    } views;                 // zeroed at the start
} LinkedPage;

// One row; `rows` NULL = the database has none.
typedef struct LinkedRow {
    const FactRows *rows;
    size_t row;
} LinkedRow;

// The row of `view` that the page's subject in `row` names, as of a day. Of the page's own view and
// day it is that row itself.
bool linked_row_find(LinkedPage *page, const FactView *view, size_t row, Date on, LinkedRow *found,
                     Error *error) MUST_USE;

#endif
