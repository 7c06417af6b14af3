// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_DAYBOOK_H
#define CASEWORK_DAYBOOK_H
// The daily register (当日台账): every step of claims, clawbacks and appeals that the office, the
// applicants and the platform took on one business day, within the actor's scope, complete or not
// at all.

#include "casework/claim.h"

#define DAYBOOK_ROWS_MAX 20000

typedef struct DaybookQuery {
    Date on;
    bool only_mine;      // steps of the actor's own account
} DaybookQuery;

typedef struct DaybookRow {
    int64_t at_ms;
    Str number;          // of the claim, the clawback or the appeal
    bool is_clawback, is_appeal;
    int policy_number;
    Str policy_title;
    Str uscc;            // absent: the applicant is a person
    Str applicant_name;  // unmasked: pages mask it
    Str division_code;
    Str action;          // 中文
    Str to_label;
    Str actor_name, role_label; // no role: the platform itself
    int64_t amount_fen;  // of the claim, as it was decided until then
    Str note;
} DaybookRow;

typedef struct Daybook {
    DaybookRow *rows;
    size_t count;
} Daybook;

// ERROR_FORBIDDEN for who sees no people; ERROR_LIMIT "TOO_MANY_ROWS" rather than a part.
bool daybook_read(Tx *tx, const Actor *actor, const DaybookQuery *query, Arena *arena,
                  Daybook *daybook, Error *error) MUST_USE;
// The same for a file that leaves the platform: writes that it did, so this belongs into
// store_write.
bool daybook_export(Tx *tx, const Actor *actor, const DaybookQuery *query, Arena *arena,
                    Daybook *daybook, Error *error) MUST_USE;

#endif
