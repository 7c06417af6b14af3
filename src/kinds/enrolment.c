// SPDX-License-Identifier: Apache-2.0
// Entering: decide on the facts of the day, keep everything that was used, join a report to the
// line that is there already.
#include "kinds/enrolment_core.h"

#include "access/audit.h"
#include "base/json.h"
#include "casework/fact_request.h"
#include "publish/statement.h"

#define STATED_NOTHING STR("{}")

// What is being entered.
typedef struct Entry {
    const EnrolmentIn *in;
    const Policy *policy;
    const Measure *measure;
    const Kind *kind;
    Str stated_json;
    int64_t units;
    Assessment assessment;
} Entry;

// ---- Checking ----

static bool check_size(Str stated_json, Error *error) {
    if (stated_json.length <= ENROLMENT_STATED_BYTES_MAX) return true;
    return error_set(error, ERROR_LIMIT, "填报的内容太长，最多%d个字节",
                     ENROLMENT_STATED_BYTES_MAX);
}

static bool check_in(const Actor *actor, const EnrolmentIn *in, const Policy *policy,
                     Error *error) {
    if (policy->number != in->policy_number) {
        return error_set(error, ERROR_NOT_FOUND, "第%d项没有措施“%.*s”", in->policy_number,
                         STR_ARG(in->measure_key));
    }
    if (policy->valid_to != DATE_ABSENT && actor->today > policy->valid_to) {
        error_set(error, ERROR_CONFLICT, "第%d项%.*s已经到期", policy->number,
                  STR_ARG(policy->title));
        error_detail(error, "政策延续以后才能登记");
        return error_code(error, "POLICY_EXPIRED");
    }
    if (in->units < 0 || in->units > ENROLMENT_UNITS_MAX) {
        return error_set(error, ERROR_INVALID, "名额数不对，写 1 到 %d 的整数",
                         ENROLMENT_UNITS_MAX);
    }
    return check_size(in->stated_json, error);
}

static bool refuse_subject(Error *error) {
    error_set(error, ERROR_NOT_FOUND, "没有这个对象，或者不在你能办的范围里");
    return error_detail(error, "请核对身份号码、统一社会信用代码或设施编号");
}

// Staff enter others only, of their scope; a person only who allows it, and is not found otherwise.
static bool check_entry(Tx *tx, const Actor *actor, const Assessment *assessment, Arena *arena,
                        Error *error) {
    Stake stake;
    bool is_allowed;
    bool is_staff = role_has(actor->role, PERMISSION_ENROLMENT_ENTER) &&
                    scope_covers(&actor->scope, assessment->division_code);
    if (!is_staff) return refuse_subject(error);
    if (!stake_of(tx, actor->account_id, assessment->person_id, assessment->uscc, arena, &stake,
                  error)) {
        return false;
    }
    if (!enrolment_step_is_open(stake, ENROLMENT_APPLY, (Str){0})) {
        return enrolment_refuse_own(error);
    }
    return enrolment_is_allowed(tx, actor, assessment, arena, &is_allowed, error) &&
           (is_allowed || refuse_subject(error));
}

// By the subject itself, or by staff.
static bool check_standing(Tx *tx, const Actor *actor, const Assessment *assessment, Arena *arena,
                           Error *error) {
    const Scope *scope = &actor->scope;
    bool is_person = scope->person_id != 0 && scope->person_id == assessment->person_id;
    bool is_unit = !str_is_empty(scope->uscc) && str_equal(scope->uscc, assessment->uscc);
    bool is_own = is_unit || (is_person && str_is_absent(assessment->uscc));
    if (is_own && role_has(actor->role, PERMISSION_ENROL)) return true;
    return check_entry(tx, actor, assessment, arena, error);
}

// Nobody answers for a department about themselves, also not from an account of another name.
static bool check_answerer(Tx *tx, const Actor *actor, const Assessment *assessment,
                           Str department_json, Arena *arena, Error *error) {
    if (str_equal(department_json, STATED_NOTHING)) return true;
    Stake stake;
    return stake_of(tx, actor->account_id, assessment->person_id, assessment->uscc, arena, &stake,
                    error) &&
           (stake == STAKE_NONE || enrolment_refuse_own(error));
}

// Decides on what is stated now, each fact by who may state it. `added` is what this actor says.
static bool assess_stated(Tx *tx, const Actor *actor, const CaseContext *context,
                          AssessmentIn *query, Str added, Arena *arena, Assessment *assessment,
                          Error *error) {
    const Policy *policy = pack_policy(context->pack, query->policy_number);
    Statement now, mine;
    if (!statement_split(arena, policy, query->stated_json, &now, error) ||
        !statement_split(arena, policy, added, &mine, error) ||
        !statement_check(context->pack, policy, actor, mine.department_json, arena, error)) {
        return false;
    }
    query->stated_json = now.own_json;
    query->department_json = now.department_json;
    return assess_subject(tx, query, arena, assessment, error) &&
           check_answerer(tx, actor, assessment, mine.department_json, arena, error);
}

static bool ask_and_answer(Tx *tx, const Actor *actor, const CaseContext *context,
                           const Assessment *assessment, Str number, Str added, Arena *arena,
                           Error *error) {
    Statement mine;
    FactAsking asking = {.case_number = number, .assessment = assessment};
    return statement_split(arena, assessment->policy, added, &mine, error) &&
           fact_requests_ask(tx, context, actor->today, &asking, 1, arena, error) &&
           fact_requests_answer(tx, actor, number, mine.department_json, arena, error);
}

static bool refuse(const Assessment *assessment, Arena *arena, Error *error) {
    if (assessment->admits == FEEL_UNKNOWN) {
        Str missing = assessment_missing_text(assessment, arena);
        error_set(error, ERROR_CONFLICT, "还缺信息，不能判断能不能列入“%.*s”",
                  STR_ARG(assessment->measure->name));
        error_detail(error, "缺：%.*s", STR_ARG(missing));
        return error_code(error, "UNDECIDED");
    }
    Str reasons = assessment_reasons_text(assessment, arena);
    error_set(error, ERROR_CONFLICT, "现在还不符合“%.*s”的条件",
              STR_ARG(assessment->measure->name));
    error_detail(error, "%.*s", STR_ARG(reasons));
    return error_code(error, "NOT_ELIGIBLE");
}

// ---- Writing ----

static bool next_number(Tx *tx, const Actor *actor, int policy, Arena *arena, Str *number,
                        Error *error) {
    Str series = str_format(arena, "DJ-%lld-%02d", (long long)date_to_civil(actor->today).year,
                            policy);
    return store_public_number(tx, series, arena, number, error);
}

static bool keep_decision(Tx *tx, const Pack *pack, int64_t id, int64_t version,
                          const Assessment *assessment, Arena *arena, Error *error) {
    KeptFacts facts = kept_facts_of(assessment, arena);
    EnrolmentInsertDecisionIn in = {
        .enrolment_id = id, .version = version, .decided_on = assessment->on,
        .pack_hash = str_from_c(pack->hash), .engine = STR(DECISION_ENGINE),
        .facts_json = kept_facts_to_json(&facts, arena),
        .decision_json = assessment->decision_json};
    return enrolment_insert_decision(tx, &in, NULL, error);
}

static bool keep_source(Tx *tx, const Actor *actor, const Entry *entry, int64_t id, Error *error) {
    if (!entry->kind->merges_reports || str_is_empty(actor->department)) return true;
    EnrolmentInsertSourceIn in = {id, actor->department, actor->account_id, actor->today,
                                  entry->stated_json};
    return enrolment_insert_source(tx, &in, NULL, error);
}

static bool insert(Tx *tx, const Actor *actor, const CaseContext *context, const Entry *entry,
                   Str number, Arena *arena, Error *error) {
    const Assessment *assessment = &entry->assessment;
    bool has_limit = entry->kind->grants_amount && assessment->has_amount;
    EnrolmentIdRow row;
    EnrolmentInsertIn in = {
        .number = number, .policy_number = entry->policy->number,
        .policy_title = entry->policy->title, .measure = entry->measure->key,
        .measure_name = entry->measure->name, .kind = measure_kind_name(entry->measure->kind),
        .subject_kind = assessment->subject_kind, .subject_key = assessment->subject_key,
        .subject_label = assessment->subject_label, .period = assessment->period,
        .person_id = {assessment->person_id != 0, assessment->person_id},
        .uscc = assessment->uscc, .division_code = assessment->division_code,
        .units = entry->units, .limit_fen = {has_limit, assessment->amount_fen},
        .stated_json = entry->stated_json, .day = actor->today, .account_id = actor->account_id,
        .due_on = workday_add(context->calendar, actor->today, CLAIM_ACCEPT_WORKDAYS)};
    if (!enrolment_insert(tx, &in, arena, &row, error)) return false;
    EnrolmentInsertEventIn event = {
        .enrolment_id = row.id, .version = 0, .action = enrolment_action_code(ENROLMENT_APPLY),
        .to_state = enrolment_state_code(ENROLMENT_APPLIED), .account_id = actor->account_id,
        .actor_name = actor->display_name, .role = role_code(actor->role),
        .business_date = actor->today, .at_ms = actor->now_ms};
    AuditEntry audit = {.action = STR("enrolment.apply"), .object_kind = STR("enrolment"),
                        .object_number = number, .division_code = assessment->division_code,
                        .after = enrolment_state_code(ENROLMENT_APPLIED)};
    return enrolment_insert_event(tx, &event, NULL, error) &&
           audit_write(tx, actor, &audit, error) &&
           keep_decision(tx, context->pack, row.id, 0, assessment, arena, error) &&
           keep_source(tx, actor, entry, row.id, error);
}

// A second report of a line that is there.
static bool join(Tx *tx, const Actor *actor, const Entry *entry, EnrolmentCase *at, Arena *arena,
                 Error *error) {
    Str note = str_format(arena, "%.*s也报送了", STR_ARG(actor->department));
    if (!enrolment_check(actor, at, ENROLMENT_REPORT, note, error) ||
        !keep_source(tx, actor, entry, at->row.id, error)) {
        return false;
    }
    EnrolmentChange change = enrolment_keep(at, ENROLMENT_REPORT, note);
    return enrolment_move_to(tx, actor, at, &change, arena, error);
}

static bool refuse_second(const EnrolmentCase *at, Error *error) {
    Str state = kind_state_label(at->kind, at->state);
    error_set(error, ERROR_CONFLICT, "已经登记过“%.*s”", STR_ARG(at->measure->name));
    error_detail(error, "登记号 %.*s，现在是“%.*s”", STR_ARG(at->row.number), STR_ARG(state));
    return error_code(error, "ALREADY_ENROLLED");
}

static bool enter(Tx *tx, const Actor *actor, const CaseContext *context, const Entry *entry,
                  Arena *arena, EnrolmentCase *at, Error *error) {
    const Assessment *assessment = &entry->assessment;
    EnrolmentRow other;
    bool found;
    Str number;
    EnrolmentLivingIn in = {entry->measure->key, assessment->subject_kind,
                            assessment->subject_key, assessment->period};
    if (!enrolment_living(tx, &in, arena, &other, &found, error)) return false;
    if (found) {
        if (!enrolment_open(context, &other, at, error)) return false;
        bool joins = entry->kind->merges_reports && !str_is_empty(actor->department);
        return joins ? join(tx, actor, entry, at, arena, error) : refuse_second(at, error);
    }
    return next_number(tx, actor, entry->policy->number, arena, &number, error) &&
           insert(tx, actor, context, entry, number, arena, error) &&
           ask_and_answer(tx, actor, context, assessment, number, entry->stated_json, arena,
                          error) &&
           enrolment_load(tx, actor, context, number, arena, at, error);
}

bool enrolment_apply(Tx *tx, const Actor *actor, const CaseContext *context, const EnrolmentIn *in,
                     Arena *arena, Enrolment *enrolment, Error *error) {
    Entry entry = {.in = in, .units = in->units > 0 ? in->units : 1,
                   .stated_json = str_is_empty(in->stated_json) ? STATED_NOTHING
                                                                : in->stated_json};
    EnrolmentCase at;
    if (!measure_find(context->pack, in->measure_key, &entry.policy, &entry.measure, error) ||
        !check_in(actor, in, entry.policy, error)) {
        return false;
    }
    entry.kind = kind_of(entry.measure->kind);
    AssessmentIn query = {.pack = context->pack, .policy_number = in->policy_number,
                          .subject_key = in->subject_key, .measure_key = in->measure_key,
                          .stated_json = entry.stated_json, .on = actor->today};
    if (!assess_stated(tx, actor, context, &query, entry.stated_json, arena, &entry.assessment,
                       error) ||
        !check_standing(tx, actor, &entry.assessment, arena, error)) {
        return false;
    }
    bool is_ruled = !str_is_empty(entry.measure->admission);
    bool is_waiting =
        entry.assessment.admits == FEEL_UNKNOWN && entry.assessment.awaits_departments;
    if (is_ruled && entry.assessment.admits != FEEL_TRUE && !is_waiting) {
        return refuse(&entry.assessment, arena, error);
    }
    if (!enter(tx, actor, context, &entry, arena, &at, error)) return false;
    // What the subject says of itself is looked at by a person first.
    bool is_staff = role_has(actor->role, PERMISSION_ENROLMENT_ENTER);
    bool admits_now = entry.kind->admits_by_rule && is_ruled && is_staff &&
                      at.state == ENROLMENT_APPLIED && !is_waiting;
    if (admits_now &&
        !enrolment_admit(tx, actor, context, &at, STR("按规则列入"), arena, error)) {
        return false;
    }
    *enrolment = enrolment_view(actor, &at);
    return true;
}

bool enrolment_by_rule(Tx *tx, const Actor *actor, const CaseContext *context,
                       const Assessment *assessment, Arena *arena, Error *error) {
    Entry entry = {.policy = assessment->policy, .measure = assessment->measure,
                   .kind = kind_of(assessment->measure->kind), .stated_json = STATED_NOTHING,
                   .units = 1, .assessment = *assessment};
    EnrolmentCase at;
    Str number;
    return next_number(tx, actor, entry.policy->number, arena, &number, error) &&
           insert(tx, actor, context, &entry, number, arena, error) &&
           enrolment_load(tx, actor, context, number, arena, &at, error) &&
           enrolment_admit(tx, actor, context, &at, STR("按规则列入"), arena, error);
}

bool enrolment_check_answers(Tx *tx, const Actor *actor, const CaseContext *context,
                             const EnrolmentCase *at, Arena *arena, Error *error) {
    FactRequests requests;
    Assessment assessment;
    AssessmentIn query = {.pack = context->pack, .policy_number = at->policy->number,
                          .subject_key = at->row.subject_key, .measure_key = at->measure->key,
                          .stated_json = at->row.stated_json, .on = actor->today};
    if (!fact_requests_of(tx, at->row.number, arena, &requests, error)) return false;
    if (requests.count == 0 || str_is_empty(at->measure->admission)) return true;
    if (!assess_stated(tx, actor, context, &query, STATED_NOTHING, arena, &assessment, error)) {
        return false;
    }
    return assessment.admits == FEEL_TRUE || refuse(&assessment, arena, error);
}

// ---- Amending ----

bool enrolment_amend(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                     Str stated_json, Arena *arena, Enrolment *enrolment, Error *error) {
    EnrolmentCase at;
    Assessment assessment;
    Str merged;
    if (!enrolment_load(tx, actor, context, number, arena, &at, error) ||
        !enrolment_check(actor, &at, ENROLMENT_AMEND, (Str){0}, error) ||
        !statement_merge(arena, at.row.stated_json, stated_json, &merged, error) ||
        !check_size(merged, error)) {
        return false;
    }
    AssessmentIn query = {.pack = context->pack, .policy_number = at.policy->number,
                          .subject_key = at.row.subject_key, .measure_key = at.measure->key,
                          .stated_json = merged, .on = actor->today};
    if (!assess_stated(tx, actor, context, &query, stated_json, arena, &assessment, error)) {
        return false;
    }
    bool has_limit = at.kind->grants_amount && assessment.has_amount;
    EnrolmentSetStatedIn in = {at.row.id, merged, {has_limit, assessment.amount_fen}};
    EnrolmentChange change = enrolment_keep(&at, ENROLMENT_AMEND, (Str){0});
    if (assessment.admits == FEEL_FALSE) change.note = STR("补充后不符合准入条件");
    if (!enrolment_set_stated(tx, &in, NULL, error) ||
        !keep_decision(tx, context->pack, at.row.id, at.row.version + 1, &assessment, arena,
                       error) ||
        !ask_and_answer(tx, actor, context, &assessment, number, stated_json, arena, error) ||
        !enrolment_move_to(tx, actor, &at, &change, arena, error)) {
        return false;
    }
    at.row.limit_fen = in.limit_fen;
    *enrolment = enrolment_view(actor, &at);
    return true;
}
