// SPDX-License-Identifier: Apache-2.0
#include "casework/evidence.sql.h"

#include "access/audit.h"
#include "base/bundle.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "base/xlsx.h"
#include "casework/claim_core.h"

#include <string.h>

// What is taken. The first bytes decide, not the client's word nor the name; a workbook must open.
typedef struct FileKind {
    const char *content_type;
    const char *ending, *other_ending; // of its name; NULL = one alone
    const char *magic;
    size_t length;
} FileKind;

static const FileKind kinds[] = {
    {"application/pdf", ".pdf", NULL, "%PDF-", 5},
    {"image/png", ".png", NULL, "\x89PNG\r\n\x1a\n", 8},
    {"image/jpeg", ".jpg", ".jpeg", "\xff\xd8\xff", 3},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", NULL,
     "PK\x03\x04", 4},
};
#define WORKBOOK (&kinds[3])

static bool is_workbook(Str content) {
    Arena arena = {0};
    Error ignored;
    XlsxReader *reader;
    bool is_open = xlsx_open(&arena, content, &reader, &ignored);
    if (is_open) xlsx_close(reader);
    arena_release(&arena);
    return is_open;
}

static const FileKind *kind_of(Str content) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        Str magic = {kinds[i].magic, kinds[i].length};
        if (!str_starts_with(content, magic)) continue;
        return &kinds[i] != WORKBOOK || is_workbook(content) ? &kinds[i] : NULL;
    }
    return NULL;
}

static bool ends_in(Str name, const char *ending) {
    if (!ending || name.length < strlen(ending)) return false;
    Str tail = str_slice(name, name.length - strlen(ending), name.length);
    return strncasecmp(tail.data, ending, tail.length) == 0;
}

// A name that opens with the right program wherever it is saved: Windows takes some letters in
// none, and would not unpack the archive of a claim.
static Str name_of(Arena *arena, Str name, const FileKind *kind) {
    StrBuilder kept;
    str_builder_init(&kept, arena, 0);
    for (size_t i = 0; i < name.length; i++) {
        if (!memchr("<>\"|?*", name.data[i], 6)) str_put_char(&kept, name.data[i]);
    }
    Str plain = bundle_name(arena, str_built(&kept));
    if (ends_in(plain, kind->ending) || ends_in(plain, kind->other_ending)) return plain;
    return str_format(arena, "%.*s%s", STR_ARG(plain), kind->ending);
}

// What was reviewed on is what stays on file.
static bool is_before_review(Str state) {
    return str_equal(state, claim_state_code(CLAIM_SUBMITTED)) ||
           str_equal(state, claim_state_code(CLAIM_CORRECTION)) ||
           str_equal(state, claim_state_code(CLAIM_ACCEPTED));
}

static bool check_file(Str name, Str content, const FileKind **kind, Error *error) {
    Str shown = utf8_head(name, BUNDLE_NAME_BYTES_MAX);
    *kind = kind_of(content);
    if (!*kind) {
        error_set(error, ERROR_INVALID, "“%.*s”不是PDF、PNG、JPEG或xlsx文件", STR_ARG(shown));
        return error_detail(error, "请拍照或扫描成图片，或者导出成PDF再上传");
    }
    if (content.length > EVIDENCE_BYTES_MAX) {
        error_set(error, ERROR_LIMIT, "“%.*s”太大，最大%zu兆字节", STR_ARG(shown),
                  EVIDENCE_BYTES_MAX >> 20);
        return error_detail(error, "请压缩后再上传");
    }
    return true;
}

bool evidence_check(Str name, Str content, Str *content_type, Error *error) {
    const FileKind *kind;
    if (!check_file(name, content, &kind, error)) return false;
    *content_type = str_from_c(kind->content_type);
    return true;
}

static const EvidenceRow *find_same(const EvidenceRows *files, Str hash) {
    for (size_t i = 0; i < files->count; i++) {
        if (str_equal(files->items[i].sha256, hash)) return &files->items[i];
    }
    return NULL;
}

static bool refuse_same(const ClaimRow *row, int64_t index, Error *error) {
    error_set(error, ERROR_CONFLICT, "这份文件已经交过，是申请 %.*s 的第%lld份材料",
              STR_ARG(row->number), (long long)index);
    return error_code(error, "SAME_FILE");
}

// The file of the claim with these bytes, which `*is_new` says was kept just now.
static bool keep(Tx *tx, const Actor *actor, const ClaimRow *row, const EvidenceNew *file,
                 Arena *arena, int64_t *index, bool *is_new, Error *error) {
    const FileKind *kind;
    EvidenceRows files;
    Str hash = digest_sha256(arena, file->content);
    if (!check_file(file->name, file->content, &kind, error) ||
        !evidence_list(tx, &(EvidenceListIn){.application_id = row->id}, arena, &files, error)) {
        return false;
    }
    const EvidenceRow *same = find_same(&files, hash);
    *is_new = !same;
    *index = same ? same->sequence : (int64_t)files.count + 1;
    if (same) return true;
    if (files.count >= EVIDENCE_COUNT_MAX) {
        return error_set(error, ERROR_LIMIT, "一件申请最多%d份材料", EVIDENCE_COUNT_MAX);
    }
    return evidence_insert(tx,
                           &(EvidenceInsertIn){.application_id = row->id,
                                               .sequence = *index,
                                               .name = name_of(arena, file->name, kind),
                                               .content_type = str_from_c(kind->content_type),
                                               .size = (int64_t)file->content.length,
                                               .sha256 = hash,
                                               .content = file->content,
                                               .added_by = actor->account_id,
                                               .added_on = actor->today},
                           NULL, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("evidence.add"),
                                     .object_kind = STR("application"),
                                     .object_number = row->number,
                                     .division_code = row->division_code,
                                     .after = hash},
                       error);
}

bool evidence_keep(Tx *tx, const Actor *actor, const ClaimRow *row, const EvidenceNew *file,
                   Arena *arena, int64_t *index, Error *error) {
    bool is_new;
    return keep(tx, actor, row, file, arena, index, &is_new, error);
}

bool evidence_add(Tx *tx, const Actor *actor, Str number, Str name, Str content, Arena *arena,
                  Error *error) {
    const FileKind *kind;
    ClaimRow row;
    int64_t index;
    bool is_new;
    if (!check_file(name, content, &kind, error) ||
        !claim_load(tx, actor, number, arena, &row, error)) {
        return false;
    }
    if (!is_before_review(row.state)) {
        error_set(error, ERROR_CONFLICT, "申请 %.*s 已经复核或办结，不再收材料", STR_ARG(number));
        error_detail(error, "要补充情况，请联系经办窗口");
        return error_code(error, "WRONG_STATE");
    }
    EvidenceNew file = {name, content};
    return keep(tx, actor, &row, &file, arena, &index, &is_new, error) &&
           (is_new || refuse_same(&row, index, error));
}

bool evidence_is_hidden(const Actor *actor, bool is_secret) {
    return is_secret && (actor->scope.person_id != 0 || !str_is_absent(actor->scope.uscc));
}

// Whether the claim has this file for this actor.
static bool find_shown(Tx *tx, const Actor *actor, int64_t claim_id, int64_t index, Arena *arena,
                       bool *is_shown, Error *error) {
    EvidenceRows files;
    *is_shown = false;
    if (!evidence_list(tx, &(EvidenceListIn){.application_id = claim_id}, arena, &files, error)) {
        return false;
    }
    for (size_t i = 0; i < files.count; i++) {
        const EvidenceRow *file = &files.items[i];
        if (file->sequence == index) *is_shown = !evidence_is_hidden(actor, file->is_secret);
    }
    return true;
}

bool evidence_read(Tx *tx, const Actor *actor, Str number, int64_t index, Arena *arena,
                   Str *content_type, Str *name, Str *content, Error *error) {
    ClaimRow row;
    EvidenceContentRow file;
    bool found, is_shown;
    if (!claim_load(tx, actor, number, arena, &row, error) ||
        !find_shown(tx, actor, row.id, index, arena, &is_shown, error) ||
        !evidence_content(tx,
                          &(EvidenceContentIn){.application_id = row.id, .sequence = index}, arena,
                          &file, &found, error)) {
        return false;
    }
    if (!found || !is_shown) {
        return error_set(error, ERROR_NOT_FOUND, "申请 %.*s 没有第%lld份材料", STR_ARG(number),
                         (long long)index);
    }
    if (!str_equal(digest_sha256(arena, file.content), file.sha256)) {
        error_set(error, ERROR_CONFLICT, "申请 %.*s 的第%lld份材料和收到时不一样了",
                  STR_ARG(number), (long long)index);
        error_detail(error, "不要使用；请先核验数据（jiuye verify）");
        return error_code(error, "EVIDENCE_DAMAGED");
    }
    *content_type = file.content_type;
    *name = file.name;
    *content = file.content;
    return true;
}

// ---- Proof ----

bool evidence_prove(Tx *tx, Arena *arena, EvidenceProof *proof, Error *error) {
    Arena piece = {0};
    EvidenceProofRows rows = {0};
    EvidencePageIn next = {.row_count = 1}; // they are large
    bool is_read;
    *proof = (EvidenceProof){0};
    do {
        arena_reset(&piece);
        is_read = evidence_page(tx, &next, &piece, &rows, error);
        if (!is_read || rows.count == 0) break;
        const EvidenceProofRow *row = &rows.items[0];
        bool holds = (int64_t)row->content.length == row->size &&
                     str_equal(digest_sha256(&piece, row->content), row->sha256);
        if (!holds && proof->faults++ == 0) {
            proof->first_fault = str_format(arena, "申请 %.*s 的第%lld份材料：内容与校验值不符",
                                            STR_ARG(row->claim_number), (long long)row->sequence);
        }
        proof->files++;
        next.after_application = row->application_id;
        next.after_sequence = row->sequence;
    } while (true);
    arena_release(&piece);
    return is_read;
}
