// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_PLAY_CORE_H
#define TEST_SOAK_PLAY_CORE_H
// Inside a play: what one request (play.c) and several at once (play_several.c) share.

#include "play.h"

#define WHY_BYTES 200
#define DISK_OPERATIONS 20 // about what a request does to the disk

// A worker with an open store, if a server must come back first too.
void play_ensure_worker(Play *play);
// What came of an order: died, or what it answered.
Outcome play_receive(Play *play, Answer *answer);
// Sends the request that is on its way until it is acknowledged.
void play_insist(Play *play);
// What must come of the request that is on its way.
void play_foretell(Play *play);
// What only the database knows of it.
void play_learn(Play *play);
// Of the claims of a roster that is there, before the model claims them.
void play_number_roster(Play *play, const ModelRoster *roster, const Action *action);
void play_count_answer(Play *play, const Action *action, const Answer *answer);
// Whether it takes a number of a claim, which on PostgreSQL is gone when it comes to nothing.
bool play_takes_number(ActionKind kind);
// The next request of this kind, which must be possible.
void play_draw_one_of(Play *play, ActionKind kind, Action *action);
uint64_t play_draw_seed(Play *play);

#endif
