// SPDX-License-Identifier: Apache-2.0
// Protects: a decision from what the databases know is right to the fen and to the day, says where
// each fact comes from, and cannot be changed by what an applicant states.
#include "population.h"

// ---- The journeys ----

static void test_assessment__migrant_worker_gets_800_yuan(void **state) {
    Population population = population_open(state);
    AssessmentIn in = query_of(&population, 5, JOURNEY_MIGRANT_ID);
    Assessment assessment = assess(&population, &in);
    assert_int_equal(assessment.eligible, FEEL_TRUE);
    assert_true(assessment.has_amount);
    assert_int_equal(assessment.amount_fen, 80000);
    assert_str_equal(assessment.period, "2023");
    assert_str_equal(assessment.subject_kind, "outwork");
    assert_str_equal(assessment.subject_label, "王*");
    assert_str_equal(assessment.division_code, "640522");
    assert_false(assessment.is_claimed);
    assert_int_equal(assessment.review_count, 0);
    assert_int_equal(assessment.missing_count, 0);
    const AssessedFact *months = fact_of(&assessment, "work_full_months");
    assert_str_equal(months->value, "7"); // since 1 March, to 16 October
    assert_str_equal(months->source, "来自市人力资源社会保障局");
    assert_str_equal(fact_of(&assessment, "hukou_division")->value, "海原县");
    assert_str_equal(fact_of(&assessment, "hukou_division")->source, "来自市公安局");
    assert_str_equal(fact_of(&assessment, "contract_signed")->json, "true");
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_assessment__migrant_worker_gets_800_yuan),
    };
    return RUN_TESTS(tests);
}
