// SPDX-License-Identifier: Apache-2.0
// Protects: what the hire view says for subsidies on a hire: for whose sake hiring is supported on
// that very day, for how many months the unit paid all three insurances, and on which base.
#include "settlers.h"

typedef struct Supported {
    const char *held[2];       // categories; NULL = none
    int held_from, held_to;    // 0 = going on
    int graduated;             // 0 = never
    bool is_unverified;
    int hired;
    const char *category;
} Supported;

// clang-format off
static const Supported SUPPORTED[] = {
    {{"hardship"}, 20230701, 0, 0, false, 20230701, "hardship"},
    {{"hardship"}, 20230702, 0, 0, false, 20230701, "other"},
    {{"hardship"}, 20230101, 20230630, 0, false, 20230701, "other"},
    {{"hardship"}, 20230101, 20230701, 0, false, 20230701, "hardship"},
    {{"poverty_lifted", "hardship"}, 20230101, 0, 20230625, false, 20230701, "hardship"},
    {{"poverty_lifted"}, 20230101, 0, 20230625, false, 20230701, "grad_within_2y"},
    {{"poverty_lifted"}, 20230101, 0, 20230625, true, 20230701, "poverty_lifted"},
    {{"relocated", "poverty_lifted"}, 20230101, 0, 0, false, 20230701, "poverty_lifted"},
    {{"rural_low_income", "relocated"}, 20230101, 0, 0, false, 20230701, "rural_low_income"},
    {{"relocated"}, 20230101, 0, 0, false, 20230701, "relocated"},
    // two years to the day, and a day more; hired before leaving school; nobody special
    {{NULL}, 0, 0, 20210701, false, 20230701, "grad_within_2y"},
    {{NULL}, 0, 0, 20210630, false, 20230701, "other"},
    {{NULL}, 0, 0, 20230702, false, 20230701, "other"},
    {{NULL}, 0, 0, 0, false, 20230701, "other"},
};
// clang-format on

#define SUPPORTED_COUNT (sizeof SUPPORTED / sizeof *SUPPORTED)

static const char *person_number(Arena *arena, size_t index) {
    return str_to_c(arena, str_format(arena, "6405212000020200%02zu", index));
}

static void settle_supported(Tx *tx) {
    Arena arena = {0};
    put_unit(tx, COMPANY, "enterprise");
    for (size_t i = 0; i < SUPPORTED_COUNT; i++) {
        const Supported *given = &SUPPORTED[i];
        int64_t person = put_person(tx, person_number(&arena, i), 20000202, "640521");
        for (size_t k = 0; k < 2 && given->held[k]; k++) {
            put_category(tx, person, given->held[k], given->held_from, given->held_to);
        }
        if (given->graduated) {
            put_graduation(tx, person, "21", given->graduated, !given->is_unverified);
        }
        put_hire(tx, person, given->hired, "open", 0);
    }
    arena_release(&arena);
}

static const char *hire_key_of(Arena *arena, size_t index, const char *start) {
    return str_to_c(arena, str_format(arena, COMPANY ":%s:%s", person_number(arena, index), start));
}

static void test_hire_support__category_is_that_of_the_day(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_supported);
    for (size_t i = 0; i < SUPPORTED_COUNT; i++) {
        const char *key = hire_key_of(&population.arena, i, "2023-07-01");
        FactRows rows = view_one(&population, "hire", key, 20231016);
        assert_cell(&rows, "support_category", SUPPORTED[i].category);
    }
    population_close(&population);
}

// ---- Insurance ----

static void put_paid(Tx *tx, int64_t person, const char *kind, int from, int to, int64_t base) {
    Error error = {0};
    InsurancePutIn in = {person, S(kind), STR(COMPANY), day(from), day(to), base, TAIL("640521")};
    assert_ok(insurance_put(tx, &in, NULL, &error), error);
}

static void settle_insured(Tx *tx) {
    Arena arena = {0};
    put_unit(tx, COMPANY, "enterprise");
    int64_t person = put_person(tx, person_number(&arena, 0), 20000202, "640521");
    put_hire(tx, person, 20230715, "open", 0);
    // a higher base from the fourth month on; medical insurance stopped after two months
    put_paid(tx, person, "pension", 20230701, 20230930, 400000);
    put_paid(tx, person, "pension", 20231001, 0, 500000);
    put_paid(tx, person, "medical", 20230701, 20230831, 420000);
    put_paid(tx, person, "unemployment", 20230701, 0, 400000);
    // before the hire, and by somebody else
    put_paid(tx, person, "medical", 20230101, 20230331, 900000);
    put_insurance(tx, person, "medical", OTHER_COMPANY, 20230901, 0, "640521");
    arena_release(&arena);
}

static void assert_insured(Population *population, int on, const char *months, const char *pension,
                           const char *medical) {
    const char *key = hire_key_of(&population->arena, 0, "2023-07-15");
    FactRows rows = view_one(population, "hire", key, on);
    assert_cell(&rows, "months_paid", months);
    assert_cell(&rows, "pension_base_fen", pension);
    assert_cell(&rows, "medical_base_fen", medical);
}

static void test_hire_support__months_and_bases(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_insured);
    assert_insured(&population, 20230730, "0", "null", "null");
    assert_insured(&population, 20230731, "1", "400000", "420000");
    assert_insured(&population, 20231031, "2", "425000", "420000");
    // three months at 4000 yuan and nine at 5000: the first year and no more
    assert_insured(&population, 20240630, "2", "475000", "420000");
    assert_insured(&population, 20250630, "2", "475000", "420000");
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_hire_support__category_is_that_of_the_day),
        BOTH(test_hire_support__months_and_bases),
    };
    return RUN_TESTS(tests);
}
