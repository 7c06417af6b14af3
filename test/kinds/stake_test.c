// SPDX-License-Identifier: Apache-2.0
// Protects enrolments and facilities from officers in their own matters: the person enrolled, and
// whoever acts for the organisation enrolled, in whatever account; by the domain and by the schema.
#include "office.h"

#include "test/kinds/attack.sql.c"

static Str worker_served(Office *office) {
    assert_ok(office_apply(office, worker(office), 3, "aid", STR(JOURNEY_MIGRANT_ID),
                           "{\"willing\":true}"),
              office->error);
    return office->enrolment.number;
}

static void test_stake__officer_does_not_handle_the_own_enrolment(void **state) {
    Office office = office_open(state);
    Actor himself = held_by(&office, city_hrss(&office), "himself", JOURNEY_MIGRANT_ID);
    Actor colleague = held_by(&office, city_hrss(&office), "colleague", OFFICE_COLLEAGUE);
    assert_code(&office,
                office_apply(&office, himself, 3, "aid", STR(JOURNEY_MIGRANT_ID),
                             "{\"willing\":true}"),
                "OWN_ENROLMENT");
    Str number = worker_served(&office);
    EnrolmentFile file;
    assert_ok(office_find(&office, himself, number, &file), office.error);
    assert_int_equal(file.action_count, 0); // no button either
    assert_code(&office, office_step(&office, himself, number, ENROLMENT_ADMIT, ""),
                "OWN_ENROLMENT");
    assert_code(&office, office_step(&office, himself, number, ENROLMENT_REFUSE, "不办"),
                "OWN_ENROLMENT");
    assert_ok(office_step(&office, colleague, number, ENROLMENT_ADMIT, ""), office.error);
    Actor delivering = held_by(&office, clerk(&office), "delivering", JOURNEY_MIGRANT_ID);
    assert_code(&office,
                office_deliver_by(&office, delivering, number, "guide", "delivered", NULL),
                "OWN_ENROLMENT");
    assert_ok(office_deliver(&office, number, "guide", "delivered", NULL), office.error);
    assert_code(&office, office_step(&office, himself, number, ENROLMENT_RELEASE, "退出"),
                "OWN_ENROLMENT");
    OfficeCall amend = {.office = &office, .actor = himself, .text = number, .other = STR("{}")};
    assert_code(&office, office_write(&office, run_amend, &amend, &office.enrolment),
                "OWN_ENROLMENT");
    amend.actor = worker(&office); // in the own account it is the applicant's to say
    assert_ok(office_write(&office, run_amend, &amend, &office.enrolment), office.error);
    office_close(&office);
}

static void test_stake__officer_does_not_handle_the_enrolment_of_their_firm(void **state) {
    Office office = office_open(state);
    Actor firm = held_by(&office, company(&office), "firm", JOURNEY_GRADUATE_ID);
    Actor moonlighter = held_by(&office, reviewer(&office), "moonlighter", JOURNEY_GRADUATE_ID);
    Actor counter = held_by(&office, clerk(&office), "counter", JOURNEY_GRADUATE_ID);
    Facility made;
    assert_code(&office, office_facility_by(&office, counter, "market", "甲市场", &made),
                "OWN_FACILITY");
    assert_ok(office_facility_by(&office, firm, "market", "甲市场", &made), office.error);
    assert_ok(office_apply(&office, firm, 1, "gig_market", made.number, "{\"promise\":true}"),
              office.error);
    Str number = office.enrolment.number;
    assert_code(&office, office_step(&office, moonlighter, number, ENROLMENT_ADMIT, ""),
                "OWN_ENROLMENT");
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    // The builder's own step is the applicant's.
    assert_ok(office_step(&office, firm, number, ENROLMENT_SIGN, "改造完成"), office.error);
    assert_code(&office, office_step(&office, moonlighter, number, ENROLMENT_SIGN, ""),
                "OWN_ENROLMENT");
    assert_code(&office, office_step(&office, moonlighter, number, ENROLMENT_OBJECT, "不合格"),
                "OWN_ENROLMENT");
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_SIGN, ""), office.error);
    assert_ok(office_step(&office, finance(&office), number, ENROLMENT_SIGN, ""), office.error);
    assert_int_equal(office.enrolment.state, ENROLMENT_DONE);
    assert_code(&office, office_step(&office, moonlighter, number, ENROLMENT_RELEASE, "退出"),
                "OWN_ENROLMENT");
    office_close(&office);
}

static void test_stake__rule_leaves_the_own_firm_to_a_colleague(void **state) {
    Office office = office_open(state);
    CaseContext context = office_case(&office);
    RegisterRefresh first, second;
    (void)held_by(&office, company(&office), "firm", JOURNEY_GRADUATE_ID);
    Actor moonlighter = held_by(&office, city_hrss(&office), "bureau", JOURNEY_GRADUATE_ID);
    Actor colleague = city_hrss(&office);
    assert_ok(register_refresh(office.city.store, &moonlighter, &context, STR("firms"),
                               &office.city.arena, &first, &office.error),
              office.error);
    assert_true(first.added > 5);
    assert_ok(register_refresh(office.city.store, &colleague, &context, STR("firms"),
                               &office.city.arena, &second, &office.error),
              office.error);
    assert_int_equal(second.added, 1);
    office_close(&office);
}

// ---- Behind the program's back ----

static bool run_attack_event(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    (void)out, (void)arena;
    AttackEventIn event = {call->step.number, call->text, call->other, call->actor.account_id,
                           STR("-")};
    return attack_event(tx, &event, NULL, error);
}

static bool run_attack_admission(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    (void)out, (void)arena;
    AttackAdmissionIn admission = {call->step.number, call->actor.account_id};
    return attack_admission(tx, &admission, NULL, error);
}

static bool run_attack_facility(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    (void)out, (void)arena;
    AttackFacilityIn facility = {STR(JOURNEY_EMPLOYER_USCC), call->actor.account_id};
    return attack_facility(tx, &facility, NULL, error);
}

static void test_stake__schema_refuses_what_the_program_would(void **state) {
    Office office = office_open(state);
    Actor himself = held_by(&office, city_hrss(&office), "himself", JOURNEY_MIGRANT_ID);
    Actor colleague = held_by(&office, city_hrss(&office), "colleague", OFFICE_COLLEAGUE);
    static const char *const steps[] = {"admit", "refuse", "sign", "object", "deliver", "assess",
                                        "release", "report", "amend", "apply", "withdraw"};
    OfficeCall call = {.office = &office, .actor = himself,
                       .step = {.number = worker_served(&office)}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        call.text = str_from_c(steps[i]);
        assert_code(&office, office_write(&office, run_attack_event, &call, NULL),
                    "RULE:enrolment_is_ones_own");
    }
    assert_code(&office, office_write(&office, run_attack_admission, &call, NULL),
                "RULE:enrolment_is_ones_own");
    call.actor = colleague; // the attack fails for nothing else
    assert_ok(office_write(&office, run_attack_event, &call, NULL), office.error);
    assert_ok(office_write(&office, run_attack_admission, &call, NULL), office.error);

    Actor firm = held_by(&office, company(&office), "firm", JOURNEY_GRADUATE_ID);
    call.actor = held_by(&office, clerk(&office), "moonlighter", JOURNEY_GRADUATE_ID);
    assert_code(&office, office_write(&office, run_attack_facility, &call, NULL),
                "RULE:facility_is_ones_own");
    call.actor = firm;
    assert_ok(office_write(&office, run_attack_facility, &call, NULL), office.error);
    office_close(&office);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_stake__officer_does_not_handle_the_own_enrolment),
        BOTH(test_stake__officer_does_not_handle_the_enrolment_of_their_firm),
        BOTH(test_stake__rule_leaves_the_own_firm_to_a_colleague),
        BOTH(test_stake__schema_refuses_what_the_program_would),
    };
    return RUN_TESTS(tests);
}
