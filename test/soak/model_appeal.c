// SPDX-License-Identifier: Apache-2.0
// The part of the model that is appeals: who may decide one, and what comes of it.
#include "model_core.h"

static ModelAppeal *appeal_of(const Run *run) {
    ModelAppeal *appeal = run->model->appeals;
    while (strcmp(appeal->number, run->action->object) != 0) appeal++;
    return appeal;
}

// NULL: the claim itself is contested.
static ModelClawback *contested_clawback(const Run *run, const ModelAppeal *appeal) {
    return appeal->clawback ? &run->model->clawbacks[appeal->clawback - 1] : NULL;
}

// The table of transitions is the specification, as that of claims is.
static const char *move(Run *run, ModelAppeal *appeal, AppealAction action) {
    const CourseTransition *row = course_transition(&appeal_course, action, (int)appeal->state);
    Role role = run->action->role;
    if (!row) return "WRONG_STATE";
    bool may = row->is_own ? role == ROLE_CITIZEN : role_has(role, row->needs);
    if (!may) return "FORBIDDEN";
    appeal->state = (AppealState)row->to;
    run_log(run);
    return DONE;
}

// ---- The party ----

static bool is_contested(const Model *model, const ModelAppeal *wanted) {
    for (int i = 0; i < model->appeal_count; i++) {
        const ModelAppeal *appeal = &model->appeals[i];
        bool is_same = appeal->claim == wanted->claim && appeal->clawback == wanted->clawback &&
                       appeal->decision == wanted->decision;
        if (is_same && appeal->state != APPEAL_WITHDRAWN) return true;
    }
    return false;
}

static const char *contest_claim(const ModelClaim *claim, ModelAppeal *appeal) {
    bool is_refused = claim->state == CLAIM_REFUSED;
    appeal->decision = claim->steps;
    appeal->contested_by = is_refused ? claim->refused_by : claim->approved_by;
    return is_refused || claim->state == CLAIM_PAID ? DONE : "NOTHING_DECIDED";
}

static const char *contest_clawback(const Run *run, ModelAppeal *appeal) {
    const ModelClawback *clawback = run->model->clawbacks;
    while (strcmp(clawback->number, run->action->text) != 0) clawback++;
    appeal->clawback = 1 + (int)(clawback - run->model->clawbacks);
    appeal->contested_by = clawback->decided_by;
    if (run->action->role == ROLE_CITIZEN && !clawback->is_notified) return "NONE";
    bool is_standing = clawback->decided_by && clawback->state != CLAWBACK_REVOKED;
    return is_standing ? DONE : "NOTHING_DECIDED";
}

static const char *do_file(Run *run) {
    Model *model = run->model;
    const ModelClaim *claim = run_claim(run, run->action->object);
    int year = run_year(run);
    ModelAppeal appeal = {.claim = (int)(claim - model->claims), .state = APPEAL_FILED};
    const char *code =
        *run->action->text ? contest_clawback(run, &appeal) : contest_claim(claim, &appeal);
    if (strcmp(code, DONE) != 0) return code;
    if (is_contested(model, &appeal)) return "ALREADY_APPEALED";
    if (run->action->role != ROLE_CITIZEN) return "FORBIDDEN";
    snprintf(appeal.number, sizeof appeal.number, "FC-%d-%06d", year,
             ++model->appeals_numbered[year - MODEL_FIRST_YEAR]);
    assert_true(model->appeal_count < MODEL_APPEALS);
    model->appeals[model->appeal_count++] = appeal;
    run_log(run);
    return answer_number(run, appeal.number);
}

static const char *do_withdraw(Run *run) {
    return move(run, appeal_of(run), APPEAL_WITHDRAW);
}

// ---- The office ----

static const char *do_accept(Run *run) {
    ModelAppeal *appeal = appeal_of(run);
    const char *code = move(run, appeal, APPEAL_ACCEPT);
    if (strcmp(code, DONE) == 0) appeal->accepted_by = run->action->account_id;
    return code;
}

// Whoever had a hand in the claim, refused or approved it, verified or decided its clawback, or
// took the appeal in, under whatever account.
static bool had_a_hand(const Run *run, const ModelAppeal *appeal) {
    const ModelClawback *clawback = contested_clawback(run, appeal);
    const int64_t hands[] = {appeal->accepted_by, appeal->contested_by,
                             clawback ? clawback->verified_by : 0,
                             clawback ? clawback->decided_by : 0};
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++) {
        if (is_same_person(hands[i], run->action->account_id)) return true;
    }
    return was_a_hand(&run->model->claims[appeal->claim], run->action->account_id);
}

// ---- What comes of it ----

static const char *reopen(Run *run, ModelAppeal *appeal, ModelClaim *claim, int64_t right) {
    if (living_claim(run->model, claim->applicant, claim->period, claim)) return "ALREADY_CLAIMED";
    assert_string_equal(model_move(run, claim, CLAIM_REOPEN), DONE);
    claim->amount_fen = right - others_fen(run->model, claim);
    claim->right_fen = right;
    claim->granted_on = run->action->today;
    memcpy(appeal->result, claim->number, sizeof appeal->result);
    return DONE;
}

static void supplement(Run *run, ModelAppeal *appeal, const ModelClaim *claim, int64_t right,
                       int64_t more) {
    Standing standing = {.purse = claim->purse, .period = claim->period, .amount_fen = more};
    ModelClaim *made = make_claim(run, claim->applicant, &standing);
    made->state = CLAIM_SUBMITTED;
    made->root = claim->root;
    made->right_fen = right;
    made->is_shared = claim->is_shared;
    made->month = claim->month;
    made->submitted_by = run->action->account_id;
    memcpy(appeal->result, made->number, sizeof appeal->result);
}

// From what was paid last.
static const char *take_back(Run *run, ModelAppeal *appeal, const ModelClaim *claim, int64_t over) {
    for (int i = run->model->claim_count - 1; i >= 0 && over > 0; i--) {
        ModelClaim *member = &run->model->claims[i];
        int64_t part = member->amount_fen - member->owed_fen;
        if (member->root != claim->root || member->state != CLAIM_PAID || part <= 0) continue;
        over -= part < over ? part : over;
        const char *code = model_claw_back(run, member, appeal->result);
        if (strcmp(code, DONE) != 0) return code;
    }
    return over == 0 ? DONE : "SUPPLEMENT_OPEN";
}

// The whole right, by what was established or is found now.
typedef struct Weighed {
    int64_t found, right;        // found: 0 = nothing is
    int64_t whole, owed, repaid; // of all claims of the right
    bool is_refused;
} Weighed;

static Weighed weigh(const Run *run, const ModelClaim *claim) {
    const Model *model = run->model;
    const ModelClaim *root = &model->claims[claim->root];
    Weighed it = {.found = root->found_fen, .is_refused = claim->state == CLAIM_REFUSED};
    for (int i = 0; i < TOWN_PLACES; i++) {
        if (strcmp(run->action->text, town_places[i].division) == 0) it.found = town_places[i].fen;
    }
    it.right = it.found ? it.found : root->right_fen;
    // The rules of a post do not know what was had in a month.
    bool is_had = living_claim(model, claim->applicant, claim->period, claim) != NULL;
    if (is_had && claim->month == TOWN_MONTH_NONE) it.right = 0;
    for (int i = 0; i < model->claim_count; i++) {
        const ModelClaim *member = &model->claims[i];
        if (member->root != claim->root) continue;
        if (!is_void(member)) it.whole += member->amount_fen;
        it.owed += member->owed_fen;
        it.repaid += member->repaid_fen;
    }
    return it;
}

static const char *decide(Run *run, ModelAppeal *appeal, const Weighed *it, AppealAction action) {
    ModelClaim *root = &run->model->claims[run->model->claims[appeal->claim].root];
    root->found_fen = it->found;
    root->reviewed_fen = it->right;
    appeal->result_fen = it->right;
    return move(run, appeal, action);
}

// Of the right as a whole: a claim with its supplements. What came back is not held any more; what
// is asked back is not asked for again.
static const char *overturn_claim(Run *run, ModelAppeal *appeal) {
    ModelClaim *claim = &run->model->claims[appeal->claim];
    Weighed it = weigh(run, claim);
    int64_t more = it.right - it.whole + it.repaid;
    int64_t over = it.is_refused ? 0 : it.whole - it.owed - it.right;
    if (more <= 0 && over <= 0) return "NOTHING_CHANGES";
    const char *code = decide(run, appeal, &it, it.is_refused ? APPEAL_REVOKE : APPEAL_CHANGE);
    if (strcmp(code, DONE) != 0) return code;
    if (!it.is_refused && more <= 0) return take_back(run, appeal, claim, over);
    if (it.is_refused) return reopen(run, appeal, claim, it.right);
    supplement(run, appeal, claim, it.right, more);
    return DONE;
}

// What the clawback may ask for is what was paid beyond the right; what came back beyond that is
// paid again.
static const char *overturn_clawback(Run *run, ModelAppeal *appeal) {
    ModelClawback *clawback = contested_clawback(run, appeal);
    const ModelClaim *claim = &run->model->claims[appeal->claim];
    Weighed it = weigh(run, claim);
    int64_t asked = run->model->receivables[clawback->receivable - 1].amount_fen;
    int64_t beyond = it.whole - (it.owed - asked) - it.right, owes = beyond > 0 ? beyond : 0;
    if (owes >= asked) return "NOTHING_CHANGES";
    const char *code = decide(run, appeal, &it, owes == 0 ? APPEAL_REVOKE : APPEAL_CHANGE);
    if (strcmp(code, DONE) != 0) return code;
    int64_t refund = model_reduce(run, clawback, owes);
    memcpy(appeal->result, clawback->number, sizeof appeal->result);
    if (refund > 0) supplement(run, appeal, claim, it.right, refund);
    return DONE;
}

static const char *do_decide(Run *run) {
    ModelAppeal *appeal = appeal_of(run);
    if (appeal->state != APPEAL_ACCEPTED) return "WRONG_STATE";
    if (had_a_hand(run, appeal)) return "SAME_PERSON";
    if (run->action->flag) return move(run, appeal, APPEAL_MAINTAIN);
    return appeal->clawback ? overturn_clawback(run, appeal) : overturn_claim(run, appeal);
}

// ---- All of them ----

ModelFunction *const model_appeal_functions[ACTION_KIND_COUNT] = {
    [DO_APPEAL_FILE] = do_file,
    [DO_APPEAL_WITHDRAW] = do_withdraw,
    [DO_APPEAL_ACCEPT] = do_accept,
    [DO_APPEAL_DECIDE] = do_decide,
};
