// SPDX-License-Identifier: Apache-2.0
#include "publish/standing.h"

#include "base/map.h"
#include "feel/json.h"
#include "policy/fact_value.h"
#include "policy/standing.h"
#include "policy/step.h"
#include "publish/standing.sql.h"

#include <stdlib.h>

#define KIND_PERSON "person"
#define KIND_EMPLOYER "employer"
#define KIND_DIVISION "division"
#define CITY_DIVISION "640500"

// What is needed for one fact.
typedef struct Standing {
    Tx *tx;
    Arena *arena;
    const Policy *policy;
    const Fact *fact;
    Str kind;
    const FactRange *range;
    const FactRows *rows;
} Standing;

// ---- enrolment(…).column ----

// The key under which a subject would be found among enrolments of a kind; absent when it is not.
static Str key_under(const Standing *standing, const FactSubject *subject, Str kind) {
    if (str_equal(kind, standing->kind)) return subject->key;
    if (str_equal(kind, STR(KIND_PERSON))) return subject->id_number;
    if (str_equal(kind, STR(KIND_EMPLOYER))) return subject->uscc;
    return (Str){0};
}

// The database orders by the blind key, which is not the order of what it stands for.
static int order_of_rows(const void *a, const void *b) {
    const StandingRow *left = a, *right = b;
    int order = str_compare(left->subject_key, right->subject_key);
    if (order != 0) return order;
    return left->id < right->id ? -1 : left->id > right->id;
}

// The first row whose key is not before `key`.
static size_t row_first(const StandingRows *rows, Str key) {
    size_t low = 0, high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(rows->items[middle].subject_key, key) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

// The latest enrolment of a subject; NULL when there is none.
static const StandingRow *row_of(const Standing *standing, const StandingRows *rows,
                                 const FactSubject *subject) {
    const StandingRow *latest = NULL;
    const Str keys[] = {subject->key, subject->id_number, subject->uscc};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        if (str_is_absent(keys[k])) continue;
        for (size_t i = row_first(rows, keys[k]); i < rows->count; i++) {
            const StandingRow *row = &rows->items[i];
            if (!str_equal(row->subject_key, keys[k])) break;
            if (!str_equal(key_under(standing, subject, row->subject_kind), keys[k])) continue;
            if (!latest || row->id > latest->id) latest = row;
        }
    }
    return latest;
}

static FeelValue number_or_null(OptionalInt number) {
    return number.present ? feel_int(number.value) : feel_null();
}

static bool is_by(Date date, Date on) { return date != DATE_ABSENT && date <= on; }

static FeelValue date_or_null(Date date, Date on) {
    return is_by(date, on) ? feel_date(date) : feel_null();
}

static FeelValue enrolment_value(const StandingRow *row, EnrolmentColumn column, Date on) {
    bool is_there = row != NULL;
    switch (column) {
    case STANDING_ADMITTED: return feel_boolean(is_there && is_by(row->admitted_on, on));
    case STANDING_DONE: return feel_boolean(is_there && is_by(row->done_on, on));
    case STANDING_SEQ: return is_there ? number_or_null(row->seq) : feel_null();
    case STANDING_UNITS: return is_there ? feel_int(row->units) : feel_null();
    case STANDING_ADMITTED_ON: return is_there ? date_or_null(row->admitted_on, on) : feel_null();
    case STANDING_DONE_ON: return is_there ? date_or_null(row->done_on, on) : feel_null();
    case STANDING_SOURCES: return is_there ? feel_int(row->sources) : feel_null();
    case STANDING_AMOUNT_FEN: return is_there ? number_or_null(row->amount_fen) : feel_null();
    case STANDING_PASSED:
        return is_there && row->is_passed.present ? feel_boolean(row->is_passed.value == 1)
                                                  : feel_null();
    case STANDING_PASSED_YEAR: return is_there ? number_or_null(row->passed_year) : feel_null();
    case STANDING_DELIVERED:
    case STANDING_COLUMN_COUNT: break;
    }
    return feel_null();
}

// {service key: how often} of one enrolment; a service that does not apply counts as often as due.
static FeelValue delivered_value(const Standing *standing, const StandingDeliveryRows *rows,
                                 const StandingRow *enrolment) {
    const ServiceList *services = &standing->policy->services;
    FeelEntry *entries = NEW_ARRAY(standing->arena, FeelEntry, services->count);
    size_t count = 0;
    for (size_t i = 0; i < services->count; i++) {
        const Service *service = &services->items[i];
        if (!str_equal(service->measure, enrolment->measure)) continue;
        int64_t times = 0;
        for (size_t j = 0; j < rows->count; j++) {
            const StandingDeliveryRow *row = &rows->items[j];
            if (row->enrolment_id != enrolment->id) continue;
            if (!str_equal(row->service_key, service->key)) continue;
            int64_t due = service_times(service, standing->range->on);
            times = row->waived > 0 && row->times < due ? due : row->times;
        }
        entries[count++] = (FeelEntry){service->key, feel_int(times)};
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, count}};
}

static bool enrolments_load(const Standing *standing, StandingRows *rows, Error *error) {
    const FactSource *source = &standing->fact->source;
    StandingOfRangeIn in = {.policy_number = source->item_count ? source->items[0] : 0,
                            .measure = source->measure, .kind = standing->kind,
                            .first = standing->range->first, .last = standing->range->last,
                            .day = standing->range->on};
    if (!standing_of_range(standing->tx, &in, standing->arena, rows, error)) return false;
    if (rows->count > 1) qsort(rows->items, rows->count, sizeof *rows->items, order_of_rows);
    return true;
}

static bool enrolment_column(const Standing *standing, FeelColumn *column, Error *error) {
    const FactSource *source = &standing->fact->source;
    size_t place = standing_find(enrolment_columns, STANDING_COLUMN_COUNT, source->column);
    size_t count = standing->rows->count;
    FeelValue *values = NEW_ARRAY(standing->arena, FeelValue, count);
    StandingRows rows;
    StandingDeliveryRows deliveries = {0};
    if (!enrolments_load(standing, &rows, error)) return false;
    bool is_delivered = place == STANDING_DELIVERED;
    StandingDeliveriesIn in = {source->item_count ? source->items[0] : 0, source->measure,
                               standing->range->on};
    if (is_delivered &&
        !standing_deliveries(standing->tx, &in, standing->arena, &deliveries, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const StandingRow *row = row_of(standing, &rows, &standing->rows->subjects[i]);
        if (!is_delivered) {
            values[i] = enrolment_value(row, (EnrolmentColumn)place, standing->range->on);
        } else if (row) {
            values[i] = delivered_value(standing, &deliveries, row);
        }
    }
    *column = feel_column_values(values);
    return true;
}

// ---- tally(…).column ----

// "" for the city, the code for a county of the view `division`.
static Str prefix_of(const Standing *standing, const FactSubject *subject) {
    bool is_county = str_equal(standing->kind, STR(KIND_DIVISION)) &&
                     !str_equal(subject->key, STR(CITY_DIVISION));
    return is_county ? subject->key : STR("");
}

static bool places_value(const Standing *standing, Str prefix, FeelValue *value, Error *error) {
    StandingPlacesRow row;
    bool found;
    StandingPlacesIn in = {standing->fact->source.measure, prefix};
    if (!standing_places(standing->tx, &in, standing->arena, &row, &found, error)) return false;
    *value = found ? feel_int(row.places) : feel_null();
    return true;
}

bool standing_count(Tx *tx, Str measure, Str column, Str division_prefix, Date on, Arena *arena,
                    int64_t *count, Error *error) {
    StandingTallyRow row;
    size_t place = standing_find(tally_columns, TALLY_COLUMN_COUNT, column);
    StandingTallyIn in = {measure, division_prefix, on};
    if (!standing_tally(tx, &in, arena, &row, error)) return false;
    const int64_t counts[TALLY_COLUMN_COUNT] = {
        [TALLY_ADMITTED] = row.admitted, [TALLY_DONE] = row.done, [TALLY_PERSONS] = row.persons,
        [TALLY_UNITS] = row.units, [TALLY_UNITS_DONE] = row.units_done, [TALLY_LATE] = row.late};
    *count = place < TALLY_COLUMN_COUNT ? counts[place] : 0;
    return true;
}

static bool tally_value(const Standing *standing, Str prefix, FeelValue *value, Error *error) {
    const FactSource *source = &standing->fact->source;
    int64_t count;
    size_t place = standing_find(tally_columns, TALLY_COLUMN_COUNT, source->column);
    if (place == TALLY_PLACES) return places_value(standing, prefix, value, error);
    if (!standing_count(standing->tx, source->measure, source->column, prefix,
                        standing->range->on, standing->arena, &count, error)) {
        return false;
    }
    *value = feel_int(count);
    return true;
}

// A value for each subject, computed once for each of the few prefixes.
static bool column_by_prefix(const Standing *standing,
                             bool (*compute)(const Standing *standing, Str prefix,
                                             FeelValue *value, Error *error),
                             FeelColumn *column, Error *error) {
    size_t count = standing->rows->count;
    FeelValue *values = NEW_ARRAY(standing->arena, FeelValue, count);
    Map known = {.arena = standing->arena};
    for (size_t i = 0; i < count; i++) {
        Str prefix = prefix_of(standing, &standing->rows->subjects[i]);
        const FeelValue *found = map_get(&known, prefix);
        if (!found) {
            FeelValue *value = NEW(standing->arena, FeelValue);
            if (!compute(standing, prefix, value, error)) return false;
            (void)map_put(&known, prefix, value);
            found = value;
        }
        values[i] = *found;
    }
    *column = feel_column_values(values);
    return true;
}

// ---- enrolled(…) ----

static bool stated_value(const Standing *standing, const JsonValue *stated, const Fact *field,
                         FeelValue *value, Error *error) {
    const JsonValue *json = json_get(stated, str_to_c(standing->arena, field->source.column));
    *value = feel_null();
    if (!json) return true;
    return feel_from_json(standing->arena, json, field->feel_type, value, error);
}

static bool field_value(const Standing *standing, const StandingRow *row, const JsonValue *stated,
                        const Fact *field, FeelValue *value, Error *error) {
    Str name = field->source.column;
    size_t place = standing_find(enrolment_columns, STANDING_COLUMN_COUNT, name);
    if (str_equal(name, STR("id"))) {
        *value = feel_string(row->number);
    } else if (str_equal(name, STR("label"))) {
        *value = feel_string(row->subject_label);
    } else if (place != SIZE_MAX) {
        *value = enrolment_value(row, (EnrolmentColumn)place, standing->range->on);
    } else if (!stated_value(standing, stated, field, value, error)) {
        return false;
    }
    if (feel_is_null(*value) && field->has_default) *value = field->default_value;
    return true;
}

static bool enrolled_record(const Standing *standing, const StandingRow *row, FeelValue *record,
                            Error *error) {
    const FactList *fields = &standing->fact->fields;
    FeelEntry *entries = NEW_ARRAY(standing->arena, FeelEntry, fields->count);
    const JsonValue *stated;
    if (!json_parse(standing->arena, row->stated_json, &stated, error)) return false;
    for (size_t i = 0; i < fields->count; i++) {
        entries[i].name = fields->items[i].name;
        if (!field_value(standing, row, stated, &fields->items[i], &entries[i].value, error)) {
            return false;
        }
    }
    *record = (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, fields->count}};
    return true;
}

static bool enrolled_value(const Standing *standing, Str prefix, FeelValue *value, Error *error) {
    StandingRows rows;
    StandingEnrolledIn in = {standing->fact->source.measure, prefix, standing->range->on};
    if (!standing_enrolled(standing->tx, &in, standing->arena, &rows, error)) return false;
    FeelValue *records = NEW_ARRAY(standing->arena, FeelValue, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        if (!enrolled_record(standing, &rows.items[i], &records[i], error)) return false;
    }
    *value = feel_list(records, rows.count);
    return true;
}

bool standing_column(Tx *tx, const Policy *policy, const Fact *fact, Str kind,
                     const FactRange *range, const FactRows *rows, FeelColumn *column,
                     Error *error) {
    Standing standing = {tx, rows->arena, policy, fact, kind, range, rows};
    switch (fact->source.kind) {
    case FACT_SOURCE_ENROLMENT: return enrolment_column(&standing, column, error);
    case FACT_SOURCE_TALLY: return column_by_prefix(&standing, tally_value, column, error);
    case FACT_SOURCE_ENROLLED: return column_by_prefix(&standing, enrolled_value, column, error);
    case FACT_SOURCE_NONE:
    case FACT_SOURCE_VIEW:
    case FACT_SOURCE_ASK:
    case FACT_SOURCE_DEPARTMENT:
    case FACT_SOURCE_ENTITLEMENT:
    case FACT_SOURCE_ENTITLEMENT_COUNT:
    case FACT_SOURCE_ENTITLEMENT_SUM: break;
    }
    return true;
}

// ---- What was stated ----

// The values of one asked fact; untouched when nobody stated it. What the policy took then and
// does not take now (a code that is gone) is not known.
static void stated_column(Arena *arena, const Fact *fact, const StandingStatedRows *stated,
                          const JsonValue *const *documents, const Map *places, size_t row_count,
                          FeelColumn *column) {
    const char *key = str_to_c(arena, fact->key);
    FeelValue *values = NULL;
    for (size_t i = 0; i < stated->count; i++) {
        const JsonValue *json = json_get(documents[i], key);
        const size_t *place = map_get(places, stated->items[i].subject_key);
        if (!json || !place) continue;
        if (!values) values = NEW_ARRAY(arena, FeelValue, row_count);
        Error outdated;
        if (!fact_value_from_json(arena, fact, json, &values[*place], &outdated)) {
            values[*place] = feel_null();
        }
    }
    if (values) *column = feel_column_values(values);
}

bool standing_stated(Tx *tx, const Policy *policy, Str kind, const FactRange *range,
                     const FactRows *rows, FeelColumn *columns, Error *error) {
    Arena *arena = rows->arena;
    StandingStatedRows stated;
    StandingStatedRowsIn in = {policy->number, kind, range->first, range->last, range->on};
    if (!standing_stated_rows(tx, &in, arena, &stated, error)) return false;
    if (stated.count == 0) return true;
    Map places = {.arena = arena};
    for (size_t i = 0; i < rows->count; i++) {
        size_t *place = NEW(arena, size_t);
        *place = i;
        (void)map_put(&places, rows->subjects[i].key, place);
    }
    const JsonValue **documents = NEW_ARRAY(arena, const JsonValue *, stated.count);
    for (size_t i = 0; i < stated.count; i++) {
        if (!json_parse(arena, stated.items[i].stated_json, &documents[i], error)) return false;
    }
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        if (!fact_is_stated(fact)) continue;
        stated_column(arena, fact, &stated, documents, &places, rows->count, &columns[i]);
    }
    return true;
}
