// SPDX-License-Identifier: Apache-2.0
#include "casework/letter.h"

#include "access/audit.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "casework/letter_core.h"
#include "casework/letter_text.h"
#include "paper/pdf.h"

#include <assert.h>
#include <sodium.h>

// Which step a letter documents, what takes it back, who of the office issues it, and whether it
// states an amount; whoever is addressed may always have it. What a letter of a clawback or an
// appeal documents stands in letter_course.c.
typedef struct LetterForm {
    const char *code, *title;
    ClaimAction documents; // CLAIM_ACTION_COUNT = no step of the claim
    ClaimAction undone_by; // CLAIM_ACTION_COUNT = nothing does
    Permission needs;
    bool states_amount;
    LetterCompose *compose;
    const char *course, *form; // in the database; NULL: no letter of a clawback or an appeal
} LetterForm;

// clang-format off
static const LetterForm forms[LETTER_KIND_COUNT] = {
    //                            code                 title                     documents           undone by           office issues              amount
    [LETTER_ACCEPTANCE]        = {"acceptance",        "受理通知书",             CLAIM_ACCEPT,       CLAIM_ACTION_COUNT, PERMISSION_CASE_READ,      true,  letter_compose_acceptance, NULL, NULL},
    [LETTER_CORRECTION]        = {"correction",        "一次性告知书",           CLAIM_RETURN,       CLAIM_ACTION_COUNT, PERMISSION_CASE_READ,      false, letter_compose_correction, NULL, NULL},
    [LETTER_REFUSAL]           = {"refusal",           "不予办理决定书",         CLAIM_REFUSE,       CLAIM_REOPEN,       PERMISSION_CASE_READ,      false, letter_compose_refusal, NULL, NULL},
    [LETTER_APPROVAL]          = {"approval",          "资金审批（拨付）决定书", CLAIM_APPROVE,      CLAIM_CANCEL,       PERMISSION_CASE_READ,      true,  letter_compose_approval, NULL, NULL},
    [LETTER_NOTICE]            = {"notice",            "公示",                   CLAIM_ACTION_COUNT, CLAIM_ACTION_COUNT, PERMISSION_CASE_REVIEW,    true,  letter_compose_notice, NULL, NULL},
    [LETTER_CLAWBACK_NOTICE]   = {"clawback_notice",   "追回告知书",             CLAIM_ACTION_COUNT, CLAIM_ACTION_COUNT, PERMISSION_AFTERCARE_READ, false, letter_compose_clawback_notice, "clawback", "notice"},
    [LETTER_CLAWBACK_DECISION] = {"clawback_decision", "追回决定书",             CLAIM_ACTION_COUNT, CLAIM_ACTION_COUNT, PERMISSION_AFTERCARE_READ, true,  letter_compose_clawback_decision, "clawback", "decision"},
    [LETTER_APPEAL_ACCEPTANCE] = {"appeal_acceptance", "申诉受理通知书",         CLAIM_ACTION_COUNT, CLAIM_ACTION_COUNT, PERMISSION_AFTERCARE_READ, false, letter_compose_appeal_acceptance, "appeal", "acceptance"},
    [LETTER_APPEAL_REVIEW]     = {"appeal_review",     "复查决定书",             CLAIM_ACTION_COUNT, CLAIM_ACTION_COUNT, PERMISSION_AFTERCARE_READ, false, letter_compose_appeal_review, "appeal", "review"},
};
// clang-format on

Str letter_title(LetterKind kind) {
    return str_from_c(forms[kind].title);
}

Str letter_code(LetterKind kind) {
    return str_from_c(forms[kind].code);
}

static bool is_of_course(LetterKind kind) {
    return forms[kind].course != NULL;
}

static LetterKind kind_of(const LetterRow *row) {
    LetterKind kind = LETTER_NOTICE;
    for (int i = 0; i < LETTER_KIND_COUNT; i++) {
        if (!is_of_course((LetterKind)i) || str_is_absent(row->course_form)) continue;
        if (str_equal(row->kind, str_from_c(forms[i].course)) &&
            str_equal(row->course_form, str_from_c(forms[i].form))) {
            return (LetterKind)i;
        }
    }
    return letter_kind_from_code(row->kind, &kind) ? kind : LETTER_NOTICE;
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
              STR_ARG(utf8_head(number, 60)));
    return error_detail(error, "请核对编号");
}

Letter letter_from_row(const LetterRow *row) {
    Letter letter = {.number = row->number,
                     .claim_number = row->claim_number,
                     .notice_number = row->notice_number,
                     .course_number = row->course_number,
                     .division_code = row->division_code,
                     .on = row->business_date,
                     .code = row->code,
                     .amount_fen = row->amount_fen,
                     .sha256 = row->sha256,
                     .renderer = row->renderer,
                     .issued_on = row->issued_on,
                     .anonymised_on = row->anonymised_on,
                     .kind = kind_of(row)};
    return letter;
}

void letter_hole(LetterHoles *holes, Str hole, Str value) {
    assert(holes->count < LETTER_HOLES_MAX);
    holes->items[holes->count].hole = hole;
    holes->items[holes->count++].value = value;
}

// The first hole of a text and no other: what people wrote may look like one.
static Str fill(Arena *arena, Str text, const LetterHoles *holes) {
    for (size_t i = 0; i < holes->count; i++) {
        Str hole = holes->items[i].hole;
        size_t at = str_find(text, hole, 0);
        if (at == SIZE_MAX) continue;
        Str before = str_slice(text, 0, at);
        Str after = str_slice(text, at + hole.length, text.length);
        return str_format(arena, "%.*s%.*s%.*s", STR_ARG(before), STR_ARG(holes->items[i].value),
                          STR_ARG(after));
    }
    return text;
}

// The document of a letter; `holes` is NULL for one that has none.
static bool read_document(Arena *arena, Str content, const LetterHoles *holes,
                          PaperDocument *document, Error *error) {
    if (!paper_from_json(arena, content, document, error)) return false;
    for (size_t i = 0; holes && i < document->blocks.count; i++) {
        PaperBlock *block = document->blocks.items[i];
        block->text = fill(arena, block->text, holes);
        for (size_t j = 0; j < block->cells.count; j++) {
            block->cells.items[j] = fill(arena, block->cells.items[j], holes);
        }
    }
    return true;
}

static LetterHoles holes_of(const ClaimRow *claim, const LetterCourse *course, int64_t version,
                            Arena *arena) {
    LetterHoles holes = {0};
    letter_hole(&holes, STR(HOLE_NAME), claim->applicant_name);
    letter_hole(&holes, STR(HOLE_IDENTITY), claim->payee_key);
    letter_hole(&holes, STR(HOLE_SUBJECT), claim->subject_label);
    if (course) letter_course_holes(course, version, arena, &holes);
    return holes;
}

bool letter_open(Tx *tx, const Actor *actor, const LetterRow *row, Arena *arena, Letter *letter,
                 Error *error) {
    ClaimRow claim;
    LetterCourse course;
    LetterHoles holes;
    bool has_claim = !str_is_absent(row->claim_number);
    bool has_course = !str_is_absent(row->course_number);
    *letter = letter_from_row(row);
    if ((has_claim && !claim_load(tx, actor, row->claim_number, arena, &claim, error)) ||
        (has_course &&
         !letter_course_find(tx, actor, row->course_number, arena, &course, error))) {
        return false;
    }
    if (has_claim) {
        holes = holes_of(&claim, has_course ? &course : NULL, row->step_version.value, arena);
    }
    return read_document(arena, row->content, has_claim ? &holes : NULL, &letter->document, error);
}

bool letter_says_its_amount(const LetterRow *row, Arena *arena) {
    LetterKind kind = kind_of(row);
    if (!forms[kind].states_amount) return row->amount_fen == 0;
    Str said = kind == LETTER_NOTICE ? letter_total(arena, row->amount_fen)
                                     : letter_sum(arena, row->amount_fen);
    return str_find(row->content, said, 0) != SIZE_MAX;
}

// An approval also by what ended the claim when the bank had sent the money back.
static bool is_undone_by(LetterKind kind, ClaimAction action) {
    return action == forms[kind].undone_by || (kind == LETTER_APPROVAL && action == CLAIM_REFUSE);
}

bool letter_is_undone(Tx *tx, const LetterRow *row, Arena *arena, bool *is_undone, Error *error) {
    LetterStepRows steps;
    LetterCourse course;
    LetterKind kind = kind_of(row);
    Actor platform = actor_system(row->issued_on, 0);
    *is_undone = false;
    if (is_of_course(kind)) {
        if (!letter_course_find(tx, &platform, row->course_number, arena, &course, error)) {
            return false;
        }
        *is_undone = letter_course_is_undone(&course, kind, row->step_version.value);
        return true;
    }
    if (!letter_steps(tx, &(LetterStepsIn){row->application_id.value}, arena, &steps, error)) {
        return false;
    }
    for (size_t i = 0; i < steps.count; i++) {
        ClaimAction action;
        *is_undone = *is_undone || (steps.items[i].version > row->step_version.value &&
                                    claim_action_from_code(steps.items[i].action, &action) &&
                                    is_undone_by(kind, action));
    }
    return true;
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

static bool has_letter(const LetterRows *rows, Str course_number, int64_t version) {
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].step_version.value == version &&
            str_equal(rows->items[i].course_number, course_number)) {
            return true;
        }
    }
    return false;
}

// What can be issued of a clawback or an appeal and was not.
static bool list_open_course(Tx *tx, const Actor *actor, Str number, const LetterRows *rows,
                             Arena *arena, Letters *letters, Error *error) {
    LetterCourse course;
    if (!letter_course_find(tx, actor, number, arena, &course, error)) return false;
    for (int kind = 0; kind < LETTER_KIND_COUNT; kind++) {
        int64_t version;
        if (!is_of_course((LetterKind)kind) ||
            !letter_course_step(&course, (LetterKind)kind, &version) ||
            has_letter(rows, number, version)) {
            continue;
        }
        Letter open = {.kind = (LetterKind)kind,
                       .claim_number = course.claim_number,
                       .course_number = number,
                       .on = course.steps->items[version].on};
        PUSH(arena, letters, open);
    }
    return true;
}

static bool list_open_courses(Tx *tx, const Actor *actor, Str claim_number, const LetterRows *rows,
                              Arena *arena, Letters *letters, Error *error) {
    Clawbacks clawbacks;
    Appeals appeals;
    if (!clawback_list(tx, actor, &(ClawbackFilter){.claim_number = claim_number}, arena,
                       &clawbacks, error) ||
        !appeal_list(tx, actor, &(AppealFilter){.claim_number = claim_number}, arena, &appeals,
                     error)) {
        return false;
    }
    for (size_t i = 0; i < clawbacks.count; i++) {
        if (!list_open_course(tx, actor, clawbacks.items[i].number, rows, arena, letters, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < appeals.count; i++) {
        if (!list_open_course(tx, actor, appeals.items[i].number, rows, arena, letters, error)) {
            return false;
        }
    }
    return true;
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
        if (!step || has_letter(&rows, (Str){0}, step->version)) continue;
        Letter open = {.kind = (LetterKind)kind,
                       .claim_number = claim.number,
                       .division_code = claim.division_code,
                       .on = step->business_date};
        PUSH(arena, letters, open);
    }
    return list_open_courses(tx, actor, claim.number, &rows, arena, letters, error);
}

bool letter_list_course(Tx *tx, const Actor *actor, Str course_number, Arena *arena,
                        Letters *letters, Error *error) {
    ClaimRow claim;
    LetterCourse course;
    LetterRows rows;
    *letters = (Letters){0};
    if (!letter_course_find(tx, actor, course_number, arena, &course, error) ||
        !claim_load(tx, actor, course.claim_number, arena, &claim, error) ||
        !letter_of_claim(tx, &(LetterOfClaimIn){claim.id}, arena, &rows, error)) {
        return false;
    }
    for (size_t i = 0; i < rows.count; i++) {
        if (!str_equal(rows.items[i].course_number, course_number)) continue;
        PUSH(arena, letters, letter_from_row(&rows.items[i]));
    }
    return list_open_course(tx, actor, course_number, &rows, arena, letters, error);
}

static bool refuse_wordless(const Letter *letter, Arena *arena, Error *error) {
    Str on = date_to_chinese(arena, letter->anonymised_on);
    error_set(error, ERROR_CONFLICT, "文书 %.*s 的内容保存期满，已于%.*s匿名",
              STR_ARG(letter->number), STR_ARG(on));
    error_detail(error, "只留编号、日期、金额和校验值；手里有原件的，用核验码或原件核对真伪");
    return error_code(error, "LETTER_ANONYMISED");
}

bool letter_pdf(const Letter *letter, Arena *arena, Str *pdf, Error *error) {
    Str renderer;
    if (letter->anonymised_on != DATE_ABSENT) return refuse_wordless(letter, arena, error);
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
    LetterCourse course;
    int64_t notice_id;
    int64_t version; // of the step
    Str from_state, note; // of it
    Str content;
} Draft;

static bool check_issuer(const LetterIn *in, Error *error) {
    bool is_applicant = role_has(in->actor->role, PERMISSION_CLAIMANT);
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
    draft->from_state = step->from_state;
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

static bool draft_of_course(Tx *tx, Draft *draft, Arena *arena, Error *error) {
    const LetterIn *in = draft->in;
    LetterCourse *course = &draft->course;
    if (!letter_course_find(tx, in->actor, in->number, arena, course, error) ||
        !claim_load(tx, in->actor, course->claim_number, arena, &draft->claim, error) ||
        !claim_find(tx, in->actor, course->claim_number, arena, &draft->file, error)) {
        return false;
    }
    if (!letter_course_step(course, in->kind, &draft->version)) {
        error_set(error, ERROR_CONFLICT, "%.*s 还没有到这一步，没有%s可以出具",
                  STR_ARG(utf8_head(in->number, 60)), forms[in->kind].title);
        return error_code(error, "NO_STEP");
    }
    draft->letter = (Letter){.number = str_format(arena, "%.*s-%02lld", STR_ARG(in->number),
                                                  (long long)draft->version),
                             .claim_number = draft->claim.number,
                             .course_number = in->number,
                             .division_code = draft->claim.division_code,
                             .on = course->steps->items[draft->version].on};
    if (forms[in->kind].states_amount) {
        draft->letter.amount_fen = course->clawback.clawback.amount_fen;
    }
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
                         STR_ARG(utf8_head(in->number, 60)));
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
    LetterKind kind = draft->in->kind;
    bool is_read = kind == LETTER_NOTICE  ? draft_of_notice(tx, draft, arena, error)
                   : is_of_course(kind) ? draft_of_course(tx, draft, arena, error)
                                          : draft_of_claim(tx, draft, arena, error);
    if (!is_read ||
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
    letter->anonymised_on = DATE_ABSENT;
    bool has_course = is_of_course(letter->kind);
    LetterSource source = {.file = is_notice ? NULL : &draft->file,
                           .course = has_course ? &draft->course : NULL,
                           .notice = is_notice ? &draft->notice : NULL,
                           .current = catalogue_pack(catalogue),
                           .on = letter->on,
                           .from_state = draft->from_state,
                           .note = draft->note,
                           .number = letter->number,
                           .code = letter->code,
                           .site = draft->in->site};
    if (!is_notice && !catalogue_version(catalogue, draft->file.pack_hash, &source.pack, error)) {
        return false;
    }
    PaperDocument document;
    LetterHoles holes =
        holes_of(&draft->claim, has_course ? &draft->course : NULL, draft->version, arena);
    Str pdf;
    forms[letter->kind].compose(&source, arena, &document);
    draft->content = paper_to_json(&document, arena);
    // The way back is the one by which it is made anew.
    if (!read_document(arena, draft->content, is_notice ? NULL : &holes, &letter->document,
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
    const LetterForm *form = &forms[letter->kind];
    bool is_notice = letter->kind == LETTER_NOTICE;
    LetterInsertIn row = {.number = letter->number,
                          .kind = str_from_c(form->course ? form->course : form->code),
                          .course_number = letter->course_number,
                          .course_form = form->form ? str_from_c(form->form) : (Str){0},
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
