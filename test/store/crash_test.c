// SPDX-License-Identifier: Apache-2.0
// Protects durability: a program is killed with -9 in the middle of writing from several threads.
// Whatever it acknowledged before is there afterwards, whole, and the database opens again.

#include "sample.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#define WRITERS 8
#define ACKNOWLEDGED_WANTED 400

typedef struct Child {
    Store *store;
    int number;
    int pipe;
} Child;

// One write of two rows that belong together.
static bool write_pair(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const int64_t *number = in;
    char name[40];
    SampleIdRow id;
    (void)out;
    snprintf(name, sizeof name, "%d", (int)*number);
    Str text = str_from_c(name);
    return sample_add(tx, &(SampleAddIn){text}, arena, &id, error) &&
           part_insert(tx, &(PartInsertIn){id.id, text}, NULL, error);
}

// Writes until it is killed; a number goes into the pipe once it was acknowledged.
static void *write_for_ever(void *argument) {
    Child *child = argument;
    Arena arena = {0};
    for (int64_t i = child->number;; i += WRITERS) {
        Error error = {0};
        arena_reset(&arena);
        while (!store_write(child->store, write_pair, &i, NULL, &arena, &error)) {
            if (error.kind != ERROR_UNAVAILABLE) _exit(1);
        }
        if (write(child->pipe, &i, sizeof i) != (ssize_t)sizeof i) _exit(1);
    }
}

_Noreturn static void child_main(const TestDatabase *database, int pipe) {
    Store *store = NULL;
    Error error;
    if (!store_open(str_from_c(database->url), NULL, &store, &error)) _exit(1);
    static Child children[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        pthread_t thread;
        children[i] = (Child){store, i, pipe};
        if (pthread_create(&thread, NULL, write_for_ever, &children[i]) != 0) _exit(1);
    }
    for (;;) pause();
}

typedef struct Pairs {
    int64_t samples;
    int64_t parts;
    bool *has; // by number
    int64_t max;
} Pairs;

static bool read_pairs(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Pairs *pairs = out;
    PairRows rows;
    SampleCountRow count;
    (void)in;
    if (!sample_count(tx, NULL, arena, &count, error)) return false;
    if (!pair_list(tx, NULL, arena, &rows, error)) return false;
    pairs->samples = count.total;
    pairs->parts = (int64_t)rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        int64_t number;
        if (!str_to_int64(rows.items[i].name, &number)) return false;
        if (number < pairs->max) pairs->has[number] = true;
    }
    return true;
}

static void test_crash__what_was_acknowledged_is_there(void **state) {
    const TestDatabase *database = *state;
    store_close(sample_open(state, 1));
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) child_main(database, ends[1]);
    close(ends[1]);

    static int64_t acknowledged[200000];
    size_t count = 0;
    while (count < sizeof acknowledged / sizeof *acknowledged &&
           read(ends[0], &acknowledged[count], sizeof *acknowledged) ==
               (ssize_t)sizeof *acknowledged) {
        if (++count == ACKNOWLEDGED_WANTED) kill(child, SIGKILL);
    }
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    assert_true(count >= ACKNOWLEDGED_WANTED);

    Store *store = sample_open(state, 1);
    Arena arena = {0};
    Error error = {0};
    Pairs pairs = {.has = NEW_ARRAY(&arena, bool, 300000), .max = 300000};
    assert_ok(store_read(store, read_pairs, NULL, &pairs, &arena, &error), error);
    for (size_t i = 0; i < count; i++) assert_true(pairs.has[acknowledged[i]]);
    assert_int_equal(pairs.samples, pairs.parts); // no half of a pair
    int64_t next = 299999;
    assert_ok(store_write(store, write_pair, &next, NULL, &arena, &error), error);
    arena_release(&arena);
    store_close(store);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_crash__what_was_acknowledged_is_there),
    };
    return RUN_TESTS(tests);
}
