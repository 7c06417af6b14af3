// SPDX-License-Identifier: Apache-2.0
// What may be claimed, who is paid, and the claim itself with everything that it was decided on.
#include "casework/claim_make.h"

#include "access/audit.h"
#include "casework/consent.h"
#include "casework/message.h"
#include "registry/employer.sql.h"
#include "registry/entitlement.sql.h"
#include "registry/person.sql.h"

#define PLATFORM_SOURCE STR("市人力资源社会保障局")

// ---- What may be claimed ----

static bool refuse_ineligible(const Assessment *assessment, Arena *arena, Error *error) {
    Str reasons = assessment_reasons_text(assessment, arena);
    error_set(error, ERROR_CONFLICT, "现在还不符合%.*s的条件", STR_ARG(assessment->policy->title));
    error_detail(error, "%.*s", STR_ARG(reasons));
    return error_code(error, "NOT_ELIGIBLE");
}

static bool refuse_undecided(const Assessment *assessment, Arena *arena, Error *error) {
    Str missing = assessment_missing_text(assessment, arena);
    error_set(error, ERROR_CONFLICT, "还缺信息，不能判断是否符合%.*s的条件",
              STR_ARG(assessment->policy->title));
    error_detail(error, "缺：%.*s", STR_ARG(missing));
    return error_code(error, "UNDECIDED");
}

bool claim_check_assessment(const Assessment *assessment, Arena *arena, Error *error) {
    if (assessment->eligible == FEEL_FALSE) return refuse_ineligible(assessment, arena, error);
    if (assessment->eligible == FEEL_UNKNOWN || !assessment->has_amount) {
        return refuse_undecided(assessment, arena, error);
    }
    if (assessment->amount_fen > 0) return true;
    error_set(error, ERROR_CONFLICT, "%.*s算出来是0元，没有可以申请的金额",
              STR_ARG(assessment->policy->title));
    return error_code(error, "NOTHING_TO_PAY");
}

bool claim_awaits_departments(const Assessment *assessment) {
    return assessment->awaits_departments && assessment->eligible != FEEL_FALSE;
}

Str claim_awaiting_text(const Assessment *assessment, Arena *arena) {
    return str_format(arena, "等部门提供：%.*s，提供以后定金额",
                      STR_ARG(assessment_missing_text(assessment, arena)));
}

bool claim_check_submission(Assessment *assessment, Arena *arena, Error *error) {
    if (!claim_awaits_departments(assessment)) {
        return claim_check_assessment(assessment, arena, error);
    }
    assessment->has_amount = false;
    assessment->amount_fen = 0;
    return true;
}

static bool refuse_subject(Error *error) {
    error_set(error, ERROR_NOT_FOUND, "没有这个对象，或者不在你能办的范围里");
    return error_detail(error, "请核对身份号码或统一社会信用代码");
}

bool claim_check_counter(Tx *tx, const Actor *actor, const Assessment *assessment, Arena *arena,
                         Error *error) {
    bool is_given = true, is_of_person = str_is_absent(assessment->uscc);
    if (!scope_covers(&actor->scope, assessment->division_code)) return refuse_subject(error);
    if (is_of_person && !consent_is_given(tx, assessment->person_id, CONSENT_LOOKUP, actor->today,
                                          arena, &is_given, error)) {
        return false;
    }
    return is_given || refuse_subject(error);
}

bool claim_check_own(const Actor *actor, const Assessment *assessment, Error *error) {
    const Scope *scope = &actor->scope;
    bool is_own = str_is_absent(assessment->uscc)
                      ? scope->person_id != 0 && scope->person_id == assessment->person_id
                      : str_equal(scope->uscc, assessment->uscc);
    return is_own || refuse_subject(error);
}

// ---- Who is paid, and where ----

static bool find_payee(Tx *tx, const Assessment *assessment, Arena *arena, Payee *payee,
                       Error *error) {
    if (!str_is_absent(assessment->uscc)) {
        EmployerRow org;
        bool found;
        if (!employer_find(tx, &(EmployerFindIn){.uscc = assessment->uscc}, arena, &org, &found,
                           error)) {
            return false;
        }
        if (found) {
            *payee = (Payee){.key = org.uscc, .name = org.name};
            return true;
        }
        return error_set(error, ERROR_NOT_FOUND, "没有统一社会信用代码 %.*s 的单位",
                         STR_ARG(assessment->uscc));
    }
    PersonRow person;
    if (!person_get(tx, &(PersonGetIn){.id = assessment->person_id}, arena, &person, error)) {
        return false;
    }
    *payee = (Payee){.key = person.id_number, .name = person.name, .is_person = true};
    return true;
}

bool payee_known_account(Tx *tx, const Assessment *assessment, Arena *arena, PayeeAccount *account,
                         Error *error) {
    bool found;
    *account = (PayeeAccount){0};
    if (!str_is_absent(assessment->uscc)) {
        EmployerAccountRow row;
        if (!employer_account_active(tx, &(EmployerAccountActiveIn){.uscc = assessment->uscc},
                                     arena, &row, &found, error)) {
            return false;
        }
        if (found) *account = (PayeeAccount){row.account_number, row.bank_name, row.holder_name};
        return true;
    }
    PersonAccountRow row;
    if (!person_account_active(tx, &(PersonAccountActiveIn){.person_id = assessment->person_id},
                               arena, &row, &found, error)) {
        return false;
    }
    if (found) *account = (PayeeAccount){row.account_number, row.bank_name, row.holder_name};
    return true;
}

bool payee_settle(Tx *tx, const Assessment *assessment, const PayeeAccount *given, Arena *arena,
                  Payee *payee, Error *error) {
    if (!find_payee(tx, assessment, arena, payee, error) ||
        !payee_known_account(tx, assessment, arena, &payee->account, error)) {
        return false;
    }
    if (!str_is_empty(given->account_number)) payee->account = *given;
    if (str_is_empty(payee->account.holder_name)) payee->account.holder_name = payee->name;
    if (!str_is_empty(payee->account.account_number)) {
        return payee_account_check(&payee->account, payee->is_person, payee->name, error);
    }
    error_set(error, ERROR_INVALID, "没有查到收款账户");
    error_detail(error, payee->is_person ? "请填写社会保障卡金融账户的卡号和开户银行"
                                         : "请填写对公账户的账号和开户银行");
    return error_code(error, "ACCOUNT_MISSING");
}

bool payee_is_lender(const Measure *measure) {
    return str_equal(measure->payee, STR(PAYEE_LENDER));
}

bool policy_pays_lender(const Policy *policy) {
    for (size_t i = 0; policy && i < policy->measures.count; i++) {
        if (payee_is_lender(&policy->measures.items[i])) return true;
    }
    return false;
}

static bool refuse_missing_lender(const Measure *measure, Error *error) {
    error_set(error, ERROR_INVALID, "%.*s付给贷款银行，还缺银行和还款账号", STR_ARG(measure->name));
    error_detail(error, "请照贷款合同填写贷款银行和还款账号");
    return error_code(error, "LENDER_MISSING");
}

static bool check_not_own(const PayeeAccount *lender, const PayeeAccount *own, Error *error) {
    bool is_own = str_equal(lender->account_number, own->account_number);
    if (!is_own) return true;
    error_set(error, ERROR_INVALID, "还款账号是申请人自己的账户，还贷的钱只能付给贷款银行");
    error_detail(error, "请照贷款合同填写贷款银行和还款账号");
    return error_code(error, "LENDER_IS_PAYEE");
}

bool lender_settle(Tx *tx, const Assessment *assessment, const ClaimSubmission *in, Arena *arena,
                   Payee *payee, Error *error) {
    PayeeAccount own;
    if (!find_payee(tx, assessment, arena, payee, error) ||
        !payee_known_account(tx, assessment, arena, &own, error)) {
        return false;
    }
    payee->is_lender = true;
    payee->account = in->lender;
    payee->account.holder_name = in->lender.bank_name;
    if (str_is_empty(in->lender.account_number) || str_is_empty(in->lender.bank_name)) {
        return refuse_missing_lender(assessment->measure, error);
    }
    return check_not_own(&in->lender, &own, error) &&
           check_not_own(&in->lender, &in->account, error) &&
           lender_account_check(&payee->account, payee->name, error);
}

// ---- Keeping ----

bool claim_check_unclaimed(Tx *tx, const Assessment *assessment, Arena *arena, Error *error) {
    EntitledClaimRow other;
    bool is_taken;
    if (!claim_of_entitlement(tx,
                              &(ClaimOfEntitlementIn){.measure = assessment->measure->key,
                                                      .subject_kind = assessment->subject_kind,
                                                      .subject_key = assessment->subject_key,
                                                      .period = assessment->period,
                                                      .stage = assessment->stage},
                              arena, &other, &is_taken, error)) {
        return false;
    }
    if (!is_taken) return true;
    Str on = date_to_chinese(arena, other.granted_on);
    error_set(error, ERROR_CONFLICT, "这一期的%.*s已经申请或享受过", STR_ARG(assessment->measure->name));
    if (str_is_absent(other.claim_number)) {
        error_detail(error, "%.*s已由其他渠道享受", STR_ARG(on));
    } else {
        error_detail(error, "受理号 %.*s，%.*s提交", STR_ARG(other.claim_number), STR_ARG(on));
    }
    return error_code(error, "ALREADY_CLAIMED");
}

// NULL: nothing is paid.
static const Fund *fund_of(const Pack *pack, const Measure *measure) {
    return measure->fund_count == 0 ? NULL : pack_fund(pack, measure->funds[0]);
}

// What the version that decides says of the money and the notice.
static bool keep_terms(Tx *tx, const Pack *pack, int64_t id, const Measure *measure,
                       Error *error) {
    const Fund *fund = fund_of(pack, measure);
    return claim_set_terms(tx,
                           &(ClaimSetTermsIn){.id = id,
                                              .fund_key = fund ? fund->key : (Str){0},
                                              .fund_name = fund ? fund->name : (Str){0},
                                              .notice_workdays = measure->notice_workdays},
                           NULL, error);
}

static ClaimInsertDecisionIn decision_row(const Pack *pack, const Assessment *assessment,
                                          int64_t id, int64_t version, Arena *arena) {
    KeptFacts facts = kept_facts_of(assessment, arena);
    return (ClaimInsertDecisionIn){.application_id = id,
                                   .version = version,
                                   .decided_on = assessment->on,
                                   .pack_hash = str_from_c(pack->hash),
                                   .engine = STR(DECISION_ENGINE),
                                   .facts_json = kept_facts_to_json(&facts, arena),
                                   .decision_json = assessment->decision_json,
                                   .amount_fen = assessment->amount_fen};
}

static bool insert_decision(Tx *tx, const Pack *pack, int64_t id, int64_t version,
                            const Assessment *assessment, Arena *arena, Error *error) {
    ClaimInsertDecisionIn decision = decision_row(pack, assessment, id, version, arena);
    return claim_insert_decision(tx, &decision, NULL, error);
}

bool claim_seal_ahead(Tx *tx, const Actor *actor, const Pack *pack, const ClaimMake *make,
                      Arena *arena, Error *error) {
    const Assessment *assessment = make->assessment;
    bool is_decided = assessment->measure && assessment->has_amount;
    if (!is_decided) return true; // the write refuses it, or it waits for departments
    ClaimInsertDecisionIn decision = decision_row(pack, assessment, 0, 0, arena);
    ClaimInsertStepIn step = {.actor_name = actor->display_name};
    ClaimInsertIn claim = {.subject_label = assessment->subject_label,
                           .applicant_name = make->payee.name,
                           .account_number = make->payee.account.account_number,
                           .holder_name = make->payee.account.holder_name};
    Str entitlement = str_format(arena, "%.*s %.*s %.*s %.*s %.*s",
                                 STR_ARG(assessment->measure->key),
                                 STR_ARG(assessment->subject_kind),
                                 STR_ARG(assessment->subject_key), STR_ARG(assessment->period),
                                 STR_ARG(assessment->stage));
    return claim_insert_ahead(tx, &claim, 1, entitlement, error) &&
           claim_insert_decision_ahead(tx, &decision, 1, entitlement, error) &&
           claim_insert_step_ahead(tx, &step, 1, entitlement, error);
}

bool claim_keep_decision(Tx *tx, const Pack *pack, int64_t id, int64_t version,
                         const Assessment *assessment, Arena *arena, Error *error) {
    return keep_terms(tx, pack, id, assessment->measure, error) &&
           insert_decision(tx, pack, id, version, assessment, arena, error);
}

static bool next_number(Tx *tx, const Actor *actor, int policy, Arena *arena, Str *number,
                        Error *error) {
    Str series = str_format(arena, "ZW-%lld-%02d", (long long)date_to_civil(actor->today).year,
                            policy);
    return store_public_number_aside(tx, series, arena, number, error);
}

bool claim_take_entitlement(Tx *tx, const Actor *actor, const Assessment *assessment, Str number,
                            Arena *arena, int64_t *id, Error *error) {
    EntitlementKeyRow key;
    if (!entitlement_insert(
            tx,
            &(EntitlementInsertIn){.policy_number = assessment->policy->number,
                                   .measure = assessment->measure->key,
                                   .subject_kind = assessment->subject_kind,
                                   .subject_key = assessment->subject_key,
                                   .period = assessment->period,
                                   .stage = assessment->stage,
                                   .person_id = {assessment->person_id != 0,
                                                 assessment->person_id},
                                   .uscc = assessment->uscc,
                                   .amount_fen = assessment->amount_fen,
                                   .granted_on = actor->today,
                                   .claim_number = number,
                                   .division_code = assessment->division_code,
                                   .source = PLATFORM_SOURCE,
                                   .data_date = actor->today},
            arena, &key, error)) {
        if (str_equal(str_from_c(error->code), STR("UNIQUE:entitlement_once"))) {
            error_set(error, ERROR_CONFLICT, "这一期的%.*s已经申请或享受过",
                      STR_ARG(assessment->measure->name));
            error_code(error, "ALREADY_CLAIMED");
        }
        return false;
    }
    *id = key.id;
    return true;
}

static ClaimState start_of(const ClaimMake *make) {
    if (make->is_contest) return CLAIM_REFUSED;
    return str_equal(make->channel, STR("automatic")) ? CLAIM_ACCEPTED : CLAIM_SUBMITTED;
}

static Date due_at_start(const Actor *actor, const CaseContext *context, ClaimState start) {
    int workdays = claim_deadlines[start].workdays;
    return workdays ? workday_add(context->calendar, actor->today, workdays) : DATE_ABSENT;
}

// As a reading would find it.
static ClaimRow row_of_new(const ClaimInsertIn *in, int64_t id) {
    return (ClaimRow){
        .id = id,
        .number = in->number,
        .policy_number = in->policy_number,
        .policy_title = in->policy_title,
        .measure = in->measure,
        .measure_name = in->measure_name,
        .fund_key = in->fund_key,
        .fund_name = in->fund_name,
        .notice_workdays = {true, in->notice_workdays},
        .subject_kind = in->subject_kind,
        .subject_key = in->subject_key,
        .subject_label = in->subject_label,
        .period = in->period,
        .stage = in->stage,
        .person_id = in->person_id,
        .uscc = in->uscc,
        .payee_key = in->payee_key,
        .applicant_name = in->applicant_name,
        .division_code = in->division_code,
        .channel = in->channel,
        .state = in->state,
        .amount_fen = in->amount_fen,
        .account_number = in->account_number,
        .bank_name = in->bank_name,
        .holder_name = in->holder_name,
        .pays_lender = in->pays_lender,
        .entitlement_id = in->entitlement_id,
        .supplements_id = in->supplements_id,
        .entered_by = in->entered_by,
        .accepted_by = in->accepted_by,
        .submitted_on = in->submitted_on,
        .due_on = in->due_on,
        .notice_opens_on = DATE_ABSENT,
        .notice_closes_on = DATE_ABSENT,
    };
}

static bool insert_claim(Tx *tx, const Actor *actor, const CaseContext *context,
                         const ClaimMake *make, Str number, int64_t entitlement, Arena *arena,
                         ClaimRow *row, Error *error) {
    const Assessment *assessment = make->assessment;
    OptionalInt me = {actor->account_id != 0, actor->account_id};
    OptionalInt nobody = {0};
    bool is_automatic = str_equal(make->channel, STR("automatic"));
    bool is_counter = str_equal(make->channel, STR("counter"));
    const Fund *fund = fund_of(context->pack, assessment->measure);
    ClaimIdRow inserted;
    ClaimInsertIn in = {
        .number = number,
        .policy_number = assessment->policy->number,
        .policy_title = assessment->policy->title,
        .measure = assessment->measure->key,
        .measure_name = assessment->measure->name,
        .fund_key = fund ? fund->key : (Str){0},
        .subject_kind = assessment->subject_kind,
        .subject_key = assessment->subject_key,
        .subject_label = assessment->subject_label,
        .period = assessment->period,
        .stage = assessment->stage,
        .person_id = {assessment->person_id != 0, assessment->person_id},
        .uscc = assessment->uscc,
        .payee_key = make->payee.key,
        .applicant_name = make->payee.name,
        .division_code = assessment->division_code,
        .channel = make->channel,
        .state = claim_state_code(start_of(make)),
        .amount_fen = assessment->amount_fen,
        .account_number = make->payee.account.account_number,
        .bank_name = make->payee.account.bank_name,
        .holder_name = make->payee.account.holder_name,
        .entitlement_id = entitlement,
        .submitted_by = is_counter ? nobody : me,
        .entered_by = is_counter ? me : nobody,
        .accepted_by = {is_automatic, make->accepted_by},
        .submitted_on = actor->today,
        .due_on = due_at_start(actor, context, start_of(make)),
        .supplements_id = make->supplements,
        .pays_lender = make->payee.is_lender,
        .fund_name = fund ? fund->name : (Str){0},
        .notice_workdays = assessment->measure->notice_workdays,
    };
    if ((in.entered_by.present &&
         !claim_check_clerk(tx, actor, make->payee.key, arena, error)) ||
        !claim_insert(tx, &in, arena, &inserted, error)) {
        return false;
    }
    *row = row_of_new(&in, inserted.id);
    return insert_decision(tx, context->pack, row->id, 0, assessment, arena, error) &&
           claim_insert_step(tx,
                             &(ClaimInsertStepIn){.application_id = row->id,
                                                  .version = 0,
                                                  .action = claim_action_code(
                                                      make->is_contest ? CLAIM_CONTEST
                                                                       : CLAIM_SUBMIT),
                                                  .to_state = in.state,
                                                  .account_id = actor->account_id,
                                                  .actor_name = actor->display_name,
                                                  .role = role_code(actor->role),
                                                  .business_date = actor->today,
                                                  .at_ms = actor->now_ms,
                                                  .note = make->note},
                             NULL, error);
}

bool claim_enter(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimMake *make,
                 Arena *arena, ClaimRow *row, Error *error) {
    const Assessment *assessment = make->assessment;
    int64_t entitlement;
    Str number;
    return (!assessment->is_claimed || claim_check_unclaimed(tx, assessment, arena, error)) &&
           next_number(tx, actor, assessment->policy->number, arena, &number, error) &&
           claim_take_entitlement(tx, actor, assessment, number, arena, &entitlement, error) &&
           insert_claim(tx, actor, context, make, number, entitlement, arena, row, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = make->is_contest ? STR("claim.contest")
                                                                : STR("claim.submit"),
                                     .object_kind = STR("application"),
                                     .object_number = number,
                                     .division_code = assessment->division_code,
                                     .after = make->channel},
                       error);
}

// What somebody whose claim was entered by another has to know.
static Str for_whom_text(const Actor *actor, const ClaimMake *make, Arena *arena) {
    if (!str_equal(make->channel, STR("counter"))) return STR("");
    bool is_counter = role_has(actor->role, PERMISSION_COUNTER_ENTER);
    return str_format(arena, "。这是%.*s替你报的，请登录核对并确认，确认后才能拨款",
                      STR_ARG(is_counter ? STR("窗口") : actor->display_name));
}

bool claim_make(Tx *tx, const Actor *actor, const CaseContext *context, const ClaimMake *make,
                Arena *arena, ClaimRow *row, Error *error) {
    const Assessment *assessment = make->assessment;
    if (!claim_enter(tx, actor, context, make, arena, row, error)) return false;
    Date due = workday_add(context->calendar, actor->today, CLAIM_ACCEPT_WORKDAYS);
    Str due_text = date_to_chinese(arena, due);
    Message message = {
        .person_id = str_is_absent(assessment->uscc) ? assessment->person_id : 0,
        .uscc = assessment->uscc,
        .claim_number = row->number,
        .text = str_format(arena, "%.*s（%.*s）已收到申请，%.*s前受理%.*s",
                           STR_ARG(assessment->policy->title), STR_ARG(row->number),
                           STR_ARG(due_text), STR_ARG(for_whom_text(actor, make, arena))),
    };
    return message_put(tx, actor, &message, error);
}
