// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_CASEWORK_APPEAL_H
#define PAGES_CASEWORK_APPEAL_H
// Appeals as the office reviews them under /appeals, and as the party follows them under
// /me/appeals; filing one is pages/claim/own_appeal.h.

#include "pages/casework/course.h"
#include "pages/casework/escalation.h"
#include "pages/casework/letter.h"

typedef struct AppealListView {
    bool is_own;
    CourseTableView table;
    LeafView leaf;
} AppealListView;

typedef struct AppealFactView {
    Str name;
    Str value;  // absent = unknown
    Str source;
} AppealFactView;

typedef struct AppealFactViews {
    AppealFactView *items;
    size_t count;
} AppealFactViews;

typedef struct AppealFileView {
    Str name;
    int64_t index;
} AppealFileView;

typedef struct AppealFileViews {
    AppealFileView *items;
    size_t count;
} AppealFileViews;

typedef struct AppealFieldViews {
    FieldView *items;
    size_t count;
} AppealFieldViews;

typedef struct AppealView {
    FaultBoxView fault;
    bool is_own;
    Str number;
    Str base;          // /appeals or /me/appeals
    Str claim, claim_path;
    Str policy;
    Str subject, county;
    Str against;       // 不予办理, 金额, 追回决定
    Str clawback, clawback_path; // absent: none
    Str claim_note;    // why it was refused
    Fen claim_amount;
    Str grounds;
    Str state;
    const char *state_class;
    Str owed_by;
    DueView due;
    Str reasons;       // of the decision; absent before
    Str result, result_path; // what came of it; absent: nothing
    Fen result_amount;
    bool is_maintained;
    int reconsideration_days, lawsuit_months;
    AppealFactViews facts;
    AppealFileViews files;
    CourseHistoryView history;
    LetterListView letters;
    UrgeListView urges;
    bool may_accept, may_decide, may_withdraw, may_add;
    FormView form;
    FieldView file;
    FieldView reasons_field;
    AppealFieldViews found;  // a field for each fact that can be established
} AppealView;

extern const RouteList appeal_pages;

#endif
