// SPDX-License-Identifier: Apache-2.0
// Protects forms made from the facts of a policy: records without declared fields (items 27, 29)
// are typed entry by entry, by the names that 取值 gives them.
#include "visit.h"

static void test_fact_form__asks_a_record_entry_by_entry(void **state) {
    House house = house_open(state);
    Visitor worker = sign_in(&house, "worker");
    Reply page = get(&worker, "/policies/27/try");
    assert_status(page, 200);
    assert_true(says(&page, "各县（区）分多少名额？（海原县）"));
    assert_true(says(&page, "name=\"county_quota.640522\""));
    assert_true(says(&page, "由市人力资源社会保障局提供，这里只是试填"));
    page = post(&worker, "/policies/27/try",
                "county_quota.640502=300&county_quota.640521=300&county_quota.640522=299");
    assert_status(page, 200);
    assert_true(says(&page, "value=\"299\"")); // stays in its field
    page = post(&worker, "/policies/27/try", "county_quota.640502=many");
    assert_true(says(&page, "e-county_quota.640502"));
    page = get(&worker, "/policies/29/try");
    assert_true(says(&page, "name=\"dept_quota.卫生健康\""));
    house_close(&house, state);
}

static void test_fact_form__decides_on_what_was_typed(void **state) {
    House house = house_open(state);
    Visitor worker = sign_in(&house, "worker");
    Reply page = post(&worker, "/policies/27/try",
                      "county_quota.640502=300&county_quota.640521=300&county_quota.640522=299");
    assert_true(says(&page, "县区指标是否正确</dt><dd>否"));
    page = post(&worker, "/policies/27/try",
                "county_quota.640502=300&county_quota.640521=300&county_quota.640522=300");
    assert_true(says(&page, "县区指标是否正确</dt><dd>是"));
    house_close(&house, state);
}

// 海原县 and 北京 typed as places: no code has to be known, and what is no place is said at its field.
static void test_fact_form__takes_places_by_name(void **state) {
    House house = house_open(state);
    Visitor worker = sign_in(&house, "worker");
    Reply page = get(&worker, "/policies/5/try");
    assert_true(says(&page, "写省份，本市的写县区"));
    page = post(&worker, "/policies/5/try",
                "hukou_division=%E6%B5%B7%E5%8E%9F%E5%8E%BF&work_division=%E5%8C%97%E4%BA%AC"
                "&work_full_months=6&contract_signed=true&social_insurance_paid=true");
    assert_status(page, 200);
    assert_true(says(&page, "800.00 元"));
    assert_true(says(&page, "value=\"海原县\"")); // as it was typed
    page = post(&worker, "/policies/5/try", "work_division=%E8%8B%8F%E5%B7%9E");
    assert_true(says(&page, "务工地认不出来，请写省份"));
    assert_true(says(&page, "e-work_division"));
    house_close(&house, state);
}

static void test_fact_form__leaves_to_a_department_what_is_its_own(void **state) {
    House house = house_open(state);
    Visitor worker = sign_in(&house, "worker");
    Reply page = get(&worker, "/enrol/three_supports");
    assert_status(page, 200);
    assert_false(says(&page, "county_quota"));
    assert_true(says(&page, "县区指标 <small>由市人力资源社会保障局提供"));
    house_close(&house, state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_SQLITE(test_fact_form__asks_a_record_entry_by_entry),
        ON_SQLITE(test_fact_form__decides_on_what_was_typed),
        ON_SQLITE(test_fact_form__takes_places_by_name),
        ON_SQLITE(test_fact_form__leaves_to_a_department_what_is_its_own),
    };
    return RUN_TESTS(tests);
}
