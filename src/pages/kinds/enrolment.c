// SPDX-License-Identifier: Apache-2.0
#include "pages/kinds/enrolment.h"

#include "http/field.h"
#include "pages/kinds/enrolment.html.h"
#include "pages/kinds/enrolment_list.html.h"
#include "pages/platform.h"

#define LIST_ROWS 50

static const FormField list_fields[] = {
    {.name = "all", .label = "全部", .type = FIELD_CHECKBOX},
    {.name = "after", .label = "从哪一件之后", .type = FIELD_TEXT, .length_max = 40},
};
static const Form list_form = {"enrolments", list_fields, 2};

static const FormOption step_choices[] = {
    {"withdraw", "撤回"}, {"admit", "审定"},  {"refuse", "不予审定"}, {"sign", "签字"},
    {"object", "不通过"}, {"assess", "年度评估"}, {"release", "释放"},
};
enum { STEP_ACTION, STEP_NOTE, STEP_AMOUNT, STEP_PASSED, STEP_YEAR, STEP_FIELDS };
static const FormField step_fields[STEP_FIELDS] = {
    [STEP_ACTION] = {.name = "action", .label = "怎么办", .type = FIELD_ENUM, .is_required = true,
                     .options = step_choices, .option_count = 7},
    [STEP_NOTE] = {.name = "note", .label = "说明", .type = FIELD_LONG_TEXT, .length_max = 600,
                   .help = "不予审定、不通过、评估、释放必须写，对方会看到"},
    [STEP_AMOUNT] = {.name = "amount", .label = "放款金额（元）", .type = FIELD_FEN, .min = 1,
                     .max = INT64_C(100000000000), .help = "银行放款时填，不能超过核定额度"},
    [STEP_PASSED] = {.name = "is_passed", .label = "评估合格", .type = FIELD_CHECKBOX},
    [STEP_YEAR] = {.name = "year", .label = "评估哪一年", .type = FIELD_INT, .min = 2000,
                   .max = 2100, .help = "不填是今年；年后评估上一年的，填上一年"},
};
static const Form step_form = {"enrolment_step", step_fields, STEP_FIELDS};

static const FormOption outcomes[] = {
    {"delivered", "已提供"}, {"not_applicable", "不适用"}, {"declined", "本人拒绝"},
};
enum { SERVICE, OUTCOME, DELIVERED_ON, DELIVERED_BY, DELIVERY_NOTE, DELIVERY_FIELDS };
static const FormField delivery_fields[DELIVERY_FIELDS] = {
    [SERVICE] = {.name = "service", .label = "哪一项", .type = FIELD_TEXT, .is_required = true,
                 .length_max = 60},
    [OUTCOME] = {.name = "outcome", .label = "结果", .type = FIELD_ENUM, .is_required = true,
                 .options = outcomes, .option_count = 3},
    [DELIVERED_ON] = {.name = "on", .label = "哪天", .type = FIELD_DATE, .is_required = true},
    [DELIVERED_BY] = {.name = "by", .label = "谁提供的", .type = FIELD_TEXT, .is_required = true,
                      .length_max = 60},
    [DELIVERY_NOTE] = {.name = "note", .label = "说明", .type = FIELD_LONG_TEXT, .length_max = 600,
                       .help = "不适用或者本人拒绝的，要写明理由"},
};
static const Form delivery_form = {"enrolment_delivery", delivery_fields, DELIVERY_FIELDS};

// ---- Rows ----

const char *enrolment_state_class(EnrolmentState state) {
    switch (state) {
    case ENROLMENT_DONE: return "is-done";
    case ENROLMENT_APPLIED: return "is-owed";
    case ENROLMENT_REFUSED:
    case ENROLMENT_WITHDRAWN:
    case ENROLMENT_RELEASED: return "is-refused";
    case ENROLMENT_ADMITTED:
    case ENROLMENT_STATE_COUNT: break;
    }
    return "";
}

EnrolmentRowViews enrolment_rows(Context *context, const Enrolments *enrolments) {
    Arena *arena = context->arena;
    EnrolmentRowViews views = {NEW_ARRAY(arena, EnrolmentRowView, enrolments->count),
                               enrolments->count};
    for (size_t i = 0; i < enrolments->count; i++) {
        const Enrolment *enrolment = &enrolments->items[i];
        views.items[i] = (EnrolmentRowView){
            .number = enrolment->number,
            .policy = policy_label(arena, enrolment->policy_number, enrolment->policy_title),
            .measure = enrolment->measure_name, .subject = enrolment->subject_label,
            .county = county_label(enrolment->division_code), .state = enrolment->state_label,
            .state_class = enrolment_state_class(enrolment->state), .seq = enrolment->seq,
            .next_step = enrolment->state == ENROLMENT_APPLIED ? STR("审定")
                                                               : enrolment->next_step,
            .due = due_view(platform_of(context)->calendar, context->actor->today,
                            enrolment->due_on)};
    }
    return views;
}

void enrolment_to_json(JsonWriter *writer, const Enrolment *enrolment) {
    json_open_object(writer);
    json_member_string(writer, "number", enrolment->number);
    json_member_int(writer, "policy", enrolment->policy_number);
    json_member_string(writer, "measure", enrolment->measure_key);
    json_member_string(writer, "measure_name", enrolment->measure_name);
    json_member_string(writer, "subject", enrolment->subject_label);
    json_member_string(writer, "period", enrolment->period);
    json_member_string(writer, "division", enrolment->division_code);
    json_member_string(writer, "state", enrolment_state_code(enrolment->state));
    json_member_string(writer, "state_label", enrolment->state_label);
    json_member_int(writer, "units", enrolment->units);
    if (enrolment->seq > 0) json_member_int(writer, "seq", enrolment->seq);
    json_member_string(writer, "next_step", enrolment->next_step);
    if (enrolment->amount_fen > 0) {
        json_member_int(writer, "amount_fen", enrolment->amount_fen);
    }
    if (enrolment->limit_fen > 0) json_member_int(writer, "limit_fen", enrolment->limit_fen);
    json_member_date(writer, "applied_on", enrolment->applied_on);
    json_member_date(writer, "due_on", enrolment->due_on);
    json_close_object(writer);
}

// ---- The list ----

static bool is_office(const Context *context) {
    return role_has(context->actor->role, PERMISSION_ENROLMENT_READ);
}

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    bool is_mine = is_office(context) && !form_is_checked(&context->form, "all");
    EnrolmentFilter filter = {.only_mine_to_do = is_mine,
                              .after_number = form_text(&context->form, "after"),
                              .row_count = LIST_ROWS};
    return enrolment_list(tx, context->actor, &with, &filter, arena, out, error);
}

static bool list_page(Context *context, Error *error) {
    EnrolmentPage page;
    if (!platform_read(context, read_list, context, &page, error)) return false;
    bool is_all = form_is_checked(&context->form, "all");
    EnrolmentListView view = {
        .is_own = !is_office(context), .is_mine = !is_all,
        .title = is_office(context) ? STR("名额与登记") : STR("我的登记"),
        .is_empty = page.enrolments.count == 0,
        .table = {enrolment_rows(context, &page.enrolments)}, .has_more = page.has_more};
    if (page.has_more) {
        StrBuilder path;
        str_builder_init(&path, context->arena, 0);
        str_put_format(&path, "/enrolments?%safter=", is_all ? "all=1&" : "");
        percent_encode(&path, page.enrolments.items[page.enrolments.count - 1].number);
        view.next_path = str_built(&path);
    }
    Html html = context_html(context);
    enrolment_list_html(&html, &view);
    return context_page(context, view.title, &html);
}

static bool list_api(Context *context, Error *error) {
    EnrolmentPage page;
    if (!platform_read(context, read_list, context, &page, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("enrolments"));
    json_open_array(writer);
    for (size_t i = 0; i < page.enrolments.count; i++) {
        enrolment_to_json(writer, &page.enrolments.items[i]);
    }
    json_close_array(writer);
    json_member_boolean(writer, "has_more", page.has_more);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- One ----

static bool read_one(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    return enrolment_find(tx, context->actor, &with, context_parameter(context, "number"), arena,
                          out, error);
}

static void put_steps(Context *context, const EnrolmentFile *file, EnrolmentView *view) {
    const WorkdayCalendar *calendar = platform_of(context)->calendar;
    view->steps = (EnrolmentStepViews){
        NEW_ARRAY(context->arena, EnrolmentStepView, file->step_count), file->step_count};
    for (size_t i = 0; i < file->step_count; i++) {
        const EnrolmentStepState *step = &file->steps[i];
        view->steps.items[i] = (EnrolmentStepView){
            .name = step->name, .parties = step->parties, .signed_by = step->signed_by,
            .mark = step->is_done ? "✓" : step->is_next ? "●" : "○", .is_next = step->is_next,
            .due = due_view(calendar, context->actor->today, step->due_on)};
    }
    view->services = (EnrolmentServiceViews){
        NEW_ARRAY(context->arena, EnrolmentServiceView, file->service_count),
        file->service_count};
    for (size_t i = 0; i < file->service_count; i++) {
        const EnrolmentServiceState *service = &file->services[i];
        view->services.items[i] = (EnrolmentServiceView){
            service->name, service->key, service->last_note, service->due, service->delivered,
            service->is_done};
    }
}

static void put_events(Arena *arena, const EnrolmentFile *file, EnrolmentView *view) {
    view->events = (EnrolmentEventViews){
        NEW_ARRAY(arena, EnrolmentEventView, file->event_count), file->event_count};
    for (size_t i = 0; i < file->event_count; i++) {
        const EnrolmentEvent *event = &file->events[i];
        Str detail = event->step_name;
        if (!str_is_empty(event->party)) {
            detail = str_format(arena, "%.*s %.*s", STR_ARG(event->step_name),
                                STR_ARG(event->party));
        }
        view->events.items[i] = (EnrolmentEventView){
            {event->on}, event->action, detail, event->to_label, event->actor_name,
            event->role_label, event->note};
    }
    view->facts = (EnrolmentFactViews){
        NEW_ARRAY(arena, EnrolmentFactView, file->facts.count), 0};
    for (size_t i = 0; i < file->facts.count; i++) {
        const KeptFact *fact = &file->facts.items[i];
        if (str_is_empty(fact->value)) continue;
        view->facts.items[view->facts.count++] =
            (EnrolmentFactView){fact->name, fact->value, fact->source};
    }
    StrBuilder sources;
    str_builder_init(&sources, arena, 0);
    for (size_t i = 0; i < file->source_count; i++) {
        if (i > 0) str_put(&sources, STR("、"));
        str_put(&sources, file->sources[i]);
    }
    view->sources = str_built(&sources);
}

static void put_actions(Arena *arena, const EnrolmentFile *file, EnrolmentView *view) {
    view->actions.items = NEW_ARRAY(arena, EnrolmentActionView, file->action_count);
    for (size_t i = 0; i < file->action_count; i++) {
        EnrolmentAction action = file->actions[i];
        const char *class_name = "btn-primary";
        bool is_stop = action == ENROLMENT_REFUSE || action == ENROLMENT_RELEASE ||
                       action == ENROLMENT_OBJECT || action == ENROLMENT_WITHDRAW;
        if (is_stop) class_name = "btn-outline-danger";
        if (action == ENROLMENT_DELIVER) {
            view->may_deliver = true;
            continue;
        }
        if (action == ENROLMENT_AMEND) {
            view->may_amend = true;
            continue;
        }
        view->may_assess |= action == ENROLMENT_ASSESS;
        view->grants_amount |= action == ENROLMENT_SIGN && file->enrolment.kind->grants_amount;
        view->actions.items[view->actions.count++] = (EnrolmentActionView){
            enrolment_action_code(action), enrolment_action_label(action), class_name};
    }
}

// The services as a choice.
static FieldView service_field(Arena *arena, const EnrolmentFile *file) {
    FormField field = delivery_fields[SERVICE];
    FormOption *options = NEW_ARRAY(arena, FormOption, file->service_count);
    for (size_t i = 0; i < file->service_count; i++) {
        options[i] = (FormOption){str_to_c(arena, file->services[i].key),
                                  str_to_c(arena, file->services[i].name)};
    }
    field.type = FIELD_ENUM;
    field.options = options;
    field.option_count = file->service_count;
    return form_field_view(arena, &field, STR(""));
}

static void put_forms(Context *context, const EnrolmentFile *file, EnrolmentView *view) {
    Arena *arena = context->arena;
    view->form = context_form_view(context);
    view->note = form_field_view(arena, &step_fields[STEP_NOTE], STR(""));
    view->amount_field = form_field_view(arena, &step_fields[STEP_AMOUNT], STR(""));
    view->is_passed = form_field_view(arena, &step_fields[STEP_PASSED], STR(""));
    view->year = form_field_view(arena, &step_fields[STEP_YEAR], STR(""));
    view->service = service_field(arena, file);
    view->outcome = form_field_view(arena, &delivery_fields[OUTCOME], STR("delivered"));
    view->delivered_on = form_field_view(arena, &delivery_fields[DELIVERED_ON],
                                         date_to_str(arena, context->actor->today));
    view->delivered_by = form_field_view(arena, &delivery_fields[DELIVERED_BY],
                                         context->actor->display_name);
    view->delivery_note = form_field_view(arena, &delivery_fields[DELIVERY_NOTE], STR(""));
}

static bool show(Context *context, const Error *fault, Error *error) {
    EnrolmentFile file;
    int status = fault ? context->response->status : 200;
    if (!platform_read(context, read_one, context, &file, error)) return false;
    const Enrolment *enrolment = &file.enrolment;
    EnrolmentView view = {
        .enrolment = *enrolment,
        .policy = policy_label(context->arena, enrolment->policy_number, enrolment->policy_title),
        .state_class = enrolment_state_class(enrolment->state),
        .county = county_label(enrolment->division_code), .applied_on = {enrolment->applied_on},
        .period = period_label(context->arena, enrolment->period),
        .is_office = is_office(context), .has_amount = enrolment->amount_fen > 0,
        .has_limit = enrolment->limit_fen > 0, .amount = {enrolment->amount_fen},
        .limit = {enrolment->limit_fen},
        .due = due_view(platform_of(context)->calendar, context->actor->today,
                        enrolment->due_on)};
    if (fault) {
        view.fault = fault_box(context, fault);
        status = context->response->status;
    }
    put_steps(context, &file, &view);
    put_events(context->arena, &file, &view);
    put_actions(context->arena, &file, &view);
    put_forms(context, &file, &view);
    Html html = context_html(context);
    enrolment_html(&html, &view);
    context_page(context, enrolment->number, &html);
    context->response->status = status;
    return true;
}

static bool one_page(Context *context, Error *error) { return show(context, NULL, error); }

static void put_json_lists(JsonWriter *writer, const EnrolmentFile *file) {
    json_key(writer, STR("steps"));
    json_open_array(writer);
    for (size_t i = 0; i < file->step_count; i++) {
        json_open_object(writer);
        json_member_string(writer, "key", file->steps[i].key);
        json_member_string(writer, "name", file->steps[i].name);
        json_member_string(writer, "parties", file->steps[i].parties);
        json_member_string(writer, "signed_by", file->steps[i].signed_by);
        json_member_boolean(writer, "is_done", file->steps[i].is_done);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_key(writer, STR("services"));
    json_open_array(writer);
    for (size_t i = 0; i < file->service_count; i++) {
        json_open_object(writer);
        json_member_string(writer, "key", file->services[i].key);
        json_member_int(writer, "due", file->services[i].due);
        json_member_int(writer, "delivered", file->services[i].delivered);
        json_member_boolean(writer, "is_done", file->services[i].is_done);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_key(writer, STR("actions"));
    json_open_array(writer);
    for (size_t i = 0; i < file->action_count; i++) {
        json_string(writer, enrolment_action_code(file->actions[i]));
    }
    json_close_array(writer);
}

static bool one_api(Context *context, Error *error) {
    EnrolmentFile file;
    if (!platform_read(context, read_one, context, &file, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("enrolment"));
    enrolment_to_json(writer, &file.enrolment);
    put_json_lists(writer, &file);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- Steps ----

static bool write_step(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    Enrolment enrolment;
    Str *number = out;
    EnrolmentStep step = {.number = context_parameter(context, "number"),
                          .note = form_text(&context->form, "note"),
                          .amount_fen = form_fen(&context->form, "amount"),
                          .is_passed = form_is_checked(&context->form, "is_passed"),
                          .year = form_int(&context->form, "year")};
    if (!enrolment_action_from_code(form_text(&context->form, "action"), &step.action)) {
        return error_set(error, ERROR_INVALID, "请选择怎么办");
    }
    if (!enrolment_step(tx, context->actor, &with, &step, arena, &enrolment, error)) return false;
    *number = enrolment.number;
    return true;
}

static bool write_delivery(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    Enrolment enrolment;
    Str *number = out;
    Str note = form_text(&context->form, "note");
    EnrolmentDelivery delivery = {.number = context_parameter(context, "number"),
                                  .service_key = form_text(&context->form, "service"),
                                  .outcome = form_text(&context->form, "outcome"),
                                  .on = form_date(&context->form, "on"),
                                  .delivered_by = form_text(&context->form, "by"),
                                  .note = str_is_empty(note) ? (Str){0} : note};
    if (!enrolment_deliver(tx, context->actor, &with, &delivery, arena, &enrolment, error)) {
        return false;
    }
    *number = enrolment.number;
    return true;
}

// Writes once and goes back, or shows the page with what is wrong on top.
static bool write_page(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Str number;
    if (platform_write_once(context, function, context, &number, &fault)) {
        return context_redirect(
            context, str_format(context->arena, "/enrolments/%.*s", STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool write_api(Context *context, StoreFunction *function, Error *error) {
    return answer_written(context, function, context, error);
}

static bool step_page(Context *context, Error *error) {
    return write_page(context, write_step, error);
}
static bool step_api(Context *context, Error *error) {
    return write_api(context, write_step, error);
}
static bool delivery_page(Context *context, Error *error) {
    return write_page(context, write_delivery, error);
}
static bool delivery_api(Context *context, Error *error) {
    return write_api(context, write_delivery, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/enrolments",                        list_page,     .needs = PERMISSION_ENROLMENTS,       .form = &list_form, .title = "名额与登记"},
    {GET,  "/enrolments/:number",                one_page,      .needs = PERMISSION_ENROLMENTS,       .title = "登记"},
    {POST, "/enrolments/:number/step",           step_page,     .needs = PERMISSION_ENROLMENTS,       .form = &step_form, .title = "办理登记"},
    {POST, "/enrolments/:number/deliveries",     delivery_page, .needs = PERMISSION_SERVICE_DELIVER, .form = &delivery_form, .title = "登记服务"},
    {GET,  "/api/enrolments",                    list_api,      .needs = PERMISSION_ENROLMENTS,       .form = &list_form, .title = "名额与登记"},
    {GET,  "/api/enrolments/:number",            one_api,       .needs = PERMISSION_ENROLMENTS,       .title = "登记"},
    {POST, "/api/enrolments/:number/step",       step_api,      .needs = PERMISSION_ENROLMENTS,       .form = &step_form, .title = "办理登记"},
    {POST, "/api/enrolments/:number/deliveries", delivery_api,  .needs = PERMISSION_SERVICE_DELIVER, .form = &delivery_form, .title = "登记服务"},
};
// clang-format on
const RouteList enrolment_pages = ROUTES(routes);
