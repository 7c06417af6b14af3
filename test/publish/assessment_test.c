// SPDX-License-Identifier: Apache-2.0
// Protects: a decision from what the databases know is right to the fen and to the day, says where
// each fact comes from, and cannot be changed by what an applicant states.
#include "settlers.h"

#include "publish/assessment_set.h"
#include "registry/post.sql.h"

#include <pthread.h>

#define WANG "640522198803150011"
#define HIRE_OF(person) JOURNEY_EMPLOYER_USCC ":" person ":2023-08-01"

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
    assert_str_equal(fact_of(&assessment, "work_division")->value, "北京市（110105）");
    assert_str_equal(fact_of(&assessment, "contract_signed")->json, "true");
    assert_str_equal(fact_of(&assessment, "application_date")->source, "办理当日");
    assert_str_equal(fact_of(&assessment, "application_date")->value, "2023年10月16日");
    for (size_t i = 0; i < assessment.fact_count; i++) { // identifiers are left out
        assert_false(str_equal(assessment.facts[i].key, STR("person_id")));
    }
    population_close(&population);
}

static void test_assessment__small_company_chooses_between_7_and_26(void **state) {
    Population population = population_open(state);
    static const char *const young[] = {HIRE_OF(JOURNEY_GRADUATE_ID), HIRE_OF(JOURNEY_YOUTH_ID)};
    for (int i = 0; i < 2; i++) {
        AssessmentIn in = query_of(&population, 7, young[i]);
        Assessment grant = assess(&population, &in);
        assert_int_equal(grant.eligible, FEEL_TRUE);
        assert_int_equal(grant.amount_fen, 150000);
        assert_str_equal(grant.uscc, JOURNEY_EMPLOYER_USCC);
        assert_true(grant.person_id != 0);
        assert_str_equal(grant.period, "once");
        in.policy_number = 26;
        Assessment subsidy = assess(&population, &in);
        assert_int_equal(subsidy.eligible, FEEL_TRUE);
        assert_int_equal(subsidy.amount_fen, 100000);
    }
    AssessmentIn in = query_of(&population, 7, HIRE_OF(JOURNEY_HARDSHIP_ID));
    Assessment hardship = assess(&population, &in);
    assert_int_equal(hardship.eligible, FEEL_FALSE);
    assert_int_equal(hardship.amount_fen, 0);
    assert_true(has_reason(&hardship, "AGE_OUT_16_24"));
    assert_str_equal(hardship.reasons[0].sentence, "招用当日37周岁，须满16、未满25周岁");
    population_close(&population);
}

static void test_assessment__refund_at_exactly_five_and_a_half_percent(void **state) {
    Population population = population_open(state);
    AssessmentIn in = query_of(&population, 24, JOURNEY_EMPLOYER_USCC);
    Assessment company = assess(&population, &in);
    assert_int_equal(company.eligible, FEEL_TRUE);
    assert_int_equal(company.amount_fen, 892800); // 60 % of 14,880 yuan
    assert_str_equal(fact_of(&company, "employer_size")->value, "小型");
    assert_str_equal(fact_of(&company, "ui_premium_prior_year_fen")->value, "14880元");
    // 11 of 200 is 5.5 %, 12 is not; find the two by their names
    FactRows units = view_rows(&population, "employer",
                               fact_range_page(&population.arena, (Str){0}, (Str){0}, 0, today()));
    int found = 0;
    for (size_t i = 0; i < units.count; i++) {
        bool fits = str_starts_with(units.subjects[i].label, STR("沙坡头区天和新材料"));
        bool exceeds = str_starts_with(units.subjects[i].label, STR("沙坡头区永兴新材料"));
        if (!fits && !exceeds) continue;
        in.subject_key = units.subjects[i].key;
        Assessment unit = assess(&population, &in);
        assert_int_equal(unit.eligible, fits ? FEEL_TRUE : FEEL_FALSE);
        assert_true(fits || has_reason(&unit, "LAYOFF_RATE_HIGH"));
        found++;
    }
    assert_int_equal(found, 2);
    population_close(&population);
}

// A screen shows what stands there as words, never as JSON.
static void test_assessment__an_empty_list_or_record_is_said_in_words(void **state) {
    Population population = population_open(state);
    AssessmentIn in = query_of(&population, 37, JOURNEY_HARDSHIP_ID);
    Assessment aid = assess(&population, &in);
    assert_str_equal(fact_of(&aid, "delivered")->value, "没有");
    assert_str_equal(fact_of(&aid, "delivered")->json, "{}");
    assert_str_equal(fact_of(&aid, "not_applicable")->value, "没有");
    in.stated_json = STR("{\"not_applicable\":[\"就业见习\"]}");
    Assessment elder = assess(&population, &in);
    assert_str_equal(fact_of(&elder, "not_applicable")->value, "共1条：就业见习");
    population_close(&population);
}

static void test_assessment__says_every_reason_whole(void **state) {
    (void)state;
    Arena arena = {0};
    AssessedReason reasons[40];
    Str missing[40];
    for (int i = 0; i < 40; i++) {
        Str sentence = str_format(&arena, "第%d条，务工地要满足六个字", i);
        reasons[i] = (AssessedReason){.sentence = sentence};
        missing[i] = sentence;
    }
    Assessment refused = {.reasons = reasons, .reason_count = 40};
    Assessment open = {.missing = missing, .missing_count = 40};
    Str why = assessment_reasons_text(&refused, &arena);
    Str lacks = assessment_missing_text(&open, &arena);
    assert_true(why.length > 2 * ERROR_MESSAGE_BYTES_MAX);
    assert_true(str_starts_with(why, STR("第0条，务工地要满足六个字；第1条")));
    assert_true(str_ends_with(why, STR("；第39条，务工地要满足六个字")));
    assert_true(str_ends_with(lacks, STR("、第39条，务工地要满足六个字")));
    arena_release(&arena);
}

static void test_assessment__internship_base_has_two_measures(void **state) {
    Population population = population_open(state);
    AssessmentIn in = query_of(&population, 33, JOURNEY_INTERNSHIP_USCC);
    Assessment award = assess(&population, &in);
    assert_int_equal(award.eligible, FEEL_TRUE);
    assert_int_equal(award.amount_fen, 1000000);
    assert_str_equal(award.measure->key, "internship_award");
    assert_str_equal(award.period, "2023");
    assert_str_equal(fact_of(&award, "claim")->json, "\"award\"");
    in.stated_json = STR("{\"claim\":\"award\"}");
    assert_str_equal(fact_of(&award, "claim")->source, "由措施确定");
    Assessment stated = assess(&population, &in);
    assert_int_equal(stated.amount_fen, 1000000);
    assert_str_equal(fact_of(&stated, "claim")->source, "本人填报");
    assert_true(fact_of(&stated, "claim")->is_stated);
    population_close(&population);
}

// ---- All of a person, all of a unit ----

typedef struct OwnerQuery {
    const Pack *pack;
    int64_t person_id;
    Str uscc;
} OwnerQuery;

static bool owner_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OwnerQuery *query = in;
    return query->person_id != 0
               ? assess_person(tx, query->pack, query->person_id, today(), arena, out, error)
               : assess_organisation(tx, query->pack, query->uscc, today(), arena, out, error);
}

static Assessments assess_owner(Population *population, int64_t person_id, const char *uscc) {
    Assessments assessments;
    Error error = {0};
    OwnerQuery query = {population->pack, person_id, uscc ? S(uscc) : (Str){0}};
    assert_ok(store_read(population->store, owner_read, &query, &assessments, &population->arena,
                         &error),
              error);
    return assessments;
}

// Whoever claims means the money, though a place, a line or a loan stands before it in the file.
static void test_assessment__a_claim_is_for_what_pays(void **state) {
    Population population = population_open(state);
    static const struct {
        int policy;
        const char *stated, *measure;
    } claims[] = {
        {36, "{\"full_months\":1,\"date\":\"2023-08-20\"}", "vacation_allowance"},
        {39, "{\"type\":\"urban\",\"attended\":true}", "welfare_allowance"},
        {18, "{\"group\":\"return_migrant\"}", "startup_loan_interest"},
        {27, "", "three_supports"}, // pays nobody
    };
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        AssessmentIn in = query_of(&population, claims[i].policy, JOURNEY_MIGRANT_ID);
        in.stated_json = str_from_c(claims[i].stated);
        in.is_claim = true;
        assert_str_equal(assess(&population, &in).measure->key, claims[i].measure);
        in.is_claim = false;
        assert_false(assess(&population, &in).measure->kind == MEASURE_BENEFIT);
    }
    population_close(&population);
}

// Item 19 counts who has finished, and admits who has not begun.
static void test_assessment__a_place_is_open_by_its_admission(void **state) {
    Population population = population_open(state);
    AssessmentIn in = query_of(&population, 19, JOURNEY_MIGRANT_ID);
    Assessment training = assess(&population, &in);
    assert_int_equal(training.eligible, FEEL_FALSE);
    assert_int_equal(assessment_outcome(&training), FEEL_UNKNOWN);
    in.stated_json = STR("{\"occupation_in_list\":true,\"class_id\":\"一班\"}");
    training = assess(&population, &in);
    assert_int_equal(training.eligible, FEEL_FALSE);
    assert_int_equal(assessment_outcome(&training), FEEL_TRUE);
    in = query_of(&population, 5, JOURNEY_MIGRANT_ID);
    Assessment benefit = assess(&population, &in);
    assert_int_equal(assessment_outcome(&benefit), benefit.eligible);
    population_close(&population);
}

static void test_assessment__of_a_person_and_of_a_unit(void **state) {
    Population population = population_open(state);
    int64_t wang = person_id_of(&population, JOURNEY_MIGRANT_ID);
    Assessments all = assess_owner(&population, wang, NULL);
    assert_true(all.count >= 1);
    assert_int_equal(all.items[0].policy->number, 5);
    assert_int_equal(all.items[0].amount_fen, 80000);
    Assessments unit = assess_owner(&population, 0, JOURNEY_EMPLOYER_USCC);
    int64_t of_7 = 0, of_24 = 0, of_26 = 0;
    for (size_t i = 0; i < unit.count; i++) {
        of_7 += unit.items[i].policy->number == 7;
        of_24 += unit.items[i].policy->number == 24;
        of_26 += unit.items[i].policy->number == 26;
        if (i == 0) continue;
        const Assessment *before = &unit.items[i - 1], *here = &unit.items[i];
        assert_true(before->policy->number <= here->policy->number);
    }
    assert_int_equal(of_7, 3); // hires; the refund; the same hires again
    assert_int_equal(of_24, 1);
    assert_int_equal(of_26, 3);
    Assessments base = assess_owner(&population, 0, JOURNEY_INTERNSHIP_USCC);
    int64_t sum = 0, trainees = 0;
    for (size_t i = 0; i < base.count; i++) {
        if (base.items[i].policy->number != 33) continue;
        sum += base.items[i].amount_fen;
        trainees += str_equal(base.items[i].subject_kind, STR("trainee"));
    }
    assert_int_equal(trainees, 10);
    assert_int_equal(sum, 1000000 + 2 * 184000); // J8: the award, and two months of one trainee
    population_close(&population);
}

// ---- What may be stated ----

static void assert_refused(Population *population, AssessmentIn in, ErrorKind kind,
                           const char *code) {
    Assessment assessment;
    Error error = {0};
    assert_false(store_read(population->store, subject_read, &in, &assessment, &population->arena,
                            &error));
    assert_int_equal(error.kind, kind);
    assert_string_equal(error.code, code);
    assert_true(error.message[0] != '\0');
}

static void settle_near_miss(Tx *tx) {
    int64_t wang = put_person(tx, WANG, 19880315, "640522");
    put_job(tx, wang, (Job){.division = "110105", .from = 20230510});
}

static void test_assessment__stated_facts_override_nothing(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_near_miss);
    AssessmentIn in = query_of(&population, 5, WANG);
    Assessment assessment = assess(&population, &in);
    assert_int_equal(assessment.eligible, FEEL_FALSE);
    assert_true(has_reason(&assessment, "MONTHS_BELOW_6"));
    assert_str_equal(assessment.reasons[0].sentence,
                     "外出务工满6个月才能领，现在满5个月，还差1个月");
    in.stated_json = STR("{\"work_full_months\":12}");
    assert_refused(&population, in, ERROR_INVALID, "FACT_NOT_STATED");
    in.stated_json = STR("{\"paid_in_year\":false}");
    assert_refused(&population, in, ERROR_INVALID, "FACT_NOT_STATED");
    in.stated_json = STR("{\"application_date\":\"2023-12-01\"}");
    assert_refused(&population, in, ERROR_INVALID, "FACT_NOT_STATED");
    in.stated_json = STR("{\"nothing\":1}");
    assert_refused(&population, in, ERROR_INVALID, "FACT_UNKNOWN");
    in.stated_json = STR("{\"params\":{\"months_min\":6}}");
    assert_refused(&population, in, ERROR_INVALID, "");
    in.stated_json = STR("{");
    assert_refused(&population, in, ERROR_INVALID, "");
    in.stated_json = (Str){0};
    in.subject_key = STR("640522198803150099");
    assert_refused(&population, in, ERROR_NOT_FOUND, "SUBJECT_NOT_FOUND");
    in.policy_number = 99;
    assert_refused(&population, in, ERROR_NOT_FOUND, "");
    in.pack = sample_pack(&population.arena);
    in.policy_number = 2;
    assert_refused(&population, in, ERROR_CONFLICT, "POLICY_NOT_DECIDED");
    population_close(&population);
}

// ---- A register first, then who is asked ----

#define LI "640522199001010015"

// Wang has a company with one helper and teaches in a township; Li has and does nothing.
static void settle_registers(Tx *tx) {
    Error error = {0};
    int64_t wang = put_person(tx, WANG, 19880315, "640522");
    int64_t helper = put_person(tx, "640522199001010031", 19900101, "640522");
    (void)put_person(tx, LI, 19900101, "640522");
    put_unit(tx, COMPANY, "enterprise"); // of June 2015
    put_owner(tx, wang, COMPANY, 20150601, 0);
    put_insurance(tx, helper, "pension", COMPANY, 20230101, 0, "640521");
    PostPutIn post = {wang, STR(OTHER_COMPANY), STR("某镇中心小学"), STR("public_institution"),
                      STR("township"), day(20210901), DATE_ABSENT, day(20240831), TAIL("640521")};
    assert_ok(post_put(tx, &post, NULL, &error), error);
}

static AssessmentIn business_query(const Population *population, const char *person) {
    AssessmentIn in = query_of(population, 15, person);
    in.stated_json = STR("{\"category\":\"other_key_group\"}");
    return in;
}

static void test_assessment__a_register_goes_before_its_department(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_registers);
    AssessmentIn in = business_query(&population, WANG);
    Assessment known = assess(&population, &in);
    assert_str_equal(fact_of(&known, "registration_date")->json, "\"2015-06-01\"");
    assert_str_equal(fact_of(&known, "operating_months")->json, "100");
    assert_str_equal(fact_of(&known, "jobs_created")->source, "来自市人力资源社会保障局");
    assert_true(str_is_absent(fact_of(&known, "jobs_created")->department));
    assert_int_equal(known.eligible, FEEL_TRUE);
    assert_int_equal(known.amount_fen, 1000000);
    in.department_json = STR("{\"jobs_created\":0}");
    Assessment told = assess(&population, &in); // the register is not overridden by a word
    assert_true(str_equal(told.decision_json, known.decision_json));
    in.found_json = STR("{\"jobs_created\":0}");
    Assessment found = assess(&population, &in); // but by a review
    assert_true(has_reason(&found, "NO_JOBS_CREATED"));
    assert_str_equal(fact_of(&found, "jobs_created")->source, ASSESSMENT_FOUND_SOURCE);
    in.stated_json = STR("{\"jobs_created\":3}");
    assert_refused(&population, in, ERROR_INVALID, "DEPARTMENT_STATES");
    population_close(&population);
}

static void test_assessment__a_department_fills_what_a_register_lacks(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_registers);
    AssessmentIn in = business_query(&population, LI);
    Assessment asking = assess(&population, &in);
    assert_int_equal(asking.eligible, FEEL_UNKNOWN);
    assert_true(asking.awaits_departments);
    assert_str_equal(fact_of(&asking, "jobs_created")->department, "市人力资源社会保障局");
    in.department_json = STR("{\"first_registration\":true,\"registration_date\":\"2022-07-01\","
                             "\"industry\":\"F52\",\"operating_months\":12,\"jobs_created\":1}");
    Assessment answered = assess(&population, &in);
    assert_int_equal(answered.eligible, FEEL_TRUE);
    assert_str_equal(fact_of(&answered, "jobs_created")->source, "由市人力资源社会保障局提供");
    population_close(&population);
}

static void test_assessment__a_register_goes_before_the_applicant(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_registers);
    AssessmentIn in = query_of(&population, 30, WANG);
    in.stated_json = STR("{\"unit_level\":\"county\",\"service_months\":99}");
    Assessment known = assess(&population, &in);
    assert_str_equal(fact_of(&known, "unit_level")->json, "\"township\"");
    assert_str_equal(fact_of(&known, "service_months")->json, "25"); // to 16 October
    assert_str_equal(fact_of(&known, "agreed_months")->json, "36");
    assert_false(fact_of(&known, "service_months")->is_stated);
    in.subject_key = STR(LI);
    Assessment stated = assess(&population, &in);
    assert_str_equal(fact_of(&stated, "service_months")->json, "99");
    assert_str_equal(fact_of(&stated, "service_months")->source, "本人填报");
    assert_true(fact_of(&stated, "service_months")->is_stated);
    population_close(&population);
}

// ---- Claimed already ----

static void settle_claimed(Tx *tx) {
    int64_t wang = put_person(tx, WANG, 19880315, "640522");
    put_job(tx, wang, (Job){.division = "110105", .from = 20230301});
    put_grant(tx, (EntitlementInsertIn){
                      .policy_number = 5, .measure = STR("transport_subsidy"),
                      .subject_kind = STR("outwork"), .subject_key = STR(WANG),
                      .period = STR("2023"), .person_id = {true, wang}, .amount_fen = 80000,
                      .granted_on = day(20231010), .claim_number = STR("ZW-2023-05-000001")});
}

static void test_assessment__sees_claims_but_not_its_own(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_claimed);
    AssessmentIn in = query_of(&population, 5, WANG);
    Assessment again = assess(&population, &in);
    assert_true(again.is_claimed);
    assert_int_equal(again.eligible, FEEL_FALSE);
    assert_true(has_reason(&again, "ALREADY_PAID_THIS_YEAR"));
    Str holders[] = {STR("ZW-2023-05-000001"), STR("ZW-2023-05-000003")};
    in.holders = (FactHolders){holders, 2};
    Assessment own = assess(&population, &in);
    assert_false(own.is_claimed);
    assert_int_equal(own.eligible, FEEL_TRUE);
    in.holders = (FactHolders){holders + 1, 1};
    assert_int_equal(assess(&population, &in).eligible, FEEL_FALSE);
    in.holders = (FactHolders){0};
    in.on = day(20240415); // next year's six months
    Assessment next = assess(&population, &in);
    assert_str_equal(next.period, "2023"); // the sixth of twelve months is October 2023
    in.on = day(20240901);
    next = assess(&population, &in);
    assert_str_equal(next.period, "2024");
    assert_int_equal(next.eligible, FEEL_TRUE);
    population_close(&population);
}

// ---- The earliest day ----

static bool earliest_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return assess_earliest(tx, in, arena, out, error);
}

static Date earliest_of(Population *population, int policy, const char *key) {
    Date earliest = 0;
    Error error = {0};
    AssessmentIn in = query_of(population, policy, key);
    assert_ok(store_read(population->store, earliest_read, &in, &earliest, &population->arena,
                         &error),
              error);
    return earliest;
}

#define LATE_HIRE COMPANY ":640521200012310001:2023-10-10"
#define TOO_LATE_HIRE COMPANY ":640521200012310002:2023-10-10"

static void settle_earliest(Tx *tx) {
    settle_near_miss(tx);
    int64_t homebody = put_person(tx, "640522198803150012", 19880315, "640522");
    put_job(tx, homebody, (Job){.division = "640522", .from = 20230510});
    put_unit(tx, COMPANY, "enterprise");
    static const int insured_from[] = {20231201, 20231202};
    static const char *const people[] = {"640521200012310001", "640521200012310002"};
    static const char *const kinds[] = {"pension", "unemployment", "injury"};
    for (int i = 0; i < 2; i++) {
        int64_t youth = put_person(tx, people[i], 20001231, "640521");
        put_unemployment(tx, youth, 20230301, 20231009);
        put_hire(tx, youth, 20231010, "open", 0);
        for (int k = 0; k < 3; k++) {
            put_insurance(tx, youth, kinds[k], COMPANY, insured_from[i], 0, "640521");
        }
    }
}

static void test_assessment__earliest_day_is_right_to_the_day(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_earliest);
    Date earliest = earliest_of(&population, 5, WANG);
    assert_true(earliest == day(20231109)); // six months since 10 May are full that evening
    AssessmentIn in = query_of(&population, 5, WANG);
    in.on = earliest - 1;
    assert_int_equal(assess(&population, &in).eligible, FEEL_FALSE);
    in.on = earliest;
    assert_int_equal(assess(&population, &in).eligible, FEEL_TRUE);
    assert_true(earliest_of(&population, 5, "640522198803150012") == DATE_ABSENT);
    // one month of insurance is full on the very last day of the policy; a day late is never
    assert_true(earliest_of(&population, 7, LATE_HIRE) == day(20231231));
    assert_true(earliest_of(&population, 7, TOO_LATE_HIRE) == DATE_ABSENT);
    population_close(&population);
}

// ---- Pages ----

typedef struct PageQuery {
    AssessmentIn in;
    Str division_code;
    Str after_key;
} PageQuery;

#define PAGE_LIMIT 7

static bool page_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const PageQuery *query = in;
    return assess_page(tx, &query->in, query->division_code, query->after_key, PAGE_LIMIT, arena,
                       out, error);
}

static size_t compare_pages(Population *population, int policy, const char *division) {
    PageQuery query = {query_of(population, policy, ""), S(division), {0}};
    size_t total = 0;
    for (;;) {
        Assessments page;
        Error error = {0};
        assert_ok(store_read(population->store, page_read, &query, &page, &population->arena,
                             &error),
                  error);
        if (page.count == 0) return total;
        assert_true(page.count <= PAGE_LIMIT);
        for (size_t i = 0; i < page.count; i++) {
            AssessmentIn one = query.in;
            one.subject_key = page.items[i].subject_key;
            assert_true(total == 0 || !str_equal(query.after_key, one.subject_key));
            assert_true(str_starts_with(page.items[i].division_code, query.division_code));
            Assessment alone = assess(population, &one);
            assert_true(str_equal(alone.decision_json, page.items[i].decision_json));
            assert_true(str_equal(alone.subject_label, page.items[i].subject_label));
            assert_true(str_equal(alone.period, page.items[i].period));
            assert_int_equal(alone.is_claimed, page.items[i].is_claimed);
            query.after_key = one.subject_key;
            total++;
        }
    }
}

static void test_assessment__a_page_is_its_subjects_one_by_one(void **state) {
    Population population = population_open(state);
    static const int policies[] = {3, 7, 22, 24, 33};
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        size_t all = compare_pages(&population, policies[i], "");
        size_t sum = compare_pages(&population, policies[i], "640502") +
                     compare_pages(&population, policies[i], "640521") +
                     compare_pages(&population, policies[i], "640522");
        assert_true(all > 0);
        assert_int_equal(all, sum);
    }
    population_close(&population);
}

// ---- Threads ----

#define THREADS 4
#define ROUNDS 10

typedef struct Worker {
    const Population *population;
    pthread_t thread;
    Str expected;
    int alike;
} Worker;

static void *decide_again(void *data) {
    Worker *worker = data;
    for (int i = 0; i < ROUNDS; i++) {
        Arena arena = {0};
        Assessment assessment;
        Error error = {0};
        AssessmentIn in = query_of(worker->population, 5, JOURNEY_MIGRANT_ID);
        bool is_read = store_read(worker->population->store, subject_read, &in, &assessment,
                                  &arena, &error);
        worker->alike += is_read && str_equal(assessment.decision_json, worker->expected);
        arena_release(&arena);
    }
    return NULL;
}

// ---- A set is its subjects one by one ----

typedef struct SetRun {
    const Population *city;
    int policy_number;
    int compared;
} SetRun;

static void compare_one(AssessmentSet *set, Tx *tx, AssessmentIn *one, Arena *arena) {
    Assessment alone = {0}, together = {0};
    Error first = {0}, second = {0};
    bool is_alone = assess_subject(tx, one, arena, &alone, &first);
    bool is_together = assessment_set_subject(set, one->subject_key, one->stated_json, arena,
                                              &together, &second);
    assert_int_equal(is_alone, is_together);
    assert_string_equal(first.code, second.code);
    assert_string_equal(first.message, second.message);
    assert_true(str_equal(alone.decision_json, together.decision_json));
    assert_true(str_equal(alone.period, together.period));
    assert_int_equal(alone.amount_fen, together.amount_fen);
}

static bool run_set(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SetRun *run = out;
    PersonKeyRows people;
    AssessmentSet *set;
    const Policy *policy = pack_policy(run->city->pack, run->policy_number);
    (void)in;
    run->compared = 0;
    AssessmentIn one = {.pack = run->city->pack, .policy_number = run->policy_number,
                        .measure_key = policy->measures.items[0].key, .on = today()};
    if (!person_key_list(tx, NULL, arena, &people, error)) return false;
    Str keys[120];
    size_t count = 0;
    for (size_t i = 0; i < people.count && count < 118; i += 3) {
        keys[count++] = people.items[people.count - 1 - i].id_number; // in no order
    }
    keys[count++] = keys[5];                      // twice
    keys[count++] = STR("640502199001019999");    // nobody
    if (!assessment_set_open(tx, &one, keys, count, arena, &set, error)) return false;
    for (size_t i = 0; i < count; i++) {
        one.subject_key = keys[i];
        one.stated_json = i % 2 ? STR("{\"不认识\":1}") : (Str){0};
        compare_one(set, tx, &one, arena);
        run->compared++;
    }
    assessment_set_close(set);
    return true;
}

// By a view that reads scattered subjects at once, and by one that does not.
static void test_assessment__a_set_is_its_subjects_one_by_one(void **state) {
    static const int policies[] = {39, 36, 5};
    Population city = population_open(state);
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        SetRun run = {.city = &city, .policy_number = policies[i]};
        Arena arena = {0};
        Error error = {0};
        assert_ok(store_read(city.store, run_set, NULL, &run, &arena, &error), error);
        assert_int_equal(run.compared, 120);
        arena_release(&arena);
    }
    population_close(&city);
}

static void test_assessment__threads_share_a_pack(void **state) {
    Population population = population_open(state);
    AssessmentIn in = query_of(&population, 5, JOURNEY_MIGRANT_ID);
    Str expected = assess(&population, &in).decision_json;
    Worker workers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){.population = &population, .expected = expected};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, decide_again, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].alike, ROUNDS);
    }
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_assessment__migrant_worker_gets_800_yuan),
        BOTH(test_assessment__small_company_chooses_between_7_and_26),
        BOTH(test_assessment__refund_at_exactly_five_and_a_half_percent),
        cmocka_unit_test(test_assessment__says_every_reason_whole),
        BOTH(test_assessment__an_empty_list_or_record_is_said_in_words),
        BOTH(test_assessment__internship_base_has_two_measures),
        BOTH(test_assessment__a_claim_is_for_what_pays),
        BOTH(test_assessment__a_place_is_open_by_its_admission),
        BOTH(test_assessment__of_a_person_and_of_a_unit),
        BOTH(test_assessment__stated_facts_override_nothing),
        BOTH(test_assessment__a_register_goes_before_its_department),
        BOTH(test_assessment__a_department_fills_what_a_register_lacks),
        BOTH(test_assessment__a_register_goes_before_the_applicant),
        BOTH(test_assessment__sees_claims_but_not_its_own),
        BOTH(test_assessment__earliest_day_is_right_to_the_day),
        BOTH(test_assessment__a_page_is_its_subjects_one_by_one),
        BOTH(test_assessment__a_set_is_its_subjects_one_by_one),
        BOTH(test_assessment__threads_share_a_pack),
    };
    return RUN_TESTS(tests);
}
