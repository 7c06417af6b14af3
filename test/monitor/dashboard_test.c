// SPDX-License-Identifier: Apache-2.0
// Protects the one screen: its numbers add up in both directions, are those of the rows behind
// them, and nobody sees more than their scope.
#include "office.h"

static void add(Figures *to, const Figures *from) {
    _Static_assert(sizeof(Figures) % sizeof(int64_t) == 0, "figures are whole numbers only");
    int64_t sums[sizeof(Figures) / sizeof(int64_t)], parts[sizeof(Figures) / sizeof(int64_t)];
    memcpy(sums, to, sizeof sums);
    memcpy(parts, from, sizeof parts);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) sums[i] += parts[i];
    memcpy(to, sums, sizeof sums);
}

static void assert_same(const Figures *a, const Figures *b) {
    assert_memory_equal(a, b, sizeof *a);
}

static void test_dashboard__adds_up(void **state) {
    Office office;
    office_open(&office, state);
    Dashboard city = office_dashboard(&office, head_actor());
    assert_int_equal(city.item_count, 42);
    assert_int_equal(city.county_count, 3);
    Figures of_items = {0}, of_counties = {0}, of_clerks = {0};
    for (size_t i = 0; i < city.item_count; i++) {
        Figures item = {0};
        for (size_t j = 0; j < city.county_count; j++) add(&item, &city.items[i].counties[j]);
        assert_same(&item, &city.items[i].total);
        add(&of_items, &city.items[i].total);
    }
    for (size_t j = 0; j < city.county_count; j++) {
        Figures county = {0};
        for (size_t i = 0; i < city.item_count; i++) add(&county, &city.items[i].counties[j]);
        assert_same(&county, &city.counties[j].total);
        add(&of_counties, &city.counties[j].total);
        // What the clerk of that county sees is the county's column, and nothing beside it.
        Dashboard own = office_dashboard(
            &office, clerk_actor(str_to_c(&office.city.arena, city.counties[j].division_code)));
        assert_int_equal(own.county_count, 1);
        assert_same(&own.total, &county);
        add(&of_clerks, &own.total);
    }
    assert_same(&of_items, &city.total);
    assert_same(&of_counties, &city.total);
    assert_same(&of_clerks, &city.total);
    assert_int_equal(city.unclaimed_people + city.unclaimed_organisations, city.total.unclaimed);
    assert_true(city.total.unclaimed > 0 && city.unclaimed_organisations > 0);
    population_close(&office.city);
}

static void test_dashboard__counts_claims_and_money(void **state) {
    Office office;
    office_open(&office, state);
    Dashboard city = office_dashboard(&office, head_actor());
    const DashboardItem *transport = dashboard_item(&city, 5);
    assert_int_equal(transport->counties[2].claims[CLAIM_ACCEPTED], 1);             // 海原县
    assert_int_equal(transport->counties[1].claims[office.counter_claim.state], 1); // 中宁县
    assert_int_equal(transport->counties[0].claims[CLAIM_ACCEPTED], 0);
    assert_int_equal(figures_stage(&transport->counties[2], STAGE_REVIEW), 1);
    assert_int_equal(figures_open(&city.total), 2);
    for (size_t i = 0; i < city.county_count; i++) {
        assert_int_equal(transport->counties[i].allotted_fen, OFFICE_BUDGET_FEN * (int64_t)(i + 1));
    }
    assert_int_equal(city.total.allotted_fen, OFFICE_BUDGET_FEN * 6);
    assert_int_equal(city.total.available_fen, OFFICE_BUDGET_FEN * 6);
    assert_int_equal(city.total.paid_fen, 0);
    assert_int_equal(city.total.overdue, 0);
    // The step that is owed becomes overdue on the day after it was due, not before.
    Actor later = head_actor();
    later.today = office.worker_claim.due_on;
    Dashboard on_time = office_dashboard(&office, later);
    assert_int_equal(dashboard_item(&on_time, 5)->counties[2].overdue, 0);
    later.today++;
    Dashboard late = office_dashboard(&office, later);
    assert_int_equal(dashboard_item(&late, 5)->counties[2].overdue, 1);
    population_close(&office.city);
}

static void test_dashboard__says_what_it_does_not_know(void **state) {
    Population city = population_empty(state);
    Office office = {.city = city};
    Dashboard dashboard = office_dashboard(&office, head_actor());
    assert_int_equal(dashboard.item_count, 42);
    assert_int_equal(dashboard.scanned_on, DATE_ABSENT);
    Figures nothing = {0};
    assert_same(&dashboard.total, &nothing);
    assert_int_equal(dashboard_item(&dashboard, 5)->scanned_on, DATE_ABSENT);
    // Item 8 is the platform itself; a city without a record has reached nothing, and is behind.
    const DashboardItem *platform = dashboard_item(&dashboard, 8);
    assert_int_equal(platform->target_count, 2);
    assert_true(platform->targets[0].city.is_known);
    assert_int_equal(platform->targets[0].city.reached, 4);
    assert_int_equal(platform->targets[0].city.lamp, LAMP_GREEN);
    const DashboardItem *villages = dashboard_item(&dashboard, 11);
    assert_int_equal(villages->target_count, 2);
    assert_int_equal(villages->targets[0].city.goal, 511);
    assert_int_equal(villages->targets[0].city.reached, 0);
    assert_int_equal(villages->targets[0].city.lamp, LAMP_RED);
    // Not broken down: no county is behind. A share of a hundred is no record of anything.
    assert_int_equal(villages->targets[0].counties[0].goal, 0);
    assert_int_equal(villages->targets[0].counties[0].lamp, LAMP_NONE);
    assert_false(dashboard_item(&dashboard, 37)->targets[0].city.is_known);
    population_close(&office.city);
}

static void test_dashboard__is_not_for_applicants(void **state) {
    Office office;
    office_open(&office, state);
    Actor applicants[] = {worker_actor(&office), company_actor()};
    for (size_t i = 0; i < 2; i++) {
        DashboardCall call = {office.city.pack, applicants[i]};
        Dashboard dashboard;
        Error error = {0};
        assert_false(store_read(office.city.store, office_read_dashboard, &call, &dashboard,
                                &office.city.arena, &error));
        assert_int_equal(error.kind, ERROR_FORBIDDEN);
    }
    population_close(&office.city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_dashboard__adds_up),
        BOTH(test_dashboard__counts_claims_and_money),
        BOTH(test_dashboard__says_what_it_does_not_know),
        BOTH(test_dashboard__is_not_for_applicants),
    };
    return RUN_TESTS(tests);
}
