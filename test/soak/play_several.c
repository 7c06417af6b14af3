// SPDX-License-Identifier: Apache-2.0
// Several requests under way at once, and the order in which they were done.
#include "play_core.h"

#include <signal.h>
#include <stdlib.h>

// How many times as long as a request, about.
#define MATCH_LENGTH 4
#define CONFIRMATION_LENGTH 8

typedef struct Flight {
    Action actions[WORKER_REQUESTS_MAX];
    Answer answers[WORKER_REQUESTS_MAX];
    Forecast forecasts[WORKER_REQUESTS_MAX]; // of those that were taken, in the order that holds
    bool is_answered[WORKER_REQUESTS_MAX];
    bool is_kept[WORKER_REQUESTS_MAX]; // the answer, under its key, though it did not come
    bool is_taken[WORKER_REQUESTS_MAX];
    int count, length; // of the longest, in requests
} Flight;

static bool is_approval(ActionKind kind) {
    return kind == DO_APPROVE || kind == DO_APPROVE_ALL || kind == DO_FIX_ACCOUNT;
}

// What a match reads at another moment than the claims.
static bool is_about_batches(ActionKind kind) {
    return kind == DO_CONSENT || kind == DO_BATCH_ASK || kind == DO_BATCH_STOP ||
           kind == DO_BATCH_ROLL_BACK || kind == DO_BATCH_CONFIRM;
}

static bool is_long_work(ActionKind kind) {
    return kind == DO_ROTATE_KEYS || kind == DO_BATCH_MATCH || kind == DO_ROSTER_CHECK ||
           kind == DO_ROSTER_CONFIRM || kind == DO_ROSTER_ACCEPT;
}

// A confirmation takes several.
static bool takes_numbers(ActionKind kind) {
    return play_takes_number(kind) || kind == DO_ROSTER_CONFIRM;
}

// No work that takes many transactions, one approval, for no read shows which of two was first, and
// one submission, for of two nobody knows which numbers came to nothing.
static bool may_join(const Flight *flight, ActionKind kind) {
    if (is_long_work(kind)) return false;
    for (int i = 0; i < flight->count; i++) {
        ActionKind other = flight->actions[i].kind;
        if (other == DO_BATCH_MATCH && is_about_batches(kind)) return false;
        if (is_approval(kind) && is_approval(other)) return false;
        if (takes_numbers(kind) && takes_numbers(other)) return false;
    }
    return true;
}

// Before the order is looked for: the submission has the last number that was taken, if it has one.
static void skip_flight_numbers(Play *play, const Flight *flight) {
    if (!play->database.is_postgres) return;
    for (int i = 0; i < flight->count; i++) {
        if (!play_takes_number(flight->actions[i].kind)) continue;
        int policy = flight->actions[i].policy, year = model_year(flight->actions[i].today);
        int taken = compare_claims_numbered(&play->database, policy, year);
        int *numbered = &play->model.claims_numbered[policy][year];
        if (taken > *numbered) *numbered = taken - 1;
    }
}

// ---- Work of many transactions among them ----

// A batch or a roster of one transaction that counts, and one that ends it: whether it was killed
// between the two is told from the rows; when it was done is for the orders to say.
static bool tell_match(Play *play) {
    bool is_stopped = false;
    for (int i = 0; i < play->model.batch_count; i++) {
        ModelBatch *batch = &play->model.batches[i];
        bool is_new = batch->state == MODEL_MATCHING && batch->row_count == 0;
        if (batch->job != JOB_WAITING) continue;
        bool has_ended = compare_learn_batch(&play->database, batch);
        batch->is_stopped = is_new && batch->has_rows && !has_ended;
        is_stopped = is_stopped || batch->is_stopped;
    }
    return is_stopped;
}

static bool tell_confirmation(Play *play, const Action *action) {
    ModelRoster *roster = model_roster_named(&play->model, action->object);
    RosterLeft left = compare_learn_roster(&play->database, roster);
    if (left.pending == model_roster_pending(&play->model, roster)) return false;
    play_number_roster(play, roster, action);
    roster->is_stopped = !left.is_done;
    return roster->is_stopped;
}

// Whether the first of them is such work, killed in its middle.
static bool tell_flight(Play *play, const Flight *flight) {
    const Action *first = &flight->actions[0];
    if (first->kind == DO_BATCH_MATCH) return tell_match(play);
    return first->kind == DO_ROSTER_CONFIRM && tell_confirmation(play, first);
}

// It is there in part, and goes on when it is sent again.
static void forget_told(Play *play, Flight *flight) {
    for (int i = 0; i < MODEL_BATCHES; i++) play->model.batches[i].is_stopped = false;
    for (int i = 0; i < MODEL_ROSTERS; i++) play->model.rosters[i].is_stopped = false;
    flight->is_taken[0] = false;
}

// All by what is there before any of them, at the same time; behind those that are in it already.
static void draw_flight(Play *play, Flight *flight) {
    int wanted = 2 + actors_draw(&play->actors, WORKER_REQUESTS_MAX - 1);
    play->actors.is_hasty = flight->count > 0;
    while (flight->count < wanted) {
        Action *action = &flight->actions[flight->count];
        actors_next(&play->actors, &play->model, play->town, action);
        flight->count += may_join(flight, action->kind);
        play->actors.is_hasty = true;
    }
    play->actors.is_hasty = false;
}

// Whether the worker lives.
static bool receive_flight(Play *play, Flight *flight) {
    for (int i = 0; i < flight->count; i++) {
        Answer answer;
        Outcome outcome = play_receive(play, &answer);
        if (outcome == OUTCOME_DEAD) return false;
        if (outcome == OUTCOME_UNAVAILABLE) continue;
        flight->answers[answer.index] = answer;
        flight->is_answered[answer.index] = true;
    }
    return true;
}

static bool is_known(const Flight *flight, int i) {
    return flight->is_answered[i] || flight->is_kept[i];
}

// Whatever was not answered and has left no answer was not done; but work of many transactions may
// be there in part.
static bool may_be_there(const Flight *flight, int i) {
    return is_known(flight, i) || is_long_work(flight->actions[i].kind);
}

static void look_for_answers(const Play *play, Flight *flight) {
    for (int i = 0; i < flight->count; i++) {
        if (flight->is_answered[i]) continue;
        flight->is_kept[i] =
            compare_kept_answer(&play->database, flight->actions[i].request, &flight->answers[i]);
    }
}

static bool is_foretold(const Flight *flight, int i) {
    const Answer *answer = &flight->answers[i];
    return !is_known(flight, i) || (strcmp(flight->forecasts[i].code, answer->code) == 0 &&
                                    strcmp(flight->forecasts[i].result, answer->result) == 0);
}

static bool has_all_answered(const Flight *flight) {
    for (int i = 0; i < flight->count; i++) {
        if (is_known(flight, i) && !flight->is_taken[i]) return false;
    }
    return true;
}

// Tries in which order what of the flight was done came about, behind `model`: every answer must be
// as foretold, and the records as the model has them in the end.
static bool find_order(Play *play, Flight *flight, const Model *model, char why[WHY_BYTES]) {
    if (has_all_answered(flight) && !compare_differs(&play->database, play->town, model, why)) {
        play->model = *model;
        return true;
    }
    Model *next = malloc(sizeof *next);
    bool is_found = false;
    assert_non_null(next);
    for (int i = 0; !is_found && i < flight->count; i++) {
        if (flight->is_taken[i] || !may_be_there(flight, i)) continue;
        *next = *model;
        flight->forecasts[i] = model_apply(next, play->town, &flight->actions[i]);
        flight->is_taken[i] = true;
        is_found = is_foretold(flight, i) && find_order(play, flight, next, why);
        if (!is_found) flight->is_taken[i] = false;
    }
    free(next);
    return is_found;
}

static void fail_flight(const Flight *flight, const char *why) {
    for (int i = 0; i < flight->count; i++) {
        const Answer *answer = &flight->answers[i];
        print_message("request %d, %s %s %s: %s %s\n", flight->actions[i].request,
                      action_name(flight->actions[i].kind), flight->actions[i].object,
                      flight->actions[i].text, flight->is_answered[i] ? answer->code : "no answer",
                      answer->result);
    }
    fail_msg("in no order: %s", why);
}

// What was not answered is sent again, one after the other.
static void land_flight(Play *play, Flight *flight) {
    for (int i = 0; i < flight->count; i++) {
        if (flight->is_answered[i]) {
            play_count_answer(play, &flight->actions[i], &flight->answers[i]);
            continue;
        }
        play->action = flight->actions[i];
        play->forecast = flight->forecasts[i];
        play->after = play->model;
        play->has_landed = flight->is_taken[i] && strcmp(play->forecast.code, "done") == 0;
        play->counts.landed += play->has_landed;
        if (!play->has_landed) {
            play->forecast = model_apply(&play->after, play->town, &play->action);
        }
        play_insist(play);
    }
}

static void fly(Play *play, Flight *flight, DiskFaultKind disk, bool is_killed) {
    static Order order;
    char why[WHY_BYTES] = "an answer is not as foretold";
    draw_flight(play, flight);
    if (play->connections == 1) worker_kill(&play->worker); // the next one has more
    play->connections = WORKER_REQUESTS_MAX;
    play_ensure_worker(play);
    order = (Order){.kind = ORDER_RUN, .count = flight->count};
    order.fault =
        (DiskFault){disk, 1 + actors_draw(&play->actors, flight->length * DISK_OPERATIONS),
                    play_draw_seed(play)};
    memcpy(order.actions, flight->actions, sizeof order.actions);
    worker_send(&play->worker, &order);
    if (is_killed) {
        usleep((useconds_t)actors_draw(&play->actors, flight->length * PLAY_RANDOM_TIME_US));
        kill(play->worker.pid, SIGKILL);
    }
    if (receive_flight(play, flight) && is_killed) {
        worker_kill(&play->worker);
        play->counts.kills++;
    }
    play->counts.checks++;
    compare_verify(&play->database);
    look_for_answers(play, flight);
    skip_flight_numbers(play, flight);
    bool is_stopped = tell_flight(play, flight);
    Model before = play->model;
    if (!find_order(play, flight, &before, why)) fail_flight(flight, why);
    if (is_stopped) forget_told(play, flight);
    land_flight(play, flight);
}

void play_several(Play *play, DiskFaultKind disk, bool is_killed) {
    static Flight flight;
    memset(&flight, 0, sizeof flight);
    flight.length = 1;
    fly(play, &flight, disk, is_killed);
}

static bool has_waiting(const Model *model) {
    for (int i = 0; i < model->batch_count; i++) {
        if (model->batches[i].job == JOB_WAITING) return true;
    }
    return false;
}

static void fly_with(Play *play, ActionKind kind, DiskFaultKind disk, bool is_killed) {
    static Flight flight;
    memset(&flight, 0, sizeof flight);
    play_draw_one_of(play, kind, &flight.actions[0]);
    flight.count = 1;
    flight.length = kind == DO_BATCH_MATCH ? MATCH_LENGTH : CONFIRMATION_LENGTH;
    fly(play, &flight, disk, is_killed);
}

// One batch alone is matched at one moment: that of the only page of its subjects.
void play_match_among(Play *play, DiskFaultKind disk, bool is_killed) {
    while (has_waiting(&play->model)) play_one_of(play, DO_BATCH_MATCH);
    play_batch_ask(play);
    fly_with(play, DO_BATCH_MATCH, disk, is_killed);
}

// So is a roster confirmed that is not long: at that of the only transaction that claims.
void play_confirm_among(Play *play, DiskFaultKind disk, bool is_killed) {
    play_roster_check(play);
    fly_with(play, DO_ROSTER_CONFIRM, disk, is_killed);
}
