// SPDX-License-Identifier: Apache-2.0
#include "feel/external.h"

#include "base/utf8.h"
#include "feel/builtin_call.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// What a Java parameter or result holds; its type, by the letter of external.def, says which field.
typedef struct JavaValue {
    double real;    // d f
    int64_t integer; // l i s b
    bool boolean;   // z
    Str text;       // c S
    FeelValue any;  // D o O
} JavaValue;

// False is what Java would throw.
typedef bool JavaMethod(Arena *arena, const JavaValue *arguments, JavaValue *result);

// ---- Methods ----

#define REAL_METHOD(name, expression)                                                             \
    static bool name(Arena *arena, const JavaValue *arguments, JavaValue *result) {               \
        double a = arguments[0].real;                                                             \
        (void)arena;                                                                              \
        result->real = (expression);                                                              \
        return true;                                                                              \
    }
#define REAL_PAIR_METHOD(name, expression)                                                        \
    static bool name(Arena *arena, const JavaValue *arguments, JavaValue *result) {               \
        double a = arguments[0].real, b = arguments[1].real;                                      \
        (void)arena;                                                                              \
        result->real = (expression);                                                              \
        return true;                                                                              \
    }
#define INTEGER_PAIR_METHOD(name, is_valid, expression)                                           \
    static bool name(Arena *arena, const JavaValue *arguments, JavaValue *result) {               \
        int64_t a = arguments[0].integer, b = arguments[1].integer;                               \
        (void)arena;                                                                              \
        if (!(is_valid)) return false;                                                            \
        result->integer = (expression);                                                           \
        return true;                                                                              \
    }

REAL_METHOD(java_abs_real, fabs(a))
REAL_METHOD(java_ceil, ceil(a))
REAL_METHOD(java_floor, floor(a))
REAL_METHOD(java_rint, rint(a))
REAL_METHOD(java_sqrt, sqrt(a))
REAL_METHOD(java_exp, exp(a))
REAL_METHOD(java_log, log(a))
REAL_METHOD(java_log10, log10(a))
REAL_METHOD(java_sin, sin(a))
REAL_METHOD(java_cos, cos(a))
REAL_METHOD(java_tan, tan(a))
REAL_METHOD(java_asin, asin(a))
REAL_METHOD(java_acos, acos(a))
REAL_METHOD(java_atan, atan(a))
REAL_PAIR_METHOD(java_max_real, a > b ? a : b)
REAL_PAIR_METHOD(java_min_real, a < b ? a : b)
REAL_PAIR_METHOD(java_atan2, atan2(a, b))
REAL_PAIR_METHOD(java_pow, pow(a, b))
REAL_PAIR_METHOD(java_hypot, hypot(a, b))
INTEGER_PAIR_METHOD(java_max_integer, true, a > b ? a : b)
INTEGER_PAIR_METHOD(java_min_integer, true, a < b ? a : b)
// Quotients go towards minus infinity; the smallest number divided by -1 has no place in a long.
INTEGER_PAIR_METHOD(java_floor_div, b != 0 && !(a == INT64_MIN && b == -1),
                    a / b - (a % b != 0 && (a < 0) != (b < 0)))
INTEGER_PAIR_METHOD(java_floor_mod, b != 0 && b != -1, (a % b + b) % b)

static bool java_abs_integer(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    (void)arena;
    if (arguments[0].integer == INT64_MIN) return false;
    result->integer = llabs(arguments[0].integer);
    return true;
}

static bool java_round(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    (void)arena;
    double rounded = floor(arguments[0].real + 0.5);
    if (!(fabs(rounded) < 9e18)) return false;
    result->integer = (int64_t)rounded;
    return true;
}

static bool java_same(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    (void)arena;
    *result = arguments[0];
    return true;
}

static bool java_parse_integer(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    (void)arena;
    Str text = arguments[0].text;
    if (str_starts_with(text, STR("+"))) text = str_slice(text, 1, text.length);
    return str_to_int64(text, &result->integer);
}

static bool java_parse_real(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    Decimal number; // the forms that mean the same in both languages
    (void)arena;
    if (!decimal_from_str(str_trim(arguments[0].text), &number)) return false;
    result->real = decimal_to_double(number);
    return true;
}

static bool java_parse_boolean(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    (void)arena;
    result->boolean = str_equal(arguments[0].text, STR("true"));
    return true;
}

static bool java_same_text(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    (void)arena;
    result->text = arguments[0].text;
    return true;
}

static bool java_integer_text(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    result->text = str_format(arena, "%lld", (long long)arguments[0].integer);
    return true;
}

static bool java_boolean_text(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    (void)arena;
    result->text = arguments[0].boolean ? STR("true") : STR("false");
    return true;
}

static bool java_object_text(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    result->text = feel_to_str(arena, arguments[0].any);
    return true;
}

// ---- String.format: %s %d %b %f %.2f %% %n, without widths ----

static bool put_formatted(StrBuilder *out, char conversion, int precision, FeelValue value) {
    bool is_number = value.kind == FEEL_NUMBER;
    switch (conversion) {
    case 's':
        if (precision >= 0) return false;
        str_put(out, feel_to_str(out->arena, value));
        return true;
    case 'd':
        if (!is_number || !decimal_is_integer(value.number) || precision >= 0) return false;
        str_put(out, decimal_to_str(out->arena, value.number));
        return true;
    case 'b':
        if (precision >= 0) return false;
        str_put(out, feel_is_null(value) || feel_is_false(value) ? STR("false") : STR("true"));
        return true;
    case 'f': {
        if (!is_number) return false;
        int scale = precision < 0 ? 6 : precision;
        Decimal rounded = decimal_round(value.number, scale, DECIMAL_HALF_UP);
        int64_t scaled;
        if (!decimal_to_scaled(rounded, scale, &scaled)) return false;
        str_put(out, decimal_to_str_scaled(out->arena, decimal_from_scaled(scaled, scale)));
        return true;
    }
    default: return false;
    }
}

static bool java_format(Arena *arena, const JavaValue *arguments, JavaValue *result) {
    Str format = arguments[0].text;
    const FeelValue *any = &arguments[1].any;
    FeelList values = any->kind == FEEL_LIST ? any->list : (FeelList){any, 1};
    StrBuilder out;
    size_t used = 0;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < format.length; i++) {
        int precision = -1;
        if (format.data[i] != '%') {
            str_put_char(&out, format.data[i]);
            continue;
        }
        if (++i + 1 < format.length && format.data[i] == '.' && format.data[i + 1] >= '0' &&
            format.data[i + 1] <= '9') {
            precision = format.data[i + 1] - '0';
            i += 2;
        }
        if (i == format.length) return false;
        char conversion = format.data[i];
        if (conversion == '%') str_put_char(&out, '%');
        else if (conversion == 'n') str_put_char(&out, '\n');
        else if (used == values.count) return false;
        else if (!put_formatted(&out, conversion, precision, values.items[used++])) return false;
    }
    result->text = str_built(&out);
    return true;
}

// ---- Conversion ----

static bool integer_fits(char type, int64_t n) {
    if (type == 'i') return n >= INT32_MIN && n <= INT32_MAX;
    if (type == 's') return n >= INT16_MIN && n <= INT16_MAX;
    if (type == 'b') return n >= INT8_MIN && n <= INT8_MAX;
    return true;
}

static bool java_from_feel(char type, FeelValue value, JavaValue *java) {
    java->any = value;
    switch (type) {
    case 'd':
    case 'f':
        if (value.kind != FEEL_NUMBER) return false;
        java->real = decimal_to_double(value.number);
        if (type == 'f') java->real = (double)(float)java->real;
        return true;
    case 'l':
    case 'i':
    case 's':
    case 'b':
        return value.kind == FEEL_NUMBER && decimal_to_int64(value.number, &java->integer) &&
               integer_fits(type, java->integer);
    case 'z': java->boolean = feel_is_true(value); return value.kind == FEEL_BOOLEAN;
    case 'c':
    case 'S':
        if (value.kind != FEEL_STRING) return false;
        java->text = value.string;
        return type == 'S' || utf8_count(value.string) == 1;
    case 'O': return true; // anything else is the one item
    case 'D': return value.kind == FEEL_NUMBER;
    default: return true;
    }
}

// The shortest decimal that reads back as the same double or float, as Java prints them.
static FeelValue number_from_real(char type, double real) {
    char text[40];
    int digits_max = type == 'f' ? FLT_DECIMAL_DIG : DBL_DECIMAL_DIG;
    Decimal number;
    for (int digits = 1; digits <= digits_max; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, real);
        double back = type == 'f' ? (double)strtof(text, NULL) : strtod(text, NULL);
        if (back == real) break;
    }
    if (!isfinite(real) || !decimal_from_str(str_from_c(text), &number)) return feel_null();
    return feel_number(number);
}

static FeelValue feel_from_java(char type, const JavaValue *java) {
    switch (type) {
    case 'd':
    case 'f': return number_from_real(type, type == 'f' ? (double)(float)java->real : java->real);
    case 'l':
    case 'i':
    case 's':
    case 'b': return integer_fits(type, java->integer) ? feel_int(java->integer) : feel_null();
    case 'z': return feel_boolean(java->boolean);
    case 'S': return feel_string(java->text);
    default: return feel_null();
    }
}

// ---- The table, and calling ----

typedef struct Method {
    const char *class_name, *name, *parameters;
    char result;
    JavaMethod *call;
} Method;

static const Method methods[] = {
#define METHOD(class_name, name, parameters, result, call)                                        \
    {class_name, name, parameters, result, call},
#include "feel/external.def"
#undef METHOD
};

typedef struct External {
    FeelBuiltin builtin; // first, so that a call finds its method
    const Method *method;
} External;

static FeelValue external_call(FeelRun *run, const FeelArguments *arguments) {
    const Method *method = ((const External *)(const void *)arguments->builtin)->method;
    JavaValue converted[FEEL_PARAMETERS_MAX] = {0}, result = {0};
    for (size_t i = 0; i < arguments->count; i++) {
        if (java_from_feel(method->parameters[i], arguments->values[i], &converted[i])) continue;
        return argument_refuse(run, arguments, "第%zu个参数不能转换为Java类型", i + 1);
    }
    if (!method->call(feel_run_arena(run), converted, &result)) {
        return argument_refuse(run, arguments, "在Java里会抛出异常");
    }
    FeelValue value = feel_from_java(method->result, &result);
    if (!feel_is_null(value)) return value;
    return argument_refuse(run, arguments, "结果不能转换为FEEL的值");
}

// ---- Signatures ----

static const struct {
    const char *name;
    char letter;
} type_names[] = {
    {"double", 'd'},           {"java.lang.Double", 'd'},
    {"float", 'f'},            {"java.lang.Float", 'f'},
    {"long", 'l'},             {"java.lang.Long", 'l'},
    {"int", 'i'},              {"java.lang.Integer", 'i'},
    {"short", 's'},            {"java.lang.Short", 's'},
    {"byte", 'b'},             {"java.lang.Byte", 'b'},
    {"char", 'c'},             {"java.lang.Character", 'c'},
    {"boolean", 'z'},          {"java.lang.Boolean", 'z'},
    {"java.lang.String", 'S'}, {"java.math.BigDecimal", 'D'},
    {"java.lang.Object", 'o'}, {"[Ljava.lang.Object;", 'O'},
    {"java.lang.Object[]", 'O'}, {"java.lang.Object...", 'O'},
};

static char type_letter(Str name) {
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (str_equal(str_from_c(type_names[i].name), name)) return type_names[i].letter;
    }
    return 0;
}

// "max(double, double)" is "max" and "dd".
static bool read_signature(Str signature, Str *name, char letters[FEEL_PARAMETERS_MAX + 1]) {
    Str text = str_trim(signature);
    size_t open = str_find(text, STR("("), 0), count = 0;
    if (open == SIZE_MAX || !str_ends_with(text, STR(")"))) return false;
    *name = str_trim(str_slice(text, 0, open));
    Str rest = str_trim(str_slice(text, open + 1, text.length - 1));
    if (str_is_empty(rest)) rest = (Str){0};
    while (!str_is_absent(rest)) {
        if (count == FEEL_PARAMETERS_MAX) return false;
        letters[count] = type_letter(str_trim(str_cut(&rest, ',')));
        if (letters[count++] == 0) return false;
    }
    letters[count] = 0;
    return true;
}

static FeelTypeKind result_type(char letter) {
    if (letter == 'S') return FEEL_TYPE_STRING;
    return letter == 'z' ? FEEL_TYPE_BOOLEAN : FEEL_TYPE_NUMBER;
}

static External *external_new_in(Arena *arena, const Method *method) {
    External *external = NEW(arena, External);
    int count = (int)str_from_c(method->parameters).length;
    FeelSignature *signature = &external->builtin.signatures[0];
    external->method = method;
    external->builtin.name =
        str_to_c(arena, str_format(arena, "%s.%s", method->class_name, method->name));
    external->builtin.call = external_call;
    external->builtin.signature_count = 1;
    external->builtin.result = result_type(method->result);
    signature->required = signature->total = count;
    for (int i = 0; i < count; i++) signature->parameters[i] = "argument";
    return external;
}

const FeelBuiltin *feel_external_find(Arena *arena, Str class_name, Str signature) {
    Str name;
    char letters[FEEL_PARAMETERS_MAX + 1];
    if (!read_signature(signature, &name, letters)) return NULL;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        const Method *method = &methods[i];
        if (str_equal(str_from_c(method->class_name), str_trim(class_name)) &&
            str_equal(str_from_c(method->name), name) &&
            str_equal(str_from_c(method->parameters), str_from_c(letters))) {
            return &external_new_in(arena, method)->builtin;
        }
    }
    return NULL;
}
