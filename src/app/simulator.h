// SPDX-License-Identifier: Apache-2.0
#ifndef APP_SIMULATOR_H
#define APP_SIMULATOR_H
// A thread that runs the simulations people ask for, one at a time, so that no request waits for
// them. Every server has one; the database says which of them runs what (publish/simulation.h).

#include "publish/simulation.h"

typedef struct Simulator Simulator;

bool simulator_open(Store *store, Catalogue *catalogue, const Clock *clock, Simulator **simulator,
                    Error *error) MUST_USE;
// Looks at once, not at the next turn.
void simulator_wake(Simulator *simulator);
// Ends after the page it is at; what it was at is taken up by another, or at the next start. NULL
// is allowed.
void simulator_close(Simulator *simulator);

#endif
