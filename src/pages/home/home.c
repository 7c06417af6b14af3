// SPDX-License-Identifier: Apache-2.0
#include "pages/home/home.h"

#include "casework/notice.h"
#include "monitor/capability.h"
#include "pages/account/sign_in.h"
#include "pages/home/capability.html.h"
#include "pages/home/home.html.h"
#include "pages/platform.h"
#include "pages/policy/item.h"
#include "registry/code.h"

#define NOTICES_SHOWN 8

// ---- Home ----

static bool read_notices(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return notice_list(tx, NOTICES_SHOWN, arena, out, error);
}

static Str county_name(Str division_code) {
    const char *name = division_county_name(division_code);
    return name ? str_from_c(name) : division_code;
}

static HomeGroupViews groups_view(Arena *arena, const Pack *pack) {
    HomeGroupViews views = {0};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        for (size_t j = 0; j < policy->groups.count; j++) {
            size_t at = 0;
            while (at < views.count && !str_equal(views.items[at].name, policy->groups.items[j])) {
                at++;
            }
            if (at == views.count) {
                PUSH(arena, &views, ((HomeGroupView){.name = policy->groups.items[j]}));
            }
            views.items[at].count++;
        }
    }
    // Groups of a single policy are found in the list; the front door shows the larger ones.
    size_t kept = 0;
    for (size_t i = 0; i < views.count; i++) {
        if (views.items[i].count > 1) views.items[kept++] = views.items[i];
    }
    views.count = kept;
    return views;
}

static const FormField today_fields[] = {
    {.name = "today", .label = "业务日期", .type = FIELD_DATE, .is_required = true},
};
static const Form today_form = {"demo_today", today_fields, 1};

static bool home_page(Context *context, Error *error) {
    Notices notices;
    Arena *arena = context->arena;
    bool is_claimant = context_may(context, PERMISSION_CLAIMANT);
    Str desk = context->is_signed_in ? sign_in_home(context->actor->role) : STR("/sign-in");
    if (!platform_read(context, read_notices, NULL, &notices, error)) return false;
    HomeView view = {
        .has_own = !context->is_signed_in || is_claimant,
        .has_desk = !str_equal(desk, STR("/me")),
        .desk = desk,
        .search = item_search_view(context),
        .groups = groups_view(arena, platform_pack(context)),
        .policy_count = platform_pack(context)->policies.count,
        .notices = {NEW_ARRAY(arena, HomeNoticeView, notices.count), notices.count},
        .is_demo = platform_of(context)->is_demo,
        .today = form_field_view(arena, &today_fields[0],
                                 date_to_str(arena, context->actor->today)),
    };
    if (view.is_demo) view.form = context_form_view(context);
    for (size_t i = 0; i < notices.count; i++) {
        const Notice *notice = &notices.items[i];
        view.notices.items[i] = (HomeNoticeView){.number = notice->number,
                                                 .title = notice->measure_name,
                                                 .county = county_name(notice->division_code),
                                                 .closes = {notice->closes_on},
                                                 .is_open = notice->is_open,
                                                 .count = notice->item_count};
    }
    Html html = context_html(context);
    home_html(&html, &view);
    return context_page(context, STR("首页"), &html);
}

// ---- Capability ----

static bool read_capability(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return capability_read(tx, arena, out, error);
}

static ModuleView module_view(const Context *context, const Module *module) {
    static const char *const classes[] = {"", "is-soon", "is-done"};
    ModuleState state = module_state(module);
    Str path = str_from_c(module->path ? module->path : "");
    return (ModuleView){.code = str_from_c(module->code),
                        .group = str_from_c(module->group),
                        .name = str_from_c(module->name),
                        .lacks = module->lacks ? str_from_c(module->lacks) : (Str){0},
                        .state = module_state_label(state),
                        .state_class = classes[state],
                        .path = context_may_open(context, path) ? path : (Str){0}};
}

static bool capability_page(Context *context, Error *error) {
    Capability capability;
    Arena *arena = context->arena;
    if (!platform_read(context, read_capability, NULL, &capability, error)) return false;
    bool is_postgres = store_is_postgres(platform_of(context)->store);
    CapabilityView view = {
        .databases = {NEW_ARRAY(arena, DatabaseView, 4), 4},
        .modules = {NEW_ARRAY(arena, ModuleView, module_count), module_count},
        .available = capability.module_counts[MODULE_AVAILABLE],
        .partial = capability.module_counts[MODULE_PARTIAL],
        .building = capability.module_counts[MODULE_BUILDING],
        .engine = is_postgres ? STR("PostgreSQL（四个模式）") : STR("SQLite（一个文件）"),
    };
    for (size_t i = 0; i < 4; i++) {
        const DatabaseState *state = &capability.databases[i];
        view.databases.items[i] =
            (DatabaseView){state->label, state->table_count, state->is_answering};
    }
    for (size_t i = 0; i < module_count; i++) {
        view.modules.items[i] = module_view(context, &modules[i]);
    }
    Html html = context_html(context);
    capability_html(&html, &view);
    return context_page(context, STR("平台能力"), &html);
}

static void write_capability(JsonWriter *writer, const Capability *capability) {
    json_open_object(writer);
    json_key(writer, STR("databases"));
    json_open_array(writer);
    for (size_t i = 0; i < 4; i++) {
        const DatabaseState *state = &capability->databases[i];
        json_open_object(writer);
        json_member_string(writer, "name", state->name);
        json_member_string(writer, "label", state->label);
        json_member_int(writer, "tables", state->table_count);
        json_member_boolean(writer, "answering", state->is_answering);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_key(writer, STR("modules"));
    json_open_array(writer);
    for (size_t i = 0; i < module_count; i++) {
        json_open_object(writer);
        json_member_string(writer, "code", str_from_c(modules[i].code));
        json_member_string(writer, "group", str_from_c(modules[i].group));
        json_member_string(writer, "name", str_from_c(modules[i].name));
        const char *state = module_state_label(module_state(&modules[i]));
        json_member_string(writer, "state", str_from_c(state));
        if (modules[i].lacks) json_member_string(writer, "lacks", str_from_c(modules[i].lacks));
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
}

static bool capability_api(Context *context, Error *error) {
    Capability capability;
    if (!platform_read(context, read_capability, NULL, &capability, error)) return false;
    write_capability(context_json_begin(context), &capability);
    return context_json_end(context);
}

static bool health_api(Context *context, Error *error) {
    Capability capability;
    const Platform *platform = platform_of(context);
    if (!platform_read(context, read_capability, NULL, &capability, error)) return false;
    char text[DATE_TEXT_BYTES_MAX];
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "status", STR("ok"));
    json_member_string(writer, "version", platform->program_version);
    json_member_string(writer, "pack", str_from_c(platform_pack(context)->hash));
    json_member_string(writer, "business_date",
                       (Str){text, date_to_text(context->actor->today, text)});
    json_close_object(writer);
    return context_json_end(context);
}

// ---- The demo's business date ----

static bool move_today(Context *context, Error *error) {
    const Platform *platform = platform_of(context);
    Date today = form_date(&context->form, "today");
    if (!platform->move_today) return error_set(error, ERROR_NOT_FOUND, "没有这个页面");
    if (today < context->actor->today) {
        error_set(error, ERROR_CONFLICT, "业务日期只能往后拨");
        return error_detail(error, "办过的事都记着日期，往回拨会前后矛盾");
    }
    platform->move_today(platform->state, today);
    return context_redirect(context, STR("/"));
}

// clang-format off
static const Route routes[] = {
    {GET,  "/",               home_page,       .needs = PERMISSION_PUBLIC, .title = "首页"},
    {GET,  "/capability",     capability_page, .needs = PERMISSION_PUBLIC, .title = "平台能力"},
    {GET,  "/api/capability", capability_api,  .needs = PERMISSION_PUBLIC, .title = "平台能力"},
    {GET,  "/api/health",     health_api,      .needs = PERMISSION_PUBLIC, .title = "健康状态"},
    {POST, "/demo/today",     move_today,      .needs = PERMISSION_PUBLIC, .form = &today_form, .flags = ROUTE_REPEATABLE, .title = "演示：拨动业务日期"},
};
// clang-format on
const RouteList home_pages = ROUTES(routes);
