// SPDX-License-Identifier: Apache-2.0
#include "casework/letter.h"

#include "access/audit.h"
#include "base/digest.h"
#include "casework/letter_core.h"
#include "casework/letter_text.h"
#include "paper/pdf.h"

#include <sodium.h>

// Which step a letter documents, what takes it back, who of the office issues it, and whether it
// states an amount; whoever is addressed may always have it.
typedef struct LetterForm {
    const char *code, *title;
    ClaimAction documents;
    ClaimAction undone_by; // CLAIM_ACTION_COUNT = nothing does
    Permission needs;
    bool states_amount;
    LetterCompose *compose;
} LetterForm;

// clang-format off
static const LetterForm forms[LETTER_KIND_COUNT] = {
    //                     code          title                     documents           undone by           office issues           amount
    [LETTER_ACCEPTANCE] = {"acceptance", "受理通知书",             CLAIM_ACCEPT,       CLAIM_ACTION_COUNT, PERMISSION_CASE_READ,   true,  letter_compose_acceptance},
    [LETTER_CORRECTION] = {"correction", "一次性告知书",           CLAIM_RETURN,       CLAIM_ACTION_COUNT, PERMISSION_CASE_READ,   false, letter_compose_correction},
    [LETTER_REFUSAL]    = {"refusal",    "不予办理决定书",         CLAIM_REFUSE,       CLAIM_ACTION_COUNT, PERMISSION_CASE_READ,   false, letter_compose_refusal},
    [LETTER_APPROVAL]   = {"approval",   "资金审批（拨付）决定书", CLAIM_APPROVE,      CLAIM_CANCEL,       PERMISSION_CASE_READ,   true,  letter_compose_approval},
    [LETTER_NOTICE]     = {"notice",     "公示",                   CLAIM_ACTION_COUNT, CLAIM_ACTION_COUNT, PERMISSION_CASE_REVIEW, true,  letter_compose_notice},
};
// clang-format on

Str letter_title(LetterKind kind) {
    return str_from_c(forms[kind].title);
}

Str letter_code(LetterKind kind) {
    return str_from_c(forms[kind].code);
}

ClaimAction letter_undone_by(LetterKind kind) {
    return forms[kind].undone_by;
}

bool letter_kind_from_code(Str code, LetterKind *kind) {
    for (int i = 0; i < LETTER_KIND_COUNT; i++) {
        if (str_equal(code, str_from_c(forms[i].code))) {
            *kind = (LetterKind)i;
            return true;
        }
    }
    return false;
}

// ---- Codes ----

static Str code_new(Arena *arena) {
    unsigned char bytes[LETTER_CODE_LENGTH];
    char *code = arena_alloc(arena, LETTER_CODE_LENGTH);
    randombytes_buf(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        code[i] = LETTER_CODE_ALPHABET[bytes[i] % LETTER_CODE_CHARACTERS];
    return (Str){code, LETTER_CODE_LENGTH};
}

// ---- Reading ----

static bool not_found(Str number, Error *error) {
    error_set(error, ERROR_NOT_FOUND, "没有文书 %.*s，或者不在你能看的范围里",
              STR_ARG(str_slice(number, 0, 60)));
    return error_detail(error, "请核对编号");
}

Letter letter_from_row(const LetterRow *row) {
    Letter letter = {.number = row->number,
                     .claim_number = row->claim_number,
                     .notice_number = row->notice_number,
                     .division_code = row->division_code,
                     .on = row->business_date,
                     .code = row->code,
                     .amount_fen = row->amount_fen,
                     .sha256 = row->sha256,
                     .renderer = row->renderer,
                     .issued_on = row->issued_on};
    if (!letter_kind_from_code(row->kind, &letter.kind)) letter.kind = LETTER_NOTICE;
    return letter;
}

// What goes into the holes of a text.
static Str fill(Arena *arena, Str text, const ClaimRow *claim) {
    const struct {
        Str hole, value;
    } holes[] = {{STR(HOLE_NAME), claim->applicant_name},
                 {STR(HOLE_IDENTITY), claim->payee_key},
                 {STR(HOLE_SUBJECT), claim->subject_label}};
    for (size_t i = 0; i < sizeof holes / sizeof *holes; i++) {
        size_t at = str_find(text, holes[i].hole, 0);
        if (at == SIZE_MAX) continue;
        Str before = str_slice(text, 0, at);
        Str after = str_slice(text, at + holes[i].hole.length, text.length);
        text = str_format(arena, "%.*s%.*s%.*s", STR_ARG(before), STR_ARG(holes[i].value),
                          STR_ARG(after));
    }
    return text;
}

// The document of a letter; `claim` is NULL for one that has no holes.
static bool read_document(Arena *arena, Str content, const ClaimRow *claim, PaperDocument *document,
                          Error *error) {
    if (!paper_from_json(arena, content, document, error)) return false;
    for (size_t i = 0; claim && i < document->blocks.count; i++) {
        PaperBlock *block = document->blocks.items[i];
        block->text = fill(arena, block->text, claim);
        for (size_t j = 0; j < block->cells.count; j++) {
            block->cells.items[j] = fill(arena, block->cells.items[j], claim);
        }
    }
    return true;
}

bool letter_open(Tx *tx, const Actor *actor, const LetterRow *row, Arena *arena, Letter *letter,
                 Error *error) {
    ClaimRow claim;
    bool has_claim = !str_is_absent(row->claim_number);
    *letter = letter_from_row(row);
    return (!has_claim || claim_load(tx, actor, row->claim_number, arena, &claim, error)) &&
           read_document(arena, row->content, has_claim ? &claim : NULL, &letter->document, error);
}

bool letter_find(Tx *tx, const Actor *actor, Str number, Arena *arena, Letter *letter,
                 Error *error) {
    LetterRow row;
    bool found;
    if (!letter_by_number(tx, &(LetterByNumberIn){number}, arena, &row, &found, error)) {
        return false;
    }
    return found ? letter_open(tx, actor, &row, arena, letter, error) : not_found(number, error);
}

bool letter_find_notice(Tx *tx, Str notice_number, Arena *arena, Letter *letter, bool *found,
                        Error *error) {
    LetterRow row;
    if (!letter_by_number(tx, &(LetterByNumberIn){notice_number}, arena, &row, found, error)) {
        return false;
    }
    *letter = *found ? letter_from_row(&row) : (Letter){0};
    return !*found || read_document(arena, row.content, NULL, &letter->document, error);
}

// The latest step that a kind of letter documents; NULL when there is none.
static const LetterStepRow *step_of(const LetterStepRows *steps, LetterKind kind) {
    for (size_t i = steps->count; i-- > 0;) {
        const LetterStepRow *step = &steps->items[i];
        if (str_equal(step->action, claim_action_code(forms[kind].documents))) return step;
    }
    return NULL;
}

static bool has_letter(const LetterRows *rows, int64_t version) {
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].step_version.value == version) return true;
    }
    return false;
}

bool letter_list(Tx *tx, const Actor *actor, Str claim_number, Arena *arena, Letters *letters,
                 Error *error) {
    ClaimRow claim;
    LetterRows rows;
    LetterStepRows steps;
    *letters = (Letters){0};
    if (!claim_load(tx, actor, claim_number, arena, &claim, error) ||
        !letter_of_claim(tx, &(LetterOfClaimIn){claim.id}, arena, &rows, error) ||
        !letter_steps(tx, &(LetterStepsIn){claim.id}, arena, &steps, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        PUSH(arena, letters, letter_from_row(&rows.items[i]));
    }
    for (int kind = 0; kind < LETTER_NOTICE; kind++) {
        const LetterStepRow *step = step_of(&steps, (LetterKind)kind);
        if (!step || has_letter(&rows, step->version)) continue;
        Letter open = {.kind = (LetterKind)kind,
                       .claim_number = claim.number,
                       .division_code = claim.division_code,
                       .on = step->business_date};
        PUSH(arena, letters, open);
    }
    return true;
}

bool letter_pdf(const Letter *letter, Arena *arena, Str *pdf, Error *error) {
    Str renderer;
    if (!paper_renderer(arena, &renderer, error) ||
        !paper_to_pdf(&letter->document, arena, pdf, error)) {
        return false;
    }
    // Another version of the libraries lays the same words out its own way.
    if (!str_equal(renderer, letter->renderer)) return true;
    if (str_equal(digest_sha256(arena, *pdf), letter->sha256)) return true;
    error_set(error, ERROR_CONFLICT, "文书 %.*s 和出具时不一样了", STR_ARG(letter->number));
    error_detail(error, "不要使用；请先核验数据（jiuye verify）");
    return error_code(error, "LETTER_DAMAGED");
}

// ---- Issuing ----

typedef struct Draft {
    const LetterIn *in;
    Letter letter;
    bool is_issued; // before: nothing is left to do
    ClaimRow claim;
    ClaimFile file;
    Notice notice;
    int64_t notice_id;
    int64_t version; // of the step
    Str note;
    Str content;
} Draft;

static bool check_issuer(const LetterIn *in, Error *error) {
    bool is_applicant = in->actor->role == ROLE_CITIZEN || in->actor->role == ROLE_ORG_HR;
    if (in->actor->account_id != 0 && is_applicant && in->kind != LETTER_NOTICE) return true;
    if (in->actor->account_id != 0 && role_has(in->actor->role, forms[in->kind].needs)) {
        return true;
    }
    error_set(error, ERROR_FORBIDDEN, "你的角色不能出具“%s”", forms[in->kind].title);
    return error_detail(error, "请由有权限的同事办理");
}

static bool draft_of_claim(Tx *tx, Draft *draft, Arena *arena, Error *error) {
    const LetterIn *in = draft->in;
    LetterStepRows steps;
    if (!claim_load(tx, in->actor, in->number, arena, &draft->claim, error) ||
        !claim_find(tx, in->actor, in->number, arena, &draft->file, error) ||
        !letter_steps(tx, &(LetterStepsIn){draft->claim.id}, arena, &steps, error)) {
        return false;
    }
    const LetterStepRow *step = step_of(&steps, in->kind);
    if (!step) {
        error_set(error, ERROR_CONFLICT, "申请 %.*s 没有“%.*s”这一步，没有%s可以出具",
                  STR_ARG(draft->claim.number),
                  STR_ARG(claim_action_label(forms[in->kind].documents)), forms[in->kind].title);
        return error_code(error, "NO_STEP");
    }
    draft->version = step->version;
    draft->note = step->note;
    draft->letter =
        (Letter){.number = str_format(arena, "%.*s-%02lld", STR_ARG(draft->claim.number),
                                      (long long)step->version),
                 .claim_number = draft->claim.number,
                 .division_code = draft->claim.division_code,
                 .on = step->business_date};
    if (forms[in->kind].states_amount) draft->letter.amount_fen = draft->claim.amount_fen;
    return true;
}

static bool draft_of_notice(Tx *tx, Draft *draft, Arena *arena, Error *error) {
    const LetterIn *in = draft->in;
    LetterNoticeRow row;
    bool found;
    if (!letter_notice(tx, &(LetterNoticeIn){in->number}, arena, &row, &found, error)) {
        return false;
    }
    if (!found || !scope_covers(&in->actor->scope, row.division_code)) {
        return error_set(error, ERROR_NOT_FOUND, "没有公示 %.*s，或者不在你能办的范围里",
                         STR_ARG(str_slice(in->number, 0, 60)));
    }
    if (!notice_find(tx, in->actor, in->number, arena, &draft->notice, error)) return false;
    draft->notice_id = row.id;
    draft->letter = (Letter){.number = draft->notice.number,
                             .notice_number = draft->notice.number,
                             .division_code = row.division_code,
                             .on = draft->notice.opens_on};
    for (size_t i = 0; i < draft->notice.item_count; i++) {
        draft->letter.amount_fen += draft->notice.items[i].amount_fen;
    }
    return true;
}

static bool read_draft(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Draft *draft = out;
    LetterRow row;
    *draft = (Draft){.in = in};
    bool is_notice = draft->in->kind == LETTER_NOTICE;
    if (!(is_notice ? draft_of_notice(tx, draft, arena, error)
                    : draft_of_claim(tx, draft, arena, error)) ||
        !letter_by_number(tx, &(LetterByNumberIn){draft->letter.number}, arena, &row,
                          &draft->is_issued, error)) {
        return false;
    }
    draft->letter.kind = draft->in->kind;
    return !draft->is_issued ||
           letter_open(tx, draft->in->actor, &row, arena, &draft->letter, error);
}

// The words, and their bytes.
static bool compose(Draft *draft, Catalogue *catalogue, Arena *arena, Error *error) {
    Letter *letter = &draft->letter;
    bool is_notice = letter->kind == LETTER_NOTICE;
    letter->code = code_new(arena);
    letter->issued_on = draft->in->actor->today;
    LetterSource source = {.file = is_notice ? NULL : &draft->file,
                           .notice = is_notice ? &draft->notice : NULL,
                           .on = letter->on,
                           .note = draft->note,
                           .number = letter->number,
                           .code = letter->code,
                           .site = draft->in->site};
    if (!is_notice && !catalogue_version(catalogue, draft->file.pack_hash, &source.pack, error)) {
        return false;
    }
    PaperDocument document;
    Str pdf;
    forms[letter->kind].compose(&source, arena, &document);
    draft->content = paper_to_json(&document, arena);
    // The way back is the one by which it is made anew.
    if (!read_document(arena, draft->content, is_notice ? NULL : &draft->claim, &letter->document,
                       error) ||
        !paper_to_pdf(&letter->document, arena, &pdf, error) ||
        !paper_renderer(arena, &letter->renderer, error)) {
        return false;
    }
    letter->sha256 = digest_sha256(arena, pdf);
    return true;
}

static bool write_letter(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Draft *draft = in;
    const Letter *letter = &draft->letter;
    const Actor *actor = draft->in->actor;
    bool is_notice = letter->kind == LETTER_NOTICE;
    LetterInsertIn row = {.number = letter->number,
                          .kind = letter_code(letter->kind),
                          .application_id = {!is_notice, draft->claim.id},
                          .step_version = {!is_notice, draft->version},
                          .notice_id = {is_notice, draft->notice_id},
                          .division_code = letter->division_code,
                          .business_date = letter->on,
                          .code = letter->code,
                          .amount_fen = letter->amount_fen,
                          .content = draft->content,
                          .content_sha256 = digest_sha256(arena, draft->content),
                          .sha256 = letter->sha256,
                          .renderer = letter->renderer,
                          .issued_by = actor->account_id,
                          .issued_on = actor->today,
                          .at_ms = actor->now_ms};
    (void)out;
    return letter_insert(tx, &row, NULL, error) &&
           audit_write(tx, actor,
                       &(AuditEntry){.action = STR("letter.issue"),
                                     .object_kind = STR("letter"),
                                     .object_number = letter->number,
                                     .division_code = letter->division_code,
                                     .after = letter->sha256},
                       error);
}

bool letter_issue(Store *store, Catalogue *catalogue, const LetterIn *in, Arena *arena,
                  Letter *letter, Error *error) {
    Draft draft;
    if (!check_issuer(in, error) || !store_read(store, read_draft, in, &draft, arena, error)) {
        return false;
    }
    if (!draft.is_issued) {
        Error fault = {0};
        if (!compose(&draft, catalogue, arena, error)) return false;
        bool is_written = store_write(store, write_letter, &draft, NULL, arena, &fault);
        if (!is_written && fault.kind != ERROR_CONFLICT) {
            *error = fault;
            return false;
        }
        // Somebody was quicker: theirs is the letter.
        if (!is_written && !store_read(store, read_draft, in, &draft, arena, error)) return false;
        if (!is_written && !draft.is_issued) {
            *error = fault;
            return false;
        }
    }
    *letter = draft.letter;
    return true;
}
