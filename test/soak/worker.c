// SPDX-License-Identifier: Apache-2.0
#include "worker.h"

#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

// ---- The child ----

typedef struct Workplace {
    const char *url, *folder; // of the database, of its keys
    const Town *town;
    Store *store;
    Keyring *keys;
} Workplace;

static void open_store(Workplace *at, int connections, Answer *answer) {
    Error error = {0};
    *answer = (Answer){.code = "done"};
    if (keyring_open(str_from_c(at->folder), CIPHER_INTERNATIONAL, &at->keys, &error)) {
        StoreOptions options = {.connections = connections, .keys = at->keys};
        if (store_open(str_from_c(at->url), &options, &at->store, &error)) return;
    }
    answer->kind = error.kind;
    snprintf(answer->code, sizeof answer->code, "UNAVAILABLE");
    snprintf(answer->message, sizeof answer->message, "%s", error.message);
}

// One of several requests, on a thread of its own.
typedef struct Hand {
    const Workplace *at;
    const Action *action;
    int index, socket;
    bool is_sent;
} Hand;

static void *hand_main(void *state) {
    Hand *hand = state;
    Answer answer;
    action_run(hand->at->store, hand->at->keys, hand->at->town, hand->action, &answer);
    answer.index = hand->index;
    hand->is_sent = send(hand->socket, &answer, sizeof answer, 0) == (ssize_t)sizeof answer;
    return NULL;
}

static bool run_all(const Workplace *at, const Order *order, int socket) {
    pthread_t threads[WORKER_REQUESTS_MAX];
    Hand hands[WORKER_REQUESTS_MAX];
    bool ok = true;
    for (int i = 0; i < order->count; i++) {
        hands[i] = (Hand){at, &order->actions[i], i, socket, false};
        if (pthread_create(&threads[i], NULL, hand_main, &hands[i]) != 0) _exit(1);
    }
    for (int i = 0; i < order->count; i++) {
        pthread_join(threads[i], NULL);
        ok = ok && hands[i].is_sent;
    }
    return ok;
}

_Noreturn static void child_main(int socket, Workplace at) {
    static Order order;
    static Answer answer;
    while (recv(socket, &order, sizeof order, 0) == (ssize_t)sizeof order) {
        disk_arm(&order.fault);
        answer = (Answer){.code = "done"};
        if (order.kind == ORDER_OPEN) open_store(&at, order.count, &answer);
        if (order.kind == ORDER_RUN) {
            if (!run_all(&at, &order, socket)) break;
            continue;
        }
        if (order.kind == ORDER_CLOSE) store_close(at.store);
        if (send(socket, &answer, sizeof answer, 0) != (ssize_t)sizeof answer) break;
        if (order.kind == ORDER_CLOSE) break;
    }
    _exit(0);
}

// ---- The parent ----

void worker_start(Worker *worker, const char *url, const char *folder, const Town *town) {
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    fflush(NULL);
    pid_t parent = getpid();
    worker->pid = fork();
    assert_true(worker->pid >= 0);
    if (worker->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody outlives the tests
        if (getppid() != parent) _exit(1);
        close(ends[0]);
        child_main(ends[1], (Workplace){.url = url, .folder = folder, .town = town});
    }
    close(ends[1]);
    worker->socket = ends[0];
}

void worker_send(const Worker *worker, const Order *order) {
    // A child that is dead already shows when it does not answer.
    ssize_t sent = send(worker->socket, order, sizeof *order, MSG_NOSIGNAL);
    assert_true(sent == (ssize_t)sizeof *order || sent < 0);
}

static void bury(Worker *worker, bool was_ordered) {
    int status;
    assert_int_equal(waitpid(worker->pid, &status, 0), worker->pid);
    if (!was_ordered && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)) {
        fail_msg("the worker ended by itself, status %x", (unsigned)status);
    }
    close(worker->socket);
    *worker = (Worker){0};
}

bool worker_receive(Worker *worker, Answer *answer) {
    if (recv(worker->socket, answer, sizeof *answer, 0) == (ssize_t)sizeof *answer) return true;
    bury(worker, false);
    return false;
}

void worker_kill(Worker *worker) {
    if (!worker->pid) return;
    kill(worker->pid, SIGKILL);
    bury(worker, true);
}
