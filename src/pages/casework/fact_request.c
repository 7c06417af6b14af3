// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/fact_request.h"

#include "casework/fact_request.h"
#include "kinds/enrolment.h"
#include "pages/casework/fact_answer.html.h"
#include "pages/casework/fact_request_list.html.h"
#include "pages/platform.h"

// ---- Reading ----

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return fact_request_list(tx, context->actor, arena, out, error);
}

static bool read_case(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return fact_requests_find(tx, context->actor, context_parameter(context, "number"), arena, out,
                              error);
}

static Str fact_name(const Context *context, const FactRequest *request) {
    const Policy *policy = pack_policy(platform_pack(context), request->policy_number);
    const Fact *fact = policy ? fact_find(&policy->facts, request->fact_key) : NULL;
    return fact ? fact->name : request->fact_key;
}

// The requests of one case from `from` on, and where they end.
static FactRequestView request_view(const Context *context, const FactRequests *requests,
                                    size_t from, size_t *to) {
    const FactRequest *first = &requests->items[from];
    const Policy *policy = pack_policy(platform_pack(context), first->policy_number);
    StrBuilder facts;
    str_builder_init(&facts, context->arena, 0);
    for (*to = from; *to < requests->count; ++*to) {
        const FactRequest *request = &requests->items[*to];
        if (!str_equal(request->case_number, first->case_number)) break;
        if (*to > from) str_put(&facts, STR("、"));
        str_put(&facts, fact_name(context, request));
    }
    return (FactRequestView){
        .case_number = first->case_number,
        .policy = policy_label(context->arena, first->policy_number,
                               policy ? policy->title : STR("")),
        .subject = first->subject_label, .county = county_label(first->division_code),
        .facts = str_built(&facts), .asked = {first->asked_on},
        .due = due_view(platform_of(context)->calendar, context->actor->today, first->due_on)};
}

// ---- The list ----

static bool list_page(Context *context, Error *error) {
    FactRequests requests;
    if (!platform_read(context, read_list, context, &requests, error)) return false;
    FactRequestListView view = {
        .department = context->actor->department,
        .requests = {NEW_ARRAY(context->arena, FactRequestView, requests.count), 0}};
    for (size_t i = 0; i < requests.count;) {
        view.requests.items[view.requests.count++] = request_view(context, &requests, i, &i);
    }
    Html html = context_html(context);
    fact_request_list_html(&html, &view);
    return context_page(context, STR("要提供的数据"), &html);
}

static bool list_api(Context *context, Error *error) {
    FactRequests requests;
    if (!platform_read(context, read_list, context, &requests, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("requests"));
    json_open_array(writer);
    for (size_t i = 0; i < requests.count; i++) {
        const FactRequest *request = &requests.items[i];
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
    json_close_object(writer);
    return context_json_end(context);
}

// ---- The answers of a case ----

static bool policy_of_case(const Context *context, const FactRequests *requests,
                           const Policy **policy, Error *error) {
    *policy = pack_policy(platform_pack(context), requests->items[0].policy_number);
    return *policy || error_set(error, ERROR_NOT_FOUND, "这项政策已经不在现行的政策包里");
}

static bool find_case(Context *context, FactRequests *requests, const Policy **policy,
                      Error *error) {
    return platform_read(context, read_case, context, requests, error) &&
           policy_of_case(context, requests, policy, error);
}

// What the case asks of this department.
static bool form_of_case(Context *context, const Form **form, Error *error) {
    FactRequests requests;
    const Policy *policy;
    FactFields fields = fact_fields_of(context);
    if (!find_case(context, &requests, &policy, error)) return false;
    bool *is_wanted = NEW_ARRAY(context->arena, bool, policy->facts.count);
    for (size_t i = 0; i < requests.count; i++) {
        const Fact *fact = fact_find(&policy->facts, requests.items[i].fact_key);
        if (fact) is_wanted[fact - policy->facts.items] = true;
    }
    if (!fact_fields_add(context->arena, policy, is_wanted, &fields, error)) return false;
    // The policy's questions are put to applicants; an officer is told what is wanted.
    for (size_t i = 0; i < fields.count; i++) {
        const Fact *fact = fact_of_field(policy, &fields.items[i]);
        fields.items[i].label = str_to_c(context->arena, fact->name);
    }
    Form *made = NEW(context->arena, Form);
    *made = (Form){"fact_answer", fields.items, fields.count};
    *form = made;
    return true;
}

static bool identify(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    FactRequests requests;
    return read_case(tx, context, &requests, arena, error) &&
           fact_request_identify(tx, context->actor, &requests.items[0], arena, out, error);
}

static bool show_case(Context *context, const Error *fault, Error *error) {
    FactRequests requests;
    FactSubjectIdentity identity;
    const Policy *policy;
    const Form *form;
    size_t end;
    if (!find_case(context, &requests, &policy, error) || !form_of_case(context, &form, error) ||
        !platform_write(context, identify, context, &identity, error)) {
        return false;
    }
    FactAnswerView view = {.fault = fault_box(context, fault),
                           .request = request_view(context, &requests, 0, &end),
                           .person = identity.person_name, .id_number = identity.id_number,
                           .unit = identity.unit_name, .uscc = identity.uscc,
                           .clause = policy->clause, .form = context_form_view(context),
                           .asked = fact_form_view(context, policy, form, 0, NULL)};
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
    Context *context = *(Context *const *)in;
    CaseContext with = platform_case(context);
    FactRequests requests;
    const Policy *policy;
    Claim claim;
    Enrolment enrolment;
    Str *number = out;
    if (!read_case(tx, context, &requests, arena, error) ||
        !policy_of_case(context, &requests, &policy, error)) {
        return false;
    }
    Str answer = fact_form_json(context, policy, 0);
    *number = requests.items[0].case_number;
    if (str_equal(answer, STR("{}"))) {
        error_set(error, ERROR_INVALID, "一项也没有填");
        return error_detail(error, "不知道的可以先不填，知道的填上再提供");
    }
    return requests.items[0].is_claim
               ? claim_state_facts(tx, context->actor, &with, *number, answer, arena, &claim, error)
               : enrolment_amend(tx, context->actor, &with, *number, answer, arena, &enrolment,
                                 error);
}

static bool answer_page(Context *context, Error *error) {
    FactRequests requests;
    const Policy *policy;
    Error fault = {0};
    Str number;
    if (!find_case(context, &requests, &policy, error)) return false;
    if (!fact_form_is_complete(context, policy)) return show_case(context, NULL, error);
    if (platform_write_once(context, write_answer, &context, &number, &fault)) {
        return context_redirect(context, STR("/fact-requests"));
    }
    if (fault_is_shown(&fault)) return show_case(context, &fault, error);
    *error = fault;
    return false;
}

static bool answer_api(Context *context, Error *error) {
    return answer_written(context, write_answer, &context, error);
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
