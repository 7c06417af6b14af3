// SPDX-License-Identifier: Apache-2.0
// The routes that the web layer itself answers.
#include "web/internal.h"

#define DISPLAY_MAX_AGE_S (INT64_C(365) * 24 * 3600)

static const FormOption switch_options[] = {{"on", "开"}, {"off", "关"}};
static const FormField display_fields[] = {
    {.name = "large", .label = "大字", .type = FIELD_ENUM, .options = switch_options,
     .option_count = 2},
    {.name = "contrast", .label = "高对比", .type = FIELD_ENUM, .options = switch_options,
     .option_count = 2},
    {.name = "back", .label = "返回", .length_max = 2000},
};
static const Form display_form = {"display", display_fields, 3};

static bool switched(const Context *context, const char *name, bool before) {
    return form_has(&context->form, name) ? str_equal(form_text(&context->form, name), STR("on"))
                                          : before;
}

// A link rather than a form, so that it works everywhere; it changes nothing but how pages look.
static bool display_page(Context *context, Error *error) {
    (void)error;
    Display display = display_of(context->request);
    bool is_large = switched(context, "large", display.is_large);
    bool has_high_contrast = switched(context, "contrast", display.has_high_contrast);
    Str value = is_large ? (has_high_contrast ? STR("large-contrast") : STR("large"))
                         : (has_high_contrast ? STR("contrast") : STR("plain"));
    response_cookie(context->response, DISPLAY_COOKIE, value,
                    (CookieOptions){.max_age_s = DISPLAY_MAX_AGE_S,
                                    .is_secure = context->request->is_secure});
    return context_redirect(context, form_text(&context->form, "back"));
}

static bool openapi_page(Context *context, Error *error) {
    (void)error;
    const Web *web = context->web;
    routes_to_openapi(&web->routes, web->options.version, context_json_begin(context));
    return context_json_end(context);
}

// clang-format off
static const Route builtin_routes[] = {
    {GET, "/assets/:hash/:name", asset_page, .needs = PERMISSION_PUBLIC, .flags = ROUTE_QUICK,
     .title = "样式和脚本"},
    {GET, "/display", display_page, .needs = PERMISSION_PUBLIC, .form = &display_form,
     .flags = ROUTE_QUICK, .title = "大字与高对比"},
    {GET, "/api/openapi.json", openapi_page, .needs = PERMISSION_PUBLIC, .title = "接口说明"},
};
// clang-format on
const RouteList web_builtin_routes = ROUTES(builtin_routes);
