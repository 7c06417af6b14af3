// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/letter_check.h"

#include "base/utf8.h"
#include "casework/letter.h"
#include "pages/casework/letter_check.html.h"
#include "pages/platform.h"

#define CHECKED_BYTES_MAX ((size_t)4 * 1024 * 1024) // a letter has some hundred kB
#define CODE_TYPED_MAX 40                           // with what people put between the groups

static const FormField code_fields[] = {
    {.name = "code",
     .label = "核验码",
     .type = FIELD_TEXT,
     .length_max = CODE_TYPED_MAX,
     .is_required = true,
     .help = "纸面上二维码旁边的20位，中间的横线可以不输"},
};
// A visit without a code shows the form, so nothing is required of the query.
static const FormField query_fields[] = {
    {.name = "code", .label = "核验码", .type = FIELD_TEXT, .length_max = CODE_TYPED_MAX},
};
static const Form query_form = {"letter_code", query_fields, 1};

static const FormField file_fields[] = {
    {.name = "file",
     .label = "PDF文件",
     .type = FIELD_FILE,
     .is_required = true,
     .length_max = CHECKED_BYTES_MAX},
};
static const Form file_form = {"letter_file", file_fields, 1};

typedef struct CheckIn {
    Str code; // or
    Str pdf;  // absent when it is looked up by its code
} CheckIn;

static bool read_check(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const CheckIn *check = in;
    return str_is_absent(check->pdf) ? letter_check_code(tx, check->code, arena, out, error)
                                     : letter_check_pdf(tx, check->pdf, arena, out, error);
}

// ---- Pages ----

static bool show(Context *context, const CheckIn *in, Error *error) {
    LetterCheck check;
    Error fault = {0};
    bool is_asked = in && !(str_is_empty(in->code) && str_is_absent(in->pdf));
    bool is_found = is_asked && platform_read(context, read_check, in, &check, &fault);
    if (is_asked && !is_found && fault.kind != ERROR_NOT_FOUND) {
        *error = fault;
        return false;
    }
    Str code = in ? utf8_head(in->code, CODE_TYPED_MAX) : STR("");
    LetterCheckView view = {
        .fault = fault_box(context, is_asked && !is_found ? &fault : NULL),
        .is_found = is_found,
        .form = context_form_view(context),
        .code = form_field_view(context->arena, &code_fields[0], code),
        .file = form_field_view(context->arena, &file_fields[0], STR("")),
    };
    if (is_found) {
        view.title = letter_title(check.kind);
        view.number = check.number;
        view.issuer = check.issuer;
        view.on = (Day){check.on};
        view.addressee = check.addressee;
        view.has_amount = check.amount_fen > 0;
        view.amount = (Fen){check.amount_fen};
        view.sha256 = check.sha256;
        view.is_undone = check.is_undone;
        view.is_wordless = check.anonymised_on != DATE_ABSENT;
        view.anonymised_on = (Day){check.anonymised_on};
    }
    Html html = context_html(context);
    letter_check_html(&html, &view);
    context_page(context, STR("核验文书"), &html);
    if (is_asked && !is_found) context->response->status = error_http_status(fault.kind);
    return true;
}

static bool form_page(Context *context, Error *error) {
    return show(context, &(CheckIn){.code = form_text(&context->form, "code")}, error);
}

static bool code_page(Context *context, Error *error) {
    return show(context, &(CheckIn){.code = context_parameter(context, "code")}, error);
}

static bool file_page(Context *context, Error *error) {
    return show(context, &(CheckIn){.pdf = form_value(&context->form, "file")->text}, error);
}

// ---- API ----

static bool answer(Context *context, const CheckIn *in, Error *error) {
    LetterCheck check;
    if (!platform_read(context, read_check, in, &check, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "kind", letter_code(check.kind));
    json_member_string(writer, "title", letter_title(check.kind));
    json_member_string(writer, "number", check.number);
    json_member_date(writer, "on", check.on);
    json_member_string(writer, "issuer", check.issuer);
    json_member_string(writer, "division", check.division_code);
    json_member_string(writer, "addressee", check.addressee);
    json_member_int(writer, "amount_fen", check.amount_fen);
    json_member_string(writer, "sha256", check.sha256);
    json_member_boolean(writer, "undone", check.is_undone);
    json_member_date(writer, "anonymised_on", check.anonymised_on);
    json_close_object(writer);
    return context_json_end(context);
}

static bool code_api(Context *context, Error *error) {
    return answer(context, &(CheckIn){.code = context_parameter(context, "code")}, error);
}

static bool file_api(Context *context, Error *error) {
    return answer(context, &(CheckIn){.pdf = form_value(&context->form, "file")->text}, error);
}

#define UPLOAD                                                                                     \
    .form = &file_form, .flags = ROUTE_REPEATABLE, .body_bytes_max = CHECKED_BYTES_MAX + 64 * 1024

// clang-format off
static const Route routes[] = {
    {GET,  "/verify",           form_page, .needs = PERMISSION_PUBLIC, .form = &query_form, .title = "核验文书"},
    {GET,  "/verify/:code",     code_page, .needs = PERMISSION_PUBLIC, .title = "核验文书"},
    {POST, "/verify",           file_page, .needs = PERMISSION_PUBLIC, UPLOAD, .title = "比对文书文件"},
    {GET,  "/api/verify/:code", code_api,  .needs = PERMISSION_PUBLIC, .title = "核验文书"},
    {POST, "/api/verify",       file_api,  .needs = PERMISSION_PUBLIC, UPLOAD, .title = "比对文书文件"},
};
// clang-format on
const RouteList letter_check_pages = ROUTES(routes);
