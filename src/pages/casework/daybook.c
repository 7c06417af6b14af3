// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/daybook.h"

#include "base/csv.h"
#include "base/digest.h"
#include "casework/daybook.h"
#include "pages/casework/daybook.html.h"
#include "pages/platform.h"

#define BEIJING_MS (INT64_C(8) * 3600 * 1000)
#define DAY_MS (INT64_C(24) * 3600 * 1000)
#define MINUTE_MS 60000

static const FormOption mine_choices[] = {{"0", "全部"}, {"1", "只看本人"}};
static const FormField filter_fields[] = {
    {.name = "on", .label = "日期", .type = FIELD_DATE},
    {.name = "mine", .label = "谁办的", .type = FIELD_ENUM, .options = mine_choices,
     .option_count = 2},
    LEAF_FIELDS,
};
static const Form filter_form = {"daybook", filter_fields,
                                 sizeof filter_fields / sizeof *filter_fields};

static const char *const column_names[] = {"时间", "受理号", "政策", "申请人", "行政区划",
                                           "办理", "办到",   "经办人", "金额", "说明"};
#define COLUMN_COUNT (sizeof column_names / sizeof *column_names)

// ---- Reading ----

static DaybookQuery query_of(const Context *context) {
    Date on = form_date(&context->form, "on");
    return (DaybookQuery){.on = on == DATE_ABSENT ? context->actor->today : on,
                          .only_mine = str_equal(form_text(&context->form, "mine"), STR("1"))};
}

static bool read_daybook(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    DaybookQuery query = query_of(context);
    return daybook_read(tx, context->actor, &query, arena, out, error);
}

static bool export_daybook(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    DaybookQuery query = query_of(context);
    return daybook_export(tx, context->actor, &query, arena, out, error);
}

// ---- The file ----

static Str time_of(Arena *arena, int64_t at_ms) {
    int64_t minutes = (at_ms + BEIJING_MS) % DAY_MS / MINUTE_MS;
    return str_format(arena, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

static Str applicant_of(Arena *arena, const DaybookRow *row) {
    Claim claim = {.uscc = row->uscc, .applicant_name = row->applicant_name};
    return applicant_shown(arena, &claim);
}

static void put_line(StrBuilder *out, const Str *cells) {
    for (size_t i = 0; i < COLUMN_COUNT; i++) csv_put_text(out, cells[i], i == 0);
    str_put_char(out, '\n');
}

static Str versions_of(Context *context) {
    return str_format(context->arena, "程序 %.*s，政策包 %.12s",
                      STR_ARG(platform_of(context)->program_version),
                      platform_pack(context)->hash);
}

// The lines that the hash is of, with the mark by which spreadsheets know UTF-8.
static Str lines_of(Context *context, const Daybook *daybook) {
    Arena *arena = context->arena;
    Str cells[COLUMN_COUNT];
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put(&out, STR(CSV_BYTE_ORDER_MARK));
    for (size_t i = 0; i < COLUMN_COUNT; i++) cells[i] = str_from_c(column_names[i]);
    put_line(&out, cells);
    for (size_t i = 0; i < daybook->count; i++) {
        const DaybookRow *row = &daybook->rows[i];
        put_line(&out, (Str[COLUMN_COUNT]){
                           time_of(arena, row->at_ms), row->number,
                           policy_label(arena, row->policy_number, row->policy_title),
                           applicant_of(arena, row), row->division_code, row->action,
                           row->to_label, row->actor_name,
                           fen_to_str(arena, (Fen){row->amount_fen}), row->note});
    }
    return str_built(&out);
}

static Str file_of(Context *context, const Daybook *daybook) {
    Arena *arena = context->arena;
    DaybookQuery query = query_of(context);
    Str lines = lines_of(context, daybook), prefix = context->actor->scope.division_prefix;
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put(&out, lines);
    put_line(&out, (Str[COLUMN_COUNT]){
                       STR("合计"), str_format(arena, "%zu行", daybook->count),
                       date_to_str(arena, query.on),
                       query.only_mine ? STR("本人办的") : STR("全部"),
                       str_is_empty(prefix) ? STR("全市") : prefix, versions_of(context),
                       STR("SHA-256"), digest_sha256(arena, lines), STR(""),
                       STR("以上各行（连同换行）的校验值")});
    return str_built(&out);
}

static bool daybook_csv(Context *context, Error *error) {
    Daybook daybook;
    if (!platform_write(context, export_daybook, context, &daybook, error)) return false;
    Str on = date_to_str(context->arena, query_of(context).on);
    return context_file(context, str_format(context->arena, "daybook-%.*s.csv", STR_ARG(on)),
                        STR("text/csv; charset=utf-8"), file_of(context, &daybook));
}

// ---- The page ----

static Str path_of(Arena *arena, const DaybookRow *row) {
    const char *base = row->is_clawback ? "/clawbacks" : row->is_appeal ? "/appeals" : "/cases";
    return str_format(arena, "%s/%.*s", base, STR_ARG(row->number));
}

static DaybookRowViews row_views(Arena *arena, const Daybook *daybook, const LeafView *leaf) {
    DaybookRowViews views = {NEW_ARRAY(arena, DaybookRowView, leaf->last - leaf->after), 0};
    for (size_t i = leaf->after; i < leaf->last; i++) {
        const DaybookRow *row = &daybook->rows[i];
        views.items[views.count++] = (DaybookRowView){
            .time = time_of(arena, row->at_ms),
            .number = row->number,
            .path = path_of(arena, row),
            .policy = policy_label(arena, row->policy_number, row->policy_title),
            .applicant = applicant_of(arena, row),
            .county = county_label(row->division_code),
            .action = row->action,
            .to = row->to_label,
            .who = row->actor_name,
            .role = row->role_label,
            .amount = {row->amount_fen},
            .note = row->note,
        };
    }
    return views;
}

static bool daybook_page(Context *context, Error *error) {
    Daybook daybook;
    DaybookQuery query = query_of(context);
    if (!platform_read(context, read_daybook, context, &daybook, error)) return false;
    Str on = date_to_str(context->arena, query.on);
    Str filter = str_format(context->arena, "on=%.*s&mine=%d", STR_ARG(on), query.only_mine);
    LeafView leaf = leaf_view(context, daybook.count,
                              str_format(context->arena, "/daybook?%.*s", STR_ARG(filter)));
    DaybookView view = {
        .on = {query.on},
        .on_text = on,
        .county = county_label(context->actor->scope.division_prefix),
        .only_mine = query.only_mine,
        .shows_county = str_is_empty(context->actor->scope.division_prefix),
        .rows = row_views(context->arena, &daybook, &leaf),
        .leaf = leaf,
        .export_path = str_format(context->arena, "/daybook.csv?%.*s", STR_ARG(filter)),
        .hash = digest_sha256(context->arena, lines_of(context, &daybook)),
        .versions = versions_of(context),
        .printed_by = context->actor->display_name,
    };
    Html html = context_html(context);
    daybook_html(&html, &view);
    return context_page(context, STR("当日台账"), &html);
}

static bool daybook_api(Context *context, Error *error) {
    Daybook daybook;
    if (!platform_read(context, read_daybook, context, &daybook, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_date(writer, "on", query_of(context).on);
    json_member_int(writer, "count", (int64_t)daybook.count);
    json_member_string(writer, "sha256",
                       digest_sha256(context->arena, lines_of(context, &daybook)));
    json_key(writer, STR("steps"));
    json_open_array(writer);
    for (size_t i = 0; i < daybook.count; i++) {
        const DaybookRow *row = &daybook.rows[i];
        json_open_object(writer);
        json_member_string(writer, "time", time_of(context->arena, row->at_ms));
        json_member_string(writer, "number", row->number);
        json_member_string(writer, "applicant", applicant_of(context->arena, row));
        json_member_string(writer, "action", row->action);
        json_member_string(writer, "to", row->to_label);
        json_member_string(writer, "by", row->actor_name);
        json_member_int(writer, "amount_fen", row->amount_fen);
        json_member_string(writer, "note", row->note);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
#define NEEDS .needs = PERMISSION_CASE_READ, .form = &filter_form
static const Route routes[] = {
    {GET, "/daybook",     daybook_page, NEEDS, .title = "当日台账"},
    {GET, "/daybook.csv", daybook_csv,  NEEDS, .flags = ROUTE_SLOW, .title = "导出当日台账"},
    {GET, "/api/daybook", daybook_api,  NEEDS, .title = "当日台账"},
};
#undef NEEDS
// clang-format on
const RouteList daybook_pages = ROUTES(routes);
