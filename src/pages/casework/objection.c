// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/objection.h"

#include "casework/notice.h"
#include "pages/casework/objection.html.h"
#include "pages/casework/objection_list.html.h"
#include "pages/platform.h"

static const FormField file_fields[] = {
    {.name = "name", .label = "你的姓名", .type = FIELD_TEXT, .is_required = true, .length_max = 30},
    {.name = "phone", .label = "联系电话", .type = FIELD_TEXT, .is_required = true,
     .length_max = 20, .help = "用来告诉你核查结果"},
    {.name = "text", .label = "有什么异议", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600, .help = "写清楚哪里不符合、你怎么知道的"},
};
static const Form file_form = {"objection", file_fields, 3};

static const FormOption outcomes[] = {{"dismissed", "不成立"}, {"upheld", "成立"}};
static const FormField answer_fields[] = {
    {.name = "outcome", .label = "异议是否成立", .type = FIELD_ENUM, .is_required = true,
     .options = outcomes, .option_count = 2},
    {.name = "answer", .label = "核查结果", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600},
};
static const Form answer_form = {"objection_answer", answer_fields, 2};

// ---- Objecting ----

static bool show_form(Context *context, const Error *fault, bool is_filed) {
    bool is_sent = context->form.form == &file_form;
    ObjectionFormView view = {
        .fault = fault_box(context, fault),
        .is_filed = is_filed,
        .notice_number = context_parameter(context, "number"),
        .index = context_parameter(context, "index"),
        .form = context_form_view(context),
        .name = form_field_view(context->arena, &file_fields[0], STR("")),
        .phone = form_field_view(context->arena, &file_fields[1], STR("")),
        .text = form_field_view(context->arena, &file_fields[2], STR("")),
    };
    if (is_sent) {
        view.name = context_field_view(context, "name", STR(""));
        view.phone = context_field_view(context, "phone", STR(""));
        view.text = context_field_view(context, "text", STR(""));
    }
    Html html = context_html(context);
    objection_html(&html, &view);
    context_page(context, STR("提出异议"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    else if (context->form.fault_count > 0) context->response->status = 400;
    return true;
}

static bool read_line(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return notice_find(tx, context->actor, context_parameter(context, "number"), arena, out, error);
}

static bool form_page(Context *context, Error *error) {
    Notice notice;
    int64_t index;
    if (!platform_read(context, read_line, context, &notice, error)) return false;
    if (!str_to_int64(context_parameter(context, "index"), &index) || index < 1 ||
        (size_t)index > notice.item_count) {
        return error_set(error, ERROR_NOT_FOUND, "公示里没有这一行");
    }
    return show_form(context, NULL, false);
}

static bool write_objection(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    int64_t index;
    *number = context_parameter(context, "number");
    if (!str_to_int64(context_parameter(context, "index"), &index)) {
        return error_set(error, ERROR_NOT_FOUND, "公示里没有这一行");
    }
    return objection_file(tx, context->actor, *number, index, form_text(&context->form, "name"),
                          form_text(&context->form, "phone"), form_text(&context->form, "text"),
                          arena, error);
}

static bool file_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show_form(context, NULL, false);
    if (platform_write_once(context, write_objection, context, &number, &fault)) {
        return show_form(context, NULL, true);
    }
    if (fault_is_shown(&fault)) return show_form(context, &fault, false);
    *error = fault;
    return false;
}

static bool file_api(Context *context, Error *error) {
    return answer_written(context, write_objection, context, error);
}

// ---- The office ----

typedef struct ObjectionWord {
    const char *code, *label, *class_name;
} ObjectionWord;

static const ObjectionWord words[] = {
    {"open", "待核查", "is-owed"},
    {"dismissed", "不成立", "is-done"},
    {"upheld", "成立，不予办理", "is-refused"},
};

static bool read_objections(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return objection_list(tx, context->actor, arena, out, error);
}

static ObjectionView objection_view(Arena *arena, const Objection *objection) {
    const ObjectionWord *word = words;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal(objection->state, str_from_c(words[i].code))) word = &words[i];
    }
    return (ObjectionView){.id = str_format(arena, "%lld", (long long)objection->id),
                           .notice_number = objection->notice_number,
                           .index = objection->item_index,
                           .claim_number = objection->claim_number,
                           .who = objection->objector_name,
                           .phone = objection->phone,
                           .text = objection->text,
                           .state = word->label,
                           .state_class = word->class_name,
                           .is_open = word == words,
                           .answer = objection->answer,
                           .filed = {objection->filed_on}};
}

static const FormField list_fields[] = {LEAF_FIELDS};
static const Form list_form = {"objections", list_fields,
                               sizeof list_fields / sizeof *list_fields};

static bool show_list(Context *context, const Error *fault, Error *error) {
    Objections objections;
    if (!platform_read(context, read_objections, context, &objections, error)) return false;
    LeafView leaf = leaf_view(context, objections.count, STR("/objections"));
    leaf.is_cut = objections.count == OBJECTION_ROWS_MAX;
    ObjectionListView view = {
        .fault = fault_box(context, fault),
        .objections = {NEW_ARRAY(context->arena, ObjectionView, leaf.last - leaf.after), 0},
        .leaf = leaf,
        .may_answer = context_may(context, PERMISSION_CASE_REVIEW),
        .form = context_form_view(context),
    };
    for (size_t i = leaf.after; i < leaf.last; i++) {
        view.objections.items[view.objections.count++] =
            objection_view(context->arena, &objections.items[i]);
    }
    Html html = context_html(context);
    objection_list_html(&html, &view);
    context_page(context, STR("异议"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show_list(context, NULL, error);
}

static bool write_answer(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *id_text = out;
    int64_t id;
    CaseContext with = platform_case(context);
    *id_text = context_parameter(context, "id");
    if (!str_to_int64(*id_text, &id)) return error_set(error, ERROR_NOT_FOUND, "没有这条异议");
    bool is_upheld = str_equal(form_text(&context->form, "outcome"), STR("upheld"));
    return objection_answer(tx, context->actor, &with, id, is_upheld,
                            form_text(&context->form, "answer"), arena, error);
}

static bool answer_page(Context *context, Error *error) {
    Error fault = {0};
    Str id;
    if (platform_write_once(context, write_answer, context, &id, &fault)) {
        return context_redirect(context, STR("/objections"));
    }
    if (fault_is_shown(&fault)) return show_list(context, &fault, error);
    *error = fault;
    return false;
}

static bool answer_api(Context *context, Error *error) {
    return answer_written(context, write_answer, context, error);
}

static bool list_api(Context *context, Error *error) {
    Objections objections;
    if (!platform_read(context, read_objections, context, &objections, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("objections"));
    json_open_array(writer);
    for (size_t i = 0; i < objections.count; i++) {
        const Objection *objection = &objections.items[i];
        json_open_object(writer);
        json_member_int(writer, "id", objection->id);
        json_member_string(writer, "notice", objection->notice_number);
        json_member_int(writer, "index", objection->item_index);
        json_member_string(writer, "claim", objection->claim_number);
        json_member_string(writer, "text", objection->text);
        json_member_string(writer, "state", objection->state);
        json_member_string(writer, "answer", objection->answer);
        json_member_date(writer, "filed_on", objection->filed_on);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/notices/:number/items/:index/objection", form_page,   .needs = PERMISSION_PUBLIC,      .title = "提出异议"},
    {POST, "/notices/:number/items/:index/objection", file_page,   .needs = PERMISSION_PUBLIC,      .form = &file_form, .flags = ROUTE_SHOWS_FAULTS, .title = "提出异议"},
    {GET,  "/objections",                             list_page,   .needs = PERMISSION_CASE_READ,   .form = &list_form, .title = "异议"},
    {POST, "/objections/:id/answer",                  answer_page, .needs = PERMISSION_CASE_REVIEW, .form = &answer_form, .title = "答复异议"},
    {POST, "/api/notices/:number/items/:index/objections", file_api, .needs = PERMISSION_PUBLIC,    .form = &file_form, .title = "提出异议"},
    {GET,  "/api/objections",                         list_api,    .needs = PERMISSION_CASE_READ,   .title = "异议"},
    {POST, "/api/objections/:id/answer",              answer_api,  .needs = PERMISSION_CASE_REVIEW, .form = &answer_form, .title = "答复异议"},
};
// clang-format on
const RouteList objection_pages = ROUTES(routes);
