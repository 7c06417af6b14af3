// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_STAKE_H
#define CASEWORK_STAKE_H
// Nobody decides about themselves: whether whoever holds an account is the person concerned, or
// acts for the organisation concerned, in this account or in another.
//
// One question is asked with stake_of. Who has many subjects reads stake_list once, and asks that.

#include "access/actor.h"
#include "casework/stake.sql.h"

typedef enum Stake {
    STAKE_NONE,
    STAKE_OTHERWISE, // the holder has one, in another account than this
    STAKE_DIRECT,    // this account is that of the person or organisation
} Stake;

// `person_id` 0 and an absent or empty `uscc` are nobody's.
bool stake_of(Tx *tx, int64_t account_id, int64_t person_id, Str uscc, Arena *arena, Stake *stake,
              Error *error) MUST_USE;
Stake stake_among(const StakeRows *stakes, int64_t person_id, Str uscc);
// Refuses with ERROR_CONFLICT: a colleague has to do it.
bool stake_refuse(const char *sentence, const char *code, Error *error);

#endif
