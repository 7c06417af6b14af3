// SPDX-License-Identifier: Apache-2.0
// Protects: measures of the city's own pack that pay no money go from the clause to the result on
// the platform's own records: lists merge, services are counted, places exclude each other, whole
// lists are ranked.
#include "office.h"
#include "../publish/settlers.h"

#include "publish/fact_view.h"
#include "publish/target_count.h"

static Office office_of_the_city(void **state) {
    Office office = office_open(state);
    office.pack = office.city.pack; // the one that the program carries
    return office;
}

static Assessment assess_measure(Office *office, int policy, const char *measure, Str subject) {
    AssessmentIn in = {.pack = office->pack, .policy_number = policy, .subject_key = subject,
                       .measure_key = str_from_c(measure), .on = office->today};
    return assess(&office->city, &in);
}

static void assert_says(const Assessment *assessment, const char *member) {
    if (str_find(assessment->decision_json, str_from_c(member), 0) != SIZE_MAX) return;
    fail_msg("no %s in %.*s", member, STR_ARG(assessment->decision_json));
}

static void deliver(Office *office, Str number, const char *service, int times) {
    for (int i = 0; i < times; i++) {
        assert_ok(office_deliver(office, number, service, "delivered", NULL), office->error);
    }
}

#define WELDERS "\"urgent_jobs\":[{\"occupation\":\"焊工\",\"headcount\":20}]"

// What a target has reached; -1 when there is nothing to take a share of.
static int64_t reached(Office *office, const char *target, const char *division) {
    TargetProgresses progresses;
    OfficeCall call = {.office = office, .actor = reviewer(office), .text = str_from_c(division)};
    assert_ok(office_write(office, run_progress, &call, &progresses), office->error);
    for (size_t i = 0; i < progresses.count; i++) {
        const TargetProgress *progress = &progresses.items[i];
        if (!str_equal(progress->target->key, str_from_c(target))) continue;
        return progress->is_derived ? progress->reached : -1;
    }
    return -1;
}

// The share of the listed firms that a commissioner serves.
static int64_t coverage(Office *office, const char *division) {
    return reached(office, "specialist_coverage", division);
}

static void count_rows(Office *office) {
    Error error = {0};
    assert_ok(target_count_run(office->city.store, office->pack, 0, office->today, &error), error);
}

// Reported by two bureaus after the end of September, then served.
static void test_zhongwei__key_enterprise_is_listed_and_served(void **state) {
    Office office = office_of_the_city(state);
    Str unit = STR(JOURNEY_EMPLOYER_USCC);
    const char *list = "key_enterprise_list", *service = "specialist_service";
    assert_code(&office, office_apply(&office, clerk(&office), 2, service, unit, NULL),
                "NOT_ELIGIBLE"); // not on the list yet
    assert_int_equal(coverage(&office, ""), -1);
    assert_code(&office,
                office_apply(&office, reporter(&office, 61, "工信局"), 1, list, unit,
                             "{\"dept\":\"市工业和信息化局\",\"cluster\":\"装备制造\","
                             "\"urgent_jobs\":[]}"),
                "NOT_ELIGIBLE");
    assert_ok(office_apply(&office, reporter(&office, 61, "工信局"), 1, list, unit,
                           "{\"dept\":\"市工业和信息化局\",\"cluster\":\"装备制造\"," WELDERS "}"),
              office.error);
    Str number = office.enrolment.number;
    assert_ok(office_apply(&office, reporter(&office, 62, "商务局"), 1, list, unit,
                           "{\"dept\":\"市商务局\",\"cluster\":\"电子商务\"," WELDERS "}"),
              office.error);
    assert_true(str_equal(office.enrolment.number, number));
    Assessment listed = assess_measure(&office, 1, list, unit);
    assert_says(&listed, "\"merged\":true");
    assert_says(&listed, "\"late\":true");
    assert_int_equal(coverage(&office, ""), 0);
    assert_int_equal(coverage(&office, "640522"), -1); // none is listed there
    // Any one of the six bureaus verifies it; then it is the next step's turn.
    assert_code(&office, office_step(&office, reviewer(&office), number, ENROLMENT_SIGN, ""),
                "NOT_YOUR_STEP");
    assert_ok(office_step(&office, reporter(&office, 62, "商务局"), number, ENROLMENT_SIGN, ""),
              office.error);
    assert_int_equal(office.enrolment.steps_signed, 1);
    assert_code(&office, office_step(&office, reporter(&office, 61, "工信局"), number,
                                     ENROLMENT_SIGN, ""),
                "NOT_YOUR_STEP");

    assert_ok(office_apply(&office, clerk(&office), 2, service, unit, "{" WELDERS "}"),
              office.error);
    Str served = office.enrolment.number;
    assert_ok(office_step(&office, reviewer(&office), served, ENROLMENT_ADMIT, ""), office.error);
    assert_int_equal(coverage(&office, ""), 100);
    Assessment covered = assess_measure(&office, 2, service, unit);
    assert_says(&covered, "\"met\":true");
    assert_says(&covered, "\"training_proposals\":1");
    assert_says(&covered, "\"chain_ok\":false"); // twenty are wanted and no class is open
    deliver(&office, served, "assign", 1);
    deliver(&office, served, "visit", 4);
    deliver(&office, served, "live", 1);
    assert_int_equal(office.enrolment.state, ENROLMENT_ADMITTED);
    deliver(&office, served, "training", 1);
    assert_int_equal(office.enrolment.state, ENROLMENT_DONE);
    office_close(&office);
}

// People with difficulty by the view itself, in all of the city.
static bool run_hardships(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    const FactView *view = fact_view_find(STR("person"));
    FactRange range = fact_range_page(arena, (Str){0}, call->text, 10000, call->office->today);
    size_t column = fact_view_column(view, STR("is_hardship"));
    FactRows rows;
    int64_t *count = out;
    *count = 0;
    if (!fact_view_load(tx, view, &range, arena, &rows, error)) return false;
    for (size_t row = 0; row < rows.count; row++) {
        *count += feel_is_true(feel_column_get(&rows.columns[column], row));
    }
    return true;
}

static int64_t hardships(Office *office, const char *division) {
    int64_t count = 0;
    OfficeCall call = {.office = office, .text = str_from_c(division)};
    assert_ok(office_write(office, run_hardships, &call, &count), office->error);
    return count;
}

static void test_zhongwei__coverage_is_counted_from_people(void **state) {
    Office office = office_of_the_city(state);
    const char *target = "aid_plan_coverage";
    assert_int_equal(reached(&office, target, ""), -1); // not counted yet
    count_rows(&office);
    assert_int_equal(reached(&office, target, ""), 0);
    assert_ok(office_apply(&office, clerk(&office), 37, "aid_1311", STR(JOURNEY_HARDSHIP_ID),
                           "{\"willing\":true,\"able\":true}"),
              office.error);
    assert_ok(office_step(&office, reviewer(&office), office.enrolment.number, ENROLMENT_ADMIT, ""),
              office.error);
    assert_int_equal(reached(&office, target, ""), 0); // until it is counted again
    count_rows(&office);
    assert_true(hardships(&office, "") > 0);
    assert_int_equal(reached(&office, target, ""), 100 / hardships(&office, ""));
    assert_int_equal(reached(&office, target, "640521"), 100 / hardships(&office, "640521"));
    assert_int_equal(reached(&office, target, "640502"), hardships(&office, "640502") ? 0 : -1);
    office_close(&office);
}

static void register_base(Office *office, const char *name, int64_t total_m2, int64_t free_m2,
                          bool is_government_funded) {
    Facility made;
    OfficeCall call = {.office = office, .actor = company(office),
                       .facility = {.kind = STR("incubation_base"), .name = str_from_c(name),
                                    .uscc = STR(JOURNEY_EMPLOYER_USCC),
                                    .division_code = STR(OFFICE_COUNTY),
                                    .address = STR("合成路1号"), .total_area_m2 = total_m2,
                                    .free_area_m2 = free_m2,
                                    .is_government_funded = is_government_funded}};
    assert_ok(office_write(office, run_facility, &call, &made), office->error);
}

static void test_zhongwei__free_space_is_summed_over_bases(void **state) {
    Office office = office_of_the_city(state);
    const char *target = "free_space_ratio";
    count_rows(&office);
    assert_int_equal(reached(&office, target, ""), -1); // there is no base
    register_base(&office, "甲基地", 1000, 250, true);
    register_base(&office, "乙基地", 500, 200, true);
    register_base(&office, "丙基地", 9000, 0, false); // owes nothing
    count_rows(&office);
    assert_int_equal(reached(&office, target, ""), 30);
    assert_int_equal(reached(&office, target, OFFICE_COUNTY), 30);
    assert_int_equal(reached(&office, target, "640502"), -1);
    register_base(&office, "丁基地", 100, 0, true); // 450 of 1600
    count_rows(&office);
    assert_int_equal(reached(&office, target, ""), 28); // cut off
    office_close(&office);
}

static Str declared(Office *office, Actor actor, int policy, const char *measure, int64_t posts) {
    OfficeCall call = {.office = office, .actor = actor,
                       .in = {policy, str_from_c(measure), STR(JOURNEY_EMPLOYER_USCC), {0}, posts}};
    assert_ok(office_write(office, run_apply, &call, &office->enrolment), office->error);
    return office->enrolment.number;
}

// Items 33 and 35 count posts: those of the register, and those that a unit declares once they are
// recognised.
static void test_zhongwei__posts_are_counted_not_units(void **state) {
    Office office = office_of_the_city(state);
    count_rows(&office);
    int64_t registered = reached(&office, "internship_posts", "");
    assert_true(registered > 0);
    Str base = declared(&office, company(&office), 33, "internship_base", 30);
    assert_ok(office_step(&office, reviewer(&office), base, ENROLMENT_ADMIT, ""), office.error);
    count_rows(&office);
    assert_int_equal(reached(&office, "internship_posts", ""), registered);
    assert_ok(office_step(&office, city_hrss(&office), base, ENROLMENT_SIGN, ""), office.error);
    count_rows(&office);
    assert_int_equal(reached(&office, "internship_posts", ""), registered + 30);
    office_close(&office);
}

// A market that was accepted, in the year before the one in which its operation is claimed.
static Str accepted_market(Office *office) {
    const QuotaShare shares[] = {{STR("640502"), 2, 0}, {STR("640521"), 2, 0},
                                 {STR("640522"), 1, 0}};
    Quota quota;
    Str market = office_facility(office, "market", "合成零工市场");
    assert_ok(office_quota(office, "gig_market_place", 5, shares, 3, &quota), office->error);
    assert_ok(office_apply(office, company(office), 9, "gig_market_place", market, NULL),
              office->error);
    Str place = office->enrolment.number;
    assert_ok(office_step(office, reviewer(office), place, ENROLMENT_ADMIT, ""), office->error);
    assert_ok(office_step(office, company(office), place, ENROLMENT_SIGN, ""), office->error);
    assert_ok(office_step(office, city_hrss(office), place, ENROLMENT_SIGN, ""), office->error);
    assert_ok(office_step(office, finance(office), place, ENROLMENT_SIGN, ""), office->error);
    return market;
}

static bool assess_year(Office *office, int64_t year, bool is_passed) {
    OfficeCall call = {.office = office, .actor = city_hrss(office),
                       .step = {.number = office->enrolment.number, .action = ENROLMENT_ASSESS,
                                .note = STR("运行评估"), .is_passed = is_passed, .year = year}};
    return office_write(office, run_step, &call, &office->enrolment);
}

static Assessment operation_of(Office *office, Str market, const char *year) {
    AssessmentIn in = {.pack = office->pack, .policy_number = 9, .subject_key = market,
                       .measure_key = STR("gig_operation"), .on = office->today};
    in.stated_json = str_format(&office->city.arena, "{\"claim\":\"operation\",\"year\":%s}", year);
    return assess(&office->city, &in);
}

static void settle_operation(Tx *tx) {
    put_grant(tx, (EntitlementInsertIn){.policy_number = 9, .measure = STR("gig_operation"),
                                        .subject_kind = STR("facility"),
                                        .subject_key = STR("SS-2023-000001"),
                                        .uscc = STR(JOURNEY_EMPLOYER_USCC),
                                        .period = STR("2023"), .amount_fen = 10000000,
                                        .granted_on = day(20240115)});
}

// Item 9 is assessed when the year is over, for that year, and paid once for it.
static void test_zhongwei__operation_belongs_to_its_year(void **state) {
    Office office = office_of_the_city(state);
    Str market = accepted_market(&office);
    office.today = day(20240115);
    assert_code(&office, assess_year(&office, 2025, true), "YEAR_AHEAD");
    assert_ok(assess_year(&office, 2023, true), office.error);
    Assessment old = operation_of(&office, market, "2023");
    assert_int_equal(old.eligible, FEEL_TRUE);
    assert_int_equal(old.amount_fen, 10000000);
    assert_str_equal(old.period, "2023");
    Assessment this = operation_of(&office, market, "2024");
    assert_true(has_reason(&this, "NOT_ASSESSED"));
    assert_str_equal(this.period, "2024");
    settlers_write(&office.city, settle_operation);
    assert_true(operation_of(&office, market, "2023").is_claimed);
    assert_ok(assess_year(&office, 0, true), office.error); // this year
    assert_false(operation_of(&office, market, "2024").is_claimed);
    assert_int_equal(operation_of(&office, market, "2024").eligible, FEEL_TRUE);
    office_close(&office);
}

static void test_zhongwei__aid_plan_counts_what_is_owed(void **state) {
    Office office = office_of_the_city(state);
    Str person = STR(JOURNEY_HARDSHIP_ID);
    assert_code(&office, office_apply(&office, clerk(&office), 37, "aid_1311", person,
                                      "{\"willing\":true,\"able\":false}"),
                "NOT_ELIGIBLE");
    assert_ok(office_apply(&office, clerk(&office), 37, "aid_1311", person,
                           "{\"willing\":true,\"able\":true}"),
              office.error);
    Str number = office.enrolment.number;
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    deliver(&office, number, "guidance", 1);
    deliver(&office, number, "recommend", 2);
    Assessment plan = assess_measure(&office, 37, "aid_1311", person);
    assert_says(&plan, "\"missing\":{\"recommend\":1,\"training\":1,\"internship\":1}");
    deliver(&office, number, "recommend", 1);
    deliver(&office, number, "training", 1);
    assert_ok(office_deliver(&office, number, "internship", "not_applicable", "年满58周岁"),
              office.error);
    assert_int_equal(office.enrolment.state, ENROLMENT_DONE);
    plan = assess_measure(&office, 37, "aid_1311", person);
    assert_says(&plan, "\"done\":true");
    assert_says(&plan, "\"missing\":{}");
    office_close(&office);
}

static bool answer(Office *office, Actor actor, Str number) {
    OfficeCall call = {.office = office, .actor = actor, .text = number,
                       .other = STR("{\"exam_score\":80}")};
    return office_write(office, run_amend, &call, &office->enrolment);
}

static void test_zhongwei__nobody_answers_about_themselves(void **state) {
    Office office = office_of_the_city(state);
    Actor herself = held_by(&office, city_hrss(&office), "herself", JOURNEY_GRADUATE_ID);
    Actor colleague = held_by(&office, city_hrss(&office), "colleague", OFFICE_COLLEAGUE);
    assert_ok(office_apply(&office, clerk(&office), 27, "three_supports", STR(JOURNEY_GRADUATE_ID),
                           NULL),
              office.error);
    Str number = office.enrolment.number;
    assert_code(&office, answer(&office, herself, number), "OWN_ENROLMENT");
    assert_ok(answer(&office, colleague, number), office.error);
    office_close(&office);
}

// One person serves in one programme at a time; a place given back frees the person too.
static void test_zhongwei__grassroots_programmes_exclude_each_other(void **state) {
    Office office = office_of_the_city(state);
    Str person = STR(JOURNEY_GRADUATE_ID);
    assert_ok(office_apply(&office, clerk(&office), 28, "western_volunteers", person,
                           "{\"status\":\"fresh_graduate\"}"),
              office.error);
    Str number = office.enrolment.number;
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    assert_int_equal(office.enrolment.seq, 1);
    assert_code(&office, office_apply(&office, clerk(&office), 27, "three_supports", person, NULL),
                "NOT_ELIGIBLE");
    Assessment refused = assess_measure(&office, 27, "three_supports", person);
    assert_true(has_reason(&refused, "CONFLICT_P28"));
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_RELEASE, "本人退出"),
              office.error);
    assert_ok(office_apply(&office, clerk(&office), 27, "three_supports", person, NULL),
              office.error);
    office_close(&office);
}

static bool run_select(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return enrolment_select(tx, &call->actor, &context, 29, STR("grassroots_selection"), arena,
                            out, error);
}

// Graduates of the city's county.
#define GRADUATE_OF_2022 "640521200007081005"
#define OTHER_OF_2022 "640521200007101002"

// With a score, which only an officer of its department may enter.
static Str candidate(Office *office, const char *person, const char *stated) {
    Actor officer = clerk(office);
    assert_code(office, office_apply(office, officer, 29, "grassroots_special",
                                     str_from_c(person), stated),
                "DEPARTMENT_STATES");
    officer.department = STR("人社局");
    assert_ok(office_apply(office, officer, 29, "grassroots_special", str_from_c(person), stated),
              office->error);
    return office->enrolment.number;
}

// Two places: the second is tied, so nobody is selected until people have ruled.
static void test_zhongwei__tie_at_the_cutoff_waits_for_people(void **state) {
    Office office = office_of_the_city(state);
    Quota quota;
    assert_ok(office_quota(&office, "grassroots_special", 2, NULL, 0, &quota), office.error);
    assert_code(&office, office_apply(&office, clerk(&office), 29, "grassroots_special",
                                      STR(JOURNEY_YOUTH_ID), NULL), "NOT_ELIGIBLE"); // no graduate
    Str best = candidate(&office, JOURNEY_GRADUATE_ID, "{\"score\":90.5}");
    Str tied = candidate(&office, GRADUATE_OF_2022, "{\"score\":85}");
    Str other = candidate(&office, OTHER_OF_2022, "{\"score\":85}");
    Enrolments selected;
    OfficeCall call = {.office = &office, .actor = reviewer(&office)};
    assert_code(&office, office_write(&office, run_select, &call, &selected), "UNDECIDED");
    Assessment list = assess_measure(&office, 29, "grassroots_selection", STR("640500"));
    assert_says(&list, "\"tie_at_cutoff\":true");

    assert_ok(office_step(&office, clerk(&office), other, ENROLMENT_WITHDRAW, "改填裁定分"),
              office.error);
    other = candidate(&office, OTHER_OF_2022, "{\"score\":85,\"ruling\":1}");
    assert_ok(office_write(&office, run_select, &call, &selected), office.error);
    assert_int_equal(selected.count, 2);
    assert_true(str_equal(selected.items[0].number, best));
    assert_true(str_equal(selected.items[1].number, other));
    // the best goes elsewhere: the next in rank takes the place
    assert_ok(office_step(&office, reviewer(&office), best, ENROLMENT_RELEASE, "放弃"),
              office.error);
    assert_ok(office_write(&office, run_select, &call, &selected), office.error);
    assert_int_equal(selected.count, 1);
    assert_true(str_equal(selected.items[0].number, tied));
    office_close(&office);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_zhongwei__key_enterprise_is_listed_and_served),
        BOTH(test_zhongwei__coverage_is_counted_from_people),
        BOTH(test_zhongwei__free_space_is_summed_over_bases),
        BOTH(test_zhongwei__posts_are_counted_not_units),
        BOTH(test_zhongwei__operation_belongs_to_its_year),
        BOTH(test_zhongwei__aid_plan_counts_what_is_owed),
        BOTH(test_zhongwei__nobody_answers_about_themselves),
        BOTH(test_zhongwei__grassroots_programmes_exclude_each_other),
        BOTH(test_zhongwei__tie_at_the_cutoff_waits_for_people),
    };
    return RUN_TESTS(tests);
}
