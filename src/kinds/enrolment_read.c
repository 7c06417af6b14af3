// SPDX-License-Identifier: Apache-2.0
// Reading: one enrolment with all that belongs to it, a page of a list, what measures stand at.
#include "base/json.h"
#include "kinds/enrolment_core.h"
#include "kinds/quota_core.h"
#include "kinds/quota.sql.h"
#include "publish/granted.h"

// ---- One ----

static void read_reasons(const JsonValue *decision, Arena *arena, EnrolmentFile *file) {
    const JsonValue *reasons = json_get(decision, "reasons");
    if (!reasons || reasons->kind != JSON_ARRAY) return;
    file->reasons = NEW_ARRAY(arena, AssessedReason, reasons->count);
    for (size_t i = 0; i < reasons->count; i++) {
        file->reasons[file->reason_count++] = (AssessedReason){
            json_text(reasons->items[i], "code"), json_text(reasons->items[i], "sentence")};
    }
}

static bool read_decision(Tx *tx, const EnrolmentCase *at, Arena *arena, EnrolmentFile *file,
                          Error *error) {
    EnrolmentDecisionRow row;
    bool found;
    const JsonValue *decision;
    if (!enrolment_latest_decision(tx, &(EnrolmentLatestDecisionIn){at->row.id}, arena, &row,
                                   &found, error)) {
        return false;
    }
    if (!found) return true;
    if (!kept_facts_from_json(row.facts_json, arena, &file->facts, error) ||
        !json_parse(arena, row.decision_json, &decision, error)) {
        return false;
    }
    file->decision_json = row.decision_json;
    file->pack_hash = row.pack_hash;
    read_reasons(decision, arena, file);
    return true;
}

static Str step_name(const EnrolmentCase *at, Str key) {
    for (size_t i = 0; i < at->policy->steps.count; i++) {
        const Step *step = &at->policy->steps.items[i];
        bool is_of = str_equal(step->measure, at->measure->key);
        if (is_of && str_equal(step->key, key)) return step->name;
    }
    for (size_t i = 0; i < at->policy->services.count; i++) {
        const Service *service = &at->policy->services.items[i];
        bool is_of = str_equal(service->measure, at->measure->key);
        if (is_of && str_equal(service->key, key)) return service->name;
    }
    return key;
}

static void read_events(const EnrolmentCase *at, const EnrolmentEventRows *rows, Arena *arena,
                        EnrolmentFile *file) {
    file->events = NEW_ARRAY(arena, EnrolmentEvent, rows->count);
    file->event_count = rows->count;
    for (size_t i = 0; i < rows->count; i++) {
        const EnrolmentEventRow *row = &rows->items[i];
        EnrolmentAction action;
        EnrolmentState state;
        Role role;
        bool has_role = row->account_id != 0 && role_from_code(row->role, &role);
        bool has_step = !str_is_empty(row->step_key);
        file->events[i] = (EnrolmentEvent){
            .action = enrolment_action_from_code(row->action, &action)
                          ? enrolment_action_label(action)
                          : row->action,
            .to_label = enrolment_state_from_code(row->to_state, &state)
                            ? kind_state_label(at->kind, state)
                            : row->to_state,
            .step_name = has_step ? step_name(at, row->step_key) : (Str){0}, .party = row->party,
            .actor_name = row->actor_name, .role_label = has_role ? role_label(role) : (Str){0},
            .on = row->business_date, .at_ms = row->at_ms, .note = row->note};
    }
}

// 「人社局 张三 2023年10月16日；财政局 …」
static Str signatures(const EnrolmentEventRows *rows, Str step_key, Arena *arena) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < rows->count; i++) {
        const EnrolmentEventRow *row = &rows->items[i];
        bool is_sign = str_equal(row->action, enrolment_action_code(ENROLMENT_SIGN));
        if (!is_sign || !str_equal(row->step_key, step_key)) continue;
        Str on = date_to_chinese(arena, row->business_date);
        str_put_format(&out, "%s%.*s %.*s %.*s", str_built(&out).length > 0 ? "；" : "",
                       STR_ARG(row->party), STR_ARG(row->actor_name), STR_ARG(on));
    }
    return str_built(&out);
}

static void read_steps(const EnrolmentCase *at, const EnrolmentEventRows *rows, Arena *arena,
                       EnrolmentFile *file) {
    size_t count = measure_step_count(at->policy, at->measure);
    size_t next = (size_t)at->row.steps_signed;
    file->steps = NEW_ARRAY(arena, EnrolmentStepState, count);
    file->step_count = count;
    for (size_t i = 0; i < count; i++) {
        const Step *step = measure_step(at->policy, at->measure, i);
        bool is_next = i == next && at->state == ENROLMENT_ADMITTED;
        file->steps[i] = (EnrolmentStepState){
            .name = step->name, .key = step->key, .parties = step_parties(arena, step),
            .signed_by = signatures(rows, step->key, arena), .is_done = i < next,
            .is_next = is_next, .due_on = is_next ? at->row.due_on : DATE_ABSENT};
    }
}

static bool read_sources(Tx *tx, const EnrolmentCase *at, Arena *arena, EnrolmentFile *file,
                         Error *error) {
    EnrolmentSourceRows rows;
    if (!enrolment_sources(tx, &(EnrolmentSourcesIn){at->row.id}, arena, &rows, error)) {
        return false;
    }
    file->sources = NEW_ARRAY(arena, Str, rows.count);
    file->source_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) file->sources[i] = rows.items[i].department;
    return true;
}

// What this actor may do next, so that a page offers no button that would be refused.
static void list_actions(const Actor *actor, const EnrolmentCase *at, Stake stake, Arena *arena,
                         EnrolmentFile *file) {
    const Step *next = measure_step(at->policy, at->measure, (size_t)at->row.steps_signed);
    Str own[2];
    size_t own_count = actor_parties(actor, &at->row, own);
    file->parties = NEW_ARRAY(arena, Str, own_count);
    for (size_t i = 0; next && i < own_count; i++) {
        if (!enrolment_step_is_open(stake, ENROLMENT_SIGN, own[i])) continue;
        if (step_has_party(next, own[i])) file->parties[file->party_count++] = own[i];
    }
    file->actions = NEW_ARRAY(arena, EnrolmentAction, enrolment_transition_count);
    for (size_t i = 0; i < enrolment_transition_count; i++) {
        const EnrolmentTransition *transition = &enrolment_transitions[i];
        EnrolmentAction action = transition->action;
        Error ignored = {0};
        if (transition->from != at->state || action == ENROLMENT_APPLY) continue;
        if (action == ENROLMENT_REPORT) continue; // by reporting the subject again
        if (!enrolment_check(actor, at, action, STR("-"), &ignored)) continue;
        bool is_signing = action == ENROLMENT_SIGN || action == ENROLMENT_OBJECT;
        if (is_signing && file->party_count == 0) continue;
        if (!is_signing && !enrolment_step_is_open(stake, action, (Str){0})) continue;
        if (action == ENROLMENT_DELIVER && !at->kind->delivers) continue;
        bool is_own_entry = action == ENROLMENT_ADMIT && !at->kind->admits_by_rule &&
                            at->row.applied_by == actor->account_id;
        if (!is_own_entry) file->actions[file->action_count++] = action;
    }
}

bool enrolment_find(Tx *tx, const Actor *actor, const CaseContext *context, Str number,
                    Arena *arena, EnrolmentFile *file, Error *error) {
    EnrolmentCase at;
    EnrolmentEventRows events;
    Stake stake;
    *file = (EnrolmentFile){0};
    if (!enrolment_load(tx, actor, context, number, arena, &at, error) ||
        !enrolment_stake(tx, actor, &at, arena, &stake, error) ||
        !enrolment_events(tx, &(EnrolmentEventsIn){at.row.id}, arena, &events, error)) {
        return false;
    }
    file->enrolment = enrolment_view(actor, &at);
    read_events(&at, &events, arena, file);
    read_steps(&at, &events, arena, file);
    list_actions(actor, &at, stake, arena, file);
    return enrolment_services(tx, &at, actor->today, arena, &file->services,
                              &file->service_count, error) &&
           read_sources(tx, &at, arena, file, error) &&
           read_decision(tx, &at, arena, file, error);
}

// ---- A page of a list ----

// Whether it waits for this actor: to admit, to sign, or to deliver.
static bool is_to_do(const Actor *actor, const EnrolmentCase *at) {
    Str own[2];
    size_t count = actor_parties(actor, &at->row, own);
    const Step *next = measure_step(at->policy, at->measure, (size_t)at->row.steps_signed);
    if (at->state == ENROLMENT_APPLIED) {
        return role_has(actor->role, PERMISSION_ENROLMENT_ADMIT) &&
               at->row.applied_by != actor->account_id;
    }
    if (at->state != ENROLMENT_ADMITTED) return false;
    for (size_t i = 0; next && i < count; i++) {
        if (step_has_party(next, own[i])) return true;
    }
    return !next && at->kind->delivers && role_has(actor->role, PERMISSION_SERVICE_DELIVER);
}

static bool take_rows(const Actor *actor, const CaseContext *context,
                      const EnrolmentFilter *filter, const EnrolmentRows *rows, Arena *arena,
                      EnrolmentPage *page, Error *error) {
    for (size_t i = 0; i < rows->count; i++) {
        EnrolmentCase at;
        if (!enrolment_open(context, &rows->items[i], &at, error)) return false;
        if (filter->only_mine_to_do && !is_to_do(actor, &at)) continue;
        if ((int64_t)page->enrolments.count == filter->row_count) {
            page->has_more = true;
            return true;
        }
        PUSH(arena, &page->enrolments, enrolment_view(actor, &at));
    }
    return true;
}

bool enrolment_list(Tx *tx, const Actor *actor, const CaseContext *context,
                    const EnrolmentFilter *filter, Arena *arena, EnrolmentPage *page,
                    Error *error) {
    const Scope *scope = &actor->scope;
    OptionalInt person = {scope->person_id != 0, scope->person_id};
    bool sees_all = enrolment_sees_all(actor);
    Str after = str_is_absent(filter->after_number) ? STR("") : filter->after_number;
    EnrolmentFilter bounded = *filter;
    if (bounded.row_count < 1 || bounded.row_count > ENROLMENT_ROWS_MAX) {
        bounded.row_count = ENROLMENT_ROWS_MAX;
    }
    *page = (EnrolmentPage){0};
    EnrolmentTotalRow total;
    EnrolmentTotalIn count = {filter->measure_key, filter->policy_number, filter->state,
                              filter->subject_key, filter->only_mine_to_do,
                              scope->division_prefix, sees_all, person, scope->uscc};
    if (!enrolment_total(tx, &count, arena, &total, error)) return false;
    page->total = filter->only_mine_to_do ? -1 : total.total;
    for (;;) {
        EnrolmentRows rows;
        EnrolmentPageIn in = {filter->measure_key, filter->policy_number, filter->state,
                              filter->subject_key, filter->only_mine_to_do,
                              scope->division_prefix, sees_all, person, scope->uscc, after,
                              ENROLMENT_ROWS_MAX + 1};
        if (!enrolment_page(tx, &in, arena, &rows, error) ||
            !take_rows(actor, context, &bounded, &rows, arena, page, error)) {
            return false;
        }
        if (page->has_more || rows.count <= ENROLMENT_ROWS_MAX) return true;
        after = rows.items[rows.count - 1].number;
    }
}

// ---- Standings ----

static void standing_add(MeasureStanding *standing, const EnrolmentCountRow *row) {
    EnrolmentState state;
    if (!enrolment_state_from_code(row->state, &state)) return;
    standing->counts[state] += row->count;
    standing->late += row->late;
    if (state == ENROLMENT_ADMITTED || state == ENROLMENT_DONE) standing->units += row->units;
    if (state == ENROLMENT_DONE) standing->units_done += row->units;
}

static bool standing_places_read(Tx *tx, const Actor *actor, Arena *arena,
                                 MeasureStanding *standing, Error *error) {
    QuotaRows rows;
    OptionalInt places = quota_of_policy(standing->policy, standing->measure);
    standing->places = places.present ? places.value : -1;
    if (!places.present) return true;
    Str period = measure_period_on(arena, standing->measure, actor->today);
    if (!quota_rows(tx, &(QuotaRowsIn){standing->measure->key, period}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        if (str_equal(rows.items[i].division_code, actor->scope.division_prefix)) {
            standing->places = rows.items[i].places;
        }
    }
    return true;
}

bool measure_standings(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                       MeasureStandings *standings, Error *error) {
    const Pack *pack = context->pack;
    const Scope *scope = &actor->scope;
    EnrolmentCountRows rows;
    EnrolmentCountsIn in = {scope->division_prefix, enrolment_sees_all(actor),
                            {scope->person_id != 0, scope->person_id}, scope->uscc, actor->today};
    size_t count = 0;
    if (!enrolment_counts(tx, &in, arena, &rows, error)) return false;
    for (size_t i = 0; i < pack->policies.count; i++) {
        count += pack->policies.items[i]->measures.count;
    }
    *standings = (MeasureStandings){.items = NEW_ARRAY(arena, MeasureStanding, count)};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        for (size_t j = 0; j < policy->measures.count; j++) {
            const Measure *measure = &policy->measures.items[j];
            const Kind *kind = kind_of(measure->kind);
            if (!kind) continue;
            MeasureStanding *standing = &standings->items[standings->count++];
            *standing = (MeasureStanding){.policy = policy, .measure = measure, .kind = kind};
            for (size_t k = 0; k < rows.count; k++) {
                if (str_equal(rows.items[k].measure, measure->key)) {
                    standing_add(standing, &rows.items[k]);
                }
            }
            if (!standing_places_read(tx, actor, arena, standing, error)) return false;
        }
    }
    return true;
}
