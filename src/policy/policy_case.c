// SPDX-License-Identifier: Apache-2.0
#include "policy/policy_case.h"

#include "feel/json.h"
#include "policy/constant.h"
#include "policy/fact_value.h"
#include "policy/nearest.h"

#define KEY_PARAMETERS "params"

static bool hint_nearest(const Nearest *nearest, Error *error) {
    if (!nearest->best.data) return false;
    return error_detail(error, "是不是“%.*s”？", STR_ARG(nearest->best));
}

static bool refuse_fact(const Policy *policy, Str key, Error *error) {
    error_set(error, ERROR_INVALID, "第%d项没有事实“%.*s”", policy->number, STR_ARG(key));
    error_code(error, "FACT_UNKNOWN");
    Nearest nearest = nearest_to(key);
    for (size_t i = 0; i < policy->facts.count; i++) {
        nearest_offer(&nearest, policy->facts.items[i].key);
        nearest_offer(&nearest, policy->facts.items[i].name);
    }
    return hint_nearest(&nearest, error);
}

static bool refuse_parameter(const Policy *policy, Str key, Error *error) {
    error_set(error, ERROR_INVALID, "第%d项没有参数“%.*s”", policy->number, STR_ARG(key));
    error_code(error, "PARAMETER_UNKNOWN");
    Nearest nearest = nearest_to(key);
    for (size_t i = 0; i < policy->parameters.count; i++) {
        nearest_offer(&nearest, policy->parameters.items[i].key);
        nearest_offer(&nearest, policy->parameters.items[i].name);
    }
    return hint_nearest(&nearest, error);
}

// JSON under the type of a parameter's rows.
static bool parameter_value(const Parameter *parameter, const JsonValue *json, FeelValue *value) {
    FeelTypeKind kind = parameter->feel_type->kind;
    bool is_textual = kind == FEEL_TYPE_STRING || kind == FEEL_TYPE_DATE;
    if (json->kind == JSON_BOOLEAN) {
        *value = feel_boolean(json->boolean);
        return kind == FEEL_TYPE_BOOLEAN;
    }
    if (json->kind == JSON_STRING ? !is_textual
                                  : json->kind != JSON_NUMBER || kind != FEEL_TYPE_NUMBER) {
        return false;
    }
    return constant_from_plain(json->text, parameter->feel_type, value);
}

static bool overrides_read(Arena *arena, const Policy *policy, const JsonValue *json,
                            PolicyCase *result, Error *error) {
    if (json->kind != JSON_OBJECT) {
        return error_set(error, ERROR_INVALID, "“" KEY_PARAMETERS "”应当是 {参数: 值}");
    }
    result->overrides = NEW_ARRAY(arena, PolicyOverride, json->count);
    for (size_t i = 0; i < json->count; i++) {
        const JsonMember *member = &json->members[i];
        PolicyOverride item = {.parameter = parameter_find(&policy->parameters, member->key)};
        if (!item.parameter) return refuse_parameter(policy, member->key, error);
        if (!parameter_value(item.parameter, member->value, &item.value)) {
            return error_set(error, ERROR_INVALID, "参数“%.*s”（%.*s）的值不对",
                             STR_ARG(item.parameter->name), STR_ARG(item.parameter->key));
        }
        result->overrides[result->override_count++] = item;
    }
    return true;
}

bool policy_case_from_json(Arena *arena, const Policy *policy, const JsonValue *json,
                           PolicyCase *result, Error *error) {
    *result = (PolicyCase){.facts = NEW_ARRAY(arena, FeelValue, policy->facts.count)};
    if (json->kind != JSON_OBJECT) {
        return error_set(error, ERROR_INVALID, "事实应当是一个JSON对象 {键: 值}");
    }
    bool *is_given = NEW_ARRAY(arena, bool, policy->facts.count);
    for (size_t i = 0; i < json->count; i++) {
        const JsonMember *member = &json->members[i];
        const Fact *fact = fact_find(&policy->facts, member->key);
        if (!fact && str_equal(member->key, STR(KEY_PARAMETERS))) {
            if (!overrides_read(arena, policy, member->value, result, error)) return false;
            continue;
        }
        if (!fact) return refuse_fact(policy, member->key, error);
        size_t place = (size_t)(fact - policy->facts.items);
        if (is_given[place]) {
            return error_set(error, ERROR_INVALID, "事实“%.*s”（%.*s）给了两次",
                             STR_ARG(fact->name), STR_ARG(fact->key));
        }
        is_given[place] = true;
        if (!fact_value_from_json(arena, fact, member->value, &result->facts[place], error)) {
            return false;
        }
    }
    return true;
}

void policy_case_to_json(const Policy *policy, const PolicyCase *facts, JsonWriter *writer) {
    json_open_object(writer);
    for (size_t i = 0; i < policy->facts.count; i++) {
        if (feel_is_null(facts->facts[i])) continue;
        json_key(writer, policy->facts.items[i].key);
        feel_to_json(writer, facts->facts[i]);
    }
    if (facts->override_count > 0) {
        json_key(writer, STR(KEY_PARAMETERS));
        json_open_object(writer);
        for (size_t i = 0; i < facts->override_count; i++) {
            json_key(writer, facts->overrides[i].parameter->key);
            feel_to_json(writer, facts->overrides[i].value);
        }
        json_close_object(writer);
    }
    json_close_object(writer);
}

PolicyCase policy_case_from_example(Arena *arena, const Policy *policy, const Example *example) {
    PolicyCase result = {.facts = NEW_ARRAY(arena, FeelValue, policy->facts.count),
                         .overrides = NEW_ARRAY(arena, PolicyOverride, example->override_count),
                         .override_count = example->override_count};
    for (size_t i = 0; i < example->fact_count; i++) {
        result.facts[example->facts[i].fact - policy->facts.items] = example->facts[i].value;
    }
    for (size_t i = 0; i < example->override_count; i++) {
        result.overrides[i] =
            (PolicyOverride){example->overrides[i].parameter, example->overrides[i].value};
    }
    return result;
}
