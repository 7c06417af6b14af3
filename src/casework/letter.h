// SPDX-License-Identifier: Apache-2.0
#ifndef CASEWORK_LETTER_H
#define CASEWORK_LETTER_H
// Letters (文书): what the office tells somebody on paper, as PDF.
//
// A letter documents one step of a claim, of a clawback or of an appeal, or a public notice, and is
// issued once: on demand, by the office or by the addressee, with the date of the step. What it
// says follows from the record alone, so it does not matter who asks or when; only the account
// that money is paid back to is that of the version in effect when the letter is issued. The row
// keeps the document as JSON, with holes where personal words and what people wrote go, and the
// hash of the PDF; the PDF is made anew whenever it is wanted and must have that hash, under the
// same paper_renderer(). Letters are final, by triggers.
//
// Every letter bears a code of 100 random bits. Whoever holds the paper can look up with it what
// the paper must say, masked; nobody finds a letter by trying. The address in the QR code is the
// city's own, from the configuration, and never what a request called the server.
//
// A letter is seen by whom its claim, its clawback or its appeal is seen; others get
// ERROR_NOT_FOUND. That of a notice is public.

#include "casework/claim.h"
#include "casework/notice.h"
#include "paper/document.h"
#include "publish/catalogue.h"

#define LETTER_CODE_LENGTH 20 // of 32 characters each
// Remedies, printed in decisions. [O] 行政复议法第二十条, 行政诉讼法第四十六条; domain.md §6.7.
#define APPEAL_REVIEW_DAYS 60
#define APPEAL_LAWSUIT_MONTHS 6

typedef enum LetterKind {
    LETTER_ACCEPTANCE, // 受理通知书
    LETTER_CORRECTION, // 一次性告知书
    LETTER_REFUSAL,    // 不予办理决定书
    LETTER_APPROVAL,   // 资金审批（拨付）决定书
    LETTER_NOTICE,     // 公示
    LETTER_CLAWBACK_NOTICE,   // 追回告知书
    LETTER_CLAWBACK_DECISION, // 追回决定书
    LETTER_APPEAL_ACCEPTANCE, // 申诉受理通知书
    LETTER_APPEAL_REVIEW,     // 复查决定书
    LETTER_KIND_COUNT
} LetterKind;

Str letter_title(LetterKind kind);
Str letter_code(LetterKind kind);
bool letter_kind_from_code(Str code, LetterKind *kind) MUST_USE;

typedef struct Letter {
    LetterKind kind;
    Str number;        // absent: it can be issued, and has not been
    Str claim_number;  // absent for a notice
    Str notice_number; // absent for a claim
    Str course_number; // of the clawback or the appeal; absent otherwise
    Str division_code;
    Date on;            // of the step, or of the notice's first day
    Str code;           // LETTER_CODE_LENGTH characters
    int64_t amount_fen; // that it states; 0 = none
    Str sha256;         // of the PDF
    Str renderer;       // that it was made by
    Date issued_on;
    Date anonymised_on; // retention took its words (privacy/retention.h); DATE_ABSENT = not
    PaperDocument document; // with the holes filled
} Letter;

typedef struct Letters {
    Letter *items;
    size_t count;
    size_t capacity;
} Letters;

typedef struct LetterIn {
    const Actor *actor;
    LetterKind kind;
    Str number; // of the claim, the clawback, the appeal, or the notice
    Str site;   // "https://jiuye.example.cn"; absent: the code is a path alone
} LetterIn;

// The letter about the latest step of its kind; the one that is there already when it was issued
// before. ERROR_CONFLICT "NO_STEP" when the claim has no such step. Reads, composes outside of any
// transaction, then writes.
bool letter_issue(Store *store, Catalogue *catalogue, const LetterIn *in, Arena *arena,
                  Letter *letter, Error *error) MUST_USE;
// Issued letters of a claim and of what came after it, then those that can be issued; without
// documents.
bool letter_list(Tx *tx, const Actor *actor, Str claim_number, Arena *arena, Letters *letters,
                 Error *error) MUST_USE;
// Those of one clawback or appeal alone.
bool letter_list_course(Tx *tx, const Actor *actor, Str course_number, Arena *arena,
                        Letters *letters, Error *error) MUST_USE;
bool letter_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Letter *letter,
                 Error *error) MUST_USE;
// Whether a notice has its letter, under the notice's own number.
bool letter_find_notice(Tx *tx, Str notice_number, Arena *arena, Letter *letter, bool *found,
                        Error *error) MUST_USE;
// ERROR_CONFLICT "LETTER_ANONYMISED" when its words are gone by retention, "LETTER_DAMAGED" when the
// bytes are not what was issued, by the same renderer.
bool letter_pdf(const Letter *letter, Arena *arena, Str *pdf, Error *error) MUST_USE;

// ---- Checking a paper ----

typedef struct LetterCheck {
    LetterKind kind;
    Str number;
    Str issuer; // 「海原县人力资源和社会保障局」
    Str division_code;
    Date on;
    int64_t amount_fen; // that it states; 0 = none
    Str addressee;      // masked; absent for a notice, and when it is gone
    Str sha256;
    Date anonymised_on; // what it says is known to nobody any more; DATE_ABSENT = it is
    bool is_undone; // a later step took it back
} LetterCheck;

// ERROR_NOT_FOUND for any other code. Hyphens, spaces, small letters and the usual slips of the eye
// (O for 0, I and L for 1) are understood.
bool letter_check_code(Tx *tx, Str code, Arena *arena, LetterCheck *check, Error *error) MUST_USE;
// By the bytes of the PDF. ERROR_NOT_FOUND when no letter has them.
bool letter_check_pdf(Tx *tx, Str pdf, Arena *arena, LetterCheck *check, Error *error) MUST_USE;
// "7Q2M-….": a code as it is printed, in groups of four.
Str letter_code_shown(Arena *arena, Str code) MUST_USE;

// ---- Proof ----

typedef struct LetterProof {
    int64_t letters;
    int64_t others; // made by another renderer: their content is proven, their bytes cannot be
    int64_t faults;
    Str first_fault; // absent when there is none
} LetterProof;

// Makes every letter anew and compares; looks in the log for letters that are gone.
bool letter_prove(Tx *tx, Arena *arena, LetterProof *proof, Error *error) MUST_USE;

#endif
