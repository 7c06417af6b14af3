// SPDX-License-Identifier: Apache-2.0
#include "pages/monitor/unclaimed.h"

#include "http/field.h"
#include "monitor/unclaimed.h"
#include "pages/casework/wording.h"
#include "pages/monitor/cursor.h"
#include "pages/monitor/grid.h"
#include "pages/monitor/unclaimed_list.html.h"
#include "pages/platform.h"

static const FormField filter_fields[] = {
    {.name = "policy", .label = "政策", .type = FIELD_INT, .min = 1, .max = INT32_MAX},
    {.name = "county", .label = "县区", .type = FIELD_TEXT, .length_max = 6},
    {.name = "after",
     .label = "上一页的最后一行",
     .type = FIELD_TEXT,
     .length_max = CURSOR_LENGTH_MAX},
};
static const Form filter_form = {"unclaimed", filter_fields, 3};

static const FormField list_fields[] = {
    {.name = "policy",
     .label = "政策",
     .type = FIELD_INT,
     .is_required = true,
     .min = 1,
     .max = INT32_MAX},
    {.name = "county", .label = "县区", .type = FIELD_TEXT, .length_max = 6},
    {.name = "after",
     .label = "上一页的最后一行",
     .type = FIELD_TEXT,
     .length_max = CURSOR_LENGTH_MAX},
};
static const Form list_form = {"unclaimed_list", list_fields, 3};
static const Form export_form = {"unclaimed_export", list_fields, 2};

// ---- Reading ----

typedef struct ListIn {
    const Actor *actor;
    UnclaimedQuery query;
} ListIn;

static bool read_page(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ListIn *list = in;
    return unclaimed_page(tx, list->actor, &list->query, arena, out, error);
}

static bool read_export(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ListIn *list = in;
    return unclaimed_export(tx, list->actor, &list->query, arena, out, error);
}

static bool note_export(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ListIn *list = in;
    return unclaimed_export_note(tx, list->actor, &list->query, out, arena, error);
}

static Str chosen_county(const Context *context) {
    return form_has(&context->form, "county") ? form_text(&context->form, "county") : (Str){0};
}

static ListIn list_in(const Context *context) {
    return (ListIn){context->actor,
                    {.policy_number = (int)form_int(&context->form, "policy"),
                     .division_code = chosen_county(context)}};
}

static bool load(Context *context, UnclaimedPage *page, Error *error) {
    ListIn in = list_in(context);
    return cursor_unseal(context, form_text(&context->form, "after"), &in.query.after_key, error) &&
           platform_read(context, read_page, &in, page, error);
}

// ---- The page ----

static Str path_to(const Context *context, const char *base, Str after) {
    StrBuilder path;
    str_builder_init(&path, context->arena, 0);
    str_put_format(&path, "%s?policy=%lld", base, (long long)form_int(&context->form, "policy"));
    if (form_has(&context->form, "county")) {
        str_put(&path, STR("&county="));
        percent_encode(&path, form_text(&context->form, "county"));
    }
    if (!str_is_absent(after)) str_put_format(&path, "&after=%.*s", STR_ARG(after));
    return str_built(&path);
}

static Str last_cursor(Context *context, const UnclaimedPage *page) {
    return page->has_more ? cursor_seal(context, page->rows.items[page->rows.count - 1].page_key)
                          : (Str){0};
}

static Str heading_of(const Context *context) {
    int number = (int)form_int(&context->form, "policy");
    const Policy *policy = pack_policy(platform_pack(context), number);
    Str county = form_has(&context->form, "county") ? form_text(&context->form, "county")
                                                    : context->actor->scope.division_prefix;
    Str label = policy_label(context->arena, number, policy ? policy->title : STR(""));
    return str_format(context->arena, "%.*s，%.*s", STR_ARG(label), STR_ARG(county_label(county)));
}

static void show_rows(UnclaimedView *view, Context *context, const UnclaimedPage *page) {
    Arena *arena = context->arena;
    view->heading = heading_of(context);
    view->is_scanned = page->scanned_on != DATE_ABSENT;
    view->scanned_on = (Day){page->scanned_on};
    view->total = count_text(arena, page->total);
    view->total_amount = (Fen){page->total_fen};
    view->undetermined = page->undetermined;
    view->rows =
        (UnclaimedRowViews){NEW_ARRAY(arena, UnclaimedRowView, page->rows.count), page->rows.count};
    for (size_t i = 0; i < page->rows.count; i++) {
        const UnclaimedRow *row = &page->rows.items[i];
        view->rows.items[i] = (UnclaimedRowView){
            unclaimed_label(arena, row), county_label(row->division_code), {row->amount_fen}};
    }
    view->shows_county =
        str_is_empty(context->actor->scope.division_prefix) && !form_has(&context->form, "county");
    view->has_more = page->has_more;
    if (page->has_more) {
        view->next_path = path_to(context, "/unclaimed", last_cursor(context, page));
    }
    view->is_later_page = form_has(&context->form, "after");
    view->first_path = path_to(context, "/unclaimed", (Str){0});
    view->export_path = path_to(context, "/unclaimed.csv", (Str){0});
}

static bool list_page(Context *context, Error *error) {
    Arena *arena = context->arena;
    int64_t policy = form_int(&context->form, "policy");
    UnclaimedView view = {
        .policy = {STR("policy"), STR("政策"), STR("请选择"),
                   policy_options(arena, platform_pack(context), policy)},
        .county = {STR("county"), STR("县区"), STR("全部"),
                   county_options(arena, &context->actor->scope,
                                  form_text(&context->form, "county"))},
        .is_chosen = policy > 0,
        .may_enter = context_may(context, PERMISSION_COUNTER_ENTER),
        .counter_path = STR("/counter"),
    };
    if (view.is_chosen) {
        UnclaimedPage page;
        if (!load(context, &page, error)) return false;
        show_rows(&view, context, &page);
    }
    Html html = context_html(context);
    unclaimed_list_html(&html, &view);
    return context_page(context, STR("应享未享名单"), &html);
}

// ---- The file: read in one snapshot, written to the log, then handed out ----

static bool export_file(Context *context, Error *error) {
    ListIn in = list_in(context);
    UnclaimedExport file;
    if (!platform_read(context, read_export, &in, &file, error) ||
        !platform_write(context, note_export, &in, &file, error)) {
        return false;
    }
    Str county = str_is_absent(in.query.division_code) ? context->actor->scope.division_prefix
                                                       : in.query.division_code;
    Str name = str_format(context->arena, "应享未享-第%d项-%.*s-%.*s.csv", in.query.policy_number,
                          STR_ARG(county_label(county)),
                          STR_ARG(date_to_str(context->arena, context->actor->today)));
    return context_file(context, name, STR("text/csv; charset=utf-8"), file.content);
}

static bool list_api(Context *context, Error *error) {
    UnclaimedPage page;
    if (!load(context, &page, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "policy", form_int(&context->form, "policy"));
    json_member_int(writer, "total", page.total);
    json_member_int(writer, "total_fen", page.total_fen);
    json_member_int(writer, "undetermined", page.undetermined);
    json_member_date(writer, "scanned_on", page.scanned_on);
    json_member_string(writer, "pack", page.pack_hash);
    json_key(writer, STR("rows"));
    json_open_array(writer);
    for (size_t i = 0; i < page.rows.count; i++) {
        const UnclaimedRow *row = &page.rows.items[i];
        json_open_object(writer);
        json_member_string(writer, "subject", unclaimed_label(context->arena, row));
        json_member_string(writer, "kind", row->subject_kind);
        json_member_string(writer, "division", row->division_code);
        json_member_int(writer, "amount_fen", row->amount_fen);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_member_string(writer, "next", last_cursor(context, &page)); // null after the last page
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/unclaimed",     list_page,   .needs = PERMISSION_UNCLAIMED_LIST, .form = &filter_form, .title = "应享未享名单"},
    {GET, "/unclaimed.csv", export_file, .needs = PERMISSION_UNCLAIMED_LIST, .form = &export_form, .flags = ROUTE_SLOW, .title = "导出应享未享名单"},
    {GET, "/api/unclaimed", list_api,    .needs = PERMISSION_UNCLAIMED_LIST, .form = &list_form, .title = "应享未享名单"},
};
// clang-format on
const RouteList unclaimed_pages = ROUTES(routes);
