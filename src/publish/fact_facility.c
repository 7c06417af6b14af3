// SPDX-License-Identifier: Apache-2.0
// Facilities (零工市场、驿站、基地、平台 …) and divisions (市和县区), as subjects.
#include "publish/view.h"

#include "publish/fact_facility.sql.h"
#include "registry/code.h"

// ---- Facilities ----

enum { NUMBER, TYPE, USCC, DIVISION, SITE_CODE, LEVEL, TOTAL_AREA, FREE_AREA, GOV_FUNDED };

static const FactColumn facility_columns[] = {
    [NUMBER] = {"number", FACT_IDENTIFIER, 0, HUMAN_RESOURCES},
    [TYPE] = {"type", FACT_TEXT, 0, HUMAN_RESOURCES},
    [USCC] = {"uscc", FACT_IDENTIFIER, 0, MARKET},
    [DIVISION] = {"division", FACT_TEXT, 0, HUMAN_RESOURCES},
    [SITE_CODE] = {"site_code", FACT_TEXT, 0, STATISTICS},
    [LEVEL] = {"level", FACT_TEXT, 0, HUMAN_RESOURCES},
    [TOTAL_AREA] = {"total_area_m2", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [FREE_AREA] = {"free_area_m2", FACT_NUMBER, 0, HUMAN_RESOURCES},
    [GOV_FUNDED] = {"gov_funded", FACT_BOOLEAN, 0, HUMAN_RESOURCES},
};

static bool facility_load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    FactFacilityRows facilities;
    FactFacilityPageIn in = {range->first, range->last, range->division_prefix, range->on,
                             (int64_t)range->limit};
    if (!fact_facility_page(tx, &in, rows->arena, &facilities, error)) return false;
    fact_rows_begin(rows, facilities.count);
    for (size_t row = 0; row < facilities.count; row++) {
        const FactFacilityRow *facility = &facilities.items[row];
        rows->subjects[row] = (FactSubject){
            .key = facility->number, .label = facility->name,
            .division_code = facility->division_code, .uscc = facility->uscc,
            .event = DATE_ABSENT};
        fact_put_text(rows, NUMBER, row, facility->number);
        fact_put_text(rows, TYPE, row, facility->kind);
        fact_put_text(rows, USCC, row, facility->uscc);
        fact_put_text(rows, DIVISION, row, facility->division_code);
        fact_put_text(rows, SITE_CODE, row, facility->site_code);
        fact_put_text(rows, LEVEL, row, facility->level);
        fact_put_number(rows, TOTAL_AREA, row, facility->total_area_m2);
        fact_put_number(rows, FREE_AREA, row, facility->free_area_m2);
        fact_put_bool(rows, GOV_FUNDED, row, facility->is_government_funded);
    }
    return true;
}

static bool facility_grants(Tx *tx, const FactRange *range, Arena *arena, FactGrants *out,
                            Error *error) {
    return fact_grants_by_kind(tx, STR("facility"), range, arena, out, error);
}

static bool facility_list(Tx *tx, const FactOwner *owner, Arena *arena, FactKeys *keys,
                          Error *error) {
    FactFacilityKeyRows rows;
    if (str_is_absent(owner->uscc)) return true;
    if (!fact_facility_keys(tx, &(FactFacilityKeysIn){owner->uscc}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) PUSH(arena, keys, rows.items[i].number);
    return true;
}

const FactView fact_facility_view = {
    .name = "facility", .keying = FACT_KEY_LISTED, .columns = facility_columns,
    .column_count = sizeof facility_columns / sizeof *facility_columns, .load = facility_load,
    .grants = facility_grants, .list = facility_list};

// ---- Divisions ----

enum { DIVISION_CODE, DIVISION_YEAR };

static const FactColumn division_columns[] = {
    [DIVISION_CODE] = {"division", FACT_TEXT, 0, HUMAN_RESOURCES},
    [DIVISION_YEAR] = {"year", FACT_NUMBER, 0, HUMAN_RESOURCES},
};

static const char *const divisions[] = {"640500", "640502", "640521", "640522"};
#define DIVISION_COUNT (sizeof divisions / sizeof *divisions)

static bool is_in(const FactRange *range, Str code) {
    return str_compare(code, range->first) >= 0 && str_compare(code, range->last) <= 0 &&
           str_starts_with(code, range->division_prefix);
}

static bool division_load(Tx *tx, const FactRange *range, FactRows *rows, Error *error) {
    (void)tx;
    (void)error;
    Str codes[DIVISION_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < DIVISION_COUNT && count < range->limit; i++) {
        if (is_in(range, str_from_c(divisions[i]))) codes[count++] = str_from_c(divisions[i]);
    }
    fact_rows_begin(rows, count);
    for (size_t row = 0; row < count; row++) {
        const char *name = division_county_name(codes[row]);
        rows->subjects[row] = (FactSubject){
            .key = codes[row], .label = name ? str_from_c(name) : codes[row],
            .division_code = codes[row], .event = DATE_ABSENT};
        fact_put_text(rows, DIVISION_CODE, row, codes[row]);
        fact_put_int(rows, DIVISION_YEAR, row, date_to_civil(range->on).year);
    }
    return true;
}

static bool division_grants(Tx *tx, const FactRange *range, Arena *arena, FactGrants *out,
                            Error *error) {
    return fact_grants_by_kind(tx, STR("division"), range, arena, out, error);
}

// No person and no unit is a division.
static bool division_list(Tx *tx, const FactOwner *owner, Arena *arena, FactKeys *keys,
                          Error *error) {
    (void)tx;
    (void)owner;
    (void)arena;
    (void)keys;
    (void)error;
    return true;
}

const FactView fact_division_view = {
    .name = "division", .keying = FACT_KEY_LISTED, .columns = division_columns,
    .column_count = sizeof division_columns / sizeof *division_columns, .load = division_load,
    .grants = division_grants, .list = division_list};
