// SPDX-License-Identifier: Apache-2.0
// A form asks for what its measure is concerned by, and for nothing that belongs to another.
#include "policy/concern.h"
#include "policy/program.h"

#include "test.h"

static Arena arena;
static const Pack *pack;

static const Measure *measure_named(const Policy *policy, const char *key) {
    for (size_t i = 0; i < policy->measures.count; i++) {
        if (str_equal(policy->measures.items[i].key, str_from_c(key))) {
            return &policy->measures.items[i];
        }
    }
    fail_msg("no measure %s", key);
    return NULL;
}

// The asked facts that concern a measure, "a b c" in the order of the file.
static Str asked(int number, const char *key) {
    const Policy *policy = pack_policy(pack, number);
    bool *is_concerned = NEW_ARRAY(&arena, bool, policy->facts.count);
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    concern_facts(policy, measure_named(policy, key), is_concerned);
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        if (!is_concerned[i] || !fact_is_stated(fact)) continue;
        if (out.count > 0) str_put_char(&out, ' ');
        str_put(&out, fact->key);
    }
    return str_built(&out);
}

static void assert_asks(int number, const char *key, const char *facts) {
    Str found = asked(number, key);
    if (!str_equal(found, str_from_c(facts))) {
        fail_msg("%s asks “%.*s” instead of “%s”", key, STR_ARG(found), facts);
    }
}

// A place is no money: the year of the operating subsidy is the operating subsidy's question.
static void test_rules_of_another_claim(void **state) {
    (void)state;
    assert_asks(9, "gig_market_place", "");
    assert_asks(9, "gig_station_place", "");
    assert_asks(9, "gig_renovation", "");
    assert_asks(9, "gig_operation", "year");
}

static void test_branches_of_another_claim(void **state) {
    (void)state;
    assert_asks(35, "gov_internship_posts", "");
    Str living = asked(35, "gov_internship_allowance");
    assert_true(str_find(living, STR("attendance_days"), 0) != SIZE_MAX);
    Str loan = asked(18, "startup_loan");
    assert_true(str_find(loan, STR("partners"), 0) != SIZE_MAX);
    assert_true(str_find(asked(18, "startup_loan_interest"), STR("actual_rate_bp"), 0) !=
                SIZE_MAX);
}

// What dates a view is asked with what is read by it, and for nothing else.
static void test_date_of_a_view(void **state) {
    (void)state;
    assert_asks(33, "internship_award", "assessed_on");
    assert_asks(33, "internship_remaining", "");
}

// The score decides nothing when one is enrolled; the selection reads it of those who are.
static void test_read_of_the_enrolled(void **state) {
    (void)state;
    assert_asks(29, "grassroots_special", "score written_score ruling declined");
    assert_asks(29, "grassroots_selection", "");
}

static void test_only_measure_asks_all(void **state) {
    (void)state;
    assert_asks(37, "aid_1311", "willing able not_applicable declined");
}

static void test_claims_of_a_measure(void **state) {
    (void)state;
    const Policy *policy = pack_policy(pack, 9);
    assert_non_null(concern_claim_fact(policy));
    assert_true(concern_admits_claim(policy, measure_named(policy, "gig_operation"),
                                     STR("operation")));
    assert_false(concern_admits_claim(policy, measure_named(policy, "gig_operation"),
                                      STR("place")));
    assert_null(concern_claim_fact(pack_policy(pack, 5)));
    assert_true(concern_admits_claim(pack_policy(pack, 5),
                                     measure_named(pack_policy(pack, 5), "transport_subsidy"),
                                     STR("anything")));
}

// The smaller set is no smaller than what decides: whoever leaves out a fact that a measure's
// conclusion reads for its claim would get “undecided” for ever. Facts of views count too.
static void test_decision_needs_no_more(void **state) {
    (void)state;
    const Policy *policy = pack_policy(pack, 9);
    bool *is_concerned = NEW_ARRAY(&arena, bool, policy->facts.count);
    concern_facts(policy, measure_named(policy, "gig_operation"), is_concerned);
    static const char *const needed[] = {"facility_type", "year", "assessment_passed",
                                         "paid_this_year", "application_date"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        const Fact *fact = fact_find(&policy->facts, str_from_c(needed[i]));
        assert_non_null(fact);
        if (!is_concerned[fact - policy->facts.items]) fail_msg("%s is left out", needed[i]);
    }
}

int main(void) {
    Diagnostics diagnostics = {.arena = &arena};
    PackFiles files;
    Error error = {0};
    if (!pack_files_from_folder(&arena, STR("policies/zhongwei-2023"), &files, &error)) return 1;
    pack = pack_load(&arena, &files, &diagnostics);
    if (!pack) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_of_another_claim),
        cmocka_unit_test(test_branches_of_another_claim),
        cmocka_unit_test(test_date_of_a_view),
        cmocka_unit_test(test_read_of_the_enrolled),
        cmocka_unit_test(test_only_measure_asks_all),
        cmocka_unit_test(test_claims_of_a_measure),
        cmocka_unit_test(test_decision_needs_no_more),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
