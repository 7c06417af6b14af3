// SPDX-License-Identifier: Apache-2.0
// Protects the risk rules on real rows: each finds what it is for, names where the evidence is, and
// lets go of what is honest by a hair.
#include "settlers.h"

#include "doubts.h"

#include "access/account.h"
#include "publish/risk_find.h"
#include "registry/post.sql.h"

#define WANG "640522198803150411"
#define LI "640522199001010015"

// ---- Looking ----

typedef struct FindIn {
    const Population *population;
    const FactClaim *claim;
    Date on;
} FindIn;

static bool run_find(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FindIn *find = in;
    return risk_find(tx, find->population->pack, find->claim, 1, find->on, arena, out, error);
}

static RiskFoundList found_on(Population *population, const FactClaim *claim, Date on) {
    RiskFoundList found;
    Error error = {0};
    FindIn in = {population, claim, on};
    assert_ok(store_read(population->store, run_find, &in, &found, &population->arena, &error),
              error);
    return found;
}

static const RiskFound *finding(const RiskFoundList *found, const char *code) {
    for (size_t i = 0; i < found->count; i++) {
        if (str_equal(found->items[i].code, S(code))) return &found->items[i];
    }
    return NULL;
}

// Whether a rule finds something about a claim today.
static bool finds(Population *population, const FactClaim *claim, const char *code) {
    RiskFoundList found = found_on(population, claim, today());
    return finding(&found, code) != NULL;
}

static int64_t wang, li;

// The unit's claim of item 7 for Wang, taken on on 1 July.
static FactClaim hire_claim(void) {
    return (FactClaim){.number = STR("ZW-2023-07-000001"), .policy_number = 7,
                       .measure = STR("expansion_grant"), .subject_kind = STR("hire"),
                       .subject_key = STR(COMPANY ":" WANG ":2023-07-01"), .period = STR("once"),
                       .person_id = wang, .uscc = STR(COMPANY), .payee_key = STR(COMPANY),
                       .account_number = STR("29000000000000001"),
                       .division_code = STR("640521"), .channel = STR("self"),
                       .amount_fen = 150000, .submitted_on = day(20231010)};
}

// Wang's own claim of item 5.
static FactClaim own_claim(void) {
    return (FactClaim){.number = STR("ZW-2023-05-000001"), .policy_number = 5,
                       .measure = STR("transport_subsidy"), .subject_kind = STR("outwork"),
                       .subject_key = STR(WANG), .period = STR("2023"), .person_id = wang,
                       .payee_key = STR(WANG), .account_number = STR(WORKER_ACCOUNT),
                       .division_code = STR("640522"), .channel = STR("self"),
                       .amount_fen = 80000, .submitted_on = day(20231010)};
}

static FactClaim roster_claim(void) {
    return (FactClaim){.number = STR("ZW-2023-03-000001"), .policy_number = 3,
                       .measure = STR("broker_reward"), .subject_kind = STR("roster"),
                       .subject_key = STR("PC-A"), .period = STR("once"),
                       .uscc = STR(COMPANY), .payee_key = STR(COMPANY),
                       .division_code = STR("640522"), .channel = STR("self"),
                       .submitted_on = day(20231010)};
}

static void settle_honest(Tx *tx) {
    wang = put_person(tx, WANG, 19880315, "640522");
    li = put_person(tx, LI, 19900101, "640522");
    put_unit(tx, COMPANY, "enterprise");
    put_unit(tx, OTHER_COMPANY, "enterprise");
    put_job(tx, wang, (Job){.division = "640521", .from = 20230701, .uscc = COMPANY});
    put_hire(tx, wang, 20230701, "open", 0);
}

static Population open_honest(void **state) {
    Population population = population_empty(state);
    settlers_write(&population, settle_honest);
    return population;
}

static void put_other_grant(Tx *tx, int item, const char *measure, const char *subject,
                            const char *number) {
    put_grant(tx, (EntitlementInsertIn){.policy_number = item, .measure = S(measure),
                                        .subject_kind = STR("hire"), .subject_key = S(subject),
                                        .period = STR("once"), .person_id = {true, wang},
                                        .uscc = STR(OTHER_COMPANY), .amount_fen = 100000,
                                        .granted_on = day(20230901), .claim_number = S(number)});
}

// ---- One person, several times ----

static void test_risk__honest_claims_raise_nothing(void **state) {
    Population population = open_honest(state);
    FactClaim claims[] = {hire_claim(), own_claim(), roster_claim()};
    for (size_t i = 0; i < 3; i++) {
        RiskFoundList found = found_on(&population, &claims[i], today());
        if (found.count > 0) fail_msg("%.*s", STR_ARG(found.items[0].sentence));
    }
    population_close(&population);
}

static void settle_repeated(Tx *tx) {
    put_other_grant(tx, 7, "expansion_grant", OTHER_COMPANY ":" WANG ":2023-03-01",
                    "ZW-2023-07-000077");
}

static void test_risk__the_same_person_is_counted_once(void **state) {
    Population population = open_honest(state);
    settlers_write(&population, settle_repeated);
    FactClaim claim = hire_claim();
    RiskFoundList found = found_on(&population, &claim, today());
    const RiskFound *item = finding(&found, "REPEATED_BENEFIT");
    assert_non_null(item);
    assert_true(item->is_high);
    assert_true(str_find(item->sentence, STR("ZW-2023-07-000077"), 0) != SIZE_MAX); // where it is
    assert_true(str_find(item->facts_json, STR("ZW-2023-07-000077"), 0) != SIZE_MAX);
    assert_true(str_find(item->facts_json, STR(WANG), 0) == SIZE_MAX); // and nobody's number
    assert_true(str_equal(item->rule->file, STR("risk-01-repeated-benefit.md")));
    claim = own_claim(); // item 7 says nothing about item 5
    assert_false(finds(&population, &claim, "REPEATED_BENEFIT"));
    claim = hire_claim(); // its own entitlement is not another
    claim.number = STR("ZW-2023-07-000077");
    assert_false(finds(&population, &claim, "REPEATED_BENEFIT"));
    population_close(&population);
}

static void settle_exclusive(Tx *tx) {
    put_other_grant(tx, 26, "hiring_subsidy", OTHER_COMPANY ":" WANG ":2023-03-01",
                    "ZW-2023-26-000005");
    put_other_grant(tx, 6, "social_insurance_subsidy", OTHER_COMPANY ":" WANG ":2023-03-01",
                    "ZW-2023-06-000005");
}

static void test_risk__two_policies_that_exclude_each_other(void **state) {
    Population population = open_honest(state);
    settlers_write(&population, settle_exclusive);
    FactClaim claim = hire_claim();
    RiskFoundList found = found_on(&population, &claim, today());
    const RiskFound *item = finding(&found, "EXCLUSIVE_BENEFIT");
    assert_non_null(item);
    assert_true(str_find(item->sentence, STR("ZW-2023-26-000005"), 0) != SIZE_MAX);
    assert_true(str_find(item->sentence, STR("ZW-2023-06-000005"), 0) == SIZE_MAX);
    claim.policy_number = 6; // may be had beside either
    assert_false(finds(&population, &claim, "EXCLUSIVE_BENEFIT"));
    population_close(&population);
}

// ---- Who they are ----

static void bury_later(Tx *tx) {
    Error error = {0};
    assert_ok(doubt_bury(tx, &(DoubtBuryIn){wang, today() + 1}, NULL, &error), error);
}

static void bury_today(Tx *tx) {
    Error error = {0};
    assert_ok(doubt_bury(tx, &(DoubtBuryIn){wang, today()}, NULL, &error), error);
}

static void test_risk__the_dead_claim_nothing(void **state) {
    Population population = open_honest(state);
    FactClaim claim = own_claim();
    settlers_write(&population, bury_later);
    assert_false(finds(&population, &claim, "PERSON_DECEASED"));
    settlers_write(&population, bury_today);
    assert_true(finds(&population, &claim, "PERSON_DECEASED"));
    claim.person_id = li;
    assert_false(finds(&population, &claim, "PERSON_DECEASED"));
    population_close(&population);
}

static void put_sentence(Tx *tx, int from, int to) {
    Error error = {0};
    SentencePutIn in = {wang, day(from), day(to), TAIL("640522")};
    assert_ok(sentence_put(tx, &in, NULL, &error), error);
}

static void imprison(Tx *tx) {
    put_sentence(tx, 20200101, 20201231);
    put_sentence(tx, 20230601, 20231016);
}

static void test_risk__who_serves_a_sentence_is_looked_at(void **state) {
    Population population = open_honest(state);
    FactClaim claim = own_claim();
    assert_false(finds(&population, &claim, "IN_PRISON"));
    settlers_write(&population, imprison);
    RiskFoundList found = found_on(&population, &claim, today()); // the last day
    const RiskFound *risk = finding(&found, "IN_PRISON");
    assert_non_null(risk);
    assert_true(risk->is_high);
    assert_true(str_find(risk->sentence, STR("2023年6月1日"), 0) != SIZE_MAX);
    found = found_on(&population, &claim, day(20231017));
    assert_null(finding(&found, "IN_PRISON"));
    found = found_on(&population, &claim, day(20230531));
    assert_null(finding(&found, "IN_PRISON"));
    claim.person_id = li;
    assert_false(finds(&population, &claim, "IN_PRISON"));
    population_close(&population);
}

static void set_unit(Tx *tx, const char *status, int on) {
    Error error = {0};
    OrgPutIn in = {.uscc = STR(COMPANY), .name = STR("某某有限公司"), .kind = STR("enterprise"),
                   .industry_code = STR("1373"), .industry_category = STR("C"),
                   .status = S(status), .registered_on = day(20150601), .status_date = day(on),
                   .division_code = STR("640521"), .source = STR("测试"),
                   .data_date = day(20231001)};
    assert_ok(org_put(tx, &in, NULL, &error), error);
}
static void close_unit(Tx *tx) { set_unit(tx, "cancelled", 20230901); }
static void close_unit_later(Tx *tx) { set_unit(tx, "cancelled", 20231101); }
static void doubt_unit(Tx *tx) { set_unit(tx, "abnormal", 20230901); }

static void test_risk__a_unit_must_be_there(void **state) {
    Population population = open_honest(state);
    FactClaim claim = hire_claim();
    settlers_write(&population, close_unit_later);
    assert_false(finds(&population, &claim, "UNIT_CLOSED"));
    settlers_write(&population, doubt_unit);
    assert_true(finds(&population, &claim, "UNIT_ABNORMAL"));
    assert_false(finds(&population, &claim, "UNIT_CLOSED"));
    settlers_write(&population, close_unit);
    RiskFoundList found = found_on(&population, &claim, today());
    assert_non_null(finding(&found, "UNIT_CLOSED"));
    assert_true(finding(&found, "UNIT_CLOSED")->is_high);
    population_close(&population);
}

#define BUREAU "11640521MA7000003C"

static void settle_public(Tx *tx) {
    put_unit(tx, BUREAU, "government");
    put_job(tx, li, (Job){.division = "640521", .from = 20210701, .uscc = BUREAU});
}

static void test_risk__who_works_for_the_public_is_looked_at(void **state) {
    Population population = open_honest(state);
    settlers_write(&population, settle_public);
    FactClaim claim = own_claim();
    assert_false(finds(&population, &claim, "PUBLIC_EMPLOYEE"));
    claim.person_id = li;
    RiskFoundList found = found_on(&population, &claim, today());
    assert_non_null(finding(&found, "PUBLIC_EMPLOYEE"));
    assert_false(finding(&found, "PUBLIC_EMPLOYEE")->is_high);
    claim.policy_number = 22; // may have it
    assert_false(finds(&population, &claim, "PUBLIC_EMPLOYEE"));
    population_close(&population);
}

// ---- Accounts and the counter ----

static void settle_own_account(Tx *tx) {
    put_claim(tx, "ZW-2023-05-000008", "submitted", WANG, 0);
    put_claim(tx, "ZW-2023-05-000007", "refused", LI, 0);
}
static void settle_shared_account(Tx *tx) {
    put_claim(tx, "ZW-2023-05-000009", "submitted", LI, 0);
}

static void test_risk__an_account_is_one_payees(void **state) {
    Population population = open_honest(state);
    FactClaim claim = own_claim();
    settlers_write(&population, settle_own_account); // the own ones, and one that was refused
    assert_false(finds(&population, &claim, "ACCOUNT_SHARED"));
    settlers_write(&population, settle_shared_account);
    RiskFoundList found = found_on(&population, &claim, today());
    const RiskFound *item = finding(&found, "ACCOUNT_SHARED");
    assert_non_null(item);
    assert_true(item->is_high);
    assert_true(str_find(item->sentence, STR("ZW-2023-05-000009"), 0) != SIZE_MAX);
    assert_true(str_find(item->facts_json, STR(WORKER_ACCOUNT), 0) == SIZE_MAX);
    population_close(&population);
}

static void settle_busy_counter(Tx *tx) {
    char number[32];
    for (int i = 0; i < 61; i++) {
        snprintf(number, sizeof number, "ZW-2023-05-%06d", 100 + i);
        put_claim(tx, number, "submitted", WANG, i < 60 ? 20 : 21);
    }
}
static void settle_one_more(Tx *tx) { put_claim(tx, "ZW-2023-05-000200", "submitted", WANG, 20); }

static void test_risk__one_counter_enters_only_so_many(void **state) {
    Population population = open_honest(state);
    FactClaim claim = own_claim();
    claim.channel = STR("counter");
    claim.entered_by = 20;
    settlers_write(&population, settle_busy_counter);
    assert_false(finds(&population, &claim, "COUNTER_VOLUME")); // sixty, and one of a colleague
    settlers_write(&population, settle_one_more);
    assert_true(finds(&population, &claim, "COUNTER_VOLUME"));
    claim.submitted_on++;
    assert_false(finds(&population, &claim, "COUNTER_VOLUME"));
    population_close(&population);
}

static int64_t school_account;

static void settle_school(Tx *tx) {
    Error error = {0};
    Arena arena = {0};
    char number[32];
    Actor system = actor_system(day(20231010), 0);
    NewAccount school = {.login = STR("school"), .password_hash = STR("x"),
                         .display_name = STR("某学校"), .role = ROLE_SCHOOL,
                         .division_code = STR(""), .uscc = STR("12640521MA7609026C")};
    assert_ok(account_create(tx, &system, &school, &school_account, &arena, &error), error);
    for (int i = 0; i < 61; i++) {
        snprintf(number, sizeof number, "ZW-2023-05-%06d", 300 + i);
        put_claim(tx, number, "submitted", WANG, school_account);
    }
    arena_release(&arena);
}

// A unit that reports its own people (代报) is no counter.
static void test_risk__a_unit_reports_as_many_as_it_has(void **state) {
    Population population = open_honest(state);
    FactClaim claim = own_claim();
    claim.channel = STR("counter");
    settlers_write(&population, settle_school);
    claim.entered_by = school_account;
    assert_false(finds(&population, &claim, "COUNTER_VOLUME"));
    population_close(&population);
}

// ---- Insurance ----

static void settle_insured_before(Tx *tx) {
    put_insurance(tx, li, "pension", COMPANY, 20230301, 0, "640521");
}
static void settle_insured_elsewhere(Tx *tx) {
    put_insurance(tx, wang, "pension", OTHER_COMPANY, 20230101, 20231231, "640521");
}

static void test_risk__insurance_fits_the_hire(void **state) {
    Population population = open_honest(state);
    FactClaim claim = hire_claim();
    assert_false(finds(&population, &claim, "INSURED_BEFORE_HIRE"));
    assert_false(finds(&population, &claim, "INSURED_ELSEWHERE"));
    claim.subject_key = STR(COMPANY ":" WANG ":2023-04-30"); // insured only on 1 July
    assert_true(finds(&population, &claim, "INSURED_LATE"));
    settlers_write(&population, settle_insured_elsewhere);
    RiskFoundList found = found_on(&population, &claim, today());
    assert_non_null(finding(&found, "INSURED_ELSEWHERE"));
    settlers_write(&population, settle_insured_before);
    claim.person_id = li;
    claim.subject_key = STR(COMPANY ":" LI ":2023-07-01");
    found = found_on(&population, &claim, today());
    assert_non_null(finding(&found, "INSURED_BEFORE_HIRE"));
    assert_true(finding(&found, "INSURED_BEFORE_HIRE")->is_high);
    population_close(&population);
}

static void put_late(Tx *tx, const char *kind, const char *uscc, int from, int to, int paid_on) {
    Error error = {0};
    InsuranceLatePutIn in = {wang, S(kind), S(uscc), day(from), day(to), day(paid_on),
                             TAIL("640521")};
    assert_ok(insurance_late_put(tx, &in, NULL, &error), error);
}

// One month before the hire, others with another unit or of another insurance: none of them counts.
static void pay_elsewhere(Tx *tx) {
    put_late(tx, "pension", COMPANY, 20230501, 20230630, 20230920);
    put_late(tx, "pension", OTHER_COMPANY, 20230701, 20230831, 20230920);
    put_late(tx, "medical", COMPANY, 20230701, 20230831, 20230920);
    put_late(tx, "pension", COMPANY, 20230701, 20230731, 20230801);
}

static void pay_late(Tx *tx) { put_late(tx, "pension", COMPANY, 20230801, 20230831, 20230920); }

static void test_risk__months_paid_when_over_are_looked_at(void **state) {
    Population population = open_honest(state);
    FactClaim claim = hire_claim();
    settlers_write(&population, pay_elsewhere);
    assert_false(finds(&population, &claim, "PAID_LATE")); // one month
    settlers_write(&population, pay_late);
    assert_true(finds(&population, &claim, "PAID_LATE"));
    assert_true(finds(&population, &claim, "PAID_FOR_CLAIM")); // twenty days before
    RiskFoundList found = found_on(&population, &claim, day(20230919)); // not paid yet
    assert_null(finding(&found, "PAID_LATE"));
    claim.submitted_on = day(20231021); // thirty-one days after
    assert_true(finds(&population, &claim, "PAID_LATE"));
    assert_false(finds(&population, &claim, "PAID_FOR_CLAIM"));
    population_close(&population);
}

// ---- Rosters ----

static void put_roster(Tx *tx, const char *number, const char *organiser) {
    Error error = {0};
    RosterPutIn in = {S(number), S(organiser), 2023, STR("110105"), TAIL("640522")};
    assert_ok(roster_put(tx, &in, NULL, &error), error);
}

static void put_line(Tx *tx, const char *number, int64_t person, int from, int to, int64_t wage) {
    Error error = {0};
    RosterLinePutIn in = {S(number), person, STR("某公司"), day(from), day(to), wage,
                          TAIL("640522")};
    assert_ok(roster_line_put(tx, &in, NULL, &error), error);
}

static void settle_rosters(Tx *tx) {
    put_roster(tx, "PC-A", COMPANY);
    put_roster(tx, "PC-B", OTHER_COMPANY);
    put_roster(tx, "PC-C", COMPANY);
    put_line(tx, "PC-A", wang, 20230101, 20230630, 350000);
    put_line(tx, "PC-A", li, 20230101, 20230630, 360000);
    put_line(tx, "PC-B", wang, 20230701, 20231231, 350000); // the day after
    put_line(tx, "PC-C", li, 20230101, 20230630, 350000);   // the organiser's own
}
static void settle_overlap(Tx *tx) { put_line(tx, "PC-B", li, 20230630, 20231231, 350000); }

static void test_risk__a_worker_is_one_organisers(void **state) {
    Population population = open_honest(state);
    FactClaim claim = roster_claim();
    settlers_write(&population, settle_rosters);
    assert_false(finds(&population, &claim, "ROSTER_OVERLAP"));
    settlers_write(&population, settle_overlap); // one day
    RiskFoundList found = found_on(&population, &claim, today());
    const RiskFound *item = finding(&found, "ROSTER_OVERLAP");
    assert_non_null(item);
    assert_true(item->is_high);
    assert_true(str_find(item->sentence, STR("PC-B"), 0) != SIZE_MAX);
    population_close(&population);
}

static void settle_wages(Tx *tx) {
    char id_number[32];
    put_roster(tx, "PC-A", COMPANY);
    for (int i = 0; i < 10; i++) {
        snprintf(id_number, sizeof id_number, "64052219800101%04d", i);
        int64_t person = put_person(tx, id_number, 19800101, "640522");
        put_line(tx, "PC-A", person, 20230101, 0, i < 7 ? 320000 : 330000 + i);
    }
}
static void settle_one_equal_more(Tx *tx) {
    Error error = {0};
    Arena arena = {0};
    PersonRow person;
    bool is_found;
    assert_ok(person_find(tx, &(PersonFindIn){STR("640522198001010009")}, &arena, &person,
                          &is_found, &error),
              error);
    put_line(tx, "PC-A", person.id, 20230101, 0, 320000);
    arena_release(&arena);
}

static void test_risk__equal_wages_are_looked_at(void **state) {
    Population population = open_honest(state);
    FactClaim claim = roster_claim();
    settlers_write(&population, settle_wages); // seven of ten
    assert_false(finds(&population, &claim, "EQUAL_WAGES"));
    settlers_write(&population, settle_one_equal_more); // eight of ten
    RiskFoundList found = found_on(&population, &claim, today());
    const RiskFound *item = finding(&found, "EQUAL_WAGES");
    assert_non_null(item);
    assert_false(item->is_high);
    assert_true(str_find(item->sentence, STR("3200"), 0) != SIZE_MAX);
    population_close(&population);
}

// ---- A rule is one file ----

static const char NEW_RULE[] =
    "---\nkind: risk\ntitle: 十月的申请\n---\n# 十月的申请\n\n> 强化资金的监管和风险防范\n\n"
    "## 事实\n\n| 名称 | 键 | 类型 | 来源 | 缺省 |\n|---|---|---|---|---|\n"
    "| 提交日期 | submitted_on | date | claim.submitted_on | |\n"
    "| 是退役军人 | veteran | boolean | person.is_veteran | |\n\n"
    "## 疑点\n\n| C | 提交日期 | 是退役军人 | →疑点码 | →等级 | →说明 |\n|---|---|---|---|---|---|\n"
    "| 1 | >= date(\"2023-10-01\") | false | \"OCTOBER\" | 一般 | {提交日期:日期}才提交 |\n\n"
    "## 结论\n\n| 键 | 名称 | 值 |\n|---|---|---|\n| findings | 疑点 | 原因码 |\n\n"
    "## 例\n\n| 说明 | 提交日期 | 是退役军人 | →findings |\n|---|---|---|---|\n"
    "| 九月 | 2023-09-30 | false | 无 |\n| 十月 | 2023-10-01 | false | OCTOBER |\n"
    "| 退役军人 | 2023-10-01 | true | 无 |\n";

static void test_risk__a_new_rule_is_one_file(void **state) {
    Population population = open_honest(state);
    PackFiles files;
    Diagnostics diagnostics = {.arena = &population.arena};
    size_t item_count = population.pack->policies.count;
    size_t rule_count = population.pack->risks.count;
    assert_true(pack_files_embedded(&population.arena, &files));
    PackFile file = {STR("risk-99-october.md"), STR("risk-99-october.md"),
                     str_from_c(NEW_RULE)};
    PUSH(&population.arena, &files, file);
    population.pack = catalogue_check(&population.arena, &files, &diagnostics);
    assert_int_equal(diagnostics.count, 0); // views, tables and its examples
    assert_int_equal(population.pack->policies.count, item_count); // no item
    assert_int_equal(population.pack->risks.count, rule_count + 1);
    FactClaim claim = own_claim();
    RiskFoundList found = found_on(&population, &claim, today());
    assert_non_null(finding(&found, "OCTOBER"));
    assert_true(str_equal(finding(&found, "OCTOBER")->sentence, STR("2023年10月10日才提交")));
    claim.submitted_on = day(20230930);
    assert_false(finds(&population, &claim, "OCTOBER"));
    population_close(&population);
}

// ---- Many at once ----

typedef struct FindAll {
    const Population *population;
    const FactClaim *claims;
    size_t count;
} FindAll;

static bool run_find_all(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FindAll *find = in;
    return risk_find(tx, find->population->pack, find->claims, find->count, today(), arena, out,
                     error);
}

// What is found about one of many is what is found about it alone.
static size_t assert_found_alone(Population *population, const FindAll *find,
                                 const RiskFoundList *all, size_t claim) {
    RiskFoundList alone = found_on(population, &find->claims[claim], today());
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const RiskFound *item = &all->items[i];
        if (item->claim != claim) continue;
        assert_true(count < alone.count);
        const RiskFound *own = &alone.items[count++];
        assert_true(str_equal(item->code, own->code));
        assert_true(str_equal(item->sentence, own->sentence));
        assert_true(str_equal(item->facts_json, own->facts_json));
        assert_int_equal(item->is_high, own->is_high);
    }
    assert_int_equal(count, alone.count);
    return count;
}

static void test_risk__many_at_once_are_found_as_each_alone(void **state) {
    Population population = open_honest(state);
    settlers_write(&population, settle_repeated);
    settlers_write(&population, settle_exclusive);
    settlers_write(&population, settle_public);
    settlers_write(&population, settle_shared_account);
    settlers_write(&population, settle_insured_elsewhere);
    settlers_write(&population, doubt_unit);
    settlers_write(&population, bury_today);
    FactClaim claims[] = {hire_claim(), own_claim(), roster_claim(), own_claim(), hire_claim(),
                          hire_claim()};
    claims[3].person_id = li; // a public servant, not the dead Wang
    claims[3].account_number = (Str){0};
    claims[4].subject_key = STR(COMPANY ":" WANG ":2023-04-30");
    claims[5].uscc = STR(OTHER_COMPANY);
    FindAll find = {&population, claims, sizeof claims / sizeof *claims};
    RiskFoundList all;
    Error error = {0};
    assert_ok(store_read(population.store, run_find_all, &find, &all, &population.arena, &error),
              error);
    size_t doubted = 0;
    for (size_t i = 0; i < find.count; i++) {
        doubted += assert_found_alone(&population, &find, &all, i) > 0;
    }
    assert_true(doubted >= 4);
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_risk__honest_claims_raise_nothing),
        BOTH(test_risk__the_same_person_is_counted_once),
        BOTH(test_risk__two_policies_that_exclude_each_other),
        BOTH(test_risk__the_dead_claim_nothing),
        BOTH(test_risk__who_serves_a_sentence_is_looked_at),
        BOTH(test_risk__a_unit_must_be_there),
        BOTH(test_risk__who_works_for_the_public_is_looked_at),
        BOTH(test_risk__an_account_is_one_payees),
        BOTH(test_risk__one_counter_enters_only_so_many),
        BOTH(test_risk__a_unit_reports_as_many_as_it_has),
        BOTH(test_risk__insurance_fits_the_hire),
        BOTH(test_risk__months_paid_when_over_are_looked_at),
        BOTH(test_risk__a_worker_is_one_organisers),
        BOTH(test_risk__equal_wages_are_looked_at),
        BOTH(test_risk__a_new_rule_is_one_file),
        BOTH(test_risk__many_at_once_are_found_as_each_alone),
    };
    return RUN_TESTS(tests);
}
