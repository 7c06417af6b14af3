// SPDX-License-Identifier: Apache-2.0
// The whole simulation for one seed: `soak SEED [LESS [MODE]]`, under test/soak/cluster.sh. Each
// mode is a play of its own with one kind of fault; LESS divides what each does, for a short form;
// MODE is words of the names of the only ones.
#include "cluster.h"
#include "play.h"
#include "records.h"

#include <stdlib.h>
#include <time.h>

#define PLAIN_CHECKED 50 // requests without a fault between two looks at all
#define PLAIN_BETWEEN 4  // requests without a fault between two with one

typedef struct Mode {
    const char *name;
    bool is_postgres;
    int count; // of requests with a fault
    void (*fault)(Play *play, int kind);
    int kind;
} Mode;

typedef struct Failover {
    const char *primary, *standby;
} Failover;

static Failover failover = {"a", "b"};

// ---- Faults ----

static void fault_none(Play *play, int kind) {
    (void)kind;
    play_plain(play);
}

static void fault_disk_every(Play *play, int kind) {
    play_every_point(play, (DiskFaultKind)kind, WIRE_GOOD);
}

static void fault_disk_some(Play *play, int kind) {
    play_some_point(play, (DiskFaultKind)kind);
}

static void fault_disk_close(Play *play, int kind) {
    play_close_and_open(play, (DiskFaultKind)kind);
}

static void fault_wire_every(Play *play, int kind) {
    play_every_point(play, DISK_GOOD, (WireFaultKind)kind);
}

static void fault_wire_next(Play *play, int kind) {
    play_next_point(play, (WireFaultKind)kind);
}

// Work of many transactions, which may be done again after each.
static void fault_disk_keys(Play *play, int kind) {
    play_every_point_of(play, DO_ROTATE_KEYS, (DiskFaultKind)kind, WIRE_GOOD);
}

static void fault_wire_keys(Play *play, int kind) {
    play_every_point_of(play, DO_ROTATE_KEYS, DISK_GOOD, (WireFaultKind)kind);
}

static void fault_disk_batch(Play *play, int kind) {
    play_batch_ask(play);
    play_every_point_of(play, DO_BATCH_MATCH, (DiskFaultKind)kind, WIRE_GOOD);
}

static void fault_wire_batch(Play *play, int kind) {
    play_batch_ask(play);
    play_every_point_of(play, DO_BATCH_MATCH, DISK_GOOD, (WireFaultKind)kind);
}

static void fault_disk_roster(Play *play, int kind) {
    play_every_point_of_roster(play, false, (DiskFaultKind)kind, WIRE_GOOD);
}

static void fault_wire_roster(Play *play, int kind) {
    play_every_point_of_roster(play, false, DISK_GOOD, (WireFaultKind)kind);
}

static void fault_disk_crowd(Play *play, int kind) {
    play->dense_points = PLAY_POINTS_SPARSE;
    play_every_point_of_roster(play, true, (DiskFaultKind)kind, WIRE_GOOD);
}

static void fault_wire_crowd(Play *play, int kind) {
    play->dense_points = PLAY_POINTS_SPARSE;
    play_every_point_of_roster(play, true, DISK_GOOD, (WireFaultKind)kind);
}

static void fault_several(Play *play, int kind) {
    play_several(play, (DiskFaultKind)kind, false);
}

static void fault_several_time(Play *play, int kind) {
    (void)kind;
    play_several(play, DISK_GOOD, true);
}

static void fault_batch_among(Play *play, int kind) {
    play_match_among(play, (DiskFaultKind)kind, false);
}

static void fault_batch_among_time(Play *play, int kind) {
    (void)kind;
    play_match_among(play, DISK_GOOD, true);
}

static void fault_roster_among(Play *play, int kind) {
    play_confirm_among(play, (DiskFaultKind)kind, false);
}

static void fault_roster_among_time(Play *play, int kind) {
    (void)kind;
    play_confirm_among(play, DISK_GOOD, true);
}

static void fault_time(Play *play, int kind) {
    (void)kind;
    play_some_time(play);
}

static void crash_server(Play *play, void *user) {
    const Failover *servers = user;
    usleep((useconds_t)actors_draw(&play->actors, PLAY_RANDOM_TIME_US));
    cluster_crash(servers->primary);
    cluster_do("start", servers->primary, NULL);
}

static void fault_restart(Play *play, int kind) {
    (void)kind;
    play_during(play, crash_server, &failover);
}

static void lose_primary(Play *play, void *user) {
    const Failover *servers = user;
    usleep((useconds_t)actors_draw(&play->actors, PLAY_RANDOM_TIME_US));
    cluster_crash(servers->primary);
    cluster_do("promote", servers->standby, NULL);
}

// The standby takes over while somebody writes, and gets a standby of its own.
static void fault_failover(Play *play, int kind) {
    (void)kind;
    cluster_do("standby", failover.primary, failover.standby);
    for (int i = 0; i < PLAIN_BETWEEN; i++) play_plain(play);
    play_during(play, lose_primary, &failover);
    failover = (Failover){failover.standby, failover.primary};
}

static const Mode modes[] = {
    {"no fault", false, 40, fault_none, 0},
    {"no fault", true, 40, fault_none, 0},
    {"kill -9 at every operation of the disk", false, 20, fault_disk_every, DISK_KILL},
    {"torn write at every operation of the disk", false, 6, fault_disk_every, DISK_TORN},
    {"power cut at every operation of the disk", false, 12, fault_disk_every, DISK_POWER},
    {"power cut at some operation of the disk", false, 60, fault_disk_some, DISK_POWER},
    {"kill -9 at every operation of closing and opening", false, 10, fault_disk_close, DISK_KILL},
    {"power cut at every operation of closing and opening", false, 10, fault_disk_close,
     DISK_POWER},
    {"full disk at every operation", false, 12, fault_disk_every, DISK_FULL},
    {"failed write at every operation", false, 12, fault_disk_every, DISK_BROKEN},
    {"failed sync at every operation", false, 12, fault_disk_every, DISK_SYNC},
    {"several at once, no fault", false, 40, fault_several, DISK_GOOD},
    {"several at once, no fault", true, 40, fault_several, DISK_GOOD},
    {"several at once, kill -9 at a random time", false, 60, fault_several_time, 0},
    {"several at once, kill -9 at a random time", true, 60, fault_several_time, 0},
    {"several at once, kill -9 at some operation", false, 60, fault_several, DISK_KILL},
    {"several at once, power cut at some operation", false, 60, fault_several, DISK_POWER},
    {"several at once, full disk at some operation", false, 20, fault_several, DISK_FULL},
    {"several at once, failed sync at some operation", false, 20, fault_several, DISK_SYNC},
    {"kill -9 while keys change", false, 1, fault_disk_keys, DISK_KILL},
    {"power cut while keys change", false, 1, fault_disk_keys, DISK_POWER},
    {"full disk while keys change", false, 1, fault_disk_keys, DISK_FULL},
    {"kill -9 while keys change", true, 1, fault_wire_keys, WIRE_KILL_BEFORE},
    {"kill -9 while batches are matched", false, 5, fault_disk_batch, DISK_KILL},
    {"power cut while batches are matched", false, 5, fault_disk_batch, DISK_POWER},
    {"full disk while batches are matched", false, 3, fault_disk_batch, DISK_FULL},
    {"failed sync while batches are matched", false, 3, fault_disk_batch, DISK_SYNC},
    {"kill -9 while batches are matched", true, 3, fault_wire_batch, WIRE_KILL_BEFORE},
    {"connection cut while batches are matched", true, 3, fault_wire_batch, WIRE_CUT_AFTER},
    {"kill -9 while rosters are checked and confirmed", false, 3, fault_disk_roster, DISK_KILL},
    {"power cut while rosters are checked and confirmed", false, 3, fault_disk_roster, DISK_POWER},
    {"full disk while rosters are checked and confirmed", false, 2, fault_disk_roster, DISK_FULL},
    {"failed sync while rosters are checked and confirmed", false, 2, fault_disk_roster, DISK_SYNC},
    {"kill -9 while rosters are checked and confirmed", true, 1, fault_wire_roster,
     WIRE_KILL_BEFORE},
    {"connection cut while rosters are checked and confirmed", true, 2, fault_wire_roster,
     WIRE_CUT_AFTER},
    {"kill -9 while a long roster is checked and confirmed", false, 1, fault_disk_crowd, DISK_KILL},
    {"kill -9 while a long roster is checked and confirmed", true, 1, fault_wire_crowd,
     WIRE_KILL_AFTER},
    {"kill -9 at a random time", false, 60, fault_time, 0},
    {"kill -9 at a random time", true, 60, fault_time, 0},
    {"kill -9 before every message", true, 3, fault_wire_every, WIRE_KILL_BEFORE},
    {"kill -9 after every answer", true, 3, fault_wire_every, WIRE_KILL_AFTER},
    {"connection cut before a message", true, 120, fault_wire_next, WIRE_CUT_BEFORE},
    {"connection cut after an answer", true, 120, fault_wire_next, WIRE_CUT_AFTER},
    {"server crashed and restarted", true, 15, fault_restart, 0},
    {"primary lost, standby promoted", true, 4, fault_failover, 0},
    {"batches are matched beside others", false, 20, fault_batch_among, DISK_GOOD},
    {"batches are matched beside others", true, 20, fault_batch_among, DISK_GOOD},
    {"batches are matched beside others, kill -9", false, 40, fault_batch_among, DISK_KILL},
    {"batches are matched beside others, kill -9", true, 20, fault_batch_among_time, 0},
    {"batches are matched beside others, power cut", false, 20, fault_batch_among, DISK_POWER},
    {"rosters are confirmed beside others", false, 20, fault_roster_among, DISK_GOOD},
    {"rosters are confirmed beside others", true, 20, fault_roster_among, DISK_GOOD},
    {"rosters are confirmed beside others, kill -9", false, 20, fault_roster_among, DISK_KILL},
    {"rosters are confirmed beside others, kill -9", true, 20, fault_roster_among_time, 0},
    {"rosters are confirmed beside others, power cut", false, 20, fault_roster_among, DISK_POWER},
};

// ---- Playing ----

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void report(const Mode *mode, const Play *play, double since) {
    const PlayCounts *counts = &play->counts;
    printf(
        "%-10s %-52s %5d requests %5d done %5d kills %4d cuts %5d failures %4d landed %5d checks "
        "%5d replays %6.1f s\n",
        mode->is_postgres ? "PostgreSQL" : "SQLite", mode->name, counts->requests, counts->done,
        counts->kills, counts->cuts, counts->failures, counts->landed, counts->checks,
        counts->replays, seconds() - since);
    fflush(stdout);
}

static void play_mode(Town *town, const Mode *mode, uint64_t seed, int less) {
    static Play play;
    Wire wire;
    bool has_wire = mode->fault == fault_wire_every || mode->fault == fault_wire_next ||
                    mode->fault == fault_wire_keys || mode->fault == fault_wire_batch ||
                    mode->fault == fault_wire_roster || mode->fault == fault_wire_crowd;
    double since = seconds();
    play_begin(&play, town, mode->is_postgres, seed);
    if (has_wire) {
        wire_open(&wire, play.database.url);
        play_use_wire(&play, &wire);
    }
    for (int i = 0; i < (mode->count + less - 1) / less; i++) {
        for (int j = 0; j < PLAIN_BETWEEN; j++) play_plain(&play);
        mode->fault(&play, mode->kind);
    }
    play_check(&play);
    play_replay(&play, 0);
    play_check(&play);
    report(mode, &play, since);
    play_end(&play);
    if (has_wire) wire_close(&wire);
}

// Says where, and leaves the dumps to be looked at.
static void fail_difference(const Str *dumps) {
    static const char *const paths[] = {"build/soak-sqlite", "build/soak-postgres"};
    for (int i = 0; i < 2; i++) {
        FILE *file = fopen(paths[i], "w");
        assert_non_null(file);
        fwrite(dumps[i].data, 1, dumps[i].length, file);
        fclose(file);
    }
    fail_msg("the dumps differ: diff %s %s", paths[0], paths[1]);
}

// How often each thing was done that the actors can do; what never was is not tested.
static void report_kinds(const Play *play) {
    int done[ACTION_KIND_COUNT] = {0};
    for (int i = 0; i < play->history_count; i++) done[play->history[i].kind]++;
    printf("done:");
    for (int i = 0; i < ACTION_KIND_COUNT; i++) printf(" %s %d", action_name(i), done[i]);
    printf("\n");
}

// Without faults the same seed leaves the same records.
static void compare_databases(Town *town, uint64_t seed, int less) {
    Arena arena = {0};
    Str dumps[2];
    static Play play;
    for (int i = 0; i < 2; i++) {
        play_begin(&play, town, i == 1, seed);
        for (int j = 0; j < PLAY_SAME_REQUESTS / less; j++) {
            play_plain(&play);
            if (j % PLAIN_CHECKED == 0) play_check(&play);
        }
        dumps[i] = records_dump(&play.database, town, &arena);
        if (i == 0) report_kinds(&play);
        play_end(&play);
    }
    if (!str_equal(dumps[0], dumps[1])) fail_difference(dumps);
    printf("same dump of %zu bytes on both, %d requests\n", dumps[0].length,
           PLAY_SAME_REQUESTS / less);
    arena_release(&arena);
}

// What was asked for on the command line.
static int64_t seed, less = 1;
static const char *only = ""; // words of a mode, or of "same dump"

static void test_soak__holds(void **state) {
    static Town town;
    (void)state;
    town_open(&town, (uint64_t)seed, true);
    if (strstr("same dump", only)) compare_databases(&town, (uint64_t)seed, (int)less);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (!strstr(modes[i].name, only)) continue;
        play_mode(&town, &modes[i], (uint64_t)seed * 100 + i, (int)less);
    }
    town_close(&town, true);
}

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_soak__holds)};
    bool is_good = argc >= 2 && str_to_int64(str_from_c(argv[1]), &seed) &&
                   (argc < 3 || str_to_int64(str_from_c(argv[2]), &less));
    if (!is_good || less < 1) {
        fprintf(stderr, "usage: soak SEED [LESS [MODE]]\n");
        return 2;
    }
    if (argc > 3) only = argv[3];
    return RUN_TESTS(tests);
}
