// SPDX-License-Identifier: Apache-2.0
#include "publish/linked.h"

#include "base/map.h"

// A view as of a day.
struct LinkedView {
    const FactView *view;
    Date on;
    Map rows;      // by key, to LinkedRow
    bool is_whole; // those of the page's whole range have been read
};

static Str key_of(const LinkedPage *page, const FactView *view, const FactSubject *subject) {
    if (view == page->rows->view) return subject->key;
    switch (view->keying) {
    case FACT_KEY_PERSON: return subject->id_number;
    case FACT_KEY_UNIT: return subject->uscc;
    case FACT_KEY_ORGANISER: return subject->organiser_code;
    case FACT_KEY_UNIT_FIRST:
    case FACT_KEY_LISTED: break;
    }
    return (Str){0};
}

static LinkedView *view_of(LinkedPage *page, const FactView *view, Date on) {
    for (size_t i = 0; i < page->views.count; i++) {
        LinkedView *linked = page->views.items[i];
        if (linked->view == view && linked->on == on) return linked;
    }
    LinkedView *linked = NEW(page->arena, LinkedView);
    *linked = (LinkedView){.view = view, .on = on, .rows = {.arena = page->arena}};
    PUSH(page->arena, &page->views, linked);
    return linked;
}

static bool load(const LinkedPage *page, const LinkedView *linked, FactRange range, FactRows **rows,
                 Error *error) {
    range.holders = page->range->holders;
    *rows = NEW(page->arena, FactRows);
    return fact_view_load(page->tx, linked->view, &range, page->arena, *rows, error);
}

static void put(const LinkedPage *page, LinkedView *linked, Str key, LinkedRow row) {
    LinkedRow *kept = NEW(page->arena, LinkedRow);
    *kept = row;
    (void)map_put(&linked->rows, key, kept);
}

// Both are keyed by people, so that a page is a range of the other view too.
static bool is_read_by_range(const LinkedPage *page, const FactView *view) {
    return view->is_sparse && page->range->is_page && page->rows->view->keying == view->keying;
}

static bool range_read(const LinkedPage *page, LinkedView *linked, Error *error) {
    const FactRows *own = page->rows;
    Str after = {0};
    FactRows *rows;
    do {
        FactRange range = fact_range_page(page->arena, after, (Str){0}, FACT_PAGE_ROWS, linked->on);
        if (str_is_absent(after)) range.first = own->subjects[0].key;
        range.last = own->subjects[own->count - 1].key;
        if (!load(page, linked, range, &rows, error)) return false;
        for (size_t row = 0; row < rows->count; row++) {
            after = rows->subjects[row].key;
            put(page, linked, after, (LinkedRow){rows, row});
        }
    } while (rows->count == FACT_PAGE_ROWS);
    linked->is_whole = true;
    return true;
}

static bool one_read(const LinkedPage *page, LinkedView *linked, Str key, Error *error) {
    FactRows *rows;
    if (!load(page, linked, fact_range_one(key, linked->on), &rows, error)) return false;
    put(page, linked, key, (LinkedRow){rows->count == 1 ? rows : NULL, 0});
    return true;
}

bool linked_row_find(LinkedPage *page, const FactView *view, size_t row, Date on, LinkedRow *found,
                     Error *error) {
    bool is_own = view == page->rows->view && on == page->range->on;
    Str key = key_of(page, view, &page->rows->subjects[row]);
    *found = is_own ? (LinkedRow){page->rows, row} : (LinkedRow){0};
    if (is_own || str_is_absent(key)) return true;
    LinkedView *linked = view_of(page, view, on);
    if (!linked->is_whole && is_read_by_range(page, view) && !range_read(page, linked, error)) {
        return false;
    }
    const LinkedRow *kept = map_get(&linked->rows, key);
    if (!kept && !linked->is_whole) {
        if (!one_read(page, linked, key, error)) return false;
        kept = map_get(&linked->rows, key);
    }
    if (kept) *found = *kept;
    return true;
}
