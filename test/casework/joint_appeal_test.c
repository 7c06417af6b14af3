// SPDX-License-Identifier: Apache-2.0
// Protects parts of one application in an appeal: whichever is contested, all are decided anew,
// each gets what the decision gives it, and together they never hold more than the whole.
#include "appeals.h"
#include "joint.h"

#define LESS_LOAN "{\"tuition_loan_principal_fen\":210000}"
#define MORE_TUITION "{\"tuition_fen_by_year\":[500000,550000]}"

static Str accepted_appeal(Desk *desk, Str claim) {
    Str number;
    assert_ok(file_appeal(desk, worker(desk), claim, (Str){0}, &number) &&
                  accept_appeal(desk, clerk(desk), number),
              desk->error);
    return number;
}

static void assert_claim(Desk *desk, Str number, ClaimState state, int64_t amount_fen) {
    ClaimFile file = claim_of(desk, number);
    assert_int_equal(file.claim.state, state);
    assert_int_equal(file.claim.amount_fen, amount_fen);
}

static void reopen_all(void **state, int contested, const char *told) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 310000, BANK_ACCOUNT), desk.error);
    Str numbers[] = {desk.claim.number,
                     claim_of(&desk, desk.claim.number).companions.items[0].number};
    for (int i = 0; i < 2; i++) {
        assert_ok(desk_step(&desk, clerk(&desk), numbers[i], CLAIM_REFUSE, "服务期不清楚"),
                  desk.error);
    }
    Str appeal = accepted_appeal(&desk, numbers[contested]);
    assert_ok(decide_appeal(&desk, hrss(&desk), appeal, LESS_LOAN), desk.error);
    assert_int_equal(appeal_of(&desk, appeal).state, APPEAL_REVOKED);
    assert_claim(&desk, numbers[0], CLAIM_SUBMITTED, 790000);
    assert_claim(&desk, numbers[1], CLAIM_SUBMITTED, 210000);
    assert_true(worker_was_told(&desk, told));
    desk_close(&desk);
}

// Refused part by part, both come back by the appeal of either.
static void test_joint_appeal__of_the_first_reopens_all(void **state) {
    reopen_all(state, 0, "助学贷款代偿：申请恢复办理");
}

static void test_joint_appeal__of_the_second_reopens_all(void **state) {
    reopen_all(state, 1, "学费补偿：申请恢复办理");
}

// Service of a year on the screen; the bank is named or not.
static Str contested(Desk *desk, const char *account) {
    Str number, stated = STR("{\"unit_level\":\"township\",\"service_months\":12,"
                             "\"tuition_fen_by_year\":[500000,500000],"
                             "\"tuition_loan_principal_fen\":310000,"
                             "\"tuition_loan_interest_fen\":0}");
    ClaimSubmission refused = {.policy_number = 30, .subject_key = STR(JOURNEY_MIGRANT_ID),
                               .stated_json = stated};
    if (account) refused.lender = (PayeeAccount){str_from_c(account), STR(BANK), {0}};
    AppealFiling in = {.refused = &refused, .grounds = STR("合同是三年的")};
    assert_ok(after_run(desk, run_appeal_file, worker(desk), &in, &number) &&
                  accept_appeal(desk, clerk(desk), number),
              desk->error);
    return number;
}

#define THREE_YEARS "{\"service_months\":36}"

static void test_joint_appeal__of_the_screen_opens_every_part(void **state) {
    Desk desk = graduate_open(state);
    Str number = contested(&desk, BANK_ACCOUNT);
    Str own = appeal_of(&desk, number).claim_number;
    ClaimFile file = claim_of(&desk, own);
    assert_int_equal(file.companions.count, 1);
    Str bank = file.companions.items[0].number;
    assert_claim(&desk, bank, CLAIM_REFUSED, 0);
    assert_ok(decide_appeal(&desk, hrss(&desk), number, THREE_YEARS), desk.error);
    assert_claim(&desk, own, CLAIM_SUBMITTED, 690000);
    assert_claim(&desk, bank, CLAIM_SUBMITTED, 310000);
    assert_true(str_equal(claim_of(&desk, bank).claim.account.account_number, STR(BANK_ACCOUNT)));
    desk_close(&desk);
}

// Nobody pays a bank that nobody named; where no loan is left she has all of it.
static void test_joint_appeal__needs_the_bank_for_its_part(void **state) {
    Desk desk = graduate_open(state);
    Str number = contested(&desk, NULL);
    Str own = appeal_of(&desk, number).claim_number;
    assert_code(&desk, decide_appeal(&desk, hrss(&desk), number, THREE_YEARS), "PART_MISSING");
    assert_claim(&desk, own, CLAIM_REFUSED, 0);
    assert_ok(decide_appeal(&desk, hrss(&desk), number,
                            "{\"service_months\":36,\"tuition_loan_principal_fen\":0}"),
              desk.error);
    assert_claim(&desk, own, CLAIM_SUBMITTED, 1000000);
    desk_close(&desk);
}

// A loan of 2,100 for 3,100: a clawback from the bank, a supplement for her, and no yuan of it
// before the bank has given it back.
static void test_joint_appeal__shifts_between_parts_within_the_whole(void **state) {
    Desk desk = graduate_open(state);
    Str numbers[2];
    joint_pay(&desk, 310000, numbers);
    Str appeal = accepted_appeal(&desk, numbers[0]);
    assert_code(&desk, decide_appeal(&desk, hrss(&desk), appeal, NO_OTHER), "NOTHING_CHANGES");
    assert_ok(decide_appeal(&desk, hrss(&desk), appeal, LESS_LOAN), desk.error);
    assert_true(worker_was_told(&desk, "补发 1000.00 元"));
    assert_true(worker_was_told(&desk, "助学贷款代偿：多付 1000.00 元"));
    Str supplement = appeal_of(&desk, appeal).result_number;
    assert_claim(&desk, supplement, CLAIM_SUBMITTED, 100000);
    joint_clear(&desk, &supplement, 1);
    assert_code(&desk, desk_step(&desk, finance(&desk), supplement, CLAIM_APPROVE, ""),
                "FAMILY_OVERPAID");
    ClawbackFile file;
    Str clawback = STR("ZC-2023-000001");
    assert_ok(find_clawback(&desk, hrss(&desk), clawback, &file), desk.error);
    assert_true(str_equal(file.clawback.claim_number, numbers[1]));
    assert_ok(add_finding(&desk, clerk(&desk), clawback, NULL) &&
                  add_finding(&desk, clerk(&desk), clawback, "%PDF-1.4") &&
                  step_clawback(&desk, clerk(&desk), clawback, CLAWBACK_VERIFY, "余额证明") &&
                  step_clawback(&desk, clerk(&desk), clawback, CLAWBACK_NOTIFY, "多付") &&
                  step_clawback(&desk, worker(&desk), clawback, CLAWBACK_STATE, "无异议") &&
                  decide_clawback(&desk, hrss2(&desk), clawback, 100000, 1) &&
                  find_clawback(&desk, hrss(&desk), clawback, &file),
              desk.error);
    assert_code(&desk, desk_step(&desk, finance(&desk), supplement, CLAIM_APPROVE, ""),
                "FAMILY_OVERPAID"); // decided is not repaid
    assert_ok(repay_clawback(&desk, file.clawback.receivable_number, "收1", 100000), desk.error);
    assert_ok(desk_step(&desk, finance(&desk), supplement, CLAIM_APPROVE, ""), desk.error);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// The bank's part is contested, and hers is what grows.
static void test_joint_appeal__of_a_part_that_stays_moves_the_other(void **state) {
    Desk desk = graduate_open(state);
    Str numbers[2];
    joint_pay(&desk, 310000, numbers);
    Str appeal = accepted_appeal(&desk, numbers[1]);
    assert_ok(decide_appeal(&desk, hrss(&desk), appeal, MORE_TUITION), desk.error);
    Appeal decided = appeal_of(&desk, appeal);
    assert_int_equal(decided.state, APPEAL_CHANGED);
    assert_int_equal(decided.result_fen, 310000);
    assert_claim(&desk, decided.result_number, CLAIM_SUBMITTED, 50000);
    assert_false(claim_of(&desk, decided.result_number).claim.pays_lender);
    desk_close(&desk);
}

// What is on its way follows, as long as nobody has reviewed it.
static void test_joint_appeal__moves_what_is_on_its_way(void **state) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 310000, BANK_ACCOUNT), desk.error);
    Str own = desk.claim.number, bank = claim_of(&desk, own).companions.items[0].number;
    assert_ok(desk_step(&desk, clerk(&desk), own, CLAIM_REFUSE, "学籍不清楚") &&
                  desk_step(&desk, clerk(&desk), bank, CLAIM_ACCEPT, ""),
              desk.error);
    Str appeal = accepted_appeal(&desk, own);
    assert_ok(decide_appeal(&desk, hrss(&desk), appeal, LESS_LOAN), desk.error);
    assert_claim(&desk, own, CLAIM_SUBMITTED, 790000);
    assert_claim(&desk, bank, CLAIM_ACCEPTED, 210000);
    desk_close(&desk);
}

static void test_joint_appeal__waits_for_a_part_that_was_reviewed(void **state) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 310000, BANK_ACCOUNT), desk.error);
    Str own = desk.claim.number, bank = claim_of(&desk, own).companions.items[0].number;
    assert_ok(desk_step(&desk, clerk(&desk), own, CLAIM_REFUSE, "学籍不清楚") &&
                  desk_step(&desk, clerk(&desk), bank, CLAIM_ACCEPT, "") &&
                  desk_step(&desk, reviewer(&desk), bank, CLAIM_REVIEW, ""),
              desk.error);
    Str appeal = accepted_appeal(&desk, own);
    assert_code(&desk, decide_appeal(&desk, hrss(&desk), appeal, LESS_LOAN), "COMPANION_REVIEWED");
    assert_claim(&desk, own, CLAIM_REFUSED, 690000);
    assert_int_equal(appeal_of(&desk, appeal).state, APPEAL_ACCEPTED); // nothing of it was kept
    assert_ok(decide_appeal(&desk, hrss(&desk), appeal, NO_OTHER), desk.error);
    assert_claim(&desk, own, CLAIM_SUBMITTED, 690000);
    assert_claim(&desk, bank, CLAIM_REVIEWED, 310000);
    desk_close(&desk);
}

// A hand in one part is a hand in all that is decided.
static void test_joint_appeal__is_decided_by_no_hand_of_any_part(void **state) {
    Desk desk = graduate_open(state);
    assert_ok(graduate_applies(&desk, 310000, BANK_ACCOUNT), desk.error);
    Str own = desk.claim.number, bank = claim_of(&desk, own).companions.items[0].number;
    Actor hand = held_by(&desk, clerk(&desk), "hand", ONE);
    Actor same = held_by(&desk, hrss(&desk), "same", ONE);
    Actor another = held_by(&desk, hrss(&desk), "another", OTHER);
    assert_ok(desk_step(&desk, clerk(&desk), own, CLAIM_REFUSE, "学籍不清楚") &&
                  desk_step(&desk, hand, bank, CLAIM_ACCEPT, ""),
              desk.error);
    Str appeal = accepted_appeal(&desk, own);
    assert_code(&desk, decide_appeal(&desk, same, appeal, LESS_LOAN), "SAME_PERSON");
    assert_ok(decide_appeal(&desk, another, appeal, LESS_LOAN), desk.error);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_joint_appeal__of_the_first_reopens_all),
        BOTH(test_joint_appeal__of_the_second_reopens_all),
        BOTH(test_joint_appeal__of_the_screen_opens_every_part),
        BOTH(test_joint_appeal__needs_the_bank_for_its_part),
        BOTH(test_joint_appeal__shifts_between_parts_within_the_whole),
        BOTH(test_joint_appeal__of_a_part_that_stays_moves_the_other),
        BOTH(test_joint_appeal__moves_what_is_on_its_way),
        BOTH(test_joint_appeal__waits_for_a_part_that_was_reviewed),
        BOTH(test_joint_appeal__is_decided_by_no_hand_of_any_part),
    };
    return RUN_TESTS(tests);
}
