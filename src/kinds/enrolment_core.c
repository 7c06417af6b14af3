// SPDX-License-Identifier: Apache-2.0
#include "kinds/enrolment_core.h"

#include "access/audit.h"
#include "casework/consent.h"
#include "casework/message.h"
#include "kinds/quota_core.h"

// ---- Finding ----

bool enrolment_sees_all(const Actor *actor) {
    return role_has(actor->role, PERMISSION_ENROLMENT_READ);
}

bool measure_find(const Pack *pack, Str key, const Policy **policy, const Measure **measure,
                  Error *error) {
    *measure = pack_measure(pack, key, policy);
    if (!*measure) {
        error_set(error, ERROR_NOT_FOUND, "没有措施“%.*s”", STR_ARG(key));
        return error_detail(error, "措施写政策文件里的键");
    }
    if (kind_of((*measure)->kind)) return true;
    error_set(error, ERROR_CONFLICT, "“%.*s”发钱，要申请，不登记", STR_ARG((*measure)->name));
    return error_code(error, "IS_BENEFIT");
}

bool enrolment_open(const CaseContext *context, const EnrolmentRow *row, EnrolmentCase *at,
                    Error *error) {
    *at = (EnrolmentCase){.row = *row};
    if (!measure_find(context->pack, row->measure, &at->policy, &at->measure, error)) return false;
    at->kind = kind_of(at->measure->kind);
    return enrolment_state_from_code(row->state, &at->state) ||
           error_set(error, ERROR_UNAVAILABLE, "登记 %.*s 的状态 %.*s 无法识别",
                     STR_ARG(row->number), STR_ARG(row->state));
}

bool enrolment_load(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                    Arena *arena, EnrolmentCase *at, Error *error) {
    const Scope *scope = &actor->scope;
    EnrolmentRow row;
    bool found;
    EnrolmentByNumberIn in = {.number = number, .prefix = scope->division_prefix,
                              .sees_all = enrolment_sees_all(actor),
                              .person_id = {scope->person_id != 0, scope->person_id},
                              .uscc = scope->uscc};
    if (!enrolment_by_number(tx, &in, arena, &row, &found, error)) return false;
    if (found) return enrolment_open(context, &row, at, error);
    error_set(error, ERROR_NOT_FOUND, "没有登记 %.*s，或者不在你能看的范围里", STR_ARG(number));
    return error_detail(error, "请核对登记号");
}

Enrolment enrolment_view(const Actor *actor, const EnrolmentCase *at) {
    const EnrolmentRow *row = &at->row;
    const Step *next = at->state == ENROLMENT_ADMITTED
                           ? measure_step(at->policy, at->measure, (size_t)row->steps_signed)
                           : NULL;
    return (Enrolment){
        .number = row->number, .policy_number = (int)row->policy_number,
        .policy_title = row->policy_title, .measure_key = row->measure,
        .measure_name = row->measure_name, .kind = at->kind, .subject_kind = row->subject_kind,
        .subject_key = row->subject_key, .subject_label = row->subject_label,
        .period = row->period, .person_id = row->person_id.present ? row->person_id.value : 0,
        .uscc = row->uscc, .division_code = row->division_code, .state = at->state,
        .state_label = kind_state_label(at->kind, at->state), .units = row->units,
        .seq = row->seq.present ? row->seq.value : 0,
        .step_count = (int64_t)measure_step_count(at->policy, at->measure),
        .steps_signed = row->steps_signed, .next_step = next ? next->name : (Str){0},
        .amount_fen = row->amount_fen.present ? row->amount_fen.value : 0,
        .limit_fen = row->limit_fen.present ? row->limit_fen.value : 0,
        .applied_on = row->applied_on, .admitted_on = row->admitted_on, .done_on = row->done_on,
        .due_on = row->due_on,
        .is_late = row->due_on != DATE_ABSENT && row->due_on < actor->today,
        .last_note = row->last_note};
}

// ---- Steps ----

const Step *measure_step(const Policy *policy, const Measure *measure, size_t n) {
    for (size_t i = 0; i < policy->steps.count; i++) {
        const Step *step = &policy->steps.items[i];
        if (!str_equal(step->measure, measure->key)) continue;
        if (n-- == 0) return step;
    }
    return NULL;
}

size_t measure_step_count(const Policy *policy, const Measure *measure) {
    size_t count = 0;
    while (measure_step(policy, measure, count)) count++;
    return count;
}

Date step_due(const WorkdayCalendar *calendar, const Step *step, Date from) {
    if (!step) return DATE_ABSENT;
    if (step->workdays > 0) return workday_add(calendar, from, step->workdays);
    if (step->month == 0) return DATE_ABSENT;
    int64_t year = date_to_civil(from).year;
    return date_from_civil((CivilDate){year, step->month, step->day});
}

bool step_has_party(const Step *step, Str party) {
    for (size_t i = 0; i < step->party_count; i++) {
        if (str_equal(step->parties[i], party)) return true;
    }
    return false;
}

static bool is_own(const Actor *actor, const EnrolmentRow *row) {
    const Scope *scope = &actor->scope;
    bool is_person = row->person_id.present && scope->person_id == row->person_id.value;
    return (scope->person_id != 0 && is_person) ||
           (!str_is_absent(row->uscc) && str_equal(scope->uscc, row->uscc));
}

size_t actor_parties(const Actor *actor, const EnrolmentRow *row, Str parties[2]) {
    size_t count = 0;
    if (!str_is_empty(actor->department)) parties[count++] = actor->department;
    if (is_own(actor, row)) parties[count++] = STR(PARTY_APPLICANT);
    return count;
}

// ---- Checking ----

EnrolmentChange enrolment_keep(const EnrolmentCase *at, EnrolmentAction action, Str note) {
    return (EnrolmentChange){.action = action, .to = at->state, .seq = at->row.seq,
                             .steps_signed = at->row.steps_signed, .note = note,
                             .due_on = at->row.due_on};
}

static bool refuse_state(const EnrolmentCase *at, EnrolmentAction action, Error *error) {
    Str state = kind_state_label(at->kind, at->state);
    Str label = enrolment_action_label(action);
    error_set(error, ERROR_CONFLICT, "登记 %.*s 现在是“%.*s”，不能“%.*s”",
              STR_ARG(at->row.number), STR_ARG(state), STR_ARG(label));
    error_detail(error, "请刷新页面，看看有没有别人已经办过");
    return error_code(error, "WRONG_STATE");
}

bool enrolment_check(const Actor *actor, const EnrolmentCase *at, EnrolmentAction action, Str note,
                     Error *error) {
    const EnrolmentTransition *transition = enrolment_transition(action, at->state);
    Str label = enrolment_action_label(action);
    if (!transition) return refuse_state(at, action, error);
    bool is_staff = transition->needs != PERMISSION_NONE &&
                    role_has(actor->role, transition->needs);
    bool is_theirs = is_own(actor, &at->row) || actor->account_id == at->row.applied_by;
    bool may = is_staff || (transition->is_own_step && is_theirs);
    if (!may) {
        error_set(error, ERROR_FORBIDDEN, "你的角色不能“%.*s”", STR_ARG(label));
        return error_detail(error, "请由有权限的同事办理");
    }
    if (transition->needs_note && str_is_empty(str_trim(note))) {
        error_set(error, ERROR_INVALID, "“%.*s”要写明原因", STR_ARG(label));
        return error_detail(error, "请在说明里写清楚，对方会看到");
    }
    if (note.length <= ENROLMENT_NOTE_BYTES_MAX) return true;
    return error_set(error, ERROR_LIMIT, "说明太长，最多%d个字节", ENROLMENT_NOTE_BYTES_MAX);
}

bool enrolment_stake(Tx *tx, const Actor *actor, const EnrolmentCase *at, Arena *arena,
                     Stake *stake, Error *error) {
    int64_t person = at->row.person_id.present ? at->row.person_id.value : 0;
    return stake_of(tx, actor->account_id, person, at->row.uscc, arena, stake, error);
}

// The applicant's steps stay open in the applicant's own account.
bool enrolment_step_is_open(Stake stake, EnrolmentAction action, Str party) {
    bool is_applicants = action == ENROLMENT_APPLY || action == ENROLMENT_AMEND ||
                         action == ENROLMENT_WITHDRAW || str_equal(party, STR(PARTY_APPLICANT));
    return stake == STAKE_NONE || (stake == STAKE_DIRECT && is_applicants);
}

bool enrolment_refuse_own(Error *error) {
    return stake_refuse("不能作为工作人员办理自己的登记", "OWN_ENROLMENT", error);
}

bool enrolment_is_allowed(Tx *tx, const Actor *actor, const Assessment *assessment, Arena *arena,
                          bool *is_allowed, Error *error) {
    bool is_of_person = str_is_absent(assessment->uscc);
    *is_allowed = true;
    return !is_of_person || consent_to_enrol(tx, assessment->person_id, actor->today, arena,
                                             is_allowed, error);
}

bool enrolment_refuse_signed(Error *error) {
    error_set(error, ERROR_CONFLICT, "这一方已经签过字");
    error_detail(error, "请刷新页面，看看还等哪一方签字");
    return error_code(error, "ALREADY_SIGNED");
}

// ---- Moving ----

// The constraints of the schema in words.
static bool explain(const EnrolmentCase *at, Error *error) {
    Str code = str_from_c(error->code);
    if (str_equal(code, STR("CHECK:quota_not_exceeded"))) {
        error_set(error, ERROR_CONFLICT, "“%.*s”的名额已经满了", STR_ARG(at->measure->name));
        error_detail(error, "要先由领导小组办公室调整指标，或者等有人退出");
        return error_code(error, "QUOTA_FULL");
    }
    if (str_equal(code, STR("CHECK:enrolment_admitter_is_another")) ||
        str_equal(code, STR("RULE:enrolment_admitter_is_another"))) { // in another account
        error_set(error, ERROR_CONFLICT, "登记的人不能自己审定");
        error_detail(error, "请由另一位同事办理");
        return error_code(error, "SAME_PERSON");
    }
    if (str_equal(code, STR("CHECK:enrolment_within_limit"))) {
        error_set(error, ERROR_CONFLICT, "金额超过了核定的额度");
        error_detail(error, "不能超过核定额度；要放宽请重新申请");
        return error_code(error, "OVER_LIMIT");
    }
    if (str_equal(code, STR("UNIQUE:enrolment_event_signer")) ||
        str_equal(code, STR("RULE:enrolment_signer_is_another"))) {
        error_set(error, ERROR_CONFLICT, "同一步骤的几方要由不同的人签字");
        error_detail(error, "请由另一位同事签字");
        return error_code(error, "SAME_PERSON");
    }
    if (str_equal(code, STR("UNIQUE:enrolment_event_party"))) {
        return enrolment_refuse_signed(error);
    }
    return false;
}

static bool write_row(Tx *tx, const Actor *actor, EnrolmentCase *at, const EnrolmentChange *change,
                      Error *error) {
    int64_t changed;
    Date today = actor->today;
    EnrolmentMoveIn in = {
        .id = at->row.id, .version = at->row.version, .state = enrolment_state_code(change->to),
        .seq = change->seq, .units = at->row.units, .steps_signed = change->steps_signed,
        .amount_fen = change->amount_fen, .is_passed = change->is_passed,
        .passed_year = change->passed_year,
        .admitted_on = change->is_admission ? today : DATE_ABSENT,
        .admitted_by = {change->is_admission, actor->account_id},
        .done_on = change->is_completion ? today : DATE_ABSENT,
        .ended_on = change->is_end ? today : DATE_ABSENT, .due_on = change->due_on,
        .note = change->note};
    if (!enrolment_move(tx, &in, &changed, error)) return false;
    if (changed == 1) return true;
    error_set(error, ERROR_CONFLICT, "登记 %.*s 刚刚被别人办过", STR_ARG(at->row.number));
    error_detail(error, "请刷新页面再看");
    return error_code(error, "CHANGED_MEANWHILE");
}

static bool write_event(Tx *tx, const Actor *actor, const EnrolmentCase *at,
                        const EnrolmentChange *change, Str from, Error *error) {
    EnrolmentInsertEventIn in = {
        .enrolment_id = at->row.id, .version = at->row.version + 1,
        .action = enrolment_action_code(change->action), .from_state = from,
        .to_state = enrolment_state_code(change->to), .step_key = change->step_key,
        .party = change->party, .account_id = actor->account_id,
        .actor_name = actor->display_name, .role = role_code(actor->role),
        .business_date = actor->today, .at_ms = actor->now_ms, .note = change->note};
    return enrolment_insert_event(tx, &in, NULL, error);
}

// The subject hears of a new state.
static bool tell(Tx *tx, const Actor *actor, const EnrolmentCase *at, const EnrolmentChange *change,
                 Arena *arena, Error *error) {
    const EnrolmentRow *row = &at->row;
    bool has_reader = row->person_id.present || !str_is_absent(row->uscc);
    if (!has_reader || change->to == at->state) return true;
    Str state = kind_state_label(at->kind, change->to);
    Str note = str_is_empty(change->note) ? STR("")
                                          : str_format(arena, "：%.*s", STR_ARG(change->note));
    Str text = str_format(arena, "%.*s（登记号 %.*s）：%.*s%.*s", STR_ARG(row->measure_name),
                          STR_ARG(row->number), STR_ARG(state), STR_ARG(note));
    Message message = {.person_id = str_is_absent(row->uscc) && row->person_id.present
                                        ? row->person_id.value
                                        : 0,
                       .uscc = row->uscc, .text = text, .on = actor->today,
                       .at_ms = actor->now_ms};
    return message_put(tx, actor, &message, error);
}

bool enrolment_move_to(Tx *tx, const Actor *actor, EnrolmentCase *at, const EnrolmentChange *change,
                       Arena *arena, Error *error) {
    Str from = at->row.state;
    Stake stake;
    if (!enrolment_stake(tx, actor, at, arena, &stake, error)) return false;
    if (!enrolment_step_is_open(stake, change->action, change->party)) {
        return enrolment_refuse_own(error);
    }
    if (!write_row(tx, actor, at, change, error) ||
        !write_event(tx, actor, at, change, from, error)) {
        (void)explain(at, error);
        return false;
    }
    Str action = str_format(arena, "enrolment.%s",
                            str_to_c(arena, enrolment_action_code(change->action)));
    AuditEntry entry = {.action = action, .object_kind = STR("enrolment"),
                        .object_number = at->row.number, .division_code = at->row.division_code,
                        .before = from, .after = enrolment_state_code(change->to)};
    if (!audit_write(tx, actor, &entry, error) ||
        !tell(tx, actor, at, change, arena, error)) {
        return false;
    }
    EnrolmentRow *row = &at->row;
    row->version++;
    row->state = enrolment_state_code(change->to);
    row->seq = change->seq;
    row->steps_signed = change->steps_signed;
    row->due_on = change->due_on;
    row->last_note = change->note;
    if (change->amount_fen.present) row->amount_fen = change->amount_fen;
    if (change->is_admission) row->admitted_on = actor->today;
    if (change->is_completion) row->done_on = actor->today;
    at->state = change->to;
    return true;
}

// ---- Admission and completion ----

static void service_count(const EnrolmentDeliveryRows *rows, EnrolmentServiceState *state) {
    for (size_t i = 0; i < rows->count; i++) {
        const EnrolmentDeliveryRow *row = &rows->items[i];
        if (!str_equal(row->service_key, state->key)) continue;
        bool is_given = str_equal(row->outcome, STR("delivered"));
        state->delivered += is_given;
        state->is_done |= !is_given;
        if (!str_is_absent(row->note)) state->last_note = row->note;
    }
    state->is_done |= state->delivered >= state->due;
}

bool enrolment_services(Tx *tx, const EnrolmentCase *at, Date on, Arena *arena,
                        EnrolmentServiceState **states, size_t *count, Error *error) {
    const ServiceList *services = &at->policy->services;
    EnrolmentDeliveryRows rows;
    *states = NEW_ARRAY(arena, EnrolmentServiceState, services->count);
    *count = 0;
    if (!enrolment_deliveries(tx, &(EnrolmentDeliveriesIn){at->row.id}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < services->count; i++) {
        const Service *service = &services->items[i];
        if (!str_equal(service->measure, at->measure->key)) continue;
        EnrolmentServiceState *state = &(*states)[(*count)++];
        *state = (EnrolmentServiceState){.name = service->name, .key = service->key,
                                         .due = service_times(service, on)};
        service_count(&rows, state);
    }
    return true;
}

static bool services_given(Tx *tx, const EnrolmentCase *at, Date on, Arena *arena, bool *is_given,
                           Error *error) {
    EnrolmentServiceState *states;
    size_t count;
    if (!enrolment_services(tx, at, on, arena, &states, &count, error)) return false;
    *is_given = count > 0;
    for (size_t i = 0; i < count; i++) *is_given &= states[i].is_done;
    return true;
}

bool enrolment_is_complete(Tx *tx, const EnrolmentCase *at, int64_t steps_signed, Date on,
                           Arena *arena, bool *is_complete, Error *error) {
    size_t step_count = measure_step_count(at->policy, at->measure);
    *is_complete = (size_t)steps_signed >= step_count;
    if (!*is_complete) return true;
    if (at->kind->delivers) return services_given(tx, at, on, arena, is_complete, error);
    // A line of a register stays a line; elsewhere nothing is left to do.
    *is_complete = step_count > 0 || !at->kind->merges_reports;
    return true;
}

bool enrolment_admit(Tx *tx, const Actor *actor, const CaseContext *context, EnrolmentCase *at,
                     Str note, Arena *arena, Error *error) {
    EnrolmentSeqRow free;
    bool is_complete;
    EnrolmentFreeSeqIn in = {at->measure->key, at->row.period};
    if (!quota_ensure(tx, actor, at->policy, at->measure, at->row.period, arena, error) ||
        !enrolment_free_seq(tx, &in, arena, &free, error) ||
        !enrolment_is_complete(tx, at, 0, actor->today, arena, &is_complete, error)) {
        return false;
    }
    EnrolmentChange change = enrolment_keep(at, ENROLMENT_ADMIT, note);
    change.to = is_complete ? ENROLMENT_DONE : ENROLMENT_ADMITTED;
    change.seq = (OptionalInt){true, free.seq};
    change.is_admission = true;
    change.is_completion = is_complete;
    const Step *first = measure_step(at->policy, at->measure, 0);
    change.due_on = step_due(context->calendar, first, actor->today);
    return enrolment_move_to(tx, actor, at, &change, arena, error);
}
