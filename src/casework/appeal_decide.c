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
    Tx *tx;
    const Actor *actor;
    const CaseContext *context;
    const Appeal *appeal;
    const Clawback *clawback; // of an appeal against one
    const AppealDecision *decision;
    ClaimRow claim;
    ClaimAnew anew;
    int64_t paid_fen; // that the right is weighed against
    Arena *arena;
} Effect;

// Which way the decision goes, and against what; ERROR_CONFLICT "NOTHING_CHANGES". Writes nothing.
typedef bool EffectWeigh(Effect *effect, AppealAction *action, Error *error);
// Brings it about; `number` is what came of it.
typedef bool EffectBring(Effect *effect, Str *number, Error *error);

static bool refuse_unchanged(const Effect *effect, Error *error) {
    Str right = yuan_from_fen(effect->arena, effect->anew.right_fen);
    Str reasons = assessment_reasons_text(&effect->anew.assessment, effect->arena);
    error_set(error, ERROR_CONFLICT, "按认定的事实重新判定是 %.*s 元，与原决定没有不同",
              STR_ARG(right));
    if (str_is_empty(reasons))
        error_detail(error, "事实没有变化的，请维持原决定");
    else
        error_detail(error, "%.*s", STR_ARG(reasons));
    return error_code(error, "NOTHING_CHANGES");
}

// What the right comes to beyond what it is weighed against.
static int64_t gap_of(const Effect *effect) {
    return effect->anew.right_fen - effect->paid_fen;
}

static bool weigh_refusal(Effect *effect, AppealAction *action, Error *error) {
    *action = APPEAL_REVOKE;
    effect->paid_fen = effect->anew.family.others_fen;
    return gap_of(effect) > 0 || refuse_unchanged(effect, error);
}

static bool bring_refusal(Effect *effect, Str *number, Error *error) {
    *number = effect->claim.number;
    return claim_reopen(effect->tx, effect->actor, effect->context, &effect->claim, &effect->anew,
                        effect->decision->reasons, effect->arena, error);
}

// A clawback is contested by its own appeal: what it asks back counts only against asking for it
// once more.
static bool weigh_amount(Effect *effect, AppealAction *action, Error *error) {
    const ClaimFamily *family = &effect->anew.family;
    *action = APPEAL_CHANGE;
    effect->paid_fen = family->whole_fen;
    if (gap_of(effect) > 0) return true;
    effect->paid_fen = family->whole_fen - family->asked_fen;
    return gap_of(effect) < 0 || refuse_unchanged(effect, error);
}

static bool pay_supplement(Effect *effect, int64_t amount_fen, Str *number, Error *error) {
    ClaimSupplement supplement = {amount_fen, effect->appeal->number};
    return claim_supplement(effect->tx, effect->actor, effect->context, &effect->claim,
                            &effect->anew, &supplement, effect->arena, number, error);
}

static bool open_clawback(Effect *effect, Str claim_number, int64_t over_fen, Str *number,
                          Error *error) {
    ClawbackOpening opening = {
        .claim_number = claim_number,
        .cause = CLAWBACK_BY_APPEAL,
        .note = str_format(effect->arena, "申诉 %.*s 复查，应领 %.*s 元，多付 %.*s 元",
                           STR_ARG(effect->appeal->number),
                           STR_ARG(yuan_from_fen(effect->arena, effect->anew.right_fen)),
                           STR_ARG(yuan_from_fen(effect->arena, over_fen))),
    };
    return clawback_open(effect->tx, effect->actor, effect->context, &opening, effect->arena,
                         number, error);
}

// What was paid last goes back first, and no claim gives back more than it was paid.
static bool take_back(Effect *effect, int64_t over_fen, Str *number, Error *error) {
    const ClaimFamily *family = &effect->anew.family;
    for (size_t i = family->count; i-- > 0 && over_fen > 0;) {
        const ClaimMember *member = &family->members[i];
        int64_t part = member->amount_fen - member->asked_fen;
        if (!member->is_paid || part <= 0) continue;
        if (part > over_fen) part = over_fen;
        if (!open_clawback(effect, member->number, part, number, error)) return false;
        over_fen -= part;
    }
    if (over_fen == 0) return true;
    error_set(error, ERROR_CONFLICT, "多算的 %.*s 元在还没有办完的补发里",
              STR_ARG(yuan_from_fen(effect->arena, over_fen)));
    error_detail(error, "请先不予办理那件补发，再复查");
    return error_code(error, "SUPPLEMENT_OPEN");
}

static bool bring_amount(Effect *effect, Str *number, Error *error) {
    int64_t more = gap_of(effect);
    return more > 0 ? pay_supplement(effect, more, number, error)
                    : take_back(effect, -more, number, error);
}

// What is owed back: what was paid beyond the right.
static int64_t owed_fen(const Effect *effect) {
    int64_t owed = -gap_of(effect);
    return owed > 0 ? owed : 0;
}

static bool weigh_clawback(Effect *effect, AppealAction *action, Error *error) {
    const ClaimFamily *family = &effect->anew.family;
    int64_t asked = effect->clawback->amount_fen; // once decided, it is contested once
    effect->paid_fen = family->whole_fen - (family->asked_fen - asked);
    int64_t owed = owed_fen(effect);
    *action = owed == 0 ? APPEAL_REVOKE : APPEAL_CHANGE;
    return owed < effect->clawback->amount_fen || refuse_unchanged(effect, error);
}

static bool bring_clawback(Effect *effect, Str *number, Error *error) {
    int64_t refund;
    ClawbackReduction reduction = {.number = effect->clawback->number,
                                   .to_fen = owed_fen(effect),
                                   .appeal_number = effect->appeal->number,
                                   .note = effect->decision->reasons};
    *number = effect->clawback->number;
    return clawback_reduce(effect->tx, effect->actor, effect->context, &reduction, effect->arena,
                           &refund, error) &&
           (refund == 0 || pay_supplement(effect, refund, number, error));
}

static const struct {
    EffectWeigh *weigh;
    EffectBring *bring;
} effects[APPEAL_SUBJECT_COUNT] = {
    [APPEAL_OF_REFUSAL] = {weigh_refusal, bring_refusal},
    [APPEAL_OF_AMOUNT] = {weigh_amount, bring_amount},
    [APPEAL_OF_CLAWBACK] = {weigh_clawback, bring_clawback},
};

// ---- Deciding ----

// What follows, in words that the party understands.
static Str consequence(const Effect *effect, AppealAction action) {
    int64_t more = gap_of(effect);
    if (action == APPEAL_MAINTAIN) {
        return str_format(effect->arena,
                          "对复查结果不服的，可以自知道之日起%d日内申请行政复议，"
                          "或者%d个月内提起行政诉讼",
                          APPEAL_RECONSIDERATION_DAYS, APPEAL_LAWSUIT_MONTHS);
    }
    if (effect->appeal->subject == APPEAL_OF_REFUSAL) return STR("申请恢复办理，重新受理和复核");
    if (effect->appeal->subject == APPEAL_OF_CLAWBACK) {
        return str_format(effect->arena, "应退的减为 %.*s 元",
                          STR_ARG(yuan_from_fen(effect->arena, owed_fen(effect))));
    }
    Str gap = yuan_from_fen(effect->arena, more > 0 ? more : -more);
    return str_format(effect->arena,
                      more > 0 ? "补发 %.*s 元，补发也要复核、公示" : "多付 %.*s 元，另行核查",
                      STR_ARG(gap));
}

static bool take_decision(Effect *effect, Appeal *appeal, AppealAction action, Error *error) {
    AppealMoveRowIn change = appeal_change();
    Str reasons = effect->decision->reasons;
    Str word = course_action_label(&appeal_course, (int)action);
    CourseMove move = {
        .action = (int)action,
        .note = reasons,
        .message =
            str_format(effect->arena, "申诉复查结果：%.*s原决定。理由：%.*s。%.*s", STR_ARG(word),
                       STR_ARG(reasons), STR_ARG(consequence(effect, action))),
    };
    change.decided_by = (OptionalInt){true, effect->actor->account_id};
    change.decided_on = effect->actor->today;
    change.reasons = reasons;
    return appeal_take_step(effect->tx, effect->actor, effect->context, appeal, &move, &change,
                            effect->arena, error);
}

// All that it was decided from, as one JSON object by key.
static Str facts_json(Arena *arena, const Assessment *assessment) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put_char(&out, '{');
    for (size_t i = 0; i < assessment->fact_count; i++) {
        const AssessedFact *fact = &assessment->facts[i];
        str_put_format(&out, "%s\"%.*s\":%.*s", i > 0 ? "," : "", STR_ARG(fact->key),
                       STR_ARG(fact->json));
    }
    str_put_char(&out, '}');
    return str_built(&out);
}

static bool keep_decision(Effect *effect, Error *error) {
    const Assessment *assessment = &effect->anew.assessment;
    Str found = effect->decision->found_json;
    AppealDecisionInsertIn row = {.appeal_id = effect->appeal->id,
                                  .decided_on = assessment->on,
                                  .pack_hash = str_from_c(effect->context->pack->hash),
                                  .engine = STR(DECISION_ENGINE),
                                  .found_json = str_is_empty(found) ? STR("{}") : found,
                                  .facts_json = facts_json(effect->arena, assessment),
                                  .decision_json = assessment->decision_json,
                                  .right_fen = effect->anew.right_fen,
                                  .paid_fen = effect->paid_fen};
    return appeal_decision_insert(effect->tx, &row, NULL, error);
}

static bool overturn(Effect *effect, Appeal *appeal, Error *error) {
    AppealAction action;
    Str number = {0};
    return claim_decide_anew(effect->tx, effect->context, &effect->claim,
                             effect->decision->found_json, effect->arena, &effect->anew, error) &&
           effects[appeal->subject].weigh(effect, &action, error) &&
           take_decision(effect, appeal, action, error) && keep_decision(effect, error) &&
           effects[appeal->subject].bring(effect, &number, error) &&
           appeal_set_result(effect->tx,
                             &(AppealSetResultIn){appeal->id, number, effect->anew.right_fen}, NULL,
                             error);
}

bool appeal_decide(Tx *tx, const Actor *actor, const CaseContext *context,
                   const AppealDecision *decision, Arena *arena, Error *error) {
    Appeal appeal;
    Clawback clawback = {0};
    AppealDecision trimmed = *decision;
    trimmed.reasons = str_trim(decision->reasons);
    Effect effect = {.tx = tx,
                     .actor = actor,
                     .context = context,
                     .appeal = &appeal,
                     .clawback = &clawback,
                     .decision = &trimmed,
                     .arena = arena};
    if (!appeal_load(tx, actor, decision->number, arena, &appeal, error) ||
        !claim_load(tx, actor, appeal.claim_number, arena, &effect.claim, error)) {
        return false;
    }
    CourseCase subject = appeal_case(&appeal);
    if (!course_transition(&appeal_course, APPEAL_MAINTAIN, subject.state)) {
        return course_refuse(&appeal_course, &subject, APPEAL_MAINTAIN, error);
    }
    bool has_clawback = !str_is_absent(appeal.clawback_number);
    if (has_clawback &&
        !clawback_load(tx, actor, appeal.clawback_number, arena, &clawback, error)) {
        return false;
    }
    if (!check_decider(tx, actor, &appeal, &clawback, arena, error)) return false;
    return decision->is_maintained ? take_decision(&effect, &appeal, APPEAL_MAINTAIN, error)
                                   : overturn(&effect, &appeal, error);
}
