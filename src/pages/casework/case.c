// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/case.h"

#include "casework/escalation.h"
#include "casework/evidence.h"
#include "casework/fact_request.h"
#include "pages/casework/case.html.h"
#include "pages/casework/disclosure.h"
#include "pages/platform.h"
#include "registry/mask.h"

#define UPLOAD_BYTES_MAX (EVIDENCE_BYTES_MAX + 64 * 1024)

static const FormOption step_choices[] = {
    {"accept", "受理"}, {"return", "退回补正"},  {"refuse", "不予办理"},
    {"review", "复核通过"}, {"approve", "资金审批"}, {"cancel", "撤销审批"},
    {"withdraw", "撤回"},   {"confirm_by_phone", "电话确认代办"},
};

static const FormField step_fields[] = {
    {.name = "action", .label = "怎么办", .type = FIELD_ENUM, .is_required = true,
     .options = step_choices, .option_count = 8},
    {.name = "note", .label = "说明", .type = FIELD_LONG_TEXT, .length_max = 600,
     .help = "退回补正、不予办理必须写，缺什么请一次写全，申请人会原样看到；电话确认要写明"
             "拨的号码、和谁通的话"},
};
static const Form step_form = {"case_step", step_fields, 2};

static const FormField account_fields[] = {
    {.name = "account_number", .label = "收款账号", .type = FIELD_TEXT, .is_required = true,
     .length_max = 40, .help = "个人填社会保障卡金融账户，单位填对公账户"},
    {.name = "bank_name", .label = "开户银行", .type = FIELD_TEXT, .is_required = true,
     .length_max = 60},
};
static const Form account_form = {"case_account", account_fields, 2};

static const FormField evidence_fields[] = {
    {.name = "file", .label = "选择文件", .type = FIELD_FILE, .is_required = true,
     .length_max = EVIDENCE_BYTES_MAX, .help = "照片（JPEG、PNG）、PDF 或 Excel（xlsx），最大5 MB，一件最多20份"},
};
static const Form evidence_form = {"case_evidence", evidence_fields, 1};

// ---- Reading ----

static bool read_case(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return claim_find(tx, context->actor, context_parameter(context, "number"), arena, out, error);
}

// The claim and what goes on around it: doubts, appeals and clawbacks, who urged, who is asked.
typedef struct CaseOut {
    ClaimFile file;
    RiskFindings risks;
    Aftercare after;
    Urges urges;
    FactRequests requests;
} CaseOut;

static bool read_whole(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseOut *whole = out;
    Str number = context_parameter(context, "number");
    return read_case(tx, in, &whole->file, arena, error) &&
           risk_of_claim(tx, context->actor, number, arena, &whole->risks, error) &&
           aftercare_read(tx, context->actor, number, arena, &whole->after, error) &&
           escalation_urges(tx, number, arena, &whole->urges, error) &&
           fact_requests_of(tx, number, arena, &whole->requests, error);
}

// ---- Showing ----

static CaseWaitViews wait_views(const Context *context, const FactRequests *requests) {
    CaseWaitViews views = {NEW_ARRAY(context->arena, CaseWaitView, requests->count), 0};
    for (size_t i = 0; i < requests->count; i++) {
        const FactRequest *request = &requests->items[i];
        const Policy *policy = pack_policy(platform_pack(context), request->policy_number);
        const Fact *fact = policy ? fact_find(&policy->facts, request->fact_key) : NULL;
        if (!request->is_open) continue;
        views.items[views.count++] =
            (CaseWaitView){fact ? fact->name : request->fact_key, request->department,
                           due_view(platform_of(context)->calendar, context->actor->today,
                                    request->due_on)};
    }
    return views;
}

static CaseFactViews fact_views(Arena *arena, const ClaimFile *file) {
    CaseFactViews views = {NEW_ARRAY(arena, CaseFactView, file->facts.count), file->facts.count};
    for (size_t i = 0; i < file->facts.count; i++) {
        const KeptFact *fact = &file->facts.items[i];
        views.items[i] = (CaseFactView){fact->name, fact->value, fact->source, fact->is_stated};
    }
    return views;
}

static CaseReasonViews reason_views(Arena *arena, const ClaimFile *file) {
    CaseReasonViews views = {NEW_ARRAY(arena, CaseReasonView, file->reason_count),
                             file->reason_count};
    for (size_t i = 0; i < file->reason_count; i++) {
        views.items[i] = (CaseReasonView){file->reasons[i].code, file->reasons[i].sentence};
    }
    return views;
}

static CaseReasonViews review_views(Arena *arena, const ClaimFile *file) {
    CaseReasonViews views = {NEW_ARRAY(arena, CaseReasonView, file->review_count),
                             file->review_count};
    for (size_t i = 0; i < file->review_count; i++) {
        views.items[i] = (CaseReasonView){.code = file->reviews[i]};
    }
    return views;
}

static CaseStepViews step_views(Arena *arena, const ClaimFile *file) {
    CaseStepViews views = {NEW_ARRAY(arena, CaseStepView, file->history_count),
                           file->history_count};
    for (size_t i = 0; i < file->history_count; i++) {
        const ClaimHistoryRow *row = &file->history[i];
        views.items[i] = (CaseStepView){.on = {row->on},
                                        .action = row->action,
                                        .to = row->to_label,
                                        .who = row->actor_name,
                                        .role = row->role_label,
                                        .note = row->note};
    }
    return views;
}

static CaseEvidenceViews evidence_views(Arena *arena, const ClaimFile *file) {
    CaseEvidenceViews views = {NEW_ARRAY(arena, CaseEvidenceView, file->evidence_count),
                               file->evidence_count};
    for (size_t i = 0; i < file->evidence_count; i++) {
        const ClaimEvidence *item = &file->evidence[i];
        views.items[i] = (CaseEvidenceView){
            item->name, item->index,
            str_format(arena, "%lld KB", (long long)((item->size + 1023) / 1024)), item->sha256};
    }
    return views;
}

static const char *payment_class(Str state) {
    if (str_equal(state, STR("paid"))) return "is-done";
    if (str_equal(state, STR("returned"))) return "is-owed";
    return str_equal(state, STR("cancelled")) ? "is-refused" : "";
}

static CasePaymentViews payment_views(Arena *arena, const Payments *payments) {
    CasePaymentViews views = {NEW_ARRAY(arena, CasePaymentView, payments->count),
                              payments->count};
    for (size_t i = 0; i < payments->count; i++) {
        const Payment *payment = &payments->items[i];
        views.items[i] = (CasePaymentView){.number = payment->number,
                                           .account = mask_account(arena, payment->account_number),
                                           .bank = payment->bank_name,
                                           .amount = {payment->amount_fen},
                                           .state = payment_state_label(payment->state),
                                           .state_class = payment_class(payment->state),
                                           .reason = payment->reason};
    }
    return views;
}

// Steps become buttons; what is done on other screens becomes a link to them.
static void put_actions(Context *context, const ClaimFile *file, CaseView *view) {
    view->actions.items = NEW_ARRAY(context->arena, CaseActionView, file->action_count);
    for (size_t i = 0; i < file->action_count; i++) {
        ClaimAction action = file->actions[i];
        const char *class_name = "btn-primary";
        if (action == CLAIM_RETURN || action == CLAIM_CONFIRM_BY_PHONE) {
            class_name = "btn-outline-primary";
        }
        bool is_end = action == CLAIM_REFUSE || action == CLAIM_CANCEL || action == CLAIM_WITHDRAW;
        if (is_end) class_name = "btn-outline-danger";
        if (action == CLAIM_OPEN_NOTICE) {
            view->may_open_notice = true;
        } else if (action == CLAIM_RELEASE) {
            view->may_release = true;
        } else if (action == CLAIM_FIX_ACCOUNT) {
            view->may_fix_account = true;
        } else if (action == CLAIM_ACCEPT || action == CLAIM_RETURN || action == CLAIM_REFUSE ||
                   action == CLAIM_REVIEW || action == CLAIM_APPROVE || action == CLAIM_CANCEL ||
                   action == CLAIM_WITHDRAW || action == CLAIM_CONFIRM_BY_PHONE) {
            bool is_usual = action == CLAIM_ACCEPT || action == CLAIM_REVIEW ||
                            action == CLAIM_APPROVE;
            view->has_usual = view->has_usual || is_usual;
            view->actions.items[view->actions.count] =
                (CaseActionView){claim_action_code(action), claim_action_label(action), class_name,
                                 is_usual};
            view->actions.count++;
        }
    }
}

static void put_claim(Context *context, const ClaimFile *file, CaseView *view) {
    Arena *arena = context->arena;
    const Claim *claim = &file->claim;
    bool is_person = str_is_absent(claim->uscc);
    view->number = claim->number;
    view->policy = policy_label(arena, claim->policy_number, claim->policy_title);
    view->policy_number = claim->policy_number;
    view->measure = claim->measure_name;
    view->applicant = claim->applicant_name;
    view->is_anonymous = str_equal(claim->applicant_name, MASK_ANONYMOUS);
    // Who claims for himself needs no line of his own as the subject.
    if (!str_equal(claim->subject_label, applicant_shown(arena, claim))) {
        view->subject = claim->subject_label;
    }
    view->identity = is_person ? (Str){0} : claim->uscc;
    view->county = county_label(claim->division_code);
    view->channel = channel_label(claim->channel);
    view->period = period_label(arena, claim->period);
    view->fund = claim_fund_label(platform_pack(context), claim);
    view->state = claim_state_label(claim->state);
    view->state_class = claim_state_class(claim->state);
    view->is_held = claim->is_held;
    view->awaits_confirmation = claim->awaits_confirmation;
    view->is_paid = claim->state == CLAIM_PAID;
    view->is_stopped = claim_state_is_stopped(claim->state);
    view->is_decided = claim->is_decided;
    view->amount = (Fen){claim->amount_fen};
    view->submitted = (Day){claim->submitted_on};
    view->due = due_view(platform_of(context)->calendar, context->actor->today, claim->due_on);
    view->account = mask_account(arena, claim->account.account_number);
    view->bank = claim->account.bank_name;
    view->holder = claim->account.holder_name;
    view->pays_lender = claim->pays_lender;
    view->companions = companions_view(arena, "/cases", &file->companions);
    view->last_note = claim->last_note;
    view->inspection_fault = file->inspection_fault;
    view->has_notice = file->notice_opens_on != DATE_ABSENT;
    view->notice_opens = (Day){file->notice_opens_on};
    view->notice_closes = (Day){file->notice_closes_on};
}

static void put_forms(Context *context, CaseView *view) {
    Arena *arena = context->arena;
    const FormValues *form = &context->form;
    bool is_step = form->form == &step_form, is_account = form->form == &account_form;
    Str note = is_step ? form_text(form, "note") : STR("");
    Str number = is_account ? form_text(form, "account_number") : STR("");
    Str bank = is_account ? form_text(form, "bank_name") : view->bank;
    view->form = context_form_view(context);
    view->note = form_field_view(arena, &step_fields[1], note);
    view->account_number = form_field_view(arena, &account_fields[0], number);
    view->bank_name = form_field_view(arena, &account_fields[1], bank);
    view->file = form_field_view(arena, &evidence_fields[0], STR(""));
}

static bool show_case(Context *context, const Error *fault, Error *error) {
    CaseOut whole;
    CaseView view = {.fault = fault_box(context, fault)};
    int status = fault ? error_http_status(fault->kind) : 200;
    if (!platform_read(context, read_whole, context, &whole, error)) return false;
    const ClaimFile file = whole.file;
    if (!letter_list_view(context, "/cases", file.claim.number, &view.letters, error) ||
        !archive_view(context, &file.claim, &view.archive, error)) {
        return false;
    }
    disclosure_note_case(context, &file.claim);
    const Policy *policy = pack_policy(platform_pack(context), file.claim.policy_number);
    view.waits = wait_views(context, &whole.requests);
    put_claim(context, &file, &view);
    view.clause = policy ? policy->clause : (Str){0};
    view.pack_hash = file.pack_hash;
    view.facts = fact_views(context->arena, &file);
    view.reasons = reason_views(context->arena, &file);
    view.reviews = review_views(context->arena, &file);
    view.risks = risk_views(context, &whole.risks);
    view.steps = step_views(context->arena, &file);
    view.urges = urge_list_view(context->arena, &whole.urges);
    view.evidence = evidence_views(context->arena, &file);
    view.payments = payment_views(context->arena, &file.payments);
    view.may_add_evidence = context_may(context, PERMISSION_CASE_ACCEPT) &&
                            (file.claim.state == CLAIM_SUBMITTED ||
                             file.claim.state == CLAIM_CORRECTION);
    view.courses = aftercare_views(context, &whole.after);
    view.may_open_clawback =
        view.is_paid && context_may(context, PERMISSION_CLAWBACK_OPEN);
    put_actions(context, &file, &view);
    put_forms(context, &view);
    Html html = context_html(context);
    case_html(&html, &view);
    context_page(context, view.number, &html);
    context->response->status = status;
    return true;
}

static bool case_page(Context *context, Error *error) {
    return show_case(context, NULL, error);
}

// A step that the state of things forbids: the case again, with what is wrong on top.
static bool refuse_step(Context *context, const Error *fault, Error *error) {
    if (fault_is_shown(fault)) return show_case(context, fault, error);
    *error = *fault;
    return false;
}

static bool back_to_case(Context *context) {
    Str number = context_parameter(context, "number");
    return context_redirect(context, str_format(context->arena, "/cases/%.*s", STR_ARG(number)));
}

// ---- Steps ----

static bool write_step(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Claim claim = {0};
    Str *number = out;
    CaseContext with = platform_case(context);
    ClaimStep step = {.number = context_parameter(context, "number"),
                      .note = form_text(&context->form, "note")};
    if (!claim_action_from_code(form_text(&context->form, "action"), &step.action)) {
        return error_set(error, ERROR_INVALID, "请选择怎么办");
    }
    bool ok;
    if (step.action == CLAIM_WITHDRAW) {
        ok = claim_withdraw(tx, context->actor, &with, step.number, arena, &claim, error);
    } else if (step.action == CLAIM_CONFIRM_BY_PHONE) {
        ok = claim_confirm(tx, context->actor, &with, step.number, step.note, arena, &claim,
                           error);
    } else {
        ok = claim_step(tx, context->actor, &with, &step, arena, &claim, error);
    }
    *number = claim.number;
    return ok;
}

static bool step_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, write_step, context, &number, &fault)) {
        return back_to_case(context);
    }
    return refuse_step(context, &fault, error);
}

// Where the claim is now, since a doubt that a step finds keeps the claim where it was.
static bool answer_step(Context *context, StoreFunction *step, Error *error) {
    Str number;
    ClaimFile file;
    if (!platform_write_once(context, step, context, &number, error) ||
        !platform_read(context, read_case, context, &file, error)) {
        return false;
    }
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "number", number);
    json_member_string(writer, "state", claim_state_code(file.claim.state));
    json_member_string(writer, "state_label", claim_state_label(file.claim.state));
    json_member_boolean(writer, "held", file.claim.is_held);
    json_close_object(writer);
    return context_json_end(context);
}

static bool step_api(Context *context, Error *error) {
    return answer_step(context, write_step, error);
}

static bool write_account(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    ClaimFile file;
    Claim claim;
    Str *number = out;
    CaseContext with = platform_case(context);
    if (!read_case(tx, in, &file, arena, error)) return false;
    // The holder is who is paid; nobody types it.
    Str bank_name = form_text(&context->form, "bank_name");
    PayeeAccount account = {.account_number = form_text(&context->form, "account_number"),
                            .bank_name = bank_name,
                            .holder_name =
                                file.claim.pays_lender ? bank_name : file.claim.applicant_name};
    if (!claim_fix_account(tx, context->actor, &with, file.claim.number, &account, arena, &claim,
                           error)) {
        return false;
    }
    *number = claim.number;
    return true;
}

static bool account_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, write_account, context, &number, &fault)) {
        return back_to_case(context);
    }
    return refuse_step(context, &fault, error);
}

static bool account_api(Context *context, Error *error) {
    return answer_step(context, write_account, error);
}

// ---- Evidence ----

static bool write_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const FormValue *file = form_value(&context->form, "file");
    Str *number = out;
    *number = context_parameter(context, "number");
    return evidence_add(tx, context->actor, *number, file->file_name, file->text, arena,
                        error);
}

static bool evidence_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, write_evidence, context, &number, &fault)) {
        return back_to_case(context);
    }
    return refuse_step(context, &fault, error);
}

static bool read_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return paper_of_claim(tx, context, context_parameter(context, "number"),
                          context_parameter(context, "index"), arena, out, error);
}

static bool evidence_file(Context *context, Error *error) {
    return paper_send(context, read_evidence, error);
}

// ---- API ----

static void write_lists(JsonWriter *writer, const ClaimFile *file) {
    json_key(writer, STR("evidence"));
    evidence_to_json(writer, file);
    json_key(writer, STR("facts"));
    json_open_array(writer);
    for (size_t i = 0; i < file->facts.count; i++) {
        json_open_object(writer);
        json_member_string(writer, "key", file->facts.items[i].key);
        json_member_string(writer, "name", file->facts.items[i].name);
        json_member_string(writer, "value", file->facts.items[i].value);
        json_member_string(writer, "source", file->facts.items[i].source);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_key(writer, STR("history"));
    json_open_array(writer);
    for (size_t i = 0; i < file->history_count; i++) {
        json_open_object(writer);
        json_member_string(writer, "action", file->history[i].action);
        json_member_string(writer, "to", file->history[i].to_label);
        json_member_string(writer, "by", file->history[i].actor_name);
        json_member_date(writer, "on", file->history[i].on);
        json_member_string(writer, "note", file->history[i].note);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_key(writer, STR("actions"));
    json_open_array(writer);
    for (size_t i = 0; i < file->action_count; i++) {
        json_string(writer, claim_action_code(file->actions[i]));
    }
    json_close_array(writer);
}

static bool case_api(Context *context, Error *error) {
    CaseOut whole;
    if (!platform_read(context, read_whole, context, &whole, error)) return false;
    disclosure_note_case(context, &whole.file.claim);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("claim"));
    claim_to_json(writer, &whole.file.claim);
    json_member_string(writer, "pack", whole.file.pack_hash);
    json_key(writer, STR("companions"));
    companions_to_json(writer, &whole.file.companions);
    risks_to_json(context, writer, &whole.risks);
    write_lists(writer, &whole.file);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/cases/:number",                    case_page,     .needs = PERMISSION_CASE_READ,    .title = "案件"},
    {POST, "/cases/:number/step",               step_page,     .needs = PERMISSION_CASE_READ,    .form = &step_form, .title = "办理案件"},
    {POST, "/cases/:number/account",            account_page,  .needs = PERMISSION_FUND_APPROVE, .form = &account_form, .title = "改账户重发"},
    {POST, "/cases/:number/evidence",           evidence_page, .needs = PERMISSION_CASE_ACCEPT,  .form = &evidence_form, .body_bytes_max = UPLOAD_BYTES_MAX, .title = "补充材料"},
    {GET,  "/cases/:number/evidence/:index",    evidence_file, .needs = PERMISSION_CASE_READ,    .title = "查看材料"},
    {GET,  "/api/cases/:number",                case_api,      .needs = PERMISSION_CASE_READ,    .title = "案件"},
    {POST, "/api/applications/:number/decision", step_api,     .needs = PERMISSION_CASE_READ,    .form = &step_form, .title = "办理案件"},
    {POST, "/api/applications/:number/account",  account_api,  .needs = PERMISSION_FUND_APPROVE, .form = &account_form, .title = "改账户重发"},
};
// clang-format on
const RouteList case_pages = ROUTES(routes);
