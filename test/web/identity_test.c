// SPDX-License-Identifier: Apache-2.0
// Protects the link between a cookie and an account: who a request comes from is what the
// database says, and nothing else about the request can change it.
#include "store/mould.h"

#include "access/session.h"
#include "web/identity.h"

#define NOW_MS INT64_C(1700000000000)

typedef struct Fixture {
    Arena arena;
    Store *store;
    Actor asking;
} Fixture;

static bool create(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const NewAccount *account = in;
    Actor system = actor_system(0, NOW_MS);
    return account_create(tx, &system, account, out, arena, error);
}

static Session sign_in(Fixture *f) {
    Error error = {0};
    Str password = STR("Clerk-2023");
    NewAccount account = {.login = STR("clerk"),
                          .display_name = STR("王经办"),
                          .role = ROLE_COUNTY_CLERK,
                          .division_code = STR("640521"),
                          .holder = STR("640521199001010018")};
    Str *hash = &account.password_hash;
    assert_ok(password_hash(&f->arena, password, PASSWORD_COST_TEST, hash, &error), error);
    int64_t id = 0;
    assert_ok(store_write(f->store, create, &account, &id, &f->arena, &error), error);
    SignIn in = {.login = account.login,
                 .password = password,
                 .remote_address = STR("127.0.0.1"),
                 .request_id = STR("r1"),
                 .now_ms = NOW_MS};
    Session session = {0};
    assert_ok(session_open(f->store, &in, &f->arena, &session, &error), error);
    return session;
}

static Fixture open_fixture(const TestDatabase *database) {
    Fixture f = {.store = test_store_open_migrated(database, 2)};
    f.asking = (Actor){
        .remote_address = STR("10.0.0.9"), .request_id = STR("r2"), .now_ms = NOW_MS};
    return f;
}

static bool identify(Fixture *f, Str cookie, Str authorization, Identity *identity, Error *error) {
    Field cookies[] = {{.name = STR(SESSION_COOKIE), .value = cookie}};
    Field headers[] = {{.name = STR("Authorization"), .value = authorization}};
    Request request = {.arena = &f->arena,
                       .cookies = {.items = cookies, .count = !str_is_absent(cookie)},
                       .headers = {.items = headers, .count = !str_is_absent(authorization)}};
    *identity = (Identity){.actor = f->asking};
    return identify_by_access(f->store, &request, identity, error);
}

static void test_identity__follows_the_session(void **state) {
    Fixture f = open_fixture(*state);
    Session session = sign_in(&f);
    Identity identity;
    Error error = {0};
    assert_ok(identify(&f, session.token, (Str){0}, &identity, &error), error);
    assert_true(identity.actor.account_id > 0);
    assert_int_equal(identity.actor.role, ROLE_COUNTY_CLERK);
    assert_str_equal(identity.actor.scope.division_prefix, "640521");
    assert_str_equal(identity.actor.remote_address, "10.0.0.9");
    assert_true(str_equal(identity.csrf_token, session.csrf_token));
    assert_false(identity.is_by_token);
    // Nobody: no cookie, a foreign cookie, a session that has ended.
    assert_ok(identify(&f, (Str){0}, (Str){0}, &identity, &error), error);
    assert_int_equal(identity.actor.account_id, 0);
    Str forged = STR("0123456789012345678901234567890123456789012");
    assert_ok(identify(&f, forged, (Str){0}, &identity, &error), error);
    assert_int_equal(identity.actor.account_id, 0);
    assert_ok(session_close(f.store, session.token, &session.actor, &error), error);
    assert_ok(identify(&f, session.token, (Str){0}, &identity, &error), error);
    assert_int_equal(identity.actor.account_id, 0);
    store_close(f.store);
    arena_release(&f.arena);
}

static void test_identity__takes_tokens_without_csrf(void **state) {
    Fixture f = open_fixture(*state);
    Session session = sign_in(&f);
    Identity identity;
    Error error = {0};
    Str token;
    const Actor *actor = &session.actor;
    assert_ok(api_token_create(f.store, actor, STR("export"), 30, &f.arena, &token, &error), error);
    Str header = str_format(&f.arena, "Bearer %.*s", STR_ARG(token));
    assert_ok(identify(&f, (Str){0}, header, &identity, &error), error);
    assert_true(identity.actor.account_id > 0);
    assert_true(identity.is_by_token);
    assert_true(str_is_absent(identity.csrf_token));
    // A bad token is told so, even beside a good cookie.
    assert_false(identify(&f, session.token, STR("Bearer x"), &identity, &error));
    assert_int_equal(error.kind, ERROR_UNSIGNED);
    store_close(f.store);
    arena_release(&f.arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_identity__follows_the_session),
        BOTH(test_identity__takes_tokens_without_csrf),
    };
    return RUN_TESTS(tests);
}
