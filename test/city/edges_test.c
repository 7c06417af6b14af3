// SPDX-License-Identifier: Apache-2.0
// Protects: in the smallest city every item of the main job has takers, near misses and refusals.
// They are counted from the extracts by predicates of their own, far from the policies.
#include "extracts.h"

#include "city/boundary.h"

#define CITY_PEOPLE 600

static City city;
static Rows files[EXTRACT_COUNT];

static int read_city(void **state) {
    (void)state;
    city_make(&city, CITY_PEOPLE, 21);
    for (int id = 0; id < EXTRACT_COUNT; id++) files[id] = city_rows(&city, extracts[id].name);
    return 0;
}

static int drop_city(void **state) {
    (void)state;
    city_remove(&city);
    return 0;
}

// ---- Looking at rows ----

static Str cell(ExtractId id, const Str *row, const char *header) {
    for (int i = 0; i < extracts[id].column_count; i++) {
        if (strcmp(extracts[id].columns[i].header, header) == 0) return row[i];
    }
    fail_msg("%s has no column %s", extracts[id].name, header);
    return (Str){NULL, 0};
}

static bool is(ExtractId id, const Str *row, const char *header, const char *value) {
    return str_equal(cell(id, row, header), str_from_c(value));
}

static Date day(ExtractId id, const Str *row, const char *header) {
    Date date = DATE_ABSENT;
    Str text = cell(id, row, header);
    if (text.length == 0) return DATE_ABSENT;
    if (!date_from_str(text, &date)) fail_msg("%s: no date", header);
    return date;
}

// "1234.56" in hundredths.
static int64_t hundredths(ExtractId id, const Str *row, const char *header) {
    Str rest = cell(id, row, header);
    Str whole = str_cut(&rest, '.');
    int64_t units = 0, fraction = 0;
    assert_true(str_to_int64(whole, &units) && str_to_int64(rest, &fraction));
    return units * 100 + fraction;
}

static int64_t number(ExtractId id, const Str *row, const char *header) {
    int64_t value = 0;
    assert_true(str_to_int64(cell(id, row, header), &value));
    return value;
}

// The first row of a file whose columns have these values; NULL as second header = one column.
static const Str *find(ExtractId id, const char *header, Str value, const char *header_2,
                       Str value_2) {
    for (size_t i = 0; i < files[id].count; i++) {
        const Str *row = files[id].items[i];
        bool fits = str_equal(cell(id, row, header), value) &&
                    (header_2 == NULL || str_equal(cell(id, row, header_2), value_2));
        if (fits) return row;
    }
    return NULL;
}

static const Str *find_one(ExtractId id, const char *header, Str value) {
    return find(id, header, value, NULL, value);
}

static const Date AS_OF = 19630; // 2023-09-30

static int64_t full_months(Date from, Date to) {
    return date_full_months(from, to == DATE_ABSENT ? AS_OF : to);
}

// ---- Item 5 ----

typedef struct Outwork {
    int taken_out_of_region, taken_in_region, at_home, five_months, short_by_a_day, no_contract,
        uninsured, paid_before, spread;
} Outwork;

static void count_outwork(const Str *row, Outwork *count) {
    const ExtractId id = EXTRACT_EMPLOYMENT;
    Str person = cell(id, row, "公民身份号码"), place = cell(id, row, "就业地区划");
    const Str *police = find_one(EXTRACT_POLICE, "公民身份号码", person);
    assert_non_null(police);
    Date from = day(id, row, "就业日期"), to = day(id, row, "离职日期");
    int64_t months = full_months(from, to);
    bool is_signed = !is(id, row, "合同类型", "未签订");
    bool is_insured = find(EXTRACT_INSURANCE, "公民身份号码", person, "参保地区划", place) != NULL;
    bool was_paid = find(EXTRACT_ENTITLEMENT, "公民身份号码", person, "政策项", STR("5")) != NULL;
    bool is_away = !str_equal(place, cell(EXTRACT_POLICE, police, "户籍区划"));
    bool is_out = !str_starts_with(place, STR("64"));
    bool is_good = is_signed && is_insured && !was_paid;
    count->taken_out_of_region += is_away && is_good && is_out && months >= 6;
    count->taken_in_region += is_away && is_good && !is_out && months >= 6;
    count->at_home += !is_away && is_good && months >= 6;
    count->five_months += is_away && is_good && months == 5;
    count->short_by_a_day += is_away && is_good && months == 5 && to != DATE_ABSENT &&
                             date_full_months(from, to + 1) == 6;
    count->no_contract += is_away && !is_signed && is_insured && months >= 6;
    count->uninsured += is_away && is_signed && !is_insured && months >= 6;
    count->paid_before += is_away && was_paid && months >= 6;
    count->spread += is_away && is_good && months == 3;
}

static void test_edges__item_5_transport(void **state) {
    (void)state;
    Outwork count = {0};
    for (size_t i = 0; i < files[EXTRACT_EMPLOYMENT].count; i++) {
        count_outwork(files[EXTRACT_EMPLOYMENT].items[i], &count);
    }
    assert_true(count.taken_out_of_region >= 3);
    assert_true(count.taken_in_region >= 2);
    assert_true(count.at_home >= 1);
    assert_true(count.five_months >= 2);
    assert_true(count.short_by_a_day >= 1);
    assert_true(count.no_contract >= 1);
    assert_true(count.uninsured >= 1);
    assert_true(count.paid_before >= 1);
    assert_true(count.spread >= 2);
}

static void test_edges__item_5_insured_but_not_registered(void **state) {
    (void)state;
    const ExtractId id = EXTRACT_INSURANCE;
    int unregistered = 0;
    for (size_t i = 0; i < files[id].count; i++) {
        const Str *row = files[id].items[i];
        bool is_far = !str_starts_with(cell(id, row, "参保地区划"), STR("64"));
        Str person = cell(id, row, "公民身份号码");
        if (!is_far || find_one(EXTRACT_EMPLOYMENT, "公民身份号码", person) != NULL) continue;
        unregistered += is(id, row, "险种", "职工养老");
    }
    assert_int_equal(unregistered, 1);
}

// ---- Items 7 and 26 ----

typedef struct Hires {
    int grad_of_year, two_years_exactly, two_years_and_a_day, youth_24, youth_25_that_day,
        youth_16_that_day, youth_15, unregistered, months_11, months_12, unlimited, unsigned_,
        uninsured, insured_one_month, worked_before, had_7, had_26, social_org, of_2022;
} Hires;

static int64_t insured_months(Str person, Str uscc) {
    for (size_t i = 0; i < files[EXTRACT_INSURANCE].count; i++) {
        const Str *row = files[EXTRACT_INSURANCE].items[i];
        const ExtractId id = EXTRACT_INSURANCE;
        bool fits = str_equal(cell(id, row, "公民身份号码"), person) && is(id, row, "险种", "失业") &&
                    str_equal(cell(id, row, "统一社会信用代码"), uscc);
        if (!fits) continue;
        Str month = str_format(&city.arena, "%.*s-01", STR_ARG(cell(id, row, "缴费起始")));
        Date from;
        assert_true(date_from_str(month, &from));
        return full_months(from, DATE_ABSENT);
    }
    return 0;
}

static void count_ages(Date birth, Date start, bool is_registered, Hires *count) {
    int64_t age = date_age(birth, start);
    count->youth_24 += is_registered && age == 24 && date_age(birth, start + 1) == 25;
    count->youth_25_that_day += is_registered && age == 25 && date_age(birth, start - 1) == 24;
    count->youth_16_that_day += is_registered && age == 16 && date_age(birth, start - 1) == 15;
    count->youth_15 += is_registered && age == 15;
    count->unregistered += !is_registered && age >= 16 && age <= 24;
}

static void count_contract(const Str *row, Date start, Hires *count) {
    const ExtractId id = EXTRACT_HIRE;
    Date to = day(id, row, "合同终止");
    int64_t months = to == DATE_ABSENT ? -1 : date_full_months(start, to);
    count->months_11 += months == 11;
    count->months_12 += months == 12;
    count->unlimited += is(id, row, "合同类型", "无固定期限");
    count->unsigned_ += is(id, row, "合同类型", "未签订");
    count->of_2022 += date_to_civil(start).year == 2022;
}

static void count_hire(const Str *row, Hires *count) {
    const ExtractId id = EXTRACT_HIRE;
    Str person = cell(id, row, "公民身份号码"), uscc = cell(id, row, "统一社会信用代码");
    Date start = day(id, row, "合同起始"), birth = 0;
    IdNumber number_of;
    assert_int_equal(id_number_check(person, AS_OF, &number_of).verdict, VERDICT_OK);
    birth = number_of.birth_date;
    const Str *graduate = find_one(EXTRACT_GRADUATE, "公民身份号码", person);
    bool is_registered = find_one(EXTRACT_UNEMPLOYMENT, "公民身份号码", person) != NULL;
    if (graduate != NULL) {
        Date left = day(EXTRACT_GRADUATE, graduate, "毕业日期");
        count->grad_of_year += date_to_civil(left).year == 2023;
        count->two_years_exactly += date_add_months(left, 24) == start;
        count->two_years_and_a_day += date_add_months(left, 24) + 1 == start;
    } else {
        count_ages(birth, start, is_registered, count);
    }
    count_contract(row, start, count);
    int64_t months = insured_months(person, uscc);
    count->uninsured += months == 0;
    count->insured_one_month += months == 1;
    const Str *unit = find_one(EXTRACT_ORG, "统一社会信用代码", uscc);
    assert_non_null(unit);
    count->social_org += is(EXTRACT_ORG, unit, "类型", "社会团体");
    count->had_7 += find(EXTRACT_ENTITLEMENT, "公民身份号码", person, "政策项", STR("7")) != NULL;
    count->had_26 += find(EXTRACT_ENTITLEMENT, "公民身份号码", person, "政策项", STR("26")) != NULL;
    const Str *work = find_one(EXTRACT_EMPLOYMENT, "公民身份号码", person);
    count->worked_before += work != NULL && graduate != NULL &&
                            day(EXTRACT_EMPLOYMENT, work, "就业日期") < start;
}

static void test_edges__items_7_and_26_hires(void **state) {
    (void)state;
    Hires count = {0};
    for (size_t i = 0; i < files[EXTRACT_HIRE].count; i++) {
        count_hire(files[EXTRACT_HIRE].items[i], &count);
    }
    assert_true(count.grad_of_year >= 2);
    assert_true(count.two_years_exactly >= 1);
    assert_true(count.two_years_and_a_day >= 1);
    assert_true(count.youth_24 >= 1);
    assert_true(count.youth_25_that_day >= 1);
    assert_true(count.youth_16_that_day >= 1);
    assert_true(count.youth_15 >= 1);
    assert_true(count.unregistered >= 1);
    assert_true(count.months_11 >= 1);
    assert_true(count.months_12 >= 3);
    assert_true(count.unlimited >= 1);
    assert_true(count.unsigned_ >= 1);
    assert_true(count.uninsured >= 1);
    assert_true(count.insured_one_month >= 1);
    assert_true(count.worked_before >= 1);
    assert_true(count.had_7 >= 1);
    assert_true(count.had_26 >= 1);
    assert_true(count.social_org >= 1);
    assert_true(count.of_2022 >= 1);
}

// ---- Item 22 ----

static void test_edges__item_22_certificates(void **state) {
    (void)state;
    const ExtractId id = EXTRACT_SKILL_CERT;
    int levels[6] = {0}, too_old = 0, on_benefit = 0, public_servant = 0, idle = 0, eleven = 0,
        twelve = 0, third = 0, fourth = 0;
    static const char *const names[] = {NULL, "一级/高级技师", "二级/技师", "三级/高级工",
                                        "四级/中级工", "五级/初级工"};
    for (size_t i = 0; i < files[id].count; i++) {
        const Str *row = files[id].items[i];
        Str person = cell(id, row, "公民身份号码");
        for (int level = 1; level <= 5; level++) {
            levels[level] += is(id, row, "等级", names[level]);
        }
        too_old += date_add_months(day(id, row, "核发日期"), 12) < AS_OF;
        on_benefit += find_one(EXTRACT_BENEFIT, "公民身份号码", person) != NULL;
        const Str *work = find_one(EXTRACT_EMPLOYMENT, "公民身份号码", person);
        idle += work == NULL;
        if (work == NULL) continue;
        Str uscc = cell(EXTRACT_EMPLOYMENT, work, "统一社会信用代码");
        const Str *unit = find_one(EXTRACT_ORG, "统一社会信用代码", uscc);
        public_servant += unit != NULL && is(EXTRACT_ORG, unit, "类型", "事业单位");
        int64_t months = insured_months(person, uscc);
        eleven += months == 11;
        twelve += months == 12;
        third += find(EXTRACT_ENTITLEMENT, "公民身份号码", person, "序号", STR("2")) != NULL;
        fourth += find(EXTRACT_ENTITLEMENT, "公民身份号码", person, "序号", STR("3")) != NULL;
    }
    for (int level = 1; level <= 5; level++) assert_true(levels[level] >= 1);
    assert_true(too_old >= 1 && on_benefit >= 1 && public_servant >= 1 && idle >= 1);
    assert_true(eleven >= 1 && twelve >= 1 && third >= 2 && fourth >= 1);
}

// ---- Item 24 ----

static void test_edges__item_24_refunds(void **state) {
    (void)state;
    const ExtractId id = EXTRACT_ORG_INSURANCE;
    int exactly_55 = 0, above_55 = 0, exactly_20 = 0, above_20 = 0, just_over_30 = 0, good = 0,
        large = 0, short_of_months = 0, arrears = 0, dishonest = 0, dispatch = 0, refused_kind = 0,
        reference = 0;
    for (size_t i = 0; i < files[id].count; i++) {
        const Str *row = files[id].items[i];
        Str uscc = cell(id, row, "统一社会信用代码");
        const Str *unit = find_one(EXTRACT_ORG, "统一社会信用代码", uscc);
        const Str *size = find_one(EXTRACT_ORG_SIZE, "统一社会信用代码", uscc);
        assert_non_null(unit);
        assert_non_null(size);
        int64_t average = hundredths(id, row, "月平均参保人数");
        int64_t left = number(id, row, "新增领金人数") * 100;
        bool is_small = average <= 3000;
        exactly_55 += !is_small && left * 1000 == average * 55;
        above_55 += !is_small && left * 1000 > average * 55;
        exactly_20 += is_small && left * 5 == average;
        above_20 += is_small && left * 5 > average;
        just_over_30 += average > 3000 && average < 3100 && left > 0;
        good += !is_small && left > 0 && left * 1000 < average * 55;
        large += is(EXTRACT_ORG_SIZE, size, "统计划型", "大型");
        short_of_months += number(id, row, "足额缴费月数") < 12;
        arrears += hundredths(id, row, "欠费") > 0;
        dishonest += is(EXTRACT_ORG, unit, "严重违法失信", "是");
        dispatch += is(EXTRACT_ORG, unit, "劳务派遣", "是");
        refused_kind += is(EXTRACT_ORG, unit, "类型", "事业单位");
        reference += is(EXTRACT_ORG, unit, "类型", "社会团体") ||
                     is(EXTRACT_ORG, unit, "类型", "律师事务所");
    }
    assert_true(exactly_55 >= 1 && above_55 >= 2 && exactly_20 >= 1 && above_20 >= 1);
    assert_true(just_over_30 >= 1 && good >= 2 && large >= 1 && reference >= 3);
    assert_true(short_of_months >= 1 && arrears >= 1 && dishonest >= 1 && dispatch >= 1);
    assert_true(refused_kind >= 1);
}

// ---- Item 3 ----

typedef struct Batch {
    int qualified, cheap, urban;
    int months[4]; // of the qualified: none, 1 and more, 3 and more, 6 and more
} Batch;

static Batch count_batch(Str number_of) {
    const ExtractId id = EXTRACT_ROSTER_LINE;
    Batch batch = {0};
    for (size_t i = 0; i < files[id].count; i++) {
        const Str *row = files[id].items[i];
        if (!str_equal(cell(id, row, "批次号"), number_of)) continue;
        const Str *police = find_one(EXTRACT_POLICE, "公民身份号码", cell(id, row, "公民身份号码"));
        assert_non_null(police);
        int64_t months = full_months(day(id, row, "上岗日期"), day(id, row, "离岗日期"));
        bool is_cheap = hundredths(id, row, "月平均工资") < 300000;
        batch.cheap += is_cheap;
        batch.urban += is(EXTRACT_POLICE, police, "户口性质", "非农业");
        if (is_cheap || months < 1) continue;
        batch.qualified++;
        batch.months[months >= 6 ? 3 : months >= 3 ? 2 : 1]++;
    }
    return batch;
}

static void test_edges__item_3_rosters(void **state) {
    (void)state;
    int exactly_20 = 0, nineteen = 0, mixed = 0, three_months = 0, two_months = 0, urban = 0;
    for (size_t i = 0; i < files[EXTRACT_ROSTER].count; i++) {
        const Str *row = files[EXTRACT_ROSTER].items[i];
        Batch batch = count_batch(cell(EXTRACT_ROSTER, row, "批次号"));
        exactly_20 += batch.qualified == 20 && batch.months[1] == 20;
        nineteen += batch.qualified == 19 && batch.cheap == 1;
        mixed += batch.months[3] == 10 && batch.months[2] == 10 && batch.months[1] == 5;
        three_months += batch.qualified == 20 && batch.months[2] == 20 && batch.urban == 0;
        two_months += batch.qualified == 20 && batch.months[1] == 20;
        urban += batch.qualified == 20 && batch.urban == 2;
    }
    assert_true(exactly_20 >= 1 && nineteen >= 1 && mixed >= 1 && three_months >= 1);
    assert_true(two_months >= 2 && urban >= 1);
}

// ---- Item 33 ----

static void test_edges__item_33_internships(void **state) {
    (void)state;
    const ExtractId id = EXTRACT_INTERNSHIP;
    int half = 0, nine = 0, forty = 0, forty_five = 0, twentieth = 0;
    for (size_t u = 0; u < files[EXTRACT_INTERNSHIP_UNIT].count; u++) {
        const Str *unit = files[EXTRACT_INTERNSHIP_UNIT].items[u];
        Str uscc = cell(EXTRACT_INTERNSHIP_UNIT, unit, "统一社会信用代码");
        int accepted = 0, completed = 0, kept = 0, early = 0;
        for (size_t i = 0; i < files[id].count; i++) {
            const Str *row = files[id].items[i];
            if (!str_equal(cell(id, row, "统一社会信用代码"), uscc)) continue;
            bool is_early = is(id, row, "结束情形", "提前签约");
            bool is_done = is_early || is(id, row, "结束情形", "期满");
            accepted++;
            completed += is_done;
            kept += is_done && cell(id, row, "签订合同日期").length > 0;
            if (!is_early) continue;
            Date from = day(id, row, "见习起始"), to = day(id, row, "见习结束");
            early += number(id, row, "协议月数") - date_full_months(from, to) == 2;
        }
        half += accepted == 10 && completed == 10 && kept == 5 && early == 1;
        nine += accepted == 9 && kept == 9;
        forty += completed == 10 && kept == 4;
        forty_five += completed == 11 && kept == 5;
        twentieth += completed == 20 && kept == 9;
    }
    assert_true(half >= 1 && nine >= 1 && forty >= 1 && forty_five >= 1 && twentieth >= 1);
}

// ---- The journeys, and the numbers of everybody ----

static void test_edges__journeys_have_their_people(void **state) {
    (void)state;
    const Str *wang = find_one(EXTRACT_POLICE, "公民身份号码", STR(JOURNEY_MIGRANT_ID));
    assert_non_null(wang);
    assert_true(is(EXTRACT_POLICE, wang, "户籍区划", "640522"));
    const Str *work = find_one(EXTRACT_EMPLOYMENT, "公民身份号码", STR(JOURNEY_MIGRANT_ID));
    assert_true(is(EXTRACT_EMPLOYMENT, work, "就业地区划", "110105"));
    assert_true(full_months(day(EXTRACT_EMPLOYMENT, work, "就业日期"), DATE_ABSENT) >= 6);
    Str uscc = STR(JOURNEY_EMPLOYER_USCC);
    const Str *unit = find_one(EXTRACT_ORG, "统一社会信用代码", uscc);
    assert_true(is(EXTRACT_ORG, unit, "区划", "640521"));
    const Str *size = find_one(EXTRACT_ORG_SIZE, "统一社会信用代码", uscc);
    assert_true(is(EXTRACT_ORG_SIZE, size, "统计划型", "小型"));
    const Str *year = find_one(EXTRACT_ORG_INSURANCE, "统一社会信用代码", uscc);
    assert_int_equal(hundredths(EXTRACT_ORG_INSURANCE, year, "月平均参保人数"), 3100);
    assert_int_equal(number(EXTRACT_ORG_INSURANCE, year, "新增领金人数"), 1);
    int hires = 0;
    for (size_t i = 0; i < files[EXTRACT_HIRE].count; i++) {
        const Str *row = files[EXTRACT_HIRE].items[i];
        hires += str_equal(cell(EXTRACT_HIRE, row, "统一社会信用代码"), uscc);
    }
    assert_int_equal(hires, 3);
    Str hardship = STR(JOURNEY_HARDSHIP_ID);
    assert_non_null(find_one(EXTRACT_HARDSHIP, "公民身份号码", hardship));
}

static void test_edges__are_the_same_in_every_city(void **state) {
    (void)state;
    City other;
    city_make(&other, CITY_PEOPLE * 2, 99);
    Str mine = city_file(&city, "招用备案.csv"), theirs = city_file(&other, "招用备案.csv");
    Str edge = str_slice(mine, 0, str_find(mine, STR("技术员"), 0)); // ordinary hires follow
    assert_true(edge.length > 2000);
    assert_true(str_starts_with(theirs, edge));
    city_remove(&other);
}

static void test_edges__every_good_cell_passes_its_check(void **state) {
    (void)state;
    for (int id = 0; id < EXTRACT_COUNT; id++) {
        assert_true(files[id].count > 0);
        for (size_t i = 0; i < files[id].count; i++) {
            for (int c = 0; c < extracts[id].column_count; c++) {
                Cell read;
                Check check = cell_read(&city.arena, &extracts[id].columns[c],
                                        files[id].items[i][c], AS_OF, &read);
                if (check.verdict == VERDICT_WRONG) {
                    fail_msg("%s, row %zu, %s: %s", extracts[id].name, i,
                             extracts[id].columns[c].header, check.sentence);
                }
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edges__item_3_rosters),
        cmocka_unit_test(test_edges__item_5_transport),
        cmocka_unit_test(test_edges__item_5_insured_but_not_registered),
        cmocka_unit_test(test_edges__items_7_and_26_hires),
        cmocka_unit_test(test_edges__item_22_certificates),
        cmocka_unit_test(test_edges__item_24_refunds),
        cmocka_unit_test(test_edges__item_33_internships),
        cmocka_unit_test(test_edges__journeys_have_their_people),
        cmocka_unit_test(test_edges__are_the_same_in_every_city),
        cmocka_unit_test(test_edges__every_good_cell_passes_its_check),
    };
    int failed = cmocka_run_group_tests(tests, read_city, drop_city);
    return test_finish((int)(sizeof tests / sizeof tests[0]), failed);
}
