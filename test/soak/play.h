// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_PLAY_H
#define TEST_SOAK_PLAY_H
// One play of the simulation: actors ask, a worker does it, the model foretells the answer. When a
// fault took the answer, the database is opened anew: `jiuye verify` must be clean and every read
// must be what the model has, either without the request or with all of it. Then the request is
// sent again with its key and must be answered as foretold.

#include "actors.h"
#include "compare.h"
#include "wire.h"
#include "worker.h"

typedef struct PlayCounts {
    int requests, done; // acknowledged; of them with effect
    int kills;          // workers that died by a fault
    int cuts;           // connections
    int failures;       // answered as unavailable
    int landed;         // unacknowledged requests that were there
    int checks;         // verify and all reads
    int replays;        // of acknowledged requests
} PlayCounts;

typedef struct Play {
    Town *town;
    TestDatabase database;
    char url[600]; // where the worker connects
    Wire *wire;    // before a PostgreSQL server; NULL = none
    Worker worker;
    int connections; // of the worker: with one a fault strikes the request it was meant for
    Actors actors;
    Model model;       // of everything that is known to be there
    Action action;     // the request that is on its way,
    Forecast forecast; // how it must be answered,
    Model after;       // and what is there then
    bool has_landed;   // it was seen to be there
    int point;         // on the wire, of the latest fault
    int dense_points;  // each of the first so many, then ever fewer of what takes long
    Action *history;   // requests that were done
    char (*results)[ACTION_TEXT_BYTES];
    int history_count;
    PlayCounts counts;
} Play;

#define PLAY_REQUESTS_MAX 4000
#define PLAY_POINTS_DENSE 40
#define PLAY_POINTS_SPARSE 10
#define PLAY_SAME_REQUESTS 1600   // of the plays whose dumps are compared
#define PLAY_RANDOM_TIME_US 12000 // about what a request takes on a busy machine

// On a copy of the town. `wire` may be NULL.
void play_begin(Play *play, Town *town, bool is_postgres, uint64_t seed);
void play_use_wire(Play *play, Wire *wire);
// The worker gets an orderly end.
void play_end(Play *play);

// The next request, without a fault.
void play_plain(Play *play);
// The next request, killed at its first point, then at its second, and so on until it survives: the
// points are what is done to the disk, or the messages to the server, of a long request not all.
// `disk` says how it dies.
void play_every_point(Play *play, DiskFaultKind disk, WireFaultKind wire);
// The next request of this kind, without a fault; it must be possible.
void play_one_of(Play *play, ActionKind kind);
// Rosters are checked until one has a row to claim.
void play_roster_check(Play *play);
// A batch is asked for, until one waits to be matched.
void play_batch_ask(Play *play);
// Every point of a request of this kind, likewise.
void play_every_point_of(Play *play, ActionKind kind, DiskFaultKind disk, WireFaultKind wire);
// Every point of a check, and of the confirmation of a roster that has a row to claim; of the crowd
// it takes more than one transaction.
void play_every_point_of_roster(Play *play, bool is_crowded, DiskFaultKind disk,
                                WireFaultKind wire);
// The next request with a fault of the disk at a random point, if it comes so far.
void play_some_point(Play *play, DiskFaultKind disk);
// The next request with a fault of the wire one point later than the request before, and from the
// first again when that had no more.
void play_next_point(Play *play, WireFaultKind wire);
// The next request, killed after a random time.
void play_some_time(Play *play);
// Several requests are under way at once, which nobody may do in an order of their own choice:
// answers and records must be those of some order. With a fault of the disk at a random point, or,
// `is_killed`, killed after a random time; DISK_GOOD and false: all must be answered.
void play_several(Play *play, DiskFaultKind disk, bool is_killed);
// A batch is asked for, and matched while others are under way, which are nothing about batches.
void play_match_among(Play *play, DiskFaultKind disk, bool is_killed);
// Likewise a roster is checked, and confirmed.
void play_confirm_among(Play *play, DiskFaultKind disk, bool is_killed);
// The worker closes the database, or opens it, killed at every point of that.
void play_close_and_open(Play *play, DiskFaultKind disk);

// Verify is clean and every read is as the model has it.
void play_check(Play *play);
// Sends some acknowledged requests again: each has the answer that it had. `count` 0 = all.
void play_replay(Play *play, int count);

// ---- For faults from outside ----

typedef enum Outcome { OUTCOME_ACKNOWLEDGED, OUTCOME_UNAVAILABLE, OUTCOME_DEAD } Outcome;

typedef void PlayFault(Play *play, void *user);
// The next request, while `fault` is done to it from outside. `user` is its own.
void play_during(Play *play, PlayFault *fault, void *user);

#endif
