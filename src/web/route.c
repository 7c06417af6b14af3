// SPDX-License-Identifier: Apache-2.0
#include "web/route.h"

#include <string.h>

// ---- Matching ----

// Whether `path` has the shape of `pattern`. Most rows are out after a character or two, so a
// plain walk over all of them costs less than a request's other parts.
static bool pattern_matches(const char *pattern, Str path) {
    size_t at = 0;
    for (const char *p = pattern; *p;) {
        bool is_parameter = *p == ':' && p > pattern && p[-1] == '/';
        if (!is_parameter) {
            if (at >= path.length || path.data[at++] != *p++) return false;
            continue;
        }
        size_t from = at;
        while (at < path.length && path.data[at] != '/') at++;
        if (at == from) return false;
        while (*p && *p != '/') p++;
    }
    return at == path.length;
}

// Literals win over parameters, from left to right.
static bool is_more_literal(Str a, Str b) {
    while (!str_is_absent(a) && !str_is_absent(b)) {
        bool a_is_parameter = str_starts_with(str_cut(&a, '/'), STR(":"));
        bool b_is_parameter = str_starts_with(str_cut(&b, '/'), STR(":"));
        if (a_is_parameter != b_is_parameter) return b_is_parameter;
    }
    return false;
}

const Route *routes_find(const RouteTable *table, Method method, Str path, unsigned *allowed) {
    const Route *best = NULL;
    *allowed = 0;
    for (size_t i = 0; i < table->count; i++) {
        const Route *route = table->items[i];
        if (!pattern_matches(route->path, path)) continue;
        *allowed |= 1u << route->method;
        if (route->method != method) continue;
        if (!best || is_more_literal(str_from_c(route->path), str_from_c(best->path))) {
            best = route;
        }
    }
    return best;
}

void route_read_parameters(const Route *route, Arena *arena, Str path, FieldList *parameters) {
    Str pattern = str_from_c(route->path);
    while (!str_is_absent(pattern) && !str_is_absent(path)) {
        Str wanted = str_cut(&pattern, '/'), segment = str_cut(&path, '/');
        if (!str_starts_with(wanted, STR(":"))) continue;
        Field field = {.name = str_slice(wanted, 1, wanted.length), .value = segment};
        PUSH(arena, parameters, field);
    }
}

// ---- Joining and checking ----

static bool row_fault(const Route *route, const char *fault, Error *error) {
    error_set(error, ERROR_INVALID, "路由 %s \"%s\" %s", method_to_str(route->method).data,
              route->path ? route->path : "", fault);
    return error_code(error, "BAD_ROUTE");
}

static bool check_row(const Route *route, Error *error) {
    if (!route->path || route->path[0] != '/') return row_fault(route, "没有以 / 开头", error);
    if (!route->handler) return row_fault(route, "没有处理函数", error);
    if (route->method < GET || route->method == HEAD) {
        return row_fault(route, "的方法不可用（HEAD 由 GET 应答）", error);
    }
    if (route->needs <= PERMISSION_NONE || route->needs >= PERMISSION_COUNT) {
        return row_fault(route, "没有写明权限（公开也要写 PERMISSION_PUBLIC）", error);
    }
    bool is_quick = route->flags & ROUTE_QUICK;
    if (is_quick && (route->needs != PERMISSION_PUBLIC || route->method != GET)) {
        return row_fault(route, "标了 ROUTE_QUICK，但不是公开的 GET", error);
    }
    if (is_quick && (route->flags & ROUTE_SLOW)) return row_fault(route, "又快又慢", error);
    if (route->form && route->form->count > FORM_FIELDS_MAX) {
        return row_fault(route, "的表单字段太多", error);
    }
    if (strlen(route->path) > ROUTE_PATH_BYTES_MAX) return row_fault(route, "太长", error);
    return true;
}

// Two rows are the same to a visitor when only the names of their parameters differ.
static bool is_same_row(const Route *a, const Route *b) {
    Str left = str_from_c(a->path), right = str_from_c(b->path);
    if (a->method != b->method) return false;
    while (!str_is_absent(left) && !str_is_absent(right)) {
        Str l = str_cut(&left, '/'), r = str_cut(&right, '/');
        bool both_parameters = str_starts_with(l, STR(":")) && str_starts_with(r, STR(":"));
        if (!both_parameters && !str_equal(l, r)) return false;
    }
    return str_is_absent(left) && str_is_absent(right);
}

bool routes_join(Arena *arena, const RouteList *const *lists, size_t count, RouteTable *table,
                 Error *error) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += lists[i]->count;
    table->items = NEW_ARRAY(arena, const Route *, total);
    table->count = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t n = 0; n < lists[i]->count; n++) {
            const Route *route = &lists[i]->items[n];
            if (!check_row(route, error)) return false;
            for (size_t k = 0; k < table->count; k++) {
                if (is_same_row(table->items[k], route)) {
                    return row_fault(route, "写了两次", error);
                }
            }
            table->items[table->count++] = route;
        }
    }
    return true;
}
