// SPDX-License-Identifier: Apache-2.0
#ifndef ACCESS_AUDIT_H
#define ACCESS_AUDIT_H
// The audit log: who did what to which thing, when, from where, with what result.
//
// A row commits with the change it records (same Tx) and is never updated or deleted; the schema
// refuses both. Refusals by permission or scope are logged too, in a write of their own.

#include "access/actor.h"
#include "store/store.h"

typedef struct AuditEntry {
    Str action;        // "claim.accept", "payment_file.release", "session.open", "scope.refused"
    Str object_kind;   // "application"; absent when there is none
    Str object_number; // its public number or key
    Str division_code;
    Str before;        // JSON or plain text of what changed; may be absent
    Str after;
    bool is_refused;
} AuditEntry;

bool audit_write(Tx *tx, const Actor *actor, const AuditEntry *entry, Error *error) MUST_USE;

#endif
