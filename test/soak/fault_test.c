// SPDX-License-Identifier: Apache-2.0
// Protects what was acknowledged, whatever the disk, the wire and the machine do: a short form of
// `make soak`.
#include "play.h"

#include <time.h>

static Town town;
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return (double)t.tv_sec + (double)t.tv_nsec / 1e9; }

static void say(const char *name, const Play *play, double t0) {
    const PlayCounts *c = &play->counts;
    printf("%s: %.1f s, %d requests, %d done, %d kills, %d failures, %d landed, %d checks\n", name, now() - t0, c->requests, c->done, c->kills, c->failures, c->landed, c->checks);
}

__attribute__((unused)) static void test_x(void **state) {
    (void)state;
    double t0 = now();
    town_open(&town, 1, true);
    printf("town %.1f s\n", now() - t0);
    static Play play;
    for (int kind = DISK_KILL; kind < DISK_FAULTS; kind++) {
        t0 = now();
        play_begin(&play, &town, false, 7);
        for (int i = 0; i < 60; i++) play_plain(&play);
        for (int i = 0; i < 4; i++) play_every_point(&play, (DiskFaultKind)kind, WIRE_GOOD);
        if (kind < DISK_FULL) play_close_and_open(&play, (DiskFaultKind)kind);
        for (int i = 0; i < 10; i++) play_some_point(&play, (DiskFaultKind)kind, WIRE_GOOD);
        for (int i = 0; i < 3; i++) play_some_time(&play);
        play_replay(&play, 0);
        play_check(&play);
        say(disk_fault_name((DiskFaultKind)kind), &play, t0);
        play_end(&play);
    }
    town_close(&town, true);
}

static void test_y(void **state) {
    (void)state;
    double t0 = now();
    town_open(&town, 1, true);
    static Play play;
    Wire wire;
    char server[200];
    const char *host = strstr(test_postgres_url(), "host=") + 5;
    snprintf(server, sizeof server, "%.*s/.s.PGSQL.5432", (int)strcspn(host, "&"), host);
    wire_open(&wire, server);
    for (int kind = WIRE_KILL_BEFORE; kind < WIRE_FAULTS; kind++) {
        t0 = now();
        play_begin(&play, &town, true, 7);
        play_use_wire(&play, &wire);
        for (int i = 0; i < 40; i++) play_plain(&play);
        say("plain", &play, t0);
        for (int i = 0; i < 1; i++) play_every_point(&play, DISK_GOOD, (WireFaultKind)kind);
        for (int i = 0; i < 10; i++) play_some_point(&play, DISK_GOOD, (WireFaultKind)kind);
        for (int i = 0; i < 3; i++) play_some_time(&play);
        play_replay(&play, 0);
        play_check(&play);
        say(wire_fault_name((WireFaultKind)kind), &play, t0);
        play_end(&play);
    }
    wire_close(&wire);
    town_close(&town, true);
}

int main(void) {
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_y)};
    return RUN_TESTS(tests);
}
