// SPDX-License-Identifier: Apache-2.0
#ifndef PUBLISH_VERSION_H
#define PUBLISH_VERSION_H
// Published versions of the pack: every file as it was, when it was published, since when it is in
// effect. A version is never changed or deleted; the schema refuses both.

#include "access/actor.h"
#include "policy/pack.h"
#include "store/store.h"

typedef struct Version {
    int64_t id;
    Str hash;
    Str pack_id;
    Str title;
    Date published_on, effective_on;
} Version;

typedef struct VersionIn {
    const Pack *pack;       // checked
    const PackFiles *files; // that it was made from
    Date effective_on;
    Str note;               // for the audit log
} VersionIn;

// Adds a version, with an audit row. ERROR_CONFLICT "PACK_PUBLISHED" when these very files were
// published before, "EFFECT_TOO_EARLY" when the version before it takes effect later.
bool version_insert(Tx *tx, const Actor *actor, const VersionIn *in, Arena *arena, Error *error)
    MUST_USE;
// The version in effect on a day; `*found` is false when nothing was published.
bool version_on(Tx *tx, Date today, Arena *arena, Version *version, bool *found, Error *error)
    MUST_USE;
// The version published last, in effect or not yet. ERROR_NOT_FOUND when there is none.
bool version_latest(Tx *tx, Arena *arena, Version *version, Error *error) MUST_USE;
// The version with this hash. ERROR_NOT_FOUND when there is none.
bool version_find(Tx *tx, Str hash, Arena *arena, Version *version, Error *error) MUST_USE;
// A version in which a file differs from the one before.
typedef struct VersionChange {
    Version version;
    Str draft_number; // that it came from; absent = the pack that the program carried
    bool is_first;
} VersionChange;

typedef struct VersionChanges {
    VersionChange *items;
    size_t count;
    size_t capacity;
} VersionChanges;

// The versions that changed a file, newest first.
bool version_history(Tx *tx, Str file_name, Arena *arena, VersionChanges *changes, Error *error)
    MUST_USE;
// One file of a version. ERROR_NOT_FOUND when there is no such version or file.
bool version_file(Tx *tx, Str hash, Str file_name, Arena *arena, Version *version, Str *content,
                  Error *error) MUST_USE;
// Its files, sorted by name; their paths are "pack/name".
bool version_files(Tx *tx, const Version *version, Arena *arena, PackFiles *files, Error *error)
    MUST_USE;

#endif
