// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/fact_sheet.h"

#include "casework/batch.h"
#include "pages/casework/batch.h"
#include "pages/casework/fact_request.h"
#include "pages/casework/fact_sheet.html.h"
#include "pages/platform.h"

#define WORKBOOK_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static const FormField upload_fields[] = {
    {.name = "file", .label = "填好的表", .type = FIELD_FILE, .is_required = true,
     .length_max = FACT_SHEET_BYTES_MAX, .help = ".xlsx 或 .csv，不超过 4 MB"},
};
static const Form upload_form = {"fact_sheet_upload", upload_fields, 1};

static Str noun_of(Str number) {
    return str_starts_with(number, STR(BATCH_SERIES "-")) ? STR("批次") : STR("名册");
}

// ---- Cards among the work ----

Str fact_sheet_path(Context *context, Str number) {
    if (str_is_absent(number)) return STR("/fact-requests");
    return str_format(context->arena, "/fact-requests/lists/%.*s", STR_ARG(number));
}

static FactSheetCardView card_view(Context *context, const FactSheetCard *card) {
    const Policy *policy = pack_policy(platform_pack(context), card->policy_number);
    StrBuilder facts;
    str_builder_init(&facts, context->arena, 0);
    for (size_t i = 0; i < card->fact_count; i++) {
        str_put_joined(&facts, fact_request_name(policy, card->fact_keys[i]), STR("、"));
    }
    return (FactSheetCardView){
        .number = card->number, .noun = noun_of(card->number),
        .policy = policy_label(context->arena, card->policy_number,
                               policy ? policy->title : STR("")),
        .facts = str_built(&facts), .cases = card->cases, .asked = {card->asked_on},
        .due = due_view(platform_of(context)->calendar, context->actor->today, card->due_on)};
}

FactSheetCardViews fact_sheet_cards_view(Context *context, const FactSheetCards *cards) {
    FactSheetCardViews views = {NEW_ARRAY(context->arena, FactSheetCardView, cards->count),
                                cards->count};
    for (size_t i = 0; i < cards->count; i++) {
        views.items[i] = card_view(context, &cards->items[i]);
    }
    return views;
}

void fact_sheet_cards_json(JsonWriter *writer, const FactSheetCards *cards) {
    json_key(writer, STR("lists"));
    json_open_array(writer);
    for (size_t i = 0; i < cards->count; i++) {
        const FactSheetCard *card = &cards->items[i];
        json_open_object(writer);
        json_member_string(writer, "number", card->number);
        json_member_int(writer, "policy", card->policy_number);
        json_member_int(writer, "cases", card->cases);
        json_member_date(writer, "asked_on", card->asked_on);
        json_member_date(writer, "due_on", card->due_on);
        json_key(writer, STR("facts"));
        json_open_array(writer);
        for (size_t j = 0; j < card->fact_count; j++) json_string(writer, card->fact_keys[j]);
        json_close_array(writer);
        json_close_object(writer);
    }
    json_close_array(writer);
}

// ---- One sheet ----

typedef struct SheetIn {
    const Context *context;
    const Pack *pack;
    size_t count; // of the cases that are shown
} SheetIn;

static bool write_identified(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const SheetIn *sheet = in;
    const Actor *actor = sheet->context->actor;
    return fact_sheet_find(tx, actor, sheet->pack, context_parameter(sheet->context, "number"),
                           arena, out, error) &&
           fact_sheet_identify(tx, actor, sheet->count, arena, out, error);
}

static bool find_identified(Context *context, size_t count, FactSheet *sheet, Error *error) {
    CaseContext with;
    SheetIn in = {.context = context, .count = count};
    if (!batch_case_context(context, context_parameter(context, "number"), &with, error)) {
        return false;
    }
    in.pack = with.pack;
    return platform_write(context, write_identified, &in, sheet, error);
}

static FactSheetCaseViews case_views(Context *context, const FactSheet *sheet) {
    FactSheetCaseViews views = {NEW_ARRAY(context->arena, FactSheetCaseView, sheet->count),
                                sheet->count};
    for (size_t i = 0; i < sheet->count; i++) {
        const FactSheetCase *one = &sheet->cases[i];
        const FactSubjectIdentity *who = &one->identity;
        bool is_person = !str_is_empty(who->id_number);
        views.items[i] = (FactSheetCaseView){
            .number = one->case_number, .who = is_person ? who->person_name : who->unit_name,
            .key = is_person ? who->id_number : who->uscc, .subject = one->subject_label,
            .due = due_view(platform_of(context)->calendar, context->actor->today, one->due_on)};
    }
    return views;
}

static FactSheetColumnViews column_views(Context *context, const FactSheet *sheet) {
    FactSheetColumnViews views = {
        NEW_ARRAY(context->arena, FactSheetColumnView, sheet->column_count), sheet->column_count};
    for (size_t i = 0; i < sheet->column_count; i++) {
        views.items[i] = (FactSheetColumnView){sheet->columns[i].name, sheet->columns[i].rule};
    }
    return views;
}

static void put_result(Context *context, const FactSheetResult *result, FactSheetView *view) {
    const FactSheetFaults *faults = &result->faults;
    const FactSheetLefts *left = &result->left;
    view->is_answered = true;
    view->answered = result->answered;
    view->unchanged = result->unchanged;
    view->faults = (FactSheetFaultViews){
        NEW_ARRAY(context->arena, FactSheetFaultView, faults->count), faults->count};
    view->left = (FactSheetLeftViews){
        NEW_ARRAY(context->arena, FactSheetLeftView, left->count), left->count};
    for (size_t i = 0; i < faults->count; i++) {
        const FactSheetFault *one = &faults->items[i];
        view->faults.items[i] =
            (FactSheetFaultView){one->line, one->column, one->text, one->sentence};
    }
    for (size_t i = 0; i < left->count; i++) {
        view->left.items[i] =
            (FactSheetLeftView){left->items[i].case_number, left->items[i].sentence};
    }
}

static FieldView file_field(Context *context) {
    return context->form.form == &upload_form
               ? context_field_view(context, "file", STR(""))
               : form_field_view(context->arena, upload_fields, STR(""));
}

static int status_of(const FactSheetResult *result, const Error *fault) {
    if (fault) return error_http_status(fault->kind);
    return result && result->faults.count > 0 ? error_http_status(ERROR_INVALID) : 0;
}

// `result` and `fault` are of a file that came; NULL without.
static bool show(Context *context, const FactSheetResult *result, const Error *fault,
                 Error *error) {
    FactSheet sheet;
    if (!find_identified(context, FACT_SHEET_PAGE_CASES, &sheet, error)) return false;
    FactSheetView view = {
        .fault = fault_box(context, fault),
        .number = sheet.number, .noun = noun_of(sheet.number),
        .policy = policy_label(context->arena, sheet.policy->number, sheet.policy->title),
        .clause = sheet.policy->clause, .waiting = sheet.waiting,
        .rows_max = FACT_SHEET_ROWS_MAX, .has_columns = sheet.column_count > 0,
        .columns = column_views(context, &sheet), .cases = case_views(context, &sheet),
        .file = file_field(context), .form = context_form_view(context)};
    if (result) put_result(context, result, &view);
    Html html = context_html(context);
    fact_sheet_html(&html, &view);
    context_page(context, str_format(context->arena, "%.*s要的数据", STR_ARG(view.noun)), &html);
    int status = status_of(result, fault);
    if (status != 0) context->response->status = status;
    return true;
}

static bool sheet_page(Context *context, Error *error) {
    return show(context, NULL, NULL, error);
}

static bool sheet_file(Context *context, Error *error) {
    FactSheet sheet;
    Str bytes;
    if (!find_identified(context, FACT_SHEET_ROWS_MAX, &sheet, error) ||
        !fact_sheet_workbook(context->arena, &sheet, &bytes, error)) {
        return false;
    }
    Str name = str_format(context->arena, "要提供的数据-%.*s.xlsx", STR_ARG(sheet.number));
    return context_file(context, name, STR(WORKBOOK_TYPE), bytes);
}

// ---- Answering ----

static bool answer(Context *context, FactSheetResult *result, Error *error) {
    CaseContext with;
    FactSheetIn in = {context_parameter(context, "number"),
                      form_value(&context->form, "file")->text};
    return batch_case_context(context, in.number, &with, error) &&
           fact_sheet_answer(platform_of(context)->store, context->actor, &with, &in,
                             context->arena, result, error);
}

static bool upload_page(Context *context, Error *error) {
    Error fault = {0};
    FactSheetResult result;
    if (context->form.fault_count > 0) return show(context, NULL, NULL, error);
    if (answer(context, &result, &fault)) return show(context, &result, NULL, error);
    bool is_shown = fault_is_shown(&fault) || fault.kind == ERROR_LIMIT ||
                    fault.kind == ERROR_INVALID;
    if (is_shown) return show(context, NULL, &fault, error);
    *error = fault;
    return false;
}

// ---- API ----

static void write_cases(JsonWriter *writer, const FactSheet *sheet) {
    json_key(writer, STR("cases"));
    json_open_array(writer);
    for (size_t i = 0; i < sheet->count; i++) {
        const FactSheetCase *one = &sheet->cases[i];
        json_open_object(writer);
        json_member_string(writer, "case", one->case_number);
        json_member_string(writer, "subject", one->subject_label);
        json_member_string(writer, "name", one->identity.person_name);
        json_member_string(writer, "id_number", one->identity.id_number);
        json_member_string(writer, "unit", one->identity.unit_name);
        json_member_string(writer, "uscc", one->identity.uscc);
        json_member_date(writer, "due_on", one->due_on);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static bool sheet_api(Context *context, Error *error) {
    FactSheet sheet;
    if (!find_identified(context, FACT_SHEET_ROWS_MAX, &sheet, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "number", sheet.number);
    json_member_int(writer, "policy", sheet.policy->number);
    json_member_int(writer, "waiting", sheet.waiting);
    json_key(writer, STR("columns"));
    json_open_array(writer);
    for (size_t i = 0; i < sheet.column_count; i++) {
        json_open_object(writer);
        json_member_string(writer, "key", sheet.columns[i].fact->key);
        json_member_string(writer, "name", sheet.columns[i].name);
        json_member_string(writer, "rule", sheet.columns[i].rule);
        json_close_object(writer);
    }
    json_close_array(writer);
    write_cases(writer, &sheet);
    json_close_object(writer);
    return context_json_end(context);
}

static void write_faults(JsonWriter *writer, const FactSheetFaults *faults) {
    json_key(writer, STR("faults"));
    json_open_array(writer);
    for (size_t i = 0; i < faults->count; i++) {
        const FactSheetFault *one = &faults->items[i];
        json_open_object(writer);
        json_member_int(writer, "line", one->line);
        json_member_string(writer, "column", one->column);
        json_member_string(writer, "fault", one->sentence);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void write_left(JsonWriter *writer, const FactSheetLefts *left) {
    json_key(writer, STR("left"));
    json_open_array(writer);
    for (size_t i = 0; i < left->count; i++) {
        json_open_object(writer);
        json_member_string(writer, "case", left->items[i].case_number);
        json_member_string(writer, "why", left->items[i].sentence);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static bool upload_api(Context *context, Error *error) {
    FactSheetResult result;
    if (!answer(context, &result, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "answered", result.answered);
    json_member_int(writer, "unchanged", result.unchanged);
    write_faults(writer, &result.faults);
    write_left(writer, &result.left);
    json_close_object(writer);
    if (!context_json_end(context)) return false;
    int status = status_of(&result, NULL);
    if (status != 0) context->response->status = status;
    return true;
}

// clang-format off
#define NEEDS .needs = PERMISSION_FACT_STATE
#define UPLOADS NEEDS, .form = &upload_form, .body_bytes_max = FACT_SHEET_UPLOAD_BYTES_MAX
static const Route routes[] = {
    {GET,  "/fact-requests/lists/:number",           sheet_page,  NEEDS, .title = "名册或批次要的数据"},
    {GET,  "/fact-requests/lists/:number/sheet.xlsx", sheet_file, NEEDS, .flags = ROUTE_SLOW, .title = "要填的表"},
    {POST, "/fact-requests/lists/:number",           upload_page, UPLOADS, .flags = ROUTE_SHOWS_FAULTS | ROUTE_SLOW, .title = "整份提供数据"},
    {GET,  "/api/fact-requests/lists/:number",       sheet_api,   NEEDS, .title = "名册或批次要的数据"},
    {POST, "/api/fact-requests/lists/:number",       upload_api,  UPLOADS, .flags = ROUTE_SLOW, .title = "整份提供数据"},
};
#undef UPLOADS
#undef NEEDS
// clang-format on
const RouteList fact_sheet_pages = ROUTES(routes);
