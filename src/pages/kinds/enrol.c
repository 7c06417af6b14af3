// SPDX-License-Identifier: Apache-2.0
#include "pages/kinds/enrol.h"

#include "kinds/facility.h"
#include "kinds/quota.h"
#include "pages/kinds/amend.html.h"
#include "pages/kinds/enrol.html.h"
#include "pages/kinds/enrolment.h"
#include "pages/platform.h"
#include "registry/code.h"
#include "registry/person.sql.h"

#define SUBJECTS_MAX 200

enum { SUBJECT, UNITS, FIXED_COUNT };
static const FormField fixed_fields[FIXED_COUNT] = {
    [SUBJECT] = {.name = "subject", .label = "对象", .type = FIELD_TEXT, .is_required = true,
                 .length_max = 80},
    [UNITS] = {.name = "units", .label = "名额（岗位）数", .type = FIELD_INT, .min = 1,
               .max = ENROLMENT_UNITS_MAX, .help = "不填就是 1 个"},
};

typedef struct SubjectWord {
    const char *view, *label, *help;
} SubjectWord;

static const SubjectWord subject_words[] = {
    {"person", "公民身份号码", "18位，最后一位可以是X"},
    {"employer", "统一社会信用代码", "18位"},
    {"organiser", "中介的统一社会信用代码或经纪人备案号", ""},
    {"facility", "设施编号", "SS- 开头"},
    {"base", "见习基地的统一社会信用代码", "18位"},
    {"hire", "招用记录", "单位代码:身份号码:招用日期"},
    {"trainee", "见习记录", "单位代码:身份号码:见习起始日"},
};

// ---- The form ----

static bool measure_named(const Context *context, Str key, const Policy **policy,
                          const Measure **measure, Error *error) {
    *measure = pack_measure(platform_pack(context), key, policy);
    if (*measure && kind_of((*measure)->kind)) return true;
    error_set(error, ERROR_NOT_FOUND, "没有可以登记的措施“%.*s”", STR_ARG(key));
    return error_detail(error, "请从政策页点进来");
}

static bool measure_of(const Context *context, const Policy **policy, const Measure **measure,
                       Error *error) {
    return measure_named(context, context_parameter(context, "measure"), policy, measure, error);
}

static bool add_asked(Context *context, const Policy *policy, const Measure *measure,
                      FactFields *fields, Error *error) {
    const bool *is_wanted = fact_form_of_measure(context, policy, measure);
    return fact_fields_add(context->arena, policy, is_wanted, fields, error);
}

static bool form_of_measure(Context *context, const Form **form, Error *error) {
    const Policy *policy;
    const Measure *measure;
    FactFields fields = fact_fields_of(context);
    if (!measure_of(context, &policy, &measure, error)) return false;
    for (size_t i = 0; i < FIXED_COUNT; i++) PUSH(context->arena, &fields, fixed_fields[i]);
    if (!add_asked(context, policy, measure, &fields, error)) return false;
    Form *made = NEW(context->arena, Form);
    *made = (Form){"enrol", fields.items, fields.count};
    *form = made;
    return true;
}

// ---- Whom it is for ----

typedef struct SubjectsOut {
    FormOption *items; // of whom there are only a few
    size_t count;
    Str own;           // the actor's own key; absent = must be typed
    Quota quota;
    bool has_quota;
} SubjectsOut;

static bool read_facilities(Tx *tx, const Actor *actor, Arena *arena, SubjectsOut *out,
                            Error *error) {
    Facilities facilities;
    if (!facility_list(tx, actor, (Str){0}, (Str){0}, SUBJECTS_MAX, arena, &facilities, error)) {
        return false;
    }
    out->items = NEW_ARRAY(arena, FormOption, facilities.count);
    for (size_t i = 0; i < facilities.count; i++) {
        const Facility *facility = &facilities.items[i];
        Str label = str_format(arena, "%.*s %.*s", STR_ARG(facility->number),
                               STR_ARG(facility->name));
        out->items[out->count++] =
            (FormOption){str_to_c(arena, facility->number), str_to_c(arena, label)};
    }
    return true;
}

static void list_divisions(const Actor *actor, Arena *arena, SubjectsOut *out) {
    out->items = NEW_ARRAY(arena, FormOption, DIVISION_COUNTY_COUNT + 1);
    if (str_is_empty(actor->scope.division_prefix)) {
        out->items[out->count++] = (FormOption){"640500", "全市"};
    }
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT; i++) {
        Str code = str_from_c(division_counties[i]);
        if (!scope_covers(&actor->scope, code)) continue;
        out->items[out->count++] =
            (FormOption){division_counties[i], division_county_name(code)};
    }
}

static bool read_own_person(Tx *tx, const Actor *actor, Arena *arena, SubjectsOut *out,
                            Error *error) {
    PersonRow person;
    if (actor->scope.person_id == 0) return true;
    if (!person_get(tx, &(PersonGetIn){.id = actor->scope.person_id}, arena, &person, error)) {
        return false;
    }
    out->own = person.id_number;
    return true;
}

static bool read_subjects(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const Actor *actor = context->actor;
    CaseContext with = platform_case(context);
    SubjectsOut *result = out;
    const Policy *policy;
    const Measure *measure;
    *result = (SubjectsOut){0};
    if (!measure_of(context, &policy, &measure, error)) return false;
    if (!str_is_empty(measure->quota)) {
        result->has_quota = true;
        if (!quota_find(tx, actor, &with, measure->key, arena, &result->quota, error)) return false;
    }
    if (str_equal(measure->subject, STR("facility"))) {
        return read_facilities(tx, actor, arena, result, error);
    }
    if (str_equal(measure->subject, STR("division"))) {
        list_divisions(actor, arena, result);
    } else if (str_equal(measure->subject, STR("person"))) {
        return read_own_person(tx, actor, arena, result, error);
    } else {
        result->own = actor->scope.uscc;
    }
    return true;
}

// ---- The page ----

// A person or a facility takes one place; a unit or a county may offer several.
static bool takes_units(const Measure *measure) {
    return measure->kind == MEASURE_PROGRAMME && !str_equal(measure->subject, STR("person")) &&
           !str_equal(measure->subject, STR("facility"));
}

static FieldView subject_view(Context *context, const Measure *measure, const SubjectsOut *out) {
    FormField field = fixed_fields[SUBJECT];
    for (size_t i = 0; i < sizeof subject_words / sizeof *subject_words; i++) {
        if (!str_equal(measure->subject, str_from_c(subject_words[i].view))) continue;
        field.label = subject_words[i].label;
        field.help = subject_words[i].help;
    }
    if (out->items) {
        field.type = FIELD_ENUM;
        field.options = out->items;
        field.option_count = out->count;
    }
    Str asked = request_query(context->request, "subject");
    Str value = context->form.form ? form_text(&context->form, "subject")
                : str_is_empty(asked) ? out->own
                                      : asked;
    return form_field_view(context->arena, &field, str_is_absent(value) ? STR("") : value);
}

static bool show(Context *context, const Error *fault, Error *error) {
    const Policy *policy;
    const Measure *measure;
    const Form *form;
    SubjectsOut out;
    int status = 200;
    if (!measure_of(context, &policy, &measure, error) ||
        !form_of_measure(context, &form, error) ||
        !platform_read(context, read_subjects, context, &out, error)) {
        return false;
    }
    EnrolView view = {
        .policy = policy_label(context->arena, policy->number, policy->title),
        .policy_number = policy->number, .measure = measure->name, .measure_key = measure->key,
        .kind = kind_of(measure->kind)->label, .clause = policy->clause,
        .has_places = out.has_quota, .places = out.quota.city.places,
        .taken = out.quota.city.taken,
        .is_facility = str_equal(measure->subject, STR("facility")),
        .form = context_form_view(context), .subject = subject_view(context, measure, &out),
        .asked = fact_form_view(context, policy, form, FIXED_COUNT, NULL)};
    fact_form_put_provided(context, policy, measure, &view.asked);
    view.has_units = takes_units(measure);
    view.units = form_field_view(context->arena, &fixed_fields[UNITS], STR(""));
    if (fault) {
        view.fault = fault_box(context, fault);
        status = context->response->status;
    } else if (context->form.fault_count > 0) {
        status = 400;
    }
    Html html = context_html(context);
    enrol_html(&html, &view);
    context_page(context, measure->name, &html);
    context->response->status = status;
    return true;
}

static bool enrol_page(Context *context, Error *error) { return show(context, NULL, error); }

// ---- Submitting ----

static bool write_enrolment(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Context *context = *(Context *const *)in;
    CaseContext with = platform_case(context);
    const Policy *policy;
    const Measure *measure;
    Enrolment enrolment;
    Str *number = out;
    if (!measure_of(context, &policy, &measure, error)) return false;
    EnrolmentIn entry = {.policy_number = policy->number, .measure_key = measure->key,
                         .subject_key = form_text(&context->form, "subject"),
                         .stated_json = fact_form_json(context, policy, FIXED_COUNT),
                         .units = form_int(&context->form, "units")};
    if (!enrolment_apply(tx, context->actor, &with, &entry, arena, &enrolment, error)) {
        return false;
    }
    *number = enrolment.number;
    return true;
}

static bool enrol_submit(Context *context, Error *error) {
    const Policy *policy;
    const Measure *measure;
    Error fault = {0};
    Str number;
    if (!measure_of(context, &policy, &measure, error)) return false;
    if (!fact_form_is_complete(context, policy)) return show(context, NULL, error);
    if (platform_write_once(context, write_enrolment, &context, &number, &fault)) {
        return context_redirect(
            context, str_format(context->arena, "/enrolments/%.*s", STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool enrol_api(Context *context, Error *error) {
    return answer_written(context, write_enrolment, &context, error);
}

// ---- Amending ----

static bool read_enrolment(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    return enrolment_find(tx, context->actor, &with, context_parameter(context, "number"), arena,
                          out, error);
}

// What was stated so far, by the subject or by departments, as it would be typed. What is sent goes
// before it: then there is nothing.
static bool typed_so_far(Context *context, const Policy *policy, const EnrolmentFile *file,
                         const JsonValue **typed, Error *error) {
    StrBuilder stated;
    *typed = NULL;
    if (context->request->method != GET) return true;
    str_builder_init(&stated, context->arena, 0);
    str_put_char(&stated, '{');
    for (size_t i = 0; i < file->facts.count; i++) {
        const KeptFact *known = &file->facts.items[i];
        const Fact *fact = fact_find(&policy->facts, known->key);
        bool is_said = known->is_stated ||
                       (fact && fact_is_by_department(fact));
        if (!is_said || str_equal(known->source, STR(ASSESSMENT_DEFAULT_SOURCE))) continue;
        str_put_format(&stated, "%s\"%.*s\":%.*s", stated.count > 1 ? "," : "",
                       STR_ARG(known->key), STR_ARG(known->json));
    }
    str_put_char(&stated, '}');
    return fact_form_typed(context->arena, policy, str_built(&stated), typed, error);
}

static bool amend_form(Context *context, const EnrolmentFile *file, const JsonValue *typed,
                       const Form **form, Error *error) {
    FactFields fields = fact_fields_of(context);
    if (typed) fields.sent_json = typed;
    const Policy *policy;
    const Measure *measure;
    if (!measure_named(context, file->enrolment.measure_key, &policy, &measure, error) ||
        !add_asked(context, policy, measure, &fields, error)) {
        return false;
    }
    Form *made = NEW(context->arena, Form);
    *made = (Form){"amend", fields.items, fields.count};
    *form = made;
    return true;
}

static bool form_of_number(Context *context, const Form **form, Error *error) {
    EnrolmentFile file;
    return platform_read(context, read_enrolment, context, &file, error) &&
           amend_form(context, &file, NULL, form, error);
}

static bool show_amend(Context *context, const Error *fault, Error *error) {
    EnrolmentFile file;
    const Form *form;
    int status = context->form.fault_count > 0 ? 400 : 200;
    const JsonValue *typed;
    if (!platform_read(context, read_enrolment, context, &file, error)) return false;
    const Policy *policy = pack_policy(platform_pack(context), file.enrolment.policy_number);
    if (!typed_so_far(context, policy, &file, &typed, error) ||
        !amend_form(context, &file, typed, &form, error)) {
        return false;
    }
    AmendView view = {.number = file.enrolment.number, .measure = file.enrolment.measure_name,
                      .form = context_form_view(context),
                      .asked = fact_form_view(context, policy, form, 0, typed)};
    if (fault) {
        view.fault = fault_box(context, fault);
        status = context->response->status;
    }
    Html html = context_html(context);
    amend_html(&html, &view);
    context_page(context, STR("补充信息"), &html);
    context->response->status = status;
    return true;
}

static bool amend_page(Context *context, Error *error) { return show_amend(context, NULL, error); }

static bool write_amendment(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Context *context = *(Context *const *)in;
    CaseContext with = platform_case(context);
    EnrolmentFile file;
    Enrolment enrolment;
    Str *number = out;
    if (!read_enrolment(tx, context, &file, arena, error)) return false;
    const Policy *policy = pack_policy(with.pack, file.enrolment.policy_number);
    *number = file.enrolment.number;
    return enrolment_amend(tx, context->actor, &with, *number, fact_form_json(context, policy, 0),
                           arena, &enrolment, error);
}

static bool amend_submit(Context *context, Error *error) {
    EnrolmentFile file;
    Error fault = {0};
    Str number;
    if (!platform_read(context, read_enrolment, context, &file, error)) return false;
    const Policy *policy = pack_policy(platform_pack(context), file.enrolment.policy_number);
    if (!fact_form_is_complete(context, policy)) return show_amend(context, NULL, error);
    if (platform_write_once(context, write_amendment, &context, &number, &fault)) {
        return context_redirect(
            context, str_format(context->arena, "/enrolments/%.*s", STR_ARG(number)));
    }
    if (fault_is_shown(&fault)) return show_amend(context, &fault, error);
    *error = fault;
    return false;
}

static bool amend_api(Context *context, Error *error) {
    return answer_written(context, write_amendment, &context, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/enrol/:measure",               enrol_page,   .needs = PERMISSION_ENROLMENTS, .title = "登记"},
    {POST, "/enrol/:measure",               enrol_submit, .needs = PERMISSION_ENROLMENTS, .form_of = form_of_measure, .flags = ROUTE_SHOWS_FAULTS, .title = "提交登记"},
    {POST, "/api/kinds/:measure/enrolments", enrol_api,   .needs = PERMISSION_ENROLMENTS, .form_of = form_of_measure, .title = "提交登记"},
    {GET,  "/enrolments/:number/facts",     amend_page,   .needs = PERMISSION_ENROLMENTS, .title = "补充信息"},
    {POST, "/enrolments/:number/facts",     amend_submit, .needs = PERMISSION_ENROLMENTS, .form_of = form_of_number, .flags = ROUTE_SHOWS_FAULTS, .title = "补充信息"},
    {POST, "/api/enrolments/:number/facts", amend_api,    .needs = PERMISSION_ENROLMENTS, .form_of = form_of_number, .title = "补充信息"},
};
// clang-format on
const RouteList enrol_pages = ROUTES(routes);
