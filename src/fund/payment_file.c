// SPDX-License-Identifier: Apache-2.0
#include "access/audit.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "fund/payment_content.h"
#include "fund/payment_file.sql.h"
#include "fund/payment_seal.h"
#include "fund/period.h"
#include "fund/visible.h"
#include "fund/yuan.h"

#include <inttypes.h>

// ---- Releasing ----

static bool number_file(Tx *tx, const Actor *actor, Str division_code, Arena *arena, Str *number,
                        Error *error) {
    Str series = str_format(arena, "ZF-%.*s-%04" PRId64, STR_ARG(division_code),
                            date_to_civil(actor->today).year);
    return store_public_number(tx, series, arena, number, error);
}

static ContentLines lines_from_waiting(const PaymentWaitingRows *waiting, Str file_number,
                                       Arena *arena) {
    ContentLines lines = {0};
    for (size_t i = 0; i < waiting->count; i++) {
        const PaymentWaitingRow *row = &waiting->items[i];
        ContentLine line = {
            .sequence = (int64_t)i + 1,
            .line_ref = str_format(arena, "%.*s-%05zu", STR_ARG(file_number), i + 1),
            .account_number = row->account_number,
            .payee_name = row->payee_name,
            .amount_fen = row->amount_fen,
            .purpose = row->purpose,
            .payee_key = row->payee_key,
        };
        PUSH(arena, &lines, line);
    }
    return lines;
}

// Reads the finished bytes as the bank will, and compares with what is to be paid.
static bool check_content(const PaymentFile *file, const ContentLines *lines, Error *error) {
    Arena scratch = {0};
    PaymentFile head;
    ContentLines read;
    bool is_good = payment_content_read(&scratch, file->content, &head, &read, error);
    if (is_good && (head.total_fen != file->total_fen || read.count != lines->count)) {
        is_good = error_set(error, ERROR_CONFLICT, "支付文件的合计与拨付单不符");
    }
    for (size_t i = 0; is_good && i < read.count; i++) {
        if (read.items[i].amount_fen == lines->items[i].amount_fen) continue;
        is_good = error_set(error, ERROR_CONFLICT, "支付文件第%zu笔的金额与拨付单不符", i + 1);
    }
    if (!is_good) error_code(error, "FILE_TOTALS");
    arena_release(&scratch);
    return is_good;
}

static bool save_file(Tx *tx, const Actor *actor, const PaymentFile *file,
                      const ContentLines *lines, const PaymentWaitingRows *waiting, Arena *arena,
                      Error *error) {
    PaymentFileIdRow made;
    PaymentFileInsertIn in = {
        .number = file->number,
        .fund_key = file->fund_key,
        .division_code = file->division_code,
        .line_count = file->line_count,
        .total_fen = file->total_fen,
        .content = file->content,
        .sha256 = file->sha256,
        .released_by = actor->account_id,
        .released_on = file->released_on,
        .released_ms = actor->now_ms,
    };
    if (!payment_file_insert(tx, &in, arena, &made, error)) return period_explain(error);
    PaymentLineInsertIn *rows = NEW_ARRAY(arena, PaymentLineInsertIn, lines->count);
    for (size_t i = 0; i < lines->count; i++) {
        const ContentLine *line = &lines->items[i];
        rows[i] = (PaymentLineInsertIn){line->line_ref, made.id, line->sequence,
                                        waiting->items[i].id, line->amount_fen};
    }
    AuditEntry entry = {
        .action = STR("payment_file.release"),
        .object_kind = STR("payment_file"),
        .object_number = file->number,
        .division_code = file->division_code,
        .after = str_format(arena, "%.*s：%" PRId64 " 笔 %.*s 元，SHA-256 %.*s",
                            STR_ARG(file->fund_key), file->line_count,
                            STR_ARG(yuan_from_fen(arena, file->total_fen)), STR_ARG(file->sha256)),
    };
    return payment_line_insert_bulk(tx, rows, lines->count, NULL, error) &&
           payment_release(tx, &(PaymentReleaseIn){made.id}, NULL, error) &&
           audit_write(tx, actor, &entry, error);
}

static bool nothing_waiting(Str fund_key, Str division_code, Error *error) {
    error_set(error, ERROR_NOT_FOUND, "%.*s 的“%.*s”没有待放行的拨付单", STR_ARG(division_code),
              STR_ARG(fund_key));
    return error_detail(error, "资金审批通过后才有拨付单");
}

// Nothing that this person may release: nothing at all, or only what they approved.
static bool refuse_release(Tx *tx, Str fund_key, Str division_code, Arena *arena, Error *error) {
    PaymentCountRow all;
    if (!payment_waiting_count(tx, &(PaymentWaitingCountIn){fund_key, division_code}, arena, &all,
                               error)) {
        return false;
    }
    if (all.count == 0) return nothing_waiting(fund_key, division_code, error);
    error_set(error, ERROR_CONFLICT, "待拨付的 %" PRId64 " 笔都是你审批的，不能由你拨付", all.count);
    error_detail(error, "审批和拨付必须是不同的人，请由另一位财政同事拨付");
    return error_code(error, "SAME_PERSON");
}

bool payment_file_release(Tx *tx, const Actor *actor, Str fund_key, Str division_code,
                          Arena *arena, Release *release, Error *error) {
    PaymentWaitingRows waiting;
    PaymentWaitingIn in = {fund_key, division_code, actor->account_id, PAYMENT_FILE_LINES_MAX};
    *release = (Release){0};
    if (actor_is_applicant(actor) || !scope_covers(&actor->scope, division_code)) {
        return nothing_waiting(fund_key, division_code, error);
    }
    if (!payment_check_sees_people(actor, error) ||
        !payment_waiting(tx, &in, arena, &waiting, error)) {
        return false;
    }
    if (waiting.count == 0) return refuse_release(tx, fund_key, division_code, arena, error);
    PaymentFile *file = &release->file;
    *file = (PaymentFile){.fund_key = fund_key,
                          .division_code = division_code,
                          .line_count = (int64_t)waiting.count,
                          .released_on = actor->today};
    if (!number_file(tx, actor, division_code, arena, &file->number, error)) return false;
    release->claims = NEW_ARRAY(arena, Str, waiting.count);
    release->claim_count = waiting.count;
    for (size_t i = 0; i < waiting.count; i++) {
        file->total_fen += waiting.items[i].amount_fen;
        release->claims[i] = waiting.items[i].claim_number;
    }
    ContentLines lines = lines_from_waiting(&waiting, file->number, arena);
    file->content = payment_content_write(arena, file, &lines);
    file->sha256 = digest_sha256(arena, file->content);
    return check_content(file, &lines, error) &&
           save_file(tx, actor, file, &lines, &waiting, arena, error);
}

// ---- Looking ----

static PaymentFile file_from_row(const PaymentFileRow *row) {
    return (PaymentFile){
        .number = row->number,
        .fund_key = row->fund_key,
        .division_code = row->division_code,
        .line_count = row->line_count,
        .total_fen = row->total_fen,
        .sha256 = row->sha256,
        .released_on = row->released_on,
        .paid_count = row->paid_count,
        .paid_fen = row->paid_fen,
        .returned_count = row->answered_count - row->paid_count,
        .returned_fen = row->answered_fen - row->paid_fen,
    };
}

bool payment_file_list(Tx *tx, const Actor *actor, Arena *arena, PaymentFiles *files,
                       Error *error) {
    PaymentFileRows rows;
    PaymentFileSelectAllIn in = {fund_prefix(actor), PAYMENT_LIST_MAX};
    if (!payment_file_select_all(tx, &in, arena, &rows, error)) return false;
    *files = (PaymentFiles){NEW_ARRAY(arena, PaymentFile, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) files->items[i] = file_from_row(&rows.items[i]);
    return true;
}

bool payment_file_find(Tx *tx, const Actor *actor, Str number, Arena *arena, PaymentFile *file,
                       Error *error) {
    PaymentFileRow row;
    PaymentFileSelectIn in = {number, fund_prefix(actor)};
    bool found;
    if (!payment_check_sees_people(actor, error) ||
        !payment_file_select(tx, &in, arena, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set(error, ERROR_NOT_FOUND, "没有支付文件“%.*s”",
                         STR_ARG(utf8_head(number, 60)));
    }
    PaymentFileContentRow kept;
    PaymentFileContentIn of_file = {number};
    if (!payment_file_content(tx, &of_file, arena, &kept, error)) return false;
    *file = file_from_row(&row);
    file->content = kept.content;
    return true;
}

static bool join_documents(Tx *tx, int64_t budget_id, Arena *arena, Str *documents,
                           Error *error) {
    BudgetDocumentRows rows;
    StrBuilder out;
    if (!budget_documents(tx, &(BudgetDocumentsIn){budget_id}, arena, &rows, error)) return false;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < rows.count; i++) {
        str_put_joined(&out, rows.items[i].document, STR("、"));
    }
    *documents = str_built(&out);
    return true;
}

static bool join_hands(Tx *tx, const PaymentFileHandsIn *in, Arena *arena,
                       PaymentPurposes *purposes, Error *error) {
    PaymentFileHandRows rows;
    StrBuilder approvers, releaser;
    if (!payment_file_hands(tx, in, arena, &rows, error)) return false;
    str_builder_init(&approvers, arena, 0);
    str_builder_init(&releaser, arena, 0);
    for (size_t i = 0; i < rows.count; i++) {
        const PaymentFileHandRow *row = &rows.items[i];
        str_put_joined(row->is_release ? &releaser : &approvers, row->display_name, STR("、"));
    }
    purposes->approvers = str_built(&approvers);
    purposes->releaser = str_built(&releaser);
    return true;
}

bool payment_file_purposes(Tx *tx, const Actor *actor, Str number, Arena *arena,
                           PaymentPurposes *purposes, Error *error) {
    PaymentFilePolicyRows rows;
    PaymentFileSelectPoliciesIn in = {number, fund_prefix(actor)};
    if (!payment_file_select_policies(tx, &in, arena, &rows, error)) return false;
    *purposes = (PaymentPurposes){.items = NEW_ARRAY(arena, PaymentPurpose, rows.count),
                                  .count = rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const PaymentFilePolicyRow *row = &rows.items[i];
        PaymentPurpose *purpose = &purposes->items[i];
        *purpose = (PaymentPurpose){.policy_number = row->policy_number,
                                    .year = row->year,
                                    .purpose = row->purpose,
                                    .line_count = row->line_count,
                                    .total_fen = row->total_fen,
                                    .approved_from = row->first_on,
                                    .approved_to = row->last_on};
        if (!join_documents(tx, row->budget_id, arena, &purpose->documents, error)) return false;
    }
    PaymentFileHandsIn hands = {in.number, in.prefix};
    return join_hands(tx, &hands, arena, purposes, error);
}

bool payment_file_check(Tx *tx, const Actor *actor, Str content, Arena *arena, Str *number,
                        Error *error) {
    PaymentFile file;
    PaymentDelivery delivery;
    Error unsealed = {0};
    if (!bank_file_number(arena, content, number, error) ||
        !payment_file_find(tx, actor, *number, arena, &file, error)) {
        return false;
    }
    bool is_kept = utf8_is_valid(content) && str_starts_with(content, STR("支付文件"));
    if (is_kept || !payment_file_deliver(tx, actor, *number, arena, &delivery, &unsealed)) {
        return payment_content_compare(arena, content, file.content, error);
    }
    return bank_file_compare(arena, content, delivery.content, error);
}
