// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_FACTOR_H
#define ACCESS_FACTOR_H
// The second factor (access/totp.h): which roles need one, binding it, and taking it off.
//
// Whoever works for an office signs in with two factors (等保三级; domain.md J3, §8). An
// administrator's is given with the account; every other member of staff binds one at the first
// sign-in, which opens no session before; citizens and organisations may. A bound one is always
// asked for. Taking it off (a lost phone) is the security administrator's, ends the account's
// sessions, and lets its holder bind another at the next sign-in.

#include "access/actor.h"
#include "access/totp.h"
#include "store/store.h"

typedef enum FactorDemand {
    FACTOR_BY_CHOICE, // may bind one
    FACTOR_BOUND,     // binds one at the first sign-in
    FACTOR_GIVEN,     // is given one with the account
} FactorDemand;

FactorDemand factor_demand(Role role);

typedef struct FactorBinding {
    Str login;
    Str secret;       // not sealed: as the page offered it
    Str code;         // that the holder's program shows for it now
    const SecretKey *key;
} FactorBinding;

// ERROR_INVALID "TOTP_WRONG" for a wrong code, ERROR_CONFLICT "TOTP_BOUND" when one is bound. The
// code is good for one sign-in still.
bool factor_bind(Tx *tx, const Actor *actor, const FactorBinding *binding, Arena *arena,
                 Error *error) MUST_USE;
// ERROR_FORBIDDEN for everybody but the security administrator, and for an administrator's account;
// ERROR_NOT_FOUND for an account without one.
bool factor_take_off(Tx *tx, const Actor *actor, Str login, Arena *arena, Error *error) MUST_USE;
// The login of the account that acts.
bool factor_login(Tx *tx, const Actor *actor, Arena *arena, Str *login, bool *is_bound,
                  Error *error) MUST_USE;

#endif
