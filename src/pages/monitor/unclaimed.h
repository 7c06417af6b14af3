// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_MONITOR_UNCLAIMED_H
#define PAGES_MONITOR_UNCLAIMED_H
// Who is entitled and has not claimed: masked lists for the offices, page by page, and as a file.

#include "pages/casework/select.h"
#include "web/context.h"
#include "web/html.h"

typedef struct UnclaimedRowView {
    Str subject;     // masked
    Str county;
    Fen amount;
} UnclaimedRowView;

typedef struct UnclaimedRowViews {
    UnclaimedRowView *items;
    size_t count;
} UnclaimedRowViews;

typedef struct UnclaimedView {
    SelectView policy;
    SelectView county;
    bool is_chosen;  // a policy is
    Str heading;     // 第5项 一次性交通补贴，海原县
    bool is_scanned;
    Day scanned_on;
    Str total;
    Fen total_amount;
    int64_t undetermined;
    UnclaimedRowViews rows;
    bool shows_county; // more than one is in the list
    bool is_later_page;
    Str first_path;
    bool has_more;
    Str next_path;
    Str export_path;
    bool may_enter;  // may claim for somebody at the counter
    Str counter_path;
} UnclaimedView;

extern const RouteList unclaimed_pages;

#endif
