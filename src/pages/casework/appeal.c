// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/appeal.h"

#include "casework/evidence.h"
#include "pages/casework/appeal.html.h"
#include "pages/casework/appeal_list.html.h"
#include "pages/casework/disclosure.h"
#include "pages/fact_form.h"
#include "pages/platform.h"

#define UPLOAD_BYTES_MAX (EVIDENCE_BYTES_MAX + 64 * 1024)

static const FormField file_fields[] = {
    {.name = "file", .label = "补充材料", .type = FIELD_FILE, .is_required = true,
     .length_max = EVIDENCE_BYTES_MAX, .help = "照片或 PDF，最大5 MB"},
};
static const Form file_form = {"appeal_evidence", file_fields, 1};

// The fixed part of a decision; behind it stands a field for each fact. No fact has such a name.
static const FormOption outcomes[] = {{"maintain", "维持原决定"}, {"overturn", "重新判定"}};
static const FormField decision_fields[] = {
    {.name = "appeal_outcome", .label = "复查结果", .type = FIELD_ENUM, .is_required = true,
     .options = outcomes, .option_count = 2},
    {.name = "appeal_reasons", .label = "理由", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600, .help = "申请人会原样看到"},
};
#define FIXED_COUNT (sizeof decision_fields / sizeof *decision_fields)

static const FormField list_fields[] = {LEAF_FIELDS};
static const Form list_form = {"appeals", list_fields, sizeof list_fields / sizeof *list_fields};

// ---- Lists ----

static const char *base_of(const Context *context) {
    return course_is_own(context) ? "/me/appeals" : "/appeals";
}

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return appeal_list(tx, context->actor, &(AppealFilter){0}, arena, out, error);
}

static bool list_page(Context *context, Error *error) {
    Appeals all;
    if (!platform_read(context, read_list, context, &all, error)) return false;
    LeafView leaf = leaf_view(context, all.count, str_from_c(base_of(context)));
    leaf.is_cut = all.count == APPEAL_ROWS_MAX;
    Appeals shown = {all.items + leaf.after, leaf.last - leaf.after};
    AppealListView view = {.is_own = course_is_own(context),
                           .table = appeal_table(context, &shown, base_of(context)),
                           .leaf = leaf};
    Html html = context_html(context);
    appeal_list_html(&html, &view);
    return context_page(context, view.is_own ? STR("我的申诉") : STR("申诉"), &html);
}

static void appeal_to_json(JsonWriter *writer, const Appeal *item) {
    json_member_string(writer, "number", item->number);
    json_member_string(writer, "claim", item->claim_number);
    json_member_string(writer, "clawback", item->clawback_number);
    json_member_string(writer, "division", item->division_code);
    json_member_string(writer, "subject", appeal_subject_label(item->subject));
    json_member_string(writer, "state", course_state_code(&appeal_course, (int)item->state));
    json_member_string(writer, "state_label",
                       course_state_label(&appeal_course, (int)item->state));
    json_member_date(writer, "due_on", item->due_on);
    json_member_string(writer, "grounds", item->grounds);
    json_member_string(writer, "reasons", item->reasons);
    json_member_string(writer, "result", item->result_number);
    json_member_int(writer, "result_fen", item->result_fen);
}

static bool list_api(Context *context, Error *error) {
    Appeals all;
    if (!platform_read(context, read_list, context, &all, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("appeals"));
    json_open_array(writer);
    for (size_t i = 0; i < all.count; i++) {
        json_open_object(writer);
        appeal_to_json(writer, &all.items[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- The form of a decision ----

static bool read_one(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return appeal_find(tx, context->actor, context_parameter(context, "number"), arena, out,
                       error);
}

// The version that decided then: by it the claim is decided anew.
static bool contested_pack(const Context *context, const AppealRecord *record, const Pack **pack,
                           Error *error) {
    return catalogue_version(platform_of(context)->catalogue, record->claim.pack_hash, pack,
                             error);
}

// A review establishes what happened, not the day on which it decides.
static const bool *found_facts(Arena *arena, const Policy *policy) {
    bool *is_wanted = NEW_ARRAY(arena, bool, policy->facts.count);
    for (size_t i = 0; i < policy->facts.count; i++) {
        const FactSource *source = &policy->facts.items[i].source;
        is_wanted[i] = source->kind != FACT_SOURCE_VIEW || !str_equal(source->view, STR("case"));
    }
    return is_wanted;
}

static bool decision_form(Context *context, const AppealRecord *record, const Form **form,
                          Error *error) {
    const Pack *pack;
    FactFields fields = fact_fields_of(context);
    if (!contested_pack(context, record, &pack, error)) return false;
    const Policy *policy = pack_policy(pack, record->appeal.policy_number);
    for (size_t i = 0; i < FIXED_COUNT; i++) PUSH(context->arena, &fields, decision_fields[i]);
    if (!fact_fields_add(context->arena, policy, found_facts(context->arena, policy), &fields,
                         error)) {
        return false;
    }
    Form *made = NEW(context->arena, Form);
    *made = (Form){"appeal_decision", fields.items, fields.count};
    *form = made;
    return true;
}

static bool decision_form_of(Context *context, const Form **form, Error *error) {
    AppealRecord record;
    return platform_read(context, read_one, context, &record, error) &&
           decision_form(context, &record, form, error);
}

// ---- One ----

static void put_lists(Context *context, const AppealRecord *record, AppealView *view) {
    const ClaimFile *claim = &record->claim;
    view->facts =
        (AppealFactViews){NEW_ARRAY(context->arena, AppealFactView, claim->facts.count),
                          claim->facts.count};
    for (size_t i = 0; i < claim->facts.count; i++) {
        const KeptFact *fact = &claim->facts.items[i];
        view->facts.items[i] = (AppealFactView){fact->name, fact->value, fact->source};
    }
    view->files =
        (AppealFileViews){NEW_ARRAY(context->arena, AppealFileView, claim->evidence_count),
                          claim->evidence_count};
    for (size_t i = 0; i < claim->evidence_count; i++) {
        view->files.items[i] =
            (AppealFileView){claim->evidence[i].name, claim->evidence[i].index};
    }
}

static void put_result(Context *context, const Appeal *appeal, AppealView *view) {
    bool is_clawback = str_starts_with(appeal->result_number, STR("ZC-"));
    const char *clawbacks = view->is_own ? "/me/clawbacks" : "/clawbacks";
    view->reasons = appeal->reasons;
    view->result = appeal->result_number;
    view->result_amount = (Fen){appeal->result_fen};
    view->result_path =
        is_clawback ? str_format(context->arena, "%s/%.*s", clawbacks,
                                 STR_ARG(appeal->result_number))
                    : course_claim_path(context, appeal->result_number);
    view->is_maintained = appeal->state == APPEAL_MAINTAINED;
    view->reconsideration_days = APPEAL_RECONSIDERATION_DAYS;
    view->lawsuit_months = APPEAL_LAWSUIT_MONTHS;
    view->clawback = appeal->clawback_number;
    view->clawback_path =
        str_format(context->arena, "%s/%.*s", clawbacks, STR_ARG(appeal->clawback_number));
    view->claim_path = course_claim_path(context, appeal->claim_number);
}

static AppealView view_of(Context *context, const AppealRecord *record) {
    const Appeal *item = &record->appeal;
    const char *owed_by = appeal_course.states[item->state].owed_by;
    AppealView view = {
        .is_own = course_is_own(context),
        .number = item->number,
        .base = str_from_c(base_of(context)),
        .claim = item->claim_number,
        .policy = policy_label(context->arena, item->policy_number, item->policy_title),
        .subject = item->subject_label,
        .county = county_label(item->division_code),
        .against = appeal_subject_label(item->subject),
        .claim_note = record->contested_note,
        .claim_amount = {item->claim_fen},
        .grounds = item->grounds,
        .state = course_state_label(&appeal_course, (int)item->state),
        .state_class = appeal_state_class(item->state),
        .owed_by = owed_by ? str_from_c(owed_by) : (Str){0},
        .due = due_view(platform_of(context)->calendar, context->actor->today, item->due_on),
        .history = course_history_view(context, &record->steps),
        .may_accept = record->may[APPEAL_ACCEPT],
        .may_decide = record->may[APPEAL_CHANGE],
        .may_withdraw = record->may[APPEAL_WITHDRAW],
        .may_add = record->may[APPEAL_ADD_EVIDENCE],
        .form = context_form_view(context),
        .file = form_field_view(context->arena, &file_fields[0], STR("")),
    };
    put_lists(context, record, &view);
    put_result(context, item, &view);
    return view;
}

static bool put_decision(Context *context, const AppealRecord *record, AppealView *view,
                         Error *error) {
    const Form *form = NULL;
    if (!view->may_decide) return true;
    if (!decision_form(context, record, &form, error)) return false;
    bool is_sent = context->form.form && str_equal(str_from_c(context->form.form->name),
                                                   str_from_c(form->name));
    FieldView *items = NEW_ARRAY(context->arena, FieldView, form->count);
    for (size_t i = 0; i < form->count; i++) {
        items[i] = is_sent ? context_field_view(context, form->fields[i].name, STR(""))
                           : form_field_view(context->arena, &form->fields[i], STR(""));
    }
    view->reasons_field = items[1];
    view->found = (AppealFieldViews){items + FIXED_COUNT, form->count - FIXED_COUNT};
    return true;
}

static bool show_one(Context *context, const Error *fault, Error *error) {
    AppealRecord record;
    if (!platform_read(context, read_one, context, &record, error)) return false;
    disclosure_note_case(context, &record.claim.claim);
    AppealView view = view_of(context, &record);
    view.fault = fault_box(context, fault);
    if (!put_decision(context, &record, &view, error) ||
        !letter_course_view(context, base_of(context), view.number, &view.letters, error) ||
        !urge_course_view(context, view.number, &view.urges, error)) {
        return false;
    }
    Html html = context_html(context);
    appeal_html(&html, &view);
    context_page(context, view.number, &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool one_page(Context *context, Error *error) {
    return show_one(context, NULL, error);
}

static bool one_api(Context *context, Error *error) {
    AppealRecord record;
    if (!platform_read(context, read_one, context, &record, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    appeal_to_json(writer, &record.appeal);
    course_steps_to_json(writer, &record.steps);
    course_actions_to_json(writer, &appeal_course, record.may);
    json_close_object(writer);
    return context_json_end(context);
}

static bool read_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    AppealRecord record;
    return read_one(tx, in, &record, arena, error) &&
           paper_of_claim(tx, context, record.appeal.claim_number,
                          context_parameter(context, "index"), arena, out, error);
}

static bool evidence_page(Context *context, Error *error) {
    return paper_send(context, read_evidence, error);
}

// ---- Steps ----

static bool write_acceptance(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    CaseContext with = platform_case(context);
    *number = context_parameter(context, "number");
    return appeal_accept(tx, context->actor, &with, *number, arena, error);
}

static bool write_withdrawal(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    CaseContext with = platform_case(context);
    *number = context_parameter(context, "number");
    return appeal_withdraw(tx, context->actor, &with, *number, arena, error);
}

static bool write_file(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    CaseContext with = platform_case(context);
    const FormValue *file = form_value(&context->form, "file");
    *number = context_parameter(context, "number");
    return appeal_add_evidence(tx, context->actor, &with, *number, file->file_name, file->text,
                               arena, error);
}

typedef struct DecisionIn {
    const Context *context;
    const Pack *pack;
    AppealDecision decision;
} DecisionIn;

static bool write_decision(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DecisionIn *decide = in;
    Str *number = out;
    CaseContext with = {decide->pack, platform_of(decide->context)->calendar};
    *number = decide->decision.number;
    return appeal_decide(tx, decide->context->actor, &with, &decide->decision, arena, error);
}

static bool run_decision(Context *context, Str *number, Error *error) {
    AppealRecord record;
    DecisionIn in = {.context = context};
    if (!platform_read(context, read_one, context, &record, error) ||
        !contested_pack(context, &record, &in.pack, error)) {
        return false;
    }
    const Policy *policy = pack_policy(in.pack, record.appeal.policy_number);
    Str outcome = form_text(&context->form, "appeal_outcome");
    in.decision = (AppealDecision){
        .number = record.appeal.number,
        .is_maintained = str_equal(outcome, STR("maintain")),
        .reasons = form_text(&context->form, "appeal_reasons"),
        .found_json = fact_form_json(context, policy, FIXED_COUNT),
    };
    return platform_write_once(context, write_decision, &in, number, error);
}

static bool answer_page(Context *context, bool ok, Str number, const Error *fault, Error *error) {
    if (ok) {
        return context_redirect(context, str_format(context->arena, "%s/%.*s", base_of(context),
                                                    STR_ARG(number)));
    }
    if (fault_is_shown(fault)) return show_one(context, fault, error);
    *error = *fault;
    return false;
}

static bool act(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Str number = {0};
    bool ok = platform_write_once(context, function, context, &number, &fault);
    return answer_page(context, ok, number, &fault, error);
}

static bool act_api(Context *context, StoreFunction *function, Error *error) {
    return answer_written(context, function, context, error);
}

static bool accept_page(Context *context, Error *error) {
    return act(context, write_acceptance, error);
}
static bool accept_api(Context *context, Error *error) {
    return act_api(context, write_acceptance, error);
}
static bool withdraw_page(Context *context, Error *error) {
    return act(context, write_withdrawal, error);
}
static bool withdraw_api(Context *context, Error *error) {
    return act_api(context, write_withdrawal, error);
}
static bool file_page(Context *context, Error *error) {
    return act(context, write_file, error);
}

static bool decide_page(Context *context, Error *error) {
    Error fault = {0};
    Str number = {0};
    if (context->form.fault_count > 0) {
        bool is_shown = show_one(context, NULL, error);
        if (is_shown) context->response->status = 400;
        return is_shown;
    }
    bool ok = run_decision(context, &number, &fault);
    return answer_page(context, ok, number, &fault, error);
}

static bool decide_api(Context *context, Error *error) {
    Str number;
    return run_decision(context, &number, error) && answer_number(context, number);
}

// clang-format off
#define READ .needs = PERMISSION_AFTERCARE_READ
#define OWN .needs = PERMISSION_CLAIMANT
#define REVIEW .needs = PERMISSION_APPEAL_REVIEW, .form_of = decision_form_of
static const Route routes[] = {
    {GET,  "/appeals",                             list_page,     READ, .form = &list_form, .title = "申诉"},
    {GET,  "/appeals/:number",                     one_page,      READ, .title = "申诉"},
    {GET,  "/appeals/:number/evidence/:index",     evidence_page, READ, .title = "查看材料"},
    {POST, "/appeals/:number/accept",              accept_page,   .needs = PERMISSION_APPEAL_ACCEPT, .title = "受理申诉"},
    {POST, "/appeals/:number/decision",            decide_page,   REVIEW, .flags = ROUTE_SHOWS_FAULTS, .title = "复查决定"},
    {GET,  "/me/appeals",                          list_page,     OWN, .form = &list_form, .title = "我的申诉"},
    {GET,  "/me/appeals/:number",                  one_page,      OWN, .title = "我的申诉"},
    {GET,  "/me/appeals/:number/evidence/:index",  evidence_page, OWN, .title = "查看材料"},
    {POST, "/me/appeals/:number/evidence",         file_page,     OWN, .form = &file_form, .body_bytes_max = UPLOAD_BYTES_MAX, .title = "补充材料"},
    {POST, "/me/appeals/:number/withdraw",         withdraw_page, OWN, .title = "撤回申诉"},
    {GET,  "/api/appeals",                         list_api,      READ, .title = "申诉"},
    {GET,  "/api/appeals/:number",                 one_api,       READ, .title = "申诉"},
    {POST, "/api/appeals/:number/accept",          accept_api,    .needs = PERMISSION_APPEAL_ACCEPT, .title = "受理申诉"},
    {POST, "/api/appeals/:number/decision",        decide_api,    REVIEW, .title = "复查决定"},
    {GET,  "/api/me/appeals",                      list_api,      OWN, .title = "我的申诉"},
    {GET,  "/api/me/appeals/:number",              one_api,       OWN, .title = "我的申诉"},
    {POST, "/api/me/appeals/:number/withdraw",     withdraw_api,  OWN, .title = "撤回申诉"},
};
// clang-format on
const RouteList appeal_pages = ROUTES(routes);
