// SPDX-License-Identifier: Apache-2.0
#include "pages/account/delegation.h"

#include "access/account.h"
#include "access/delegation.h"
#include "access/session.h"
#include "pages/account/delegation.html.h"
#include "pages/platform.h"
#include "web/identity.h"

static const FormField make_fields[] = {
    {.name = "from_login", .label = "谁的工作（账号）", .type = FIELD_TEXT,
     .length_max = LOGIN_BYTES_MAX, .help = "安全管理员替请假的人安排时填"},
    {.name = "to_login", .label = "交给谁（账号）", .type = FIELD_TEXT, .is_required = true,
     .length_max = LOGIN_BYTES_MAX},
    {.name = "from", .label = "从哪天起", .type = FIELD_DATE, .is_required = true},
    {.name = "to", .label = "到哪天止", .type = FIELD_DATE, .is_required = true,
     .help = "当天也算"},
    {.name = "reason", .label = "原因", .type = FIELD_TEXT, .is_required = true, .length_max = 100},
};
static const Form make_form = {"delegation", make_fields, 5};

static const FormField act_fields[] = {
    {.name = "delegation", .label = "哪一次委托", .type = FIELD_INT, .is_required = true,
     .max = INT64_MAX},
};
static const Form act_form = {"delegation_act", act_fields, 1};

typedef struct DelegationOut {
    Delegations all;
    Colleagues colleagues;
} DelegationOut;

static bool read_delegations(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    DelegationOut *result = out;
    return delegation_list(tx, context->actor, arena, &result->all, error) &&
           delegation_colleagues(tx, context->actor, arena, &result->colleagues, error);
}

// ---- Showing ----

static Str duty_label(Arena *arena, Role role, Str division_code) {
    return str_format(arena, "%.*s %.*s", STR_ARG(county_label(division_code)),
                      STR_ARG(role_label(role)));
}

static DelegationRowView row_view(const Context *context, const Delegation *item) {
    bool is_acting = !str_is_absent(context->actor->acting_for);
    DelegationRowView view = {
        .id = item->id,
        .from = item->from_name,
        .to = item->to_name,
        .duty = duty_label(context->arena, item->role, item->division_code),
        .first = {item->from},
        .last = {item->to},
        .reason = item->reason,
        .state = STR("已结束"),
        .may_act = item->is_to_actor && item->is_in_effect && !is_acting,
        .may_end = item->may_end && !is_acting,
    };
    if (item->is_in_effect) view.state_class = "is-done";
    if (item->ended_on != DATE_ABSENT) view.state = STR("已收回");
    else if (item->is_in_effect) view.state = STR("生效中");
    else if (item->may_end) view.state = STR("还没开始");
    return view;
}

static SelectView colleague_select(const Context *context, const Colleagues *colleagues,
                                   Str selected) {
    Arena *arena = context->arena;
    SelectView view = {STR("to_login"), STR("交给谁"), STR("请选择"),
                       {.items = NEW_ARRAY(arena, OptionView, colleagues->count)}};
    for (size_t i = 0; i < colleagues->count; i++) {
        const Colleague *item = &colleagues->items[i];
        Str duty = duty_label(arena, item->role, item->division_code);
        view.options.items[view.options.count++] = (OptionView){
            .value = item->login,
            .label = str_format(arena, "%.*s（%.*s）", STR_ARG(item->name), STR_ARG(duty)),
            .is_selected = str_equal(item->login, selected)};
    }
    return view;
}

static bool show(Context *context, const Error *fault, Error *error) {
    DelegationOut out;
    bool is_sent = context->form.form == &make_form;
    if (!platform_read(context, read_delegations, context, &out, error)) return false;
    Str chosen = is_sent ? form_text(&context->form, "to_login") : STR("");
    DelegationView view = {
        .fault = fault_box(context, fault),
        .acting_for = context->actor->acting_for,
        .is_security = context_may(context, PERMISSION_SECURITY),
        .rows = {NEW_ARRAY(context->arena, DelegationRowView, out.all.count), out.all.count},
        .has_more = out.all.has_more,
        .may_make = str_is_absent(context->actor->acting_for),
        .colleague = colleague_select(context, &out.colleagues, chosen),
        .form = context_form_view(context),
    };
    FieldView *fields[] = {&view.from_login, &view.to_login, &view.first, &view.last,
                           &view.reason};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        *fields[i] = is_sent ? context_field_view(context, make_fields[i].name, STR(""))
                             : form_field_view(context->arena, &make_fields[i], STR(""));
    }
    for (size_t i = 0; i < out.all.count; i++) {
        view.rows.items[i] = row_view(context, &out.all.items[i]);
    }
    Html html = context_html(context);
    delegation_html(&html, &view);
    context_page(context, STR("请假委托"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    else if (context->form.fault_count > 0) context->response->status = 400;
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show(context, NULL, error);
}

static bool list_api(Context *context, Error *error) {
    DelegationOut out;
    if (!platform_read(context, read_delegations, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("delegations"));
    json_open_array(writer);
    for (size_t i = 0; i < out.all.count; i++) {
        const Delegation *item = &out.all.items[i];
        json_open_object(writer);
        json_member_int(writer, "id", item->id);
        json_member_string(writer, "from", item->from_login);
        json_member_string(writer, "to", item->to_login);
        json_member_string(writer, "role", role_code(item->role));
        json_member_string(writer, "division", item->division_code);
        json_member_date(writer, "from_date", item->from);
        json_member_date(writer, "to_date", item->to);
        json_member_date(writer, "ended_on", item->ended_on);
        json_member_string(writer, "reason", item->reason);
        json_member_boolean(writer, "in_effect", item->is_in_effect);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_member_boolean(writer, "has_more", out.all.has_more);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- Handing over and calling back ----

static bool write_delegation(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    int64_t id;
    NewDelegation made = {.from_login = form_text(&context->form, "from_login"),
                          .to_login = form_text(&context->form, "to_login"),
                          .from = form_date(&context->form, "from"),
                          .to = form_date(&context->form, "to"),
                          .reason = form_text(&context->form, "reason")};
    if (!delegation_make(tx, context->actor, &made, arena, &id, error)) return false;
    *(Str *)out = str_format(arena, "%lld", (long long)id);
    return true;
}

static bool write_end(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *id_text = out;
    int64_t id;
    *id_text = context_parameter(context, "id");
    if (!str_to_int64(*id_text, &id)) return error_set(error, ERROR_NOT_FOUND, "没有这次委托");
    return delegation_end(tx, context->actor, id, arena, error);
}

static bool answer_page(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Str id;
    if (context->form.fault_count > 0) return show(context, NULL, error);
    if (platform_write_once(context, function, context, &id, &fault)) {
        return context_redirect(context, STR("/delegations"));
    }
    if (fault_is_shown(&fault) || fault.kind == ERROR_NOT_FOUND || fault.kind == ERROR_LIMIT) {
        return show(context, &fault, error);
    }
    *error = fault;
    return false;
}

static bool answer_api(Context *context, StoreFunction *function, Error *error) {
    return answer_written(context, function, context, error);
}

static bool make_page(Context *context, Error *error) {
    return answer_page(context, write_delegation, error);
}

static bool make_api(Context *context, Error *error) {
    return answer_api(context, write_delegation, error);
}

static bool end_page(Context *context, Error *error) {
    return answer_page(context, write_end, error);
}

static bool end_api(Context *context, Error *error) {
    return answer_api(context, write_end, error);
}

// ---- Acting ----

// A duty is acted in by a person at a screen: a token keeps the rights it was made with.
static bool act_page(Context *context, Error *error) {
    Error fault = {0};
    if (context->identity.is_by_token) {
        return error_set(error, ERROR_FORBIDDEN, "接口令牌不能代人办理");
    }
    Str token = request_cookie(context->request, SESSION_COOKIE);
    if (session_act(platform_of(context)->store, token, context->actor,
                    form_int(&context->form, "delegation"), &fault)) {
        return context_redirect(context, STR("/delegations"));
    }
    if (fault.kind == ERROR_NOT_FOUND) return show(context, &fault, error);
    *error = fault;
    return false;
}

// clang-format off
#define NEEDS .needs = PERMISSION_DELEGATE
static const Route routes[] = {
    {GET,  "/delegations",             list_page, NEEDS, .title = "请假委托"},
    {POST, "/delegations",             make_page, NEEDS, .form = &make_form, .flags = ROUTE_SHOWS_FAULTS, .title = "新的委托"},
    {POST, "/delegations/act",         act_page,  NEEDS, .form = &act_form, .flags = ROUTE_REPEATABLE, .title = "代人办理"},
    {POST, "/delegations/:id/end",     end_page,  NEEDS, .title = "收回委托"},
    {GET,  "/api/delegations",         list_api,  NEEDS, .title = "请假委托"},
    {POST, "/api/delegations",         make_api,  NEEDS, .form = &make_form, .title = "新的委托"},
    {POST, "/api/delegations/:id/end", end_api,   NEEDS, .title = "收回委托"},
};
#undef NEEDS
// clang-format on
const RouteList delegation_pages = ROUTES(routes);
