// SPDX-License-Identifier: Apache-2.0
// The part of the model that is automatic batches, and who may be looked for.
#include "model_core.h"

static ModelBatch *batch_of(const Run *run) {
    ModelBatch *batch = run->model->batches;
    while (strcmp(batch->number, run->action->object) != 0) batch++;
    return batch;
}

int model_batch_confirmed(const ModelBatch *batch) {
    int confirmed = 0;
    for (int i = 0; i < batch->row_count; i++) confirmed += batch->rows[i].claim != 0;
    return confirmed;
}

// ---- Who may be looked for ----

bool model_consents(const Model *model, const Town *town, int applicant, Date on) {
    bool is_given = true;
    for (int i = 0; i < model->consent_count; i++) {
        const ModelConsent *consent = &model->consents[i];
        bool is_theirs = str_equal(town->applicants[consent->applicant].person,
                                   town->applicants[applicant].person);
        if (is_theirs && consent->from <= on) is_given = consent->is_given;
    }
    return is_given;
}

static int applicant_of(const Run *run) {
    int applicant = 0;
    Str person = str_from_c(run->action->person);
    while (!str_equal(run->town->applicants[applicant].person, person)) applicant++;
    return applicant;
}

static const char *do_consent(Run *run) {
    Model *model = run->model;
    const Action *by = run->action;
    int applicant = applicant_of(run);
    if (model_consents(model, run->town, applicant, by->today) == by->flag) {
        return "CONSENT_UNCHANGED";
    }
    assert_true(model->consent_count < MODEL_CONSENTS);
    model->consents[model->consent_count++] = (ModelConsent){applicant, by->flag, by->today};
    run_log(run);
    return DONE;
}

// ---- Asking ----

static ModelBatch *living_batch(const Run *run, int purse) {
    for (int i = 0; i < run->model->batch_count; i++) {
        ModelBatch *batch = &run->model->batches[i];
        bool is_it = batch->purse == purse && batch->on == run->action->today;
        if (is_it && batch->state != MODEL_ROLLED_BACK) return batch;
    }
    return NULL;
}

static ModelBatch *make_batch(Run *run, int purse) {
    Model *model = run->model;
    int year = run_year(run);
    assert_true(model->batch_count < MODEL_BATCHES);
    ModelBatch *batch = &model->batches[model->batch_count++];
    *batch = (ModelBatch){.purse = purse,
                          .on = run->action->today,
                          .asked_by = run->action->account_id,
                          .job = JOB_STOPPED};
    snprintf(batch->number, sizeof batch->number, "PC-%d-%05d", year,
             ++model->batches_numbered[year - MODEL_FIRST_YEAR]);
    return batch;
}

// The same again goes on with what is there, or proves it, unless something came of it.
static const char *do_ask(Run *run) {
    int purse = run_purse(run);
    ModelBatch *batch = living_batch(run, purse);
    if (!batch) batch = make_batch(run, purse);
    answer_number(run, batch->number);
    bool is_used = batch->state == MODEL_REVIEWING && model_batch_confirmed(batch) > 0;
    if (batch->job == JOB_WAITING || is_used) return DONE;
    batch->job = JOB_WAITING;
    batch->job_asked_by = run->action->account_id;
    batch->attempts = 0;
    run_log(run);
    return DONE;
}

static const char *do_stop(Run *run) {
    ModelBatch *batch = batch_of(run);
    if (batch->job_asked_by != run->action->account_id) return "FORBIDDEN";
    if (batch->job != JOB_WAITING) return "JOB_ENDED";
    batch->job = JOB_STOPPED;
    run_log(run);
    return DONE;
}

static const char *do_roll_back(Run *run) {
    ModelBatch *batch = batch_of(run);
    if (batch->state == MODEL_ROLLED_BACK || model_batch_confirmed(batch) > 0) return "CONFLICT";
    batch->state = MODEL_ROLLED_BACK;
    if (batch->job == JOB_WAITING) batch->job = JOB_STOPPED;
    run_log(run);
    return DONE;
}

// ---- Matching ----

static ModelBatchRow decide(const Run *run, const ModelBatch *batch, int applicant) {
    Standing standing = town_standing(run->town, applicant, TOWN_MONTH_NONE, batch->on);
    ModelBatchRow row = {.applicant = applicant, .column = BATCH_NOT};
    row.was_claimed = living_claim(run->model, applicant, standing.period, NULL) != NULL;
    if (standing.eligible == FEEL_FALSE || row.was_claimed) return row;
    row.column = standing.eligible == FEEL_TRUE ? BATCH_PAYABLE : BATCH_LOOK;
    row.amount_fen = standing.amount_fen;
    return row;
}

// Everybody of the county who may be looked for, behind the last row that is there.
static void decide_rows(const Run *run, ModelBatch *batch) {
    int first = batch->row_count ? batch->rows[batch->row_count - 1].applicant + 1 : 0;
    for (int i = first; i < run->town->applicant_count; i++) {
        const Applicant *applicant = &run->town->applicants[i];
        bool is_here = applicant->purse == batch->purse;
        if (!is_here || !model_consents(run->model, run->town, i, batch->on)) continue;
        assert_true(batch->row_count < MODEL_LINES);
        batch->rows[batch->row_count++] = decide(run, batch, i);
    }
}

static bool is_same_row(const ModelBatchRow *row, const ModelBatchRow *other) {
    return row->applicant == other->applicant && row->column == other->column &&
           row->was_claimed == other->was_claimed && row->amount_fen == other->amount_fen;
}

static bool has_same_rows(const Run *run, const ModelBatch *batch) {
    ModelBatch again = *batch;
    again.row_count = 0;
    decide_rows(run, &again);
    bool is_same = again.row_count == batch->row_count;
    for (int i = 0; is_same && i < batch->row_count; i++) {
        is_same = is_same_row(&again.rows[i], &batch->rows[i]);
    }
    return is_same;
}

// One that too many runners fell silent over fails, and keeps the rows they left.
static JobState match(const Run *run, ModelBatch *batch) {
    bool is_tried = batch->attempts >= JOB_ATTEMPTS_MAX;
    bool is_proof = batch->state == MODEL_REVIEWING;
    if (batch->is_stopped) {
        decide_rows(run, batch);
        return JOB_WAITING;
    }
    if (!is_proof && (!is_tried || batch->has_rows)) decide_rows(run, batch);
    batch->has_rows = false;
    if (is_tried) return JOB_FAILED;
    batch->state = MODEL_REVIEWING;
    batch->was_whole = true;
    bool is_same = !is_proof || has_same_rows(run, batch) || model_batch_confirmed(batch) > 0;
    return is_same ? JOB_DONE : JOB_FAILED;
}

void model_match(Model *model, Town *town, ModelBatch *batch) {
    Run run = {.model = model, .town = town};
    batch->job = match(&run, batch);
}

static const char *do_match(Run *run) {
    int ended[JOB_STOPPED + 1] = {0};
    for (int i = 0; i < run->model->batch_count; i++) {
        ModelBatch *batch = &run->model->batches[i];
        if (batch->job == JOB_WAITING) batch->job = match(run, batch);
        ended[batch->job]++;
    }
    snprintf(run->forecast->result, sizeof run->forecast->result, "%d %d", ended[JOB_DONE],
             ended[JOB_FAILED]);
    return DONE;
}

// ---- Confirming ----

static const char *do_confirm_row(Run *run) {
    ModelBatch *batch = batch_of(run);
    int index = (int)run->action->index;
    if (index < 1 || index > batch->row_count) return "NONE";
    ModelBatchRow *row = &batch->rows[index - 1];
    Str person = run->town->applicants[row->applicant].person;
    if (!str_equal(person, str_from_c(run->action->person))) return "NONE";
    if (batch->state != MODEL_REVIEWING || row->column != BATCH_PAYABLE) return "CONFLICT";
    if (row->claim) return "ALREADY_CONFIRMED";
    Standing standing = town_standing(run->town, row->applicant, TOWN_MONTH_NONE, batch->on);
    if (living_claim(run->model, row->applicant, standing.period, NULL)) return "NOT_ELIGIBLE";
    if (!standing.has_account) return "ACCOUNT_MISSING";
    ModelClaim *claim = make_claim(run, row->applicant, &standing);
    claim->state = CLAIM_ACCEPTED;
    claim->accepted_by = batch->asked_by;
    row->claim = run->model->claim_count;
    return answer_number(run, claim->number);
}

// ---- All of them ----

ModelFunction *const model_batch_functions[ACTION_KIND_COUNT] = {
    [DO_BATCH_ASK] = do_ask,
    [DO_BATCH_MATCH] = do_match,
    [DO_BATCH_STOP] = do_stop,
    [DO_BATCH_ROLL_BACK] = do_roll_back,
    [DO_BATCH_CONFIRM] = do_confirm_row,
    [DO_CONSENT] = do_consent,
};
