// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_joint.h"

#include "casework/claim_family.h"
#include "casework/fact_request.h"
#include "fund/yuan.h"

// ---- Making ----

static bool is_due(const AssessedPart *part) {
    return !part->has_amount || part->amount_fen > 0;
}

static size_t due_count(const Assessment *whole) {
    size_t count = 0;
    for (size_t i = 0; i < whole->part_count; i++) count += is_due(&whole->parts[i]);
    return count;
}

bool claim_check_parts_unclaimed(Tx *tx, const Assessment *whole, Arena *arena, Error *error) {
    for (size_t i = 0; i < whole->part_count; i++) {
        Assessment part = assessment_part(whole, whole->parts[i].measure->key);
        if (part.is_claimed && !claim_check_unclaimed(tx, &part, arena, error)) return false;
    }
    return true;
}

bool claim_settle_part(Tx *tx, const ClaimSubmission *in, const Assessment *part, Arena *arena,
                       Payee *payee, Error *error) {
    return payee_is_lender(part->measure)
               ? lender_settle(tx, part, in, arena, payee, error)
               : payee_settle(tx, part, &in->account, arena, payee, error);
}

static bool make_part(Tx *tx, const Actor *actor, const CaseContext *context,
                      const ClaimSubmission *in, const Assessment *part, Arena *arena,
                      ClaimRow *row, Error *error) {
    ClaimMake make = {.assessment = part, .channel = in->at_counter ? STR("counter") : STR("self")};
    if (!claim_settle_part(tx, in, part, arena, &make.payee, error) ||
        !claim_make(tx, actor, context, &make, arena, row, error)) {
        return false;
    }
    FactAsking asking = {.case_number = row->number, .assessment = part};
    return fact_requests_ask(tx, context, actor->today, &asking, 1, arena, error);
}

bool claim_make_parts(Tx *tx, const Actor *actor, const CaseContext *context,
                      const ClaimSubmission *in, const Assessment *whole, Arena *arena,
                      ClaimRow *first, Error *error) {
    bool is_joint = due_count(whole) > 1;
    *first = (ClaimRow){0};
    for (size_t i = 0; i < whole->part_count; i++) {
        if (!is_due(&whole->parts[i])) continue;
        Assessment part = assessment_part(whole, whole->parts[i].measure->key);
        ClaimRow row;
        if (!make_part(tx, actor, context, in, &part, arena, &row, error)) return false;
        if (str_is_absent(first->number)) *first = row;
        ClaimJoinIn join = {row.number, first->number};
        if (is_joint && !claim_join(tx, &join, NULL, error)) return false;
    }
    return true;
}

// ---- Deciding again ----

static bool is_living(const ClaimRow *row) {
    return !str_equal(row->state, claim_state_code(CLAIM_REFUSED)) &&
           !str_equal(row->state, claim_state_code(CLAIM_WITHDRAWN));
}

static bool refuse_reviewed(const ClaimRow *other, Arena *arena, Error *error) {
    Str amount = yuan_from_fen(arena, other->amount_fen);
    error_set(error, ERROR_CONFLICT, "同一次申请的 %.*s（%.*s %.*s 元）已经复核，金额不能再变",
              STR_ARG(other->number), STR_ARG(other->measure_name), STR_ARG(amount));
    error_detail(error, "请先由复核人员把那一件不予办理，再改这一件");
    return error_code(error, "COMPANION_REVIEWED");
}

bool claim_follow_one(Tx *tx, const Actor *actor, const CaseContext *context, Str of,
                      ClaimRow *other, const Assessment *whole, Arena *arena, Error *error) {
    Assessment share;
    ClaimMove move = {.action = CLAIM_FOLLOW,
                      .note = str_format(arena, "随 %.*s", STR_ARG(of))};
    ClaimState state;
    if (!claim_share(tx, other, whole, arena, &share, error)) return false;
    if (share.amount_fen == other->amount_fen) return true;
    bool may_follow =
        claim_state_from_code(other->state, &state) && transition_find(CLAIM_FOLLOW, state) != NULL;
    if (!may_follow) return refuse_reviewed(other, arena, error);
    return claim_move(tx, actor, context, other, &move, arena, error) &&
           claim_keep_again(tx, context, other, &share, arena, error);
}

static bool refuse_new_part(const Measure *measure, Error *error) {
    error_set(error, ERROR_CONFLICT, "这样改，就多出一笔%.*s，原来没有申请",
              STR_ARG(measure->name));
    error_detail(error, "请撤回同一次申请的各件，重新申请");
    return error_code(error, "PART_MISSING");
}

static bool was_made(const ClaimRow *row, const ClaimRows *others, Str measure) {
    bool found = str_equal(row->measure, measure);
    for (size_t i = 0; i < others->count && !found; i++) {
        found = str_equal(others->items[i].measure, measure);
    }
    return found;
}

bool claim_follow(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimRow *row,
                  const Assessment *whole, Arena *arena, Error *error) {
    ClaimRows others;
    if (whole->part_count < 2) return true;
    if (!claim_companions(tx, &(ClaimCompanionsIn){row->id}, arena, &others, error)) return false;
    for (size_t i = 0; i < whole->part_count; i++) {
        const AssessedPart *part = &whole->parts[i];
        bool is_new = part->amount_fen > 0 && !was_made(row, &others, part->measure->key);
        if (is_new) return refuse_new_part(part->measure, error);
    }
    for (size_t i = 0; i < others.count; i++) {
        ClaimRow *other = &others.items[i];
        if (is_living(other) &&
            !claim_follow_one(tx, actor, context, row->number, other, whole, arena, error)) {
            return false;
        }
    }
    return true;
}

// ---- A part that nobody applied for ----

bool claim_make_missing(Tx *tx, const Actor *actor, const CaseContext *context,
                        const ClaimRow *row, const Assessment *part, Arena *arena, Str *number,
                        Error *error) {
    ClaimMake make = {.assessment = part, .channel = STR("self"),
                      .note = str_format(arena, "随 %.*s", STR_ARG(row->number))};
    if (payee_is_lender(part->measure)) {
        error_set(error, ERROR_CONFLICT, "这样认定，就多出一笔%.*s，付给贷款银行，没有人写过银行和账号",
                  STR_ARG(part->measure->name));
        error_detail(error, "请申请人撤回申诉，写上贷款银行和还款账号再提");
        return error_code(error, "PART_MISSING");
    }
    ClaimRow made;
    if (!payee_settle(tx, part, &(PayeeAccount){0}, arena, &make.payee, error) ||
        !claim_make(tx, actor, context, &make, arena, &made, error)) {
        return false;
    }
    *number = made.number;
    return claim_join_to(tx, &(ClaimJoinToIn){made.number, row->id}, NULL, error);
}
