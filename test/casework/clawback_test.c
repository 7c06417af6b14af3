// SPDX-License-Identifier: Apache-2.0
// Protects clawback: two evidences, a hearing, different hands, one at a time, and a settlement
// that only the ledger brings about.
#include "aftercare.h"

static void test_clawback__comes_back_in_instalments_to_settled(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_paid(&desk), number, second;
    ClawbackFile file;
    ClaimFile whole;
    assert_ok(open_clawback(&desk, clerk(&desk), claim, &number), desk.error);
    assert_str_equal(number, "ZC-2023-000001");
    assert_code(&desk, open_clawback(&desk, hrss(&desk), claim, &second), "ALREADY_OPEN");
    assert_non_null(strstr(desk.error.detail, "ZC-2023-000001"));
    assert_ok(add_finding(&desk, clerk(&desk), number, NULL), desk.error);
    assert_code(&desk, step_clawback(&desk, clerk(&desk), number, CLAWBACK_VERIFY, "核实"),
                "NEEDS_EVIDENCE");
    assert_false(add_finding(&desk, clerk(&desk), number, "not a file that a browser shows"));
    assert_ok(add_finding(&desk, clerk(&desk), number, "%PDF-1.4"), desk.error);
    assert_code(&desk, step_clawback(&desk, clerk(&desk), number, CLAWBACK_VERIFY, " "),
                "NOTE_MISSING");
    assert_ok(step_clawback(&desk, clerk(&desk), number, CLAWBACK_VERIFY, "一致"), desk.error);

    // Nobody was told anything so far, and nothing is to be seen.
    assert_false(worker_was_told(&desk, number.data));
    assert_false(find_clawback(&desk, worker(&desk), number, &file));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_ok(desk_find(&desk, worker(&desk), claim, &whole), desk.error);
    assert_int_equal(whole.evidence_count, 0); // its file neither
    assert_ok(desk_find(&desk, clerk(&desk), claim, &whole), desk.error);
    assert_int_equal(whole.evidence_count, 1);
    assert_ok(step_clawback(&desk, clerk(&desk), number, CLAWBACK_NOTIFY, "务工月数不足"),
              desk.error);
    assert_true(worker_was_told(&desk, "陈述和申辩"));
    assert_ok(find_clawback(&desk, worker(&desk), number, &file), desk.error);
    assert_int_equal(file.evidence_count, 2);
    assert_int_equal(file.evidence[1].file_index, 1);
    assert_ok(desk_find(&desk, worker(&desk), claim, &whole), desk.error);
    assert_int_equal(whole.evidence_count, 1);
    assert_int_equal(file.steps.count, 5);
    assert_true(file.may[CLAWBACK_STATE]);
    assert_int_equal(file.clawback.statement_until,
                     workday_add(desk.calendar, desk.today, CLAWBACK_STATEMENT_WORKDAYS));

    assert_code(&desk, decide_clawback(&desk, hrss(&desk), number, CLAIM_FEN, 3), "NOT_HEARD");
    assert_ok(step_clawback(&desk, worker(&desk), number, CLAWBACK_STATE, "我有工资流水"),
              desk.error);
    assert_code(&desk, step_clawback(&desk, worker(&desk), number, CLAWBACK_STATE, "还有"),
                "ALREADY_STATED");
    assert_code(&desk, decide_clawback(&desk, hrss(&desk), number, CLAIM_FEN + 1, 3),
                "RECEIVABLE_TOO_MUCH");
    assert_false(decide_clawback(&desk, hrss(&desk), number, CLAIM_FEN, 13));
    assert_ok(decide_clawback(&desk, hrss(&desk), number, CLAIM_FEN, 3), desk.error);
    assert_code(&desk, decide_clawback(&desk, hrss2(&desk), number, CLAIM_FEN, 3), "WRONG_STATE");
    assert_true(worker_was_told(&desk, "应退回 800.00 元，分 3 期"));

    assert_ok(find_clawback(&desk, worker(&desk), number, &file), desk.error);
    Str receivable = file.clawback.receivable_number;
    assert_int_equal(file.money.instalment_count, 3);
    assert_int_equal(file.clawback.due_on, file.money.instalments[0].due_on);
    assert_ok(repay_clawback(&desk, receivable, "收1", 26668), desk.error);
    assert_ok(repay_clawback(&desk, receivable, "收1", 26668), desk.error); // again: nothing
    assert_ok(repay_clawback(&desk, receivable, "收2", 26666), desk.error);
    assert_ok(find_clawback(&desk, worker(&desk), number, &file), desk.error);
    assert_int_equal(file.clawback.due_on, file.money.instalments[2].due_on);
    assert_int_equal(file.clawback.state, CLAWBACK_DECIDED);
    assert_int_equal(file.steps.count, 9); // one step for each receipt
    assert_ok(repay_clawback(&desk, receivable, "收3", 26666), desk.error);
    assert_int_equal(clawback_state_of(&desk, number), CLAWBACK_SETTLED);
    assert_true(worker_was_told(&desk, "已经缴清"));
    assert_int_equal(desk_budget(&desk).paid_fen, 0);
    assert_ledger_holds(&desk);
    assert_int_equal(desk_state(&desk, claim), CLAIM_PAID); // what was paid stays on record
    desk_close(&desk);
}

static void test_clawback__keeps_its_hands_apart(void **state) {
    Desk desk = desk_open(state);
    Actor accepting = held_by(&desk, clerk(&desk), "clerk", "640500199001010097");
    Actor reviewing = held_by(&desk, reviewer(&desk), "reviewer", "640500199001010118");
    Actor approving = held_by(&desk, finance(&desk), "finance", ONE);
    Actor verifying = held_by(&desk, hrss(&desk), "verifier", OTHER);
    Str claim = desk_paid_by(&desk, accepting, reviewing, approving), number;
    assert_ok(open_clawback(&desk, approving, claim, &number), desk.error);
    assert_ok(add_finding(&desk, verifying, number, NULL) &&
                  add_finding(&desk, verifying, number, NULL),
              desk.error);
    // Who approved the payment, under another account.
    Actor same = held_by(&desk, hrss(&desk), "same", ONE);
    assert_code(&desk, step_clawback(&desk, same, number, CLAWBACK_VERIFY, "x"), "SAME_PERSON");
    // The payee herself in an office.
    Actor payee = held_by(&desk, hrss(&desk), "payee", JOURNEY_MIGRANT_ID);
    assert_code(&desk, step_clawback(&desk, payee, number, CLAWBACK_VERIFY, "x"), "OWN_CLAIM");
    assert_ok(step_clawback(&desk, verifying, number, CLAWBACK_VERIFY, "x"), desk.error);
    assert_ok(step_clawback(&desk, verifying, number, CLAWBACK_NOTIFY, "x"), desk.error);
    assert_ok(step_clawback(&desk, verifying, number, CLAWBACK_RECORD, "电话里说没有意见"),
              desk.error);
    assert_code(&desk, decide_clawback(&desk, verifying, number, 100, 1), "SAME_PERSON");
    Actor again = held_by(&desk, hrss(&desk), "verifier2", OTHER);
    assert_code(&desk, decide_clawback(&desk, again, number, 100, 1), "SAME_PERSON");
    assert_code(&desk, decide_clawback(&desk, reviewing, number, 100, 1), "SAME_PERSON");
    Actor hand = held_by(&desk, hrss(&desk), "hand", "640500199001010097");
    assert_code(&desk, decide_clawback(&desk, hand, number, 100, 1), "SAME_PERSON");
    assert_code(&desk, decide_clawback(&desk, payee, number, 100, 1), "OWN_CLAIM");
    Actor another = held_by(&desk, hrss(&desk), "another", "640500199001010134");
    assert_ok(decide_clawback(&desk, another, number, 100, 1), desk.error);
    desk_close(&desk);
}

// Accounts that nobody is entered for: only the CHECKs stand there.
static void test_clawback__keeps_accounts_apart_by_the_schema(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_notified(&desk, desk_paid(&desk));
    Actor same = hrss(&desk);
    assert_ok(step_clawback(&desk, worker(&desk), number, CLAWBACK_STATE, "x"), desk.error);
    same.account_id = clerk(&desk).account_id; // accepted the claim and verified
    assert_code(&desk, decide_clawback(&desk, same, number, 100, 1), "SAME_PERSON");
    assert_code(&desk, decide_clawback(&desk, reviewer(&desk), number, 100, 1), "SAME_PERSON");
    same.account_id = finance(&desk).account_id;
    assert_code(&desk, decide_clawback(&desk, same, number, 100, 1), "SAME_PERSON");
    assert_int_equal(clawback_state_of(&desk, number), CLAWBACK_NOTIFIED);
    assert_ok(decide_clawback(&desk, hrss(&desk), number, 100, 1), desk.error);
    desk_close(&desk);
}

static void test_clawback__hears_the_party_for_five_working_days(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_notified(&desk, desk_paid(&desk));
    desk.today = workday_add(desk.calendar, desk.today, CLAWBACK_STATEMENT_WORKDAYS);
    assert_code(&desk, decide_clawback(&desk, hrss(&desk), number, 100, 1), "NOT_HEARD");
    desk.today++;
    assert_ok(decide_clawback(&desk, hrss(&desk), number, 100, 1), desk.error);
    desk_close(&desk);
}

static void test_clawback__is_for_what_was_paid_and_within_the_county(void **state) {
    Desk desk = desk_open(state);
    Str number;
    ClawbackFile file;
    assert_ok(desk_apply(&desk), desk.error);
    Str claim = desk.claim.number;
    assert_code(&desk, open_clawback(&desk, clerk(&desk), claim, &number), "NOT_PAID");
    assert_ok(desk_withdraw(&desk, worker(&desk), claim), desk.error);
    claim = desk_paid(&desk);
    Actor other = desk_actor(&desk, 21, ROLE_COUNTY_CLERK, "640521");
    assert_false(open_clawback(&desk, other, claim, &number));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_false(open_clawback(&desk, worker(&desk), claim, &number));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_ok(open_clawback(&desk, actor_system(desk.today, 0), claim, &number), desk.error);
    assert_false(find_clawback(&desk, other, number, &file));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_false(step_clawback(&desk, other, number, CLAWBACK_DROP, "x"));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_false(step_clawback(&desk, reviewer(&desk), number, CLAWBACK_DROP, "x"));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_ok(step_clawback(&desk, clerk(&desk), number, CLAWBACK_DROP, "查无实据"), desk.error);
    assert_code(&desk, step_clawback(&desk, clerk(&desk), number, CLAWBACK_DROP, "x"),
                "WRONG_STATE");
    assert_false(worker_was_told(&desk, "ZC-2023"));
    assert_ok(open_clawback(&desk, clerk(&desk), claim, &number),
              desk.error); // a new one
    desk_close(&desk);
}

static void test_clawback__is_handed_over_when_it_is_overdue(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_notified(&desk, desk_paid(&desk));
    ClawbackFile file;
    assert_ok(step_clawback(&desk, worker(&desk), number, CLAWBACK_STATE, "x") &&
                  decide_clawback(&desk, hrss(&desk), number, 30000, 2),
              desk.error);
    assert_code(&desk, step_clawback(&desk, hrss(&desk), number, CLAWBACK_HAND_OVER, "法院"),
                "NOTHING_OVERDUE");
    desk.today += 31;
    assert_ok(step_clawback(&desk, hrss(&desk), number, CLAWBACK_HAND_OVER, "移交法院"),
              desk.error);
    assert_ok(find_clawback(&desk, worker(&desk), number, &file), desk.error);
    assert_ok(repay_clawback(&desk, file.clawback.receivable_number, "收1", 30000), desk.error);
    assert_int_equal(clawback_state_of(&desk, number), CLAWBACK_SETTLED);
    desk_close(&desk);
}

// Whoever writes to the database.
static void test_clawback__is_held_by_the_schema(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_notified(&desk, desk_paid(&desk));
    assert_ok(step_clawback(&desk, worker(&desk), number, CLAWBACK_STATE, "x") &&
                  decide_clawback(&desk, hrss(&desk), number, 30000, 2),
              desk.error);
    static const struct {
        const char *sql, *rule;
    } attacks[] = {
        {"UPDATE clawback SET state = 'settled'", "clawback_settled_by_ledger"},
        {"UPDATE clawback SET state = 'suspected'", "clawback_step_not_allowed"},
        {"UPDATE clawback SET decided_by = verified_by", "clawback_decider_is_another"},
        {"UPDATE clawback SET decided_by = claim_approved_by", "clawback_decider_is_another"},
        {"UPDATE clawback SET decided_by = claim_released_by", "clawback_decider_is_another"},
        {"UPDATE clawback SET verified_by = claim_released_by", "clawback_verifier_is_another"},
        {"UPDATE clawback SET decided_by = claim_accepted_by", "clawback_decider_is_another"},
        {"UPDATE clawback SET decided_by = claim_reviewed_by", "clawback_decider_is_another"},
        {"UPDATE clawback SET verified_by = claim_approved_by", "clawback_verifier_is_another"},
        {"UPDATE clawback SET stated_on = NULL, statement = NULL", "clawback_heard_first"},
        {"UPDATE clawback SET receivable_number = NULL", "clawback_decision_whole"},
        {"DELETE FROM clawback", "clawback_is_kept"},
        {"UPDATE course_step SET note = 'x'", "course_step_is_append_only"},
        {"DELETE FROM course_step", "course_step_is_append_only"},
        {"UPDATE clawback_evidence SET description = 'x'", "clawback_evidence_is_kept"},
        {"DELETE FROM clawback_evidence", "clawback_evidence_is_kept"},
        {"INSERT INTO clawback (number, application_id, division_code, cause, note, state, version,"
         " opened_by, opened_on) SELECT 'ZC-X', application_id, division_code, cause, note,"
         " 'settled', 0, 0, opened_on FROM clawback",
         "clawback_of_unpaid_claim"},
        {"INSERT INTO ledger_waiver (receivable_id, amount_fen, decision, account_id, entered_on,"
         " at_ms) SELECT id, 30001, 'x', 1, opened_on, 0 FROM ledger_receivable",
         "waiver_over_receivable"},
    };
    Raw raw = raw_open(*state);
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        if (raw_run(&raw, attacks[i].sql)) fail_msg("got through: %s", attacks[i].sql);
        if (!strstr(raw.message, attacks[i].rule)) {
            fail_msg("%s: %s, not %s", attacks[i].sql, raw.message, attacks[i].rule);
        }
    }
    raw_close(&raw);
    desk_close(&desk);
}

static const struct CMUnitTest tests[] = {
    BOTH(test_clawback__comes_back_in_instalments_to_settled),
    BOTH(test_clawback__keeps_its_hands_apart),
    BOTH(test_clawback__keeps_accounts_apart_by_the_schema),
    BOTH(test_clawback__hears_the_party_for_five_working_days),
    BOTH(test_clawback__is_for_what_was_paid_and_within_the_county),
    BOTH(test_clawback__is_handed_over_when_it_is_overdue),
    BOTH(test_clawback__is_held_by_the_schema),
};

int main(void) {
    return RUN_TESTS(tests);
}
