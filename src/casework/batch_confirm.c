// SPDX-License-Identifier: Apache-2.0
// Rows of a batch become claims: each confirmed by whoever is paid, who names the account.
#include "casework/batch_core.h"
#include "casework/claim_make.h"
#include "casework/fact_request.h"

// ---- The row ----

static bool is_own_row(const Actor *actor, const BatchItemRow *item) {
    const Scope *scope = &actor->scope;
    if (!str_is_absent(item->uscc)) return str_equal(item->uscc, scope->uscc);
    return item->person_id.present && item->person_id.value == scope->person_id;
}

static bool load_own_row(Tx *tx, const Actor *actor, Str number, int64_t index, Arena *arena,
                         BatchHeadRow *head, BatchItemRow *item, Error *error) {
    bool found;
    if (!batch_number(tx, &(BatchNumberIn){.number = number}, arena, head, &found, error)) {
        return false;
    }
    if (found && !batch_row_at(tx, &(BatchRowAtIn){.batch_id = head->id, .sequence = index}, arena,
                               item, &found, error)) {
        return false;
    }
    if (!found || !is_own_row(actor, item)) {
        return error_set(error, ERROR_NOT_FOUND, "没有等你确认的这一条");
    }
    if (!str_equal(head->state, STR("reviewing")) || !str_equal(item->result, STR("payable"))) {
        error_set(error, ERROR_CONFLICT, "这一条现在不能确认");
        return error_detail(error, "请看这一条的说明，或者咨询经办窗口");
    }
    if (!str_is_absent(item->claim_number)) {
        error_set(error, ERROR_CONFLICT, "已经确认过，受理号 %.*s", STR_ARG(item->claim_number));
        return error_code(error, "ALREADY_CONFIRMED");
    }
    return true;
}

// Who had the batch matched has accepted its claims, and nobody accepts their own. The row was
// looked at then; whose account it was may have become known since.
static bool check_not_own(Tx *tx, const BatchHeadRow *head, const BatchItemRow *item, Arena *arena,
                          Error *error) {
    bool is_own;
    if (!batch_row_is_own(tx, head->created_by, item, arena, &is_own, error)) return false;
    if (!is_own) return true;
    error_set(error, ERROR_CONFLICT, "比对这个批次的工作人员就是领钱的人，或者替领钱的单位办事");
    error_detail(error, "请到窗口，由另一位工作人员办理");
    return error_code(error, BATCH_OWN_CODE);
}

// ---- Its decision ----

// On the day of the batch, by its version.
static bool decide(Tx *tx, const CaseContext *context, const BatchHeadRow *head,
                   const BatchItemRow *item, const BatchForeseen *foreseen, Arena *arena,
                   BatchForeseen *decided, Error *error) {
    AssessmentIn query = {.pack = context->pack,
                          .policy_number = (int)head->policy_number,
                          .subject_key = item->subject_key,
                          .on = head->snapshot_on};
    if (!batch_answers(tx, item, (Str){0}, arena, &query.department_json, error)) return false;
    bool is_of_them = foreseen && str_equal(foreseen->answers, query.department_json);
    query.foreseen = is_of_them ? &foreseen->assessment : NULL;
    decided->answers = query.department_json;
    return assess_subject(tx, &query, arena, &decided->assessment, error);
}

// ---- The claim ----

static bool make_claim(Tx *tx, const Actor *actor, const CaseContext *context,
                       const BatchHeadRow *head, const BatchConfirmation *in,
                       const Assessment *assessment, Arena *arena, ClaimRow *row, Error *error) {
    ClaimMake make = {.assessment = assessment,
                      .channel = STR("automatic"),
                      .accepted_by = head->created_by};
    BatchRowConfirmIn confirmed = {.batch_id = head->id, .sequence = in->index};
    int64_t changed;
    if (!claim_check_assessment(assessment, arena, error) ||
        !payee_settle(tx, assessment, &in->account, arena, &make.payee, error) ||
        !claim_make(tx, actor, context, &make, arena, row, error)) {
        return false;
    }
    confirmed.application_id = row->id;
    if (!batch_row_confirm(tx, &confirmed, &changed, error)) return false;
    return changed > 0 || error_set(error, ERROR_CONFLICT, "这一条刚刚被确认过");
}

bool batch_confirm(Tx *tx, const Actor *actor, const CaseContext *context,
                   const BatchConfirmation *in, Arena *arena, Claim *claim, Error *error) {
    BatchHeadRow head;
    BatchItemRow item;
    BatchForeseen decided;
    ClaimRow row;
    if (!load_own_row(tx, actor, in->number, in->index, arena, &head, &item, error) ||
        !check_not_own(tx, &head, &item, arena, error) ||
        !decide(tx, context, &head, &item, in->foreseen, arena, &decided, error) ||
        !make_claim(tx, actor, context, &head, in, &decided.assessment, arena, &row, error)) {
        return false;
    }
    bool was_asked = !str_is_absent(item.case_number);
    if (was_asked && !fact_requests_pass(tx, item.case_number, row.number, error)) return false;
    *claim = claim_from_row(&row);
    return true;
}

// ---- Decided ahead ----

bool batch_foresee(Tx *tx, const Actor *actor, const CaseContext *context,
                   const BatchConfirmation *in, Arena *arena, BatchForeseen *foreseen,
                   Error *error) {
    BatchHeadRow head;
    BatchItemRow item;
    ClaimMake make = {.assessment = &foreseen->assessment};
    return load_own_row(tx, actor, in->number, in->index, arena, &head, &item, error) &&
           decide(tx, context, &head, &item, NULL, arena, foreseen, error) &&
           payee_settle(tx, make.assessment, &in->account, arena, &make.payee, error) &&
           claim_seal_ahead(tx, actor, context->pack, &make, arena, error);
}

typedef struct Applying {
    const Actor *actor;
    const CaseContext *context;
    const BatchConfirmation *in;
    BatchForeseen foreseen;
    bool is_foreseen;
} Applying;

static bool foresee(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Applying *applying = in;
    return batch_foresee(tx, applying->actor, applying->context, applying->in, arena, out, error);
}

static bool write_foreseen(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Applying *applying = in;
    BatchConfirmation confirmation = *applying->in;
    if (applying->is_foreseen) confirmation.foreseen = &applying->foreseen;
    return batch_confirm(tx, applying->actor, applying->context, &confirmation, arena, out, error);
}

bool batch_apply(Store *store, const Actor *actor, const CaseContext *context,
                 const BatchConfirmation *in, Arena *arena, Claim *claim, Error *error) {
    Applying applying = {.actor = actor, .context = context, .in = in};
    StoreForesight foresight = {foresee, write_foreseen, &applying, &applying.foreseen,
                                &applying.is_foreseen};
    return store_write_foreseen(store, &foresight, claim, arena, error);
}
