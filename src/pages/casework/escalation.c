// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/escalation.h"

#include "casework/aftercare.h"
#include "pages/casework/course.h"
#include "pages/casework/escalation.html.h"
#include "pages/platform.h"

static const FormField urge_fields[] = {
    {.name = "number",
     .label = "受理号",
     .type = FIELD_TEXT,
     .is_required = true,
     .length_max = 40},
    {.name = "body",
     .label = "对办理的人说",
     .type = FIELD_TEXT,
     .is_required = true,
     .length_max = 200,
     .help = "写好后，在要催的那一件上按“催办”；同一件一天催一次"},
};
static const Form urge_form = {"urge", urge_fields, 2};

// ---- What was written to the desk ----

UrgeListView urge_list_view(Arena *arena, const Urges *urges) {
    UrgeViews views = {NEW_ARRAY(arena, UrgeView, urges->count), urges->count};
    for (size_t i = 0; i < urges->count; i++) {
        const Urge *urge = &urges->items[i];
        views.items[i] = (UrgeView){{urge->on}, urge->actor_name, urge->role_label, urge->body};
    }
    return (UrgeListView){views};
}

static bool read_urges(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return escalation_urges(tx, *(const Str *)in, arena, out, error);
}

bool urge_course_view(Context *context, Str number, UrgeListView *view, Error *error) {
    Urges urges = {0};
    if (!course_is_own(context) && !platform_read(context, read_urges, &number, &urges, error)) {
        return false;
    }
    *view = urge_list_view(context->arena, &urges);
    return true;
}

// ---- What is overdue ----

static bool read_escalations(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    return escalation_list(tx, context->actor, &with, arena, out, error);
}

static EscalationRowView row_view(const Context *context, const Escalation *item) {
    const Course *course = aftercare_course(item->number);
    const char *base = course == NULL               ? "/cases"
                       : course == &clawback_course ? "/clawbacks"
                                                    : "/appeals";
    return (EscalationRowView){
        .number = item->number,
        .path = str_format(context->arena, "%s/%.*s", base, STR_ARG(item->number)),
        .may_open = context_may(context, course ? PERMISSION_AFTERCARE_READ : PERMISSION_CASE_READ),
        .policy = policy_label(context->arena, item->policy_number, item->policy_title),
        .county = county_label(item->division_code),
        .state = item->state_label,
        .owed_by = item->owed_by,
        .due = {item->due_on},
        .late = item->late_workdays,
        .level = escalation_level_label(item->level),
        .urges = item->urges,
        .last_urge = item->last_urge,
    };
}

static bool show(Context *context, const Error *fault, Error *error) {
    Escalations all;
    bool is_sent = context->form.form == &urge_form;
    if (!platform_read(context, read_escalations, context, &all, error)) return false;
    EscalationView view = {
        .fault = fault_box(context, fault),
        .county = county_label(context->actor->scope.division_prefix),
        .rule = escalation_rule_text(context->arena),
        .total = all.total,
        .rows = {NEW_ARRAY(context->arena, EscalationRowView, all.count), all.count},
        .form = context_form_view(context),
        .body = is_sent ? context_field_view(context, "body", STR(""))
                        : form_field_view(context->arena, &urge_fields[1], STR("")),
    };
    for (size_t i = 0; i < all.count; i++) view.rows.items[i] = row_view(context, &all.items[i]);
    Html html = context_html(context);
    escalation_html(&html, &view);
    context_page(context, STR("逾期上报"), &html);
    if (fault)
        context->response->status = error_http_status(fault->kind);
    else if (context->form.fault_count > 0)
        context->response->status = 400;
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show(context, NULL, error);
}

static bool write_urge(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    *number = form_text(&context->form, "number");
    return escalation_urge(tx, context->actor, *number, form_text(&context->form, "body"), arena,
                           error);
}

static bool urge_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show(context, NULL, error);
    if (platform_write_once(context, write_urge, context, &number, &fault)) {
        return context_redirect(context, STR("/overdue"));
    }
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool urge_api(Context *context, Error *error) {
    return answer_written(context, write_urge, context, error);
}

static bool list_api(Context *context, Error *error) {
    Escalations all;
    if (!platform_read(context, read_escalations, context, &all, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "total", all.total);
    json_key(writer, STR("overdue"));
    json_open_array(writer);
    for (size_t i = 0; i < all.count; i++) {
        const Escalation *item = &all.items[i];
        json_open_object(writer);
        json_member_string(writer, "claim", item->number);
        json_member_int(writer, "policy", item->policy_number);
        json_member_string(writer, "division", item->division_code);
        json_member_string(writer, "state", item->state);
        json_member_date(writer, "due_on", item->due_on);
        json_member_int(writer, "late_workdays", item->late_workdays);
        json_member_int(writer, "level", item->level);
        json_member_int(writer, "urges", item->urges);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
#define NEEDS .needs = PERMISSION_ESCALATION
static const Route routes[] = {
    {GET,  "/overdue",          list_page, NEEDS, .title = "逾期上报"},
    {POST, "/overdue/urge",     urge_page, NEEDS, .form = &urge_form, .flags = ROUTE_SHOWS_FAULTS, .title = "催办"},
    {GET,  "/api/overdue",      list_api,  NEEDS, .title = "逾期上报"},
    {POST, "/api/overdue/urge", urge_api,  NEEDS, .form = &urge_form, .title = "催办"},
};
#undef NEEDS
// clang-format on
const RouteList escalation_pages = ROUTES(routes);
