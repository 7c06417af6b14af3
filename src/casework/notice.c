// SPDX-License-Identifier: Apache-2.0
#include "casework/notice.h"

#include "access/audit.h"
#include "casework/claim_core.h"
#include "casework/notice.sql.h"
#include "registry/mask.h"

#define CLEAR_ROUNDS_MAX 20 // of 500 claims each, in one transaction

// ---- Opening ----

// As the version says that decided the claim; when that was not kept, the one in effect.
static int notice_workdays_of(const CaseContext *context, const ClaimRow *row) {
    if (row->notice_workdays.present) return (int)row->notice_workdays.value;
    const Policy *policy = pack_policy(context->pack, (int)row->policy_number);
    for (size_t i = 0; policy && i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        if (str_equal(measure->key, row->measure)) return measure->notice_workdays;
    }
    return 0;
}

static Str mask_key(Arena *arena, const ClaimRow *row) {
    return str_is_absent(row->uscc) ? mask_id_number_public(arena, row->payee_key) : row->payee_key;
}

static Str mask_applicant(Arena *arena, const ClaimRow *row) {
    return str_is_absent(row->uscc) ? mask_name(arena, row->applicant_name) : row->applicant_name;
}

static bool show_claim(Tx *tx, const Actor *actor, const CaseContext *context, int64_t notice_id,
                       const Notice *notice, ClaimRow *row, Arena *arena, Error *error) {
    Str until = date_to_chinese(arena, notice->closes_on);
    ClaimMove move = {.action = CLAIM_OPEN_NOTICE,
                      .message = str_format(arena, "正在公示，%.*s止", STR_ARG(until))};
    NoticeItem *item = &notice->items[notice->item_count];
    *item = (NoticeItem){.masked_name = mask_applicant(arena, row),
                         .masked_key = mask_key(arena, row),
                         .amount_fen = row->amount_fen,
                         .claim_number = row->number,
                         .index = (int64_t)notice->item_count + 1};
    return claim_move(tx, actor, context, row, &move, arena, error) &&
           claim_set_notice(tx,
                            &(ClaimSetNoticeIn){.id = row->id,
                                                .opens_on = notice->opens_on,
                                                .closes_on = notice->closes_on},
                            NULL, error) &&
           notice_insert_item(tx,
                              &(NoticeInsertItemIn){.notice_id = notice_id,
                                                    .sequence = item->index,
                                                    .application_id = row->id,
                                                    .masked_name = item->masked_name,
                                                    .masked_key = item->masked_key,
                                                    .amount_fen = item->amount_fen},
                              NULL, error);
}

// Claims of measures that need no notice are cleared here and now.
static bool clear_without_notice(Tx *tx, const Actor *actor, const CaseContext *context,
                                 ClaimRow *rows, size_t count, Arena *arena, Error *error) {
    for (size_t i = 0; i < count; i++) {
        if (!claim_move(tx, actor, context, &rows[i], &(ClaimMove){.action = CLAIM_CLOSE_NOTICE},
                        arena, error)) {
            return false;
        }
    }
    return true;
}

static bool make_notice(Tx *tx, const Actor *actor, const ClaimRow *first, int workdays,
                        const CaseContext *context, Arena *arena, int64_t *id, Notice *notice,
                        Error *error) {
    int64_t n;
    Str series = str_format(arena, "GS-%lld", (long long)date_to_civil(actor->today).year);
    if (!store_next_number(tx, series, &n, error)) return false;
    notice->number = str_format(arena, "%.*s-%05lld", STR_ARG(series), (long long)n);
    notice->policy_number = (int)first->policy_number;
    notice->policy_title = first->policy_title;
    notice->measure_name = first->measure_name;
    notice->division_code = first->division_code;
    notice->opens_on = actor->today;
    notice->closes_on = workday_add(context->calendar, actor->today, workdays);
    notice->is_open = true;
    NoticeIdRow row;
    if (!notice_insert(tx,
                       &(NoticeInsertIn){.number = notice->number,
                                         .policy_number = notice->policy_number,
                                         .policy_title = notice->policy_title,
                                         .measure = first->measure,
                                         .measure_name = notice->measure_name,
                                         .division_code = notice->division_code,
                                         .opens_on = notice->opens_on,
                                         .closes_on = notice->closes_on,
                                         .opened_by = actor->account_id},
                       arena, &row, error)) {
        return false;
    }
    *id = row.id;
    return true;
}

bool notice_open(Tx *tx, const Actor *actor, const CaseContext *context, int policy_number,
                 Str division_code, Arena *arena, Notice *notice, Error *error) {
    ClaimRows rows;
    *notice = (Notice){0};
    if (!scope_covers(&actor->scope, division_code)) {
        return error_set(error, ERROR_NOT_FOUND, "%.*s 不在你能办的范围里", STR_ARG(division_code));
    }
    if (!claim_to_notice(tx,
                         &(ClaimToNoticeIn){.policy_number = policy_number,
                                            .division_code = division_code},
                         arena, &rows, error)) {
        return false;
    }
    if (rows.count == 0) {
        error_set(error, ERROR_NOT_FOUND, "没有已复核、等待公示的申请");
        return error_detail(error, "请先复核");
    }
    // One notice speaks of one measure for so many days: the rows are sorted by both, the rest
    // waits for the next.
    size_t count = 1;
    int workdays = notice_workdays_of(context, &rows.items[0]);
    while (count < rows.count && str_equal(rows.items[count].measure, rows.items[0].measure) &&
           notice_workdays_of(context, &rows.items[count]) == workdays) {
        count++;
    }
    if (workdays == 0) {
        return clear_without_notice(tx, actor, context, rows.items, count, arena, error);
    }
    int64_t id;
    if (!make_notice(tx, actor, &rows.items[0], workdays, context, arena, &id, notice, error)) {
        return false;
    }
    notice->items = NEW_ARRAY(arena, NoticeItem, count);
    for (; notice->item_count < count; notice->item_count++) {
        if (!show_claim(tx, actor, context, id, notice, &rows.items[notice->item_count], arena,
                        error)) {
            return false;
        }
    }
    return audit_write(tx, actor,
                       &(AuditEntry){.action = STR("notice.open"),
                                     .object_kind = STR("notice"),
                                     .object_number = notice->number,
                                     .division_code = notice->division_code},
                       error);
}

bool notice_close_due(Tx *tx, const Actor *actor, const CaseContext *context, Arena *arena,
                      int64_t *cleared, Error *error) {
    Str prefix = actor->scope.division_prefix;
    *cleared = 0;
    if (!notice_close_past(tx, &(NoticeClosePastIn){actor->today, prefix}, NULL, error)) {
        return false;
    }
    for (int round = 0; round < CLEAR_ROUNDS_MAX; round++) {
        ClaimToClearRows rows;
        if (!claim_to_clear(tx, &(ClaimToClearIn){actor->today, prefix}, arena, &rows, error)) {
            return false;
        }
        if (rows.count == 0) return true;
        for (size_t i = 0; i < rows.count; i++) {
            ClaimRow row;
            if (!claim_by_id(tx, &(ClaimByIdIn){.id = rows.items[i].id}, arena, &row, error) ||
                !claim_move(tx, actor, context, &row,
                            &(ClaimMove){.action = CLAIM_CLOSE_NOTICE}, arena, error)) {
                return false;
            }
            ++*cleared;
        }
    }
    return true;
}

// ---- Reading ----

static Notice notice_from_row(const NoticeRow *row) {
    return (Notice){.number = row->number,
                    .policy_number = (int)row->policy_number,
                    .policy_title = row->policy_title,
                    .measure_name = row->measure_name,
                    .division_code = row->division_code,
                    .opens_on = row->opens_on,
                    .closes_on = row->closes_on,
                    .is_open = row->is_open,
                    .item_count = (size_t)row->item_count};
}

bool notice_list(Tx *tx, int64_t row_count, Arena *arena, Notices *notices, Error *error) {
    NoticeRows rows;
    if (!notice_board(tx, &(NoticeBoardIn){.row_count = row_count}, arena, &rows, error)) {
        return false;
    }
    *notices = (Notices){.items = NEW_ARRAY(arena, Notice, rows.count), .count = rows.count};
    for (size_t i = 0; i < rows.count; i++) notices->items[i] = notice_from_row(&rows.items[i]);
    return true;
}

static bool load_notice(Tx *tx, Str number, Arena *arena, NoticeRow *row, Error *error) {
    bool found;
    if (!notice_by_number(tx, &(NoticeByNumberIn){.number = number}, arena, row, &found, error)) {
        return false;
    }
    return found || error_set(error, ERROR_NOT_FOUND, "没有公示 %.*s", STR_ARG(number));
}

bool notice_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Notice *notice,
                 Error *error) {
    NoticeRow row;
    NoticeItemRows items;
    if (!load_notice(tx, number, arena, &row, error) ||
        !notice_items(tx, &(NoticeItemsIn){.notice_id = row.id}, arena, &items, error)) {
        return false;
    }
    bool shows_numbers = actor->account_id != 0 && role_has(actor->role, PERMISSION_CASE_READ) &&
                         scope_covers(&actor->scope, row.division_code);
    *notice = notice_from_row(&row);
    notice->items = NEW_ARRAY(arena, NoticeItem, items.count);
    notice->item_count = items.count;
    for (size_t i = 0; i < items.count; i++) {
        const NoticeItemRow *item = &items.items[i];
        notice->items[i] = (NoticeItem){.masked_name = item->masked_name,
                                        .masked_key = item->masked_key,
                                        .amount_fen = item->amount_fen,
                                        .claim_number = shows_numbers ? item->claim_number
                                                                      : (Str){0},
                                        .index = item->sequence,
                                        .is_held = item->held_count > 0};
    }
    return true;
}
