// SPDX-License-Identifier: Apache-2.0
// Protects: every column of every fact view is what can be worked out on paper, on the day itself,
// the day before and the day after; and every source that a policy names is a column.
#include "settlers.h"

#define WANG "640522198803150011"
#define OTHER_PERSON "640522200101010011"

// ---- Policies and views fit together ----

static bool type_fits(FactType fact, FactType column) {
    bool is_text = column == FACT_TEXT || column == FACT_IDENTIFIER;
    if (fact == FACT_TEXT || fact == FACT_IDENTIFIER) return is_text;
    return fact == column;
}

static int check_source(const Policy *policy, const Fact *fact) {
    if (fact->source.kind != FACT_SOURCE_VIEW) return 0;
    if (str_equal(fact->source.view, STR("case"))) return 0;
    const FactView *view = fact_view_find(fact->source.view);
    if (!view) fail_msg("item %d: no view %.*s", policy->number, STR_ARG(fact->source.view));
    Str name = fact->type == FACT_LIST ? STR("") : fact->source.column;
    size_t column = fact_view_column(view, name);
    if (column == SIZE_MAX) {
        fail_msg("item %d: no column %.*s", policy->number, STR_ARG(fact->source.text));
    }
    assert_true(type_fits(fact->type, view->columns[column].type));
    return 1;
}

static void test_fact_view__has_every_source_of_the_pack(void **state) {
    (void)state;
    Arena arena = {0};
    PackFiles files;
    Diagnostics diagnostics = {.arena = &arena};
    assert_true(pack_files_embedded(&arena, &files));
    const Pack *pack = pack_load(&arena, &files, &diagnostics);
    int checked = 0;
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program) continue;
        for (size_t j = 0; j < policy->facts.count; j++) {
            checked += check_source(policy, &policy->facts.items[j]);
        }
        for (size_t j = 0; j < policy->measures.count; j++) {
            const Measure *measure = &policy->measures.items[j];
            if (measure->kind != MEASURE_BENEFIT) continue; // nobody is paid without a view
            assert_non_null(fact_view_find(measure->subject));
        }
    }
    assert_true(checked > 40);
    arena_release(&arena);
}

static void test_fact_view__columns_have_distinct_names(void **state) {
    (void)state;
    for (size_t i = 0; fact_views[i]; i++) {
        const FactView *view = fact_views[i];
        assert_ptr_equal(fact_view_find(S(view->name)), view);
        for (size_t j = 0; j < view->column_count; j++) {
            assert_int_equal(fact_view_column(view, S(view->columns[j].name)), j);
            assert_non_null(view->columns[j].department);
        }
    }
    assert_null(fact_view_find(STR("case"))); // the decision itself
}

// The page for authors of policies names every column with its type, view by view.
static void test_fact_view__is_documented(void **state) {
    (void)state;
    static const char *const types[] = {"text", "number", "boolean", "date", "list", "record",
                                        "identifier"};
    Arena arena = {0};
    Error error = {0};
    Str page;
    assert_ok(file_read(&arena, STR("docs/fact-views.md"), CITY_FILE_BYTES_MAX, &page, &error),
              error);
    for (size_t i = 0; fact_views[i]; i++) {
        const FactView *view = fact_views[i];
        Str heading = str_format(&arena, "\n## %s — ", view->name);
        size_t from = str_find(page, heading, 0);
        if (from == SIZE_MAX) fail_msg("no heading for %s", view->name);
        Str section = str_slice(page, from + 1, str_find(page, STR("\n## "), from + 1));
        for (size_t j = 0; j < view->column_count; j++) {
            const FactColumn *column = &view->columns[j];
            if (column->type == FACT_LIST) continue;
            Str row = str_format(&arena, "\n| `%s` | %s |", column->name, types[column->type]);
            if (str_find(section, row, 0) == SIZE_MAX) {
                fail_msg("docs/fact-views.md: %s.%s is not there", view->name, column->name);
            }
        }
    }
    arena_release(&arena);
}

// ---- outwork ----

typedef struct Outwork {
    Job jobs[2];
    int on;
    const char *months, *division, *is_signed, *is_insured, *is_doubtful, *year;
    int sixth; // 0 = none
} Outwork;

#define AWAY(place, first, last) {.division = place, .from = first, .to = last}
#define AWAY_AS(place, first, last, what) {.division = place, .from = first, .to = last, what}

// clang-format off
static const Outwork OUTWORKS[] = {
    // goes on; six months exactly; a day short; the day before and the day of the sixth month
    {{AWAY("110105", 20230301, 0)}, 20231016, "7", "110105", "true", "true", "false", "2023", 20230831},
    {{AWAY("110105", 20230301, 20230831)}, 20231016, "6", "110105", "true", "true", "false", "2023", 20230831},
    {{AWAY("110105", 20230301, 20230830)}, 20231016, "5", "110105", "true", "true", "false", "2023", 0},
    {{AWAY("110105", 20230301, 0)}, 20230830, "5", "110105", "true", "true", "false", "2023", 0},
    {{AWAY("110105", 20230301, 0)}, 20230831, "6", "110105", "true", "true", "false", "2023", 20230831},
    // the end of a month: 31 August and six months is 28 February
    {{AWAY("110105", 20220831, 20230227)}, 20230315, "6", "110105", "true", "true", "false", "2023", 20230227},
    // three and three months in two provinces: the farther one speaks, whichever came first
    {{AWAY("640104", 20230101, 20230331), AWAY("440306", 20230501, 20230731)}, 20231016, "6", "440306", "true", "true", "false", "2023", 20230731},
    {{AWAY("440306", 20230101, 20230331), AWAY("640104", 20230501, 20230731)}, 20231016, "6", "440306", "true", "true", "false", "2023", 20230731},
    {{AWAY("640104", 20230101, 20230228), AWAY("440306", 20230501, 20230731)}, 20231016, "5", "440306", "true", "true", "false", "2023", 0},
    // from one employer to the next without a day between: no month is lost
    {{AWAY("110105", 20230215, 20230520), AWAY("110105", 20230521, 20230814)}, 20231016, "6", "110105", "true", "true", "false", "2023", 20230814},
    // one day between: three and two
    {{AWAY("110105", 20230215, 20230519), AWAY("110105", 20230521, 20230814)}, 20231016, "5", "110105", "true", "true", "false", "2023", 0},
    // over New Year: twelve months from the first job
    {{AWAY("610113", 20220901, 20230131), AWAY("610113", 20230501, 20230531)}, 20231016, "6", "610113", "true", "true", "false", "2023", 20230531},
    // for years: twelve months, of which the sixth is in this year
    {{AWAY("110105", 20200301, 0)}, 20231016, "12", "110105", "true", "true", "false", "2023", 20230416},
    // last year's work: what of it is within twelve months
    {{AWAY("110105", 20220101, 20221231)}, 20231016, "2", "110105", "true", "true", "false", "2023", 0},
    // at home; nowhere
    {{AWAY("640522", 20230201, 0)}, 20231016, "0", "null", "null", "null", "null", "2023", 0},
    {{AWAY(NULL, 0, 0)}, 20231016, "0", "null", "null", "null", "null", "2023", 0},
    // no contract; not insured; known by insurance alone
    {{AWAY_AS("110105", 20230201, 0, .is_unsigned = true)}, 20231016, "8", "110105", "false", "true", "false", "2023", 20230731},
    {{AWAY_AS("110105", 20230201, 0, .is_uninsured = true)}, 20231016, "8", "110105", "true", "false", "false", "2023", 20230731},
    {{AWAY_AS("110105", 20230201, 0, .is_unregistered = true)}, 20231016, "8", "110105", "null", "true", "true", "2023", 20230731},
    // begins tomorrow
    {{AWAY("110105", 20231017, 0)}, 20231016, "0", "null", "null", "null", "null", "2023", 0},
};
// clang-format on

#define OUTWORK_COUNT (sizeof OUTWORKS / sizeof *OUTWORKS)

static const char *outwork_key(size_t index) {
    static char key[32];
    snprintf(key, sizeof key, "6405221988031500%02zu", index);
    return key;
}

static void settle_outwork(Tx *tx) {
    for (size_t i = 0; i < OUTWORK_COUNT; i++) {
        int64_t person = put_person(tx, outwork_key(i), 19880315, "640522");
        for (size_t j = 0; j < 2; j++) {
            if (OUTWORKS[i].jobs[j].division) put_job(tx, person, OUTWORKS[i].jobs[j]);
        }
    }
}

static void test_fact_view__outwork(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_outwork);
    for (size_t i = 0; i < OUTWORK_COUNT; i++) {
        const Outwork *expected = &OUTWORKS[i];
        FactRows rows = view_one(&population, "outwork", outwork_key(i), expected->on);
        assert_cell(&rows, "person_id", outwork_key(i));
        assert_cell(&rows, "hukou_division", "640522");
        assert_cell(&rows, "full_months", expected->months);
        assert_cell(&rows, "work_division", expected->division);
        assert_cell(&rows, "contract_signed", expected->is_signed);
        assert_cell(&rows, "social_insurance_paid", expected->is_insured);
        assert_cell(&rows, "division_doubtful", expected->is_doubtful);
        assert_cell(&rows, "year", expected->year);
        assert_true(rows.subjects[0].event == day(expected->sixth));
    }
    population_close(&population);
}

// ---- hire ----

typedef struct Hire {
    int born, hired;
    const char *level; // of a graduation; NULL = none
    int graduated;
    bool is_unverified;
    int registered_from, registered_to; // 0 = not at all
    const char *contract;
    int contract_to;
    int insured_from;  // by this company; 0 = not
    int worked_from, worked_to; // insured elsewhere
    int on;
    const char *category, *registered, *is_signed, *term, *months, *insured, *before;
} Hire;

// clang-format off
static const Hire HIRES[] = {
    // J2's graduate; two years to the day, and a day more; of the year, but before leaving school
    {20001202, 20230801, "21", 20230625, false, 20230701, 20230731, "fixed", 20250731, 20230801, 0, 0, 20231016, "grad_of_year", "true", "true", "24", "2", "true", "false"},
    {19990701, 20230701, "21", 20210701, false, 0, 0, "fixed", 20240630, 20230701, 0, 0, 20231016, "grad_within_2y", "false", "true", "12", "3", "true", "false"},
    {19990702, 20230701, "21", 20210630, false, 0, 0, "fixed", 20240629, 20230701, 0, 0, 20231016, "grad_within_2y", "false", "true", "11", "3", "true", "false"},
    {20010703, 20230601, "31", 20230628, false, 0, 0, "open", 0, 20230601, 0, 0, 20231016, "grad_of_year", "false", "true", "1200", "4", "true", "false"},
    // left school long ago, but young and registered; not registered; a vocational school
    {19990702, 20230701, "21", 20210630, false, 20230301, 20230630, "fixed", 20240630, 20230701, 0, 0, 20231016, "youth_16_24", "true", "true", "12", "3", "true", "false"},
    {20040704, 20230801, "41", 20230628, false, 0, 0, "none", 0, 0, 0, 0, 20231016, "youth_16_24", "false", "false", "0", "0", "false", "false"},
    // nobody verified the diploma
    {20001202, 20230801, "21", 20230625, true, 0, 0, "fixed", 20250731, 20230801, 0, 0, 20231016, "null", "false", "true", "24", "2", "true", "false"},
    {20001202, 20230801, "21", 20230625, true, 20230701, 20230731, "fixed", 20250731, 20230801, 0, 0, 20231016, "youth_16_24", "true", "true", "24", "2", "true", "false"},
    // the registration ended the day before; two days before
    {20001231, 20230801, NULL, 0, false, 20230301, 20230731, "fixed", 20240731, 20230801, 0, 0, 20231016, "youth_16_24", "true", "true", "12", "2", "true", "false"},
    {20001231, 20230801, NULL, 0, false, 20230301, 20230730, "task", 0, 20230801, 0, 0, 20231016, "youth_16_24", "false", "true", "null", "2", "true", "false"},
    // months of insurance: the day before one is full, and the day
    {20001231, 20230815, NULL, 0, false, 0, 0, "open", 0, 20230801, 0, 0, 20230830, "youth_16_24", "false", "true", "1200", "0", "true", "false"},
    {20001231, 20230815, NULL, 0, false, 0, 0, "open", 0, 20230801, 0, 0, 20230831, "youth_16_24", "false", "true", "1200", "1", "true", "false"},
    // worked before: after school; before leaving it; a registered youth; one who is not
    {20000706, 20230801, "21", 20220628, false, 0, 0, "open", 0, 20230801, 20220801, 20230131, 20231016, "grad_within_2y", "false", "true", "1200", "2", "true", "true"},
    {20000706, 20230801, "21", 20220628, false, 0, 0, "open", 0, 20230801, 20210701, 20210831, 20231016, "grad_within_2y", "false", "true", "1200", "2", "true", "false"},
    {20000706, 20230801, NULL, 0, false, 20230301, 20230731, "open", 0, 20230801, 20220801, 20230131, 20231016, "youth_16_24", "true", "true", "1200", "2", "true", "false"},
    {20000706, 20230801, NULL, 0, false, 0, 0, "open", 0, 20230801, 20220801, 20230131, 20231016, "youth_16_24", "false", "true", "1200", "2", "true", "true"},
};
// clang-format on

#define HIRE_COUNT (sizeof HIRES / sizeof *HIRES)

static Str hire_person(Arena *arena, size_t index) {
    return str_format(arena, "6405212000010100%02zu", index);
}

static const char *hire_key(Arena *arena, size_t index) {
    Str start = date_to_str(arena, day(HIRES[index].hired)), person = hire_person(arena, index);
    return str_to_c(arena, str_format(arena, COMPANY ":%.*s:%.*s", STR_ARG(person),
                                      STR_ARG(start)));
}

static void settle_hires(Tx *tx) {
    Arena arena = {0};
    put_unit(tx, COMPANY, "enterprise");
    for (size_t i = 0; i < HIRE_COUNT; i++) {
        const Hire *hire = &HIRES[i];
        int64_t person =
            put_person(tx, str_to_c(&arena, hire_person(&arena, i)), hire->born, "640521");
        if (hire->level) {
            put_graduation(tx, person, hire->level, hire->graduated, !hire->is_unverified);
        }
        if (hire->registered_from) {
            put_unemployment(tx, person, hire->registered_from, hire->registered_to);
        }
        put_hire(tx, person, hire->hired, hire->contract, hire->contract_to);
        static const char *const kinds[] = {"pension", "unemployment", "injury"};
        for (int k = 0; k < 3; k++) {
            if (!hire->insured_from) continue;
            put_insurance(tx, person, kinds[k], COMPANY, hire->insured_from, 0, "640521");
        }
        if (hire->worked_from) {
            put_insurance(tx, person, "pension", OTHER_COMPANY, hire->worked_from,
                          hire->worked_to, "640521");
        }
    }
    arena_release(&arena);
}

static void test_fact_view__hire(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_hires);
    for (size_t i = 0; i < HIRE_COUNT; i++) {
        const Hire *hire = &HIRES[i];
        const char *key = hire_key(&population.arena, i);
        FactRows rows = view_one(&population, "hire", key, hire->on);
        assert_str_equal(rows.subjects[0].key, key);
        assert_cell(&rows, "uscc", COMPANY);
        assert_cell(&rows, "employer_kind", "enterprise");
        assert_cell(&rows, "category", hire->category);
        assert_true(hire->level ? cell(&rows, "graduation_date").kind == FEEL_NULL ||
                                      cell(&rows, "graduation_date").date == day(hire->graduated)
                                : cell(&rows, "graduation_date").kind == FEEL_NULL);
        assert_true(cell(&rows, "birth_date").date == day(hire->born));
        assert_true(cell(&rows, "hire_date").date == day(hire->hired));
        assert_cell(&rows, "registered_unemployed", hire->registered);
        assert_cell(&rows, "contract_signed", hire->is_signed);
        assert_cell(&rows, "contract_months", hire->term);
        assert_cell(&rows, "months_unemployment", hire->months);
        assert_cell(&rows, "months_injury", hire->months);
        assert_cell(&rows, "months_pension", hire->months);
        assert_cell(&rows, "insured", hire->insured);
        assert_cell(&rows, "employed_before", hire->before);
    }
    // nobody is hired before the day
    FactRows before = view_one(&population, "hire", hire_key(&population.arena, 0), 20230731);
    assert_int_equal(before.count, 0);
    // all of a unit, each once
    FactOwner owner = {.uscc = STR(COMPANY)};
    FactRange *ranges;
    size_t count;
    Error error = {0};
    assert_true(fact_view_ranges(NULL, fact_view_find(STR("hire")), &owner, today(),
                                 &population.arena, &ranges, &count, &error));
    assert_int_equal(count, 1);
    FactRows all = view_rows(&population, "hire", ranges[0]);
    assert_int_equal(all.count, HIRE_COUNT);
    for (size_t i = 1; i < all.count; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_false(str_equal(all.subjects[j].key, all.subjects[i].key));
        }
    }
    population_close(&population);
}

// ---- employer ----

static void settle_employer(Tx *tx) {
    Error error = {0};
    put_unit(tx, COMPANY, "enterprise");
    OrgSizePutIn size = {STR(COMPANY), 2022, 31, 2000, 1500, STR("small"), STR("micro"),
                         TAIL("640521")};
    assert_ok(org_size_put(tx, &size, NULL, &error), error);
    OrgInsurancePutIn year = {STR(COMPANY), 2022, 3050, 31, 1, 1488000, 12, 0, TAIL("640521")};
    assert_ok(org_insurance_put(tx, &year, NULL, &error), error);
    year.year = 2023;
    year.arrears_fen = 1;
    assert_ok(org_insurance_put(tx, &year, NULL, &error), error);
}

static void test_fact_view__employer(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_employer);
    FactRows rows = view_one(&population, "employer", COMPANY, 20231016);
    assert_cell(&rows, "uscc", COMPANY);
    assert_cell(&rows, "kind", "enterprise");
    assert_cell(&rows, "industry_code", "1373");
    assert_cell(&rows, "is_open", "true");
    assert_cell(&rows, "size", "small"); // by the rule, not as stated
    assert_cell(&rows, "employees", "31");
    assert_cell(&rows, "avg_insured", "30.5");
    assert_cell(&rows, "ui_claimants", "1");
    assert_cell(&rows, "ui_premium_prior_year_fen", "1488000");
    assert_cell(&rows, "months_paid_prior_year", "12");
    assert_cell(&rows, "arrears", "false");
    assert_cell(&rows, "dishonest", "false");
    assert_cell(&rows, "is_dispatch_agency", "false");
    assert_cell(&rows, "is_real_economy", "true");
    assert_cell(&rows, "layoff_rate_bp", "328"); // 1 of 30.5 is 3.27868…%, rounded up
    assert_str_equal(rows.subjects[0].label, "某某有限公司");
    // a year later the year before is 2023, and nobody has classed it
    rows = view_one(&population, "employer", COMPANY, 20240101);
    assert_cell(&rows, "arrears", "true");
    assert_cell(&rows, "size", "null");
    rows = view_one(&population, "employer", COMPANY, 20250101);
    assert_cell(&rows, "avg_insured", "null");
    assert_cell(&rows, "arrears", "null");
    assert_cell(&rows, "layoff_rate_bp", "null");
    population_close(&population);
}

static void settle_estate_agent(Tx *tx) {
    Error error = {0};
    OrgPutIn in = {.uscc = STR(COMPANY), .name = STR("某某置业公司"), .kind = STR("enterprise"),
                   .industry_code = STR("7010"), .industry_category = STR("K"),
                   .status = STR("active"), .registered_on = day(20150601),
                   .status_date = DATE_ABSENT, .division_code = STR("640521"),
                   .source = STR("测试"), .data_date = day(20230930)};
    assert_ok(org_put(tx, &in, NULL, &error), error);
    OrgInsurancePutIn year = {STR(COMPANY), 2022, 20000, 200, 11, 0, 12, 0, TAIL("640521")};
    assert_ok(org_insurance_put(tx, &year, NULL, &error), error);
    year.year = 2023;
    year.average_insured_hundredths = 0;
    assert_ok(org_insurance_put(tx, &year, NULL, &error), error);
}

static void test_fact_view__employer_rate_is_exact_on_the_limit(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_estate_agent);
    FactRows rows = view_one(&population, "employer", COMPANY, 20231016);
    assert_cell(&rows, "is_real_economy", "false");
    assert_cell(&rows, "layoff_rate_bp", "550"); // 11 of 200 are 5.5% exactly
    rows = view_one(&population, "employer", COMPANY, 20240101);
    assert_cell(&rows, "layoff_rate_bp", "null"); // nobody was insured
    population_close(&population);
}

// ---- workforce ----

// Two since long ago, one more in each quarter from the last of 2022 to the third of 2023; one left
// on the last day of September, which still counts. Pensions alone do not.
static void settle_workforce(Tx *tx) {
    static const int FIRST_DAYS[] = {20200101, 20200101, 20221101, 20230101, 20230630, 20230701,
                                     20230930, 20231101};
    put_unit(tx, COMPANY, "enterprise");
    put_unit(tx, OTHER_COMPANY, "enterprise");
    for (size_t i = 0; i < sizeof FIRST_DAYS / sizeof *FIRST_DAYS; i++) {
        char id_number[32];
        snprintf(id_number, sizeof id_number, "64052219880315%04zu", 1000 + i);
        int64_t person = put_person(tx, id_number, 19880315, "640522");
        put_insurance(tx, person, "unemployment", COMPANY, FIRST_DAYS[i], i == 1 ? 20230930 : 0,
                      "640521");
        put_insurance(tx, person, "pension", OTHER_COMPANY, FIRST_DAYS[i], 0, "640521");
    }
}

static void test_fact_view__workforce(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_workforce);
    FactRows rows = view_one(&population, "workforce", COMPANY, 20231016);
    assert_cell(&rows, "uscc", COMPANY);
    assert_cell(&rows, "insured_now", "6");      // seven had begun, one has left
    assert_cell(&rows, "insured_year_ago", "2"); // 16 October 2022
    // ends of quarters: 2, 3, 4, 5, 7: four grew
    assert_cell(&rows, "quarters_growing", "4");
    // the third quarter of 2023 is not over yet, and nobody who comes later is seen
    rows = view_one(&population, "workforce", COMPANY, 20230930);
    assert_cell(&rows, "insured_now", "7");
    assert_cell(&rows, "quarters_growing", "3");
    // the last quarter of 2023 ends with seven again
    rows = view_one(&population, "workforce", COMPANY, 20240101);
    assert_cell(&rows, "quarters_growing", "0");
    rows = view_one(&population, "workforce", OTHER_COMPANY, 20231016);
    assert_cell(&rows, "insured_now", "0");
    assert_cell(&rows, "insured_year_ago", "0");
    assert_cell(&rows, "quarters_growing", "0");
    population_close(&population);
}

// A page pairs every unit with its own periods.
static void test_fact_view__workforce_page(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_workforce);
    FactRows rows = view_rows(&population, "workforce",
                              fact_range_page(&population.arena, STR(""), STR("6405"), 10,
                                              day(20231016)));
    assert_int_equal(rows.count, 2);
    size_t column = fact_view_column(rows.view, STR("insured_now"));
    for (size_t row = 0; row < rows.count; row++) {
        bool is_company = str_equal(rows.subjects[row].key, STR(COMPANY));
        FeelValue insured = feel_column_get(&rows.columns[column], row);
        assert_int_equal(feel_equal(insured, feel_int(is_company ? 6 : 0)), FEEL_TRUE);
    }
    population_close(&population);
}

// ---- certificate ----

#define CERTIFICATE(n) "S00064050200" #n

static void settle_certificates(Tx *tx) {
    Error error = {0};
    put_unit(tx, COMPANY, "enterprise");
    put_unit(tx, OTHER_COMPANY, "public_institution");
    int64_t worker = put_person(tx, "640502199005200001", 19900520, "640502");
    put_job(tx, worker, (Job){.division = "640502", .from = 20221001, .uscc = COMPANY});
    put_certificate(tx, worker, CERTIFICATE(1), 4, 20230301);
    put_certificate(tx, worker, CERTIFICATE(5), 3, 20230401); // had it for level 4: not for this
    put_certificate(tx, worker, CERTIFICATE(6), 5, 20230401); // lower than what was paid
    put_grant(tx, (EntitlementInsertIn){
                      .policy_number = 22, .measure = STR("skill_subsidy"),
                      .subject_kind = STR("certificate"), .subject_key = STR(CERTIFICATE(1)),
                      .period = STR("once"), .person_id = {true, worker}, .amount_fen = 150000,
                      .granted_on = day(20230501), .claim_number = STR("ZW-2023-22-000001")});
    int64_t servant = put_person(tx, "640502199005200002", 19900520, "640502");
    put_job(tx, servant, (Job){.division = "640502", .from = 20220101, .uscc = OTHER_COMPANY});
    put_certificate(tx, servant, CERTIFICATE(2), 1, 20230301);
    int64_t recipient = put_person(tx, "640502199005200003", 19900520, "640502");
    put_job(tx, recipient, (Job){.division = "640502", .from = 20220101, .to = 20230430,
                                .uscc = COMPANY});
    BenefitPutIn benefit = {recipient, STR(COMPANY), 156000, day(20230601), DATE_ABSENT,
                            TAIL("640502")};
    assert_ok(benefit_put(tx, &benefit, NULL, &error), error);
    put_certificate(tx, recipient, CERTIFICATE(3), 5, 20230301);
    int64_t idle = put_person(tx, "640502199005200004", 19900520, "640502");
    put_certificate(tx, idle, CERTIFICATE(4), 2, 20230301);
}

static void test_fact_view__certificate(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_certificates);
    FactRows rows = view_one(&population, "certificate", CERTIFICATE(1), 20231016);
    assert_cell(&rows, "person_id", "640502199005200001");
    assert_cell(&rows, "identity", "enterprise_employee");
    assert_cell(&rows, "months_ui_paid", "12");
    assert_cell(&rows, "level", "intermediate");
    assert_cell(&rows, "certificate_date", "2023-03-01");
    assert_cell(&rows, "occupation_code", "6-31-01-03");
    assert_cell(&rows, "same_or_higher_paid", "true");
    assert_str_equal(rows.subjects[0].label, "王* 电工 四级");
    FactRange held = fact_range_one(STR(CERTIFICATE(1)), today());
    Str holder = STR("ZW-2023-22-000001"); // decided again for the claim that had it
    held.holders = (FactHolders){&holder, 1};
    rows = view_rows(&population, "certificate", held);
    assert_cell(&rows, "same_or_higher_paid", "false");
    // twelve months are full on 30 September
    rows = view_one(&population, "certificate", CERTIFICATE(1), 20230929);
    assert_cell(&rows, "months_ui_paid", "11");
    rows = view_one(&population, "certificate", CERTIFICATE(1), 20230930);
    assert_cell(&rows, "months_ui_paid", "12");
    rows = view_one(&population, "certificate", CERTIFICATE(5), 20231016);
    assert_cell(&rows, "level", "senior");
    assert_cell(&rows, "same_or_higher_paid", "false");
    rows = view_one(&population, "certificate", CERTIFICATE(6), 20231016);
    assert_cell(&rows, "same_or_higher_paid", "true");
    rows = view_one(&population, "certificate", CERTIFICATE(2), 20231016);
    assert_cell(&rows, "identity", "public_institution_employee");
    assert_cell(&rows, "level", "senior_technician");
    rows = view_one(&population, "certificate", CERTIFICATE(3), 20231016);
    assert_cell(&rows, "identity", "ui_recipient");
    assert_cell(&rows, "months_ui_paid", "16"); // January 2022 to April 2023
    rows = view_one(&population, "certificate", CERTIFICATE(3), 20230531);
    assert_cell(&rows, "identity", "other"); // no work, and no benefit yet
    rows = view_one(&population, "certificate", CERTIFICATE(4), 20231016);
    assert_cell(&rows, "identity", "other");
    assert_cell(&rows, "months_ui_paid", "0");
    assert_cell(&rows, "level", "technician");
    rows = view_one(&population, "certificate", CERTIFICATE(4), 20230228);
    assert_int_equal(rows.count, 0); // not issued yet
    population_close(&population);
}

// ---- base, trainee ----

static void put_trainee(Tx *tx, int number, int from, int ended, const char *reason,
                        int contract) {
    Error error = {0};
    Arena arena = {0};
    Str id = str_format(&arena, "64050220000101%04d", number);
    int64_t person = put_person(tx, str_to_c(&arena, id), 20000101, "640502");
    InternshipPutIn in = {STR(COMPANY), person, day(from), 6, day(ended),
                          reason ? S(reason) : (Str){0}, day(contract), 184000, TAIL("640502")};
    assert_ok(internship_put(tx, &in, NULL, &error), error);
    arena_release(&arena);
}

static void settle_base(Tx *tx) {
    Error error = {0};
    put_unit(tx, COMPANY, "enterprise");
    InternshipUnitPutIn unit = {STR(COMPANY), day(20220301), 12, TAIL("640502")};
    assert_ok(internship_unit_put(tx, &unit, NULL, &error), error);
    put_trainee(tx, 1, 20230301, 20230831, "completed", 20230901);
    put_trainee(tx, 2, 20230301, 20230831, "completed", 0);
    put_trainee(tx, 3, 20230301, 20230630, "hired_early", 20230701);
    put_trainee(tx, 4, 20230301, 20230531, "left", 0);
    put_trainee(tx, 5, 20230901, 0, NULL, 0);
    put_trainee(tx, 6, 20220901, 20230228, "completed", 0); // of last year, completed in this one
}

static void test_fact_view__base_and_trainee(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_base);
    FactRows rows = view_one(&population, "base", COMPANY, 20231016);
    assert_cell(&rows, "uscc", COMPANY);
    assert_cell(&rows, "posts", "12");
    assert_cell(&rows, "accepted_in_year", "5");
    assert_cell(&rows, "completed", "4");
    assert_cell(&rows, "retained_with_contract", "2");
    assert_cell(&rows, "completed_on", "2023-08-31");
    rows = view_one(&population, "base", COMPANY, 20230831); // the contract begins tomorrow
    assert_cell(&rows, "accepted_in_year", "4");
    assert_cell(&rows, "retained_with_contract", "1");
    rows = view_one(&population, "base", COMPANY, 20230830);
    assert_cell(&rows, "completed", "2");
    assert_cell(&rows, "completed_on", "2023-06-30");
    rows = view_one(&population, "trainee", COMPANY ":640502200001010003:2023-03-01", 20231016);
    assert_cell(&rows, "uscc", COMPANY);
    assert_cell(&rows, "person_id", "640502200001010003");
    assert_cell(&rows, "planned_months", "6");
    assert_cell(&rows, "completed_months", "4");
    assert_cell(&rows, "monthly_subsidy_fen", "184000");
    assert_cell(&rows, "contract_signed", "true");
    assert_cell(&rows, "from_date", "2023-03-01");
    assert_cell(&rows, "contract_from", "2023-07-01");
    assert_cell(&rows, "division", "640502");
    assert_cell(&rows, "ended_on", "2023-06-30");
    rows = view_one(&population, "trainee", COMPANY ":640502200001010003:2023-03-01", 20230630);
    assert_cell(&rows, "contract_signed", "false");
    assert_cell(&rows, "contract_from", "null");
    rows = view_one(&population, "trainee", COMPANY ":640502200001010003:2023-03-01", 20230629);
    assert_cell(&rows, "ended_on", "null"); // the day before
    rows = view_one(&population, "trainee", COMPANY ":640502200001010005:2023-09-01", 20231016);
    assert_cell(&rows, "completed_months", "1");
    population_close(&population);
}

// ---- roster, organiser, person ----

#define BATCH "ZY20230001"

static void settle_roster(Tx *tx) {
    Error error = {0};
    int64_t broker = put_person(tx, "640522197506060001", 19750606, "640522");
    OrganiserPutIn organiser = {STR("JJR0001"), STR("broker"), STR("马经纪"), {true, broker},
                                day(20200401), TAIL("640522")};
    assert_ok(organiser_put(tx, &organiser, NULL, &error), error);
    OrganiserPutIn agency = {STR(COMPANY), STR("intermediary"), STR("某某人力资源有限公司"), {0},
                             day(20190401), TAIL("640522")};
    assert_ok(organiser_put(tx, &agency, NULL, &error), error);
    RosterPutIn roster = {STR(BATCH), STR("JJR0001"), 2023, STR("110105"), TAIL("640522")};
    assert_ok(roster_put(tx, &roster, NULL, &error), error);
    int64_t worker = put_person(tx, "640522198501010001", 19850101, "640522");
    RosterLinePutIn line = {STR(BATCH), worker, STR("某厂"), day(20230301), day(20230531), 300000,
                            TAIL("640522")};
    assert_ok(roster_line_put(tx, &line, NULL, &error), error);
    int64_t townsman = put_person(tx, "640522198501010002", 19850101, "640522");
    PersonHukouPutIn hukou = {STR("640522198501010002"), {0}, STR("head"), false, day(19850101),
                              TAIL("640522")};
    assert_ok(person_hukou_put(tx, &hukou, NULL, &error), error);
    line = (RosterLinePutIn){STR(BATCH), townsman, STR("某厂"), day(20230301), DATE_ABSENT, 299900,
                             TAIL("640522")};
    assert_ok(roster_line_put(tx, &line, NULL, &error), error);
}

static void assert_line(FeelValue line, int64_t count, int64_t wage, int64_t months) {
    assert_int_equal(line.kind, FEEL_CONTEXT);
    int64_t values[] = {count, wage, months};
    static const char *const names[] = {"count", "avg_monthly_wage_fen", "full_months"};
    for (int i = 0; i < 3; i++) {
        const FeelValue *value = feel_context_get(line.context, S(names[i]));
        int64_t number = -1;
        assert_non_null(value);
        assert_true(decimal_to_int64(value->number, &number));
        assert_int_equal(number, values[i]);
    }
}

static void test_fact_view__roster_and_organiser(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_roster);
    FactRows rows = view_one(&population, "roster", BATCH, 20231016);
    FeelValue lines = cell(&rows, "");
    assert_int_equal(lines.list.count, 2);
    assert_line(lines.list.items[0], 1, 300000, 3);
    assert_line(lines.list.items[1], 0, 299900, 7); // not rural, still at work
    assert_cell(&rows, "year", "2023");
    assert_cell(&rows, "work_division", "110105");
    assert_str_equal(rows.subjects[0].label, "马* " BATCH "批");
    assert_str_equal(rows.subjects[0].organiser_code, "JJR0001");
    assert_str_equal(rows.subjects[0].id_number, "640522197506060001");
    rows = view_one(&population, "organiser", "JJR0001", 20231016);
    assert_cell(&rows, "kind", "broker");
    assert_cell(&rows, "uscc", "null");
    assert_cell(&rows, "person_id", "640522197506060001");
    rows = view_one(&population, "organiser", COMPANY, 20231016);
    assert_cell(&rows, "kind", "intermediary");
    assert_cell(&rows, "uscc", COMPANY);
    assert_cell(&rows, "person_id", "null");
    population_close(&population);
}

static void settle_person(Tx *tx) {
    int64_t wang = put_person(tx, WANG, 19880315, "640522");
    put_unemployment(tx, wang, 20230301, 20230630);
    put_graduation(tx, wang, "21", 20100625, true);
    put_category(tx, wang, "hardship", 20210101, 20211231);
    put_category(tx, wang, "hardship", 20230701, 0);
}

// A vocational school, and a college that nobody has verified.
static void settle_other_person(Tx *tx) {
    int64_t person = put_person(tx, OTHER_PERSON, 20010101, "640522");
    put_graduation(tx, person, "41", 20190625, true);
    put_graduation(tx, person, "31", 20220625, false);
}

static void test_fact_view__person(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_person);
    settlers_write(&population, settle_other_person);
    FactRows rows = view_one(&population, "person", WANG, 20230630);
    assert_cell(&rows, "person_id", WANG);
    assert_cell(&rows, "birth_date", "1988-03-15");
    assert_cell(&rows, "sex", "male");
    assert_cell(&rows, "education_code", "null");
    assert_cell(&rows, "division", "640522");
    assert_cell(&rows, "hukou_division", "640522");
    assert_cell(&rows, "is_rural", "true");
    assert_cell(&rows, "graduation_date", "2010-06-25");
    assert_cell(&rows, "is_veteran", "false");
    assert_cell(&rows, "registered_unemployed", "true");
    assert_cell(&rows, "is_hardship", "false");
    assert_cell(&rows, "is_poverty_lifted", "false");
    assert_cell(&rows, "is_rural_low_income", "false");
    assert_cell(&rows, "is_relocated", "false");
    assert_cell(&rows, "is_college_graduate", "true");
    assert_cell(&rows, "hardship_from", "null");
    rows = view_one(&population, "person", WANG, 20230701);
    assert_cell(&rows, "registered_unemployed", "false");
    assert_cell(&rows, "is_hardship", "true");
    assert_cell(&rows, "hardship_from", "2023-07-01");
    rows = view_one(&population, "person", WANG, 20211231);
    assert_cell(&rows, "hardship_from", "2021-01-01");
    rows = view_one(&population, "person", WANG, 20100624);
    assert_cell(&rows, "is_college_graduate", "false"); // the day before
    rows = view_one(&population, "person", OTHER_PERSON, 20231016);
    assert_cell(&rows, "is_college_graduate", "false"); // a vocational school; not verified
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fact_view__has_every_source_of_the_pack),
        cmocka_unit_test(test_fact_view__columns_have_distinct_names),
        cmocka_unit_test(test_fact_view__is_documented),
        BOTH(test_fact_view__outwork),
        BOTH(test_fact_view__hire),
        BOTH(test_fact_view__employer),
        BOTH(test_fact_view__employer_rate_is_exact_on_the_limit),
        BOTH(test_fact_view__workforce),
        BOTH(test_fact_view__workforce_page),
        BOTH(test_fact_view__certificate),
        BOTH(test_fact_view__base_and_trainee),
        BOTH(test_fact_view__roster_and_organiser),
        BOTH(test_fact_view__person),
    };
    return RUN_TESTS(tests);
}
