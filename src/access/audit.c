// SPDX-License-Identifier: Apache-2.0
#include "access/audit.h"

#include "access/audit.sql.h"

// Somebody without an account may act as well: object to a notice, sign in. A person's name stands
// sealed in the account and nowhere in the log, whose rows are hashed as they are written.
static Str actor_name(const Actor *actor) {
    if (actor->role == ROLE_CITIZEN && actor->account_id != 0) return role_label(actor->role);
    return str_is_absent(actor->display_name) ? STR("未登录") : actor->display_name;
}

bool audit_write(Tx *tx, const Actor *actor, const AuditEntry *entry, Error *error) {
    return audit_insert(tx,
                        &(AuditInsertIn){.at_ms = actor->now_ms,
                                         .business_date = actor->today,
                                         .account_id = actor->account_id,
                                         .role = role_code(actor->role),
                                         .actor_name = actor_name(actor),
                                         .action = entry->action,
                                         .object_kind = entry->object_kind,
                                         .object_number = entry->object_number,
                                         .division_code = entry->division_code,
                                         .before_text = entry->before,
                                         .after_text = entry->after,
                                         .is_refused = entry->is_refused,
                                         .remote_address = actor->remote_address,
                                         .request_id = actor->request_id},
                        NULL, error);
}

// ---- Reading ----

static AuditRecord record_from_row(const AuditRow *row) {
    return (AuditRecord){
        .id = row->id,
        .at_ms = row->at_ms,
        .business_date = row->business_date,
        .role = row->role,
        .actor_name = str_is_absent(row->person_name) ? row->actor_name : row->person_name,
        .action = row->action,
        .object_kind = row->object_kind,
        .object_number = row->object_number,
        .division_code = row->division_code,
        .before = row->before_text,
        .after = row->after_text,
        .remote_address = row->remote_address,
        .is_refused = row->is_refused,
    };
}

static bool note_reading(Tx *tx, const Actor *actor, const AuditQuery *query, Error *error) {
    AuditEntry entry = {.action = STR("audit.read"),
                        .object_kind = STR("audit_log"),
                        .after = query->object_number};
    return audit_write(tx, actor, &entry, error);
}

bool audit_read(Tx *tx, const Actor *actor, const AuditQuery *query, Arena *arena,
                AuditRecords *records, Error *error) {
    AuditRows rows;
    *records = (AuditRecords){0};
    if (!role_has(actor->role, PERMISSION_AUDIT)) {
        return error_set(error, ERROR_FORBIDDEN, "审计日志只给审计管理员看");
    }
    OptionalInt before = {query->before_id > 0, query->before_id};
    int64_t count = query->row_count < AUDIT_ROWS_MAX ? query->row_count : AUDIT_ROWS_MAX;
    if (!note_reading(tx, actor, query, error)) return false;
    bool is_read = str_is_absent(query->object_number)
                       ? audit_list(tx, &(AuditListIn){before, count}, arena, &rows, error)
                       : audit_list_object(
                             tx, &(AuditListObjectIn){query->object_number, before, count}, arena,
                             &rows, error);
    if (!is_read) return false;
    *records = (AuditRecords){NEW_ARRAY(arena, AuditRecord, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) records->items[i] = record_from_row(&rows.items[i]);
    return true;
}
