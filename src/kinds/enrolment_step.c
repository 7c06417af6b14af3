// SPDX-License-Identifier: Apache-2.0
// Moving: admission, signatures, services, assessment, release, and selection together.
#include "kinds/enrolment_core.h"

// ---- Signing ----

static bool refuse_signer(const EnrolmentCase *at, const Step *step, Arena *arena, Error *error) {
    if (!step) {
        error_set(error, ERROR_CONFLICT, "登记 %.*s 没有等着签字的步骤", STR_ARG(at->row.number));
    } else {
        Str parties = step_parties(arena, step);
        error_set(error, ERROR_FORBIDDEN, "“%.*s”要由%.*s签字", STR_ARG(step->name),
                  STR_ARG(parties));
    }
    error_detail(error, "前面的步骤签完，才轮到后面的");
    return error_code(error, "NOT_YOUR_STEP");
}

// The party for which the actor signs the next step.
static bool find_party(const Actor *actor, const EnrolmentCase *at, Str wanted, Arena *arena,
                       const Step **step, Str *party, Error *error) {
    Str own[2];
    size_t count = actor_parties(actor, &at->row, own);
    *step = measure_step(at->policy, at->measure, (size_t)at->row.steps_signed);
    for (size_t i = 0; *step && i < count; i++) {
        bool is_wanted = str_is_empty(wanted) || str_equal(wanted, own[i]);
        if (!is_wanted || !step_has_party(*step, own[i])) continue;
        *party = own[i];
        return true;
    }
    return refuse_signer(at, *step, arena, error);
}

// How many parties have signed a step before this one, which signs once.
static bool count_signed(Tx *tx, const EnrolmentCase *at, const Step *step, Str party,
                         Arena *arena, size_t *count, Error *error) {
    EnrolmentEventRows rows;
    *count = 0;
    if (!enrolment_events(tx, &(EnrolmentEventsIn){at->row.id}, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        const EnrolmentEventRow *row = &rows.items[i];
        bool is_sign = str_equal(row->action, enrolment_action_code(ENROLMENT_SIGN));
        if (!is_sign || !str_equal(row->step_key, step->key)) continue;
        if (str_equal(row->party, party)) return enrolment_refuse_signed(error);
        (*count)++;
    }
    return true;
}

static bool check_amount(const EnrolmentCase *at, const EnrolmentStep *in, Error *error) {
    if (in->amount_fen == 0 || (at->kind->grants_amount && in->amount_fen > 0)) return true;
    return error_set(error, ERROR_INVALID, at->kind->grants_amount ? "金额要大于零"
                                                                   : "这个步骤没有金额");
}

static bool sign(Tx *tx, const Actor *actor, const CaseContext *context, EnrolmentCase *at,
                 const EnrolmentStep *in, Arena *arena, Error *error) {
    const Step *step;
    Str party;
    size_t signed_count;
    bool is_complete = false;
    if (!find_party(actor, at, in->party, arena, &step, &party, error) ||
        !check_amount(at, in, error) ||
        !count_signed(tx, at, step, party, arena, &signed_count, error)) {
        return false;
    }
    EnrolmentChange change = enrolment_keep(at, ENROLMENT_SIGN, in->note);
    change.step_key = step->key;
    change.party = party;
    change.amount_fen = (OptionalInt){in->amount_fen > 0, in->amount_fen};
    if (signed_count + 1 >= step_signatures(step)) {
        change.steps_signed++;
        const Step *next =
            measure_step(at->policy, at->measure, (size_t)change.steps_signed);
        change.due_on = step_due(context->calendar, next, actor->today);
        if (!enrolment_is_complete(tx, at, change.steps_signed, actor->today, arena,
                                   &is_complete, error)) {
            return false;
        }
    }
    change.is_completion = is_complete;
    if (is_complete) change.to = ENROLMENT_DONE;
    return enrolment_move_to(tx, actor, at, &change, arena, error);
}

static bool object(Tx *tx, const Actor *actor, EnrolmentCase *at, const EnrolmentStep *in,
                   Arena *arena, Error *error) {
    const Step *step;
    Str party;
    if (!find_party(actor, at, in->party, arena, &step, &party, error)) return false;
    EnrolmentChange change = enrolment_keep(at, ENROLMENT_OBJECT, in->note);
    change.step_key = step->key;
    change.party = party;
    return enrolment_move_to(tx, actor, at, &change, arena, error);
}

// ---- The others ----

static bool end(Tx *tx, const Actor *actor, EnrolmentCase *at, const EnrolmentStep *in,
                Arena *arena, Error *error) {
    EnrolmentChange change = enrolment_keep(at, in->action, in->note);
    change.to = enrolment_transition(in->action, at->state)->to;
    change.seq = (OptionalInt){0};
    change.is_end = true;
    change.due_on = DATE_ABSENT;
    return enrolment_move_to(tx, actor, at, &change, arena, error);
}

static bool check_year(const EnrolmentCase *at, int64_t year, int64_t this_year, Error *error) {
    int64_t first = date_to_civil(at->row.applied_on).year;
    if (year >= first && year <= this_year) return true;
    error_set(error, ERROR_INVALID, "不能评估%lld年", (long long)year);
    error_detail(error, "登记 %.*s 能评估%lld年至%lld年", STR_ARG(at->row.number),
                 (long long)first, (long long)this_year);
    return error_code(error, year > this_year ? "YEAR_AHEAD" : "YEAR_TOO_EARLY");
}

static bool assess(Tx *tx, const Actor *actor, EnrolmentCase *at, const EnrolmentStep *in,
                   Arena *arena, Error *error) {
    EnrolmentChange change = enrolment_keep(at, ENROLMENT_ASSESS, in->note);
    int64_t this_year = date_to_civil(actor->today).year;
    change.is_passed = (OptionalInt){true, in->is_passed};
    change.passed_year = (OptionalInt){true, in->year ? in->year : this_year};
    if (!check_year(at, change.passed_year.value, this_year, error)) return false;
    return enrolment_move_to(tx, actor, at, &change, arena, error);
}

static bool take(Tx *tx, const Actor *actor, const CaseContext *context, EnrolmentCase *at,
                 const EnrolmentStep *in, Arena *arena, Error *error) {
    switch (in->action) {
    case ENROLMENT_ADMIT:
        return enrolment_check_answers(tx, actor, context, at, arena, error) &&
               enrolment_admit(tx, actor, context, at, in->note, arena, error);
    case ENROLMENT_SIGN: return sign(tx, actor, context, at, in, arena, error);
    case ENROLMENT_OBJECT: return object(tx, actor, at, in, arena, error);
    case ENROLMENT_ASSESS: return assess(tx, actor, at, in, arena, error);
    case ENROLMENT_WITHDRAW:
    case ENROLMENT_REFUSE:
    case ENROLMENT_RELEASE: return end(tx, actor, at, in, arena, error);
    case ENROLMENT_APPLY:
    case ENROLMENT_REPORT:
    case ENROLMENT_AMEND:
    case ENROLMENT_DELIVER:
    case ENROLMENT_ACTION_COUNT: break;
    }
    return error_set(error, ERROR_INVALID, "这一步不在这里办");
}

bool enrolment_step(Tx *tx, const Actor *actor, const CaseContext *context,
                    const EnrolmentStep *step, Arena *arena, Enrolment *enrolment, Error *error) {
    EnrolmentCase at;
    if (!enrolment_load(tx, actor, context, step->number, arena, &at, error) ||
        !enrolment_check(actor, &at, step->action, step->note, error) ||
        !take(tx, actor, context, &at, step, arena, error)) {
        return false;
    }
    *enrolment = enrolment_view(actor, &at);
    return true;
}

// ---- Services ----

static const Service *service_find(const EnrolmentCase *at, Str key) {
    const ServiceList *services = &at->policy->services;
    for (size_t i = 0; i < services->count; i++) {
        const Service *service = &services->items[i];
        bool is_of = str_equal(service->measure, at->measure->key);
        if (is_of && str_equal(service->key, key)) return service;
    }
    return NULL;
}

static bool check_delivery(const Actor *actor, const EnrolmentCase *at,
                           const EnrolmentDelivery *delivery, Error *error) {
    bool is_given = str_equal(delivery->outcome, STR("delivered"));
    bool is_waived = str_equal(delivery->outcome, STR("not_applicable")) ||
                     str_equal(delivery->outcome, STR("declined"));
    if (!service_find(at, delivery->service_key)) {
        return error_set(error, ERROR_INVALID, "“%.*s”没有服务项“%.*s”",
                         STR_ARG(at->measure->name), STR_ARG(delivery->service_key));
    }
    if (!is_given && !is_waived) {
        error_set(error, ERROR_INVALID, "结果“%.*s”不对", STR_ARG(delivery->outcome));
        return error_detail(error, "写 delivered、not_applicable 或 declined");
    }
    if (is_waived && str_is_empty(str_trim(delivery->note))) {
        return error_set(error, ERROR_INVALID, "不适用或者本人拒绝的，要写明理由");
    }
    if (delivery->on == DATE_ABSENT || delivery->on > actor->today ||
        delivery->on < at->row.applied_on) {
        error_set(error, ERROR_INVALID, "服务日期不对");
        return error_detail(error, "不早于登记日，不晚于今天");
    }
    if (!str_is_empty(str_trim(delivery->delivered_by))) return true;
    return error_set(error, ERROR_INVALID, "要写明是谁提供的服务");
}

bool enrolment_deliver(Tx *tx, const Actor *actor, const CaseContext *context,
                       const EnrolmentDelivery *delivery, Arena *arena, Enrolment *enrolment,
                       Error *error) {
    EnrolmentCase at;
    bool is_complete;
    if (!enrolment_load(tx, actor, context, delivery->number, arena, &at, error) ||
        !enrolment_check(actor, &at, ENROLMENT_DELIVER, delivery->note, error) ||
        !check_delivery(actor, &at, delivery, error)) {
        return false;
    }
    EnrolmentInsertDeliveryIn in = {at.row.id, delivery->service_key, delivery->outcome,
                                    delivery->on, delivery->delivered_by, actor->account_id,
                                    delivery->note};
    if (!enrolment_insert_delivery(tx, &in, NULL, error) ||
        !enrolment_is_complete(tx, &at, at.row.steps_signed, actor->today, arena,
                               &is_complete, error)) {
        return false;
    }
    EnrolmentChange change = enrolment_keep(&at, ENROLMENT_DELIVER, delivery->note);
    change.step_key = delivery->service_key;
    change.is_completion = is_complete;
    if (is_complete) change.to = ENROLMENT_DONE;
    if (!enrolment_move_to(tx, actor, &at, &change, arena, error)) return false;
    *enrolment = enrolment_view(actor, &at);
    return true;
}

// ---- Selection ----

#define SELECTION_SUBJECT STR("640500") // the list of the whole city is decided at once

static bool decide_list(Tx *tx, const Actor *actor, const CaseContext *context,
                        const Policy *policy, const Measure *measure, Arena *arena,
                        Assessment *assessment, Error *error) {
    AssessmentIn query = {.pack = context->pack, .policy_number = policy->number,
                          .subject_key = SELECTION_SUBJECT, .measure_key = measure->key,
                          .on = actor->today};
    if (str_is_empty(measure->selection)) {
        return error_set(error, ERROR_NOT_FOUND, "“%.*s”不按名单择优", STR_ARG(measure->name));
    }
    if (!assess_subject(tx, &query, arena, assessment, error)) return false;
    if (assessment->has_selection) return true;
    error_set(error, ERROR_CONFLICT, "“%.*s”的名单还定不下来", STR_ARG(measure->name));
    error_detail(error, "有分数没有录，或者切线上同分，要人工处理");
    return error_code(error, "UNDECIDED");
}

bool enrolment_select(Tx *tx, const Actor *actor, const CaseContext *context, int policy_number,
                      Str measure_key, Arena *arena, Enrolments *selected, Error *error) {
    const Policy *policy;
    const Measure *measure;
    Assessment assessment;
    *selected = (Enrolments){0};
    if (!measure_find(context->pack, measure_key, &policy, &measure, error)) return false;
    if (policy->number != policy_number) {
        return error_set(error, ERROR_NOT_FOUND, "第%d项没有措施“%.*s”", policy_number,
                         STR_ARG(measure_key));
    }
    if (!decide_list(tx, actor, context, policy, measure, arena, &assessment, error)) return false;
    for (size_t i = 0; i < assessment.selected_count; i++) {
        EnrolmentCase at;
        if (!enrolment_load(tx, actor, context, assessment.selected[i], arena, &at, error)) {
            return false;
        }
        if (at.state != ENROLMENT_APPLIED) continue; // selected before
        if (!enrolment_check(actor, &at, ENROLMENT_ADMIT, (Str){0}, error) ||
            !enrolment_admit(tx, actor, context, &at, STR("按排名入选"), arena, error)) {
            return false;
        }
        PUSH(arena, selected, enrolment_view(actor, &at));
    }
    return true;
}
