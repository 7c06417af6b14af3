// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_anew.h"

#include "casework/claim_joint.h"
#include "casework/message.h"
#include "registry/entitlement.sql.h"

// ---- Refused on the screen ----

bool claim_is_contestable(const Assessment *assessment) {
    return assessment->eligible == FEEL_FALSE && assessment->measure &&
           assessment->measure->kind == MEASURE_BENEFIT;
}

static bool check_refused(const Assessment *assessment, Error *error) {
    if (claim_is_contestable(assessment)) return true;
    error_set(error, ERROR_CONFLICT, "%.*s没有判定为不符合，或者不是发钱的事项",
              STR_ARG(assessment->policy->title));
    error_detail(error, "可以直接申请；缺信息的请补上再看；数据有误的请联系数据单位更正");
    return error_code(error, "NOT_REFUSED");
}

static bool tell_contest(Tx *tx, const Actor *actor, const Assessment *assessment, Str number,
                         Str reasons, Arena *arena, Error *error) {
    Message message = {
        .person_id = str_is_absent(assessment->uscc) ? assessment->person_id : 0,
        .uscc = assessment->uscc,
        .claim_number = number,
        .text = str_format(arena, "%.*s（%.*s）系统判定不予办理：%.*s",
                           STR_ARG(assessment->policy->title), STR_ARG(number), STR_ARG(reasons)),
    };
    return message_put(tx, actor, &message, error);
}

static bool enter_refused(Tx *tx, const Actor *actor, const CaseContext *context,
                          const ClaimSubmission *in, const Assessment *part, Arena *arena,
                          ClaimRow *row, Error *error) {
    ClaimMake make = {.assessment = part, .channel = STR("self"), .is_contest = true};
    make.note = assessment_reasons_text(part, arena);
    return claim_settle_part(tx, in, part, arena, &make.payee, error) &&
           claim_enter(tx, actor, context, &make, arena, row, error) &&
           entitlement_mark_void(
               tx,
               &(EntitlementMarkVoidIn){.id = row->entitlement_id,
                                        .voided_on = actor->today,
                                        .void_reason = claim_state_label(CLAIM_REFUSED)},
               NULL, error);
}

bool claim_contest(Tx *tx, const Actor *actor, const CaseContext *context,
                   const ClaimSubmission *in, Arena *arena, Str *number, Error *error) {
    AssessmentIn query = {.pack = context->pack,
                          .policy_number = in->policy_number,
                          .subject_key = in->subject_key,
                          .measure_key = in->measure_key,
                          .is_claim = true,
                          .stated_json = in->stated_json,
                          .on = actor->today};
    Assessment whole;
    *number = (Str){0};
    if (!assess_subject(tx, &query, arena, &whole, error) ||
        !claim_check_own(actor, &whole, error) || !check_refused(&whole, error)) {
        return false;
    }
    bool is_joint = whole.part_count > 1, names_lender = !str_is_empty(in->lender.account_number);
    for (size_t i = 0; i < whole.part_count; i++) {
        Assessment part = assessment_part(&whole, whole.parts[i].measure->key);
        ClaimRow made;
        if (is_joint && payee_is_lender(part.measure) && !names_lender) continue;
        if (!enter_refused(tx, actor, context, in, &part, arena, &made, error)) return false;
        if (str_is_absent(*number)) *number = made.number;
        ClaimJoinIn join = {made.number, *number};
        if (is_joint && !claim_join(tx, &join, NULL, error)) return false;
    }
    return tell_contest(tx, actor, &whole, *number, assessment_reasons_text(&whole, arena), arena,
                        error);
}

// ---- Deciding anew ----

static bool check_pack(const Pack *pack, const ClaimDecisionRow *decision, Error *error) {
    if (str_equal(str_from_c(pack->hash), decision->pack_hash)) return true;
    error_set(error, ERROR_CONFLICT, "重新判定要用原决定的政策版本 %.12s",
              decision->pack_hash.data);
    return error_code(error, "PACK_DIFFERS");
}

bool claim_decide_anew(Tx *tx, const CaseContext *context, const ClaimRow *row, Str found_json,
                       Arena *arena, Assessment *whole, Error *error) {
    ClaimDecisionRow decision;
    Statement statement;
    ClaimFamily family;
    if (!claim_decision(tx, &(ClaimDecisionIn){row->id}, arena, &decision, error) ||
        !check_pack(context->pack, &decision, error) ||
        !claim_kept_facts(tx, row, arena, &statement, error)) {
        return false;
    }
    if ((!str_is_empty(found_json) &&
         !statement_merge(arena, statement.found_json, found_json, &statement.found_json, error)) ||
        !claim_family_read(tx, row, arena, &family, error)) {
        return false;
    }
    AssessmentIn query = {.pack = context->pack,
                          .policy_number = (int)row->policy_number,
                          .subject_key = row->subject_key,
                          .measure_key = row->measure,
                          .stated_json = statement.own_json,
                          .department_json = statement.department_json,
                          .found_json = statement.found_json,
                          .holders = family.holders,
                          .on = decision.decided_on};
    return assess_subject(tx, &query, arena, whole, error) &&
           claim_check_period(row, whole, error) &&
           (whole->eligible != FEEL_UNKNOWN || claim_check_assessment(whole, arena, error));
}

bool claim_anew_for(Tx *tx, const ClaimRow *row, const Assessment *whole, Arena *arena,
                    ClaimAnew *anew, Error *error) {
    if (!claim_family_read(tx, row, arena, &anew->family, error)) return false;
    anew->assessment = assessment_part(whole, row->measure);
    const Assessment *part = &anew->assessment;
    anew->right_fen = part->eligible == FEEL_TRUE && part->has_amount ? part->amount_fen : 0;
    return true;
}

// ---- What follows ----

bool claim_reopen(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                  const ClaimAnew *anew, Str note, Arena *arena, Error *error) {
    Assessment again = anew->assessment;
    const Assessment *assessment = &again;
    int64_t entitlement;
    ClaimMove move = {.action = CLAIM_REOPEN, .note = note};
    again.amount_fen = anew->right_fen - anew->family.others_fen;
    if (row->supplements_id.present) again.stage = row->stage;
    return claim_check_assessment(assessment, arena, error) &&
           claim_check_unclaimed(tx, assessment, arena, error) &&
           claim_take_entitlement(tx, actor, assessment, row->number, arena, &entitlement, error) &&
           claim_move(tx, actor, context, row, &move, arena, error) &&
           claim_keep_decision(tx, context->pack, row->id, row->version, assessment, arena,
                               error) &&
           claim_set_entitlement(
               tx, &(ClaimSetEntitlementIn){row->id, entitlement, assessment->amount_fen}, NULL,
               error);
}

bool claim_supplement(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimRow *row,
                      const ClaimAnew *anew, const ClaimSupplement *supplement, Arena *arena,
                      Str *number, Error *error) {
    Assessment assessment = anew->assessment;
    assessment.amount_fen = supplement->amount_fen;
    assessment.stage = str_format(arena, "%.*s补发 %.*s", STR_ARG(assessment.stage),
                                  STR_ARG(supplement->appeal_number));
    ClaimMake make = {
        .assessment = &assessment,
        .payee = {.key = row->payee_key,
                  .name = row->applicant_name,
                  .is_person = str_is_absent(row->uscc),
                  .is_lender = row->pays_lender,
                  .account = {row->account_number, row->bank_name, row->holder_name}},
        .channel = STR("self"),
        .supplements = {true, row->supplements_id.present ? row->supplements_id.value : row->id},
        .note = str_format(arena, "申诉 %.*s 变更后补发，原申请 %.*s",
                           STR_ARG(supplement->appeal_number), STR_ARG(row->number)),
    };
    ClaimRow made;
    if (!claim_make(tx, actor, context, &make, arena, &made, error)) return false;
    *number = made.number;
    return true;
}
