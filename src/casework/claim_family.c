// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_family.h"

#include "casework/claim_family.sql.h"
#include "casework/redecide.h"
#include "fund/yuan.h"
#include "publish/statement.h"

static ClaimMember member_from_row(const ClaimMemberRow *row) {
    ClaimMember member = {.number = row->number,
                          .measure = row->measure,
                          .state = CLAIM_REFUSED,
                          .is_own = row->is_own,
                          .asked_fen = row->asked_fen,
                          .recovered_fen = row->recovered_fen};
    (void)claim_state_from_code(row->state, &member.state);
    bool is_over = member.state == CLAIM_REFUSED || member.state == CLAIM_WITHDRAWN;
    member.amount_fen = is_over ? 0 : row->amount_fen;
    return member;
}

bool claim_family_read(Tx *tx, const ClaimRow *row, Arena *arena, ClaimFamily *family,
                       Error *error) {
    ClaimMemberRows rows;
    if (!claim_family_list(tx, &(ClaimFamilyListIn){row->id}, arena, &rows, error)) return false;
    Str *numbers = NEW_ARRAY(arena, Str, rows.count);
    *family = (ClaimFamily){.members = NEW_ARRAY(arena, ClaimMember, rows.count),
                            .count = rows.count,
                            .holders = {numbers, rows.count}};
    for (size_t i = 0; i < rows.count; i++) {
        ClaimMember *member = &family->members[i];
        *member = member_from_row(&rows.items[i]);
        numbers[i] = member->number;
        if (!member->is_own) continue;
        family->whole_fen += member->amount_fen;
        family->asked_fen += member->asked_fen;
        family->recovered_fen += member->recovered_fen;
        if (rows.items[i].id == row->id) continue;
        family->others_fen += member->amount_fen - member->recovered_fen;
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

// ---- Money ----

// From the approval on the money is as good as gone.
static bool holds_money(ClaimState state) {
    return state == CLAIM_APPROVED || state == CLAIM_PAYING || state == CLAIM_PAID ||
           state == CLAIM_FAILED;
}

static int64_t held_by_others(const ClaimFamily *family, Str number) {
    int64_t held = 0;
    for (size_t i = 0; i < family->count; i++) {
        const ClaimMember *member = &family->members[i];
        if (!holds_money(member->state) || str_equal(member->number, number)) continue;
        held += member->amount_fen - member->recovered_fen;
    }
    return held;
}

// What a decision gives all of them, each right once.
static int64_t whole_of(const Policy *policy, const ClaimFamily *family, Str decision_json,
                        Arena *arena) {
    int64_t whole = 0;
    for (size_t i = 0; i < family->count; i++) {
        bool is_counted = false;
        for (size_t j = 0; j < i && !is_counted; j++) {
            is_counted = str_equal(family->members[i].measure, family->members[j].measure);
        }
        if (is_counted) continue;
        whole += redecide_right(policy, family->members[i].measure, decision_json, arena);
    }
    return whole;
}

static bool refuse_overpaid(int64_t over_fen, Arena *arena, Error *error) {
    error_set(error, ERROR_CONFLICT, "同一个决定的其他各笔还占着 %.*s 元，加上这一笔就超过总额",
              STR_ARG(yuan_from_fen(arena, over_fen)));
    error_detail(error, "请等多付的追回到账，或者先不予办理没有办完的另一笔，再审批");
    return error_code(error, "FAMILY_OVERPAID");
}

bool claim_family_check_money(Tx *tx, const Pack *pack, const ClaimRow *row, Arena *arena,
                              Error *error) {
    ClaimFamily family;
    ClaimDecisionRow own;
    ClaimReviewRows reviews;
    if (!claim_family_read(tx, row, arena, &family, error)) return false;
    const Policy *policy = pack_policy(pack, (int)row->policy_number);
    if (family.count < 2 || !policy) return true;
    if (!claim_decision(tx, &(ClaimDecisionIn){row->id}, arena, &own, error) ||
        !claim_family_reviews(tx, &(ClaimFamilyReviewsIn){row->id}, arena, &reviews, error)) {
        return false;
    }
    // A part that a review left as it was still stands on the decision of before.
    int64_t whole = whole_of(policy, &family, own.decision_json, arena);
    if (reviews.count > 0) {
        const ClaimReviewRow *latest = &reviews.items[reviews.count - 1];
        int64_t reviewed = whole_of(policy, &family, latest->decision_json, arena);
        if (reviewed > whole) whole = reviewed;
    }
    int64_t over = held_by_others(&family, row->number) + row->amount_fen - whole;
    return over <= 0 || refuse_overpaid(over, arena, error);
}
