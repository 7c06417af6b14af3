// SPDX-License-Identifier: Apache-2.0
#include "pages/kinds/measure.h"

#include "http/field.h"
#include "pages/kinds/board.html.h"
#include "pages/kinds/measure.html.h"
#include "pages/platform.h"
#include "registry/code.h"

#define LIST_ROWS 50

enum { FILTER_STATE, FILTER_AFTER, FILTER_FIELDS };
static const FormField filter_fields[FILTER_FIELDS] = {
    [FILTER_STATE] = {.name = "state", .label = "状态", .type = FIELD_TEXT, .length_max = 20},
    [FILTER_AFTER] = {.name = "after", .label = "从哪一件之后", .type = FIELD_TEXT,
                      .length_max = 40},
};
static const Form filter_form = {"measure", filter_fields, FILTER_FIELDS};

enum { CITY_PLACES, DOCUMENT, COUNTY_FIRST, QUOTA_FIELDS = COUNTY_FIRST + DIVISION_COUNTY_COUNT };
#define PLACES_MAX 10000000
#define COUNTY_FIELD(code, county)                                                                \
    {.name = "places_" code, .label = county, .type = FIELD_INT, .min = 0, .max = PLACES_MAX}
static const FormField quota_fields[QUOTA_FIELDS] = {
    [CITY_PLACES] = {.name = "places", .label = "全市名额", .type = FIELD_INT, .is_required = true,
                     .min = 0, .max = PLACES_MAX},
    [DOCUMENT] = {.name = "document", .label = "依据的文件", .type = FIELD_TEXT,
                  .is_required = true, .length_max = 60},
    [COUNTY_FIRST] = COUNTY_FIELD("640502", "沙坡头区"),
    COUNTY_FIELD("640521", "中宁县"),
    COUNTY_FIELD("640522", "海原县"),
};
static const Form quota_form = {"quota", quota_fields, QUOTA_FIELDS};

enum { VERSION, RECEIVER, RECEIPT };
static const FormField push_fields[] = {
    [VERSION] = {.name = "version", .label = "第几版", .type = FIELD_INT, .is_required = true,
                 .min = 1, .max = 1000000},
    [RECEIVER] = {.name = "receiver", .label = "推送给谁", .type = FIELD_TEXT, .is_required = true,
                  .length_max = 40, .help = "部门简称，或者银行"},
};
static const Form push_form = {"register_push", push_fields, 2};
static const FormField receipt_fields[] = {
    {.name = "version", .label = "第几版", .type = FIELD_INT, .is_required = true, .min = 1,
     .max = 1000000},
    {.name = "receipt", .label = "回执内容", .type = FIELD_LONG_TEXT, .is_required = true,
     .length_max = 300},
};
static const Form receipt_form = {"register_receipt", receipt_fields, 2};

// ---- The board ----

static bool read_board(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    return measure_standings(tx, context->actor, &with, arena, out, error);
}

static BoardRowView row_view(Arena *arena, const MeasureStanding *standing) {
    return (BoardRowView){
        .key = standing->measure->key, .measure = standing->measure->name,
        .kind = standing->kind->label,
        .policy = policy_label(arena, standing->policy->number, standing->policy->title),
        .applied = standing->counts[ENROLMENT_APPLIED],
        .admitted = standing->counts[ENROLMENT_ADMITTED],
        .done = standing->counts[ENROLMENT_DONE], .late = standing->late,
        .has_places = standing->places >= 0, .places = standing->places,
        .taken = standing->units};
}

static bool board_page(Context *context, Error *error) {
    MeasureStandings standings;
    if (!platform_read(context, read_board, context, &standings, error)) return false;
    BoardView view = {
        .rows = {NEW_ARRAY(context->arena, BoardRowView, standings.count), standings.count},
        .county = county_label(context->actor->scope.division_prefix)};
    for (size_t i = 0; i < standings.count; i++) {
        view.rows.items[i] = row_view(context->arena, &standings.items[i]);
    }
    Html html = context_html(context);
    board_html(&html, &view);
    return context_page(context, STR("措施一览"), &html);
}

static bool board_api(Context *context, Error *error) {
    MeasureStandings standings;
    if (!platform_read(context, read_board, context, &standings, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("measures"));
    json_open_array(writer);
    for (size_t i = 0; i < standings.count; i++) {
        const MeasureStanding *standing = &standings.items[i];
        json_open_object(writer);
        json_member_int(writer, "policy", standing->policy->number);
        json_member_string(writer, "measure", standing->measure->key);
        json_member_string(writer, "kind", measure_kind_name(standing->measure->kind));
        json_member_int(writer, "applied", standing->counts[ENROLMENT_APPLIED]);
        json_member_int(writer, "admitted", standing->counts[ENROLMENT_ADMITTED]);
        json_member_int(writer, "done", standing->counts[ENROLMENT_DONE]);
        json_member_int(writer, "late", standing->late);
        if (standing->places >= 0) json_member_int(writer, "places", standing->places);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// ---- One measure ----

typedef struct MeasureOut {
    const MeasureStanding *standing;
    EnrolmentPage page;
    bool has_quota;
    Quota quota;
    RegisterVersions versions;
} MeasureOut;

static bool read_measure(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    const Actor *actor = context->actor;
    CaseContext with = platform_case(context);
    MeasureOut *result = out;
    MeasureStandings standings;
    Str key = context_parameter(context, "measure");
    *result = (MeasureOut){0};
    if (!measure_standings(tx, actor, &with, arena, &standings, error)) return false;
    for (size_t i = 0; i < standings.count; i++) {
        if (str_equal(standings.items[i].measure->key, key)) {
            result->standing = &standings.items[i];
        }
    }
    if (!result->standing) {
        return error_set(error, ERROR_NOT_FOUND, "没有措施“%.*s”", STR_ARG(key));
    }
    bool has_form = context->form.form == &filter_form;
    Str state = has_form ? form_text(&context->form, "state") : (Str){0};
    EnrolmentFilter filter = {.measure_key = key,
                              .state = str_is_empty(state) ? (Str){0} : state,
                              .after_number = has_form ? form_text(&context->form, "after")
                                                       : (Str){0},
                              .row_count = LIST_ROWS};
    result->has_quota = result->standing->places >= 0;
    return enrolment_list(tx, actor, &with, &filter, arena, &result->page, error) &&
           (!result->has_quota ||
            quota_find(tx, actor, &with, key, arena, &result->quota, error)) &&
           register_versions(tx, actor, key, arena, &result->versions, error);
}

static void put_counts(Context *context, const MeasureOut *out, MeasureView *view) {
    const MeasureStanding *standing = out->standing;
    Str shown = context->form.form == &filter_form ? form_text(&context->form, "state") : STR("");
    view->counts.items = NEW_ARRAY(context->arena, MeasureCountView, ENROLMENT_STATE_COUNT + 1);
    int64_t total = 0;
    for (int i = 0; i < ENROLMENT_STATE_COUNT; i++) total += standing->counts[i];
    view->counts.items[view->counts.count++] =
        (MeasureCountView){STR(""), STR("全部"), total, str_is_empty(shown)};
    for (int i = 0; i < ENROLMENT_STATE_COUNT; i++) {
        EnrolmentState state = (EnrolmentState)i;
        Str code = enrolment_state_code(state);
        if (standing->counts[i] == 0) continue;
        view->counts.items[view->counts.count++] =
            (MeasureCountView){code, kind_state_label(standing->kind, state),
                               standing->counts[i], str_equal(code, shown)};
    }
}

static void put_quota(Context *context, const MeasureOut *out, MeasureView *view) {
    Arena *arena = context->arena;
    const Quota *quota = &out->quota;
    view->has_quota = out->has_quota;
    view->has_shares = quota->county_count > 0;
    view->may_set_quota = out->has_quota && context_may(context, PERMISSION_QUOTA_SET);
    view->quota_document = quota->document;
    view->places = quota->city.places;
    view->taken = quota->city.taken;
    Str places = str_format(arena, "%lld", (long long)quota->city.places);
    view->quota_places = form_field_view(arena, &quota_fields[CITY_PLACES], places);
    view->document = form_field_view(arena, &quota_fields[DOCUMENT], STR(""));
    view->shares.items = NEW_ARRAY(arena, ShareView, DIVISION_COUNTY_COUNT);
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT && out->has_quota; i++) {
        ShareView *share = &view->shares.items[view->shares.count++];
        Str value = STR("");
        *share = (ShareView){.name = county_label(str_from_c(division_counties[i]))};
        for (size_t j = 0; j < quota->county_count; j++) {
            const QuotaShare *county = &quota->counties[j];
            if (!str_equal(county->division_code, str_from_c(division_counties[i]))) continue;
            share->places = county->places;
            share->taken = county->taken;
            value = str_format(arena, "%lld", (long long)county->places);
        }
        share->field = form_field_view(arena, &quota_fields[COUNTY_FIRST + i], value);
    }
}

static Str pushes_text(Arena *arena, const RegisterVersion *version) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < version->push_count; i++) {
        const RegisterPush *push = &version->pushes[i];
        Str on = date_to_chinese(arena, push->pushed_on);
        str_put_format(&out, "%s%.*s %.*s，", i > 0 ? "；" : "", STR_ARG(push->receiver),
                       STR_ARG(on));
        if (str_is_absent(push->receipt)) {
            str_put(&out, STR("等回执"));
        } else {
            str_put_format(&out, "回执：%.*s", STR_ARG(push->receipt));
        }
    }
    return str_built(&out);
}

static void put_versions(Context *context, const MeasureOut *out, MeasureView *view) {
    Arena *arena = context->arena;
    const Actor *actor = context->actor;
    Str me = str_is_empty(actor->department) ? actor->display_name : actor->department;
    view->is_register = out->standing->measure->kind == MEASURE_REGISTER;
    view->may_push = view->is_register && context_may(context, PERMISSION_REGISTER_PUSH);
    view->may_refresh = view->may_push && (out->standing->measure->ways & MEASURE_AUTOMATIC);
    view->versions.items = NEW_ARRAY(arena, VersionView, out->versions.count);
    view->versions.count = out->versions.count;
    for (size_t i = 0; i < out->versions.count; i++) {
        const RegisterVersion *version = &out->versions.items[i];
        view->versions.items[i] = (VersionView){
            .number = version->number, .line_count = version->line_count,
            .made_on = {version->made_on}, .sha256 = str_slice(version->sha256, 0, 16),
            .pushes = pushes_text(arena, version)};
        for (size_t j = 0; j < version->push_count; j++) {
            const RegisterPush *push = &version->pushes[j];
            view->may_answer |=
                str_equal(push->receiver, me) && str_is_absent(push->receipt);
        }
    }
    Str latest = out->versions.count > 0
                     ? str_format(arena, "%lld", (long long)out->versions.items[0].number)
                     : STR("");
    view->version = form_field_view(arena, &push_fields[VERSION], latest);
    view->receiver = form_field_view(arena, &push_fields[RECEIVER], STR(""));
    view->receipt = form_field_view(arena, &receipt_fields[1], STR(""));
}

static bool show(Context *context, const Error *fault, Error *error) {
    MeasureOut out;
    int status = 200;
    if (!platform_read(context, read_measure, context, &out, error)) return false;
    const Measure *measure = out.standing->measure;
    const Policy *policy = out.standing->policy;
    MeasureView view = {
        .key = measure->key, .name = measure->name, .kind = out.standing->kind->label,
        .policy = policy_label(context->arena, policy->number, policy->title),
        .policy_number = policy->number,
        .table = {enrolment_rows(context, &out.page.enrolments)},
        .is_empty = out.page.enrolments.count == 0, .has_more = out.page.has_more,
        .may_enter = context_may(context, PERMISSION_ENROLMENT_ENTER),
        .may_select = !str_is_empty(measure->selection) &&
                      context_may(context, PERMISSION_ENROLMENT_ADMIT),
        .form = context_form_view(context)};
    if (view.has_more) {
        Str last = out.page.enrolments.items[out.page.enrolments.count - 1].number;
        Str state = form_text(&context->form, "state");
        view.next_path = str_format(context->arena, "/kinds/%.*s?state=%.*s&after=%.*s",
                                    STR_ARG(measure->key), STR_ARG(state), STR_ARG(last));
    }
    put_counts(context, &out, &view);
    put_quota(context, &out, &view);
    put_versions(context, &out, &view);
    if (fault) {
        view.fault = fault_box(context, fault);
        status = context->response->status;
    }
    Html html = context_html(context);
    measure_html(&html, &view);
    context_page(context, measure->name, &html);
    context->response->status = status;
    return true;
}

static bool measure_page(Context *context, Error *error) { return show(context, NULL, error); }

// ---- Writing ----

static bool write_quota(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    QuotaShare shares[DIVISION_COUNTY_COUNT];
    Quota quota;
    Str *key = out;
    *key = context_parameter(context, "measure");
    QuotaIn entry = {.measure_key = *key, .places = form_int(&context->form, "places"),
                     .counties = shares, .document = form_text(&context->form, "document")};
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT; i++) {
        const char *name = quota_fields[COUNTY_FIRST + i].name;
        if (!form_has(&context->form, name)) continue;
        shares[entry.county_count++] = (QuotaShare){str_from_c(division_counties[i]),
                                                    form_int(&context->form, name), 0};
    }
    return quota_set(tx, context->actor, &with, &entry, arena, &quota, error);
}

static bool write_selection(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    MeasureOut found;
    Enrolments selected;
    Str *key = out;
    *key = context_parameter(context, "measure");
    return read_measure(tx, in, &found, arena, error) &&
           enrolment_select(tx, context->actor, &with, found.standing->policy->number, *key, arena,
                            &selected, error);
}

static bool write_version(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    CaseContext with = platform_case(context);
    RegisterVersion version;
    Str *key = out;
    *key = context_parameter(context, "measure");
    return register_freeze(tx, context->actor, &with, *key, arena, &version, error);
}

static bool write_push(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *key = out;
    *key = context_parameter(context, "measure");
    return register_hand_on(tx, context->actor, *key, form_int(&context->form, "version"),
                            form_text(&context->form, "receiver"), arena, error);
}

static bool write_receipt(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    Str *key = out;
    *key = context_parameter(context, "measure");
    return register_receipt(tx, context->actor, *key, form_int(&context->form, "version"),
                            form_text(&context->form, "receipt"), arena, error);
}

static bool write_page(Context *context, StoreFunction *function, Error *error) {
    Error fault = {0};
    Str key;
    if (platform_write_once(context, function, context, &key, &fault)) {
        return context_redirect(context,
                                str_format(context->arena, "/kinds/%.*s", STR_ARG(key)));
    }
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool write_api(Context *context, StoreFunction *function, Error *error) {
    return answer_written(context, function, context, error);
}

static bool quota_page(Context *context, Error *error) {
    return write_page(context, write_quota, error);
}
static bool quota_api(Context *context, Error *error) {
    return write_api(context, write_quota, error);
}
static bool selection_page(Context *context, Error *error) {
    return write_page(context, write_selection, error);
}
static bool selection_api(Context *context, Error *error) {
    return write_api(context, write_selection, error);
}
static bool version_page(Context *context, Error *error) {
    return write_page(context, write_version, error);
}
static bool version_api(Context *context, Error *error) {
    return write_api(context, write_version, error);
}
static bool push_page(Context *context, Error *error) {
    return write_page(context, write_push, error);
}
static bool push_api(Context *context, Error *error) {
    return write_api(context, write_push, error);
}
static bool receipt_page(Context *context, Error *error) {
    return write_page(context, write_receipt, error);
}
static bool receipt_api(Context *context, Error *error) {
    return write_api(context, write_receipt, error);
}

// Chunk by chunk, each a transaction of its own: the same again changes nothing.
static bool refresh(Context *context, RegisterRefresh *result, Error *error) {
    CaseContext with = platform_case(context);
    return register_refresh(platform_of(context)->store, context->actor, &with,
                            context_parameter(context, "measure"), context->arena, result, error);
}

static bool refresh_page(Context *context, Error *error) {
    Error fault = {0};
    RegisterRefresh result;
    Str key = context_parameter(context, "measure");
    if (refresh(context, &result, &fault)) {
        return context_redirect(context,
                                str_format(context->arena, "/kinds/%.*s", STR_ARG(key)));
    }
    if (fault_is_shown(&fault)) return show(context, &fault, error);
    *error = fault;
    return false;
}

static bool refresh_api(Context *context, Error *error) {
    RegisterRefresh result;
    if (!refresh(context, &result, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_int(writer, "looked_at", result.looked_at);
    json_member_int(writer, "added", result.added);
    json_member_int(writer, "removed", result.removed);
    json_close_object(writer);
    return context_json_end(context);
}

// A write too: who read a list of names is noted.
static bool read_content(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    int64_t number;
    if (!str_to_int64(context_parameter(context, "version"), &number)) {
        return error_set(error, ERROR_NOT_FOUND, "没有这一版");
    }
    return register_content(tx, context->actor, context_parameter(context, "measure"), number,
                            arena, out, error);
}

static bool version_file(Context *context, Error *error) {
    Str content;
    if (!platform_write(context, read_content, context, &content, error)) return false;
    Str key = context_parameter(context, "measure");
    Str version = context_parameter(context, "version");
    Str name = str_format(context->arena, "%.*s-%.*s.csv", STR_ARG(key), STR_ARG(version));
    return context_file(context, name, STR("text/csv; charset=utf-8"), content);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/kinds",                             board_page,   .needs = PERMISSION_ENROLMENT_READ, .title = "措施一览"},
    {GET,  "/kinds/:measure",                    measure_page, .needs = PERMISSION_ENROLMENT_READ, .form = &filter_form, .title = "措施"},
    {POST, "/kinds/:measure/quota",              quota_page,   .needs = PERMISSION_QUOTA_SET,      .form = &quota_form, .title = "分解名额"},
    {POST, "/kinds/:measure/selection",          selection_page,   .needs = PERMISSION_ENROLMENT_ADMIT, .title = "按排名选定"},
    {POST, "/kinds/:measure/refresh",            refresh_page, .needs = PERMISSION_REGISTER_PUSH,  .flags = ROUTE_REPEATABLE | ROUTE_SLOW, .title = "按规则更新名单"},
    {POST, "/kinds/:measure/versions",           version_page,   .needs = PERMISSION_REGISTER_PUSH,  .title = "名单定版"},
    {POST, "/kinds/:measure/pushes",             push_page,   .needs = PERMISSION_REGISTER_PUSH,  .form = &push_form, .title = "推送名单"},
    {POST, "/kinds/:measure/receipts",           receipt_page,   .needs = PERMISSION_ENROLMENT_READ, .form = &receipt_form, .title = "名单回执"},
    {GET,  "/kinds/:measure/versions/:version",  version_file, .needs = PERMISSION_ENROLMENT_READ, .title = "下载名单"},
    {GET,  "/api/kinds",                         board_api,    .needs = PERMISSION_ENROLMENT_READ, .title = "措施一览"},
    {POST, "/api/kinds/:measure/quota",          quota_api,    .needs = PERMISSION_QUOTA_SET,      .form = &quota_form, .title = "分解名额"},
    {POST, "/api/kinds/:measure/selection",      selection_api,    .needs = PERMISSION_ENROLMENT_ADMIT, .title = "按排名选定"},
    {POST, "/api/kinds/:measure/refresh",        refresh_api,  .needs = PERMISSION_REGISTER_PUSH,  .flags = ROUTE_REPEATABLE | ROUTE_SLOW, .title = "按规则更新名单"},
    {POST, "/api/kinds/:measure/versions",       version_api,    .needs = PERMISSION_REGISTER_PUSH,  .title = "名单定版"},
    {POST, "/api/kinds/:measure/pushes",         push_api,    .needs = PERMISSION_REGISTER_PUSH,  .form = &push_form, .title = "推送名单"},
    {POST, "/api/kinds/:measure/receipts",       receipt_api,    .needs = PERMISSION_ENROLMENT_READ, .form = &receipt_form, .title = "名单回执"},
};
// clang-format on
const RouteList measure_pages = ROUTES(routes);
