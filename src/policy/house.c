// SPDX-License-Identifier: Apache-2.0
#include "policy/house.h"

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
    .name = TEXT("full months"), .type = &full_months_type, .call = full_months};
static const FeelDefinition age_definition = {
    .name = TEXT("age"), .type = &age_type, .call = age};

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
