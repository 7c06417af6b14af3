// SPDX-License-Identifier: Apache-2.0
// Protects that overdue work goes up by its days, once a level, and comes down when it is done.
#include "appeals.h"

#include "casework/escalation.h"

static Actor bureau(const Desk *desk) {
    return desk_actor(desk, 50, ROLE_CITY_HRSS, "");
}
static Actor leading_office(const Desk *desk) {
    return desk_actor(desk, 60, ROLE_LEADING_OFFICE, "");
}

static bool run_raise(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return escalation_raise_due(tx, &call->actor, &context, arena, out, error);
}

static int64_t raise(Desk *desk) {
    int64_t raised = -1;
    DeskCall call = {.desk = desk, .actor = actor_system(desk->today, 0)};
    assert_ok(desk_write(desk, run_raise, &call, &raised), desk->error);
    return raised;
}

static bool run_escalations(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return escalation_list(tx, &call->actor, &context, arena, out, error);
}

static Escalations escalations(Desk *desk, Actor actor) {
    Escalations all;
    DeskCall call = {.desk = desk, .actor = actor};
    assert_ok(desk_read(desk, run_escalations, &call, &all), desk->error);
    assert_int_equal(all.total, all.count);
    return all;
}

static bool run_urge(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return escalation_urge(tx, &call->actor, call->text, call->other_text, arena, error);
}

static bool urge(Desk *desk, Actor actor, Str number) {
    DeskCall call = {.desk = desk, .actor = actor, .text = number, .other_text = STR("请尽快")};
    return desk_write(desk, run_urge, &call, NULL);
}

static void test_escalation__goes_up_by_its_days(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    desk.today = day(20231023); // the day it is due
    assert_int_equal(raise(&desk), 0);
    desk.today = day(20231024);
    assert_int_equal(raise(&desk), 1);
    assert_int_equal(raise(&desk), 0); // once
    assert_int_equal(escalations(&desk, reviewer(&desk)).count, 1);
    assert_int_equal(escalations(&desk, bureau(&desk)).count, 0);
    desk.today = day(20231026); // three working days
    assert_int_equal(raise(&desk), 1);
    Escalations all = escalations(&desk, bureau(&desk));
    assert_int_equal(all.count, 1);
    assert_int_equal(all.items[0].late_workdays, 3);
    assert_int_equal(all.items[0].level, 2);
    assert_int_equal(escalations(&desk, leading_office(&desk)).count, 0);
    desk.today = day(20231106); // ten
    assert_int_equal(raise(&desk), 1);
    assert_int_equal(escalations(&desk, leading_office(&desk)).items[0].level, 3);
    // Somebody took the step: nothing is overdue until the next one is.
    assert_ok(desk_step(&desk, clerk(&desk), desk.claim.number, CLAIM_ACCEPT, ""), desk.error);
    assert_int_equal(escalations(&desk, leading_office(&desk)).count, 0);
    assert_int_equal(escalations(&desk, reviewer(&desk)).count, 0);
    assert_int_equal(raise(&desk), 0);
    // What the reviewer owes is not raised to the reviewer.
    desk.today = desk.claim.due_on + 30;
    assert_int_equal(raise(&desk), 2);
    assert_int_equal(escalations(&desk, reviewer(&desk)).count, 0);
    desk_close(&desk);
}

static void test_escalation__stays_in_the_county(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    desk.today = day(20231106);
    assert_int_equal(raise(&desk), 3);
    Actor other = desk_actor(&desk, 31, ROLE_COUNTY_REVIEWER, "640521");
    assert_int_equal(escalations(&desk, other).count, 0);
    assert_false(urge(&desk, other, desk.claim.number));
    assert_string_equal(desk.error.code, "NOT_RAISED");
    Escalations all;
    DeskCall call = {.desk = &desk, .actor = clerk(&desk)};
    assert_false(desk_read(&desk, run_escalations, &call, &all));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    desk_close(&desk);
}

static bool run_urges(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return escalation_urges(tx, call->text, arena, out, error);
}

static size_t urges(Desk *desk, Str number) {
    Urges all;
    assert_ok(desk_read(desk, run_urges, &(DeskCall){.desk = desk, .text = number}, &all),
              desk->error);
    return all.count;
}

static void test_escalation__is_urged_once_a_day(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_false(urge(&desk, bureau(&desk), number)); // not overdue
    desk.today = day(20231026);
    assert_int_equal(raise(&desk), 2);
    assert_ok(urge(&desk, bureau(&desk), number), desk.error);
    assert_false(urge(&desk, bureau(&desk), number));
    assert_string_equal(desk.error.code, "URGED_TODAY");
    assert_ok(urge(&desk, reviewer(&desk), number), desk.error); // another person
    desk.today++;
    assert_ok(urge(&desk, bureau(&desk), number), desk.error);
    assert_int_equal(urges(&desk, number), 3);
    assert_int_equal(escalations(&desk, bureau(&desk)).items[0].urges, 3);
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_int_equal(urges(&desk, number), 0);
    desk_close(&desk);
}

// What comes after a decision goes up the same way; what the party owes does not.
static void test_escalation__has_clawbacks_and_appeals(void **state) {
    Desk desk = desk_open(state);
    Str claim = desk_refused(&desk), appeal;
    assert_ok(file_appeal(&desk, worker(&desk), claim, (Str){0}, &appeal), desk.error);
    desk.today = appeal_of(&desk, appeal).due_on;
    assert_int_equal(raise(&desk), 0);
    desk.today = workday_add(desk.calendar, desk.today, 3);
    assert_int_equal(raise(&desk), 2); // the reviewer, and the bureau
    Escalations all = escalations(&desk, bureau(&desk));
    assert_int_equal(all.count, 1);
    assert_true(str_equal(all.items[0].number, appeal));
    assert_true(str_equal(all.items[0].state_label, STR("已提交")));
    assert_int_equal(all.items[0].late_workdays, 3);
    assert_ok(urge(&desk, bureau(&desk), appeal), desk.error);
    assert_code(&desk, urge(&desk, bureau(&desk), appeal), "URGED_TODAY");
    Actor other = desk_actor(&desk, 31, ROLE_COUNTY_REVIEWER, "640521");
    assert_code(&desk, urge(&desk, other, appeal), "NOT_RAISED");
    assert_int_equal(urges(&desk, appeal), 1);
    assert_ok(accept_appeal(&desk, clerk(&desk), appeal), desk.error);
    assert_int_equal(escalations(&desk, bureau(&desk)).count, 0);
    assert_int_equal(urges(&desk, appeal), 0);
    desk_close(&desk);
}

static void test_escalation__leaves_the_party_alone(void **state) {
    Desk desk = desk_open(state);
    Str clawback = desk_notified(&desk, desk_paid(&desk));
    assert_ok(step_clawback(&desk, worker(&desk), clawback, CLAWBACK_STATE, "x"), desk.error);
    ClawbackFile file;
    assert_ok(find_clawback(&desk, hrss(&desk), clawback, &file), desk.error);
    desk.today = workday_add(desk.calendar, file.clawback.due_on, 3);
    assert_int_equal(raise(&desk), 1); // the bureau: no step of the desk alone
    assert_int_equal(escalations(&desk, bureau(&desk)).count, 1);
    assert_ok(decide_clawback(&desk, hrss(&desk), clawback, CLAIM_FEN, 1), desk.error);
    assert_int_equal(escalations(&desk, bureau(&desk)).count, 0);
    desk.today += 100; // she has not paid back
    assert_int_equal(raise(&desk), 0);
    desk_close(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_escalation__goes_up_by_its_days),
        BOTH(test_escalation__stays_in_the_county),
        BOTH(test_escalation__is_urged_once_a_day),
        BOTH(test_escalation__has_clawbacks_and_appeals),
        BOTH(test_escalation__leaves_the_party_alone),
    };
    return RUN_TESTS(tests);
}
