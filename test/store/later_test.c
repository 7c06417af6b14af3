// SPDX-License-Identifier: Apache-2.0
// Protects what is written without waiting for the answer, and writes that are committed together:
// a failure reaches whoever caused it, with its name, and nobody else.

#include "sample.h"

#include <pthread.h>

// ---- Without waiting ----

static bool send_one(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)arena;
    return sample_send(tx, &(SampleSendIn){*(const Str *)in, {0}}, NULL, error);
}

static bool send_and_count(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return send_one(tx, in, NULL, arena, error) && count_samples(tx, NULL, out, arena, error) &&
           send_one(tx, &STR("last"), NULL, arena, error);
}

static bool send_and_ask(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)arena;
    return sample_send(tx, &(SampleSendIn){*(const Str *)in, {0}}, out, error);
}

static void test_later__what_was_sent_is_there_for_who_reads(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str first = STR("first"), second = STR("second");
    int64_t seen = 0, affected = 0;
    assert_ok(store_write(store, send_and_count, &first, &seen, &arena, &error), error);
    assert_int_equal(seen, 1);
    assert_int_equal(sample_total(store), 2);
    assert_ok(store_write(store, send_and_ask, &second, &affected, &arena, &error), error);
    assert_int_equal(affected, 1);
    arena_release(&arena);
    store_close(store);
}

static void test_later__a_failure_is_named_whoever_finds_it(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    Str name = STR("once");
    int64_t seen;
    assert_ok(store_write(store, send_one, &name, NULL, &arena, &error), error);
    assert_false(store_write(store, send_one, &name, NULL, &arena, &error)); // at the commit
    assert_string_equal(error.code, "UNIQUE:sample_name");
    error = (Error){0};
    assert_false(store_write(store, send_and_count, &name, &seen, &arena, &error)); // by a query
    assert_string_equal(error.code, "UNIQUE:sample_name");
    assert_int_equal(sample_total(store), 1);
    arena_release(&arena);
    store_close(store);
}

static bool send_and_fail(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    if (!send_one(tx, in, out, arena, error)) return false;
    error_set(error, ERROR_FORBIDDEN, "no");
    return error_code(error, "MINE");
}

static bool attempt_sending(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Str name = STR("kept"), other = STR("other");
    Error refused = {0};
    (void)in;
    (void)out;
    if (!store_attempt(tx, send_one, &name, NULL, arena, error)) return false;
    assert_false(store_attempt(tx, send_one, &name, NULL, arena, &refused));
    assert_string_equal(refused.code, "UNIQUE:sample_name");
    assert_false(store_attempt(tx, send_and_fail, &other, NULL, arena, &refused));
    assert_string_equal(refused.code, "MINE");
    assert_false(store_attempt(tx, send_and_fail, &name, NULL, arena, &refused));
    return store_attempt(tx, send_one, &other, NULL, arena, error);
}

static void test_later__a_failure_is_that_of_its_attempt(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    assert_ok(store_write(store, attempt_sending, NULL, NULL, &arena, &error), error);
    assert_int_equal(sample_total(store), 2);
    arena_release(&arena);
    store_close(store);
}

#define MANY ((size_t)2000)
#define NOTE_BYTES ((size_t)20000)

static bool send_many(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    SampleSendIn *rows = NEW_ARRAY(arena, SampleSendIn, MANY);
    (void)out;
    for (size_t i = 0; i < MANY; i++) {
        rows[i] = (SampleSendIn){str_format(arena, "%zu", i), *(const Str *)in};
    }
    return sample_send_bulk(tx, rows, MANY, NULL, error);
}

// More than fits the buffers between the two, in either direction.
static void test_later__much_may_be_sent(void **state) {
    Store *store = sample_open(state, 2);
    Arena arena = {0};
    Error error = {0};
    char *text = arena_alloc(&arena, NOTE_BYTES);
    memset(text, 'x', NOTE_BYTES);
    Str note = {text, NOTE_BYTES};
    assert_ok(store_write(store, send_many, &note, NULL, &arena, &error), error);
    assert_int_equal(sample_total(store), MANY);
    arena_release(&arena);
    store_close(store);
}

// ---- Together with others ----

#define WRITERS 16
#define WRITES_EACH 20

typedef struct Writer {
    Store *store;
    int number;
    StoreFunction *wrong; // every fifth write
    const char *code;     // of which it fails
    int faults;
} Writer;

static bool owe(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return send_one(tx, in, out, arena, error) &&
           owed_part_insert(tx, &(OwedPartInsertIn){-1}, NULL, error); // of nobody
}

static bool send_again(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return send_one(tx, in, out, arena, error) && send_one(tx, in, out, arena, error);
}

static void *write_many(void *argument) {
    Writer *writer = argument;
    Arena arena = {0};
    for (int i = 0; i < WRITES_EACH; i++) {
        bool is_wrong = i % 5 == 4;
        Error error = {0};
        Str name = str_format(&arena, "writer %d row %d", writer->number, i);
        bool ok = store_write(writer->store, is_wrong ? writer->wrong : send_one, &name, NULL,
                              &arena, &error);
        bool is_named = strcmp(error.code, is_wrong ? writer->code : "") == 0;
        if (ok != is_wrong && is_named) continue;
        fprintf(stderr, "%.*s: %s [%s]\n", STR_ARG(name), error.message, error.code);
        writer->faults++;
    }
    arena_release(&arena);
    return NULL;
}

static void write_wrongly(void **state, StoreFunction *wrong, const char *code) {
    Store *store = sample_open(state, 4);
    pthread_t threads[WRITERS];
    Writer writers[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (Writer){store, i, wrong, code, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &writers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(writers[i].faults, 0);
    }
    assert_int_equal(sample_total(store), WRITERS * WRITES_EACH * 4 / 5);
    store_close(store);
}

static void test_later__a_sent_row_fails_its_own_write(void **state) {
    write_wrongly(state, send_again, "UNIQUE:sample_name");
}

static void test_later__a_refusal_undoes_its_own_write(void **state) {
    write_wrongly(state, send_and_fail, "MINE");
}

static void test_later__a_refused_commit_fails_its_own_write(void **state) {
    write_wrongly(state, owe, "FOREIGN_KEY");
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_later__what_was_sent_is_there_for_who_reads),
        BOTH(test_later__a_failure_is_named_whoever_finds_it),
        BOTH(test_later__a_failure_is_that_of_its_attempt),
        BOTH(test_later__much_may_be_sent),
        BOTH(test_later__a_sent_row_fails_its_own_write),
        BOTH(test_later__a_refusal_undoes_its_own_write),
        BOTH(test_later__a_refused_commit_fails_its_own_write),
    };
    return RUN_TESTS(tests);
}
