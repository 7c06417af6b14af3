// SPDX-License-Identifier: Apache-2.0
#ifndef PRIVACY_SEALING_H
#define PRIVACY_SEALING_H
// Sealing the rows that stand in the database: those that were there before their fields were
// guarded, and those that an older generation of the key had sealed.
//
// The work goes table by table in chunks of one transaction each, which writers hardly notice. It
// may end at any point, also by a kill: what is sealed is left out the next time, and nothing is
// lost in between, for a row changes from one form to the other in one statement. docs/privacy.md
// lists the fields.

#include "store/store.h"

// Whether no plaintext is left of what was there before, and no fact where it does not belong any
// more (privacy/fact_move.h).
bool sealing_is_done(Store *store, bool *is_done, Error *error) MUST_USE;
// Seals and moves it. `store` must admit plaintext (StoreOptions.admits_plain) and have these keys.
bool sealing_finish(Store *store, const Keyring *keys, Error *error) MUST_USE;
// Seals anew what does not have the newest key yet, once through all tables, while others write;
// `renewed` counts rows. A server that has not seen the new key still seals with the old one for
// some seconds (its refresh), so this is repeated until it finds nothing.
bool sealing_renew(Store *store, const Keyring *keys, int64_t *renewed, Error *error) MUST_USE;

typedef struct SealingProof {
    int64_t rows;     // that were opened
    int64_t former;   // of them sealed with an older key
    Str first_former; // a table that has such; absent = none
    int64_t faults;   // tables with a row that does not open
    Str first_fault;  // which, and behind which row; absent = none
} SealingProof;

// Opens every guarded field of the database.
bool sealing_prove(Store *store, const Keyring *keys, Arena *arena, SealingProof *proof,
                   Error *error) MUST_USE;

#endif
