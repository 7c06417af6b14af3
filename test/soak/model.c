// SPDX-License-Identifier: Apache-2.0
#include "model_core.h"

#include "access/seal.h"

#define NOTICE_WORKDAYS 5 // of the policy
#define UNDO_MS (INT64_C(10) * 60 * 1000)

// ---- Looking up ----

int model_year(Date day) {
    return (int)date_to_civil(day).year - MODEL_FIRST_YEAR;
}

int model_month(Date day) {
    return model_year(day) * 12 + date_to_civil(day).month - 1;
}

const char *model_phone(int n) {
    static const char *const phones[MODEL_PHONES] = {"13900001234", "13900001235", "13900001236"};
    return phones[n];
}

int run_year(const Run *run) {
    return (int)date_to_civil(run->action->today).year;
}

int run_purse(const Run *run) {
    int county = 0;
    while (strcmp(town_counties[county], run->action->object) != 0) county++;
    return PURSE(run->action->policy, county);
}

int run_book(const Run *run) {
    return book_of_purse(run_purse(run));
}

ModelClaim *run_claim(const Run *run, const char *number) {
    for (int i = 0; i < run->model->claim_count; i++) {
        if (strcmp(run->model->claims[i].number, number) == 0) return &run->model->claims[i];
    }
    fail_msg("no claim %s", number);
    return NULL;
}

void run_log(Run *run) {
    run->model->unsealed++;
}

const char *answer_fen(Run *run, int64_t fen) {
    snprintf(run->forecast->result, sizeof run->forecast->result, "%lld", (long long)fen);
    return DONE;
}

const char *answer_number(Run *run, const char *number) {
    snprintf(run->forecast->result, sizeof run->forecast->result, "%s", number);
    return DONE;
}

// ---- Moving a claim ----

static const char *holder_of(int64_t account_id) {
    bool is_officer = account_id >= 1 && account_id <= TOWN_OFFICERS;
    return is_officer ? town_officers[account_id - 1].holder : "";
}

bool is_same_person(int64_t account_id, int64_t other) {
    const char *holder = holder_of(account_id);
    return account_id == other || (*holder && strcmp(holder, holder_of(other)) == 0);
}

// One person has two desks: a hand under the other account counts as the same.
bool had_another_hand(const ModelClaim *claim, int64_t account_id) {
    const int64_t hands[] = {claim->entered_by, claim->accepted_by, claim->reviewed_by,
                             claim->approved_by};
    if (claim->submitted_by && is_same_person(claim->submitted_by, account_id)) return true;
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++) {
        if (hands[i] && hands[i] != account_id && is_same_person(hands[i], account_id)) return true;
    }
    return false;
}

static bool is_own_hand(const ModelClaim *claim, int64_t account_id) {
    return account_id == claim->entered_by || account_id == claim->accepted_by ||
           account_id == claim->reviewed_by;
}

bool is_out_of_order(const ModelClaim *claim) {
    return claim->wrong_on > claim->reopened_on;
}

bool was_a_hand(const ModelClaim *claim, int64_t account_id) {
    unsigned hands = claim->hands | 1u << claim->accepted_by;
    for (int64_t officer = 1; officer <= TOWN_OFFICERS; officer++) {
        if (hands >> officer & 1 && is_same_person(officer, account_id)) return true;
    }
    return false;
}

// Who acts for a colleague has one hand in a claim all the same.
static bool has_two_hands(const ModelClaim *claim) {
    int64_t reviewed = claim->reviewed_by, approved = claim->approved_by;
    const int64_t before_review[] = {claim->entered_by, claim->submitted_by, claim->accepted_by};
    for (size_t i = 0; i < sizeof before_review / sizeof *before_review; i++) {
        int64_t hand = before_review[i];
        if (hand && (hand == reviewed || hand == approved)) return true;
    }
    return reviewed && reviewed == approved;
}

static bool is_own_step(const ModelClaim *claim, ClaimAction action, Role role) {
    if (role == ROLE_CITIZEN) return true;
    if (role != ROLE_COUNTY_CLERK) return false;
    return action == CLAIM_RESUBMIT || (action == CLAIM_WITHDRAW && claim->is_counter);
}

static void take_hand(ModelClaim *claim, int64_t account_id) {
    claim->steps++;
    if (account_id >= 1 && account_id <= TOWN_OFFICERS) claim->hands |= 1u << account_id;
}

const char *model_move(Run *run, ModelClaim *claim, ClaimAction action) {
    const Action *by = run->action;
    const Transition *row = transition_find(action, claim->state);
    if (!row) return "WRONG_STATE";
    if (row->needs != PERMISSION_NONE && !role_has(by->role, row->needs)) return "FORBIDDEN";
    if (row->is_own && !is_own_step(claim, action, by->role)) return "FORBIDDEN";
    if (row->is_blocked_by_hold && claim->held > 0) return "HELD_BY_OBJECTION";
    bool is_undo = action == CLAIM_WITHDRAW &&
                   (claim->state == CLAIM_ACCEPTED || by->role == ROLE_COUNTY_CLERK);
    if (is_undo && by->now_ms - claim->submitted_ms > UNDO_MS) return "TOO_LATE";
    bool is_end = row->is_hand && row->to == CLAIM_REFUSED;
    if (is_end && is_own_hand(claim, by->account_id)) return "SAME_PERSON";
    if (row->is_hand && had_another_hand(claim, by->account_id)) return "SAME_PERSON";
    bool is_to_money = row->to == CLAIM_APPROVED || row->to == CLAIM_PAYING;
    if (is_to_money && is_out_of_order(claim)) return "NOT_IN_ORDER";
    bool is_confirmed = !claim->is_counter || claim->is_confirmed;
    if (action == CLAIM_APPROVE && !is_confirmed) return "NOT_CONFIRMED";
    if (action == CLAIM_ACCEPT) claim->accepted_by = by->account_id;
    if (action == CLAIM_REVIEW) claim->reviewed_by = by->account_id;
    if (row->to == CLAIM_APPROVED) {
        claim->approved_by = by->account_id;
        claim->released_by = 0;
    }
    if (action == CLAIM_APPROVE) claim->approved |= UINT64_C(1) << model_month(by->today);
    if (action == CLAIM_RELEASE) claim->released_by = by->account_id;
    if (action == CLAIM_REOPEN) claim->reopened_on = by->today;
    if (row->to == CLAIM_REFUSED) claim->refused_by = by->account_id;
    if (has_two_hands(claim)) return "SAME_PERSON";
    claim->state = row->to;
    take_hand(claim, by->account_id);
    run_log(run);
    return DONE;
}

static const char *move_object(Run *run, ClaimAction action) {
    return model_move(run, run_claim(run, run->action->object), action);
}

// ---- The applicant ----

bool is_void(const ModelClaim *claim) {
    return claim->state == CLAIM_REFUSED || claim->state == CLAIM_WITHDRAWN;
}

int64_t others_fen(const Model *model, const ModelClaim *claim) {
    int64_t total = 0;
    for (int i = 0; i < model->claim_count; i++) {
        const ModelClaim *other = &model->claims[i];
        if (other != claim && other->root == claim->root && !is_void(other)) {
            total += other->amount_fen - other->repaid_fen;
        }
    }
    return total;
}

const ModelClaim *living_claim(const Model *model, int applicant, int64_t period,
                               const ModelClaim *but) {
    for (int i = 0; i < model->claim_count; i++) {
        const ModelClaim *claim = &model->claims[i];
        bool is_same = claim->applicant == applicant && claim->period == period;
        if (is_same && !is_void(claim) && !(but && claim->root == but->root)) return claim;
    }
    return NULL;
}

static const char *check_standing(const Standing *standing) {
    if (standing->eligible == FEEL_FALSE) return "NOT_ELIGIBLE";
    return standing->eligible == FEEL_TRUE ? DONE : "UNDECIDED";
}

ModelClaim *make_claim(Run *run, int applicant, const Standing *standing) {
    Model *model = run->model;
    int year = run_year(run), policy = PURSE_POLICY(standing->purse);
    assert_true(model->claim_count < MODEL_CLAIMS);
    ModelClaim *claim = &model->claims[model->claim_count++];
    *claim = (ModelClaim){.applicant = applicant,
                          .purse = standing->purse,
                          .period = standing->period,
                          .amount_fen = standing->amount_fen,
                          .right_fen = standing->amount_fen,
                          .root = model->claim_count - 1,
                          .submitted_ms = run->action->now_ms,
                          .granted_on = run->action->today};
    take_hand(claim, run->action->account_id);
    snprintf(claim->number, sizeof claim->number, "ZW-%d-%02d-%06d", year,
             town_policies[policy].number,
             ++model->claims_numbered[policy][year - MODEL_FIRST_YEAR]);
    run_log(run);
    return claim;
}

static const char *do_submit(Run *run) {
    const Action *by = run->action;
    Model *model = run->model;
    int applicant = 0;
    while (!str_equal(run->town->applicants[applicant].key, str_from_c(by->object))) applicant++;
    Standing standing = town_standing(run->town, applicant, TOWN_MONTH_NONE, by->today);
    if (by->flag && !model_consents(model, run->town, applicant, by->today)) return "NONE";
    if (living_claim(model, applicant, standing.period, NULL)) return "ALREADY_CLAIMED";
    const char *code = check_standing(&standing);
    if (strcmp(code, DONE) != 0) return code;
    if (!standing.has_account && !*by->text) return "ACCOUNT_MISSING";
    ModelClaim *claim = make_claim(run, applicant, &standing);
    claim->state = CLAIM_SUBMITTED;
    claim->is_counter = by->flag;
    claim->is_shared = *by->text != '\0';
    claim->entered_by = by->flag ? by->account_id : 0;
    return answer_number(run, claim->number);
}

// A month that is over is decided on its last day, anything else today.
static Date day_of_claim(const ModelClaim *claim, Date today) {
    if (claim->month == TOWN_MONTH_NONE) return today;
    CivilDate first = {claim->period / 100, (int)(claim->period % 100), 1};
    Date last = date_add_months(date_from_civil(first), 1) - 1;
    return last < today ? last : today;
}

static const char *do_resubmit(Run *run) {
    ModelClaim *claim = run_claim(run, run->action->object);
    Standing standing = town_standing(run->town, claim->applicant, claim->month,
                                      day_of_claim(claim, run->action->today));
    if (claim->period != standing.period) return "PERIOD_PASSED";
    if (living_claim(run->model, claim->applicant, standing.period, claim)) return "NOT_ELIGIBLE";
    const char *code = check_standing(&standing);
    if (strcmp(code, DONE) != 0) return code;
    code = model_move(run, claim, CLAIM_RESUBMIT);
    if (strcmp(code, DONE) != 0) return code;
    int64_t found = run->model->claims[claim->root].found_fen;
    claim->right_fen = standing.amount_fen;
    claim->amount_fen = (found ? found : claim->right_fen) - others_fen(run->model, claim);
    return DONE;
}

static const char *do_withdraw(Run *run) {
    return move_object(run, CLAIM_WITHDRAW);
}

static const char *do_confirm(Run *run) {
    ModelClaim *claim = run_claim(run, run->action->object);
    bool is_own = run->action->role == ROLE_CITIZEN;
    if (!claim->is_counter || claim->is_confirmed) return "NOTHING_TO_CONFIRM";
    if (!is_own && (claim->entered_by == run->action->account_id ||
                    had_another_hand(claim, run->action->account_id))) {
        return "SAME_PERSON";
    }
    const char *code = model_move(run, claim, is_own ? CLAIM_CONFIRM : CLAIM_CONFIRM_BY_PHONE);
    if (strcmp(code, DONE) == 0) claim->is_confirmed = true;
    return code;
}

// ---- The office ----

static const char *do_accept(Run *run) {
    return move_object(run, CLAIM_ACCEPT);
}
static const char *do_return(Run *run) {
    return move_object(run, CLAIM_RETURN);
}
static const char *do_refuse(Run *run) {
    return move_object(run, CLAIM_REFUSE);
}
static const char *do_review(Run *run) {
    ModelClaim *claim = run_claim(run, run->action->object);
    const char *code = model_move(run, claim, CLAIM_REVIEW);
    if (strcmp(code, DONE) == 0) model_assess(run, claim);
    return code;
}

static const char *do_open_notice(Run *run) {
    Model *model = run->model;
    ModelNotice notice = {
        .is_open = true,
        .closes_on = workday_add(run->town->context.calendar, run->action->today, NOTICE_WORKDAYS)};
    int purse = run_purse(run), year = run_year(run);
    for (int i = 0; i < model->claim_count; i++) {
        ModelClaim *claim = &model->claims[i];
        if (claim->purse != purse || claim->state != CLAIM_REVIEWED || claim->held > 0) continue;
        const char *code = model_move(run, claim, CLAIM_OPEN_NOTICE);
        if (strcmp(code, DONE) != 0) return code;
        claim->notice_closes_on = notice.closes_on;
        assert_true(notice.count < MODEL_LINES);
        notice.claims[notice.count++] = i;
    }
    if (notice.count == 0) return "NONE";
    snprintf(notice.number, sizeof notice.number, "GS-%d-%05d", year,
             ++model->notices_numbered[year - MODEL_FIRST_YEAR]);
    assert_true(model->notice_count < MODEL_NOTICES);
    model->notices[model->notice_count++] = notice;
    run_log(run);
    return answer_number(run, notice.number);
}

static const char *do_close_due(Run *run) {
    int64_t cleared = 0;
    for (int i = 0; i < run->model->notice_count; i++) {
        ModelNotice *notice = &run->model->notices[i];
        if (notice->closes_on < run->action->today) notice->is_open = false;
    }
    for (int i = 0; i < run->model->claim_count; i++) {
        ModelClaim *claim = &run->model->claims[i];
        bool is_due = claim->state == CLAIM_NOTICED && claim->held == 0 &&
                      claim->notice_closes_on < run->action->today;
        if (!is_due) continue;
        assert_string_equal(model_move(run, claim, CLAIM_CLOSE_NOTICE), DONE);
        cleared++;
    }
    return answer_fen(run, cleared);
}

// ---- Objections ----

static int notice_of(const Run *run) {
    int notice = 0;
    while (strcmp(run->model->notices[notice].number, run->action->object) != 0) notice++;
    return notice;
}

// The latest of this notice, item and telephone, open ones first; NULL when there is none.
static ModelObjection *objection_of(const Run *run, int notice) {
    ModelObjection *found = NULL;
    for (int i = 0; i < run->model->objection_count; i++) {
        ModelObjection *objection = &run->model->objections[i];
        if (objection->notice != notice || objection->item != run->action->index ||
            strcmp(model_phone(objection->phone), run->action->text) != 0) {
            continue;
        }
        if (!found || objection->is_open) found = objection;
    }
    return found;
}

static const char *do_object(Run *run) {
    Model *model = run->model;
    int index = notice_of(run), item = (int)run->action->index, phone = 0;
    const ModelNotice *notice = &model->notices[index];
    if (!notice->is_open || run->action->today > notice->closes_on) return "CONFLICT";
    if (item < 1 || item > notice->count) return "NONE";
    const ModelObjection *same = objection_of(run, index);
    if (same && same->is_open) return "ALREADY_OBJECTED";
    while (strcmp(model_phone(phone), run->action->text) != 0) phone++;
    assert_true(model->objection_count < MODEL_OBJECTIONS);
    model->objections[model->objection_count++] = (ModelObjection){index, item, phone, true};
    model->claims[notice->claims[item - 1]].held++;
    run_log(run);
    return DONE;
}

static const char *do_answer(Run *run) {
    int index = notice_of(run);
    ModelObjection *objection = objection_of(run, index);
    if (!objection) return "NONE";
    if (!objection->is_open) return "ANSWERED";
    ModelClaim *claim = &run->model->claims[run->model->notices[index].claims[objection->item - 1]];
    objection->is_open = false;
    claim->held--;
    run_log(run);
    if (!run->action->flag || claim->state != CLAIM_NOTICED) return DONE;
    return model_move(run, claim, CLAIM_REFUSE);
}

// ---- The platform ----

static const char *do_seal_log(Run *run) {
    Model *model = run->model;
    int sealed = model->unsealed < SEAL_ROWS_MAX ? model->unsealed : SEAL_ROWS_MAX;
    model->unsealed -= sealed;
    model->segments += sealed > 0;
    return answer_fen(run, sealed);
}

static const char *do_rotate_keys(Run *run) {
    run->model->generation = (int)run->action->index;
    return answer_fen(run, run->action->index);
}

// ---- All of them ----

static ModelFunction *const own_functions[ACTION_KIND_COUNT] = {
    [DO_SUBMIT] = do_submit,           [DO_RESUBMIT] = do_resubmit,
    [DO_WITHDRAW] = do_withdraw,       [DO_CONFIRM] = do_confirm,
    [DO_ACCEPT] = do_accept,           [DO_RETURN] = do_return,
    [DO_REFUSE] = do_refuse,           [DO_REVIEW] = do_review,
    [DO_OPEN_NOTICE] = do_open_notice, [DO_CLOSE_DUE] = do_close_due,
    [DO_OBJECT] = do_object,           [DO_ANSWER] = do_answer,
    [DO_SEAL_LOG] = do_seal_log,       [DO_ROTATE_KEYS] = do_rotate_keys,
};

static ModelFunction *const *const function_lists[] = {own_functions,
                                                       model_money_functions,
                                                       model_batch_functions,
                                                       model_appeal_functions,
                                                       model_doubt_functions,
                                                       model_enrolment_functions,
                                                       model_clawback_functions,
                                                       model_delegation_functions,
                                                       model_roster_functions};

static ModelFunction *function_of(ActionKind kind) {
    size_t i = 0;
    while (!function_lists[i][kind]) i++;
    return function_lists[i][kind];
}

void model_begin(Model *model, const Town *town) {
    *model = (Model){.unsealed = town->log_rows, .generation = 1};
}

Forecast model_apply(Model *model, Town *town, const Action *action) {
    static Model next;
    Forecast forecast = {.result = "-"};
    next = *model;
    Run run = {&next, town, action, &forecast};
    forecast.code = model_may_act(&next, action) ? function_of(action->kind)(&run) : "NONE";
    if (strcmp(forecast.code, DONE) == 0)
        *model = next;
    else
        forecast.result[0] = '\0';
    return forecast;
}
