// SPDX-License-Identifier: Apache-2.0
// Protects automatic batches: the same snapshot gives the same rows, and a row becomes one claim.
#include "desk.h"

#include <pthread.h>

#define COMPANY_COUNTY "640521"

static Actor batch_clerk(const Desk *desk) {
    return desk_actor(desk, 23, ROLE_COUNTY_CLERK, COMPANY_COUNTY);
}

static bool run(Desk *desk, Actor actor, int policy, const char *county, Batch *batch) {
    CaseContext context = desk_case(desk);
    desk->error = (Error){0};
    return batch_run(desk->city.store, &actor, &context, policy, str_from_c(county),
                     &desk->city.arena, batch, &desk->error);
}

static bool run_roll_back(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return batch_roll_back(tx, &call->actor, call->text, arena, error);
}

static bool roll_back(Desk *desk, Actor actor, Str number) {
    return desk_write(desk, run_roll_back,
                      &(DeskCall){.desk = desk, .actor = actor, .text = number}, NULL);
}

static bool run_rows(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return batch_find(tx, &call->actor, call->text, (BatchColumn)call->index,
                      call->filter.row_count, 1, arena, out, error);
}

static bool run_own(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return batch_rows_own(tx, &call->actor, arena, out, error);
}

static bool run_batch_confirm(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return batch_confirm(tx, &call->actor, &context, call->text, call->index, &call->account, arena,
                         out, error);
}

static void test_batch__run_again_has_the_same_rows(void **state) {
    Desk desk = desk_open(state);
    Batch first, again, later;
    assert_ok(run(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &first), desk.error);
    assert_true(first.counts[BATCH_PAYABLE] > 0);
    assert_true(first.payable_fen > 0);
    assert_int_equal(first.rows_hash.length, 64);
    assert_ok(run(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &again), desk.error);
    assert_true(str_equal(first.number, again.number));
    assert_true(str_equal(first.rows_hash, again.rows_hash));
    assert_ok(roll_back(&desk, batch_clerk(&desk), first.number), desk.error);
    assert_false(roll_back(&desk, batch_clerk(&desk), first.number)); // once
    assert_ok(run(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &later), desk.error);
    assert_false(str_equal(first.number, later.number));
    assert_true(str_equal(first.rows_hash, later.rows_hash));
    assert_int_equal(first.payable_fen, later.payable_fen);
    desk_close(&desk);
}

// Page by page of one row, all that is counted is listed, and the amounts add up.
#define MATCHERS 8

typedef struct Matcher {
    Desk *desk;
    Arena arena;
    Error error;
    Batch batch;
    bool ok;
} Matcher;

static void *match_at_once(void *state) {
    Matcher *matcher = state;
    CaseContext context = desk_case(matcher->desk);
    Actor actor = batch_clerk(matcher->desk);
    matcher->ok = batch_run(matcher->desk->city.store, &actor, &context, 24, STR(COMPANY_COUNTY),
                            &matcher->arena, &matcher->batch, &matcher->error);
    return NULL;
}

// A match is many transactions: whoever is overtaken says so, and no row is lost or doubled.
static void test_batch__matched_by_many_at_once_is_whole(void **state) {
    Desk desk = desk_open(state);
    Matcher matchers[MATCHERS] = {0};
    pthread_t threads[MATCHERS];
    Batch alone;
    int succeeded = 0;
    for (int i = 0; i < MATCHERS; i++) {
        matchers[i].desk = &desk;
        assert_int_equal(pthread_create(&threads[i], NULL, match_at_once, &matchers[i]), 0);
    }
    for (int i = 0; i < MATCHERS; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_ok(run(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &alone), desk.error);
    for (int i = 0; i < MATCHERS; i++) {
        Matcher *matcher = &matchers[i];
        succeeded += matcher->ok;
        if (matcher->ok) assert_int_equal(matcher->batch.payable_fen, alone.payable_fen);
        else assert_string_equal(matcher->error.code, "BATCH_BUSY");
        arena_release(&matcher->arena);
    }
    assert_true(succeeded > 0);
    desk_close(&desk);
}

static void test_batch__lists_what_it_counts(void **state) {
    Desk desk = desk_open(state);
    Batch batch, page;
    assert_ok(run(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &batch), desk.error);
    for (int column = 0; column < 3; column++) {
        int64_t rows = 0, fen = 0, after = 0;
        for (;;) {
            DeskCall call = {.desk = &desk, .actor = batch_clerk(&desk), .text = batch.number,
                             .index = column, .filter = {.row_count = after}};
            assert_ok(desk_read(&desk, run_rows, &call, &page), desk.error);
            if (page.row_count == 0) break;
            assert_int_equal(page.row_count, 1);
            assert_true(page.rows[0].index > after);
            assert_int_equal(page.rows[0].column, column);
            if (column == BATCH_NOT) assert_false(str_is_empty(page.rows[0].sentences));
            after = page.rows[0].index;
            fen += page.rows[0].amount_fen;
            rows++;
        }
        assert_int_equal(rows, batch.counts[column]);
        if (column == BATCH_PAYABLE) assert_int_equal(fen, batch.payable_fen);
        if (column == BATCH_NOT) assert_int_equal(fen, 0);
    }
    desk_close(&desk);
}

static void test_batch__row_becomes_one_claim(void **state) {
    Desk desk = desk_open(state);
    Batch batch, again;
    Batches own;
    assert_ok(run(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &batch), desk.error);
    DeskCall list = {.desk = &desk, .actor = company(&desk)};
    assert_ok(desk_read(&desk, run_own, &list, &own), desk.error);
    assert_int_equal(own.count, 1);
    DeskCall confirm = {.desk = &desk, .actor = company(&desk), .text = batch.number,
                        .index = own.items[0].rows[0].index};
    DeskCall stranger = confirm;
    stranger.actor.scope.uscc = STR(JOURNEY_INTERNSHIP_USCC);
    assert_false(desk_write(&desk, run_batch_confirm, &stranger, &desk.claim));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_ok(desk_write(&desk, run_batch_confirm, &confirm, &desk.claim), desk.error);
    assert_int_equal(desk.claim.state, CLAIM_ACCEPTED);
    assert_true(str_equal(desk.claim.channel, STR("automatic")));
    assert_int_equal(desk.claim.amount_fen, own.items[0].rows[0].amount_fen);
    assert_code(&desk, desk_write(&desk, run_batch_confirm, &confirm, &desk.claim),
                "ALREADY_CONFIRMED");
    assert_false(roll_back(&desk, batch_clerk(&desk), batch.number)); // something came of it
    assert_ok(run(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &again), desk.error);
    assert_int_equal(again.confirmed, 1);
    // Who ran the batch accepted it, and cannot review it.
    Actor same = desk_actor(&desk, 23, ROLE_COUNTY_REVIEWER, COMPANY_COUNTY);
    Str number = desk.claim.number;
    assert_code(&desk, desk_step(&desk, same, number, CLAIM_REVIEW, ""), "SAME_PERSON");
    same.account_id = 33;
    assert_ok(desk_step(&desk, same, number, CLAIM_REVIEW, ""), desk.error);
    desk_close(&desk);
}

static void test_batch__keeps_to_its_county_and_policy(void **state) {
    Desk desk = desk_open(state);
    Batch batch;
    assert_false(run(&desk, batch_clerk(&desk), 24, DESK_COUNTY, &batch));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_false(run(&desk, batch_clerk(&desk), 5, COMPANY_COUNTY, &batch)); // by application
    assert_int_equal(desk.error.kind, ERROR_CONFLICT);
    assert_false(run(&desk, batch_clerk(&desk), 99, COMPANY_COUNTY, &batch));
    assert_ok(run(&desk, batch_clerk(&desk), 24, COMPANY_COUNTY, &batch), desk.error);
    assert_false(roll_back(&desk, clerk(&desk), batch.number)); // of another county
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_batch__run_again_has_the_same_rows),
        BOTH(test_batch__matched_by_many_at_once_is_whole),
    BOTH(test_batch__lists_what_it_counts),
        BOTH(test_batch__row_becomes_one_claim),
        BOTH(test_batch__keeps_to_its_county_and_policy),
    };
    return RUN_TESTS(tests);
}
