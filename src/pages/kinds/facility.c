// SPDX-License-Identifier: Apache-2.0
#include "pages/kinds/facility.h"

#include "pages/kinds/facility_list.html.h"
#include "pages/platform.h"
#include "registry/code.h"

#define LIST_ROWS 100
#define AREA_MAX 10000000

static const FormOption county_choices[] = {
    {"640502", "沙坡头区"}, {"640521", "中宁县"}, {"640522", "海原县"},
};
static const FormOption level_choices[] = {
    {"national", "国家级"}, {"region", "自治区级"}, {"city", "市级"},
};

enum { KIND, NAME, USCC, DIVISION, ADDRESS, SITE_CODE, LEVEL, TOTAL, FREE_AREA, FUNDED,
       FACILITY_FIELDS };
static const FormField facility_fields[FACILITY_FIELDS] = {
    [KIND] = {.name = "kind", .label = "类型", .type = FIELD_TEXT, .is_required = true,
              .length_max = 40},
    [NAME] = {.name = "name", .label = "名称", .type = FIELD_TEXT, .is_required = true,
              .length_max = 60},
    [USCC] = {.name = "uscc", .label = "运营单位的统一社会信用代码", .type = FIELD_TEXT,
              .is_required = true, .length_max = 18},
    [DIVISION] = {.name = "division", .label = "县区", .type = FIELD_ENUM, .is_required = true,
                  .options = county_choices, .option_count = 3},
    [ADDRESS] = {.name = "address", .label = "地址", .type = FIELD_TEXT, .is_required = true,
                 .length_max = 60},
    [SITE_CODE] = {.name = "site_code", .label = "村（社区）区划代码", .type = FIELD_TEXT,
                   .length_max = 12, .help = "12位，村（社区）平台要填"},
    [LEVEL] = {.name = "level", .label = "等级", .type = FIELD_ENUM, .options = level_choices,
               .option_count = 3, .help = "有认定等级的才选"},
    [TOTAL] = {.name = "total_area", .label = "总面积（平方米）", .type = FIELD_INT, .min = 1,
               .max = AREA_MAX},
    [FREE_AREA] = {.name = "free_area", .label = "免费面积（平方米）", .type = FIELD_INT, .min = 0,
                   .max = AREA_MAX},
    [FUNDED] = {.name = "is_government_funded", .label = "政府投资建设", .type = FIELD_CHECKBOX},
};
static const Form facility_form = {"facility", facility_fields, FACILITY_FIELDS};

enum { SPACE_NUMBER, SPACE_TOTAL, SPACE_FREE, SPACE_FIELDS };
static const FormField space_fields[SPACE_FIELDS] = {
    [SPACE_NUMBER] = {.name = "number", .label = "设施编号", .type = FIELD_TEXT,
                      .is_required = true, .length_max = 20},
    [SPACE_TOTAL] = {.name = "total_area", .label = "总面积（平方米）", .type = FIELD_INT,
                     .is_required = true, .min = 1, .max = AREA_MAX},
    [SPACE_FREE] = {.name = "free_area", .label = "免费面积（平方米）", .type = FIELD_INT,
                    .is_required = true, .min = 0, .max = AREA_MAX},
};
static const Form space_form = {"facility_space", space_fields, SPACE_FIELDS};

static const FormField list_fields[] = {
    {.name = "after", .label = "从哪一个之后", .type = FIELD_TEXT, .length_max = 40},
};
static const Form list_form = {"facilities", list_fields, 1};

// ---- The kinds that the policies know ----

// The codes of the facts that a facility's type fills, with their labels.
static void add_codes(Arena *arena, const FactCodeList *codes, FormOption *options,
                      size_t *count, size_t capacity) {
    for (size_t i = 0; i < codes->count && *count < capacity; i++) {
        bool is_known = false;
        for (size_t j = 0; j < *count; j++) {
            is_known |= str_equal(str_from_c(options[j].value), codes->items[i].code);
        }
        if (is_known) continue;
        options[(*count)++] = (FormOption){str_to_c(arena, codes->items[i].code),
                                           str_to_c(arena, codes->items[i].label)};
    }
}

static FormOptions kind_options(Context *context) {
    enum { KINDS_MAX = 60 };
    const Pack *pack = platform_pack(context);
    FormOption *options = NEW_ARRAY(context->arena, FormOption, KINDS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < pack->policies.count; i++) {
        const FactList *facts = &pack->policies.items[i]->facts;
        for (size_t j = 0; j < facts->count; j++) {
            const FactSource *source = &facts->items[j].source;
            bool is_type = source->kind == FACT_SOURCE_VIEW &&
                           str_equal(source->view, STR("facility")) &&
                           str_equal(source->column, STR("type"));
            if (!is_type) continue;
            add_codes(context->arena, &facts->items[j].codes, options, &count, KINDS_MAX);
        }
    }
    return (FormOptions){options, count};
}

static Str kind_label(const FormOptions *kinds, Str code) {
    for (size_t i = 0; i < kinds->count; i++) {
        if (str_equal(str_from_c(kinds->items[i].value), code)) {
            return str_from_c(kinds->items[i].label);
        }
    }
    return code;
}

// ---- The page ----

static bool read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    bool has_form = context->form.form == &list_form;
    return facility_list(tx, context->actor, (Str){0},
                         has_form ? form_text(&context->form, "after") : (Str){0}, LIST_ROWS + 1,
                         arena, out, error);
}

static FieldView field(Context *context, int place, Str value) {
    bool was_sent = context->form.form == &facility_form;
    return was_sent ? context_field_view(context, facility_fields[place].name, value)
                    : form_field_view(context->arena, &facility_fields[place], value);
}

static void put_fields(Context *context, const FormOptions *kinds, FacilityListView *view) {
    FormField kind = facility_fields[KIND];
    kind.type = FIELD_ENUM;
    kind.options = kinds->items;
    kind.option_count = kinds->count;
    Str uscc = str_is_absent(context->actor->scope.uscc) ? STR("") : context->actor->scope.uscc;
    view->form = context_form_view(context);
    view->kind = form_field_view(context->arena, &kind,
                                 context->form.form == &facility_form
                                     ? form_text(&context->form, "kind")
                                     : STR(""));
    view->name = field(context, NAME, STR(""));
    view->uscc = field(context, USCC, uscc);
    view->division = field(context, DIVISION, context->actor->scope.division_prefix);
    view->address = field(context, ADDRESS, STR(""));
    view->site_code = field(context, SITE_CODE, STR(""));
    view->level = field(context, LEVEL, STR(""));
    view->total_area = field(context, TOTAL, STR(""));
    view->free_area = field(context, FREE_AREA, STR(""));
    view->is_government_funded = field(context, FUNDED, STR(""));
    view->space_number = form_field_view(context->arena, &space_fields[SPACE_NUMBER], STR(""));
    view->space_total = form_field_view(context->arena, &space_fields[SPACE_TOTAL], STR(""));
    view->space_free = form_field_view(context->arena, &space_fields[SPACE_FREE], STR(""));
}

static FacilityRowView row_view(Arena *arena, const FormOptions *kinds, const Facility *facility) {
    FacilityRowView row = {
        .number = facility->number, .kind = kind_label(kinds, facility->kind),
        .name = facility->name, .uscc = facility->uscc,
        .county = county_label(facility->division_code), .address = facility->address,
        .registered_on = {facility->registered_on}};
    if (facility->total_area_m2 > 0) {
        row.space = str_format(arena, "%lld㎡，免费%lld㎡", (long long)facility->total_area_m2,
                               (long long)(facility->free_area_m2 < 0 ? 0
                                                                      : facility->free_area_m2));
    }
    return row;
}

static bool show(Context *context, const Error *fault, Error *error) {
    Facilities facilities;
    int status = context->form.fault_count > 0 ? 400 : 200;
    if (!platform_read(context, read_list, context, &facilities, error)) return false;
    FormOptions kinds = kind_options(context);
    FacilityListView view = {
        .rows = {NEW_ARRAY(context->arena, FacilityRowView, facilities.count), 0},
        .has_more = facilities.count > LIST_ROWS,
        .may_register = context_may(context, PERMISSION_ORG_CLAIMS) ||
                        context_may(context, PERMISSION_ENROLMENT_ENTER)};
    for (size_t i = 0; i < facilities.count && i < LIST_ROWS; i++) {
        view.rows.items[view.rows.count++] =
            row_view(context->arena, &kinds, &facilities.items[i]);
    }
    if (view.has_more) {
        view.next_path = str_format(context->arena, "/facilities?after=%.*s",
                                    STR_ARG(view.rows.items[view.rows.count - 1].number));
    }
    put_fields(context, &kinds, &view);
    if (fault) {
        view.fault = fault_box(context, fault);
        status = context->response->status;
    }
    Html html = context_html(context);
    facility_list_html(&html, &view);
    context_page(context, STR("设施"), &html);
    context->response->status = status;
    return true;
}

static bool list_page(Context *context, Error *error) { return show(context, NULL, error); }

static bool list_api(Context *context, Error *error) {
    Facilities facilities;
    if (!platform_read(context, read_list, context, &facilities, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("facilities"));
    json_open_array(writer);
    for (size_t i = 0; i < facilities.count && i < LIST_ROWS; i++) {
        const Facility *facility = &facilities.items[i];
        json_open_object(writer);
        json_member_string(writer, "number", facility->number);
        json_member_string(writer, "kind", facility->kind);
        json_member_string(writer, "name", facility->name);
        json_member_string(writer, "uscc", facility->uscc);
        json_member_string(writer, "division", facility->division_code);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- Writing ----

static bool write_facility(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const FormValues *form = &context->form;
    Facility made;
    Str *number = out;
    Facility entry = {.kind = form_text(form, "kind"), .name = form_text(form, "name"),
                      .uscc = form_text(form, "uscc"),
                      .division_code = form_text(form, "division"),
                      .address = form_text(form, "address"),
                      .site_code = form_text(form, "site_code"),
                      .level = form_text(form, "level"),
                      .total_area_m2 = form_int(form, "total_area"),
                      .free_area_m2 = form_has(form, "free_area") ? form_int(form, "free_area")
                                                                  : -1,
                      .is_government_funded = form_is_checked(form, "is_government_funded")};
    if (!facility_register(tx, context->actor, &entry, arena, &made, error)) return false;
    *number = made.number;
    return true;
}

static bool write_space(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Facility facility;
    Str *number = out;
    *number = form_text(&context->form, "number");
    return facility_report_space(tx, context->actor, *number,
                                 form_int(&context->form, "total_area"),
                                 form_int(&context->form, "free_area"), arena, &facility, error);
}

static bool write_page(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Str number;
    if (context->form.fault_count > 0) return show(context, NULL, error);
    if (platform_write_once(context, function, context, &number, &fault)) {
        return context_redirect(context, STR("/facilities"));
    }
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool write_api(Context *context, StoreFunction *function, Error *error) {
    return answer_written(context, function, context, error);
}

static bool facility_page_post(Context *context, Error *error) {
    return write_page(context, write_facility, error);
}
static bool facility_api(Context *context, Error *error) {
    return write_api(context, write_facility, error);
}
static bool space_page(Context *context, Error *error) {
    return write_page(context, write_space, error);
}
static bool space_api(Context *context, Error *error) {
    return write_api(context, write_space, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/facilities",                          list_page,          .needs = PERMISSION_ENROLMENTS, .form = &list_form, .title = "设施"},
    {POST, "/facilities",                          facility_page_post, .needs = PERMISSION_ENROLMENTS, .form = &facility_form, .flags = ROUTE_SHOWS_FAULTS, .title = "登记设施"},
    {POST, "/facilities/space",                    space_page,         .needs = PERMISSION_ENROLMENTS, .form = &space_form, .title = "场地月报"},
    {GET,  "/api/facilities",                      list_api,           .needs = PERMISSION_ENROLMENTS, .form = &list_form, .title = "设施"},
    {POST, "/api/facilities",                      facility_api,       .needs = PERMISSION_ENROLMENTS, .form = &facility_form, .title = "登记设施"},
    {POST, "/api/facilities/space",                space_api,          .needs = PERMISSION_ENROLMENTS, .form = &space_form, .title = "场地月报"},
};
// clang-format on
const RouteList facility_pages = ROUTES(routes);
