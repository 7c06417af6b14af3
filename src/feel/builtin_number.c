// SPDX-License-Identifier: Apache-2.0
#include "feel/builtin_call.h"
#include "base/utf8.h"
#include "feel/temporal.h"

// ---- From text ----

static bool is_separator(FeelValue separator, bool allows_space) {
    if (feel_is_null(separator)) return true;
    if (separator.kind != FEEL_STRING) return false;
    return str_equal(separator.string, STR(",")) || str_equal(separator.string, STR(".")) ||
           (allows_space && str_equal(separator.string, STR(" ")));
}

// The text in FEEL's own notation: groups joined, a point before the fraction.
static Str normal_notation(Arena *arena, Str text, FeelValue grouping, FeelValue decimal) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (!feel_is_null(grouping) && c == grouping.string.data[0]) continue;
        if (feel_is_null(decimal)) str_put_char(&out, c);
        else if (c == decimal.string.data[0]) str_put_char(&out, '.');
        else str_put_char(&out, c == '.' ? '?' : c); // a point that is not the decimal separator
    }
    return str_built(&out);
}

FeelValue builtin_number(FeelRun *run, const FeelArguments *arguments) {
    Str text;
    Decimal number;
    FeelValue grouping = argument_get(arguments, 1), decimal = argument_get(arguments, 2);
    if (!take_string(run, arguments, 0, &text)) return feel_null();
    if (!is_separator(grouping, true)) {
        return argument_refuse(run, arguments, "第2个参数应为空格、逗号、点或空值");
    }
    if (!is_separator(decimal, false)) {
        return argument_refuse(run, arguments, "第3个参数应为逗号、点或空值");
    }
    if (!feel_is_null(grouping) && feel_equal(grouping, decimal) == FEEL_TRUE) {
        return argument_refuse(run, arguments, "第2个和第3个参数不能相同");
    }
    Str normal = normal_notation(feel_run_arena(run), text, grouping, decimal);
    if (!str_is_empty(normal) && decimal_from_str(normal, &number)) return feel_number(number);
    return argument_refuse(run, arguments, "“%.*s”不是数字", STR_ARG(utf8_head(text, 60)));
}

// ---- Rounding ----

#define SCALE_MIN (-6111) // of a decimal of 34 digits, as the standard has them
#define SCALE_MAX 6176

static FeelValue round_to(FeelRun *run, const FeelArguments *arguments, DecimalRounding rounding) {
    Decimal n;
    int64_t scale = 0;
    if (!take_number(run, arguments, 0, &n)) return feel_null();
    if (argument_is_given(arguments, 1) && !take_int(run, arguments, 1, &scale)) {
        return feel_null();
    }
    if (scale < SCALE_MIN || scale > SCALE_MAX) {
        return argument_refuse(run, arguments, "第2个参数应在%d到%d之间", SCALE_MIN, SCALE_MAX);
    }
    FeelValue result = feel_number(decimal_round(n, (int)scale, rounding));
    if (!feel_is_null(result)) return result;
    return argument_refuse(run, arguments, "结果超出范围");
}

FeelValue builtin_decimal(FeelRun *run, const FeelArguments *arguments) {
    return round_to(run, arguments, DECIMAL_HALF_EVEN);
}

FeelValue builtin_floor(FeelRun *run, const FeelArguments *arguments) {
    return round_to(run, arguments, DECIMAL_FLOOR);
}

FeelValue builtin_ceiling(FeelRun *run, const FeelArguments *arguments) {
    return round_to(run, arguments, DECIMAL_CEILING);
}

FeelValue builtin_round_up(FeelRun *run, const FeelArguments *arguments) {
    return round_to(run, arguments, DECIMAL_UP);
}

FeelValue builtin_round_down(FeelRun *run, const FeelArguments *arguments) {
    return round_to(run, arguments, DECIMAL_DOWN);
}

FeelValue builtin_round_half_up(FeelRun *run, const FeelArguments *arguments) {
    return round_to(run, arguments, DECIMAL_HALF_UP);
}

FeelValue builtin_round_half_down(FeelRun *run, const FeelArguments *arguments) {
    return round_to(run, arguments, DECIMAL_HALF_DOWN);
}

// ---- Functions of one number ----

FeelValue builtin_abs(FeelRun *run, const FeelArguments *arguments) {
    FeelValue n = argument_get(arguments, 0), negated;
    if (n.kind == FEEL_NUMBER) return feel_number(decimal_abs(n.number));
    if (n.kind != FEEL_DAYS_DURATION && n.kind != FEEL_MONTHS_DURATION) {
        return argument_refuse_kind(run, arguments, 0, "数字或时长");
    }
    bool is_negative = n.kind == FEEL_MONTHS_DURATION
                           ? n.months_duration < 0
                           : n.days_duration.seconds < 0 || n.days_duration.ns < 0;
    if (!is_negative) return n;
    if (feel_duration_negate(n, &negated)) return negated;
    return argument_refuse(run, arguments, "结果超出范围");
}

FeelValue builtin_sqrt(FeelRun *run, const FeelArguments *arguments) {
    Decimal n;
    if (!take_number(run, arguments, 0, &n)) return feel_null();
    if (decimal_is_negative(n)) return argument_refuse(run, arguments, "负数没有平方根");
    return feel_number(decimal_sqrt(n));
}

FeelValue builtin_log(FeelRun *run, const FeelArguments *arguments) {
    Decimal n;
    if (!take_number(run, arguments, 0, &n)) return feel_null();
    if (decimal_is_negative(n) || decimal_is_zero(n)) {
        return argument_refuse(run, arguments, "只有正数有对数");
    }
    return feel_number(decimal_log(n));
}

FeelValue builtin_exp(FeelRun *run, const FeelArguments *arguments) {
    Decimal n;
    if (!take_number(run, arguments, 0, &n)) return feel_null();
    FeelValue result = feel_number(decimal_exp(n));
    return feel_is_null(result) ? argument_refuse(run, arguments, "结果超出范围") : result;
}

static FeelValue is_multiple_of_two(FeelRun *run, const FeelArguments *arguments, bool expected) {
    Decimal n;
    if (!take_number(run, arguments, 0, &n)) return feel_null();
    if (!decimal_is_integer(n)) return feel_boolean(false); // neither even nor odd
    bool is_even = decimal_is_zero(decimal_modulo(n, decimal_from_int64(2)));
    return feel_boolean(is_even == expected);
}

FeelValue builtin_even(FeelRun *run, const FeelArguments *arguments) {
    return is_multiple_of_two(run, arguments, true);
}

FeelValue builtin_odd(FeelRun *run, const FeelArguments *arguments) {
    return is_multiple_of_two(run, arguments, false);
}

FeelValue builtin_modulo(FeelRun *run, const FeelArguments *arguments) {
    Decimal dividend, divisor;
    if (!take_number(run, arguments, 0, &dividend) || !take_number(run, arguments, 1, &divisor)) {
        return feel_null();
    }
    if (decimal_is_zero(divisor)) return argument_refuse(run, arguments, "除数是0");
    return feel_number(decimal_modulo(dividend, divisor));
}
