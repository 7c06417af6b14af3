// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/hire_roster.h"

#include "access/audit.h"
#include "base/utf8.h"
#include "pages/claim/hire_roster.html.h"
#include "pages/platform.h"
#include "registry/hire_roster.h"

#define MODE_ALL "all"   // one wrong row, and none is reported
#define MODE_GOOD "good" // the good rows are reported
#define UPLOAD_BYTES_MAX (HIRE_ROSTER_BYTES_MAX + (size_t)64 * 1024) // with the other fields
#define ROWS_LENGTH_MAX 2000000 // of the checked rows as JSON, code points
#define ROWS_BYTES_MAX ((size_t)12 * 1024 * 1024) // the same, percent-encoded

static const FormField upload_fields[] = {
    {.name = "file", .label = "名册文件", .type = FIELD_FILE, .is_required = true,
     .length_max = HIRE_ROSTER_BYTES_MAX, .help = ".xlsx 或 .csv，不超过 4 MB"},
};
static const Form upload_form = {"hire_roster", upload_fields, 1};

static const FormOption modes[] = {{MODE_ALL, "全部都对才报送"}, {MODE_GOOD, "报送好的"}};
static const FormField confirm_fields[] = {
    {.name = "mode", .label = "报送方式", .type = FIELD_ENUM, .is_required = true,
     .options = modes, .option_count = 2},
    {.name = "rows", .label = "名册", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = ROWS_LENGTH_MAX},
};
static const Form confirm_form = {"hire_roster_confirm", confirm_fields, 2};

// ---- Checking and reporting ----

typedef struct RosterIn {
    const Context *context;
    HireRosterIn roster;
} RosterIn;

// Always for the unit of the account; no request can name another.
static RosterIn roster_in(const Context *context, const HireRoster *roster, bool is_all) {
    return (RosterIn){context, {roster, context->actor->scope.uscc, context->actor->today, is_all}};
}

static bool read_check(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RosterIn *roster = in;
    return hire_roster_check(tx, &roster->roster, arena, out, error);
}

static Str verdict_word(HireRosterVerdict verdict) {
    if (verdict == ROSTER_TAKEN) return STR("taken");
    return verdict == ROSTER_KNOWN ? STR("known") : STR("refused");
}

static void write_faults(JsonWriter *writer, Arena *arena, const HireRosterLine *line) {
    json_key(writer, STR("faults"));
    json_open_array(writer);
    for (size_t i = 0; i < line->faults.count; i++) {
        const HireRosterFault *fault = &line->faults.items[i];
        Str column = fault->column == ROSTER_COLUMN_COUNT ? (Str){0}
                                                          : hire_roster_column_key(fault->column);
        json_open_object(writer);
        json_member_string(writer, "column", column);
        json_member_string(writer, "code", fault->code);
        json_member_string(writer, "sentence",
                           str_format(arena, "%.*s%.*s", STR_ARG(fault->place),
                                      STR_ARG(fault->sentence)));
        json_close_object(writer);
    }
    json_close_array(writer);
}

static Str result_to_json(Arena *arena, const HireRosterResult *result) {
    StrBuilder text;
    JsonWriter writer;
    str_builder_init(&text, arena, 0);
    json_writer_init(&writer, &text);
    json_open_object(&writer);
    json_member_boolean(&writer, "reported", result->is_reported);
    json_member_int(&writer, "taken", (int64_t)result->taken);
    json_member_int(&writer, "known", (int64_t)result->known);
    json_member_int(&writer, "refused", (int64_t)result->refused);
    json_key(&writer, STR("rows"));
    json_open_array(&writer);
    for (size_t i = 0; i < result->count; i++) {
        const HireRosterLine *line = &result->lines[i];
        json_open_object(&writer);
        json_member_int(&writer, "line", line->row->line);
        json_member_string(&writer, "name", line->row->cells[ROSTER_NAME]);
        json_member_string(&writer, "verdict", verdict_word(line->verdict));
        write_faults(&writer, arena, line);
        json_close_object(&writer);
    }
    json_close_array(&writer);
    json_close_object(&writer);
    return str_built(&text);
}

// The result as JSON text, which a repeat of the same request gets again.
static bool write_report(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const RosterIn *roster = in;
    HireRosterResult result;
    if (!hire_roster_report(tx, &roster->roster, arena, &result, error)) return false;
    *(Str *)out = result_to_json(arena, &result);
    if (!result.is_reported) return true;
    AuditEntry entry = {
        .action = STR("hire_roster.report"),
        .object_kind = STR("org"),
        .object_number = roster->roster.uscc,
        .division_code = result.division_code,
        .after = str_format(arena, "{\"taken\":%zu,\"known\":%zu,\"refused\":%zu}", result.taken,
                            result.known, result.refused),
    };
    return audit_write(tx, roster->context->actor, &entry, error);
}

static bool report(Context *context, const HireRoster *roster, bool is_all,
                   const JsonValue **result, Error *error) {
    RosterIn in = roster_in(context, roster, is_all);
    Str text;
    return platform_write_once(context, write_report, &in, &text, error) &&
           json_parse(context->arena, text, result, error);
}

// ---- Showing ----

static RosterTitleViews titles(Arena *arena) {
    RosterTitleViews views = {NEW_ARRAY(arena, Str, ROSTER_COLUMN_COUNT), ROSTER_COLUMN_COUNT};
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) {
        views.items[i] = hire_roster_column_label((HireRosterColumn)i);
    }
    return views;
}

static RosterRowView row_view(Arena *arena, const HireRosterLine *line) {
    RosterRowView view = {
        .line = line->row->line,
        .cells = {NEW_ARRAY(arena, RosterCellView, ROSTER_COLUMN_COUNT), ROSTER_COLUMN_COUNT},
        .is_taken = line->verdict == ROSTER_TAKEN,
        .is_refused = line->verdict == ROSTER_REFUSED,
    };
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) {
        view.cells.items[i] = (RosterCellView){
            .label = hire_roster_column_label((HireRosterColumn)i), .text = line->row->cells[i]};
    }
    for (size_t i = 0; i < line->faults.count; i++) {
        const HireRosterFault *fault = &line->faults.items[i];
        bool is_whole = fault->column == ROSTER_COLUMN_COUNT;
        *(is_whole ? &view.fault : &view.cells.items[fault->column].fault) = fault->sentence;
    }
    return view;
}

static void add_rows(Arena *arena, const HireRosterResult *result, HireRosterVerdict verdict,
                     RosterRowViews *rows) {
    for (size_t i = 0; i < result->count; i++) {
        const HireRosterLine *line = &result->lines[i];
        if (line->verdict == verdict) rows->items[rows->count++] = row_view(arena, line);
    }
}

static Str roster_json(Arena *arena, const HireRoster *roster) {
    StrBuilder text;
    JsonWriter writer;
    str_builder_init(&text, arena, 0);
    json_writer_init(&writer, &text);
    hire_roster_to_json(roster, &writer);
    return str_built(&text);
}

static bool show(Context *context, HireRosterView *view) {
    view->titles = titles(context->arena);
    view->rows_max = HIRE_ROSTER_ROWS_MAX;
    view->form = context_form_view(context);
    Html html = context_html(context);
    hire_roster_html(&html, view);
    return context_page(context, STR("上传招用名册"), &html);
}

// What would become of every row.
static bool show_checked(Context *context, const HireRoster *roster, bool was_held_back,
                         Error *error) {
    Arena *arena = context->arena;
    RosterIn in = roster_in(context, roster, false);
    HireRosterResult result;
    if (!platform_read(context, read_check, &in, &result, error)) return false;
    HireRosterView view = {
        .is_checked = true,
        .taken = result.taken,
        .known = result.known,
        .refused = result.refused,
        .was_held_back = was_held_back,
        .rows = {NEW_ARRAY(arena, RosterRowView, result.count), 0},
        .mode = result.refused > 0 ? STR(MODE_GOOD) : STR(MODE_ALL),
        .rows_json = roster_json(arena, roster),
        .file = form_field_view(arena, &upload_fields[0], STR("")),
    };
    add_rows(arena, &result, ROSTER_REFUSED, &view.rows);
    add_rows(arena, &result, ROSTER_TAKEN, &view.rows);
    add_rows(arena, &result, ROSTER_KNOWN, &view.rows);
    return show(context, &view);
}

static bool roster_page(Context *context, Error *error) {
    (void)error;
    HireRosterView view = {.file = form_field_view(context->arena, &upload_fields[0], STR(""))};
    return show(context, &view);
}

static bool template_file(Context *context, Error *error) {
    (void)error;
    return context_file(context, STR("招用名册.csv"), STR("text/csv; charset=utf-8"),
                        hire_roster_template(context->arena));
}

static bool upload_page(Context *context, Error *error) {
    HireRoster roster;
    Error fault = {0};
    bool is_sent = context->form.fault_count == 0;
    if (is_sent && hire_roster_read(context->arena, form_text(&context->form, "file"), &roster,
                                    &fault)) {
        return show_checked(context, &roster, false, error);
    }
    if (is_sent) {
        form_add_fault(&context->form, "file",
                       str_format(context->arena, "%s。%s", fault.message, fault.detail));
    }
    HireRosterView view = {.file = context_field_view(context, "file", STR(""))};
    return show(context, &view);
}

static bool read_number(const JsonValue *result, const char *key, int64_t *number) {
    const JsonValue *value = json_get(result, key);
    return value && json_to_int64(value, number);
}

static bool confirm_page(Context *context, Error *error) {
    Arena *arena = context->arena;
    const JsonValue *rows, *result;
    HireRoster roster;
    int64_t taken = 0, refused = 0;
    bool is_all = str_equal(form_text(&context->form, "mode"), STR(MODE_ALL));
    if (!json_parse(arena, form_text(&context->form, "rows"), &rows, error) ||
        !hire_roster_from_json(arena, rows, &roster, error) ||
        !report(context, &roster, is_all, &result, error)) {
        return false;
    }
    bool is_read = read_number(result, "taken", &taken) && read_number(result, "refused", &refused);
    if (is_all && is_read && refused > 0) return show_checked(context, &roster, true, error);
    return context_redirect(context, str_format(arena, "/me/hires?reported=%lld",
                                                (long long)taken));
}

// ---- API: {"rows": [...], "mode": "all" or "good", "dry_run": true} ----

static bool answer_json(Context *context, const JsonValue *result) {
    JsonWriter *writer = context_json_begin(context);
    json_value(writer, result);
    return context_json_end(context);
}

static bool check_members(const JsonValue *body, Error *error) {
    for (size_t i = 0; body && i < body->count && body->kind == JSON_OBJECT; i++) {
        const JsonMember *member = &body->members[i];
        Str mode = member->value->text;
        bool is_mode = str_equal(member->key, STR("mode")) &&
                       (str_equal(mode, STR(MODE_ALL)) || str_equal(mode, STR(MODE_GOOD)));
        bool is_dry_run = str_equal(member->key, STR("dry_run")) &&
                          member->value->kind == JSON_BOOLEAN;
        if (is_mode || is_dry_run || str_equal(member->key, STR("rows"))) continue;
        error_set(error, ERROR_INVALID, "不认识“%.*s”，或者它的值不对",
                  STR_ARG(utf8_head(member->key, 50)));
        return error_detail(error, "可写 rows、mode（all 或 good）、dry_run（true 或 false）");
    }
    return true;
}

static bool hires_api(Context *context, Error *error) {
    Arena *arena = context->arena;
    HireRoster roster;
    if (!str_equal(context_parameter(context, "uscc"), context->actor->scope.uscc)) {
        error_set(error, ERROR_NOT_FOUND, "没有这个单位，或者不是你的单位");
        return error_detail(error, "请用本单位的账号");
    }
    if (!check_members(context->json, error) ||
        !hire_roster_from_json(arena, json_get(context->json, "rows"), &roster, error)) {
        return false;
    }
    const JsonValue *mode = json_get(context->json, "mode"), *result;
    const JsonValue *dry_run = json_get(context->json, "dry_run");
    bool is_all = !mode || str_equal(mode->text, STR(MODE_ALL));
    if (dry_run && dry_run->boolean) {
        RosterIn in = roster_in(context, &roster, is_all);
        HireRosterResult checked;
        return platform_read(context, read_check, &in, &checked, error) &&
               json_parse(arena, result_to_json(arena, &checked), &result, error) &&
               answer_json(context, result);
    }
    return report(context, &roster, is_all, &result, error) && answer_json(context, result);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/me/hires/roster",              roster_page,   .needs = PERMISSION_ORG_CLAIMS, .title = "上传招用名册"},
    {GET,  "/me/hires/roster/template.csv", template_file, .needs = PERMISSION_ORG_CLAIMS, .title = "招用名册模板"},
    {POST, "/me/hires/roster",              upload_page,   .needs = PERMISSION_ORG_CLAIMS, .form = &upload_form, .flags = ROUTE_REPEATABLE | ROUTE_SHOWS_FAULTS, .body_bytes_max = UPLOAD_BYTES_MAX, .title = "核对招用名册"},
    {POST, "/me/hires/roster/confirm",      confirm_page,  .needs = PERMISSION_ORG_CLAIMS, .form = &confirm_form, .body_bytes_max = ROWS_BYTES_MAX, .title = "报送招用名册"},
    {POST, "/api/orgs/:uscc/hires",         hires_api,     .needs = PERMISSION_ORG_CLAIMS, .flags = ROUTE_TAKES_JSON, .body_bytes_max = UPLOAD_BYTES_MAX, .title = "报送招用"},
};
// clang-format on
const RouteList hire_roster_pages = ROUTES(routes);
