// SPDX-License-Identifier: Apache-2.0
// Protects the orders of the leading group: who may issue, answer, close and see them, that the
// same person takes no two hands, that what happened is only added to, and that urging waits until
// the day is over.
#include "office.h"

#include "access/account.h"
#include "monitor/supervision.h"

#define OFFICE_ACCOUNT 91

typedef struct OrderCall {
    const Pack *pack;
    Actor actor;
    SupervisionIn in;
    SupervisionStep step;
    Str number;
} OrderCall;

static bool do_issue(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OrderCall *call = in;
    return supervision_issue(tx, &call->actor, call->pack, &call->in, arena, out, error);
}

static bool do_step(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const OrderCall *call = in;
    return supervision_step(tx, &call->actor, &call->step, arena, error);
}

static bool do_find(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OrderCall *call = in;
    return supervision_find(tx, &call->actor, call->number, arena, out, error);
}

static bool do_owed(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OrderCall *call = in;
    return supervision_owed(tx, &call->actor, arena, out, error);
}

static Actor leading_office(void) {
    return actor_of(OFFICE_ACCOUNT, ROLE_LEADING_OFFICE, "");
}

static Actor bureau(Str department) {
    Actor actor = actor_of(70, ROLE_BUREAU_REPORTER, "");
    actor.department = department;
    return actor;
}

static SupervisionIn order_to_zhongning(void) {
    return (SupervisionIn){.policy_number = 11,
                           .target_key = STR("village_platforms"),
                           .division_code = STR("640521"),
                           .body = STR("村社区平台落后，请7日内报措施"),
                           .due_on = today() + SUPERVISION_DAYS};
}

static Error try_issue(Population *city, Actor actor, SupervisionIn in, Str *number) {
    OrderCall call = {.pack = city->pack, .actor = actor, .in = in};
    Error error = {0};
    bool ok = store_write(city->store, do_issue, &call, number, &city->arena, &error);
    assert_int_equal(ok, error.kind == ERROR_NONE);
    return error;
}

static Str issue(Population *city, Actor actor, SupervisionIn in) {
    Str number = {0};
    Error error = try_issue(city, actor, in, &number);
    assert_string_equal(error.message, "");
    return number;
}

static Error try_step(Population *city, Actor actor, SupervisionStep step) {
    OrderCall call = {.actor = actor, .step = step};
    Error error = {0};
    bool ok = store_write(city->store, do_step, &call, NULL, &city->arena, &error);
    assert_int_equal(ok, error.kind == ERROR_NONE);
    return error;
}

static void step(Population *city, Actor actor, SupervisionStep taken) {
    Error error = try_step(city, actor, taken);
    assert_string_equal(error.message, "");
}

static SupervisionFile find(Population *city, Actor actor, Str number) {
    OrderCall call = {.actor = actor, .number = number};
    SupervisionFile file;
    Error error = {0};
    assert_ok(store_read(city->store, do_find, &call, &file, &city->arena, &error), error);
    return file;
}

static size_t owed_to(Population *city, Actor actor) {
    OrderCall call = {.actor = actor};
    Supervisions list;
    Error error = {0};
    assert_ok(store_read(city->store, do_owed, &call, &list, &city->arena, &error), error);
    return list.count;
}

static SupervisionStep step_of(Str number, SupervisionAction action) {
    return (SupervisionStep){number, action, STR("已排出进度表"), today() + 3};
}

static void test_supervision__goes_from_order_to_closing(void **state) {
    Population city = population_empty(state);
    Str number = issue(&city, head_actor(), order_to_zhongning());
    assert_true(str_starts_with(number, STR("DB-2023-")));
    SupervisionFile file = find(&city, clerk_actor("640521"), number);
    assert_int_equal(file.head.state, SUPERVISION_OPEN);
    // What it stood at is kept with it: nothing of 511, four fifths of the year gone.
    assert_true(str_find(file.head.standing, STR("0/511个"), 0) != SIZE_MAX);
    assert_true(str_find(file.head.standing, STR("79%"), 0) != SIZE_MAX);
    assert_int_equal(owed_to(&city, clerk_actor("640521")), 1);
    assert_int_equal(owed_to(&city, clerk_actor("640522")), 0);
    step(&city, clerk_actor("640521"), step_of(number, SUPERVISION_ANSWER));
    step(&city, leading_office(), step_of(number, SUPERVISION_SEND_BACK));
    file = find(&city, head_actor(), number);
    assert_int_equal(file.head.state, SUPERVISION_OPEN);
    assert_int_equal(file.head.due_on, today() + 3);
    step(&city, clerk_actor("640521"), step_of(number, SUPERVISION_ANSWER));
    step(&city, leading_office(), step_of(number, SUPERVISION_CLOSE));
    file = find(&city, head_actor(), number);
    assert_int_equal(file.head.state, SUPERVISION_CLOSED);
    assert_int_equal(file.event_count, 5);
    assert_int_equal(owed_to(&city, clerk_actor("640521")), 0);
    population_close(&city);
}

static void test_supervision__only_the_addressee_answers_and_reads(void **state) {
    Population city = population_empty(state);
    Str number = issue(&city, head_actor(), order_to_zhongning());
    SupervisionStep answer = step_of(number, SUPERVISION_ANSWER);
    assert_int_equal(try_step(&city, clerk_actor("640522"), answer).kind, ERROR_NOT_FOUND);
    assert_int_equal(try_step(&city, bureau(STR("工信局")), answer).kind, ERROR_NOT_FOUND);
    assert_int_equal(try_step(&city, bureau((Str){0}), answer).kind, ERROR_NOT_FOUND);
    assert_int_equal(try_step(&city, leading_office(), answer).kind, ERROR_FORBIDDEN);
    // The head orders and urges; closing is the office's.
    step(&city, clerk_actor("640521"), answer);
    assert_int_equal(try_step(&city, head_actor(), step_of(number, SUPERVISION_CLOSE)).kind,
                     ERROR_FORBIDDEN);
    SupervisionIn to_bureau = order_to_zhongning();
    to_bureau.division_code = (Str){0};
    to_bureau.department = STR("工信局");
    Str other = issue(&city, leading_office(), to_bureau);
    assert_int_equal(owed_to(&city, bureau(STR("工信局"))), 1);
    assert_int_equal(owed_to(&city, bureau(STR("商务局"))), 0);
    step(&city, bureau(STR("工信局")), step_of(other, SUPERVISION_ANSWER));
    population_close(&city);
}

static void test_supervision__urges_only_what_is_overdue(void **state) {
    Population city = population_empty(state);
    Str number = issue(&city, head_actor(), order_to_zhongning());
    SupervisionStep urge = step_of(number, SUPERVISION_URGE);
    Error early = try_step(&city, head_actor(), urge);
    assert_string_equal(early.code, "NOT_OVERDUE");
    Actor later = head_actor();
    later.today = today() + SUPERVISION_DAYS; // the day itself is still in time
    urge.due_on = later.today + 3;
    assert_string_equal(try_step(&city, later, urge).code, "NOT_OVERDUE");
    later.today++;
    assert_true(find(&city, later, number).head.is_overdue);
    step(&city, later, urge);
    SupervisionFile file = find(&city, later, number);
    assert_int_equal(file.head.urged_count, 1);
    assert_false(file.head.is_overdue);
    assert_int_equal(file.head.due_on, urge.due_on);
    population_close(&city);
}

static void test_supervision__refuses_what_makes_no_order(void **state) {
    Population city = population_empty(state);
    Str number;
    SupervisionIn both = order_to_zhongning(), none = both, past = both, empty = both, odd = both;
    both.department = STR("工信局");
    none.division_code = (Str){0};
    past.due_on = today() - 1;
    empty.body = STR("  ");
    odd.target_key = STR("no_such_target");
    SupervisionIn bad[] = {both, none, past, empty, odd};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(try_issue(&city, head_actor(), bad[i], &number).kind, ERROR_INVALID);
    }
    number = issue(&city, head_actor(), order_to_zhongning());
    Str again;
    assert_string_equal(try_issue(&city, leading_office(), order_to_zhongning(), &again).code,
                        "UNIQUE:supervision_once");
    assert_string_equal(try_step(&city, leading_office(), step_of(number, SUPERVISION_CLOSE)).code,
                        "WRONG_STATE");
    assert_string_equal(try_step(&city, head_actor(), step_of(number, SUPERVISION_ISSUE)).code,
                        "WRONG_STATE");
    population_close(&city);
}

// ---- Different hands ----

static bool make_accounts(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    int64_t *ids = out;
    Actor system = actor_system(today(), OFFICE_NOW_MS);
    NewAccount clerk = {.login = STR("one"),
                        .password_hash = STR("-"),
                        .display_name = STR("甲"),
                        .role = ROLE_COUNTY_CLERK,
                        .division_code = STR("640521"),
                        .holder = STR("640500199001010014")};
    NewAccount office = clerk;
    office.login = STR("two");
    office.role = ROLE_LEADING_OFFICE;
    office.division_code = STR("");
    return account_create(tx, &system, &clerk, &ids[0], arena, error) &&
           account_create(tx, &system, &office, &ids[1], arena, error);
}

static void test_supervision__one_person_has_one_hand(void **state) {
    Population city = population_empty(state);
    int64_t ids[2];
    Error error = {0};
    assert_ok(store_write(city.store, make_accounts, NULL, ids, &city.arena, &error), error);
    Actor clerk = clerk_actor("640521"), office = leading_office();
    clerk.account_id = ids[0];
    office.account_id = ids[1];
    Str number = issue(&city, office, order_to_zhongning());
    assert_string_equal(try_step(&city, clerk, step_of(number, SUPERVISION_ANSWER)).code,
                        "SAME_PERSON");
    step(&city, leading_office(), step_of(number, SUPERVISION_REVOKE));
    number = issue(&city, head_actor(), order_to_zhongning());
    step(&city, clerk, step_of(number, SUPERVISION_ANSWER));
    assert_string_equal(try_step(&city, office, step_of(number, SUPERVISION_CLOSE)).code,
                        "SAME_PERSON");
    step(&city, leading_office(), step_of(number, SUPERVISION_CLOSE));
    population_close(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_supervision__goes_from_order_to_closing),
        BOTH(test_supervision__only_the_addressee_answers_and_reads),
        BOTH(test_supervision__urges_only_what_is_overdue),
        BOTH(test_supervision__refuses_what_makes_no_order),
        BOTH(test_supervision__one_person_has_one_hand),
    };
    return RUN_TESTS(tests);
}
