// SPDX-License-Identifier: Apache-2.0
// Protects months of work by many actors against a sequential model that foretells every answer,
// and what was acknowledged against kill -9, power cuts, full and broken disks and cut connections:
// a short form of `make soak`.
#include "play.h"
#include "records.h"

#define TEST_SEED 1
#define REQUESTS_COMPARED 120 // on both databases
#define REQUESTS_BEFORE 12    // without a fault, so that there is something to lose

static Town town;

static int open_town(void **state) {
    (void)state;
    town_open(&town, TEST_SEED, true);
    return 0;
}

static int close_town(void **state) {
    (void)state;
    town_close(&town, true);
    return 0;
}

static Play *begin(bool is_postgres) {
    static Play play;
    play_begin(&play, &town, is_postgres, TEST_SEED);
    for (int i = 0; i < REQUESTS_BEFORE; i++) play_plain(&play);
    return &play;
}

// Everything that was acknowledged is there, and is answered as before.
static void end(Play *play) {
    play_check(play);
    play_replay(play, 0);
    play_check(play);
    play_end(play);
}

// ---- Without faults ----

static void test_soak__same_seed_leaves_the_same_records(void **state) {
    Arena arena = {0};
    Str dumps[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        Play *play = begin(i == 1);
        for (int j = 0; j < REQUESTS_COMPARED; j++) {
            play_plain(play);
            if (j % 40 == 0) play_check(play);
        }
        dumps[i] = str_copy(&arena, records_dump(&play->database, &town, &arena));
        end(play);
    }
    assert_true(str_equal(dumps[0], dumps[1]));
    arena_release(&arena);
}

// ---- The disk ----

static void play_disk(DiskFaultKind kind) {
    Play *play = begin(false);
    play_every_point(play, kind, WIRE_GOOD);
    for (int i = 0; i < 3; i++) play_some_point(play, kind);
    if (kind < DISK_FULL) {
        assert_true(play->counts.kills > 10);
        play_close_and_open(play, kind);
    } else {
        assert_true(play->counts.failures > 3);
    }
    end(play);
}

static void test_soak__survives_kills_at_every_operation(void **state) {
    (void)state;
    play_disk(DISK_KILL);
}

static void test_soak__survives_torn_writes(void **state) {
    (void)state;
    play_disk(DISK_TORN);
}

static void test_soak__loses_nothing_in_a_power_cut(void **state) {
    (void)state;
    play_disk(DISK_POWER);
}

static void test_soak__a_full_disk_takes_nothing_along(void **state) {
    (void)state;
    play_disk(DISK_FULL);
}

static void test_soak__a_failed_write_is_not_acknowledged(void **state) {
    (void)state;
    play_disk(DISK_BROKEN);
}

static void test_soak__a_failed_sync_is_not_trusted(void **state) {
    (void)state;
    play_disk(DISK_SYNC);
}

// ---- The platform's own work ----

static void test_soak__survives_kills_while_keys_change(void **state) {
    (void)state;
    Play *play = begin(false);
    int before = play->model.generation;
    play_every_point_of(play, DO_ROTATE_KEYS, DISK_KILL, WIRE_GOOD);
    assert_true(play->counts.kills > 20);
    assert_int_equal(play->model.generation, before + 1);
    end(play);
}

// A job that runners fell silent over goes on, or fails after so many and is asked for again.
static void test_soak__survives_kills_while_batches_are_matched(void **state) {
    (void)state;
    Play *play = begin(false);
    play_batch_ask(play);
    play_every_point_of(play, DO_BATCH_MATCH, DISK_KILL, WIRE_GOOD);
    assert_true(play->counts.kills > 10);
    play_batch_ask(play);
    play_one_of(play, DO_BATCH_MATCH);
    assert_int_equal(play->model.batches[play->model.batch_count - 1].job, JOB_DONE);
    end(play);
}

// A check and a confirmation are there in parts or not at all, and go on.
static void test_soak__survives_kills_while_rosters_are_confirmed(void **state) {
    (void)state;
    Play *play = begin(false);
    play->dense_points = PLAY_POINTS_SPARSE;
    play_every_point_of_roster(play, false, DISK_KILL, WIRE_GOOD);
    assert_true(play->counts.kills > 10);
    end(play);
}

static void test_soak__survives_power_cuts_while_the_log_is_sealed(void **state) {
    (void)state;
    Play *play = begin(false);
    play_every_point_of(play, DO_SEAL_LOG, DISK_POWER, WIRE_GOOD);
    assert_true(play->counts.kills > 3 && play->model.segments > 0);
    end(play);
}

// ---- The wire, and time ----

static void test_soak__survives_cut_connections(void **state) {
    (void)state;
    Wire wire;
    Play *play = begin(true);
    wire_open(&wire, play->database.url);
    play_use_wire(play, &wire);
    for (int i = 0; i < 10; i++) play_next_point(play, WIRE_CUT_BEFORE);
    for (int i = 0; i < 10; i++) play_next_point(play, WIRE_CUT_AFTER);
    play_every_point(play, DISK_GOOD, WIRE_KILL_AFTER);
    assert_true(play->counts.kills > 10 && play->counts.cuts > 10);
    end(play);
    wire_close(&wire);
}

static void test_soak__survives_kills_at_any_time(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        Play *play = begin(i == 1);
        for (int j = 0; j < 4; j++) play_some_time(play);
        end(play);
    }
}

// ---- Several requests at once ----

static void test_soak__several_at_once_are_in_some_order(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        Play *play = begin(i == 1);
        for (int j = 0; j < 6; j++) play_several(play, DISK_GOOD, false);
        play_match_among(play, DISK_GOOD, false);
        play_confirm_among(play, DISK_GOOD, false);
        assert_int_equal(play->counts.failures, 0);
        for (int j = 0; j < 6; j++) play_several(play, DISK_GOOD, true);
        play_match_among(play, DISK_GOOD, true);
        for (int j = 0; j < 5 && i == 0; j++) play_several(play, DISK_POWER, false);
        assert_true(play->counts.kills >= 6);
        end(play);
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_soak__same_seed_leaves_the_same_records),
        cmocka_unit_test(test_soak__survives_kills_at_every_operation),
        cmocka_unit_test(test_soak__survives_torn_writes),
        cmocka_unit_test(test_soak__loses_nothing_in_a_power_cut),
        cmocka_unit_test(test_soak__a_full_disk_takes_nothing_along),
        cmocka_unit_test(test_soak__a_failed_write_is_not_acknowledged),
        cmocka_unit_test(test_soak__a_failed_sync_is_not_trusted),
        cmocka_unit_test(test_soak__survives_kills_while_keys_change),
        cmocka_unit_test(test_soak__survives_kills_while_batches_are_matched),
        cmocka_unit_test(test_soak__survives_kills_while_rosters_are_confirmed),
        cmocka_unit_test(test_soak__survives_power_cuts_while_the_log_is_sealed),
        cmocka_unit_test(test_soak__survives_cut_connections),
        cmocka_unit_test(test_soak__survives_kills_at_any_time),
        cmocka_unit_test(test_soak__several_at_once_are_in_some_order),
    };
    return test_finish((int)(sizeof tests / sizeof *tests),
                       cmocka_run_group_tests(tests, open_town, close_town));
}
