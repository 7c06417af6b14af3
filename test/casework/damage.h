// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_CASEWORK_DAMAGE_H
#define TEST_CASEWORK_DAMAGE_H
// Records changed behind the program's back, one after the other: each is named by a proof, and
// undone the proof holds again.

#include "../fund/raw.h"
#include "desk.h"

typedef struct Damage {
    const char *what, *undo; // SQL; undone, the proof holds again
    const char *named;       // in the first fault
} Damage;

// The first fault; absent when all holds.
typedef Str DamageProof(Desk *desk);

static inline void assert_undamaged(Desk *desk, DamageProof *proof) {
    Str fault = proof(desk);
    if (!str_is_absent(fault)) fail_msg("%.*s", STR_ARG(fault));
}

static inline void damage_all(Desk *desk, Raw *raw, DamageProof *proof, const Damage *damages,
                              size_t count) {
    assert_undamaged(desk, proof);
    for (size_t i = 0; i < count; i++) {
        raw_must(raw, damages[i].what);
        Str fault = proof(desk);
        if (str_is_absent(fault)) fail_msg("not seen: %s", damages[i].what);
        if (str_find(fault, str_from_c(damages[i].named), 0) == SIZE_MAX) {
            fail_msg("%s: %.*s, not %s", damages[i].what, STR_ARG(fault), damages[i].named);
        }
        raw_must(raw, damages[i].undo);
        assert_undamaged(desk, proof);
    }
    raw_close(raw);
}

#endif
