// SPDX-License-Identifier: Apache-2.0
// Reading claims: one with all that belongs to it, a page of a list, counts.
#include "casework/claim_core.h"
#include "casework/evidence.sql.h"
#include "casework/inspection.sql.h"

#include "base/json.h"

// ---- One claim ----

static bool read_decision(Tx *tx, const ClaimRow *row, Arena *arena, ClaimFile *file,
                          Error *error) {
    ClaimDecisionRow decision;
    const JsonValue *json;
    if (!claim_decision(tx, &(ClaimDecisionIn){.application_id = row->id}, arena, &decision,
                        error) ||
        !kept_facts_from_json(decision.facts_json, arena, &file->facts, error) ||
        !json_parse(arena, decision.decision_json, &json, error)) {
        return false;
    }
    file->decision_json = decision.decision_json;
    file->pack_hash = decision.pack_hash;
    const JsonValue *reasons = json_get(json, "reasons");
    if (reasons && reasons->kind == JSON_ARRAY) {
        file->reasons = NEW_ARRAY(arena, AssessedReason, reasons->count);
        file->reason_count = reasons->count;
        for (size_t i = 0; i < reasons->count; i++) {
            file->reasons[i] = (AssessedReason){json_text(reasons->items[i], "code"),
                                                json_text(reasons->items[i], "sentence")};
        }
    }
    const JsonValue *reviews = json_get(json, "review");
    if (reviews && reviews->kind == JSON_ARRAY) {
        file->reviews = NEW_ARRAY(arena, Str, reviews->count);
        file->review_count = reviews->count;
        for (size_t i = 0; i < reviews->count; i++) file->reviews[i] = reviews->items[i]->text;
    }
    return true;
}

static Str state_label(Str code) {
    ClaimState state;
    return claim_state_from_code(code, &state) ? claim_state_label(state) : code;
}

static bool read_history(Tx *tx, const ClaimRow *row, Arena *arena, ClaimFile *file,
                         Error *error) {
    ClaimStepRows rows;
    if (!claim_steps(tx, &(ClaimStepsIn){.application_id = row->id}, arena, &rows, error)) {
        return false;
    }
    file->history = NEW_ARRAY(arena, ClaimHistoryRow, rows.count);
    file->history_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const ClaimStepRow *step = &rows.items[i];
        ClaimAction action;
        Role role;
        // The platform itself acts in no role.
        bool has_role = step->account_id != 0 && role_from_code(step->role, &role);
        file->history[i] = (ClaimHistoryRow){
            .action = claim_action_from_code(step->action, &action) ? claim_action_label(action)
                                                                    : step->action,
            .from_label = str_is_absent(step->from_state) ? (Str){0}
                                                          : state_label(step->from_state),
            .to_label = state_label(step->to_state),
            .actor_name = step->actor_name,
            .role_label = has_role ? role_label(role) : (Str){0},
            .on = step->business_date,
            .at_ms = step->at_ms,
            .note = step->note,
        };
    }
    return true;
}

static bool read_evidence(Tx *tx, const Actor *actor, const ClaimRow *row, Arena *arena,
                          ClaimFile *file, Error *error) {
    EvidenceRows rows;
    if (!evidence_list(tx, &(EvidenceListIn){.application_id = row->id}, arena, &rows, error)) {
        return false;
    }
    file->evidence = NEW_ARRAY(arena, ClaimEvidence, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const EvidenceRow *item = &rows.items[i];
        if (evidence_is_hidden(actor, item->is_secret)) continue;
        file->evidence[file->evidence_count++] = (ClaimEvidence){.name = item->name,
                                            .content_type = item->content_type,
                                            .sha256 = item->sha256,
                                            .size = item->size,
                                            .index = item->sequence};
    }
    return true;
}

static bool is_by(OptionalInt account_id, const Actor *actor) {
    return account_id.present && account_id.value == actor->account_id;
}

// What this actor may do next, so that a page offers no button that would be refused.
static void list_actions(const Actor *actor, const ClaimRow *row, Arena *arena, ClaimFile *file) {
    int64_t submitted_ms = file->history_count ? file->history[0].at_ms : 0;
    file->actions = NEW_ARRAY(arena, ClaimAction, claim_transition_count);
    for (size_t i = 0; i < claim_transition_count; i++) {
        const Transition *transition = &claim_transitions[i];
        bool is_undo = transition->action == CLAIM_WITHDRAW && claim_counter_may_undo(actor, row);
        bool is_mine = transition->is_own
                           ? is_undo || role_has(actor->role, PERMISSION_CLAIMANT)
                           : transition->needs != PERMISSION_NONE &&
                                 role_has(actor->role, transition->needs);
        bool is_taken = (transition->action == CLAIM_REVIEW && is_by(row->accepted_by, actor)) ||
                        (transition->action == CLAIM_RELEASE && is_by(row->approved_by, actor)) ||
                        (transition->from == CLAIM_FAILED && claim_had_hand(row, actor));
        bool is_confirmation = transition->action == CLAIM_CONFIRM ||
                               transition->action == CLAIM_CONFIRM_BY_PHONE;
        bool is_blocked = (transition->is_blocked_by_hold && row->held_count > 0) ||
                          (transition_is_to_money(transition) &&
                           !str_is_absent(file->inspection_fault)) ||
                          (is_confirmation && !claim_awaits_confirmation(row)) ||
                          !claim_is_in_time(actor, transition, submitted_ms);
        if (is_mine && !is_taken && !is_blocked && !claim_action_begins(transition->action) &&
            transition->from == file->claim.state) {
            file->actions[file->action_count++] = transition->action;
        }
    }
}

static bool read_inspection_fault(Tx *tx, const ClaimRow *row, Arena *arena, ClaimFile *file,
                                  Error *error) {
    InspectionFaultRow fault;
    bool found;
    if (!inspection_fault_of(tx, &(InspectionFaultOfIn){row->id}, arena, &fault, &found, error)) {
        return false;
    }
    if (found) file->inspection_fault = fault.note;
    return true;
}

static bool read_companions(Tx *tx, const ClaimRow *row, Arena *arena, ClaimFile *file,
                            Error *error) {
    ClaimRows rows;
    if (!claim_companions(tx, &(ClaimCompanionsIn){row->id}, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        PUSH(arena, &file->companions, claim_from_row(&rows.items[i]));
    }
    return true;
}

bool claim_find(Tx *tx, const Actor *actor, Str number, Arena *arena, ClaimFile *file,
                Error *error) {
    ClaimRow row;
    *file = (ClaimFile){0};
    if (!claim_load(tx, actor, number, arena, &row, error)) return false;
    file->claim = claim_from_row(&row);
    file->notice_opens_on = row.notice_opens_on;
    file->notice_closes_on = row.notice_closes_on;
    if (!read_history(tx, &row, arena, file, error) ||
        !read_inspection_fault(tx, &row, arena, file, error)) {
        return false;
    }
    list_actions(actor, &row, arena, file);
    return read_decision(tx, &row, arena, file, error) &&
           read_evidence(tx, actor, &row, arena, file, error) &&
           read_companions(tx, &row, arena, file, error) &&
           payment_list_for_claim(tx, actor, number, arena, &file->payments, error);
}

// ---- Lists ----

// The state in which a claim waits for a role; absent when it waits for none.
static Str work_of(Role role) {
    if (role == ROLE_COUNTY_CLERK) return claim_state_code(CLAIM_SUBMITTED);
    if (role == ROLE_COUNTY_REVIEWER) return claim_state_code(CLAIM_ACCEPTED);
    if (role == ROLE_FINANCE_REVIEWER) return claim_state_code(CLAIM_CLEARED);
    return claim_state_code(CLAIM_CORRECTION);
}

static Str absent_if_empty(Str s) {
    return str_is_empty(s) ? (Str){0} : s;
}

// What a list is asked for, within the actor's scope.
typedef struct ListQuery {
    Str prefix;
    OptionalInt person_id;
    Str uscc;
    OptionalInt policy_number;
    Str state, search, after; // absent = any
    bool is_work;
    int64_t row_count;
} ListQuery;

static ListQuery list_query(const Actor *actor, const ClaimFilter *filter) {
    const Scope *scope = &actor->scope;
    int64_t wanted = filter->row_count;
    if (wanted < 1 || wanted > CLAIM_ROWS_MAX) wanted = CLAIM_ROWS_MAX;
    bool is_work = filter->only_mine_to_do;
    return (ListQuery){
        .prefix = scope->division_prefix,
        .person_id = {scope->person_id != 0, scope->person_id},
        .uscc = scope->uscc,
        .policy_number = {filter->policy_number != 0, filter->policy_number},
        .state = is_work ? work_of(actor->role) : absent_if_empty(filter->state),
        .search = absent_if_empty(str_trim(filter->search)),
        .after = absent_if_empty(filter->after_number),
        .is_work = is_work,
        .row_count = wanted + 1, // one more tells whether there is a next page
    };
}

static bool read_owned(Tx *tx, const ListQuery *query, Arena *arena, ClaimRows *rows,
                       ClaimTotalRow *total, Error *error) {
    ClaimOwnedIn in = {query->person_id, query->uscc,  query->policy_number,
                       query->state,     query->after, query->row_count};
    ClaimOwnedTotalIn all = {query->person_id, query->uscc, query->policy_number, query->state,
                             CLAIM_COUNT_MAX + 1};
    return claim_owned(tx, &in, arena, rows, error) &&
           claim_owned_total(tx, &all, arena, total, error);
}

static bool read_found(Tx *tx, const ListQuery *query, Arena *arena, ClaimRows *rows,
                       ClaimTotalRow *total, Error *error) {
    ClaimFoundIn in = {query->prefix, query->search, query->policy_number,
                       query->state,  query->after,  query->row_count};
    ClaimFoundTotalIn all = {query->prefix, query->search, query->policy_number, query->state,
                             CLAIM_COUNT_MAX + 1};
    return claim_found(tx, &in, arena, rows, error) &&
           claim_found_total(tx, &all, arena, total, error);
}

// Behind the claim `after`, where it stands now.
static bool read_work(Tx *tx, const Actor *actor, const ListQuery *query, Arena *arena,
                      ClaimRows *rows, Error *error) {
    ClaimWorkIn in = {.prefix = query->prefix, .state = query->state,
                      .policy_number = query->policy_number, .after_on = DATE_ABSENT,
                      .row_count = query->row_count};
    if (!str_is_absent(query->after)) {
        ClaimRow after;
        if (!claim_load(tx, actor, query->after, arena, &after, error)) return false;
        in.after_on = after.due_on == DATE_ABSENT ? after.submitted_on : after.due_on;
        in.after_number = after.number;
    }
    return claim_work(tx, &in, arena, rows, error);
}

static bool read_state(Tx *tx, const Actor *actor, const ListQuery *query, Arena *arena,
                       ClaimRows *rows, ClaimTotalRow *total, Error *error) {
    ClaimInStateIn in = {query->prefix, query->state, query->policy_number, query->after,
                         query->row_count};
    ClaimInStateTotalIn all = {query->prefix, query->state, query->policy_number,
                               CLAIM_COUNT_MAX + 1};
    return (query->is_work ? read_work(tx, actor, query, arena, rows, error)
                           : claim_in_state(tx, &in, arena, rows, error)) &&
           claim_in_state_total(tx, &all, arena, total, error);
}

static bool read_all(Tx *tx, const ListQuery *query, Arena *arena, ClaimRows *rows,
                     ClaimTotalRow *total, Error *error) {
    ClaimPageIn in = {query->prefix, query->after, query->row_count};
    ClaimPageTotalIn all = {query->prefix, CLAIM_COUNT_MAX + 1};
    ClaimOfPolicyIn in_policy = {query->prefix, query->policy_number.value, query->after,
                                 query->row_count};
    ClaimOfPolicyTotalIn all_of_policy = {query->prefix, query->policy_number.value,
                                          CLAIM_COUNT_MAX + 1};
    if (query->policy_number.present) {
        return claim_of_policy(tx, &in_policy, arena, rows, error) &&
               claim_of_policy_total(tx, &all_of_policy, arena, total, error);
    }
    return claim_page(tx, &in, arena, rows, error) &&
           claim_page_total(tx, &all, arena, total, error);
}

// By the query that has an index for what is asked for most narrowly.
static bool read_rows(Tx *tx, const Actor *actor, const ListQuery *query, Arena *arena,
                      ClaimRows *rows, ClaimTotalRow *total, Error *error) {
    bool is_own = query->person_id.present || !str_is_absent(query->uscc);
    if (is_own) return read_owned(tx, query, arena, rows, total, error);
    if (!str_is_absent(query->search)) return read_found(tx, query, arena, rows, total, error);
    if (!str_is_absent(query->state)) {
        return read_state(tx, actor, query, arena, rows, total, error);
    }
    return read_all(tx, query, arena, rows, total, error);
}

bool claim_list(Tx *tx, const Actor *actor, const ClaimFilter *filter, Arena *arena,
                ClaimPage *page, Error *error) {
    ClaimRows rows;
    ClaimTotalRow total;
    if (!actor->scope.sees_people) {
        return error_set(error, ERROR_FORBIDDEN, "这个角色看不到个人的申请");
    }
    ListQuery query = list_query(actor, filter);
    if (!read_rows(tx, actor, &query, arena, &rows, &total, error)) return false;
    size_t wanted = (size_t)query.row_count - 1;
    bool is_counted = total.count <= CLAIM_COUNT_MAX;
    *page = (ClaimPage){.total = is_counted ? total.count : CLAIM_COUNT_MAX,
                        .total_fen = is_counted ? total.amount_fen : 0,
                        .is_counted = is_counted,
                        .has_more = rows.count > wanted};
    size_t shown = page->has_more ? wanted : rows.count;
    page->claims = (Claims){.items = NEW_ARRAY(arena, Claim, shown), .count = shown};
    for (size_t i = 0; i < shown; i++) page->claims.items[i] = claim_from_row(&rows.items[i]);
    return true;
}

bool claim_counts(Tx *tx, const Actor *actor, Arena *arena, ClaimStateCount **counts,
                  size_t *count, Error *error) {
    ClaimInStateTotalIn ins[CLAIM_STATE_COUNT];
    QueryRows totals[CLAIM_STATE_COUNT];
    for (int i = 0; i < CLAIM_STATE_COUNT; i++) {
        ins[i] = (ClaimInStateTotalIn){.prefix = actor->scope.division_prefix,
                                       .state = claim_state_code((ClaimState)i),
                                       .limit_count = CLAIM_COUNT_MAX + 1};
    }
    if (!claim_in_state_total_each(tx, ins, CLAIM_STATE_COUNT, arena, totals, error)) return false;
    *counts = NEW_ARRAY(arena, ClaimStateCount, CLAIM_STATE_COUNT);
    *count = CLAIM_STATE_COUNT;
    for (int i = 0; i < CLAIM_STATE_COUNT; i++) {
        int64_t found = ((const ClaimTotalRow *)totals[i].items)->count;
        bool is_counted = found <= CLAIM_COUNT_MAX;
        (*counts)[i] = (ClaimStateCount){.state = (ClaimState)i,
                                         .count = is_counted ? found : CLAIM_COUNT_MAX,
                                         .is_counted = is_counted};
    }
    return true;
}

bool claim_list_groups(Tx *tx, const Actor *actor, ClaimState state, Arena *arena,
                       ClaimGroups *groups, Error *error) {
    ClaimGroupRows rows;
    if (!claim_groups(tx,
                      &(ClaimGroupsIn){.prefix = actor->scope.division_prefix,
                                       .state = claim_state_code(state)},
                      arena, &rows, error)) {
        return false;
    }
    *groups = (ClaimGroups){NEW_ARRAY(arena, ClaimGroup, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const ClaimGroupRow *row = &rows.items[i];
        groups->items[i] = (ClaimGroup){.policy_number = (int)row->policy_number,
                                        .policy_title = row->policy_title,
                                        .fund_key = row->fund_key,
                                        .division_code = row->division_code,
                                        .count = row->count,
                                        .held = row->held,
                                        .amount_fen = row->amount_fen};
    }
    return true;
}
