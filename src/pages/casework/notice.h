// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_NOTICE_H
#define PAGES_CASEWORK_NOTICE_H
// The public notice board, one notice with masked names, and what a reviewer opens and closes.

#include "pages/casework/select.h"
#include "pages/casework/wording.h"
#include "web/leaf.h"

typedef struct NoticeLinkView {
    Str number;
    Str title; // 「第5项 一次性交通补贴」
    Str county;
    Day opens, closes;
    int64_t count;
    bool is_open;
} NoticeLinkView;

typedef struct NoticeLinkViews {
    NoticeLinkView *items;
    size_t count;
} NoticeLinkViews;

typedef struct NoticeBoardView {
    NoticeLinkViews notices;
    bool may_open; // a reviewer
} NoticeBoardView;

typedef struct NoticeItemView {
    int64_t index;
    Str name;         // masked
    Str key;          // masked
    Fen amount;
    Str claim_number; // staff only
    bool is_held;
} NoticeItemView;

typedef struct NoticeItemViews {
    NoticeItemView *items;
    size_t count;
} NoticeItemViews;

typedef struct NoticeView {
    Str number;
    Str title;
    Str measure;
    Str county;
    Day opens, closes;
    bool is_open;
    bool is_staff;
    bool has_letter, may_issue; // the notice as PDF
    FormView form;
    NoticeItemViews items;
    LeafView leaf;
    Fen total;           // of all
} NoticeView;

// Reviewed claims that wait for a notice.
typedef struct NoticeWaitView {
    Str title;
    Str policy; // its number, for the form
    Str division;
    Str county;
    int64_t count;
    int64_t held; // of them: doubtful, and not published before that is answered
    Fen amount;
} NoticeWaitView;

typedef struct NoticeWaitViews {
    NoticeWaitView *items;
    size_t count;
} NoticeWaitViews;

typedef struct NoticeWorkView {
    FaultBoxView fault;
    bool has_cleared; // just closed what was due
    int64_t cleared;
    NoticeWaitViews waiting;
    FormView form;
} NoticeWorkView;

extern const RouteList notice_pages;

#endif
