// SPDX-License-Identifier: Apache-2.0
// What the pages read of money and of the books.
#include "compare_core.h"

#include "fund/period.h"
#include "fund/receivable.h"
#include "fund/reconcile.h"

bool look_at_budgets(Tx *tx, Look *look, Arena *arena, Error *error) {
    for (int i = 0; i < TOWN_PURSES * MODEL_YEARS; i++) {
        int purse = i / MODEL_YEARS, year = i % MODEL_YEARS;
        const TownPolicy *policy = &town_policies[PURSE_POLICY(purse)];
        const ModelBudget *wanted = &look->model->budgets[purse][year];
        Budget budget;
        bool found;
        BudgetKey key = {str_from_c(town_funds[policy->fund]), policy->number,
                         str_from_c(town_counties[PURSE_COUNTY(purse)]), MODEL_FIRST_YEAR + year};
        if (!budget_find(tx, &look->actor, &key, arena, &budget, &found, error)) return false;
        expect(look, "budget", wanted->exists, found);
        expect(look, "available", wanted->available_fen, budget.available_fen);
        expect(look, "reserved", wanted->reserved_fen, budget.reserved_fen);
        expect(look, "paid", wanted->paid_fen, budget.paid_fen);
    }
    return true;
}

bool look_at_files(Tx *tx, Look *look, Arena *arena, Error *error) {
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

bool look_at_receivables(Tx *tx, Look *look, Arena *arena, Error *error) {
    Receivables found;
    int count = look->model->receivable_count;
    if (!receivable_list(tx, &look->actor, arena, &found, error)) return false;
    expect(look, "receivables", count, (int64_t)found.count);
    for (int i = 0; !look->differs && i < count; i++) {
        const ModelReceivable *wanted = &look->model->receivables[count - 1 - i];
        expect(look, wanted->number, wanted->amount_fen, found.items[i].amount_fen);
        expect(look, wanted->number, wanted->repaid_fen, found.items[i].repaid_fen);
        expect(look, wanted->number, wanted->waived_fen, found.items[i].waived_fen);
    }
    return true;
}

bool look_at_books(Tx *tx, Look *look, Arena *arena, Error *error) {
    Periods periods;
    Differences differences;
    int closed = 0, found = 0, issues = 0;
    if (!period_list(tx, &look->actor, arena, &periods, error) ||
        !difference_list(tx, &look->actor, true, arena, &differences, error)) {
        return false;
    }
    for (int i = 0; i < TOWN_BOOKS * MODEL_MONTHS; i++) {
        closed += look->model->months[i / MODEL_MONTHS][i % MODEL_MONTHS].is_closed;
    }
    for (int i = 0; i < TOWN_BOOKS * MODEL_YEARS; i++) {
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
