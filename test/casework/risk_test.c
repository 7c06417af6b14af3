// SPDX-License-Identifier: Apache-2.0
// Protects what a doubt does to a claim: it is held until somebody else has answered, money or not.
#include "desk.h"

#include "casework/risk.h"
#include "test/casework/doubt.sql.c"

// ---- Doing ----

typedef struct RiskCall {
    const Desk *desk;
    Actor actor;
    RiskAnswer answer;
    RiskFilter filter;
    Str number;
    int64_t id;
    Date on;
} RiskCall;

static bool write_call(Desk *desk, StoreFunction *function, const RiskCall *call, void *out) {
    desk->error = (Error){0};
    return store_write(desk->city.store, function, call, out, &desk->city.arena, &desk->error);
}

static bool run_bury(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    (void)out, (void)arena;
    return force_bury(tx, &(ForceBuryIn){call->desk->worker_person, call->on}, NULL, error);
}

static void bury(Desk *desk) {
    RiskCall call = {.desk = desk, .on = desk->today};
    assert_ok(write_call(desk, run_bury, &call, NULL), desk->error);
}

static bool run_force_state(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    (void)out, (void)arena;
    return force_state(tx, &(ForceStateIn){call->number, STR("cleared")}, NULL, error);
}
static bool run_force_answer(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    (void)out, (void)arena;
    ForceAnswerIn row = {call->id, call->actor.account_id, STR("核查过")};
    return force_answer(tx, &row, NULL, error);
}
static bool run_force_sentence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    (void)out, (void)arena;
    return force_sentence(tx, &(ForceSentenceIn){call->id, STR("没有疑点")}, NULL, error);
}
static bool run_force_forget(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    (void)out, (void)arena;
    return force_forget(tx, &(ForceForgetIn){call->id}, NULL, error);
}
static bool run_force_unhold(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    (void)out, (void)arena;
    return force_unhold(tx, &(ForceUnholdIn){call->number}, NULL, error);
}
static bool run_close_units(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in, (void)out, (void)arena;
    return force_close_units(tx, NULL, NULL, error);
}

static bool run_of_claim(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    return risk_of_claim(tx, &call->actor, call->number, arena, out, error);
}

static RiskFindings findings_of(Desk *desk, Str number) {
    RiskFindings findings;
    RiskCall call = {.desk = desk, .actor = reviewer(desk), .number = number};
    assert_ok(write_call(desk, run_of_claim, &call, &findings), desk->error);
    return findings;
}

static bool run_list_risks(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    return risk_list(tx, &call->actor, &call->filter, arena, out, error);
}

static RiskPage risks(Desk *desk, Actor actor, bool is_answered) {
    RiskPage page;
    RiskCall call = {.desk = desk, .actor = actor, .filter = {.is_answered = is_answered}};
    assert_ok(write_call(desk, run_list_risks, &call, &page), desk->error);
    return page;
}

static bool run_risk_answer(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return risk_answer(tx, &call->actor, &context, &call->answer, arena, out, error);
}

static bool answer(Desk *desk, Actor actor, int64_t id, bool is_confirmed, const char *note) {
    Str number;
    RiskCall call = {
        .desk = desk, .actor = actor, .answer = {id, is_confirmed, str_from_c(note)}};
    return write_call(desk, run_risk_answer, &call, &number);
}

static bool run_prove_holds(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return risk_prove(tx, arena, out, error);
}

static RiskProof proof_of(Desk *desk) {
    RiskProof proof;
    assert_ok(write_call(desk, run_prove_holds, NULL, &proof), desk->error);
    return proof;
}

// The worker's claim, accepted; then they die, and it is reviewed.
static Str doubtful(Desk *desk) {
    assert_ok(desk_apply(desk), desk->error);
    Str number = desk->claim.number;
    assert_ok(desk_step(desk, clerk(desk), number, CLAIM_ACCEPT, ""), desk->error);
    bury(desk);
    assert_ok(desk_step(desk, reviewer(desk), number, CLAIM_REVIEW, ""), desk->error);
    assert_true(desk->claim.is_held);
    return number;
}

// ---- At the review ----

static void test_risk__an_honest_claim_is_not_doubted(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    Str number = desk_cleared(&desk);
    assert_int_equal(findings_of(&desk, number).count, 0);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_APPROVED);
    assert_int_equal(findings_of(&desk, number).count, 0);
    desk_close(&desk);
}

static void test_risk__what_is_high_holds_the_claim(void **state) {
    Desk desk = desk_open(state);
    Str number = doubtful(&desk);
    RiskFindings findings = findings_of(&desk, number);
    assert_int_equal(findings.count, 1);
    const RiskFinding *finding = &findings.items[0];
    assert_true(str_equal(finding->code, STR("PERSON_DECEASED")));
    assert_true(finding->is_high && finding->may_answer);
    assert_true(str_equal(finding->rule_file, STR("risk-02-payee-standing.md")));
    assert_true(str_equal(finding->pack_hash, str_from_c(desk.city.pack->hash)));
    assert_true(str_find(finding->facts_json, STR("2023-10-16"), 0) != SIZE_MAX);
    // Nobody publishes it, and no path leads to the money, not even past the program.
    Notice notice;
    DeskCall open = {.desk = &desk, .actor = reviewer(&desk), .index = 5};
    assert_false(desk_write(&desk, run_open, &open, &notice));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    RiskCall force = {.desk = &desk, .number = number};
    assert_false(write_call(&desk, run_force_state, &force, NULL));
    assert_string_equal(desk.error.code, "CHECK:application_not_paid_while_held");
    assert_int_equal(proof_of(&desk).findings, 1);
    assert_int_equal(proof_of(&desk).faults, 0);
    desk_close(&desk);
}

static void test_risk__is_seen_in_its_county_alone(void **state) {
    Desk desk = desk_open(state);
    Str number = doubtful(&desk);
    RiskPage page = risks(&desk, reviewer(&desk), false);
    assert_int_equal(page.findings.count, 1);
    assert_int_equal(page.open_high, 1);
    assert_int_equal(risks(&desk, reviewer(&desk), true).findings.count, 0);
    Actor elsewhere = desk_actor(&desk, 31, ROLE_COUNTY_REVIEWER, "640521");
    page = risks(&desk, elsewhere, false);
    assert_int_equal(page.findings.count, 0);
    assert_int_equal(page.open, 0);
    int64_t id = findings_of(&desk, number).items[0].id;
    assert_false(answer(&desk, elsewhere, id, false, "不是我的"));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    Actor head = desk_actor(&desk, 60, ROLE_LEADING_HEAD, "");
    RiskCall call = {.desk = &desk, .actor = head};
    assert_false(write_call(&desk, run_list_risks, &call, &page));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    desk_close(&desk);
}

// ---- Answers ----

static void test_risk__is_answered_by_another(void **state) {
    Desk desk = desk_open(state);
    Str number = doubtful(&desk);
    int64_t id = findings_of(&desk, number).items[0].id;
    assert_false(answer(&desk, clerk(&desk), id, false, "没事"));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    Actor accepter = reviewer(&desk);
    accepter.account_id = clerk(&desk).account_id;
    assert_code(&desk, answer(&desk, accepter, id, false, "没事"), "SAME_PERSON");
    RiskCall force = {.desk = &desk, .actor = accepter, .id = id};
    assert_false(write_call(&desk, run_force_answer, &force, NULL));
    assert_string_equal(desk.error.code, "CHECK:risk_finding_answerer_is_another");
    assert_code(&desk, answer(&desk, reviewer(&desk), id, false, " "), "NOTE_MISSING");
    assert_ok(answer(&desk, reviewer(&desk), id, false, "同名同姓，公安已更正"), desk.error);
    assert_code(&desk, answer(&desk, reviewer(&desk), id, true, "又一次"), "ANSWERED");
    // What was found and answered stays as it is.
    assert_false(write_call(&desk, run_force_sentence, &force, NULL));
    assert_string_equal(desk.error.code, "RULE:risk_finding_is_answered_once");
    assert_false(write_call(&desk, run_force_forget, &force, NULL));
    assert_string_equal(desk.error.code, "RULE:risk_finding_is_kept");
    RiskPage page = risks(&desk, reviewer(&desk), true);
    assert_int_equal(page.findings.count, 1);
    assert_true(str_equal(page.findings.items[0].state, STR("cleared")));
    desk_close(&desk);
}

static void test_risk__is_answered_by_another_person_not_only_another_account(void **state) {
    Desk desk = desk_open(state);
    Actor accepting = held_by(&desk, clerk(&desk), "clerk", ONE);
    Actor same = held_by(&desk, reviewer(&desk), "reviewer", ONE);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, accepting, number, CLAIM_ACCEPT, ""), desk.error);
    bury(&desk);
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    int64_t id = findings_of(&desk, number).items[0].id;
    assert_code(&desk, answer(&desk, same, id, false, "没事"), "SAME_PERSON");
    assert_ok(answer(&desk, reviewer(&desk), id, false, "核查过"), desk.error);
    desk_close(&desk);
}

static void test_risk__cleared_the_claim_goes_on_and_it_is_not_found_again(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    Str number = doubtful(&desk);
    assert_ok(answer(&desk, reviewer(&desk), findings_of(&desk, number).items[0].id, false,
                     "公安已更正"),
              desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_REVIEWED);
    desk.today = desk_notice(&desk).closes_on + 1;
    assert_int_equal(desk_close_due(&desk), 1);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_APPROVED);
    assert_int_equal(findings_of(&desk, number).count, 1);
    assert_int_equal(proof_of(&desk).faults, 0);
    desk_close(&desk);
}

static void test_risk__confirmed_the_claim_is_refused(void **state) {
    Desk desk = desk_open(state);
    Str number = doubtful(&desk);
    assert_ok(answer(&desk, reviewer(&desk), findings_of(&desk, number).items[0].id, true,
                     "家属确认已去世"),
              desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_REFUSED);
    assert_true(worker_was_told(&desk, "家属确认已去世"));
    assert_int_equal(proof_of(&desk).faults, 0);
    RiskCall force = {.desk = &desk, .number = number};
    assert_ok(write_call(&desk, run_force_unhold, &force, NULL), desk.error);
    RiskProof proof = proof_of(&desk); // verify says so
    assert_int_equal(proof.faults, 1);
    assert_true(str_find(proof.first_fault, number, 0) != SIZE_MAX);
    desk_close(&desk);
}

static bool run_public_post(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RiskCall *call = in;
    (void)out, (void)arena;
    ForcePublicPostIn post = {call->desk->worker_person, day(20231001)};
    return force_public_unit(tx, NULL, NULL, error) && force_public_post(tx, &post, NULL, error);
}

static void test_risk__what_is_normal_is_shown_and_holds_nothing(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(write_call(&desk, run_public_post, &(RiskCall){.desk = &desk}, NULL), desk.error);
    desk_clear(&desk, number);
    RiskFindings findings = findings_of(&desk, number);
    assert_int_equal(findings.count, 1);
    assert_true(str_equal(findings.items[0].code, STR("PUBLIC_EMPLOYEE")));
    assert_false(findings.items[0].is_high);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_APPROVED);
    // Too late to refuse it: the answer does not pretend.
    int64_t id = findings.items[0].id;
    assert_code(&desk, answer(&desk, reviewer(&desk), id, true, "是公务员"), "WRONG_STATE");
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_CANCEL, "核查公职"), desk.error);
    assert_false(answer(&desk, reviewer(&desk), id, true, "是公务员")); // finance refuses it now
    assert_ok(answer(&desk, reviewer(&desk), id, false, "编外人员"), desk.error);
    assert_int_equal(proof_of(&desk).faults, 0);
    desk_close(&desk);
}

// ---- Before the money ----

static void test_risk__is_looked_for_again_before_the_money(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    Str number = desk_cleared(&desk);
    bury(&desk);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_true(desk.claim.is_held);
    assert_int_equal(desk_state(&desk, number), CLAIM_NOTICED); // taken back, not approved
    assert_int_equal(desk_budget(&desk).reserved_fen, 0);
    assert_int_equal(desk_close_due(&desk), 0); // the clock does not let it go either
    assert_code(&desk, desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), "WRONG_STATE");
    int64_t id = findings_of(&desk, number).items[0].id;
    assert_ok(answer(&desk, reviewer(&desk), id, false, "公安已更正"), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_CLEARED);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_int_equal(desk_budget(&desk).reserved_fen, 80000);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

static bool run_approve_one(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_approve_all(tx, &call->actor, &context, &call->text, 1, arena, out, error);
}

static void test_risk__a_list_with_a_doubt_is_not_approved(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    Str number = desk_cleared(&desk);
    bury(&desk);
    Approval approval;
    DeskCall call = {.desk = &desk, .actor = finance(&desk), .text = number};
    assert_ok(desk_write(&desk, run_approve_one, &call, &approval), desk.error);
    assert_int_equal(approval.total_fen, 0);
    assert_int_equal(approval.held_count, 1);
    assert_true(str_equal(approval.held[0], number));
    assert_int_equal(desk_state(&desk, number), CLAIM_NOTICED);
    desk_close(&desk);
}

static void test_risk__a_corrected_account_is_looked_at(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_failed(&desk);
    bury(&desk);
    DeskCall fix = desk_fix(&desk, cashier(&desk), number);
    assert_ok(desk_write(&desk, run_fix, &fix, &desk.claim), desk.error);
    assert_true(desk.claim.is_held);
    assert_int_equal(desk_state(&desk, number), CLAIM_FAILED);
    assert_code(&desk, desk_write(&desk, run_fix, &fix, &desk.claim), "HELD_BY_OBJECTION");
    int64_t id = findings_of(&desk, number).items[0].id;
    assert_ok(answer(&desk, reviewer(&desk), id, false, "公安已更正"), desk.error);
    assert_ok(desk_write(&desk, run_fix, &fix, &desk.claim), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_APPROVED);
    assert_int_equal(proof_of(&desk).faults, 0);
    desk_close(&desk);
}

// ---- Batches ----

static void test_risk__rows_of_a_batch_are_looked_at_first(void **state) {
    Desk desk = desk_open(state);
    Actor actor = desk_actor(&desk, 23, ROLE_COUNTY_CLERK, "640521");
    Batch honest, doubted;
    assert_ok(desk_batch_match(&desk, actor, 24, "640521", &honest), desk.error);
    assert_true(honest.counts[BATCH_PAYABLE] > 0);
    assert_ok(write_call(&desk, run_close_units, NULL, NULL), desk.error);
    actor.today++;
    assert_ok(desk_batch_match(&desk, actor, 24, "640521", &doubted), desk.error);
    assert_int_equal(doubted.counts[BATCH_PAYABLE], 0);
    assert_int_equal(doubted.counts[BATCH_LOOK],
                     honest.counts[BATCH_PAYABLE] + honest.counts[BATCH_LOOK]);
    DeskCall rows = {.desk = &desk, .actor = actor, .text = doubted.number, .index = BATCH_LOOK};
    assert_ok(desk_read(&desk, run_batch_find, &rows, &doubted), desk.error);
    assert_true(doubted.row_count > 0);
    assert_true(str_find(doubted.rows[0].codes, STR("UNIT_CLOSED"), 0) != SIZE_MAX);
    assert_true(str_find(doubted.rows[0].sentences, STR("单位已经注销"), 0) != SIZE_MAX);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_risk__an_honest_claim_is_not_doubted),
        BOTH(test_risk__what_is_high_holds_the_claim),
        BOTH(test_risk__is_seen_in_its_county_alone),
        BOTH(test_risk__is_answered_by_another),
        BOTH(test_risk__is_answered_by_another_person_not_only_another_account),
        BOTH(test_risk__cleared_the_claim_goes_on_and_it_is_not_found_again),
        BOTH(test_risk__confirmed_the_claim_is_refused),
        BOTH(test_risk__what_is_normal_is_shown_and_holds_nothing),
        BOTH(test_risk__is_looked_for_again_before_the_money),
        BOTH(test_risk__a_list_with_a_doubt_is_not_approved),
        BOTH(test_risk__a_corrected_account_is_looked_at),
        BOTH(test_risk__rows_of_a_batch_are_looked_at_first),
    };
    return RUN_TESTS(tests);
}
