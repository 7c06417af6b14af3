// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_CASEWORK_JOINT_H
#define TEST_CASEWORK_JOINT_H
// A graduate of the county who applies for item 30: the bank is repaid, and she gets the rest.
#include "desk.h"

#include "test/casework/tamper.sql.c"

#define BANK "国家开发银行宁夏回族自治区分行"
#define BANK_ACCOUNT "64050101040001234"
#define FUND "local_budget"

static inline bool run_graduate(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in, (void)out, (void)arena;
    TamperEducationIn tamper = {STR(JOURNEY_MIGRANT_ID), STR("21")};
    return tamper_education(tx, &tamper, NULL, error);
}

// The worker of the county, who has been to college.
static inline Desk graduate_open(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_write(&desk, run_graduate, &(DeskCall){.desk = &desk}, NULL), desk.error);
    return desk;
}

// Two years of 10,000 yuan; the loan in fen.
static inline Str tuition(Desk *desk, int64_t loan_fen) {
    return str_format(&desk->city.arena,
                      "{\"unit_level\":\"township\",\"service_months\":36,"
                      "\"tuition_fen_by_year\":[500000,500000],"
                      "\"tuition_loan_principal_fen\":%lld,\"tuition_loan_interest_fen\":0}",
                      (long long)loan_fen);
}

static inline bool graduate_applies(Desk *desk, int64_t loan_fen, const char *account) {
    ClaimSubmission submission = {.policy_number = 30,
                                  .subject_key = STR(JOURNEY_MIGRANT_ID),
                                  .stated_json = tuition(desk, loan_fen)};
    if (account) submission.lender = (PayeeAccount){str_from_c(account), STR(BANK), {0}};
    return desk_submit(desk, worker(desk), &submission);
}

static inline ClaimFile claim_of(Desk *desk, Str number) {
    ClaimFile file;
    assert_ok(desk_find(desk, worker(desk), number, &file), desk->error);
    return file;
}

// ---- Money ----

static inline bool run_allot_local(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    Allotment allotment = {.key = {STR(FUND), 30, STR(DESK_COUNTY), 2023},
                           .amount_fen = 2000000,
                           .document = STR("试〔2023〕30号"),
                           .client_key = STR("local")};
    return budget_allot(tx, &call->actor, &allotment, arena, out, error);
}

static inline bool run_release_local(Tx *tx, const void *in, void *out, Arena *arena,
                                     Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_release(tx, &call->actor, &context, STR(FUND), STR(DESK_COUNTY), arena, out,
                         error);
}

// Through the notice to approval.
static inline void joint_clear(Desk *desk, const Str *numbers, size_t count) {
    Notice notice;
    for (size_t i = 0; i < count; i++) {
        assert_ok(desk_step(desk, clerk(desk), numbers[i], CLAIM_ACCEPT, ""), desk->error);
        assert_ok(desk_step(desk, reviewer(desk), numbers[i], CLAIM_REVIEW, ""), desk->error);
    }
    for (size_t i = 0; i < count; i++) { // one a measure
        DeskCall open = {.desk = desk, .actor = reviewer(desk), .index = 30};
        assert_ok(desk_write(desk, run_open, &open, &notice), desk->error);
    }
    desk->today = notice.closes_on + 1;
    assert_int_equal(desk_close_due(desk), (int64_t)count);
}

// Applied for and paid: her claim, then the bank's.
static inline void joint_pay(Desk *desk, int64_t loan_fen, Str *numbers) {
    Budget budget;
    PaymentFile file;
    ReturnResult result;
    DeskCall call = {.desk = desk, .actor = finance(desk)};
    assert_ok(desk_write(desk, run_allot_local, &call, &budget), desk->error);
    assert_ok(graduate_applies(desk, loan_fen, BANK_ACCOUNT), desk->error);
    numbers[0] = desk->claim.number;
    numbers[1] = claim_of(desk, numbers[0]).companions.items[0].number;
    joint_clear(desk, numbers, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_ok(desk_step(desk, finance(desk), numbers[i], CLAIM_APPROVE, ""), desk->error);
    }
    call.actor = cashier(desk);
    assert_ok(desk_write(desk, run_release_local, &call, &file), desk->error);
    assert_int_equal(file.line_count, 2);
    assert_int_equal(file.total_fen, 1000000);
    Arena *arena = &desk->city.arena;
    Str on = date_to_str(arena, desk->today);
    Str lines = str_format(arena,
                           "行号,金额,结果,原因,日期\n%.*s-00001,%.*s,成功,,%.*s\n"
                           "%.*s-00002,%.*s,成功,,%.*s\n",
                           STR_ARG(file.number), STR_ARG(yuan_from_fen(arena, 1000000 - loan_fen)),
                           STR_ARG(on), STR_ARG(file.number),
                           STR_ARG(yuan_from_fen(arena, loan_fen)), STR_ARG(on));
    DeskCall back = {.desk = desk, .actor = finance(desk), .text = lines};
    assert_ok(desk_write(desk, run_return, &back, &result), desk->error);
    assert_int_equal(result.paid_fen, 1000000);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(desk_state(desk, numbers[i]), CLAIM_PAID);
    }
}

#endif
