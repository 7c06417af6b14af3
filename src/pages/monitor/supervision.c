// SPDX-License-Identifier: Apache-2.0
#include "pages/monitor/supervision.h"

#include "monitor/pace.h"
#include "pages/monitor/grid.h"
#include "pages/monitor/supervision.html.h"
#include "pages/monitor/supervision_list.html.h"
#include "pages/monitor/supervision_new.html.h"
#include "pages/platform.h"

#define NUMBER_LENGTH_MAX 40
#define KEY_LENGTH_MAX 100
#define COUNTY_DEPARTMENT "县区" // stands for the counties, which are addressed one by one

static const FormField list_fields[] = {
    {.name = "all", .label = "连已销号的", .type = FIELD_CHECKBOX},
    {.name = "before",
     .label = "上一页的最后一件",
     .type = FIELD_TEXT,
     .length_max = NUMBER_LENGTH_MAX},
};
static const Form list_form = {"supervisions", list_fields, 2};

static const FormField about_fields[] = {
    {.name = "policy", .label = "政策", .type = FIELD_INT, .min = 1, .max = 9999},
    {.name = "target", .label = "目标", .type = FIELD_TEXT, .length_max = KEY_LENGTH_MAX},
    {.name = "county", .label = "县区", .type = FIELD_TEXT, .length_max = 6},
    {.name = "bulletin", .label = "通报", .type = FIELD_TEXT, .length_max = NUMBER_LENGTH_MAX},
};
static const Form about_form = {"supervision_about", about_fields, 4};

static const FormField issue_fields[] = {
    {.name = "policy",
     .label = "哪一项政策",
     .type = FIELD_INT,
     .is_required = true,
     .min = 1,
     .max = 9999},
    {.name = "target", .label = "目标", .type = FIELD_TEXT, .length_max = KEY_LENGTH_MAX},
    {.name = "to",
     .label = "发给",
     .type = FIELD_TEXT,
     .is_required = true,
     .length_max = KEY_LENGTH_MAX},
    {.name = "body",
     .label = "要办什么",
     .type = FIELD_LONG_TEXT,
     .is_required = true,
     .length_max = 900},
    {.name = "due_on", .label = "哪一天前反馈", .type = FIELD_DATE, .is_required = true},
    {.name = "bulletin",
     .label = "依据的通报",
     .type = FIELD_TEXT,
     .length_max = NUMBER_LENGTH_MAX},
};
static const Form issue_form = {"supervision", issue_fields, 6};

static const FormOption step_choices[] = {
#define X(name, code, label) {code, label},
    SUPERVISION_ACTIONS(X)
#undef X
};
static const FormField step_fields[] = {
    {.name = "action",
     .label = "怎么办",
     .type = FIELD_ENUM,
     .is_required = true,
     .options = step_choices,
     .option_count = sizeof step_choices / sizeof *step_choices},
    {.name = "note",
     .label = "办了什么，或者为什么",
     .type = FIELD_LONG_TEXT,
     .is_required = true,
     .length_max = 900,
     .help = "反馈写清采取的措施和现在的数；不要写个人信息"},
    {.name = "due_on",
     .label = "新的反馈期限",
     .type = FIELD_DATE,
     .help = "二次督办、退回重办要写"},
};
static const Form step_form = {"supervision_step", step_fields, 3};

// ---- Views ----

static const char *const state_classes[SUPERVISION_STATE_COUNT] = {
    [SUPERVISION_OPEN] = "is-soon",
    [SUPERVISION_ANSWERED] = "",
    [SUPERVISION_CLOSED] = "is-done",
    [SUPERVISION_REVOKED] = "is-refused",
};

static SupervisionRowView row_view(Arena *arena, const Supervision *from) {
    Str policy = policy_label(arena, from->policy_number, from->policy_title);
    bool is_of_target = !str_is_empty(from->target_name);
    return (SupervisionRowView){
        .number = from->number,
        .about = is_of_target
                     ? str_format(arena, "%.*s：%.*s", STR_ARG(policy), STR_ARG(from->target_name))
                     : policy,
        .addressee = supervision_addressee(from),
        .standing = from->standing,
        .due = {from->due_on},
        .state = supervision_state_label(from->state),
        .state_class = state_classes[from->state],
        .is_overdue = from->is_overdue,
        .urged = from->urged_count,
    };
}

static SupervisionRowViews row_views(Arena *arena, const Supervisions *list) {
    SupervisionRowViews views = {.items = NEW_ARRAY(arena, SupervisionRowView, list->count)};
    for (size_t i = 0; i < list->count; i++) {
        views.items[views.count++] = row_view(arena, &list->items[i]);
    }
    return views;
}

SupervisionBoxView supervision_box(Arena *arena, const Supervisions *owed) {
    return (SupervisionBoxView){row_views(arena, owed)};
}

// ---- The list ----

typedef struct ListOut {
    Supervisions list;
    SupervisionCounts counts;
} ListOut;

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    ListOut *result = out;
    Str before =
        form_has(&context->form, "before") ? form_text(&context->form, "before") : (Str){0};
    bool living_only = !form_is_checked(&context->form, "all");
    return supervision_list(tx, context->actor, living_only, before, arena, &result->list, error) &&
           supervision_count(tx, context->actor, arena, &result->counts, error);
}

static bool list_page(Context *context, Error *error) {
    ListOut out;
    Arena *arena = context->arena;
    if (!platform_read(context, read_list, context, &out, error)) return false;
    SupervisionListView view = {.open = out.counts.open,
                                .answered = out.counts.answered,
                                .overdue = out.counts.overdue,
                                .shows_all = form_is_checked(&context->form, "all"),
                                .may_issue = context_may(context, PERMISSION_SUPERVISE),
                                .rows = row_views(arena, &out.list),
                                .has_more = out.list.has_more};
    if (view.has_more) {
        Str last = out.list.items[out.list.count - 1].number;
        view.next_path =
            str_format(arena, "/supervisions?all=%d&before=%.*s", view.shows_all, STR_ARG(last));
    }
    Html html = context_html(context);
    supervision_list_html(&html, &view);
    return context_page(context, STR("督办"), &html);
}

// ---- A new one ----

static OptionViews addressee_options(Context *context, Str selected) {
    const Pack *pack = platform_pack(context);
    Arena *arena = context->arena;
    size_t capacity = DIVISION_COUNTY_COUNT + pack->departments.count;
    OptionViews views = {.items = NEW_ARRAY(arena, OptionView, capacity)};
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT; i++) {
        Str code = str_from_c(division_counties[i]);
        views.items[views.count++] =
            (OptionView){code, county_label(code), str_equal(code, selected)};
    }
    for (size_t i = 0; i < pack->departments.count; i++) {
        const Department *department = &pack->departments.items[i];
        if (str_equal(department->short_name, STR(COUNTY_DEPARTMENT))) continue;
        views.items[views.count++] = (OptionView){department->short_name, department->name,
                                                  str_equal(department->short_name, selected)};
    }
    return views;
}

static OptionViews item_options(Context *context, int64_t selected) {
    const Pack *pack = platform_pack(context);
    Arena *arena = context->arena;
    OptionViews views = {.items = NEW_ARRAY(arena, OptionView, pack->policies.count)};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        views.items[views.count++] = (OptionView){
            str_format(arena, "%d", policy->number),
            policy_label(arena, policy->number, policy->title), policy->number == selected};
    }
    return views;
}

static bool read_paces(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return pace_read(tx, &context->actor->scope, platform_pack(context), context->actor->today,
                     arena, out, error);
}

static void show_target(Context *context, const Paces *paces, SupervisionNewView *view, Str to) {
    int64_t policy = form_int(&context->form, "policy");
    const Pace *pace = pace_find(paces, (int)policy, form_text(&context->form, "target"));
    if (!pace) return;
    Arena *arena = context->arena;
    const PaceFigure *county = pace_figure(pace, to);
    const PaceFigure *figure = county && county->goal > 0 ? county : &pace->city;
    view->has_target = true;
    view->target = pace->target->key;
    view->policy = str_format(arena, "%lld", (long long)policy);
    view->about =
        str_format(arena, "%.*s：%.*s",
                   STR_ARG(policy_label(arena, pace->policy->number, pace->policy->title)),
                   STR_ARG(pace->target->name));
    if (!figure->is_known) return;
    view->standing = str_format(
        arena, "%s %lld/%lld%.*s，完成 %.*s，时间进度 %.*s，%.*s",
        figure == county ? str_to_c(arena, county_label(to)) : "全市", (long long)figure->reached,
        (long long)figure->goal, STR_ARG(pace->target->unit),
        STR_ARG(percent_text(arena, figure->rate_bp)),
        STR_ARG(percent_text(arena, paces->elapsed_bp)), STR_ARG(pace_lamp_label(figure->lamp)));
}

static bool show_new(Context *context, const Error *fault, Error *error) {
    Paces paces;
    Arena *arena = context->arena;
    bool is_sent = context->form.form == &issue_form;
    if (!platform_read(context, read_paces, context, &paces, error)) return false;
    Str to = form_text(&context->form, is_sent ? "to" : "county");
    Str due = date_to_str(arena, context->actor->today + SUPERVISION_DAYS);
    SupervisionNewView view = {
        .fault = fault_box(context, fault),
        .bulletin = form_text(&context->form, "bulletin"),
        .policies = {STR("policy"), STR("哪一项政策"), STR("请选择"),
                     item_options(context, form_int(&context->form, "policy"))},
        .addressee = {STR("to"), STR("发给"), STR("请选择"), addressee_options(context, to)},
        .form = context_form_view(context),
        .body = is_sent ? context_field_view(context, "body", STR(""))
                        : form_field_view(arena, &issue_fields[3], STR("")),
        .due_on = is_sent ? context_field_view(context, "due_on", STR(""))
                          : form_field_view(arena, &issue_fields[4], due),
    };
    show_target(context, &paces, &view, to);
    Html html = context_html(context);
    supervision_new_html(&html, &view);
    context_page(context, STR("下督办"), &html);
    if (fault)
        context->response->status = error_http_status(fault->kind);
    else if (context->form.fault_count > 0)
        context->response->status = 400;
    return true;
}

static bool new_page(Context *context, Error *error) {
    return show_new(context, NULL, error);
}

static bool write_issue(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str to = form_text(&context->form, "to");
    bool to_county = division_is_county(to);
    bool has_bulletin = !str_is_empty(form_text(&context->form, "bulletin"));
    SupervisionIn issue = {
        .policy_number = (int)form_int(&context->form, "policy"),
        .target_key = form_text(&context->form, "target"),
        .division_code = to_county ? to : (Str){0},
        .department = to_county ? (Str){0} : to,
        .body = form_text(&context->form, "body"),
        .due_on = form_date(&context->form, "due_on"),
        .bulletin_number = has_bulletin ? form_text(&context->form, "bulletin") : (Str){0},
    };
    return supervision_issue(tx, context->actor, platform_pack(context), &issue, arena, out, error);
}

// A unique index knows what it refuses; the reader wants a sentence.
static void explain(Error *error) {
    if (!str_equal(str_from_c(error->code), STR("UNIQUE:supervision_once"))) return;
    error_set(error, ERROR_CONFLICT, "对这件事已经下过督办，还没有销号");
    error_detail(error, "请在督办列表里找到它；过了期限可以二次督办");
    error_code(error, "ALREADY_SUPERVISED");
}

static bool issue_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show_new(context, NULL, error);
    if (platform_write_once(context, write_issue, context, &number, &fault)) {
        return context_redirect(context,
                                str_format(context->arena, "/supervisions/%.*s", STR_ARG(number)));
    }
    explain(&fault);
    if (fault_is_shown(&fault)) return show_new(context, &fault, error);
    *error = fault;
    return false;
}

// ---- One order ----

static bool read_file(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return supervision_find(tx, context->actor, context_parameter(context, "number"), arena, out,
                            error);
}

static void add_buttons(Context *context, const Supervision *head, SupervisionView *view) {
    for (SupervisionAction action = SUPERVISION_ANSWER; action < SUPERVISION_ACTION_COUNT;
         action++) {
        if (!supervision_may(context->actor, head, action)) continue;
        view->asks_due = view->asks_due || supervision_transition(action, head->state)->sets_due;
        bool is_likely = action == SUPERVISION_CLOSE || action == SUPERVISION_ANSWER ||
                         action == SUPERVISION_URGE;
        view->buttons.items[view->buttons.count++] = (SupervisionButtonView){
            supervision_action_code(action), supervision_action_label(action), is_likely};
    }
}

static bool show_file(Context *context, const Error *fault, Error *error) {
    SupervisionFile file;
    Arena *arena = context->arena;
    bool is_sent = context->form.form == &step_form;
    if (!platform_read(context, read_file, context, &file, error)) return false;
    SupervisionView view = {
        .fault = fault_box(context, fault),
        .head = row_view(arena, &file.head),
        .policy_number = file.head.policy_number,
        .issued = {file.head.issued_on},
        .body = file.head.body,
        .bulletin_number = file.head.bulletin_number,
        .events = {.items = NEW_ARRAY(arena, SupervisionEventView, file.event_count)},
        .form = context_form_view(context),
        .note = is_sent ? context_field_view(context, "note", STR(""))
                        : form_field_view(arena, &step_fields[1], STR("")),
        .due_on = is_sent ? context_field_view(context, "due_on", STR(""))
                          : form_field_view(arena, &step_fields[2], STR("")),
    };
    for (size_t i = 0; i < file.event_count; i++) {
        const SupervisionEvent *event = &file.events[i];
        view.events.items[view.events.count++] = (SupervisionEventView){
            {event->on}, {event->due_on}, event->action_label, event->actor_name, event->note};
    }
    add_buttons(context, &file.head, &view);
    Html html = context_html(context);
    supervision_html(&html, &view);
    context_page(context, str_format(arena, "督办单 %.*s", STR_ARG(file.head.number)), &html);
    if (fault)
        context->response->status = error_http_status(fault->kind);
    else if (is_sent && context->form.fault_count > 0)
        context->response->status = 400;
    return true;
}

static bool file_page(Context *context, Error *error) {
    return show_file(context, NULL, error);
}

static bool write_step(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    SupervisionStep step = {.number = context_parameter(context, "number"),
                            .note = form_text(&context->form, "note"),
                            .due_on = form_date(&context->form, "due_on")};
    *number = step.number;
    if (!supervision_action_from_code(form_text(&context->form, "action"), &step.action)) {
        return error_set(error, ERROR_INVALID, "没有这一步");
    }
    return supervision_step(tx, context->actor, &step, arena, error);
}

static bool step_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show_file(context, NULL, error);
    if (platform_write_once(context, write_step, context, &number, &fault)) {
        return context_redirect(context,
                                str_format(context->arena, "/supervisions/%.*s", STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show_file(context, &fault, error);
    *error = fault;
    return false;
}

// ---- JSON ----

static void put_supervision(JsonWriter *writer, const Supervision *from) {
    json_member_string(writer, "number", from->number);
    json_member_int(writer, "policy", from->policy_number);
    json_member_string(writer, "target", from->target_key);
    json_member_string(writer, "standing", from->standing);
    json_member_string(writer, "division", from->division_code);
    json_member_string(writer, "department", from->department);
    json_member_string(writer, "body", from->body);
    json_member_string(writer, "bulletin", from->bulletin_number);
    json_member_string(writer, "state", supervision_state_code(from->state));
    json_member_date(writer, "issued_on", from->issued_on);
    json_member_date(writer, "due_on", from->due_on);
    json_member_boolean(writer, "overdue", from->is_overdue);
    json_member_int(writer, "urged", from->urged_count);
}

static bool list_api(Context *context, Error *error) {
    ListOut out;
    if (!platform_read(context, read_list, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "open", out.counts.open);
    json_member_int(writer, "answered", out.counts.answered);
    json_member_int(writer, "overdue", out.counts.overdue);
    json_member_boolean(writer, "has_more", out.list.has_more);
    json_key(writer, STR("supervisions"));
    json_open_array(writer);
    for (size_t i = 0; i < out.list.count; i++) {
        json_open_object(writer);
        put_supervision(writer, &out.list.items[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool file_api(Context *context, Error *error) {
    SupervisionFile file;
    if (!platform_read(context, read_file, context, &file, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    put_supervision(writer, &file.head);
    json_key(writer, STR("events"));
    json_open_array(writer);
    for (size_t i = 0; i < file.event_count; i++) {
        const SupervisionEvent *event = &file.events[i];
        json_open_object(writer);
        json_member_string(writer, "action", event->action_label);
        json_member_date(writer, "on", event->on);
        json_member_date(writer, "due_on", event->due_on);
        json_member_string(writer, "actor", event->actor_name);
        json_member_string(writer, "note", event->note);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool issue_api(Context *context, Error *error) {
    Str number;
    if (platform_write_once(context, write_issue, context, &number, error)) {
        return answer_number(context, number);
    }
    explain(error);
    return false;
}

static bool step_api(Context *context, Error *error) {
    return answer_written(context, write_step, context, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/supervisions",                  list_page,  .needs = PERMISSION_SUPERVISIONS, .form = &list_form,  .title = "督办"},
    {POST, "/supervisions",                  issue_page, .needs = PERMISSION_SUPERVISE,    .form = &issue_form, .flags = ROUTE_SHOWS_FAULTS, .title = "下督办"},
    {GET,  "/supervisions/new",              new_page,   .needs = PERMISSION_SUPERVISE,    .form = &about_form, .title = "下督办"},
    {GET,  "/supervisions/:number",          file_page,  .needs = PERMISSION_SUPERVISIONS, .title = "督办单"},
    {POST, "/supervisions/:number/step",     step_page,  .needs = PERMISSION_SUPERVISIONS, .form = &step_form,  .flags = ROUTE_SHOWS_FAULTS, .title = "办理督办单"},
    {GET,  "/api/supervisions",              list_api,   .needs = PERMISSION_SUPERVISIONS, .form = &list_form,  .title = "督办"},
    {POST, "/api/supervisions",              issue_api,  .needs = PERMISSION_SUPERVISE,    .form = &issue_form, .title = "下督办"},
    {GET,  "/api/supervisions/:number",      file_api,   .needs = PERMISSION_SUPERVISIONS, .title = "督办单"},
    {POST, "/api/supervisions/:number/step", step_api,   .needs = PERMISSION_SUPERVISIONS, .form = &step_form,  .title = "办理督办单"},
};
// clang-format on
const RouteList supervision_pages = ROUTES(routes);
