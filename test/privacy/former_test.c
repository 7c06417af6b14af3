// SPDX-License-Identifier: Apache-2.0
// Protects: what an older program wrote about people is sealed when its database is opened, every
// text of it, opens again word for word, takes a new key, and is refused in plaintext ever after.

#include "sealed.h"

#include "privacy/sealing.h"
#include "test/privacy/look.sql.c"

#define SEALED_SINCE 132 // number of the migration that refuses plaintext in these columns
#define ID_NUMBER "640522199001010003"
#define TEXT "密语"
#define NOTE "!密语：急" // people write exclamation marks
#define BODY "一次性补贴（ZW-1）密语：" ID_NUMBER

// What the others refer to.
static const char *const frame[] = {
    "INSERT INTO entitlement (policy_number, measure, subject_kind, subject_key, period, stage,"
    " amount_fen, granted_on, claim_number, is_void, division_code, source, data_date)"
    " VALUES (5, 'm', 'person', 'k', '2023', '', 80000, '2023-10-16', 'ZW-1', 0, '640522', 'x',"
    " '2023-10-16')",
    "INSERT INTO notice (number, policy_number, policy_title, measure, measure_name, division_code,"
    " opens_on, closes_on, opened_by, is_open)"
    " VALUES ('GS-1', 5, 'x', 'm', 'x', '640522', '2023-10-17', '2023-10-20', 30, 0)",
    "INSERT INTO inspection (number, fund_key, division_code, month, population_count,"
    " sample_count, high_count, seed, pack_hash, drawn_by, drawn_on)"
    " VALUES ('CJ-1', 'f', '640522', '2023-10', 1, 1, 0, 'x', 'x', 50, '2023-11-01')",
    "INSERT INTO fact_request (case_number, policy_number, fact_key, department, division_code,"
    " asked_on, due_on, is_open)"
    " VALUES ('ZW-1', 5, 'k', 'x', '640522', '2023-10-16', '2023-10-20', 1)",
    "INSERT INTO batch (number, policy_number, policy_title, division_code, snapshot_on, pack_hash,"
    " state, created_by, created_on)"
    " VALUES ('PC-1', 5, 'x', '640522', '2023-10-16', 'x', 'closed', 30, '2023-10-16')",
};

// Of people whom extracts deliver; on SQLite the schema lets them pass.
static const char *const papers[] = {
    "INSERT INTO person (id, id_number, name, birth_date, sex, division_code, source, data_date)"
    " VALUES (1, '!', '!', '1990-01-01', 1, '640522', 'x', '2023-10-16')",
    "INSERT INTO person_category_cert (person_id, category, certificate_number, from_date,"
    " division_code, source, data_date) VALUES (1, '残疾', '" ID_NUMBER "41', '2020-01-01',"
    " '640522', 'x', '2023-10-16')",
    "INSERT INTO graduate (person_id, school, level_code, graduation_date, certificate_number,"
    " is_verified, division_code, source, data_date)"
    " VALUES (1, 'x', '21', '2023-07-01', '" TEXT "', 1, '640522', 'x', '2023-10-16')",
    "INSERT INTO veteran (person_id, service_from, retired_on, certificate_number, division_code,"
    " source, data_date)"
    " VALUES (1, '2018-09-01', '2023-09-01', '" TEXT "', '640522', 'x', '2023-10-16')",
};

// A row with a text of everything that was plain; most need the claim or the one before.
static const char *const texts[] = {
    "INSERT INTO account (login, display_name, password_hash, role, division_code, person_id,"
    " totp_step, failed_count, locked_until_ms, is_disabled, created_ms)"
    " VALUES ('worker', '" TEXT "', 'x', 'citizen', '640522', 1, 0, 0, 0, 0, 0)",
    "INSERT INTO review_step (application_id, version, action, to_state, account_id, actor_name,"
    " role, business_date, at_ms, note)"
    " SELECT id, 0, 'submit', 'submitted', 1, '" TEXT "', 'citizen', '2023-10-16', 0, '" NOTE "'"
    " FROM application",
    "INSERT INTO application_urge (application_id, version, body, account_id, actor_name, role,"
    " urged_on) SELECT id, 1, '" TEXT "', 50, 'x', 'x', '2023-10-16' FROM application",
    "INSERT INTO claim_rating (application_id, score, remark, account_id, rated_on, at_ms)"
    " SELECT id, 1, '" TEXT "', 1, '2023-10-30', 0 FROM application",
    "INSERT INTO clawback (number, application_id, division_code, cause, note, state, version,"
    " opened_by, opened_on, statement, stated_on)"
    " SELECT 'ZC-1', id, '640522', 'report', '" TEXT "', 'suspected', 0, 50, '2023-10-31',"
    " '" TEXT "', '2023-11-02' FROM application",
    "INSERT INTO clawback_evidence (clawback_id, sequence, source, description, added_by, added_on)"
    " SELECT id, 1, 'visit', '" TEXT "', 50, '2023-10-31' FROM clawback",
    "INSERT INTO appeal (number, application_id, division_code, subject, decision, grounds, state,"
    " version, filed_by, filed_on, accepted_by, accepted_on, decided_by, decided_on, reasons)"
    " SELECT 'FC-1', id, '640522', 'amount', 'ZW-1/6', '" TEXT "', 'maintained', 2, 1,"
    " '2023-11-01', 50, '2023-11-02', 51, '2023-11-03', '" TEXT "' FROM application",
    "INSERT INTO course_step (number, version, action, to_state, account_id, actor_name, role,"
    " business_date, at_ms, note)"
    " VALUES ('ZC-1', 0, 'open', 'suspected', 50, '" TEXT "', 'x', '2023-10-31', 0, '" TEXT "')",
    "INSERT INTO fact_answer (request_id, sequence, value_json, account_id, answered_on, at_ms)"
    " SELECT id, 1, '\"" TEXT "\"', 9, '2023-10-17', 0 FROM fact_request",
    "INSERT INTO risk_finding (application_id, rule_file, title, code, level, sentence, facts_json,"
    " fingerprint, pack_hash, found_at, found_on, division_code, state, answer, answered_by,"
    " answered_on)"
    " SELECT id, 'x', 'x', 'C', 'normal', '" TEXT "', '\"" TEXT "\"', '" TEXT "', 'x', 'review',"
    " '2023-10-17', '640522', 'cleared', '" TEXT "', 31, '2023-10-18' FROM application",
    "INSERT INTO letter (number, kind, application_id, step_version, division_code, business_date,"
    " code, amount_fen, content, content_sha256, sha256, renderer, issued_by, issued_on, at_ms)"
    " SELECT 'ZW-1-00', 'acceptance', id, 0, '640522', '2023-10-16', '01234567890123456789', 0,"
    " '" TEXT "', '0123456789012345678901234567890123456789012345678901234567890123',"
    " '0123456789012345678901234567890123456789012345678901234567890123', 'x', 20, '2023-10-16', 0"
    " FROM application",
    "INSERT INTO claim_archive (application_id, version, sha256, size, manifest, renderer, suite,"
    " public_key, signature, made_by, made_on, at_ms)"
    " SELECT id, 6, '0123456789012345678901234567890123456789012345678901234567890123', 1,"
    " '" TEXT "', 'x', 'guomi', 'x', 'x', 20, '2023-11-01', 0 FROM application",
    "INSERT INTO batch_row (batch_id, sequence, subject_key, subject_label, result, amount_fen,"
    " codes, sentences) SELECT id, 1, 'k', 'x', 'look', 0, 'C', '" TEXT "' FROM batch",
    "INSERT INTO claim_roster (number, policy_number, policy_title, measure, measure_name,"
    " subject_kind, period, decided_on, owner_key, owner_name, division_code, file_name,"
    " file_sha256, pack_hash, columns_json, state, whole_sentences, created_by, created_on)"
    " VALUES ('MC-1', 5, 'x', 'm', 'x', 'person', '2023', '2023-10-16', 'k', 'x', '640522',"
    " '" TEXT "', 'x', 'x', '[]', 'checked', '" TEXT "', 1, '2023-10-16')",
    "INSERT INTO claim_roster_row (roster_id, sequence, line, subject_label, cells_json,"
    " stated_json, faults_json, result, amount_fen, sentences)"
    " SELECT id, 1, 2, 'x', '[]', '{}', '{}', 'look', 0, '" TEXT "' FROM claim_roster",
    "INSERT INTO enrolment (number, policy_number, policy_title, measure, measure_name, kind,"
    " subject_kind, subject_key, subject_label, period, division_code, state, units, steps_signed,"
    " stated_json, applied_on, applied_by, last_note, version)"
    " VALUES ('DJ-1', 5, 'x', 'm', 'x', 'service', 'person', 'k', 'x', '2023', '640522', 'applied',"
    " 1, 0, '{}', '2023-10-16', 1, '" TEXT "', 0)",
    "INSERT INTO enrolment_event (enrolment_id, version, action, to_state, account_id, actor_name,"
    " role, business_date, at_ms, note)"
    " SELECT id, 0, 'apply', 'applied', 1, '" TEXT "', 'citizen', '2023-10-16', 0, '" TEXT "'"
    " FROM enrolment",
    "INSERT INTO enrolment_delivery (enrolment_id, sequence, service_key, outcome, delivered_on,"
    " delivered_by, account_id, note)"
    " SELECT id, 1, 's', 'declined', '2023-10-16', 'x', 9, '" TEXT "' FROM enrolment",
};

// What the schema refuses from now on, besides.
static const char *const refused[] = {
    "INSERT INTO message (person_id, body, business_date, at_ms, is_read)"
    " VALUES (1, '" TEXT "', '2023-10-16', 0, 0)",
    "INSERT INTO evidence (application_id, sequence, name, content_type, size, sha256, content,"
    " added_by, added_on) SELECT id, 2, '" TEXT "', 'x', 8, 'x', content, 1, '2023-10-16'"
    " FROM application, evidence",
    "INSERT INTO inspection_result (inspection_id, sequence, result, note, checked_by, checked_on)"
    " SELECT id, 2, 'in_order', '" TEXT "', 60, '2023-11-01' FROM inspection",
    "UPDATE application SET last_note = '" TEXT "'",
    "UPDATE enrolment SET last_note = '" TEXT "'",
    "UPDATE objection SET answer = '" TEXT "'",
    "UPDATE clawback SET statement = '" TEXT "'",
    "UPDATE appeal SET reasons = '" TEXT "'",
    "UPDATE claim_roster SET whole_sentences = '" TEXT "'",
    "UPDATE claim_roster_row SET sentences = '" TEXT "'",
};

static bool former_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    (void)out;
    (void)arena;
    FormerClaimIn claim = {STR("ZW-1"), STR(ID_NUMBER), STR("王**"), STR("王明远"), STR(TEXT)};
    FormerObjectionIn objection = {STR("马某"), STR("13912340000"), STR("不属实"), STR(TEXT)};
    return former_claim(tx, &claim, NULL, error) &&
           former_paper(tx, &(FormerPaperIn){STR(TEXT ".pdf"), STR("%PDF-1.4")}, NULL, error) &&
           former_objection(tx, &objection, NULL, error) &&
           former_message(tx, &(FormerMessageIn){STR(BODY)}, NULL, error) &&
           former_inspection(tx, &(FormerInspectionIn){STR(TEXT), STR(TEXT), STR(TEXT)}, NULL,
                             error);
}

// A database of the program before, all that it knew to be personal sealed.
static Fixture former_open(void **state) {
    Fixture f = {.database = *state};
    MigrationList all, before = {0};
    assert_ok(keyring_open(str_from_c(f.database->folder), CIPHER_GUOMI, &f.keys, &f.error),
              f.error);
    f.store = open_with(&f, f.keys, false);
    assert_ok(migration_list_embedded(&f.arena, &all, &f.error), f.error);
    for (size_t i = 0; i < all.count && all.items[i].number < SEALED_SINCE; i++) {
        PUSH(&f.arena, &before, all.items[i]);
    }
    assert_ok(store_migrate(f.store, &before, NULL, &f.error) &&
                  store_keys_settle(f.store, f.keys, &f.error),
              f.error);
    Raw raw = raw_open(f.database);
    for (size_t i = 0; i < sizeof frame / sizeof *frame; i++) raw_must(&raw, frame[i]);
    assert_ok(store_write(f.store, former_write, NULL, NULL, &f.arena, &f.error), f.error);
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) raw_must(&raw, papers[i]);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) raw_must(&raw, texts[i]);
    static const char *const done[] = {"account",      "application",      "batch_row",
                                       "claim_roster", "claim_roster_row", "enrolment",
                                       "evidence",     "message",          "objection"};
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) {
        Str sql = str_format(&f.arena,
                             "INSERT INTO sealing (table_name, done_through, is_done)"
                             " VALUES ('%s', 9, 1)",
                             done[i]);
        raw_must(&raw, str_to_c(&f.arena, sql));
    }
    raw_close(&raw);
    return f;
}

static bool texts_look(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return look_texts(tx, NULL, arena, out, error);
}

static void assert_opens(Fixture *f) {
    LookTextsRow row;
    SealingProof proof;
    assert_ok(store_read(f->store, texts_look, NULL, &row, &f->arena, &f->error), f->error);
    assert_str_equal(row.step_note, NOTE);
    assert_str_equal(row.message, BODY);
    assert_str_equal(row.paper, TEXT);
    assert_str_equal(row.last_note, TEXT);
    assert_str_equal(row.fingerprint, TEXT);
    assert_ok(sealing_prove(f->store, f->keys, &f->arena, &proof, &f->error), f->error);
    assert_int_equal(proof.faults, 0);
    assert_int_equal(proof.former, 0);
}

static void test_former__texts_are_sealed_on_opening(void **state) {
    Fixture f = former_open(state);
    assert_true(is_found(bytes_of(&f), STR(TEXT)));
    assert_ok(store_migrate_embedded(f.store, &f.error), f.error);
    bool is_done;
    assert_ok(sealing_is_done(f.store, &is_done, &f.error), f.error);
    assert_false(is_done);
    Store *admitting = open_with(&f, f.keys, true);
    assert_ok(sealing_finish(admitting, f.keys, &f.error), f.error);
    store_close(admitting);
    assert_opens(&f);
    store_close(f.store); // folds the log into the file
    assert_false(is_found(bytes_of(&f), STR(TEXT)));
    assert_false(is_found(bytes_of(&f), STR(ID_NUMBER)));
    f.store = open_with(&f, f.keys, false);

    // A new key reaches them all.
    int64_t renewed;
    assert_ok(keyring_make(f.keys, KEY_FIELD, &f.error) &&
                  store_keys_settle(f.store, f.keys, &f.error) &&
                  sealing_renew(f.store, f.keys, &renewed, &f.error),
              f.error);
    assert_int_equal(renewed, sizeof texts / sizeof *texts + sizeof papers / sizeof *papers + 5);
    assert_opens(&f);
    fixture_close(&f);
}

static void assert_refused(Raw *raw, const char *sql) {
    if (raw_run(raw, sql)) fail_msg("got through: %s", sql);
    if (!strstr(raw->message, "_sealed")) fail_msg("%s: %s", sql, raw->message);
}

// The rows that are tried here stand there already, and that their keys are taken (migration 0246)
// would be said before that they are plain.
static void keys_disarm(Raw *raw) {
    for (;;) {
        sqlite3_stmt *statement;
        char sql[200] = "";
        assert_int_equal(sqlite3_prepare_v2(raw->sqlite,
                                            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
                                            " AND name LIKE '%not_replaced' LIMIT 1",
                                            -1, &statement, NULL),
                         SQLITE_OK);
        if (sqlite3_step(statement) == SQLITE_ROW) {
            snprintf(sql, sizeof sql, "DROP TRIGGER %s", sqlite3_column_text(statement, 0));
        }
        sqlite3_finalize(statement);
        if (!*sql) return;
        raw_must(raw, sql);
    }
}

static void test_former__plaintext_is_refused_ever_after(void **state) {
    Fixture f = former_open(state);
    assert_ok(store_migrate_embedded(f.store, &f.error), f.error);
    test_seal(f.database);
    Raw raw = raw_open(f.database);
    if (raw.sqlite) keys_disarm(&raw);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_refused(&raw, texts[i]);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) assert_refused(&raw, refused[i]);
    size_t papers_refused = raw.postgres ? sizeof papers / sizeof *papers : 0;
    for (size_t i = 1; i < papers_refused; i++) assert_refused(&raw, papers[i]);
    raw_close(&raw);
    fixture_close(&f);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_former__texts_are_sealed_on_opening),
        BOTH(test_former__plaintext_is_refused_ever_after),
    };
    return RUN_TESTS(tests);
}
