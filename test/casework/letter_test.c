// SPDX-License-Identifier: Apache-2.0
// Protects letters: one for each step, the same bytes whenever it is wanted, seen by whom the claim
// is seen, checked by code or by file, and found out when somebody changed the record.
#include "appeals.h"
#include "letters.h"

#include "../fund/raw.h"
#include "casework/letter.h"
#include "casework/letter.sql.h"

#include <ctype.h>
#include "test/casework/tamper.sql.c"

static bool run_find_letter(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return letter_find(tx, &call->actor, call->text, arena, out, error);
}

static bool find_letter(Desk *desk, Actor actor, Str number, Letter *letter) {
    return desk_read(desk, run_find_letter,
                     &(DeskCall){.desk = desk, .actor = actor, .text = number}, letter);
}

static bool run_letters(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return letter_list(tx, &call->actor, call->text, arena, out, error);
}

static bool run_rename(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    (void)arena;
    return tamper_name(tx, &(TamperNameIn){STR("ZW-2023-05-000001"), call->text}, NULL, error);
}

static bool rename_applicant(Desk *desk, const char *name) {
    return desk_write(desk, run_rename, &(DeskCall){.desk = desk, .text = str_from_c(name)}, NULL);
}

// What the acceptance says it comes to.
static bool run_reword(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    LetterRows rows;
    (void)out;
    if (!letter_page(tx, &(LetterPageIn){0, 1}, arena, &rows, error)) return false;
    Str content = rows.items[0].content, sum = call->text;
    size_t at = str_find(content, STR("00.00"), 0);
    assert_true(at != SIZE_MAX);
    Str reworded =
        str_format(arena, "%.*s%.*s%.*s", STR_ARG(str_slice(content, 0, at - 1)), STR_ARG(sum),
                   STR_ARG(str_slice(content, at - 1 + sum.length, content.length)));
    return tamper_letter(tx, &(TamperLetterIn){reworded}, NULL, error);
}

static bool reword(Desk *desk, const char *sum) {
    return desk_write(desk, run_reword, &(DeskCall){.desk = desk, .text = str_from_c(sum)}, NULL);
}

static Str pdf_of(Desk *desk, const Letter *letter) {
    Str pdf;
    assert_ok(letter_pdf(letter, &desk->city.arena, &pdf, &desk->error), desk->error);
    return pdf;
}

static void test_letter__documents_a_step_once(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    Letter letter, again;
    assert_code(&desk, issue(&desk, clerk(&desk), LETTER_ACCEPTANCE, number, &letter), "NO_STEP");
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    letter = issued(&desk, worker(&desk), LETTER_ACCEPTANCE, number);
    assert_str_equal(letter.number, "ZW-2023-05-000001-01");
    assert_int_equal(letter.on, desk.today);
    assert_int_equal(letter.code.length, LETTER_CODE_LENGTH);
    assert_true(document_says(&desk, &letter, "王明远")); // the addressee's own, in full
    assert_true(document_says(&desk, &letter, JOURNEY_MIGRANT_ID));
    assert_true(document_says(&desk, &letter, "人民币捌佰元整（800.00 元）"));
    assert_true(document_says(&desk, &letter, SITE "/verify/"));
    // Another day, another who asks: the same letter, the same bytes.
    Str pdf = pdf_of(&desk, &letter);
    desk.today += 3;
    again = issued(&desk, clerk(&desk), LETTER_ACCEPTANCE, number);
    assert_true(str_equal(again.code, letter.code));
    assert_true(str_equal(pdf_of(&desk, &again), pdf));
    assert_ok(find_letter(&desk, reviewer(&desk), letter.number, &again), desk.error);
    assert_true(str_equal(pdf_of(&desk, &again), pdf));
    assert_int_equal(proof_of(&desk).letters, 1);
    desk_close(&desk);
}

static void test_letter__says_what_is_missing_and_why_not(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(
        desk_step(&desk, clerk(&desk), number, CLAIM_RETURN, "合同没有盖章；缺3月流水\n照片不清"),
        desk.error);
    Letter letter = issued(&desk, clerk(&desk), LETTER_CORRECTION, number);
    assert_true(document_says(&desk, &letter, "\"合同没有盖章\",\"缺3月流水\",\"照片不清\""));
    assert_int_equal(letter.amount_fen, 0);
    DeskCall call = {.desk = &desk, .actor = worker(&desk), .text = number};
    assert_ok(desk_write(&desk, run_resubmit, &call, &desk.claim), desk.error);
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_REFUSE, "合同是伪造的"), desk.error);
    letter = issued(&desk, clerk(&desk), LETTER_REFUSAL, number);
    assert_true(document_says(&desk, &letter, "合同是伪造的"));
    assert_true(document_says(&desk, &letter, "对外出务工 6个月以上签订劳动合同")); // the clause
    assert_true(document_says(&desk, &letter, "60日内依法申请行政复议"));
    assert_true(document_says(&desk, &letter, "6个月内依法向人民法院提起行政诉讼"));
    // The list: both that were issued, none that could be, since nobody accepted it.
    Letters letters;
    assert_ok(desk_read(&desk, run_letters, &call, &letters), desk.error);
    assert_int_equal(letters.count, 2);
    assert_str_equal(letters.items[1].number, "ZW-2023-05-000001-03");
    desk_close(&desk);
}

static void test_letter__is_for_whom_the_claim_is(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    Letter letter = issued(&desk, clerk(&desk), LETTER_ACCEPTANCE, number), other;
    Actor strangers[] = {company(&desk), desk_actor(&desk, 21, ROLE_COUNTY_CLERK, "640521"),
                         worker(&desk)};
    strangers[2].scope.person_id++;
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        assert_false(find_letter(&desk, strangers[i], letter.number, &other));
        assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
        assert_false(issue(&desk, strangers[i], LETTER_ACCEPTANCE, number, &other));
        assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    }
    assert_false(find_letter(&desk, clerk(&desk), STR("ZW-2023-05-000001-99"), &other));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    Actor head = desk_actor(&desk, 50, ROLE_LEADING_HEAD, "");
    assert_false(issue(&desk, head, LETTER_ACCEPTANCE, number, &other));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    assert_false(issue(&desk, nobody(&desk), LETTER_ACCEPTANCE, number, &other));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    desk_close(&desk);
}

static void test_letter__of_a_notice_is_masked_and_public(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), number, CLAIM_REVIEW, ""), desk.error);
    Notice notice = desk_notice(&desk);
    Letter letter;
    assert_false(issue(&desk, clerk(&desk), LETTER_NOTICE, notice.number, &letter));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    Actor elsewhere = desk_actor(&desk, 31, ROLE_COUNTY_REVIEWER, "640521");
    assert_false(issue(&desk, elsewhere, LETTER_NOTICE, notice.number, &letter));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    letter = issued(&desk, reviewer(&desk), LETTER_NOTICE, notice.number);
    assert_true(document_says(&desk, &letter, "王*"));
    assert_false(document_says(&desk, &letter, "王明远"));
    assert_false(document_says(&desk, &letter, JOURNEY_MIGRANT_ID));
    assert_ok(find_letter(&desk, nobody(&desk), notice.number, &letter), desk.error);
    LetterCheck found;
    assert_ok(check_letter(&desk, letter.code, false, &found), desk.error);
    assert_true(str_is_absent(found.addressee));
    assert_int_equal(found.amount_fen, 80000);
    desk_close(&desk);
}

static void test_letter__is_checked_by_code_and_by_file(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_cleared(&desk);
    desk_allot(&desk, DESK_BUDGET_FEN, "letter-1");
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_APPROVE, ""), desk.error);
    Letter letter = issued(&desk, worker(&desk), LETTER_APPROVAL, number);
    assert_true(document_says(&desk, &letter, "就业补助资金"));
    LetterCheck found;
    Arena *arena = &desk.city.arena;
    // As it is printed, as people type it, as the eye takes it.
    Str shown = letter_code_shown(arena, letter.code);
    assert_int_equal(shown.length, LETTER_CODE_LENGTH + 4);
    char *typed = arena_alloc(arena, shown.length);
    for (size_t i = 0; i < shown.length; i++) {
        char c = (char)tolower((unsigned char)shown.data[i]);
        typed[i] = c == '0' ? 'o' : c == '1' ? 'l' : c == '-' ? ' ' : c;
    }
    Str codes[] = {letter.code, shown, {typed, shown.length}};
    for (size_t i = 0; i < 3; i++) {
        assert_ok(check_letter(&desk, codes[i], false, &found), desk.error);
        assert_true(str_equal(found.number, letter.number));
        assert_str_equal(found.addressee, "王*");
        assert_str_equal(found.issuer, "海原县人力资源和社会保障局");
        assert_int_equal(found.amount_fen, 80000);
        assert_false(found.is_undone);
    }
    Str wrong[] = {STR(""), STR("0000-0000-0000-0000-0000"), str_slice(letter.code, 0, 19),
                   STR("' OR 1=1--"), str_format(arena, "%.*s0", STR_ARG(letter.code))};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(check_letter(&desk, wrong[i], false, &found));
        assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    }
    Str pdf = pdf_of(&desk, &letter);
    assert_ok(check_letter(&desk, pdf, true, &found), desk.error);
    assert_true(str_equal(found.number, letter.number));
    char *changed = arena_alloc(arena, pdf.length);
    memcpy(changed, pdf.data, pdf.length);
    changed[pdf.length / 2] ^= 1;
    assert_false(check_letter(&desk, (Str){changed, pdf.length}, true, &found));
    // What was approved is taken back: the paper is still ours, and no longer good.
    assert_ok(desk_step(&desk, finance(&desk), number, CLAIM_CANCEL, "账户不对"), desk.error);
    assert_ok(check_letter(&desk, letter.code, false, &found), desk.error);
    assert_true(found.is_undone);
    desk_close(&desk);
}

static void test_letter__that_an_appeal_overturned_is_no_longer_good(void **state) {
    Desk desk = desk_open(state);
    Str number = desk_refused(&desk);
    Letter letter = issued(&desk, worker(&desk), LETTER_REFUSAL, number);
    LetterCheck found;
    assert_ok(check_letter(&desk, letter.code, false, &found), desk.error);
    assert_false(found.is_undone);
    Str appeal;
    assert_ok(file_appeal(&desk, worker(&desk), number, (Str){0}, &appeal) &&
                  accept_appeal(&desk, clerk(&desk), appeal) &&
                  decide_appeal(&desk, hrss(&desk), appeal, NO_OTHER),
              desk.error);
    assert_ok(check_letter(&desk, letter.code, false, &found), desk.error);
    assert_true(found.is_undone);
    desk_close(&desk);
}

static void test_letter__is_final_and_changes_are_found(void **state) {
    Desk desk = desk_open(state);
    assert_ok(desk_apply(&desk), desk.error);
    Str number = desk.claim.number;
    assert_ok(desk_step(&desk, clerk(&desk), number, CLAIM_ACCEPT, ""), desk.error);
    issued(&desk, clerk(&desk), LETTER_ACCEPTANCE, number);
    Raw raw = raw_open(*state);
    static const char *const refused[] = {
        "UPDATE letter SET content = content",
        "DELETE FROM letter",
    };
    for (size_t i = 0; i < 2; i++) {
        assert_false(raw_run(&raw, refused[i]));
        assert_non_null(strstr(raw.message, "letter_is_final"));
    }
    assert_int_equal(proof_of(&desk).faults, 0);
    // Whoever owns the database can still do it; the proof finds it.
    raw_must(&raw, raw.sqlite ? "DROP TRIGGER letter_no_update; DROP TRIGGER letter_rest_no_update"
                              : "ALTER TABLE letter DISABLE TRIGGER USER");
    assert_ok(reword(&desk, "900.00"), desk.error);
    LetterProof proof = proof_of(&desk);
    assert_int_equal(proof.faults, 1);
    assert_true(str_find(proof.first_fault, STR("内容与校验值不符"), 0) != SIZE_MAX);
    assert_ok(reword(&desk, "800.00"), desk.error);
    assert_int_equal(proof_of(&desk).faults, 0);
    // What whoever checks the paper is shown is what the paper says.
    raw_must(&raw, "UPDATE letter SET amount_fen = 90000");
    proof = proof_of(&desk);
    assert_int_equal(proof.faults, 1);
    assert_true(str_find(proof.first_fault, STR("金额"), 0) != SIZE_MAX);
    raw_must(&raw, "UPDATE letter SET amount_fen = 80000");
    assert_int_equal(proof_of(&desk).faults, 0);
    // The name that goes into the hole is of the claim.
    assert_ok(rename_applicant(&desk, "王明达"), desk.error);
    proof = proof_of(&desk);
    assert_int_equal(proof.faults, 1);
    Letter letter;
    assert_ok(find_letter(&desk, clerk(&desk), STR("ZW-2023-05-000001-01"), &letter), desk.error);
    Str pdf;
    assert_false(letter_pdf(&letter, &desk.city.arena, &pdf, &desk.error));
    assert_string_equal(desk.error.code, "LETTER_DAMAGED");
    assert_ok(rename_applicant(&desk, "王明远"), desk.error);
    raw_must(&raw, "UPDATE letter SET renderer = 'cairo 1.0'");
    proof = proof_of(&desk);
    assert_int_equal(proof.faults, 0);
    assert_int_equal(proof.others, 1);
    raw_must(&raw, raw.sqlite ? "DROP TRIGGER letter_no_delete" : "SELECT 1");
    raw_must(&raw, refused[1]);
    proof = proof_of(&desk);
    assert_int_equal(proof.faults, 1);
    assert_true(str_find(proof.first_fault, STR("不见了"), 0) != SIZE_MAX);
    raw_close(&raw);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_letter__documents_a_step_once),
        BOTH(test_letter__says_what_is_missing_and_why_not),
        BOTH(test_letter__is_for_whom_the_claim_is),
        BOTH(test_letter__of_a_notice_is_masked_and_public),
        BOTH(test_letter__is_checked_by_code_and_by_file),
        BOTH(test_letter__that_an_appeal_overturned_is_no_longer_good),
        BOTH(test_letter__is_final_and_changes_are_found),
    };
    return RUN_TESTS(tests);
}
