// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_FUND_PAYMENT_FILE_H
#define PAGES_FUND_PAYMENT_FILE_H
// Payment files: made and frozen, downloaded, checked to the fen; and the bank's return, line by
// line.

#include "pages/casework/wording.h"
#include "web/leaf.h"

// Approved payments that the next file of a fund and county would hold.
typedef struct ReleaseView {
    Str fund_key, division;
    Str fund, county;
    int64_t count;
    Fen amount;
} ReleaseView;

typedef struct ReleaseViews {
    ReleaseView *items;
    size_t count;
} ReleaseViews;

typedef struct FileRowView {
    Str number;
    Str fund;
    Str county;
    Day released;
    int64_t lines;
    Fen total;
    int64_t paid, returned, open; // lines
    const char *state;
    const char *state_class;
} FileRowView;

typedef struct FileRowViews {
    FileRowView *items;
    size_t count;
} FileRowViews;

typedef struct FileListView {
    FaultBoxView fault;
    Str checked;      // number of a file that was found to be as released; absent = none
    ReleaseViews waiting;
    FileRowViews files;
    int64_t failed;   // claims whose payment came back
    FormView form;
    FieldView file;
} FileListView;

typedef struct FileView {
    FaultBoxView fault;
    FileRowView row;
    Str channel;          // how the fund pays
    const char *format, *encoding;
    Str sha256;           // of what the bank gets
    Str signature, public_key; // absent: released before files were signed
    Str suite;
    bool is_demo;
    FormView form;
    FieldView file;
} FileView;

typedef struct ReturnRowView {
    Str line_ref;
    Str claim;
    Str payment;
    Fen amount;
    bool is_paid;
    Str reason;
    bool is_repeat;
} ReturnRowView;

typedef struct ReturnRowViews {
    ReturnRowView *items;
    size_t count;
} ReturnRowViews;

typedef struct ReturnView {
    Str file_number;
    ReturnRowViews rows;    // those that failed first, at most LEAF_ROWS
    size_t count, unshown; // of all; of those beyond that
    Fen paid, returned;
    int64_t failed;
} ReturnView;

extern const RouteList payment_file_pages;

#endif
