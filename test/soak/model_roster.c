// SPDX-License-Identifier: Apache-2.0
// The part of the model that is rosters: what a check says of each row, and what is claimed of it.
#include "model_core.h"

ModelRoster *model_roster_named(Model *model, const char *number) {
    for (int i = 0; i < model->roster_count; i++) {
        if (strcmp(model->rosters[i].number, number) == 0) return &model->rosters[i];
    }
    return NULL;
}

static bool is_pending(const ModelRosterRow *row) {
    return row->result == ROSTER_PAYABLE && row->claim == 0;
}

int model_roster_pending(const Model *model, const ModelRoster *roster) {
    int pending = 0;
    for (int i = 0; i < roster->count; i++) {
        pending += is_pending(&model->roster_rows[roster->first + i]);
    }
    return pending;
}

// ---- A row ----

static void fault(ModelRosterRow *row, ModelRowFault which) {
    row->result = ROSTER_FAULTY;
    row->fault = which;
}

static bool is_office(const Action *by) {
    return by->account_id <= TOWN_OFFICERS;
}

static Date month_first(Date day) {
    CivilDate civil = date_to_civil(day);
    return date_from_civil((CivilDate){civil.year, civil.month, 1});
}

// Whether who brings the row may.
static ModelRowFault check_bringer(const Run *run, int applicant, Date on) {
    const Action *by = run->action;
    if (is_office(by)) {
        bool is_willing = model_consents(run->model, run->town, applicant, by->today);
        return is_willing ? MODEL_ROW_GOOD : MODEL_ROW_UNWILLING;
    }
    bool is_theirs = by->account_id == UNIT_ACCOUNT + TOWN_EMPLOYER &&
                     town_is_employed(run->town, applicant, month_first(on), on);
    return is_theirs ? MODEL_ROW_GOOD : MODEL_ROW_NOT_THEIRS;
}

// As it would be claimed now; what is wrong is found in this order.
static Standing decide(const Run *run, const ModelRoster *roster, ModelRosterRow *row) {
    int applicant = row->said.applicant;
    Standing standing = town_standing(run->town, applicant, row->said.month, roster->decided_on);
    const ModelClaim *first = living_claim(run->model, applicant, standing.period, NULL);
    ModelRowFault bringer = check_bringer(run, applicant, roster->decided_on);
    row->amount_fen = 0;
    row->fault = MODEL_ROW_GOOD;
    row->other = first ? 1 + (int)(first - run->model->claims) : 0;
    if (bringer != MODEL_ROW_GOOD) {
        fault(row, bringer);
    } else if (first) {
        row->result = ROSTER_HAD;
    } else if (standing.eligible == FEEL_FALSE) {
        row->result = ROSTER_NOT;
    } else if (standing.eligible != FEEL_TRUE || !standing.has_amount) {
        row->result = ROSTER_LOOK;
    } else if (!standing.has_account) {
        fault(row, MODEL_ROW_ACCOUNT);
    } else {
        row->result = ROSTER_PAYABLE;
        row->amount_fen = standing.amount_fen;
    }
    return standing;
}

// ---- Checking ----

static const ModelRowFault faults_as_read[TOWN_MONTHS] = {
    [TOWN_MONTH_WRONG_POST] = MODEL_ROW_POST,
    [TOWN_MONTH_WRONG_NAME] = MODEL_ROW_NAME,
    [TOWN_MONTH_WRONG_NUMBER] = MODEL_ROW_NUMBER,
    [TOWN_MONTH_STRANGER] = MODEL_ROW_STRANGER,
};

// The row before that named the same person, from 1; 0: none did.
static int twin_of(const Run *run, const ModelRosterRow *rows, int at) {
    for (int i = 0; i < at; i++) {
        bool is_read = faults_as_read[rows[i].said.month] == MODEL_ROW_GOOD;
        Str person = run->town->applicants[rows[i].said.applicant].person;
        bool is_same = str_equal(person, run->town->applicants[rows[at].said.applicant].person);
        if (is_read && is_same) return i + 1;
    }
    return 0;
}

static void check_rows(const Run *run, ModelRoster *roster) {
    ModelRosterRow *rows = &run->model->roster_rows[roster->first];
    for (int i = 0; i < roster->count; i++) {
        ModelRosterRow *row = &rows[i];
        *row = (ModelRosterRow){.said = row->said};
        ModelRowFault as_read = faults_as_read[row->said.month];
        int twin = as_read == MODEL_ROW_GOOD ? twin_of(run, rows, i) : 0;
        if (as_read != MODEL_ROW_GOOD) {
            fault(row, as_read);
        } else if (twin) {
            fault(row, MODEL_ROW_TWIN);
            row->other = twin;
        } else {
            decide(run, roster, row);
        }
    }
}

static int64_t bringer_of(const Action *by) {
    return is_office(by) ? 0 : by->account_id;
}

static bool has_rows(const Model *model, const ModelRoster *roster, const char *rows) {
    Str rest = str_from_c(rows);
    TownRow row;
    int at = 0;
    for (; town_row_take(&rest, &row); at++) {
        if (at == roster->count) return false;
        if (!town_row_is_same(model->roster_rows[roster->first + at].said, row)) return false;
    }
    return at == roster->count;
}

// The same file of the same bringer for the same month.
static ModelRoster *find_same(const Run *run) {
    const Action *by = run->action;
    for (int i = 0; i < run->model->roster_count; i++) {
        ModelRoster *roster = &run->model->rosters[i];
        bool is_turn = strcmp(roster->month, by->text) == 0 && roster->unit == bringer_of(by);
        if (is_turn && has_rows(run->model, roster, by->content)) return roster;
    }
    return NULL;
}

static ModelRoster *make_roster(Run *run) {
    Model *model = run->model;
    Str rest = str_from_c(run->action->content);
    TownRow row;
    int year = run_year(run);
    assert_true(model->roster_count < MODEL_ROSTERS);
    ModelRoster *roster = &model->rosters[model->roster_count++];
    *roster = (ModelRoster){.unit = bringer_of(run->action), .first = model->roster_row_count};
    snprintf(roster->month, sizeof roster->month, "%.7s", run->action->text);
    snprintf(roster->number, sizeof roster->number, "MC-%d-%05d", year,
             ++model->rosters_numbered[year - MODEL_FIRST_YEAR]);
    while (town_row_take(&rest, &row)) {
        assert_true(model->roster_row_count < MODEL_ROSTER_ROWS);
        model->roster_rows[model->roster_row_count++].said = row;
        roster->count++;
    }
    return roster;
}

static const char *do_check(Run *run) {
    int64_t year, month;
    Str text = str_from_c(run->action->text);
    Date today = run->action->today;
    assert_true(str_to_int64(str_cut(&text, '-'), &year) && str_to_int64(text, &month));
    Date first = date_from_civil((CivilDate){year, (int)month, 1});
    Date last = date_add_months(first, 1) - 1;
    if (first > today) return "INVALID";
    ModelRoster *roster = find_same(run);
    if (!roster) roster = make_roster(run);
    answer_number(run, roster->number);
    if (roster->state != MODEL_CHECKED) return DONE; // it is what it is
    roster->decided_on = last < today ? last : today;
    check_rows(run, roster);
    run->model->rosters_checked++;
    run_log(run);
    return DONE;
}

// ---- Confirming ----

static void claim_row(Run *run, const ModelRoster *roster, ModelRosterRow *row) {
    Standing standing = decide(run, roster, row);
    bool is_counter = is_office(run->action);
    row->is_late = row->result != ROSTER_PAYABLE;
    if (row->is_late) return;
    ModelClaim *claim = make_claim(run, row->said.applicant, &standing);
    claim->state = CLAIM_SUBMITTED;
    claim->month = row->said.month;
    claim->is_counter = is_counter;
    claim->entered_by = is_counter ? run->action->account_id : 0;
    row->claim = run->model->claim_count;
}

static void confirm_chunk(Run *run, ModelRoster *roster) {
    int room = ROSTER_CLAIM_ROWS;
    for (int i = 0; i < roster->count && room > 0; i++) {
        ModelRosterRow *row = &run->model->roster_rows[roster->first + i];
        if (!is_pending(row)) continue;
        claim_row(run, roster, row);
        room--;
    }
    bool is_last = room == ROSTER_CLAIM_ROWS;
    roster->state = is_last ? MODEL_ROSTER_DONE : MODEL_CONFIRMING;
    if (!is_last) run_log(run);
}

void model_confirm_chunk(Model *model, Town *town, const Action *action) {
    Run run = {.model = model, .town = town, .action = action};
    confirm_chunk(&run, model_roster_named(model, action->object));
}

// The office brings as one.
static const char *check_own(const Run *run, const ModelRoster *roster) {
    int64_t bringer = bringer_of(run->action);
    if (roster->unit == bringer) return DONE;
    return bringer == 0 ? "FORBIDDEN" : "NONE";
}

static int claimed_of(const Model *model, const ModelRoster *roster) {
    int claimed = 0;
    for (int i = 0; i < roster->count; i++) {
        claimed += model->roster_rows[roster->first + i].claim != 0;
    }
    return claimed;
}

static const char *do_confirm(Run *run) {
    ModelRoster *roster = model_roster_named(run->model, run->action->object);
    const char *code = check_own(run, roster);
    if (strcmp(code, DONE) != 0) return code;
    do confirm_chunk(run, roster);
    while (roster->state != MODEL_ROSTER_DONE && !roster->is_stopped);
    return answer_fen(run, claimed_of(run->model, roster));
}

// ---- Accepting ----

// What cannot be accepted is left; whoever may not at all is told so.
static const char *accept_row(Run *run, const ModelRosterRow *row, int *waiting) {
    ModelClaim *claim = row->claim ? &run->model->claims[row->claim - 1] : NULL;
    if (!claim || claim->state != CLAIM_SUBMITTED) return DONE;
    ModelClaim before = *claim;
    const char *code = model_move(run, claim, CLAIM_ACCEPT);
    if (strcmp(code, DONE) == 0) return DONE;
    *claim = before;
    (*waiting)++;
    return strcmp(code, "FORBIDDEN") == 0 ? code : DONE;
}

static const char *do_accept(Run *run) {
    const ModelRoster *roster = model_roster_named(run->model, run->action->object);
    const char *code = DONE;
    int waiting = 0;
    for (int i = 0; i < roster->count && strcmp(code, DONE) == 0; i++) {
        code = accept_row(run, &run->model->roster_rows[roster->first + i], &waiting);
    }
    return strcmp(code, DONE) == 0 ? answer_fen(run, waiting) : code;
}

// ---- All of them ----

ModelFunction *const model_roster_functions[ACTION_KIND_COUNT] = {
    [DO_ROSTER_CHECK] = do_check,
    [DO_ROSTER_CONFIRM] = do_confirm,
    [DO_ROSTER_ACCEPT] = do_accept,
};
