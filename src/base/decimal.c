// SPDX-License-Identifier: Apache-2.0
#include "base/decimal.h"

#include <assert.h>
#include <string.h>

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

// The binary encoding of decimal128, as the library has it: in the high word the sign (bit 63),
// the biased exponent (14 bits from bit 49) and the upper 49 bits of the coefficient; the low word
// holds the rest. A coefficient of 34 digits always fits, so the second form of the standard, for
// larger ones, never comes out of an operation.

#define EXPONENT_BIAS 6176
#define EXPONENT_MAX 6111
#define EXPONENT_SHIFT 49
#define SIGN_BIT (UINT64_C(1) << 63)
#define NOT_FINITE_BITS UINT64_C(0x7800000000000000)
#define LARGE_FORM_BITS UINT64_C(0x6000000000000000)
#define COEFFICIENT_HIGH_BITS ((UINT64_C(1) << EXPONENT_SHIFT) - 1)
#define ZERO_HIGH ((uint64_t)EXPONENT_BIAS << EXPONENT_SHIFT)
#define TEN_TO_17 UINT64_C(100000000000000000)

static_assert(sizeof(Decimal) == sizeof(BID_UINT128), "a Decimal is the library's number");

__extension__ typedef unsigned __int128 Wide;

typedef struct Parts {
    bool negative;
    int exponent;
    Wide coefficient;
} Parts;

const Decimal DECIMAL_ZERO = {{0, ZERO_HIGH}};
const Decimal DECIMAL_ONE = {{1, ZERO_HIGH}};
static const Decimal NOT_A_NUMBER = {{0, UINT64_C(0x7C00000000000000)}};

// All-zero memory, as it comes from an arena, would be a zero with 6176 fraction digits; it means
// a plain 0.
static Decimal plain(Decimal value) {
    return value.words[0] == 0 && value.words[1] == 0 ? DECIMAL_ZERO : value;
}

static BID_UINT128 to_bid(Decimal value) {
    BID_UINT128 result;
    value = plain(value);
    memcpy(&result, &value, sizeof result);
    return result;
}

static Decimal from_bid(BID_UINT128 value) {
    Decimal result;
    memcpy(&result, &value, sizeof result);
    return result;
}

static Parts unpack(Decimal value) {
    assert(decimal_is_finite(value));
    value = plain(value);
    uint64_t high = value.words[1];
    return (Parts){
        .negative = (high & SIGN_BIT) != 0,
        .exponent = (int)((high & ~SIGN_BIT) >> EXPONENT_SHIFT) - EXPONENT_BIAS,
        .coefficient = (Wide)(high & COEFFICIENT_HIGH_BITS) << 64 | value.words[0],
    };
}

// The same value with the exponent as near to `exponent_max` as it goes without losing digits.
static Parts strip_zeros(Parts parts, int exponent_max) {
    if (parts.coefficient == 0) return (Parts){.exponent = 0};
    while (parts.exponent < exponent_max && parts.coefficient % 10 == 0) {
        parts.coefficient /= 10;
        parts.exponent++;
    }
    return parts;
}

// ---- Small numbers ----

// Nearly all numbers of a policy are small: amounts, counts, rates. Those whose coefficients fit
// one word are computed here, in a quarter of the time, with the very bits the library gives; what
// might need rounding or leave the range is left to it.

typedef struct Small {
    bool negative;
    int exponent;
    uint64_t coefficient;
} Small;

static const uint64_t small_powers[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
    100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
    10000000000000000, 100000000000000000, 1000000000000000000,
};
#define SMALL_DIGITS 18
#define TEN_TO_34 ((Wide)10000000000000000 * 1000000000000000000)

static bool small_from(Decimal value, Small *small) {
    value = plain(value);
    uint64_t high = value.words[1];
    if ((high & COEFFICIENT_HIGH_BITS) || (high & LARGE_FORM_BITS) == LARGE_FORM_BITS) return false;
    *small = (Small){(high & SIGN_BIT) != 0,
                     (int)((high & ~SIGN_BIT) >> EXPONENT_SHIFT) - EXPONENT_BIAS, value.words[0]};
    return true;
}

static bool small_pack(bool negative, int exponent, Wide coefficient, Decimal *result) {
    if (coefficient >= TEN_TO_34 || exponent < -EXPONENT_BIAS || exponent > EXPONENT_MAX) {
        return false;
    }
    result->words[0] = (uint64_t)coefficient;
    result->words[1] = (negative ? SIGN_BIT : 0) | (uint64_t)(coefficient >> 64) |
                       (uint64_t)(exponent + EXPONENT_BIAS) << EXPONENT_SHIFT;
    return true;
}

// ---- From and to other forms ----

Decimal decimal_from_int64(int64_t value) {
    return from_bid(bid128_from_int64(value));
}

Decimal decimal_from_scaled(int64_t coefficient, int scale) {
    Decimal result;
    _IDEC_flags flags = 0;
    bool negative = coefficient < 0;
    uint64_t size = negative ? -(uint64_t)coefficient : (uint64_t)coefficient;
    if (scale > -EXPONENT_MAX && scale < EXPONENT_BIAS &&
        small_pack(negative, -scale, size, &result)) {
        return result;
    }
    BID_UINT128 value = bid128_from_int64(coefficient);
    if (scale == INT32_MIN) scale++; // its negation does not exist; both are far out of range
    return from_bid(bid128_scalbn(value, -scale, BID_ROUNDING_TO_NEAREST, &flags));
}

// A number as it is read: its first significant digits, and whether others follow them.
typedef struct Scan {
    char digits[DECIMAL_DIGITS + 2]; // one to round by, one for "something not zero follows"
    size_t count;
    bool any;         // a digit was seen, if only a zero
    int64_t exponent; // of the last digit kept
} Scan;

static size_t scan_digits(Scan *scan, Str text, size_t at, bool is_fraction) {
    for (; at < text.length && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
        char digit = text.data[at];
        scan->any = true;
        if (is_fraction) scan->exponent--;
        if (digit == '0' && scan->count == 0) continue;
        if (scan->count <= DECIMAL_DIGITS) {
            scan->digits[scan->count++] = digit;
            continue;
        }
        scan->exponent++;
        char *rest = &scan->digits[DECIMAL_DIGITS + 1];
        if (digit != '0') *rest = '1';
    }
    return at;
}

// "e-12" at the end of the text; a huge exponent is cut to one that is out of range as well.
static bool scan_exponent(Scan *scan, Str text, size_t at) {
    bool negative = at < text.length && text.data[at] == '-';
    if (at < text.length && (negative || text.data[at] == '+')) at++;
    if (at == text.length) return false;
    int64_t exponent = 0;
    for (; at < text.length; at++) {
        if (text.data[at] < '0' || text.data[at] > '9') return false;
        if (exponent < INT32_MAX) exponent = exponent * 10 + (text.data[at] - '0');
    }
    scan->exponent += negative ? -exponent : exponent;
    return true;
}

static bool scan_number(Scan *scan, Str text, size_t at) {
    at = scan_digits(scan, text, at, false);
    if (at < text.length && text.data[at] == '.') {
        size_t fraction = at + 1;
        at = scan_digits(scan, text, fraction, true);
        if (at == fraction) return false;
    }
    if (!scan->any) return false;
    if (at == text.length) return true;
    return (text.data[at] == 'e' || text.data[at] == 'E') && scan_exponent(scan, text, at + 1);
}

bool decimal_from_str(Str text, Decimal *value) {
    Scan scan = {0};
    bool negative = text.length > 0 && text.data[0] == '-';
    if (!scan_number(&scan, text, negative ? 1 : 0)) return false;
    // At most 36 digits and a short exponent go to the library, which does the rounding.
    Arena none = {0};
    char buffer[DECIMAL_DIGITS + 32];
    StrBuilder canonical = {.arena = &none, .items = buffer, .capacity = sizeof buffer};
    if (negative) str_put_char(&canonical, '-');
    if (scan.count == 0) str_put_char(&canonical, '0');
    str_put(&canonical, (Str){scan.digits, scan.count});
    if (scan.digits[DECIMAL_DIGITS + 1]) {
        str_put_char(&canonical, '1');
        scan.exponent--;
    }
    int64_t limit = 100000; // far beyond what any 36 digits can bring back into range
    if (scan.exponent > limit) scan.exponent = limit;
    if (scan.exponent < -limit) scan.exponent = -limit;
    str_put_char(&canonical, 'E');
    str_put_int(&canonical, scan.exponent);
    str_put_char(&canonical, '\0');
    _IDEC_flags flags = 0;
    Decimal result = from_bid(bid128_from_string(buffer, BID_ROUNDING_TO_NEAREST, &flags));
    if (!decimal_is_finite(result)) return false;
    *value = result;
    return true;
}

static bool bid_to_int64(BID_UINT128 value, _IDEC_flags *flags, int64_t *result) {
    int64_t integer = bid128_to_int64_xint(value, flags);
    if (*flags & (BID_INEXACT_EXCEPTION | BID_INVALID_EXCEPTION)) return false;
    *result = integer;
    return true;
}

bool decimal_to_int64(Decimal value, int64_t *result) {
    _IDEC_flags flags = 0;
    return bid_to_int64(to_bid(value), &flags, result);
}

bool decimal_to_scaled(Decimal value, int scale, int64_t *result) {
    _IDEC_flags flags = 0;
    BID_UINT128 moved = bid128_scalbn(to_bid(value), scale, BID_ROUNDING_TO_NEAREST, &flags);
    return bid_to_int64(moved, &flags, result);
}

double decimal_to_double(Decimal value) {
    _IDEC_flags flags = 0;
    return bid128_to_binary64(to_bid(value), BID_ROUNDING_TO_NEAREST, &flags);
}

// Digits of the coefficient, without leading zeros; "0" for zero. Returns how many.
static size_t coefficient_digits(Wide coefficient, char out[DECIMAL_DIGITS]) {
    uint64_t halves[2] = {(uint64_t)(coefficient % TEN_TO_17),
                          (uint64_t)(coefficient / TEN_TO_17)};
    char all[DECIMAL_DIGITS];
    for (size_t i = 0; i < DECIMAL_DIGITS; i++) {
        uint64_t *half = &halves[i / 17];
        all[DECIMAL_DIGITS - 1 - i] = (char)('0' + *half % 10);
        *half /= 10;
    }
    size_t zeros = 0;
    while (zeros < DECIMAL_DIGITS - 1 && all[zeros] == '0') zeros++;
    memcpy(out, all + zeros, DECIMAL_DIGITS - zeros);
    return DECIMAL_DIGITS - zeros;
}

static size_t parts_to_text(Parts parts, char text[DECIMAL_TEXT_BYTES_MAX]) {
    char digits[DECIMAL_DIGITS];
    size_t count = coefficient_digits(parts.coefficient, digits);
    size_t fraction = parts.exponent < 0 ? (size_t)-parts.exponent : 0;
    size_t trailing = parts.exponent > 0 ? (size_t)parts.exponent : 0;
    size_t leading = fraction >= count ? fraction - count + 1 : 0; // zeros of "0.00…"
    size_t point = leading ? 1 : count + trailing - fraction;      // digits before the point

    size_t length = 0;
    if (parts.negative && parts.coefficient != 0) text[length++] = '-';
    char *first = text + length;
    size_t all = leading + count + trailing;
    memset(first, '0', all);
    memcpy(first + leading, digits, count);
    if (fraction) {
        memmove(first + point + 1, first + point, fraction);
        first[point] = '.';
        all++;
    }
    return length + all;
}

size_t decimal_to_text(Decimal value, char out[DECIMAL_TEXT_BYTES_MAX]) {
    return parts_to_text(strip_zeros(unpack(value), 0), out);
}

Str decimal_to_str(Arena *arena, Decimal value) {
    char text[DECIMAL_TEXT_BYTES_MAX];
    return str_copy(arena, (Str){text, decimal_to_text(value, text)});
}

Str decimal_to_str_scaled(Arena *arena, Decimal value) {
    Parts parts = unpack(value);
    if (parts.coefficient == 0 && parts.exponent > 0) parts.exponent = 0;
    char text[DECIMAL_TEXT_BYTES_MAX];
    return str_copy(arena, (Str){text, parts_to_text(parts, text)});
}

// ---- Arithmetic ----

static bool small_add(Decimal left, Decimal right, bool is_difference, Decimal *result) {
    Small a, b;
    if (!small_from(left, &a) || !small_from(right, &b)) return false;
    if (is_difference) b.negative = !b.negative;
    if (a.exponent < b.exponent) {
        Small swapped = a;
        a = b;
        b = swapped;
    }
    int shift = a.exponent - b.exponent;
    if (shift > SMALL_DIGITS) return false;
    Wide x = (Wide)a.coefficient * small_powers[shift], y = b.coefficient;
    if (a.negative == b.negative) return small_pack(a.negative, b.exponent, x + y, result);
    if (x == y) return small_pack(false, b.exponent, 0, result);
    return x > y ? small_pack(a.negative, b.exponent, x - y, result)
                 : small_pack(b.negative, b.exponent, y - x, result);
}

static bool small_multiply(Decimal left, Decimal right, Decimal *result) {
    Small a, b;
    if (!small_from(left, &a) || !small_from(right, &b)) return false;
    return small_pack(a.negative != b.negative, a.exponent + b.exponent,
                      (Wide)a.coefficient * b.coefficient, result);
}

static int digit_count(Wide coefficient) {
    int digits = 0;
    for (; coefficient >= small_powers[SMALL_DIGITS]; coefficient /= small_powers[SMALL_DIGITS]) {
        digits += SMALL_DIGITS;
    }
    uint64_t rest = (uint64_t)coefficient;
    int more = rest ? ((64 - __builtin_clzll(rest)) * 1233) >> 12 : 0; // log10 of 2 is 1233/4096
    return digits + more + (rest >= small_powers[more]);
}

// Digits of a quotient so far, the rest still to be divided, and the places behind the point.
typedef struct Quotient {
    Wide digits;
    uint64_t rest;
    int places;
} Quotient;

// Goes on dividing until nothing is left or 34 digits are found.
static void quotient_extend(Quotient *quotient, uint64_t divisor) {
    while (quotient->rest != 0 && quotient->digits < TEN_TO_34 / 10) {
        int missing = DECIMAL_DIGITS - digit_count(quotient->digits);
        int step = missing < SMALL_DIGITS ? missing : SMALL_DIGITS;
        Wide dividend = (Wide)quotient->rest * small_powers[step];
        Wide next = dividend / divisor;
        quotient->digits = quotient->digits * small_powers[step] + next;
        quotient->rest = (uint64_t)(dividend - next * divisor);
        quotient->places += step;
    }
}

// Half to even by what is left; or, when nothing is, without the zeros that division left behind.
static void quotient_finish(Quotient *quotient, uint64_t divisor) {
    if (quotient->rest != 0) {
        Wide twice = (Wide)quotient->rest * 2;
        if (twice > divisor || (twice == divisor && (quotient->digits & 1))) quotient->digits++;
        return;
    }
    while (quotient->places > 0 && quotient->digits % 10 == 0) {
        bool is_short = quotient->digits >> 64 == 0;
        quotient->digits = is_short ? (uint64_t)quotient->digits / 10 : quotient->digits / 10;
        quotient->places--;
    }
}

static bool small_divide(Decimal left, Decimal right, Decimal *result) {
    Small a, b;
    if (!small_from(left, &a) || !small_from(right, &b) || b.coefficient == 0) return false;
    Quotient quotient = {.digits = a.coefficient / b.coefficient,
                         .rest = a.coefficient % b.coefficient};
    if (quotient.rest != 0) {
        quotient_extend(&quotient, b.coefficient);
        quotient_finish(&quotient, b.coefficient);
    }
    return small_pack(a.negative != b.negative, a.exponent - b.exponent - quotient.places,
                      quotient.digits, result);
}

Decimal decimal_add(Decimal a, Decimal b) {
    Decimal result;
    _IDEC_flags flags = 0;
    if (small_add(a, b, false, &result)) return result;
    return from_bid(bid128_add(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags));
}

Decimal decimal_subtract(Decimal a, Decimal b) {
    Decimal result;
    _IDEC_flags flags = 0;
    if (small_add(a, b, true, &result)) return result;
    return from_bid(bid128_sub(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags));
}

#define ARITHMETIC(name, operation, small)                                                        \
    Decimal name(Decimal a, Decimal b) {                                                          \
        Decimal result;                                                                           \
        _IDEC_flags flags = 0;                                                                    \
        if (small(a, b, &result)) return result;                                                  \
        return from_bid(operation(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags));        \
    }

ARITHMETIC(decimal_multiply, bid128_mul, small_multiply)
ARITHMETIC(decimal_divide, bid128_div, small_divide)

#define FUNCTION(name, operation)                                                                 \
    Decimal name(Decimal value) {                                                                 \
        _IDEC_flags flags = 0;                                                                    \
        return from_bid(operation(to_bid(value), BID_ROUNDING_TO_NEAREST, &flags));               \
    }

FUNCTION(decimal_sqrt, bid128_sqrt)
FUNCTION(decimal_exp, bid128_exp)
FUNCTION(decimal_log, bid128_log)

Decimal decimal_negate(Decimal value) {
    value = plain(value);
    if (!decimal_is_zero(value)) value.words[1] ^= SIGN_BIT;
    return value;
}

Decimal decimal_abs(Decimal value) {
    value = plain(value);
    value.words[1] &= ~SIGN_BIT;
    return value;
}

Decimal decimal_modulo(Decimal a, Decimal b) {
    _IDEC_flags flags = 0;
    Decimal rest = from_bid(bid128_fmod(to_bid(a), to_bid(b), &flags)); // sign of a, exact
    if (!decimal_is_finite(rest) || !decimal_is_finite(b) || decimal_is_zero(rest)) return rest;
    return decimal_is_negative(rest) == decimal_is_negative(b) ? rest : decimal_add(rest, b);
}

// A number of about twice the digits: the sum of two, the second below the last digit of the first.
typedef struct Pair {
    BID_UINT128 high;
    BID_UINT128 low;
} Pair;

static Pair pair_multiply(Pair a, Pair b) {
    _IDEC_flags flags = 0;
    const _IDEC_round nearest = BID_ROUNDING_TO_NEAREST;
    BID_UINT128 high = bid128_mul(a.high, b.high, nearest, &flags);
    if (!decimal_is_finite(from_bid(high))) return (Pair){high, to_bid(DECIMAL_ZERO)};
    BID_UINT128 low = bid128_fma(a.high, b.high, bid128_negate(high), nearest, &flags); // exact
    low = bid128_fma(a.high, b.low, low, nearest, &flags);
    low = bid128_fma(a.low, b.high, low, nearest, &flags);
    BID_UINT128 sum = bid128_add(high, low, nearest, &flags);
    BID_UINT128 rest = bid128_sub(low, bid128_sub(sum, high, nearest, &flags), nearest, &flags);
    return (Pair){sum, rest};
}

// 1 / value, by one step of Newton from the quotient of the first halves.
static BID_UINT128 pair_invert(Pair value) {
    _IDEC_flags flags = 0;
    const _IDEC_round nearest = BID_ROUNDING_TO_NEAREST;
    BID_UINT128 one = to_bid(DECIMAL_ONE);
    BID_UINT128 quotient = bid128_div(one, value.high, nearest, &flags);
    bool can_improve = decimal_is_finite(from_bid(quotient)) &&
                       decimal_is_finite(from_bid(value.high));
    if (!can_improve) return quotient;
    BID_UINT128 negative = bid128_negate(quotient);
    BID_UINT128 error = bid128_fma(negative, value.high, one, nearest, &flags); // exact
    error = bid128_fma(negative, value.low, error, nearest, &flags);
    return bid128_fma(quotient, error, quotient, nearest, &flags);
}

// By squaring with twice the digits, so that the rounded result is right to its last digit: the
// library's power goes through logarithms and is wrong in the last two at the 36th power.
static Decimal power_integer(Decimal base, uint64_t exponent, bool invert) {
    BID_UINT128 zero = to_bid(DECIMAL_ZERO);
    Pair square = {to_bid(base), zero}, power = {to_bid(DECIMAL_ONE), zero};
    for (; exponent > 0; exponent /= 2) {
        if (exponent % 2) power = pair_multiply(power, square);
        if (!decimal_is_finite(from_bid(power.high))) break;
        if (exponent > 1) square = pair_multiply(square, square);
    }
    return from_bid(invert ? pair_invert(power) : power.high);
}

Decimal decimal_power(Decimal base, Decimal exponent) {
    int64_t integer;
    if (decimal_is_finite(base) && decimal_to_int64(exponent, &integer)) {
        uint64_t count = integer < 0 ? (uint64_t)0 - (uint64_t)integer : (uint64_t)integer;
        return power_integer(base, count, integer < 0);
    }
    _IDEC_flags flags = 0;
    return from_bid(
        bid128_pow(to_bid(base), to_bid(exponent), BID_ROUNDING_TO_NEAREST, &flags));
}

static Decimal quantize(Decimal value, int scale, _IDEC_round rounding) {
    _IDEC_flags flags = 0;
    Decimal unit = {{1, (uint64_t)(EXPONENT_BIAS - scale) << EXPONENT_SHIFT}};
    Decimal result = from_bid(bid128_quantize(to_bid(value), to_bid(unit), rounding, &flags));
    // There is no room for that many fraction digits: the value has none there anyway.
    return decimal_is_finite(result) ? result : value;
}

static Decimal round_half_down(Decimal value, int scale) {
    Decimal near = quantize(value, scale, BID_ROUNDING_TIES_AWAY);
    Decimal inner = quantize(value, scale, BID_ROUNDING_TO_ZERO);
    Decimal to_near = decimal_abs(decimal_subtract(near, value));
    Decimal to_inner = decimal_abs(decimal_subtract(value, inner));
    return decimal_equal(to_near, to_inner) ? inner : near;
}

Decimal decimal_round(Decimal value, int scale, DecimalRounding rounding) {
    if (!decimal_is_finite(value) || scale > EXPONENT_BIAS || scale < -EXPONENT_MAX) {
        return NOT_A_NUMBER;
    }
    bool negative = decimal_is_negative(value);
    switch (rounding) {
    case DECIMAL_HALF_EVEN: return quantize(value, scale, BID_ROUNDING_TO_NEAREST);
    case DECIMAL_HALF_UP: return quantize(value, scale, BID_ROUNDING_TIES_AWAY);
    case DECIMAL_HALF_DOWN: return round_half_down(value, scale);
    case DECIMAL_UP:
        return quantize(value, scale, negative ? BID_ROUNDING_DOWN : BID_ROUNDING_UP);
    case DECIMAL_DOWN: return quantize(value, scale, BID_ROUNDING_TO_ZERO);
    case DECIMAL_FLOOR: return quantize(value, scale, BID_ROUNDING_DOWN);
    case DECIMAL_CEILING: return quantize(value, scale, BID_ROUNDING_UP);
    }
    assert(false && "unknown rounding");
    return NOT_A_NUMBER;
}

// ---- Questions ----

bool decimal_is_finite(Decimal value) {
    return (value.words[1] & NOT_FINITE_BITS) != NOT_FINITE_BITS;
}

bool decimal_is_zero(Decimal value) {
    return decimal_is_finite(value) && unpack(value).coefficient == 0;
}

bool decimal_is_negative(Decimal value) {
    return (value.words[1] & SIGN_BIT) != 0 && !decimal_is_zero(value);
}

bool decimal_is_integer(Decimal value) {
    return decimal_is_finite(value) && strip_zeros(unpack(value), 0).exponent >= 0;
}

// ---- Order ----

// Finite numbers with the same upper word have the same sign, exponent and upper coefficient, so
// that the lower words decide. Whole numbers and amounts of one scale nearly always do.
static bool differ_in_low_word(Decimal a, Decimal b) {
    return a.words[1] == b.words[1] && (a.words[1] & LARGE_FORM_BITS) != LARGE_FORM_BITS;
}

// By the place of the first digit; if that is the same, by all digits at the lower exponent.
static int magnitude_order(Parts a, Parts b) {
    int a_top = a.exponent + digit_count(a.coefficient);
    int b_top = b.exponent + digit_count(b.coefficient);
    if (a_top != b_top) return a_top < b_top ? -1 : 1;
    for (; a.exponent > b.exponent; a.exponent--) a.coefficient *= 10;
    for (; b.exponent > a.exponent; b.exponent--) b.coefficient *= 10;
    return (a.coefficient > b.coefficient) - (a.coefficient < b.coefficient);
}

int decimal_compare(Decimal left, Decimal right) {
    assert(decimal_is_finite(left) && decimal_is_finite(right));
    if (differ_in_low_word(left, right)) {
        int order = (left.words[0] > right.words[0]) - (left.words[0] < right.words[0]);
        return left.words[1] & SIGN_BIT ? -order : order;
    }
    Parts a = unpack(left), b = unpack(right);
    if (a.coefficient == 0 || b.coefficient == 0 || a.negative != b.negative) {
        int a_sign = a.coefficient == 0 ? 0 : a.negative ? -1 : 1;
        int b_sign = b.coefficient == 0 ? 0 : b.negative ? -1 : 1;
        return (a_sign > b_sign) - (a_sign < b_sign);
    }
    int order = magnitude_order(a, b);
    return a.negative ? -order : order;
}

bool decimal_equal(Decimal a, Decimal b) {
    if (differ_in_low_word(a, b)) return a.words[0] == b.words[0];
    if (!decimal_is_finite(a) || !decimal_is_finite(b)) return false;
    return decimal_compare(a, b) == 0;
}

uint64_t decimal_hash(Decimal value) {
    if (!decimal_is_finite(value)) return 0;
    Parts parts = strip_zeros(unpack(value), EXPONENT_MAX + DECIMAL_DIGITS);
    uint64_t words[3] = {(uint64_t)parts.coefficient, (uint64_t)(parts.coefficient >> 64),
                         (uint64_t)(uint32_t)parts.exponent << 1 | parts.negative};
    return str_hash((Str){(const char *)words, sizeof words});
}
