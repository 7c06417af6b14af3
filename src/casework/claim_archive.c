// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_archive.h"

#include "access/audit.h"
#include "base/bundle.h"
#include "base/digest.h"
#include "casework/claim_archive.sql.h"
#include "casework/claim_archive_text.h"
#include "casework/evidence.sql.h"
#include "casework/letter_core.h"
#include "paper/pdf.h"

#define MANIFEST_NAME "清单.json"
#define SIGNATURE_NAME "清单签名.json"
#define PROOF_ROWS 50 // archives of one piece of the proof

bool claim_archive_is_due(ClaimState state) {
    return str_is_absent(claim_deadlines[state].owed_by);
}

// ---- The record ----

// All that a package is made of. The files are of the record alone, so they come out the same
// whoever asks.
typedef struct Record {
    ClaimRow claim;
    ClaimFile file;
    Letters letters; // issued, with their documents
    Str *contents;   // of the evidence
} Record;

static bool read_letters(Tx *tx, const Actor *platform, Arena *arena, Record *record,
                         Error *error) {
    LetterRows rows;
    if (!letter_of_claim(tx, &(LetterOfClaimIn){record->claim.id}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        Letter letter;
        if (!letter_open(tx, platform, &rows.items[i], arena, &letter, error)) return false;
        PUSH(arena, &record->letters, letter);
    }
    return true;
}

static bool read_evidence(Tx *tx, Arena *arena, Record *record, Error *error) {
    size_t total = 0;
    record->contents = NEW_ARRAY(arena, Str, record->file.evidence_count);
    for (size_t i = 0; i < record->file.evidence_count; i++) {
        EvidenceContentRow row;
        bool found;
        EvidenceContentIn in = {record->claim.id, record->file.evidence[i].index};
        if (!evidence_content(tx, &in, arena, &row, &found, error)) return false;
        if (found) record->contents[i] = row.content;
        total += record->contents[i].length;
    }
    return total <= ARCHIVE_BYTES_MAX || error_set(error, ERROR_LIMIT, "材料太多，案卷装不下");
}

static bool read_record(Tx *tx, const ClaimRow *claim, Arena *arena, Record *record, Error *error) {
    Actor platform = actor_system(claim->submitted_on, 0);
    *record = (Record){.claim = *claim};
    return claim_find(tx, &platform, claim->number, arena, &record->file, error) &&
           read_letters(tx, &platform, arena, record, error) &&
           read_evidence(tx, arena, record, error);
}

static Date ended_on(const Record *record) {
    return record->file.history[record->file.history_count - 1].on;
}

// ---- The package ----

static void add(BundleEntries *entries, Arena *arena, Str name, Str content) {
    BundleEntry entry = {name, content};
    PUSH(arena, entries, entry);
}

static Str letter_entry(Arena *arena, const Letter *letter) {
    return str_format(arena, "文书/%.*s.pdf", STR_ARG(letter->number));
}

static Str evidence_entry(Arena *arena, const ClaimEvidence *item) {
    Str name = bundle_name(arena, item->name);
    return str_format(arena, "材料/%02lld-%.*s", (long long)item->index, STR_ARG(name));
}

// Everything but the manifest and its signature.
static bool make_entries(const Record *record, Arena *arena, BundleEntries *entries, Error *error) {
    ArchiveSource source = {&record->file, &record->letters, record->claim.payee_key,
                            ended_on(record)};
    PaperDocument document;
    Str pdf, json;
    if (!archive_document(&source, arena, &document, error) ||
        !paper_to_pdf(&document, arena, &pdf, error) ||
        !archive_json(&source, arena, &json, error)) {
        return false;
    }
    add(entries, arena, STR("案卷.pdf"), pdf);
    add(entries, arena, STR("数据.json"), json);
    for (size_t i = 0; i < record->letters.count; i++) {
        const Letter *letter = &record->letters.items[i];
        if (!letter_pdf(letter, arena, &pdf, error)) return false;
        add(entries, arena, letter_entry(arena, letter), pdf);
    }
    for (size_t i = 0; i < record->file.evidence_count; i++) {
        add(entries, arena, evidence_entry(arena, &record->file.evidence[i]),
            record->contents[i]);
    }
    return true;
}

static Str make_manifest(const Archive *archive, const BundleEntries *entries, Arena *arena) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    json_member_string(&writer, "claim", archive->claim_number);
    json_member_int(&writer, "version", archive->version);
    json_member_string(&writer, "made_on", date_to_str(arena, archive->made_on));
    json_member_string(&writer, "renderer", archive->renderer);
    json_key(&writer, STR("files"));
    json_open_array(&writer);
    for (size_t i = 0; i < entries->count; i++) {
        json_open_object(&writer);
        json_member_string(&writer, "name", entries->items[i].name);
        json_member_int(&writer, "size", (int64_t)entries->items[i].content.length);
        json_member_string(&writer, "sha256", digest_sha256(arena, entries->items[i].content));
        json_close_object(&writer);
    }
    json_close_array(&writer);
    json_close_object(&writer);
    return str_built(&out);
}

// The manifest as it was signed, its signature, and the bytes of the whole.
static bool close_package(const Archive *archive, Date date, BundleEntries *entries, Arena *arena,
                          Str *bytes, Error *error) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    json_member_string(&writer, "suite", suite_code(archive->suite));
    json_member_string(&writer, "public_key", archive->public_key);
    json_member_string(&writer, "signature", archive->signature);
    json_close_object(&writer);
    add(entries, arena, STR(MANIFEST_NAME), archive->manifest);
    add(entries, arena, STR(SIGNATURE_NAME), str_built(&out));
    return bundle_write(arena, entries, date, bytes, error);
}

// ---- Finding ----

static bool archive_from_row(const ArchiveRow *row, Str division_code, Archive *archive) {
    *archive = (Archive){.claim_number = row->claim_number,
                         .division_code = division_code,
                         .version = row->version,
                         .sha256 = row->sha256,
                         .size = row->size,
                         .manifest = row->manifest,
                         .renderer = row->renderer,
                         .public_key = row->public_key,
                         .signature = row->signature,
                         .made_on = row->made_on};
    return suite_from_code(row->suite, &archive->suite);
}

static bool check_reader(const Actor *actor, Error *error) {
    if (actor->account_id != 0 && role_has(actor->role, PERMISSION_CASE_READ)) return true;
    error_set(error, ERROR_FORBIDDEN, "案卷只给经办机构看");
    return error_detail(error, "自己的申请和文书在“我的申请”里");
}

static bool find(Tx *tx, const Actor *actor, Str number, Arena *arena, ClaimRow *claim,
                 Archive *archive, bool *found, Error *error) {
    ArchiveRow row;
    if (!check_reader(actor, error) || !claim_load(tx, actor, number, arena, claim, error) ||
        !archive_of_claim(tx, &(ArchiveOfClaimIn){claim->id}, arena, &row, found, error)) {
        return false;
    }
    // A claim that moved on since is to be archived anew.
    *found = *found && row.version == claim->version;
    if (!*found || archive_from_row(&row, claim->division_code, archive)) return true;
    return error_set(error, ERROR_UNAVAILABLE, "案卷 %.*s 的签名算法无法识别", STR_ARG(number));
}

bool claim_archive_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Archive *archive,
                        bool *found, Error *error) {
    ClaimRow claim;
    return find(tx, actor, number, arena, &claim, archive, found, error);
}

// ---- Making ----

typedef struct Making {
    const ArchiveIn *in;
    Archive archive;
    bool is_made; // before
    Record record;
} Making;

static bool read_making(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Making *making = out;
    ClaimRow claim;
    *making = (Making){.in = in};
    if (!find(tx, making->in->actor, making->in->number, arena, &claim, &making->archive,
              &making->is_made, error)) {
        return false;
    }
    if (making->is_made) return true;
    ClaimState state = claim_from_row(&claim).state;
    if (claim_archive_is_due(state)) return read_record(tx, &claim, arena, &making->record, error);
    Str label = claim_state_label(state);
    error_set(error, ERROR_CONFLICT, "申请 %.*s 现在是“%.*s”，还不能归档", STR_ARG(claim.number),
              STR_ARG(label));
    error_detail(error, "到账、不予办理或者撤回以后才能归档");
    return error_code(error, "NOT_ENDED");
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

static bool compose(Making *making, Arena *arena, Error *error) {
    const Record *record = &making->record;
    const SigningKey *key = making->in->key;
    Archive *archive = &making->archive;
    BundleEntries entries = {0};
    Str bytes;
    *archive = (Archive){.claim_number = record->claim.number,
                         .division_code = record->claim.division_code,
                         .version = record->claim.version,
                         .suite = signing_key_suite(key),
                         .public_key = signing_key_public(arena, key),
                         .made_on = making->in->actor->today};
    if (!paper_renderer(arena, &archive->renderer, error) ||
        !make_entries(record, arena, &entries, error)) {
        return false;
    }
    archive->manifest = make_manifest(archive, &entries, arena);
    if (!signing_key_sign(key, arena, archive->manifest, &archive->signature, error) ||
        !close_package(archive, ended_on(record), &entries, arena, &bytes, error)) {
        return false;
    }
    archive->sha256 = digest_sha256(arena, bytes);
    archive->size = (int64_t)bytes.length;
    return true;
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

bool claim_archive_make(Store *store, Catalogue *catalogue, const ArchiveIn *in, Arena *arena,
                        Archive *archive, Error *error) {
    Making making;
    Error fault = {0};
    if (!store_read(store, read_making, in, &making, arena, error)) return false;
    if (!making.is_made) {
        if (!issue_letters(store, catalogue, in, arena, error) ||
            !store_read(store, read_making, in, &making, arena, error)) {
            return false;
        }
    }
    if (!making.is_made) {
        if (!compose(&making, arena, error)) return false;
        bool is_written = store_write(store, write_archive, &making, NULL, arena, &fault);
        // Somebody was quicker: theirs is the archive.
        if (!is_written &&
            (fault.kind != ERROR_CONFLICT ||
             !store_read(store, read_making, in, &making, arena, error) || !making.is_made)) {
            *error = fault;
            return false;
        }
    }
    *archive = making.archive;
    return true;
}

// ---- Opening, and the proof ----

// Whether the files are those of the manifest; PDFs of another renderer are not compared.
static bool files_hold(const Archive *archive, const BundleEntries *entries, bool is_same,
                       Arena *arena) {
    const JsonValue *manifest;
    Error ignored;
    if (is_same) return str_equal(make_manifest(archive, entries, arena), archive->manifest);
    if (!json_parse(arena, archive->manifest, &manifest, &ignored)) return false;
    const JsonValue *files = json_get(manifest, "files");
    if (!files || files->count != entries->count) return false;
    for (size_t i = 0; i < entries->count; i++) {
        const BundleEntry *entry = &entries->items[i];
        Str hash = digest_sha256(arena, entry->content);
        if (!str_equal(json_text(files->items[i], "name"), entry->name) ||
            (!str_ends_with(entry->name, STR(".pdf")) &&
             !str_equal(json_text(files->items[i], "sha256"), hash))) {
            return false;
        }
    }
    return true;
}

static bool is_named(const JsonValue *files, Str name) {
    for (size_t i = 0; files && i < files->count; i++) {
        if (str_equal(json_text(files->items[i], "name"), name)) return true;
    }
    return false;
}

// The record as it was archived: without the letters and papers that a clawback or an appeal
// brought since. What the manifest names and the record has not is found by comparing.
static Record record_then(const Archive *archive, const Record *record, Arena *arena) {
    const JsonValue *manifest;
    Error ignored;
    Record then = *record;
    if (!json_parse(arena, archive->manifest, &manifest, &ignored)) return then;
    const JsonValue *files = json_get(manifest, "files");
    then.letters = (Letters){0};
    for (size_t i = 0; i < record->letters.count; i++) {
        const Letter *letter = &record->letters.items[i];
        if (is_named(files, letter_entry(arena, letter))) PUSH(arena, &then.letters, *letter);
    }
    then.file.evidence = NEW_ARRAY(arena, ClaimEvidence, record->file.evidence_count);
    then.contents = NEW_ARRAY(arena, Str, record->file.evidence_count);
    then.file.evidence_count = 0;
    for (size_t i = 0; i < record->file.evidence_count; i++) {
        const ClaimEvidence *item = &record->file.evidence[i];
        if (!is_named(files, evidence_entry(arena, item))) continue;
        then.file.evidence[then.file.evidence_count] = *item;
        then.contents[then.file.evidence_count++] = record->contents[i];
    }
    return then;
}

// The package anew; why it is not what was archived, or NULL.
static const char *rebuild(const Archive *archive, const Record *now, Str renderer, Arena *arena,
                           Str *bytes) {
    Record then = record_then(archive, now, arena);
    const Record *record = &then;
    BundleEntries entries = {0};
    Error fault = {0};
    bool is_same = str_equal(renderer, archive->renderer);
    if (!signature_holds(archive->suite, archive->public_key, archive->manifest,
                         archive->signature)) {
        return "清单的签名不对";
    }
    if (!make_entries(record, arena, &entries, &fault)) return "案卷的内容写不出来";
    if (!files_hold(archive, &entries, is_same, arena)) return "案卷的内容与清单不符";
    if (!close_package(archive, ended_on(record), &entries, arena, bytes, &fault)) {
        return "案卷打不成包";
    }
    if (is_same && !str_equal(digest_sha256(arena, *bytes), archive->sha256)) {
        return "重新生成的字节与归档时不同";
    }
    return NULL;
}

typedef struct Opening {
    const Actor *actor;
    Str number;
    Archive archive;
    Record record;
} Opening;

static bool read_opening(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Opening *wanted = in;
    Opening *opening = out;
    ClaimRow claim;
    bool found;
    if (!find(tx, wanted->actor, wanted->number, arena, &claim, &opening->archive, &found, error)) {
        return false;
    }
    if (found) return read_record(tx, &claim, arena, &opening->record, error);
    error_set(error, ERROR_NOT_FOUND, "申请 %.*s 还没有归档", STR_ARG(claim.number));
    return error_detail(error, "办结以后，在案件页面上归档");
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

bool claim_archive_read(Store *store, const Actor *actor, Str number, Arena *arena, Str *bytes,
                        Error *error) {
    Opening opening = {.actor = actor, .number = number};
    Str renderer;
    // Nothing is handed over that is not in the log.
    if (!store_read(store, read_opening, &opening, &opening, arena, error) ||
        !paper_renderer(arena, &renderer, error) ||
        !store_write(store, write_opening, &opening, NULL, arena, error)) {
        return false;
    }
    const char *fault = rebuild(&opening.archive, &opening.record, renderer, arena, bytes);
    if (!fault) return true;
    error_set(error, ERROR_CONFLICT, "%s：%.*s", fault, STR_ARG(opening.archive.claim_number));
    error_detail(error, "不要使用；请先核验数据（jiuye verify）");
    return error_code(error, "ARCHIVE_DAMAGED");
}

static void add_fault(ArchiveProof *proof, Arena *arena, Str number, const char *fault) {
    if (proof->faults++ > 0) return;
    proof->first_fault = str_format(arena, "案卷 %.*s：%s", STR_ARG(number), fault);
}

static bool prove_row(Tx *tx, const ArchiveRow *row, const Str *keys, Str renderer, Arena *scratch,
                      const char **fault, Error *error) {
    ClaimRow claim;
    Archive archive;
    Record record;
    Str bytes;
    Actor platform = actor_system(row->made_on, 0);
    *fault = NULL;
    if (!claim_load(tx, &platform, row->claim_number, scratch, &claim, error)) return false;
    if (!archive_from_row(row, claim.division_code, &archive)) {
        *fault = "签名算法无法识别";
    } else if (!str_is_absent(keys[archive.suite]) &&
               !str_equal(keys[archive.suite], archive.public_key)) {
        *fault = "不是用这把密钥签的";
    } else if (claim.version != archive.version) {
        // The claim went on: the record is no longer that of then; what was signed still is.
        bool holds =
            signature_holds(archive.suite, archive.public_key, archive.manifest, archive.signature);
        *fault = holds ? NULL : "清单的签名不对";
    } else {
        if (!read_record(tx, &claim, scratch, &record, error)) return false;
        *fault = rebuild(&archive, &record, renderer, scratch, &bytes);
    }
    return true;
}

bool claim_archive_prove(Tx *tx, const Str *keys, Arena *arena, ArchiveProof *proof, Error *error) {
    Arena piece = {0}, scratch = {0};
    ArchiveRows rows = {0};
    ArchiveLostRows lost;
    ArchivePageIn next = {.row_count = PROOF_ROWS};
    Str renderer;
    *proof = (ArchiveProof){0};
    bool is_read = paper_renderer(arena, &renderer, error);
    do {
        arena_reset(&piece);
        is_read = is_read && archive_page(tx, &next, &piece, &rows, error);
        for (size_t i = 0; is_read && i < rows.count; i++) {
            const ArchiveRow *row = &rows.items[i];
            const char *fault;
            arena_reset(&scratch);
            is_read = prove_row(tx, row, keys, renderer, &scratch, &fault, error);
            if (is_read && fault) add_fault(proof, arena, row->claim_number, fault);
            proof->archives++;
            proof->others += !str_equal(renderer, row->renderer);
            next.after_id = row->id;
        }
    } while (is_read && rows.count == PROOF_ROWS);
    arena_release(&scratch);
    arena_release(&piece);
    if (!is_read || !archive_lost(tx, NULL, arena, &lost, error)) return false;
    for (size_t i = 0; i < lost.count; i++) {
        add_fault(proof, arena, lost.items[i].number, "日志里有，案卷不见了");
    }
    return true;
}
