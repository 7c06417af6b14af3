// SPDX-License-Identifier: Apache-2.0
#include "casework/evidence.sql.h"

#include "access/audit.h"
#include "base/digest.h"
#include "casework/claim_core.h"

// What a browser shows without running anything. The first bytes decide, not the client's word.
typedef struct FileKind {
    const char *content_type;
    const char *magic;
    size_t length;
} FileKind;

static const FileKind kinds[] = {
    {"application/pdf", "%PDF-", 5},
    {"image/png", "\x89PNG\r\n\x1a\n", 8},
    {"image/jpeg", "\xff\xd8\xff", 3},
};

bool evidence_check(Str name, Str content, Str *content_type, Error *error) {
    if (content.length > EVIDENCE_BYTES_MAX) {
        error_set(error, ERROR_LIMIT, "“%.*s”太大，最大%zu兆字节", STR_ARG(name),
                  EVIDENCE_BYTES_MAX >> 20);
        return error_detail(error, "请压缩后再上传");
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        Str magic = {kinds[i].magic, kinds[i].length};
        *content_type = str_from_c(kinds[i].content_type);
        if (str_starts_with(content, magic)) return true;
    }
    error_set(error, ERROR_INVALID, "“%.*s”不是PDF、PNG或JPEG文件", STR_ARG(name));
    return error_detail(error, "请拍照或扫描成图片，或者导出成PDF再上传");
}

// What was reviewed on is what stays on file.
static bool is_before_review(Str state) {
    return str_equal(state, claim_state_code(CLAIM_SUBMITTED)) ||
           str_equal(state, claim_state_code(CLAIM_CORRECTION)) ||
           str_equal(state, claim_state_code(CLAIM_ACCEPTED));
}

bool evidence_add(Tx *tx, const Actor *actor, Str number, Str name, Str content_type, Str content,
                  Arena *arena, Error *error) {
    (void)content_type;
    Str kind;
    ClaimRow row;
    EvidenceRows files;
    if (!evidence_check(name, content, &kind, error) ||
        !claim_load(tx, actor, number, arena, &row, error) ||
        !evidence_list(tx, &(EvidenceListIn){.application_id = row.id}, arena, &files, error)) {
        return false;
    }
    if (!is_before_review(row.state)) {
        error_set(error, ERROR_CONFLICT, "申请 %.*s 已经复核或办结，不再收材料", STR_ARG(number));
        error_detail(error, "要补充情况，请联系经办窗口");
        return error_code(error, "WRONG_STATE");
    }
    if (files.count >= EVIDENCE_COUNT_MAX) {
        return error_set(error, ERROR_LIMIT, "一件申请最多%d份材料", EVIDENCE_COUNT_MAX);
    }
    Str hash = digest_sha256(arena, content);
    return evidence_insert(tx,
                           &(EvidenceInsertIn){.application_id = row.id,
                                               .sequence = (int64_t)files.count + 1,
                                               .name = name,
                                               .content_type = kind,
                                               .size = (int64_t)content.length,
                                               .sha256 = hash,
                                               .content = content,
                                               .added_by = actor->account_id,
                                               .added_on = actor->today},
                           NULL, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("evidence.add"),
                                     .object_kind = STR("application"),
                                     .object_number = number,
                                     .division_code = row.division_code,
                                     .after = hash},
                       error);
}

bool evidence_read(Tx *tx, const Actor *actor, Str number, int64_t index, Arena *arena,
                   Str *content_type, Str *name, Str *content, Error *error) {
    ClaimRow row;
    EvidenceContentRow file;
    bool found;
    if (!claim_load(tx, actor, number, arena, &row, error) ||
        !evidence_content(tx,
                          &(EvidenceContentIn){.application_id = row.id, .sequence = index}, arena,
                          &file, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set(error, ERROR_NOT_FOUND, "申请 %.*s 没有第%lld份材料", STR_ARG(number),
                         (long long)index);
    }
    *content_type = file.content_type;
    *name = file.name;
    *content = file.content;
    return true;
}
