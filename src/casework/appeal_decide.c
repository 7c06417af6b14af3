// SPDX-License-Identifier: Apache-2.0
// Deciding an appeal: the claim is decided anew, and what follows comes of that.
#include "casework/appeal_core.h"
#include "casework/clawback_core.h"
#include "fund/yuan.h"

// ---- Who decides ----

static bool is_one_of(Tx *tx, const Actor *actor, const OptionalInt *accounts, size_t count,
                      Arena *arena, bool *is_one, Error *error) {
    *is_one = false;
    for (size_t i = 0; i < count && !*is_one; i++) {
        if (!course_is_same_person(tx, actor, accounts[i], arena, is_one, error)) return false;
    }
    return true;
}

static bool check_decider(Tx *tx, const Actor *actor, const Appeal *appeal,
                          const Clawback *clawback, Arena *arena, Error *error) {
    CourseHand hand;
    bool is_one;
    const OptionalInt hands[] = {appeal->accepted_by, appeal->contested_by, clawback->verified_by,
                                 clawback->decided_by};
    if (!course_hand(tx, actor, appeal->claim_id, arena, &hand, error) ||
        !is_one_of(tx, actor, hands, sizeof hands / sizeof *hands, arena, &is_one, error)) {
        return false;
    }
    return (!hand.is_payee && !hand.is_hand && !is_one) ||
           course_refuse_hand(hand.is_payee, "办过这件事的人不能复查它", error);
}

// ---- What a decision anew brings ----

typedef struct Effect {
    AppealBring by;
    const Clawback *clawback; // of an appeal against one
    const AppealDecision *decision;
    Assessment whole;
    AppealParts parts;        // the contested right first
} Effect;

static AppealPart *own_part(const Effect *effect) {
    return &effect->parts.items[0];
}

static bool refuse_unchanged(const Effect *effect, Error *error) {
    Arena *arena = effect->by.arena;
    Str right = yuan_from_fen(arena, own_part(effect)->anew.right_fen);
    Str reasons = assessment_reasons_text(&effect->whole, arena);
    error_set(error, ERROR_CONFLICT, "按认定的事实重新判定是 %.*s 元，与原决定没有不同",
              STR_ARG(right));
    if (str_is_empty(reasons))
        error_detail(error, "事实没有变化的，请维持原决定");
    else
        error_detail(error, "%.*s", STR_ARG(reasons));
    return error_code(error, "NOTHING_CHANGES");
}

// What is owed back by a clawback: what was paid beyond the right.
static int64_t owed_fen(const AppealPart *part) {
    return claim_beyond(part->held_fen, part->anew.right_fen);
}

// The contested clawback is reduced, not added to: PART_TAKEN_BACK stands for that here.
static void weigh_clawback(const Effect *effect, AppealPart *part) {
    const ClaimFamily *family = &part->anew.family;
    int64_t asked = effect->clawback->amount_fen; // once decided, it is contested once
    part->held_fen = family->whole_fen - (family->asked_fen - asked);
    part->change = owed_fen(part) < asked ? PART_TAKEN_BACK : PART_SAME;
    if (part->change == PART_SAME) part->held_fen = part->anew.right_fen + asked;
}

static bool weigh(Effect *effect, const ClaimRow *claim, Error *error) {
    const AppealBring *by = &effect->by;
    AppealPart own;
    if (!appeal_part_weigh(by->tx, claim, &effect->whole, by->arena, &own, error)) return false;
    if (by->appeal->subject == APPEAL_OF_CLAWBACK) weigh_clawback(effect, &own);
    if (!appeal_parts_weigh(by->tx, &own, &effect->whole, by->arena, &effect->parts, error)) {
        return false;
    }
    bool changes = false;
    for (size_t i = 0; i < effect->parts.count; i++) {
        changes |= effect->parts.items[i].change != PART_SAME;
    }
    return changes || refuse_unchanged(effect, error);
}

// A decision is revoked when nothing of it is left.
static AppealAction action_of(const Effect *effect) {
    const AppealPart *own = own_part(effect);
    bool is_clawback = effect->by.appeal->subject == APPEAL_OF_CLAWBACK;
    bool is_revoked = own->change == PART_REOPENED ||
                      (is_clawback && own->change != PART_SAME && owed_fen(own) == 0);
    return is_revoked ? APPEAL_REVOKE : APPEAL_CHANGE;
}

static bool bring_clawback(const Effect *effect, Str *number, Error *error) {
    const AppealBring *by = &effect->by;
    const AppealPart *own = own_part(effect);
    int64_t refund;
    ClawbackReduction reduction = {.number = effect->clawback->number,
                                   .to_fen = owed_fen(own),
                                   .appeal_number = by->appeal->number,
                                   .note = by->reasons};
    *number = effect->clawback->number;
    return own->change == PART_SAME ||
           (clawback_reduce(by->tx, by->actor, by->context, &reduction, by->arena, &refund,
                            error) &&
            (refund == 0 || appeal_part_supplement(by, own, refund, number, error)));
}

// What came of the contested right, or, when it stays as it is, of the first that does not.
static bool bring(Effect *effect, Str *number, Error *error) {
    bool is_clawback = effect->by.appeal->subject == APPEAL_OF_CLAWBACK;
    *number = (Str){0};
    for (size_t i = 0; i < effect->parts.count; i++) {
        Str made = {0};
        bool is_brought = is_clawback && i == 0
                              ? bring_clawback(effect, &made, error)
                              : appeal_part_bring(&effect->by, &effect->parts.items[i],
                                                  &effect->whole, &made, error);
        if (!is_brought) return false;
        if (str_is_absent(*number)) *number = made;
    }
    return true;
}

// ---- Deciding ----

static Str own_words(const Effect *effect) {
    Arena *arena = effect->by.arena;
    bool is_clawback = effect->by.appeal->subject == APPEAL_OF_CLAWBACK;
    if (!is_clawback || own_part(effect)->change == PART_SAME) {
        return appeal_part_words(arena, own_part(effect));
    }
    return str_format(arena, "应退的减为 %.*s 元",
                      STR_ARG(yuan_from_fen(arena, owed_fen(own_part(effect)))));
}

// What follows, in words that the party understands.
static Str consequence(const Effect *effect, AppealAction action) {
    StrBuilder out;
    Arena *arena = effect->by.arena;
    if (action == APPEAL_MAINTAIN) {
        return str_format(arena,
                          "对复查结果不服的，可以自知道之日起%d日内申请行政复议，"
                          "或者%d个月内提起行政诉讼",
                          APPEAL_RECONSIDERATION_DAYS, APPEAL_LAWSUIT_MONTHS);
    }
    str_builder_init(&out, arena, 0);
    str_put(&out, own_words(effect));
    for (size_t i = 1; i < effect->parts.count; i++) {
        const AppealPart *part = &effect->parts.items[i];
        if (part->change == PART_SAME) continue;
        str_put_format(&out, "；同一次申请的%.*s：%.*s",
                       STR_ARG(part->anew.assessment.measure->name),
                       STR_ARG(appeal_part_words(arena, part)));
    }
    return str_built(&out);
}

static bool take_decision(Effect *effect, Appeal *appeal, AppealAction action, Error *error) {
    AppealMoveRowIn change = appeal_change();
    const AppealBring *by = &effect->by;
    Str reasons = by->reasons;
    Str word = course_action_label(&appeal_course, (int)action);
    CourseMove move = {
        .action = (int)action,
        .note = reasons,
        .message =
            str_format(by->arena, "申诉复查结果：%.*s原决定。理由：%.*s。%.*s", STR_ARG(word),
                       STR_ARG(reasons), STR_ARG(consequence(effect, action))),
    };
    change.decided_by = (OptionalInt){true, by->actor->account_id};
    change.decided_on = by->actor->today;
    change.reasons = reasons;
    return appeal_take_step(by->tx, by->actor, by->context, appeal, &move, &change, by->arena,
                            error);
}

static bool keep_decision(Effect *effect, Error *error) {
    const Assessment *assessment = &effect->whole;
    const AppealBring *by = &effect->by;
    Str found = effect->decision->found_json;
    KeptFacts facts = kept_facts_of(assessment, by->arena);
    AppealDecisionInsertIn row = {.appeal_id = by->appeal->id,
                                  .decided_on = assessment->on,
                                  .pack_hash = str_from_c(by->context->pack->hash),
                                  .engine = STR(DECISION_ENGINE),
                                  .found_json = str_is_empty(found) ? STR("{}") : found,
                                  .facts_json = kept_facts_by_key(&facts, by->arena),
                                  .decision_json = assessment->decision_json,
                                  .right_fen = own_part(effect)->anew.right_fen,
                                  .paid_fen = own_part(effect)->held_fen};
    return appeal_decision_insert(by->tx, &row, NULL, error);
}

// A hand in one part is a hand in all that is decided.
static bool check_hands(const Effect *effect, Error *error) {
    const AppealBring *by = &effect->by;
    for (size_t i = 1; i < effect->parts.count; i++) {
        CourseHand hand;
        int64_t id = effect->parts.items[i].claim.id;
        if (!course_hand(by->tx, by->actor, id, by->arena, &hand, error)) return false;
        if (!hand.is_payee && !hand.is_hand) continue;
        return course_refuse_hand(hand.is_payee, "办过同一次申请其他各件的人不能复查它", error);
    }
    return true;
}

static bool overturn(Effect *effect, const ClaimRow *claim, Appeal *appeal, Error *error) {
    const AppealBring *by = &effect->by;
    Str number;
    if (!claim_decide_anew(by->tx, by->context, claim, effect->decision->found_json, by->arena,
                           &effect->whole, error) ||
        !weigh(effect, claim, error) || !check_hands(effect, error) ||
        !take_decision(effect, appeal, action_of(effect), error) ||
        !keep_decision(effect, error) || !bring(effect, &number, error)) {
        return false;
    }
    AppealSetResultIn result = {appeal->id, number, own_part(effect)->anew.right_fen};
    return appeal_set_result(by->tx, &result, NULL, error);
}

bool appeal_decide(Tx *tx, const Actor *actor, const CaseContext *context,
                   const AppealDecision *decision, Arena *arena, Error *error) {
    Appeal appeal;
    ClaimRow claim;
    Clawback clawback = {0};
    Effect effect = {.by = {tx, actor, context, &appeal, str_trim(decision->reasons), arena},
                     .clawback = &clawback,
                     .decision = decision};
    if (!appeal_load(tx, actor, decision->number, arena, &appeal, error) ||
        !claim_load(tx, actor, appeal.claim_number, arena, &claim, error)) {
        return false;
    }
    CourseCase subject = appeal_case(&appeal);
    int asked = decision->is_maintained ? APPEAL_MAINTAIN : APPEAL_CHANGE;
    if (!course_transition(&appeal_course, asked, subject.state)) {
        return course_refuse(&appeal_course, &subject, asked, error);
    }
    bool has_clawback = !str_is_absent(appeal.clawback_number);
    if (has_clawback &&
        !clawback_load(tx, actor, appeal.clawback_number, arena, &clawback, error)) {
        return false;
    }
    if (!check_decider(tx, actor, &appeal, &clawback, arena, error)) return false;
    return decision->is_maintained ? take_decision(&effect, &appeal, APPEAL_MAINTAIN, error)
                                   : overturn(&effect, &claim, &appeal, error);
}
