// SPDX-License-Identifier: Apache-2.0
// Protects appeals: another person decides, within the county and once, no result is typed, and
// what follows takes the way that every claim takes.
#include "appeals.h"

#include "casework/claim_anew.h"

static bool run_contest(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AfterCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_contest(tx, &call->actor, &context, call->in, arena, out, error);
}

static bool contest(Desk *desk, Actor actor, Str *number) {
    ClaimSubmission in = {.policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID)};
    return after_run(desk, run_contest, actor, &in, number);
}

// ---- What holds ----

static void test_appeal__brings_a_refused_claim_back_on_its_way(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_refused(&desk), number, again;
    assert_true(worker_was_told(&desk, "有异议可以从申请进度里提出申诉"));
    assert_false(file_appeal(&desk, stranger(&desk), claim, (Str){0}, &number));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_false(file_appeal(&desk, clerk(&desk), claim, (Str){0}, &number));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number), desk.error);
    assert_str_equal(number, "FC-2023-000001");
    assert_code(&desk, file_appeal(&desk, worker(&desk), claim, (Str){0}, &again),
                "ALREADY_APPEALED");
    assert_code(&desk, decide_appeal(&desk, hrss(&desk), number, NO_OTHER), "WRONG_STATE");
    assert_non_null(strstr(desk.error.message, "不能“变更”")); // what was asked for
    assert_int_equal(appeal_of(&desk, number).due_on,
                     workday_add(desk.calendar, desk.today, APPEAL_ACCEPT_WORKDAYS));
    assert_ok(accept_appeal(&desk, clerk(&desk), number), desk.error);
    assert_int_equal(appeal_of(&desk, number).due_on,
                     workday_add(desk.calendar, desk.today, APPEAL_DECIDE_WORKDAYS));
    assert_code(&desk, decide_appeal(&desk, reviewer(&desk), number, NO_OTHER), "SAME_PERSON");
    Actor other = desk_actor(&desk, 31, ROLE_COUNTY_REVIEWER, "640521");
    assert_false(decide_appeal(&desk, other, number, NO_OTHER));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_ok(decide_appeal(&desk, hrss(&desk), number, NO_OTHER), desk.error);
    assert_int_equal(appeal_of(&desk, number).state, APPEAL_REVOKED);
    assert_true(worker_was_told(&desk, "撤销原决定"));
    assert_int_equal(desk_state(&desk, claim), CLAIM_SUBMITTED);
    assert_code(&desk, desk_apply(&desk), "ALREADY_CLAIMED"); // the entitlement is taken again
    desk_allot(&desk, DESK_BUDGET_FEN, "k");
    desk_pay(&desk, claim);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// She sees that it is not met, and has proof that it is (J1, step 7).
static void test_appeal__contests_what_the_screen_refused(void **state) {
    Desk desk = desk_open(state);
    Str claim, number;
    AppealRecord record;
    assert_code(&desk, contest(&desk, worker(&desk), &claim), "NOT_REFUSED");
    desk.today = date_from_civil((CivilDate){2023, 6, 1});
    assert_code(&desk, desk_apply(&desk), "NOT_ELIGIBLE");
    assert_false(contest(&desk, company(&desk), &claim));
    assert_ok(contest(&desk, worker(&desk), &claim), desk.error);
    assert_int_equal(desk_state(&desk, claim), CLAIM_REFUSED);
    assert_true(worker_was_told(&desk, "系统判定不予办理"));
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number), desk.error);
    assert_ok(accept_appeal(&desk, clerk(&desk), number), desk.error);
    assert_code(&desk, decide_appeal(&desk, hrss(&desk), number, NO_OTHER), "NOTHING_CHANGES");
    assert_int_equal(appeal_of(&desk, number).state, APPEAL_ACCEPTED); // nothing of it was kept
    assert_false(decide_appeal(&desk, hrss(&desk), number, "{\"no_such_fact\":1}"));
    assert_ok(decide_appeal(&desk, hrss(&desk), number, "{\"work_full_months\":7}"), desk.error);
    assert_ok(find_appeal(&desk, worker(&desk), number, &record), desk.error);
    assert_int_equal(record.claim.claim.state, CLAIM_SUBMITTED);
    assert_int_equal(record.claim.claim.amount_fen, CLAIM_FEN);
    bool is_shown = false;
    for (size_t i = 0; i < record.claim.facts.count; i++) {
        const KeptFact *fact = &record.claim.facts.items[i];
        is_shown |= str_equal(fact->key, STR("work_full_months")) &&
                    str_equal(fact->source, STR(ASSESSMENT_FOUND_SOURCE)) && !fact->is_stated;
    }
    assert_true(is_shown);
    // Returned once more on its way: what the review found stays found.
    assert_ok(desk_step(&desk, clerk(&desk), claim, CLAIM_RETURN, "补合同"), desk.error);
    DeskCall call = {.desk = &desk, .actor = worker(&desk), .text = claim};
    assert_ok(desk_write(&desk, run_resubmit, &call, &desk.claim), desk.error);
    assert_int_equal(desk.claim.amount_fen, CLAIM_FEN);
    desk_close(&desk);
}

static void test_appeal__supplements_what_was_paid_too_little(void **state) {
    Desk desk = desk_open(state);
    Str claim, supplement = desk_supplemented(&desk, &claim);
    assert_false(str_equal(supplement, claim));
    assert_int_equal(desk_state(&desk, supplement), CLAIM_SUBMITTED);
    Actor decider = hrss2(&desk);
    decider.role = ROLE_COUNTY_CLERK;
    assert_code(&desk, desk_step(&desk, decider, supplement, CLAIM_ACCEPT, ""), "SAME_PERSON");
    desk_pay(&desk, supplement);
    assert_int_equal(desk_budget(&desk).paid_fen, CLAIM_FEN);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// Who decided the appeal made the supplement, and has no other hand in it under another account.
static void test_appeal__supplement_goes_through_other_persons(void **state) {
    Desk desk = desk_open(state);
    Str claim;
    Actor decider = held_by(&desk, hrss2(&desk), "decider", ONE);
    Str supplement = desk_supplemented_by(&desk, decider, &claim);
    Actor twin = held_by(&desk, clerk(&desk), "twin", ONE);
    assert_code(&desk, desk_step(&desk, twin, supplement, CLAIM_ACCEPT, ""), "SAME_PERSON");
    assert_ok(desk_step(&desk, clerk(&desk), supplement, CLAIM_ACCEPT, ""), desk.error);
    desk_close(&desk);
}

// Corrected and decided again, a supplement is still what the claim lacks.
static void test_appeal__keeps_a_supplement_to_what_is_lacking(void **state) {
    Desk desk = desk_open(state);
    Str claim, supplement = desk_supplemented(&desk, &claim), number;
    assert_ok(desk_step(&desk, clerk(&desk), supplement, CLAIM_RETURN, "补合同"), desk.error);
    DeskCall call = {.desk = &desk, .actor = worker(&desk), .text = supplement};
    assert_ok(desk_write(&desk, run_resubmit, &call, &desk.claim), desk.error);
    assert_int_equal(desk.claim.amount_fen, CLAIM_FEN - 20000);
    // Refused and brought back by an appeal of its own, as well.
    assert_ok(desk_step(&desk, clerk(&desk), supplement, CLAIM_REFUSE, "合同不清楚"), desk.error);
    assert_ok(file_appeal(&desk, worker(&desk), supplement, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number) &&
                  decide_appeal(&desk, hrss3(&desk), number, NO_OTHER),
              desk.error);
    assert_int_equal(desk_state(&desk, supplement), CLAIM_SUBMITTED);
    desk_pay(&desk, supplement);
    assert_int_equal(desk_budget(&desk).paid_fen, CLAIM_FEN);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// Decided anew, a claim and its supplement are one right, whichever of them is contested.
static void test_appeal__weighs_a_claim_with_its_supplement(void **state) {
    Desk desk = desk_open(state);
    Str claim, supplement = desk_supplemented(&desk, &claim), clawback;
    desk_pay(&desk, supplement);
    Str number = desk_contested(&desk, claim, &clawback);
    // All 800.00 are hers, by what the second review found.
    assert_ok(decide_appeal(&desk, hrss3(&desk), number, NO_OTHER), desk.error);
    assert_int_equal(appeal_of(&desk, number).result_fen, CLAIM_FEN);
    assert_int_equal(clawback_state_of(&desk, clawback), CLAWBACK_REVOKED);
    desk_close(&desk);
}

static bool run_clawback_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AfterCall *call = in;
    return clawback_list(tx, &call->actor, &(ClawbackFilter){.claim_number = call->number}, arena,
                         out, error);
}

static void assert_taken_back(Desk *desk, Str claim, const char *words) {
    Clawbacks all;
    AfterCall call = {desk, hrss(desk), NULL, claim};
    assert_ok(store_read(desk->city.store, run_clawback_list, &call, &all, &desk->city.arena,
                         &desk->error),
              desk->error);
    assert_int_equal(all.count, 1);
    assert_true(str_find(all.items[0].note, str_from_c(words), 0) != SIZE_MAX);
}

#define IN_HER_COUNTY "{\"work_division\":\"640522\"}"

// What was paid last goes back first, and no claim gives back more than it was paid.
static void test_appeal__takes_back_from_each_claim_its_own(void **state) {
    Desk desk = desk_open(state);
    Str claim, supplement = desk_supplemented(&desk, &claim), number;
    assert_code(&desk, file_appeal(&desk, worker(&desk), claim, (Str){0}, &number),
                "ALREADY_APPEALED"); // the same decision; that of the supplement is another
    desk_pay(&desk, supplement);
    assert_ok(file_appeal(&desk, worker(&desk), supplement, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number),
              desk.error);
    assert_code(&desk, decide_appeal(&desk, hrss3(&desk), number, NO_OTHER), "NOTHING_CHANGES");
    assert_ok(decide_appeal(&desk, hrss3(&desk), number, IN_HER_COUNTY), desk.error);
    assert_int_equal(appeal_of(&desk, number).result_fen, 0);
    assert_taken_back(&desk, supplement, "多付 600.00 元");
    assert_taken_back(&desk, claim, "多付 200.00 元");
    desk_close(&desk);
}

// What one review established stands in the next, unless it is found otherwise there.
static void test_appeal__keeps_what_an_earlier_one_found(void **state) {
    Desk desk = desk_open(state);
    Str claim, number;
    desk.today = date_from_civil((CivilDate){2023, 6, 1});
    assert_ok(contest(&desk, worker(&desk), &claim) &&
                  file_appeal(&desk, worker(&desk), claim, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number) &&
                  decide_appeal(&desk, hrss(&desk), number, "{\"work_full_months\":7}") &&
                  desk_step(&desk, clerk(&desk), claim, CLAIM_REFUSE, "合同不清楚") &&
                  file_appeal(&desk, worker(&desk), claim, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number),
              desk.error);
    assert_ok(decide_appeal(&desk, hrss2(&desk), number, IN_REGION), desk.error);
    assert_int_equal(appeal_of(&desk, number).result_fen, 20000);
    assert_int_equal(desk_state(&desk, claim), CLAIM_SUBMITTED);
    desk_close(&desk);
}

static void test_appeal__opens_a_clawback_for_what_was_paid_too_much(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_paid(&desk), number;
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number),
              desk.error);
    assert_code(&desk, decide_appeal(&desk, hrss(&desk), number, NO_OTHER), "NOTHING_CHANGES");
    assert_ok(decide_appeal(&desk, hrss(&desk), number, IN_REGION), desk.error);
    Str clawback = appeal_of(&desk, number).result_number;
    assert_int_equal(clawback_state_of(&desk, clawback), CLAWBACK_SUSPECTED);
    desk_close(&desk);
}

static void test_appeal__reduces_or_revokes_a_clawback(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_paid(&desk), number, none;
    Str clawback = desk_notified(&desk, claim);
    ClawbackFile file;
    assert_code(&desk, file_appeal(&desk, worker(&desk), claim, clawback, &none),
                "NOTHING_DECIDED");
    assert_ok(step_clawback(&desk, worker(&desk), clawback, CLAWBACK_STATE, "x") &&
                  decide_clawback(&desk, hrss(&desk), clawback, CLAIM_FEN, 2) &&
                  file_appeal(&desk, worker(&desk), claim, clawback, &number) &&
                  accept_appeal(&desk, clerk(&desk), number),
              desk.error);
    assert_ok(find_clawback(&desk, worker(&desk), clawback, &file), desk.error);
    Str receivable = file.clawback.receivable_number;
    assert_ok(repay_clawback(&desk, receivable, "收1", 70000), desk.error);
    assert_code(&desk, decide_appeal(&desk, hrss(&desk), number, IN_REGION), "SAME_PERSON");
    // In the region she has 200.00 of right: 600.00 are owed, 700.00 came, 100.00 go back.
    assert_ok(decide_appeal(&desk, hrss2(&desk), number, IN_REGION), desk.error);
    assert_int_equal(appeal_of(&desk, number).state, APPEAL_CHANGED);
    assert_int_equal(clawback_state_of(&desk, clawback), CLAWBACK_SETTLED);
    assert_false(repay_clawback(&desk, receivable, "收2", 10000));
    ClaimFile supplement;
    assert_ok(desk_find(&desk, worker(&desk), appeal_of(&desk, number).result_number, &supplement),
              desk.error);
    assert_int_equal(supplement.claim.amount_fen, 10000);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// All of it came back; the review finds that 200.00 were hers, and she holds nothing: the number of
// the supplement.
static Str supplement_of_recovered(Desk *desk) {
    Str claim = desk_paid(desk), number, clawback = desk_notified(desk, claim);
    ClawbackFile file;
    assert_ok(step_clawback(desk, worker(desk), clawback, CLAWBACK_STATE, "x") &&
                  decide_clawback(desk, hrss(desk), clawback, CLAIM_FEN, 1) &&
                  find_clawback(desk, worker(desk), clawback, &file) &&
                  repay_clawback(desk, file.clawback.receivable_number, "收1", CLAIM_FEN) &&
                  file_appeal(desk, worker(desk), claim, (Str){0}, &number) &&
                  accept_appeal(desk, clerk(desk), number),
              desk->error);
    assert_ok(decide_appeal(desk, hrss2(desk), number, IN_REGION), desk->error);
    return appeal_of(desk, number).result_number;
}

static void test_appeal__counts_what_is_still_held(void **state) {
    Desk desk = desk_open(state);
    Str supplement = supplement_of_recovered(&desk);
    ClaimFile file;
    assert_ok(desk_find(&desk, worker(&desk), supplement, &file), desk.error);
    assert_int_equal(file.claim.amount_fen, 20000);
    desk_pay(&desk, supplement);
    assert_int_equal(desk_budget(&desk).paid_fen, 20000);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// What came back of the first claim is not held any more, also when the supplement is decided
// again.
static void test_appeal__supplement_of_what_came_back_can_be_corrected(void **state) {
    Desk desk = desk_open(state);
    Str supplement = supplement_of_recovered(&desk), number;
    assert_ok(desk_step(&desk, clerk(&desk), supplement, CLAIM_RETURN, "补合同"), desk.error);
    DeskCall call = {.desk = &desk, .actor = worker(&desk), .text = supplement};
    assert_ok(desk_write(&desk, run_resubmit, &call, &desk.claim), desk.error);
    assert_int_equal(desk.claim.amount_fen, 20000);
    assert_ok(desk_step(&desk, clerk(&desk), supplement, CLAIM_REFUSE, "合同不清楚"), desk.error);
    assert_ok(file_appeal(&desk, worker(&desk), supplement, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number) &&
                  decide_appeal(&desk, hrss3(&desk), number, NO_OTHER),
              desk.error);
    assert_int_equal(desk_state(&desk, supplement), CLAIM_SUBMITTED);
    desk_pay(&desk, supplement);
    assert_int_equal(desk_budget(&desk).paid_fen, 20000);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

// What was decided and did not come back yet is still held: nothing is paid out beside it.
static void test_appeal__pays_nothing_beside_an_open_clawback(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_paid(&desk), number, clawback = desk_notified(&desk, claim);
    assert_ok(step_clawback(&desk, worker(&desk), clawback, CLAWBACK_STATE, "x") &&
                  decide_clawback(&desk, hrss(&desk), clawback, CLAIM_FEN, 1) &&
                  file_appeal(&desk, worker(&desk), claim, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number),
              desk.error);
    assert_code(&desk, decide_appeal(&desk, hrss2(&desk), number, IN_REGION), "NOTHING_CHANGES");
    desk_close(&desk);
}

static void test_appeal__that_is_maintained_says_how_to_go_on(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_refused(&desk), number, again;
    AppealRecord record;
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number), desk.error);
    assert_ok(after_run(&desk, run_appeal_withdraw, worker(&desk), &number, NULL), desk.error);
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number), desk.error);
    assert_ok(accept_appeal(&desk, clerk(&desk), number), desk.error);
    assert_ok(decide_appeal(&desk, hrss(&desk), number, NULL), desk.error);
    assert_true(worker_was_told(&desk, "60日内申请行政复议，或者6个月内提起行政诉讼"));
    assert_code(&desk, file_appeal(&desk, worker(&desk), claim, (Str){0}, &again),
                "ALREADY_APPEALED");
    assert_int_equal(desk_state(&desk, claim), CLAIM_REFUSED);
    assert_false(find_appeal(&desk, stranger(&desk), number, &record));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_ok(find_appeal(&desk, worker(&desk), number, &record), desk.error);
    assert_int_equal(record.steps.count, 3);
    assert_int_equal(record.claim.evidence_count, 1); // the same paper twice
    desk_close(&desk);
}

// One person under several accounts.
static void test_appeal__is_decided_by_another_person(void **state) {
    Desk desk = desk_open(state);
    Actor refusing = held_by(&desk, clerk(&desk), "clerk", ONE);
    Actor accepting = held_by(&desk, hrss(&desk), "accepting", OTHER);
    Str number;
    assert_ok(desk_apply(&desk), desk.error);
    Str claim = desk.claim.number;
    assert_ok(desk_step(&desk, refusing, claim, CLAIM_REFUSE, "x"), desk.error);
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number), desk.error);
    Actor payee = held_by(&desk, hrss(&desk), "payee", JOURNEY_MIGRANT_ID);
    assert_code(&desk, accept_appeal(&desk, payee, number), "OWN_CLAIM");
    assert_ok(accept_appeal(&desk, accepting, number), desk.error);
    assert_code(&desk, decide_appeal(&desk, payee, number, NULL), "OWN_CLAIM");
    Actor same = held_by(&desk, hrss(&desk), "same", ONE);
    assert_code(&desk, decide_appeal(&desk, same, number, NULL), "SAME_PERSON");
    assert_code(&desk, decide_appeal(&desk, accepting, number, NULL), "SAME_PERSON");
    Actor twin = held_by(&desk, hrss(&desk), "twin", OTHER);
    assert_code(&desk, decide_appeal(&desk, twin, number, NULL), "SAME_PERSON");
    Actor another = held_by(&desk, hrss(&desk), "another", "640500199001010134");
    assert_ok(decide_appeal(&desk, another, number, NULL), desk.error);
    desk_close(&desk);
}

// Whoever writes to the database.
static void test_appeal__is_held_by_the_schema(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_refused(&desk), number;
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number) &&
                  accept_appeal(&desk, hrss(&desk), number),
              desk.error);
    static const struct {
        const char *sql, *rule;
    } attacks[] = {
        {"UPDATE appeal SET state = 'filed'", "appeal_step_not_allowed"},
        {"UPDATE appeal SET state = 'maintained'", "appeal_decision_whole"},
        {"UPDATE appeal SET state = 'maintained', decided_by = accepted_by, reasons = '!x',"
         " decided_on = accepted_on",
         "appeal_decider_is_another"},
        {"UPDATE appeal SET state = 'maintained', decided_by = claim_accepted_by, reasons = '!x',"
         " decided_on = accepted_on",
         "appeal_decider_"},
        {"UPDATE appeal SET state = 'maintained', decided_by = 30, reasons = '!x',"
         " decided_on = accepted_on, contested_by = NULL",
         "appeal_decider_had_a_hand"},
        {"UPDATE appeal SET contested_by = 77, decided_by = 77, reasons = '!x',"
         " decided_on = accepted_on",
         "appeal_deci"},
        {"INSERT INTO appeal (number, application_id, division_code, subject, decision, grounds,"
         " state, version, filed_by, filed_on) SELECT 'FC-X', application_id, division_code,"
         " subject, decision, grounds, 'filed', 0, filed_by, filed_on FROM appeal",
         "decision"},
        {"DELETE FROM appeal", "appeal_is_kept"},
    };
    Raw raw = raw_open(*state);
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        if (raw_run(&raw, attacks[i].sql)) fail_msg("got through: %s", attacks[i].sql);
        if (!strstr(raw.message, attacks[i].rule) && !strstr(raw.message, "appeal_once")) {
            fail_msg("%s: %s, not %s", attacks[i].sql, raw.message, attacks[i].rule);
        }
    }
    raw_close(&raw);
    desk_close(&desk);
}

// Approved, cancelled and refused, a claim is brought back with another sum: it is paid as a first
// attempt would be, since no bank ever had the sum of before.
static void test_appeal__pays_another_sum_after_a_cancelled_approval(void **state) {
    Desk desk = desk_open(state);
    Str number;
    desk_allot(&desk, DESK_BUDGET_FEN, "k");
    Str claim = desk_cleared(&desk);
    assert_ok(desk_step(&desk, finance(&desk), claim, CLAIM_APPROVE, "") &&
                  desk_step(&desk, finance(&desk), claim, CLAIM_CANCEL, "要再核查") &&
                  desk_step(&desk, finance(&desk), claim, CLAIM_REFUSE, "没有出省"),
              desk.error);
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &number) &&
                  accept_appeal(&desk, clerk(&desk), number) &&
                  decide_appeal(&desk, hrss(&desk), number, IN_REGION),
              desk.error);
    desk_pay(&desk, claim);
    assert_int_equal(desk_budget(&desk).paid_fen, 20000);
    assert_ledger_holds(&desk);
    desk_close(&desk);
}

static const struct CMUnitTest tests[] = {
    BOTH(test_appeal__brings_a_refused_claim_back_on_its_way),
    BOTH(test_appeal__pays_another_sum_after_a_cancelled_approval),
    BOTH(test_appeal__contests_what_the_screen_refused),
    BOTH(test_appeal__supplements_what_was_paid_too_little),
    BOTH(test_appeal__supplement_goes_through_other_persons),
    BOTH(test_appeal__keeps_a_supplement_to_what_is_lacking),
    BOTH(test_appeal__weighs_a_claim_with_its_supplement),
    BOTH(test_appeal__takes_back_from_each_claim_its_own),
    BOTH(test_appeal__keeps_what_an_earlier_one_found),
    BOTH(test_appeal__opens_a_clawback_for_what_was_paid_too_much),
    BOTH(test_appeal__reduces_or_revokes_a_clawback),
    BOTH(test_appeal__counts_what_is_still_held),
    BOTH(test_appeal__supplement_of_what_came_back_can_be_corrected),
    BOTH(test_appeal__pays_nothing_beside_an_open_clawback),
    BOTH(test_appeal__that_is_maintained_says_how_to_go_on),
    BOTH(test_appeal__is_decided_by_another_person),
    BOTH(test_appeal__is_held_by_the_schema),
};

int main(void) {
    return RUN_TESTS(tests);
}
