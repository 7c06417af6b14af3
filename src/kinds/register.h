// SPDX-License-Identifier: Apache-2.0
#ifndef KINDS_REGISTER_H
#define KINDS_REGISTER_H
// Versions of a register, and handing them on (推送) with a receipt (回执).
//
// A version is the list of those admitted, as CSV bytes frozen by their SHA-256; the same list
// again is the same version. Whoever receives one answers with a receipt; both are kept.

#include "casework/claim.h"

#define REGISTER_ROWS_MAX 200000 // of one version
#define REGISTER_RECEIPT_BYTES_MAX 1000

typedef struct RegisterPush {
    Str receiver;
    Date pushed_on;
    Str receipt;         // absent = not answered
    Date receipt_on;
} RegisterPush;

typedef struct RegisterVersion {
    Str measure_key;
    int64_t number;      // from 1
    Date made_on;
    int64_t line_count;
    Str sha256;
    RegisterPush *pushes;
    size_t push_count;
} RegisterVersion;

typedef struct RegisterVersions {
    RegisterVersion *items; // newest first
    size_t count;
    size_t capacity;
} RegisterVersions;

// What a refresh did.
typedef struct RegisterRefresh {
    int64_t looked_at, added, removed;
} RegisterRefresh;

#define REGISTER_CHUNK 200 // subjects of one transaction

// 按规则更新: every subject for whom the 准入 holds is enrolled and admitted, every member for whom it
// no longer holds is removed, chunk by chunk, each chunk in a transaction of its own. What is not
// known keeps everybody where they are, and so does what concerns whoever asks for it;
// who does not allow it is not listed. For measures whose 方式 has `automatic`.
bool register_refresh(Store *store, const Actor *actor, const CaseContext *context,
                      Str measure_key, Arena *arena, RegisterRefresh *result, Error *error)
    MUST_USE;
// A version holds the lines whose 推送 is true.
bool register_freeze(Tx *tx, const Actor *actor, const CaseContext *context, Str measure_key,
                     Arena *arena, RegisterVersion *version, Error *error) MUST_USE;
bool register_hand_on(Tx *tx, const Actor *actor, Str measure_key, int64_t number, Str receiver,
                   Arena *arena, Error *error) MUST_USE;
// By the receiver (an actor whose department or display name it is).
bool register_receipt(Tx *tx, const Actor *actor, Str measure_key, int64_t number, Str text,
                      Arena *arena, Error *error) MUST_USE;
bool register_versions(Tx *tx, const Actor *actor, Str measure_key, Arena *arena,
                       RegisterVersions *versions, Error *error) MUST_USE;
// A version as a file, for those who push and for its receivers: its lines, whose SHA-256 is that
// of the version, and a last one that says so (base/csv.h).
bool register_content(Tx *tx, const Actor *actor, Str measure_key, int64_t number, Arena *arena,
                      Str *content, Error *error) MUST_USE;

#endif
