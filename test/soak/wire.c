// SPDX-License-Identifier: Apache-2.0
#include "wire.h"

#include "base/folder.h"

#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGE_BYTES_MAX ((size_t)4 * 1024 * 1024)
#define LINES_MAX 8 // what a store opens with one connection for each purpose, and what is dying
#define PORT_FILE ".s.PGSQL.5432"

struct WireState {
    atomic_int kind, at, victim, messages;
};

typedef struct Line {
    int client, server;
    bool is_open;
    bool has_started;     // the first message has no type byte
    unsigned char *bytes; // of the client, not passed on yet
    size_t count;
} Line;

// ---- Messages ----

// The length of the first whole message of the client; 0 when there is none yet.
static size_t first_message(const Line *line) {
    size_t head = line->has_started ? 1 : 0, length = 0;
    if (line->count < head + 4) return 0;
    for (size_t i = 0; i < 4; i++) length = length << 8 | line->bytes[head + i];
    return line->count >= head + length ? head + length : 0;
}

static bool pass(int to, const void *bytes, size_t count) {
    for (size_t at = 0; at < count;) {
        ssize_t sent = send(to, (const char *)bytes + at, count - at, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        at += (size_t)sent;
    }
    return true;
}

// Reads the server's answer to its end and keeps it from the client.
static void swallow_answer(int server) {
    char bytes[65536];
    struct pollfd wait = {.fd = server, .events = POLLIN};
    while (poll(&wait, 1, 1000) > 0) {
        ssize_t count = recv(server, bytes, sizeof bytes, 0);
        if (count <= 0) return;
        // ReadyForQuery: 'Z', length 5, a state.
        if (count >= 6 && bytes[count - 6] == 'Z' && bytes[count - 2] == 5) return;
    }
}

// Whether the server answers this message by itself: a query, the sync behind a row of others, or
// the very first.
static bool calls_for_answer(const Line *line) {
    return !line->has_started || line->bytes[0] == 'Q' || line->bytes[0] == 'S';
}

// Counts the message; whether the fault strikes now. Where the answer is waited for, only messages
// that have one count.
static bool is_due(WireState *state, const Line *line) {
    int kind = atomic_load(&state->kind);
    bool is_after = kind == WIRE_KILL_AFTER || kind == WIRE_CUT_AFTER;
    if (is_after && !calls_for_answer(line)) return false;
    int number = atomic_fetch_add(&state->messages, 1) + 1;
    return kind != WIRE_GOOD && number == atomic_load(&state->at);
}

static void strike(WireState *state, const Line *line, size_t length) {
    int kind = atomic_load(&state->kind);
    bool is_after = kind == WIRE_KILL_AFTER || kind == WIRE_CUT_AFTER;
    if (is_after && pass(line->server, line->bytes, length)) swallow_answer(line->server);
    if (kind == WIRE_KILL_BEFORE || kind == WIRE_KILL_AFTER) {
        kill(atomic_load(&state->victim), SIGKILL);
    }
    atomic_store(&state->kind, WIRE_GOOD);
}

// False when the line is cut.
static bool pass_messages(WireState *state, Line *line) {
    for (size_t length; (length = first_message(line)) > 0;) {
        if (is_due(state, line)) {
            strike(state, line, length);
            return false;
        }
        if (!pass(line->server, line->bytes, length)) return false;
        memmove(line->bytes, line->bytes + length, line->count - length);
        line->count -= length;
        line->has_started = true;
    }
    return true;
}

// ---- Lines ----

static int connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (connect(server, (struct sockaddr *)&address, sizeof address) == 0) return server;
    close(server);
    return -1;
}

static bool from_client(WireState *state, Line *line) {
    if (line->count == MESSAGE_BYTES_MAX) return false;
    ssize_t count =
        recv(line->client, line->bytes + line->count, MESSAGE_BYTES_MAX - line->count, 0);
    if (count <= 0) return false;
    line->count += (size_t)count;
    return pass_messages(state, line);
}

static bool from_server(const Line *line) {
    char bytes[65536];
    ssize_t count = recv(line->server, bytes, sizeof bytes, 0);
    return count > 0 && pass(line->client, bytes, (size_t)count);
}

static void line_open(Line *line, int listener, const char *server) {
    line->client = accept(listener, NULL, NULL);
    if (line->client < 0) _exit(1);
    line->server = connect_to(server);
    if (line->server < 0) close(line->client);
    line->is_open = line->server >= 0;
    line->has_started = false;
    line->count = 0;
}

static void line_close(Line *line) {
    close(line->client);
    close(line->server);
    line->is_open = false;
}

// The listener stands behind the lines.
static void wait_for_any(const Line *lines, int listener, struct pollfd ends[2 * LINES_MAX + 1]) {
    for (int i = 0; i < LINES_MAX; i++) {
        bool is_open = lines[i].is_open;
        ends[2 * i] = (struct pollfd){.fd = is_open ? lines[i].client : -1, .events = POLLIN};
        ends[2 * i + 1] = (struct pollfd){.fd = is_open ? lines[i].server : -1, .events = POLLIN};
    }
    ends[2 * LINES_MAX] = (struct pollfd){.fd = listener, .events = POLLIN};
    if (poll(ends, 2 * LINES_MAX + 1, -1) < 0) _exit(1);
}

_Noreturn static void serve(WireState *state, int listener, const char *server) {
    static unsigned char bytes[LINES_MAX][MESSAGE_BYTES_MAX];
    static Line lines[LINES_MAX];
    struct pollfd ends[2 * LINES_MAX + 1];
    for (int i = 0; i < LINES_MAX; i++) lines[i].bytes = bytes[i];
    for (;;) {
        wait_for_any(lines, listener, ends);
        for (int i = 0; i < LINES_MAX; i++) {
            Line *line = &lines[i];
            bool ok = !ends[2 * i + 1].revents || from_server(line);
            ok = ok && (!ends[2 * i].revents || from_client(state, line));
            if (!ok) line_close(line);
        }
        int free_one = 0;
        while (free_one < LINES_MAX && lines[free_one].is_open) free_one++;
        if (!ends[2 * LINES_MAX].revents) continue;
        if (free_one == LINES_MAX) _exit(1); // more than a store opens
        line_open(&lines[free_one], listener, server);
    }
}

// ---- For the tests ----

// "…?host=FOLDER&…": the first of its hosts.
static void server_path(const char *url, char *path, size_t size) {
    const char *host = strstr(url, "host=");
    assert(host);
    host += strlen("host=");
    snprintf(path, size, "%.*s/" PORT_FILE, (int)strcspn(host, ",&"), host);
}

void wire_open(Wire *wire, const char *url) {
    char server[108];
    server_path(url, server, sizeof server);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    test_folder_make(wire->folder);
    snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", wire->folder, PORT_FILE);
    wire->state =
        mmap(NULL, sizeof *wire->state, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert(wire->state != MAP_FAILED);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int bound = bind(listener, (struct sockaddr *)&address, sizeof address);
    assert(bound == 0 && listen(listener, 16) == 0);
    fflush(NULL);
    pid_t parent = getpid();
    wire->pid = fork();
    assert(wire->pid >= 0);
    if (wire->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(1);
        serve(wire->state, listener, server);
    }
    close(listener);
}

void wire_close(Wire *wire) {
    kill(wire->pid, SIGKILL);
    waitpid(wire->pid, NULL, 0);
    munmap(wire->state, sizeof *wire->state);
    test_folder_remove(wire->folder);
}

void wire_arm(Wire *wire, WireFaultKind kind, int at, pid_t victim) {
    atomic_store(&wire->state->kind, WIRE_GOOD);
    atomic_store(&wire->state->victim, victim);
    atomic_store(&wire->state->at, at);
    atomic_store(&wire->state->messages, 0);
    atomic_store(&wire->state->kind, (int)kind);
}

bool wire_has_struck(const Wire *wire) {
    return atomic_load(&wire->state->kind) == WIRE_GOOD;
}
