// SPDX-License-Identifier: Apache-2.0
// The part of the model that is appeals: who may decide one, and what comes of it.
#include "model_core.h"

static ModelAppeal *appeal_of(const Run *run) {
    ModelAppeal *appeal = run->model->appeals;
    while (strcmp(appeal->number, run->action->object) != 0) appeal++;
    return appeal;
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

static bool is_contested(const Model *model, int claim) {
    for (int i = 0; i < model->appeal_count; i++) {
        const ModelAppeal *appeal = &model->appeals[i];
        bool is_same = appeal->claim == claim && appeal->decision == model->claims[claim].steps;
        if (is_same && appeal->state != APPEAL_WITHDRAWN) return true;
    }
    return false;
}

static const char *do_file(Run *run) {
    Model *model = run->model;
    const ModelClaim *claim = run_claim(run, run->action->object);
    int at = (int)(claim - model->claims), year = run_year(run);
    bool is_refused = claim->state == CLAIM_REFUSED;
    if (!is_refused && claim->state != CLAIM_PAID) return "NOTHING_DECIDED";
    if (is_contested(model, at)) return "ALREADY_APPEALED";
    if (run->action->role != ROLE_CITIZEN) return "FORBIDDEN";
    assert_true(model->appeal_count < MODEL_APPEALS);
    ModelAppeal *appeal = &model->appeals[model->appeal_count++];
    *appeal = (ModelAppeal){.claim = at,
                            .decision = claim->steps,
                            .state = APPEAL_FILED,
                            .contested_by = is_refused ? claim->refused_by : claim->approved_by};
    snprintf(appeal->number, sizeof appeal->number, "FC-%d-%06d", year,
             ++model->appeals_numbered[year - MODEL_FIRST_YEAR]);
    run_log(run);
    return answer_number(run, appeal->number);
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

// Whoever took a step of the claim, accepted it with a batch, refused or approved it, or took the
// appeal in, under whatever account.
static bool had_a_hand(const Run *run, const ModelAppeal *appeal) {
    const ModelClaim *claim = &run->model->claims[appeal->claim];
    unsigned hands = claim->hands | 1u << claim->accepted_by | 1u << appeal->accepted_by |
                     1u << appeal->contested_by;
    for (int64_t account = 1; account <= TOWN_OFFICERS; account++) {
        bool is_hand = hands >> account & 1;
        if (is_hand && is_same_person(account, run->action->account_id)) return true;
    }
    return false;
}

// ---- What comes of it ----

static void reopen(Run *run, ModelAppeal *appeal, ModelClaim *claim, int64_t right) {
    assert_string_equal(model_move(run, claim, CLAIM_REOPEN), DONE);
    claim->amount_fen = right - others_fen(run->model, claim);
    claim->right_fen = right;
    memcpy(appeal->result, claim->number, sizeof appeal->result);
}

static void supplement(Run *run, ModelAppeal *appeal, const ModelClaim *claim, int64_t right,
                       int64_t more) {
    Standing standing = {.purse = claim->purse, .period = claim->period, .amount_fen = more};
    ModelClaim *made = make_claim(run, claim->applicant, &standing);
    made->state = CLAIM_SUBMITTED;
    made->root = claim->root;
    made->right_fen = right;
    made->is_shared = claim->is_shared;
    made->submitted_by = run->action->account_id;
    memcpy(appeal->result, made->number, sizeof appeal->result);
}

const char *model_claw_back(Run *run, ModelClaim *claim, ModelNumber number) {
    int year = run_year(run);
    if (claim->has_clawback) return "ALREADY_OPEN";
    claim->has_clawback = true;
    run->model->clawback_count++;
    snprintf(number, sizeof(ModelNumber), "ZC-%d-%06d", year,
             ++run->model->clawbacks_numbered[year - MODEL_FIRST_YEAR]);
    run_log(run);
    return DONE;
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

// Of the right as a whole: a claim with its supplements. What came back is not held any more; what
// is asked back is not asked for again.
static const char *overturn(Run *run, ModelAppeal *appeal) {
    Model *model = run->model;
    ModelClaim *claim = &model->claims[appeal->claim], *root = &model->claims[claim->root];
    int64_t found = root->found_fen, owed = 0, repaid = 0;
    for (int i = 0; i < TOWN_PLACES; i++) {
        if (strcmp(run->action->text, town_places[i].division) == 0) found = town_places[i].fen;
    }
    int64_t right = found ? found : root->right_fen;
    if (living_claim(model, claim->applicant, claim->period, claim)) right = 0;
    for (int i = 0; i < model->claim_count; i++) {
        if (model->claims[i].root != claim->root) continue;
        owed += model->claims[i].owed_fen;
        repaid += model->claims[i].repaid_fen;
    }
    bool is_refused = claim->state == CLAIM_REFUSED;
    int64_t whole = others_fen(model, claim) + (is_refused ? 0 : claim->amount_fen);
    int64_t more = right - whole + (is_refused ? 0 : repaid);
    int64_t over = is_refused ? 0 : whole - owed - right;
    if (more <= 0 && over <= 0) return "NOTHING_CHANGES";
    const char *code = move(run, appeal, is_refused ? APPEAL_REVOKE : APPEAL_CHANGE);
    if (strcmp(code, DONE) != 0) return code;
    root->found_fen = found;
    root->reviewed_fen = right;
    appeal->result_fen = right;
    if (!is_refused && more <= 0) return take_back(run, appeal, claim, over);
    if (is_refused)
        reopen(run, appeal, claim, right);
    else
        supplement(run, appeal, claim, right, more);
    return DONE;
}

static const char *do_decide(Run *run) {
    ModelAppeal *appeal = appeal_of(run);
    if (appeal->state != APPEAL_ACCEPTED) return "WRONG_STATE";
    if (had_a_hand(run, appeal)) return "SAME_PERSON";
    return run->action->flag ? move(run, appeal, APPEAL_MAINTAIN) : overturn(run, appeal);
}

// ---- All of them ----

ModelFunction *const model_appeal_functions[ACTION_KIND_COUNT] = {
    [DO_APPEAL_FILE] = do_file,
    [DO_APPEAL_WITHDRAW] = do_withdraw,
    [DO_APPEAL_ACCEPT] = do_accept,
    [DO_APPEAL_DECIDE] = do_decide,
};
