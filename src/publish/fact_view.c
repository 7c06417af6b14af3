// SPDX-License-Identifier: Apache-2.0
#include "publish/fact_view.h"

#include "base/map.h"
#include "publish/view.h"

typedef struct FactDictionary {
    Str *items;
    size_t count;
    size_t capacity;
} FactDictionary;

typedef struct FactCodeEntry {
    int32_t index;
} FactCodeEntry;

// A column that is being filled.
struct FactBuilder {
    void *data;
    uint8_t *nulls;
    FactDictionary dictionary;
    Map texts; // to FactCodeEntry
};

// ---- Finding ----

const FactView *fact_view_find(Str name) {
    for (size_t i = 0; fact_views[i]; i++) {
        if (str_equal(name, str_from_c(fact_views[i]->name))) return fact_views[i];
    }
    return NULL;
}

size_t fact_view_column(const FactView *view, Str name) {
    for (size_t i = 0; i < view->column_count; i++) {
        if (str_equal(name, str_from_c(view->columns[i].name))) return i;
    }
    return SIZE_MAX;
}

// ---- Ranges ----

FactRange fact_range_one(Str key, Date on) {
    return (FactRange){.first = key, .last = key, .division_prefix = STR(""), .on = on};
}

FactRange fact_range_keys(const Str *keys, size_t count, Date on) {
    FactRange range = fact_range_one(keys[0], on);
    range.last = keys[count - 1];
    range.keys = keys;
    range.key_count = count;
    range.limit = count;
    return range;
}

FactRange fact_range_page(Arena *arena, Str after_key, Str division_prefix, size_t limit, Date on) {
    // No key has a control character: this is the least text above `after_key` that a key can be.
    Str first = str_is_empty(after_key)
                    ? STR("")
                    : str_format(arena, "%.*s\x01", STR_ARG(after_key));
    return (FactRange){.first = first,
                       .last = STR(FACT_KEY_LAST),
                       .division_prefix =
                           str_is_absent(division_prefix) ? STR("") : division_prefix,
                       .on = on,
                       .limit = limit,
                       .is_page = true};
}

static bool listed_ranges(Tx *tx, const FactView *view, const FactOwner *owner, Date on,
                          Arena *arena, FactRange **ranges, size_t *count, Error *error) {
    FactKeys keys = {0};
    if (!view->list(tx, owner, arena, &keys, error)) return false;
    *ranges = NEW_ARRAY(arena, FactRange, keys.count);
    *count = keys.count;
    for (size_t i = 0; i < keys.count; i++) (*ranges)[i] = fact_range_one(keys.items[i], on);
    return true;
}

bool fact_view_ranges(Tx *tx, const FactView *view, const FactOwner *owner, Date on, Arena *arena,
                      FactRange **ranges, size_t *count, Error *error) {
    bool is_unit = owner->person_id == 0;
    *ranges = NEW(arena, FactRange);
    *count = 0;
    switch (view->keying) {
    case FACT_KEY_LISTED: return listed_ranges(tx, view, owner, on, arena, ranges, count, error);
    case FACT_KEY_PERSON:
        if (is_unit) return true;
        **ranges = fact_range_one(owner->id_number, on);
        break;
    case FACT_KEY_UNIT:
    case FACT_KEY_ORGANISER:
        if (!is_unit) return true;
        **ranges = fact_range_one(owner->uscc, on);
        break;
    case FACT_KEY_UNIT_FIRST:
        if (!is_unit) return true;
        **ranges = fact_range_one(owner->uscc, on);
        (*ranges)->first = str_format(arena, "%.*s:", STR_ARG(owner->uscc));
        (*ranges)->last = str_format(arena, "%.*s;", STR_ARG(owner->uscc)); // ';' follows ':'
        break;
    }
    *count = 1;
    return true;
}

bool fact_view_reported(Tx *tx, const Fact *reported_by, Str uscc, Date on, Arena *arena,
                        FactReportedList *list, Error *error) {
    const FactView *view = fact_view_find(reported_by->source.view);
    *list = (FactReportedList){0};
    bool is_known = view && view->reporter && !str_is_empty(uscc) &&
                    str_equal(reported_by->source.column, str_from_c(view->reporter));
    return !is_known || view->reported(tx, uscc, on, arena, list, error);
}

// ---- Rows ----

bool fact_view_load(Tx *tx, const FactView *view, const FactRange *range, Arena *arena,
                    FactRows *rows, Error *error) {
    FactRange bounded = *range;
    if (bounded.limit == 0) bounded.limit = FACT_OWNED_MAX;
    if (bounded.limit > FACT_PAGE_ROWS) bounded.limit = FACT_PAGE_ROWS;
    *rows = (FactRows){.view = view, .arena = arena};
    return view->load(tx, &bounded, rows, error);
}

bool fact_view_grants(Tx *tx, const FactView *view, const FactRange *range, Arena *arena,
                      FactGrants *grants, Error *error) {
    *grants = (FactGrants){0};
    return view->grants(tx, range, arena, grants, error);
}

static const FeelColumnForm forms[] = {
    [FACT_TEXT] = FEEL_COLUMN_CODES,     [FACT_NUMBER] = FEEL_COLUMN_SCALED,
    [FACT_BOOLEAN] = FEEL_COLUMN_TRUTH,  [FACT_DATE] = FEEL_COLUMN_DATES,
    [FACT_LIST] = FEEL_COLUMN_VALUES,    [FACT_RECORD] = FEEL_COLUMN_VALUES,
    [FACT_IDENTIFIER] = FEEL_COLUMN_VALUES,
};

static void *data_new(Arena *arena, FeelColumnForm form, size_t count) {
    switch (form) {
    case FEEL_COLUMN_VALUES: return NEW_ARRAY(arena, FeelValue, count);
    case FEEL_COLUMN_TRUTH: return NEW_ARRAY(arena, uint8_t, count);
    case FEEL_COLUMN_CODES: return NEW_ARRAY(arena, int32_t, count);
    case FEEL_COLUMN_SCALED:
    case FEEL_COLUMN_DATES:
    case FEEL_COLUMN_QUOTIENTS: break;
    }
    return NEW_ARRAY(arena, int64_t, count);
}

// Every cell starts as null.
void fact_rows_begin(FactRows *rows, size_t count) {
    rows->count = count;
    rows->subjects = NEW_ARRAY(rows->arena, FactSubject, count);
    rows->columns = NEW_ARRAY(rows->arena, FeelColumn, rows->view->column_count);
    rows->builders = NEW_ARRAY(rows->arena, FactBuilder, rows->view->column_count);
    for (size_t i = 0; i < rows->view->column_count; i++) {
        const FactColumn *column = &rows->view->columns[i];
        FactBuilder *builder = &rows->builders[i];
        FeelColumn *out = &rows->columns[i];
        out->form = forms[column->type];
        out->scale = column->scale;
        out->data = builder->data = data_new(rows->arena, out->form, count);
        builder->texts.arena = rows->arena;
        if (out->form == FEEL_COLUMN_TRUTH) {
            for (size_t row = 0; row < count; row++) ((uint8_t *)builder->data)[row] = FEEL_UNKNOWN;
        } else if (out->form != FEEL_COLUMN_VALUES) {
            out->nulls = builder->nulls = NEW_ARRAY(rows->arena, uint8_t, count);
            for (size_t row = 0; row < count; row++) builder->nulls[row] = 1;
        }
    }
}

// The index of a text in a column's dictionary, which grows by it.
static int32_t code_of(FactRows *rows, size_t column, Str text) {
    FactBuilder *builder = &rows->builders[column];
    FactCodeEntry *entry = map_get(&builder->texts, text);
    if (!entry) {
        entry = NEW(rows->arena, FactCodeEntry);
        entry->index = (int32_t)builder->dictionary.count;
        PUSH(rows->arena, &builder->dictionary, text);
        (void)map_put(&builder->texts, text, entry);
        rows->columns[column].dictionary = builder->dictionary.items;
        rows->columns[column].dictionary_count = builder->dictionary.count;
    }
    return entry->index;
}

void fact_put_text(FactRows *rows, size_t column, size_t row, Str value) {
    if (str_is_absent(value)) return;
    if (rows->columns[column].form == FEEL_COLUMN_VALUES) {
        fact_put_value(rows, column, row, feel_string(value));
        return;
    }
    ((int32_t *)rows->builders[column].data)[row] = code_of(rows, column, value);
    rows->builders[column].nulls[row] = 0;
}

static void put_scaled(FactRows *rows, size_t column, size_t row, int64_t value) {
    ((int64_t *)rows->builders[column].data)[row] = value;
    rows->builders[column].nulls[row] = 0;
}

void fact_put_date(FactRows *rows, size_t column, size_t row, Date value) {
    if (value != DATE_ABSENT) put_scaled(rows, column, row, value);
}

void fact_put_number(FactRows *rows, size_t column, size_t row, OptionalInt value) {
    if (value.present) put_scaled(rows, column, row, value.value);
}

void fact_put_truth(FactRows *rows, size_t column, size_t row, FeelTruth value) {
    ((uint8_t *)rows->builders[column].data)[row] = (uint8_t)value;
}

void fact_put_value(FactRows *rows, size_t column, size_t row, FeelValue value) {
    ((FeelValue *)rows->builders[column].data)[row] = value;
}

// ---- The list ----

const FactView *const fact_views[] = {
    &fact_person_view,
    &fact_outwork_view,
    &fact_hire_view,
    &fact_employer_view,
    &fact_workforce_view,
    &fact_certificate_view,
    &fact_base_view,
    &fact_trainee_view,
    &fact_roster_view,
    &fact_organiser_view,
    &fact_student_view,
    &fact_jobless_view,
    &fact_intern_view,
    &fact_relief_view,
    &fact_venture_view,
    &fact_post_view,
    &fact_facility_view,
    &fact_division_view,
    &fact_claim_view,
    NULL,
};
