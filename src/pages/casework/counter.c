// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/counter.h"

#include "casework/counter.h"
#include "pages/casework/counter.html.h"
#include "pages/casework/counter_apply.html.h"
#include "pages/casework/receipt.html.h"
#include "pages/platform.h"
#include "registry/mask.h"

static const FormField find_fields[] = {
    {.name = "key", .label = "身份号码或统一社会信用代码", .type = FIELD_TEXT, .is_required = true,
     .length_max = 18, .help = "只能查本县区的人和单位"},
};
static const Form find_form = {"counter_find", find_fields, 1};

static const FormField choose_fields[] = {
    {.name = "policy", .label = "政策", .type = FIELD_INT, .is_required = true, .min = 1,
     .max = 9999},
    {.name = "subject", .label = "对象", .type = FIELD_TEXT, .is_required = true},
};
static const Form choose_form = {"counter_choose", choose_fields, 2};

// ---- Finding ----

static bool write_find(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    return counter_find(tx, context->actor, &with, form_text(&context->form, "key"), arena, out,
                        error);
}

static Str why_not(Arena *arena, const Assessment *assessment) {
    if (assessment->eligible == FEEL_FALSE && assessment->reason_count > 0) {
        return assessment->reasons[0].sentence;
    }
    if (assessment->missing_count > 0) {
        return str_format(arena, "还差信息：%.*s", STR_ARG(assessment->missing[0]));
    }
    return STR("不用申请，系统主动办理");
}

static CounterOfferViews offer_views(Arena *arena, const Assessments *assessments) {
    CounterOfferViews views = {NEW_ARRAY(arena, CounterOfferView, assessments->count),
                               assessments->count};
    for (size_t i = 0; i < assessments->count; i++) {
        const Assessment *assessment = &assessments->items[i];
        const Measure *measure = assessment->measure;
        bool is_benefit = measure && measure->kind == MEASURE_BENEFIT;
        bool may_apply = is_benefit && (measure->ways & (MEASURE_APPLICATION | MEASURE_ROSTER));
        bool is_entitled = assessment->eligible == FEEL_TRUE && assessment->has_amount;
        views.items[i] = (CounterOfferView){
            .number = assessment->policy->number,
            .title = policy_label(arena, assessment->policy->number, assessment->policy->title),
            .subject = assessment->subject_label,
            .subject_key = assessment->subject_key,
            .amount = {is_entitled ? assessment->amount_fen : 0},
            // What is only missing may be asked here.
            .is_ready = may_apply && !assessment->is_claimed &&
                        assessment->eligible != FEEL_FALSE,
            .is_claimed = assessment->is_claimed,
            .enrols_in = measure && !is_benefit && assessment->eligible != FEEL_FALSE
                             ? measure->key : (Str){0},
            .why = why_not(arena, assessment),
        };
    }
    return views;
}

static bool show_find(Context *context, const CounterSubject *subject, const Error *fault) {
    bool is_sent = context->form.form == &find_form;
    CounterView view = {
        .fault = fault_box(context, fault),
        .form = context_form_view(context),
        .key = is_sent ? context_field_view(context, "key", STR(""))
                       : form_field_view(context->arena, &find_fields[0], STR("")),
    };
    if (subject) {
        view.is_found = subject->is_found;
        view.is_missing = !subject->is_found;
        view.name = subject->name;
        view.identity = subject->is_organisation ? subject->key
                                                 : mask_id_number(context->arena, subject->key);
        view.county = county_label(subject->division_code);
        view.offers = offer_views(context->arena, &subject->assessments);
    }
    Html html = context_html(context);
    counter_html(&html, &view);
    context_page(context, STR("代为申请"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    else if (context->form.fault_count > 0) context->response->status = 400;
    return true;
}

static bool counter_page(Context *context, Error *error) {
    (void)error;
    return show_find(context, NULL, NULL);
}

static bool find_page(Context *context, Error *error) {
    CounterSubject subject;
    Error fault = {0};
    if (context->form.fault_count > 0) return show_find(context, NULL, NULL);
    if (platform_write(context, write_find, context, &subject, &fault)) {
        return show_find(context, &subject, NULL);
    }
    if (fault_is_shown(&fault)) return show_find(context, NULL, &fault);
    *error = fault;
    return false;
}

static bool find_api(Context *context, Error *error) {
    CounterSubject subject;
    if (!platform_write(context, write_find, context, &subject, error)) return false;
    if (!subject.is_found) return error_set(error, ERROR_NOT_FOUND, "本县区没有这个人或单位");
    CounterOfferViews offers = offer_views(context->arena, &subject.assessments);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "name", subject.name);
    json_member_string(writer, "division", subject.division_code);
    json_key(writer, STR("offers"));
    json_open_array(writer);
    for (size_t i = 0; i < offers.count; i++) {
        const CounterOfferView *offer = &offers.items[i];
        json_open_object(writer);
        json_member_int(writer, "policy", offer->number);
        json_member_string(writer, "subject", offer->subject_key);
        json_member_int(writer, "amount_fen", offer->amount.value);
        json_member_boolean(writer, "ready", offer->is_ready);
        json_member_boolean(writer, "claimed", offer->is_claimed);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- Applying ----

typedef struct CounterIn {
    const Context *context;
    const Policy *policy;
} CounterIn;

static bool read_choice(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const CounterIn *given = in;
    const Context *context = given->context;
    ApplyOut *result = out;
    AssessmentIn query = {.pack = platform_pack(context),
                          .policy_number = given->policy->number,
                          .subject_key = form_text(&context->form, "subject"),
                          .is_claim = true,
                          .on = context->actor->today};
    return counter_assess(tx, context->actor, &query, arena, &result->assessment, &result->account,
                          error);
}

static bool show_apply(Context *context, const Error *fault, Error *error) {
    CounterIn in = {.context = context};
    ApplyOut out = {0};
    const Form *form;
    if (!apply_policy(context, &in.policy, error) ||
        !platform_read(context, read_choice, &in, &out, error) ||
        !apply_form(context, in.policy, NULL, &form, error)) {
        return false;
    }
    CounterApplyView view = {.fault = fault_box(context, fault),
                             .apply = apply_view(context, in.policy, form, &out, NULL)};
    Html html = context_html(context);
    counter_apply_html(&html, &view);
    context_page(context, STR("代为申请"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    else if (context->form.fault_count > 0) context->response->status = 400;
    return true;
}

static bool choose_page(Context *context, Error *error) {
    return show_apply(context, NULL, error);
}

static bool submit_page(Context *context, Error *error) {
    Claim claim;
    const Policy *policy;
    Error fault = {0};
    if (!apply_policy(context, &policy, error)) return false;
    if (!fact_form_is_complete(context, policy)) return show_apply(context, NULL, error);
    if (apply_send(context, true, &claim, &fault)) {
        return context_redirect(context, str_format(context->arena, "/counter/receipts/%.*s",
                                                    STR_ARG(claim.number)));
    }
    if (fault_is_shown(&fault)) return show_apply(context, &fault, error);
    *error = fault;
    return false;
}

static bool submit_api(Context *context, Error *error) {
    Claim claim;
    if (!apply_send(context, true, &claim, error)) return false;
    return answer_number(context, claim.number);
}

// ---- The receipt ----

static bool read_receipt(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return claim_find(tx, context->actor, context_parameter(context, "number"), arena, out, error);
}

static bool has_action(const ClaimFile *file, ClaimAction action) {
    for (size_t i = 0; i < file->action_count; i++) {
        if (file->actions[i] == action) return true;
    }
    return false;
}

static bool show_receipt(Context *context, const Error *fault, Error *error) {
    ClaimFile file;
    if (!platform_read(context, read_receipt, context, &file, error)) return false;
    const Claim *claim = &file.claim;
    ReceiptView view = {
        .number = claim->number,
        .policy = policy_label(context->arena, claim->policy_number, claim->policy_title),
        .applicant = claim->applicant_name,
        .subject = claim->subject_label,
        .county = county_label(claim->division_code),
        .account = mask_account(context->arena, claim->account.account_number),
        .bank = claim->account.bank_name,
        .companions = companions_view(context->arena, "/counter/receipts", &file.companions),
        .amount = {claim->amount_fen},
        .is_decided = claim->is_decided,
        .submitted = {claim->submitted_on},
        .due = {claim->due_on},
        .clerk = file.history_count ? file.history[0].actor_name : context->actor->display_name,
        .sees_case = context_may(context, PERMISSION_CASE_READ),
        .may_undo = has_action(&file, CLAIM_WITHDRAW),
        .fault = fault_box(context, fault),
        .form = context_form_view(context),
    };
    if (claim->state == CLAIM_WITHDRAWN) view.state = claim_state_label(claim->state);
    Html html = context_html(context);
    receipt_html(&html, &view);
    context_page(context, str_format(context->arena, "回执 %.*s", STR_ARG(claim->number)), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool receipt_page(Context *context, Error *error) {
    return show_receipt(context, NULL, error);
}

static bool write_undo(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Claim claim;
    CaseContext with = platform_case(context);
    Str number = context_parameter(context, "number");
    if (!claim_withdraw(tx, context->actor, &with, number, arena, &claim, error)) return false;
    *(Str *)out = claim.number;
    return true;
}

static bool undo_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, write_undo, context, &number, &fault)) {
        return context_redirect(context, str_format(context->arena, "/counter/receipts/%.*s",
                                                    STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show_receipt(context, &fault, error);
    *error = fault;
    return false;
}

static bool undo_api(Context *context, Error *error) {
    return answer_written(context, write_undo, context, error);
}

// clang-format off
#define NEEDS .needs = PERMISSION_COUNTER_ENTER
static const Route routes[] = {
    {GET,  "/counter",                  counter_page, NEEDS, .title = "窗口代办"},
    {POST, "/counter",                  find_page,    NEEDS, .form = &find_form, .flags = ROUTE_REPEATABLE | ROUTE_SHOWS_FAULTS, .title = "窗口查询"},
    {POST, "/counter/apply",            choose_page,  NEEDS, .form = &choose_form, .flags = ROUTE_REPEATABLE, .title = "窗口代办申请"},
    {POST, "/counter/submit",           submit_page,  NEEDS, .form_of = apply_form_of, .flags = ROUTE_SHOWS_FAULTS, .title = "窗口代办提交"},
    {GET,  "/counter/receipts/:number", receipt_page, NEEDS, .title = "收件回执"},
    {POST, "/counter/receipts/:number/undo", undo_page, NEEDS, .title = "撤销代办"},
    {POST, "/api/counter/receipts/:number/undo", undo_api, NEEDS, .title = "撤销代办"},
    {POST, "/api/counter/find",         find_api,     NEEDS, .form = &find_form, .flags = ROUTE_REPEATABLE, .title = "窗口查询"},
    {POST, "/api/counter/applications", submit_api,   NEEDS, .form_of = apply_form_of, .title = "窗口代办提交"},
};
#undef NEEDS
// clang-format on
const RouteList counter_pages = ROUTES(routes);
