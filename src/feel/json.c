// SPDX-License-Identifier: Apache-2.0
#include "feel/json.h"

#include "base/utf8.h"
#include "feel/builtin.h"
#include "feel/temporal.h"

// ---- Reading ----

typedef struct Reader {
    Arena *arena;
    Error *error;
} Reader;

// Where in the document: the chain of steps back to its root.
typedef struct Path {
    const struct Path *parent;
    Str key;      // of an object's member; absent for a list item
    size_t index; // of a list item, from 1
} Path;

static void put_path(StrBuilder *out, const Path *path) {
    if (!path) return;
    put_path(out, path->parent);
    if (str_is_absent(path->key)) {
        str_put_format(out, "[%zu]", path->index);
        return;
    }
    if (out->count > 0) str_put_char(out, '.');
    str_put(out, path->key);
}

static const char *json_kind_to_chinese(JsonKind kind) {
    switch (kind) {
    case JSON_NULL: return "空值";
    case JSON_BOOLEAN: return "布尔值";
    case JSON_NUMBER: return "数字";
    case JSON_STRING: return "字符串";
    case JSON_ARRAY: return "列表";
    case JSON_OBJECT: return "对象";
    }
    return "";
}

static const char *expected_in_chinese(FeelTypeKind kind) {
    switch (kind) {
    case FEEL_TYPE_BOOLEAN: return "true或false";
    case FEEL_TYPE_NUMBER: return "数字";
    case FEEL_TYPE_STRING: return "字符串";
    case FEEL_TYPE_DATE: return "日期，如\"2023-10-16\"";
    case FEEL_TYPE_TIME: return "时间，如\"08:30:00\"";
    case FEEL_TYPE_DATE_TIME: return "日期时间，如\"2023-10-16T08:30:00\"";
    case FEEL_TYPE_DAYS_DURATION: return "日时长，如\"P3DT4H\"";
    case FEEL_TYPE_MONTHS_DURATION: return "年月时长，如\"P1Y2M\"";
    case FEEL_TYPE_LIST: return "列表";
    case FEEL_TYPE_CONTEXT: return "对象";
    case FEEL_TYPE_RANGE:
    case FEEL_TYPE_FUNCTION: return "能写成JSON的类型";
    case FEEL_TYPE_ANY:
    case FEEL_TYPE_NULL: break;
    }
    return "空值";
}

static bool refuse(const Reader *reader, const JsonValue *json, FeelTypeKind expected,
                   const Path *path) {
    Arena scratch = {0};
    StrBuilder where;
    str_builder_init(&where, &scratch, 0);
    put_path(&where, path);
    Str place = path ? str_built(&where) : STR("值");
    bool has_text = json->kind == JSON_NUMBER || json->kind == JSON_STRING;
    error_set(reader->error, ERROR_INVALID, "%.*s：应为%s，实为%s%s%.*s%s", STR_ARG(place),
              expected_in_chinese(expected), json_kind_to_chinese(json->kind),
              has_text ? "“" : "", STR_ARG(has_text ? utf8_head(json->text, 60) : STR("")),
              has_text ? "”" : "");
    arena_release(&scratch);
    return false;
}

static const FeelType *field_type(const FeelType *type, Str name) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (str_equal(type->fields[i].name, name)) return type->fields[i].type;
    }
    return FEEL_TYPE_OF(ANY);
}

static bool read_value(const Reader *reader, const JsonValue *json, const FeelType *type,
                       const Path *path, FeelValue *value);

static bool read_list(const Reader *reader, const JsonValue *json, const FeelType *element,
                      const Path *path, FeelValue *value) {
    FeelValue *items = NEW_ARRAY(reader->arena, FeelValue, json->count);
    for (size_t i = 0; i < json->count; i++) {
        Path step = {.parent = path, .index = i + 1};
        if (!read_value(reader, json->items[i], element, &step, &items[i])) return false;
    }
    *value = feel_list(items, json->count);
    return true;
}

static bool read_context(const Reader *reader, const JsonValue *json, const FeelType *type,
                         const Path *path, FeelValue *value) {
    FeelEntry *entries = NEW_ARRAY(reader->arena, FeelEntry, json->count);
    for (size_t i = 0; i < json->count; i++) {
        Str key = json->members[i].key;
        Path step = {.parent = path, .key = key};
        entries[i].name = key;
        if (!read_value(reader, json->members[i].value, field_type(type, key), &step,
                        &entries[i].value)) {
            return false;
        }
    }
    *value = (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, json->count}};
    return true;
}

// A value whose type is not known: what JSON itself says.
static bool read_any(const Reader *reader, const JsonValue *json, const Path *path,
                     FeelValue *value) {
    Decimal number;
    switch (json->kind) {
    case JSON_NULL: *value = feel_null(); return true;
    case JSON_BOOLEAN: *value = feel_boolean(json->boolean); return true;
    case JSON_NUMBER:
        if (!json_to_decimal(json, &number)) return refuse(reader, json, FEEL_TYPE_NUMBER, path);
        *value = feel_number(number);
        return true;
    case JSON_STRING: *value = feel_string(json->text); return true;
    case JSON_ARRAY: return read_list(reader, json, FEEL_TYPE_OF(ANY), path, value);
    case JSON_OBJECT: return read_context(reader, json, FEEL_TYPE_OF(ANY), path, value);
    }
    return false;
}

// Dates, times and durations, which are strings in JSON.
static bool read_temporal(const Reader *reader, const JsonValue *json, const FeelType *type,
                          const Path *path, FeelValue *value) {
    bool next_day;
    FeelTime time;
    FeelDateTime date_time;
    bool is_valid = json->kind == JSON_STRING;
    if (is_valid && type->kind == FEEL_TYPE_DATE) {
        value->kind = FEEL_DATE;
        is_valid = feel_date_from_str(json->text, &value->date);
    } else if (is_valid && type->kind == FEEL_TYPE_TIME) {
        is_valid = feel_time_from_str(json->text, &time, &next_day);
        if (is_valid) *value = feel_time(reader->arena, time);
    } else if (is_valid && type->kind == FEEL_TYPE_DATE_TIME) {
        is_valid = feel_date_time_from_str(json->text, &date_time);
        if (is_valid) *value = feel_date_time(reader->arena, date_time);
    } else if (is_valid) {
        FeelKind kind = type->kind == FEEL_TYPE_DAYS_DURATION ? FEEL_DAYS_DURATION
                                                              : FEEL_MONTHS_DURATION;
        is_valid = feel_duration_from_str(json->text, value) && value->kind == kind;
    }
    return is_valid || refuse(reader, json, type->kind, path);
}

static bool read_value(const Reader *reader, const JsonValue *json, const FeelType *type,
                       const Path *path, FeelValue *value) {
    JsonKind expected = JSON_NULL;
    if (json->kind == JSON_NULL || type->kind == FEEL_TYPE_ANY) {
        return read_any(reader, json, path, value);
    }
    switch (type->kind) {
    case FEEL_TYPE_BOOLEAN: expected = JSON_BOOLEAN; break;
    case FEEL_TYPE_NUMBER: expected = JSON_NUMBER; break;
    case FEEL_TYPE_STRING: expected = JSON_STRING; break;
    case FEEL_TYPE_LIST: expected = JSON_ARRAY; break;
    case FEEL_TYPE_CONTEXT: expected = JSON_OBJECT; break;
    case FEEL_TYPE_DATE:
    case FEEL_TYPE_TIME:
    case FEEL_TYPE_DATE_TIME:
    case FEEL_TYPE_DAYS_DURATION:
    case FEEL_TYPE_MONTHS_DURATION:
        return read_temporal(reader, json, type, path, value);
    case FEEL_TYPE_ANY:
    case FEEL_TYPE_NULL:
    case FEEL_TYPE_RANGE:
    case FEEL_TYPE_FUNCTION: break;
    }
    if (json->kind != expected) return refuse(reader, json, type->kind, path);
    if (expected == JSON_ARRAY) {
        const FeelType *element = type->element ? type->element : FEEL_TYPE_OF(ANY);
        return read_list(reader, json, element, path, value);
    }
    if (expected == JSON_OBJECT) return read_context(reader, json, type, path, value);
    return read_any(reader, json, path, value);
}

bool feel_from_json(Arena *arena, const JsonValue *json, const FeelType *type, FeelValue *value,
                    Error *error) {
    *value = feel_null();
    Reader reader = {arena, error};
    return read_value(&reader, json, type ? type : FEEL_TYPE_OF(ANY), NULL, value);
}

// ---- Writing ----

static void write_list(JsonWriter *writer, FeelList list) {
    json_open_array(writer);
    for (size_t i = 0; i < list.count; i++) feel_to_json(writer, list.items[i]);
    json_close_array(writer);
}

static void write_context(JsonWriter *writer, FeelContext context) {
    json_open_object(writer);
    for (size_t i = 0; i < context.count; i++) {
        json_key(writer, context.entries[i].name);
        feel_to_json(writer, context.entries[i].value);
    }
    json_close_object(writer);
}

void feel_to_json(JsonWriter *writer, FeelValue value) {
    bool has_room = writer->depth < JSON_DEPTH_MAX;
    switch (value.kind) {
    case FEEL_NULL: json_null(writer); return;
    case FEEL_BOOLEAN: json_boolean(writer, value.boolean); return;
    case FEEL_NUMBER: json_decimal(writer, value.number); return;
    case FEEL_LIST:
        if (!has_room) break;
        write_list(writer, value.list);
        return;
    case FEEL_CONTEXT:
        if (!has_room) break;
        write_context(writer, value.context);
        return;
    case FEEL_STRING:
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    }
    json_string(writer, feel_to_str(writer->out->arena, value));
}
