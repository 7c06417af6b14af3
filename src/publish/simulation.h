// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_SIMULATION_H
#define PUBLISH_SIMULATION_H
// Simulations that were asked for and are kept: what a draft costs (预演), what moving a parameter
// costs (口径台账).
//
// Asking writes a row that waits; simulation_run_next, called by a thread of any server, takes it
// under a lease, decides the population (publish/simulate.h) and keeps progress and counts. A
// runner that falls silent loses its lease, and another begins again. A draft that was changed
// meanwhile makes its simulation fail.

#include "access/actor.h"
#include "base/clock.h"
#include "publish/catalogue.h"
#include "publish/draft.h"
#include "publish/simulate.h"

#define SIMULATION_LEASE_MS ((int64_t)60 * 1000)
#define SIMULATION_PAGES_SILENT 5 // pages of subjects between two notes of progress

typedef enum SimulationState {
    SIMULATION_WAITING,
    SIMULATION_RUNNING,
    SIMULATION_DONE,
    SIMULATION_FAILED,
} SimulationState;

typedef struct Simulation {
    int64_t id;
    int64_t draft_id;        // 0 = of a parameter
    int64_t revision;        // of the draft
    int policy_number;       // 0 = all that differ
    Str parameter_key, parameter_value; // moved to, as FEEL; absent = of a draft
    Str pack_hash;           // of the side it is compared with
    Date decided_on;
    SimulationState state;
    int64_t subjects;        // looked at so far
    int64_t subjects_known;  // that there are, by the latest scan; 0 = not known
    Str message;             // why it failed; absent otherwise
    Str actor_name;
    SimulatedCounts counts;  // when done
} Simulation;

typedef struct Simulations {
    Simulation *items;
    size_t count;
    size_t capacity;
} Simulations;

// The draft as it is now, against the version published last.
bool simulation_ask_draft(Tx *tx, const Actor *actor, const Draft *draft, Date on, Arena *arena,
                          Error *error) MUST_USE;

typedef struct ParameterMove {
    const Pack *pack;
    int policy_number;
    Str key;
    Str value; // FEEL
} ParameterMove;

// A parameter of a version moved to another value, on the actor's day. One that waits or runs
// already is not asked for again.
bool simulation_ask_parameter(Tx *tx, const Actor *actor, const ParameterMove *move, Arena *arena,
                              Error *error) MUST_USE;

bool simulation_of_draft(Tx *tx, int64_t draft_id, Arena *arena, Simulation *simulation,
                         bool *found, Error *error) MUST_USE;
// All of parameters under a version, the latest of each value, with counts.
bool simulation_of_parameters(Tx *tx, Str pack_hash, Arena *arena, Simulations *simulations,
                              Error *error) MUST_USE;

// Runs the next that waits; `*ran` is false when none does. A simulation that fails says so in its
// row and is no failure of this function. When `*stops` (NULL = never) becomes true it gives up at
// the next page and leaves the simulation to whoever comes after the lease.
bool simulation_run_next(Store *store, Catalogue *catalogue, const Clock *clock,
                         const _Atomic bool *stops, bool *ran, Error *error) MUST_USE;

#endif
