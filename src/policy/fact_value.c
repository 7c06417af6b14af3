// SPDX-License-Identifier: Apache-2.0
#include "policy/fact_value.h"

#include "feel/builtin.h"
#include "feel/json.h"
#include "policy/constant.h"
#include "policy/nearest.h"

#define VALUE_BYTES_SHOWN 80

static Str shown(Arena *arena, FeelValue value) {
    Str text = feel_to_source(arena, value);
    return text.length <= VALUE_BYTES_SHOWN ? text : STR("（值太长，不显示）");
}

static bool refuse(Arena *arena, const Fact *fact, Str written, Error *error) {
    Str allowed = fact_allowed(arena, fact);
    error_set(error, ERROR_INVALID, "事实“%.*s”（%.*s）的值%.*s不对", STR_ARG(fact->name),
              STR_ARG(fact->key), STR_ARG(written));
    error_code(error, "FACT_INVALID");
    if (!str_is_absent(allowed)) return error_detail(error, "可以是：%.*s", STR_ARG(allowed));
    return error_detail(error, "要写%s", fact_type_label(fact->type));
}

FeelValue fact_value_default(const Fact *fact) {
    return fact->has_default ? fact->default_value : feel_null();
}

// ---- Records ----

static bool has_field(const Fact *fact, Str key_or_name) {
    return fact_find(&fact->fields, key_or_name) != NULL;
}

static bool refuse_field(const Fact *fact, Str name, Error *error) {
    error_set(error, ERROR_INVALID, "“%.*s”（%.*s）里没有“%.*s”", STR_ARG(fact->name),
              STR_ARG(fact->key), STR_ARG(name));
    error_code(error, "FACT_UNKNOWN");
    Nearest nearest = nearest_to(name);
    for (size_t i = 0; i < fact->fields.count; i++) {
        nearest_offer(&nearest, fact->fields.items[i].key);
        nearest_offer(&nearest, fact->fields.items[i].name);
    }
    if (!nearest.best.data) return false;
    return error_detail(error, "是不是“%.*s”？", STR_ARG(nearest.best));
}

// The given entry of a field, by name or by key; null when absent.
static FeelValue entry_find(FeelContext given, const Fact *field) {
    const FeelValue *value = feel_context_get(given, field->name);
    if (!value) value = feel_context_get(given, field->key);
    return value ? *value : feel_null();
}

// Fields in declared order, under their names. `*is_known` becomes false when one is missing.
static bool record_check(Arena *arena, const Fact *fact, FeelValue *value, bool *is_known,
                         Error *error) {
    if (value->kind != FEEL_CONTEXT) return refuse(arena, fact, shown(arena, *value), error);
    FeelContext given = value->context;
    for (size_t i = 0; i < given.count; i++) {
        if (!has_field(fact, given.entries[i].name)) {
            return refuse_field(fact, given.entries[i].name, error);
        }
    }
    FeelEntry *entries = NEW_ARRAY(arena, FeelEntry, fact->fields.count);
    for (size_t i = 0; i < fact->fields.count; i++) {
        const Fact *field = &fact->fields.items[i];
        FeelValue entry = entry_find(given, field);
        if (feel_is_null(entry)) {
            entry = fact_value_default(field);
            if (feel_is_null(entry) && !field->is_optional) *is_known = false;
        } else if (!fact_value_check(arena, field, &entry, error)) {
            return error_prefix(error, "“%.*s”：", STR_ARG(fact->name));
        }
        entries[i] = (FeelEntry){field->name, entry};
    }
    *value = (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, fact->fields.count}};
    return true;
}

static bool list_check(Arena *arena, const Fact *fact, FeelValue *value, Error *error) {
    if (value->kind != FEEL_LIST && fact->fields.count == 0) {
        FeelValue *single = NEW(arena, FeelValue); // a plain value is a list of one
        *single = *value;
        *value = feel_list(single, 1);
    }
    if (value->kind != FEEL_LIST) return refuse(arena, fact, shown(arena, *value), error);
    if (fact->fields.count == 0) return true;
    FeelValue *items = NEW_ARRAY(arena, FeelValue, value->list.count);
    bool is_known = true;
    for (size_t i = 0; i < value->list.count; i++) {
        items[i] = value->list.items[i];
        if (!record_check(arena, fact, &items[i], &is_known, error)) {
            return error_prefix(error, "第%zu条", i + 1);
        }
    }
    *value = is_known ? feel_list(items, value->list.count) : feel_null();
    return true;
}

// ---- Checking ----

static bool code_is_known(const Fact *fact, FeelValue value) {
    if (fact->codes.count == 0) return true;
    return !str_is_absent(fact_label(fact, value.string));
}

bool fact_value_check(Arena *arena, const Fact *fact, FeelValue *value, Error *error) {
    if (feel_is_null(*value)) return true;
    bool is_known = true;
    if (fact->type == FACT_LIST) {
        if (!list_check(arena, fact, value, error)) return false;
    } else if (fact->type == FACT_RECORD && fact->fields.count > 0) {
        if (!record_check(arena, fact, value, &is_known, error)) return false;
        if (!is_known) *value = feel_null();
    } else if (!feel_type_has(fact->feel_type, *value)) {
        return refuse(arena, fact, shown(arena, *value), error);
    }
    if (value->kind == FEEL_STRING && !code_is_known(fact, *value)) {
        return refuse(arena, fact, shown(arena, *value), error);
    }
    if (fact->range_program && !feel_is_null(*value) &&
        constant_passes(fact->range_program, *value) != FEEL_TRUE) {
        return refuse(arena, fact, shown(arena, *value), error);
    }
    return true;
}

// ---- Reading ----

static const char *json_kind_name(JsonKind kind) {
    static const char *const names[] = {"空值", "布尔值", "数字", "文字", "列表", "对象"};
    return names[kind];
}

// A scalar under its declared type: JSON has no dates, and a text is no number.
static bool scalar_from_json(Arena *arena, const Fact *fact, const JsonValue *json,
                             FeelValue *value, Error *error) {
    bool fits = false;
    Str written = json->text;
    if (json->kind == JSON_STRING) {
        bool is_textual = fact->type == FACT_TEXT || fact->type == FACT_IDENTIFIER ||
                          fact->type == FACT_DATE;
        fits = is_textual && constant_from_plain(json->text, fact->feel_type, value);
        written = str_format(arena, "“%.*s”", STR_ARG(json->text));
    } else if (json->kind == JSON_NUMBER && fact->type == FACT_IDENTIFIER) {
        *value = feel_string(json->text); // a year, a batch: no rule reads it
        fits = true;
    } else if (json->kind == JSON_NUMBER) {
        Decimal number;
        fits = fact->type == FACT_NUMBER && json_to_decimal(json, &number);
        if (fits) *value = feel_number(number);
        if (fits && feel_is_null(*value)) fits = false;
    } else if (json->kind == JSON_BOOLEAN) {
        fits = fact->type == FACT_BOOLEAN;
        *value = feel_boolean(json->boolean);
        written = json->boolean ? STR("true") : STR("false");
    } else {
        written = str_format(arena, "（%s）", json_kind_name(json->kind));
    }
    return fits || refuse(arena, fact, written, error);
}

static bool record_from_json(Arena *arena, const Fact *fact, const JsonValue *json,
                             FeelValue *value, Error *error);

// The fields of a record under their declared types; unknown ones stay for the check to refuse.
static bool field_from_json(Arena *arena, const Fact *fact, const JsonMember *member,
                            FeelEntry *entry, Error *error) {
    const Fact *field = fact_find(&fact->fields, member->key);
    entry->name = field ? field->name : member->key;
    if (member->value->kind == JSON_NULL) return true;
    if (!field) return feel_from_json(arena, member->value, NULL, &entry->value, error);
    if (field->type == FACT_LIST || field->type == FACT_RECORD) {
        return feel_from_json(arena, member->value, NULL, &entry->value, error);
    }
    if (scalar_from_json(arena, field, member->value, &entry->value, error)) return true;
    return error_prefix(error, "“%.*s”：", STR_ARG(fact->name));
}

static bool record_from_json(Arena *arena, const Fact *fact, const JsonValue *json,
                             FeelValue *value, Error *error) {
    if (json->kind != JSON_OBJECT) {
        return refuse(arena, fact, str_format(arena, "（%s）", json_kind_name(json->kind)), error);
    }
    FeelEntry *entries = NEW_ARRAY(arena, FeelEntry, json->count);
    for (size_t i = 0; i < json->count; i++) {
        if (!field_from_json(arena, fact, &json->members[i], &entries[i], error)) return false;
    }
    *value = (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, json->count}};
    return true;
}

static bool list_from_json(Arena *arena, const Fact *fact, const JsonValue *json,
                           FeelValue *value, Error *error) {
    if (json->kind != JSON_ARRAY) {
        return refuse(arena, fact, str_format(arena, "（%s）", json_kind_name(json->kind)), error);
    }
    FeelValue *items = NEW_ARRAY(arena, FeelValue, json->count);
    for (size_t i = 0; i < json->count; i++) {
        if (!record_from_json(arena, fact, json->items[i], &items[i], error)) {
            return error_prefix(error, "第%zu条", i + 1);
        }
    }
    *value = feel_list(items, json->count);
    return true;
}

bool fact_value_from_json(Arena *arena, const Fact *fact, const JsonValue *json, FeelValue *value,
                          Error *error) {
    *value = feel_null();
    if (json->kind == JSON_NULL) return true;
    bool is_nested = fact->type == FACT_LIST || fact->type == FACT_RECORD;
    if (!is_nested) {
        if (!scalar_from_json(arena, fact, json, value, error)) return false;
    } else if (fact->fields.count == 0) {
        if (!feel_from_json(arena, json, NULL, value, error)) return false;
    } else if (fact->type == FACT_LIST) {
        if (!list_from_json(arena, fact, json, value, error)) return false;
    } else if (!record_from_json(arena, fact, json, value, error)) {
        return false;
    }
    return fact_value_check(arena, fact, value, error);
}

static bool nested_from_text(Arena *arena, const Fact *fact, Str text, FeelValue *value,
                             Error *error) {
    Source source = {STR("<值>"), text};
    Diagnostics findings = {.arena = arena};
    DmnText feel = {&source, {0, text.length}};
    if (constant_value(arena, feel, value, &findings)) return true;
    Str reason = findings.count > 0 ? findings.items[0].message : STR("读不懂");
    return error_set(error, ERROR_INVALID, "“%.*s”的值不是FEEL：%.*s", STR_ARG(fact->name),
                     STR_ARG(reason));
}

bool fact_value_from_text(Arena *arena, const Fact *fact, Str text, FeelValue *value,
                          Error *error) {
    if (fact->type == FACT_LIST || fact->type == FACT_RECORD) {
        if (!nested_from_text(arena, fact, text, value, error)) return false;
    } else if (!constant_from_plain(text, fact->feel_type, value)) {
        return refuse(arena, fact, str_format(arena, "“%.*s”", STR_ARG(text)), error);
    }
    return fact_value_check(arena, fact, value, error);
}
