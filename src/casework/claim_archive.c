// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_archive.h"

#include "access/audit.h"
#include "base/digest.h"
#include "casework/claim_archive_core.h"
#include "paper/pdf.h"

bool claim_archive_is_due(ClaimState state) {
    return str_is_absent(claim_deadlines[state].owed_by);
}

// ---- Finding ----

static bool check_reader(const Actor *actor, Error *error) {
    if (actor->account_id != 0 && role_has(actor->role, PERMISSION_CASE_READ)) return true;
    error_set(error, ERROR_FORBIDDEN, "案卷只给经办机构看");
    return error_detail(error, "自己的申请和文书在“我的申请”里");
}

static bool find(Tx *tx, const Actor *actor, Str number, Arena *arena, ClaimRow *claim,
                 Archives *parts, Error *error) {
    ArchiveRows rows;
    *parts = (Archives){0};
    if (!check_reader(actor, error) || !claim_load(tx, actor, number, arena, claim, error)) {
        return false;
    }
    // A claim that moved on since is to be archived anew.
    ArchivePartsIn in = {claim->id, claim->version};
    if (!archive_parts(tx, &in, arena, &rows, error)) return false;
    parts->items = NEW_ARRAY(arena, Archive, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        Archive *part = &parts->items[parts->count++];
        if (archive_from_row(&rows.items[i], claim->division_code, part)) continue;
        return error_set(error, ERROR_UNAVAILABLE, "案卷 %.*s 的签名算法无法识别",
                         STR_ARG(number));
    }
    return true;
}

static bool is_wordless(const Archives *parts) {
    return parts->items[0].anonymised_on != DATE_ABSENT;
}

static bool refuse_wordless(const Archive *archive, Arena *arena, Error *error) {
    Str on = date_to_chinese(arena, archive->anonymised_on);
    error_set(error, ERROR_CONFLICT, "案卷 %.*s 保存期满，已于%.*s匿名",
              STR_ARG(archive->claim_number), STR_ARG(on));
    error_detail(error, "只留每个包的校验值；手里有包的，比对它的 SHA-256");
    return error_code(error, "ARCHIVE_ANONYMISED");
}

bool claim_archive_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Archives *parts,
                        Error *error) {
    ClaimRow claim;
    if (!find(tx, actor, number, arena, &claim, parts, error)) return false;
    return parts->count == 0 || is_wordless(parts) ||
           archive_count_newer(tx, actor, &claim, parts, arena, &parts->newer, error);
}

// ---- Making ----

typedef struct Making {
    const ArchiveIn *in;
    bool is_supplement;
    Archives parts;  // that were made before
    Archive archive; // the one that is made now
    ArchiveRecord record;
} Making;

static bool is_made(const Making *making) {
    return making->parts.count > 0;
}

static bool refuse_open(const ClaimRow *claim, ClaimState state, Error *error) {
    Str label = claim_state_label(state);
    error_set(error, ERROR_CONFLICT, "申请 %.*s 现在是“%.*s”，还不能归档", STR_ARG(claim->number),
              STR_ARG(label));
    error_detail(error, "到账、不予办理或者撤回以后才能归档");
    return error_code(error, "NOT_ENDED");
}

static bool refuse_unmade(Str number, Error *error) {
    error_set(error, ERROR_NOT_FOUND, "申请 %.*s 还没有归档", STR_ARG(number));
    return error_detail(error, "办结以后，在案件页面上归档");
}

static bool read_making(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Making *wanted = in;
    Making *making = out;
    ClaimRow claim;
    if (!find(tx, wanted->in->actor, wanted->in->number, arena, &claim, &making->parts, error)) {
        return false;
    }
    if (making->is_supplement && !is_made(making)) return refuse_unmade(claim.number, error);
    if (is_made(making) && making->is_supplement && is_wordless(&making->parts)) {
        return refuse_wordless(&making->parts.items[0], arena, error);
    }
    if (!making->is_supplement && is_made(making)) return true;
    ClaimState state = claim_from_row(&claim).state;
    if (!claim_archive_is_due(state)) return refuse_open(&claim, state, error);
    return archive_record_read(tx, &claim, arena, &making->record, error);
}

static bool read_open_letters(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ArchiveIn *archive = in;
    return letter_list(tx, archive->actor, archive->number, arena, out, error);
}

static bool issue_letters(Store *store, Catalogue *catalogue, const ArchiveIn *in, Arena *arena,
                          Error *error) {
    Letters letters;
    if (!store_read(store, read_open_letters, in, &letters, arena, error)) return false;
    for (size_t i = 0; i < letters.count; i++) {
        Str course = letters.items[i].course_number;
        LetterIn letter = {in->actor, letters.items[i].kind,
                           str_is_absent(course) ? in->number : course, in->site};
        Letter issued;
        if (str_is_absent(letters.items[i].number) &&
            !letter_issue(store, catalogue, &letter, arena, &issued, error)) {
            return false;
        }
    }
    return true;
}

// The first part has the whole record; every other what came since, and the hash of the manifest
// before it.
static bool compose(Making *making, Arena *arena, Error *error) {
    const Archives *parts = &making->parts;
    ArchiveRecord record = making->record;
    making->archive = (Archive){.anonymised_on = DATE_ABSENT, .claim_number = record.claim.number,
                                .division_code = record.claim.division_code,
                                .version = record.claim.version,
                                .part = (int64_t)parts->count,
                                .made_on = making->in->actor->today};
    if (is_made(making)) {
        Str prior = parts->items[parts->count - 1].manifest;
        making->archive.prior_sha256 = digest_sha256(arena, prior);
        record = archive_record_since(parts, &making->record, arena);
        if (record.letters.count + record.file.evidence_count == 0) {
            error_set(error, ERROR_CONFLICT, "案卷 %.*s 以后没有新的文书和材料",
                      STR_ARG(record.claim.number));
            return error_code(error, "NOTHING_NEW");
        }
    }
    return archive_compose(&record, making->in->key, &making->archive, arena, error);
}

static bool write_archive(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Making *making = in;
    const Archive *archive = &making->archive;
    const Actor *actor = making->in->actor;
    (void)out;
    (void)arena;
    return archive_insert(tx,
                          &(ArchiveInsertIn){.application_id = making->record.claim.id,
                                             .version = archive->version,
                                             .part = archive->part,
                                             .prior_sha256 = archive->prior_sha256,
                                             .sha256 = archive->sha256,
                                             .size = archive->size,
                                             .manifest = archive->manifest,
                                             .renderer = archive->renderer,
                                             .suite = suite_code(archive->suite),
                                             .public_key = archive->public_key,
                                             .signature = archive->signature,
                                             .made_by = actor->account_id,
                                             .made_on = archive->made_on,
                                             .at_ms = actor->now_ms},
                          NULL, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("claim_archive.make"),
                                     .object_kind = STR("application"),
                                     .object_number = archive->claim_number,
                                     .division_code = archive->division_code,
                                     .after = archive->sha256},
                       error);
}

// Issues what was not, composes outside of any transaction, then writes.
static bool make(Store *store, Catalogue *catalogue, Making *making, Arena *arena, Error *error) {
    return issue_letters(store, catalogue, making->in, arena, error) &&
           store_read(store, read_making, making, making, arena, error) &&
           (!is_made(making) || making->is_supplement) && compose(making, arena, error) &&
           store_write(store, write_archive, making, NULL, arena, error);
}

bool claim_archive_make(Store *store, Catalogue *catalogue, const ArchiveIn *in, Arena *arena,
                        Archive *archive, Error *error) {
    Making making = {.in = in};
    Error fault = {0};
    if (!store_read(store, read_making, &making, &making, arena, error)) return false;
    bool is_written = !is_made(&making) && make(store, catalogue, &making, arena, &fault);
    // Somebody was quicker: theirs is the archive.
    if (!is_written && !is_made(&making) &&
        (fault.kind != ERROR_CONFLICT ||
         !store_read(store, read_making, &making, &making, arena, error) || !is_made(&making))) {
        *error = fault;
        return false;
    }
    *archive = is_written ? making.archive : making.parts.items[0];
    return true;
}

bool claim_archive_supplement(Store *store, Catalogue *catalogue, const ArchiveIn *in,
                              Arena *arena, Archive *archive, Error *error) {
    Making making = {.in = in, .is_supplement = true};
    if (!store_read(store, read_making, &making, &making, arena, error) ||
        !make(store, catalogue, &making, arena, error)) {
        return false;
    }
    *archive = making.archive;
    return true;
}

// ---- Opening ----

typedef struct Opening {
    const Actor *actor;
    Str number;
    int64_t part;
    Archive archive;
    ArchiveRecord record;
} Opening;

static bool read_opening(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Opening *wanted = in;
    Opening *opening = out;
    ClaimRow claim;
    Archives parts;
    if (!find(tx, wanted->actor, wanted->number, arena, &claim, &parts, error)) return false;
    bool is_there = wanted->part >= 0 && (size_t)wanted->part < parts.count;
    if (!is_there) return refuse_unmade(claim.number, error);
    if (is_wordless(&parts)) return refuse_wordless(&parts.items[0], arena, error);
    opening->archive = parts.items[wanted->part];
    return archive_record_read(tx, &claim, arena, &opening->record, error);
}

static bool write_opening(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Opening *opening = in;
    (void)out;
    (void)arena;
    return audit_write(tx, opening->actor,
                       &(AuditEntry){.action = STR("claim_archive.read"),
                                     .object_kind = STR("application"),
                                     .object_number = opening->archive.claim_number,
                                     .division_code = opening->archive.division_code,
                                     .after = opening->archive.sha256},
                       error);
}

bool claim_archive_read(Store *store, const Actor *actor, Str number, int64_t part, Arena *arena,
                        Str *bytes, Error *error) {
    Opening opening = {.actor = actor, .number = number, .part = part};
    Str renderer;
    // Nothing is handed over that is not in the log.
    if (!store_read(store, read_opening, &opening, &opening, arena, error) ||
        !paper_renderer(arena, &renderer, error) ||
        !store_write(store, write_opening, &opening, NULL, arena, error)) {
        return false;
    }
    const char *fault = archive_rebuild(&opening.archive, &opening.record, renderer, arena, bytes);
    if (!fault) return true;
    error_set(error, ERROR_CONFLICT, "%s：%.*s", fault, STR_ARG(opening.archive.claim_number));
    error_detail(error, "不要使用；请先核验数据（jiuye verify）");
    return error_code(error, "ARCHIVE_DAMAGED");
}
