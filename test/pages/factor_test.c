// SPDX-License-Identifier: Apache-2.0
// Protects the API of the second factor: a secret is offered to whoever may bind it, bound by its
// own code alone, and asked for from then on.
#include "visit.h"

#include "access/totp.h"
#include "base/clock.h"

// The code that the holder's program shows now for a secret as text.
static Str code_now(House *house, Str text) {
    Str secret;
    ClockStorage storage;
    Clock clock = clock_system(&storage, DATE_ABSENT);
    assert_true(totp_secret_from_text(&house->arena, text, &secret));
    return totp_code(&house->arena, secret, clock_now_ms(&clock) / 1000 / TOTP_STEP_S);
}

static Reply bind_factor(const Visitor *visitor, const char *path, const char *who, Str offer,
                         Str code) {
    Str body = str_format(&visitor->house->arena,
                          "{%s\"offer\":\"%.*s\",\"totp_code\":\"%.*s\"}", who, STR_ARG(offer),
                          STR_ARG(code));
    return post_json(visitor, str_from_c(path), body);
}

static void test_factor__is_bound_by_api(void **state) {
    House house = house_open(state);
    Visitor worker = sign_in(&house, "worker"), company = sign_in(&house, "company");
    Reply reply = get(&worker, "/api/account/factor");
    assert_status(reply, 200);
    Str offer = member(&house.arena, reply.body, "offer");
    Str secret = member(&house.arena, reply.body, "secret");
    assert_true(says(&reply, "otpauth://"));
    assert_status(bind_factor(&worker, "/api/account/factor", "", offer, STR("000000")), 400);
    Str code = code_now(&house, secret);
    assert_status(bind_factor(&company, "/api/account/factor", "", offer, code), 400); // not theirs
    assert_status(bind_factor(&worker, "/api/account/factor", "", offer, code), 200);
    reply = get(&worker, "/api/account/factor");
    assert_true(says(&reply, "\"bound\":true"));
    assert_false(says(&reply, "secret"));
    assert_status(bind_factor(&worker, "/api/account/factor", "", offer, code), 409);
    // From now on the password alone opens nothing.
    Visitor again = anybody(&house);
    Str body = str_format(&house.arena, "{\"login\":\"worker\",\"password\":\"%s\"}",
                          DEMO_PASSWORD);
    reply = post_json(&again, STR("/api/auth/login"), body);
    assert_status(reply, 401);
    assert_true(says(&reply, "TOTP_REQUIRED"));
    house_close(&house, state);
}

static void test_factor__is_bound_at_the_first_sign_in_by_api(void **state) {
    House house = house_open(state);
    Visitor nobody = anybody(&house);
    const char *who = "\"login\":\"clerk522\",\"password\":\"" DEMO_PASSWORD "\"";
    Reply reply = post_json(&nobody, STR("/api/auth/factor/offer"),
                            STR("{\"login\":\"clerk522\",\"password\":\"wrong\"}"));
    assert_status(reply, 401);
    assert_false(says(&reply, "secret"));
    reply = post_json(&nobody, STR("/api/auth/factor/offer"),
                      STR("{\"login\":\"worker\",\"password\":\"" DEMO_PASSWORD "\"}"));
    assert_status(reply, 409); // needs none to sign in
    assert_true(says(&reply, "TOTP_NOT_DEMANDED"));
    reply = post_json(&nobody, STR("/api/auth/factor/offer"),
                      str_format(&house.arena, "{%s}", who));
    assert_status(reply, 200);
    Str offer = member(&house.arena, reply.body, "offer");
    Str code = code_now(&house, member(&house.arena, reply.body, "secret"));
    Str with = str_format(&house.arena, "%s,", who);
    assert_status(bind_factor(&nobody, "/api/auth/factor", str_to_c(&house.arena, with), offer,
                       STR("000000")),
                  400);
    reply = bind_factor(&nobody, "/api/auth/factor", str_to_c(&house.arena, with), offer, code);
    assert_status(reply, 200);
    assert_true(str_equal(member(&house.arena, reply.body, "role"), STR("county_clerk")));
    reply = post_json(&nobody, STR("/api/auth/factor/offer"),
                      str_format(&house.arena, "{%s}", who));
    assert_status(reply, 401); // bound: the password alone gets no other
    assert_false(says(&reply, "secret"));
    house_close(&house, state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_SQLITE(test_factor__is_bound_by_api),
        ON_SQLITE(test_factor__is_bound_at_the_first_sign_in_by_api),
    };
    return RUN_TESTS(tests);
}
