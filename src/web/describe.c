// SPDX-License-Identifier: Apache-2.0
// What the route table says about itself: the access matrix and the API description.
#include "web/route.h"

static const char *const flag_names[] = {"快", "慢", "可重复", "自示错误", "JSON"};

static void put_roles(StrBuilder *out, Permission permission) {
    if (permission == PERMISSION_PUBLIC) {
        str_put(out, STR("任何人"));
        return;
    }
    bool is_first = true;
    for (Role role = 0; role < ROLE_COUNT; role++) {
        if (!role_has(role, permission)) continue;
        if (!is_first) str_put(out, STR("、"));
        str_put(out, role_label(role));
        is_first = false;
    }
}

void routes_print(const RouteTable *table, StrBuilder *out) {
    str_put(out, STR("方法\t路径\t权限\t角色\t表单\t标记\t名称\n"));
    for (size_t i = 0; i < table->count; i++) {
        const Route *route = table->items[i];
        str_put_format(out, "%.*s\t%s\t%.*s\t", STR_ARG(method_to_str(route->method)), route->path,
                       STR_ARG(permission_label(route->needs)));
        put_roles(out, route->needs);
        str_put_format(out, "\t%s\t", route->form      ? route->form->name
                                      : route->form_of ? "来自政策"
                                                       : "-");
        bool is_first = true;
        for (size_t flag = 0; flag < sizeof flag_names / sizeof *flag_names; flag++) {
            if (!(route->flags & (1u << flag))) continue;
            str_put_format(out, "%s%s", is_first ? "" : ",", flag_names[flag]);
            is_first = false;
        }
        str_put_format(out, "%s\t%s\n", is_first ? "-" : "", route->title ? route->title : "-");
    }
}

// ---- OpenAPI 3.1 ----

static void put_schema(JsonWriter *writer, const FormField *field) {
    json_open_object(writer);
    const char *type = "string", *format = NULL;
    switch (field->type) {
    case FIELD_INT: type = "integer"; break;
    case FIELD_CHECKBOX: type = "boolean"; break;
    case FIELD_DATE: format = "date"; break;
    case FIELD_FEN: format = "yuan"; break;
    case FIELD_DECIMAL: format = "decimal"; break;
    case FIELD_FILE: format = "binary"; break;
    case FIELD_PASSWORD: format = "password"; break;
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_ENUM: break;
    }
    json_member_string(writer, "type", str_from_c(type));
    if (format) json_member_string(writer, "format", str_from_c(format));
    json_member_string(writer, "title", str_from_c(field->label));
    if (field->help) json_member_string(writer, "description", str_from_c(field->help));
    if (field->type == FIELD_INT && (field->min || field->max)) {
        json_member_int(writer, "minimum", field->min);
        json_member_int(writer, "maximum", field->max);
    }
    if (field->type == FIELD_TEXT || field->type == FIELD_LONG_TEXT) {
        size_t limit = field->length_max             ? field->length_max
                       : field->type == FIELD_TEXT ? FORM_TEXT_LENGTH_MAX
                                                   : FORM_LONG_TEXT_LENGTH_MAX;
        json_member_int(writer, "maxLength", (int64_t)limit);
    }
    if (field->type == FIELD_ENUM) {
        json_key(writer, STR("enum"));
        json_open_array(writer);
        for (size_t i = 0; i < field->option_count; i++) {
            json_string(writer, str_from_c(field->options[i].value));
        }
        json_close_array(writer);
    }
    json_close_object(writer);
}

static void put_parameter(JsonWriter *writer, Str name, const char *in, const FormField *field) {
    json_open_object(writer);
    json_member_string(writer, "name", name);
    json_member_string(writer, "in", str_from_c(in));
    json_member_boolean(writer, "required", !field || field->is_required);
    json_key(writer, STR("schema"));
    if (field) {
        put_schema(writer, field);
    } else {
        json_open_object(writer);
        json_member_string(writer, "type", STR("string"));
        json_close_object(writer);
    }
    json_close_object(writer);
}

static void put_parameters(JsonWriter *writer, const Route *route) {
    json_key(writer, STR("parameters"));
    json_open_array(writer);
    Str rest = str_from_c(route->path);
    while (!str_is_absent(rest)) {
        Str segment = str_cut(&rest, '/');
        if (!str_starts_with(segment, STR(":"))) continue;
        put_parameter(writer, str_slice(segment, 1, segment.length), "path", NULL);
    }
    for (size_t i = 0; route->method == GET && route->form && i < route->form->count; i++) {
        const FormField *field = &route->form->fields[i];
        put_parameter(writer, str_from_c(field->name), "query", field);
    }
    if (route->method == POST && !(route->flags & ROUTE_REPEATABLE)) {
        put_parameter(writer, STR("Idempotency-Key"), "header", NULL);
    }
    json_close_array(writer);
}

static bool form_has_file(const Form *form) {
    for (size_t i = 0; i < form->count; i++) {
        if (form->fields[i].type == FIELD_FILE) return true;
    }
    return false;
}

static void put_body(JsonWriter *writer, const Form *form) {
    json_key(writer, STR("requestBody"));
    json_open_object(writer);
    json_key(writer, STR("content"));
    json_open_object(writer);
    json_key(writer, form_has_file(form) ? STR("multipart/form-data") : STR("application/json"));
    json_open_object(writer);
    json_key(writer, STR("schema"));
    json_open_object(writer);
    json_member_string(writer, "type", STR("object"));
    json_member_boolean(writer, "additionalProperties", false);
    json_key(writer, STR("properties"));
    json_open_object(writer);
    for (size_t i = 0; i < form->count; i++) {
        json_key(writer, str_from_c(form->fields[i].name));
        put_schema(writer, &form->fields[i]);
    }
    json_close_object(writer);
    json_key(writer, STR("required"));
    json_open_array(writer);
    for (size_t i = 0; i < form->count; i++) {
        if (form->fields[i].is_required) json_string(writer, str_from_c(form->fields[i].name));
    }
    json_close_array(writer);
    json_close_object(writer);
    json_close_object(writer);
    json_close_object(writer);
    json_close_object(writer);
}

static void put_reply(JsonWriter *writer, const char *status, const char *description) {
    json_key(writer, str_from_c(status));
    json_open_object(writer);
    json_member_string(writer, "description", str_from_c(description));
    json_close_object(writer);
}

static void put_operation(JsonWriter *writer, const Route *route) {
    static const char *const keys[] = {"", "get", "head", "post", "put", "patch", "delete"};
    json_key(writer, str_from_c(keys[route->method]));
    json_open_object(writer);
    json_member_string(writer, "summary", str_from_c(route->title ? route->title : route->path));
    json_member_string(writer, "x-permission", permission_label(route->needs));
    put_parameters(writer, route);
    if (route->method != GET && route->form) put_body(writer, route->form);
    if (route->needs == PERMISSION_PUBLIC) {
        json_key(writer, STR("security"));
        json_open_array(writer);
        json_close_array(writer);
    }
    json_key(writer, STR("responses"));
    json_open_object(writer);
    put_reply(writer, "200", "成功");
    put_reply(writer, "default", "失败：{\"error\":{\"code\",\"message\",\"detail\"}}");
    json_close_object(writer);
    json_close_object(writer);
}

// "/api/policies/:number" is "/api/policies/{number}" in OpenAPI.
static void put_path_key(JsonWriter *writer, const char *path) {
    char key[ROUTE_PATH_BYTES_MAX * 2]; // a closing brace per parameter at most doubles it
    size_t length = 0;
    bool is_parameter = false;
    for (const char *c = path;; c++) {
        if (is_parameter && (*c == '/' || *c == '\0')) {
            key[length++] = '}';
            is_parameter = false;
        }
        if (*c == '\0') break;
        if (*c == ':') is_parameter = true;
        key[length++] = *c == ':' ? '{' : *c;
    }
    json_key(writer, (Str){key, length});
}

static bool has_earlier_row(const RouteTable *table, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (str_equal(str_from_c(table->items[i]->path), str_from_c(table->items[index]->path))) {
            return true;
        }
    }
    return false;
}

void routes_to_openapi(const RouteTable *table, Str version, JsonWriter *writer) {
    json_open_object(writer);
    json_member_string(writer, "openapi", STR("3.1.0"));
    json_key(writer, STR("info"));
    json_open_object(writer);
    json_member_string(writer, "title", STR("就业"));
    json_member_string(writer, "version", version);
    json_close_object(writer);
    json_key(writer, STR("paths"));
    json_open_object(writer);
    for (size_t i = 0; i < table->count; i++) {
        Str path = str_from_c(table->items[i]->path);
        if (!str_starts_with(path, STR("/api/")) || has_earlier_row(table, i)) continue;
        put_path_key(writer, table->items[i]->path);
        json_open_object(writer);
        for (size_t n = i; n < table->count; n++) {
            if (str_equal(str_from_c(table->items[n]->path), path)) {
                put_operation(writer, table->items[n]);
            }
        }
        json_close_object(writer);
    }
    json_close_object(writer);
    json_close_object(writer);
}
