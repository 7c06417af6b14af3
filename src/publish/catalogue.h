// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_CATALOGUE_H
#define PUBLISH_CATALOGUE_H
// The pack in the database, and the compiled one in memory.
//
// At first start the pack that the program carries is checked and published; from then on the
// database's versions are the truth, and a program that carries another pack says so in the log and
// changes nothing. Packs are immutable and live as long as the catalogue, which any thread may use.
// Failure: ERROR_INVALID "PACK_INVALID" with the first finding for a pack with errors, which is
// neither published nor used.

#include "policy/pack.h"
#include "store/store.h"

typedef struct Catalogue Catalogue;

bool catalogue_open(Store *store, Date today, int64_t now_ms, Catalogue **catalogue, Error *error)
    MUST_USE;
void catalogue_close(Catalogue *catalogue);
// The version in effect.
const Pack *catalogue_pack(const Catalogue *catalogue);
// A version by its hash, compiled on demand (for jiuye redecide). ERROR_NOT_FOUND when unknown.
bool catalogue_version(Catalogue *catalogue, Str hash, const Pack **pack, Error *error) MUST_USE;

typedef struct PublishIn {
    const PackFiles *files;
    Date today;
    int64_t now_ms;
} PublishIn;

// Checks a pack and publishes it as the version in effect, with an audit row. The same pack again
// is ERROR_CONFLICT "PACK_PUBLISHED". An open catalogue keeps the version that it has.
bool catalogue_publish(Store *store, const PublishIn *in, Error *error) MUST_USE;

#endif
