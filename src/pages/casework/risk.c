// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/risk.h"

#include "base/json.h"
#include "pages/casework/risk_list.html.h"
#include "pages/platform.h"

#define LIST_VALUES_MAX 20 // records of a list that a screen spells out

static const FormField list_fields[] = {
    {.name = "answered", .label = "核查过的", .type = FIELD_CHECKBOX},
    {.name = "before", .label = "从哪一条之前", .type = FIELD_INT, .min = 1, .max = INT64_MAX},
};
static const Form list_form = {"risks", list_fields, 2};

static const FormOption outcomes[] = {{"cleared", "解除"}, {"confirmed", "查实"}};
static const FormField answer_fields[] = {
    {.name = "outcome", .label = "疑点是否属实", .type = FIELD_ENUM, .is_required = true,
     .options = outcomes, .option_count = 2},
    {.name = "note", .label = "核查结果", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600},
};
static const Form answer_form = {"risk_answer", answer_fields, 2};

// ---- What it rests on ----

static void put_value(StrBuilder *out, const JsonValue *value) {
    switch (value->kind) {
    case JSON_NULL: str_put(out, STR("没有记录")); break;
    case JSON_BOOLEAN: str_put(out, value->boolean ? STR("是") : STR("否")); break;
    case JSON_NUMBER:
    case JSON_STRING: str_put(out, value->text); break;
    case JSON_ARRAY:
    case JSON_OBJECT: break; // spelled out by put_records
    }
}

// 「受理号 ZW-2023-07-000001，享受日期 2023-09-01；…」
static void put_records(StrBuilder *out, const JsonValue *list) {
    for (size_t i = 0; i < list->count && i < LIST_VALUES_MAX; i++) {
        const JsonValue *record = list->items[i];
        if (i > 0) str_put(out, STR("；"));
        if (record->kind != JSON_OBJECT) put_value(out, record);
        for (size_t j = 0; record->kind == JSON_OBJECT && j < record->count; j++) {
            str_put_format(out, "%s%.*s ", j > 0 ? "，" : "", STR_ARG(record->members[j].key));
            put_value(out, record->members[j].value);
        }
    }
    if (list->count == 0) str_put(out, STR("没有"));
    if (list->count > LIST_VALUES_MAX) str_put_format(out, "；共%zu条", list->count);
}

static RiskFactViews fact_views(Arena *arena, Str facts_json) {
    const JsonValue *facts;
    Error error = {0};
    if (!json_parse(arena, facts_json, &facts, &error)) return (RiskFactViews){0};
    RiskFactViews views = {NEW_ARRAY(arena, RiskFactView, facts->count), facts->count};
    for (size_t i = 0; i < facts->count; i++) {
        const JsonValue *value = json_get(facts->items[i], "value");
        StrBuilder text;
        str_builder_init(&text, arena, 0);
        if (value && value->kind == JSON_ARRAY) put_records(&text, value);
        else if (value) put_value(&text, value);
        views.items[i] = (RiskFactView){json_text(facts->items[i], "name"), str_built(&text),
                                        json_text(facts->items[i], "source")};
    }
    return views;
}

// ---- Showing ----

typedef struct RiskWord {
    const char *code, *label, *class_name;
} RiskWord;

static const RiskWord words[] = {
    {"open", "待核查", "is-owed"},
    {"cleared", "已解除", "is-done"},
    {"confirmed", "查实，不予办理", "is-refused"},
};

static RiskView risk_view(Context *context, const RiskFinding *finding) {
    Arena *arena = context->arena;
    const RiskWord *word = words;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal(finding->state, str_from_c(words[i].code))) word = &words[i];
    }
    return (RiskView){.id = str_format(arena, "%lld", (long long)finding->id),
                      .claim_number = finding->claim_number,
                      .policy = policy_label(arena, finding->policy_number, finding->policy_title),
                      .county = county_label(finding->division_code),
                      .amount = {finding->amount_fen},
                      .title = finding->title,
                      .code = finding->code,
                      .rule_file = finding->rule_file,
                      .level = finding->is_high ? "高" : "一般",
                      .level_class = finding->is_high ? "is-refused" : "",
                      .sentence = finding->sentence,
                      .state = word->label,
                      .state_class = word->class_name,
                      .claim_state = claim_state_label(finding->claim_state),
                      .found = {finding->found_on},
                      .facts = fact_views(arena, finding->facts_json),
                      .is_open = word == words,
                      .may_answer = finding->may_answer,
                      .answer = finding->answer,
                      .answered_by = finding->answered_by,
                      .answered = {finding->answered_on},
                      .form = context_form_view(context)};
}

RiskViews risk_views(Context *context, const RiskFindings *findings) {
    RiskViews views = {NEW_ARRAY(context->arena, RiskView, findings->count), findings->count};
    for (size_t i = 0; i < findings->count; i++) {
        views.items[i] = risk_view(context, &findings->items[i]);
    }
    return views;
}

static RiskFilter filter_of(const Context *context) {
    bool is_list = context->form.form == &list_form;
    return (RiskFilter){.is_answered = is_list && form_is_checked(&context->form, "answered"),
                        .before_id = is_list ? form_int(&context->form, "before") : 0};
}

static bool read_risks(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    RiskFilter filter = filter_of(context);
    return risk_list(tx, context->actor, &filter, arena, out, error);
}

static Str next_path(Context *context, const RiskPage *page, bool is_answered) {
    if (!page->has_more) return (Str){0};
    int64_t last = page->findings.items[page->findings.count - 1].id;
    return str_format(context->arena, "/risks?%sbefore=%lld", is_answered ? "answered=1&" : "",
                      (long long)last);
}

static bool show_list(Context *context, const Error *fault, Error *error) {
    RiskPage page;
    if (!platform_read(context, read_risks, context, &page, error)) return false;
    bool is_answered = filter_of(context).is_answered;
    RiskListView view = {.fault = fault_box(context, fault),
                         .county = county_label(context->actor->scope.division_prefix),
                         .risks = risk_views(context, &page.findings),
                         .open = page.open,
                         .open_high = page.open_high,
                         .is_answered = is_answered,
                         .has_more = page.has_more,
                         .next_path = next_path(context, &page, is_answered)};
    Html html = context_html(context);
    risk_list_html(&html, &view);
    context_page(context, STR("疑点"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show_list(context, NULL, error);
}

// ---- Answering ----

static bool write_answer(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    RiskAnswer answer = {.note = form_text(&context->form, "note")};
    answer.is_confirmed = str_equal(form_text(&context->form, "outcome"), STR("confirmed"));
    if (!str_to_int64(context_parameter(context, "id"), &answer.id)) {
        return error_set(error, ERROR_NOT_FOUND, "没有这条疑点");
    }
    return risk_answer(tx, context->actor, &with, &answer, arena, out, error);
}

static bool answer_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, write_answer, context, &number, &fault)) {
        return context_redirect(context, STR("/risks"));
    }
    if (fault_is_shown(&fault)) return show_list(context, &fault, error);
    *error = fault;
    return false;
}

static bool answer_api(Context *context, Error *error) {
    return answer_written(context, write_answer, context, error);
}

// ---- JSON ----

static void risk_to_json(Context *context, JsonWriter *writer, const RiskFinding *finding) {
    const JsonValue *facts;
    Error error = {0};
    json_open_object(writer);
    json_member_int(writer, "id", finding->id);
    json_member_string(writer, "claim", finding->claim_number);
    json_member_string(writer, "division", finding->division_code);
    json_member_string(writer, "rule", finding->rule_file);
    json_member_string(writer, "code", finding->code);
    json_member_string(writer, "level", finding->is_high ? STR("high") : STR("normal"));
    json_member_string(writer, "sentence", finding->sentence);
    json_member_string(writer, "pack", finding->pack_hash);
    json_member_date(writer, "found_on", finding->found_on);
    json_key(writer, STR("facts"));
    if (json_parse(context->arena, finding->facts_json, &facts, &error)) json_value(writer, facts);
    else json_null(writer);
    json_member_string(writer, "state", finding->state);
    json_member_string(writer, "answer", finding->answer);
    json_member_date(writer, "answered_on", finding->answered_on);
    json_close_object(writer);
}

void risks_to_json(Context *context, JsonWriter *writer, const RiskFindings *findings) {
    json_key(writer, STR("risks"));
    json_open_array(writer);
    for (size_t i = 0; i < findings->count; i++) {
        risk_to_json(context, writer, &findings->items[i]);
    }
    json_close_array(writer);
}

static bool list_api(Context *context, Error *error) {
    RiskPage page;
    if (!platform_read(context, read_risks, context, &page, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "open", page.open);
    json_member_int(writer, "open_high", page.open_high);
    json_member_boolean(writer, "has_more", page.has_more);
    risks_to_json(context, writer, &page.findings);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/risks",                list_page,   .needs = PERMISSION_CASE_READ,   .form = &list_form, .title = "疑点"},
    {POST, "/risks/:id/answer",     answer_page, .needs = PERMISSION_CASE_REVIEW, .form = &answer_form, .title = "核查疑点"},
    {GET,  "/api/risks",            list_api,    .needs = PERMISSION_CASE_READ,   .form = &list_form, .title = "疑点"},
    {POST, "/api/risks/:id/answer", answer_api,  .needs = PERMISSION_CASE_REVIEW, .form = &answer_form, .title = "核查疑点"},
};
// clang-format on
const RouteList risk_pages = ROUTES(routes);
