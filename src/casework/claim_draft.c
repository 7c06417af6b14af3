// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_draft.h"

#include "access/audit.h"
#include "casework/claim_draft.sql.h"

static bool has_owner(const Actor *actor) {
    return actor->scope.person_id != 0 || !str_is_absent(actor->scope.uscc);
}

// The same person or organisation by whatever account.
static Str owner_of(const Actor *actor, Arena *arena) {
    const Scope *scope = &actor->scope;
    if (!str_is_absent(scope->uscc)) return scope->uscc;
    return str_format(arena, "person:%lld", (long long)scope->person_id);
}

static bool check_owner(const Actor *actor, Error *error) {
    if (has_owner(actor)) return true;
    return error_set(error, ERROR_FORBIDDEN, "只有申请人自己有草稿");
}

static ClaimDraft draft_from_row(const ClaimDraftRow *row) {
    return (ClaimDraft){.number = row->number,
                        .policy_number = (int)row->policy_number,
                        .subject_key = row->subject_key,
                        .typed_json = row->typed_json,
                        .saved_on = row->saved_on,
                        .expires_on = row->expires_on};
}

bool claim_draft_list(Tx *tx, const Actor *actor, Arena *arena, ClaimDrafts *drafts,
                      Error *error) {
    ClaimDraftRows rows;
    *drafts = (ClaimDrafts){0};
    if (!has_owner(actor)) return true;
    if (!claim_draft_of(tx,
                        &(ClaimDraftOfIn){.owner = owner_of(actor, arena), .today = actor->today},
                        arena, &rows, error)) {
        return false;
    }
    *drafts = (ClaimDrafts){NEW_ARRAY(arena, ClaimDraft, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) drafts->items[i] = draft_from_row(&rows.items[i]);
    return true;
}

bool claim_draft_find(Tx *tx, const Actor *actor, int policy_number, Str subject_key, Arena *arena,
                      ClaimDraft *draft, bool *found, Error *error) {
    ClaimDraftRow row;
    *found = false;
    if (!has_owner(actor)) return true;
    if (!claim_draft_for(tx,
                         &(ClaimDraftForIn){.owner = owner_of(actor, arena),
                                            .policy_number = policy_number,
                                            .subject_key = subject_key,
                                            .today = actor->today},
                         arena, &row, found, error)) {
        return false;
    }
    if (*found) *draft = draft_from_row(&row);
    return true;
}

// ---- Writing ----

static bool audit(Tx *tx, const Actor *actor, Str action, Str number, Error *error) {
    return audit_write(tx, actor,
                       &(AuditEntry){.action = action,
                                     .object_kind = STR("claim_draft"),
                                     .object_number = number},
                       error);
}

static bool check_limits(Tx *tx, const Actor *actor, const ClaimDraft *in, Arena *arena,
                         Error *error) {
    ClaimDrafts drafts;
    ClaimDraft former;
    bool found;
    if (in->typed_json.length > DRAFT_BYTES_MAX) {
        error_set(error, ERROR_LIMIT, "填的内容太长，草稿最多%zu KB", DRAFT_BYTES_MAX / 1024);
        return error_code(error, "DRAFT_TOO_LARGE");
    }
    if (!claim_draft_find(tx, actor, in->policy_number, in->subject_key, arena, &former, &found,
                          error) ||
        !claim_draft_list(tx, actor, arena, &drafts, error)) {
        return false;
    }
    if (found || drafts.count < DRAFT_COUNT_MAX) return true;
    error_set(error, ERROR_LIMIT, "草稿最多存%d份", DRAFT_COUNT_MAX);
    error_detail(error, "请先删掉不用的草稿");
    return error_code(error, "TOO_MANY_DRAFTS");
}

static bool next_number(Tx *tx, const Actor *actor, Arena *arena, Str *number, Error *error) {
    Str series = str_format(arena, "CG-%lld", (long long)date_to_civil(actor->today).year);
    return store_public_number(tx, series, arena, number, error);
}

bool claim_draft_save(Tx *tx, const Actor *actor, const ClaimDraft *in, Arena *arena,
                      ClaimDraft *draft, Error *error) {
    const Scope *scope = &actor->scope;
    bool is_unit = !str_is_absent(scope->uscc);
    ClaimDraftNumberRow kept;
    *draft = *in;
    draft->saved_on = actor->today;
    draft->expires_on = actor->today + DRAFT_DAYS;
    if (!check_owner(actor, error) ||
        !claim_draft_remove_expired(tx, &(ClaimDraftRemoveExpiredIn){.today = actor->today}, NULL,
                                    error) ||
        !check_limits(tx, actor, in, arena, error) ||
        !next_number(tx, actor, arena, &draft->number, error) ||
        !claim_draft_put(tx,
                         &(ClaimDraftPutIn){.number = draft->number,
                                            .person_id = {!is_unit, scope->person_id},
                                            .uscc = scope->uscc,
                                            .owner = owner_of(actor, arena),
                                            .policy_number = in->policy_number,
                                            .subject_key = in->subject_key,
                                            .typed_json = in->typed_json,
                                            .saved_on = draft->saved_on,
                                            .expires_on = draft->expires_on},
                         arena, &kept, error)) {
        return false;
    }
    draft->number = kept.number;
    return audit(tx, actor, STR("claim_draft.save"), draft->number, error);
}

bool claim_draft_delete(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) {
    int64_t removed = 0;
    if (!check_owner(actor, error) ||
        !claim_draft_remove(
            tx, &(ClaimDraftRemoveIn){.owner = owner_of(actor, arena), .number = number}, &removed,
            error)) {
        return false;
    }
    if (removed == 0) {
        error_set(error, ERROR_NOT_FOUND, "没有草稿 %.*s，或者不是你的", STR_ARG(number));
        return error_detail(error, "可能已经提交、删除或者过期");
    }
    return audit(tx, actor, STR("claim_draft.delete"), number, error);
}

bool claim_draft_forget(Tx *tx, const Actor *actor, int policy_number, Str subject_key,
                        Arena *arena, Error *error) {
    if (!has_owner(actor)) return true;
    return claim_draft_remove_for(tx,
                                  &(ClaimDraftRemoveForIn){.owner = owner_of(actor, arena),
                                                           .policy_number = policy_number,
                                                           .subject_key = subject_key},
                                  NULL, error);
}
