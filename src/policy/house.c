// SPDX-License-Identifier: Apache-2.0
#include "policy/house.h"

#include "base/dates.h"
#include "base/vectorise.h"

static FeelValue full_months(void *user, FeelRun *run, const FeelValue *arguments) {
    (void)user;
    if (arguments[0].kind != FEEL_DATE || arguments[1].kind != FEEL_DATE) {
        return feel_run_null(run, "full months 需要两个日期");
    }
    if (arguments[1].date < arguments[0].date) {
        return feel_run_null(run, "full months 的末日早于首日");
    }
    return feel_int(date_full_months(arguments[0].date, arguments[1].date));
}

static FeelValue age(void *user, FeelRun *run, const FeelValue *arguments) {
    (void)user;
    if (arguments[0].kind != FEEL_DATE || arguments[1].kind != FEEL_DATE) {
        return feel_run_null(run, "age 需要两个日期");
    }
    if (arguments[1].date < arguments[0].date) return feel_run_null(run, "age 的日期早于出生日期");
    return feel_int(date_age(arguments[0].date, arguments[1].date));
}

// ---- Over columns of dates ----

typedef struct DatePair {
    const int64_t *first, *second;
    const uint8_t *first_nulls, *second_nulls;
    size_t first_step, second_step; // 0 = constant
} DatePair;

static bool date_pair(const FeelColumn *arguments, DatePair *pair) {
    const FeelColumn *a = &arguments[0], *b = &arguments[1];
    if (a->form != FEEL_COLUMN_DATES || b->form != FEEL_COLUMN_DATES) return false;
    *pair = (DatePair){a->data, b->data, a->nulls, b->nulls, !a->is_constant, !b->is_constant};
    return true;
}

// Null where one date is, or where they are the wrong way round; counts are then 0.
VECTORISED static void nulls_of_pairs(const DatePair *pair, size_t rows, uint8_t *nulls,
                                      int64_t *counts) {
    static const uint8_t known;
    const uint8_t *first = pair->first_nulls ? pair->first_nulls : &known;
    const uint8_t *second = pair->second_nulls ? pair->second_nulls : &known;
    size_t first_step = pair->first_nulls ? pair->first_step : 0;
    size_t second_step = pair->second_nulls ? pair->second_step : 0;
    for (size_t row = 0; row < rows; row++) {
        uint8_t is_null = first[row * first_step] | second[row * second_step];
        is_null |= pair->second[row * pair->second_step] < pair->first[row * pair->first_step];
        nulls[row] = is_null;
        counts[row] = is_null ? 0 : counts[row];
    }
}

// `count` of the two dates of each row; null when one is, or when they are the wrong way round.
static bool count_columns(Arena *scratch, const FeelColumn *arguments, size_t rows,
                          int64_t (*count)(Date first, Date second), FeelColumn *result) {
    DatePair pair;
    if (!date_pair(arguments, &pair)) return false;
    int64_t *data = NEW_ARRAY(scratch, int64_t, rows);
    uint8_t *nulls = NEW_ARRAY(scratch, uint8_t, rows);
    for (size_t row = 0; row < rows; row++) {
        size_t a = row * pair.first_step, b = row * pair.second_step;
        nulls[row] = (pair.first_nulls && pair.first_nulls[a]) ||
                     (pair.second_nulls && pair.second_nulls[b]) ||
                     pair.second[b] < pair.first[a];
        if (!nulls[row]) data[row] = count(pair.first[a], pair.second[b]);
    }
    *result = (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = data, .nulls = nulls};
    return true;
}

// The same for ages, without branches. What stands below a null is counted too, and cleared.
static bool ages_near(Arena *scratch, const FeelColumn *arguments, size_t rows,
                      FeelColumn *result) {
    DatePair pair;
    if (!date_pair(arguments, &pair)) return false;
    if (!dates_are_near(pair.first, pair.first_step ? rows : 1)) return false;
    if (!dates_are_near(pair.second, pair.second_step ? rows : 1)) return false;
    int64_t *ages = NEW_ARRAY(scratch, int64_t, rows);
    uint8_t *nulls = NEW_ARRAY(scratch, uint8_t, rows);
    DatePairs pairs = {pair.first, pair.second, pair.first_step, pair.second_step};
    dates_ages(pairs, rows, ages);
    nulls_of_pairs(&pair, rows, nulls, ages);
    *result = (FeelColumn){.form = FEEL_COLUMN_SCALED, .data = ages, .nulls = nulls};
    return true;
}

static bool full_months_columns(void *user, Arena *scratch, const FeelColumn *arguments,
                                size_t rows, FeelColumn *result) {
    (void)user;
    return count_columns(scratch, arguments, rows, date_full_months, result);
}

static bool age_columns(void *user, Arena *scratch, const FeelColumn *arguments, size_t rows,
                        FeelColumn *result) {
    (void)user;
    return ages_near(scratch, arguments, rows, result) ||
           count_columns(scratch, arguments, rows, date_age, result);
}

#define TEXT(literal) {literal, sizeof(literal) - 1}
#define DATE_FIELD(literal) {TEXT(literal), FEEL_TYPE_OF(DATE)}

static const FeelField full_months_fields[] = {DATE_FIELD("first"), DATE_FIELD("last")};
static const FeelField age_fields[] = {DATE_FIELD("birth"), DATE_FIELD("on")};
static const FeelType full_months_type = {.kind = FEEL_TYPE_FUNCTION,
                                          .element = FEEL_TYPE_OF(NUMBER),
                                          .fields = full_months_fields, .field_count = 2};
static const FeelType age_type = {.kind = FEEL_TYPE_FUNCTION, .element = FEEL_TYPE_OF(NUMBER),
                                  .fields = age_fields, .field_count = 2};
static const FeelDefinition full_months_definition = {
    .name = TEXT("full months"), .type = &full_months_type, .call = full_months,
    .call_columns = full_months_columns};
static const FeelDefinition age_definition = {
    .name = TEXT("age"), .type = &age_type, .call = age, .call_columns = age_columns};

static const FeelName house_names[] = {
    {.name = TEXT("full months"), .type = &full_months_type,
     .definition = &full_months_definition},
    {.name = TEXT("age"), .type = &age_type, .definition = &age_definition},
};

const FeelScope *house_scope(void) {
    static const FeelScope scope = {
        .names = house_names, .count = sizeof house_names / sizeof house_names[0]};
    return &scope;
}
