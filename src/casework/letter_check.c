// SPDX-License-Identifier: Apache-2.0
// Whether a paper is one of ours, and whether all of ours are as they were issued.
#include "base/digest.h"
#include "casework/letter_core.h"
#include "casework/letter_text.h"
#include "paper/pdf.h"
#include "registry/mask.h"

#include <string.h>

#define CODE_GROUP 4
#define PROOF_ROWS 200 // letters of one piece of the proof

// ---- Codes ----

Str letter_code_shown(Arena *arena, Str code) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < code.length; i += CODE_GROUP) {
        if (i > 0) str_put_char(&out, '-');
        str_put(&out, str_slice(code, i, i + CODE_GROUP));
    }
    return str_built(&out);
}

static char code_character(char c) {
    if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
    if (c == 'O') return '0';
    return c == 'I' || c == 'L' ? '1' : c;
}

// What was typed, as it is kept; absent when it cannot be a code.
static Str code_read(Arena *arena, Str typed) {
    char *code = arena_alloc(arena, LETTER_CODE_LENGTH);
    size_t count = 0;
    for (size_t i = 0; i < typed.length; i++) {
        char c = code_character(typed.data[i]);
        if (c == '-' || c == ' ') continue;
        if (count == LETTER_CODE_LENGTH || !memchr(LETTER_CODE_ALPHABET, c, LETTER_CODE_CHARACTERS))
            return (Str){0};
        code[count++] = c;
    }
    return count == LETTER_CODE_LENGTH ? (Str){code, count} : (Str){0};
}

// ---- Checking a paper ----

static bool check_from_row(Tx *tx, const LetterRow *row, Arena *arena, LetterCheck *check,
                           Error *error) {
    Letter letter = letter_from_row(row);
    *check = (LetterCheck){.kind = letter.kind,
                           .number = letter.number,
                           .issuer = letter_issuer(arena, letter.division_code),
                           .division_code = letter.division_code,
                           .on = letter.on,
                           .amount_fen = letter.amount_fen,
                           .sha256 = letter.sha256,
                           .anonymised_on = letter.anonymised_on};
    if (letter.kind == LETTER_NOTICE) return true;
    ClaimRow claim;
    Actor platform = actor_system(row->issued_on, 0); // whoever holds the paper may see the mask
    if (!claim_load(tx, &platform, row->claim_number, arena, &claim, error)) return false;
    if (letter.anonymised_on == DATE_ABSENT) {
        check->addressee = str_is_absent(claim.uscc) ? mask_name(arena, claim.applicant_name)
                                                     : claim.applicant_name;
    }
    return letter_is_undone(tx, row, arena, &check->is_undone, error);
}

bool letter_check_code(Tx *tx, Str code, Arena *arena, LetterCheck *check, Error *error) {
    LetterRow row;
    Str wanted = code_read(arena, code);
    bool found = false;
    if (!str_is_absent(wanted) &&
        !letter_by_code(tx, &(LetterByCodeIn){wanted}, arena, &row, &found, error)) {
        return false;
    }
    if (found) return check_from_row(tx, &row, arena, check, error);
    error_set(error, ERROR_NOT_FOUND, "没有这个核验码的文书");
    return error_detail(error, "请对照纸面重新输入%d位核验码；还是没有的，这份文书不是本平台出具的",
                        LETTER_CODE_LENGTH);
}

bool letter_check_pdf(Tx *tx, Str pdf, Arena *arena, LetterCheck *check, Error *error) {
    LetterRow row;
    bool found;
    if (!letter_by_sha256(tx, &(LetterBySha256In){digest_sha256(arena, pdf)}, arena, &row, &found,
                          error)) {
        return false;
    }
    if (found) return check_from_row(tx, &row, arena, check, error);
    error_set(error, ERROR_NOT_FOUND, "这个文件和本平台出具的任何一份文书都不相同");
    return error_detail(error, "可能被改过，或者另存过；请用文书上的核验码再查一次");
}

// ---- Proof ----

static const char *fault_of(Tx *tx, const LetterRow *row, Str renderer, Arena *scratch) {
    Letter letter;
    Error fault = {0};
    Str pdf;
    Actor platform = actor_system(row->issued_on, 0);
    if (!str_equal(digest_sha256(scratch, row->content), row->content_sha256)) {
        return "内容与校验值不符";
    }
    if (!letter_says_its_amount(row, scratch)) return "内容里没有它的金额";
    if (!letter_open(tx, &platform, row, scratch, &letter, &fault)) return "内容读不出来";
    if (!str_equal(renderer, row->renderer)) return NULL;
    return letter_pdf(&letter, scratch, &pdf, &fault) ? NULL : "重新生成的字节与出具时不同";
}

static void add_fault(LetterProof *proof, Arena *arena, Str number, const char *fault) {
    if (proof->faults++ > 0) return;
    proof->first_fault = str_format(arena, "文书 %.*s：%s", STR_ARG(number), fault);
}

bool letter_prove(Tx *tx, Arena *arena, LetterProof *proof, Error *error) {
    Arena piece = {0}, scratch = {0};
    LetterRows rows = {0};
    LetterLostRows lost;
    LetterPageIn next = {.row_count = PROOF_ROWS};
    Str renderer;
    *proof = (LetterProof){0};
    bool is_read = paper_renderer(arena, &renderer, error);
    do {
        arena_reset(&piece);
        is_read = is_read && letter_page(tx, &next, &piece, &rows, error);
        for (size_t i = 0; is_read && i < rows.count; i++) {
            const LetterRow *row = &rows.items[i];
            arena_reset(&scratch);
            const char *fault = fault_of(tx, row, renderer, &scratch);
            if (fault) add_fault(proof, arena, row->number, fault);
            proof->letters++;
            proof->others += !str_equal(renderer, row->renderer);
            next.after_id = row->id;
        }
    } while (is_read && rows.count == PROOF_ROWS);
    arena_release(&scratch);
    arena_release(&piece);
    if (!is_read || !letter_lost(tx, NULL, arena, &lost, error)) return false;
    for (size_t i = 0; i < lost.count; i++) {
        add_fault(proof, arena, lost.items[i].number, "日志里有，文书不见了");
    }
    return true;
}
