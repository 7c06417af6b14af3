// SPDX-License-Identifier: Apache-2.0
// What is done with a batch once it is matched: look and answer; batch_confirm.c makes claims.
#include "access/audit.h"
#include "casework/batch_core.h"
#include "casework/claim_make.h"
#include "casework/fact_request.h"
#include "registry/employer.sql.h"
#include "registry/person.sql.h"

#define PAGE_ROWS_MAX 200

// ---- Reading ----

bool batch_summary(Tx *tx, const BatchHeadRow *head, Arena *arena, Batch *batch, Error *error) {
    BatchCountRows counts;
    if (!batch_counts(tx, &(BatchCountsIn){.batch_id = head->id}, arena, &counts, error)) {
        return false;
    }
    *batch = (Batch){.number = head->number,
                     .policy_number = (int)head->policy_number,
                     .policy_title = head->policy_title,
                     .division_code = head->division_code,
                     .snapshot_on = head->snapshot_on,
                     .pack_hash = head->pack_hash,
                     .rows_hash = head->rows_hash,
                     .state = head->state,
                     .has_job = head->job_id.present};
    for (size_t i = 0; i < counts.count; i++) {
        const BatchCountRow *row = &counts.items[i];
        BatchColumn column = batch_column_from_code(row->result);
        batch->counts[column] = row->count;
        batch->confirmed += row->confirmed;
        batch->awaiting += row->awaiting;
        if (column == BATCH_PAYABLE) batch->payable_fen = row->amount_fen;
    }
    return !batch->has_job || job_find(tx, head->job_id.value, arena, &batch->job, error);
}

static BatchRow row_from_item(const BatchItemRow *item) {
    return (BatchRow){.index = item->sequence,
                      .subject_key = item->subject_key,
                      .subject_label = item->subject_label,
                      .column = batch_column_from_code(item->result),
                      .amount_fen = item->amount_fen,
                      .codes = item->codes,
                      .sentences = item->sentences,
                      .claim_number = item->claim_number,
                      .awaits = item->awaits};
}

bool batch_list(Tx *tx, const Actor *actor, Arena *arena, Batches *batches, Error *error) {
    BatchHeadRows heads;
    if (!actor->scope.sees_people) {
        return error_set(error, ERROR_FORBIDDEN, "这个角色看不到批次");
    }
    if (!batch_page(tx, &(BatchPageIn){.prefix = actor->scope.division_prefix}, arena, &heads,
                    error)) {
        return false;
    }
    *batches = (Batches){.items = NEW_ARRAY(arena, Batch, heads.count), .count = heads.count};
    for (size_t i = 0; i < heads.count; i++) {
        if (!batch_summary(tx, &heads.items[i], arena, &batches->items[i], error)) return false;
    }
    return true;
}

bool batch_load(Tx *tx, const Actor *actor, Str number, Arena *arena, BatchHeadRow *head,
                Error *error) {
    bool found;
    if (!batch_by_number(tx,
                         &(BatchByNumberIn){.number = number,
                                            .prefix = actor->scope.division_prefix},
                         arena, head, &found, error)) {
        return false;
    }
    return found || error_set(error, ERROR_NOT_FOUND, "没有批次 %.*s，或者不在你能看的范围里",
                              STR_ARG(number));
}

static BatchColumn first_column(const Batch *batch) {
    for (BatchColumn column = BATCH_PAYABLE; column < BATCH_FIRST; column++) {
        if (batch->counts[column] > 0) return column;
    }
    return BATCH_PAYABLE;
}

bool batch_find(Tx *tx, const Actor *actor, Str number, BatchColumn column, int64_t after_index,
                int64_t row_count, Arena *arena, Batch *batch, Error *error) {
    static const char *const codes[] = {"payable", "look", "not"};
    BatchHeadRow head;
    BatchItemRows items;
    if (row_count < 1 || row_count > PAGE_ROWS_MAX) row_count = PAGE_ROWS_MAX;
    if (!batch_load(tx, actor, number, arena, &head, error) ||
        !batch_summary(tx, &head, arena, batch, error)) {
        return false;
    }
    batch->column = column == BATCH_FIRST ? first_column(batch) : column;
    BatchRowsIn in = {.batch_id = head.id,
                      .result = str_from_c(codes[batch->column]),
                      .after_sequence = after_index,
                      .row_count = row_count};
    if (!batch_rows(tx, &in, arena, &items, error)) return false;
    batch->rows = NEW_ARRAY(arena, BatchRow, items.count);
    batch->row_count = items.count;
    for (size_t i = 0; i < items.count; i++) batch->rows[i] = row_from_item(&items.items[i]);
    return true;
}

bool batch_version(Tx *tx, Str number, Arena *arena, Str *pack_hash, Error *error) {
    BatchPackRow row;
    bool found;
    *pack_hash = (Str){0};
    if (!batch_pack_of(tx, &(BatchPackOfIn){number}, arena, &row, &found, error)) return false;
    if (found) *pack_hash = row.pack_hash;
    return true;
}

static bool known_account(Tx *tx, const BatchItemRow *item, Arena *arena, PayeeAccount *account,
                          Error *error) {
    Assessment subject = {.person_id = item->person_id.present ? item->person_id.value : 0,
                          .uscc = item->uscc};
    return payee_known_account(tx, &subject, arena, account, error);
}

bool batch_rows_own(Tx *tx, const Actor *actor, Arena *arena, Batches *batches, Error *error) {
    const Scope *scope = &actor->scope;
    BatchItemRows items;
    if (!batch_rows_of(tx,
                       &(BatchRowsOfIn){.person_id = {scope->person_id != 0, scope->person_id},
                                        .uscc = scope->uscc},
                       arena, &items, error)) {
        return false;
    }
    *batches = (Batches){.items = NEW_ARRAY(arena, Batch, items.count)};
    for (size_t i = 0; i < items.count; i++) {
        BatchHeadRow head;
        Batch *batch = &batches->items[batches->count++];
        if (!batch_get(tx, &(BatchGetIn){.id = items.items[i].batch_id}, arena, &head, error)) {
            return false;
        }
        *batch = (Batch){.number = head.number,
                         .policy_number = (int)head.policy_number,
                         .policy_title = head.policy_title,
                         .division_code = head.division_code,
                         .snapshot_on = head.snapshot_on,
                         .state = head.state,
                         .rows = NEW(arena, BatchRow),
                         .row_count = 1};
        *batch->rows = row_from_item(&items.items[i]);
        if (!known_account(tx, &items.items[i], arena, &batch->rows->account, error)) return false;
    }
    return true;
}

// ---- Whose row it is ----

bool batch_row_is_own(Tx *tx, int64_t account_id, const BatchItemRow *item, Arena *arena,
                      bool *is_own, Error *error) {
    int64_t person_id = item->person_id.present ? item->person_id.value : 0;
    Stake stake;
    if (!stake_of(tx, account_id, person_id, item->uscc, arena, &stake, error)) return false;
    *is_own = stake != STAKE_NONE;
    return true;
}

// ---- Answering for a department ----

// The row that the actor's department is asked about, with its batch.
static bool load_asked(Tx *tx, const Actor *actor, Str case_number, Arena *arena,
                       BatchHeadRow *head, BatchItemRow *item, Error *error) {
    FactRequests requests;
    bool found;
    if (!fact_requests_find(tx, actor, case_number, arena, &requests, error) ||
        !batch_case(tx, &(BatchCaseIn){case_number}, arena, item, &found, error)) {
        return false;
    }
    if (!found) return error_set(error, ERROR_NOT_FOUND, "没有 %.*s", STR_ARG(case_number));
    if (!batch_get(tx, &(BatchGetIn){item->batch_id}, arena, head, error)) return false;
    if (str_equal(head->state, STR("reviewing"))) return true;
    error_set(error, ERROR_CONFLICT, "批次 %.*s 已经回滚，或者还没有比对完", STR_ARG(head->number));
    error_detail(error, "不用再提供；重新比对的批次会再要");
    return error_code(error, "WRONG_STATE");
}

static bool check_answerer(Tx *tx, const Actor *actor, const BatchItemRow *item, Arena *arena,
                           Error *error) {
    bool is_own;
    return batch_row_is_own(tx, actor->account_id, item, arena, &is_own, error) &&
           (!is_own || stake_refuse("不能为自己，或者自己替它办事的单位提供数据", BATCH_OWN_CODE,
                                    error));
}

bool batch_answers(Tx *tx, const BatchItemRow *item, Str department_json, Arena *arena,
                   Str *answers, Error *error) {
    FactRequests requests;
    *answers = (Str){0};
    if (str_is_absent(item->case_number)) return true;
    if (!fact_requests_of(tx, item->case_number, arena, &requests, error)) return false;
    *answers = fact_requests_statement(arena, &requests);
    return str_is_absent(department_json) ||
           statement_merge(arena, *answers, department_json, answers, error);
}

static bool decide_again(Tx *tx, const CaseContext *context, const BatchHeadRow *head,
                         const BatchItemRow *item, Str answers, Arena *arena,
                         BatchInsertRowIn *row, Error *error) {
    StakeRows stakes;
    Assessments one = {.items = NEW(arena, Assessment), .count = 1};
    BatchInsertRowIn *rows;
    AssessmentIn query = {.pack = context->pack,
                          .policy_number = (int)head->policy_number,
                          .subject_key = item->subject_key,
                          .department_json = answers,
                          .on = head->snapshot_on};
    BatchDecide decide = {context->pack, &stakes, head->snapshot_on};
    if (!stake_list(tx, &(StakeListIn){head->created_by}, arena, &stakes, error) ||
        !assess_subject(tx, &query, arena, one.items, error) ||
        !batch_decide(tx, &decide, &one, arena, &rows, error)) {
        return false;
    }
    *row = rows[0];
    return true;
}

static bool keep_decided(Tx *tx, const Actor *actor, const BatchHeadRow *head,
                         BatchItemRow *item, const BatchInsertRowIn *row, Error *error) {
    BatchRowDecideIn in = {.batch_id = item->batch_id, .sequence = item->sequence,
                           .result = row->result, .amount_fen = row->amount_fen,
                           .codes = row->codes, .sentences = row->sentences,
                           .awaits = row->awaits};
    Str before = item->result;
    item->result = row->result;
    item->amount_fen = row->amount_fen;
    item->codes = row->codes;
    item->sentences = row->sentences;
    item->awaits = row->awaits;
    return batch_row_decide(tx, &in, NULL, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("batch.state_fact"),
                                     .object_kind = STR("batch"),
                                     .object_number = item->case_number,
                                     .division_code = head->division_code,
                                     .before = before,
                                     .after = row->result},
                       error);
}

bool batch_state_facts(Tx *tx, const Actor *actor, const CaseContext *context, Str case_number,
                       Str department_json, Arena *arena, BatchRow *row, Error *error) {
    BatchHeadRow head;
    BatchItemRow item;
    BatchInsertRowIn decided;
    Str answers;
    if (!load_asked(tx, actor, case_number, arena, &head, &item, error)) return false;
    const Policy *policy = pack_policy(context->pack, (int)head.policy_number);
    if (!statement_check(context->pack, policy, actor, department_json, arena, error) ||
        !check_answerer(tx, actor, &item, arena, error) ||
        !batch_answers(tx, &item, department_json, arena, &answers, error) ||
        !decide_again(tx, context, &head, &item, answers, arena, &decided, error) ||
        !fact_requests_answer(tx, actor, case_number, department_json, arena, error) ||
        !keep_decided(tx, actor, &head, &item, &decided, error)) {
        return false;
    }
    *row = row_from_item(&item);
    return true;
}
