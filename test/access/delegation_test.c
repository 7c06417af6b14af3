// SPDX-License-Identifier: Apache-2.0
// Protects leave: a duty goes to a named colleague for named days, and no further.
#include "store/mould.h"

#include "access/account.h"
#include "access/audit.h"
#include "access/delegation.h"
#include "access/session.h"

#define NOW_MS INT64_C(1700000000000)
#define PASSWORD STR("Clerk-2023")

typedef struct Fixture {
    Arena arena;
    Store *store;
    Date today;
    Error error; // of the last call
} Fixture;

typedef struct Staff {
    const char *login, *name;
    Role role;
    const char *division, *holder;
} Staff;

static const Staff staff[] = {
    {"clerk", "海原经办", ROLE_COUNTY_CLERK, "640522", "640500199001010014"},
    {"clerk2", "海原经办乙", ROLE_COUNTY_CLERK, "640522", "640500199001010030"},
    {"reviewer", "海原复核", ROLE_COUNTY_REVIEWER, "640522", "640500199001010057"},
    {"other", "中宁经办", ROLE_COUNTY_CLERK, "640521", "640500199001010073"},
    {"finance", "财政", ROLE_FINANCE_REVIEWER, "640522", "64050019900101009X"},
    {"second", "海原复核的经办账号", ROLE_COUNTY_CLERK, "640521", "640500199001010057"},
    {"company", "企业人事", ROLE_ORG_HR, "", NULL}, // of no office
};

typedef struct Call {
    Actor actor;
    NewDelegation made;
    int64_t id;
} Call;

static bool add(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const Staff *one = in;
    Actor system = actor_system(0, NOW_MS);
    NewAccount account = {.login = str_from_c(one->login),
                          .display_name = str_from_c(one->name),
                          .role = one->role,
                          .division_code = str_from_c(one->division),
                          .holder = one->holder ? str_from_c(one->holder) : (Str){0},
                          .uscc = one->holder ? (Str){0} : STR("91640502MA7600013B")};
    int64_t id;
    return password_hash(arena, PASSWORD, PASSWORD_COST_TEST, &account.password_hash, error) &&
           account_create(tx, &system, &account, &id, arena, error);
}

static Fixture open_fixture(const TestDatabase *database) {
    Fixture f = {.store = test_store_open_migrated(database, 2),
                 .today = date_from_civil((CivilDate){2023, 10, 16})};
    for (size_t i = 0; i < sizeof staff / sizeof *staff; i++) {
        assert_ok(store_write(f.store, add, &staff[i], NULL, &f.arena, &f.error), f.error);
    }
    return f;
}

static void close_fixture(Fixture *f) {
    store_close(f->store);
    arena_release(&f->arena);
}

static Str token_of(Fixture *f, const char *login) {
    Session session;
    SignIn in = {.login = str_from_c(login), .password = PASSWORD,
                 .remote_address = STR("127.0.0.1"), .today = f->today, .now_ms = NOW_MS};
    assert_ok(session_open(f->store, &in, &f->arena, &session, &f->error), f->error);
    return session.token;
}

static Actor actor_of(Fixture *f, Str token) {
    Session session;
    bool found;
    Actor request = {.today = f->today, .now_ms = NOW_MS};
    assert_ok(session_find(f->store, token, &request, &f->arena, &session, &found, &f->error),
              f->error);
    assert_true(found);
    return session.actor;
}

static bool make(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Call *call = in;
    return delegation_make(tx, &call->actor, &call->made, arena, out, error);
}

static bool end(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const Call *call = in;
    return delegation_end(tx, &call->actor, call->id, arena, error);
}

static bool hand_over(Fixture *f, Str from_token, const char *to, Date from, Date last,
                      int64_t *id) {
    Call call = {.actor = actor_of(f, from_token),
                 .made = {.to_login = str_from_c(to), .from = from, .to = last,
                          .reason = STR("年休假")}};
    f->error = (Error){0};
    return store_write(f->store, make, &call, id, &f->arena, &f->error);
}

static bool act(Fixture *f, Str token, int64_t id) {
    Actor actor = actor_of(f, token);
    f->error = (Error){0};
    return session_act(f->store, token, &actor, id, &f->error);
}

static void test_delegation__gives_the_duty_and_keeps_the_person(void **state) {
    Fixture f = open_fixture(*state);
    Str clerk = token_of(&f, "clerk"), reviewer = token_of(&f, "reviewer");
    Actor own = actor_of(&f, clerk);
    int64_t id;
    assert_ok(hand_over(&f, reviewer, "clerk", f.today, f.today + 2, &id), f.error);
    assert_int_equal(actor_of(&f, clerk).role, ROLE_COUNTY_CLERK); // until it is taken up
    assert_ok(act(&f, clerk, id), f.error);
    Actor acting = actor_of(&f, clerk);
    assert_int_equal(acting.role, ROLE_COUNTY_REVIEWER);
    assert_int_equal(acting.account_id, own.account_id);
    assert_str_equal(acting.scope.division_prefix, "640522");
    assert_str_equal(acting.display_name, "海原经办（代 海原复核）");
    assert_str_equal(acting.acting_for, "海原复核");
    // What was handed over is not handed on.
    assert_false(hand_over(&f, clerk, "other", f.today, f.today, &id));
    assert_int_equal(f.error.kind, ERROR_FORBIDDEN);
    assert_ok(act(&f, clerk, 0), f.error);
    assert_int_equal(actor_of(&f, clerk).role, ROLE_COUNTY_CLERK);
    close_fixture(&f);
}

static void test_delegation__begins_and_ends_with_its_days(void **state) {
    Fixture f = open_fixture(*state);
    Str clerk = token_of(&f, "clerk"), reviewer = token_of(&f, "reviewer");
    int64_t id;
    assert_ok(hand_over(&f, reviewer, "clerk", f.today + 1, f.today + 2, &id), f.error);
    assert_false(act(&f, clerk, id));
    assert_int_equal(f.error.kind, ERROR_NOT_FOUND);
    f.today += 2;
    assert_ok(act(&f, clerk, id), f.error);
    assert_int_equal(actor_of(&f, clerk).role, ROLE_COUNTY_REVIEWER);
    f.today += 1; // the session goes on, the duty does not
    assert_int_equal(actor_of(&f, clerk).role, ROLE_COUNTY_CLERK);
    close_fixture(&f);
}

static bool read_log(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Fixture *f = in;
    Actor actor = {.role = ROLE_AUDIT_ADMIN, .today = f->today, .now_ms = NOW_MS};
    AuditQuery query = {.object_number = STR("reviewer"), .row_count = 1};
    return audit_read(tx, &actor, &query, arena, out, error);
}

// By a login, not by a key of the database.
static void assert_log_names_duty(Fixture *f) {
    AuditRecords records;
    assert_ok(store_write(f->store, read_log, f, &records, &f->arena, &f->error), f->error);
    assert_str_equal(records.items[0].action, "delegation.end");
    assert_str_equal(records.items[0].before, "clerk");
}

static void test_delegation__is_called_back_at_once(void **state) {
    Fixture f = open_fixture(*state);
    Str clerk = token_of(&f, "clerk"), reviewer = token_of(&f, "reviewer");
    Str other = token_of(&f, "other");
    int64_t id, again;
    assert_ok(hand_over(&f, reviewer, "clerk", f.today, f.today + 9, &id), f.error);
    assert_false(act(&f, other, id)); // handed to somebody else
    assert_ok(act(&f, clerk, id), f.error);
    Call stranger = {.actor = actor_of(&f, other), .id = id};
    assert_false(store_write(f.store, end, &stranger, NULL, &f.arena, &f.error));
    // Two colleagues on one day would be two reviewers of one duty.
    assert_false(hand_over(&f, reviewer, "clerk2", f.today + 9, f.today + 12, &again));
    assert_string_equal(f.error.code, "DELEGATION_OVERLAPS");
    Call back = {.actor = actor_of(&f, reviewer), .id = id};
    assert_ok(store_write(f.store, end, &back, NULL, &f.arena, &f.error), f.error);
    assert_log_names_duty(&f);
    assert_int_equal(actor_of(&f, clerk).role, ROLE_COUNTY_CLERK);
    assert_false(store_write(f.store, end, &back, NULL, &f.arena, &f.error));
    assert_ok(hand_over(&f, reviewer, "clerk2", f.today, f.today + 1, &again), f.error);
    close_fixture(&f);
}

static void test_delegation__keeps_apart_what_must_be(void **state) {
    Fixture f = open_fixture(*state);
    Str clerk = token_of(&f, "clerk"), reviewer = token_of(&f, "reviewer");
    Str finance = token_of(&f, "finance");
    static const struct {
        const char *to, *code;
    } refused[] = {
        {"clerk", "SAME_PERSON"},
        {"clerk2", "DELEGATION_NEEDLESS"},
        {"finance", "DELEGATION_NOT_ALLOWED"},
        {"company", "DELEGATION_NOT_ALLOWED"},
    };
    int64_t id;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_false(hand_over(&f, clerk, refused[i].to, f.today, f.today, &id));
        assert_string_equal(f.error.code, refused[i].code);
    }
    assert_false(hand_over(&f, finance, "clerk", f.today, f.today, &id));
    assert_string_equal(f.error.code, "DELEGATION_NOT_ALLOWED");
    assert_false(hand_over(&f, reviewer, "second", f.today, f.today, &id)); // their other account
    assert_string_equal(f.error.code, "SAME_PERSON");
    assert_false(hand_over(&f, clerk, "nobody", f.today, f.today, &id));
    assert_int_equal(f.error.kind, ERROR_NOT_FOUND);
    assert_false(hand_over(&f, clerk, "reviewer", f.today - 2, f.today - 1, &id));
    assert_false(hand_over(&f, clerk, "reviewer", f.today, f.today + DELEGATION_DAYS_MAX, &id));
    assert_int_equal(f.error.kind, ERROR_LIMIT);
    assert_ok(hand_over(&f, clerk, "reviewer", f.today, f.today + DELEGATION_DAYS_MAX - 1, &id),
              f.error);
    // The security administrator arranges it for whoever fell ill, a clerk for nobody else.
    Call other = {.actor = actor_of(&f, clerk),
                  .made = {STR("reviewer"), STR("clerk"), f.today, f.today, STR("病假")}};
    assert_false(store_write(f.store, make, &other, &id, &f.arena, &f.error));
    assert_int_equal(f.error.kind, ERROR_FORBIDDEN);
    other.actor.role = ROLE_SEC_ADMIN;
    assert_ok(store_write(f.store, make, &other, &id, &f.arena, &f.error), f.error);
    close_fixture(&f);
}

static bool list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return delegation_list(tx, in, arena, out, error);
}

static void test_delegation__says_that_its_list_is_cut(void **state) {
    Fixture f = open_fixture(*state);
    Delegations all;
    int64_t id;
    Actor reviewer = actor_of(&f, token_of(&f, "reviewer"));
    Call call = {.actor = reviewer, .made = {.to_login = STR("clerk"), .reason = STR("年休假")}};
    for (int i = 0; i <= DELEGATION_ROWS_MAX; i++) {
        assert_ok(store_read(f.store, list, &reviewer, &all, &f.arena, &f.error), f.error);
        assert_int_equal(all.count, i);
        assert_false(all.has_more);
        call.made.from = call.made.to = f.today + i;
        assert_ok(store_write(f.store, make, &call, &id, &f.arena, &f.error), f.error);
    }
    assert_ok(store_read(f.store, list, &reviewer, &all, &f.arena, &f.error), f.error);
    assert_int_equal(all.count, DELEGATION_ROWS_MAX);
    assert_true(all.has_more);
    assert_int_equal(all.items[0].id, id); // the newest stay
    close_fixture(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_delegation__gives_the_duty_and_keeps_the_person),
        BOTH(test_delegation__begins_and_ends_with_its_days),
        BOTH(test_delegation__is_called_back_at_once),
        BOTH(test_delegation__keeps_apart_what_must_be),
        BOTH(test_delegation__says_that_its_list_is_cut),
    };
    return RUN_TESTS(tests);
}
