// SPDX-License-Identifier: Apache-2.0
// What the decision of an appeal brings each right of the family: the contested one, and those that
// one application was for together with it.
#include "casework/appeal_core.h"
#include "casework/claim_joint.h"
#include "casework/clawback_core.h"
#include "fund/yuan.h"

// ---- Weighing ----

// A clawback is contested by its own appeal. What it brought back is not held any more; what it
// asks back counts only against asking for it once more.
static void weigh_paid(AppealPart *part) {
    const ClaimFamily *family = &part->anew.family;
    int64_t right = part->anew.right_fen;
    part->held_fen = family->whole_fen - family->recovered_fen;
    part->change = PART_SUPPLEMENTED;
    if (right > part->held_fen) return;
    part->held_fen = family->whole_fen - family->asked_fen;
    part->change = right < part->held_fen ? PART_TAKEN_BACK : PART_SAME;
    if (part->change == PART_SAME) part->held_fen = right;
}

static void weigh_refused(AppealPart *part) {
    part->held_fen = part->anew.family.others_fen;
    part->change = part->anew.right_fen > part->held_fen ? PART_REOPENED : PART_SAME;
}

// It is on its way: its amount follows.
static void weigh_open(AppealPart *part) {
    const ClaimFamily *family = &part->anew.family;
    part->held_fen = family->whole_fen;
    bool is_same = claim_beyond(part->anew.right_fen, family->others_fen) == part->claim.amount_fen;
    part->change = is_same ? PART_SAME : PART_FOLLOWS;
}

bool appeal_part_weigh(Tx *tx, const ClaimRow *row, const Assessment *whole, Arena *arena,
                       AppealPart *part, Error *error) {
    ClaimState state = CLAIM_WITHDRAWN;
    *part = (AppealPart){.claim = *row};
    if (!claim_anew_for(tx, row, whole, arena, &part->anew, error)) return false;
    (void)claim_state_from_code(row->state, &state);
    if (state == CLAIM_REFUSED) {
        weigh_refused(part);
    } else if (state == CLAIM_PAID) {
        weigh_paid(part);
    } else if (state != CLAIM_WITHDRAWN) {
        weigh_open(part);
    }
    return true;
}

static bool has_claim(const AppealParts *parts, Str measure) {
    for (size_t i = 0; i < parts->count; i++) {
        if (str_equal(parts->items[i].claim.measure, measure)) return true;
    }
    return false;
}

// A part that nobody applied for, since it came to nothing then.
static void put_missing(const ClaimRow *row, const Assessment *whole, AppealParts *parts) {
    size_t count = parts->count;
    for (size_t i = 0; i < whole->part_count; i++) {
        Assessment share = assessment_part(whole, whole->parts[i].measure->key);
        if (share.amount_fen <= 0 || has_claim(parts, share.measure->key)) continue;
        AppealPart part = {.claim = *row, .change = PART_MADE,
                           .anew = {.assessment = share, .right_fen = share.amount_fen}};
        parts->items[count++] = part;
    }
    parts->count = count;
}

bool appeal_parts_weigh(Tx *tx, const AppealPart *own, const Assessment *whole, Arena *arena,
                        AppealParts *parts, Error *error) {
    ClaimRows others;
    if (!claim_companions(tx, &(ClaimCompanionsIn){own->claim.id}, arena, &others, error)) {
        return false;
    }
    parts->items = NEW_ARRAY(arena, AppealPart, 1 + others.count + whole->part_count);
    parts->items[0] = *own;
    parts->count = 1;
    for (size_t i = 0; i < others.count; i++) {
        AppealPart *part = &parts->items[parts->count++];
        if (!appeal_part_weigh(tx, &others.items[i], whole, arena, part, error)) return false;
    }
    put_missing(&own->claim, whole, parts);
    return true;
}

// ---- Bringing it about ----

static bool open_clawback(const AppealBring *bring, const AppealPart *part, Str claim_number,
                          int64_t over_fen, Str *number, Error *error) {
    Arena *arena = bring->arena;
    ClawbackOpening opening = {
        .claim_number = claim_number,
        .cause = CLAWBACK_BY_APPEAL,
        .note = str_format(arena, "申诉 %.*s 复查，应领 %.*s 元，多付 %.*s 元",
                           STR_ARG(bring->appeal->number),
                           STR_ARG(yuan_from_fen(arena, part->anew.right_fen)),
                           STR_ARG(yuan_from_fen(arena, over_fen))),
    };
    return clawback_open(bring->tx, bring->actor, bring->context, &opening, arena, number, error);
}

// What was paid last goes back first, and no claim gives back more than it was paid.
static bool take_back(const AppealBring *bring, const AppealPart *part, Str *number,
                      Error *error) {
    const ClaimFamily *family = &part->anew.family;
    int64_t over_fen = part->held_fen - part->anew.right_fen;
    for (size_t i = family->count; i-- > 0 && over_fen > 0;) {
        const ClaimMember *member = &family->members[i];
        int64_t some = member->amount_fen - member->asked_fen;
        if (!member->is_own || member->state != CLAIM_PAID || some <= 0) continue;
        if (some > over_fen) some = over_fen;
        if (!open_clawback(bring, part, member->number, some, number, error)) return false;
        over_fen -= some;
    }
    if (over_fen == 0) return true;
    error_set(error, ERROR_CONFLICT, "多算的 %.*s 元在还没有办完的补发里",
              STR_ARG(yuan_from_fen(bring->arena, over_fen)));
    error_detail(error, "请先不予办理那件补发，再复查");
    return error_code(error, "SUPPLEMENT_OPEN");
}

bool appeal_part_supplement(const AppealBring *bring, const AppealPart *part, int64_t amount_fen,
                            Str *number, Error *error) {
    ClaimSupplement supplement = {amount_fen, bring->appeal->number};
    return claim_supplement(bring->tx, bring->actor, bring->context, &part->claim, &part->anew,
                            &supplement, bring->arena, number, error);
}

bool appeal_part_bring(const AppealBring *bring, AppealPart *part, const Assessment *whole,
                       Str *number, Error *error) {
    Tx *tx = bring->tx;
    switch (part->change) {
    case PART_SAME: return true;
    case PART_REOPENED:
        *number = part->claim.number;
        return claim_reopen(tx, bring->actor, bring->context, &part->claim, &part->anew,
                            bring->reasons, bring->arena, error);
    case PART_FOLLOWS:
        *number = part->claim.number;
        return claim_follow_one(tx, bring->actor, bring->context, bring->appeal->claim_number,
                                &part->claim, whole, bring->arena, error);
    case PART_SUPPLEMENTED:
        return appeal_part_supplement(bring, part, part->anew.right_fen - part->held_fen, number,
                                      error);
    case PART_TAKEN_BACK: return take_back(bring, part, number, error);
    case PART_MADE: break;
    }
    return claim_make_missing(tx, bring->actor, bring->context, &part->claim,
                              &part->anew.assessment, bring->arena, number, error);
}

// ---- In words that the party understands ----

Str appeal_part_words(Arena *arena, const AppealPart *part) {
    int64_t gap = part->anew.right_fen - part->held_fen;
    Str fen = yuan_from_fen(arena, gap > 0 ? gap : -gap);
    switch (part->change) {
    case PART_SAME: break;
    case PART_REOPENED: return STR("申请恢复办理，重新受理和复核");
    case PART_FOLLOWS:
        return str_format(arena, "金额改为 %.*s 元",
                          STR_ARG(yuan_from_fen(arena, part->anew.right_fen)));
    case PART_SUPPLEMENTED:
        return str_format(arena, "补发 %.*s 元，补发也要复核、公示", STR_ARG(fen));
    case PART_TAKEN_BACK: return str_format(arena, "多付 %.*s 元，另行核查", STR_ARG(fen));
    case PART_MADE: return str_format(arena, "另办一件，%.*s 元", STR_ARG(fen));
    }
    return STR("不变");
}
