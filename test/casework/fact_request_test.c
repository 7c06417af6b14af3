// SPDX-License-Identifier: Apache-2.0
// Protects what only a department may state: from the applicant, from other departments, and from
// being passed over on the way to the money. Item 15 asks three of them.
#include "asking.h"

#include "test/casework/asked.sql.c"

#define MARKET_SAYS                                                                               \
    "{\"first_registration\":true,\"registration_date\":\"2022-09-01\",\"industry\":\"F52\"}"

// ---- Calls ----

static bool run_state(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_state_facts(tx, &call->actor, &context, call->text, call->other_text, arena, out,
                             error);
}

static bool desk_state_facts(Desk *desk, Actor officer, Str number, const char *facts) {
    DeskCall call = {.desk = desk, .actor = officer, .text = number,
                     .other_text = str_from_c(facts)};
    return desk_write(desk, run_state, &call, &desk->claim);
}

static bool run_list_requests(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return fact_request_list(tx, &call->actor, arena, out, error);
}

static FactRequests waiting_for(Desk *desk, Actor officer) {
    FactRequests requests;
    DeskCall call = {.desk = desk, .actor = officer};
    assert_ok(desk_read(desk, run_list_requests, &call, &requests), desk->error);
    return requests;
}

static size_t count_waiting(Desk *desk, Actor officer) {
    return waiting_for(desk, officer).count;
}

static bool submit_stating(Desk *desk, const char *facts) {
    ClaimSubmission submission = {.policy_number = 15, .subject_key = STR(JOURNEY_MIGRANT_ID),
                                  .stated_json = str_from_c(facts)};
    return desk_submit(desk, worker(desk), &submission);
}

// A claim that three departments are asked about.
static Str waiting_claim(Desk *desk) {
    assert_ok(submit_stating(desk, "{\"category\":\"other_key_group\"}"), desk->error);
    return desk->claim.number;
}

static void answer_all(Desk *desk, Str number) {
    assert_ok(desk_state_facts(desk, bureau(desk, 51, "市监局"), number, MARKET_SAYS),
              desk->error);
    assert_ok(desk_state_facts(desk, bureau(desk, 52, "税务局"), number,
                               "{\"operating_months\":13}"),
              desk->error);
    assert_ok(desk_state_facts(desk, bureau(desk, 53, "人社局"), number,
                               "{\"jobs_created\":1}"),
              desk->error);
}

// ---- The way ----

static void test_fact_request__is_for_departments_alone(void **state) {
    Desk desk = desk_open(state);
    assert_false(submit_stating(
        &desk, "{\"category\":\"other_key_group\",\"first_registration\":true}"));
    assert_string_equal(desk.error.code, "DEPARTMENT_STATES");
    Str number = waiting_claim(&desk);
    assert_false(desk_state_facts(&desk, bureau(&desk, 53, "人社局"), number, MARKET_SAYS));
    assert_string_equal(desk.error.code, "DEPARTMENT_STATES");
    assert_false(desk_state_facts(&desk, worker(&desk), number, MARKET_SAYS));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND); // nobody asked the applicant
    // What the applicant says is not the department's either.
    assert_false(desk_state_facts(&desk, bureau(&desk, 51, "市监局"), number,
                                  "{\"category\":\"veteran\"}"));
    assert_int_equal(count_waiting(&desk, bureau(&desk, 51, "市监局")), 4);
    assert_int_equal(count_waiting(&desk, bureau(&desk, 52, "税务局")), 1);
    assert_int_equal(count_waiting(&desk, bureau(&desk, 54, "教育局")), 0);
    Actor elsewhere = bureau(&desk, 51, "市监局");
    elsewhere.scope.division_prefix = STR("640521");
    assert_int_equal(count_waiting(&desk, elsewhere), 0);
    desk_close(&desk);
}

static void test_fact_request__decides_when_all_have_answered(void **state) {
    Desk desk = desk_open(state);
    Str number = waiting_claim(&desk);
    assert_int_equal(desk.claim.amount_fen, 0);
    assert_false(desk.claim.is_decided);
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_false(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""));
    assert_string_equal(desk.error.code, "UNDECIDED"); // by a trigger of the schema
    answer_all(&desk, number);
    assert_true(desk.claim.is_decided);
    assert_int_equal(desk.claim.amount_fen, 1000000);
    assert_int_equal(count_waiting(&desk, bureau(&desk, 52, "税务局")), 0);
    ClaimFile file;
    assert_ok(desk_find(&desk, clerk(&desk), number, &file), desk.error);
    bool is_named = false;
    for (size_t i = 0; i < file.facts.count; i++) {
        if (!str_equal(file.facts.items[i].key, STR("operating_months"))) continue;
        is_named = str_equal(file.facts.items[i].source, STR("由国家税务总局中卫市税务局提供"));
        assert_false(file.facts.items[i].is_stated); // not by the applicant
    }
    assert_true(is_named);
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    assert_false(desk_state_facts(&desk, bureau(&desk, 52, "税务局"), number,
                                  "{\"operating_months\":1}"));
    assert_string_equal(desk.error.code, "WRONG_STATE"); // too late to change one's mind
    desk_close(&desk);
}

static void test_fact_request__may_end_in_refusal(void **state) {
    Desk desk = desk_open(state);
    Str number = waiting_claim(&desk);
    answer_all(&desk, number);
    // A second answer counts, the first is kept.
    assert_ok(desk_state_facts(&desk, bureau(&desk, 52, "税务局"), number,
                               "{\"operating_months\":11}"),
              desk.error);
    assert_int_equal(desk.claim.amount_fen, 0);
    ClaimFile file;
    assert_ok(desk_find(&desk, clerk(&desk), number, &file), desk.error);
    assert_int_equal(file.reason_count, 1);
    assert_str_equal(file.reasons[0].code, "OPERATING_BELOW_12M");
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_false(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""));
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REFUSE, "经营不满一年"),
              desk.error);
    desk_close(&desk);
}

static void test_fact_request__outlives_a_correction(void **state) {
    Desk desk = desk_open(state);
    Str number = waiting_claim(&desk);
    answer_all(&desk, number);
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_RETURN, "请重选群体"), desk.error);
    DeskCall again = {.desk = &desk, .actor = worker(&desk), .text = number,
                      .other_text = STR("{\"category\":\"other_key_group\"}")};
    assert_ok(desk_write(&desk, run_resubmit, &again, &desk.claim), desk.error);
    assert_int_equal(desk.claim.amount_fen, 1000000); // nobody is asked twice
    assert_int_equal(count_waiting(&desk, bureau(&desk, 52, "税务局")), 0);
    desk_close(&desk);
}

// Questions like that of the tax office until `count` wait for it.
static bool run_ask_alike(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    const size_t *count = out;
    for (size_t i = 1; i < *count; i++) {
        AskAlikeIn another = {call->text, str_format(arena, "spare_%zu", i),
                              STR("operating_months")};
        if (!ask_alike(tx, &another, NULL, error)) return false;
    }
    return true;
}

static void test_fact_request__says_that_its_list_is_cut(void **state) {
    for (size_t more = 0; more < 2; more++) {
        Desk desk = desk_open(state);
        size_t count = FACT_REQUEST_ROWS_MAX + more;
        DeskCall call = {.desk = &desk, .text = waiting_claim(&desk)};
        assert_ok(desk_write(&desk, run_ask_alike, &call, &count), desk.error);
        FactRequests waiting = waiting_for(&desk, bureau(&desk, 52, "税务局"));
        assert_int_equal(waiting.count, FACT_REQUEST_ROWS_MAX);
        assert_int_equal(waiting.has_more, more == 1);
        desk_close(&desk);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_fact_request__is_for_departments_alone),
        BOTH(test_fact_request__decides_when_all_have_answered),
        BOTH(test_fact_request__may_end_in_refusal),
        BOTH(test_fact_request__outlives_a_correction),
        BOTH(test_fact_request__says_that_its_list_is_cut),
    };
    return RUN_TESTS(tests);
}
