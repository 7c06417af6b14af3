// SPDX-License-Identifier: Apache-2.0
// The applicant's own steps after submitting: correcting, withdrawing, confirming; and what
// departments add to what the applicant stated.
#include "casework/claim_family.h"
#include "casework/claim_joint.h"
#include "casework/fact_request.h"
#include "registry/entitlement.sql.h"

#include <stdio.h>

static void put_fact(StrBuilder *out, const KeptFact *fact) {
    str_put_format(out, "%s\"%.*s\":%.*s", out->count > 1 ? "," : "", STR_ARG(fact->key),
                   STR_ARG(fact->json));
}

bool claim_kept_facts(Tx *tx, const ClaimRow *row, Arena *arena, Statement *statement,
                      Error *error) {
    ClaimDecisionRow decision;
    KeptFacts facts;
    FactRequests requests;
    StrBuilder own, found;
    if (!claim_decision(tx, &(ClaimDecisionIn){row->id}, arena, &decision, error) ||
        !kept_facts_from_json(decision.facts_json, arena, &facts, error) ||
        !fact_requests_of(tx, row->number, arena, &requests, error)) {
        return false;
    }
    str_builder_init(&own, arena, 0);
    str_builder_init(&found, arena, 0);
    str_put_char(&own, '{');
    str_put_char(&found, '{');
    for (size_t i = 0; i < facts.count; i++) {
        const KeptFact *fact = &facts.items[i];
        if (fact->is_stated) put_fact(&own, fact);
        if (str_equal(fact->source, STR(ASSESSMENT_FOUND_SOURCE))) put_fact(&found, fact);
    }
    str_put_char(&own, '}');
    str_put_char(&found, '}');
    *statement = (Statement){str_built(&own), fact_requests_statement(arena, &requests),
                             str_built(&found)};
    return claim_family_found(tx, row, arena, &statement->found_json, error);
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

// A month that is over is decided as a roster of it would be: on its last day. Anything else today.
static Date day_of_claim(const CaseContext *context, const ClaimRow *row, Date today) {
    const Policy *policy;
    const Measure *measure = pack_measure(context->pack, row->measure, &policy);
    char text[DATE_TEXT_BYTES];
    Date first;
    if (!measure || measure->period != MEASURE_MONTHLY) return today;
    snprintf(text, sizeof text, "%.*s-01", STR_ARG(row->period));
    if (!date_from_str(str_from_c(text), &first)) return today;
    Date last = date_add_months(first, 1) - 1;
    return last < today ? last : today;
}

// The claim decided again on the facts of its day, with what was applied for together with it.
static bool decide_again(Tx *tx, const Actor *actor, const CaseContext *context,
                         const ClaimRow *row, const Statement *statement, Arena *arena,
                         Assessment *whole, Error *error) {
    ClaimFamily family;
    if (!claim_family_read(tx, row, arena, &family, error)) return false;
    AssessmentIn query = {.pack = context->pack,
                          .policy_number = (int)row->policy_number,
                          .subject_key = row->subject_key,
                          .measure_key = row->measure,
                          .stated_json = statement->own_json,
                          .department_json = statement->department_json,
                          .found_json = statement->found_json,
                          .holders = family.holders,
                          .on = day_of_claim(context, row, actor->today)};
    return assess_subject(tx, &query, arena, whole, error) && claim_check_period(row, whole, error);
}

bool claim_keep_again(Tx *tx, const CaseContext *context, ClaimRow *row,
                      const Assessment *assessment, Arena *arena, Error *error) {
    return claim_keep_decision(tx, context->pack, row->id, row->version, assessment, arena,
                               error) &&
           set_amount(tx, row, assessment->amount_fen, error);
}

// The claim's own share of a decision, and that of each other of the same application. It may be
// that nothing is due: then the office refuses it.
static bool keep_parts(Tx *tx, const Actor *actor, const CaseContext *context, ClaimRow *row,
                       const Assessment *whole, Arena *arena, Error *error) {
    Assessment share;
    return claim_share(tx, row, whole, arena, &share, error) &&
           claim_keep_again(tx, context, row, &share, arena, error) &&
           claim_follow(tx, actor, context, row, whole, arena, error);
}

bool claim_resubmit(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                    Str stated_json, Arena *arena, Claim *claim, Error *error) {
    ClaimRow row;
    Assessment assessment;
    Statement statement;
    FactAsking asking = {.case_number = number, .assessment = &assessment};
    if (!claim_load(tx, actor, number, arena, &row, error) ||
        !claim_kept_facts(tx, &row, arena, &statement, error)) {
        return false;
    }
    if (!str_is_absent(stated_json)) statement.own_json = stated_json;
    if (!decide_again(tx, actor, context, &row, &statement, arena, &assessment, error) ||
        !claim_check_submission(&assessment, arena, error) ||
        !claim_move(tx, actor, context, &row, &(ClaimMove){.action = CLAIM_RESUBMIT}, arena,
                    error) ||
        !keep_parts(tx, actor, context, &row, &assessment, arena, error) ||
        !fact_requests_ask(tx, context, actor->today, &asking, 1, arena, error)) {
        return false;
    }
    *claim = claim_from_row(&row);
    return true;
}

// Departments see no claims but those that ask them.
static bool load_asked(Tx *tx, const Actor *actor, Str number, Arena *arena, ClaimRow *row,
                       Error *error) {
    FactRequests requests;
    bool found;
    if (!fact_requests_find(tx, actor, number, arena, &requests, error) ||
        !claim_by_number(tx,
                         &(ClaimByNumberIn){.number = number,
                                            .prefix = actor->scope.division_prefix},
                         arena, row, &found, error)) {
        return false;
    }
    return found || error_set(error, ERROR_NOT_FOUND, "没有申请 %.*s", STR_ARG(number));
}

bool claim_state_facts(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                       Str department_json, Arena *arena, Claim *claim, Error *error) {
    ClaimRow row;
    Assessment assessment;
    Statement statement;
    if (!load_asked(tx, actor, number, arena, &row, error)) return false;
    const Policy *policy = pack_policy(context->pack, (int)row.policy_number);
    ClaimMove move = {.action = CLAIM_STATE_FACT,
                      .note = str_format(arena, "%.*s提供", STR_ARG(actor->department))};
    if (!statement_check(context->pack, policy, actor, department_json, arena, error) ||
        !claim_check_hand(tx, actor, row.id, arena, error) ||
        !claim_kept_facts(tx, &row, arena, &statement, error) ||
        !statement_merge(arena, statement.department_json, department_json,
                         &statement.department_json, error) ||
        !decide_again(tx, actor, context, &row, &statement, arena, &assessment, error)) {
        return false;
    }
    if (!claim_move(tx, actor, context, &row, &move, arena, error) ||
        !keep_parts(tx, actor, context, &row, &assessment, arena, error) ||
        !fact_requests_answer(tx, actor, number, department_json, arena, error)) {
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
    bool is_own = role_has(actor->role, PERMISSION_CLAIMANT);
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
