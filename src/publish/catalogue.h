// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_CATALOGUE_H
#define PUBLISH_CATALOGUE_H
// The pack in the database, and the compiled one in memory.
//
// At first start the pack that the program carries is checked and published; from then on the
// database's versions are the truth, and a program that carries another pack says so in the log and
// changes nothing. A version takes effect on a day: the one in effect is the latest whose day has
// come. Days of effect never go back from version to version, so the latest holds all before it.
// Packs are immutable and live as long as the catalogue, which any thread may use; whoever began
// with one keeps it. A new version costs the memory of a compiled pack until the program ends.
// Failure: ERROR_INVALID "PACK_INVALID" with the first finding for a pack with errors, which is
// neither published nor used.

#include "policy/pack.h"
#include "store/store.h"

typedef struct Catalogue Catalogue;

bool catalogue_open(Store *store, Date today, int64_t now_ms, Catalogue **catalogue, Error *error)
    MUST_USE;
void catalogue_close(Catalogue *catalogue);
// The version in effect, as of opening or of the last refresh.
const Pack *catalogue_pack(const Catalogue *catalogue);
// Looks whether another version is in effect, because this or another server published one or its
// day has come. Cheap when nothing changed. On failure the former version stays.
bool catalogue_refresh(Catalogue *catalogue, Date today, Error *error) MUST_USE;
// Whether a reading's text (publish/reading.h) was confirmed, as of the last refresh. Memory only.
bool catalogue_is_confirmed(Catalogue *catalogue, Str text_hash);
// A version by its hash, compiled on demand. ERROR_NOT_FOUND when unknown.
bool catalogue_version(Catalogue *catalogue, Str hash, const Pack **pack, Error *error) MUST_USE;

// ---- Publishing ----

// Loads a pack and holds it to everything that `jiuye check` asks: the views, the tables, the
// examples. NULL only when pack.md is missing.
const Pack *catalogue_check(Arena *arena, const PackFiles *files, Diagnostics *diagnostics);
// ERROR_INVALID "PACK_INVALID" with the first error among the findings.
bool catalogue_refuse(Arena *arena, const Diagnostics *diagnostics, Error *error);

typedef struct PublishIn {
    const PackFiles *files;
    Date today;
    int64_t now_ms;
} PublishIn;

// Checks a pack and publishes it, in effect at once, with an audit row by the system. The same pack
// again is ERROR_CONFLICT "PACK_PUBLISHED". An open catalogue sees it at the next refresh.
bool catalogue_publish(Store *store, const PublishIn *in, Error *error) MUST_USE;

#endif
