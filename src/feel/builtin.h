// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_BUILTIN_H
#define FEEL_BUILTIN_H
// The built-in functions of FEEL (10.3.4) and the operators on tagged values.
//
// `builtin.def` lists every function: name, parameters, types. The same rows make the table, the
// parser's names, the type inference, the reference in docs/ and the checklist of the tests. A
// builtin gets its arguments already put in the order of the parameters, coerced, and with absent
// optional ones marked; it works on one row. Wrong arguments give null through feel_run_null.

#include "feel/program.h"

#define FEEL_PARAMETERS_MAX 6
#define FEEL_SIGNATURES_MAX 4

typedef struct FeelArguments {
    const struct FeelBuiltin *builtin; // whose arguments they are
    const FeelValue *values;
    size_t count;  // of values given; for a variadic function all of them
    uint32_t given; // bit i: parameter i was given (it may still be null)
    const struct FeelSignature *named; // what the names chose; NULL when called by position
} FeelArguments;

typedef FeelValue FeelBuiltinCall(FeelRun *run, const FeelArguments *arguments);

typedef struct FeelSignature {
    const char *parameters[FEEL_PARAMETERS_MAX]; // names as the standard has them
    FeelTypeKind types[FEEL_PARAMETERS_MAX];     // FEEL_TYPE_ANY where several are allowed
    int required;
    int total;
    bool is_variadic; // the last parameter may be given again and again: "sum(1, 2, 3)"
} FeelSignature;

typedef struct FeelBuiltin {
    const char *name; // with spaces: "years and months duration"
    FeelBuiltinCall *call;
    FeelSignature signatures[FEEL_SIGNATURES_MAX]; // tried in turn
    int signature_count;
    FeelTypeKind result;
} FeelBuiltin;

extern const FeelBuiltin feel_builtins[];
extern const size_t feel_builtin_count;
const FeelBuiltin *feel_builtin_find(Str name);

// ---- Operators on tagged values, one row at a time ----

FeelValue feel_add(FeelRun *run, FeelValue a, FeelValue b);
FeelValue feel_subtract(FeelRun *run, FeelValue a, FeelValue b);
FeelValue feel_multiply(FeelRun *run, FeelValue a, FeelValue b);
FeelValue feel_divide(FeelRun *run, FeelValue a, FeelValue b);
FeelValue feel_power(FeelRun *run, FeelValue a, FeelValue b);
FeelValue feel_negate(FeelRun *run, FeelValue a);
// A property such as `.year`, `.time offset`, `.start included`; false when the value has none of
// that name (contexts are not handled here).
bool feel_property(FeelRun *run, FeelValue value, Str name, FeelValue *result);
// Its type; NULL when values of the type have no such property.
const FeelType *feel_property_type(const FeelType *type, Str name);

// The whole numbers or dates of an interval, as a loop goes through them; false when it has no such
// ends, or more than FEEL_LIST_MAX.
bool feel_range_items(Arena *arena, const FeelRange *range, FeelList *items) MUST_USE;

// ---- Texts ----

// "2023-10-16", "P1Y2M", "@" literals: the value a text stands for, null when none.
FeelValue feel_parse_date(FeelRun *run, Str text);
FeelValue feel_parse_time(FeelRun *run, Str text);
FeelValue feel_parse_date_time(FeelRun *run, Str text);
FeelValue feel_parse_duration(FeelRun *run, Str text);
// An "@..." literal: whichever of the above fits. `arena` version for the compiler.
FeelValue feel_parse_at_literal(Arena *arena, Str text);
// As string() gives it; nested strings in lists and contexts are quoted. Beyond
// FEEL_STRING_BYTES_MAX it is cut.
Str feel_to_str(Arena *arena, FeelValue value);
void feel_put_str(StrBuilder *out, FeelValue value);
// As FEEL source text that reads back to the same value.
Str feel_to_source(Arena *arena, FeelValue value);

#endif
