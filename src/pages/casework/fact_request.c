// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/fact_request.h"

#include "casework/batch.h"
#include "kinds/enrolment.h"
#include "pages/casework/batch.h"
#include "pages/casework/fact_answer.html.h"
#include "pages/casework/fact_request_list.html.h"
#include "pages/platform.h"

// ---- Reading ----

static bool read_case(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return fact_requests_find(tx, context->actor, context_parameter(context, "number"), arena, out,
                              error);
}

// The requests of one case from `from` on, and where they end; `policy` may be NULL.
static FactRequestView request_view(const Context *context, const FactRequests *requests,
                                    const Policy *policy, size_t from, size_t *to) {
    const FactRequest *first = &requests->items[from];
    StrBuilder facts;
    str_builder_init(&facts, context->arena, 0);
    for (*to = from; *to < requests->count; ++*to) {
        const FactRequest *request = &requests->items[*to];
        if (!str_equal(request->case_number, first->case_number)) break;
        if (*to > from) str_put(&facts, STR("、"));
        str_put(&facts, fact_request_name(policy, request->fact_key));
    }
    return (FactRequestView){
        .case_number = first->case_number,
        .policy = policy_label(context->arena, first->policy_number,
                               policy ? policy->title : STR("")),
        .subject = first->subject_label, .county = county_label(first->division_code),
        .facts = str_built(&facts), .asked = {first->asked_on},
        .due = due_view(platform_of(context)->calendar, context->actor->today, first->due_on)};
}

Str fact_request_name(const Policy *policy, Str key) {
    const Fact *fact = policy ? fact_find(&policy->facts, key) : NULL;
    return fact ? fact->name : key;
}

// ---- The list ----

typedef struct Work {
    FactSheetCards sheets;
    FactRequests requests;
} Work;

static bool read_work(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Work *work = out;
    return fact_sheet_cards(tx, context->actor, arena, &work->sheets, error) &&
           fact_request_list(tx, context->actor, arena, &work->requests, error);
}

static FactRequestViews case_cards(const Context *context, const FactRequests *requests) {
    FactRequestViews cards = {NEW_ARRAY(context->arena, FactRequestView, requests->count), 0};
    for (size_t i = 0; i < requests->count;) {
        int number = requests->items[i].policy_number;
        const Policy *policy = pack_policy(platform_pack(context), number);
        cards.items[cards.count++] = request_view(context, requests, policy, i, &i);
    }
    return cards;
}

static bool list_page(Context *context, Error *error) {
    Work work;
    if (!platform_read(context, read_work, context, &work, error)) return false;
    FactRequestListView view = {.department = context->actor->department,
                                .sheets = fact_sheet_cards_view(context, &work.sheets),
                                .requests = case_cards(context, &work.requests),
                                .has_more = work.requests.has_more};
    Html html = context_html(context);
    fact_request_list_html(&html, &view);
    return context_page(context, STR("要提供的数据"), &html);
}

static bool list_api(Context *context, Error *error) {
    Work work;
    if (!platform_read(context, read_work, context, &work, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    fact_sheet_cards_json(writer, &work.sheets);
    json_key(writer, STR("requests"));
    json_open_array(writer);
    for (size_t i = 0; i < work.requests.count; i++) {
        const FactRequest *request = &work.requests.items[i];
        json_open_object(writer);
        json_member_int(writer, "id", request->id);
        json_member_string(writer, "case", request->case_number);
        json_member_int(writer, "policy", request->policy_number);
        json_member_string(writer, "fact", request->fact_key);
        json_member_string(writer, "subject", request->subject_label);
        json_member_date(writer, "asked_on", request->asked_on);
        json_member_date(writer, "due_on", request->due_on);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_member_boolean(writer, "has_more", work.requests.has_more);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- The answers of a case ----

typedef struct AskedCase {
    Context *context;
    FactRequests requests; // of this department
    CaseContext with;      // a row of a batch is decided by the version of the batch
    const Policy *policy;
} AskedCase;

static bool find_case(Context *context, AskedCase *asked, Error *error) {
    *asked = (AskedCase){.context = context};
    if (!platform_read(context, read_case, context, &asked->requests, error)) return false;
    const FactRequest *first = &asked->requests.items[0];
    bool is_row = first->kind == FACT_CASE_BATCH_ROW;
    if (!batch_case_context(context, is_row ? first->list_number : (Str){0}, &asked->with,
                            error)) {
        return false;
    }
    asked->policy = pack_policy(asked->with.pack, first->policy_number);
    return asked->policy || error_set(error, ERROR_NOT_FOUND, "这项政策已经不在现行的政策包里");
}

// What the case asks of this department.
static bool make_form(const AskedCase *asked, const Form **form, Error *error) {
    Context *context = asked->context;
    const Policy *policy = asked->policy;
    FactFields fields = fact_fields_of(context);
    bool *is_wanted = NEW_ARRAY(context->arena, bool, policy->facts.count);
    for (size_t i = 0; i < asked->requests.count; i++) {
        const Fact *fact = fact_find(&policy->facts, asked->requests.items[i].fact_key);
        if (fact) is_wanted[fact - policy->facts.items] = true;
    }
    if (!fact_fields_add(context->arena, policy, is_wanted, &fields, error)) return false;
    // The policy's questions are put to applicants; an officer is told what is wanted.
    for (size_t i = 0; i < fields.count; i++) {
        const Fact *fact = fact_of_field(policy, &fields.items[i]);
        fields.items[i].label = str_to_c(context->arena, fact->name);
    }
    // Of several some may be left for later; the only one is what the officer came for.
    if (fields.count == 1 && fields.items[0].row == 0) fields.items[0].is_required = true;
    Form *made = NEW(context->arena, Form);
    *made = (Form){"fact_answer", fields.items, fields.count};
    *form = made;
    return true;
}

static bool form_of_case(Context *context, const Form **form, Error *error) {
    AskedCase asked;
    return find_case(context, &asked, error) && make_form(&asked, form, error);
}

static bool identify(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    FactRequests requests;
    return read_case(tx, context, &requests, arena, error) &&
           fact_request_identify(tx, context->actor, &requests.items[0], arena, out, error);
}

static bool show_case(Context *context, const Error *fault, Error *error) {
    AskedCase asked;
    FactSubjectIdentity identity;
    const Form *form;
    size_t end;
    if (!find_case(context, &asked, error) || !make_form(&asked, &form, error) ||
        !platform_write(context, identify, context, &identity, error)) {
        return false;
    }
    FactAnswerView view = {
        .fault = fault_box(context, fault),
        .request = request_view(context, &asked.requests, asked.policy, 0, &end),
        .person = identity.person_name, .id_number = identity.id_number,
        .unit = identity.unit_name, .uscc = identity.uscc,
        .clause = asked.policy->clause, .form = context_form_view(context),
        .asked = fact_form_view(context, asked.policy, form, 0, NULL)};
    Html html = context_html(context);
    fact_answer_html(&html, &view);
    context_page(context, STR("提供数据"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool answer_form(Context *context, Error *error) {
    return show_case(context, NULL, error);
}

static bool write_answer(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AskedCase *asked = in;
    const FactRequest *first = &asked->requests.items[0];
    const Actor *actor = asked->context->actor;
    Str *number = out;
    Claim claim;
    Enrolment enrolment;
    BatchRow row;
    Str answer = fact_form_json(asked->context, asked->policy, 0);
    *number = first->case_number;
    if (str_equal(answer, STR("{}"))) {
        error_set(error, ERROR_INVALID, "一项也没有填");
        return error_detail(error, "不知道的可以先不填，知道的填上再提供");
    }
    switch (first->kind) {
    case FACT_CASE_CLAIM:
        return claim_state_facts(tx, actor, &asked->with, *number, answer, arena, &claim, error);
    case FACT_CASE_ENROLMENT:
        return enrolment_amend(tx, actor, &asked->with, *number, answer, arena, &enrolment, error);
    case FACT_CASE_BATCH_ROW: break;
    }
    return batch_state_facts(tx, actor, &asked->with, *number, answer, arena, &row, error);
}

static bool answer_page(Context *context, Error *error) {
    AskedCase asked;
    Error fault = {0};
    Str number;
    if (!find_case(context, &asked, error)) return false;
    if (!fact_form_is_complete(context, asked.policy)) return show_case(context, NULL, error);
    if (platform_write_once(context, write_answer, &asked, &number, &fault)) {
        Str list = asked.requests.items[0].list_number;
        return context_redirect(context, fact_sheet_path(context, list));
    }
    if (fault_is_shown(&fault)) return show_case(context, &fault, error);
    *error = fault;
    return false;
}

static bool answer_api(Context *context, Error *error) {
    AskedCase asked;
    return find_case(context, &asked, error) &&
           answer_written(context, write_answer, &asked, error);
}

// clang-format off
#define NEEDS .needs = PERMISSION_FACT_STATE
static const Route routes[] = {
    {GET,  "/fact-requests",             list_page,   NEEDS, .title = "要提供的数据"},
    {GET,  "/fact-requests/:number",     answer_form, NEEDS, .title = "提供数据"},
    {POST, "/fact-requests/:number",     answer_page, NEEDS, .form_of = form_of_case, .flags = ROUTE_SHOWS_FAULTS, .title = "提供数据"},
    {GET,  "/api/fact-requests",         list_api,    NEEDS, .title = "要提供的数据"},
    {POST, "/api/fact-requests/:number", answer_api,  NEEDS, .form_of = form_of_case, .title = "提供数据"},
};
#undef NEEDS
// clang-format on
const RouteList fact_request_pages = ROUTES(routes);
