// SPDX-License-Identifier: Apache-2.0
// Protects the question at the end: of the applicant, once, when the claim has ended.
#include "desk.h"

#include "casework/rating.h"

typedef struct RatingCall {
    Actor actor;
    Str number;
    Rating rating;
} RatingCall;

static bool run_rate(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RatingCall *call = in;
    (void)out;
    return rating_give(tx, &call->actor, call->number, &call->rating, arena, error);
}

static bool run_summary(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RatingCall *call = in;
    Date today = call->actor.today;
    return rating_summary(tx, &call->actor, today, today, arena, out, error);
}

static bool rate(Desk *desk, Actor actor, Str number, int64_t score) {
    RatingCall call = {actor, number, {.score = score, .remark = STR("等太久")}};
    desk->error = (Error){0};
    return store_write(desk->city.store, run_rate, &call, NULL, &desk->city.arena, &desk->error);
}

static RatingSummary summary_of(Desk *desk, Actor actor) {
    RatingSummary summary;
    assert_ok(store_read(desk->city.store, run_summary, &(RatingCall){.actor = actor}, &summary,
                         &desk->city.arena, &desk->error),
              desk->error);
    return summary;
}

static void test_rating__is_given_once_after_the_end(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_code(&desk, rate(&desk, worker(&desk), number, 5), "NOT_ENDED");
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_REFUSE, "合同是伪造的"), desk.error);
    assert_false(rate(&desk, worker(&desk), number, 6));
    assert_false(rate(&desk, worker(&desk), number, 0));
    assert_int_equal(desk.error.kind, ERROR_INVALID);
    assert_false(rate(&desk, clerk(&desk), number, 5));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_false(rate(&desk, company(&desk), number, 5));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_ok(rate(&desk, worker(&desk), number, 1), desk.error);
    assert_code(&desk, rate(&desk, worker(&desk), number, 5), "ALREADY_RATED");
    desk_close(&desk);
}

static void test_rating__is_summed_for_the_own_county(void **state) {
    Desk desk = desk_open(state);
    for (int64_t score = 1; score <= 3; score++) {
        assert_ok(desk_apply(&desk), desk.error);
        assert_ok(desk_withdraw(&desk, worker(&desk), desk.claim.number), desk.error);
        assert_ok(rate(&desk, worker(&desk), desk.claim.number, score), desk.error);
    }
    RatingSummary summary = summary_of(&desk, reviewer(&desk));
    assert_int_equal(summary.total, 3);
    assert_int_equal(summary.counts[3], 1);
    assert_int_equal(summary.poor_count, 2);
    assert_true(str_equal(summary.poor[0].number, STR("ZW-2023-05-000002"))); // latest first
    assert_true(str_equal(summary.poor[0].rating.remark, STR("等太久")));
    Actor elsewhere = desk_actor(&desk, 31, ROLE_COUNTY_REVIEWER, "640521");
    assert_int_equal(summary_of(&desk, elsewhere).total, 0);
    Actor tomorrow = reviewer(&desk);
    tomorrow.today++;
    assert_int_equal(summary_of(&desk, tomorrow).total, 0);
    RatingCall own = {.actor = worker(&desk)};
    assert_false(store_read(desk.city.store, run_summary, &own, &summary, &desk.city.arena,
                            &desk.error));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_rating__is_given_once_after_the_end),
        BOTH(test_rating__is_summed_for_the_own_county),
    };
    return RUN_TESTS(tests);
}
