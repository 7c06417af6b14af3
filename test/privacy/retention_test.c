// SPDX-License-Identifier: Apache-2.0
// Protects: a claim that has been closed for its ten years loses whom it was about and keeps what
// the ledger rests on; nothing goes a day early, and what is counted is what is done.
#include "../casework/desk.h"

#include "../fund/raw.h"
#include "casework/evidence.h"
#include "privacy/retention.h"
#include "test/privacy/look.sql.c"

static bool kept_look(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return look_kept(tx, &(LookKeptIn){*(const Str *)in}, arena, out, error);
}

static LookKeptRow kept(Desk *desk, Str number) {
    LookKeptRow row;
    assert_ok(
        store_read(desk->city.store, kept_look, &number, &row, &desk->city.arena, &desk->error),
        desk->error);
    return row;
}

static bool run_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return evidence_add(tx, &call->actor, call->text, STR("证明.pdf"), STR("%PDF-1.4"), arena,
                        error);
}

// The worker's claim with a paper, paid.
static Str paid_claim(Desk *desk) {
    ReturnResult result;
    assert_ok(desk_apply(desk), desk->error);
    Str number = desk->claim.number;
    DeskCall call = {.desk = desk, .actor = worker(desk), .text = number};
    assert_ok(desk_write(desk, run_evidence, &call, NULL), desk->error);
    desk_clear(desk, number);
    (void)desk_allot(desk, 1000000, "k1");
    assert_ok(desk_step(desk, finance(desk), number, CLAIM_APPROVE, ""), desk->error);
    PaymentFile file = desk_release(desk);
    assert_ok(desk_return(desk, &file, true, &result), desk->error);
    assert_int_equal(desk_state(desk, number), CLAIM_PAID);
    return number;
}

static RetentionCounts run_on(Desk *desk, Date today, bool is_dry_run) {
    RetentionCounts counts;
    Actor actor = actor_system(today, 1697443200000 + ((int64_t)today - desk->today) * 86400000);
    bool ok = is_dry_run ? retention_count(desk->city.store, &actor, &counts, &desk->error)
                         : retention_run(desk->city.store, &actor, &counts, &desk->error);
    assert_ok(ok, desk->error);
    return counts;
}

static void test_retention__anonymises_a_closed_claim(void **state) {
    Desk desk = desk_open(state);
    Str number = paid_claim(&desk);
    Date due = date_add_months(desk.today, 12 * RETENTION_CLAIM_YEARS) + 1;
    LookKeptRow before = kept(&desk, number);
    assert_true(before.facts > 0 && before.papers == 1 && before.messages > 0);
    assert_int_equal(run_on(&desk, due - 1, false).claims, 0); // not a day early
    assert_int_equal(run_on(&desk, due, true).claims, 1);      // counted, not done
    assert_int_equal(kept(&desk, number).facts, before.facts);
    assert_int_equal(run_on(&desk, due, false).claims, 1);
    LookKeptRow after = kept(&desk, number);
    assert_true(str_starts_with(after.subject_key, STR("anonymous:")));
    assert_str_equal(after.applicant_name, "（已匿名）");
    assert_false(after.person_id.present);
    assert_int_equal(after.facts + after.papers + after.messages, 0);
    assert_int_equal(after.amount_fen, before.amount_fen);
    assert_int_equal(after.steps, before.steps);
    assert_int_equal(after.entitlements, 1);
    assert_int_equal(after.runs, 2);
    assert_int_equal(run_on(&desk, due, false).claims, 0); // once
    assert_ledger_holds(&desk);
    assert_int_equal(desk_budget(&desk).paid_fen, before.amount_fen);
    desk_close(&desk);
}

static void test_retention__leaves_what_is_not_closed(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Date late = date_add_months(desk.today, 12 * 2 * RETENTION_CLAIM_YEARS);
    assert_int_equal(run_on(&desk, late, false).claims, 0);
    assert_true(kept(&desk, desk.claim.number).facts > 0);
    desk_close(&desk);
}

// Frozen rows open to a run alone, and to nothing but what it changes.
static void test_retention__opens_nothing_else(void **state) {
    Desk desk = desk_open(state);
    (void)paid_claim(&desk);
    Raw raw = raw_open(*state);
    assert_false(raw_run(&raw, "UPDATE application_decision SET decision_json = '!x'"));
    raw_must(&raw, "BEGIN");
    raw_must(&raw, "INSERT INTO sealing_pass (reason) VALUES ('anonymise')");
    assert_false(raw_run(&raw, "UPDATE application_decision SET amount_fen = 1"));
    raw_must(&raw, "ROLLBACK");
    raw_must(&raw, "BEGIN");
    raw_must(&raw, "INSERT INTO sealing_pass (reason) VALUES ('anonymise')");
    assert_false(raw_run(&raw, "UPDATE payment_file SET content = content"));
    raw_must(&raw, "ROLLBACK");
    raw_close(&raw);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_retention__anonymises_a_closed_claim),
        BOTH(test_retention__leaves_what_is_not_closed),
        BOTH(test_retention__opens_nothing_else),
    };
    return RUN_TESTS(tests);
}
