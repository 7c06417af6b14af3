// SPDX-License-Identifier: Apache-2.0
// Protects signing in: who may, for how long, and that guessing, replaying and doubling up fail.
#include "store/mould.h"

#include "access/audit.h"
#include "access/session.h"
#include "access/factor.h"
#include "access/totp.h"

#define NOW_MS INT64_C(1700000000000)
#define PASSWORD STR("Clerk-2023")

typedef struct Fixture {
    Arena arena;
    Store *store;
    SecretKey key;
    Str secret; // of the administrator
} Fixture;

static bool create(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Actor system = actor_system(0, NOW_MS);
    return account_create(tx, &system, in, out, arena, error);
}

static bool add(Fixture *f, NewAccount account, Error *error) {
    int64_t id;
    assert_true(password_hash(&f->arena, PASSWORD, PASSWORD_COST_TEST, &account.password_hash,
                              error));
    return store_write(f->store, create, &account, &id, &f->arena, error);
}

static NewAccount clerk(void) {
    return (NewAccount){.login = STR("clerk"),
                        .display_name = STR("王经办"),
                        .role = ROLE_COUNTY_CLERK,
                        .division_code = STR("640522"),
                        .holder = STR("640522199001010016")};
}

static NewAccount admin(Fixture *f, Role role, Str login) {
    return (NewAccount){.login = login,
                        .display_name = STR("管理员"),
                        .role = role,
                        .division_code = STR(""),
                        .holder = STR("640500199001010014"),
                        .totp_secret = secret_seal(&f->arena, &f->key, f->secret)};
}

static Fixture open_fixture(const TestDatabase *database) {
    Fixture f = {.store = test_store_open_migrated(database, 2), .key = {{1, 2, 3}}};
    Error error = {0};
    f.secret = STR("12345678901234567890"); // the secret of RFC 6238, appendix B
    assert_ok(add(&f, clerk(), &error), error);
    return f;
}

static void close_fixture(Fixture *f) {
    store_close(f->store);
    arena_release(&f->arena);
}

static bool sign_in(Fixture *f, Str login, Str password, Str code, int64_t now_ms,
                    Session *session, Error *error) {
    SignIn in = {.login = login,
                 .password = password,
                 .totp_code = code,
                 .remote_address = STR("127.0.0.1"),
                 .request_id = STR("r1"),
                 .now_ms = now_ms,
                 .key = &f->key};
    *error = (Error){0};
    return session_open(f->store, &in, &f->arena, session, error);
}

static bool is_alive(Fixture *f, Str token, int64_t now_ms) {
    Session session;
    Error error = {0};
    bool found;
    Actor request = {.now_ms = now_ms, .remote_address = STR("127.0.0.1")};
    assert_ok(session_find(f->store, token, &request, &f->arena, &session, &found, &error), error);
    return found;
}

static void test_session__ends_idle_and_ends_old(void **state) {
    Fixture f = open_fixture(*state);
    Session session;
    Error error;
    assert_ok(sign_in(&f, STR("clerk"), PASSWORD, (Str){0}, NOW_MS, &session, &error), error);
    int64_t now = NOW_MS;
    // Used every twenty minutes it lives, but not past twelve hours.
    while (now + SESSION_IDLE_MS * 2 / 3 < NOW_MS + SESSION_LIFE_MS) {
        now += SESSION_IDLE_MS * 2 / 3;
        assert_true(is_alive(&f, session.token, now));
    }
    assert_false(is_alive(&f, session.token, NOW_MS + SESSION_LIFE_MS));
    assert_ok(sign_in(&f, STR("clerk"), PASSWORD, (Str){0}, NOW_MS, &session, &error), error);
    assert_true(is_alive(&f, session.token, NOW_MS + SESSION_IDLE_MS - 1));
    assert_ok(sign_in(&f, STR("clerk"), PASSWORD, (Str){0}, NOW_MS, &session, &error), error);
    assert_false(is_alive(&f, session.token, NOW_MS + SESSION_IDLE_MS));
    close_fixture(&f);
}

static void test_session__five_wrong_passwords_lock(void **state) {
    Fixture f = open_fixture(*state);
    Session session;
    Error error;
    for (int i = 0; i < SIGN_IN_FAILURES_MAX; i++) {
        assert_false(sign_in(&f, STR("clerk"), STR("wrong"), (Str){0}, NOW_MS, &session, &error));
        assert_string_equal(error.code, "WRONG_PASSWORD");
    }
    assert_false(sign_in(&f, STR("clerk"), PASSWORD, (Str){0}, NOW_MS, &session, &error));
    assert_string_equal(error.code, "LOCKED");
    int64_t later = NOW_MS + SIGN_IN_LOCK_MS;
    assert_ok(sign_in(&f, STR("clerk"), PASSWORD, (Str){0}, later, &session, &error), error);
    close_fixture(&f);
}

static void test_session__unknown_login_sounds_like_a_wrong_password(void **state) {
    Fixture f = open_fixture(*state);
    Session session;
    Error unknown, wrong;
    assert_false(sign_in(&f, STR("nobody"), PASSWORD, (Str){0}, NOW_MS, &session, &unknown));
    assert_false(sign_in(&f, STR("clerk"), STR("wrong"), (Str){0}, NOW_MS, &session, &wrong));
    assert_string_equal(unknown.message, wrong.message);
    assert_string_equal(unknown.code, wrong.code);
    close_fixture(&f);
}

static void test_session__administrators_need_a_code_and_each_works_once(void **state) {
    Fixture f = open_fixture(*state);
    Session session;
    Error error;
    Str login = STR("sysadmin");
    assert_ok(add(&f, admin(&f, ROLE_SYS_ADMIN, login), &error), error);
    Str code = totp_code(&f.arena, f.secret, NOW_MS / 1000 / TOTP_STEP_S);
    assert_false(sign_in(&f, login, PASSWORD, (Str){0}, NOW_MS, &session, &error));
    assert_string_equal(error.code, "TOTP_REQUIRED");
    assert_false(sign_in(&f, login, PASSWORD, STR("000000"), NOW_MS, &session, &error));
    assert_ok(sign_in(&f, login, PASSWORD, code, NOW_MS, &session, &error), error);
    assert_false(sign_in(&f, login, PASSWORD, code, NOW_MS, &session, &error));
    assert_string_equal(error.code, "TOTP_REQUIRED");
    close_fixture(&f);
}

// ---- The second factor of staff ----

static SignIn demanding(Fixture *f, Str login, Str code) {
    return (SignIn){.login = login, .password = PASSWORD, .totp_code = code,
                    .remote_address = STR("127.0.0.1"), .request_id = STR("r1"), .now_ms = NOW_MS,
                    .key = &f->key, .demands_binding = true};
}

static Error try_open(Fixture *f, const SignIn *in) {
    Session session;
    Error error = {0};
    bool ok = session_open(f->store, in, &f->arena, &session, &error);
    assert_int_equal(ok, error.kind == ERROR_NONE);
    return error;
}

static Error try_binding(Fixture *f, const SignIn *in, Str secret) {
    Session session;
    Error error = {0};
    bool ok = session_open_binding(f->store, in, secret, &f->arena, &session, &error);
    assert_int_equal(ok, error.kind == ERROR_NONE);
    return error;
}

static void test_session__staff_bind_a_code_and_then_need_it(void **state) {
    Fixture f = open_fixture(*state);
    Str login = STR("clerk"), secret = f.secret;
    Str code = totp_code(&f.arena, secret, NOW_MS / 1000 / TOTP_STEP_S);
    SignIn bare = demanding(&f, login, (Str){0}), wrong = bare, bound = demanding(&f, login, code);
    assert_string_equal(try_open(&f, &bare).code, "TOTP_UNBOUND");
    // Who does not know the password learns nothing of it, and binds nothing.
    wrong.password = STR("Wrong-2023");
    assert_string_equal(try_open(&f, &wrong).code, "WRONG_PASSWORD");
    wrong.totp_code = code;
    assert_string_equal(try_binding(&f, &wrong, secret).code, "WRONG_PASSWORD");
    SignIn mistyped = demanding(&f, login, STR("000000"));
    assert_string_equal(try_binding(&f, &mistyped, secret).code, "TOTP_WRONG");
    assert_string_equal(try_open(&f, &bare).code, "TOTP_UNBOUND");
    assert_string_equal(try_binding(&f, &bound, secret).message, "");
    // Bound now: asked for also where nothing is demanded, good once, and not bound anew.
    bare.demands_binding = false;
    assert_string_equal(try_open(&f, &bare).code, "TOTP_REQUIRED");
    assert_string_equal(try_open(&f, &bound).code, "TOTP_REQUIRED");
    assert_string_equal(try_binding(&f, &bare, STR("98765432109876543210")).code, "TOTP_REQUIRED");
    bound.now_ms += TOTP_STEP_S * 1000;
    bound.totp_code = totp_code(&f.arena, secret, bound.now_ms / 1000 / TOTP_STEP_S);
    assert_string_equal(try_open(&f, &bound).message, "");
    close_fixture(&f);
}

typedef struct TakeOff {
    Actor actor;
    Str login;
} TakeOff;

static bool do_take_off(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const TakeOff *take = in;
    return factor_take_off(tx, &take->actor, take->login, arena, error);
}

static Error take_off(Fixture *f, Role role, Str login) {
    TakeOff take = {{.account_id = 9, .role = role, .display_name = STR("员")}, login};
    Error error = {0};
    bool ok = store_write(f->store, do_take_off, &take, NULL, &f->arena, &error);
    assert_int_equal(ok, error.kind == ERROR_NONE);
    return error;
}

static void test_session__a_lost_code_is_taken_off_by_one_role(void **state) {
    Fixture f = open_fixture(*state);
    Error error;
    Session session, found;
    bool is_found;
    Str login = STR("clerk"), code = totp_code(&f.arena, f.secret, NOW_MS / 1000 / TOTP_STEP_S);
    assert_int_equal(take_off(&f, ROLE_SEC_ADMIN, login).kind, ERROR_NOT_FOUND);
    SignIn bound = demanding(&f, login, code);
    error = (Error){0};
    assert_ok(session_open_binding(f.store, &bound, f.secret, &f.arena, &session, &error), error);
    assert_int_equal(take_off(&f, ROLE_SYS_ADMIN, login).kind, ERROR_FORBIDDEN);
    assert_ok(add(&f, admin(&f, ROLE_AUDIT_ADMIN, STR("auditadmin")), &error), error);
    assert_int_equal(take_off(&f, ROLE_SEC_ADMIN, STR("auditadmin")).kind, ERROR_FORBIDDEN);
    assert_string_equal(take_off(&f, ROLE_SEC_ADMIN, login).message, "");
    // Whoever held the phone is signed out, and the next sign-in binds anew.
    Actor request = {.now_ms = NOW_MS + 1};
    assert_ok(session_find(f.store, session.token, &request, &f.arena, &found, &is_found, &error),
              error);
    assert_false(is_found);
    SignIn bare = demanding(&f, login, (Str){0});
    assert_string_equal(try_open(&f, &bare).code, "TOTP_UNBOUND");
    close_fixture(&f);
}

static void test_session__the_public_may_do_without_a_code(void **state) {
    (void)state;
    for (Role role = 0; role < ROLE_COUNT; role++) {
        bool is_public = role == ROLE_CITIZEN || role == ROLE_ORG_HR || role == ROLE_BROKER ||
                         role == ROLE_SCHOOL;
        bool is_admin = role == ROLE_SYS_ADMIN || role == ROLE_SEC_ADMIN ||
                        role == ROLE_AUDIT_ADMIN;
        FactorDemand demand = is_public ? FACTOR_BY_CHOICE
                              : is_admin ? FACTOR_GIVEN
                                         : FACTOR_BOUND;
        assert_int_equal(factor_demand(role), demand);
    }
}

static void test_totp__a_secret_is_read_back_as_it_was_shown(void **state) {
    (void)state;
    Arena arena = {0};
    for (int i = 0; i < 20; i++) {
        Str secret = totp_secret_new(&arena), back;
        assert_true(totp_secret_from_text(&arena, totp_secret_text(&arena, secret), &back));
        assert_true(str_equal(secret, back));
    }
    Str back;
    assert_false(totp_secret_from_text(&arena, STR("GEZDGNBV"), &back));
    assert_false(totp_secret_from_text(&arena, STR("gezdgnbvgy3tqojqgezdgnbvgy3tqojq"), &back));
    arena_release(&arena);
}

static void test_session__nobody_is_two_of_the_three_administrators(void **state) {
    Fixture f = open_fixture(*state);
    Error error = {0};
    assert_ok(add(&f, admin(&f, ROLE_SYS_ADMIN, STR("sysadmin")), &error), error);
    assert_false(add(&f, admin(&f, ROLE_AUDIT_ADMIN, STR("auditadmin")), &error));
    assert_string_equal(error.code, "UNIQUE:account_one_admin");
    close_fixture(&f);
}

static bool sees_people(Fixture *f, Str login, Str code) {
    Session session;
    Error error;
    assert_ok(sign_in(f, login, PASSWORD, code, NOW_MS, &session, &error), error);
    return session.actor.scope.sees_people;
}

// An administrator's scope is the whole city, so its county bounds nothing.
static void test_session__only_who_works_on_cases_or_claims_sees_people(void **state) {
    Fixture f = open_fixture(*state);
    Error error = {0};
    static const Role administrators[] = {ROLE_SYS_ADMIN, ROLE_SEC_ADMIN, ROLE_AUDIT_ADMIN};
    NewAccount head = admin(&f, ROLE_LEADING_HEAD, STR("head"));
    head.totp_secret = (Str){0};
    assert_ok(add(&f, head, &error), error);
    assert_true(sees_people(&f, STR("clerk"), (Str){0}));
    assert_false(sees_people(&f, STR("head"), (Str){0}));
    for (size_t i = 0; i < 3; i++) {
        NewAccount account = admin(&f, administrators[i], role_code(administrators[i]));
        account.holder = str_format(&f.arena, "holder %zu", i);
        assert_ok(add(&f, account, &error), error);
        Str code = totp_code(&f.arena, f.secret, NOW_MS / 1000 / TOTP_STEP_S);
        assert_false(sees_people(&f, account.login, code));
    }
    close_fixture(&f);
}

static void test_session__a_token_acts_until_it_is_revoked(void **state) {
    Fixture f = open_fixture(*state);
    Session session, found;
    Error error;
    Str token;
    bool is_found;
    assert_ok(sign_in(&f, STR("clerk"), PASSWORD, (Str){0}, NOW_MS, &session, &error), error);
    session.actor.now_ms = NOW_MS;
    assert_ok(api_token_create(f.store, &session.actor, STR("nightly"), 30, &f.arena, &token,
                               &error), error);
    Actor request = {.now_ms = NOW_MS + 1};
    assert_ok(api_token_find(f.store, token, &request, &f.arena, &found, &is_found, &error), error);
    assert_true(is_found);
    assert_str_equal(found.actor.scope.division_prefix, "640522");
    request.now_ms = NOW_MS + INT64_C(30) * 24 * 60 * 60 * 1000;
    assert_ok(api_token_find(f.store, token, &request, &f.arena, &found, &is_found, &error), error);
    assert_false(is_found);
    assert_ok(api_token_revoke(f.store, &session.actor, STR("nightly"), &error), error);
    request.now_ms = NOW_MS + 1;
    assert_ok(api_token_find(f.store, token, &request, &f.arena, &found, &is_found, &error), error);
    assert_false(is_found);
    close_fixture(&f);
}

static bool break_log(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    (void)out;
    (void)arena;
    Actor actor = actor_system(0, NOW_MS);
    AuditEntry entry = {.action = STR("test"), .before = STR("'; DROP TABLE audit_log; --")};
    return audit_write(tx, &actor, &entry, error);
}

static void test_audit__keeps_text_as_text(void **state) {
    Fixture f = open_fixture(*state);
    Error error = {0};
    assert_ok(store_write(f.store, break_log, NULL, NULL, &f.arena, &error), error);
    assert_ok(store_write(f.store, break_log, NULL, NULL, &f.arena, &error), error);
    close_fixture(&f);
}

typedef struct ListIn {
    Role role;
    Str after;
    int64_t row_count;
} ListIn;

static bool list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ListIn *given = in;
    Actor actor = {.account_id = 1, .role = given->role, .now_ms = NOW_MS};
    return account_list(tx, &actor, given->after, given->row_count, arena, out, error);
}

static bool list_accounts(Fixture *f, ListIn in, AccountEntries *entries, Error *error) {
    *error = (Error){0};
    return store_write(f->store, list, &in, entries, &f->arena, error);
}

// Page by page, who is locked and who has a second factor; for the security administrator alone.
static void test_accounts__are_listed_for_one_role(void **state) {
    Fixture f = open_fixture(*state);
    AccountEntries entries;
    Error error = {0};
    assert_ok(add(&f, admin(&f, ROLE_SEC_ADMIN, STR("security")), &error), error);
    assert_ok(list_accounts(&f, (ListIn){ROLE_SEC_ADMIN, {0}, 1}, &entries, &error), error);
    assert_int_equal(entries.count, 1);
    assert_true(entries.has_more);
    assert_str_equal(entries.items[0].login, "clerk");
    assert_str_equal(entries.items[0].division_code, "640522");
    assert_false(entries.items[0].has_code);
    assert_ok(list_accounts(&f, (ListIn){ROLE_SEC_ADMIN, STR("clerk"), 0}, &entries, &error),
              error);
    assert_int_equal(entries.count, 1);
    assert_false(entries.has_more);
    assert_str_equal(entries.items[0].login, "security");
    assert_int_equal(entries.items[0].role, ROLE_SEC_ADMIN);
    assert_true(entries.items[0].has_code);
    for (Role role = 0; role < ROLE_COUNT; role++) {
        if (role == ROLE_SEC_ADMIN) continue;
        assert_false(list_accounts(&f, (ListIn){role, {0}, 0}, &entries, &error));
        assert_int_equal(error.kind, ERROR_FORBIDDEN);
    }
    close_fixture(&f);
}

static void test_totp__is_that_of_the_standard(void **state) {
    (void)state;
    Arena arena = {0};
    Str secret = STR("12345678901234567890");
    // RFC 6238, appendix B, the last six digits of each.
    static const struct { int64_t at_s; const char *code; } cases[] = {
        {59, "287082"}, {1111111109, "081804"}, {1234567890, "005924"}, {20000000000, "353130"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str code = totp_code(&arena, secret, cases[i].at_s / TOTP_STEP_S);
        assert_str_equal(code, cases[i].code);
    }
    int64_t step;
    assert_true(totp_accepts(secret, STR("287082"), 59000 + 30000, 0, &step));
    assert_false(totp_accepts(secret, STR("287082"), 59000 + 90000, 0, &step));
    assert_false(totp_accepts(secret, STR("28708"), 59000, 0, &step));
    assert_false(totp_accepts(secret, STR("+87082"), 59000, 0, &step));
    arena_release(&arena);
}

static void test_secret__opens_with_its_key_only(void **state) {
    (void)state;
    Arena arena = {0};
    SecretKey key = {{7}}, other = {{8}};
    Str opened;
    Str sealed = secret_seal(&arena, &key, STR("geheim"));
    assert_true(secret_unseal(&arena, &key, sealed, &opened));
    assert_str_equal(opened, "geheim");
    assert_false(secret_unseal(&arena, &other, sealed, &opened));
    assert_false(secret_unseal(&arena, &key, str_slice(sealed, 0, 10), &opened));
    arena_release(&arena);
}

static void test_password__must_have_three_classes(void **state) {
    (void)state;
    Error error = {0};
    assert_true(password_is_acceptable(STR("Abcdefg1"), &error));
    assert_true(password_is_acceptable(STR("abc-def1"), &error));
    assert_false(password_is_acceptable(STR("abcdefg1"), &error));
    assert_false(password_is_acceptable(STR("Abc-1"), &error));
}

static const struct CMUnitTest tests[] = {
    BOTH(test_session__ends_idle_and_ends_old),
    BOTH(test_session__five_wrong_passwords_lock),
    BOTH(test_session__unknown_login_sounds_like_a_wrong_password),
    BOTH(test_session__administrators_need_a_code_and_each_works_once),
    BOTH(test_session__nobody_is_two_of_the_three_administrators),
    BOTH(test_session__only_who_works_on_cases_or_claims_sees_people),
    BOTH(test_session__a_token_acts_until_it_is_revoked),
    BOTH(test_accounts__are_listed_for_one_role),
    BOTH(test_audit__keeps_text_as_text),
    BOTH(test_session__staff_bind_a_code_and_then_need_it),
    BOTH(test_session__a_lost_code_is_taken_off_by_one_role),
    cmocka_unit_test(test_session__the_public_may_do_without_a_code),
    cmocka_unit_test(test_totp__a_secret_is_read_back_as_it_was_shown),
    cmocka_unit_test(test_totp__is_that_of_the_standard),
    cmocka_unit_test(test_secret__opens_with_its_key_only),
    cmocka_unit_test(test_password__must_have_three_classes),
};

int main(void) {
    return RUN_TESTS(tests);
}
