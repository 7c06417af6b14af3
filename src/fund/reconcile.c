// SPDX-License-Identifier: Apache-2.0
#include "fund/reconcile.h"

#include "access/audit.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "fund/payment.h"
#include "fund/period.h"
#include "fund/reconcile.sql.h"
#include "fund/visible.h"
#include "fund/yuan.h"

#include <inttypes.h>
#include <string.h>

// ---- Reading ----

static FileSides sides_from_row(const ReconcileFileRow *row) {
    return (FileSides){row->number,       row->fund_key,    row->division_code,
                       row->released_on,  row->line_count,  row->approved_fen,
                       row->voucher_fen,  row->paid_fen,    row->returned_fen};
}

bool reconcile_read(Tx *tx, const Actor *actor, Str month, Arena *arena, Reconciliation *result,
                    Error *error) {
    ReconcileTotalRows totals;
    ReconcileFileRows files;
    Str all = str_is_absent(month) ? STR("") : month;
    ReconcileSelectTotalsIn of_month = {fund_prefix(actor), all};
    ReconcileSelectFilesIn in = {fund_prefix(actor), all, RECONCILE_ROWS_MAX + 1};
    if (!reconcile_select_totals(tx, &of_month, arena, &totals, error) ||
        !reconcile_select_files(tx, &in, arena, &files, error)) {
        return false;
    }
    size_t shown = files.count > RECONCILE_ROWS_MAX ? RECONCILE_ROWS_MAX : files.count;
    *result = (Reconciliation){.totals = NEW_ARRAY(arena, SidesTotal, totals.count),
                               .total_count = totals.count,
                               .files = NEW_ARRAY(arena, FileSides, shown),
                               .file_count = shown,
                               .has_more = files.count > shown};
    for (size_t i = 0; i < totals.count; i++) {
        const ReconcileTotalRow *row = &totals.items[i];
        result->totals[i] =
            (SidesTotal){row->fund_key,     row->division_code, row->month,    row->file_count,
                         row->approved_fen, row->voucher_fen,   row->paid_fen, row->returned_fen};
    }
    for (size_t i = 0; i < shown; i++) result->files[i] = sides_from_row(&files.items[i]);
    return true;
}

static bool find_sides(Tx *tx, const Actor *actor, Str number, Arena *arena,
                       ReconcileFileRow *row, Error *error) {
    bool found;
    ReconcileSelectFileIn in = {number, fund_prefix(actor)};
    if (!reconcile_select_file(tx, &in, arena, row, &found, error)) return false;
    return found || error_set(error, ERROR_NOT_FOUND, "没有支付文件 %.*s", STR_ARG(number));
}

// ---- Vouchers ----

static bool check_voucher(const Voucher *voucher, const ReconcileFileRow *file,
                          const Actor *actor, Error *error) {
    if (str_is_empty(str_trim(voucher->voucher)) || voucher->voucher.length > VOUCHER_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "没有写凭证号，或凭证号太长");
        return error_detail(error, "写财政或基金支付凭证上的号码");
    }
    if (voucher->amount_fen < 1 || voucher->amount_fen > BUDGET_FEN_MAX) {
        return error_set(error, ERROR_INVALID, "支付金额不对");
    }
    if (voucher->paid_on < file->released_on || voucher->paid_on > actor->today) {
        error_set(error, ERROR_INVALID, "支付日期早于放行日，或晚于今天");
        return error_detail(error, "写凭证上的支付日期");
    }
    return true;
}

static bool audit_voucher(Tx *tx, const Actor *actor, const ReconcileFileRow *file, Str voucher,
                          int64_t amount_fen, Arena *arena, Error *error) {
    AuditEntry entry = {
        .action = STR("payment_voucher.post"),
        .object_kind = STR("payment_file"),
        .object_number = file->number,
        .division_code = file->division_code,
        .after = str_format(arena, "凭证 %.*s：%.*s 元", STR_ARG(voucher),
                            STR_ARG(yuan_from_fen(arena, amount_fen))),
    };
    return audit_write(tx, actor, &entry, error);
}

static bool voucher_differs(Str voucher, Error *error) {
    error_set(error, ERROR_CONFLICT, "凭证 %.*s 已经登记过，金额或日期不同", STR_ARG(voucher));
    error_detail(error, "登记错了先冲销，再用更正后的凭证号登记");
    return error_code(error, "VOUCHER_DIFFERS");
}

bool voucher_post(Tx *tx, const Actor *actor, const Voucher *voucher, Arena *arena,
                  Error *error) {
    ReconcileFileRow file;
    VoucherRow first;
    bool found;
    if (!find_sides(tx, actor, voucher->file_number, arena, &file, error) ||
        !check_voucher(voucher, &file, actor, error) ||
        !voucher_select_one(tx, &(VoucherSelectOneIn){file.id, voucher->voucher}, arena, &first,
                            &found, error)) {
        return false;
    }
    if (found) {
        bool is_same = first.amount_fen == voucher->amount_fen &&
                       first.paid_on == voucher->paid_on && !first.is_reversed;
        return is_same || voucher_differs(voucher->voucher, error);
    }
    VoucherInsertIn in = {.file_id = file.id,
                          .voucher = voucher->voucher,
                          .amount_fen = voucher->amount_fen,
                          .paid_on = voucher->paid_on,
                          .account_id = actor->account_id,
                          .entered_on = actor->today,
                          .at_ms = actor->now_ms};
    if (!voucher_insert(tx, &in, NULL, error)) return period_explain(error);
    return audit_voucher(tx, actor, &file, voucher->voucher, voucher->amount_fen, arena, error);
}

bool voucher_reverse(Tx *tx, const Actor *actor, Str file_number, Str voucher, Arena *arena,
                     Error *error) {
    ReconcileFileRow file;
    VoucherRow first;
    bool found;
    if (!find_sides(tx, actor, file_number, arena, &file, error) ||
        !voucher_select_one(tx, &(VoucherSelectOneIn){file.id, voucher}, arena, &first, &found,
                            error)) {
        return false;
    }
    if (!found || first.reverses.present) {
        return error_set(error, ERROR_NOT_FOUND, "支付文件 %.*s 没有凭证 %.*s",
                         STR_ARG(file_number), STR_ARG(voucher));
    }
    if (first.is_reversed) {
        error_set(error, ERROR_CONFLICT, "凭证 %.*s 已经冲销过", STR_ARG(voucher));
        return error_code(error, "VOUCHER_REVERSED");
    }
    VoucherInsertIn in = {.file_id = file.id,
                          .voucher = str_format(arena, "冲销 %.*s", STR_ARG(voucher)),
                          .amount_fen = -first.amount_fen,
                          .reverses = {true, first.id},
                          .paid_on = actor->today,
                          .account_id = actor->account_id,
                          .entered_on = actor->today,
                          .at_ms = actor->now_ms};
    if (!voucher_insert(tx, &in, NULL, error)) return period_explain(error);
    return audit_voucher(tx, actor, &file, in.voucher, in.amount_fen, arena, error);
}

bool voucher_list(Tx *tx, const Actor *actor, Str file_number, Arena *arena,
                  VoucherEntries *entries, Error *error) {
    ReconcileFileRow file;
    VoucherRows rows;
    if (!find_sides(tx, actor, file_number, arena, &file, error) ||
        !voucher_select_all(tx, &(VoucherSelectAllIn){file.id}, arena, &rows, error)) {
        return false;
    }
    *entries = (VoucherEntries){NEW_ARRAY(arena, VoucherEntry, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const VoucherRow *row = &rows.items[i];
        entries->items[i] =
            (VoucherEntry){row->voucher, row->amount_fen, row->paid_on, row->is_reversed};
    }
    return true;
}

// ---- Differences ----

// What concerns no county is numbered without one.
static bool number_difference(Tx *tx, Str division_code, Date today, Arena *arena, Str *number,
                              Error *error) {
    const char *hyphen = str_is_empty(division_code) ? "" : "-";
    Str series = str_format(arena, "DZ-%.*s%s%04d", STR_ARG(division_code), hyphen,
                            (int)date_to_civil(today).year);
    return store_public_number(tx, series, arena, number, error);
}

static bool open_difference(Tx *tx, const Actor *actor, DifferenceInsertIn *in, Arena *arena,
                            Error *error) {
    in->opened_by = actor->account_id;
    in->opened_on = actor->today;
    in->opened_ms = actor->now_ms;
    AuditEntry entry = {.action = STR("difference.open"),
                        .object_kind = STR("difference"),
                        .division_code = in->division_code,
                        .after = in->detail};
    if (!number_difference(tx, in->division_code, actor->today, arena, &in->number, error)) {
        return false;
    }
    entry.object_number = in->number;
    return difference_insert(tx, in, NULL, error) && audit_write(tx, actor, &entry, error);
}

static bool open_new(Tx *tx, const Actor *actor, const DifferenceNewRow *row, Arena *arena,
                     Error *error) {
    bool is_voucher = str_equal(row->kind, STR("voucher"));
    Str wanted = yuan_from_fen(arena, row->wanted_fen);
    Str found = yuan_from_fen(arena, row->found_fen);
    DifferenceInsertIn in = {
        .kind = row->kind,
        .file_id = {true, row->file_id},
        .fund_key = row->fund_key,
        .division_code = row->division_code,
        .wanted_fen = row->wanted_fen,
        .found_fen = row->found_fen,
        .detail = str_format(arena, "平台已批 %.*s 元，%s %.*s 元", STR_ARG(wanted),
                             is_voucher ? "基金凭证" : "银行已答复", STR_ARG(found)),
    };
    return open_difference(tx, actor, &in, arena, error);
}

bool reconcile_run(Tx *tx, const Actor *actor, Date until, Arena *arena, ReconcileCount *count,
                   Error *error) {
    DifferenceNewRows rows;
    DifferenceFindNewIn in = {fund_prefix(actor), until};
    DifferenceCloseSettledIn settled = {fund_prefix(actor), actor->account_id, actor->today,
                                        STR("三方已经相符")};
    *count = (ReconcileCount){0};
    if (!difference_close_settled(tx, &settled, &count->closed, error) ||
        !difference_find_new(tx, &in, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        if (!open_new(tx, actor, &rows.items[i], arena, error)) return false;
    }
    count->opened = (int64_t)rows.count;
    if (count->opened + count->closed == 0) return true;
    AuditEntry entry = {.action = STR("reconcile.run"),
                        .object_kind = STR("difference"),
                        .object_number = date_to_str(arena, until),
                        .division_code = actor->scope.division_prefix,
                        .after = str_format(arena, "新增 %" PRId64 " 项，消除 %" PRId64 " 项",
                                            count->opened, count->closed)};
    return audit_write(tx, actor, &entry, error);
}

bool difference_report(Tx *tx, const Actor *actor, Str content, Str why, Arena *arena, Str *number,
                       Error *error) {
    DifferenceNumberRow known;
    PaymentFile file = {0};
    bool found, has_file;
    DifferenceInsertIn in = {.kind = STR("refused"), .fund_key = STR("")};
    in.evidence = digest_sha256(arena, content);
    in.detail = utf8_head(why, DIFFERENCE_NOTE_BYTES_MAX);
    if (!difference_by_evidence(tx, &(DifferenceByEvidenceIn){in.evidence}, arena, &known, &found,
                                error) ||
        (!found &&
         !payment_return_file(tx, actor, content, arena, &file, &has_file, error))) {
        return false;
    }
    if (found) {
        *number = known.number;
        return true;
    }
    in.division_code = fund_prefix(actor);
    if (has_file) {
        ReconcileFileRow row;
        if (!find_sides(tx, actor, file.number, arena, &row, error)) return false;
        in.file_id = (OptionalInt){true, row.id};
        in.fund_key = row.fund_key;
        in.division_code = row.division_code;
        in.wanted_fen = row.approved_fen;
        in.found_fen = row.paid_fen + row.returned_fen;
    }
    if (!open_difference(tx, actor, &in, arena, error)) return false;
    *number = in.number;
    return true;
}

static bool still_differs(const DifferenceRow *row, Error *error) {
    bool is_voucher = str_equal(row->kind, STR("voucher"));
    error_set(error, ERROR_CONFLICT, "差异 %.*s 还没有消除：三方金额仍不相符",
              STR_ARG(row->number));
    error_detail(error, "%s", is_voucher ? "登记基金支付凭证，登记错的先冲销"
                                         : "等银行回盘；银行没有答复的行不能结清");
    return error_code(error, "STILL_DIFFERS");
}

bool difference_close(Tx *tx, const Actor *actor, Str number, Str resolution, Arena *arena,
                      Error *error) {
    DifferenceRow row;
    bool found;
    if (str_is_empty(str_trim(resolution)) || resolution.length > DIFFERENCE_NOTE_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "没有写处理结果，或写得太长");
        return error_detail(error, "写明和谁核对、怎样处理的");
    }
    DifferenceSelectOneIn in = {number, fund_prefix(actor)};
    if (!difference_select_one(tx, &in, arena, &row, &found, error)) return false;
    if (!found) return error_set(error, ERROR_NOT_FOUND, "没有差异 %.*s", STR_ARG(number));
    int64_t changed;
    DifferenceCloseOneIn end = {number, actor->account_id, actor->today, resolution};
    Error failure = {0};
    if (!difference_close_one(tx, &end, &changed, &failure)) {
        if (strcmp(failure.code, "RULE:payment_issue_still_differs") == 0) {
            return still_differs(&row, error);
        }
        *error = failure;
        return false;
    }
    if (changed == 0) {
        error_set(error, ERROR_CONFLICT, "差异 %.*s 已经处理过", STR_ARG(number));
        return error_code(error, "DIFFERENCE_CLOSED");
    }
    AuditEntry entry = {.action = STR("difference.close"),
                        .object_kind = STR("difference"),
                        .object_number = number,
                        .division_code = row.division_code,
                        .before = row.detail,
                        .after = resolution};
    return audit_write(tx, actor, &entry, error);
}

bool difference_list(Tx *tx, const Actor *actor, bool is_open, Arena *arena,
                     Differences *differences, Error *error) {
    DifferenceRows rows;
    DifferenceSelectAllIn in = {fund_prefix(actor), is_open, RECONCILE_ROWS_MAX};
    if (!difference_select_all(tx, &in, arena, &rows, error)) return false;
    *differences = (Differences){NEW_ARRAY(arena, Difference, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const DifferenceRow *row = &rows.items[i];
        differences->items[i] = (Difference){
            row->number,    row->kind,   row->file_number, row->fund_key,  row->division_code,
            row->wanted_fen, row->found_fen, row->detail,   row->opened_on, row->closed_on,
            row->resolution};
    }
    return true;
}
