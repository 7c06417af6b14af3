// SPDX-License-Identifier: Apache-2.0
// Protects: a claim that has been closed for its ten years loses whom it was about and all that was
// written of them, and keeps what the ledger rests on; nothing goes a day early or while a clawback
// goes on, and what is counted is what is done.
#include "../casework/letters.h"

#include "../fund/raw.h"
#include "casework/evidence.h"
#include "casework/redecide.h"
#include "privacy/retention.h"
#include "privacy/sealing.h"
#include "test/privacy/look.sql.c"

static bool kept_look(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return look_kept(tx, &(LookKeptIn){*(const Str *)in}, arena, out, error);
}

static LookKeptRow kept(Desk *desk, Str number) {
    LookKeptRow row;
    assert_ok(
        store_read(desk->city.store, kept_look, &number, &row, &desk->city.arena, &desk->error),
        desk->error);
    return row;
}

static bool run_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return evidence_add(tx, &call->actor, call->text, STR("证明.pdf"), STR("%PDF-1.4"), arena,
                        error);
}

// The worker's claim with a paper, paid.
static Str paid_claim(Desk *desk) {
    ReturnResult result;
    assert_ok(desk_apply(desk), desk->error);
    Str number = desk->claim.number;
    DeskCall call = {.desk = desk, .actor = worker(desk), .text = number};
    assert_ok(desk_write(desk, run_evidence, &call, NULL), desk->error);
    desk_clear(desk, number);
    (void)desk_allot(desk, 1000000, "k1");
    assert_ok(desk_step(desk, finance(desk), number, CLAIM_APPROVE, ""), desk->error);
    PaymentFile file = desk_release(desk);
    assert_ok(desk_return(desk, &file, true, &result), desk->error);
    assert_int_equal(desk_state(desk, number), CLAIM_PAID);
    return number;
}

static RetentionCounts run_on(Desk *desk, Date today, bool is_dry_run) {
    RetentionCounts counts;
    Actor actor = actor_system(today, 1697443200000 + ((int64_t)today - desk->today) * 86400000);
    bool ok = is_dry_run ? retention_count(desk->city.store, &actor, &counts, &desk->error)
                         : retention_run(desk->city.store, &actor, &counts, &desk->error);
    assert_ok(ok, desk->error);
    return counts;
}

static void test_retention__anonymises_a_closed_claim(void **state) {
    Desk desk = desk_open(state);
    Str number = paid_claim(&desk);
    Date due = date_add_months(desk.today, 12 * RETENTION_CLAIM_YEARS) + 1;
    LookKeptRow before = kept(&desk, number);
    assert_true(before.facts_json.length > 2 && before.papers == 1 && before.messages > 0);
    assert_int_equal(run_on(&desk, due - 1, false).claims, 0); // not a day early
    assert_int_equal(run_on(&desk, due, true).claims, 1);      // counted, not done
    assert_true(str_equal(kept(&desk, number).facts_json, before.facts_json));
    assert_int_equal(run_on(&desk, due, false).claims, 1);
    LookKeptRow after = kept(&desk, number);
    assert_true(str_starts_with(after.subject_key, STR("anonymous:")));
    assert_str_equal(after.applicant_name, "（已匿名）");
    assert_false(after.person_id.present);
    assert_str_equal(after.facts_json, "[]");
    assert_int_equal(after.papers + after.messages, 0);
    assert_int_equal(after.amount_fen, before.amount_fen);
    assert_int_equal(after.steps, before.steps);
    assert_int_equal(after.entitlements, 1);
    assert_int_equal(after.runs, 2);
    assert_int_equal(run_on(&desk, due, false).claims, 0); // once
    assert_ledger_holds(&desk);
    assert_int_equal(desk_budget(&desk).paid_fen, before.amount_fen);
    desk_close(&desk);
}

// Without its facts a claim is not decided again, which says nothing against it.
static void test_retention__claim_is_not_decided_again(void **state) {
    Desk desk = desk_open(state);
    Redecision result;
    Str number = paid_claim(&desk);
    Actor platform = actor_system(desk.today, 0);
    assert_ok(claim_redecide(desk.city.store, desk.city.catalogue, &platform, number,
                             &desk.city.arena, &result, &desk.error),
              desk.error);
    Date due = date_add_months(desk.today, 12 * RETENTION_CLAIM_YEARS) + 1;
    assert_int_equal(run_on(&desk, due, false).claims, 1);
    assert_code(&desk,
                claim_redecide(desk.city.store, desk.city.catalogue, &platform, number,
                               &desk.city.arena, &result, &desk.error),
                "CLAIM_ANONYMISED");
    desk_close(&desk);
}

static LetterCheck checked(Desk *desk, Str by, bool is_pdf) {
    LetterCheck check;
    assert_ok(check_letter(desk, by, is_pdf, &check), desk->error);
    return check;
}

// It is not damaged: its words are gone, and whoever holds it can still prove it.
static void test_retention__letter_says_that_its_words_are_gone(void **state) {
    Desk desk = desk_open(state);
    Str pdf, ignored, number = paid_claim(&desk);
    Letter letter = issued(&desk, clerk(&desk), LETTER_ACCEPTANCE, number), wordless;
    assert_ok(letter_pdf(&letter, &desk.city.arena, &pdf, &desk.error), desk.error);
    LetterCheck before = checked(&desk, letter.code, false);
    assert_int_equal(before.anonymised_on, DATE_ABSENT);
    Date due = date_add_months(desk.today, 12 * RETENTION_CLAIM_YEARS) + 1;
    assert_int_equal(run_on(&desk, due, false).claims, 1);
    assert_ok(issue(&desk, clerk(&desk), LETTER_ACCEPTANCE, number, &wordless), desk.error);
    assert_true(str_equal(wordless.number, letter.number));
    assert_false(letter_pdf(&wordless, &desk.city.arena, &ignored, &desk.error));
    assert_string_equal(desk.error.code, "LETTER_ANONYMISED");
    LetterCheck after = checked(&desk, letter.code, false);
    assert_int_equal(after.anonymised_on, due);
    assert_true(str_is_absent(after.addressee));
    assert_int_equal(after.amount_fen, before.amount_fen);
    assert_int_equal(checked(&desk, pdf, true).anonymised_on, due);
    assert_int_equal(proof_of(&desk).faults, 0);
    desk_close(&desk);
}

// ---- What was written beside the claim ----

#define FORMER "!former" // stands for a sealed text that must not be there any more
#define HASH "0123456789012345678901234567890123456789012345678901234567890123"

static const char *const written[] = {
    "UPDATE application SET last_note = '" FORMER "'",
    "INSERT INTO review_step (application_id, version, action, to_state, account_id, actor_name,"
    " role, business_date, at_ms, note) SELECT id, 90, 'note', 'paid', 10, '" FORMER "', 'citizen',"
    " '2023-10-30', 0, '" FORMER "' FROM application",
    "INSERT INTO application_urge (application_id, version, body, account_id, actor_name, role,"
    " urged_on) SELECT id, 1, '" FORMER "', 50, 'x', 'x', '2023-10-16' FROM application",
    "INSERT INTO claim_rating (application_id, score, remark, account_id, rated_on, at_ms)"
    " SELECT id, 1, '" FORMER "', 10, '2023-10-30', 0 FROM application",
    "INSERT INTO letter (number, kind, application_id, step_version, division_code, business_date,"
    " code, amount_fen, content, content_sha256, sha256, renderer, issued_by, issued_on, at_ms)"
    " SELECT 'x', 'acceptance', id, 90, '640522', '2023-10-16', '01234567890123456789', 0,"
    " '" FORMER "', '" HASH "', '" HASH "', 'x', 20, '2023-10-16', 0 FROM application",
    "INSERT INTO notice (number, policy_number, policy_title, measure, measure_name, division_code,"
    " opens_on, closes_on, opened_by, is_open)"
    " VALUES ('x', 5, 'x', 'm', 'x', '640522', '2023-10-17', '2023-10-20', 30, 0)",
    "INSERT INTO objection (notice_id, item_sequence, application_id, objector_name, phone, body,"
    " state, answer, answered_by, filed_on, answered_on, division_code)"
    " SELECT notice.id, 1, application.id, '" FORMER "', '" FORMER "', '" FORMER "', 'dismissed',"
    " '" FORMER "', 30, '2023-10-17', '2023-10-18', '640522' FROM notice, application"
    " WHERE notice.number = 'x'",
    "INSERT INTO batch (number, policy_number, policy_title, division_code, snapshot_on, pack_hash,"
    " state, created_by, created_on)"
    " VALUES ('x', 5, 'x', '640522', '2023-10-16', 'x', 'closed', 30, '2023-10-16')",
    "INSERT INTO batch_row (batch_id, sequence, subject_key, subject_label, result, amount_fen,"
    " codes, sentences, application_id)"
    " SELECT batch.id, 1, '" FORMER "', 'x', 'payable', 1, '', '" FORMER "', application.id"
    " FROM batch, application",
    "INSERT INTO fact_request (case_number, policy_number, fact_key, department, division_code,"
    " asked_on, due_on, is_open) SELECT number, 5, 'k', 'x', '640522', '2023-10-16', '2023-10-20', "
    "1"
    " FROM application",
    "INSERT INTO fact_answer (request_id, sequence, value_json, account_id, answered_on, at_ms)"
    " SELECT id, 1, '" FORMER "', 9, '2023-10-17', 0 FROM fact_request WHERE fact_key = 'k'",
    "INSERT INTO risk_finding (application_id, rule_file, title, code, level, sentence, facts_json,"
    " fingerprint, pack_hash, found_at, found_on, division_code, state, answer, answered_by,"
    " answered_on) SELECT id, 'x', 'x', 'C', 'normal', '" FORMER "', '" FORMER "', '" FORMER "',"
    " 'x', 'review', '2023-10-17', '640522', 'cleared', '" FORMER "', 31, '2023-10-18'"
    " FROM application",
    "INSERT INTO inspection (number, fund_key, division_code, month, population_count,"
    " sample_count, high_count, seed, pack_hash, drawn_by, drawn_on)"
    " VALUES ('x', 'f', '640522', '2023-10', 1, 1, 0, 'x', 'x', 50, '2023-11-01')",
    "INSERT INTO inspection_item (inspection_id, sequence, application_id, drawn_for)"
    " SELECT inspection.id, 1, application.id, 'random' FROM inspection, application",
    "INSERT INTO inspection_result (inspection_id, sequence, result, note, checked_by, checked_on)"
    " SELECT id, 1, 'in_order', '" FORMER "', 60, '2023-11-01' FROM inspection",
    "INSERT INTO clawback (number, application_id, division_code, cause, note, state, version,"
    " opened_by, opened_on, statement, stated_on)"
    " SELECT 'ZC-X', id, '640522', 'report', '" FORMER "', 'suspected', 0, 50, '2023-10-31',"
    " '" FORMER "', '2023-11-02' FROM application",
    "INSERT INTO clawback_evidence (clawback_id, sequence, source, description, added_by, added_on)"
    " SELECT id, 1, 'visit', '" FORMER "', 50, '2023-10-31' FROM clawback",
    "INSERT INTO appeal (number, application_id, division_code, subject, decision, grounds, state,"
    " version, filed_by, filed_on, accepted_by, accepted_on, decided_by, decided_on, reasons)"
    " SELECT 'FC-X', id, '640522', 'amount', 'x', '" FORMER "', 'maintained', 2, 10, '2023-11-01',"
    " 50, '2023-11-02', 51, '2023-11-03', '" FORMER "' FROM application",
    "INSERT INTO appeal_decision (appeal_id, decided_on, pack_hash, engine, found_json, facts_json,"
    " decision_json, right_fen, paid_fen) SELECT id, '2023-10-16', 'x', 'x', '" FORMER "',"
    " '" FORMER "', '" FORMER "', 0, 0 FROM appeal",
};

#define STEP_OF(number, role, day)                                                                 \
    "INSERT INTO course_step (number, version, action, to_state, account_id, actor_name, role,"    \
    " business_date, at_ms, note) VALUES ('" number "', 0, 'x', 'x', 10, '" FORMER "', '" role     \
    "', '" day "', 0, '" FORMER "')"

// Every row of the tables that a claim's texts stand in.
static Str rows_of(Desk *desk, Raw *raw) {
    static const char *const tables[] = {
        "application", "review_step", "application_urge",  "claim_rating", "letter",
        "objection",   "batch_row",   "fact_answer",       "risk_finding", "inspection_result",
        "clawback",    "appeal",      "clawback_evidence", "course_step",
    };
    static const char *const columns[] = {
        "last_note",
        "actor_name || coalesce(note, '')",
        "body",
        "coalesce(remark, '')",
        "content",
        "objector_name || phone || body || coalesce(answer, '')",
        "subject_key || sentences",
        "value_json",
        "sentence || facts_json || fingerprint || coalesce(answer, '')",
        "note",
        "note || coalesce(statement, '')",
        "grounds || coalesce(reasons, '')",
        "description",
        "actor_name || coalesce(note, '')",
        "found_json || facts_json || decision_json",
    };
    StrBuilder out;
    str_builder_init(&out, &desk->city.arena, 0);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        Str sql = str_format(&desk->city.arena, "SELECT '%s ' || coalesce(%s, '') FROM %s",
                             tables[i], columns[i], tables[i]);
        raw_dump(raw, str_to_c(&desk->city.arena, sql), &out);
    }
    return str_built(&out);
}

static void assert_opens(Desk *desk, const TestDatabase *database) {
    SealingProof proof;
    Keyring *keys = test_keys(database);
    assert_ok(sealing_prove(desk->city.store, keys, &desk->city.arena, &proof, &desk->error),
              desk->error);
    if (proof.faults > 0) fail_msg("%.*s", STR_ARG(proof.first_fault));
}

static void test_retention__leaves_no_text(void **state) {
    Desk desk = desk_open(state);
    (void)paid_claim(&desk);
    Raw raw = raw_open(*state);
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) raw_must(&raw, written[i]);
    raw_must(&raw, STEP_OF("ZC-X", "citizen", "2023-11-02"));
    raw_must(&raw, STEP_OF("FC-X", "citizen", "2023-12-04"));
    Date due = date_from_civil((CivilDate){2023 + RETENTION_CLAIM_YEARS, 12, 5});
    assert_int_equal(run_on(&desk, due, false).claims, 0); // the clawback goes on
    raw_must(&raw, "UPDATE clawback SET state = 'dropped'");
    assert_int_equal(run_on(&desk, due - 1, false).claims, 0); // the appeal ended on that day
    assert_true(str_find(rows_of(&desk, &raw), STR(FORMER), 0) != SIZE_MAX);
    RetentionCounts counted = run_on(&desk, due, true), done = run_on(&desk, due, false);
    assert_int_equal(counted.claims, 1);
    assert_int_equal(counted.clawbacks, 1);
    assert_int_equal(counted.appeals, 1);
    assert_int_equal(counted.answers, 1);
    assert_true(counted.findings >= 1);
    assert_int_equal(counted.inspections, 1);
#define X(name, label, unit) assert_int_equal(done.name, counted.name);
    RETENTION_CLAIM_COUNTS(X)
#undef X
    Str rows = rows_of(&desk, &raw);
    size_t at = str_find(rows, STR(FORMER), 0);
    if (at != SIZE_MAX) fail_msg("%.*s", STR_ARG(rows));
    assert_opens(&desk, *state);
    assert_money_holds(&desk); // the claim has a step that no table knows
    raw_close(&raw);
    desk_close(&desk);
}

static bool has_text(Desk *desk, Raw *raw, const char *sql, const char *text) {
    StrBuilder out;
    str_builder_init(&out, &desk->city.arena, 0);
    raw_dump(raw, sql, &out);
    return str_find(str_built(&out), str_from_c(text), 0) != SIZE_MAX;
}

static bool run_look_roster(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return look_roster(tx, NULL, arena, out, error);
}

static LookRosterRow look(Desk *desk) {
    LookRosterRow row;
    assert_ok(store_read(desk->city.store, run_look_roster, NULL, &row, &desk->city.arena,
                         &desk->error),
              desk->error);
    return row;
}

static bool roster_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    (void)out;
    (void)arena;
    OldRosterIn roster = {STR("MC-1"), STR("某厂"), STR("名册.csv"), STR("某人组织的")};
    OldRosterRowIn row = {STR("[\"王\"]"), STR("{}"), STR("{\"0\":\"错\"}"), STR("不够")};
    return old_roster(tx, &roster, NULL, error) && old_roster_row(tx, &row, NULL, error);
}

// What is put into the row instead opens like anything else.
static void test_retention__empties_old_rosters(void **state) {
    Desk desk = desk_open(state);
    assert_ok(store_write(desk.city.store, roster_write, NULL, NULL, &desk.city.arena, &desk.error),
              desk.error);
    Raw raw = raw_open(*state);
    raw_must(&raw, "UPDATE claim_roster SET person_id = 7, owner_key = 'person:7'");
    RetentionCounts counted = run_on(&desk, desk.today, true);
    assert_int_equal(counted.roster_rows, 1);
    assert_int_equal(counted.rosters, 1);
    assert_true(has_text(&desk, &raw, "SELECT owner_key FROM claim_roster", "person:7"));
    RetentionCounts done = run_on(&desk, desk.today, false);
    assert_int_equal(done.roster_rows, 1);
    assert_int_equal(done.rosters, 1);
    assert_opens(&desk, *state);
    LookRosterRow roster = look(&desk);
    assert_str_equal(roster.owner_name, "（已匿名）");
    assert_str_equal(roster.file_name, "（已匿名）");
    assert_str_equal(roster.whole_sentences, "（已匿名）");
    assert_false(roster.person_id.present);
    assert_false(has_text(&desk, &raw, "SELECT owner_key FROM claim_roster", "person:7"));
    done = run_on(&desk, desk.today, false);
    assert_int_equal(done.roster_rows + done.rosters, 0);
    raw_close(&raw);
    desk_close(&desk);
}

// Until migration 0270 they were sealed as another column.
static void test_retention__migration_opens_old_rosters(void **state) {
    Desk desk = desk_open(state);
    assert_ok(store_write(desk.city.store, roster_write, NULL, NULL, &desk.city.arena, &desk.error),
              desk.error);
    run_on(&desk, desk.today, false);
    Raw raw = raw_open(*state);
    raw_must(&raw, "UPDATE claim_roster SET whole_sentences = file_name");
    raw_must(&raw, "DELETE FROM schema_migration WHERE number = 270");
    assert_ok(store_migrate_embedded(desk.city.store, &desk.error), desk.error);
    assert_opens(&desk, *state);
    assert_true(str_is_absent(look(&desk).whole_sentences));
    raw_close(&raw);
    desk_close(&desk);
}

// Of somebody, of a firm, and of whoever took it up: only the first is nobody's any more.
static const char *const batch_lines[] = {
    "INSERT INTO batch (number, policy_number, policy_title, division_code, snapshot_on, pack_hash,"
    " state, created_by, created_on)"
    " VALUES ('old', 5, 'x', '640522', '2023-10-16', 'x', 'reviewing', 30, '2023-10-16')",
    "INSERT INTO batch_row (batch_id, sequence, subject_key, subject_label, result, amount_fen,"
    " codes, sentences, person_id) SELECT id, 1, '" FORMER "', 'x', 'payable', 800, '',"
    " '" FORMER "', 7 FROM batch",
    "INSERT INTO batch_row (batch_id, sequence, subject_key, subject_label, result, amount_fen,"
    " codes, sentences, uscc) SELECT id, 2, '91640522MA0000000X', 'x', 'not', 0, '', '!firm', 'x'"
    " FROM batch",
};

static void test_retention__lets_go_of_offers_that_nobody_took_up(void **state) {
    static const char *const lines =
        "SELECT subject_key || sentences || coalesce(person_id, 0) FROM batch_row ORDER BY sequence";
    Desk desk = desk_open(state);
    Raw raw = raw_open(*state);
    for (size_t i = 0; i < 3; i++) raw_must(&raw, batch_lines[i]);
    Date due = date_add_months(desk.today, 12 * RETENTION_BATCH_YEARS) + 1;
    assert_int_equal(run_on(&desk, due - 1, false).batch_rows, 0); // not a day early
    assert_int_equal(run_on(&desk, due, true).batch_rows, 1);
    assert_true(has_text(&desk, &raw, lines, FORMER)); // counted, not done
    assert_int_equal(run_on(&desk, due, false).batch_rows, 1);
    assert_false(has_text(&desk, &raw, lines, FORMER));
    assert_true(has_text(&desk, &raw, lines, "!firm"));
    assert_true(has_text(&desk, &raw, "SELECT amount_fen FROM batch_row", "800"));
    assert_int_equal(run_on(&desk, due, false).batch_rows, 0); // once
    raw_close(&raw);
    desk_close(&desk);
}

static void test_retention__leaves_what_is_not_closed(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Date late = date_add_months(desk.today, 12 * 2 * RETENTION_CLAIM_YEARS);
    assert_int_equal(run_on(&desk, late, false).claims, 0);
    assert_true(kept(&desk, desk.claim.number).facts_json.length > 2);
    desk_close(&desk);
}

// Frozen rows open to a run alone, and to nothing but what it changes.
static void test_retention__opens_nothing_else(void **state) {
    Desk desk = desk_open(state);
    (void)paid_claim(&desk);
    Raw raw = raw_open(*state);
    assert_false(raw_run(&raw, "UPDATE application_decision SET decision_json = '!x'"));
    raw_must(&raw, "BEGIN");
    raw_must(&raw, "INSERT INTO sealing_pass (reason) VALUES ('anonymise')");
    assert_false(raw_run(&raw, "UPDATE application_decision SET amount_fen = 1"));
    raw_must(&raw, "ROLLBACK");
    raw_must(&raw, "BEGIN");
    raw_must(&raw, "INSERT INTO sealing_pass (reason) VALUES ('anonymise')");
    assert_false(raw_run(&raw, "UPDATE payment_file SET content = content"));
    raw_must(&raw, "ROLLBACK");
    raw_close(&raw);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_retention__anonymises_a_closed_claim),
        BOTH(test_retention__claim_is_not_decided_again),
        BOTH(test_retention__letter_says_that_its_words_are_gone),
        BOTH(test_retention__leaves_no_text),
        BOTH(test_retention__empties_old_rosters),
        BOTH(test_retention__migration_opens_old_rosters),
        BOTH(test_retention__lets_go_of_offers_that_nobody_took_up),
        BOTH(test_retention__leaves_what_is_not_closed),
        BOTH(test_retention__opens_nothing_else),
    };
    return RUN_TESTS(tests);
}
