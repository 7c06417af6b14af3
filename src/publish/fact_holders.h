// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_FACT_HOLDERS_H
#define PUBLISH_FACT_HOLDERS_H
// Claims that are decided again as one: the entitlements that they hold themselves are not seen,
// for otherwise each would stand in its own way.

#include "base/str.h"

typedef struct FactHolders {
    const Str *numbers; // of claims; none when nothing is decided again
    size_t count;
} FactHolders;

// `claim_number` may be absent: an entitlement that no claim of the platform gave.
bool fact_holders_have(const FactHolders *holders, Str claim_number);

#endif
