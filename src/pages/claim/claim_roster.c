// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/claim_roster.h"

#include "pages/claim/claim_roster.html.h"
#include "pages/claim/claim_roster_list.html.h"
#include "pages/claim/claim_roster_start.html.h"
#include "pages/platform.h"
#include "registry/mask.h"

#define MONTHS_OFFERED 12
#define WORKBOOK_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

enum { FIELD_MONTH_AT, FIELD_ORGANISER_AT, FIELD_WORK_DIVISION_AT, FIELD_FILE_AT };

static const FormField upload_fields[] = {
    [FIELD_MONTH_AT] = {.name = "month", .label = "哪个月", .type = FIELD_TEXT, .length_max = 7},
    [FIELD_ORGANISER_AT] = {.name = "organiser", .label = "组织者编号", .type = FIELD_TEXT,
     .length_max = 40, .help = "劳务中介填统一社会信用代码，经纪人填备案编号"},
    [FIELD_WORK_DIVISION_AT] = {.name = "work_division", .label = "转移到哪里", .type = FIELD_TEXT,
     .help = "写省份，本市的写县区，如江苏省、海原县"},
    [FIELD_FILE_AT] = {.name = "file", .label = "名册文件", .type = FIELD_FILE,
     .is_required = true, .length_max = ROSTER_BYTES_MAX, .help = ".xlsx 或 .csv，不超过 4 MB"},
};
const Form roster_upload_form = {"roster_upload", upload_fields, 4};

static const FormOption results[] = {{"payable", "可以申报"}, {"faulty", "要改"},
                                     {"not", "不符合"}, {"had", "已经有了"}, {"look", "缺信息"}};
#define RESULT_COUNT (sizeof results / sizeof *results)
static const RosterResult result_order[RESULT_COUNT] = {ROSTER_PAYABLE, ROSTER_FAULTY, ROSTER_NOT,
                                                        ROSTER_HAD, ROSTER_LOOK};
static const FormField rows_fields[] = {
    {.name = "result", .label = "结果", .type = FIELD_ENUM, .options = results,
     .option_count = RESULT_COUNT},
    {.name = "after", .label = "从第几行之后", .type = FIELD_INT, .min = 0,
     .max = ROSTER_ROWS_MAX},
};
const Form roster_rows_form = {"roster_rows", rows_fields, 2};

static const FormField refuse_fields[] = {
    {.name = "claim", .label = "受理号", .type = FIELD_TEXT, .is_required = true,
     .length_max = 40},
    {.name = "note", .label = "原因", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 500},
};
const Form roster_refuse_form = {"roster_refuse", refuse_fields, 2};

// ---- Domain calls ----

bool roster_form_of(Context *context, RosterForm *form, Error *error) {
    return roster_form_make(context->arena, context->actor, platform_pack(context),
                            context_parameter(context, "measure"), form, error);
}

bool roster_upload(Context *context, Str *number, Error *error) {
    const FormValue *file = form_value(&context->form, "file");
    CaseContext with = platform_case(context);
    ClaimRosterIn in = {.measure_key = context_parameter(context, "measure"),
                        .month = form_text(&context->form, "month"),
                        .organiser_code = form_text(&context->form, "organiser"),
                        .work_division = form_text(&context->form, "work_division"),
                        .file_name = file->file_name,
                        .bytes = file->text};
    if (str_is_absent(in.file_name)) in.file_name = STR("");
    return claim_roster_check(platform_of(context)->store, context->actor, &with, &in,
                              context->arena, number, error);
}

static int chosen_result(const Context *context) {
    if (context->form.form != &roster_rows_form) return -1;
    Str code = form_text(&context->form, "result");
    for (int i = 0; i < ROSTER_RESULT_COUNT; i++) {
        if (str_equal(roster_result_code((RosterResult)i), code)) return i;
    }
    return -1;
}

static bool read_page(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    bool is_get = context->form.form == &roster_rows_form;
    ClaimRosterQuery query = {.number = context_parameter(context, "number"),
                              .result = chosen_result(context),
                              .after_sequence = is_get ? form_int(&context->form, "after") : 0,
                              .row_count = ROSTER_PAGE_ROWS + 1};
    return claim_roster_find(tx, context->actor, &query, arena, out, error);
}

bool roster_read_page(Context *context, ClaimRoster *roster, Error *error) {
    return platform_read(context, read_page, context, roster, error);
}

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return claim_roster_list(tx, context->actor, arena, out, error);
}

bool roster_read_list(Context *context, ClaimRosters *rosters, Error *error) {
    return platform_read(context, read_list, context, rosters, error);
}

bool roster_confirm(Context *context, int64_t *claimed, Error *error) {
    CaseContext with = platform_case(context);
    return claim_roster_confirm(platform_of(context)->store, context->actor, &with,
                                context_parameter(context, "number"), context->arena, claimed,
                                error);
}

bool roster_accept(Context *context, int64_t *accepted, Error *error) {
    CaseContext with = platform_case(context);
    return claim_roster_accept(platform_of(context)->store, context->actor, &with,
                               context_parameter(context, "number"), context->arena, accepted,
                               error);
}

static bool write_refuse(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    Claim claim;
    CaseContext with = platform_case(context);
    ClaimStep step = {form_text(&context->form, "claim"), CLAIM_REFUSE,
                      form_text(&context->form, "note")};
    *number = context_parameter(context, "number");
    return claim_step(tx, context->actor, &with, &step, arena, &claim, error);
}

bool roster_refuse(Context *context, Str *number, Error *error) {
    return platform_write_once(context, write_refuse, context, number, error);
}

Str roster_row_why(Arena *arena, const ClaimRoster *roster, const ClaimRosterRow *row) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put(&out, row->sentences);
    for (size_t i = 0; i < row->cell_count && i < roster->column_count; i++) {
        if (str_is_empty(row->faults[i])) continue;
        str_put_format(&out, "%s%.*s：%.*s", out.count ? "；" : "", STR_ARG(roster->columns[i]),
                       STR_ARG(row->faults[i]));
    }
    return str_built(&out);
}

// ---- Starting ----

static OptionViews month_options(Context *context) {
    Arena *arena = context->arena;
    OptionViews views = {.items = NEW_ARRAY(arena, OptionView, MONTHS_OFFERED)};
    Str typed = context->form.form == &roster_upload_form ? form_text(&context->form, "month")
                                                          : (Str){0};
    for (int i = 0; i < MONTHS_OFFERED; i++) {
        CivilDate month = date_to_civil(date_add_months(context->actor->today, -i));
        Str value = str_format(arena, "%lld-%02d", (long long)month.year, month.month);
        views.items[views.count++] = (OptionView){
            .value = value,
            .label = str_format(arena, "%lld年%d月", (long long)month.year, month.month),
            .is_selected = str_is_empty(typed) ? i == 1 : str_equal(typed, value)};
    }
    return views;
}

static FieldView upload_field(Context *context, int at) {
    const FormField *field = &upload_fields[at];
    return context->form.form == &roster_upload_form
               ? context_field_view(context, field->name, STR(""))
               : form_field_view(context->arena, field, STR(""));
}

static bool show_start(Context *context, const Error *fault, Error *error) {
    Arena *arena = context->arena;
    RosterForm form;
    if (!roster_form_of(context, &form, error)) return false;
    RosterColumnViews columns = {NEW_ARRAY(arena, RosterColumnView, form.count), form.count};
    for (size_t i = 0; i < form.count; i++) {
        const RosterColumn *column = &form.columns[i];
        columns.items[i] = (RosterColumnView){column->name, column->help, column->is_required};
    }
    bool is_office = context_may(context, PERMISSION_CASE_READ);
    RosterStartView view = {
        .fault = fault_box(context, fault),
        .title = policy_label(arena, form.policy->number, form.policy->title),
        .measure_name = form.measure->name,
        .measure_key = form.measure->key,
        .is_monthly = form.is_monthly,
        .is_batch = form.is_batch,
        .is_office = is_office,
        .is_filled = roster_form_is_filled(&form, context->actor),
        .month = {STR("month"), STR("哪个月"), {0}, month_options(context)},
        .organiser = upload_field(context, FIELD_ORGANISER_AT),
        .work_division = upload_field(context, FIELD_WORK_DIVISION_AT),
        .file = upload_field(context, FIELD_FILE_AT),
        .columns = columns,
        .rows_max = ROSTER_ROWS_MAX,
        .form = context_form_view(context),
    };
    view.organiser.is_required = true; // both, of a batch alone
    view.work_division.is_required = true;
    Html html = context_html(context);
    claim_roster_start_html(&html, &view);
    context_page(context, str_format(arena, "%.*s名册", STR_ARG(form.measure->name)), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool start_page(Context *context, Error *error) {
    return show_start(context, NULL, error);
}

static bool read_template(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    RosterForm form;
    return roster_form_make(arena, context->actor, platform_pack(context),
                            context_parameter(context, "measure"), &form, error) &&
           roster_template(tx, context->actor, &form, arena, out, error);
}

static bool template_file(Context *context, Error *error) {
    Str bytes;
    return platform_read(context, read_template, context, &bytes, error) &&
           context_file(context, STR("名册模板.xlsx"), STR(WORKBOOK_TYPE), bytes);
}

static bool to_roster(Context *context, Str number) {
    return context_redirect(context, str_format(context->arena, "/rosters/%.*s", STR_ARG(number)));
}

static bool upload_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show_start(context, NULL, error);
    if (roster_upload(context, &number, &fault)) return to_roster(context, number);
    bool is_shown = fault_is_shown(&fault) || fault.kind == ERROR_LIMIT ||
                    fault.kind == ERROR_INVALID;
    if (is_shown) return show_start(context, &fault, error);
    *error = fault;
    return false;
}

// ---- One roster, and all ----

typedef struct StateWord {
    const char *code, *label, *class_name;
} StateWord;

static const StateWord state_words[] = {
    {"checked", "核对过，还没有确认", "is-owed"},
    {"confirming", "确认没有做完", "is-owed"},
    {"done", "已确认", "is-done"},
};

static RosterHeadView head_view(Arena *arena, const ClaimRoster *roster) {
    const StateWord *word = state_words;
    for (size_t i = 0; i < sizeof state_words / sizeof *state_words; i++) {
        if (str_equal(roster->state, str_from_c(state_words[i].code))) word = &state_words[i];
    }
    bool is_once = str_equal(roster->period, STR("once"));
    return (RosterHeadView){
        .number = roster->number,
        .title = policy_label(arena, roster->policy_number, roster->measure_name),
        .period = is_once ? STR("") : period_label(arena, roster->period),
        .owner = roster->owner_name,
        .file_name = roster->file_name,
        .created_on = {roster->created_on},
        .decided_on = {roster->decided_on},
        .state = word->label,
        .state_class = word->class_name,
        .rows = roster->row_count,
        .claimed = roster->claimed,
        .submitted = roster->submitted,
        .amount = {roster->payable_fen},
        .claim = roster->claim_number,
    };
}

static RosterTabViews tab_views(Arena *arena, const ClaimRoster *roster, int chosen) {
    RosterTabViews tabs = {NEW_ARRAY(arena, RosterTabView, RESULT_COUNT + 1), 0};
    tabs.items[tabs.count++] = (RosterTabView){STR(""), STR("全部"), roster->row_count,
                                               chosen < 0};
    for (size_t i = 0; i < RESULT_COUNT; i++) {
        RosterResult result = result_order[i];
        if (roster->counts[result] == 0) continue;
        Str label = roster->is_batch && result == ROSTER_PAYABLE ? STR("核对无误")
                                                                 : roster_result_label(result);
        tabs.items[tabs.count++] = (RosterTabView){roster_result_code(result), label,
                                                   roster->counts[result], chosen == (int)result};
    }
    return tabs;
}

static RosterItemView item_view(Arena *arena, const ClaimRoster *roster,
                                const ClaimRosterRow *row) {
    bool is_payable = row->result == ROSTER_PAYABLE;
    Str first = row->cell_count > 0 ? row->cells[0] : STR("");
    if (!roster->is_own) first = mask_id_number(arena, first);
    return (RosterItemView){
        .line = row->line,
        .subject = str_is_empty(row->subject_label) ? first : row->subject_label,
        .own_key = roster->is_own && !str_is_empty(row->subject_label) ? first : STR(""),
        .result = roster->is_batch && is_payable ? STR("核对无误")
                                                 : roster_result_label(row->result),
        .result_class = is_payable ? "is-done" : row->result == ROSTER_FAULTY ? "is-owed" : "",
        .amount = {row->amount_fen},
        .has_amount = row->amount_fen > 0,
        .why = roster_row_why(arena, roster, row),
        .claim = row->claim_number,
        .claim_state = row->claim_state,
    };
}

static RosterPageView page_view(Context *context, const ClaimRoster *roster, const Error *fault) {
    Arena *arena = context->arena;
    int chosen = chosen_result(context);
    size_t shown = roster->rows_shown > ROSTER_PAGE_ROWS ? ROSTER_PAGE_ROWS : roster->rows_shown;
    bool is_faulty_refusal = context->form.form == &roster_refuse_form;
    bool is_open = !str_equal(roster->state, STR("done"));
    RosterPageView view = {
        .fault = fault_box(context, fault),
        .head = head_view(arena, roster),
        .measure_key = roster->measure_key,
        .is_batch = roster->is_batch,
        .is_whole_eligible = roster->is_whole_eligible,
        .whole_sentences = roster->whole_sentences,
        .tabs = tab_views(arena, roster, chosen),
        .rows = {NEW_ARRAY(arena, RosterItemView, shown), shown},
        .payable = roster->counts[ROSTER_PAYABLE],
        .awaiting = roster->awaiting,
        .left_out = roster->row_count - roster->counts[ROSTER_PAYABLE] - roster->awaiting,
        .has_more = roster->rows_shown > shown,
        .may_confirm = roster->is_own && is_open && context_may(context, PERMISSION_ROSTER) &&
                       (roster->is_batch ? roster->is_whole_eligible
                                         : roster->counts[ROSTER_PAYABLE] + roster->awaiting > 0),
        .may_upload = roster->is_own && is_open && context_may(context, PERMISSION_ROSTER),
        .may_accept = roster->submitted > 0 && context_may(context, PERMISSION_CASE_ACCEPT),
        .is_office = context_may(context, PERMISSION_CASE_READ),
        .claim = is_faulty_refusal ? context_field_view(context, "claim", STR(""))
                                   : form_field_view(arena, &refuse_fields[0], STR("")),
        .note = is_faulty_refusal ? context_field_view(context, "note", STR(""))
                                  : form_field_view(arena, &refuse_fields[1], STR("")),
        .form = context_form_view(context),
    };
    for (size_t i = 0; i < shown; i++) {
        view.rows.items[i] = item_view(arena, roster, &roster->rows[i]);
    }
    if (view.has_more) {
        Str code = chosen < 0 ? STR("") : roster_result_code((RosterResult)chosen);
        view.next_path = str_format(arena, "/rosters/%.*s?result=%.*s&after=%lld",
                                    STR_ARG(roster->number), STR_ARG(code),
                                    (long long)roster->rows[shown - 1].sequence);
    }
    return view;
}

static bool show_roster(Context *context, const Error *fault, Error *error) {
    ClaimRoster roster;
    if (!roster_read_page(context, &roster, error)) return false;
    RosterPageView view = page_view(context, &roster, fault);
    Html html = context_html(context);
    claim_roster_html(&html, &view);
    context_page(context, str_format(context->arena, "名册 %.*s", STR_ARG(roster.number)), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool roster_page(Context *context, Error *error) {
    return show_roster(context, NULL, error);
}

static RosterDoorViews door_views(const Context *context) {
    RosterDoorViews doors = {0};
    const Pack *pack = platform_pack(context);
    for (size_t i = 0; context_may(context, PERMISSION_ROSTER) && i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        for (size_t j = 0; j < policy->measures.count; j++) {
            const Measure *measure = &policy->measures.items[j];
            if (measure->kind != MEASURE_BENEFIT || !(measure->ways & MEASURE_ROSTER)) continue;
            RosterDoorView door = {
                policy_label(context->arena, policy->number, policy->title), measure->name,
                str_format(context->arena, "/rosters/new/%.*s", STR_ARG(measure->key))};
            PUSH(context->arena, &doors, door);
        }
    }
    return doors;
}

static bool list_page(Context *context, Error *error) {
    ClaimRosters rosters;
    if (!roster_read_list(context, &rosters, error)) return false;
    RosterListView view = {
        .rosters = {NEW_ARRAY(context->arena, RosterHeadView, rosters.count), rosters.count},
        .doors = door_views(context),
        .is_office = context_may(context, PERMISSION_CASE_READ)};
    for (size_t i = 0; i < rosters.count; i++) {
        view.rosters.items[i] = head_view(context->arena, &rosters.items[i]);
    }
    Html html = context_html(context);
    claim_roster_list_html(&html, &view);
    return context_page(context, STR("名册"), &html);
}

static bool read_marked(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return claim_roster_workbook(tx, context->actor, context_parameter(context, "number"), arena,
                                 out, error);
}

static bool marked_file(Context *context, Error *error) {
    Str bytes;
    Str name = str_format(context->arena, "%.*s核对结果.xlsx",
                          STR_ARG(context_parameter(context, "number")));
    return platform_read(context, read_marked, context, &bytes, error) &&
           context_file(context, name, STR(WORKBOOK_TYPE), bytes);
}

// Shows what stands in the way on the roster's own page.
static bool answer(Context *context, bool is_done, const Error *fault, Error *error) {
    if (is_done) return to_roster(context, context_parameter(context, "number"));
    if (fault_is_shown(fault)) return show_roster(context, fault, error);
    *error = *fault;
    return false;
}

static bool confirm_page(Context *context, Error *error) {
    Error fault = {0};
    int64_t claimed;
    bool is_done = roster_confirm(context, &claimed, &fault);
    return answer(context, is_done, &fault, error);
}

static bool accept_page(Context *context, Error *error) {
    Error fault = {0};
    int64_t accepted;
    bool is_done = roster_accept(context, &accepted, &fault);
    return answer(context, is_done, &fault, error);
}

static bool refuse_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show_roster(context, NULL, error);
    bool is_done = roster_refuse(context, &number, &fault);
    return answer(context, is_done, &fault, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/rosters",                            list_page,     .needs = PERMISSION_ROSTER_READ, .title = "名册"},
    {GET,  "/rosters/new/:measure",               start_page,    .needs = PERMISSION_ROSTER, .title = "用名册申报"},
    {GET,  "/rosters/new/:measure/template.xlsx", template_file, .needs = PERMISSION_ROSTER, .title = "名册模板"},
    {POST, "/rosters/new/:measure",               upload_page,   .needs = PERMISSION_ROSTER, .form = &roster_upload_form, .flags = ROUTE_SHOWS_FAULTS | ROUTE_SLOW, .body_bytes_max = ROSTER_UPLOAD_BYTES_MAX, .title = "核对名册"},
    {GET,  "/rosters/:number",                    roster_page,   .needs = PERMISSION_ROSTER_READ, .form = &roster_rows_form, .title = "一份名册"},
    {GET,  "/rosters/:number/marked.xlsx",        marked_file,   .needs = PERMISSION_ROSTER_READ, .title = "名册核对结果"},
    {POST, "/rosters/:number/confirm",            confirm_page,  .needs = PERMISSION_ROSTER, .flags = ROUTE_SLOW, .title = "确认名册"},
    {POST, "/rosters/:number/accept",             accept_page,   .needs = PERMISSION_CASE_ACCEPT, .flags = ROUTE_SLOW, .title = "受理整份名册"},
    {POST, "/rosters/:number/refuse",             refuse_page,   .needs = PERMISSION_CASE_ACCEPT, .form = &roster_refuse_form, .flags = ROUTE_SHOWS_FAULTS, .title = "不予办理其中一人"},
};
// clang-format on
const RouteList claim_roster_pages = ROUTES(routes);
