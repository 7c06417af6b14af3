// SPDX-License-Identifier: Apache-2.0
#include "access/audit.h"

#include "access/audit.sql.h"

bool audit_write(Tx *tx, const Actor *actor, const AuditEntry *entry, Error *error) {
    return audit_insert(tx,
                        &(AuditInsertIn){.at_ms = actor->now_ms,
                                         .business_date = actor->today,
                                         .account_id = actor->account_id,
                                         .role = role_code(actor->role),
                                         .actor_name = actor->display_name,
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
