// SPDX-License-Identifier: Apache-2.0
// Protects the claim from one person in two parts: officer and applicant, two officers, two
// objectors; and its file from changes after the review.
#include "desk.h"
#include "casework/evidence.h"

static void test_hand__is_of_another_person_not_only_of_another_account(void **state) {
    Desk desk = desk_open(state);
    Actor accepting = held_by(&desk, clerk(&desk), "clerk", ONE);
    Actor same = held_by(&desk, reviewer(&desk), "reviewer1", ONE);
    Actor another = held_by(&desk, reviewer(&desk), "reviewer2", OTHER);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, accepting, number, CLAIM_ACCEPT, ""), desk.error);
    assert_false(desk_step(&desk, same, number, CLAIM_REVIEW, ""));
    assert_string_equal(desk.error.code, "SAME_PERSON");
    assert_int_equal(desk_state(&desk, number), CLAIM_ACCEPTED);
    assert_ok(desk_step(&desk, another, number, CLAIM_REVIEW, ""), desk.error);
    desk_close(&desk);
}

// Somebody who acts for a colleague on leave keeps the own account.
static void test_hand__is_not_another_in_a_delegated_duty(void **state) {
    Desk desk = desk_open(state);
    Actor acting = clerk(&desk);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, acting, number, CLAIM_ACCEPT, ""), desk.error);
    acting.role = ROLE_COUNTY_REVIEWER;
    acting.acting_for = STR("海原县复核");
    assert_false(desk_step(&desk, acting, number, CLAIM_REVIEW, ""));
    assert_string_equal(desk.error.code, "SAME_PERSON");
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    desk_close(&desk);
}

static bool release_by(Desk *desk, Actor actor) {
    PaymentFile file;
    return desk_write(desk, run_release, &(DeskCall){.desk = desk, .actor = actor}, &file);
}

static void test_hand__that_approved_does_not_release(void **state) {
    Desk desk = desk_open(state);
    desk_allot(&desk, DESK_BUDGET_FEN, "first");
    Actor approving = held_by(&desk, finance(&desk), "finance1", ONE);
    Actor same = held_by(&desk, cashier(&desk), "finance2", ONE);
    Actor another = held_by(&desk, cashier(&desk), "finance3", OTHER);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    desk_clear(&desk, number);
    assert_ok(desk_step(&desk, approving, number, CLAIM_APPROVE, ""), desk.error);
    assert_false(release_by(&desk, approving));
    assert_string_equal(desk.error.code, "SAME_PERSON");
    assert_false(release_by(&desk, same)); // another account of the same person
    assert_string_equal(desk.error.code, "SAME_PERSON");
    assert_int_equal(desk_state(&desk, number), CLAIM_APPROVED);
    assert_ok(release_by(&desk, another), desk.error);
    assert_int_equal(desk_state(&desk, number), CLAIM_PAYING);
    desk_close(&desk);
}

static void test_hand__is_never_in_ones_own_claim(void **state) {
    Desk desk = desk_open(state);
    Actor applicant = held_by(&desk, clerk(&desk), "clerk1", JOURNEY_MIGRANT_ID);
    Actor another = held_by(&desk, clerk(&desk), "clerk2", OTHER);
    ClaimSubmission counter = {
        .policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID), .at_counter = true};
    assert_false(desk_submit(&desk, applicant, &counter));
    assert_string_equal(desk.error.code, "OWN_CLAIM");
    assert_ok(desk_apply(&desk), desk.error); // nothing of the first was kept
    assert_false(desk_step(&desk, applicant, desk.claim.number, CLAIM_ACCEPT, ""));
    assert_string_equal(desk.error.code, "OWN_CLAIM");
    assert_ok(desk_step(&desk, another, desk.claim.number, CLAIM_ACCEPT, ""), desk.error);
    desk_close(&desk);
}

// ---- The file ----

static bool run_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return evidence_add(tx, &call->actor, call->text, STR("证明.pdf"), call->other_text, arena,
                        error);
}

static bool add_evidence(Desk *desk, Str number, const char *content) {
    DeskCall call = {.desk = desk,
                     .actor = worker(desk),
                     .text = number,
                     .other_text = str_from_c(content)};
    return desk_write(desk, run_evidence, &call, NULL);
}

static void test_evidence__is_taken_before_the_review_alone(void **state) {
    Desk desk = desk_open(state);
    ClaimFile file;
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(add_evidence(&desk, number, "%PDF-1.4"), desk.error);
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(add_evidence(&desk, number, "%PDF-1.5"), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    assert_false(add_evidence(&desk, number, "%PDF-1.6"));
    assert_string_equal(desk.error.code, "WRONG_STATE");
    assert_ok(desk_find(&desk, worker(&desk), number, &file), desk.error);
    assert_int_equal(file.evidence_count, 2);
    desk_close(&desk);
}

// ---- Objections ----

static void test_objection__of_one_objector_is_open_once(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    Notice notice = desk_notice(&desk);
    assert_ok(desk_object(&desk, notice.number, 1, "他没有外出务工"), desk.error);
    assert_false(desk_object(&desk, notice.number, 1, "他没有外出务工"));
    assert_string_equal(desk.error.code, "ALREADY_OBJECTED");
    assert_ok(desk_answer(&desk, false), desk.error);
    assert_ok(desk_object(&desk, notice.number, 1, "又有新的情况"), desk.error);
    assert_ok(desk_answer(&desk, false), desk.error);
    desk.today = notice.closes_on + 1;
    assert_int_equal(desk_close_due(&desk), 1); // no hold is left behind
    desk_close(&desk);
}

static const struct CMUnitTest tests[] = {
    BOTH(test_hand__is_of_another_person_not_only_of_another_account),
    BOTH(test_hand__is_not_another_in_a_delegated_duty),
    BOTH(test_hand__that_approved_does_not_release),
    BOTH(test_hand__is_never_in_ones_own_claim),
    BOTH(test_evidence__is_taken_before_the_review_alone),
    BOTH(test_objection__of_one_objector_is_open_once),
};

int main(void) {
    return RUN_TESTS(tests);
}
