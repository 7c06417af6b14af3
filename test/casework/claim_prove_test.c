// SPDX-License-Identifier: Apache-2.0
// Protects the proof of claims: it holds for what the program wrote, and whatever is changed behind
// its back is named, also where all records that say it are changed together but for the log.
#include "damage.h"
#include "tamper.h"

#include "test/casework/tamper.sql.c"

#define PAID "ZW-2023-05-000001"
#define OF_PAID "(SELECT id FROM application WHERE number = '" PAID "')"
#define STEP(action, column)                                                                      \
    "(SELECT " column " FROM review_step WHERE action = '" action "' AND application_id = " OF_PAID \
    ")"

static ClaimProof proof_of(Desk *desk) {
    ClaimProof proof, decided;
    DeskCall call = {.desk = desk};
    assert_ok(desk_read(desk, run_claim_prove, &call, &proof), desk->error);
    if (proof.faults > 0) return proof;
    assert_ok(claim_prove_decisions(desk->city.store, desk->city.catalogue, &desk->city.arena,
                                    &decided, &desk->error),
              desk->error);
    return decided;
}

static Str first_fault(Desk *desk) {
    return proof_of(desk).first_fault;
}

static Raw raw_disarmed(void **state) {
    static const char *const tables[] = {
        "application", "review_step", "application_decision", "notice", "notice_item", "objection",
        "entitlement", "payment"};
    Raw raw = raw_open(*state);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) raw_rules(&raw, tables[i], false);
    return raw;
}

// Shown, contested by somebody, dismissed, paid.
static void desk_paid_over_objection(Desk *desk) {
    ReturnResult result;
    Str number = desk_cleared_over_objection(desk);
    assert_true(str_equal(number, STR(PAID)));
    assert_ok(desk_step(desk, finance(desk), number, CLAIM_APPROVE, ""), desk->error);
    PaymentFile file = desk_release(desk);
    assert_ok(desk_return(desk, &file, true, &result), desk->error);
}

static void test_claim_prove__names_a_damaged_claim(void **state) {
    static const Damage damages[] = {
        {"UPDATE application SET state = 'cleared'", "UPDATE application SET state = 'paid'",
         "申请 " PAID "：状态和最后一步不符"},
        {"UPDATE application SET amount_fen = amount_fen + 1",
         "UPDATE application SET amount_fen = amount_fen - 1", "金额和最后一次判定不符"},
        {"UPDATE application SET approved_by = 9",
         "UPDATE application SET approved_by = " STEP("approve", "account_id"), "经手人或日期"},
        {"UPDATE application SET submitted_on = '2023-01-01'",
         "UPDATE application SET submitted_on = " STEP("submit", "business_date"), "经手人或日期"},
        {"UPDATE review_step SET action = 'accept' WHERE action = 'review'",
         "UPDATE review_step SET action = 'review' WHERE version = 2", "有一步不在流转表里"},
        {"UPDATE review_step SET from_state = NULL WHERE version = 1",
         "UPDATE review_step SET from_state = 'submitted' WHERE version = 1", "步骤接不上前一步"},
        {"UPDATE review_step SET version = 99 WHERE version = 2",
         "UPDATE review_step SET version = 2 WHERE version = 99", "步骤接不上前一步"},
        {"UPDATE review_step SET application_id = 99",
         "UPDATE review_step SET application_id = " OF_PAID, "有步骤，申请不见了"},
        {"UPDATE review_step SET at_ms = at_ms + 1 WHERE action = 'accept'",
         "UPDATE review_step SET at_ms = at_ms - 1 WHERE action = 'accept'", "步骤和日志不符"},
        {"UPDATE application_decision SET amount_fen = amount_fen + 1",
         "UPDATE application_decision SET amount_fen = amount_fen - 1", "金额和最后一次判定不符"},
        {"UPDATE application_decision SET decided_on = '2023-03-01'",
         "UPDATE application_decision SET decided_on = " STEP("submit", "business_date"),
         "按留存的事实重新判定，和当时不一样"},
        {"UPDATE application_decision SET pack_hash = pack_hash || 'x'",
         "UPDATE application_decision SET pack_hash = replace(pack_hash, 'x', '')",
         "判定所用的政策版本不见了"},
        {"UPDATE entitlement SET is_void = 1, voided_on = 'x', void_reason = 'x'"
         " WHERE claim_number = '" PAID "'",
         "UPDATE entitlement SET is_void = 0, voided_on = NULL, void_reason = NULL"
         " WHERE claim_number = '" PAID "'",
         "和它占用的享受记录不符"},
        {"UPDATE entitlement SET period = '2022' WHERE claim_number = '" PAID "'",
         "UPDATE entitlement SET period = '2023' WHERE claim_number = '" PAID "'",
         "和它占用的享受记录不符"},
        {"UPDATE notice_item SET amount_fen = 1", "UPDATE notice_item SET amount_fen = 80000",
         "没有按这个金额公示，或者没有公示期满"},
        {"UPDATE notice SET closes_on = opens_on",
         "UPDATE notice SET closes_on = (SELECT notice_closes_on FROM application)",
         "没有按这个金额公示，或者没有公示期满"},
        {"UPDATE objection SET state = 'upheld'", "UPDATE objection SET state = 'dismissed'",
         "异议和日志不符"},
        {"UPDATE objection SET application_id = 99",
         "UPDATE objection SET application_id = " OF_PAID, "异议和日志不符"},
        {"UPDATE payment SET claim_number = 'ZW-2023-05-999999'",
         "UPDATE payment SET claim_number = '" PAID "'", "和它的拨付单不符"},
        {"UPDATE payment SET amount_fen = amount_fen + 1",
         "UPDATE payment SET amount_fen = amount_fen - 1", "和它的拨付单不符"},
        {"UPDATE application SET payee_key = payee_key || 'x'",
         "UPDATE application SET payee_key = substr(payee_key, 1, length(payee_key) - 1)",
         "和它的拨付单不符"},
        {"UPDATE application SET account_number = account_number || 'x'",
         "UPDATE application SET account_number = substr(account_number, 1,"
         " length(account_number) - 1)",
         "和它的拨付单不符"},
    };
    Desk desk = desk_open(state);
    desk_paid_over_objection(&desk);
    ClaimProof proof = proof_of(&desk);
    assert_int_equal(proof.claims, 1);
    assert_int_equal(proof.decisions, 1);
    Raw raw = raw_disarmed(state);
    damage_all(&desk, &raw, first_fault, damages, sizeof damages / sizeof *damages);
    desk_close(&desk);
}

// Whatever agrees with itself still has to agree with the log.
static void test_claim_prove__believes_the_log(void **state) {
    static const Damage damages[] = {
        {"UPDATE review_step SET account_id = 9 WHERE action = 'review';"
         " UPDATE application SET reviewed_by = 9",
         "UPDATE review_step SET account_id = 30 WHERE action = 'review';"
         " UPDATE application SET reviewed_by = 30",
         "申请 " PAID "：步骤和日志不符"},
        {"UPDATE review_step SET application_id = -1 WHERE version = 2;"
         " UPDATE application SET state = 'accepted', version = 1, reviewed_by = NULL",
         "UPDATE review_step SET application_id = " OF_PAID " WHERE version = 2;"
         " UPDATE application SET state = 'reviewed', version = 2, reviewed_by = 30",
         "申请 " PAID "：步骤和日志不符"},
    };
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, "") &&
                  desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""),
              desk.error);
    Raw raw = raw_disarmed(state);
    damage_all(&desk, &raw, first_fault, damages, sizeof damages / sizeof *damages);
    desk_close(&desk);
}

// Another fact, with the keys in hand.
static void test_claim_prove__decides_once_more(void **state) {
    Desk desk = desk_open(state);
    desk_paid_over_objection(&desk);
    assert_undamaged(&desk, first_fault);
    desk_tamper(&desk, STR(PAID), STR("work_full_months"), STR("1"));
    assert_true(str_equal(first_fault(&desk),
                          STR("申请 " PAID "：按留存的事实重新判定，和当时不一样")));
    desk_close(&desk);
}

// A payment that the ledger believes, and for which nobody applied.
static void test_claim_prove__knows_no_payment_without_a_claim(void **state) {
    Desk desk = desk_open(state);
    desk_paid_over_objection(&desk);
    Raw raw = raw_disarmed(state);
    raw_must(&raw, "DELETE FROM review_step");
    raw_must(&raw, "DELETE FROM application");
    assert_true(str_equal(first_fault(&desk), STR("申请 " PAID "：有拨付单，没有申请")));
    raw_close(&raw);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_claim_prove__names_a_damaged_claim),
        BOTH(test_claim_prove__believes_the_log),
        BOTH(test_claim_prove__decides_once_more),
        BOTH(test_claim_prove__knows_no_payment_without_a_claim),
    };
    return RUN_TESTS(tests);
}
