// SPDX-License-Identifier: Apache-2.0
// The part of the model that is clawback: who may find, hear and decide, and what comes back.
#include "model_core.h"

static ModelClawback *clawback_of(const Run *run) {
    ModelClawback *clawback = run->model->clawbacks;
    while (strcmp(clawback->number, run->action->object) != 0) clawback++;
    return clawback;
}

static ModelReceivable *receivable_of(const Run *run, const ModelClawback *clawback) {
    return clawback->receivable ? &run->model->receivables[clawback->receivable - 1] : NULL;
}

static bool is_living(const ModelClawback *clawback) {
    return clawback_course.states[clawback->state].owed_by ||
           clawback->state == CLAWBACK_HANDED_OVER;
}

const ModelClawback *model_living_clawback(const Model *model, int claim) {
    for (int i = 0; i < model->clawback_count; i++) {
        const ModelClawback *clawback = &model->clawbacks[i];
        if (clawback->claim == claim && is_living(clawback)) return clawback;
    }
    return NULL;
}

// ---- What is due ----

static int64_t instalment_fen(const ModelReceivable *receivable, int64_t index) {
    int64_t each = receivable->amount_fen / receivable->instalments;
    return index > 0 ? each : receivable->amount_fen - each * (receivable->instalments - 1);
}

static bool is_overdue(const ModelReceivable *receivable, Date today) {
    int64_t due = 0, asked = receivable->amount_fen - receivable->waived_fen;
    for (int64_t i = 0; i < receivable->instalments; i++) {
        bool is_due = date_add_months(receivable->first_due_on, i) <= today;
        if (is_due) due += instalment_fen(receivable, i);
    }
    return (due < asked ? due : asked) > receivable->repaid_fen;
}

// The first instalment that is not covered; DATE_ABSENT when all are.
static Date next_due(const ModelReceivable *receivable) {
    int64_t covered = receivable->repaid_fen + receivable->waived_fen;
    for (int64_t i = 0; i < receivable->instalments; i++) {
        covered -= instalment_fen(receivable, i);
        if (covered < 0) return date_add_months(receivable->first_due_on, i);
    }
    return DATE_ABSENT;
}

// ---- Moving ----

// The table of transitions is the specification, as that of claims is.
static const char *move(Run *run, ModelClawback *clawback, ClawbackAction action) {
    const CourseTransition *row = course_transition(&clawback_course, action, clawback->state);
    Role role = run->action->role;
    if (!row) return "WRONG_STATE";
    bool is_by_platform = row->needs == PERMISSION_NONE && !row->is_own;
    bool may = row->is_own ? role == ROLE_CITIZEN : role_has(role, row->needs);
    if (!may && !is_by_platform) return "FORBIDDEN";
    if (row->to != row->from) {
        int workdays = clawback_course.states[row->to].workdays;
        clawback->due_on =
            workdays ? workday_add(run->town->context.calendar, run->action->today, workdays)
                     : DATE_ABSENT;
    }
    clawback->state = (ClawbackState)row->to;
    clawback->steps++;
    run_log(run);
    return DONE;
}

// With the last yuan it is over.
static void settle_if_done(Run *run, ModelClawback *clawback) {
    const ModelReceivable *receivable = receivable_of(run, clawback);
    bool is_done = receivable->amount_fen == receivable->waived_fen + receivable->repaid_fen;
    if (!is_done || clawback->state == CLAWBACK_SETTLED) return;
    assert_string_equal(move(run, clawback, CLAWBACK_SETTLE), DONE);
}

static void note_due(Run *run, ModelClawback *clawback) {
    Date due_on = next_due(receivable_of(run, clawback));
    if (clawback->state == CLAWBACK_DECIDED && due_on != DATE_ABSENT) clawback->due_on = due_on;
}

// ---- Opening ----

const char *model_claw_back(Run *run, const ModelClaim *claim, ModelNumber number) {
    Model *model = run->model;
    int at = (int)(claim - model->claims), year = run_year(run);
    if (model_living_clawback(model, at)) return "ALREADY_OPEN";
    if (!role_has(run->action->role, PERMISSION_CLAWBACK_OPEN)) return "FORBIDDEN";
    if (claim->state != CLAIM_PAID) return "NOT_PAID";
    assert_true(model->clawback_count < MODEL_CLAWBACKS);
    ModelClawback *clawback = &model->clawbacks[model->clawback_count++];
    *clawback = (ModelClawback){
        .claim = at,
        .due_on = workday_add(run->town->context.calendar, run->action->today,
                              clawback_course.states[CLAWBACK_SUSPECTED].workdays),
    };
    snprintf(clawback->number, sizeof clawback->number, "ZC-%d-%06d", year,
             ++model->clawbacks_numbered[year - MODEL_FIRST_YEAR]);
    memcpy(number, clawback->number, sizeof clawback->number);
    run_log(run);
    return DONE;
}

static const char *do_open(Run *run) {
    ModelNumber number;
    const char *code = model_claw_back(run, run_claim(run, run->action->object), number);
    return strcmp(code, DONE) == 0 ? answer_number(run, number) : code;
}

// ---- Verifying and hearing ----

static const char *do_add_evidence(Run *run) {
    ModelClawback *clawback = clawback_of(run);
    const char *code = move(run, clawback, CLAWBACK_ADD_EVIDENCE);
    if (strcmp(code, DONE) != 0) return code;
    return ++clawback->evidence > CLAWBACK_EVIDENCE_MAX ? "LIMIT" : DONE;
}

static const char *verify(Run *run, ModelClawback *clawback) {
    const ModelClaim *claim = &run->model->claims[clawback->claim];
    int64_t officer = run->action->account_id;
    bool is_approver =
        is_same_person(claim->approved_by, officer) || is_same_person(claim->released_by, officer);
    if (is_approver) return "SAME_PERSON";
    const char *code = move(run, clawback, CLAWBACK_VERIFY);
    if (strcmp(code, DONE) != 0) return code;
    if (clawback->evidence < CLAWBACK_EVIDENCE_MIN) return "NEEDS_EVIDENCE";
    clawback->verified_by = officer;
    return DONE;
}

// The party sees it from the notice on.
static bool is_hidden(const Run *run, const ModelClawback *clawback) {
    const ModelClaim *claim = &run->model->claims[clawback->claim];
    if (run->action->role != ROLE_CITIZEN) return false;
    bool is_theirs =
        str_equal(run->town->applicants[claim->applicant].person, str_from_c(run->action->person));
    return !is_theirs || !clawback->is_notified;
}

static const char *do_step(Run *run) {
    ModelClawback *clawback = clawback_of(run);
    const ModelReceivable *receivable = receivable_of(run, clawback);
    ClawbackAction action = (ClawbackAction)run->action->index;
    bool is_statement = action == CLAWBACK_STATE || action == CLAWBACK_RECORD;
    bool is_late = receivable && is_overdue(receivable, run->action->today);
    if (is_hidden(run, clawback)) return "NONE";
    if (action == CLAWBACK_VERIFY) return verify(run, clawback);
    if (is_statement && clawback->is_stated) return "ALREADY_STATED";
    if (action == CLAWBACK_HAND_OVER && receivable && !is_late) return "NOTHING_OVERDUE";
    const char *code = move(run, clawback, action);
    if (strcmp(code, DONE) != 0) return code;
    if (is_statement) clawback->is_stated = true;
    if (action == CLAWBACK_NOTIFY) {
        clawback->is_notified = true;
        clawback->statement_until = workday_add(run->town->context.calendar, run->action->today,
                                                CLAWBACK_STATEMENT_WORKDAYS);
    }
    return DONE;
}

// ---- Deciding ----

// All that was ever asked of a claim, also what is not owed any more.
static int64_t asked_fen(const Model *model, int claim) {
    int64_t total = 0;
    for (int i = 0; i < model->receivable_count; i++) {
        const ModelReceivable *receivable = &model->receivables[i];
        if (receivable->claim != claim) continue;
        total += receivable->amount_fen - receivable->waived_fen;
    }
    return total;
}

static void make_receivable(Run *run, ModelClawback *clawback) {
    const Action *by = run->action;
    Model *model = run->model;
    const ModelClaim *claim = &model->claims[clawback->claim];
    int year = run_year(run), county = PURSE_COUNTY(claim->purse);
    assert_true(model->receivable_count < MODEL_RECEIVABLES);
    ModelReceivable *receivable = &model->receivables[model->receivable_count++];
    *receivable = (ModelReceivable){.purse = claim->purse,
                                    .budget = claim->budget,
                                    .claim = clawback->claim,
                                    .amount_fen = by->amount_fen,
                                    .instalments = by->index,
                                    .first_due_on = action_first_due(by)};
    snprintf(receivable->number, sizeof receivable->number, "ZH-%s-%d-%06d", town_counties[county],
             year, ++model->receivables_numbered[county][year - MODEL_FIRST_YEAR]);
    clawback->receivable = model->receivable_count;
    run_log(run);
}

static bool is_decision_taken(const Model *model, const char *decision) {
    for (int i = 0; i < model->clawback_count; i++) {
        if (strcmp(model->clawbacks[i].decision, decision) == 0) return true;
    }
    return false;
}

static const char *do_decide(Run *run) {
    const Action *by = run->action;
    ModelClawback *clawback = clawback_of(run);
    ModelClaim *claim = &run->model->claims[clawback->claim];
    if (clawback->state != CLAWBACK_NOTIFIED) return "WRONG_STATE";
    if (was_a_hand(claim, by->account_id) ||
        is_same_person(clawback->verified_by, by->account_id)) {
        return "SAME_PERSON";
    }
    if (by->amount_fen < by->index) return "INVALID";
    if (asked_fen(run->model, clawback->claim) + by->amount_fen > claim->amount_fen) {
        return "RECEIVABLE_TOO_MUCH";
    }
    make_receivable(run, clawback);
    const char *code = move(run, clawback, CLAWBACK_DECIDE);
    if (strcmp(code, DONE) != 0) return code;
    if (!clawback->is_stated && by->today <= clawback->statement_until) return "NOT_HEARD";
    if (is_decision_taken(run->model, by->text)) return "DECISION_TAKEN";
    snprintf(clawback->decision, sizeof clawback->decision, "%s", by->text);
    clawback->decided_by = by->account_id;
    clawback->due_on = action_first_due(by);
    claim->owed_fen += by->amount_fen;
    return DONE;
}

// ---- Coming back ----

static const char *do_repay(Run *run) {
    Model *model = run->model;
    ModelReceivable *receivable = model->receivables;
    ModelClawback *clawback = model->clawbacks;
    int64_t amount = run->action->amount_fen;
    while (strcmp(receivable->number, run->action->object) != 0) receivable++;
    while (receivable_of(run, clawback) != receivable) clawback++;
    int64_t open = receivable->amount_fen - receivable->waived_fen - receivable->repaid_fen;
    if (amount > open) return "REPAYMENT_TOO_MUCH";
    ModelBudget *budget = &model->budgets[receivable->purse][receivable->budget];
    receivable->repaid_fen += amount;
    model->claims[receivable->claim].repaid_fen += amount;
    budget->paid_fen -= amount;
    budget->available_fen += amount;
    touch_month(run, receivable->purse);
    run_log(run);
    const char *code = move(run, clawback, CLAWBACK_REPAY);
    if (strcmp(code, DONE) != 0) return code;
    note_due(run, clawback);
    settle_if_done(run, clawback);
    return DONE;
}

// ---- On appeal ----

int64_t model_reduce(Run *run, ModelClawback *clawback, int64_t to_fen) {
    ModelReceivable *receivable = receivable_of(run, clawback);
    int64_t kept = receivable->repaid_fen > to_fen ? receivable->repaid_fen : to_fen;
    int64_t waived = receivable->amount_fen - receivable->waived_fen - kept;
    bool is_revoked = to_fen == 0;
    if (waived > 0) run_log(run);
    receivable->waived_fen += waived;
    run->model->claims[receivable->claim].owed_fen -= waived;
    const char *code = move(run, clawback, is_revoked ? CLAWBACK_REVOKE : CLAWBACK_REDUCE);
    assert_string_equal(code, DONE);
    if (!is_revoked) {
        note_due(run, clawback);
        settle_if_done(run, clawback);
    }
    return kept - to_fen;
}

// ---- All of them ----

ModelFunction *const model_clawback_functions[ACTION_KIND_COUNT] = {
    [DO_CLAWBACK_OPEN] = do_open, [DO_CLAWBACK_EVIDENCE] = do_add_evidence,
    [DO_CLAWBACK_STEP] = do_step, [DO_CLAWBACK_DECIDE] = do_decide,
    [DO_REPAY] = do_repay,
};
