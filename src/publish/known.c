// SPDX-License-Identifier: Apache-2.0
#include "publish/known.h"

#include "base/map.h"
#include "publish/standing.h"

#define VIEW_CASE "case"

// Rows of another view, by key; several facts of a policy share them.
typedef struct LinkedView {
    const FactView *view;
    Map rows;
} LinkedView;

typedef struct LinkedViews {
    LinkedView **items;
    size_t count;
    size_t capacity;
} LinkedViews;

// What is needed while columns are made.
typedef struct Knowing {
    Tx *tx;
    const FactRange *range;
    Arena *arena;
    KnownPage *page;
    LinkedViews *linked;
} Knowing;

bool known_is_stated(const Fact *fact) {
    switch (fact->source.kind) {
    case FACT_SOURCE_ASK:
    case FACT_SOURCE_NONE: return true;
    case FACT_SOURCE_DEPARTMENT:
    case FACT_SOURCE_ENTITLEMENT:
    case FACT_SOURCE_ENTITLEMENT_COUNT:
    case FACT_SOURCE_ENTITLEMENT_SUM:
    case FACT_SOURCE_ENROLMENT:
    case FACT_SOURCE_TALLY:
    case FACT_SOURCE_ENROLLED: return false;
    case FACT_SOURCE_VIEW: break;
    }
    if (!str_equal(fact->source.view, STR(VIEW_CASE))) return !fact_view_find(fact->source.view);
    return str_equal(fact->source.column, STR("claim"));
}

// ---- Lists: the view's names of fields become the policy's ----

static FeelValue record_rename(Arena *arena, const Fact *fact, FeelValue record) {
    if (record.kind != FEEL_CONTEXT) return record;
    FeelEntry *entries = NEW_ARRAY(arena, FeelEntry, fact->fields.count);
    for (size_t i = 0; i < fact->fields.count; i++) {
        const Fact *field = &fact->fields.items[i];
        const FeelValue *value = feel_context_get(record.context, field->source.column);
        entries[i] = (FeelEntry){field->name, value ? *value : fact->fields.items[i].default_value};
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, fact->fields.count}};
}

static FeelValue list_rename(Arena *arena, const Fact *fact, FeelValue list) {
    if (list.kind != FEEL_LIST) return list;
    FeelValue *items = NEW_ARRAY(arena, FeelValue, list.list.count);
    for (size_t i = 0; i < list.list.count; i++) {
        items[i] = record_rename(arena, fact, list.list.items[i]);
    }
    return feel_list(items, list.list.count);
}

static FeelColumn list_column(const Knowing *knowing, const Fact *fact, const FeelColumn *from) {
    size_t count = knowing->page->rows.count;
    FeelValue *values = NEW_ARRAY(knowing->arena, FeelValue, count);
    for (size_t row = 0; row < count; row++) {
        values[row] = list_rename(knowing->arena, fact, feel_column_get(from, row));
    }
    return feel_column_values(values);
}

// ---- Other views ----

static Str link_key(const FactView *view, const FactSubject *subject) {
    switch (view->keying) {
    case FACT_KEY_PERSON: return subject->id_number;
    case FACT_KEY_UNIT: return subject->uscc;
    case FACT_KEY_ORGANISER: return subject->organiser_code;
    case FACT_KEY_UNIT_FIRST:
    case FACT_KEY_LISTED: break;
    }
    return (Str){0};
}

// The row of another view that a subject names, loaded once a page; NULL when there is none.
static bool linked_row(const Knowing *knowing, const FactView *view, Str key, Map *rows,
                       const FactRows **row, Error *error) {
    *row = map_get(rows, key);
    if (*row || str_is_absent(key)) return true;
    FactRows *loaded = NEW(knowing->arena, FactRows);
    FactRange range = fact_range_one(key, knowing->range->on);
    range.holder_claims = knowing->range->holder_claims;
    range.holder_claim_count = knowing->range->holder_claim_count;
    if (!fact_view_load(knowing->tx, view, &range, knowing->arena, loaded, error)) return false;
    (void)map_put(rows, key, loaded);
    *row = loaded;
    return true;
}

static Map *linked_rows(const Knowing *knowing, const FactView *view) {
    for (size_t i = 0; i < knowing->linked->count; i++) {
        LinkedView *linked = knowing->linked->items[i];
        if (linked->view == view) return &linked->rows;
    }
    LinkedView *linked = NEW(knowing->arena, LinkedView);
    *linked = (LinkedView){view, {.arena = knowing->arena}};
    PUSH(knowing->arena, knowing->linked, linked);
    return &linked->rows;
}

static bool linked_column(const Knowing *knowing, const Fact *fact, const FactView *view,
                          size_t column, FeelColumn *out, Error *error) {
    const FactRows *rows = &knowing->page->rows;
    FeelValue *values = NEW_ARRAY(knowing->arena, FeelValue, rows->count);
    Map *loaded = linked_rows(knowing, view);
    for (size_t i = 0; i < rows->count; i++) {
        const FactRows *row;
        Str key = link_key(view, &rows->subjects[i]);
        if (!linked_row(knowing, view, key, loaded, &row, error)) return false;
        if (row && row->count == 1) values[i] = feel_column_get(&row->columns[column], 0);
        if (fact->type == FACT_LIST) values[i] = list_rename(knowing->arena, fact, values[i]);
    }
    *out = feel_column_values(values);
    return true;
}

// ---- Columns ----

static bool view_column(const Knowing *knowing, const Fact *fact, FeelColumn *out, Error *error) {
    const KnownPage *page = knowing->page;
    if (str_equal(fact->source.view, STR(VIEW_CASE))) {
        if (str_equal(fact->source.column, STR("date"))) {
            *out = feel_column_constant(knowing->arena, feel_date(knowing->range->on));
        }
        return true;
    }
    const FactView *view = fact_view_find(fact->source.view);
    Str name = str_is_absent(fact->source.column) ? STR("") : fact->source.column;
    size_t column = view ? fact_view_column(view, name) : SIZE_MAX;
    if (column == SIZE_MAX) return true; // `jiuye check` says so: unknown, and nobody is paid on it
    if (view != page->view) return linked_column(knowing, fact, view, column, out, error);
    const FeelColumn *from = &page->rows.columns[column];
    *out = fact->type == FACT_LIST ? list_column(knowing, fact, from) : *from;
    return true;
}

static FeelColumn grant_column(const Knowing *knowing, const Fact *fact) {
    const KnownPage *page = knowing->page;
    size_t count = page->rows.count;
    bool is_truth = fact->source.kind == FACT_SOURCE_ENTITLEMENT;
    uint8_t *truths = is_truth ? NEW_ARRAY(knowing->arena, uint8_t, count) : NULL;
    int64_t *numbers = is_truth ? NULL : NEW_ARRAY(knowing->arena, int64_t, count);
    for (size_t row = 0; row < count; row++) {
        const FactSubject *subject = &page->rows.subjects[row];
        int64_t year = date_to_civil(subject_event(subject, knowing->range->on)).year;
        GrantTotal total = grant_book_total(&page->book, &fact->source, subject, year);
        if (is_truth) {
            truths[row] = total.count > 0 ? FEEL_TRUE : FEEL_FALSE;
        } else {
            bool is_count = fact->source.kind == FACT_SOURCE_ENTITLEMENT_COUNT;
            numbers[row] = is_count ? total.count : total.amount_fen;
        }
    }
    return is_truth ? (FeelColumn){.form = FEEL_COLUMN_TRUTH, .data = truths}
                    : (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = numbers};
}

bool known_columns(Tx *tx, const FactRange *range, Arena *arena, KnownPage *page, Error *error) {
    LinkedViews linked = {0};
    Knowing knowing = {tx, range, arena, page, &linked};
    const FactList *facts = &page->policy->facts;
    Str kind = page->measure->subject;
    page->columns = NEW_ARRAY(arena, FeelColumn, facts->count);
    if (!standing_stated(tx, page->policy, kind, range, &page->rows, page->columns, error)) {
        return false;
    }
    for (size_t i = 0; i < facts->count; i++) {
        const Fact *fact = &facts->items[i];
        switch (fact->source.kind) {
        case FACT_SOURCE_VIEW:
            if (!view_column(&knowing, fact, &page->columns[i], error)) return false;
            break;
        case FACT_SOURCE_ENTITLEMENT:
        case FACT_SOURCE_ENTITLEMENT_COUNT:
        case FACT_SOURCE_ENTITLEMENT_SUM:
            page->columns[i] = grant_column(&knowing, fact);
            break;
        case FACT_SOURCE_ENROLMENT:
        case FACT_SOURCE_TALLY:
        case FACT_SOURCE_ENROLLED:
            if (!standing_column(tx, page->policy, fact, kind, range, &page->rows,
                                 &page->columns[i], error)) {
                return false;
            }
            break;
        case FACT_SOURCE_NONE:
        case FACT_SOURCE_ASK:
        case FACT_SOURCE_DEPARTMENT: break;
        }
    }
    return true;
}

bool known_load(Tx *tx, const Policy *policy, const Measure *measure, const FactRange *range,
                Arena *arena, KnownPage *page, Error *error) {
    FactGrants grants;
    *page = (KnownPage){.policy = policy, .measure = measure,
                        .view = fact_view_find(measure->subject)};
    if (!page->view) {
        error_set(error, ERROR_INVALID, "第%d项“%.*s”的对象“%.*s”没有事实视图", policy->number,
                  STR_ARG(measure->name), STR_ARG(measure->subject));
        return error_code(error, "SUBJECT_UNKNOWN");
    }
    if (!fact_view_load(tx, page->view, range, arena, &page->rows, error)) return false;
    if (page->rows.count == 0) return true;
    FactRange loaded = *range;
    loaded.first = page->rows.subjects[0].key;
    loaded.last = page->rows.subjects[page->rows.count - 1].key;
    if (!fact_view_grants(tx, page->view, &loaded, arena, &grants, error)) return false;
    page->book = grant_book_new_in(arena, &grants);
    return known_columns(tx, &loaded, arena, page, error);
}
