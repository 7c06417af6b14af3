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

bool claim_contest(Tx *tx, const Actor *actor, const CaseContext *context,
                   const ClaimSubmission *in, Arena *arena, Str *number, Error *error) {
    AssessmentIn query = {.pack = context->pack,
                          .policy_number = in->policy_number,
                          .subject_key = in->subject_key,
                          .measure_key = in->measure_key,
                          .stated_json = in->stated_json,
                          .on = actor->today};
    Assessment assessment;
    ClaimRow row;
    ClaimMake make = {.assessment = &assessment, .channel = STR("self"), .is_contest = true};
    if (!assess_subject(tx, &query, arena, &assessment, error) ||
        !claim_check_own(actor, &assessment, error) ||
        !check_refused(&assessment, error) ||
        !payee_settle(tx, &assessment, &in->account, arena, &make.payee, error)) {
        return false;
    }
    make.note = assessment_reasons_text(&assessment, arena);
    if (!assessment.has_amount || assessment.amount_fen < 0) assessment.amount_fen = 0;
    if (!claim_enter(tx, actor, context, &make, arena, &row, error)) return false;
    *number = row.number;
    return entitlement_mark_void(
               tx,
               &(EntitlementMarkVoidIn){.id = row.entitlement_id,
                                        .voided_on = actor->today,
                                        .void_reason = claim_state_label(CLAIM_REFUSED)},
               NULL, error) &&
           tell_contest(tx, actor, &assessment, row.number, make.note, arena, error);
}

// ---- Deciding anew ----

static bool check_pack(const Pack *pack, const ClaimDecisionRow *decision, Error *error) {
    if (str_equal(str_from_c(pack->hash), decision->pack_hash)) return true;
    error_set(error, ERROR_CONFLICT, "重新判定要用原决定的政策版本 %.12s",
              decision->pack_hash.data);
    return error_code(error, "PACK_DIFFERS");
}

bool claim_decide_anew(Tx *tx, const CaseContext *context, const ClaimRow *row, Str found_json,
                       Arena *arena, ClaimAnew *anew, Error *error) {
    ClaimDecisionRow decision;
    Statement statement;
    if (!claim_decision(tx, &(ClaimDecisionIn){row->id}, arena, &decision, error) ||
        !check_pack(context->pack, &decision, error) ||
        !claim_kept_facts(tx, row, arena, &statement, error)) {
        return false;
    }
    if ((!str_is_empty(found_json) &&
         !statement_merge(arena, statement.found_json, found_json, &statement.found_json, error)) ||
        !claim_family_read(tx, row, arena, &anew->family, error)) {
        return false;
    }
    AssessmentIn query = {.pack = context->pack,
                          .policy_number = (int)row->policy_number,
                          .subject_key = row->subject_key,
                          .measure_key = row->measure,
                          .stated_json = statement.own_json,
                          .department_json = statement.department_json,
                          .found_json = statement.found_json,
                          .holders = anew->family.holders,
                          .on = decision.decided_on};
    Assessment whole;
    if (!assess_subject(tx, &query, arena, &whole, error) ||
        !claim_check_period(row, &whole, error)) {
        return false;
    }
    anew->assessment = assessment_part(&whole, row->measure);
    Assessment *assessment = &anew->assessment;
    // What was applied for together never comes to more than the whole.
    int64_t left_fen = claim_beyond(whole.amount_fen, anew->family.companions_fen);
    if (assessment->amount_fen > left_fen) assessment->amount_fen = left_fen;
    anew->right_fen =
        assessment->eligible == FEEL_TRUE && assessment->has_amount ? assessment->amount_fen : 0;
    return assessment->eligible != FEEL_UNKNOWN || claim_check_assessment(assessment, arena, error);
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
