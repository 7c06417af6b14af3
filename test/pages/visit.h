// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_PAGES_VISIT_H
#define TEST_PAGES_VISIT_H
// The whole program over a small demo city on SQLite, visited over real sockets.
//
//     House house = house_open(state);
//     Visitor clerk = sign_in(&house, "clerk522");
//     Reply reply = get(&clerk, "/tasks");
#include "../http/socket_client.h"
#include "../publish/population.h"

#include "app/demo.h"
#include "app/server.h"
#include "base/json.h"
#include "http/field.h"

typedef struct House {
    Server *server;
    Arena arena;
    int port;
    int64_t sent; // requests, for their keys
} House;

typedef struct Visitor {
    House *house;
    Str cookie; // absent: nobody is signed in
    Str csrf;
} Visitor;

// Messages go to a gateway by way of the folder `messages`; absent = they stay in the site.
static inline House house_open_sending(void **state, Str messages) {
    const TestDatabase *database = *state;
    House house = {0};
    Error error = {0};
    Population city = population_open(state);
    population_close(&city);
    ServerOptions options = {
        .url = str_from_c(database->url),
        .listen = STR("127.0.0.1:0"),
        .key_folder = str_from_c(database->folder),
        .messages = messages,
        .today = today(),
        .is_demo = true,
        .version = STR("test"),
    };
    assert_ok(server_open(&options, &house.server, &error), error);
    Platform *platform = server_platform(house.server);
    Actor actor = actor_system(today(), 0);
    assert_ok(demo_make(platform->store, catalogue_pack(platform->catalogue), &platform->key,
                        &actor, PASSWORD_COST_TEST, &error),
              error);
    house.port = server_port(house.server);
    return house;
}

static inline House house_open(void **state) {
    return house_open_sending(state, (Str){0});
}

static inline void house_close(House *house, void **state) {
    const TestDatabase *database = *state;
    server_close(house->server);
    static const char *const files[] = {"access.key", "seal-ed25519.pem"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        unlink(str_to_c(&house->arena,
                        str_format(&house->arena, "%s/%s", database->folder, files[i])));
    }
    arena_release(&house->arena);
}

static inline Reply send_request(const Visitor *visitor, const char *method, Str path,
                                 const char *type, Str body) {
    House *house = visitor->house;
    StrBuilder out;
    str_builder_init(&out, &house->arena, 0);
    str_put_format(&out, "%s %.*s HTTP/1.1\r\nHost: jiuye.test\r\n", method, STR_ARG(path));
    if (!str_is_absent(visitor->cookie)) {
        str_put_format(&out, "Cookie: jiuye_session=%.*s\r\n", STR_ARG(visitor->cookie));
    }
    if (!str_is_absent(visitor->csrf)) {
        str_put_format(&out, "X-CSRF-Token: %.*s\r\n", STR_ARG(visitor->csrf));
    }
    if (type) {
        str_put_format(&out, "Idempotency-Key: visit-%06lld\r\nContent-Type: %s\r\n",
                       (long long)++house->sent, type);
        str_put_format(&out, "Content-Length: %zu\r\n", body.length);
    }
    str_put(&out, STR("Connection: close\r\n\r\n"));
    str_put(&out, body);
    return client_exchange(&house->arena, house->port, str_built(&out));
}

static inline Reply get_path(const Visitor *visitor, Str path) {
    return send_request(visitor, "GET", path, NULL, (Str){0});
}

static inline Reply get(const Visitor *visitor, const char *path) {
    return get_path(visitor, str_from_c(path));
}

// `body` is urlencoded, as a browser sends it.
static inline Reply post_path(const Visitor *visitor, Str path, const char *body) {
    return send_request(visitor, "POST", path, "application/x-www-form-urlencoded",
                        str_from_c(body));
}

static inline Reply post(const Visitor *visitor, const char *path, const char *body) {
    return post_path(visitor, str_from_c(path), body);
}

static inline Reply post_json(const Visitor *visitor, Str path, Str body) {
    return send_request(visitor, "POST", path, "application/json", body);
}

// A file in the field `file`.
static inline Reply post_file(const Visitor *visitor, const char *path, Str content) {
    StrBuilder body; // of any bytes
    str_builder_init(&body, &visitor->house->arena, 0);
    str_put(&body, STR("--b\r\nContent-Disposition: form-data; name=\"file\"; "
                       "filename=\"x.csv\"\r\nContent-Type: text/csv\r\n\r\n"));
    str_put(&body, content);
    str_put(&body, STR("\r\n--b--\r\n"));
    return send_request(visitor, "POST", str_from_c(path), "multipart/form-data; boundary=b",
                        str_built(&body));
}

static inline Str member(Arena *arena, Str json, const char *name) {
    const JsonValue *value;
    Error error = {0};
    if (!json_parse(arena, json, &value, &error)) fail_msg("%.*s", STR_ARG(json));
    const JsonValue *found = json_get(value, name);
    return found ? found->text : (Str){0};
}

static inline Visitor anybody(House *house) {
    return (Visitor){.house = house};
}

static inline Visitor sign_in(House *house, const char *login) {
    Visitor visitor = anybody(house);
    Str body = str_format(&house->arena, "{\"login\":\"%s\",\"password\":\"%s\"}", login,
                          DEMO_PASSWORD);
    Reply reply = post_json(&visitor, STR("/api/auth/login"), body);
    if (reply.status != 200) fail_msg("%s: %.*s", login, STR_ARG(reply.body));
    Str cookie = reply_header(&reply, "Set-Cookie");
    str_cut(&cookie, '=');
    visitor.cookie = str_cut(&cookie, ';');
    visitor.csrf = member(&house->arena, reply.body, "csrf_token");
    return visitor;
}

#define assert_status(reply, wanted)                                                              \
    do {                                                                                          \
        Reply reply_ = (reply);                                                                   \
        if (reply_.status != (wanted)) {                                                          \
            fail_msg("%d instead of %d: %.*s", reply_.status, (wanted), STR_ARG(reply_.body));     \
        }                                                                                         \
    } while (0)

static inline bool says(const Reply *reply, const char *words) {
    return str_find(reply->body, str_from_c(words), 0) != SIZE_MAX;
}
static inline bool leads_to(const Reply *reply, const char *path) {
    return str_starts_with(reply_header(reply, "Location"), str_from_c(path));
}

// The worker's claim of item 5; its number.
static inline Str worker_claims(House *house) {
    Visitor worker = sign_in(house, "worker");
    Reply reply = post_json(&worker, STR("/api/applications"),
                            STR("{\"policy\":5,\"subject\":\"" JOURNEY_MIGRANT_ID "\"}"));
    assert_status(reply, 200);
    return member(&house->arena, reply.body, "number");
}

static inline Str path_of(House *house, const char *before, Str number, const char *after) {
    return str_format(&house->arena, "%s%.*s%s", before, STR_ARG(number), after);
}

#endif
