// SPDX-License-Identifier: Apache-2.0
#include "publish/statement.h"

#include "base/json.h"
#include "publish/assess.h"

static bool object_parse(Arena *arena, Str json, const JsonValue **object, Error *error) {
    if (!json_parse(arena, json, object, error)) return false;
    if ((*object)->kind == JSON_OBJECT) return true;
    return error_set(error, ERROR_INVALID, "填报的内容要是一个对象");
}

static bool is_by_department(const Policy *policy, Str key) {
    const Fact *fact = fact_find(&policy->facts, key);
    return fact && fact_is_by_department(fact);
}

static Str members_of(Arena *arena, const Policy *policy, const JsonValue *object,
                      bool by_departments) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    for (size_t i = 0; i < object->count; i++) {
        const JsonMember *member = &object->members[i];
        if (is_by_department(policy, member->key) != by_departments) continue;
        json_key(&writer, member->key);
        json_value(&writer, member->value);
    }
    json_close_object(&writer);
    return str_built(&out);
}

bool statement_split(Arena *arena, const Policy *policy, Str json, Statement *statement,
                     Error *error) {
    const JsonValue *object;
    if (!object_parse(arena, json, &object, error)) return false;
    *statement = (Statement){.own_json = members_of(arena, policy, object, false),
                             .department_json = members_of(arena, policy, object, true)};
    return true;
}

bool statement_merge(Arena *arena, Str base, Str changes, Str *merged, Error *error) {
    const JsonValue *old, *added;
    StrBuilder out;
    JsonWriter writer;
    if (!object_parse(arena, base, &old, error) || !object_parse(arena, changes, &added, error)) {
        return false;
    }
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    for (size_t i = 0; i < old->count; i++) {
        if (json_get(added, str_to_c(arena, old->members[i].key))) continue;
        json_key(&writer, old->members[i].key);
        json_value(&writer, old->members[i].value);
    }
    for (size_t i = 0; i < added->count; i++) {
        json_key(&writer, added->members[i].key);
        json_value(&writer, added->members[i].value);
    }
    json_close_object(&writer);
    *merged = str_built(&out);
    return true;
}

bool statement_is_theirs(const Pack *pack, const Actor *actor, const Fact *fact) {
    const Department *department = pack_department(pack, fact->department);
    return department && !str_is_empty(actor->department) &&
           str_equal(department->short_name, actor->department);
}

bool statement_check(const Pack *pack, const Policy *policy, const Actor *actor,
                     Str department_json, Arena *arena, Error *error) {
    const JsonValue *object;
    if (!object_parse(arena, department_json, &object, error)) return false;
    for (size_t i = 0; i < object->count; i++) {
        const Fact *fact = fact_find(&policy->facts, object->members[i].key);
        if (!fact || statement_is_theirs(pack, actor, fact)) continue;
        error_set(error, ERROR_FORBIDDEN, "“%.*s”由%.*s提供，别人不能填", STR_ARG(fact->name),
                  STR_ARG(fact->department));
        error_detail(error, "提交以后，由平台向这个部门要");
        return error_code(error, CODE_DEPARTMENT_STATES);
    }
    return true;
}
