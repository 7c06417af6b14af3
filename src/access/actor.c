// SPDX-License-Identifier: Apache-2.0
#include "access/actor.h"

#include "base/word.h"

static const Word roles[ROLE_COUNT] = {
#define X(name, code, label) [name] = {code, label},
    ACCESS_ROLES(X)
#undef X
};

typedef struct PermissionRow {
    const char *label;
    unsigned roles;
} PermissionRow;

static const PermissionRow permissions[PERMISSION_COUNT] = {
    [PERMISSION_NONE] = {"未声明", 0},
#define X(name, label, bits) [name] = {label, bits},
    ACCESS_PERMISSIONS(X)
#undef X
};

bool role_has(Role role, Permission permission) {
    return (permissions[permission].roles & ROLE_BIT(role)) != 0;
}

Str role_code(Role role) {
    return str_from_c(roles[role].code);
}

Str role_label(Role role) {
    return str_from_c(roles[role].label);
}

bool role_from_code(Str code, Role *role) {
    int index;
    if (!word_find(roles, ROLE_COUNT, code, &index)) return false;
    *role = (Role)index;
    return true;
}

Str permission_label(Permission permission) {
    return str_from_c(permissions[permission].label);
}

Actor actor_system(Date today, int64_t now_ms) {
    return (Actor){.role = ROLE_SYS_ADMIN,
                   .display_name = STR("系统"),
                   .scope = {.division_prefix = STR(""), .sees_people = true},
                   .today = today,
                   .now_ms = now_ms};
}

bool scope_covers(const Scope *scope, Str division_code) {
    return str_starts_with(division_code, scope->division_prefix);
}
