// SPDX-License-Identifier: Apache-2.0
// Protects the archive of a closed case: whole, signed, the same bytes whenever it is read, logged,
// and found out when the record under it changed. Also what is taken as evidence.
#include "appeals.h"

#include "access/audit.h"
#include "base/bundle.h"
#include "base/digest.h"
#include "casework/claim_archive.h"
#include "casework/evidence.h"
#include "privacy/retention.h"

#include <unistd.h>
#include <zip.h>
#include "test/casework/tamper.sql.c"

typedef struct Room {
    Desk desk;
    SigningKey *key;
    char folder[TEST_FOLDER_SIZE];
} Room;

static Room room_open(void **state) {
    Room room = {.desk = desk_open(state)};
    test_folder_make(room.folder);
    assert_ok(
        signing_key_open(SUITE_INTERNATIONAL, str_from_c(room.folder), &room.key, &room.desk.error),
        room.desk.error);
    return room;
}

static void room_close(Room *room) {
    signing_key_close(room->key);
    test_folder_remove(room->folder);
    desk_close(&room->desk);
}

static bool make(Room *room, Actor actor, Str number, Archive *archive) {
    Desk *desk = &room->desk;
    ArchiveIn in = {&actor, number, (Str){0}, room->key};
    desk->error = (Error){0};
    return claim_archive_make(desk->city.store, desk->city.catalogue, &in, &desk->city.arena,
                              archive, &desk->error);
}

static bool supplement(Room *room, Actor actor, Str number, Archive *archive) {
    Desk *desk = &room->desk;
    ArchiveIn in = {&actor, number, (Str){0}, room->key};
    desk->error = (Error){0};
    return claim_archive_supplement(desk->city.store, desk->city.catalogue, &in,
                                    &desk->city.arena, archive, &desk->error);
}

static bool read_part(Room *room, Actor actor, Str number, int64_t part, Str *bytes) {
    Desk *desk = &room->desk;
    desk->error = (Error){0};
    return claim_archive_read(desk->city.store, &actor, number, part, &desk->city.arena, bytes,
                              &desk->error);
}

static bool read_bytes(Room *room, Actor actor, Str number, Str *bytes) {
    return read_part(room, actor, number, 0, bytes);
}

typedef struct Finding {
    Actor actor;
    Str number;
} Finding;

static bool run_find_archive(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Finding *finding = in;
    return claim_archive_find(tx, &finding->actor, finding->number, arena, out, error);
}

static Archives parts_of(Room *room, Str number) {
    Archives parts;
    Desk *desk = &room->desk;
    Finding finding = {clerk(desk), number};
    assert_ok(store_read(desk->city.store, run_find_archive, &finding, &parts, &desk->city.arena,
                         &desk->error),
              desk->error);
    return parts;
}

static bool run_archive_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Str *keys = in;
    return claim_archive_prove(tx, keys, arena, out, error);
}

static ArchiveProof proof_with(Room *room, Str key) {
    ArchiveProof proof;
    Desk *desk = &room->desk;
    Str keys[SUITE_COUNT] = {key};
    assert_ok(store_read(desk->city.store, run_archive_prove, keys, &proof, &desk->city.arena,
                         &desk->error),
              desk->error);
    return proof;
}

typedef struct Upload {
    Actor actor;
    Str number, name, content;
} Upload;

static bool run_upload(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Upload *upload = in;
    (void)out;
    return evidence_add(tx, &upload->actor, upload->number, upload->name, upload->content, arena,
                        error);
}

static bool upload(Desk *desk, Str number, const char *name, Str content) {
    Upload in = {worker(desk), number, str_from_c(name), content};
    desk->error = (Error){0};
    return store_write(desk->city.store, run_upload, &in, NULL, &desk->city.arena, &desk->error);
}

static bool run_tamper(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    (void)out;
    (void)arena;
    return tamper_paper(tx, &(TamperPaperIn){STR("%PDF-1.4 x")}, NULL, error);
}

static bool run_evidence_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return evidence_prove(tx, arena, out, error);
}

// The entry of a package.
static Str entry_of(Arena *arena, Str bytes, const char *name) {
    zip_source_t *source = zip_source_buffer_create(bytes.data, bytes.length, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
    assert_non_null(zip);
    zip_stat_t stat;
    if (zip_stat(zip, name, ZIP_FL_ENC_UTF_8, &stat) != 0) fail_msg("no %s", name);
    char *content = arena_alloc(arena, stat.size);
    zip_file_t *file = zip_fopen(zip, name, ZIP_FL_ENC_UTF_8);
    assert_non_null(file);
    assert_int_equal(zip_fread(file, content, stat.size), (zip_int64_t)stat.size);
    zip_fclose(file);
    zip_close(zip);
    return (Str){content, stat.size};
}

// A claim that was paid, with a file of evidence.
static Str paid_claim(Desk *desk) {
    ReturnResult result;
    assert_ok(desk_apply(desk), desk->error);
    Str number = desk->claim.number;
    assert_ok(upload(desk, number, "../合同/扫描<件>?.exe", STR("%PDF-1.4 合同")), desk->error);
    desk_clear(desk, number);
    desk_allot(desk, DESK_BUDGET_FEN, "archive-1");
    assert_ok(desk_step(desk, finance(desk), number, CLAIM_APPROVE, ""), desk->error);
    PaymentFile file = desk_release(desk);
    assert_ok(desk_return(desk, &file, true, &result), desk->error);
    assert_int_equal(desk_state(desk, number), CLAIM_PAID);
    return number;
}

static void test_archive__holds_all_and_stays_the_same(void **state) {
    Room room = room_open(state);
    Desk *desk = &room.desk;
    Arena *arena = &desk->city.arena;
    Str number = paid_claim(desk), bytes, again;
    Archive archive, second;
    assert_ok(make(&room, clerk(desk), number, &archive), desk->error);
    assert_ok(read_bytes(&room, clerk(desk), number, &bytes), desk->error);
    assert_true(str_equal(digest_sha256(arena, bytes), archive.sha256));
    assert_int_equal(bytes.length, archive.size);
    // Letters that nobody had asked for are there.
    Str approval = entry_of(arena, bytes, "文书/ZW-2023-05-000001-05.pdf");
    assert_true(str_starts_with(approval, STR("%PDF-")));
    assert_str_equal(entry_of(arena, bytes, "材料/01-合同扫描件.exe.pdf"), "%PDF-1.4 合同");
    Str data = entry_of(arena, bytes, "数据.json");
    const JsonValue *json;
    assert_ok(json_parse(arena, data, &json, &desk->error), desk->error);
    assert_str_equal(json_text(json, "state"), "paid");
    assert_non_null(json_get(json_get(json, "decision"), "trace"));
    // The manifest names every file by its hash, and is signed.
    Str manifest = entry_of(arena, bytes, "清单.json");
    assert_true(str_equal(manifest, archive.manifest));
    Str hash = digest_sha256(arena, entry_of(arena, bytes, "案卷.pdf"));
    assert_true(str_find(manifest, hash, 0) != SIZE_MAX);
    assert_true(signature_holds(archive.suite, signing_key_public(arena, room.key), manifest,
                                archive.signature));
    // Another day, another zone, another reader: the same.
    desk->today += 30;
    setenv("TZ", "America/Lima", 1);
    tzset();
    assert_ok(make(&room, reviewer(desk), number, &second), desk->error);
    assert_ok(read_bytes(&room, finance(desk), number, &again), desk->error);
    unsetenv("TZ");
    tzset();
    assert_true(str_equal(second.sha256, archive.sha256));
    assert_true(str_equal(again, bytes));
    ArchiveProof proof = proof_with(&room, signing_key_public(arena, room.key));
    assert_int_equal(proof.archives, 1);
    assert_int_equal(proof.faults, 0);
    assert_int_equal(proof_with(&room, STR("3059")).faults, 1); // of another city
    room_close(&room);
}

static void test_archive__is_for_ended_cases_and_the_office(void **state) {
    Room room = room_open(state);
    Desk *desk = &room.desk;
    Archive archive;
    Str bytes;
    assert_ok(desk_apply(desk), desk->error);
    Str number = desk->claim.number;
    assert_code(desk, make(&room, clerk(desk), number, &archive), "NOT_ENDED");
    assert_ok(desk_withdraw(desk, worker(desk), number), desk->error);
    assert_false(read_bytes(&room, clerk(desk), number, &bytes));
    assert_int_equal(desk->error.kind, ERROR_NOT_FOUND);
    assert_false(make(&room, worker(desk), number, &archive));
    assert_int_equal(desk->error.kind, ERROR_FORBIDDEN);
    Actor elsewhere = desk_actor(desk, 21, ROLE_COUNTY_CLERK, "640521");
    assert_false(make(&room, elsewhere, number, &archive));
    assert_int_equal(desk->error.kind, ERROR_NOT_FOUND);
    assert_ok(make(&room, clerk(desk), number, &archive), desk->error);
    assert_false(read_bytes(&room, elsewhere, number, &bytes));
    assert_int_equal(desk->error.kind, ERROR_NOT_FOUND);
    assert_false(read_bytes(&room, worker(desk), number, &bytes));
    assert_int_equal(desk->error.kind, ERROR_FORBIDDEN);
    assert_ok(read_bytes(&room, clerk(desk), number, &bytes), desk->error);
    Raw raw = raw_open(*state);
    StrBuilder out;
    str_builder_init(&out, &desk->city.arena, 0);
    raw_dump(&raw, "SELECT action FROM audit_log WHERE action LIKE 'claim_archive.%' ORDER BY id",
             &out);
    Str log = str_built(&out);
    assert_true(str_find(log, STR("claim_archive.make"), 0) != SIZE_MAX);
    assert_true(str_find(log, STR("claim_archive.read"), 0) != SIZE_MAX);
    raw_close(&raw);
    room_close(&room);
}

static void test_archive__changes_are_found(void **state) {
    Room room = room_open(state);
    Desk *desk = &room.desk;
    Str number = paid_claim(desk), bytes;
    Archive archive;
    EvidenceProof files;
    assert_ok(make(&room, clerk(desk), number, &archive), desk->error);
    Raw raw = raw_open(*state);
    assert_false(raw_run(&raw, "UPDATE claim_archive SET sha256 = sha256"));
    assert_non_null(strstr(raw.message, "claim_archive_is_final"));
    assert_false(raw_run(&raw, "DELETE FROM claim_archive"));
    assert_false(raw_run(&raw, "UPDATE evidence SET name = 'x'"));
    assert_non_null(strstr(raw.message, "evidence_is_kept"));
    static const char *const changes[][2] = {
        {"UPDATE payment SET bank_name = bank_name || '！'",
         "UPDATE payment SET bank_name = replace(bank_name, '！', '')"},
        {"UPDATE application SET period = period || '！'",
         "UPDATE application SET period = replace(period, '！', '')"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        assert_int_equal(proof_with(&room, (Str){0}).faults, 0);
        if (!raw_run(&raw, changes[i][0])) continue; // a trigger stands before the proof
        assert_int_equal(proof_with(&room, (Str){0}).faults, 1);
        assert_code(desk, read_bytes(&room, clerk(desk), number, &bytes), "ARCHIVE_DAMAGED");
        raw_must(&raw, changes[i][1]);
    }
    // Evidence, behind the back of its trigger.
    raw_must(&raw, raw.sqlite ? "DROP TRIGGER evidence_content_no_update"
                              : "ALTER TABLE evidence DISABLE TRIGGER evidence_content_no_update");
    assert_ok(store_write(desk->city.store, run_tamper, NULL, NULL, &desk->city.arena,
                          &desk->error),
              desk->error);
    assert_int_equal(proof_with(&room, (Str){0}).faults, 1);
    assert_ok(store_read(desk->city.store, run_evidence_prove, NULL, &files, &desk->city.arena,
                         &desk->error),
              desk->error);
    assert_int_equal(files.files, 1);
    assert_int_equal(files.faults, 1);
    raw_close(&raw);
    room_close(&room);
}

static void test_evidence__is_what_it_is_by_content(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    static const char *const refused[] = {
        "",        "MZ\x90", "<script>alert(1)</script>", "GIF89a", "PK\x03\x04 not a workbook",
        "%PDX-1.4"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_false(upload(&desk, number, "证明.pdf", str_from_c(refused[i])));
        assert_int_equal(desk.error.kind, ERROR_INVALID);
    }
    assert_ok(upload(&desk, number, "a.PDF", STR("%PDF-1.7")), desk.error);
    assert_code(&desk, upload(&desk, number, "b.pdf", STR("%PDF-1.7")), "SAME_FILE");
    assert_ok(upload(&desk, number, "照片.jpeg", STR("\xff\xd8\xff\xe0")), desk.error);
    assert_ok(upload(&desk, number, "..\\..\\x\n", STR("\x89PNG\r\n\x1a\n")), desk.error);
    ClaimFile file;
    assert_ok(desk_find(&desk, clerk(&desk), number, &file), desk.error);
    assert_int_equal(file.evidence_count, 3);
    assert_str_equal(file.evidence[0].name, "a.PDF");
    assert_str_equal(file.evidence[1].name, "照片.jpeg");
    assert_str_equal(file.evidence[2].name, "x.png");
    assert_str_equal(file.evidence[1].content_type, "image/jpeg");
    char *large = arena_alloc(&desk.city.arena, EVIDENCE_BYTES_MAX + 1);
    memcpy(large, "%PDF-", 5);
    assert_false(upload(&desk, number, "大.pdf", (Str){large, EVIDENCE_BYTES_MAX + 1}));
    assert_int_equal(desk.error.kind, ERROR_LIMIT);
    for (int i = 3; i < EVIDENCE_COUNT_MAX; i++) {
        Str content = str_format(&desk.city.arena, "%%PDF-%d", i);
        assert_ok(upload(&desk, number, "页.pdf", content), desk.error);
    }
    assert_false(upload(&desk, number, "页.pdf", STR("%PDF-x")));
    assert_int_equal(desk.error.kind, ERROR_LIMIT);
    desk_close(&desk);
}

// What comes after the decision is in the package, and what comes after the package is not missed.
static void test_archive__has_the_letters_of_a_clawback(void **state) {
    Room room = room_open(state);
    Desk *desk = &room.desk;
    Archive archive;
    Letter letter;
    Str bytes, again, claim = desk_paid(desk), clawback = desk_notified(desk, claim);
    assert_ok(make(&room, clerk(desk), claim, &archive), desk->error);
    assert_ok(read_bytes(&room, clerk(desk), claim, &bytes), desk->error);
    Str notice = entry_of(&desk->city.arena, bytes, "文书/ZC-2023-000001-04.pdf");
    assert_true(str_starts_with(notice, STR("%PDF")));
    Actor office = hrss(desk);
    LetterIn decision = {&office, LETTER_CLAWBACK_DECISION, clawback, (Str){0}};
    assert_ok(step_clawback(desk, worker(desk), clawback, CLAWBACK_STATE, "x") &&
                  decide_clawback(desk, hrss(desk), clawback, CLAIM_FEN, 1) &&
                  letter_issue(desk->city.store, desk->city.catalogue, &decision,
                               &desk->city.arena, &letter, &desk->error),
              desk->error);
    assert_ok(read_bytes(&room, clerk(desk), claim, &again), desk->error);
    assert_true(str_equal(again, bytes));
    assert_int_equal(proof_with(&room, (Str){0}).faults, 0);
    room_close(&room);
}

// A case that was archived while its clawback went on, and what the clawback then brought.
static Str archived_then_decided(Room *room, Archive *archive) {
    Desk *desk = &room->desk;
    Str claim = desk_paid(desk), clawback = desk_notified(desk, claim);
    assert_false(supplement(room, clerk(desk), claim, archive));
    assert_int_equal(desk->error.kind, ERROR_NOT_FOUND); // nothing to supplement
    assert_ok(make(room, clerk(desk), claim, archive), desk->error);
    assert_int_equal(parts_of(room, claim).newer, 0);
    assert_ok(step_clawback(desk, worker(desk), clawback, CLAWBACK_STATE, "x") &&
                  decide_clawback(desk, hrss(desk), clawback, CLAIM_FEN, 1),
              desk->error);
    return claim;
}

static void test_archive__is_supplemented_by_what_comes_later(void **state) {
    Room room = room_open(state);
    Desk *desk = &room.desk;
    Arena *arena = &desk->city.arena;
    Archive archive, first, second;
    Str before, bytes, again, appeal;
    Str number = archived_then_decided(&room, &archive);
    assert_ok(read_bytes(&room, clerk(desk), number, &before), desk->error);
    assert_int_equal(parts_of(&room, number).newer, 1); // the decision, not issued yet
    assert_false(supplement(&room, worker(desk), number, &first));
    assert_int_equal(desk->error.kind, ERROR_FORBIDDEN);
    desk->today += 3;
    assert_ok(supplement(&room, clerk(desk), number, &first), desk->error);
    assert_int_equal(first.part, 1);
    assert_true(str_equal(first.prior_sha256, digest_sha256(arena, archive.manifest)));
    assert_ok(read_part(&room, clerk(desk), number, 1, &bytes), desk->error);
    assert_true(str_equal(digest_sha256(arena, bytes), first.sha256));
    Str decision = entry_of(arena, bytes, "文书/ZC-2023-000001-06.pdf");
    assert_true(str_starts_with(decision, STR("%PDF-")));
    assert_true(str_equal(entry_of(arena, bytes, "清单.json"), first.manifest));
    assert_true(str_find(first.manifest, first.prior_sha256, 0) != SIZE_MAX);
    assert_int_equal(str_find(first.manifest, STR("案卷.pdf"), 0), SIZE_MAX);
    assert_code(desk, supplement(&room, clerk(desk), number, &second), "NOTHING_NEW");
    // The former part is what it was.
    assert_ok(read_bytes(&room, clerk(desk), number, &again), desk->error);
    assert_true(str_equal(again, before));
    assert_false(read_part(&room, clerk(desk), number, 2, &again));
    assert_int_equal(desk->error.kind, ERROR_NOT_FOUND);
    // And on: a second supplement names the first.
    assert_ok(file_appeal(desk, worker(desk), number, STR("ZC-2023-000001"), &appeal) &&
                  accept_appeal(desk, clerk(desk), appeal),
              desk->error);
    assert_ok(supplement(&room, reviewer(desk), number, &second), desk->error);
    assert_int_equal(second.part, 2);
    assert_true(str_equal(second.prior_sha256, digest_sha256(arena, first.manifest)));
    assert_int_equal(parts_of(&room, number).count, 3);
    ArchiveProof proof = proof_with(&room, signing_key_public(arena, room.key));
    assert_int_equal(proof.archives, 3);
    assert_int_equal(proof.faults, 0);
    room_close(&room);
}

static void unguard(Raw *raw, const char *trigger) {
    char sql[200];
    snprintf(sql, sizeof sql,
             raw->sqlite ? "DROP TRIGGER %s" : "ALTER TABLE claim_archive DISABLE TRIGGER %s",
             trigger);
    raw_must(raw, sql);
}

static void test_archive__supplement_is_tied_to_the_part_before(void **state) {
    Room room = room_open(state);
    Desk *desk = &room.desk;
    Archive archive, part;
    Str bytes, number = archived_then_decided(&room, &archive);
    assert_ok(supplement(&room, clerk(desk), number, &part), desk->error);
    Raw raw = raw_open(*state);
    assert_false(raw_run(&raw, "UPDATE claim_archive SET prior_sha256 = sha256 WHERE part = 1"));
    assert_non_null(strstr(raw.message, "claim_archive_is_final"));
    assert_false(raw_run(&raw, "INSERT INTO claim_archive (application_id, version, sha256, size,"
                               " manifest, renderer, suite, public_key, signature, made_by,"
                               " made_on, at_ms, part, prior_sha256)"
                               " SELECT application_id, version, sha256, size, manifest, renderer,"
                               " suite, public_key, signature, made_by, made_on, at_ms, 5, sha256"
                               " FROM claim_archive WHERE part = 0"));
    assert_non_null(strstr(raw.message, "claim_archive_has_no_prior"));
    // Behind the triggers: the hash of the part before, then that part itself.
    unguard(&raw, "claim_archive_no_update");
    unguard(&raw, "claim_archive_part_no_update");
    unguard(&raw, raw.sqlite ? "claim_archive_no_delete" : "claim_archive_no_change");
    assert_int_equal(proof_with(&room, (Str){0}).faults, 0);
    raw_must(&raw, "UPDATE claim_archive SET prior_sha256 = sha256 WHERE part = 1");
    assert_int_equal(proof_with(&room, (Str){0}).faults, 1);
    raw_must(&raw, "DELETE FROM claim_archive WHERE part = 0");
    ArchiveProof proof = proof_with(&room, (Str){0});
    assert_int_equal(proof.faults, 2); // the part before, and the log says that it was made
    assert_true(str_find(proof.first_fault, STR("前一份案卷不见了"), 0) != SIZE_MAX);
    assert_false(read_part(&room, clerk(desk), number, 1, &bytes));
    raw_must(&raw, "DELETE FROM claim_archive WHERE part = 1");
    assert_int_equal(proof_with(&room, (Str){0}).faults, 2); // both are lost, by the log
    raw_close(&raw);
    room_close(&room);
}

static void test_archive__goes_with_its_claim(void **state) {
    Room room = room_open(state);
    Desk *desk = &room.desk;
    Archive archive, part;
    RetentionCounts counted, done;
    Str bytes, number = paid_claim(desk);
    assert_ok(make(&room, clerk(desk), number, &archive), desk->error);
    Actor actor = actor_system(date_add_months(desk->today, 12 * RETENTION_CLAIM_YEARS) + 60, 0);
    Store *store = desk->city.store;
    assert_ok(retention_count(store, &actor, &counted, &desk->error), desk->error);
    assert_int_equal(counted.archives, 1);
    assert_ok(retention_run(store, &actor, &done, &desk->error), desk->error);
    assert_int_equal(done.archives, 1);
    Archives parts = parts_of(&room, number);
    assert_str_equal(parts.items[0].manifest, "{\"anonymised\":true}");
    assert_true(str_equal(parts.items[0].sha256, archive.sha256)); // by which a package is proven
    assert_code(desk, read_bytes(&room, clerk(desk), number, &bytes), "ARCHIVE_ANONYMISED");
    assert_code(desk, supplement(&room, clerk(desk), number, &part), "ARCHIVE_ANONYMISED");
    assert_int_equal(proof_with(&room, (Str){0}).faults, 0);
    assert_ok(retention_run(store, &actor, &done, &desk->error), desk->error);
    assert_int_equal(done.archives, 0);
    room_close(&room);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_archive__has_the_letters_of_a_clawback),
        BOTH(test_archive__is_supplemented_by_what_comes_later),
        BOTH(test_archive__supplement_is_tied_to_the_part_before),
        BOTH(test_archive__goes_with_its_claim),
        BOTH(test_archive__holds_all_and_stays_the_same),
        BOTH(test_archive__is_for_ended_cases_and_the_office),
        BOTH(test_archive__changes_are_found),
        BOTH(test_evidence__is_what_it_is_by_content),
    };
    return RUN_TESTS(tests);
}
