// SPDX-License-Identifier: Apache-2.0
#include "publish/known.h"

#include "publish/linked.h"
#include "publish/standing.h"

// What is needed while columns are made.
typedef struct Knowing {
    Tx *tx;
    const FactRange *range;
    Arena *arena;
    KnownPage *page;
    LinkedPage *linked;
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
    if (!fact_is_of_case(fact)) {
        return fact->source.otherwise == FACT_SOURCE_ASK || !fact_view_find(fact->source.view);
    }
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

// ---- Other days, other views ----

// The last day of a year; absent when it is none.
static Date year_end(Decimal number) {
    int64_t year;
    bool is_year = decimal_to_int64(number, &year) && year > 0 && year <= DATE_YEAR_MAX;
    return is_year ? date_from_civil((CivilDate){(int)year, 12, 31}) : DATE_ABSENT;
}

// The date of a row that a fact gives, or the end of the year that it gives: what was stated of it
// goes before what the databases have. Nothing is read as of a day after that of the decision; null
// is that day (policy/epoch.h).
static Date dating_day(const Knowing *knowing, const Fact *dating, size_t row) {
    const KnownPage *page = knowing->page;
    size_t place = (size_t)(dating - page->policy->facts.items);
    FeelValue value = page->stated ? page->stated[place] : feel_null();
    if (feel_is_null(value) && page->columns[place].data) {
        value = feel_column_get(&page->columns[place], row);
    }
    if (feel_is_null(value)) value = dating->default_value;
    Date on = knowing->range->on, given = on;
    if (value.kind == FEEL_DATE) given = value.date;
    if (value.kind == FEEL_NUMBER) given = year_end(value.number);
    return given != DATE_ABSENT && given < on ? given : on;
}

// Whether a fact dates no row otherwise than the decision does, so that pages stay as they are.
static bool dates_nothing(const Knowing *knowing, const Fact *dating) {
    const KnownPage *page = knowing->page;
    if (!dating) return true;
    size_t place = (size_t)(dating - page->policy->facts.items);
    bool is_stated = page->stated && !feel_is_null(page->stated[place]);
    return !is_stated && !page->columns[place].data && feel_is_null(dating->default_value);
}

static bool linked_column(const Knowing *knowing, const Fact *fact, const FactView *view,
                          size_t column, FeelColumn *out, Error *error) {
    size_t count = knowing->page->rows.count;
    FeelValue *values = NEW_ARRAY(knowing->arena, FeelValue, count);
    for (size_t i = 0; i < count; i++) {
        LinkedRow found;
        Date on = fact->dated_by ? dating_day(knowing, fact->dated_by, i) : knowing->range->on;
        if (!linked_row_find(knowing->linked, view, i, on, &found, error)) return false;
        if (found.rows) values[i] = feel_column_get(&found.rows->columns[column], found.row);
        if (fact->type == FACT_LIST) values[i] = list_rename(knowing->arena, fact, values[i]);
    }
    *out = feel_column_values(values);
    return true;
}

// ---- Columns ----

static bool view_column(const Knowing *knowing, const Fact *fact, FeelColumn *out, Error *error) {
    const KnownPage *page = knowing->page;
    if (fact_is_of_case(fact)) {
        if (str_equal(fact->source.column, STR("date"))) {
            *out = feel_column_constant(knowing->arena, feel_date(knowing->range->on));
        }
        return true;
    }
    const FactView *view = fact_view_find(fact->source.view);
    Str name = str_is_absent(fact->source.column) ? STR("") : fact->source.column;
    size_t column = view ? fact_view_column(view, name) : SIZE_MAX;
    if (column == SIZE_MAX) return true; // `jiuye check` says so: unknown, and nobody is paid on it
    if (view != page->view || !dates_nothing(knowing, fact->dated_by)) {
        return linked_column(knowing, fact, view, column, out, error);
    }
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

// What was to be had in which period goes by the fact that dates the measure.
static void events_date(const Knowing *knowing) {
    KnownPage *page = knowing->page;
    const Fact *dating = page->measure->dated_by;
    if (dates_nothing(knowing, dating)) return;
    FactSubject *dated = NEW_ARRAY(knowing->arena, FactSubject, page->rows.count);
    for (size_t row = 0; row < page->rows.count; row++) {
        dated[row] = page->rows.subjects[row];
        dated[row].event = dating_day(knowing, dating, row);
    }
    page->rows.subjects = dated; // the rows themselves may be other measures' too
}

// What a view does not have of a row is what was stated when the subject was enrolled.
static void fill_nulls(const Knowing *knowing, FeelColumn *column, const FeelColumn *otherwise) {
    size_t count = knowing->page->rows.count;
    FeelValue *values = NEW_ARRAY(knowing->arena, FeelValue, count);
    for (size_t row = 0; row < count; row++) {
        if (column->data) values[row] = feel_column_get(column, row);
        if (feel_is_null(values[row])) values[row] = feel_column_get(otherwise, row);
    }
    *column = feel_column_values(values);
}

static bool fact_column(const Knowing *knowing, const Fact *fact, FeelColumn *out, Error *error) {
    const KnownPage *page = knowing->page;
    FeelColumn stated = *out;
    switch (fact->source.kind) {
    case FACT_SOURCE_VIEW:
        if (!view_column(knowing, fact, out, error)) return false;
        if (stated.data) fill_nulls(knowing, out, &stated);
        break;
    case FACT_SOURCE_ENTITLEMENT:
    case FACT_SOURCE_ENTITLEMENT_COUNT:
    case FACT_SOURCE_ENTITLEMENT_SUM: *out = grant_column(knowing, fact); return true;
    case FACT_SOURCE_ENROLMENT:
    case FACT_SOURCE_TALLY:
    case FACT_SOURCE_ENROLLED:
        return standing_column(knowing->tx, page->policy, fact, page->measure->subject,
                               knowing->range, &page->rows, out, error);
    case FACT_SOURCE_NONE:
    case FACT_SOURCE_ASK:
    case FACT_SOURCE_DEPARTMENT: break;
    }
    return true;
}

// Dates come before what is read by them, and that before what a period had.
typedef enum Turn { TURN_PLAIN, TURN_DATED, TURN_GRANTS, TURN_COUNT } Turn;

static Turn turn_of(const Fact *fact) {
    bool is_grant = fact->source.kind == FACT_SOURCE_ENTITLEMENT ||
                    fact->source.kind == FACT_SOURCE_ENTITLEMENT_COUNT ||
                    fact->source.kind == FACT_SOURCE_ENTITLEMENT_SUM;
    return is_grant ? TURN_GRANTS : fact->dated_by ? TURN_DATED : TURN_PLAIN;
}

bool known_columns(Tx *tx, const FactRange *range, Arena *arena, KnownPage *page, Error *error) {
    LinkedPage linked = {.tx = tx, .range = range, .rows = &page->rows, .arena = arena};
    Knowing knowing = {tx, range, arena, page, &linked};
    const FactList *facts = &page->policy->facts;
    page->columns = NEW_ARRAY(arena, FeelColumn, facts->count);
    if (!standing_stated(tx, page->policy, page->measure->subject, range, &page->rows,
                         page->columns, error)) {
        return false;
    }
    for (Turn turn = TURN_PLAIN; turn < TURN_COUNT; turn++) {
        if (turn == TURN_GRANTS) events_date(&knowing);
        for (size_t i = 0; i < facts->count; i++) {
            if (turn_of(&facts->items[i]) != turn) continue;
            if (!fact_column(&knowing, &facts->items[i], &page->columns[i], error)) return false;
        }
    }
    return true;
}

bool known_load(Tx *tx, const FactRange *range, Arena *arena, KnownPage *page, Error *error) {
    FactGrants grants;
    const Measure *measure = page->measure;
    page->view = fact_view_find(measure->subject);
    if (!page->view) {
        error_set(error, ERROR_INVALID, "第%d项“%.*s”的对象“%.*s”没有事实视图",
                  page->policy->number, STR_ARG(measure->name), STR_ARG(measure->subject));
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
