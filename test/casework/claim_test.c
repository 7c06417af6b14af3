// SPDX-License-Identifier: Apache-2.0
// Protects the way of a claim to the money, and everything that must stand in its way.
#include "../fund/raw.h"
#include "desk.h"

#include <pthread.h>

#include "publish/fact_view.h"

// ---- The whole way ----

static void test_claim__goes_from_submitted_to_paid(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_true(str_equal(number, STR("ZW-2023-05-000001")));
    assert_int_equal(desk.claim.state, CLAIM_SUBMITTED);
    assert_int_equal(desk.claim.amount_fen, 80000);
    assert_int_equal(desk.claim.due_on, day(20231023)); // five working days
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    Notice notice = desk_notice(&desk);
    assert_int_equal(notice.closes_on, day(20231023));
    assert_int_equal(notice.item_count, 1);
    assert_true(str_equal(notice.items[0].masked_name, STR("王*")) ||
                str_starts_with(notice.items[0].masked_name, STR("王")));
    desk.today = notice.closes_on; // the last day still counts
    assert_int_equal(desk_close_due(&desk), 0);
    desk.today++;
    assert_int_equal(desk_close_due(&desk), 1);
    assert_int_equal(desk_close_due(&desk), 0); // once
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_int_equal(desk_budget(&desk).reserved_fen, 80000);
    PaymentFile file = desk_release(&desk);
    assert_int_equal(desk_state(&desk, number), CLAIM_PAYING);
    ReturnResult result;
    assert_ok(desk_return(&desk, &file, true, &result), desk.error);
    assert_int_equal(result.paid_fen, 80000);
    assert_int_equal(desk_state(&desk, number), CLAIM_PAID);
    Budget budget = desk_budget(&desk);
    assert_int_equal(budget.paid_fen, 80000);
    assert_int_equal(budget.reserved_fen, 0);
    assert_int_equal(budget.available_fen, DESK_BUDGET_FEN - 80000);
    assert_true(worker_was_told(&desk, "已拨 800.00 元"));
    assert_true(worker_was_told(&desk, "正在公示"));
    assert_ledger_holds(&desk);
    // The bank says the same again: nothing more moves.
    assert_ok(desk_return(&desk, &file, true, &result), desk.error);
    assert_true(result.items[0].is_repeat);
    assert_int_equal(desk_budget(&desk).paid_fen, 80000);
    desk_close(&desk);
}

static void test_claim__keeps_what_it_was_decided_on(void **state) {
    Desk desk = desk_open(state);
    ClaimFile file;
    assert_ok(desk_apply(&desk), desk.error);
    assert_ok(desk_find(&desk, clerk(&desk), desk.claim.number, &file), desk.error);
    assert_true(str_equal(file.pack_hash, str_from_c(desk.city.pack->hash)));
    assert_int_equal(file.reason_count, 0);
    bool has_months = false;
    for (size_t i = 0; i < file.facts.count; i++) {
        assert_false(str_is_empty(file.facts.items[i].source));
        if (str_equal(file.facts.items[i].name, STR("外出务工整月数"))) {
            has_months = str_equal(file.facts.items[i].value, STR("7"));
        }
    }
    assert_true(has_months);
    assert_int_equal(file.history_count, 1);
    desk_close(&desk);
}

// ---- Four hands ----

static void test_claim__needs_different_hands(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    // The applicant's own account, whatever role it were in.
    Actor own = clerk(&desk);
    own.account_id = 10;
    assert_code(&desk, desk_step(&desk, own, number, CLAIM_ACCEPT, ""), "SAME_PERSON");
    assert_int_equal(desk_state(&desk, number), CLAIM_SUBMITTED);
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    Actor same = reviewer(&desk);
    same.account_id = clerk(&desk).account_id;
    assert_code(&desk, desk_step(&desk, same, number, CLAIM_REVIEW, ""), "SAME_PERSON");
    assert_int_equal(desk_state(&desk, number), CLAIM_ACCEPTED);
    ClaimFile file;
    assert_ok(desk_find(&desk, same, number, &file), desk.error);
    assert_int_equal(file.history_count, 2); // the refused step left none
    for (size_t i = 0; i < file.action_count; i++) {
        assert_int_not_equal(file.actions[i], CLAIM_REVIEW); // no button that would be refused
    }
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    desk.today = desk_notice(&desk).closes_on + 1;
    assert_int_equal(desk_close_due(&desk), 1);
    int64_t hands[] = {clerk(&desk).account_id, reviewer(&desk).account_id, 10};
    for (size_t i = 0; i < 3; i++) {
        Actor actor = finance(&desk);
        actor.account_id = hands[i];
        assert_code(&desk, desk_step(&desk, actor, number, CLAIM_APPROVE, ""), "SAME_PERSON");
    }
    assert_int_equal(desk_budget(&desk).reserved_fen, 0);
    desk_close(&desk);
}

// Finance takes its approval back while no payment file holds it: the money is free again and the
// claim may be approved or refused.
static void test_claim__approval_is_cancelled(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    Str number = desk_cleared(&desk);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    int64_t reserved = desk_budget(&desk).reserved_fen;
    assert_true(reserved > 0);
    assert_false(desk_step(&desk, finance(&desk), number, CLAIM_CANCEL, " "));
    assert_int_equal(desk.error.kind, ERROR_INVALID); // why must be said
    assert_false(desk_step(&desk, reviewer(&desk), number, CLAIM_CANCEL, "不是财政"));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_CANCEL, "账户要核实"), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_CLEARED);
    assert_int_equal(desk_budget(&desk).reserved_fen, 0);
    assert_true(worker_was_told(&desk, "资金审批已撤销，要重新审批：账户要核实"));
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_int_equal(desk_budget(&desk).reserved_fen, reserved);
    desk_release(&desk);
    assert_code(&desk, desk_step(&desk, finance(&desk), number, CLAIM_CANCEL, "太迟了"),
                "WRONG_STATE");
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

static void test_claim__of_the_counter_is_reviewed_by_another(void **state) {
    Desk desk = desk_open(state);
    ClaimSubmission submission = {
        .policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID), .at_counter = true};
    assert_ok(desk_submit(&desk, clerk(&desk), &submission), desk.error);
    assert_true(str_equal(desk.claim.channel, STR("counter")));
    Str number = desk.claim.number;
    Actor colleague = clerk(&desk);
    colleague.account_id = 21;
    assert_ok(desk_step(&desk, colleague, number, CLAIM_ACCEPT, ""), desk.error);
    Actor same = reviewer(&desk);
    same.account_id = clerk(&desk).account_id;
    assert_code(&desk, desk_step(&desk, same, number, CLAIM_REVIEW, ""), "SAME_PERSON");
    desk_close(&desk);
}

static void test_claim__steps_belong_to_roles(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_false(desk_step(&desk, reviewer(&desk), number, CLAIM_ACCEPT, ""));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_false(desk_step(&desk, worker(&desk), number, CLAIM_ACCEPT, ""));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_code(&desk, desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), "WRONG_STATE");
    assert_false(desk_step(&desk, clerk(&desk), number, CLAIM_RETURN, "  "));
    assert_int_equal(desk.error.kind, ERROR_INVALID); // what is missing must be said
    assert_int_equal(desk_state(&desk, number), CLAIM_SUBMITTED);
    desk_close(&desk);
}

// ---- Once a year ----

static void test_claim__second_in_the_year_is_refused(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str first = desk.claim.number;
    assert_code(&desk, desk_apply(&desk), "ALREADY_CLAIMED");
    assert_true(str_find(str_from_c(desk.error.detail), first, 0) != SIZE_MAX);
    ClaimSubmission counter = {
        .policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID), .at_counter = true};
    assert_code(&desk, desk_submit(&desk, clerk(&desk), &counter), "ALREADY_CLAIMED");
    // Withdrawing gives the entitlement back, and so does a refusal.
    assert_ok(desk_withdraw(&desk, worker(&desk), first), desk.error);
    assert_ok(desk_apply(&desk), desk.error);
    Str second = desk.claim.number;
    assert_false(str_equal(first, second));
    assert_ok(desk_step(&desk, clerk(&desk), second, CLAIM_REFUSE, "合同是伪造的"), desk.error);
    assert_true(worker_was_told(&desk, "合同是伪造的"));
    assert_ok(desk_apply(&desk), desk.error);
    assert_int_equal(desk_state(&desk, first), CLAIM_WITHDRAWN);
    assert_int_equal(desk_state(&desk, second), CLAIM_REFUSED);
    desk_close(&desk);
}

// ---- Stages ----

#define BATCH_DIVISION "350582" // twenty workers from 1 March to 31 May at 3200 yuan

static bool roster_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    FactRange range = fact_range_page(arena, (Str){0}, (Str){0}, 0, *(const Date *)in);
    return fact_view_load(tx, fact_view_find(STR("roster")), &range, arena, out, error);
}

// The batch of workers that an intermediary sent there.
static const FactSubject *roster_of(Desk *desk) {
    FactRows rows;
    Error error = {0};
    assert_ok(store_read(desk->city.store, roster_read, &desk->today, &rows, &desk->city.arena,
                         &error),
              error);
    size_t column = fact_view_column(rows.view, STR("work_division"));
    for (size_t row = 0; row < rows.count; row++) {
        FeelValue value = feel_column_get(&rows.columns[column], row);
        if (str_equal(value.string, STR(BATCH_DIVISION))) return &rows.subjects[row];
    }
    fail();
    return NULL;
}

static bool claim_batch(Desk *desk, int today, const FactSubject *batch) {
    desk->today = boundary_date(today);
    Actor agency = desk_actor(desk, 12, ROLE_ORG_HR, "");
    agency.scope.uscc = batch->uscc;
    ClaimSubmission submission = {
        .policy_number = 3, .subject_key = batch->key,
        .account = {STR("29100001040001234"), STR("中国农业银行海原县支行"),
                    STR("海原县顺达人力资源有限公司（合成）")}};
    return desk_submit(desk, agency, &submission);
}

// A batch is paid once for each stage it reaches, and never more than the stage is worth.
static void test_claim__tops_up_from_stage_to_stage(void **state) {
    Desk desk = desk_open(state);
    const FactSubject *batch = roster_of(&desk);
    assert_ok(claim_batch(&desk, 20230415, batch), desk.error);
    assert_int_equal(desk.claim.amount_fen, 200000); // a month: 100 yuan each
    assert_false(claim_batch(&desk, 20230420, batch)); // nobody came further
    assert_ok(claim_batch(&desk, 20230610, batch), desk.error);
    assert_int_equal(desk.claim.amount_fen, 200000); // three months: 200 yuan each
    Str second = desk.claim.number;
    assert_false(claim_batch(&desk, 20230920, batch)); // they left after three
    desk.today = boundary_date(20230610);
    Actor agency = desk_actor(&desk, 12, ROLE_ORG_HR, "");
    agency.scope.uscc = batch->uscc;
    assert_ok(desk_withdraw(&desk, agency, second), desk.error);
    assert_ok(claim_batch(&desk, 20230610, batch), desk.error);
    assert_int_equal(desk.claim.amount_fen, 200000);
    desk_close(&desk);
}

static void test_claim__with_the_same_key_is_one(void **state) {
    Desk desk = desk_open(state);
    ClaimSubmission submission = {.policy_number = 5,
                                  .subject_key = STR(JOURNEY_MIGRANT_ID),
                                  .request_key = STR("account 10:abc")};
    assert_ok(desk_submit(&desk, worker(&desk), &submission), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_submit(&desk, worker(&desk), &submission), desk.error);
    assert_true(str_equal(desk.claim.number, number));
    submission.account.bank_name = STR("别的银行");
    assert_code(&desk, desk_submit(&desk, worker(&desk), &submission), "KEY_REUSED");
    desk_close(&desk);
}

#define TWINS 6

typedef struct Twin {
    Desk *desk;
    Arena arena;
    Str number;
} Twin;

static void *submit_twin(void *argument) {
    Twin *twin = argument;
    CaseContext context = desk_case(twin->desk);
    Actor actor = worker(twin->desk);
    ClaimSubmission submission = {.policy_number = 5,
                                  .subject_key = STR(JOURNEY_MIGRANT_ID),
                                  .request_key = STR("account 10:twins")};
    Error error = {0};
    Claim claim;
    assert_ok(claim_apply(twin->desk->city.store, &actor, &context, &submission, &twin->arena,
                          &claim, &error),
              error);
    twin->number = claim.number;
    return NULL;
}

// Each of them finds ahead that the key is new, and one of them is right.
static void test_claim__with_the_same_key_at_once_is_one(void **state) {
    Desk desk = desk_open(state);
    Twin twins[TWINS] = {0};
    pthread_t threads[TWINS];
    for (int i = 0; i < TWINS; i++) {
        twins[i].desk = &desk;
        pthread_create(&threads[i], NULL, submit_twin, &twins[i]);
    }
    for (int i = 0; i < TWINS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(str_equal(twins[i].number, twins[0].number));
    }
    for (int i = 0; i < TWINS; i++) arena_release(&twins[i].arena);
    desk_close(&desk);
}

// ---- Decided ahead ----

static bool run_foresee(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    AssessmentIn query = {.pack = call->desk->city.pack,
                          .policy_number = call->submission.policy_number,
                          .subject_key = call->submission.subject_key,
                          .on = call->desk->today};
    return assess_subject(tx, &query, arena, out, error);
}

// Decided for the worker's claim of item 5, and then given another amount: a claim that gets it was
// not decided again.
static Assessment foreseen_marked(Desk *desk, ClaimSubmission *submission) {
    Assessment foreseen;
    *submission = (ClaimSubmission){.policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID)};
    DeskCall call = {.desk = desk, .submission = *submission};
    assert_ok(desk_read(desk, run_foresee, &call, &foreseen), desk->error);
    assert_int_equal(foreseen.parts[0].amount_fen, 80000);
    foreseen.parts[0].amount_fen = 70000;
    return foreseen;
}

static void test_claim__takes_what_was_decided_ahead(void **state) {
    Desk desk = desk_open(state);
    ClaimSubmission submission;
    ClaimFile file;
    Assessment foreseen = foreseen_marked(&desk, &submission);
    submission.foreseen = &foreseen;
    assert_ok(desk_submit_foreseen(&desk, worker(&desk), &submission), desk.error);
    assert_int_equal(desk.claim.amount_fen, 70000);
    Claim made = desk.claim;
    assert_ok(desk_find(&desk, worker(&desk), made.number, &file), desk.error);
    assert_int_equal(file.claim.amount_fen, 70000);
    assert_int_equal(file.claim.state, made.state);
    assert_int_equal(file.claim.due_on, made.due_on);
    assert_true(str_equal(file.claim.applicant_name, made.applicant_name));
    assert_true(str_equal(file.claim.account.account_number, made.account.account_number));
    assert_true(str_equal(file.claim.fund_name, made.fund_name));
    assert_true(file.facts.count > 0);
    desk_close(&desk);
}

static void test_claim__decides_again_what_was_granted_since(void **state) {
    Desk desk = desk_open(state);
    ClaimSubmission submission;
    Assessment foreseen = foreseen_marked(&desk, &submission);
    assert_ok(desk_apply(&desk), desk.error);
    Str first = desk.claim.number;
    submission.foreseen = &foreseen;
    assert_false(desk_submit_foreseen(&desk, worker(&desk), &submission));
    assert_string_equal(desk.error.code, "ALREADY_CLAIMED");
    assert_non_null(strstr(desk.error.detail, str_to_c(&desk.city.arena, first)));
    desk_close(&desk);
}

static void test_claim__decides_again_on_another_day(void **state) {
    Desk desk = desk_open(state);
    ClaimSubmission submission;
    Assessment foreseen = foreseen_marked(&desk, &submission);
    submission.foreseen = &foreseen;
    desk.today++;
    assert_ok(desk_submit_foreseen(&desk, worker(&desk), &submission), desk.error);
    assert_int_equal(desk.claim.amount_fen, 80000);
    desk_close(&desk);
}

static void test_claim__is_only_for_ones_own(void **state) {
    Desk desk = desk_open(state);
    ClaimSubmission submission = {.policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID)};
    Actor other = worker(&desk);
    other.scope.person_id = person_id_of(&desk.city, JOURNEY_GRADUATE_ID);
    assert_false(desk_submit(&desk, other, &submission));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    submission.at_counter = true;
    Actor elsewhere = desk_actor(&desk, 22, ROLE_COUNTY_CLERK, "640521");
    assert_false(desk_submit(&desk, elsewhere, &submission));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    submission.at_counter = false;
    submission.account = (PayeeAccount){STR("6217998710000000002"), STR("宁夏银行"), STR("张三")};
    assert_false(desk_submit(&desk, worker(&desk), &submission));
    assert_int_equal(desk.error.kind, ERROR_INVALID); // another's account
    desk_close(&desk);
}

// ---- Correction ----

static void test_claim__comes_back_for_correction(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_RETURN, "缺：合同、工资流水"),
              desk.error);
    assert_true(worker_was_told(&desk, "缺：合同、工资流水"));
    DeskCall call = {
        .desk = &desk, .actor = worker(&desk), .text = number, .other_text = STR("{}")};
    assert_ok(desk_write(&desk, run_resubmit, &call, &desk.claim), desk.error);
    assert_int_equal(desk.claim.state, CLAIM_SUBMITTED);
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    ClaimFile file;
    assert_ok(desk_find(&desk, worker(&desk), number, &file), desk.error);
    assert_int_equal(file.history_count, 4);
    desk_close(&desk);
}

// ---- Objections ----

static void test_claim__is_held_while_an_objection_is_open(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    Notice notice = desk_notice(&desk);
    assert_false(desk_object(&desk, notice.number, 2, "没有这一行"));
    assert_false(desk_object(&desk, notice.number, 1, "  "));
    assert_ok(desk_object(&desk, notice.number, 1, "他没有外出务工"), desk.error);
    desk.today = notice.closes_on + 1;
    assert_int_equal(desk_close_due(&desk), 0);
    assert_int_equal(desk_state(&desk, number), CLAIM_NOTICED);
    assert_false(desk_object(&desk, notice.number, 1, "太晚了"));
    assert_int_equal(desk.error.kind, ERROR_CONFLICT);
    assert_ok(desk_answer(&desk, false), desk.error);
    assert_code(&desk, desk_answer(&desk, false), "ANSWERED");
    assert_int_equal(desk_close_due(&desk), 1);
    assert_int_equal(desk_state(&desk, number), CLAIM_CLEARED);
    desk_close(&desk);
}

static void test_claim__ends_when_an_objection_is_upheld(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    Notice notice = desk_notice(&desk);
    assert_ok(desk_object(&desk, notice.number, 1, "他没有外出务工"), desk.error);
    assert_ok(desk_answer(&desk, true), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_REFUSED);
    assert_ok(desk_apply(&desk), desk.error); // the entitlement came back
    desk_close(&desk);
}

// ---- Money ----

static void test_claim__bounces_and_is_paid_to_another_account(void **state) {
    Desk desk = desk_open(state);
    ReturnResult result;
    Str number = desk_failed(&desk);
    assert_int_equal(desk_budget(&desk).available_fen, DESK_BUDGET_FEN);
    DeskCall fix = desk_fix(&desk, finance(&desk), number);
    Str holder = fix.account.holder_name;
    fix.account.account_number = STR("6217998710000000011");
    assert_code(&desk, desk_write(&desk, run_fix, &fix, &desk.claim), "ACCOUNT_WRONG");
    fix.account.account_number = STR("6217998710000000002");
    fix.account.holder_name = STR("张三");
    assert_code(&desk, desk_write(&desk, run_fix, &fix, &desk.claim), "HOLDER_DIFFERS");
    fix.account.holder_name = holder;
    assert_ok(desk_write(&desk, run_fix, &fix, &desk.claim), desk.error);
    assert_int_equal(desk_budget(&desk).reserved_fen, 80000);
    PaymentFile file = desk_release(&desk);
    assert_ok(desk_return(&desk, &file, true, &result), desk.error);
    ClaimFile after;
    assert_ok(desk_find(&desk, finance(&desk), number, &after), desk.error);
    assert_int_equal(after.claim.state, CLAIM_PAID);
    assert_int_equal(after.payments.count, 2);
    assert_int_equal(desk_budget(&desk).paid_fen, 80000);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

static void test_claim__over_budget_moves_nothing(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, 79999, "one fen short");
    Str number = desk_cleared(&desk);
    assert_code(&desk, desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), "OVER_BUDGET");
    assert_int_equal(desk_state(&desk, number), CLAIM_CLEARED);
    assert_int_equal(desk_budget(&desk).available_fen, 79999);
    desk_allot(&desk, 1, "the fen");
    // The same claim twice in one approval: all or none.
    Approval total;
    DeskCall twice = {
        .desk = &desk, .actor = finance(&desk), .text = number, .other_text = number};
    assert_code(&desk, desk_write(&desk, run_approve_all, &twice, &total), "WRONG_STATE");
    assert_int_equal(desk_state(&desk, number), CLAIM_CLEARED);
    assert_int_equal(desk_budget(&desk).available_fen, 80000);
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    assert_int_equal(desk_budget(&desk).available_fen, 0);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// ---- Who sees what ----

static void test_claim__is_not_there_for_another_county(void **state) {
    Desk desk = desk_open(state);
    ClaimFile file;
    ClaimPage page;
    assert_ok(desk_apply(&desk), desk.error);
    Actor elsewhere = desk_actor(&desk, 22, ROLE_COUNTY_CLERK, "640521");
    assert_false(desk_find(&desk, elsewhere, desk.claim.number, &file));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    Str number = desk.claim.number;
    assert_false(desk_step(&desk, elsewhere, number, CLAIM_ACCEPT, ""));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    DeskCall search = {.desk = &desk,
                       .actor = elsewhere,
                       .filter = {.search = STR(JOURNEY_MIGRANT_ID)}};
    assert_ok(desk_read(&desk, run_list, &search, &page), desk.error);
    assert_int_equal(page.total, 0);
    search.actor = clerk(&desk);
    assert_ok(desk_read(&desk, run_list, &search, &page), desk.error);
    assert_int_equal(page.total, 1);
    assert_int_equal(page.total_fen, 80000);
    Actor head = desk_actor(&desk, 50, ROLE_LEADING_HEAD, "");
    assert_false(desk_find(&desk, head, number, &file));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    desk_close(&desk);
}

static bool run_counter(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return counter_find(tx, &call->actor, &context, call->text, arena, out, error);
}

static void test_counter__finds_people_of_the_county_alone(void **state) {
    Desk desk = desk_open(state);
    CounterSubject subject;
    DeskCall call = {.desk = &desk, .actor = clerk(&desk), .text = STR(JOURNEY_MIGRANT_ID)};
    assert_ok(desk_write(&desk, run_counter, &call, &subject), desk.error);
    assert_true(subject.is_found);
    assert_true(subject.assessments.count > 0);
    call.actor = desk_actor(&desk, 22, ROLE_COUNTY_CLERK, "640521");
    assert_ok(desk_write(&desk, run_counter, &call, &subject), desk.error);
    assert_false(subject.is_found);
    call.text = STR("640522199910100411"); // checksum
    assert_false(desk_write(&desk, run_counter, &call, &subject));
    assert_int_equal(desk.error.kind, ERROR_INVALID);
    desk_close(&desk);
}

// Pages of one row, by the key of the row before, give every claim once and in order of its date.
static void test_claim__work_comes_by_due_date(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str older = desk.claim.number;
    assert_ok(desk_withdraw(&desk, worker(&desk), older), desk.error);
    assert_ok(desk_apply(&desk), desk.error);
    DeskCall call = {.desk = &desk,
                     .actor = clerk(&desk),
                     .filter = {.only_mine_to_do = true, .row_count = 1}};
    ClaimPage page;
    assert_ok(desk_read(&desk, run_list, &call, &page), desk.error);
    assert_int_equal(page.total, 1); // what was withdrawn is nobody's work
    assert_false(page.has_more);
    call.filter = (ClaimFilter){.row_count = 1};
    assert_ok(desk_read(&desk, run_list, &call, &page), desk.error);
    assert_int_equal(page.total, 2);
    assert_true(page.has_more);
    assert_false(str_equal(page.claims.items[0].number, older));
    call.filter.after_number = page.claims.items[0].number;
    assert_ok(desk_read(&desk, run_list, &call, &page), desk.error);
    assert_false(page.has_more);
    assert_true(str_equal(page.claims.items[0].number, older));
    desk_close(&desk);
}

// 1,200 claims like the first, in two counties, a third of them due on the same day.
static void multiply_claims(void **state) {
    Raw raw = raw_open(*state);
    raw_must(&raw, "INSERT INTO entitlement (policy_number, measure, subject_kind, subject_key,"
                   " period, stage, person_id, amount_fen, granted_on, claim_number, is_void, division_code,"
                   " source, data_date)"
                   " WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series"
                   " WHERE n < 1200)"
                   " SELECT policy_number, measure, subject_kind, subject_key, period,"
                   " CAST(1000 + n AS TEXT), person_id, amount_fen, granted_on,"
                   " 'ZW-2024-05-' || (1000 + n), 0,"
                   " CASE WHEN n % 50 = 0 THEN '640521' ELSE division_code END, source, data_date"
                   " FROM entitlement, series WHERE claim_number IS NOT NULL");
    raw_must(&raw, "INSERT INTO application (number, policy_number, policy_title, measure,"
                   " measure_name, fund_key, subject_kind, subject_key, subject_label, period,"
                   " stage, person_id, payee_key, applicant_name, division_code, channel, state, held_count,"
                   " amount_fen, account_number, bank_name, holder_name, entitlement_id,"
                   " submitted_by, submitted_on, due_on, version)"
                   " SELECT granted.claim_number, it.policy_number, policy_title, it.measure,"
                   " measure_name, fund_key, it.subject_kind, it.subject_key, subject_label,"
                   " it.period, granted.stage, it.person_id, payee_key, applicant_name, granted.division_code,"
                   " channel, state, 0, it.amount_fen, account_number, bank_name, holder_name,"
                   " granted.id, submitted_by, submitted_on, CASE CAST(granted.stage AS BIGINT) % 3"
                   " WHEN 0 THEN '2023-10-20' WHEN 1 THEN '2023-10-19' END, 0"
                   " FROM application it, entitlement granted"
                   " WHERE granted.claim_number LIKE 'ZW-2024%'");
    raw_close(&raw);
}

// A list pages through more claims than it counts, and gives each of the county once, in order.
static void test_claim__lists_page_beyond_what_they_count(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    multiply_claims(state);
    ClaimFilter filters[] = {{.only_mine_to_do = true},
                             {.state = STR("submitted")},
                             {.policy_number = 5},
                             {.search = STR(JOURNEY_MIGRANT_ID)},
                             {0}};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        DeskCall call = {.desk = &desk, .actor = clerk(&desk), .filter = filters[i]};
        size_t seen = 0;
        Str last = STR(""), last_due = STR("");
        ClaimPage page = {.has_more = true};
        while (page.has_more) {
            assert_ok(desk_read(&desk, run_list, &call, &page), desk.error);
            assert_int_equal(page.total, CLAIM_COUNT_MAX);
            assert_false(page.is_counted);
            for (size_t j = 0; j < page.claims.count; j++) {
                const Claim *claim = &page.claims.items[j];
                Date on = claim->due_on == DATE_ABSENT ? claim->submitted_on : claim->due_on;
                Str due = date_to_str(&desk.city.arena, on);
                int order = call.filter.only_mine_to_do ? str_compare(due, last_due) : 0;
                if (order == 0 && seen > 0) order = str_compare(claim->number, last);
                bool is_behind = call.filter.only_mine_to_do ? order > 0 : order < 0;
                assert_true(seen == 0 || is_behind);
                assert_true(str_equal(claim->division_code, STR("640522")));
                last = claim->number;
                last_due = due;
                seen++;
            }
            call.filter.after_number = last;
        }
        assert_int_equal(seen, 1 + 1200 - 24);
    }
    Actor elsewhere = desk_actor(&desk, 22, ROLE_COUNTY_CLERK, "640521");
    DeskCall call = {.desk = &desk, .actor = elsewhere, .filter = {.state = STR("submitted")}};
    ClaimPage page;
    assert_ok(desk_read(&desk, run_list, &call, &page), desk.error);
    assert_int_equal(page.total, 24);
    assert_int_equal(page.total_fen, 24 * 80000);
    assert_true(page.is_counted);
    desk_close(&desk);
}

// Who closes what is due in one county moves nothing of another, and does not learn how much it is.
static void test_claim__is_cleared_by_its_own_county(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, "") &&
                  desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""),
              desk.error);
    Notice notice = desk_notice(&desk);
    desk.today = notice.closes_on + 1;
    Actor other = desk_actor(&desk, 31, ROLE_COUNTY_REVIEWER, "640521");
    assert_int_equal(desk_close_due_by(&desk, other), 0);
    assert_int_equal(desk_state(&desk, number), CLAIM_NOTICED);
    assert_int_equal(desk_close_due_by(&desk, reviewer(&desk)), 1);
    assert_int_equal(desk_state(&desk, number), CLAIM_CLEARED);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_claim__goes_from_submitted_to_paid),
        BOTH(test_claim__lists_page_beyond_what_they_count),
        BOTH(test_claim__keeps_what_it_was_decided_on),
        BOTH(test_claim__needs_different_hands),
        BOTH(test_claim__approval_is_cancelled),
        BOTH(test_claim__of_the_counter_is_reviewed_by_another),
        BOTH(test_claim__steps_belong_to_roles),
        BOTH(test_claim__is_cleared_by_its_own_county),
        BOTH(test_claim__second_in_the_year_is_refused),
        BOTH(test_claim__tops_up_from_stage_to_stage),
        BOTH(test_claim__with_the_same_key_is_one),
        BOTH(test_claim__with_the_same_key_at_once_is_one),
        BOTH(test_claim__takes_what_was_decided_ahead),
        BOTH(test_claim__decides_again_what_was_granted_since),
        BOTH(test_claim__decides_again_on_another_day),
        BOTH(test_claim__is_only_for_ones_own),
        BOTH(test_claim__comes_back_for_correction),
        BOTH(test_claim__is_held_while_an_objection_is_open),
        BOTH(test_claim__ends_when_an_objection_is_upheld),
        BOTH(test_claim__bounces_and_is_paid_to_another_account),
        BOTH(test_claim__over_budget_moves_nothing),
        BOTH(test_claim__is_not_there_for_another_county),
        BOTH(test_counter__finds_people_of_the_county_alone),
        BOTH(test_claim__work_comes_by_due_date),
    };
    return RUN_TESTS(tests);
}
