// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_POLICY_ITEM_H
#define PAGES_POLICY_ITEM_H
// The items of the document on one page: clause, kinds, how each stands, and where each of its
// measures is done. Everybody may read it; how many there are is for those who may see counts.

#include "pages/policy/measure_door.h"
#include "web/html.h"

typedef struct ItemMeasureView {
    Str name, kind;
    Door door, office; // for who applies, for who works on it
    bool has_counts;
    int64_t applied, admitted, done;
    bool has_places;
    int64_t places, taken;
} ItemMeasureView;

typedef struct ItemMeasureViews {
    ItemMeasureView *items;
    size_t count;
} ItemMeasureViews;

typedef struct ItemTargetView {
    Str name, number, unit;
    bool is_known; // records exist from which progress is counted
    int64_t reached;
} ItemTargetView;

typedef struct ItemTargetViews {
    ItemTargetView *items;
    size_t count;
} ItemTargetViews;

typedef struct ItemView {
    int number;
    Str title, clause, clause_start;
    Str kinds;          // 「补助、项目」
    bool decides;
    Str until;          // absent when the document names no day
    Str monitor_path;   // absent = not for them
    bool has_claims;    // counts of claims are shown
    int64_t claims_open, claims_paid, claims_ended;
    ItemMeasureViews measures;
    ItemTargetViews targets;
} ItemView;

typedef struct ItemViews {
    ItemView *items;
    size_t count;
} ItemViews;

typedef struct ItemKindView {
    Str key, label;     // of the filter; "" = all
    int64_t count;
    bool is_shown;
} ItemKindView;

typedef struct ItemKindViews {
    ItemKindView *items;
    size_t count;
} ItemKindViews;

// {{include pages/policy/item_search.html view.search}}: the field that looks for an item.
FieldView item_search_view(Context *context);

typedef struct ItemListView {
    FieldView search;
    Str searched;       // what was looked for; empty = nothing
    Str pack_title;
    size_t total, deciding;
    ItemKindViews kinds;
    ItemViews items;
    bool has_counts;
    Str county;         // of the counts
} ItemListView;

extern const RouteList item_pages;

#endif
