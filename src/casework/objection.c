// SPDX-License-Identifier: Apache-2.0
#include "access/audit.h"
#include "casework/claim_core.h"
#include "casework/notice.h"
#include "casework/notice.sql.h"
#include "registry/validate.h"

#define OBJECTOR_NAME_BYTES_MAX 100

static bool check_objection(Str objector_name, Str phone, Str text, Error *error) {
    if (str_is_empty(str_trim(objector_name)) || objector_name.length > OBJECTOR_NAME_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "请写下你的姓名");
        return error_detail(error, "实名提出，核查后答复你；姓名不会公开");
    }
    Check check = phone_check(phone);
    if (check.verdict == VERDICT_WRONG) {
        return error_set(error, ERROR_INVALID, "联系电话不对：%s", check.sentence);
    }
    if (str_is_empty(str_trim(text))) {
        return error_set(error, ERROR_INVALID, "请写明有什么异议");
    }
    if (text.length > OBJECTION_TEXT_BYTES_MAX) {
        return error_set(error, ERROR_LIMIT, "异议太长，最多%d个字节", OBJECTION_TEXT_BYTES_MAX);
    }
    return true;
}

static bool find_item(Tx *tx, int64_t notice_id, int64_t index, Arena *arena, NoticeItemRow *item,
                      Error *error) {
    NoticeItemRows items;
    if (!notice_items(tx, &(NoticeItemsIn){.notice_id = notice_id}, arena, &items, error)) {
        return false;
    }
    for (size_t i = 0; i < items.count; i++) {
        if (items.items[i].sequence == index) {
            *item = items.items[i];
            return true;
        }
    }
    return error_set(error, ERROR_NOT_FOUND, "公示里没有第%lld行", (long long)index);
}

static bool check_first(Tx *tx, const NoticeRow *notice, int64_t index, Str phone, Arena *arena,
                        Error *error) {
    ObjectionIdRow open;
    bool found;
    if (!objection_open_of(tx,
                           &(ObjectionOpenOfIn){.notice_id = notice->id,
                                                .item_sequence = index,
                                                .phone = phone},
                           arena, &open, &found, error)) {
        return false;
    }
    if (!found) return true;
    error_set(error, ERROR_CONFLICT, "你对这一条的异议正在核查");
    error_detail(error, "有新的情况，请等答复后再提出");
    return error_code(error, "ALREADY_OBJECTED");
}

static bool insert_objection(Tx *tx, const ObjectionInsertIn *in, Error *error) {
    if (objection_insert(tx, in, NULL, error)) return true;
    if (!str_equal(str_from_c(error->code), STR("RULE:objection_open_limit"))) return false;
    error_set(error, ERROR_CONFLICT, "这一条已经有%d件异议正在核查", OBJECTION_OPEN_MAX);
    error_detail(error, "核查答复以后可以再提出；也可以向经办窗口反映");
    return error_code(error, "OBJECTIONS_FULL");
}

bool objection_file(Tx *tx, const Actor *actor, Str notice_number, int64_t item_index,
                    Str objector_name, Str phone, Str text, Arena *arena, Error *error) {
    NoticeRow notice;
    NoticeItemRow item = {0};
    bool found;
    if (!check_objection(objector_name, phone, text, error) ||
        !notice_by_number(tx, &(NoticeByNumberIn){.number = notice_number}, arena, &notice, &found,
                          error)) {
        return false;
    }
    if (!found) return error_set(error, ERROR_NOT_FOUND, "没有公示 %.*s", STR_ARG(notice_number));
    if (!notice.is_open || actor->today > notice.closes_on) {
        error_set(error, ERROR_CONFLICT, "公示已经结束，不再受理异议");
        return error_detail(error, "可以向经办窗口反映，或者通过举报渠道提出");
    }
    return find_item(tx, notice.id, item_index, arena, &item, error) &&
           check_first(tx, &notice, item_index, phone, arena, error) &&
           insert_objection(tx,
                            &(ObjectionInsertIn){.notice_id = notice.id,
                                                 .item_sequence = item_index,
                                                 .application_id = item.application_id,
                                                 .objector_name = str_trim(objector_name),
                                                 .phone = phone,
                                                 .body = str_trim(text),
                                                 .filed_on = actor->today,
                                                 .division_code = notice.division_code},
                            error) &&
           claim_set_held(tx, &(ClaimSetHeldIn){.id = item.application_id, .change = 1}, NULL,
                          error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("objection.file"),
                                     .object_kind = STR("application"),
                                     .object_number = item.claim_number,
                                     .division_code = notice.division_code},
                       error);
}

bool objection_list(Tx *tx, const Actor *actor, Arena *arena, Objections *objections,
                    Error *error) {
    ObjectionRows rows;
    if (!actor->scope.sees_people) {
        return error_set(error, ERROR_FORBIDDEN, "这个角色看不到异议");
    }
    ObjectionPageIn in = {actor->scope.division_prefix, OBJECTION_ROWS_MAX};
    if (!objection_page(tx, &in, arena, &rows, error)) {
        return false;
    }
    *objections =
        (Objections){.items = NEW_ARRAY(arena, Objection, rows.count), .count = rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const ObjectionRow *row = &rows.items[i];
        objections->items[i] = (Objection){.id = row->id,
                                           .notice_number = row->notice_number,
                                           .item_index = row->item_sequence,
                                           .claim_number = row->claim_number,
                                           .objector_name = row->objector_name,
                                           .phone = row->phone,
                                           .text = row->body,
                                           .state = row->state,
                                           .answer = row->answer,
                                           .filed_on = row->filed_on};
    }
    return true;
}

static bool load_objection(Tx *tx, const Actor *actor, int64_t id, Arena *arena, ObjectionRow *row,
                           Error *error) {
    bool found;
    if (!objection_by_id(tx,
                         &(ObjectionByIdIn){.id = id, .prefix = actor->scope.division_prefix},
                         arena, row, &found, error)) {
        return false;
    }
    return found || error_set(error, ERROR_NOT_FOUND, "没有这条异议，或者不在你能办的范围里");
}

bool objection_answer(Tx *tx, const Actor *actor, const CaseContext *context, int64_t id,
                      bool is_upheld, Str answer, Arena *arena, Error *error) {
    ObjectionRow objection;
    ClaimRow claim;
    int64_t changed;
    if (str_is_empty(str_trim(answer)) || answer.length > OBJECTION_TEXT_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "请写明核查结果");
        return error_detail(error, "答复会告知提出异议的人，最多%d个字节", OBJECTION_TEXT_BYTES_MAX);
    }
    if (!load_objection(tx, actor, id, arena, &objection, error) ||
        !objection_answer_row(
            tx,
            &(ObjectionAnswerRowIn){.id = id,
                                    .state = is_upheld ? STR("upheld") : STR("dismissed"),
                                    .answer = str_trim(answer),
                                    .answered_by = actor->account_id,
                                    .answered_on = actor->today},
            &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, ERROR_CONFLICT, "这条异议已经答复过");
        return error_code(error, "ANSWERED");
    }
    if (!claim_set_held(tx, &(ClaimSetHeldIn){.id = objection.application_id, .change = -1}, NULL,
                        error) ||
        !claim_by_id(tx, &(ClaimByIdIn){.id = objection.application_id}, arena, &claim, error)) {
        return false;
    }
    bool must_refuse = is_upheld && str_equal(claim.state, claim_state_code(CLAIM_NOTICED));
    if (must_refuse && !claim_move(tx, actor, context, &claim,
                                   &(ClaimMove){.action = CLAIM_REFUSE, .note = str_trim(answer)},
                                   arena, error)) {
        return false;
    }
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("objection.answer"),
                                     .object_kind = STR("application"),
                                     .object_number = objection.claim_number,
                                     .division_code = claim.division_code,
                                     .after = is_upheld ? STR("upheld") : STR("dismissed")},
                       error);
}
