// SPDX-License-Identifier: Apache-2.0
// Protects the proof of clawbacks and appeals: it holds for what the program wrote, and whatever is
// changed behind its back is named. Triggers are taken off first, as somebody with the database
// could do.
#include "appeals.h"
#include "damage.h"

#include "casework/course_prove.h"
#include "test/casework/tamper.sql.c"

static bool run_course_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return course_prove(tx, arena, out, error);
}

// The records, and, when these hold, the reviews.
static CourseProof proof_of(Desk *desk) {
    CourseProof proof, reviews;
    desk->error = (Error){0};
    assert_ok(store_read(desk->city.store, run_course_prove, NULL, &proof, &desk->city.arena,
                         &desk->error) &&
                  course_prove_reviews(desk->city.store, desk->city.catalogue, &desk->city.arena,
                                       &reviews, &desk->error),
              desk->error);
    if (proof.faults > 0) return proof;
    assert_int_equal(proof.reviews, reviews.reviews);
    proof.faults = reviews.faults;
    proof.first_fault = reviews.first_fault;
    return proof;
}

static Str first_fault(Desk *desk) {
    return proof_of(desk).first_fault;
}

// Without what would refuse the attack.
static Raw raw_disarmed(void **state) {
    Raw raw = raw_open(*state);
    static const char *const sqlite[] = {
        "DROP TRIGGER course_step_no_update",       "DROP TRIGGER course_step_no_delete",
        "DROP TRIGGER course_step_rest_no_update",
        "DROP TRIGGER clawback_evidence_no_delete", "DROP TRIGGER clawback_move",
        "DROP TRIGGER clawback_no_delete",          "DROP TRIGGER ledger_waiver_no_update",
        "DROP TRIGGER ledger_waiver_no_delete",     "DROP TRIGGER ledger_instalment_no_update",
        "DROP TRIGGER ledger_receivable_no_update", "DROP TRIGGER appeal_move",
        "DROP TRIGGER ledger_repayment_no_delete",  "DROP TRIGGER appeal_no_delete",
        "DROP TRIGGER appeal_decision_no_update",   "DROP TRIGGER appeal_decision_no_delete"};
    if (!raw.sqlite) {
        raw_must(&raw, "SET session_replication_role = replica");
        return raw;
    }
    for (size_t i = 0; i < sizeof sqlite / sizeof *sqlite; i++) raw_must(&raw, sqlite[i]);
    return raw;
}

static void test_course_prove__names_a_damaged_clawback(void **state) {
    static const Damage damages[] = {
        {"UPDATE course_step SET action = 'notify' WHERE action = 'verify'",
         "UPDATE course_step SET action = 'verify' WHERE version = 3", "不在流转表里"},
        {"UPDATE course_step SET version = version + 100 WHERE action = 'repay'",
         "UPDATE course_step SET version = version - 100 WHERE action = 'repay'", "接不上"},
        {"UPDATE clawback SET state = 'settled'", "UPDATE clawback SET state = 'handed_over'",
         "追回 ZC-2023-000001：状态和最后一步不符"},
        {"UPDATE clawback SET notified_on = '2023-01-01'",
         "UPDATE clawback SET notified_on = (SELECT business_date FROM course_step"
         " WHERE action = 'notify')",
         "经手人或日期"},
        {"UPDATE clawback SET amount_fen = 70000", "UPDATE clawback SET amount_fen = 60000",
         "没有按决定的金额立一笔"},
        {"UPDATE clawback SET decision_number = 'x'",
         "UPDATE clawback SET decision_number = (SELECT decision FROM ledger_receivable)",
         "没有按决定的金额立一笔"},
        {"UPDATE ledger_instalment SET amount_fen = amount_fen + 1 WHERE sequence = 2",
         "UPDATE ledger_instalment SET amount_fen = amount_fen - 1 WHERE sequence = 2", "分期"},
        {"UPDATE ledger_instalment SET due_on = '2033-01-01'",
         "UPDATE ledger_instalment SET due_on = '2023-11-01'", "没有到期未缴"},
        {"INSERT INTO ledger_repayment (receivable_id, receipt, amount_fen, paid_on, account_id,"
         " entered_on, at_ms) SELECT id, 'x', 1, '2023-12-30', 1, '2023-12-30', 1"
         " FROM ledger_receivable",
         "DELETE FROM ledger_repayment WHERE receipt = 'x'", "收款凭证不一样多"},
        {"INSERT INTO ledger_waiver (receivable_id, amount_fen, decision, account_id, entered_on,"
         " at_ms) SELECT id, 5, 'x', 1, '2023-12-30', 1 FROM ledger_receivable",
         "DELETE FROM ledger_waiver", "减免没有复查决定"},
    };
    Desk desk = desk_open(state);
    Str claim = desk_paid(&desk), clawback = desk_notified(&desk, claim);
    ClawbackFile file;
    assert_ok(step_clawback(&desk, worker(&desk), clawback, CLAWBACK_STATE, "x") &&
                  decide_clawback(&desk, hrss(&desk), clawback, 60000, 3) &&
                  find_clawback(&desk, hrss(&desk), clawback, &file) &&
                  repay_clawback(&desk, file.clawback.receivable_number, "收1", 10000),
              desk.error);
    assert_undamaged(&desk, first_fault);
    desk.today += 31;
    assert_ok(step_clawback(&desk, hrss(&desk), clawback, CLAWBACK_HAND_OVER, "移交"), desk.error);
    CourseProof proof = proof_of(&desk);
    assert_int_equal(proof.clawbacks, 1);
    assert_int_equal(proof.faults, 0);
    Raw raw = raw_disarmed(state);
    raw_must(&raw, "UPDATE ledger_instalment SET due_on = '2023-11-01'"); // easily put back
    damage_all(&desk, &raw, first_fault, damages, sizeof damages / sizeof *damages);
    desk_close(&desk);
}

// Back on its way, paid too little, supplemented, and clawed back in part.
static void test_course_prove__names_a_damaged_appeal(void **state) {
    static const Damage damages[] = {
        {"UPDATE appeal SET state = 'maintained' WHERE number = 'FC-2023-000001'",
         "UPDATE appeal SET state = 'revoked' WHERE number = 'FC-2023-000001'",
         "申诉 FC-2023-000001：状态和最后一步不符"},
        {"UPDATE appeal SET decided_on = '2023-01-01' WHERE number = 'FC-2023-000001'",
         "UPDATE appeal SET decided_on = (SELECT business_date FROM course_step"
         " WHERE course_step.number = appeal.number AND action = 'revoke')"
         " WHERE number = 'FC-2023-000001'",
         "申诉 FC-2023-000001：经手人或日期"},
        {"UPDATE appeal SET result_fen = 20001 WHERE number = 'FC-2023-000001'",
         "UPDATE appeal SET result_fen = 20000 WHERE number = 'FC-2023-000001'",
         "申诉 FC-2023-000001：结果和留存的重新判定不符"},
        {"UPDATE appeal_decision SET paid_fen = 1 WHERE right_fen = 20000 AND paid_fen = 0",
         "UPDATE appeal_decision SET paid_fen = 0 WHERE paid_fen = 1",
         "申诉 FC-2023-000001：申请没有按复查的金额恢复办理"},
        {"UPDATE appeal SET result_number = 'x' WHERE number = 'FC-2023-000002'",
         "UPDATE appeal SET result_number = (SELECT number FROM application"
         " WHERE supplements_id IS NOT NULL) WHERE number = 'FC-2023-000002'",
         "申诉 FC-2023-000002：没有按少付的金额补发"},
        {"UPDATE appeal SET result_number = 'x' WHERE number = 'FC-2023-000003'",
         "UPDATE appeal SET result_number = 'ZC-2023-000001' WHERE number = 'FC-2023-000003'",
         "申诉 FC-2023-000003：追回没有按复查的金额减免"},
        {"UPDATE ledger_waiver SET amount_fen = amount_fen - 1",
         "UPDATE ledger_waiver SET amount_fen = amount_fen + 1", "ZC-2023-000001"},
        {"UPDATE appeal_decision SET decided_on = '2023-03-01' WHERE right_fen = 20000",
         "UPDATE appeal_decision SET decided_on = '2023-10-16' WHERE right_fen = 20000",
         "按留存的事实重新判定，和当时不一样"},
    };
    Desk desk = desk_open(state);
    Str claim, supplement = desk_supplemented(&desk, &claim), clawback;
    desk_pay(&desk, supplement);
    Str number = desk_contested(&desk, claim, &clawback);
    assert_ok(decide_appeal(&desk, hrss3(&desk), number, NO_OTHER), desk.error);
    CourseProof proof = proof_of(&desk);
    assert_int_equal(proof.appeals, 3);
    assert_int_equal(proof.reviews, 3);
    Raw raw = raw_disarmed(state);
    damage_all(&desk, &raw, first_fault, damages, sizeof damages / sizeof *damages);
    desk_close(&desk);
}

static bool run_tamper(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    return sealing_pass_open(tx, NULL, NULL, error) && tamper_review(tx, in, NULL, error);
}

// Another fact, with the keys in hand.
static void test_course_prove__decides_once_more(void **state) {
    Desk desk = desk_open(state);
    Str claim;
    (void)desk_supplemented(&desk, &claim);
    assert_undamaged(&desk, first_fault);
    TamperReviewIn in = {STR("FC-2023-000001"), STR("{\"work_full_months\":1}")};
    assert_ok(store_write(desk.city.store, run_tamper, &in, NULL, &desk.city.arena, &desk.error),
              desk.error);
    CourseProof proof = proof_of(&desk);
    assert_int_equal(proof.faults, 1);
    assert_true(str_find(proof.first_fault, STR("申诉 FC-2023-000001：按留存的事实"), 0) !=
                SIZE_MAX);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_course_prove__names_a_damaged_clawback),
        BOTH(test_course_prove__names_a_damaged_appeal),
        BOTH(test_course_prove__decides_once_more),
    };
    return RUN_TESTS(tests);
}
