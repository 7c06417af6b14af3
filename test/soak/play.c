// SPDX-License-Identifier: Apache-2.0
#include "play_core.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

#define OPENINGS_MAX 300 // tries, while a server comes back
#define OPENING_PAUSE_US 100000
#define POINTS_MAX 5000 // of one request

// ---- The worker ----

Outcome play_receive(Play *play, Answer *answer) {
    if (!worker_receive(&play->worker, answer)) {
        play->counts.kills++;
        return OUTCOME_DEAD;
    }
    if (answer->kind != ERROR_UNAVAILABLE) return OUTCOME_ACKNOWLEDGED;
    play->counts.failures++;
    return OUTCOME_UNAVAILABLE;
}

static void send_order(Play *play, OrderKind kind, const DiskFault *fault) {
    static Order order;
    memset(&order, 0, sizeof order);
    order.kind = kind;
    if (fault) order.fault = *fault;
    order.count = kind == ORDER_OPEN ? play->connections : 1;
    if (kind == ORDER_RUN) order.actions[0] = play->action;
    worker_send(&play->worker, &order);
}

static Outcome order(Play *play, OrderKind kind, const DiskFault *fault, Answer *answer) {
    send_order(play, kind, fault);
    return play_receive(play, answer);
}

void play_ensure_worker(Play *play) {
    Answer answer;
    for (int i = 0; !play->worker.pid; i++) {
        worker_start(&play->worker, play->url, play->database.folder, play->town);
        if (order(play, ORDER_OPEN, NULL, &answer) == OUTCOME_ACKNOWLEDGED) return;
        if (i == OPENINGS_MAX) fail_msg("the store does not open: %s", answer.message);
        worker_kill(&play->worker);
        usleep(OPENING_PAUSE_US);
    }
}

// ---- Requests ----

void play_foretell(Play *play) {
    play->after = play->model;
    play->forecast = model_apply(&play->after, play->town, &play->action);
}

static void draw_request(Play *play) {
    actors_next(&play->actors, &play->model, play->town, &play->action);
    play_foretell(play);
    play->has_landed = false;
}

// The next request that changes something; those before it that are refused are played.
static void draw_effective(Play *play) {
    draw_request(play);
    while (strcmp(play->forecast.code, "done") != 0) {
        play_insist(play);
        draw_request(play);
    }
}

static void expect_answer(const Play *play, const Answer *answer, const char *code,
                          const char *result) {
    if (strcmp(answer->code, code) == 0 && strcmp(answer->result, result) == 0) return;
    fail_msg("request %d, %s %s %s: wanted %s %s, got %s %s (%s)", play->action.request,
             action_name(play->action.kind), play->action.object, play->action.text, code, result,
             answer->code, answer->result, answer->message);
}

void play_count_answer(Play *play, const Action *action, const Answer *answer) {
    play->counts.requests++;
    if (answer->kind != ERROR_NONE) return;
    play->counts.done++;
    assert_true(play->history_count < PLAY_REQUESTS_MAX);
    play->history[play->history_count] = *action;
    snprintf(play->results[play->history_count++], ACTION_TEXT_BYTES, "%s", answer->result);
}

static void acknowledge(Play *play, const Answer *answer) {
    play_learn(play);
    expect_answer(play, answer, play->forecast.code, play->forecast.result);
    play->model = play->after;
    play_count_answer(play, &play->action, answer);
}

void play_check(Play *play) {
    char why[WHY_BYTES];
    play->counts.checks++;
    compare_verify(&play->database);
    if (compare_differs(&play->database, play->town, &play->model, why)) {
        fail_msg("request %d: %s", play->action.request, why);
    }
}

// Nobody knows whether the request was done: all of it is there, or nothing, and once it is there
// it stays.
static void settle(Play *play) {
    char without[WHY_BYTES], with[WHY_BYTES];
    play->counts.checks++;
    compare_verify(&play->database);
    play_learn(play);
    if (!compare_differs(&play->database, play->town, &play->model, without)) return;
    if (play->has_landed || compare_differs(&play->database, play->town, &play->after, with)) {
        fail_msg("request %d, %s %s: without it, %s; with it, %s", play->action.request,
                 action_name(play->action.kind), play->action.object, without,
                 play->has_landed ? "it was there before" : with);
    }
    play->has_landed = true;
    play->model = play->after;
    play->counts.landed++;
}

// Once, with a fault of the disk or of the wire; whether it was acknowledged.
static bool attempt(Play *play, const DiskFault *disk, WireFaultKind wire) {
    Answer answer;
    play_ensure_worker(play);
    if (play->wire) wire_arm(play->wire, wire, disk->at, play->worker.pid);
    Outcome outcome = order(play, ORDER_RUN, disk, &answer);
    if (wire != WIRE_GOOD && !wire_has_struck(play->wire))
        play->point = 0; // it had no more
    else if (wire == WIRE_CUT_BEFORE || wire == WIRE_CUT_AFTER)
        play->counts.cuts++;
    if (play->wire) wire_arm(play->wire, WIRE_GOOD, 0, 0);
    if (outcome == OUTCOME_ACKNOWLEDGED) {
        acknowledge(play, &answer);
        return true;
    }
    // Sometimes it dies again while it opens what the first death left.
    if (outcome == OUTCOME_DEAD && !play->wire && actors_draw(&play->actors, 3) == 0) {
        DiskFault again = {disk->kind, 1 + actors_draw(&play->actors, 4), disk->seed + 1};
        worker_start(&play->worker, play->url, play->database.folder, play->town);
        if (order(play, ORDER_OPEN, &again, &answer) != OUTCOME_DEAD) worker_kill(&play->worker);
    }
    settle(play);
    return false;
}

void play_insist(Play *play) {
    DiskFault none = {0};
    while (!attempt(play, &none, WIRE_GOOD)) continue;
}

uint64_t play_draw_seed(Play *play) {
    return (uint64_t)actors_draw(&play->actors, 1 << 30);
}

void play_plain(Play *play) {
    draw_request(play);
    play_insist(play);
}

static void play_effective(Play *play) {
    draw_effective(play);
    play_insist(play);
}

void play_every_point(Play *play, DiskFaultKind disk, WireFaultKind wire) {
    draw_effective(play);
    DiskFault fault = {disk, 1, play_draw_seed(play)};
    while (!attempt(play, &fault, wire)) {
        assert_true(fault.at < POINTS_MAX);
        fault.at += 1 + fault.at / play->dense_points;
    }
}

static void bend(Play *play, ActionKind kind) {
    play->actors.wanted = kind;
    play->actors.is_bent = true;
}

void play_one_of(Play *play, ActionKind kind) {
    bend(play, kind);
    play_plain(play);
    play->actors.is_bent = false;
}

void play_draw_one_of(Play *play, ActionKind kind, Action *action) {
    bend(play, kind);
    actors_next(&play->actors, &play->model, play->town, action);
    play->actors.is_bent = false;
}

void play_every_point_of_roster(Play *play, bool is_crowded, DiskFaultKind disk,
                                WireFaultKind wire) {
    play->actors.is_crowded = is_crowded;
    play_every_point_of(play, DO_ROSTER_CHECK, disk, wire);
    play_roster_check(play);
    play->actors.is_crowded = false;
    play_every_point_of(play, DO_ROSTER_CONFIRM, disk, wire);
}

void play_roster_check(Play *play) {
    const Model *model = &play->model;
    for (;;) {
        play_one_of(play, DO_ROSTER_CHECK);
        for (int i = 0; i < model->roster_count; i++) {
            if (model_roster_pending(model, &model->rosters[i]) > 0) return;
        }
    }
}

void play_batch_ask(Play *play) {
    bool is_asked = false;
    while (!is_asked) {
        play_one_of(play, DO_BATCH_ASK);
        for (int i = 0; i < play->model.batch_count; i++) {
            is_asked = is_asked || play->model.batches[i].job == JOB_WAITING;
        }
    }
}

void play_every_point_of(Play *play, ActionKind kind, DiskFaultKind disk, WireFaultKind wire) {
    bend(play, kind);
    play_every_point(play, disk, wire);
    play->actors.is_bent = false;
}

void play_some_point(Play *play, DiskFaultKind disk) {
    draw_effective(play);
    DiskFault fault = {disk, 1 + actors_draw(&play->actors, DISK_OPERATIONS), play_draw_seed(play)};
    if (!attempt(play, &fault, WIRE_GOOD)) play_insist(play);
}

void play_next_point(Play *play, WireFaultKind wire) {
    draw_effective(play);
    DiskFault at = {.at = ++play->point};
    if (!attempt(play, &at, wire)) play_insist(play);
}

// NULL: it was not acknowledged.
static void conclude(Play *play, const Answer *answer) {
    if (answer) {
        acknowledge(play, answer);
        play_check(play);
        return;
    }
    settle(play);
    play_insist(play);
}

void play_some_time(Play *play) {
    Answer answer;
    draw_effective(play);
    play_ensure_worker(play);
    send_order(play, ORDER_RUN, NULL);
    usleep((useconds_t)actors_draw(&play->actors, PLAY_RANDOM_TIME_US));
    kill(play->worker.pid, SIGKILL);
    bool is_acknowledged = worker_receive(&play->worker, &answer);
    worker_kill(&play->worker);
    play->counts.kills++;
    conclude(play, is_acknowledged ? &answer : NULL);
}

void play_during(Play *play, PlayFault *fault, void *user) {
    Answer answer;
    draw_effective(play);
    play_ensure_worker(play);
    send_order(play, ORDER_RUN, NULL);
    fault(play, user);
    bool is_acknowledged = play_receive(play, &answer) == OUTCOME_ACKNOWLEDGED;
    conclude(play, is_acknowledged ? &answer : NULL);
}

// ---- Opening and closing ----

// A request before each, so that there is a log to be folded in or to be recovered.
void play_close_and_open(Play *play, DiskFaultKind disk) {
    Answer answer;
    for (DiskFault fault = {disk, 1, play_draw_seed(play)};; fault.at++) {
        play_effective(play);
        if (order(play, ORDER_CLOSE, &fault, &answer) != OUTCOME_DEAD) break;
        play_check(play);
    }
    for (DiskFault fault = {disk, 1, play_draw_seed(play)};; fault.at++) {
        worker_kill(&play->worker);
        play_effective(play);
        worker_kill(&play->worker);
        worker_start(&play->worker, play->url, play->database.folder, play->town);
        if (order(play, ORDER_OPEN, &fault, &answer) == OUTCOME_ACKNOWLEDGED) break;
        play_check(play);
    }
}

// ---- The whole ----

void play_replay(Play *play, int count) {
    DiskFault none = {0};
    Answer answer;
    bool takes_all = count == 0 || count > play->history_count;
    play_ensure_worker(play);
    for (int i = 0; i < (takes_all ? play->history_count : count); i++) {
        int at = takes_all ? i : actors_draw(&play->actors, play->history_count);
        play->action = play->history[at];
        order(play, ORDER_RUN, &none, &answer);
        expect_answer(play, &answer, "done", play->results[at]);
        play->counts.replays++;
    }
}

void play_begin(Play *play, Town *town, bool is_postgres, uint64_t seed) {
    *play = (Play){.town = town, .connections = 1, .dense_points = PLAY_POINTS_DENSE};
    town_copy(town, is_postgres, &play->database);
    snprintf(play->url, sizeof play->url, "%s", play->database.url);
    play->history = calloc(PLAY_REQUESTS_MAX, sizeof *play->history);
    play->results = calloc(PLAY_REQUESTS_MAX, sizeof *play->results);
    assert_true(play->history && play->results);
    actors_begin(&play->actors, seed);
    model_begin(&play->model, town);
}

void play_use_wire(Play *play, Wire *wire) {
    worker_kill(&play->worker); // the next one connects through it
    play->wire = wire;
    snprintf(play->url, sizeof play->url, "postgresql:///%s?host=%s&user=postgres",
             play->database.name, wire->folder);
}

void play_end(Play *play) {
    Answer answer;
    if (play->worker.pid) order(play, ORDER_CLOSE, NULL, &answer);
    worker_kill(&play->worker);
    free(play->history);
    free(play->results);
    test_database_remove(&play->database);
}
