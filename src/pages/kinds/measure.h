// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_KINDS_MEASURE_H
#define PAGES_KINDS_MEASURE_H
// The board of all measures that are no benefits, and one of them: how many stand where, how the
// counties share the places, who is enrolled, which versions of a list were handed on.

#include "kinds/quota.h"
#include "kinds/register.h"
#include "pages/kinds/enrolment.h"

typedef struct BoardRowView {
    Str key, measure, kind, policy;
    int64_t applied, admitted, done, late;
    bool has_places;
    int64_t places, taken;
} BoardRowView;

typedef struct BoardRowViews {
    BoardRowView *items;
    size_t count;
} BoardRowViews;

typedef struct BoardView {
    BoardRowViews rows;
    Str county;
} BoardView;

typedef struct ShareView {
    Str name;
    int64_t places, taken;
    FieldView field;     // to set it
} ShareView;

typedef struct ShareViews {
    ShareView *items;
    size_t count;
} ShareViews;

typedef struct VersionView {
    int64_t number, line_count;
    Day made_on;
    Str sha256;
    Str pushes;          // 「银行 10月16日，已回执」, joined by ；
    bool may_answer;
} VersionView;

typedef struct VersionViews {
    VersionView *items;
    size_t count;
} VersionViews;

typedef struct MeasureCountView {
    Str code, label;
    int64_t count;
    bool is_shown;
} MeasureCountView;

typedef struct MeasureCountViews {
    MeasureCountView *items;
    size_t count;
} MeasureCountViews;

typedef struct MeasureView {
    FaultBoxView fault;
    Str key, name, kind, policy;
    int policy_number;
    MeasureCountViews counts;
    bool has_quota, has_shares, may_set_quota;
    Str quota_document;
    int64_t places, taken;
    ShareViews shares;
    FieldView quota_places, document;
    EnrolmentTableView table;
    bool is_empty, has_more;
    Str next_path;
    bool may_enter, may_select;
    bool is_register, may_push, may_refresh, may_answer;
    VersionViews versions;
    FormView form;
    FieldView receiver, version, receipt;
} MeasureView;

extern const RouteList measure_pages;

#endif
