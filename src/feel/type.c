// SPDX-License-Identifier: Apache-2.0
#include "feel/type.h"

#include "feel/function.h"

// clang-format off
const FeelType feel_simple_types[FEEL_TYPE_SIMPLE_COUNT] = {
    [FEEL_TYPE_ANY] = {.kind = FEEL_TYPE_ANY},
    [FEEL_TYPE_NULL] = {.kind = FEEL_TYPE_NULL},
    [FEEL_TYPE_BOOLEAN] = {.kind = FEEL_TYPE_BOOLEAN},
    [FEEL_TYPE_NUMBER] = {.kind = FEEL_TYPE_NUMBER},
    [FEEL_TYPE_STRING] = {.kind = FEEL_TYPE_STRING},
    [FEEL_TYPE_DATE] = {.kind = FEEL_TYPE_DATE},
    [FEEL_TYPE_TIME] = {.kind = FEEL_TYPE_TIME},
    [FEEL_TYPE_DATE_TIME] = {.kind = FEEL_TYPE_DATE_TIME},
    [FEEL_TYPE_DAYS_DURATION] = {.kind = FEEL_TYPE_DAYS_DURATION},
    [FEEL_TYPE_MONTHS_DURATION] = {.kind = FEEL_TYPE_MONTHS_DURATION},
};

static const FeelTypeKind type_of_kind[FEEL_KIND_COUNT] = {
    [FEEL_NULL] = FEEL_TYPE_NULL,
    [FEEL_BOOLEAN] = FEEL_TYPE_BOOLEAN,
    [FEEL_NUMBER] = FEEL_TYPE_NUMBER,
    [FEEL_STRING] = FEEL_TYPE_STRING,
    [FEEL_DATE] = FEEL_TYPE_DATE,
    [FEEL_TIME] = FEEL_TYPE_TIME,
    [FEEL_DATE_TIME] = FEEL_TYPE_DATE_TIME,
    [FEEL_DAYS_DURATION] = FEEL_TYPE_DAYS_DURATION,
    [FEEL_MONTHS_DURATION] = FEEL_TYPE_MONTHS_DURATION,
    [FEEL_LIST] = FEEL_TYPE_LIST,
    [FEEL_CONTEXT] = FEEL_TYPE_CONTEXT,
    [FEEL_RANGE] = FEEL_TYPE_RANGE,
    [FEEL_FUNCTION] = FEEL_TYPE_FUNCTION,
};
// clang-format on

// ---- Making types ----

static const FeelType *type_new(Arena *arena, FeelType type) {
    FeelType *made = NEW(arena, FeelType);
    *made = type;
    return made;
}

const FeelType *feel_type_list_of(Arena *arena, const FeelType *element) {
    return type_new(arena, (FeelType){.kind = FEEL_TYPE_LIST, .element = element});
}

const FeelType *feel_type_range_of(Arena *arena, const FeelType *element) {
    return type_new(arena, (FeelType){.kind = FEEL_TYPE_RANGE, .element = element});
}

const FeelType *feel_type_context_of(Arena *arena, const FeelField *fields, size_t count) {
    return type_new(arena,
                    (FeelType){.kind = FEEL_TYPE_CONTEXT, .fields = fields, .field_count = count});
}

const FeelType *feel_type_function_of(Arena *arena, const FeelField *parameters, size_t count,
                                      const FeelType *result) {
    return type_new(arena, (FeelType){.kind = FEEL_TYPE_FUNCTION,
                                      .element = result,
                                      .fields = parameters,
                                      .field_count = count});
}

const FeelType *feel_type_field(const FeelType *type, Str name) {
    for (size_t i = 0; i < type->field_count; i++) {
        if (str_equal(type->fields[i].name, name)) return type->fields[i].type;
    }
    return NULL;
}

// ---- Conformance ----

static bool context_conforms(const FeelType *type, const FeelType *to) {
    for (size_t i = 0; i < to->field_count; i++) {
        const FeelType *field = feel_type_field(type, to->fields[i].name);
        if (!field || !feel_type_conforms(field, to->fields[i].type)) return false;
    }
    return true;
}

// A function type without a result is `function`: all of them conform to it.
static bool function_conforms(const FeelType *type, const FeelType *to) {
    if (!to->element) return true;
    if (!type->element || type->field_count != to->field_count) return false;
    for (size_t i = 0; i < to->field_count; i++) {
        if (!feel_type_conforms(to->fields[i].type, type->fields[i].type)) return false;
    }
    return feel_type_conforms(type->element, to->element);
}

bool feel_type_conforms(const FeelType *type, const FeelType *to) {
    if (type == to || to->kind == FEEL_TYPE_ANY || type->kind == FEEL_TYPE_NULL) return true;
    if (type->kind != to->kind) return false;
    if (type->kind == FEEL_TYPE_CONTEXT) return context_conforms(type, to);
    if (type->kind == FEEL_TYPE_FUNCTION) return function_conforms(type, to);
    if (type->kind == FEEL_TYPE_LIST || type->kind == FEEL_TYPE_RANGE) {
        return feel_type_conforms(type->element, to->element);
    }
    return true;
}

// ---- Values and types ----

// Whether a part of a value fits: parts may be null.
static bool type_has_part(const FeelType *type, FeelValue value) {
    return feel_is_null(value) || feel_type_has(type, value);
}

static bool list_type_has(const FeelType *type, FeelList list) {
    if (type->element->kind == FEEL_TYPE_ANY) return true;
    for (size_t i = 0; i < list.count; i++) {
        if (!type_has_part(type->element, list.items[i])) return false;
    }
    return true;
}

static bool context_type_has(const FeelType *type, FeelContext context) {
    for (size_t i = 0; i < type->field_count; i++) {
        const FeelValue *entry = feel_context_get(context, type->fields[i].name);
        if (!entry || !type_has_part(type->fields[i].type, *entry)) return false;
    }
    return true;
}

// A builtin fits a function type by what each of its signatures takes; Any takes all.
static bool builtin_conforms(const FeelBuiltin *builtin, const FeelType *to) {
    if (!to->element) return true;
    const FeelSignature *signature = builtin_signature(builtin, NULL, to->field_count);
    if (!signature) return false;
    for (size_t i = 0; i < to->field_count && i < (size_t)signature->total; i++) {
        FeelTypeKind kind = signature->types[i];
        if (kind != FEEL_TYPE_ANY && kind != to->fields[i].type->kind) return false;
    }
    return builtin->result == FEEL_TYPE_ANY || to->element->kind == FEEL_TYPE_ANY ||
           builtin->result == to->element->kind;
}

static bool function_type_has(const FeelType *type, const FeelFunction *function) {
    if (function->kind == FEEL_FUNCTION_BUILTIN) return builtin_conforms(function->builtin, type);
    return function_conforms(function->type, type);
}

bool feel_type_has(const FeelType *type, FeelValue value) {
    if (type->kind == FEEL_TYPE_ANY) return true;
    if (type->kind != type_of_kind[value.kind]) return false;
    switch (value.kind) {
    case FEEL_LIST: return list_type_has(type, value.list);
    case FEEL_CONTEXT: return context_type_has(type, value.context);
    case FEEL_RANGE:
        return type_has_part(type->element, value.range->low) &&
               type_has_part(type->element, value.range->high);
    case FEEL_FUNCTION: return function_type_has(type, value.function);
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_NUMBER:
    case FEEL_STRING:
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION: break;
    }
    return true;
}

static const FeelType *type_at(Arena *arena, FeelValue value, int depth);

static const FeelType *type_of_list(Arena *arena, FeelList list, int depth) {
    const FeelType *element = FEEL_TYPE_OF(NULL);
    for (size_t i = 0; i < list.count && element->kind != FEEL_TYPE_ANY; i++) {
        element = feel_type_join(arena, element, type_at(arena, list.items[i], depth));
    }
    if (element->kind == FEEL_TYPE_NULL) element = FEEL_TYPE_OF(ANY);
    return feel_type_list_of(arena, element);
}

static const FeelType *type_of_context(Arena *arena, FeelContext context, int depth) {
    FeelField *fields = NEW_ARRAY(arena, FeelField, context.count);
    for (size_t i = 0; i < context.count; i++) {
        fields[i] = (FeelField){context.entries[i].name,
                                type_at(arena, context.entries[i].value, depth)};
    }
    return feel_type_context_of(arena, fields, context.count);
}

static const FeelType *type_at(Arena *arena, FeelValue value, int depth) {
    if (depth > FEEL_NESTING_MAX) return FEEL_TYPE_OF(ANY);
    if (value.kind == FEEL_LIST) return type_of_list(arena, value.list, depth + 1);
    if (value.kind == FEEL_CONTEXT) return type_of_context(arena, value.context, depth + 1);
    if (value.kind == FEEL_FUNCTION) return value.function->type;
    if (value.kind == FEEL_RANGE) {
        FeelValue end = feel_is_null(value.range->low) ? value.range->high : value.range->low;
        return feel_type_range_of(arena, type_at(arena, end, depth + 1));
    }
    return &feel_simple_types[type_of_kind[value.kind]];
}

const FeelType *feel_type_of_value(Arena *arena, FeelValue value) {
    return type_at(arena, value, 0);
}

static const FeelType *context_join(Arena *arena, const FeelType *a, const FeelType *b) {
    FeelField *fields = NEW_ARRAY(arena, FeelField, a->field_count);
    size_t count = 0;
    for (size_t i = 0; i < a->field_count; i++) {
        const FeelType *other = feel_type_field(b, a->fields[i].name);
        if (!other) continue;
        fields[count++] =
            (FeelField){a->fields[i].name, feel_type_join(arena, a->fields[i].type, other)};
    }
    return feel_type_context_of(arena, fields, count);
}

const FeelType *feel_type_join(Arena *arena, const FeelType *a, const FeelType *b) {
    if (feel_type_conforms(a, b)) return b;
    if (feel_type_conforms(b, a)) return a;
    if (a->kind != b->kind) return FEEL_TYPE_OF(ANY);
    if (a->kind == FEEL_TYPE_LIST) {
        return feel_type_list_of(arena, feel_type_join(arena, a->element, b->element));
    }
    if (a->kind == FEEL_TYPE_RANGE) {
        return feel_type_range_of(arena, feel_type_join(arena, a->element, b->element));
    }
    if (a->kind == FEEL_TYPE_CONTEXT) return context_join(arena, a, b);
    return FEEL_TYPE_OF(ANY);
}

// A date as the midnight it begins with, in UTC.
static FeelValue date_time_from_date(Arena *arena, Date date) {
    FeelDateTime *made = NEW(arena, FeelDateTime);
    *made = (FeelDateTime){.date = date, .time.zone.kind = FEEL_ZONE_OFFSET};
    return (FeelValue){.kind = FEEL_DATE_TIME, .date_time = made};
}

FeelValue feel_type_coerce(Arena *arena, const FeelType *type, FeelValue value) {
    if (feel_is_null(value) || feel_type_has(type, value)) return value;
    if (type->kind == FEEL_TYPE_DATE_TIME && value.kind == FEEL_DATE) {
        return date_time_from_date(arena, value.date);
    }
    if (value.kind == FEEL_LIST && value.list.count == 1 && type->kind != FEEL_TYPE_LIST) {
        return feel_type_coerce(arena, type, value.list.items[0]);
    }
    if (type->kind == FEEL_TYPE_LIST && value.kind != FEEL_LIST) {
        FeelValue element = feel_type_coerce(arena, type->element, value);
        if (feel_is_null(element)) return feel_null();
        FeelValue *items = NEW(arena, FeelValue);
        items[0] = element;
        return feel_list(items, 1);
    }
    return feel_null();
}

// ---- Text ----

Str feel_type_to_chinese(const FeelType *type) {
    for (size_t kind = 0; kind < FEEL_KIND_COUNT; kind++) {
        if (type_of_kind[kind] == type->kind) return feel_kind_to_chinese((FeelKind)kind);
    }
    return STR("任意值");
}

static const char *const simple_names[] = {
    [FEEL_TYPE_ANY] = "Any",
    [FEEL_TYPE_NULL] = "Null",
    [FEEL_TYPE_BOOLEAN] = "boolean",
    [FEEL_TYPE_NUMBER] = "number",
    [FEEL_TYPE_STRING] = "string",
    [FEEL_TYPE_DATE] = "date",
    [FEEL_TYPE_TIME] = "time",
    [FEEL_TYPE_DATE_TIME] = "date and time",
    [FEEL_TYPE_DAYS_DURATION] = "days and time duration",
    [FEEL_TYPE_MONTHS_DURATION] = "years and months duration",
};

static void type_put(StrBuilder *out, const FeelType *type);

static void fields_put(StrBuilder *out, const FeelType *type, bool with_names) {
    str_put_char(out, '<');
    for (size_t i = 0; i < type->field_count; i++) {
        if (i) str_put(out, STR(", "));
        if (with_names) str_put_format(out, "%.*s: ", STR_ARG(type->fields[i].name));
        type_put(out, type->fields[i].type);
    }
    str_put_char(out, '>');
}

static void type_put(StrBuilder *out, const FeelType *type) {
    switch (type->kind) {
    case FEEL_TYPE_LIST:
    case FEEL_TYPE_RANGE:
        str_put(out, type->kind == FEEL_TYPE_LIST ? STR("list<") : STR("range<"));
        type_put(out, type->element);
        str_put_char(out, '>');
        return;
    case FEEL_TYPE_CONTEXT:
        str_put(out, STR("context"));
        fields_put(out, type, true);
        return;
    case FEEL_TYPE_FUNCTION:
        str_put(out, STR("function"));
        if (!type->element) return;
        fields_put(out, type, false);
        str_put(out, STR(" -> "));
        type_put(out, type->element);
        return;
    case FEEL_TYPE_ANY:
    case FEEL_TYPE_NULL:
    case FEEL_TYPE_BOOLEAN:
    case FEEL_TYPE_NUMBER:
    case FEEL_TYPE_STRING:
    case FEEL_TYPE_DATE:
    case FEEL_TYPE_TIME:
    case FEEL_TYPE_DATE_TIME:
    case FEEL_TYPE_DAYS_DURATION:
    case FEEL_TYPE_MONTHS_DURATION: break;
    }
    str_put(out, str_from_c(simple_names[type->kind]));
}

Str feel_type_to_str(Arena *arena, const FeelType *type) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    type_put(&out, type);
    return str_built(&out);
}

bool feel_type_simple_from_name(Str name, const FeelType **type) {
    for (size_t i = 0; i < sizeof simple_names / sizeof simple_names[0]; i++) {
        if (!str_equal(name, str_from_c(simple_names[i]))) continue;
        *type = &feel_simple_types[i];
        return true;
    }
    return false;
}
