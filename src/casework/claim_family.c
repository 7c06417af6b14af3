// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_family.h"

#include "casework/claim_family.sql.h"
#include "publish/statement.h"

static ClaimMember member_from_row(const ClaimMemberRow *row) {
    ClaimState state = CLAIM_REFUSED;
    (void)claim_state_from_code(row->state, &state);
    bool is_over = state == CLAIM_REFUSED || state == CLAIM_WITHDRAWN;
    return (ClaimMember){.number = row->number,
                         .is_paid = state == CLAIM_PAID,
                         .amount_fen = is_over ? 0 : row->amount_fen,
                         .asked_fen = row->asked_fen};
}

bool claim_family_read(Tx *tx, const ClaimRow *row, Arena *arena, ClaimFamily *family,
                       Error *error) {
    ClaimMemberRows rows;
    if (!claim_family_list(tx, &(ClaimFamilyListIn){row->id}, arena, &rows, error)) return false;
    Str *numbers = NEW_ARRAY(arena, Str, rows.count);
    *family = (ClaimFamily){.members = NEW_ARRAY(arena, ClaimMember, rows.count),
                            .holders = {numbers, rows.count}};
    for (size_t i = 0; i < rows.count; i++) {
        ClaimMember member = member_from_row(&rows.items[i]);
        numbers[i] = member.number;
        if (!rows.items[i].is_own) {
            family->companions_fen += member.amount_fen;
            continue;
        }
        family->members[family->count++] = member;
        family->whole_fen += member.amount_fen;
        family->asked_fen += member.asked_fen;
        if (rows.items[i].id != row->id) family->others_fen += member.amount_fen;
    }
    return true;
}

int64_t claim_beyond(int64_t whole_fen, int64_t others_fen) {
    return whole_fen > others_fen ? whole_fen - others_fen : 0;
}

bool claim_share(Tx *tx, const ClaimRow *row, const Assessment *whole, Arena *arena,
                 Assessment *share, Error *error) {
    ClaimFamily family;
    if (!claim_family_read(tx, row, arena, &family, error)) return false;
    *share = assessment_part(whole, row->measure);
    share->amount_fen = claim_beyond(share->amount_fen, family.others_fen);
    return true;
}

bool claim_family_found(Tx *tx, const ClaimRow *row, Arena *arena, Str *found_json,
                        Error *error) {
    ClaimReviewRows rows;
    if (!claim_family_reviews(tx, &(ClaimFamilyReviewsIn){row->id}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        if (!statement_merge(arena, *found_json, rows.items[i].found_json, found_json, error)) {
            return false;
        }
    }
    return true;
}
