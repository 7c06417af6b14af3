// SPDX-License-Identifier: Apache-2.0
#include "pages/policy/renew.h"

#include "pages/platform.h"
#include "pages/policy/renew.html.h"
#include "policy/bounds.h"
#include "publish/renew.h"

#define PREFIX "p_" // of a parameter's field

static const FormField fixed_fields[] = {
    {.name = "valid_to", .label = "新的截止日", .type = FIELD_DATE,
     .help = "不延期、只改标准的，可以不填"},
    {.name = "document", .label = "依据的文件", .type = FIELD_TEXT, .is_required = true,
     .length_max = 100, .help = "如：卫人社发〔2023〕88号。写进政策文件的“依据”"},
    {.name = "from", .label = "新标准从哪天起", .type = FIELD_DATE,
     .help = "旧标准到前一天为止；不填就接在原截止日之后"},
};
#define FIXED_COUNT (sizeof fixed_fields / sizeof *fixed_fields)

// ---- The form ----

// A parameter that somebody can choose: one plain value, and bounds that leave a choice.
static bool has_choice(Arena *arena, const Parameter *parameter, const ParameterRow *row) {
    FeelValue *others;
    size_t count;
    FeelTypeKind kind = parameter->feel_type->kind;
    bool is_plain = kind == FEEL_TYPE_NUMBER || kind == FEEL_TYPE_STRING ||
                    kind == FEEL_TYPE_DATE || kind == FEEL_TYPE_BOOLEAN;
    if (!row || !is_plain) return false;
    if (!row->bounds.source) return true;
    parameter_others(arena, row, &others, &count);
    return count > 0;
}

static FormField parameter_field(Arena *arena, const Parameter *parameter,
                                 const ParameterRow *row) {
    bool is_money = str_ends_with(parameter->key, STR("_fen"));
    Str name = str_format(arena, PREFIX "%.*s", STR_ARG(parameter->key));
    Str now = parameter_shown(arena, parameter, row->value);
    Str bounds = parameter_bounds_shown(arena, parameter, row);
    Str help = str_format(arena, "现在是%.*s%s%.*s。%.*s%s", STR_ARG(now),
                          str_is_absent(bounds) ? "" : "，可以是 ", STR_ARG(bounds),
                          STR_ARG(row->basis), is_money ? "（填元）" : "");
    return (FormField){.name = str_to_c(arena, name), .label = str_to_c(arena, parameter->name),
                       .type = FIELD_TEXT, .help = str_to_c(arena, help)};
}

// The day from which new values hold when none is named: behind the last day, not before today.
static Date from_default(const Context *context, const Policy *policy) {
    Date today = context->actor->today;
    return policy->valid_to != DATE_ABSENT && policy->valid_to >= today ? policy->valid_to + 1
                                                                       : today;
}

static bool form_of_renewal(Context *context, const Form **form, Error *error) {
    const Policy *policy;
    if (!policy_of(context, &policy, error)) return false;
    Arena *arena = context->arena;
    Form *made = NEW(arena, Form);
    FormField *fields = NEW_ARRAY(arena, FormField, FIXED_COUNT + policy->parameters.count);
    for (size_t i = 0; i < FIXED_COUNT; i++) fields[i] = fixed_fields[i];
    *made = (Form){"policy_renew", fields, FIXED_COUNT};
    for (size_t i = 0; i < policy->parameters.count && made->count < FORM_FIELDS_MAX; i++) {
        const Parameter *parameter = &policy->parameters.items[i];
        const ParameterRow *row = parameter_row_from(parameter, from_default(context, policy));
        if (has_choice(arena, parameter, row)) {
            fields[made->count++] = parameter_field(arena, parameter, row);
        }
    }
    *form = made;
    return true;
}

// ---- The page ----

static FieldView field_view(Context *context, const FormField *field, Str value) {
    return context->form.form ? context_field_view(context, field->name, STR(""))
                              : form_field_view(context->arena, field, value);
}

static bool show(Context *context, const Policy *policy, const Form *form, const Error *fault) {
    Arena *arena = context->arena;
    Str ends = policy->valid_to == DATE_ABSENT
                   ? STR("没有写截止日")
                   : str_format(arena, "到%.*s为止",
                                STR_ARG(date_to_chinese(arena, policy->valid_to)));
    Str from = date_to_str(arena, from_default(context, policy));
    size_t count = form->count - FIXED_COUNT;
    RenewView view = {.fault = fault_box(context, fault),
                      .number = policy->number,
                      .title = policy->title,
                      .valid_to = ends,
                      .form = context_form_view(context),
                      .valid_to_field = field_view(context, &form->fields[0], STR("")),
                      .document = field_view(context, &form->fields[1], STR("")),
                      .from = field_view(context, &form->fields[2], from),
                      .parameters = {NEW_ARRAY(arena, FieldView, count), count}};
    for (size_t i = 0; i < count; i++) {
        view.parameters.items[i] = field_view(context, &form->fields[FIXED_COUNT + i], STR(""));
    }
    Html html = context_html(context);
    renew_html(&html, &view);
    context_page(context, str_format(arena, "延续%.*s", STR_ARG(policy->title)), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    else if (context->form.fault_count > 0) context->response->status = 400;
    return true;
}

static bool renew_page(Context *context, Error *error) {
    const Policy *policy;
    const Form *form;
    if (!policy_of(context, &policy, error) || !form_of_renewal(context, &form, error)) {
        return false;
    }
    return show(context, policy, form, NULL);
}

// ---- Renewing ----

// The values that were typed; each that does not keep its bounds becomes a fault of its field.
static RenewValue *values_take(Context *context, const Policy *policy, Date from, size_t *count,
                               Error *first) {
    FormValues *form = &context->form;
    RenewValue *values = NEW_ARRAY(context->arena, RenewValue, form->count);
    *count = 0;
    for (size_t i = FIXED_COUNT; i < form->count; i++) {
        Str name = str_from_c(form->items[i].field->name), typed = form->items[i].text;
        Str key = str_slice(name, sizeof PREFIX - 1, name.length);
        const Parameter *parameter = parameter_find(&policy->parameters, key);
        FeelValue value;
        Error fault = {0};
        if (str_is_absent(typed) || typed.length == 0 || !parameter) continue;
        values[(*count)++] = (RenewValue){key, typed};
        if (parameter_value_typed(context->arena, parameter, parameter_row_from(parameter, from),
                                  typed, &value, &fault)) {
            continue;
        }
        if (first->kind == ERROR_NONE) *first = fault;
        Str text = str_format(context->arena, "%s。%s", fault.message, fault.detail);
        form_add_fault(form, form->items[i].field->name, text);
    }
    return values;
}

static bool renew_step(Context *context, Error *error) {
    const Policy *policy;
    Draft draft;
    Error fault = {0};
    bool is_api = str_starts_with(context->request->path, STR("/api/"));
    if (!policy_of(context, &policy, error)) return false;
    RenewIn in = {.policy_number = policy->number,
                  .valid_to = form_date(&context->form, "valid_to"),
                  .from = form_date(&context->form, "from"),
                  .document = form_text(&context->form, "document"),
                  .key = context->request_key,
                  .body = context->body_digest};
    if (in.from == DATE_ABSENT) in.from = from_default(context, policy);
    in.values = values_take(context, policy, in.from, &in.value_count, &fault);
    if (context->form.fault_count > 0 && !is_api) {
        return show(context, policy, context->form.form, NULL);
    }
    bool is_begun = fault.kind == ERROR_NONE &&
                    renew_begin(platform_of(context)->store, context->actor, &in, context->arena,
                                &draft, &fault);
    if (!is_begun && !is_api && fault_is_shown(&fault)) {
        return show(context, policy, context->form.form, &fault);
    }
    if (!is_begun) {
        *error = fault;
        return false;
    }
    platform_wake_workers(context);
    if (is_api) return answer_number(context, draft.number);
    return context_redirect(context,
                            str_format(context->arena, "/drafts/%.*s", STR_ARG(draft.number)));
}

// clang-format off
static const Route routes[] = {
    {GET,  "/policies/:number/renew",     renew_page, .needs = PERMISSION_POLICY_EDIT, .title = "延续政策"},
    {POST, "/policies/:number/renew",     renew_step, .needs = PERMISSION_POLICY_EDIT, .form_of = form_of_renewal, .flags = ROUTE_SHOWS_FAULTS, .title = "延续政策"},
    {POST, "/api/policies/:number/renew", renew_step, .needs = PERMISSION_POLICY_EDIT, .form_of = form_of_renewal, .title = "延续政策"},
};
// clang-format on
const RouteList renew_pages = ROUTES(routes);
