// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/message_delivery.h"

#include "casework/message_delivery.h"
#include "pages/casework/message_delivery.html.h"
#include "pages/platform.h"

static const FormField page_fields[] = {
    {.name = "before", .label = "从哪一条往前", .type = FIELD_INT},
};
static const Form page_form = {"message_page", page_fields, 1};

static const FormField retry_fields[] = {
    {.name = "id", .label = "消息", .type = FIELD_INT, .is_required = true},
};
static const Form retry_form = {"message_retry", retry_fields, 1};

static bool read_state(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    int64_t before = context->form.form == &page_form ? form_int(&context->form, "before") : 0;
    return message_state(tx, context->actor, before, arena, out, error);
}

static MessageFailureView failure_view(const MessageFailure *failure) {
    bool is_known = !str_is_absent(failure->recipient);
    return (MessageFailureView){.id = failure->id,
                                .on = {failure->on},
                                .recipient = is_known ? failure->recipient : STR("收信人不详"),
                                .county = county_label(failure->division_code),
                                .claim_number = failure->claim_number,
                                .attempts = failure->attempts,
                                .reason = failure->reason};
}

static Str count_text(Arena *arena, int64_t count) {
    return str_format(arena, count < MESSAGE_COUNT_MAX ? "%lld" : "%lld以上", (long long)count);
}

static MessageCountViews count_views(Arena *arena, const MessageState *state) {
    MessageCountViews views = {NEW_ARRAY(arena, MessageCountView, MESSAGE_DELIVERY_COUNT),
                               MESSAGE_DELIVERY_COUNT};
    for (size_t i = 0; i < MESSAGE_DELIVERY_COUNT; i++) {
        views.items[i] = (MessageCountView){message_delivery_label((MessageDelivery)i),
                                            count_text(arena, state->counts[i])};
    }
    return views;
}

static bool show(Context *context, const Error *fault, Error *error) {
    MessageState state;
    Arena *arena = context->arena;
    if (!platform_read(context, read_state, context, &state, error)) return false;
    MessageDeliveryView view = {
        .fault = fault_box(context, fault),
        .county = county_label(context->actor->scope.division_prefix),
        .is_on = state.is_on,
        .since = {clock_date_at(state.since_ms)},
        .days_max = MESSAGE_WAITING_DAYS_MAX,
        .counts = count_views(arena, &state),
        .failures = {NEW_ARRAY(arena, MessageFailureView, state.failure_count),
                     state.failure_count},
        .may_retry = context_may(context, PERMISSION_CASE_ACCEPT),
        .form = context_form_view(context),
    };
    for (size_t i = 0; i < state.failure_count; i++) {
        view.failures.items[i] = failure_view(&state.failures[i]);
    }
    if (state.has_more) {
        int64_t last_id = state.failures[state.failure_count - 1].id;
        view.next_path = str_format(arena, "/messages?before=%lld", (long long)last_id);
    }
    Html html = context_html(context);
    message_delivery_html(&html, &view);
    context_page(context, STR("消息发送"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show(context, NULL, error);
}

static bool list_api(Context *context, Error *error) {
    MessageState state;
    if (!platform_read(context, read_state, context, &state, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_boolean(writer, "on", state.is_on);
    for (int i = 0; i < MESSAGE_DELIVERY_COUNT; i++) {
        json_key(writer, message_delivery_code((MessageDelivery)i));
        json_int(writer, state.counts[i]);
    }
    json_key(writer, STR("failures"));
    json_open_array(writer);
    for (size_t i = 0; i < state.failure_count; i++) {
        const MessageFailure *failure = &state.failures[i];
        json_open_object(writer);
        json_member_int(writer, "id", failure->id);
        json_member_string(writer, "recipient", failure->recipient);
        json_member_string(writer, "division", failure->division_code);
        json_member_string(writer, "claim", failure->claim_number);
        json_member_date(writer, "on", failure->on);
        json_member_int(writer, "attempts", failure->attempts);
        json_member_string(writer, "reason", failure->reason);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_member_boolean(writer, "more", state.has_more);
    json_close_object(writer);
    return context_json_end(context);
}

static bool write_retry(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    int64_t id = form_int(&context->form, "id");
    *number = str_format(arena, "%lld", (long long)id);
    return message_retry(tx, context->actor, id, arena, error);
}

static bool retry(Context *context, Str *number, Error *error) {
    if (!platform_write_once(context, write_retry, context, number, error)) return false;
    platform_wake_workers(context);
    return true;
}

static bool retry_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (retry(context, &number, &fault)) return context_redirect(context, STR("/messages"));
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool retry_api(Context *context, Error *error) {
    Str number;
    return retry(context, &number, error) && answer_number(context, number);
}

// clang-format off
#define READ  .needs = PERMISSION_CASE_READ, .form = &page_form, .title = "消息发送"
#define RETRY .needs = PERMISSION_CASE_ACCEPT, .form = &retry_form, .title = "再发一次"
static const Route routes[] = {
    {GET,  "/messages",           list_page,  READ},
    {POST, "/messages/retry",     retry_page, RETRY},
    {GET,  "/api/messages",       list_api,   READ},
    {POST, "/api/messages/retry", retry_api,  RETRY},
};
#undef READ
#undef RETRY
// clang-format on
const RouteList message_delivery_pages = ROUTES(routes);
