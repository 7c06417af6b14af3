// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_AUDIT_LOG_H
#define PAGES_AUDIT_LOG_H
// The audit log for the audit administrator: newest first, read only; each reading is itself a row.

#include "web/context.h"
#include "web/html.h"

typedef struct LogRowView {
    Str at;          // 2023年10月16日 14:03:05, Beijing time
    Str actor;
    Str role;
    Str action;      // 受理
    Str code;        // claim.accept
    Str object;      // kind and number
    Str object_path; // the log of that object; absent = none
    Str county;
    Str before;      // absent = none
    Str after;
    Str address;
    bool is_refused;
} LogRowView;

typedef struct LogRowViews {
    LogRowView *items;
    size_t count;
} LogRowViews;

typedef struct LogView {
    FieldView object;
    bool is_filtered;
    LogRowViews rows;
    bool has_more;
    Str next_path;
} LogView;

extern const RouteList audit_pages;

#endif
