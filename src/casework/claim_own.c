// SPDX-License-Identifier: Apache-2.0
// The applicant's own steps after submitting: correcting, withdrawing, confirming.
#include "casework/claim_make.h"
#include "registry/entitlement.sql.h"

static void put_fact(StrBuilder *out, const ClaimFactRow *fact) {
    str_put_format(out, "%s\"%.*s\":%.*s", out->count > 1 ? "," : "", STR_ARG(fact->key),
                   STR_ARG(fact->json));
}

bool claim_kept_facts(Tx *tx, const ClaimRow *row, Arena *arena, Str *stated, Str *found,
                      Error *error) {
    ClaimFactRows facts;
    StrBuilder outs[2];
    if (!claim_facts(tx, &(ClaimFactsIn){.application_id = row->id}, arena, &facts, error)) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        str_builder_init(&outs[i], arena, 0);
        str_put_char(&outs[i], '{');
    }
    for (size_t i = 0; i < facts.count; i++) {
        const ClaimFactRow *fact = &facts.items[i];
        if (fact->is_stated) put_fact(&outs[0], fact);
        if (str_equal(fact->source, STR(ASSESSMENT_FOUND_SOURCE))) put_fact(&outs[1], fact);
    }
    for (int i = 0; i < 2; i++) str_put_char(&outs[i], '}');
    *stated = str_built(&outs[0]);
    *found = str_built(&outs[1]);
    return true;
}

bool claim_check_period(const ClaimRow *row, const Assessment *assessment, Error *error) {
    if (str_equal(row->period, assessment->period)) return true;
    error_set(error, ERROR_CONFLICT, "申请 %.*s 是 %.*s 这一期的，现在按 %.*s 这一期判定",
              STR_ARG(row->number), STR_ARG(row->period), STR_ARG(assessment->period));
    error_detail(error, "请撤回这件申请，再申请新的一期");
    return error_code(error, "PERIOD_PASSED");
}

static bool set_amount(Tx *tx, ClaimRow *row, int64_t amount_fen, Error *error) {
    row->amount_fen = amount_fen;
    return claim_set_amount(tx, &(ClaimSetAmountIn){.id = row->id, .amount_fen = amount_fen}, NULL,
                            error) &&
           entitlement_set_amount(
               tx,
               &(EntitlementSetAmountIn){.id = row->entitlement_id, .amount_fen = amount_fen},
               NULL, error);
}

bool claim_resubmit(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                    Str stated_json, Arena *arena, Claim *claim, Error *error) {
    ClaimRow row;
    Assessment assessment;
    Str former, found;
    if (!claim_load(tx, actor, number, arena, &row, error) ||
        !claim_kept_facts(tx, &row, arena, &former, &found, error)) {
        return false;
    }
    if (str_is_absent(stated_json)) stated_json = former;
    AssessmentIn query = {.pack = context->pack,
                          .policy_number = (int)row.policy_number,
                          .subject_key = row.subject_key,
                          .measure_key = row.measure,
                          .stated_json = stated_json,
                          .found_json = found,
                          .holder_claim = row.number,
                          .on = actor->today};
    if (!assess_subject(tx, &query, arena, &assessment, error) ||
        !claim_check_assessment(&assessment, arena, error) ||
        !claim_check_period(&row, &assessment, error) ||
        !claim_move(tx, actor, context, &row, &(ClaimMove){.action = CLAIM_RESUBMIT}, arena,
                    error) ||
        !claim_keep_decision(tx, context->pack, row.id, row.version, &assessment, arena, error) ||
        !set_amount(tx, &row, assessment.amount_fen, error)) {
        return false;
    }
    *claim = claim_from_row(&row);
    return true;
}

bool claim_withdraw(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                    Arena *arena, Claim *claim, Error *error) {
    ClaimRow row;
    if (!claim_load(tx, actor, number, arena, &row, error) ||
        !claim_move(tx, actor, context, &row, &(ClaimMove){.action = CLAIM_WITHDRAW}, arena,
                    error)) {
        return false;
    }
    *claim = claim_from_row(&row);
    return true;
}

static bool check_confirmation(const Actor *actor, const ClaimRow *row, Error *error) {
    if (!claim_awaits_confirmation(row)) {
        error_set(error, ERROR_CONFLICT, "申请 %.*s 不用确认，或者已经确认过", STR_ARG(row->number));
        return error_code(error, "NOTHING_TO_CONFIRM");
    }
    if (!row->entered_by.present || row->entered_by.value != actor->account_id) return true;
    error_set(error, ERROR_CONFLICT, "代办的人不能自己确认");
    error_detail(error, "请由另一位同事打电话确认");
    return error_code(error, "SAME_PERSON");
}

bool claim_confirm(Tx *tx, const Actor *actor, const CaseContext *context, Str number, Str note,
                   Arena *arena, Claim *claim, Error *error) {
    ClaimRow row;
    bool is_own = actor->role == ROLE_CITIZEN || actor->role == ROLE_ORG_HR;
    ClaimMove move = {.action = is_own ? CLAIM_CONFIRM : CLAIM_CONFIRM_BY_PHONE, .note = note};
    if (!claim_load(tx, actor, number, arena, &row, error) ||
        !check_confirmation(actor, &row, error) ||
        (!is_own && !claim_check_hand(tx, actor, row.id, arena, error)) ||
        !claim_move(tx, actor, context, &row, &move, arena, error)) {
        return false;
    }
    row.confirmed_how = is_own ? STR("self") : STR("phone");
    *claim = claim_from_row(&row);
    return claim_set_confirmed(tx,
                               &(ClaimSetConfirmedIn){.id = row.id,
                                                      .how = row.confirmed_how,
                                                      .on_date = actor->today},
                               NULL, error);
}
