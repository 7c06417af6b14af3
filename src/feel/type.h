// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_TYPE_H
#define FEEL_TYPE_H
// The types of FEEL: what the compiler knows of a value before there is one.
//
// Types are immutable and shared; the simple ones are constants. Conformance and equivalence are
// those of DMN 1.5, 10.3.2.9: null conforms to every type, every type conforms to Any.

#include "feel/value.h"

typedef enum FeelTypeKind {
    FEEL_TYPE_ANY,
    FEEL_TYPE_NULL,
    FEEL_TYPE_BOOLEAN,
    FEEL_TYPE_NUMBER,
    FEEL_TYPE_STRING,
    FEEL_TYPE_DATE,
    FEEL_TYPE_TIME,
    FEEL_TYPE_DATE_TIME,
    FEEL_TYPE_DAYS_DURATION,
    FEEL_TYPE_MONTHS_DURATION,
    FEEL_TYPE_LIST,
    FEEL_TYPE_CONTEXT,
    FEEL_TYPE_RANGE,
    FEEL_TYPE_FUNCTION,
} FeelTypeKind;

#define FEEL_TYPE_SIMPLE_COUNT FEEL_TYPE_LIST

typedef struct FeelType FeelType;

typedef struct FeelField {
    Str name;
    const FeelType *type;
} FeelField;

struct FeelType {
    FeelTypeKind kind;
    const FeelType *element; // of a list or a range; the result of a function, NULL = any function
    const FeelField *fields; // of a context; the parameters of a function
    size_t field_count;
};

extern const FeelType feel_simple_types[FEEL_TYPE_SIMPLE_COUNT]; // by FeelTypeKind
#define FEEL_TYPE_OF(KIND) (&feel_simple_types[FEEL_TYPE_##KIND])

const FeelType *feel_type_list_of(Arena *arena, const FeelType *element);
const FeelType *feel_type_range_of(Arena *arena, const FeelType *element);
const FeelType *feel_type_context_of(Arena *arena, const FeelField *fields, size_t count);
const FeelType *feel_type_function_of(Arena *arena, const FeelField *parameters, size_t count,
                                      const FeelType *result);

// The type of a field; NULL when a context has none of that name.
const FeelType *feel_type_field(const FeelType *type, Str name);
// The simple type of this name: "number", "date and time", "Any".
bool feel_type_simple_from_name(Str name, const FeelType **type) MUST_USE;

bool feel_type_conforms(const FeelType *type, const FeelType *to);
// Whether a value is an instance of a type. Null is one of Null and Any only, but a null part of a
// list, context or range fits any type. Extra fields of a context do no harm.
bool feel_type_has(const FeelType *type, FeelValue value);
const FeelType *feel_type_of_value(Arena *arena, FeelValue value);
// The narrowest type both conform to.
const FeelType *feel_type_join(Arena *arena, const FeelType *a, const FeelType *b);
// The implicit conversions of 10.3.2.9.4 (singleton list to element, element to singleton list,
// date to date and time ...); null when the value does not conform even so.
FeelValue feel_type_coerce(Arena *arena, const FeelType *type, FeelValue value);
// "数字", "列表": a type as users read it.
Str feel_type_to_chinese(const FeelType *type);
// "list<number>", "context<a: string>".
Str feel_type_to_str(Arena *arena, const FeelType *type);

#endif
