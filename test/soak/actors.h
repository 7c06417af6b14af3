// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_ACTORS_H
#define TEST_SOAK_ACTORS_H
// Who asks for what next, drawn from a seed: mostly something that the state of the town makes
// sensible, now and then something that must be refused, something wrong of the bank, or something
// that was asked before. Days and months pass; the clock on the wall also jumps.

#include "model.h"

typedef struct Actors {
    uint64_t random;
    Date today;
    int64_t now_ms;
    int requests;  // drawn so far
    bool is_hasty; // time stands still
    bool is_bent;  // on one thing: each thinks of `wanted` alone
    ActionKind wanted;
    bool is_crowded; // a roster that is checked names the crowd
} Actors;

void actors_begin(Actors *actors, uint64_t seed);
int actors_draw(Actors *actors, int below); // also for the faults of a play
// The next request, by what the model says is there.
void actors_next(Actors *actors, const Model *model, const Town *town, Action *action);

#endif
