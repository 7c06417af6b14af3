// SPDX-License-Identifier: Apache-2.0
// Claims as they stand in the database.
#include "publish/fact_claim_core.h"

FactClaim fact_claim_of_row(const FactClaimRow *row) {
    return (FactClaim){.id = row->id,
                       .number = row->number,
                       .policy_number = row->policy_number,
                       .measure = row->measure,
                       .subject_kind = row->subject_kind,
                       .subject_key = row->subject_key,
                       .period = row->period,
                       .person_id = row->person_id.present ? row->person_id.value : 0,
                       .uscc = row->uscc,
                       .payee_key = row->payee_key,
                       .account_number = row->account_number,
                       .pays_lender = row->pays_lender,
                       .division_code = row->division_code,
                       .channel = row->channel,
                       .amount_fen = row->amount_fen,
                       .submitted_on = row->submitted_on,
                       .entered_by = row->entered_by.present ? row->entered_by.value : 0};
}

bool fact_claim_find(Tx *tx, Str number, Arena *arena, FactClaim *claim, Error *error) {
    FactClaimRows rows;
    FactClaimPageIn in = {number, number, STR(""), 1};
    if (!fact_claim_page(tx, &in, arena, &rows, error)) return false;
    if (rows.count == 0) {
        return error_set(error, ERROR_NOT_FOUND, "没有申请 %.*s", STR_ARG(number));
    }
    *claim = fact_claim_of_row(&rows.items[0]);
    return true;
}

bool fact_claims_open(Tx *tx, int64_t before_id, size_t count_max, Arena *arena, FactClaim **claims,
                      size_t *count, Error *error) {
    FactClaimRows rows;
    FactClaimBeforeIn in = {before_id, (int64_t)count_max};
    if (!fact_claim_before(tx, &in, arena, &rows, error)) return false;
    *count = rows.count;
    *claims = NEW_ARRAY(arena, FactClaim, rows.count);
    for (size_t i = 0; i < rows.count; i++) (*claims)[i] = fact_claim_of_row(&rows.items[i]);
    return true;
}

bool fact_claims_open_count(Tx *tx, size_t count_max, Arena *arena, int64_t *count, Error *error) {
    FactClaimCountRow row;
    FactClaimOpenCountIn in = {(int64_t)count_max};
    if (!fact_claim_open_count(tx, &in, arena, &row, error)) return false;
    *count = row.count;
    return true;
}
