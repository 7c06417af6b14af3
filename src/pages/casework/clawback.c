// SPDX-License-Identifier: Apache-2.0
#include "pages/casework/clawback.h"

#include "casework/evidence.h"
#include "pages/casework/clawback.html.h"
#include "pages/casework/clawback_list.html.h"
#include "pages/casework/disclosure.h"
#include "pages/platform.h"

#define UPLOAD_BYTES_MAX (EVIDENCE_BYTES_MAX + 64 * 1024)

// ---- Forms ----

static const FormOption causes[] = {
#define X(name, code, label) {code, label},
    CLAWBACK_CAUSES(X)
#undef X
};
static const FormField open_fields[] = {
    {.name = "claim", .label = "受理号", .type = FIELD_TEXT, .is_required = true, .length_max = 40},
    {.name = "cause", .label = "由来", .type = FIELD_ENUM, .is_required = true, .options = causes,
     .option_count = CLAWBACK_CAUSE_COUNT - 1}, // the last one is for appeals alone
    {.name = "note", .label = "疑点", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600, .help = "哪里不对、从哪里知道的；告知以后当事人会原样看到"},
};
static const Form open_form = {"clawback", open_fields, 3};

static const FormField list_fields[] = {
    {.name = "claim", .label = "受理号", .type = FIELD_TEXT, .length_max = 40},
    LEAF_FIELDS,
};
static const Form list_form = {"clawbacks", list_fields,
                               sizeof list_fields / sizeof *list_fields};

static const FormOption sources[] = {
#define X(code, label) {code, label},
    CLAWBACK_SOURCES(X)
#undef X
};
static const FormField evidence_fields[] = {
    {.name = "source", .label = "哪一种证据", .type = FIELD_ENUM, .is_required = true,
     .options = sources, .option_count = sizeof sources / sizeof *sources},
    {.name = "description", .label = "证明什么", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600},
    {.name = "file", .label = "文件", .type = FIELD_FILE, .length_max = EVIDENCE_BYTES_MAX,
     .help = "照片或 PDF，最大5 MB"},
};
static const Form evidence_form = {"clawback_evidence", evidence_fields, 3};

static const FormOption steps[] = {{"verify", "核实"}, {"notify", "告知当事人"},
                                   {"record", "代记陈述"}, {"hand_over", "未缴移交"},
                                   {"drop", "撤销"}};
static const FormField step_fields[] = {
    {.name = "action", .label = "怎么办", .type = FIELD_ENUM, .is_required = true,
     .options = steps, .option_count = 5},
    {.name = "note", .label = "说明", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600,
     .help = "核实写结论，告知写拟追回的事实、理由和依据，代记写陈述的内容和方式，移交写移给谁"},
};
static const Form step_form = {"clawback_step", step_fields, 2};

static const FormField decision_fields[] = {
    {.name = "amount", .label = "追回金额（元）", .type = FIELD_FEN, .is_required = true, .min = 1,
     .max = BUDGET_FEN_MAX},
    {.name = "instalments", .label = "分几期", .type = FIELD_INT, .is_required = true, .min = 1,
     .max = RECEIVABLE_INSTALMENTS_MAX, .help = "1到12期，每月一期"},
    {.name = "first_due", .label = "第一期的日期", .type = FIELD_DATE, .is_required = true,
     .help = "今天起92天以内"},
    {.name = "decision_number", .label = "决定书文号", .type = FIELD_TEXT, .is_required = true,
     .length_max = 30},
    {.name = "penalty", .label = "行政处罚案号", .type = FIELD_TEXT, .length_max = 30,
     .help = "骗取社会保险基金的，罚款由社会保险行政部门决定，这里只记案号"},
    {.name = "reasons", .label = "理由", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600},
};
static const Form decision_form = {"clawback_decision", decision_fields, 6};

static const FormField statement_fields[] = {
    {.name = "statement", .label = "陈述和申辩", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 600},
};
static const Form statement_form = {"clawback_statement", statement_fields, 1};

// ---- Lists ----

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return clawback_list(tx, context->actor, &(ClawbackFilter){0}, arena, out, error);
}

static const char *base_of(const Context *context) {
    return course_is_own(context) ? "/me/clawbacks" : "/clawbacks";
}

static bool show_list(Context *context, const Error *fault, Error *error) {
    Clawbacks all;
    if (!platform_read(context, read_list, context, &all, error)) return false;
    bool is_asked = context->form.form == &list_form;
    Arena *arena = context->arena;
    Str claim = context->form.form ? form_text(&context->form, "claim") : STR("");
    LeafView leaf = leaf_view(context, all.count, str_from_c(base_of(context)));
    leaf.is_cut = all.count == CLAWBACK_ROWS_MAX;
    Clawbacks shown = {all.items + leaf.after, leaf.last - leaf.after};
    ClawbackListView view = {
        .fault = fault_box(context, fault),
        .is_own = course_is_own(context),
        .table = clawback_table(context, &shown, base_of(context)),
        .leaf = leaf,
        .may_open = context_may(context, PERMISSION_CLAWBACK_OPEN),
        .form = context_form_view(context),
        .claim = form_field_view(arena, &open_fields[0], claim),
        .cause = form_field_view(arena, &open_fields[1], STR("")),
        .note = form_field_view(arena, &open_fields[2], STR("")),
    };
    if (context->form.form && !is_asked) {
        view.cause = context_field_view(context, "cause", STR(""));
        view.note = context_field_view(context, "note", STR(""));
    }
    Html html = context_html(context);
    clawback_list_html(&html, &view);
    context_page(context, view.is_own ? STR("要退回的款项") : STR("追回"), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool list_page(Context *context, Error *error) {
    return show_list(context, NULL, error);
}

static void clawback_to_json(JsonWriter *writer, const Clawback *item) {
    json_member_string(writer, "number", item->number);
    json_member_string(writer, "claim", item->claim_number);
    json_member_string(writer, "division", item->division_code);
    json_member_string(writer, "cause", clawback_cause_code(item->cause));
    json_member_string(writer, "state", course_state_code(&clawback_course, (int)item->state));
    json_member_string(writer, "state_label",
                       course_state_label(&clawback_course, (int)item->state));
    json_member_date(writer, "due_on", item->due_on);
    json_member_date(writer, "statement_until", item->statement_until);
    json_member_string(writer, "statement", item->statement);
    json_member_int(writer, "amount_fen", item->amount_fen);
    json_member_string(writer, "decision", item->decision_number);
    json_member_string(writer, "receivable", item->receivable_number);
    json_member_string(writer, "penalty", item->penalty_reference);
}

static bool list_api(Context *context, Error *error) {
    Clawbacks all;
    if (!platform_read(context, read_list, context, &all, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("clawbacks"));
    json_open_array(writer);
    for (size_t i = 0; i < all.count; i++) {
        json_open_object(writer);
        clawback_to_json(writer, &all.items[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- One ----

static bool read_one(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return clawback_find(tx, context->actor, context_parameter(context, "number"), arena, out,
                         error);
}

// Where to pay back to, as the version in effect has it; NULL = the office says it.
static const FundAccount *refund_of(const Context *context, const ClawbackFile *file) {
    return file->is_decided ? pack_refund(platform_pack(context), file->clawback.fund_key) : NULL;
}

static void put_money(Context *context, const ClawbackFile *file, ClawbackView *view) {
    const ReceivableCourse *money = &file->money;
    const FundAccount *refund = refund_of(context, file);
    if (refund) view->refund = *refund;
    view->has_refund = refund != NULL;
    view->is_decided = file->is_decided;
    view->decision = file->clawback.decision_number;
    view->penalty = file->clawback.penalty_reference;
    view->receivable = file->clawback.receivable_number;
    int64_t asked = money->amount_fen - money->waived_fen;
    view->amount = (Fen){asked};
    view->waived = (Fen){money->waived_fen};
    view->repaid = (Fen){money->repaid_fen};
    view->open = (Fen){asked - money->repaid_fen};
    view->overdue = (Fen){receivable_overdue(asked, money->due_fen, money->repaid_fen)};
    view->instalments = (InstalmentViews){
        NEW_ARRAY(context->arena, InstalmentView, money->instalment_count),
        money->instalment_count};
    for (size_t i = 0; i < money->instalment_count; i++) {
        const Instalment *item = &money->instalments[i];
        view->instalments.items[i] =
            (InstalmentView){item->index, {item->due_on}, {item->amount_fen}};
    }
}

static void put_evidence(Context *context, const ClawbackFile *file, ClawbackView *view) {
    view->evidence = (ClawbackEvidenceViews){
        NEW_ARRAY(context->arena, ClawbackEvidenceView, file->evidence_count),
        file->evidence_count};
    for (size_t i = 0; i < file->evidence_count; i++) {
        const ClawbackEvidence *item = &file->evidence[i];
        view->evidence.items[i] = (ClawbackEvidenceView){item->source, item->description,
                                                         item->file_index, {item->on}};
    }
}

static void put_actions(Context *context, const ClawbackFile *file, ClawbackView *view) {
    static const ClawbackAction offered[] = {CLAWBACK_VERIFY, CLAWBACK_NOTIFY, CLAWBACK_RECORD,
                                             CLAWBACK_HAND_OVER, CLAWBACK_DROP};
    size_t count = sizeof offered / sizeof *offered;
    view->buttons.items = NEW_ARRAY(context->arena, StepButtonView, count);
    for (size_t i = 0; i < count; i++) {
        ClawbackAction action = offered[i];
        if (!file->may[action]) continue;
        view->buttons.items[view->buttons.count++] = (StepButtonView){
            course_action_code(&clawback_course, (int)action),
            course_action_label(&clawback_course, (int)action),
            action == CLAWBACK_DROP ? "btn-outline-danger" : "btn-primary"};
    }
    view->may_add_evidence = file->may[CLAWBACK_ADD_EVIDENCE];
    view->may_state = file->may[CLAWBACK_STATE];
    view->may_decide = file->may[CLAWBACK_DECIDE];
    view->may_appeal = view->is_own && file->is_decided &&
                       file->clawback.state != CLAWBACK_REVOKED;
}

// The fields of a form that was sent show what was typed; the others are empty.
static FieldView field_of(Context *context, const Form *form, size_t place) {
    const FormField *field = &form->fields[place];
    if (context->form.form == form) return context_field_view(context, field->name, STR(""));
    return form_field_view(context->arena, field, STR(""));
}

static void put_forms(Context *context, ClawbackView *view) {
    view->form = context_form_view(context);
    view->source = field_of(context, &evidence_form, 0);
    view->description = field_of(context, &evidence_form, 1);
    view->file = form_field_view(context->arena, &evidence_fields[2], STR(""));
    view->step_note = field_of(context, &step_form, 1);
    view->statement_text = field_of(context, &statement_form, 0);
    FieldView *fields[] = {&view->amount_field,    &view->instalments_field, &view->first_due,
                           &view->decision_number, &view->penalty_field,     &view->reasons};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        *fields[i] = field_of(context, &decision_form, i);
    }
}

static ClawbackView view_of(Context *context, const ClawbackFile *file) {
    Arena *arena = context->arena;
    const Clawback *item = &file->clawback;
    bool is_own = course_is_own(context);
    const char *owed_by = clawback_course.states[item->state].owed_by;
    return (ClawbackView){
        .is_own = is_own,
        .number = item->number,
        .base = str_from_c(base_of(context)),
        .claim = item->claim_number,
        .claim_path = course_claim_path(context, item->claim_number),
        .policy = policy_label(arena, item->policy_number, item->policy_title),
        .subject = item->subject_label,
        .county = county_label(item->division_code),
        .cause = clawback_cause_label(item->cause),
        .note = item->note,
        .state = course_state_label(&clawback_course, (int)item->state),
        .state_class = clawback_state_class(item->state),
        .owed_by = owed_by ? str_from_c(owed_by) : (Str){0},
        .due = due_view(platform_of(context)->calendar, context->actor->today, item->due_on),
        .claim_amount = {item->claim_fen},
        .is_notified = item->notified_on != DATE_ABSENT,
        .statement_until = {item->statement_until},
        .statement = item->statement,
        .stated = {item->stated_on},
        .history = course_history_view(context, &file->steps),
    };
}

static bool show_one(Context *context, const Error *fault, Error *error) {
    ClawbackFile file;
    if (!platform_read(context, read_one, context, &file, error)) return false;
    ClawbackView view = view_of(context, &file);
    if (!letter_course_view(context, base_of(context), view.number, &view.letters, error) ||
        !urge_course_view(context, view.number, &view.urges, error)) {
        return false;
    }
    view.fault = fault_box(context, fault);
    put_money(context, &file, &view);
    put_evidence(context, &file, &view);
    put_actions(context, &file, &view);
    put_forms(context, &view);
    Html html = context_html(context);
    clawback_html(&html, &view);
    context_page(context, view.number, &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool one_page(Context *context, Error *error) {
    return show_one(context, NULL, error);
}

static void refund_to_json(JsonWriter *writer, const FundAccount *refund) {
    json_key(writer, STR("refund_account"));
    if (!refund) {
        json_null(writer);
        return;
    }
    json_open_object(writer);
    json_member_string(writer, "holder_name", refund->holder_name);
    json_member_string(writer, "bank_name", refund->bank_name);
    json_member_string(writer, "account_number", refund->number);
    json_close_object(writer);
}

static bool one_api(Context *context, Error *error) {
    ClawbackFile file;
    if (!platform_read(context, read_one, context, &file, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    clawback_to_json(writer, &file.clawback);
    json_member_int(writer, "repaid_fen", file.money.repaid_fen);
    json_member_int(writer, "waived_fen", file.money.waived_fen);
    json_member_int(writer, "due_fen", file.money.due_fen);
    refund_to_json(writer, refund_of(context, &file));
    json_key(writer, STR("evidence"));
    json_open_array(writer);
    for (size_t i = 0; i < file.evidence_count; i++) {
        json_open_object(writer);
        json_member_string(writer, "source", file.evidence[i].source);
        json_member_string(writer, "description", file.evidence[i].description);
        json_close_object(writer);
    }
    json_close_array(writer);
    course_steps_to_json(writer, &file.steps);
    course_actions_to_json(writer, &clawback_course, file.may);
    json_close_object(writer);
    return context_json_end(context);
}

// Whoever sees the clawback sees the files that it names, and by this way no others of the claim.
static bool read_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str place = context_parameter(context, "index");
    ClawbackFile file;
    int64_t index;
    if (!read_one(tx, in, &file, arena, error)) return false;
    if (!str_to_int64(place, &index)) index = 0;
    for (size_t i = 0; i < file.evidence_count; i++) {
        if (file.evidence[i].file_index != index || index == 0) continue;
        return paper_of_claim(tx, context, file.clawback.claim_number, place, arena, out, error);
    }
    return error_set(error, ERROR_NOT_FOUND, "没有这份证据");
}

static bool evidence_page(Context *context, Error *error) {
    return paper_send(context, read_evidence, error);
}

// ---- Steps ----

static bool write_opening(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    ClawbackOpening opening = {.claim_number = form_text(&context->form, "claim"),
                               .note = form_text(&context->form, "note")};
    if (!clawback_cause_from_code(form_text(&context->form, "cause"), &opening.cause)) {
        return error_set(error, ERROR_INVALID, "请选择由来");
    }
    return clawback_open(tx, context->actor, &with, &opening, arena, out, error);
}

static bool write_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    CaseContext with = platform_case(context);
    const FormValue *file = form_value(&context->form, "file");
    *number = context_parameter(context, "number");
    ClawbackFinding finding = {.number = *number,
                               .source = form_text(&context->form, "source"),
                               .description = form_text(&context->form, "description"),
                               .file_name = file->file_name};
    if (!str_is_empty(file->text)) finding.content = file->text;
    return clawback_add_evidence(tx, context->actor, &with, &finding, arena, error);
}

static bool write_step(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    CaseContext with = platform_case(context);
    int action = course_action_from_code(&clawback_course, form_text(&context->form, "action"));
    *number = context_parameter(context, "number");
    ClawbackStep step = {*number, (ClawbackAction)action, form_text(&context->form, "note")};
    return clawback_step(tx, context->actor, &with, &step, arena, error);
}

static bool write_statement(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    CaseContext with = platform_case(context);
    *number = context_parameter(context, "number");
    ClawbackStep step = {*number, CLAWBACK_STATE, form_text(&context->form, "statement")};
    return clawback_step(tx, context->actor, &with, &step, arena, error);
}

static bool write_decision(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const FormValues *form = &context->form;
    Str *number = out;
    CaseContext with = platform_case(context);
    *number = context_parameter(context, "number");
    ClawbackDecision decision = {.number = *number,
                                 .note = form_text(form, "reasons"),
                                 .amount_fen = form_fen(form, "amount"),
                                 .instalments = form_int(form, "instalments"),
                                 .first_due_on = form_date(form, "first_due"),
                                 .decision_number = form_text(form, "decision_number"),
                                 .penalty_reference = form_text(form, "penalty")};
    return clawback_decide(tx, context->actor, &with, &decision, arena, error);
}

// The clawback after its step, or again with what stands in the way.
static bool act(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) {
        bool is_shown = show_one(context, NULL, error);
        if (is_shown) context->response->status = 400;
        return is_shown;
    }
    if (platform_write_once(context, function, context, &number, &fault)) {
        return context_redirect(context, str_format(context->arena, "%s/%.*s", base_of(context),
                                                    STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show_one(context, &fault, error);
    *error = fault;
    return false;
}

static bool open_page(Context *context, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) {
        bool is_shown = show_list(context, NULL, error);
        if (is_shown) context->response->status = 400;
        return is_shown;
    }
    if (platform_write_once(context, write_opening, context, &number, &fault)) {
        return context_redirect(context,
                                str_format(context->arena, "/clawbacks/%.*s", STR_ARG(number)));
    }
    if (fault_is_shown(&fault) || fault.kind == ERROR_NOT_FOUND) {
        return show_list(context, &fault, error);
    }
    *error = fault;
    return false;
}

static bool add_evidence(Context *context, Error *error) {
    return act(context, write_evidence, error);
}
static bool take_step(Context *context, Error *error) {
    return act(context, write_step, error);
}
static bool make_statement(Context *context, Error *error) {
    return act(context, write_statement, error);
}
static bool decide(Context *context, Error *error) {
    return act(context, write_decision, error);
}

static bool act_api(Context *context, StoreFunction *function, Error *error) {
    return answer_written(context, function, context, error);
}

static bool open_api(Context *context, Error *error) {
    return act_api(context, write_opening, error);
}
static bool evidence_api(Context *context, Error *error) {
    return act_api(context, write_evidence, error);
}
static bool step_api(Context *context, Error *error) {
    return act_api(context, write_step, error);
}
static bool statement_api(Context *context, Error *error) {
    return act_api(context, write_statement, error);
}
static bool decision_api(Context *context, Error *error) {
    return act_api(context, write_decision, error);
}

// clang-format off
#define READ .needs = PERMISSION_AFTERCARE_READ
#define OWN .needs = PERMISSION_CLAIMANT
#define UPLOAD .body_bytes_max = UPLOAD_BYTES_MAX
#define SHOWS .flags = ROUTE_SHOWS_FAULTS
static const Route routes[] = {
    {GET,  "/clawbacks",                             list_page,      READ, .form = &list_form, .title = "追回"},
    {POST, "/clawbacks",                             open_page,      .needs = PERMISSION_CLAWBACK_OPEN, .form = &open_form, SHOWS, .title = "提出疑点"},
    {GET,  "/clawbacks/:number",                     one_page,       READ, .title = "追回"},
    {GET,  "/clawbacks/:number/evidence/:index",     evidence_page,  READ, .title = "查看证据"},
    {POST, "/clawbacks/:number/evidence",            add_evidence,   .needs = PERMISSION_CLAWBACK_VERIFY, .form = &evidence_form, UPLOAD, SHOWS, .title = "登记证据"},
    {POST, "/clawbacks/:number/step",                take_step,      READ, .form = &step_form, SHOWS, .title = "办理追回"},
    {POST, "/clawbacks/:number/decision",            decide,         .needs = PERMISSION_CLAWBACK_DECIDE, .form = &decision_form, SHOWS, .title = "追回决定"},
    {GET,  "/me/clawbacks",                          list_page,      OWN, .title = "要退回的款项"},
    {GET,  "/me/clawbacks/:number",                  one_page,       OWN, .title = "要退回的款项"},
    {GET,  "/me/clawbacks/:number/evidence/:index",  evidence_page,  OWN, .title = "查看证据"},
    {POST, "/me/clawbacks/:number/statement",        make_statement, OWN, .form = &statement_form, SHOWS, .title = "陈述和申辩"},
    {GET,  "/api/clawbacks",                         list_api,       READ, .title = "追回"},
    {POST, "/api/clawbacks",                         open_api,       .needs = PERMISSION_CLAWBACK_OPEN, .form = &open_form, .title = "提出疑点"},
    {GET,  "/api/clawbacks/:number",                 one_api,        READ, .title = "追回"},
    {POST, "/api/clawbacks/:number/evidence",        evidence_api,   .needs = PERMISSION_CLAWBACK_VERIFY, .form = &evidence_form, UPLOAD, .title = "登记证据"},
    {POST, "/api/clawbacks/:number/step",            step_api,       READ, .form = &step_form, .title = "办理追回"},
    {POST, "/api/clawbacks/:number/decision",        decision_api,   .needs = PERMISSION_CLAWBACK_DECIDE, .form = &decision_form, .title = "追回决定"},
    {GET,  "/api/me/clawbacks",                      list_api,       OWN, .title = "要退回的款项"},
    {GET,  "/api/me/clawbacks/:number",              one_api,        OWN, .title = "要退回的款项"},
    {POST, "/api/me/clawbacks/:number/statement",    statement_api,  OWN, .form = &statement_form, .title = "陈述和申辩"},
};
// clang-format on
const RouteList clawback_pages = ROUTES(routes);
