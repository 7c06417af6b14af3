// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/apply.h"

#include "casework/claim_make.h"
#include "pages/claim/apply.html.h"
#include "pages/platform.h"
#include "policy/concern.h"
#include "publish/known.h"

// ---- The form: the fixed part, and the facts that only the applicant knows ----

static const FormField fixed_fields[] = {
    {.name = "policy", .label = "政策", .type = FIELD_INT, .is_required = true, .min = 1,
     .max = 100000},
    {.name = "subject", .label = "对象", .type = FIELD_TEXT, .is_required = true},
    {.name = "account_number", .label = "收款账号", .type = FIELD_TEXT, .length_max = 32,
     .help = "个人填社会保障卡金融账户，单位填对公账户"},
    {.name = "bank_name", .label = "开户银行", .type = FIELD_TEXT, .length_max = 100},
    {.name = "holder_name", .label = "户名", .type = FIELD_TEXT, .length_max = 100},
    {.name = "lender_name",
     .label = "贷款银行",
     .type = FIELD_TEXT,
     .length_max = 100,
     .help = "照贷款合同写银行的全称，如国家开发银行宁夏回族自治区分行"},
    {.name = "lender_account",
     .label = "还款账号",
     .type = FIELD_TEXT,
     .length_max = 32,
     .help = "银行收还款的对公账号，不能是自己的卡"},
};
#define FIXED_COUNT (sizeof fixed_fields / sizeof *fixed_fields)

bool apply_form(const Context *context, const Policy *policy, const JsonValue *draft,
                const Form **form, Error *error) {
    Arena *arena = context->arena;
    FactFields fields = fact_fields_of(context);
    if (draft) fields.sent_json = draft;
    for (size_t i = 0; i < FIXED_COUNT; i++) PUSH(arena, &fields, fixed_fields[i]);
    const bool *is_wanted = fact_form_of_claim(context, policy);
    if (!fact_fields_add(arena, policy, is_wanted, &fields, error)) return false;
    fact_fields_keep_claims(arena, policy, &fields);
    Form *made = NEW(arena, Form);
    *made = (Form){"apply", fields.items, fields.count};
    *form = made;
    return true;
}

bool apply_policy(Context *context, const Policy **policy, Error *error) {
    Str text = fields_get(context->request->method == GET ? &context->request->query
                                                          : &context->request->form,
                          STR("policy"));
    const JsonValue *sent = json_get(context->json, "policy");
    int64_t number;
    if (sent && json_to_int64(sent, &number)) {
        *policy = pack_policy(platform_pack(context), (int)number);
    } else {
        *policy = str_to_int64(text, &number) && number > 0 && number <= INT32_MAX
                      ? pack_policy(platform_pack(context), (int)number)
                      : NULL;
    }
    if (*policy && (*policy)->program) return true;
    error_set(error, ERROR_NOT_FOUND, "没有这项可以申请的政策");
    return error_detail(error, "请从“我能享受什么”里点申请");
}

bool apply_form_of(Context *context, const Form **form, Error *error) {
    const Policy *policy;
    return apply_policy(context, &policy, error) && apply_form(context, policy, NULL, form, error);
}

bool apply_draft_form_of(Context *context, const Form **form, Error *error) {
    const Policy *policy;
    const Form *full;
    if (!apply_policy(context, &policy, error) ||
        !apply_form(context, policy, NULL, &full, error)) {
        return false;
    }
    Form *draft = NEW(context->arena, Form);
    FormField *fields = NEW_ARRAY(context->arena, FormField, full->count);
    for (size_t i = 0; i < full->count; i++) {
        fields[i] = full->fields[i];
        fields[i].is_required = i < 2; // policy and subject
    }
    *draft = (Form){"claim_draft", fields, full->count};
    *form = draft;
    return true;
}

static Str stated_json(Context *context) {
    const Policy *policy =
        pack_policy(platform_pack(context), (int)form_int(&context->form, "policy"));
    return fact_form_json(context, policy, FIXED_COUNT);
}

static PayeeAccount lender_of(const Context *context) {
    return (PayeeAccount){.account_number = form_text(&context->form, "lender_account"),
                          .bank_name = form_text(&context->form, "lender_name")};
}

// ---- Showing ----

typedef struct ApplyIn {
    AssessmentIn assessment;
    const Actor *actor;
} ApplyIn;

static bool read_apply(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ApplyIn *apply = in;
    ApplyOut *result = out;
    if (!assess_subject(tx, &apply->assessment, arena, &result->assessment, error)) return false;
    const Assessment *assessment = &result->assessment;
    const Scope *scope = &apply->actor->scope;
    bool is_own = str_is_absent(assessment->uscc)
                      ? scope->person_id != 0 && scope->person_id == assessment->person_id
                      : str_equal(scope->uscc, assessment->uscc);
    if (!is_own) return error_set(error, ERROR_NOT_FOUND, "没有这个对象，或者不是你的");
    return payee_known_account(tx, assessment, arena, &result->account, error) &&
           claim_draft_find(tx, apply->actor, apply->assessment.policy_number,
                            apply->assessment.subject_key, arena, &result->draft,
                            &result->has_draft, error);
}

// Whether only one thing can be applied for on behalf of such a subject.
static bool claim_is_settled(const Assessment *assessment, const Fact *claim) {
    const Policy *policy = assessment->policy;
    size_t count = 0;
    for (size_t i = 0; assessment->measure && i < claim->codes.count; i++) {
        bool is_open = false;
        for (size_t j = 0; j < policy->measures.count && !is_open; j++) {
            const Measure *measure = &policy->measures.items[j];
            is_open = measure->kind == MEASURE_BENEFIT &&
                      str_equal(measure->subject, assessment->measure->subject) &&
                      concern_admits_claim(policy, measure, claim->codes.items[i].code);
        }
        count += is_open;
    }
    return count == 1;
}

// Whether what the form would ask was stated already, when the subject was enrolled.
static bool is_known(const Assessment *assessment, Str key) {
    const Fact *claim = concern_claim_fact(assessment->policy);
    if (claim && str_equal(claim->key, key)) return claim_is_settled(assessment, claim);
    for (size_t i = 0; i < assessment->fact_count; i++) {
        const AssessedFact *fact = &assessment->facts[i];
        if (!str_equal(fact->key, key)) continue;
        return !str_is_empty(fact->value) &&
               !str_equal(fact->source, STR(ASSESSMENT_DEFAULT_SOURCE));
    }
    return false;
}

static void forget_known(const Assessment *assessment, FactGroupViews *groups) {
    size_t kept = 0;
    for (size_t i = 0; i < groups->count; i++) {
        if (!is_known(assessment, groups->items[i].key)) groups->items[kept++] = groups->items[i];
    }
    groups->count = kept;
}

// As it was typed, in the form or in the draft, else what the databases know.
static FieldView fixed_view(Context *context, const FormField *field, Str known,
                            const JsonValue *draft) {
    const JsonValue *typed = json_get(draft, field->name);
    if (form_find(&context->form, field->name)) {
        return context_field_view(context, field->name, STR(""));
    }
    bool is_typed = typed && typed->kind == JSON_STRING;
    return form_field_view(context->arena, field, is_typed ? typed->text : known);
}

ApplyView apply_view(Context *context, const Policy *policy, const Form *form, const ApplyOut *out,
                     const JsonValue *draft) {
    Arena *arena = context->arena;
    const Assessment *assessment = &out->assessment;
    const PayeeAccount *account = &out->account;
    ApplyView view = {
        .number = policy->number,
        .title = policy->title,
        .subject_key = assessment->subject_key,
        .subject = assessment_label(assessment, context->actor->scope.uscc),
        .is_organisation = !str_is_absent(assessment->uscc),
        .is_eligible = assessment->eligible == FEEL_TRUE && assessment->has_amount,
        .amount = {assessment->amount_fen},
        .facts = {NEW_ARRAY(arena, ApplyFactView, assessment->fact_count), 0},
        .asked = fact_form_view(context, policy, form, FIXED_COUNT, draft),
        .form = context_form_view(context),
        .account_number = fixed_view(context, &form->fields[2], account->account_number, draft),
        .bank_name = fixed_view(context, &form->fields[3], account->bank_name, draft),
        .holder_name = fixed_view(context, &form->fields[4], account->holder_name, draft),
        .pays_lender = policy_pays_lender(policy),
        .lender_name = fixed_view(context, &form->fields[5], STR(""), draft),
        .lender_account = fixed_view(context, &form->fields[6], STR(""), draft),
    };
    if (assessment->reason_count > 0) view.reasons = assessment->reasons[0].sentence;
    for (size_t i = 0; i < assessment->fact_count; i++) {
        const AssessedFact *fact = &assessment->facts[i];
        if (fact->is_stated || str_is_empty(fact->value)) continue;
        view.facts.items[view.facts.count++] =
            (ApplyFactView){fact->name, fact->value, fact->source};
    }
    forget_known(assessment, &view.asked.groups);
    fact_form_put_provided(context, policy, NULL, &view.asked);
    return view;
}

static bool show_apply(Context *context, const Error *fault, Error *error) {
    const Policy *policy;
    const Form *form;
    const JsonValue *draft = NULL;
    if (!apply_policy(context, &policy, error)) return false;
    bool is_sent = context->form.form != NULL;
    ApplyIn in = {.assessment = {.pack = platform_pack(context),
                                 .policy_number = policy->number,
                                 .subject_key = is_sent
                                                    ? form_text(&context->form, "subject")
                                                    : request_query(context->request, "subject"),
                                 .is_claim = true,
                                 .on = context->actor->today},
                  .actor = context->actor};
    ApplyOut out = {0};
    if (!platform_read(context, read_apply, &in, &out, error)) return false;
    bool is_resumed = out.has_draft && !is_sent;
    if (is_resumed && !json_parse(context->arena, out.draft.typed_json, &draft, error)) {
        return false;
    }
    if (!apply_form(context, policy, draft, &form, error)) return false;
    ApplyView view = apply_view(context, policy, form, &out, draft);
    view.fault = fault_box(context, fault);
    view.is_draft = is_resumed;
    view.draft_saved = (Day){out.draft.saved_on};
    view.draft_expires = (Day){out.draft.expires_on};
    Html html = context_html(context);
    apply_html(&html, &view);
    context_page(context, str_format(context->arena, "申请%.*s", STR_ARG(policy->title)), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool apply_page(Context *context, Error *error) { return show_apply(context, NULL, error); }

// ---- Submitting ----

bool apply_send(Context *context, bool at_counter, Claim *claim, Error *error) {
    const FormValues *form = &context->form;
    CaseContext with = platform_case(context);
    ClaimSubmission submission = {.policy_number = (int)form_int(form, "policy"),
                                  .subject_key = form_text(form, "subject"),
                                  .stated_json = stated_json(context),
                                  .account = {form_text(form, "account_number"),
                                              form_text(form, "bank_name"),
                                              form_text(form, "holder_name")},
                                  .lender = lender_of(context),
                                  .at_counter = at_counter,
                                  .request_key = context->request_key};
    return claim_apply(platform_of(context)->store, context->actor, &with, &submission,
                       context->arena, claim, error);
}

static bool apply_submit(Context *context, Error *error) {
    Claim claim;
    const Policy *policy;
    Error fault = {0};
    if (!apply_policy(context, &policy, error)) return false;
    if (!fact_form_is_complete(context, policy)) return show_apply(context, NULL, error);
    if (apply_send(context, false, &claim, &fault)) {
        return context_redirect(
            context, str_format(context->arena, "/me/claims/%.*s", STR_ARG(claim.number)));
    }
    if (fault_is_shown(&fault)) return show_apply(context, &fault, error);
    *error = fault;
    return false;
}

static bool apply_api(Context *context, Error *error) {
    Claim claim;
    if (!apply_send(context, false, &claim, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "number", claim.number);
    json_member_string(writer, "state", claim_state_code(claim.state));
    json_member_int(writer, "amount_fen", claim.amount_fen);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/me/apply",         apply_page,   .needs = PERMISSION_CLAIMANT, .title = "申请"},
    {POST, "/me/apply",         apply_submit, .needs = PERMISSION_CLAIMANT, .form_of = apply_form_of, .flags = ROUTE_SHOWS_FAULTS, .title = "提交申请"},
    {POST, "/api/applications", apply_api,    .needs = PERMISSION_CLAIMANT, .form_of = apply_form_of, .title = "提交申请"},
};
// clang-format on
const RouteList apply_pages = ROUTES(routes);
