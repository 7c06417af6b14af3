// SPDX-License-Identifier: Apache-2.0
#include "web/internal.h"

typedef struct JsonAnswer {
    StrBuilder text;
    JsonWriter writer;
} JsonAnswer;

Html context_html(Context *context) {
    Html html;
    html_init(&html, context->arena);
    return html;
}

Str context_parameter(const Context *context, const char *name) {
    return request_parameter(context->request, name);
}

bool context_may(const Context *context, Permission permission) {
    if (permission == PERMISSION_PUBLIC) return true;
    return context->is_signed_in && role_has(context->actor->role, permission);
}

bool context_may_open(const Context *context, Str path) {
    unsigned allowed;
    const Route *route = routes_find(web_routes(context->web), GET, path, &allowed);
    return route && (!context->is_signed_in || context_may(context, route->needs));
}

bool context_redirect(Context *context, Str path) {
    response_redirect(context->response, path);
    return true;
}

static void put_disposition(Context *context, Str file_name) {
    StrBuilder out;
    str_builder_init(&out, context->arena, 0);
    str_put(&out, STR("attachment; filename*=UTF-8''"));
    percent_encode(&out, file_name);
    response_header(context->response, "Content-Disposition", str_built(&out));
}

bool context_file(Context *context, Str file_name, Str content_type, Str bytes) {
    put_disposition(context, file_name);
    response_text(context->response, 200, content_type, bytes);
    return true;
}

// The writer and its text stay together in the arena; `context_json_end` finds them again.
JsonWriter *context_json_begin(Context *context) {
    JsonAnswer *answer = NEW(context->arena, JsonAnswer);
    str_builder_init(&answer->text, context->arena, 0);
    json_writer_init(&answer->writer, &answer->text);
    context->json_answer = &answer->writer;
    return &answer->writer;
}

bool context_json_end(Context *context) {
    str_put_char(context->json_answer->out, '\n');
    response_text(context->response, 200, STR("application/json; charset=utf-8"),
                  str_built(context->json_answer->out));
    return true;
}
