// SPDX-License-Identifier: Apache-2.0
#include "publish/draft_core.h"

#include "access/account.h"
#include "access/audit.h"
#include "publish/draft.sql.h"

typedef struct CodeRow {
    const char *code;
    const char *label;
} CodeRow;

static const CodeRow kinds[] = {
    [DRAFT_NEW] = {"new", "新增"},
    [DRAFT_EDIT] = {"edit", "修改"},
    [DRAFT_RENEWAL] = {"renewal", "延续"},
};
static const CodeRow states[] = {
    [DRAFT_DRAFT] = {"draft", "起草中"},         [DRAFT_SUBMITTED] = {"submitted", "待审批"},
    [DRAFT_PUBLISHED] = {"published", "已发布"}, [DRAFT_REJECTED] = {"rejected", "已退回"},
    [DRAFT_WITHDRAWN] = {"withdrawn", "已撤回"},
};

const char *draft_kind_label(DraftKind kind) { return kinds[kind].label; }

const char *draft_state_label(DraftState state) { return states[state].label; }

// The place of a code that the schema allows.
static int place_of(const CodeRow *rows, int count, Str code) {
    for (int i = 0; i < count; i++) {
        if (str_equal(code, str_from_c(rows[i].code))) return i;
    }
    return 0;
}
#define KIND_OF(code) ((DraftKind)place_of(kinds, sizeof kinds / sizeof *kinds, code))
#define STATE_OF(code) ((DraftState)place_of(states, sizeof states / sizeof *states, code))

static Draft draft_of(const DraftRow *row) {
    return (Draft){.id = row->id,
                   .number = row->number,
                   .kind = KIND_OF(row->kind),
                   .file_name = row->file_name,
                   .policy_number = (int)row->policy_number,
                   .title = row->title,
                   .base_content = row->base_content,
                   .content = row->content,
                   .revision = row->revision,
                   .state = STATE_OF(row->state),
                   .author_id = row->author_id,
                   .author_name = row->author_name,
                   .begun_on = row->begun_on,
                   .note = row->note,
                   .effective_on = row->effective_on,
                   .decided_name = row->decided_name,
                   .decided_on = row->decided_on,
                   .reason = row->reason,
                   .version_hash = row->version_hash};
}

bool draft_is_simulated(const Draft *draft) {
    return policy_kind_of_file(draft->file_name) != POLICY_INSPECTION;
}

// ---- Finding ----

bool draft_find(Tx *tx, Str number, Arena *arena, Draft *draft, Error *error) {
    DraftRow row;
    bool found;
    if (!draft_by_number(tx, &(DraftByNumberIn){number}, arena, &row, &found, error)) return false;
    if (!found) return error_set(error, ERROR_NOT_FOUND, "没有草稿 %.*s", STR_ARG(number));
    *draft = draft_of(&row);
    return true;
}

bool draft_find_id(Tx *tx, int64_t id, Arena *arena, Draft *draft, Error *error) {
    DraftRow row;
    bool found;
    if (!draft_by_id(tx, &(DraftByIdIn){id}, arena, &row, &found, error)) return false;
    if (!found) return error_set(error, ERROR_NOT_FOUND, "没有这个草稿");
    *draft = draft_of(&row);
    return true;
}

bool draft_list(Tx *tx, Arena *arena, Drafts *drafts, Error *error) {
    DraftListRows rows;
    *drafts = (Drafts){0};
    if (!draft_page(tx, &(DraftPageIn){INT64_MAX, DRAFT_LIST_ROWS}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        const DraftListRow *row = &rows.items[i];
        Draft draft = {.id = row->id,
                       .number = row->number,
                       .kind = KIND_OF(row->kind),
                       .file_name = row->file_name,
                       .policy_number = (int)row->policy_number,
                       .title = row->title,
                       .state = STATE_OF(row->state),
                       .author_name = row->author_name,
                       .begun_on = row->begun_on,
                       .effective_on = row->effective_on,
                       .decided_name = row->decided_name,
                       .decided_on = row->decided_on};
        PUSH(arena, drafts, draft);
    }
    return true;
}

// ---- The author ----

static bool write_audit(Tx *tx, const Actor *actor, Str action, const Draft *draft, Str after,
                        Error *error) {
    AuditEntry entry = {.action = action,
                        .object_kind = STR("policy_draft"),
                        .object_number = draft->number,
                        .after = after};
    return audit_write(tx, actor, &entry, error);
}

bool draft_begin(Tx *tx, const Actor *actor, const DraftBegin *in, Arena *arena, Draft *draft,
                 Error *error) {
    Str series = str_format(arena, "CG-%lld", (long long)date_to_civil(actor->today).year);
    int64_t n;
    if (!store_next_number(tx, series, &n, error)) return false;
    Str number = str_format(arena, "%.*s-%04lld", STR_ARG(series), (long long)n);
    DraftInsertIn row = {number,     str_from_c(kinds[in->kind].code),
                         in->file_name, in->policy_number,
                         in->title,  in->base_content,
                         in->content, actor->account_id,
                         actor->display_name, actor->today};
    return draft_insert(tx, &row, NULL, error) && draft_find(tx, number, arena, draft, error) &&
           write_audit(tx, actor, STR("policy.draft.begin"), draft, in->file_name, error);
}

static bool refuse_state(const Draft *draft, Error *error) {
    error_set(error, ERROR_CONFLICT, "草稿 %.*s %s，不能这样办", STR_ARG(draft->number),
              draft_state_label(draft->state));
    error_detail(error, "请刷新页面看它现在的状态");
    return error_code(error, "WRONG_STATE");
}

bool draft_check_author(const Actor *actor, const Draft *draft, Error *error) {
    if (actor->account_id == draft->author_id) return true;
    error_set(error, ERROR_FORBIDDEN, "草稿 %.*s 是%.*s起草的，只有起草人能改",
              STR_ARG(draft->number), STR_ARG(draft->author_name));
    return error_detail(error, "要改的请退回，写明原因");
}

// Browsers send \r\n; a file ends in one line end.
static Str content_normal(Arena *arena, Str content) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < content.length; i++) {
        bool is_pair = content.data[i] == '\r' && i + 1 < content.length &&
                       content.data[i + 1] == '\n';
        if (!is_pair) str_put_char(&out, content.data[i]);
    }
    if (out.count > 0 && out.items[out.count - 1] != '\n') str_put_char(&out, '\n');
    return str_built(&out);
}

// What the file says of itself; what it does not say stays.
static void head_read(Arena *arena, Str content, Draft *draft) {
    PackFile files[] = {
        {STR("pack.md"), STR("pack.md"), STR("---\nid: x\n---\n")},
        {draft->file_name, draft->file_name, content},
    };
    PackFiles list = {files, sizeof files / sizeof *files, 0};
    Diagnostics ignored = {.arena = arena};
    const Pack *pack = pack_load(arena, &list, &ignored);
    const Policy *policy = pack ? pack_policy_of_file(pack, draft->file_name) : NULL;
    if (!policy) return;
    if (policy->kind == POLICY_ITEM) draft->policy_number = policy->number;
    if (policy->title.length > 0) draft->title = policy->title;
}

bool draft_change(Tx *tx, const Actor *actor, const DraftChange *in, Arena *arena, Draft *draft,
                  Error *error) {
    int64_t affected;
    Str content = content_normal(arena, in->content);
    if (!draft_find(tx, in->number, arena, draft, error) ||
        !draft_check_author(actor, draft, error)) {
        return false;
    }
    if (draft->state != DRAFT_DRAFT && draft->state != DRAFT_REJECTED) {
        return refuse_state(draft, error);
    }
    head_read(arena, content, draft);
    DraftSetContentIn row = {draft->id, in->revision, content, draft->title, draft->policy_number};
    if (!draft_set_content(tx, &row, &affected, error)) return false;
    if (affected == 0) {
        error_set(error, ERROR_CONFLICT, "草稿 %.*s 在另一个窗口里改过了", STR_ARG(draft->number));
        error_detail(error, "请重新打开编辑页，再改一次");
        return error_code(error, "DRAFT_CHANGED");
    }
    Str revision = str_format(arena, "第%lld稿", (long long)in->revision + 1);
    return draft_find(tx, in->number, arena, draft, error) &&
           write_audit(tx, actor, STR("policy.draft.change"), draft, revision, error);
}

bool draft_withdraw(Tx *tx, const Actor *actor, Str number, Arena *arena, Error *error) {
    Draft draft;
    int64_t affected;
    if (!draft_find(tx, number, arena, &draft, error) ||
        !draft_check_author(actor, &draft, error) ||
        !draft_set_withdrawn(tx, &(DraftSetWithdrawnIn){draft.id}, &affected, error)) {
        return false;
    }
    if (affected == 0) return refuse_state(&draft, error);
    return write_audit(tx, actor, STR("policy.draft.withdraw"), &draft, (Str){0}, error);
}

// ---- The second person ----

static bool refuse_same(Error *error) {
    error_set(error, ERROR_CONFLICT, "起草人不能审批自己的草稿");
    error_detail(error, "请另一位有审批权限的同事办理");
    return error_code(error, "SAME_PERSON");
}

static bool check_another(Tx *tx, const Actor *actor, const Draft *draft, Arena *arena,
                          Error *error) {
    bool is_author;
    return account_is_same_person(tx, actor->account_id, draft->author_id, arena, &is_author,
                                  error) &&
           (!is_author || refuse_same(error));
}

bool draft_reject(Tx *tx, const Actor *actor, Str number, Str reason, Arena *arena,
                  Error *error) {
    Draft draft;
    int64_t affected;
    reason = str_trim(reason);
    if (reason.length == 0 || reason.length > DRAFT_REASON_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "退回要写原因，最多%d字", DRAFT_REASON_BYTES_MAX / 3);
        return error_detail(error, "说清哪里要改，起草人才改得对");
    }
    if (!draft_find(tx, number, arena, &draft, error) ||
        !check_another(tx, actor, &draft, arena, error)) {
        return false;
    }
    DraftSetRejectedIn row = {draft.id, actor->account_id, actor->display_name, actor->today,
                              reason};
    if (!draft_set_rejected(tx, &row, &affected, error)) return false;
    if (affected == 0) return refuse_state(&draft, error);
    return write_audit(tx, actor, STR("policy.draft.reject"), &draft, reason, error);
}

bool draft_mark_submitted(Tx *tx, const Actor *actor, const Draft *draft, const DraftSubmit *in,
                          Error *error) {
    int64_t affected;
    DraftSetSubmittedIn row = {draft->id, draft->revision, in->effective_on, in->note};
    if (!draft_set_submitted(tx, &row, &affected, error)) return false;
    if (affected == 0) return refuse_state(draft, error);
    return write_audit(tx, actor, STR("policy.draft.submit"), draft, in->note, error);
}

bool draft_mark_published(Tx *tx, const Actor *actor, const Draft *draft, Str version_hash,
                          Date effective_on, Arena *arena, Error *error) {
    int64_t affected;
    DraftSetPublishedIn row = {draft->id,    draft->revision, actor->account_id,
                               actor->display_name, actor->today, effective_on, version_hash};
    if (!check_another(tx, actor, draft, arena, error) ||
        !draft_set_published(tx, &row, &affected, error)) {
        return false;
    }
    if (affected == 0) return refuse_state(draft, error);
    return write_audit(tx, actor, STR("policy.draft.publish"), draft, version_hash, error);
}
