// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/letter.h"

#include "base/utf8.h"
#include "pages/casework/course.h"
#include "pages/casework/disclosure.h"
#include "pages/platform.h"

static const FormOption kind_choices[] = {
    {"acceptance", "受理通知书"},
    {"correction", "一次性告知书"},
    {"refusal", "不予办理决定书"},
    {"approval", "资金审批（拨付）决定书"},
    {"clawback_notice", "追回告知书"},
    {"clawback_decision", "追回决定书"},
    {"appeal_acceptance", "申诉受理通知书"},
    {"appeal_review", "复查决定书"},
};
static const FormField issue_fields[] = {
    {.name = "kind",
     .label = "哪一种文书",
     .type = FIELD_ENUM,
     .is_required = true,
     .options = kind_choices,
     .option_count = sizeof kind_choices / sizeof *kind_choices},
};
static const Form issue_form = {"letter", issue_fields, 1};

// ---- The list ----

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return letter_list(tx, context->actor, context_parameter(context, "number"), arena, out, error);
}

static bool read_course_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return letter_list_course(tx, context->actor, context_parameter(context, "number"), arena, out,
                              error);
}

// `of`: the claim, the clawback or the appeal under whose page it stands.
static Str letter_path(Arena *arena, const char *base, Str of, const Letter *letter) {
    return str_format(arena, "%s/%.*s/letters/%.*s", base, STR_ARG(of), STR_ARG(letter->number));
}

static LetterListView view_of(Context *context, const char *base, Str of, const Letters *letters) {
    Arena *arena = context->arena;
    LetterListView view = {
        .action = str_format(arena, "%s/%.*s/letters", base, STR_ARG(of)),
        .issued = {.items = NEW_ARRAY(arena, LetterView, letters->count)},
        .open = {.items = NEW_ARRAY(arena, LetterView, letters->count)},
        .form = context_form_view(context)};
    for (size_t i = 0; i < letters->count; i++) {
        const Letter *letter = &letters->items[i];
        LetterView row = {.title = letter_title(letter->kind),
                          .on = {letter->on},
                          .kind = letter_code(letter->kind)};
        bool is_elsewhere = !str_is_absent(letter->course_number) &&
                            !str_equal(letter->course_number, of);
        if (!str_is_absent(letter->number)) {
            row.number = letter->number;
            row.path = letter_path(arena, base, of, letter);
            view.issued.items[view.issued.count++] = row;
        } else if (!is_elsewhere) { // what comes after a claim is issued on its own page
            view.open.items[view.open.count++] = row;
        }
    }
    return view;
}

bool letter_list_view(Context *context, const char *base, Str claim_number, LetterListView *view,
                      Error *error) {
    Letters letters;
    if (!platform_read(context, read_list, context, &letters, error)) return false;
    *view = view_of(context, base, claim_number, &letters);
    return true;
}

bool letter_course_view(Context *context, const char *base, Str number, LetterListView *view,
                        Error *error) {
    Letters letters;
    if (!platform_read(context, read_course_list, context, &letters, error)) return false;
    *view = view_of(context, base, number, &letters);
    return true;
}

// ---- Issuing and fetching ----

static bool issue(Context *context, LetterKind kind, Letter *letter, Error *error) {
    const Platform *platform = platform_of(context);
    LetterIn in = {context->actor, kind, context_parameter(context, "number"), platform->site};
    return letter_issue(platform->store, platform->catalogue, &in, context->arena, letter, error);
}

static bool issue_chosen(Context *context, Letter *letter, Error *error) {
    LetterKind kind;
    if (!letter_kind_from_code(form_text(&context->form, "kind"), &kind)) {
        return error_set(error, ERROR_INVALID, "请选择哪一种文书");
    }
    return issue(context, kind, letter, error);
}

static bool issue_below(Context *context, const char *base, Error *error) {
    Letter letter;
    Str of = context_parameter(context, "number");
    return issue_chosen(context, &letter, error) &&
           context_redirect(context, letter_path(context->arena, base, of, &letter));
}

static bool issue_case(Context *context, Error *error) {
    return issue_below(context, "/cases", error);
}

static bool issue_own(Context *context, Error *error) {
    return issue_below(context, "/me/claims", error);
}

static bool issue_clawback(Context *context, Error *error) {
    return issue_below(context, course_is_own(context) ? "/me/clawbacks" : "/clawbacks", error);
}

static bool issue_appeal(Context *context, Error *error) {
    return issue_below(context, course_is_own(context) ? "/me/appeals" : "/appeals", error);
}

static bool send_pdf(Context *context, const Letter *letter, Error *error) {
    Str pdf, title = letter_title(letter->kind);
    if (!letter_pdf(letter, context->arena, &pdf, error)) return false;
    disclosure_note_letter(context, letter);
    Str name = str_format(context->arena, "%.*s %.*s.pdf", STR_ARG(title), STR_ARG(letter->number));
    return context_file(context, name, STR("application/pdf"), pdf);
}

static bool read_letter(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Letter *letter = out;
    Str number = context_parameter(context, "letter");
    if (!letter_find(tx, context->actor, number, arena, letter, error)) return false;
    // The path names the claim, the clawback or the appeal; a letter of another is not there.
    Str of = context_parameter(context, "number");
    return str_equal(letter->claim_number, of) || str_equal(letter->course_number, of) ||
           error_set(error, ERROR_NOT_FOUND, "这里没有文书 %.*s",
                     STR_ARG(utf8_head(number, 60)));
}

static bool fetch(Context *context, Error *error) {
    Letter letter;
    return platform_read(context, read_letter, context, &letter, error) &&
           send_pdf(context, &letter, error);
}

// ---- The text of a notice ----

typedef struct NoticeLetter {
    Letter letter;
    bool found;
} NoticeLetter;

static bool read_notice_letter(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    NoticeLetter *notice = out;
    return letter_find_notice(tx, context_parameter(context, "number"), arena, &notice->letter,
                              &notice->found, error);
}

static bool find_notice(Context *context, Letter *letter, Error *error) {
    NoticeLetter notice;
    if (!platform_read(context, read_notice_letter, context, &notice, error)) return false;
    *letter = notice.letter;
    if (notice.found) return true;
    error_set(error, ERROR_NOT_FOUND, "这份公示还没有公示文稿");
    return error_detail(error, "公示名单在公示页面上");
}

static bool fetch_notice(Context *context, Error *error) {
    Letter letter;
    return find_notice(context, &letter, error) && send_pdf(context, &letter, error);
}

static bool issue_notice(Context *context, Error *error) {
    Letter letter;
    return issue(context, LETTER_NOTICE, &letter, error) &&
           context_redirect(context, str_format(context->arena, "/notices/%.*s/letter",
                                                STR_ARG(letter.notice_number)));
}

// ---- API ----

static void write_letter(JsonWriter *writer, const Letter *letter, Arena *arena) {
    json_open_object(writer);
    json_member_string(writer, "kind", letter_code(letter->kind));
    json_member_string(writer, "title", letter_title(letter->kind));
    json_member_string(writer, "number", letter->number);
    json_member_date(writer, "on", letter->on);
    if (!str_is_absent(letter->number)) {
        json_member_string(writer, "code", letter_code_shown(arena, letter->code));
        json_member_string(writer, "sha256", letter->sha256);
        json_member_date(writer, "issued_on", letter->issued_on);
    }
    json_close_object(writer);
}

static bool answer_list(Context *context, StoreFunction *read, Error *error) {
    Letters letters;
    if (!platform_read(context, read, context, &letters, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("letters"));
    json_open_array(writer);
    for (size_t i = 0; i < letters.count; i++) {
        write_letter(writer, &letters.items[i], context->arena);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool list_api(Context *context, Error *error) {
    return answer_list(context, read_list, error);
}

static bool course_list_api(Context *context, Error *error) {
    return answer_list(context, read_course_list, error);
}

static bool answer_letter(Context *context, const Letter *letter) {
    write_letter(context_json_begin(context), letter, context->arena);
    return context_json_end(context);
}

static bool issue_api(Context *context, Error *error) {
    Letter letter;
    return issue_chosen(context, &letter, error) && answer_letter(context, &letter);
}

static bool issue_notice_api(Context *context, Error *error) {
    Letter letter;
    return issue(context, LETTER_NOTICE, &letter, error) && answer_letter(context, &letter);
}

static bool notice_api(Context *context, Error *error) {
    Letter letter;
    return find_notice(context, &letter, error) && answer_letter(context, &letter);
}

// Issuing twice gives the same letter, so these may be repeated freely.
#define REPEATABLE .flags = ROUTE_REPEATABLE | ROUTE_SLOW
#define SLOW .flags = ROUTE_SLOW
#define AFTER .needs = PERMISSION_AFTERCARE_READ

// clang-format off
static const Route routes[] = {
    {POST, "/cases/:number/letters",                  issue_case,       .needs = PERMISSION_CASE_READ,   .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/cases/:number/letters/:letter",          fetch,            .needs = PERMISSION_CASE_READ,   SLOW, .title = "下载文书"},
    {POST, "/me/claims/:number/letters",              issue_own,        .needs = PERMISSION_CLAIMANT,    .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/me/claims/:number/letters/:letter",      fetch,            .needs = PERMISSION_CLAIMANT,    SLOW, .title = "下载文书"},
    {POST, "/clawbacks/:number/letters",              issue_clawback,   AFTER, .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/clawbacks/:number/letters/:letter",      fetch,            AFTER, SLOW, .title = "下载文书"},
    {POST, "/me/clawbacks/:number/letters",           issue_clawback,   .needs = PERMISSION_CLAIMANT,    .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/me/clawbacks/:number/letters/:letter",   fetch,            .needs = PERMISSION_CLAIMANT,    SLOW, .title = "下载文书"},
    {POST, "/appeals/:number/letters",                issue_appeal,     AFTER, .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/appeals/:number/letters/:letter",        fetch,            AFTER, SLOW, .title = "下载文书"},
    {POST, "/me/appeals/:number/letters",             issue_appeal,     .needs = PERMISSION_CLAIMANT,    .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/me/appeals/:number/letters/:letter",     fetch,            .needs = PERMISSION_CLAIMANT,    SLOW, .title = "下载文书"},
    {GET,  "/api/clawbacks/:number/letters",          course_list_api,  AFTER, .title = "文书"},
    {POST, "/api/clawbacks/:number/letters",          issue_api,        AFTER, .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/api/appeals/:number/letters",            course_list_api,  AFTER, .title = "文书"},
    {POST, "/api/appeals/:number/letters",            issue_api,        AFTER, .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/api/me/clawbacks/:number/letters",       course_list_api,  .needs = PERMISSION_CLAIMANT,    .title = "文书"},
    {POST, "/api/me/clawbacks/:number/letters",       issue_api,        .needs = PERMISSION_CLAIMANT,    .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/api/me/appeals/:number/letters",         course_list_api,  .needs = PERMISSION_CLAIMANT,    .title = "文书"},
    {POST, "/api/me/appeals/:number/letters",         issue_api,        .needs = PERMISSION_CLAIMANT,    .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {POST, "/notices/:number/letter",                 issue_notice,     .needs = PERMISSION_CASE_REVIEW, REPEATABLE, .title = "出具公示文稿"},
    {GET,  "/notices/:number/letter",                 fetch_notice,     .needs = PERMISSION_PUBLIC,      SLOW, .title = "下载公示文稿"},
    {GET,  "/api/cases/:number/letters",              list_api,         .needs = PERMISSION_CASE_READ,   .title = "文书"},
    {POST, "/api/cases/:number/letters",              issue_api,        .needs = PERMISSION_CASE_READ,   .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/api/cases/:number/letters/:letter",      fetch,            .needs = PERMISSION_CASE_READ,   SLOW, .title = "下载文书"},
    {GET,  "/api/applications/:number/letters",       list_api,         .needs = PERMISSION_CLAIMANT,    .title = "文书"},
    {POST, "/api/applications/:number/letters",       issue_api,        .needs = PERMISSION_CLAIMANT,    .form = &issue_form, REPEATABLE, .title = "出具文书"},
    {GET,  "/api/applications/:number/letters/:letter", fetch,          .needs = PERMISSION_CLAIMANT,    SLOW, .title = "下载文书"},
    {GET,  "/api/notices/:number/letter",             notice_api,       .needs = PERMISSION_PUBLIC,      .title = "公示文稿"},
    {POST, "/api/notices/:number/letter",             issue_notice_api, .needs = PERMISSION_CASE_REVIEW, REPEATABLE, .title = "出具公示文稿"},
};
// clang-format on
const RouteList letter_pages = ROUTES(routes);
