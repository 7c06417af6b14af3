// SPDX-License-Identifier: Apache-2.0
// The half of the model that is money: budgets, files and returns, months and years.
#include "model_core.h"

#include "fund/yuan.h"

// ---- Looking up ----

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

static ModelFile *file_of(const Run *run) {
    for (int i = 0; i < run->model->file_count; i++) {
        ModelFile *file = &run->model->files[i];
        if (strcmp(file->number, run->action->object) == 0) return file;
    }
    return NULL;
}

void touch_month(Run *run, int purse) {
    run->model->months[book_of_purse(purse)][model_month(run->action->today)].has_moved = true;
}

// ---- Money ----

static const char *reserve(Run *run, ModelClaim *claim) {
    int year = model_year(run->action->today);
    ModelBudget *budget = &run->model->budgets[claim->purse][year];
    if (!budget->exists) return "NO_BUDGET";
    if (budget->available_fen < claim->amount_fen) return "OVER_BUDGET";
    budget->available_fen -= claim->amount_fen;
    budget->reserved_fen += claim->amount_fen;
    claim->budget = year;
    claim->payments++;
    claim->turn = ++run->model->turns;
    run_log(run);
    touch_month(run, claim->purse);
    return DONE;
}

static bool holds_money(const ModelClaim *claim) {
    return claim->state == CLAIM_APPROVED || claim->state == CLAIM_PAYING ||
           claim->state == CLAIM_PAID || claim->state == CLAIM_FAILED;
}

// Together with what it adds to, or what adds to it, a claim takes no more than the right.
static bool is_overpaid(const Model *model, const ModelClaim *claim) {
    int64_t right = model->claims[claim->root].reviewed_fen, held = 0;
    int members = 0;
    if (claim->right_fen > right) right = claim->right_fen;
    for (int i = 0; i < model->claim_count; i++) {
        const ModelClaim *member = &model->claims[i];
        if (member->root != claim->root) continue;
        members++;
        if (member != claim && holds_money(member)) held += member->amount_fen - member->repaid_fen;
    }
    return members > 1 && held + claim->amount_fen > right;
}

static const char *approve(Run *run, ModelClaim *claim) {
    if (is_overpaid(run->model, claim)) return "FAMILY_OVERPAID";
    const char *code = model_move(run, claim, CLAIM_APPROVE);
    return strcmp(code, DONE) == 0 ? reserve(run, claim) : code;
}

// What is found before the money goes back to its notice, held.
static bool is_found_cleared(Run *run, ModelClaim *claim) {
    bool is_looked_at = role_has(run->action->role, PERMISSION_FUND_APPROVE);
    if (!is_looked_at || claim->state != CLAIM_CLEARED || !model_assess(run, claim)) return false;
    assert_string_equal(model_move(run, claim, CLAIM_HOLD), DONE);
    return true;
}

static const char *do_approve(Run *run) {
    ModelClaim *claim = run_claim(run, run->action->object);
    return is_found_cleared(run, claim) ? DONE : approve(run, claim);
}

static const char *do_approve_all(Run *run) {
    ModelClaim *claims[MODEL_CLAIMS];
    int count = 0, found = 0;
    int64_t total = 0;
    for (Str rest = str_from_c(run->action->content); !str_is_empty(rest); count++) {
        ModelNumber number;
        Str name = str_cut(&rest, ' ');
        snprintf(number, sizeof number, "%.*s", STR_ARG(name));
        claims[count] = run_claim(run, number);
        found += is_found_cleared(run, claims[count]);
    }
    for (int i = 0; found == 0 && i < count; i++) {
        const char *code = approve(run, claims[i]);
        if (strcmp(code, DONE) != 0) return code;
        total += claims[i]->amount_fen;
    }
    return answer_fen(run, total);
}

static void give_back(Run *run, const ModelClaim *claim, int budget) {
    ModelBudget *of = &run->model->budgets[claim->purse][budget];
    of->reserved_fen -= claim->amount_fen;
    of->available_fen += claim->amount_fen;
    touch_month(run, claim->purse);
}

static const char *do_cancel(Run *run) {
    ModelClaim *claim = run_claim(run, run->action->object);
    const char *code = model_move(run, claim, CLAIM_CANCEL);
    if (strcmp(code, DONE) != 0) return code;
    give_back(run, claim, claim->budget);
    run_log(run);
    return DONE;
}

static const char *do_fix_account(Run *run) {
    ModelClaim *claim = run_claim(run, run->action->object);
    bool is_looked_at = role_has(run->action->role, PERMISSION_FUND_APPROVE);
    if (is_looked_at && claim->state == CLAIM_FAILED && model_assess(run, claim)) return DONE;
    const char *code = model_move(run, claim, CLAIM_FIX_ACCOUNT);
    return strcmp(code, DONE) == 0 ? reserve(run, claim) : code;
}

static const char *do_allot(Run *run) {
    int purse = run_purse(run);
    int64_t amount = run->action->amount_fen;
    ModelBudget *budget = &run->model->budgets[purse][model_year(run->action->today)];
    if (amount < 0 && !budget->exists) return "NO_BUDGET";
    if (budget->available_fen + amount < 0) return "OVER_BUDGET";
    budget->exists = true;
    budget->available_fen += amount;
    touch_month(run, purse);
    run_log(run);
    return answer_fen(run, budget->available_fen);
}

// ---- Files and returns ----

// The next approved claim of a fund in a county after a turn that this officer did not approve.
static int next_waiting(const Model *model, int book, int64_t officer, int after) {
    int found = -1;
    for (int i = 0; i < model->claim_count; i++) {
        const ModelClaim *claim = &model->claims[i];
        bool waits = book_of_purse(claim->purse) == book && claim->state == CLAIM_APPROVED &&
                     !is_same_person(claim->approved_by, officer) && claim->turn > after;
        if (waits && (found < 0 || claim->turn < model->claims[found].turn)) found = i;
    }
    return found;
}

static const char *do_release(Run *run) {
    Model *model = run->model;
    int book = run_book(run), year = run_year(run);
    int64_t officer = run->action->account_id;
    int at = next_waiting(model, book, officer, 0);
    if (at < 0) return next_waiting(model, book, -1, 0) < 0 ? "NONE" : "SAME_PERSON";
    assert_true(model->file_count < MODEL_FILES);
    ModelFile *file = &model->files[model->file_count++];
    *file = (ModelFile){.book = book, .released_on = run->action->today};
    snprintf(file->number, sizeof file->number, "ZF-%s-%d-%06d", town_counties[BOOK_COUNTY(book)],
             year, ++model->files_numbered[BOOK_COUNTY(book)][year - MODEL_FIRST_YEAR]);
    for (; at >= 0; at = next_waiting(model, book, officer, 0)) {
        ModelClaim *claim = &model->claims[at];
        assert_true(file->count < MODEL_LINES);
        file->lines[file->count++] =
            (ModelLine){.claim = at, .budget = claim->budget, .amount_fen = claim->amount_fen};
        const char *code = model_move(run, claim, CLAIM_RELEASE);
        if (strcmp(code, DONE) != 0) return code;
    }
    touch_month(run, run_purse(run));
    run_log(run); // released
    run_log(run); // sealed
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
    const char *code = model_move(run, claim, row->is_paid ? CLAIM_RECEIPT : CLAIM_BOUNCE);
    if (strcmp(code, DONE) != 0) return code;
    line->is_answered = true;
    line->is_paid = row->is_paid;
    line->bank_date = row->bank_date;
    if (!row->is_paid) {
        give_back(run, claim, line->budget);
        return DONE;
    }
    ModelBudget *budget = &run->model->budgets[claim->purse][line->budget];
    budget->reserved_fen -= line->amount_fen;
    budget->paid_fen += line->amount_fen;
    touch_month(run, claim->purse);
    ModelNumber clawback;
    if (is_out_of_order(claim)) model_claw_back(run, claim, clawback); // one under way goes on
    int month = model_month(run->action->today);
    run->model->months[book_of_purse(claim->purse)][month].post_fen += line->amount_fen;
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
    run_log(run);
    snprintf(run->forecast->result, sizeof run->forecast->result, "%lld %lld", (long long)fen[1],
             (long long)fen[0]);
    return DONE;
}

// ---- Reconciling and closing ----

static bool is_closed(const Run *run, const ModelFile *file) {
    return run->model->months[file->book][model_month(file->released_on)].is_closed;
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
    run_log(run);
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
        run_log(run);
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
        if (*has_issue) run_log(run);
        if (*has_issue)
            opened++;
        else
            closed++;
    }
    if (opened + closed > 0) run_log(run);
    snprintf(run->forecast->result, sizeof run->forecast->result, "%d %d", opened, closed);
    return DONE;
}

// What is reconciled of the files of these books that were released up to a month.
static bool has_difference(const Run *run, int month) {
    for (int i = 0; i < run->model->file_count; i++) {
        const ModelFile *file = &run->model->files[i];
        if (file->book != run_book(run) || model_month(file->released_on) > month) continue;
        if (file->has_issue[0] || file->has_issue[1]) return true;
    }
    return false;
}

static bool has_gap(const ModelMonth *months, int before) {
    for (int i = 0; i < before; i++) {
        if (months[i].has_moved && !months[i].is_closed) return true;
    }
    return false;
}

static const char *close_month(Run *run, int month) {
    ModelMonth *months = run->model->months[run_book(run)];
    if (months[month].is_closed) return "PERIOD_CLOSED";
    if (month >= model_month(run->action->today)) return "PERIOD_NOT_OVER";
    if (has_gap(months, month)) return "PERIOD_GAP";
    if (has_difference(run, month)) return "PERIOD_DIFFERS";
    for (int i = 0; i < run->model->file_count; i++) {
        const ModelFile *file = &run->model->files[i];
        if (file->book != run_book(run) || model_month(file->released_on) != month) continue;
        if (differs(file, 0) || differs(file, 1)) return "PERIOD_DIFFERS";
    }
    months[month].is_closed = true;
    run_log(run);
    return answer_fen(run, months[month].post_fen);
}

// Of any policy of a fund in a county, up to a year.
static bool has_budget_left(const Run *run, int book, int year) {
    for (int i = 0; i < TOWN_PURSES * (year + 1); i++) {
        const ModelBudget *budget = &run->model->budgets[i / (year + 1)][i % (year + 1)];
        bool is_theirs = book_of_purse(i / (year + 1)) == book;
        if (is_theirs && (budget->available_fen || budget->reserved_fen)) return true;
    }
    return false;
}

// A year has its months behind it and no budget left.
static const char *close_year(Run *run, int year) {
    int book = run_book(run);
    const ModelMonth *months = run->model->months[book];
    bool *is_closed = &run->model->years_closed[book][year];
    int64_t post_fen = 0;
    if (*is_closed) return "PERIOD_CLOSED";
    if (year >= model_year(run->action->today)) return "PERIOD_NOT_OVER";
    if (has_gap(months, 12 * (year + 1))) return "PERIOD_GAP";
    if (has_difference(run, 12 * year + 11)) return "PERIOD_DIFFERS";
    if (has_budget_left(run, book, year)) return "PERIOD_BUDGET_LEFT";
    for (int i = 12 * year; i < 12 * (year + 1); i++) post_fen += months[i].post_fen;
    *is_closed = true;
    run_log(run);
    return answer_fen(run, post_fen);
}

static const char *do_close_period(Run *run) {
    Str text = str_from_c(run->action->text);
    int64_t year = 0, number = 0;
    assert_true(str_to_int64(str_cut(&text, '-'), &year));
    if (str_is_empty(text)) return close_year(run, (int)(year - MODEL_FIRST_YEAR));
    assert_true(str_to_int64(text, &number));
    return close_month(run, (int)(year - MODEL_FIRST_YEAR) * 12 + (int)number - 1);
}

static int64_t carry_over(Model *model, int purse, int year) {
    ModelBudget *from = &model->budgets[purse][year], *to = from + 1;
    int64_t amount = from->available_fen;
    if (amount == 0) return 0;
    from->available_fen = 0;
    to->exists = true;
    to->available_fen += amount;
    return amount;
}

static const char *do_carry_over(Run *run) {
    int book = run_book(run), year = (int)run->action->index - MODEL_FIRST_YEAR;
    int64_t amount = 0;
    if (year >= model_year(run->action->today)) return "PERIOD_NOT_OVER";
    for (int purse = 0; purse < TOWN_PURSES; purse++) {
        if (book_of_purse(purse) == book) amount += carry_over(run->model, purse, year);
    }
    if (amount == 0) return "NONE";
    if (run->model->years_closed[book][year + 1]) return "PERIOD_CLOSED";
    touch_month(run, run_purse(run));
    run_log(run);
    return answer_fen(run, amount);
}

// ---- All of them ----

ModelFunction *const model_money_functions[ACTION_KIND_COUNT] = {
    [DO_APPROVE] = do_approve,
    [DO_CANCEL] = do_cancel,
    [DO_APPROVE_ALL] = do_approve_all,
    [DO_RELEASE] = do_release,
    [DO_BANK] = do_bank,
    [DO_FIX_ACCOUNT] = do_fix_account,
    [DO_ALLOT] = do_allot,
    [DO_VOUCHER] = do_voucher,
    [DO_REVERSE] = do_reverse,
    [DO_RECONCILE] = do_reconcile,
    [DO_CLOSE_PERIOD] = do_close_period,
    [DO_CARRY_OVER] = do_carry_over,
};
