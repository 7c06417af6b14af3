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

// ---- Reading, for the audit administrator alone ----

#define AUDIT_ROWS_MAX 200 // of one page

typedef struct AuditRecord {
    int64_t id;         // names the row when paging; never shown
    int64_t at_ms;
    Date business_date;
    Str role;           // code
    Str actor_name;
    Str action;
    Str object_kind, object_number, division_code, before, after, remote_address; // may be absent
    bool is_refused;
} AuditRecord;

typedef struct AuditRecords {
    AuditRecord *items;
    size_t count;
} AuditRecords;

typedef struct AuditQuery {
    Str object_number;  // rows of this object; absent = all
    int64_t before_id;  // of the last row seen; 0 = from the newest
    int64_t row_count;  // at most AUDIT_ROWS_MAX
} AuditQuery;

// Newest first. Reading the log writes a row of its own, "audit.read", before the rows are read; so
// this belongs into store_write. ERROR_FORBIDDEN for every other role.
bool audit_read(Tx *tx, const Actor *actor, const AuditQuery *query, Arena *arena,
                AuditRecords *records, Error *error) MUST_USE;

#endif
