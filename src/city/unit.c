// SPDX-License-Identifier: Apache-2.0
#include "city/unit.h"

#include "city/name.h"
#include "registry/code.h"

#include <stdio.h>
#include <string.h>

typedef struct Trade {
    const char *code;       // GB/T 4754
    int weight;
    int64_t revenue_wan;    // per person and year, about
} Trade;

// clang-format off
static const Trade TRADES[] = {
    {"0161", 70, 18}, {"0331", 60, 15}, {"0810", 8, 60}, {"1373", 60, 45}, {"2611", 25, 120},
    {"3240", 20, 150}, {"3484", 30, 55}, {"4416", 12, 160}, {"4720", 60, 60}, {"4813", 40, 70},
    {"5121", 80, 150}, {"5211", 170, 40}, {"5430", 55, 45}, {"5990", 20, 50}, {"6110", 25, 16},
    {"6210", 110, 14}, {"6450", 12, 60}, {"6513", 18, 55}, {"7010", 14, 180}, {"7020", 20, 20},
    {"7261", 20, 22}, {"7452", 15, 40}, {"7820", 12, 25}, {"8111", 40, 15}, {"8391", 20, 16},
    {"8515", 10, 14}, {"8890", 12, 20},
};
static const int KIND_WEIGHTS[] = {640, 250, 20, 2, 30, 6, 2, 35, 15};
static const char *const KINDS[] = {
    "enterprise", "individual_biz", "social_org", "foundation", "social_service", "law_firm",
    "cpa_firm", "public_institution", "government"};
static const char *const KIND_NAMES[] = {
    NULL, NULL, "行业协会", "公益基金会", "社会工作服务中心", "律师事务所", "会计师事务所",
    "事业服务中心", "管理局"};
static const char *const KIND_INDUSTRIES[] = {
    NULL, NULL, "9521", "9530", "8522", "7231", "7241", "8334", "9221"};
static const char *const KIND_USCC[] = {"91", "92", "51", "53", "52", "31", "91", "12", "11"};
static const int SIZE_WEIGHTS[] = {600, 300, 85, 15};
static const int SIZE_LOW[] = {1, 10, 100, 400};
static const int SIZE_HIGH[] = {9, 60, 300, 900};
// clang-format on

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))
#define BUSINESS_DRAWS 12 // units looked at for somebody who owns one
#define KIND_ENTERPRISE 0
#define KIND_INDIVIDUAL 1

static void make_name(Random *random, int kind, const Unit *unit, int county, char out[100]) {
    Arena arena = {0};
    StrBuilder name;
    str_builder_init(&name, &arena, 0);
    const char *county_name = counties[county].name;
    if (kind == KIND_ENTERPRISE) {
        char category = industry_category(str_from_c(unit->industry_code));
        name_enterprise(random, county_name, category, &name);
    } else if (kind == KIND_INDIVIDUAL) {
        name_shop(random, county_name, &name);
    } else {
        str_put_format(&name, "%s%s" SYNTHETIC_MARK "第%d号", county_name, KIND_NAMES[kind],
                       (int)random_between(random, 1, 999));
    }
    snprintf(out, 100, "%.*s", STR_ARG(str_built(&name)));
    arena_release(&arena);
}

static const char *pick_trade(Random *random) {
    int weights[COUNT(TRADES)];
    for (int i = 0; i < COUNT(TRADES); i++) weights[i] = TRADES[i].weight;
    return TRADES[random_weighted(random, weights, COUNT(TRADES))].code;
}

static void make_status(Random *random, Recorder *recorder, Unit *unit) {
    static const int weights[] = {930, 40, 10, 20};
    static const char *const statuses[] = {"active", "abnormal", "revoked", "cancelled"};
    int which = random_weighted(random, weights, 4);
    unit->status = statuses[which];
    bool is_active = which == 0;
    unit->status_date = is_active ? DATE_ABSENT
                                  : recorder->as_of - random_between(random, 30, 390);
    unit->is_dishonest = random_chance(random, 12);
    unit->is_dispatch = strncmp(unit->industry_code, "726", 3) == 0 && random_chance(random, 300);
}

static UnitSlot make_unit(Random *random, Recorder *recorder) {
    UnitSlot slot = {0};
    int shares[COUNTY_COUNT] = {480, 310, 210}; // units sit where the town is
    slot.county = random_weighted(random, shares, COUNTY_COUNT);
    int kind = random_weighted(random, KIND_WEIGHTS, COUNT(KIND_WEIGHTS));
    Unit *unit = &slot.unit;
    unit->kind = KINDS[kind];
    unit->division = counties[slot.county].code;
    unit->industry_code = KIND_INDUSTRIES[kind] != NULL ? KIND_INDUSTRIES[kind]
                                                        : pick_trade(random);
    unit->registered_on = recorder->as_of - random_between(random, 400, 9000);
    number_uscc(&recorder->book, KIND_USCC[kind], unit->division, unit->uscc);
    make_name(random, kind, unit, slot.county, unit->name);
    make_status(random, recorder, unit);
    int size = random_weighted(random, SIZE_WEIGHTS, COUNT(SIZE_WEIGHTS));
    bool is_small = kind == KIND_INDIVIDUAL || (kind >= 2 && kind <= 6);
    if (is_small && size > 1) size = 1;
    bool insures = kind >= 7 || random_chance(random, kind == KIND_INDIVIDUAL ? 120 : 450);
    bool is_alive = unit->status_date == DATE_ABSENT;
    if (insures && is_alive) {
        slot.weight = (int)random_between(random, SIZE_LOW[size], SIZE_HIGH[size]);
    }
    slot.takes_interns = slot.weight >= 15 && kind == KIND_ENTERPRISE && random_chance(random, 120);
    return slot;
}

// Lists the units of each county that employ, with the running sum of their weights.
static void index_counties(UnitPool *pool, Arena *arena) {
    pool->reach = NEW_ARRAY(arena, int64_t, (size_t)pool->count);
    for (int county = 0; county < COUNTY_COUNT; county++) {
        int *list = NEW_ARRAY(arena, int, (size_t)pool->count);
        int count = 0;
        int64_t sum = 0;
        for (int i = 0; i < pool->count; i++) {
            const UnitSlot *slot = &pool->slots[i];
            if (slot->county != county || slot->weight == 0) continue;
            sum += slot->weight;
            pool->reach[i] = sum;
            list[count++] = i;
        }
        pool->by_county[county] = list;
        pool->county_count[county] = count;
    }
}

void unit_pool_init(UnitPool *pool, Arena *arena, Recorder *recorder, uint64_t seed,
                    int64_t people) {
    int64_t count = people / UNIT_PEOPLE_PER_UNIT;
    *pool = (UnitPool){.count = (int)(count < UNITS_MIN ? UNITS_MIN : count)};
    pool->year = (int)date_to_civil(recorder->as_of).year - 1;
    pool->slots = NEW_ARRAY(arena, UnitSlot, (size_t)pool->count);
    for (int i = 0; i < pool->count; i++) {
        Random random = random_stream(seed, 'U', (uint64_t)i);
        pool->slots[i] = make_unit(&random, recorder);
        bool is_pillar = i < COUNTY_COUNT; // every county employs somebody, however small the city
        if (is_pillar) {
            UnitSlot *slot = &pool->slots[i];
            slot->county = i;
            slot->unit.division = counties[i].code;
            slot->weight = 60;
            slot->takes_interns = true;
        }
    }
    index_counties(pool, arena);
}

UnitSlot *unit_pool_pick(const UnitPool *pool, Random *random, int county) {
    const int *list = pool->by_county[county];
    int low = 0, high = pool->county_count[county] - 1;
    int64_t target = random_below(random, pool->reach[list[high]]);
    while (low < high) { // the first unit whose running sum is above the target
        int middle = low + (high - low) / 2;
        if (pool->reach[list[middle]] > target) high = middle;
        else low = middle + 1;
    }
    return &pool->slots[list[low]];
}

UnitSlot *unit_pool_take_business(UnitPool *pool, Random *random, int county) {
    for (int i = 0; i < BUSINESS_DRAWS; i++) {
        UnitSlot *slot = &pool->slots[random_below(random, pool->count)];
        bool is_business = strcmp(slot->unit.kind, "enterprise") == 0 ||
                           strcmp(slot->unit.kind, "individual_biz") == 0;
        if (slot->county != county || slot->has_owner || !is_business) continue;
        slot->has_owner = true;
        return slot;
    }
    return NULL;
}

UnitSlot *unit_pool_pick_intern_unit(const UnitPool *pool, Random *random, int county) {
    const int *list = pool->by_county[county];
    int count = pool->county_count[county];
    int start = (int)random_below(random, count);
    for (int i = 0; i < count; i++) {
        UnitSlot *slot = &pool->slots[list[(start + i) % count]];
        if (slot->takes_interns) return slot;
    }
    return NULL;
}

// ---- Adding up a year ----

void unit_add_insured(const UnitPool *pool, UnitSlot *slot, Date from, Date to,
                      int64_t base_fen) {
    Date first = date_from_civil((CivilDate){pool->year, 1, 1});
    Date last = date_from_civil((CivilDate){pool->year, 12, 31});
    Date begin = from > first ? from : first;
    Date end = to == DATE_ABSENT || to > last ? last : to;
    if (begin > end) return;
    int64_t months = date_to_civil(end).month - date_to_civil(begin).month + 1;
    slot->insured_months += months;
    slot->insured_year_end += end == last;
    slot->premium_fen += base_fen / 100 * months; // 0.5 % by the unit and 0.5 % by the employee
}

void unit_add_claimant(const UnitPool *pool, UnitSlot *slot, Date from) {
    slot->claimants += date_to_civil(from).year == pool->year;
}

// ---- Writing ----

static int64_t revenue_per_person(const char *industry_code) {
    for (int i = 0; i < COUNT(TRADES); i++) {
        if (strcmp(TRADES[i].code, industry_code) == 0) return TRADES[i].revenue_wan;
    }
    return 20;
}

static void write_year(const UnitPool *pool, Recorder *recorder, Random *random,
                       const UnitSlot *slot) {
    bool is_late = random_chance(random, 40);
    int64_t arrears = random_chance(random, 30) ? random_between(random, 1000, 900000) : 0;
    UnitYear year = {
        .year = pool->year,
        .average_hundredths = (slot->insured_months * 100 + 6) / 12,
        .year_end = slot->insured_year_end,
        .claimants = slot->claimants,
        .premium_fen = slot->premium_fen,
        .months_paid = is_late ? random_between(random, 6, 11) : 12,
        .arrears_fen = arrears,
    };
    record_unit_year(recorder, &slot->unit, &year);
}

void unit_pool_write(const UnitPool *pool, Recorder *recorder, uint64_t seed) {
    for (int i = 0; i < pool->count; i++) {
        const UnitSlot *slot = &pool->slots[i];
        Random random = random_stream(seed, 'W', (uint64_t)i);
        record_unit(recorder, &slot->unit);
        int64_t staff = slot->insured_year_end > 0 ? slot->insured_year_end
                                                   : random_between(&random, 1, 6);
        int64_t per_person = revenue_per_person(slot->unit.industry_code);
        int64_t revenue = staff * per_person * random_between(&random, 60, 140) / 100;
        int64_t assets = revenue * random_between(&random, 50, 150) / 100;
        UnitSize size = {pool->year, staff, revenue, assets};
        record_unit_size(recorder, &slot->unit, &size);
        int account = (int)random_below(&random, 100);
        if (account < 95) record_unit_account(recorder, &slot->unit, account < 85);
        if (slot->insured_months > 0) write_year(pool, recorder, &random, slot);
        if (slot->takes_interns) {
            record_internship_unit(recorder, &slot->unit,
                                   date_from_civil((CivilDate){pool->year, 3, 1}),
                                   (int)random_between(&random, 5, 40));
        }
    }
}
