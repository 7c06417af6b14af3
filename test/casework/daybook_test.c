// SPDX-License-Identifier: Apache-2.0
// Protects the daily register: all steps of a day, none of another county, and who took it away.
#include "appeals.h"

#include "access/audit.h"
#include "casework/daybook.h"

typedef struct DayCall {
    Actor actor;
    DaybookQuery query;
} DayCall;

static bool run_daybook(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DayCall *call = in;
    return daybook_read(tx, &call->actor, &call->query, arena, out, error);
}

static bool run_export(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DayCall *call = in;
    return daybook_export(tx, &call->actor, &call->query, arena, out, error);
}

static bool run_audit(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DayCall *call = in;
    AuditQuery query = {.object_number = STR("2023-10-16"), .row_count = 10};
    return audit_read(tx, &call->actor, &query, arena, out, error);
}

static Daybook daybook_of(Desk *desk, Actor actor, Date on, bool only_mine) {
    Daybook daybook;
    DayCall call = {actor, {on, only_mine}};
    assert_ok(store_read(desk->city.store, run_daybook, &call, &daybook, &desk->city.arena,
                         &desk->error),
              desk->error);
    return daybook;
}

static void test_daybook__has_every_step_of_the_day(void **state) {
    Desk desk = desk_open(state);
    Date first = desk.today;
    Str number = desk_cleared(&desk);
    Daybook daybook = daybook_of(&desk, clerk(&desk), first, false);
    assert_int_equal(daybook.count, 4); // submitted, accepted, reviewed, shown to the public
    assert_true(str_equal(daybook.rows[0].action, STR("提交")));
    assert_true(str_equal(daybook.rows[1].action, STR("受理")));
    assert_true(str_equal(daybook.rows[1].to_label, STR("已受理")));
    assert_true(str_equal(daybook.rows[1].role_label, STR("县区经办")));
    assert_true(str_equal(daybook.rows[3].number, number));
    assert_int_equal(daybook.rows[3].amount_fen, 80000);
    daybook = daybook_of(&desk, clerk(&desk), first, true);
    assert_int_equal(daybook.count, 1);
    daybook = daybook_of(&desk, clerk(&desk), desk.today, false);
    assert_int_equal(daybook.count, 1); // the platform closed the notice
    assert_true(str_is_absent(daybook.rows[0].role_label));
    assert_int_equal(daybook_of(&desk, clerk(&desk), first - 1, false).count, 0);
    desk_close(&desk);
}

static void test_daybook__has_what_comes_after_a_decision(void **state) {
    Desk desk = desk_open(state);
    Str clawback = desk_notified(&desk, desk_paid(&desk));
    desk.today++;
    assert_ok(step_clawback(&desk, worker(&desk), clawback, CLAWBACK_STATE, "没有意见"),
              desk.error);
    Daybook daybook = daybook_of(&desk, clerk(&desk), desk.today - 1, true);
    assert_int_equal(daybook.count, 5); // opened, two evidences, verified, notified
    assert_true(str_equal(daybook.rows[4].number, clawback));
    assert_true(str_equal(daybook.rows[4].action, STR("告知当事人")));
    assert_true(daybook.rows[4].is_clawback);
    daybook = daybook_of(&desk, clerk(&desk), desk.today, false);
    assert_int_equal(daybook.count, 1);
    assert_true(str_equal(daybook.rows[0].note, STR("没有意见")));
    Actor elsewhere = desk_actor(&desk, 22, ROLE_COUNTY_CLERK, "640521");
    assert_int_equal(daybook_of(&desk, elsewhere, desk.today, false).count, 0);
    desk_close(&desk);
}

static void test_daybook__keeps_the_amounts_of_its_day(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_refused(&desk), appeal;
    assert_ok(file_appeal(&desk, worker(&desk), number, (Str){0}, &appeal) &&
                  accept_appeal(&desk, clerk(&desk), appeal),
              desk.error);
    Daybook before = daybook_of(&desk, clerk(&desk), desk.today, false);
    assert_int_equal(before.count, 5); // submitted, accepted, refused; appealed, taken in
    desk.today++;
    assert_ok(decide_appeal(&desk, hrss(&desk), appeal, IN_REGION), desk.error);
    Daybook after = daybook_of(&desk, clerk(&desk), desk.today - 1, false);
    assert_int_equal(after.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(before.rows[i].amount_fen, 80000);
        assert_int_equal(after.rows[i].amount_fen, 80000);
    }
    after = daybook_of(&desk, clerk(&desk), desk.today, false);
    assert_int_equal(after.count, 2); // revoked, reopened
    assert_int_equal(after.rows[0].amount_fen, 20000);
    assert_int_equal(after.rows[1].amount_fen, 20000);
    desk_close(&desk);
}

static void test_daybook__keeps_to_the_county(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Actor elsewhere = desk_actor(&desk, 22, ROLE_COUNTY_CLERK, "640521");
    assert_int_equal(daybook_of(&desk, elsewhere, desk.today, false).count, 0);
    assert_int_equal(daybook_of(&desk, finance(&desk), desk.today, false).count, 1);
    Daybook none;
    DayCall head = {desk_actor(&desk, 50, ROLE_LEADING_HEAD, ""), {desk.today, false}};
    assert_false(store_read(desk.city.store, run_daybook, &head, &none, &desk.city.arena,
                            &desk.error));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    desk_close(&desk);
}

static void test_daybook__leaves_a_trace_when_it_is_taken_away(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Daybook daybook;
    DayCall call = {clerk(&desk), {desk.today, false}};
    assert_ok(store_write(desk.city.store, run_export, &call, &daybook, &desk.city.arena,
                          &desk.error),
              desk.error);
    assert_int_equal(daybook.count, 1);
    AuditRecords records;
    DayCall auditor = {.actor = desk_actor(&desk, 60, ROLE_AUDIT_ADMIN, "")};
    assert_ok(store_write(desk.city.store, run_audit, &auditor, &records, &desk.city.arena,
                          &desk.error),
              desk.error);
    assert_true(records.count > 0); // newest first: this reading, the export
    const AuditRecord *oldest = &records.items[records.count - 1];
    assert_true(str_equal(oldest->action, STR("daybook.export")));
    assert_true(str_equal(oldest->after, STR("1")));
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_daybook__has_every_step_of_the_day),
        BOTH(test_daybook__has_what_comes_after_a_decision),
        BOTH(test_daybook__keeps_the_amounts_of_its_day),
        BOTH(test_daybook__keeps_to_the_county),
        BOTH(test_daybook__leaves_a_trace_when_it_is_taken_away),
    };
    return RUN_TESTS(tests);
}
