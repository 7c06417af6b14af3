// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_BATCH_H
#define PAGES_CASEWORK_BATCH_H
// Automatic batches (免申即享): have one matched and see how far it is, stop it, see its three columns
// with reasons, take it back.

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
    int64_t awaiting; // of `look`, rows that departments decide
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

// Of the latest job.
typedef struct BatchProgressView {
    bool is_open;
    bool is_waiting; // for a thread
    bool is_whole;   // the rows are there; they are being proved
    int64_t done;
    int64_t total;   // 0 = not known
    int64_t percent;
    Str failure;     // absent = it did not fail
    bool is_stopped;
    Str actor_name;  // who asked
    bool may_stop;
    bool may_go_on;
    bool is_of_today; // of the batch
} BatchProgressView;

typedef struct BatchView {
    FaultBoxView fault;
    BatchHeadView head;
    BatchProgressView progress;
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

// What the steps of a case need by the version that a batch was matched by; by the one in effect
// when `number` is none of a batch.
bool batch_case_context(Context *context, Str number, CaseContext *with, Error *error) MUST_USE;

extern const RouteList batch_pages;

#endif
