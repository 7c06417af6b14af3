// SPDX-License-Identifier: Apache-2.0
// Protects the way of places, lists, services and loans: who may do what, that no place is taken
// twice or too many, and that progress comes from records.
#include "../fund/raw.h"
#include "office.h"

#include "casework/consent.h"

// ---- Programmes ----

static void test_enrolment__place_is_built_accepted_and_paid_for(void **state) {
    Office office = office_open(state);
    Str facility = office_facility(&office, "market", "合成零工市场");
    assert_ok(office_apply(&office, company(&office), 1, "gig_market", facility,
                           "{\"promise\":true}"),
              office.error);
    Str number = office.enrolment.number;
    assert_int_equal(office.enrolment.state, ENROLMENT_APPLIED);
    assert_int_equal(office.enrolment.seq, 0);
    assert_code(&office, office_apply(&office, company(&office), 1, "gig_market", facility, NULL),
                "ALREADY_ENROLLED");
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    assert_int_equal(office.enrolment.seq, 1);
    assert_true(str_equal(office.enrolment.next_step, STR("改造")));
    // Not in order: the departments wait for the builder.
    assert_code(&office, office_step(&office, finance(&office), number, ENROLMENT_SIGN, ""),
                "NOT_YOUR_STEP");
    assert_ok(office_step(&office, company(&office), number, ENROLMENT_SIGN, "改造完成"),
              office.error);
    AssessmentIn claim = {.pack = office.pack, .policy_number = 1, .subject_key = facility,
                          .measure_key = STR("renovation"), .on = office.today};
    Assessment before = assess(&office.city, &claim);
    assert_int_equal(before.eligible, FEEL_FALSE);
    assert_true(has_reason(&before, "NOT_ACCEPTED"));
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_SIGN, ""), office.error);
    assert_int_equal(office.enrolment.state, ENROLMENT_ADMITTED); // one of two
    assert_code(&office, office_step(&office, city_hrss(&office), number, ENROLMENT_SIGN, ""),
                "ALREADY_SIGNED");
    assert_code(&office, office_step(&office, reviewer(&office), number, ENROLMENT_SIGN, ""),
                "ALREADY_SIGNED"); // who signed is told the same
    Actor same = finance(&office);
    same.account_id = reviewer(&office).account_id;
    assert_code(&office, office_step(&office, same, number, ENROLMENT_SIGN, ""), "SAME_PERSON");
    assert_ok(office_step(&office, finance(&office), number, ENROLMENT_SIGN, ""), office.error);
    assert_int_equal(office.enrolment.state, ENROLMENT_DONE);
    Assessment after = assess(&office.city, &claim);
    assert_int_equal(after.eligible, FEEL_TRUE); // what was promised then is not asked again
    assert_int_equal(after.amount_fen, 60000000);
    EnrolmentFile file;
    assert_ok(office_find(&office, clerk(&office), number, &file), office.error);
    assert_int_equal(file.step_count, 2);
    assert_true(file.steps[0].is_done && file.steps[1].is_done);
    assert_true(file.event_count >= 5);
    office_close(&office);
}

static Str apply_market(Office *office, const char *name) {
    Str facility = office_facility(office, "market", name);
    assert_ok(office_apply(office, company(office), 1, "gig_market", facility, NULL),
              office->error);
    return office->enrolment.number;
}

// Also the first one, by which it came to be.
static void test_enrolment__leaves_a_row_of_the_log_with_every_step(void **state) {
    Office office = office_open(state);
    Str number = apply_market(&office, "合成市场");
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    StrBuilder out;
    str_builder_init(&out, &office.city.arena, 0);
    Raw raw = raw_open(*state);
    raw_dump(&raw, "SELECT action FROM audit_log WHERE object_kind = 'enrolment' ORDER BY id",
             &out);
    raw_close(&raw);
    assert_str_equal(str_trim(str_built(&out)), "enrolment.apply\nenrolment.admit");
    office_close(&office);
}

static bool run_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return quota_prove(tx, arena, out, error);
}

static void test_enrolment__no_place_too_many_and_freed_ones_come_back(void **state) {
    Office office = office_open(state);
    Str first = apply_market(&office, "甲市场"), second = apply_market(&office, "乙市场");
    Str third = apply_market(&office, "丙市场");
    assert_ok(office_step(&office, reviewer(&office), first, ENROLMENT_ADMIT, ""), office.error);
    assert_ok(office_step(&office, reviewer(&office), second, ENROLMENT_ADMIT, ""), office.error);
    assert_int_equal(office.enrolment.seq, 2);
    assert_code(&office, office_step(&office, reviewer(&office), third, ENROLMENT_ADMIT, ""),
                "QUOTA_FULL");
    assert_code(&office, office_step(&office, reviewer(&office), first, ENROLMENT_WITHDRAW, ""),
                "WRONG_STATE");
    assert_false(office_step(&office, reviewer(&office), first, ENROLMENT_RELEASE, " "));
    assert_ok(office_step(&office, reviewer(&office), first, ENROLMENT_RELEASE, "不再建设"),
              office.error);
    assert_ok(office_step(&office, reviewer(&office), third, ENROLMENT_ADMIT, ""), office.error);
    assert_int_equal(office.enrolment.seq, 1); // the smallest free one
    QuotaProof proof;
    OfficeCall none = {.office = &office};
    assert_ok(office_write(&office, run_prove, &none, &proof), office.error);
    assert_int_equal(proof.quotas, 1);
    assert_int_equal(proof.faults, 0);
    // Whoever applies does not admit.
    Office other = office_open(state);
    Str facility = office_facility(&other, "market", "丁市场");
    Actor both = clerk(&other);
    assert_ok(office_apply(&other, both, 1, "gig_market", facility, NULL), other.error);
    both.role = ROLE_COUNTY_REVIEWER;
    assert_code(&other, office_step(&other, both, other.enrolment.number, ENROLMENT_ADMIT, ""),
                "SAME_PERSON");
    office_close(&other);
    office_close(&office);
}

// Who holds two desks is one person at both.
static void test_enrolment__goes_through_different_people(void **state) {
    Office office = office_open(state);
    Str facility = office_facility(&office, "market", "戊市场");
    Actor counter = held_by(&office, clerk(&office), "counter", OFFICE_COLLEAGUE);
    Actor desk = held_by(&office, reviewer(&office), "desk", OFFICE_COLLEAGUE);
    Actor purse = held_by(&office, finance(&office), "purse", OFFICE_COLLEAGUE);
    assert_ok(office_apply(&office, counter, 1, "gig_market", facility, "{\"promise\":true}"),
              office.error);
    Str number = office.enrolment.number;
    assert_code(&office, office_step(&office, desk, number, ENROLMENT_ADMIT, ""), "SAME_PERSON");
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    assert_ok(office_step(&office, company(&office), number, ENROLMENT_SIGN, "改造完成"),
              office.error);
    assert_ok(office_step(&office, desk, number, ENROLMENT_SIGN, ""), office.error);
    assert_code(&office, office_step(&office, purse, number, ENROLMENT_SIGN, ""), "SAME_PERSON");
    assert_int_equal(office.enrolment.state, ENROLMENT_ADMITTED);
    assert_ok(office_step(&office, finance(&office), number, ENROLMENT_SIGN, ""), office.error);
    assert_int_equal(office.enrolment.state, ENROLMENT_DONE);
    office_close(&office);
}

static void test_enrolment__counties_share_what_the_city_has(void **state) {
    Office office = office_open(state);
    Quota quota;
    QuotaShare wrong[] = {{STR_INIT("640502"), 1, 0}, {STR_INIT("640521"), 2, 0}};
    assert_code(&office, office_quota(&office, "gig_market", 2, wrong, 2, &quota), "QUOTA_SUM");
    QuotaShare right[] = {{STR_INIT("640502"), 1, 0}, {STR_INIT("640521"), 1, 0}};
    assert_ok(office_quota(&office, "gig_market", 2, right, 2, &quota), office.error);
    assert_int_equal(quota.county_count, 3);
    Str first = apply_market(&office, "甲市场"), second = apply_market(&office, "乙市场");
    assert_ok(office_step(&office, reviewer(&office), first, ENROLMENT_ADMIT, ""), office.error);
    assert_code(&office, office_step(&office, reviewer(&office), second, ENROLMENT_ADMIT, ""),
                "QUOTA_FULL"); // of the county, though the city has one
    assert_code(&office, office_quota(&office, "gig_market", 0, NULL, 0, &quota), "QUOTA_SUM");
    QuotaShare less[] = {{STR_INIT("640502"), 2, 0}};
    assert_code(&office, office_quota(&office, "gig_market", 2, less, 1, &quota), "QUOTA_TAKEN");
    office_close(&office);
}

static bool run_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return enrolment_list(tx, &call->actor, &context, &call->filter, arena, out, error);
}

// ---- Registers ----

static bool run_freeze(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return register_freeze(tx, &call->actor, &context, call->text, arena, out, error);
}

static bool run_hand_on(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    (void)out;
    return register_hand_on(tx, &call->actor, call->text, call->number, call->other, arena, error);
}

static bool run_receipt(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    (void)out;
    return register_receipt(tx, &call->actor, call->text, call->number, call->other, arena, error);
}

static bool run_versions(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    return register_versions(tx, &call->actor, call->text, arena, out, error);
}

static void test_enrolment__two_bureaus_make_one_line(void **state) {
    Office office = office_open(state);
    Str unit = STR(JOURNEY_EMPLOYER_USCC);
    assert_ok(office_apply(&office, reporter(&office, 61, "工信局"), 2, "firms", unit, NULL),
              office.error);
    Str number = office.enrolment.number;
    assert_int_equal(office.enrolment.state, ENROLMENT_ADMITTED); // by the rule, at once
    assert_ok(office_apply(&office, reporter(&office, 62, "甲局"), 2, "firms", unit, NULL),
              office.error);
    assert_true(str_equal(office.enrolment.number, number));
    EnrolmentFile file;
    assert_ok(office_find(&office, reporter(&office, 61, "工信局"), number, &file), office.error);
    assert_int_equal(file.source_count, 2);
    AssessmentIn again = {.pack = office.pack, .policy_number = 2, .subject_key = unit,
                          .on = office.today};
    Assessment merged = assess(&office.city, &again);
    assert_true(str_find(merged.decision_json, STR("\"merged\":true"), 0) != SIZE_MAX);

    RegisterVersion version;
    OfficeCall call = {.office = &office, .actor = city_hrss(&office), .text = STR("firms")};
    assert_ok(office_write(&office, run_freeze, &call, &version), office.error);
    assert_int_equal(version.number, 1);
    assert_int_equal(version.line_count, 0); // nobody agreed to be handed on
    OfficeCall agrees = {.office = &office, .actor = company(&office), .text = number,
                         .other = STR("{\"consent\":true}")};
    assert_ok(office_write(&office, run_amend, &agrees, &office.enrolment), office.error);
    assert_ok(office_write(&office, run_freeze, &call, &version), office.error);
    assert_int_equal(version.number, 2);
    assert_int_equal(version.line_count, 1);
    assert_ok(office_write(&office, run_freeze, &call, &version), office.error);
    assert_int_equal(version.number, 2); // the same list is the same version
    call.number = 2;
    call.other = STR("银行");
    assert_ok(office_write(&office, run_hand_on, &call, NULL), office.error);
    assert_code(&office, office_write(&office, run_hand_on, &call, NULL), "ALREADY_PUSHED");
    RegisterVersions seen;
    OfficeCall tax = {.office = &office, .text = STR("firms"),
                      .actor = office_actor(&office, 80, ROLE_TAX, "", "税务局")};
    assert_ok(office_write(&office, run_versions, &tax, &seen), office.error);
    assert_int_equal(seen.count, 0); // not pushed to them
    OfficeCall answer = {.office = &office, .actor = bank(&office), .text = STR("firms"),
                         .number = 2, .other = STR("已收到，安排走访")};
    assert_ok(office_write(&office, run_receipt, &answer, NULL), office.error);
    assert_code(&office, office_write(&office, run_receipt, &answer, NULL), "NOTHING_TO_ANSWER");
    assert_ok(office_write(&office, run_versions, &answer, &seen), office.error);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.items[0].push_count, 1);
    office_close(&office);
}

static void test_enrolment__rule_keeps_the_list(void **state) {
    Office office = office_open(state);
    RegisterRefresh first, second;
    CaseContext context = office_case(&office);
    Actor actor = city_hrss(&office);
    EnrolmentPage page;
    assert_ok(register_refresh(office.city.store, &actor, &context, STR("firms"),
                               &office.city.arena, &first, &office.error),
              office.error);
    assert_true(first.looked_at > 10 && first.added > 5 && first.added < first.looked_at);
    assert_int_equal(first.removed, 0);
    assert_ok(register_refresh(office.city.store, &actor, &context, STR("firms"),
                               &office.city.arena, &second, &office.error),
              office.error);
    assert_int_equal(second.added, 0); // nothing has changed
    assert_int_equal(second.looked_at, first.looked_at);
    OfficeCall call = {.office = &office, .actor = actor, .filter = {.measure_key = STR("firms")}};
    assert_ok(office_write(&office, run_list, &call, &page), office.error);
    assert_int_equal(page.total, first.added);
    Actor own = company(&office);
    assert_false(register_refresh(office.city.store, &own, &context, STR("firms"),
                                  &office.city.arena, &second, &office.error));
    assert_int_equal(office.error.kind, ERROR_FORBIDDEN);
    office_close(&office);
}

// ---- Services ----

static void test_enrolment__service_is_done_when_all_is_given(void **state) {
    Office office = office_open(state);
    Str worker_key = STR(JOURNEY_MIGRANT_ID);
    assert_code(&office, office_apply(&office, worker(&office), 3, "aid", worker_key,
                                      "{\"willing\":false}"),
                "NOT_ELIGIBLE");
    assert_code(&office, office_apply(&office, worker(&office), 3, "aid", worker_key, NULL),
                "UNDECIDED");
    assert_ok(office_apply(&office, worker(&office), 3, "aid", worker_key, "{\"willing\":true}"),
              office.error);
    Str number = office.enrolment.number;
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    assert_int_equal(office.enrolment.state, ENROLMENT_ADMITTED);
    assert_ok(office_deliver(&office, number, "guide", "delivered", NULL), office.error);
    assert_ok(office_deliver(&office, number, "offer", "delivered", NULL), office.error);
    assert_int_equal(office.enrolment.state, ENROLMENT_ADMITTED);
    assert_false(office_deliver(&office, number, "offer", "not_applicable", NULL));
    assert_false(office_deliver(&office, number, "sing", "delivered", NULL));
    assert_ok(office_deliver(&office, number, "offer", "declined", "本人已找到工作"),
              office.error);
    assert_int_equal(office.enrolment.state, ENROLMENT_DONE);
    office_close(&office);
}

// ---- Consent ----

typedef struct ConsentDecision {
    Actor actor;
    ConsentPurpose purpose;
    bool is_given;
} ConsentDecision;

static bool run_consent(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ConsentDecision *decision = in;
    (void)out;
    return consent_decide(tx, &decision->actor, decision->purpose, decision->is_given, arena,
                          error);
}

static void decide(Office *office, ConsentPurpose purpose, bool is_given) {
    ConsentDecision decision = {worker(office), purpose, is_given};
    assert_ok(store_write(office->city.store, run_consent, &decision, NULL, &office->city.arena,
                          &office->error),
              office->error);
}

static bool enrols_for(Office *office, Actor actor) {
    return office_apply(office, actor, 3, "aid", STR(JOURNEY_MIGRANT_ID), "{\"willing\":true}");
}

static void test_enrolment__by_others_needs_consent(void **state) {
    static const ConsentPurpose purposes[] = {CONSENT_ENROL, CONSENT_LOOKUP};
    Office office = office_open(state);
    for (size_t i = 0; i < 2; i++) {
        decide(&office, purposes[i], false);
        assert_false(enrols_for(&office, clerk(&office)));
        assert_int_equal(office.error.kind, ERROR_NOT_FOUND); // as a stranger's
        decide(&office, purposes[i], true);
    }
    decide(&office, CONSENT_ENROL, false);
    assert_ok(enrols_for(&office, worker(&office)), office.error); // her own is hers still
    Str number = office.enrolment.number;
    // And what is under way goes on.
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_RELEASE, "退出"),
              office.error);
    decide(&office, CONSENT_ENROL, true);
    assert_ok(enrols_for(&office, clerk(&office)), office.error);
    office_close(&office);
}

// ---- Loans ----

static void test_enrolment__bank_grants_within_the_limit(void **state) {
    Office office = office_open(state);
    assert_ok(office_apply(&office, worker(&office), 4, "startup_loan", STR(JOURNEY_MIGRANT_ID),
                           "{\"requested_fen\":40000000}"),
              office.error);
    Str number = office.enrolment.number;
    assert_int_equal(office.enrolment.limit_fen, 30000000);
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    OfficeCall call = {.office = &office, .actor = bank(&office),
                       .step = {.number = number, .action = ENROLMENT_SIGN,
                                .amount_fen = 30000001}};
    assert_code(&office, office_write(&office, run_step, &call, &office.enrolment), "OVER_LIMIT");
    call.step.amount_fen = 25000000;
    assert_ok(office_write(&office, run_step, &call, &office.enrolment), office.error);
    assert_int_equal(office.enrolment.amount_fen, 25000000);
    assert_int_equal(office.enrolment.state, ENROLMENT_DONE);
    office_close(&office);
}

static void test_enrolment__what_is_stated_can_be_amended(void **state) {
    Office office = office_open(state);
    assert_ok(office_apply(&office, worker(&office), 4, "startup_loan", STR(JOURNEY_MIGRANT_ID),
                           "{\"requested_fen\":40000000}"),
              office.error);
    OfficeCall call = {.office = &office, .actor = worker(&office),
                       .text = office.enrolment.number,
                       .other = STR("{\"requested_fen\":10000000}")};
    assert_ok(office_write(&office, run_amend, &call, &office.enrolment), office.error);
    assert_int_equal(office.enrolment.limit_fen, 10000000);
    call.other = STR("{\"granted\":1}");
    assert_false(office_write(&office, run_amend, &call, &office.enrolment)); // no such fact
    call.actor = company(&office);
    call.other = STR("{}");
    assert_false(office_write(&office, run_amend, &call, &office.enrolment));
    assert_int_equal(office.error.kind, ERROR_NOT_FOUND);
    office_close(&office);
}

// ---- Selection ----

static bool run_select(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return enrolment_select(tx, &call->actor, &context, 5, call->text, arena, out, error);
}

static void test_enrolment__best_two_are_selected_together(void **state) {
    Office office = office_open(state);
    const char *people[] = {JOURNEY_MIGRANT_ID, JOURNEY_GRADUATE_ID, JOURNEY_YOUTH_ID};
    const char *scores[] = {"{\"score\":80}", "{\"score\":90}", "{\"score\":85}"};
    Str numbers[3];
    for (size_t i = 0; i < 3; i++) {
        assert_ok(office_apply(&office, clerk(&office), 5, "candidates", str_from_c(people[i]),
                               scores[i]),
                  office.error);
        numbers[i] = office.enrolment.number;
    }
    Enrolments selected;
    OfficeCall call = {.office = &office, .actor = reviewer(&office), .text = STR("pick")};
    assert_ok(office_write(&office, run_select, &call, &selected), office.error);
    assert_int_equal(selected.count, 2);
    assert_true(str_equal(selected.items[0].number, numbers[1]));
    assert_int_equal(selected.items[0].seq, 1);
    assert_true(str_equal(selected.items[1].number, numbers[2]));
    assert_ok(office_write(&office, run_select, &call, &selected), office.error);
    assert_int_equal(selected.count, 0); // nothing changes
    // One declines; the next in rank takes the place.
    assert_ok(office_step(&office, reviewer(&office), numbers[1], ENROLMENT_RELEASE, "放弃"),
              office.error);
    assert_ok(office_write(&office, run_select, &call, &selected), office.error);
    assert_int_equal(selected.count, 1);
    assert_true(str_equal(selected.items[0].number, numbers[0]));
    assert_int_equal(selected.items[0].seq, 1);
    office_close(&office);
}

// ---- Scope, lists, targets ----

static bool run_standings(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return measure_standings(tx, &call->actor, &context, arena, out, error);
}

static void test_enrolment__lists_keep_to_the_scope(void **state) {
    Office office = office_open(state);
    Str number = apply_market(&office, "甲市场");
    EnrolmentFile file;
    EnrolmentPage page;
    Actor elsewhere = clerk(&office);
    elsewhere.scope.division_prefix = STR("640522");
    assert_false(office_find(&office, elsewhere, number, &file));
    assert_int_equal(office.error.kind, ERROR_NOT_FOUND);
    assert_false(office_find(&office, worker(&office), number, &file));
    assert_ok(office_find(&office, company(&office), number, &file), office.error);
    assert_int_equal(file.action_count, 2); // amend, withdraw
    OfficeCall call = {.office = &office, .actor = elsewhere};
    assert_ok(office_write(&office, run_list, &call, &page), office.error);
    assert_int_equal(page.total, 0);
    call.actor = reviewer(&office);
    call.filter.only_mine_to_do = true;
    assert_ok(office_write(&office, run_list, &call, &page), office.error);
    assert_int_equal(page.enrolments.count, 1);
    call.actor = finance(&office); // nothing to sign yet
    assert_ok(office_write(&office, run_list, &call, &page), office.error);
    assert_int_equal(page.enrolments.count, 0);
    office_close(&office);
}

static const TargetProgress *progress_of(const TargetProgresses *progresses, const char *key) {
    for (size_t i = 0; i < progresses->count; i++) {
        if (str_equal(progresses->items[i].target->key, str_from_c(key))) {
            return &progresses->items[i];
        }
    }
    fail_msg("no target %s", key);
    return NULL;
}

static void test_enrolment__targets_are_derived(void **state) {
    Office office = office_open(state);
    TargetProgresses progresses;
    MeasureStandings standings;
    assert_ok(office_apply(&office, reporter(&office, 61, "工信局"), 2, "firms",
                           STR(JOURNEY_EMPLOYER_USCC), NULL),
              office.error);
    Str number = apply_market(&office, "甲市场");
    assert_ok(office_step(&office, reviewer(&office), number, ENROLMENT_ADMIT, ""), office.error);
    OfficeCall call = {.office = &office, .actor = city_hrss(&office), .text = STR("")};
    assert_ok(office_write(&office, run_progress, &call, &progresses), office.error);
    assert_int_equal(progress_of(&progresses, "markets")->reached, 0); // admitted is not built
    assert_int_equal(progress_of(&progresses, "firms_listed")->reached, 1);
    assert_true(progress_of(&progresses, "firms_listed")->is_met);
    assert_ok(office_write(&office, run_standings, &call, &standings), office.error);
    assert_int_equal(standings.count, 6);
    assert_int_equal(standings.items[0].places, 2);
    assert_int_equal(standings.items[0].counts[ENROLMENT_ADMITTED], 1);
    office_close(&office);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_enrolment__place_is_built_accepted_and_paid_for),
        BOTH(test_enrolment__leaves_a_row_of_the_log_with_every_step),
    BOTH(test_enrolment__no_place_too_many_and_freed_ones_come_back),
        BOTH(test_enrolment__goes_through_different_people),
        BOTH(test_enrolment__counties_share_what_the_city_has),
        BOTH(test_enrolment__two_bureaus_make_one_line),
        BOTH(test_enrolment__rule_keeps_the_list),
        BOTH(test_enrolment__service_is_done_when_all_is_given),
        BOTH(test_enrolment__by_others_needs_consent),
        BOTH(test_enrolment__bank_grants_within_the_limit),
        BOTH(test_enrolment__what_is_stated_can_be_amended),
        BOTH(test_enrolment__best_two_are_selected_together),
        BOTH(test_enrolment__lists_keep_to_the_scope),
        BOTH(test_enrolment__targets_are_derived),
    };
    return RUN_TESTS(tests);
}
