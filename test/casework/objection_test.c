// SPDX-License-Identifier: Apache-2.0
// Protects the office from a line of a notice that is flooded with objections: their number is
// bounded, whoever writes, and an answer makes room.
#include "../fund/raw.h"
#include "desk.h"

static bool run_object_by(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return objection_file(tx, &call->actor, call->text, 1, STR("李四"), call->other_text,
                          STR("他没有外出务工"), arena, error);
}

static bool object_by(Desk *desk, Str notice, int caller) {
    DeskCall call = {.desk = desk,
                     .actor = nobody(desk),
                     .text = notice,
                     .other_text = str_format(&desk->city.arena, "139%08d", caller)};
    return desk_write(desk, run_object_by, &call, NULL);
}

static void test_objection__is_bounded_by_line(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str claim = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), claim, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), claim, CLAIM_REVIEW, ""), desk.error);
    Str notice = desk_notice(&desk).number;
    for (int i = 0; i < OBJECTION_OPEN_MAX; i++) {
        assert_ok(object_by(&desk, notice, i), desk.error);
    }
    assert_code(&desk, object_by(&desk, notice, OBJECTION_OPEN_MAX), "OBJECTIONS_FULL");
    assert_non_null(strstr(desk.error.message, "20件"));
    // Nor by SQL beside the program.
    Raw raw = raw_open(*state);
    assert_false(raw_run(&raw, "INSERT INTO objection (notice_id, item_sequence, application_id,"
                               " objector_name, phone, body, state, filed_on, division_code)"
                               " SELECT notice_id, item_sequence, application_id, objector_name,"
                               " 'x', body, state, filed_on, division_code FROM objection"
                               " WHERE id = (SELECT min(id) FROM objection)"));
    assert_non_null(strstr(raw.message, "objection_open_limit"));
    raw_close(&raw);
    // One is answered: there is room for one.
    assert_ok(desk_answer(&desk, false), desk.error);
    assert_ok(object_by(&desk, notice, OBJECTION_OPEN_MAX), desk.error);
    assert_code(&desk, object_by(&desk, notice, OBJECTION_OPEN_MAX + 1), "OBJECTIONS_FULL");
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {BOTH(test_objection__is_bounded_by_line)};
    return RUN_TESTS(tests);
}
