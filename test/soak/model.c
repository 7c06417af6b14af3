// SPDX-License-Identifier: Apache-2.0
#include "model.h"

#include "fund/yuan.h"

#define NOTICE_WORKDAYS 5 // of the policy
#define UNDO_MS (INT64_C(10) * 60 * 1000)
#define DONE "done"

typedef struct Run {
    Model *model;
    Town *town;
    const Action *action;
    Forecast *forecast;
} Run;

typedef const char *ModelFunction(Run *run);

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

int64_t model_total_fen(const ModelFile *file) {
    int64_t total = 0;
    for (int i = 0; i < file->count; i++) total += file->lines[i].amount_fen;
    return total;
}

int64_t model_answered_fen(const ModelFile *file) {
    int64_t total = 0;
    for (int i = 0; i < file->count; i++) {
        if (file->lines[i].is_answered) total += file->lines[i].amount_fen;
    }
    return total;
}

static int year_of(const Run *run) {
    return (int)date_to_civil(run->action->today).year;
}

static int county_of(const Run *run) {
    int county = 0;
    while (strcmp(town_counties[county], run->action->object) != 0) county++;
    return county;
}

static ModelClaim *claim_named(const Run *run, const char *number) {
    for (int i = 0; i < run->model->claim_count; i++) {
        if (strcmp(run->model->claims[i].number, number) == 0) return &run->model->claims[i];
    }
    fail_msg("no claim %s", number);
    return NULL;
}

static ModelFile *file_of(const Run *run) {
    for (int i = 0; i < run->model->file_count; i++) {
        ModelFile *file = &run->model->files[i];
        if (strcmp(file->number, run->action->object) == 0) return file;
    }
    return NULL;
}

static const char *answer_fen(Run *run, int64_t fen) {
    snprintf(run->forecast->result, sizeof run->forecast->result, "%lld", (long long)fen);
    return DONE;
}

static const char *answer_number(Run *run, const char *number) {
    snprintf(run->forecast->result, sizeof run->forecast->result, "%s", number);
    return DONE;
}

static void touch_month(Run *run, int county) {
    run->model->months[county][model_month(run->action->today)].has_moved = true;
}

// ---- Moving a claim ----

static const char *holder_of(int64_t account_id) {
    bool is_officer = account_id >= 1 && account_id <= TOWN_OFFICERS;
    return is_officer ? town_officers[account_id - 1].holder : "";
}

// One person has two desks: a hand under the other account counts as the same.
static bool had_a_hand(const ModelClaim *claim, int64_t account_id) {
    const int64_t hands[] = {claim->entered_by, claim->accepted_by, claim->reviewed_by,
                             claim->approved_by};
    for (size_t i = 0; *holder_of(account_id) && i < sizeof hands / sizeof *hands; i++) {
        if (hands[i] && hands[i] != account_id &&
            strcmp(holder_of(hands[i]), holder_of(account_id)) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_own_step(const ModelClaim *claim, ClaimAction action, Role role) {
    if (role == ROLE_CITIZEN) return true;
    if (role != ROLE_COUNTY_CLERK) return false;
    return action == CLAIM_RESUBMIT || (action == CLAIM_WITHDRAW && claim->is_counter);
}

// The table of transitions is the specification; who may take a step, and when, is said here again.
static const char *move(Run *run, ModelClaim *claim, ClaimAction action) {
    const Action *by = run->action;
    const Transition *row = transition_find(action, claim->state);
    if (!row) return "WRONG_STATE";
    if (row->needs != PERMISSION_NONE && !role_has(by->role, row->needs)) return "FORBIDDEN";
    if (row->is_own && !is_own_step(claim, action, by->role)) return "FORBIDDEN";
    if (row->is_blocked_by_hold && claim->held > 0) return "HELD_BY_OBJECTION";
    bool is_undo = action == CLAIM_WITHDRAW &&
                   (claim->state == CLAIM_ACCEPTED || by->role == ROLE_COUNTY_CLERK);
    if (is_undo && by->now_ms - claim->submitted_ms > UNDO_MS) return "TOO_LATE";
    if (row->is_hand && had_a_hand(claim, by->account_id)) return "SAME_PERSON";
    bool is_confirmed = !claim->is_counter || claim->is_confirmed;
    if (action == CLAIM_APPROVE && !is_confirmed) return "NOT_CONFIRMED";
    if (action == CLAIM_ACCEPT) claim->accepted_by = by->account_id;
    if (action == CLAIM_REVIEW) claim->reviewed_by = by->account_id;
    if (action == CLAIM_APPROVE) claim->approved_by = by->account_id;
    claim->state = row->to;
    claim->steps++;
    return DONE;
}

static const char *move_object(Run *run, ClaimAction action) {
    return move(run, claim_named(run, run->action->object), action);
}

// ---- The applicant ----

static const ModelClaim *living_claim(const Model *model, int applicant, int64_t period,
                                      const ModelClaim *but) {
    for (int i = 0; i < model->claim_count; i++) {
        const ModelClaim *claim = &model->claims[i];
        bool is_void = claim->state == CLAIM_REFUSED || claim->state == CLAIM_WITHDRAWN;
        if (claim != but && claim->applicant == applicant && claim->period == period && !is_void) {
            return claim;
        }
    }
    return NULL;
}

static const char *check_standing(const Standing *standing) {
    if (standing->eligible == FEEL_FALSE) return "NOT_ELIGIBLE";
    return standing->eligible == FEEL_TRUE ? DONE : "UNDECIDED";
}

static const char *do_submit(Run *run) {
    const Action *by = run->action;
    Model *model = run->model;
    int applicant = 0, year = year_of(run);
    while (!str_equal(run->town->applicants[applicant], str_from_c(by->object))) applicant++;
    Standing standing = town_standing(run->town, applicant, by->today);
    if (living_claim(model, applicant, standing.period, NULL)) return "ALREADY_CLAIMED";
    const char *code = check_standing(&standing);
    if (strcmp(code, DONE) != 0) return code;
    if (!standing.has_account) return "ACCOUNT_MISSING";
    assert_true(model->claim_count < MODEL_CLAIMS);
    ModelClaim *claim = &model->claims[model->claim_count++];
    *claim = (ModelClaim){.applicant = applicant,
                          .county = standing.county,
                          .period = standing.period,
                          .amount_fen = standing.amount_fen,
                          .state = CLAIM_SUBMITTED,
                          .is_counter = by->flag,
                          .entered_by = by->flag ? by->account_id : 0,
                          .submitted_ms = by->now_ms,
                          .steps = 1};
    snprintf(claim->number, sizeof claim->number, "ZW-%d-%02d-%06d", year, TOWN_POLICY,
             ++model->claims_numbered[year - MODEL_FIRST_YEAR]);
    return answer_number(run, claim->number);
}

static const char *do_resubmit(Run *run) {
    ModelClaim *claim = claim_named(run, run->action->object);
    Standing standing = town_standing(run->town, claim->applicant, run->action->today);
    if (living_claim(run->model, claim->applicant, standing.period, claim)) return "NOT_ELIGIBLE";
    const char *code = check_standing(&standing);
    if (strcmp(code, DONE) != 0) return code;
    if (claim->period != standing.period) return "PERIOD_PASSED";
    code = move(run, claim, CLAIM_RESUBMIT);
    if (strcmp(code, DONE) == 0) claim->amount_fen = standing.amount_fen;
    return code;
}

static const char *do_withdraw(Run *run) {
    return move_object(run, CLAIM_WITHDRAW);
}

static const char *do_confirm(Run *run) {
    ModelClaim *claim = claim_named(run, run->action->object);
    bool is_own = run->action->role == ROLE_CITIZEN;
    if (!claim->is_counter || claim->is_confirmed) return "NOTHING_TO_CONFIRM";
    if (!is_own && (claim->entered_by == run->action->account_id ||
                    had_a_hand(claim, run->action->account_id))) {
        return "SAME_PERSON";
    }
    const char *code = move(run, claim, is_own ? CLAIM_CONFIRM : CLAIM_CONFIRM_BY_PHONE);
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
    return move_object(run, CLAIM_REVIEW);
}

static const char *do_open_notice(Run *run) {
    Model *model = run->model;
    ModelNotice notice = {
        .is_open = true,
        .closes_on = workday_add(run->town->context.calendar, run->action->today, NOTICE_WORKDAYS)};
    int county = county_of(run), year = year_of(run);
    for (int i = 0; i < model->claim_count; i++) {
        ModelClaim *claim = &model->claims[i];
        if (claim->county != county || claim->state != CLAIM_REVIEWED) continue;
        const char *code = move(run, claim, CLAIM_OPEN_NOTICE);
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
        assert_string_equal(move(run, claim, CLAIM_CLOSE_NOTICE), DONE);
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
    if (!run->action->flag || claim->state != CLAIM_NOTICED) return DONE;
    return move(run, claim, CLAIM_REFUSE);
}

// ---- Money ----

static const char *reserve(Run *run, ModelClaim *claim) {
    int year = model_year(run->action->today);
    ModelBudget *budget = &run->model->budgets[claim->county][year];
    if (!budget->exists) return "NO_BUDGET";
    if (budget->available_fen < claim->amount_fen) return "OVER_BUDGET";
    budget->available_fen -= claim->amount_fen;
    budget->reserved_fen += claim->amount_fen;
    claim->budget = year;
    claim->payments++;
    claim->turn = ++run->model->turns;
    touch_month(run, claim->county);
    return DONE;
}

static const char *approve(Run *run, ModelClaim *claim) {
    const char *code = move(run, claim, CLAIM_APPROVE);
    return strcmp(code, DONE) == 0 ? reserve(run, claim) : code;
}

static const char *do_approve(Run *run) {
    return approve(run, claim_named(run, run->action->object));
}

static const char *do_approve_all(Run *run) {
    Str rest = str_from_c(run->action->content);
    int64_t total = 0;
    while (!str_is_empty(rest)) {
        ModelNumber number;
        Str name = str_cut(&rest, ' ');
        snprintf(number, sizeof number, "%.*s", STR_ARG(name));
        ModelClaim *claim = claim_named(run, number);
        const char *code = approve(run, claim);
        if (strcmp(code, DONE) != 0) return code;
        total += claim->amount_fen;
    }
    return answer_fen(run, total);
}

static void give_back(Run *run, const ModelClaim *claim, int budget) {
    ModelBudget *of = &run->model->budgets[claim->county][budget];
    of->reserved_fen -= claim->amount_fen;
    of->available_fen += claim->amount_fen;
    touch_month(run, claim->county);
}

static const char *do_cancel(Run *run) {
    ModelClaim *claim = claim_named(run, run->action->object);
    const char *code = move(run, claim, CLAIM_CANCEL);
    if (strcmp(code, DONE) == 0) give_back(run, claim, claim->budget);
    return code;
}

static const char *do_fix_account(Run *run) {
    ModelClaim *claim = claim_named(run, run->action->object);
    const char *code = move(run, claim, CLAIM_FIX_ACCOUNT);
    return strcmp(code, DONE) == 0 ? reserve(run, claim) : code;
}

static const char *do_allot(Run *run) {
    int county = county_of(run);
    int64_t amount = run->action->amount_fen;
    ModelBudget *budget = &run->model->budgets[county][model_year(run->action->today)];
    if (amount < 0 && !budget->exists) return "NO_BUDGET";
    if (budget->available_fen + amount < 0) return "OVER_BUDGET";
    budget->exists = true;
    budget->available_fen += amount;
    touch_month(run, county);
    return answer_fen(run, budget->available_fen);
}

// ---- Files and returns ----

static int next_waiting(const Model *model, int county, int after) {
    int found = -1;
    for (int i = 0; i < model->claim_count; i++) {
        const ModelClaim *claim = &model->claims[i];
        if (claim->county != county || claim->state != CLAIM_APPROVED || claim->turn <= after) {
            continue;
        }
        if (found < 0 || claim->turn < model->claims[found].turn) found = i;
    }
    return found;
}

static const char *do_release(Run *run) {
    Model *model = run->model;
    int county = county_of(run), year = year_of(run);
    int at = next_waiting(model, county, 0);
    if (at < 0) return "NONE";
    assert_true(model->file_count < MODEL_FILES);
    ModelFile *file = &model->files[model->file_count++];
    *file = (ModelFile){.county = county, .released_on = run->action->today};
    snprintf(file->number, sizeof file->number, "ZF-%s-%d-%06d", town_counties[county], year,
             ++model->files_numbered[county][year - MODEL_FIRST_YEAR]);
    for (; at >= 0; at = next_waiting(model, county, 0)) {
        ModelClaim *claim = &model->claims[at];
        assert_true(file->count < MODEL_LINES);
        file->lines[file->count++] =
            (ModelLine){.claim = at, .budget = claim->budget, .amount_fen = claim->amount_fen};
        const char *code = move(run, claim, CLAIM_RELEASE);
        if (strcmp(code, DONE) != 0) return code;
    }
    touch_month(run, county);
    return answer_number(run, file->number);
}

// A row of a return: 行号,金额,结果,原因,日期.
typedef struct ModelRow {
    ModelFile *file;
    ModelLine *line; // NULL: nobody knows it
    int64_t amount_fen;
    bool is_paid;
    Date bank_date;
} ModelRow;

static ModelRow read_row(const Run *run, Str text) {
    ModelRow row = {0};
    Str reference = str_cut(&text, ',');
    assert_true(yuan_to_fen(str_cut(&text, ','), &row.amount_fen));
    row.is_paid = str_equal(str_cut(&text, ','), STR("成功"));
    str_cut(&text, ',');
    assert_true(date_from_str(text, &row.bank_date));
    for (int i = 0; i < run->model->file_count; i++) {
        ModelFile *file = &run->model->files[i];
        Str number = str_from_c(file->number);
        int64_t sequence;
        if (!str_starts_with(reference, number)) continue;
        Str tail = str_slice(reference, number.length + 1, reference.length);
        if (!str_to_int64(tail, &sequence) || sequence > file->count) continue;
        row.file = file;
        row.line = &file->lines[sequence - 1];
    }
    return row;
}

// What the bank says of a line, at first, and again.
static const char *judge_row(const Run *run, const ModelRow *row, const ModelFile *file) {
    if (!row->file) return "RETURN_UNKNOWN_LINE";
    if (row->file != file) return "RETURN_ANOTHER_FILE";
    if (row->amount_fen != row->line->amount_fen) return "RETURN_AMOUNT";
    if (row->bank_date < file->released_on || row->bank_date > run->action->today) {
        return "RETURN_MALFORMED";
    }
    if (!row->line->is_answered) return DONE;
    bool is_same = row->line->is_paid == row->is_paid && row->line->bank_date == row->bank_date;
    return is_same ? DONE : "RETURN_CONTRADICTS";
}

static const char *settle(Run *run, const ModelRow *row) {
    ModelLine *line = row->line;
    if (line->is_answered) return DONE;
    ModelClaim *claim = &run->model->claims[line->claim];
    const char *code = move(run, claim, row->is_paid ? CLAIM_RECEIPT : CLAIM_BOUNCE);
    if (strcmp(code, DONE) != 0) return code;
    line->is_answered = true;
    line->is_paid = row->is_paid;
    line->bank_date = row->bank_date;
    if (!row->is_paid) {
        give_back(run, claim, line->budget);
        return DONE;
    }
    ModelBudget *budget = &run->model->budgets[claim->county][line->budget];
    budget->reserved_fen -= line->amount_fen;
    budget->paid_fen += line->amount_fen;
    touch_month(run, claim->county);
    int month = model_month(run->action->today);
    run->model->months[claim->county][month].post_fen += line->amount_fen;
    return DONE;
}

// All rows are judged before any moves anything.
static const char *do_bank(Run *run) {
    ModelRow rows[MODEL_LINES];
    int count = 0;
    int64_t fen[2] = {0}; // returned, paid: of what is new
    Str rest = str_from_c(run->action->content);
    str_cut(&rest, '\n'); // titles
    while (!str_is_empty(rest)) {
        assert_true(count < MODEL_LINES);
        ModelRow *row = &rows[count++];
        *row = read_row(run, str_cut(&rest, '\n'));
        const char *code = judge_row(run, row, rows[0].file);
        if (strcmp(code, DONE) != 0) return code;
        if (!row->line->is_answered) fen[row->is_paid] += row->amount_fen;
    }
    for (int i = 0; i < count; i++) {
        const char *code = settle(run, &rows[i]);
        if (strcmp(code, DONE) != 0) return code;
    }
    snprintf(run->forecast->result, sizeof run->forecast->result, "%lld %lld", (long long)fen[1],
             (long long)fen[0]);
    return DONE;
}

// ---- Clawback ----

static const char *do_claw_back(Run *run) {
    const Action *by = run->action;
    Model *model = run->model;
    ModelClaim *claim = claim_named(run, by->object);
    int year = year_of(run);
    if (by->amount_fen < by->index) return "INVALID";
    if (claim->state != CLAIM_PAID) return "NONE";
    if (claim->owed_fen + by->amount_fen > claim->amount_fen) return "RECEIVABLE_TOO_MUCH";
    claim->owed_fen += by->amount_fen;
    assert_true(model->receivable_count < MODEL_RECEIVABLES);
    ModelReceivable *receivable = &model->receivables[model->receivable_count++];
    *receivable = (ModelReceivable){
        .county = claim->county, .budget = claim->budget, .amount_fen = by->amount_fen};
    snprintf(receivable->number, sizeof receivable->number, "ZH-%s-%d-%06d",
             town_counties[claim->county], year,
             ++model->receivables_numbered[claim->county][year - MODEL_FIRST_YEAR]);
    return answer_number(run, receivable->number);
}

static const char *do_repay(Run *run) {
    ModelReceivable *receivable = run->model->receivables;
    int64_t amount = run->action->amount_fen;
    while (strcmp(receivable->number, run->action->object) != 0) receivable++;
    if (receivable->repaid_fen + amount > receivable->amount_fen) return "REPAYMENT_TOO_MUCH";
    ModelBudget *budget = &run->model->budgets[receivable->county][receivable->budget];
    receivable->repaid_fen += amount;
    budget->paid_fen -= amount;
    budget->available_fen += amount;
    touch_month(run, receivable->county);
    return DONE;
}

// ---- Reconciling and closing ----

static bool is_closed(const Run *run, const ModelFile *file) {
    return run->model->months[file->county][model_month(file->released_on)].is_closed;
}

static const char *do_voucher(Run *run) {
    ModelFile *file = file_of(run);
    Model *model = run->model;
    if (!file) return "NONE";
    if (is_closed(run, file)) return "PERIOD_CLOSED";
    assert_true(model->voucher_count < MODEL_VOUCHERS);
    ModelVoucher *voucher = &model->vouchers[model->voucher_count++];
    *voucher =
        (ModelVoucher){.file = (int)(file - model->files), .amount_fen = run->action->amount_fen};
    snprintf(voucher->name, sizeof voucher->name, "%s", run->action->text);
    file->voucher_fen += voucher->amount_fen;
    return DONE;
}

static const char *do_reverse(Run *run) {
    ModelFile *file = file_of(run);
    for (int i = 0; file && i < run->model->voucher_count; i++) {
        ModelVoucher *voucher = &run->model->vouchers[i];
        bool is_it = &run->model->files[voucher->file] == file &&
                     strcmp(voucher->name, run->action->text) == 0;
        if (!is_it) continue;
        if (voucher->is_reversed) return "VOUCHER_REVERSED";
        if (is_closed(run, file)) return "PERIOD_CLOSED";
        voucher->is_reversed = true;
        file->voucher_fen -= voucher->amount_fen;
        return DONE;
    }
    return "NONE";
}

static bool differs(const ModelFile *file, int side) {
    return model_total_fen(file) != (side == 0 ? file->voucher_fen : model_answered_fen(file));
}

static const char *do_reconcile(Run *run) {
    int opened = 0, closed = 0;
    for (int i = 0; i < run->model->file_count * 2; i++) {
        ModelFile *file = &run->model->files[i / 2];
        bool *has_issue = &file->has_issue[i % 2];
        if (*has_issue == differs(file, i % 2)) continue;
        *has_issue = !*has_issue;
        if (*has_issue)
            opened++;
        else
            closed++;
    }
    snprintf(run->forecast->result, sizeof run->forecast->result, "%d %d", opened, closed);
    return DONE;
}

static const char *do_close_month(Run *run) {
    ModelMonth *months = run->model->months[county_of(run)];
    Str text = str_from_c(run->action->text);
    int64_t year, number;
    assert_true(str_to_int64(str_cut(&text, '-'), &year) && str_to_int64(text, &number));
    int month = (int)(year - MODEL_FIRST_YEAR) * 12 + (int)number - 1;
    if (months[month].is_closed) return "PERIOD_CLOSED";
    if (month >= model_month(run->action->today)) return "PERIOD_NOT_OVER";
    for (int i = 0; i < month; i++) {
        if (months[i].has_moved && !months[i].is_closed) return "PERIOD_GAP";
    }
    for (int i = 0; i < run->model->file_count; i++) {
        const ModelFile *file = &run->model->files[i];
        int released = model_month(file->released_on);
        if (file->county != county_of(run) || released > month) continue;
        if (file->has_issue[0] || file->has_issue[1]) return "PERIOD_DIFFERS";
        if (released == month && (differs(file, 0) || differs(file, 1))) return "PERIOD_DIFFERS";
    }
    months[month].is_closed = true;
    return answer_fen(run, months[month].post_fen);
}

// ---- All of them ----

static ModelFunction *const functions[ACTION_KIND_COUNT] = {
    [DO_SUBMIT] = do_submit,
    [DO_RESUBMIT] = do_resubmit,
    [DO_WITHDRAW] = do_withdraw,
    [DO_CONFIRM] = do_confirm,
    [DO_ACCEPT] = do_accept,
    [DO_RETURN] = do_return,
    [DO_REFUSE] = do_refuse,
    [DO_REVIEW] = do_review,
    [DO_APPROVE] = do_approve,
    [DO_CANCEL] = do_cancel,
    [DO_APPROVE_ALL] = do_approve_all,
    [DO_OPEN_NOTICE] = do_open_notice,
    [DO_CLOSE_DUE] = do_close_due,
    [DO_OBJECT] = do_object,
    [DO_ANSWER] = do_answer,
    [DO_RELEASE] = do_release,
    [DO_BANK] = do_bank,
    [DO_FIX_ACCOUNT] = do_fix_account,
    [DO_ALLOT] = do_allot,
    [DO_CLAW_BACK] = do_claw_back,
    [DO_REPAY] = do_repay,
    [DO_VOUCHER] = do_voucher,
    [DO_REVERSE] = do_reverse,
    [DO_RECONCILE] = do_reconcile,
    [DO_CLOSE_MONTH] = do_close_month,
};

Forecast model_apply(Model *model, Town *town, const Action *action) {
    static Model next;
    Forecast forecast = {.result = "-"};
    next = *model;
    Run run = {&next, town, action, &forecast};
    forecast.code = functions[action->kind](&run);
    if (strcmp(forecast.code, DONE) == 0)
        *model = next;
    else
        forecast.result[0] = '\0';
    return forecast;
}
