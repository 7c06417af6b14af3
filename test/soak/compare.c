// SPDX-License-Identifier: Apache-2.0
#include "compare.h"

#include "../fund/raw.h"
#include "access/seal.h"
#include "app/verify_command.h"
#include "casework/clawback.h"
#include "casework/inspection.h"
#include "casework/notice.h"
#include "casework/risk.h"
#include "fund/period.h"
#include "fund/receivable.h"
#include "fund/reconcile.h"

#include <fcntl.h>

#define WHY_BYTES 200
#define ROWS_MAX 500

// ---- jiuye verify ----

void compare_verify(const TestDatabase *database) {
    char url[sizeof database->url], folder[sizeof database->folder];
    char *argv[] = {(char[]){"verify"}, (char[]){"--db"}, url, (char[]){"--keys"}, folder, NULL};
    snprintf(url, sizeof url, "%s", database->url);
    snprintf(folder, sizeof folder, "%s", database->folder);
    fflush(NULL);
    int out = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    int status = verify_command(5, argv);
    fflush(NULL);
    dup2(out, STDOUT_FILENO);
    close(out);
    close(null);
    assert_int_equal(status, 0);
}

// A number that the database has.
static int64_t read_number(const TestDatabase *database, const char *sql) {
    int64_t number;
    StrBuilder out;
    Arena arena = {0};
    Raw raw = raw_open(database);
    str_builder_init(&out, &arena, 0);
    raw_dump(&raw, sql, &out);
    raw_close(&raw);
    assert_true(str_to_int64(str_trim(str_built(&out)), &number));
    arena_release(&arena);
    return number;
}

int compare_claims_numbered(const TestDatabase *database, int policy, int year) {
    char sql[100];
    snprintf(sql, sizeof sql,
             "SELECT CAST(coalesce(sum(value), 0) AS TEXT) FROM counter WHERE name = 'ZW-%d-%02d'",
             MODEL_FIRST_YEAR + year, town_policies[policy].number);
    return (int)read_number(database, sql);
}

static int64_t read_of_batch(const TestDatabase *database, const char *what,
                             const ModelBatch *batch) {
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT CAST(%s AS TEXT) FROM batch JOIN job ON job.id = job_id WHERE number = '%s'",
             what, batch->number);
    return read_number(database, sql);
}

bool compare_learn_batch(const TestDatabase *database, ModelBatch *batch) {
    bool has_ended = read_of_batch(database, "count(ended_ms)", batch) > 0;
    batch->attempts = (int)read_of_batch(database, "max(attempt)", batch) - has_ended;
    batch->has_rows =
        read_of_batch(database, "(SELECT count(*) FROM batch_row WHERE batch_id = max(batch.id))",
                      batch) > 0;
    return has_ended;
}

// ---- The reads of the pages ----

typedef struct Look {
    const Model *model;
    CaseContext context;
    Actor actor;
    char *why;
    bool differs;
} Look;

// Keeps the first difference.
static void expect(Look *look, const char *what, int64_t wanted, int64_t found) {
    if (wanted == found || look->differs) return;
    look->differs = true;
    snprintf(look->why, WHY_BYTES, "%s: the model has %lld, the database %lld", what,
             (long long)wanted, (long long)found);
}

// Of the newest payment, where the state of its claim says it.
static const char *const payment_states[CLAIM_STATE_COUNT] = {
    [CLAIM_APPROVED] = "approved",
    [CLAIM_PAYING] = "released",
    [CLAIM_PAID] = "paid",
    [CLAIM_FAILED] = "returned",
};

static bool look_at_claim(Tx *tx, Look *look, const ModelClaim *claim, Arena *arena, Error *error) {
    ClaimFile file;
    const char *what = claim->number, *state = payment_states[claim->state];
    if (!claim_find(tx, &look->actor, str_from_c(what), arena, &file, error)) return false;
    expect(look, what, claim->state, file.claim.state);
    expect(look, what, claim->held > 0, file.claim.is_held);
    expect(look, what, claim->is_counter && !claim->is_confirmed, file.claim.awaits_confirmation);
    expect(look, what, claim->amount_fen, file.claim.amount_fen);
    expect(look, what, claim->steps, (int64_t)file.history_count);
    expect(look, what, claim->payments, (int64_t)file.payments.count);
    if (state && file.payments.count > 0) {
        const Payment *last = &file.payments.items[file.payments.count - 1];
        expect(look, what, true, str_equal(last->state, str_from_c(state)));
    }
    return true;
}

static bool look_at_claims(Tx *tx, Look *look, Arena *arena, Error *error) {
    ClaimStateCount *counts;
    size_t count;
    int64_t total = 0;
    for (int i = 0; i < look->model->claim_count; i++) {
        ModelClaim claim = look->model->claims[i];
        // The number may not be there at all.
        ClaimFilter filter = {.search = str_from_c(claim.number), .row_count = 1};
        ClaimPage page;
        if (!claim_list(tx, &look->actor, &filter, arena, &page, error)) return false;
        expect(look, claim.number, 1, page.total);
        if (page.total == 1 && !look_at_claim(tx, look, &claim, arena, error)) return false;
    }
    if (!claim_counts(tx, &look->actor, arena, &counts, &count, error)) return false;
    for (size_t i = 0; i < count; i++) total += counts[i].count;
    expect(look, "claims", look->model->claim_count, total);
    return true;
}

static bool look_at_budgets(Tx *tx, Look *look, Arena *arena, Error *error) {
    for (int i = 0; i < TOWN_PURSES * MODEL_YEARS; i++) {
        int purse = i / MODEL_YEARS, year = i % MODEL_YEARS;
        const TownPolicy *policy = &town_policies[PURSE_POLICY(purse)];
        const ModelBudget *wanted = &look->model->budgets[purse][year];
        Budget budget;
        bool found;
        BudgetKey key = {str_from_c(policy->fund), policy->number,
                         str_from_c(town_counties[PURSE_COUNTY(purse)]), MODEL_FIRST_YEAR + year};
        if (!budget_find(tx, &look->actor, &key, arena, &budget, &found, error)) return false;
        expect(look, "budget", wanted->exists, found);
        expect(look, "available", wanted->available_fen, budget.available_fen);
        expect(look, "reserved", wanted->reserved_fen, budget.reserved_fen);
        expect(look, "paid", wanted->paid_fen, budget.paid_fen);
    }
    return true;
}

static bool look_at_files(Tx *tx, Look *look, Arena *arena, Error *error) {
    PaymentFiles files;
    Reconciliation sides;
    int count = look->model->file_count;
    if (!payment_file_list(tx, &look->actor, arena, &files, error) ||
        !reconcile_read(tx, &look->actor, STR(""), arena, &sides, error)) {
        return false;
    }
    expect(look, "files", count, (int64_t)files.count);
    expect(look, "files reconciled", count, (int64_t)sides.file_count);
    for (int i = 0; !look->differs && i < count; i++) {
        const ModelFile *wanted = &look->model->files[count - 1 - i]; // newest first
        const PaymentFile *file = &files.items[i];
        expect(look, wanted->number, true, str_equal(file->number, str_from_c(wanted->number)));
        expect(look, wanted->number, wanted->count, file->line_count);
        expect(look, wanted->number, model_total_fen(wanted), file->total_fen);
        expect(look, wanted->number, model_answered_fen(wanted),
               file->paid_fen + file->returned_fen);
        expect(look, wanted->number, wanted->voucher_fen, sides.files[i].voucher_fen);
    }
    return true;
}

static bool look_at_receivables(Tx *tx, Look *look, Arena *arena, Error *error) {
    Receivables found;
    int count = look->model->receivable_count;
    if (!receivable_list(tx, &look->actor, arena, &found, error)) return false;
    expect(look, "receivables", count, (int64_t)found.count);
    for (int i = 0; !look->differs && i < count; i++) {
        const ModelReceivable *wanted = &look->model->receivables[count - 1 - i];
        expect(look, wanted->number, wanted->amount_fen, found.items[i].amount_fen);
        expect(look, wanted->number, wanted->repaid_fen, found.items[i].repaid_fen);
    }
    return true;
}

static bool look_at_notices(Tx *tx, Look *look, Arena *arena, Error *error) {
    Notices notices;
    Objections objections;
    int open[2] = {0}, found[2] = {0}; // notices, objections
    const Model *model = look->model;
    if (!notice_list(tx, ROWS_MAX, arena, &notices, error) ||
        !objection_list(tx, &look->actor, arena, &objections, error)) {
        return false;
    }
    for (int i = 0; i < model->notice_count; i++) open[0] += model->notices[i].is_open;
    for (int i = 0; i < model->objection_count; i++) open[1] += model->objections[i].is_open;
    for (size_t i = 0; i < notices.count; i++) found[0] += notices.items[i].is_open;
    for (size_t i = 0; i < objections.count; i++) {
        found[1] += str_equal(objections.items[i].state, STR("open"));
    }
    expect(look, "notices", model->notice_count, (int64_t)notices.count);
    expect(look, "objections", model->objection_count, (int64_t)objections.count);
    expect(look, "open notices", open[0], found[0]);
    expect(look, "open objections", open[1], found[1]);
    return true;
}

static bool look_at_books(Tx *tx, Look *look, Arena *arena, Error *error) {
    Periods periods;
    Differences differences;
    int closed = 0, found = 0, issues = 0;
    if (!period_list(tx, &look->actor, arena, &periods, error) ||
        !difference_list(tx, &look->actor, true, arena, &differences, error)) {
        return false;
    }
    for (int i = 0; i < TOWN_PURSES * MODEL_MONTHS; i++) {
        closed += look->model->months[i / MODEL_MONTHS][i % MODEL_MONTHS].is_closed;
    }
    for (int i = 0; i < TOWN_PURSES * MODEL_YEARS; i++) {
        closed += look->model->years_closed[i / MODEL_YEARS][i % MODEL_YEARS];
    }
    for (size_t i = 0; i < periods.count; i++) {
        found += periods.items[i].closed_on != DATE_ABSENT;
    }
    for (int i = 0; i < look->model->file_count; i++) {
        issues += look->model->files[i].has_issue[0] + look->model->files[i].has_issue[1];
    }
    expect(look, "closed months and years", closed, found);
    expect(look, "open differences", issues, (int64_t)differences.count);
    return true;
}

static const char *const batch_states[MODEL_BATCH_STATES] = {
    [MODEL_MATCHING] = "matching",
    [MODEL_REVIEWING] = "reviewing",
    [MODEL_ROLLED_BACK] = "rolled_back",
};

// The rows that may be paid, each with what came of it.
static bool look_at_rows(Tx *tx, Look *look, const ModelBatch *wanted, Arena *arena, Error *error) {
    Batch batch;
    size_t at = 0;
    if (!batch_find(tx, &look->actor, str_from_c(wanted->number), BATCH_PAYABLE, 0, ROWS_MAX, arena,
                    &batch, error)) {
        return false;
    }
    for (int i = 0; !look->differs && i < wanted->row_count; i++) {
        const ModelBatchRow *row = &wanted->rows[i];
        if (row->column != BATCH_PAYABLE) continue;
        expect(look, wanted->number, true, at < batch.row_count);
        if (look->differs) return true;
        const BatchRow *found = &batch.rows[at++];
        const char *claim = row->claim ? look->model->claims[row->claim - 1].number : "";
        expect(look, wanted->number, i + 1, found->index);
        expect(look, wanted->number, row->amount_fen, found->amount_fen);
        expect(look, wanted->number, true, str_equal(found->claim_number, str_from_c(claim)));
    }
    expect(look, wanted->number, (int64_t)at, (int64_t)batch.row_count);
    return true;
}

static bool look_at_batches(Tx *tx, Look *look, Arena *arena, Error *error) {
    Batches found;
    int count = look->model->batch_count;
    if (!batch_list(tx, &look->actor, arena, &found, error)) return false;
    expect(look, "batches", count, (int64_t)found.count);
    for (int i = 0; !look->differs && i < count; i++) {
        const ModelBatch *wanted = &look->model->batches[count - 1 - i]; // newest first
        const Batch *batch = &found.items[i];
        int counts[3] = {0};
        for (int j = 0; j < wanted->row_count; j++) counts[wanted->rows[j].column]++;
        Str state = str_from_c(batch_states[wanted->state]);
        expect(look, wanted->number, true, str_equal(batch->number, str_from_c(wanted->number)));
        expect(look, wanted->number, true, str_equal(batch->state, state));
        expect(look, wanted->number, wanted->job == JOB_WAITING, job_is_open(&batch->job));
        expect(look, wanted->number, wanted->job_asked_by, batch->job.account_id);
        if (wanted->job != JOB_WAITING) expect(look, wanted->number, wanted->job, batch->job.state);
        for (int j = 0; wanted->was_whole && j < 3; j++) {
            expect(look, wanted->number, counts[j], batch->counts[j]);
        }
        if (wanted->was_whole && !look_at_rows(tx, look, wanted, arena, error)) return false;
    }
    return true;
}

static const Appeal *find_appeal(const Appeals *appeals, const char *number) {
    for (size_t i = 0; i < appeals->count; i++) {
        if (str_equal(appeals->items[i].number, str_from_c(number))) return &appeals->items[i];
    }
    return NULL;
}

static bool look_at_appeals(Tx *tx, Look *look, Arena *arena, Error *error) {
    Appeals appeals;
    Clawbacks clawbacks;
    const Model *model = look->model;
    if (!appeal_list(tx, &look->actor, &(AppealFilter){0}, arena, &appeals, error) ||
        !clawback_list(tx, &look->actor, &(ClawbackFilter){0}, arena, &clawbacks, error)) {
        return false;
    }
    expect(look, "appeals", model->appeal_count, (int64_t)appeals.count);
    expect(look, "clawbacks", model->clawback_count, (int64_t)clawbacks.count);
    for (int i = 0; i < model->appeal_count; i++) {
        const ModelAppeal *wanted = &model->appeals[i];
        const Appeal *found = find_appeal(&appeals, wanted->number);
        expect(look, wanted->number, true, found != NULL);
        if (!found) continue;
        expect(look, wanted->number, wanted->state, found->state);
        expect(look, wanted->number, wanted->result_fen, found->result_fen);
        expect(look, wanted->number, true,
               str_equal(found->result_number, str_from_c(wanted->result)));
    }
    return true;
}

static bool look_at_doubts(Tx *tx, Look *look, Arena *arena, Error *error) {
    RiskPage page;
    InspectionCovers covers;
    const Model *model = look->model;
    int open = 0, drawn = 0, checked = 0, wrong = 0;
    if (!risk_list(tx, &look->actor, &(RiskFilter){0}, arena, &page, error) ||
        !inspection_cover(tx, &look->actor, arena, &covers, error)) {
        return false;
    }
    for (int i = 0; i < model->finding_count; i++) open += model->findings[i].is_open;
    for (int i = 0; i < model->inspection_count; i++) {
        const ModelInspection *inspection = &model->inspections[i];
        drawn += inspection->count;
        for (int j = 0; j < inspection->count; j++) {
            checked += inspection->is_checked[j];
            wrong += inspection->is_wrong[j];
        }
    }
    expect(look, "open findings", open, page.open);
    expect(look, "open findings that hold", open, page.open_high);
    expect(look, "inspected", drawn, covers.total.drawn);
    expect(look, "checked", checked, covers.total.checked);
    expect(look, "not in order", wrong, covers.total.not_in_order);
    return true;
}

static bool look_at_enrolments(Tx *tx, Look *look, Arena *arena, Error *error) {
    const Model *model = look->model;
    for (int i = 0; i < model->enrolment_count; i++) {
        const ModelEnrolment *wanted = &model->enrolments[i];
        EnrolmentFilter filter = {.measure_key = STR(TOWN_PROGRAMME_KEY),
                                  .after_number = i ? str_from_c(wanted[-1].number) : (Str){0},
                                  .row_count = 1};
        EnrolmentPage page;
        if (!enrolment_list(tx, &look->actor, &look->context, &filter, arena, &page, error)) {
            return false;
        }
        expect(look, "enrolments", model->enrolment_count, page.total);
        expect(look, wanted->number, 1, (int64_t)page.enrolments.count);
        if (look->differs) return true;
        const Enrolment *found = page.enrolments.items;
        expect(look, wanted->number, true, str_equal(found->number, str_from_c(wanted->number)));
        expect(look, wanted->number, wanted->state, found->state);
        expect(look, wanted->number, wanted->seq, found->seq);
    }
    return true;
}

static bool look_at_log(Tx *tx, Look *look, Arena *arena, Error *error) {
    AuditProof proof;
    const Str any[SUITE_COUNT] = {0};
    if (!audit_prove(tx, any, arena, &proof, error)) return false;
    expect(look, "segments of the log", look->model->segments, proof.segments);
    expect(look, "rows of the log to be sealed", look->model->unsealed, proof.waiting);
    return true;
}

static bool look_at_all(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Look *look = out;
    (void)in;
    look->differs = false;
    return look_at_claims(tx, look, arena, error) && look_at_budgets(tx, look, arena, error) &&
           look_at_files(tx, look, arena, error) && look_at_receivables(tx, look, arena, error) &&
           look_at_notices(tx, look, arena, error) && look_at_books(tx, look, arena, error) &&
           look_at_batches(tx, look, arena, error) && look_at_appeals(tx, look, arena, error) &&
           look_at_doubts(tx, look, arena, error) && look_at_enrolments(tx, look, arena, error) &&
           look_at_log(tx, look, arena, error);
}

bool compare_differs(const TestDatabase *database, const Town *town, const Model *model,
                     char why[WHY_BYTES]) {
    Arena arena = {0};
    Error error = {0};
    Look look = {.model = model,
                 .context = town->context,
                 .why = why,
                 .actor = {.account_id = 7,
                           .role = ROLE_FINANCE_REVIEWER,
                           .scope = {.division_prefix = STR(""), .sees_people = true},
                           .today = date_from_civil((CivilDate){2030, 1, 1})}};
    Keyring *keys; // of this database, which may have a newer one
    Store *store;
    assert_ok(keyring_open(str_from_c(database->folder), CIPHER_INTERNATIONAL, &keys, &error),
              error);
    StoreOptions options = {.connections = 1, .keys = keys};
    assert_ok(store_open(str_from_c(database->url), &options, &store, &error), error);
    assert_ok(store_read(store, look_at_all, NULL, &look, &arena, &error), error);
    store_close(store);
    keyring_close(keys);
    arena_release(&arena);
    return look.differs;
}
