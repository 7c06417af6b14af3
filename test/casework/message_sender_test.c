// SPDX-License-Identifier: Apache-2.0
// Protects messages on their way to a gateway: only new ones go, each once, under a name that
// stays the same whoever was killed; receipts are believed once; a folder that fails loses
// nothing; and no plaintext stands in the database.
#include "desk.h"

#include "../fund/raw.h"
#include "base/json.h"
#include "casework/message_delivery.h"
#include "casework/message_sender.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define MADE_MS INT64_C(1697414400000)
#define FOLDER_BYTES 100

// A clock that does something at its nth look: between two steps of the sender.
typedef struct Moments {
    int64_t now_ms;
    int looks;
    int from, to; // `begin` at the look `from`, `end` at the look `to`
    void (*begin)(void);
    void (*end)(void);
} Moments;

typedef struct Outbox {
    Desk desk;
    const TestDatabase *database;
    char folder[FOLDER_BYTES];
    Moments moments;
    Clock clock;
    MessageSender sender;
    Error error;
} Outbox;

static int64_t look(void *state) {
    Moments *moments = state;
    moments->looks++;
    if (moments->begin && moments->looks == moments->from) moments->begin();
    if (moments->end && moments->looks == moments->to) moments->end();
    return moments->now_ms;
}

static Date no_day(void *state) {
    (void)state;
    return today();
}

static bool run_put(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    (void)arena;
    Message message = {.person_id = call->actor.scope.person_id,
                       .uscc = call->actor.scope.uscc,
                       .text = call->text};
    return message_put(tx, &call->actor, &message, error);
}

static void put_to(Outbox *outbox, Actor recipient, const char *text) {
    DeskCall call = {.actor = recipient, .text = str_from_c(text)};
    assert_ok(desk_write(&outbox->desk, run_put, &call, NULL), outbox->desk.error);
}

static void put(Outbox *outbox, int count) {
    for (int i = 0; i < count; i++) put_to(outbox, worker(&outbox->desk), "你的申请已受理");
}

static bool open_sender(Outbox *outbox) {
    outbox->error = (Error){0};
    return message_sender_open(outbox->desk.city.store, &outbox->clock, str_from_c(outbox->folder),
                               &outbox->sender, &outbox->error);
}

static void outbox_open(Outbox *outbox, void **state) {
    *outbox =
        (Outbox){.desk = desk_open(state), .database = *state, .moments = {.now_ms = MADE_MS}};
    outbox->clock = (Clock){no_day, look, &outbox->moments};
    snprintf(outbox->folder, sizeof outbox->folder, "%s/outbox", outbox->database->folder);
    assert_int_equal(mkdir(outbox->folder, 0700), 0);
}

static Outbox *outbox_ready(void **state) {
    static Outbox outbox;
    outbox_open(&outbox, state);
    assert_ok(open_sender(&outbox), outbox.error);
    return &outbox;
}

// ---- The folder, as the gateway sees it ----

typedef struct Names {
    Str *items;
    size_t count;
} Names;

static Names names(Outbox *outbox, const char *suffix) {
    Names found;
    assert_ok(file_list(&outbox->desk.city.arena, str_from_c(outbox->folder), str_from_c(suffix),
                        &found.items, &found.count, &outbox->error),
              outbox->error);
    return found;
}

static Str path_of(Outbox *outbox, Str name) {
    return str_format(&outbox->desk.city.arena, "%s/%.*s", outbox->folder, STR_ARG(name));
}

static Str content_of(Outbox *outbox, Str name) {
    Str content;
    assert_ok(
        file_read(&outbox->desk.city.arena, path_of(outbox, name), 10000, &content, &outbox->error),
        outbox->error);
    return content;
}

static void answer(Outbox *outbox, Str name, const char *suffix, const char *content) {
    Str stem = str_cut(&name, '.');
    Str path =
        str_format(&outbox->desk.city.arena, "%s/%.*s%s", outbox->folder, STR_ARG(stem), suffix);
    assert_ok(file_write(path, str_from_c(content), &outbox->error), outbox->error);
}

static void clear(Outbox *outbox) {
    Names left = names(outbox, "");
    for (size_t i = 0; i < left.count; i++) {
        assert_ok(file_remove(path_of(outbox, left.items[i]), &outbox->error), outbox->error);
    }
}

static void outbox_close(Outbox *outbox) {
    message_sender_close(&outbox->sender);
    clear(outbox);
    rmdir(outbox->folder);
    desk_close(&outbox->desk);
}

// ---- The sender and the office ----

static bool turn(Outbox *outbox, bool *worked) {
    outbox->error = (Error){0};
    outbox->moments.looks = 0;
    return message_sender_turn(&outbox->sender, NULL, worked, &outbox->error);
}

static void run(Outbox *outbox) {
    bool worked = true;
    while (worked) assert_ok(turn(outbox, &worked), outbox->error);
}

static bool run_state(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return message_state(tx, &call->actor, call->index, arena, out, error);
}

static MessageState state_for(Outbox *outbox, Actor actor) {
    MessageState found;
    DeskCall call = {.actor = actor};
    assert_ok(desk_read(&outbox->desk, run_state, &call, &found), outbox->desk.error);
    return found;
}

static MessageState state_of(Outbox *outbox) {
    return state_for(outbox, finance(&outbox->desk));
}

static bool run_retry(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return message_retry(tx, &call->actor, call->index, arena, error);
}

static bool retry(Outbox *outbox, Actor actor, int64_t id) {
    DeskCall call = {.actor = actor, .index = id};
    return desk_write(&outbox->desk, run_retry, &call, NULL);
}

#define assert_counts(outbox, waiting, handed, sent, failed)                                       \
    do {                                                                                           \
        MessageState state_ = state_of(outbox);                                                    \
        assert_int_equal(state_.counts[MESSAGE_WAITING], (waiting));                               \
        assert_int_equal(state_.counts[MESSAGE_HANDED], (handed));                                 \
        assert_int_equal(state_.counts[MESSAGE_SENT], (sent));                                     \
        assert_int_equal(state_.counts[MESSAGE_FAILED], (failed));                                 \
    } while (0)

// ---- Tests ----

static void test_message_sender__sends_what_is_made_after_it_was_switched_on(void **state) {
    Outbox outbox;
    outbox_open(&outbox, state);
    put(&outbox, 3); // of before: they stay in the site
    assert_false(state_of(&outbox).is_on);
    assert_ok(open_sender(&outbox), outbox.error);
    run(&outbox);
    assert_int_equal(names(&outbox, "").count, 0);
    assert_counts(&outbox, 0, 0, 0, 0);
    put(&outbox, 2);
    message_sender_close(&outbox.sender);
    outbox.moments.now_ms += 1000;
    assert_ok(open_sender(&outbox), outbox.error); // switched on a second time: nothing changes
    MessageState found = state_of(&outbox);
    assert_true(found.is_on);
    assert_int_equal(found.since_ms, MADE_MS);
    run(&outbox);
    assert_int_equal(names(&outbox, ".json").count, 2);
    assert_counts(&outbox, 0, 2, 0, 0);
    outbox_close(&outbox);
}

static void test_message_sender__hands_over_what_a_gateway_needs(void **state) {
    Outbox *outbox = outbox_ready(state);
    assert_ok(desk_apply(&outbox->desk), outbox->desk.error); // tells the worker
    run(outbox);
    Names files = names(outbox, "");
    assert_int_equal(files.count, 1);
    Str name = files.items[0], stem = name, text = content_of(outbox, name);
    const JsonValue *json;
    assert_ok(json_parse(&outbox->desk.city.arena, text, &json, &outbox->error), outbox->error);
    stem = str_cut(&stem, '.');
    assert_true(str_equal(json_text(json, "key"), stem));
    assert_int_equal(json_text(json, "telephone").length, 11);
    assert_true(str_equal(json_text(json, "claim"), outbox->desk.claim.number));
    assert_true(str_find(json_text(json, "text"), outbox->desk.claim.number, 0) != SIZE_MAX);
    assert_str_equal(json_text(json, "business_date"), "2023-10-16");
    assert_str_equal(json_text(json, "at"), "2023-10-16T00:00:00.000Z");
    struct stat about;
    assert_int_equal(stat(str_to_c(&outbox->desk.city.arena, path_of(outbox, name)), &about), 0);
    assert_int_equal(about.st_mode & 0007, 0); // not for everybody
    answer(outbox, name, ".sent", "");
    run(outbox);
    assert_int_equal(names(outbox, "").count, 0);
    assert_counts(outbox, 0, 0, 1, 0);
    // Seen by the county of the claim, and by no other.
    assert_int_equal(state_for(outbox, clerk(&outbox->desk)).counts[MESSAGE_SENT], 1);
    Actor elsewhere = desk_actor(&outbox->desk, 31, ROLE_COUNTY_CLERK, "640521");
    assert_int_equal(state_for(outbox, elsewhere).counts[MESSAGE_SENT], 0);
    outbox_close(outbox);
}

static void test_message_sender__gives_up_after_growing_waits(void **state) {
    Outbox *outbox = outbox_ready(state);
    put(outbox, 1);
    int64_t wait_ms = MESSAGE_WAIT_MS_FIRST;
    Str former = {0};
    for (int i = 0; i < MESSAGE_ATTEMPTS_MAX; i++) {
        run(outbox);
        Names files = names(outbox, "");
        assert_int_equal(files.count, 1);
        assert_false(str_equal(files.items[0], former)); // another attempt, another name
        former = files.items[0];
        answer(outbox, former, ".failed", "停机\n第二行");
        run(outbox);
        assert_int_equal(names(outbox, "").count, 0);
        if (i + 1 == MESSAGE_ATTEMPTS_MAX) break;
        outbox->moments.now_ms += wait_ms - 1; // not a moment early
        run(outbox);
        assert_int_equal(names(outbox, "").count, 0);
        outbox->moments.now_ms += 1;
        wait_ms *= MESSAGE_WAIT_GROWTH;
    }
    outbox->moments.now_ms += 100 * wait_ms;
    run(outbox);
    assert_counts(outbox, 0, 0, 0, 1);
    MessageState found = state_of(outbox);
    assert_int_equal(found.failure_count, 1);
    assert_str_equal(found.failures[0].reason, "停机");
    assert_int_equal(found.failures[0].attempts, MESSAGE_ATTEMPTS_MAX);
    assert_true(str_starts_with(found.failures[0].recipient, STR("王*")));
    int64_t id = found.failures[0].id;
    Actor elsewhere = desk_actor(&outbox->desk, 31, ROLE_COUNTY_CLERK, "640521");
    assert_code(&outbox->desk, retry(outbox, elsewhere, id), "MESSAGE_NOT_FAILED");
    assert_ok(retry(outbox, finance(&outbox->desk), id), outbox->desk.error);
    assert_code(&outbox->desk, retry(outbox, finance(&outbox->desk), id), "MESSAGE_NOT_FAILED");
    outbox->moments.now_ms = MADE_MS + 1;
    run(outbox);
    Names files = names(outbox, "");
    assert_int_equal(files.count, 1);
    answer(outbox, former, ".failed", "旧的回执"); // of an attempt that is over
    answer(outbox, files.items[0], ".sent", "");
    run(outbox);
    assert_counts(outbox, 0, 0, 1, 0);
    assert_int_equal(names(outbox, "").count, 0);
    outbox_close(outbox);
}

static void test_message_sender__says_whom_it_cannot_reach(void **state) {
    Outbox *outbox = outbox_ready(state);
    Actor stranger = company(&outbox->desk);
    stranger.scope.uscc = STR("91640500MA00000000");
    put_to(outbox, stranger, "没有电话");
    run(outbox);
    assert_int_equal(names(outbox, "").count, 0);
    MessageState found = state_of(outbox);
    assert_int_equal(found.failure_count, 1);
    assert_true(str_find(found.failures[0].reason, STR("电话"), 0) != SIZE_MAX);
    outbox_close(outbox);
}

// What waited for days while sending was switched off is no news: the office has it instead.
static void test_message_sender__does_not_send_what_waited_for_days(void **state) {
    Outbox *outbox = outbox_ready(state);
    put(outbox, 2);
    outbox->moments.now_ms = MADE_MS + MESSAGE_WAITING_MS_MAX + 1;
    run(outbox);
    assert_int_equal(names(outbox, "").count, 0);
    assert_counts(outbox, 0, 0, 0, 2);
    MessageState found = state_of(outbox);
    assert_true(str_find(found.failures[0].reason, STR("等了3天以上"), 0) != SIZE_MAX);
    Actor again = clerk(&outbox->desk); // who has it sent all the same, now
    again.now_ms = outbox->moments.now_ms;
    assert_ok(retry(outbox, again, found.failures[0].id), outbox->desk.error);
    run(outbox);
    assert_int_equal(names(outbox, ".json").count, 1);
    assert_counts(outbox, 0, 1, 0, 1);
    outbox_close(outbox);
}

// Within its days it goes out, also at the very end of them.
static void test_message_sender__sends_what_waited_less(void **state) {
    Outbox *outbox = outbox_ready(state);
    put(outbox, 2);
    outbox->moments.now_ms = MADE_MS + MESSAGE_WAITING_MS_MAX;
    run(outbox);
    assert_int_equal(names(outbox, ".json").count, 2);
    assert_counts(outbox, 0, 2, 0, 0);
    outbox_close(outbox);
}

static void die(void) {
    kill(getpid(), SIGKILL);
}

// What a sender does that is killed at the nth look at its clock.
static void run_killed(Outbox *outbox, int at) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        bool worked;
        Error error = {0};
        outbox->sender.store = test_store_open(outbox->database, 1);
        outbox->moments = (Moments){.now_ms = outbox->moments.now_ms, .from = at, .begin = die};
        (void)!message_sender_turn(&outbox->sender, NULL, &worked, &error);
        _exit(1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

enum { LOOKS_BEFORE_FILES = 2 }; // at the receipts, and at the lease; then one before each file

static void test_message_sender__killed_before_noting_hands_over_the_same(void **state) {
    Outbox *outbox = outbox_ready(state);
    put(outbox, 5);
    run_killed(outbox, LOOKS_BEFORE_FILES + 5 + 1);
    Names before = names(outbox, "");
    assert_int_equal(before.count, 5);
    assert_counts(outbox, 5, 0, 0, 0);
    run(outbox); // the lease of the one that was killed holds
    assert_counts(outbox, 5, 0, 0, 0);
    answer(outbox, before.items[0], ".sent", ""); // meanwhile the gateway works
    Str kept = content_of(outbox, before.items[1]);
    outbox->moments.now_ms += MESSAGE_LEASE_MS;
    run(outbox);
    Names after = names(outbox, "");
    assert_int_equal(after.count, 4);
    for (size_t i = 0; i < after.count; i++) {
        assert_true(str_equal(after.items[i], before.items[i + 1]));
    }
    assert_true(str_equal(content_of(outbox, after.items[0]), kept));
    assert_counts(outbox, 0, 4, 1, 0);
    outbox_close(outbox);
}

typedef struct Runner {
    Outbox *outbox;
    MessageSender sender;
    Error error;
    bool is_good;
} Runner;

static void *run_runner(void *state) {
    Runner *runner = state;
    bool worked = true;
    runner->is_good = true;
    while (worked && runner->is_good) {
        runner->is_good = message_sender_turn(&runner->sender, NULL, &worked, &runner->error);
    }
    return NULL;
}

static int64_t steady(void *state) {
    (void)state;
    return MADE_MS;
}

// Everything that they take is theirs alone: what is written twice would be written by the second
// under the lease of the first, and the sum of what they note would not come out.
static void test_message_sender__two_at_once_hand_over_each_once(void **state) {
    Outbox *outbox = outbox_ready(state);
    static const Clock clock = {no_day, steady, NULL};
    Runner runners[2];
    pthread_t threads[2];
    put(outbox, 60);
    for (int i = 0; i < 2; i++) {
        runners[i] = (Runner){.outbox = outbox, .sender = outbox->sender};
        runners[i].sender.store = test_store_open(outbox->database, 1);
        runners[i].sender.clock = &clock;
    }
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, run_runner, &runners[i]);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 2; i++) {
        assert_ok(runners[i].is_good, runners[i].error);
        store_close(runners[i].sender.store);
    }
    assert_int_equal(names(outbox, ".json").count, 60);
    assert_int_equal(names(outbox, "").count, 60);
    assert_counts(outbox, 0, 60, 0, 0);
    Names files = names(outbox, ".json");
    for (size_t i = 0; i < files.count; i++) answer(outbox, files.items[i], ".sent", "");
    run(outbox);
    assert_counts(outbox, 0, 0, 60, 0);
    outbox_close(outbox);
}

static void test_message_sender__does_without_its_folder(void **state) {
    Outbox *outbox = outbox_ready(state);
    bool worked;
    put(outbox, 2);
    assert_int_equal(rmdir(outbox->folder), 0);
    assert_false(turn(outbox, &worked));
    assert_non_null(strstr(outbox->error.message, outbox->folder));
    assert_non_null(strstr(outbox->error.detail, "--messages"));
    assert_counts(outbox, 2, 0, 0, 0);
    MessageSender second;
    assert_false(message_sender_open(outbox->desk.city.store, &outbox->clock,
                                     str_from_c(outbox->folder), &second, &outbox->error));
    assert_int_equal(mkdir(outbox->folder, 0700), 0);
    run(outbox); // nothing had been taken
    assert_counts(outbox, 0, 2, 0, 0);
    outbox_close(outbox);
}

static struct rlimit size_limit;

static void fill_disk(void) {
    struct rlimit none = size_limit;
    none.rlim_cur = 0; // no file may grow: a full disk
    setrlimit(RLIMIT_FSIZE, &none);
}

static void free_disk(void) {
    setrlimit(RLIMIT_FSIZE, &size_limit);
}

static void test_message_sender__a_full_disk_loses_nothing(void **state) {
    Outbox *outbox = outbox_ready(state);
    bool worked;
    put(outbox, 3);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &size_limit), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    outbox->moments.from = LOOKS_BEFORE_FILES + 2; // before the second file
    outbox->moments.to = LOOKS_BEFORE_FILES + 3;   // before noting
    outbox->moments.begin = fill_disk;
    outbox->moments.end = free_disk;
    assert_false(turn(outbox, &worked));
    signal(SIGXFSZ, handler);
    assert_int_equal(outbox->error.kind, ERROR_UNAVAILABLE);
    assert_non_null(strstr(outbox->error.message, outbox->folder));
    assert_int_equal(names(outbox, "").count, 1); // and nothing half
    assert_counts(outbox, 2, 1, 0, 0);
    outbox->moments = (Moments){.now_ms = MADE_MS + MESSAGE_LEASE_MS};
    run(outbox);
    assert_int_equal(names(outbox, "").count, 3);
    assert_counts(outbox, 0, 3, 0, 0);
    outbox_close(outbox);
}

static void test_message_sender__waits_when_the_gateway_stands_still(void **state) {
    Outbox *outbox = outbox_ready(state);
    bool worked;
    for (int i = 0; i < MESSAGE_FILES_MAX; i++) {
        Str path = str_format(&outbox->desk.city.arena, "%s/%.*s-%d-1-0.json", outbox->folder,
                              STR_ARG(outbox->sender.platform), 1000000 + i);
        int file = open(str_to_c(&outbox->desk.city.arena, path), O_WRONLY | O_CREAT, 0600);
        assert_true(file >= 0);
        close(file);
    }
    put(outbox, 1);
    assert_false(turn(outbox, &worked));
    assert_int_equal(outbox->error.kind, ERROR_LIMIT);
    assert_counts(outbox, 1, 0, 0, 0);
    clear(outbox);
    run(outbox);
    assert_counts(outbox, 0, 1, 0, 0);
    outbox_close(outbox);
}

static void test_message_sender__believes_a_receipt_once(void **state) {
    Outbox *outbox = outbox_ready(state);
    put(outbox, 1);
    run(outbox);
    Names files = names(outbox, "");
    Str name = str_copy(&outbox->desk.city.arena, files.items[0]);
    answer(outbox, name, ".failed", "\xff\xfe");
    run(outbox);
    answer(outbox, name, ".failed", "又一次"); // the same again: not a second failure
    run(outbox);
    assert_int_equal(names(outbox, "").count, 0);
    outbox->moments.now_ms += MESSAGE_WAIT_MS_FIRST;
    run(outbox); // due after the first wait, not the second
    files = names(outbox, "");
    assert_int_equal(files.count, 1);
    name = str_copy(&outbox->desk.city.arena, files.items[0]);
    answer(outbox, name, ".sent", "");
    answer(outbox, name, ".json.new-1-1", "left by one that was killed");
    run(outbox);
    answer(outbox, name, ".sent", "");
    answer(outbox, name, ".failed", "发过的又失败");
    run(outbox);
    assert_counts(outbox, 0, 0, 1, 0);
    assert_int_equal(names(outbox, "").count, 0);
    outbox_close(outbox);
}

static void test_message_sender__leaves_alone_what_it_does_not_know(void **state) {
    Outbox *outbox = outbox_ready(state);
    put(outbox, 1);
    run(outbox);
    static const char *const foreign[] = {"readme.sent", "0123456789abcdef-1-1697414400000-0.sent",
                                          "-.failed", "x-1-2-3-4.sent"};
    for (size_t i = 0; i < 4; i++) {
        Str path = path_of(outbox, str_from_c(foreign[i]));
        assert_ok(file_write(path, STR("x"), &outbox->error), outbox->error);
    }
    // Named as this database names them, and not one of its messages: nothing to wait for.
    Str unknown =
        str_format(&outbox->desk.city.arena, "%.*s-1-77-0.sent", STR_ARG(outbox->sender.platform));
    assert_ok(file_write(path_of(outbox, unknown), STR("x"), &outbox->error), outbox->error);
    run(outbox);
    assert_counts(outbox, 0, 1, 0, 0);
    assert_int_equal(names(outbox, "").count, 5);
    for (size_t i = 0; i < 4; i++)
        assert_true(file_exists(path_of(outbox, str_from_c(foreign[i]))));
    assert_false(file_exists(path_of(outbox, unknown)));
    outbox_close(outbox);
}

static void test_message_sender__leaves_no_plaintext(void **state) {
    Outbox *outbox = outbox_ready(state);
    put(outbox, 1);
    run(outbox);
    answer(outbox, names(outbox, "").items[0], ".failed", "13900001234 停机");
    run(outbox);
    Raw raw = raw_open(*state);
    StrBuilder out;
    str_builder_init(&out, &outbox->desk.city.arena, 0);
    raw_dump(&raw, "SELECT body || failure FROM message", &out);
    assert_true(str_find(str_built(&out), STR("!"), 0) != SIZE_MAX);
    assert_true(str_find(str_built(&out), STR("停机"), 0) == SIZE_MAX);
    assert_false(raw_run(&raw, "UPDATE message SET failure = '停机'"));
    assert_non_null(strstr(raw.message, "message_failure_is_sealed"));
    raw_close(&raw);
    outbox_close(outbox);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_message_sender__sends_what_is_made_after_it_was_switched_on),
        BOTH(test_message_sender__hands_over_what_a_gateway_needs),
        BOTH(test_message_sender__gives_up_after_growing_waits),
        BOTH(test_message_sender__says_whom_it_cannot_reach),
        BOTH(test_message_sender__does_not_send_what_waited_for_days),
        BOTH(test_message_sender__sends_what_waited_less),
        BOTH(test_message_sender__killed_before_noting_hands_over_the_same),
        BOTH(test_message_sender__two_at_once_hand_over_each_once),
        BOTH(test_message_sender__does_without_its_folder),
        BOTH(test_message_sender__a_full_disk_loses_nothing),
        BOTH(test_message_sender__waits_when_the_gateway_stands_still),
        BOTH(test_message_sender__believes_a_receipt_once),
        BOTH(test_message_sender__leaves_alone_what_it_does_not_know),
        BOTH(test_message_sender__leaves_no_plaintext),
    };
    return RUN_TESTS(tests);
}
