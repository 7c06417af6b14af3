// SPDX-License-Identifier: Apache-2.0
// The record of a claim, and the package that a manifest stands for.
#include "base/bundle.h"
#include "base/digest.h"
#include "base/map.h"
#include "casework/claim_archive_core.h"
#include "casework/claim_archive_text.h"
#include "casework/evidence.sql.h"
#include "paper/pdf.h"

#define MANIFEST_NAME "清单.json"
#define SIGNATURE_NAME "清单签名.json"

// ---- The record ----

static bool read_letters(Tx *tx, const Actor *platform, Arena *arena, ArchiveRecord *record,
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

static bool read_evidence(Tx *tx, Arena *arena, ArchiveRecord *record, Error *error) {
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

bool archive_record_read(Tx *tx, const ClaimRow *claim, Arena *arena, ArchiveRecord *record,
                         Error *error) {
    Actor platform = actor_system(claim->submitted_on, 0);
    *record = (ArchiveRecord){.claim = *claim};
    return claim_find(tx, &platform, claim->number, arena, &record->file, error) &&
           read_letters(tx, &platform, arena, record, error) &&
           read_evidence(tx, arena, record, error);
}

static Date ended_on(const ArchiveRecord *record) {
    return record->file.history[record->file.history_count - 1].on;
}

// ---- The package ----

// The date that the entries of the package bear.
static Date dated(const Archive *archive, const ArchiveRecord *record) {
    return archive->part == 0 ? ended_on(record) : archive->made_on;
}

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

// What is said of the case as a whole stands in the archive alone, not in its supplements.
static bool add_case(const ArchiveRecord *record, Arena *arena, BundleEntries *entries,
                     Error *error) {
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
    return true;
}

// Everything but the manifest and its signature.
static bool make_entries(const ArchiveRecord *record, int64_t part, Arena *arena,
                         BundleEntries *entries, Error *error) {
    Str pdf;
    if (part == 0 && !add_case(record, arena, entries, error)) return false;
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
    if (archive->part > 0) {
        json_member_int(&writer, "part", archive->part);
        json_member_string(&writer, "prior", archive->prior_sha256);
    }
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

bool archive_compose(const ArchiveRecord *record, const SigningKey *key, Archive *archive,
                     Arena *arena, Error *error) {
    BundleEntries entries = {0};
    Str bytes;
    archive->suite = signing_key_suite(key);
    archive->public_key = signing_key_public(arena, key);
    if (!paper_renderer(arena, &archive->renderer, error) ||
        !make_entries(record, archive->part, arena, &entries, error)) {
        return false;
    }
    archive->manifest = make_manifest(archive, &entries, arena);
    if (!signing_key_sign(key, arena, archive->manifest, &archive->signature, error) ||
        !close_package(archive, dated(archive, record), &entries, arena, &bytes, error)) {
        return false;
    }
    archive->sha256 = digest_sha256(arena, bytes);
    archive->size = (int64_t)bytes.length;
    return true;
}

bool archive_from_row(const ArchiveRow *row, Str division_code, Archive *archive) {
    *archive = (Archive){.claim_number = row->claim_number,
                         .division_code = division_code,
                         .version = row->version,
                         .part = row->part,
                         .prior_sha256 = row->prior_sha256,
                         .sha256 = row->sha256,
                         .size = row->size,
                         .manifest = row->manifest,
                         .renderer = row->renderer,
                         .public_key = row->public_key,
                         .signature = row->signature,
                         .made_on = row->made_on,
                         .anonymised_on = row->anonymised_on};
    return suite_from_code(row->suite, &archive->suite);
}

// ---- What a part holds ----

// The names of all files that stand in these parts: a set.
static Map names_in(const Archive *parts, size_t count, Arena *arena) {
    static char present;
    Map names = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        const JsonValue *manifest;
        Error ignored;
        if (!json_parse(arena, parts[i].manifest, &manifest, &ignored)) continue;
        const JsonValue *files = json_get(manifest, "files");
        for (size_t j = 0; files && j < files->count; j++) {
            (void)map_put(&names, json_text(files->items[j], "name"), &present);
        }
    }
    return names;
}

static bool is_letter_in(const Map *names, const Letter *letter, Arena *arena) {
    return map_has(names, letter_entry(arena, letter));
}

static bool is_paper_in(const Map *names, const ClaimEvidence *item, Arena *arena) {
    return map_has(names, evidence_entry(arena, item));
}

// The record with only the letters and papers that are named, or that are not.
static ArchiveRecord record_part(const Map *names, bool is_named, const ArchiveRecord *record,
                                 Arena *arena) {
    ArchiveRecord part = *record;
    part.letters = (Letters){0};
    for (size_t i = 0; i < record->letters.count; i++) {
        const Letter *letter = &record->letters.items[i];
        if (is_letter_in(names, letter, arena) == is_named) PUSH(arena, &part.letters, *letter);
    }
    part.file.evidence = NEW_ARRAY(arena, ClaimEvidence, record->file.evidence_count);
    part.contents = NEW_ARRAY(arena, Str, record->file.evidence_count);
    part.file.evidence_count = 0;
    for (size_t i = 0; i < record->file.evidence_count; i++) {
        const ClaimEvidence *item = &record->file.evidence[i];
        if (is_paper_in(names, item, arena) != is_named) continue;
        part.file.evidence[part.file.evidence_count] = *item;
        part.contents[part.file.evidence_count++] = record->contents[i];
    }
    return part;
}

ArchiveRecord archive_record_since(const Archives *parts, const ArchiveRecord *record,
                                   Arena *arena) {
    Map names = names_in(parts->items, parts->count, arena);
    return record_part(&names, false, record, arena);
}

bool archive_count_newer(Tx *tx, const Actor *actor, const ClaimRow *claim, const Archives *parts,
                         Arena *arena, size_t *count, Error *error) {
    Letters letters;
    EvidenceRows papers;
    *count = 0;
    if (!letter_list(tx, actor, claim->number, arena, &letters, error) ||
        !evidence_list(tx, &(EvidenceListIn){claim->id}, arena, &papers, error)) {
        return false;
    }
    Map names = names_in(parts->items, parts->count, arena);
    for (size_t i = 0; i < letters.count; i++) {
        *count += !is_letter_in(&names, &letters.items[i], arena);
    }
    for (size_t i = 0; i < papers.count; i++) {
        ClaimEvidence item = {.index = papers.items[i].sequence, .name = papers.items[i].name};
        *count += !is_paper_in(&names, &item, arena);
    }
    return true;
}

// ---- The package anew ----

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

bool archive_signature_holds(const Archive *archive) {
    return signature_holds(archive->suite, archive->public_key, archive->manifest,
                           archive->signature);
}

// What the manifest names and the record has not is found by comparing.
const char *archive_rebuild(const Archive *archive, const ArchiveRecord *now, Str renderer,
                            Arena *arena, Str *bytes) {
    Map names = names_in(archive, 1, arena);
    ArchiveRecord then = record_part(&names, true, now, arena);
    BundleEntries entries = {0};
    Error fault = {0};
    bool is_same = str_equal(renderer, archive->renderer);
    if (!archive_signature_holds(archive)) return "清单的签名不对";
    if (!make_entries(&then, archive->part, arena, &entries, &fault)) {
        return "案卷的内容写不出来";
    }
    if (!files_hold(archive, &entries, is_same, arena)) return "案卷的内容与清单不符";
    if (!close_package(archive, dated(archive, &then), &entries, arena, bytes, &fault)) {
        return "案卷打不成包";
    }
    if (is_same && !str_equal(digest_sha256(arena, *bytes), archive->sha256)) {
        return "重新生成的字节与归档时不同";
    }
    return NULL;
}
