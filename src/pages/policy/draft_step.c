// SPDX-License-Identifier: Apache-2.0
// What author and approver do to a draft.
#include "pages/policy/draft.h"

#include "pages/platform.h"
#include "pages/policy/draft_new.html.h"
#include "pages/policy/policy.h"
#include "policy/template.h"
#include "publish/renew.h"

#define ITEM "item"
#define RISK "risk"
static const FormOption new_kinds[] = {
    {ITEM, "一项政策：谁能得到什么"},
    {RISK, "一条疑点规则：什么样的申请要核查"},
};

// What is not sent is an item.
static const FormField new_fields[] = {
    {.name = "kind", .label = "写什么", .type = FIELD_ENUM, .options = new_kinds,
     .option_count = sizeof new_kinds / sizeof *new_kinds, .help = "不选就是一项政策"},
    {.name = "number", .label = "编号", .type = FIELD_INT, .is_required = true, .min = 1, .max = 999,
     .help = "接着同类现有的编，政策如 43，疑点规则如 9"},
    {.name = "slug", .label = "英文短名", .type = FIELD_TEXT, .is_required = true, .length_max = 40,
     .help = "小写字母和连字符，如 night-school-subsidy；用在文件名里"},
    {.name = "title", .label = "名称", .type = FIELD_TEXT, .is_required = true, .length_max = 60},
};
static const Form new_form = {"draft_new", new_fields, 4};
static const Form new_kind_form = {"draft_new_kind", new_fields, 1}; // the kind alone, by a link

static const FormField content_fields[] = {
    {.name = "revision", .label = "稿次", .type = FIELD_INT, .is_required = true},
    {.name = "content", .label = "正文", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = DRAFT_TEXT_LENGTH_MAX},
};
static const Form content_form = {"draft_content", content_fields, 2};

static const FormField preview_fields[] = {
    {.name = "on", .label = "按哪一天算", .type = FIELD_DATE, .is_required = true,
     .help = "新标准从哪天起，就按哪天；按今天算看不出以后的变化"},
};
const Form draft_preview_form = {"draft_preview", preview_fields, 1};

static const FormField submit_fields[] = {
    {.name = "effective_on", .label = "从哪天起生效", .type = FIELD_DATE, .is_required = true,
     .help = "这一天起受理的申请按新版本办"},
    {.name = "note", .label = "给审批人的说明", .type = FIELD_LONG_TEXT, .length_max = 600},
};
const Form draft_submit_form = {"draft_submit", submit_fields, 2};

static const FormField reject_fields[] = {
    {.name = "reason", .label = "退回的原因", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600},
};
const Form draft_reject_form = {"draft_reject", reject_fields, 1};

// ---- Answers ----

static bool is_api(const Context *context) {
    return str_starts_with(context->request->path, STR("/api/"));
}

static bool answer(Context *context, Str number, Error *error) {
    (void)error;
    if (is_api(context)) return answer_number(context, number);
    return context_redirect(context, str_format(context->arena, "/drafts/%.*s", STR_ARG(number)));
}

// What can be mended is shown on the draft's page; anything else is the error page.
static bool refuse(Context *context, const Error *fault, Error *error) {
    if (!is_api(context) && fault_is_shown(fault)) return draft_show(context, fault, error);
    *error = *fault;
    return false;
}

static Str number_of(const Context *context) {
    return context_parameter(context, "number");
}

// A step inside one transaction.
static bool step(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Draft draft = {0};
    if (!platform_write(context, function, context, &draft, &fault)) {
        return refuse(context, &fault, error);
    }
    return answer(context, number_of(context), error);
}

// ---- Beginning ----

// As it was sent, or empty but for the kind that a link names.
static bool show_new(Context *context, const Error *fault) {
    bool is_sent = context->form.form == &new_form;
    Str named = form_text(&context->form, "kind");
    Str kind = str_is_empty(named) ? STR(ITEM) : named;
    DraftNewView view = {.form = context_form_view(context), .fault = fault_box(context, fault)};
    FieldView *fields[] = {&view.kind, &view.number, &view.slug, &view.title};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        *fields[i] = is_sent ? context_field_view(context, new_fields[i].name, STR(""))
                             : form_field_view(context->arena, &new_fields[i],
                                               i == 0 ? kind : STR(""));
    }
    Html html = context_html(context);
    draft_new_html(&html, &view);
    context_page(context, STR("起草新的"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool new_page(Context *context, Error *error) {
    (void)error;
    return show_new(context, NULL);
}

static bool slug_is_good(Str slug) {
    for (size_t i = 0; i < slug.length; i++) {
        char c = slug.data[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    }
    return slug.length > 0 && slug.data[0] != '-';
}

// "m_night_school" for a measure; "NIGHT_SCHOOL" for a finding.
static Str key_of_slug(Arena *arena, Str slug, bool is_code) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    if (!is_code) str_put(&out, STR("m_"));
    for (size_t i = 0; i < slug.length; i++) {
        char c = slug.data[i];
        bool is_raised = is_code && c >= 'a' && c <= 'z';
        str_put_char(&out, c == '-' ? '_' : is_raised ? (char)(c - 'a' + 'A') : c);
    }
    return str_built(&out);
}

// The file of a new policy or rule, and what it begins from.
static EditIn new_file(const Context *context, Str slug, Str title) {
    Arena *arena = context->arena;
    int number = (int)form_int(&context->form, "number");
    bool is_risk = str_equal(form_text(&context->form, "kind"), STR(RISK));
    EditIn in = {.kind = DRAFT_NEW, .title = title, .key = context->request_key,
                 .body = context->body_digest};
    in.file_name = str_format(arena, "%s%02d-%.*s.md", is_risk ? "risk-" : "", number,
                              STR_ARG(slug));
    in.content = is_risk ? risk_template(arena, title, key_of_slug(arena, slug, true))
                         : policy_template(arena, number, title, key_of_slug(arena, slug, false));
    return in;
}

static bool begin_new(Context *context, Error *error) {
    Arena *arena = context->arena;
    Str slug = form_text(&context->form, "slug"), title = form_text(&context->form, "title");
    if (context->form.fault_count == 0 && !slug_is_good(slug)) {
        form_add_fault(&context->form, "slug", STR("英文短名只能用小写字母、数字和连字符"));
    }
    if (context->form.fault_count > 0 && !is_api(context)) return show_new(context, NULL);
    if (context->form.fault_count > 0) {
        return error_set(error, ERROR_INVALID, "编号、英文短名或名称不对");
    }
    Draft draft;
    Error fault = {0};
    EditIn in = new_file(context, slug, title);
    if (!edit_begin(platform_of(context)->store, context->actor, &in, arena, &draft, &fault)) {
        if (!is_api(context) && fault_is_shown(&fault)) return show_new(context, &fault);
        *error = fault;
        return false;
    }
    return answer(context, draft.number, error);
}

static bool begin_edit(Context *context, Error *error) {
    const Policy *policy;
    Draft draft;
    if (!policy_of(context, &policy, error)) return false;
    EditIn in = {.kind = DRAFT_EDIT, .file_name = policy->file,
                 .key = context->request_key, .body = context->body_digest};
    return edit_begin(platform_of(context)->store, context->actor, &in, context->arena, &draft,
                      error) &&
           answer(context, draft.number, error);
}

// ---- The author ----

static bool run_change(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    DraftChange change = {number_of(context), form_int(&context->form, "revision"),
                          form_text(&context->form, "content")};
    return draft_change(tx, context->actor, &change, arena, out, error);
}

static bool change_step(Context *context, Error *error) {
    return step(context, run_change, error);
}

static bool run_preview(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Draft *draft = out;
    return draft_find(tx, number_of(context), arena, draft, error) &&
           simulation_ask_draft(tx, context->actor, draft, form_date(&context->form, "on"), arena,
                                error);
}

static bool preview_step(Context *context, Error *error) {
    if (!step(context, run_preview, error)) return false;
    platform_wake_workers(context);
    return true;
}

static bool submit_step(Context *context, Error *error) {
    Error fault = {0};
    DraftSubmit in = {number_of(context), form_date(&context->form, "effective_on"),
                      form_text(&context->form, "note")};
    if (!draft_submit(platform_of(context)->store, context->actor, &in, context->arena, &fault)) {
        return refuse(context, &fault, error);
    }
    return answer(context, in.number, error);
}

static bool run_withdraw(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    (void)out;
    return draft_withdraw(tx, context->actor, number_of(context), arena, error);
}

static bool withdraw_step(Context *context, Error *error) {
    return step(context, run_withdraw, error);
}

// ---- The second person ----

static bool run_reject(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    (void)out;
    return draft_reject(tx, context->actor, number_of(context),
                        form_text(&context->form, "reason"), arena, error);
}

static bool reject_step(Context *context, Error *error) {
    return step(context, run_reject, error);
}

// This server takes the version up at once, the others within seconds.
static bool publish_step(Context *context, Error *error) {
    Platform *platform = platform_of(context);
    Error fault = {0};
    Version version;
    if (!draft_publish(platform->store, context->actor, number_of(context), context->arena,
                       &version, &fault)) {
        return refuse(context, &fault, error);
    }
    return catalogue_refresh(platform->catalogue, context->actor->today, error) &&
           answer(context, number_of(context), error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/drafts/new",                   new_page,      .needs = PERMISSION_POLICY_EDIT,    .form = &new_kind_form, .title = "起草新的"},
    {POST, "/drafts",                       begin_new,     .needs = PERMISSION_POLICY_EDIT,    .form = &new_form, .flags = ROUTE_SHOWS_FAULTS, .title = "起草新的"},
    {POST, "/policies/:number/drafts",      begin_edit,    .needs = PERMISSION_POLICY_EDIT,    .title = "起草修改"},
    {POST, "/drafts/:number/content",       change_step,   .needs = PERMISSION_POLICY_EDIT,    .form = &content_form, .body_bytes_max = DRAFT_BODY_BYTES_MAX, .title = "保存政策草稿"},
    {POST, "/drafts/:number/preview",       preview_step,  .needs = PERMISSION_POLICY_EDIT,    .form = &draft_preview_form, .title = "预演"},
    {POST, "/drafts/:number/submit",        submit_step,   .needs = PERMISSION_POLICY_EDIT,    .form = &draft_submit_form, .title = "送审"},
    {POST, "/drafts/:number/withdraw",      withdraw_step, .needs = PERMISSION_POLICY_EDIT,    .title = "撤回草稿"},
    {POST, "/drafts/:number/reject",        reject_step,   .needs = PERMISSION_POLICY_PUBLISH, .form = &draft_reject_form, .title = "退回草稿"},
    {POST, "/drafts/:number/publish",       publish_step,  .needs = PERMISSION_POLICY_PUBLISH, .title = "发布政策"},
    {POST, "/api/drafts",                   begin_new,     .needs = PERMISSION_POLICY_EDIT,    .form = &new_form, .title = "起草新的"},
    {POST, "/api/policies/:number/drafts",  begin_edit,    .needs = PERMISSION_POLICY_EDIT,    .title = "起草修改"},
    {POST, "/api/drafts/:number/content",   change_step,   .needs = PERMISSION_POLICY_EDIT,    .form = &content_form, .body_bytes_max = DRAFT_BODY_BYTES_MAX, .title = "保存政策草稿"},
    {POST, "/api/drafts/:number/preview",   preview_step,  .needs = PERMISSION_POLICY_EDIT,    .form = &draft_preview_form, .title = "预演"},
    {POST, "/api/drafts/:number/submit",    submit_step,   .needs = PERMISSION_POLICY_EDIT,    .form = &draft_submit_form, .title = "送审"},
    {POST, "/api/drafts/:number/withdraw",  withdraw_step, .needs = PERMISSION_POLICY_EDIT,    .title = "撤回草稿"},
    {POST, "/api/drafts/:number/reject",    reject_step,   .needs = PERMISSION_POLICY_PUBLISH, .form = &draft_reject_form, .title = "退回草稿"},
    {POST, "/api/drafts/:number/publish",   publish_step,  .needs = PERMISSION_POLICY_PUBLISH, .title = "发布政策"},
};
// clang-format on
const RouteList draft_step_pages = ROUTES(routes);
