// SPDX-License-Identifier: Apache-2.0
// Protects drafts: one for each application, its owner's alone, gone when submitted or too old.
#include "desk.h"

#include "casework/claim_draft.h"

static const ClaimDraft typed = {.policy_number = 5,
                                 .subject_key = STR_INIT(JOURNEY_MIGRANT_ID),
                                 .typed_json = STR_INIT("{\"bank_name\":\"宁夏\"}")};

typedef struct DraftCall {
    Actor actor;
    ClaimDraft draft;
} DraftCall;

static bool run_save(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DraftCall *call = in;
    return claim_draft_save(tx, &call->actor, &call->draft, arena, out, error);
}

static bool run_drafts(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DraftCall *call = in;
    return claim_draft_list(tx, &call->actor, arena, out, error);
}

static bool run_delete(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DraftCall *call = in;
    (void)out;
    return claim_draft_delete(tx, &call->actor, call->draft.number, arena, error);
}

static bool save(Desk *desk, Actor actor, ClaimDraft draft, ClaimDraft *kept) {
    desk->error = (Error){0};
    return store_write(desk->city.store, run_save, &(DraftCall){actor, draft}, kept,
                       &desk->city.arena, &desk->error);
}

static ClaimDrafts drafts_of(Desk *desk, Actor actor) {
    ClaimDrafts drafts;
    assert_ok(store_read(desk->city.store, run_drafts, &(DraftCall){.actor = actor}, &drafts,
                         &desk->city.arena, &desk->error),
              desk->error);
    return drafts;
}

static void test_draft__is_one_of_each_application(void **state) {
    Desk desk = desk_open(state);
    ClaimDraft first, second;
    assert_ok(save(&desk, worker(&desk), typed, &first), desk.error);
    ClaimDraft changed = typed;
    changed.typed_json = STR("{\"bank_name\":\"宁夏银行\"}");
    assert_ok(save(&desk, worker(&desk), changed, &second), desk.error);
    assert_true(str_equal(first.number, second.number));
    ClaimDrafts drafts = drafts_of(&desk, worker(&desk));
    assert_int_equal(drafts.count, 1);
    assert_true(str_equal(drafts.items[0].typed_json, changed.typed_json));
    assert_int_equal(drafts.items[0].expires_on, desk.today + DRAFT_DAYS);
    assert_int_equal(drafts_of(&desk, company(&desk)).count, 0);
    DraftCall theirs = {company(&desk), first};
    assert_false(store_write(desk.city.store, run_delete, &theirs, NULL, &desk.city.arena,
                             &desk.error));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_false(save(&desk, clerk(&desk), typed, &second));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    desk_close(&desk);
}

static void test_draft__ends_with_the_submission(void **state) {
    Desk desk = desk_open(state);
    ClaimDraft draft;
    ClaimDraft other = typed;
    other.policy_number = 4;
    assert_ok(save(&desk, worker(&desk), typed, &draft), desk.error);
    assert_ok(save(&desk, worker(&desk), other, &draft), desk.error);
    ClaimSubmission nothing = {.policy_number = 5, .subject_key = STR("640522199910100411")};
    assert_false(desk_submit(&desk, worker(&desk), &nothing)); // a refusal takes no draft
    assert_int_equal(drafts_of(&desk, worker(&desk)).count, 2);
    assert_ok(desk_apply(&desk), desk.error);
    ClaimDrafts drafts = drafts_of(&desk, worker(&desk));
    assert_int_equal(drafts.count, 1);
    assert_int_equal(drafts.items[0].policy_number, 4);
    desk_close(&desk);
}

static void test_draft__expires(void **state) {
    Desk desk = desk_open(state);
    ClaimDraft draft;
    assert_ok(save(&desk, worker(&desk), typed, &draft), desk.error);
    desk.today += DRAFT_DAYS;
    assert_int_equal(drafts_of(&desk, worker(&desk)).count, 1);
    desk.today++;
    assert_int_equal(drafts_of(&desk, worker(&desk)).count, 0);
    ClaimDraft again;
    assert_ok(save(&desk, company(&desk), typed, &again), desk.error); // sweeps the old ones
    DraftCall old = {worker(&desk), draft};
    assert_false(store_write(desk.city.store, run_delete, &old, NULL, &desk.city.arena,
                             &desk.error));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    desk_close(&desk);
}

static void test_draft__has_limits(void **state) {
    Desk desk = desk_open(state);
    ClaimDraft draft, many = typed;
    many.typed_json.data = NEW_ARRAY(&desk.city.arena, char, DRAFT_BYTES_MAX + 1);
    many.typed_json.length = DRAFT_BYTES_MAX + 1;
    assert_code(&desk, save(&desk, worker(&desk), many, &draft), "DRAFT_TOO_LARGE");
    many = typed;
    for (int i = 0; i < DRAFT_COUNT_MAX; i++) {
        many.policy_number = i + 1;
        assert_ok(save(&desk, worker(&desk), many, &draft), desk.error);
    }
    assert_ok(save(&desk, worker(&desk), many, &draft), desk.error); // over itself
    many.policy_number++;
    assert_code(&desk, save(&desk, worker(&desk), many, &draft), "TOO_MANY_DRAFTS");
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_draft__is_one_of_each_application),
        BOTH(test_draft__ends_with_the_submission),
        BOTH(test_draft__expires),
        BOTH(test_draft__has_limits),
    };
    return RUN_TESTS(tests);
}
