// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/own_claim.h"

#include "casework/evidence.h"
#include "casework/message.h"
#include "casework/rating.h"
#include "pages/casework/disclosure.h"
#include "pages/casework/wording.h"
#include "pages/claim/own_claim.html.h"
#include "pages/claim/own_claim_list.html.h"
#include "pages/claim/own_messages.html.h"
#include "pages/platform.h"

#define LIST_ROWS 20
#define MESSAGE_ROWS 50
#define UPLOAD_BYTES_MAX (EVIDENCE_BYTES_MAX + 64 * 1024)

static const FormField evidence_fields[] = {
    {.name = "file", .label = "材料（照片、PDF或xlsx，最大5 MB）", .type = FIELD_FILE,
     .is_required = true, .length_max = EVIDENCE_BYTES_MAX},
};
static const Form evidence_form = {"evidence", evidence_fields, 1};

static const FormOption score_choices[] = {
    {"5", "非常满意"}, {"4", "满意"}, {"3", "基本满意"}, {"2", "不满意"}, {"1", "非常不满意"},
};
static const FormField rating_fields[] = {
    {.name = "score", .label = "你满意吗", .type = FIELD_ENUM, .is_required = true,
     .options = score_choices, .option_count = 5},
    {.name = "remark", .label = "想说的话", .type = FIELD_LONG_TEXT, .length_max = 300,
     .help = "不满意的，我们会打电话回访"},
};
static const Form rating_form = {"rating", rating_fields, 2};

// ---- The list ----

typedef struct ListIn {
    const Actor *actor;
    ClaimFilter filter;
} ListIn;

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ListIn *list = in;
    return claim_list(tx, list->actor, &list->filter, arena, out, error);
}

static bool list_page(Context *context, Error *error) {
    ClaimPage page;
    ListIn in = {context->actor,
                 {.after_number = request_query(context->request, "after"),
                  .row_count = LIST_ROWS}};
    if (!platform_read(context, read_list, &in, &page, error)) return false;
    OwnClaimListView view = {
        .claims = {NEW_ARRAY(context->arena, OwnClaimRowView, page.claims.count),
                   page.claims.count},
        .total = page.total,
        .has_more = page.has_more,
    };
    for (size_t i = 0; i < page.claims.count; i++) {
        const Claim *claim = &page.claims.items[i];
        view.claims.items[i] = (OwnClaimRowView){claim->number,
                                                 claim->policy_title,
                                                 claim->subject_label,
                                                 claim_state_label(claim->state),
                                                 {claim->amount_fen},
                                                 {claim->submitted_on}};
        view.after = claim->number;
    }
    Html html = context_html(context);
    own_claim_list_html(&html, &view);
    return context_page(context, STR("我的申请"), &html);
}

// ---- One claim ----

typedef struct FindIn {
    const Actor *actor;
    Str number;
} FindIn;

static bool read_claim(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FindIn *find = in;
    return claim_find(tx, find->actor, find->number, arena, out, error);
}

typedef struct OwnOut {
    ClaimFile file;
    Aftercare after;
    Rating rating;
    bool is_rated;
} OwnOut;

static bool read_own(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const FindIn *find = in;
    OwnOut *own = out;
    return read_claim(tx, in, &own->file, arena, error) &&
           aftercare_read(tx, find->actor, find->number, arena, &own->after, error) &&
           rating_find(tx, find->actor, find->number, arena, &own->rating, &own->is_rated, error);
}

// How far along the way to the money a state is.
static int progress_of(ClaimState state) {
    switch (state) {
    case CLAIM_SUBMITTED:
    case CLAIM_CORRECTION: return 0;
    case CLAIM_ACCEPTED: return 1;
    case CLAIM_REVIEWED: return 2;
    case CLAIM_NOTICED: return 3;
    case CLAIM_CLEARED: return 4;
    case CLAIM_APPROVED:
    case CLAIM_PAYING:
    case CLAIM_FAILED: return 5;
    case CLAIM_PAID: return 6;
    case CLAIM_REFUSED:
    case CLAIM_WITHDRAWN:
    case CLAIM_STATE_COUNT: return 0;
    }
    return 0;
}

static ProgressViews progress_view(Arena *arena, ClaimState state) {
    static const char *const labels[] = {"已提交", "已受理", "已复核", "公示",
                                         "公示期满", "拨付", "到账"};
    size_t count = sizeof labels / sizeof *labels;
    ProgressViews views = {NEW_ARRAY(arena, ProgressView, count), count};
    int now = progress_of(state);
    for (size_t i = 0; i < count; i++) {
        views.items[i] = (ProgressView){.label = str_from_c(labels[i]),
                                        .is_done = (int)i < now || state == CLAIM_PAID,
                                        .is_now = (int)i == now && state != CLAIM_PAID};
    }
    return views;
}

static Str headline_of(Arena *arena, const Claim *claim) {
    Str amount = fen_to_str(arena, (Fen){claim->amount_fen});
    bool is_living = claim->state == CLAIM_SUBMITTED || claim->state == CLAIM_ACCEPTED;
    if (is_living && !claim->is_decided) {
        return str_format(arena, "%.*s，部门核实以后才知道金额",
                          STR_ARG(claim_state_label(claim->state)));
    }
    if (claim->state == CLAIM_PAID) return str_format(arena, "已拨 %.*s 元", STR_ARG(amount));
    Str state = claim_state_label(claim->state);
    if (claim_state_is_stopped(claim->state)) return state;
    return str_format(arena, "%.*s，%.*s 元", STR_ARG(state), STR_ARG(amount));
}

static bool has_action(const ClaimFile *file, ClaimAction action) {
    for (size_t i = 0; i < file->action_count; i++) {
        if (file->actions[i] == action) return true;
    }
    return false;
}

static void fill_lists(Arena *arena, const ClaimFile *file, OwnClaimView *view) {
    view->steps = (OwnStepViews){NEW_ARRAY(arena, OwnStepView, file->history_count),
                                 file->history_count};
    for (size_t i = 0; i < file->history_count; i++) {
        const ClaimHistoryRow *row = &file->history[i];
        view->steps.items[i] = (OwnStepView){{row->on}, row->action, row->to_label, row->note};
    }
    view->facts = (OwnFactViews){NEW_ARRAY(arena, OwnFactView, file->facts.count), 0};
    for (size_t i = 0; i < file->facts.count; i++) {
        const KeptFact *fact = &file->facts.items[i];
        if (str_is_empty(fact->value)) continue;
        view->facts.items[view->facts.count++] =
            (OwnFactView){fact->name, fact->value, fact->source};
    }
    view->evidence = (OwnEvidenceViews){NEW_ARRAY(arena, OwnEvidenceView, file->evidence_count),
                                        file->evidence_count};
    for (size_t i = 0; i < file->evidence_count; i++) {
        view->evidence.items[i] =
            (OwnEvidenceView){file->evidence[i].name, file->evidence[i].index,
                              file->evidence[i].sha256};
    }
}

static OwnClaimView claim_view(Context *context, const ClaimFile *file) {
    Arena *arena = context->arena;
    const Claim *claim = &file->claim;
    OwnClaimView view = {
        .number = claim->number,
        .title = claim->policy_title,
        .measure = file->companions.count > 0 ? claim->measure_name : (Str){0},
        .lender = claim->pays_lender ? claim->account.holder_name : (Str){0},
        .companions = companions_view(arena, "/me/claims", &file->companions),
        .subject = subject_own(arena, claim),
        .state = claim_state_label(claim->state),
        .headline = headline_of(arena, claim),
        .is_paid = claim->state == CLAIM_PAID,
        .is_stopped = claim_state_is_stopped(claim->state),
        .amount = {claim->amount_fen},
        .note = claim->last_note,
        .has_due = claim->due_on != DATE_ABSENT,
        .due = {claim->due_on},
        .has_notice = file->notice_opens_on != DATE_ABSENT && claim->state == CLAIM_NOTICED,
        .notice_opens = {file->notice_opens_on},
        .notice_closes = {file->notice_closes_on},
        .progress = progress_view(arena, claim->state),
        .may_withdraw = has_action(file, CLAIM_WITHDRAW),
        .may_resubmit = has_action(file, CLAIM_RESUBMIT),
        .may_confirm = has_action(file, CLAIM_CONFIRM),
        .form = context_form_view(context),
        .file = form_field_view(arena, &evidence_fields[0], STR("")),
    };
    fill_lists(arena, file, &view);
    return view;
}

static bool find_claim(Context *context, ClaimFile *file, Error *error) {
    FindIn in = {context->actor, context_parameter(context, "number")};
    return platform_read(context, read_claim, &in, file, error);
}

static bool claim_page(Context *context, Error *error) {
    OwnOut own = {0};
    FindIn in = {context->actor, context_parameter(context, "number")};
    if (!platform_read(context, read_own, &in, &own, error)) return false;
    OwnClaimView view = claim_view(context, &own.file);
    if (own.is_rated) view.rated = rating_label(own.rating.score);
    view.courses = aftercare_views(context, &own.after);
    view.may_appeal = own.file.claim.state == CLAIM_REFUSED || own.file.claim.state == CLAIM_PAID;
    for (size_t i = 0; i < own.after.appeals.count; i++) {
        if (own.after.appeals.items[i].state != APPEAL_WITHDRAWN) view.may_appeal = false;
    }
    view.may_rate = !own.is_rated && rating_is_due(context->actor, own.file.claim.state);
    if (!letter_list_view(context, "/me/claims", view.number, &view.letters, error)) return false;
    view.score = form_field_view(context->arena, &rating_fields[0], STR(""));
    view.remark = form_field_view(context->arena, &rating_fields[1], STR(""));
    Html html = context_html(context);
    own_claim_html(&html, &view);
    return context_page(context, own.file.claim.policy_title, &html);
}

static bool claim_api(Context *context, Error *error) {
    ClaimFile file;
    if (!find_claim(context, &file, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "number", file.claim.number);
    json_member_int(writer, "policy", file.claim.policy_number);
    json_member_string(writer, "state", claim_state_code(file.claim.state));
    json_member_string(writer, "state_label", claim_state_label(file.claim.state));
    json_member_int(writer, "amount_fen", file.claim.amount_fen);
    json_member_string(writer, "note", file.claim.last_note);
    json_member_boolean(writer, "awaits_confirmation", file.claim.awaits_confirmation);
    json_member_string(writer, "pack", file.pack_hash);
    json_key(writer, STR("companions"));
    companions_to_json(writer, &file.companions);
    json_key(writer, STR("evidence"));
    evidence_to_json(writer, &file);
    json_key(writer, STR("history"));
    json_open_array(writer);
    for (size_t i = 0; i < file.history_count; i++) {
        char text[DATE_TEXT_BYTES_MAX];
        const ClaimHistoryRow *row = &file.history[i];
        json_open_object(writer);
        json_member_string(writer, "on", (Str){text, date_to_text(row->on, text)});
        json_member_string(writer, "action", row->action);
        json_member_string(writer, "to", row->to_label);
        json_member_string(writer, "note", row->note);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- Steps of the applicant ----

typedef struct StepIn {
    const Context *context;
    Str number;
    ClaimAction action;
} StepIn;

static bool write_step(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const StepIn *step = in;
    const Actor *actor = step->context->actor;
    CaseContext context = platform_case(step->context);
    if (step->action == CLAIM_WITHDRAW) {
        return claim_withdraw(tx, actor, &context, step->number, arena, out, error);
    }
    if (step->action == CLAIM_CONFIRM) {
        return claim_confirm(tx, actor, &context, step->number, (Str){0}, arena, out, error);
    }
    return claim_resubmit(tx, actor, &context, step->number, (Str){0}, arena, out, error);
}

// The claim again, or its number for the API.
static bool answer_step(Context *context, Str number) {
    if (str_starts_with(context->request->path, STR("/api/"))) {
        return answer_number(context, number);
    }
    return context_redirect(context,
                            str_format(context->arena, "/me/claims/%.*s", STR_ARG(number)));
}

static bool do_step(Context *context, ClaimAction action, Error *error) {
    Claim claim;
    StepIn in = {context, context_parameter(context, "number"), action};
    return platform_write(context, write_step, &in, &claim, error) &&
           answer_step(context, claim.number);
}

static bool withdraw(Context *context, Error *error) {
    return do_step(context, CLAIM_WITHDRAW, error);
}

static bool resubmit(Context *context, Error *error) {
    return do_step(context, CLAIM_RESUBMIT, error);
}

static bool confirm(Context *context, Error *error) {
    return do_step(context, CLAIM_CONFIRM, error);
}

// ---- The question at the end ----

static bool write_rating(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *number = out;
    int64_t score;
    if (!str_to_int64(form_text(&context->form, "score"), &score)) score = 0;
    Rating rating = {.score = score, .remark = form_text(&context->form, "remark")};
    *number = context_parameter(context, "number");
    return rating_give(tx, context->actor, *number, &rating, arena, error);
}

static bool rate(Context *context, Error *error) {
    Str number;
    return platform_write_once(context, write_rating, context, &number, error) &&
           answer_step(context, number);
}

// ---- Evidence ----

static bool write_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const Context *context = in;
    const FormValue *file = form_value(&context->form, "file");
    return evidence_add(tx, context->actor, context_parameter(context, "number"), file->file_name,
                        file->text, arena, error);
}

static bool add_evidence(Context *context, Error *error) {
    if (!platform_write(context, write_evidence, context, NULL, error)) return false;
    return context_redirect(context, str_format(context->arena, "/me/claims/%.*s",
                                                STR_ARG(context_parameter(context, "number"))));
}

static bool read_evidence(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return paper_of_claim(tx, context, context_parameter(context, "number"),
                          context_parameter(context, "index"), arena, out, error);
}

static bool show_evidence(Context *context, Error *error) {
    return paper_send(context, read_evidence, error);
}

// ---- Messages ----

static bool read_messages(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    return message_list(tx, context->actor, MESSAGE_ROWS, arena, out, error);
}

static bool messages_page(Context *context, Error *error) {
    Messages messages;
    if (!platform_read(context, read_messages, context, &messages, error)) return false;
    OwnMessagesView view = {
        {NEW_ARRAY(context->arena, OwnMessageView, messages.count), messages.count}};
    for (size_t i = 0; i < messages.count; i++) {
        const Message *message = &messages.items[i];
        view.messages.items[i] =
            (OwnMessageView){{message->on}, message->text, message->claim_number};
    }
    Html html = context_html(context);
    own_messages_html(&html, &view);
    return context_page(context, STR("消息"), &html);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/me/claims",                          list_page,     .needs = PERMISSION_CLAIMANT, .title = "我的申请"},
    {GET,  "/me/claims/:number",                  claim_page,    .needs = PERMISSION_CLAIMANT, .title = "申请进度"},
    {POST, "/me/claims/:number/withdraw",         withdraw,      .needs = PERMISSION_CLAIMANT, .title = "撤回申请"},
    {POST, "/me/claims/:number/resubmit",         resubmit,      .needs = PERMISSION_CLAIMANT, .title = "补正后提交"},
    {POST, "/me/claims/:number/evidence",         add_evidence,  .needs = PERMISSION_CLAIMANT, .form = &evidence_form, .body_bytes_max = UPLOAD_BYTES_MAX, .title = "上传材料"},
    {GET,  "/me/claims/:number/evidence/:index",  show_evidence, .needs = PERMISSION_CLAIMANT, .title = "查看材料"},
    {GET,  "/me/messages",                        messages_page, .needs = PERMISSION_CLAIMANT, .title = "消息"},
    {POST, "/me/claims/:number/confirm",          confirm,       .needs = PERMISSION_CLAIMANT, .title = "确认代办"},
    {POST, "/me/claims/:number/rating",           rate,          .needs = PERMISSION_CLAIMANT, .form = &rating_form, .title = "评价"},
    {POST, "/api/applications/:number/rating",    rate,          .needs = PERMISSION_CLAIMANT, .form = &rating_form, .title = "评价"},
    {GET,  "/api/applications/:number",           claim_api,     .needs = PERMISSION_CLAIMANT, .title = "申请进度"},
    {POST, "/api/applications/:number/withdraw",  withdraw,      .needs = PERMISSION_CLAIMANT, .title = "撤回申请"},
    {POST, "/api/applications/:number/resubmit",  resubmit,      .needs = PERMISSION_CLAIMANT, .title = "补正后提交"},
    {POST, "/api/applications/:number/confirm",   confirm,       .needs = PERMISSION_CLAIMANT, .title = "确认代办"},
};
// clang-format on
const RouteList own_claim_pages = ROUTES(routes);
