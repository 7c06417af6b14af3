// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/apply.h"

#include "casework/claim_make.h"
#include "pages/claim/apply.html.h"
#include "pages/fact_form.h"
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
};
#define FIXED_COUNT (sizeof fixed_fields / sizeof *fixed_fields)

const Form *apply_form(Arena *arena, const Pack *pack, const Policy *policy) {
    FactFields fields = {0};
    Form *form = NEW(arena, Form);
    for (size_t i = 0; i < FIXED_COUNT; i++) PUSH(arena, &fields, fixed_fields[i]);
    fact_fields_add(arena, policy, fact_form_of_claim(arena, pack, policy), &fields);
    fact_fields_keep_claims(arena, policy, &fields);
    *form = (Form){"apply", fields.items, fields.count};
    return form;
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
    if (!apply_policy(context, &policy, error)) return false;
    *form = apply_form(context->arena, platform_pack(context), policy);
    return true;
}

bool apply_draft_form_of(Context *context, const Form **form, Error *error) {
    const Policy *policy;
    if (!apply_policy(context, &policy, error)) return false;
    const Form *full = apply_form(context->arena, platform_pack(context), policy);
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

Str apply_stated_json(Context *context) {
    const Policy *policy =
        pack_policy(platform_pack(context), (int)form_int(&context->form, "policy"));
    return fact_form_json(context, policy, FIXED_COUNT);
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
static bool is_known(const Assessment *assessment, const char *name) {
    const Fact *claim = concern_claim_fact(assessment->policy);
    if (claim && str_equal(claim->key, str_from_c(name))) {
        return claim_is_settled(assessment, claim);
    }
    for (size_t i = 0; i < assessment->fact_count; i++) {
        const AssessedFact *fact = &assessment->facts[i];
        if (!str_equal(fact->key, str_from_c(name))) continue;
        return !str_is_empty(fact->value) && !str_equal(fact->source, STR("默认"));
    }
    return false;
}

ApplyView apply_view(Context *context, const Policy *policy, const Form *form,
                     const ApplyOut *out) {
    Arena *arena = context->arena;
    const Assessment *assessment = &out->assessment;
    ApplyView view = {
        .number = policy->number,
        .title = policy->title,
        .subject_key = assessment->subject_key,
        .subject = assessment_label(assessment, context->actor->scope.uscc),
        .is_organisation = !str_is_absent(assessment->uscc),
        .is_eligible = assessment->eligible == FEEL_TRUE && assessment->has_amount,
        .amount = {assessment->amount_fen},
        .facts = {NEW_ARRAY(arena, ApplyFactView, assessment->fact_count), 0},
        .asked = {NEW_ARRAY(arena, FieldView, form->count), 0},
        .form = context_form_view(context),
        .account_number = form_field_view(arena, &form->fields[2], out->account.account_number),
        .bank_name = form_field_view(arena, &form->fields[3], out->account.bank_name),
        .holder_name = form_field_view(arena, &form->fields[4], out->account.holder_name),
    };
    if (assessment->reason_count > 0) view.reasons = assessment->reasons[0].sentence;
    for (size_t i = 0; i < assessment->fact_count; i++) {
        const AssessedFact *fact = &assessment->facts[i];
        if (fact->is_stated || str_is_empty(fact->value)) continue;
        view.facts.items[view.facts.count++] =
            (ApplyFactView){fact->name, fact->value, fact->source};
    }
    for (size_t i = FIXED_COUNT; i < form->count; i++) {
        if (is_known(assessment, form->fields[i].name)) continue;
        view.asked.items[view.asked.count++] =
            form_field_view(arena, &form->fields[i], STR(""));
    }
    return view;
}

// What was typed into the draft stands in its field again.
static void put_typed(Arena *arena, const Form *form, const JsonValue *typed, FieldView *view) {
    for (size_t i = 2; i < form->count; i++) {
        const FormField *field = &form->fields[i];
        if (!str_equal(str_from_c(field->name), view->name)) continue;
        const JsonValue *value = json_get(typed, field->name);
        if (value && value->kind == JSON_STRING) {
            *view = form_field_view(arena, field, value->text);
        }
    }
}

static bool put_draft(Context *context, const Form *form, const ApplyOut *out, ApplyView *view,
                      Error *error) {
    Arena *arena = context->arena;
    const JsonValue *typed;
    if (!out->has_draft) return true;
    if (!json_parse(arena, out->draft.typed_json, &typed, error)) return false;
    view->is_draft = true;
    view->draft_saved = (Day){out->draft.saved_on};
    view->draft_expires = (Day){out->draft.expires_on};
    for (size_t i = 0; i < view->asked.count; i++) {
        put_typed(arena, form, typed, &view->asked.items[i]);
    }
    put_typed(arena, form, typed, &view->account_number);
    put_typed(arena, form, typed, &view->bank_name);
    put_typed(arena, form, typed, &view->holder_name);
    return true;
}

static bool apply_page(Context *context, Error *error) {
    const Policy *policy;
    if (!apply_policy(context, &policy, error)) return false;
    ApplyIn in = {.assessment = {.pack = platform_pack(context),
                                 .policy_number = policy->number,
                                 .subject_key = request_query(context->request, "subject"),
                                 .on = context->actor->today},
                  .actor = context->actor};
    ApplyOut out = {0};
    if (!platform_read(context, read_apply, &in, &out, error)) return false;
    const Form *form = apply_form(context->arena, platform_pack(context), policy);
    ApplyView view = apply_view(context, policy, form, &out);
    if (!put_draft(context, form, &out, &view, error)) return false;
    Html html = context_html(context);
    apply_html(&html, &view);
    return context_page(context, str_format(context->arena, "申请%.*s", STR_ARG(policy->title)),
                        &html);
}

// ---- Submitting ----

typedef struct SubmitIn {
    const Context *context;
    ClaimSubmission submission;
} SubmitIn;

static bool write_claim(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const SubmitIn *submit = in;
    CaseContext context = platform_case(submit->context);
    return claim_submit(tx, submit->context->actor, &context, &submit->submission, arena, out,
                        error);
}

static bool submit(Context *context, Claim *claim, Error *error) {
    SubmitIn in = {
        .context = context,
        .submission = {.policy_number = (int)form_int(&context->form, "policy"),
                       .subject_key = form_text(&context->form, "subject"),
                       .stated_json = apply_stated_json(context),
                       .account = {form_text(&context->form, "account_number"),
                                   form_text(&context->form, "bank_name"),
                                   form_text(&context->form, "holder_name")},
                       .request_key = context->request_key}};
    return platform_write(context, write_claim, &in, claim, error);
}

static bool apply_submit(Context *context, Error *error) {
    Claim claim;
    if (!submit(context, &claim, error)) return false;
    return context_redirect(
        context, str_format(context->arena, "/me/claims/%.*s", STR_ARG(claim.number)));
}

static bool apply_api(Context *context, Error *error) {
    Claim claim;
    if (!submit(context, &claim, error)) return false;
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
    {POST, "/me/apply",         apply_submit, .needs = PERMISSION_CLAIMANT, .form_of = apply_form_of, .title = "提交申请"},
    {POST, "/api/applications", apply_api,    .needs = PERMISSION_CLAIMANT, .form_of = apply_form_of, .title = "提交申请"},
};
// clang-format on
const RouteList apply_pages = ROUTES(routes);
