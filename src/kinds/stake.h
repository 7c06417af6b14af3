// SPDX-License-Identifier: Apache-2.0
#ifndef KINDS_STAKE_H
#define KINDS_STAKE_H
// Nobody decides about themselves: whether whoever holds an account is the person concerned, or
// acts for the organisation concerned, in this account or in another.

#include "access/actor.h"
#include "store/store.h"

typedef enum Stake {
    STAKE_NONE,
    STAKE_OTHERWISE, // the holder has one, in another account than this
    STAKE_DIRECT,    // this account is that of the person or organisation
} Stake;

// `person_id` 0 and an absent `uscc` are nobody's.
bool stake_of(Tx *tx, const Actor *actor, int64_t person_id, Str uscc, Arena *arena, Stake *stake,
              Error *error) MUST_USE;
// Refuses with ERROR_CONFLICT: a colleague has to do it.
bool stake_refuse(const char *sentence, const char *code, Error *error);

#endif
