// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/own_appeal.h"

#include "casework/appeal.h"
#include "casework/claim_make.h"
#include "casework/evidence.h"
#include "pages/claim/own_appeal.html.h"
#include "pages/platform.h"

#define UPLOAD_BYTES_MAX (EVIDENCE_BYTES_MAX + 64 * 1024)

static const FormField new_fields[] = {
    {.name = "claim", .label = "受理号", .type = FIELD_TEXT, .length_max = 40},
    {.name = "clawback", .label = "追回编号", .type = FIELD_TEXT, .length_max = 40},
    {.name = "policy", .label = "政策", .type = FIELD_INT, .min = 0, .max = 9999},
    {.name = "subject", .label = "对象", .type = FIELD_TEXT, .length_max = 100},
};
static const Form new_form = {"appeal_new", new_fields, 4};

static const FormField file_fields[] = {
    {.name = "claim", .label = "受理号", .type = FIELD_TEXT, .length_max = 40},
    {.name = "clawback", .label = "追回编号", .type = FIELD_TEXT, .length_max = 40},
    {.name = "policy", .label = "政策", .type = FIELD_INT, .min = 0, .max = 9999},
    {.name = "subject", .label = "对象", .type = FIELD_TEXT, .length_max = 100},
    {.name = "grounds", .label = "哪里不对", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600},
    {.name = "file", .label = "证明", .type = FIELD_FILE, .length_max = EVIDENCE_BYTES_MAX,
     .help = "照片或 PDF，最大5 MB；提交以后还可以补充"},
    {.name = "account_number", .label = "收款账号", .type = FIELD_TEXT, .length_max = 32},
    {.name = "bank_name", .label = "开户银行", .type = FIELD_TEXT, .length_max = 100},
    {.name = "holder_name", .label = "户名", .type = FIELD_TEXT, .length_max = 100},
    {.name = "lender_name", .label = "贷款银行", .type = FIELD_TEXT, .length_max = 100,
     .help = "有贷款要还的才填，写全称，和贷款合同上的一样"},
    {.name = "lender_account", .label = "还款账号", .type = FIELD_TEXT, .length_max = 32},
};
static const Form file_form = {"appeal", file_fields, 11};

// ---- The form ----

typedef struct Contested {
    Str title, why;
} Contested;

// What the decision says, so that nobody contests another than they mean.
static bool read_contested(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const FormValues *form = &context->form;
    Contested *contested = out;
    ClaimFile file;
    Assessment assessment;
    Str claim = form_text(form, "claim");
    if (!str_is_empty(claim)) {
        if (!claim_find(tx, context->actor, claim, arena, &file, error)) return false;
        *contested = (Contested){str_format(arena, "%.*s（%.*s）", STR_ARG(file.claim.policy_title),
                                            STR_ARG(claim)),
                                 file.claim.last_note};
        return true;
    }
    AssessmentIn query = {.pack = platform_pack(context),
                          .policy_number = (int)form_int(form, "policy"),
                          .subject_key = form_text(form, "subject"),
                          .is_claim = true,
                          .on = context->actor->today};
    if (!assess_subject(tx, &query, arena, &assessment, error) ||
        !claim_check_own(context->actor, &assessment, error)) {
        return false;
    }
    *contested =
        (Contested){assessment.policy->title, assessment_reasons_text(&assessment, arena)};
    return true;
}

static FieldView field_of(Context *context, size_t place) {
    const FormField *field = &file_fields[place];
    if (context->form.form == &file_form) {
        return context_field_view(context, field->name, STR(""));
    }
    return form_field_view(context->arena, field, STR(""));
}

static const Policy *policy_of(const Context *context) {
    return pack_policy(platform_pack(context), (int)form_int(&context->form, "policy"));
}

static bool show_form(Context *context, const Error *fault, Error *error) {
    Contested contested;
    const FormValues *form = &context->form;
    if (!platform_read(context, read_contested, context, &contested, error)) return false;
    bool is_screen = str_is_empty(form_text(form, "claim"));
    OwnAppealView view = {
        .fault = fault_box(context, fault),
        .against = contested.title,
        .why = contested.why,
        .claim = form_text(form, "claim"),
        .clawback = form_text(form, "clawback"),
        .policy = form_text(form, "policy"),
        .subject = form_text(form, "subject"),
        .is_screen = is_screen,
        .form = context_form_view(context),
        .grounds = field_of(context, 4),
        .file = form_field_view(context->arena, &file_fields[5], STR("")),
        .account_number = field_of(context, 6),
        .bank_name = field_of(context, 7),
        .holder_name = field_of(context, 8),
        .pays_lender = is_screen && policy_pays_lender(policy_of(context)),
        .lender_name = field_of(context, 9),
        .lender_account = field_of(context, 10),
    };
    Html html = context_html(context);
    own_appeal_html(&html, &view);
    context_page(context, STR("我有异议"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    else if (form->fault_count > 0) context->response->status = 400;
    return true;
}

static bool new_page(Context *context, Error *error) {
    return show_form(context, NULL, error);
}

// ---- Filing ----

static Str absent_if_empty(Str s) {
    return str_is_empty(s) ? (Str){0} : s;
}

static bool write_appeal(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const FormValues *form = &context->form;
    const FormValue *file = form_value(form, "file");
    CaseContext with = platform_case(context);
    AppealFiling filing = {.claim_number = form_text(form, "claim"),
                           .clawback_number = absent_if_empty(form_text(form, "clawback")),
                           .grounds = form_text(form, "grounds"),
                           .file_name = file->file_name,
                           .content = absent_if_empty(file->text)};
    ClaimSubmission refused = {
        .policy_number = (int)form_int(form, "policy"),
        .subject_key = form_text(form, "subject"),
        .account = {absent_if_empty(form_text(form, "account_number")),
                    absent_if_empty(form_text(form, "bank_name")),
                    absent_if_empty(form_text(form, "holder_name"))},
        .lender = {.account_number = form_text(form, "lender_account"),
                   .bank_name = form_text(form, "lender_name")}};
    if (str_is_empty(filing.claim_number)) filing.refused = &refused;
    return appeal_file(tx, context->actor, &with, &filing, arena, out, error);
}

static bool file_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show_form(context, NULL, error);
    if (platform_write_once(context, write_appeal, context, &number, &fault)) {
        return context_redirect(context,
                                str_format(context->arena, "/me/appeals/%.*s", STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show_form(context, &fault, error);
    *error = fault;
    return false;
}

static bool file_api(Context *context, Error *error) {
    return answer_written(context, write_appeal, context, error);
}

// clang-format off
#define OWN .needs = PERMISSION_CLAIMANT
#define UPLOAD .form = &file_form, .body_bytes_max = UPLOAD_BYTES_MAX
static const Route routes[] = {
    {GET,  "/me/appeals/new", new_page,  OWN, .form = &new_form, .title = "我有异议"},
    {POST, "/me/appeals",     file_page, OWN, UPLOAD, .flags = ROUTE_SHOWS_FAULTS, .title = "提出申诉"},
    {POST, "/api/me/appeals", file_api,  OWN, UPLOAD, .title = "提出申诉"},
};
// clang-format on
const RouteList own_appeal_pages = ROUTES(routes);
