// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_SIMULATION_H
#define PUBLISH_SIMULATION_H
// Simulations that were asked for and are kept: what a draft costs (预演), and the trials of the
// ledger of readings (口径台账): what a parameter costs at another value, whom a reason turns away,
// what a measure comes to. A draft of a risk rule or a trial of one costs no money itself: it is
// tried on the claims that are still to be assessed (publish/risk_trial.h), and its subjects are
// these.
//
// Asking writes a simulation and its job (queue/job.h); a thread of any server runs it, decides the
// population (publish/simulate.h) and keeps progress and counts. Whoever takes it over begins
// again. A draft that was changed meanwhile makes its simulation fail.

#include "access/actor.h"
#include "policy/bearing.h"
#include "publish/catalogue.h"
#include "publish/draft.h"
#include "publish/risk_trial.h"
#include "publish/simulate.h"
#include "queue/job.h"

#define SIMULATION_JOB "simulation"
#define SIMULATION_PAGES_SILENT 5 // pages of subjects between two notes of progress

typedef struct Simulation {
    int64_t id;
    int64_t draft_id;        // 0 = a trial
    int64_t revision;        // of the draft
    int policy_number;       // 0 = all that differ, or of a rule
    Str rule_file;           // what is tried is of; absent = of an item, or of a draft
    BearingKind trial_kind;  // the three hold for a trial
    Str trial_key;           // of the parameter or measure; the code
    Str trial_value;         // that the parameter is moved to, as FEEL; absent for the others
    Str pack_hash;           // of the side it is compared with
    Date decided_on;
    JobState state;
    int64_t subjects;        // looked at so far
    int64_t subjects_known;  // that there are, by the latest scan; 0 = not known
    Str message;             // why it failed; absent otherwise
    Str actor_name;
    SimulatedCounts counts;  // when done
    RiskTrialCounts doubts;  // when done, of a draft of a risk rule or a parameter of one
} Simulation;

typedef struct Simulations {
    Simulation *items;
    size_t count;
    size_t capacity;
} Simulations;

// The draft as it is now, against the version published last. ERROR_CONFLICT "NOT_SIMULATED" for
// one that has nothing to be computed (draft_is_simulated).
bool simulation_ask_draft(Tx *tx, const Actor *actor, const Draft *draft, Date on, Arena *arena,
                          Error *error) MUST_USE;

typedef struct SimulationTrial {
    const Pack *pack;
    int policy_number;  // 0: of a risk rule
    const Policy *rule; // NULL: of an item
    BearingKind kind;
    Str key;
    Str value;          // FEEL, of a parameter; else absent
} SimulationTrial;

// On a version as it is: a parameter at another value, a reason that turns nobody away, a measure
// left out, on the actor's day. One that waits or runs already is not asked for again.
// ERROR_CONFLICT "NOT_SIMULATED" for one of the inspection.
bool simulation_ask_trial(Tx *tx, const Actor *actor, const SimulationTrial *trial, Arena *arena,
                          Error *error) MUST_USE;
// Whether it was asked for as this trial.
bool simulation_is_of(const Simulation *simulation, const SimulationTrial *trial);

bool simulation_of_draft(Tx *tx, int64_t draft_id, Arena *arena, Simulation *simulation,
                         bool *found, Error *error) MUST_USE;
// All trials under a version, the latest of each, with counts.
bool simulation_trials(Tx *tx, Str pack_hash, Arena *arena, Simulations *simulations,
                       Error *error) MUST_USE;

// How a thread runs them; the catalogue outlives it.
JobKind simulation_job(Catalogue *catalogue);

#endif
