// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_BATCH_H
#define PAGES_CASEWORK_BATCH_H
// Automatic batches (免申即享): run one, see its three columns with reasons, take it back.

#include "pages/casework/select.h"
#include "pages/casework/wording.h"

typedef struct BatchHeadView {
    Str number;
    Str title;
    Str county;
    Day snapshot;
    const char *state;
    const char *state_class;
    int64_t payable, look, refused; // rows
    Fen amount;
    int64_t confirmed;
} BatchHeadView;

typedef struct BatchHeadViews {
    BatchHeadView *items;
    size_t count;
} BatchHeadViews;

typedef struct BatchListView {
    FaultBoxView fault;
    SelectView policy, division;
    FormView form;
    BatchHeadViews batches;
} BatchListView;

typedef struct BatchRowView {
    int64_t index;
    Str subject;
    Fen amount;
    Str why;   // sentences, with the codes small beside them
    Str codes;
    Str claim; // once confirmed
} BatchRowView;

typedef struct BatchRowViews {
    BatchRowView *items;
    size_t count;
} BatchRowViews;

typedef struct BatchView {
    FaultBoxView fault;
    BatchHeadView head;
    Str rows_hash;
    Str pack_hash;
    Str column;       // payable, look, not
    Str column_label;
    BatchRowViews rows;
    bool has_more;
    Str next_path;
    bool may_roll_back;
    FormView form;
} BatchView;

extern const RouteList batch_pages;

#endif
