// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/notice.h"

#include "casework/letter.h"
#include "casework/notice.h"
#include "pages/casework/notice.html.h"
#include "pages/casework/notice_board.html.h"
#include "pages/casework/notice_work.html.h"
#include "pages/platform.h"

#define BOARD_ROWS 50

static const FormField open_fields[] = {
    {.name = "policy", .label = "政策", .type = FIELD_INT, .is_required = true, .min = 1,
     .max = 9999},
    {.name = "division", .label = "县区", .type = FIELD_TEXT, .is_required = true, .length_max = 6},
};
static const Form open_form = {"notice_open", open_fields, 2};

static const FormField work_fields[] = {
    {.name = "cleared", .label = "期满件数", .type = FIELD_INT, .min = 0, .max = INT64_C(1000000)},
};
static const Form work_form = {"notice_work", work_fields, 1};

static const FormField notice_fields[] = {LEAF_FIELDS};
static const Form notice_form = {"notice", notice_fields,
                                 sizeof notice_fields / sizeof *notice_fields};

// ---- The board ----

static bool read_board(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return notice_list(tx, BOARD_ROWS, arena, out, error);
}

static bool board_page(Context *context, Error *error) {
    Arena *arena = context->arena;
    Notices notices;
    if (!platform_read(context, read_board, NULL, &notices, error)) return false;
    NoticeBoardView view = {
        .notices = {NEW_ARRAY(arena, NoticeLinkView, notices.count), notices.count},
        .may_open = context_may(context, PERMISSION_CASE_REVIEW),
    };
    for (size_t i = 0; i < notices.count; i++) {
        const Notice *notice = &notices.items[i];
        view.notices.items[i] = (NoticeLinkView){
            .number = notice->number,
            .title = policy_label(arena, notice->policy_number, notice->policy_title),
            .county = county_label(notice->division_code),
            .opens = {notice->opens_on},
            .closes = {notice->closes_on},
            .count = (int64_t)notice->item_count,
            .is_open = notice->is_open,
        };
    }
    Html html = context_html(context);
    notice_board_html(&html, &view);
    return context_page(context, STR("公示栏"), &html);
}

// ---- One notice ----

static bool read_notice(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return notice_find(tx, context->actor, context_parameter(context, "number"), arena, out, error);
}

static NoticeView notice_view(Context *context, const Notice *notice) {
    Arena *arena = context->arena;
    LeafView leaf = leaf_view(context, notice->item_count,
                              str_format(arena, "/notices/%.*s", STR_ARG(notice->number)));
    NoticeView view = {
        .number = notice->number,
        .title = policy_label(arena, notice->policy_number, notice->policy_title),
        .measure = notice->measure_name,
        .county = county_label(notice->division_code),
        .opens = {notice->opens_on},
        .closes = {notice->closes_on},
        .is_open = notice->is_open && context->actor->today <= notice->closes_on,
        .items = {NEW_ARRAY(arena, NoticeItemView, leaf.last - leaf.after), 0},
        .leaf = leaf,
    };
    for (size_t i = 0; i < notice->item_count; i++) {
        const NoticeItem *item = &notice->items[i];
        view.total.value += item->amount_fen;
        if (!str_is_absent(item->claim_number)) view.is_staff = true;
        if (i < leaf.after || i >= leaf.last) continue;
        view.items.items[view.items.count++] =
            (NoticeItemView){.index = item->index,
                             .name = item->masked_name,
                             .key = item->masked_key,
                             .amount = {item->amount_fen},
                             .claim_number = item->claim_number,
                             .is_held = item->is_held};
    }
    return view;
}

typedef struct NoticeShown {
    Notice notice;
    Letter letter;
    bool has_letter;
} NoticeShown;

static bool read_shown(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    NoticeShown *shown = out;
    return read_notice(tx, in, &shown->notice, arena, error) &&
           letter_find_notice(tx, shown->notice.number, arena, &shown->letter, &shown->has_letter,
                              error);
}

static bool notice_page(Context *context, Error *error) {
    NoticeShown shown;
    if (!platform_read(context, read_shown, context, &shown, error)) return false;
    NoticeView view = notice_view(context, &shown.notice);
    view.has_letter = shown.has_letter;
    view.may_issue = view.is_staff && context_may(context, PERMISSION_CASE_REVIEW);
    view.form = context_form_view(context);
    Html html = context_html(context);
    notice_html(&html, &view);
    return context_page(context, str_format(context->arena, "公示 %.*s", STR_ARG(view.number)),
                        &html);
}

// ---- Opening and closing ----

static bool read_waiting(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return claim_list_groups(tx, context->actor, CLAIM_REVIEWED, arena, out, error);
}

// A notice speaks of a policy in a county, whatever the fund.
static NoticeWaitViews wait_views(Arena *arena, const ClaimGroups *groups) {
    NoticeWaitViews views = {.items = NEW_ARRAY(arena, NoticeWaitView, groups->count)};
    for (size_t i = 0; i < groups->count; i++) {
        const ClaimGroup *group = &groups->items[i];
        Str policy = str_format(arena, "%d", group->policy_number);
        NoticeWaitView *row = NULL;
        for (size_t j = 0; j < views.count; j++) {
            if (str_equal(views.items[j].policy, policy) &&
                str_equal(views.items[j].division, group->division_code)) {
                row = &views.items[j];
            }
        }
        if (!row) {
            row = &views.items[views.count++];
            *row = (NoticeWaitView){
                .title = policy_label(arena, group->policy_number, group->policy_title),
                .policy = policy,
                .division = group->division_code,
                .county = county_label(group->division_code)};
        }
        row->count += group->count;
        row->held += group->held;
        row->amount.value += group->amount_fen;
    }
    return views;
}

static bool show_work(Context *context, const Error *fault, Error *error) {
    ClaimGroups groups;
    if (!platform_read(context, read_waiting, context, &groups, error)) return false;
    bool is_get = context->form.form == &work_form;
    NoticeWorkView view = {
        .fault = fault_box(context, fault),
        .has_cleared = is_get && form_has(&context->form, "cleared"),
        .cleared = is_get ? form_int(&context->form, "cleared") : 0,
        .waiting = wait_views(context->arena, &groups),
        .form = context_form_view(context),
    };
    Html html = context_html(context);
    notice_work_html(&html, &view);
    context_page(context, STR("发布公示"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool work_page(Context *context, Error *error) {
    return show_work(context, NULL, error);
}

// The number of the notice; empty when the measure needs none.
static bool write_open(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Notice notice;
    Str *number = out;
    CaseContext with = platform_case(context);
    if (!notice_open(tx, context->actor, &with, (int)form_int(&context->form, "policy"),
                     form_text(&context->form, "division"), arena, &notice, error)) {
        return false;
    }
    *number = str_is_absent(notice.number) ? STR("") : notice.number;
    return true;
}

static bool open_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, write_open, context, &number, &fault)) {
        if (str_is_empty(number)) return context_redirect(context, STR("/tasks?state=cleared"));
        return context_redirect(context,
                                str_format(context->arena, "/notices/%.*s", STR_ARG(number)));
    }
    if (fault.kind == ERROR_NOT_FOUND || fault_is_shown(&fault)) {
        return show_work(context, &fault, error);
    }
    *error = fault;
    return false;
}

static bool write_close(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *count = out;
    int64_t cleared;
    CaseContext with = platform_case(context);
    if (!notice_close_due(tx, context->actor, &with, arena, &cleared, error)) return false;
    *count = str_format(arena, "%lld", (long long)cleared);
    return true;
}

static bool close_page(Context *context, Error *error) {
    Str cleared;
    if (!platform_write_once(context, write_close, context, &cleared, error)) return false;
    return context_redirect(context, str_format(context->arena, "/notices/new?cleared=%.*s",
                                                STR_ARG(cleared)));
}

// ---- API ----

static void write_head(JsonWriter *writer, const Notice *notice) {
    json_member_string(writer, "number", notice->number);
    json_member_int(writer, "policy", notice->policy_number);
    json_member_string(writer, "title", notice->policy_title);
    json_member_string(writer, "measure", notice->measure_name);
    json_member_string(writer, "division", notice->division_code);
    json_member_date(writer, "opens_on", notice->opens_on);
    json_member_date(writer, "closes_on", notice->closes_on);
    json_member_boolean(writer, "open", notice->is_open);
    json_member_int(writer, "count", (int64_t)notice->item_count);
}

static bool board_api(Context *context, Error *error) {
    Notices notices;
    if (!platform_read(context, read_board, NULL, &notices, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("notices"));
    json_open_array(writer);
    for (size_t i = 0; i < notices.count; i++) {
        json_open_object(writer);
        write_head(writer, &notices.items[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool notice_api(Context *context, Error *error) {
    Notice notice;
    if (!platform_read(context, read_notice, context, &notice, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    write_head(writer, &notice);
    json_key(writer, STR("items"));
    json_open_array(writer);
    for (size_t i = 0; i < notice.item_count; i++) {
        const NoticeItem *item = &notice.items[i];
        json_open_object(writer);
        json_member_int(writer, "index", item->index);
        json_member_string(writer, "name", item->masked_name);
        json_member_string(writer, "key", item->masked_key);
        json_member_int(writer, "amount_fen", item->amount_fen);
        json_member_string(writer, "claim", item->claim_number);
        json_member_boolean(writer, "held", item->is_held);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool open_api(Context *context, Error *error) {
    return answer_written(context, write_open, context, error);
}

static bool close_api(Context *context, Error *error) {
    Str cleared;
    int64_t count = 0;
    if (!platform_write_once(context, write_close, context, &cleared, error)) return false;
    if (!str_to_int64(cleared, &count)) return error_set(error, ERROR_UNAVAILABLE, "记录不可读");
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "cleared", count);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/notices",             board_page,  .needs = PERMISSION_PUBLIC,      .title = "公示栏"},
    {GET,  "/notices/new",         work_page,   .needs = PERMISSION_CASE_REVIEW, .form = &work_form, .title = "发布公示"},
    {POST, "/notices",             open_page,   .needs = PERMISSION_CASE_REVIEW, .form = &open_form, .title = "发布公示"},
    {POST, "/notices/close",       close_page,  .needs = PERMISSION_CASE_REVIEW, .title = "办理到期的公示"},
    {GET,  "/notices/:number",     notice_page, .needs = PERMISSION_PUBLIC,      .form = &notice_form, .title = "公示"},
    {GET,  "/api/notices",         board_api,   .needs = PERMISSION_PUBLIC,      .title = "公示栏"},
    {POST, "/api/notices",         open_api,    .needs = PERMISSION_CASE_REVIEW, .form = &open_form, .title = "发布公示"},
    {POST, "/api/notices/close",   close_api,   .needs = PERMISSION_CASE_REVIEW, .title = "办理到期的公示"},
    {GET,  "/api/notices/:number", notice_api,  .needs = PERMISSION_PUBLIC,      .title = "公示"},
};
// clang-format on
const RouteList notice_pages = ROUTES(routes);
