// SPDX-License-Identifier: Apache-2.0
// Protects the screen of messages on their way: the server hands them to the gateway and believes
// its receipts, the office sees what failed and why and tries again, and the recipient's own list
// says nothing of it.
#include "visit.h"

#include <sqlite3.h>

#define TRIES 500

typedef struct Gateway {
    House house;
    Str folder;
} Gateway;

static Gateway gateway_open(void **state) {
    const TestDatabase *database = *state;
    static char folder[100];
    snprintf(folder, sizeof folder, "%s/post", database->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    return (Gateway){house_open_sending(state, str_from_c(folder)), str_from_c(folder)};
}

static void gateway_close(Gateway *gateway, void **state) {
    rmdir(gateway->folder.data);
    house_close(&gateway->house, state);
}

// The stem of the one file in the folder; absent while there is none. Wakes the sender.
static Str letter(Gateway *gateway) {
    Platform *platform = server_platform(gateway->house.server);
    Str *names;
    size_t count;
    Error error = {0};
    platform->wake_workers(platform->state);
    usleep(10 * 1000);
    assert_ok(
        file_list(&gateway->house.arena, gateway->folder, STR(".json"), &names, &count, &error),
        error);
    return count > 0 ? str_cut(&names[0], '.') : (Str){0};
}

static Str wait_for_letter(Gateway *gateway) {
    Str stem = {0};
    for (int i = 0; i < TRIES && str_is_absent(stem); i++) stem = letter(gateway);
    assert_false(str_is_absent(stem));
    return stem;
}

static void answer(Gateway *gateway, Str stem, const char *suffix) {
    Error error = {0};
    Str path = str_format(&gateway->house.arena, "%.*s/%.*s%s", STR_ARG(gateway->folder),
                          STR_ARG(stem), suffix);
    assert_ok(file_write(path, STR("停机"), &error), error);
    for (int i = 0; i < TRIES && file_exists(path); i++) (void)letter(gateway);
    assert_false(file_exists(path));
}

static const char *failed_form(House *house, const Visitor *clerk) {
    Reply reply = get(clerk, "/api/messages");
    const JsonValue *json;
    Error error = {0};
    assert_status(reply, 200);
    assert_ok(json_parse(&house->arena, reply.body, &json, &error), error);
    const JsonValue *failures = json_get(json, "failures");
    assert_int_equal(failures->count, 1);
    Str id = json_get(failures->items[0], "id")->text;
    return str_to_c(&house->arena, str_format(&house->arena, "id=%.*s", STR_ARG(id)));
}

// As if the gateway had refused it often enough.
static void give_up(Gateway *gateway, const TestDatabase *database) {
    sqlite3 *raw;
    answer(gateway, wait_for_letter(gateway), ".failed");
    assert_int_equal(sqlite3_open(database->url + strlen("sqlite:"), &raw), SQLITE_OK);
    sqlite3_busy_timeout(raw, 5000);
    assert_int_equal(sqlite3_exec(raw, "UPDATE message SET delivery = 'failed'", 0, 0, 0), 0);
    sqlite3_close(raw);
}

static void test_message_delivery__shows_what_failed_and_tries_again(void **state) {
    Gateway gateway = gateway_open(state);
    House *house = &gateway.house;
    Visitor clerk = sign_in(house, "clerk522"), other = sign_in(house, "clerk521"),
            reviewer = sign_in(house, "reviewer522"), worker = sign_in(house, "worker"),
            head = sign_in(house, "head"), nobody = anybody(house);
    Str number = worker_claims(house);
    give_up(&gateway, *state);
    Reply page = get(&clerk, "/messages");
    assert_status(page, 200);
    assert_true(says(&page, "停机") && says(&page, "第1次没有发出") && says(&page, "再发一次"));
    assert_true(says(&page, str_to_c(&house->arena, number)));
    assert_true(says(&page, "王*"));
    assert_false(says(&page, "已提交")); // what it says is the recipient's
    page = get(&reviewer, "/messages");
    assert_true(says(&page, "停机"));
    assert_false(says(&page, "再发一次</button>"));
    page = get(&other, "/messages");
    assert_status(page, 200);
    assert_false(says(&page, "停机"));
    assert_status(get(&worker, "/messages"), 403);
    assert_status(get(&head, "/messages"), 403);
    assert_status(get(&nobody, "/messages"), 401);
    page = get(&worker, "/me/messages");
    assert_true(says(&page, str_to_c(&house->arena, number)));
    assert_false(says(&page, "停机"));
    const char *form = failed_form(house, &clerk);
    assert_status(post(&reviewer, "/messages/retry", form), 403);
    assert_status(post(&other, "/messages/retry", form), 409);
    page = post(&clerk, "/messages/retry", form);
    assert_int_equal(page.status, 303);
    page = post(&clerk, "/messages/retry", form);
    assert_status(page, 409);
    assert_true(says(&page, "不在没有发出的消息里"));
    Str again = wait_for_letter(&gateway);
    answer(&gateway, again, ".sent");
    page = get(&clerk, "/api/messages");
    assert_true(says(&page, "\"sent\":1") && says(&page, "\"failed\":0"));
    gateway_close(&gateway, state);
}

static void count_wake(void *state) {
    ++*(int *)state;
}

static void retry_wakes(void **state, const char *path) {
    Gateway gateway = gateway_open(state);
    House *house = &gateway.house;
    Platform *platform = server_platform(house->server);
    Platform before = *platform;
    Visitor clerk = sign_in(house, "clerk522");
    int woken = 0;
    (void)worker_claims(house);
    give_up(&gateway, *state);
    const char *form = failed_form(house, &clerk);
    platform->wake_workers = count_wake;
    platform->state = &woken;
    assert_true(post(&clerk, path, form).status < 400);
    assert_int_equal(woken, 1);
    *platform = before;
    answer(&gateway, wait_for_letter(&gateway), ".sent");
    gateway_close(&gateway, state);
}

static void test_message_delivery__wakes_the_sender_from_the_page(void **state) {
    retry_wakes(state, "/messages/retry");
}

static void test_message_delivery__wakes_the_sender_from_the_api(void **state) {
    retry_wakes(state, "/api/messages/retry");
}

static void test_message_delivery__says_that_no_gateway_is_there(void **state) {
    House house = house_open(state);
    Visitor clerk = sign_in(&house, "clerk522");
    (void)worker_claims(&house);
    Reply page = get(&clerk, "/messages");
    assert_status(page, 200);
    assert_true(says(&page, "没有接短信网关"));
    page = get(&clerk, "/api/messages");
    assert_true(says(&page, "\"on\":false") && says(&page, "\"waiting\":0"));
    house_close(&house, state);
}

static void test_message_delivery__needs_its_folder_to_start(void **state) {
    const TestDatabase *database = *state;
    Server *server = NULL;
    Error error = {0};
    ServerOptions options = {.url = str_from_c(database->url),
                             .listen = STR("127.0.0.1:0"),
                             .key_folder = str_from_c(database->folder),
                             .messages = STR("/none/post"),
                             .today = today(),
                             .version = STR("test")};
    assert_false(server_open(&options, &server, &error));
    assert_non_null(strstr(error.message, "/none/post"));
    House house = house_open(state); // nothing is left half, and sending is not switched on
    Visitor clerk = sign_in(&house, "clerk522");
    Reply page = get(&clerk, "/api/messages");
    assert_true(says(&page, "\"on\":false"));
    house_close(&house, state);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        ON_SQLITE(test_message_delivery__shows_what_failed_and_tries_again),
        ON_SQLITE(test_message_delivery__wakes_the_sender_from_the_page),
        ON_SQLITE(test_message_delivery__wakes_the_sender_from_the_api),
        ON_SQLITE(test_message_delivery__says_that_no_gateway_is_there),
        ON_SQLITE(test_message_delivery__needs_its_folder_to_start),
    };
    return RUN_TESTS(tests);
}
