// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H
// Decimal numbers of 34 digits (IEEE 754-2008 decimal128), the numbers of FEEL.
//
// A Decimal is a plain 16-byte value, compared by value (1.0 equals 1.00); zeroed memory is 0.
// Arithmetic rounds half to even at 34 digits; a result that is not finite (overflow, division by
// zero, a root of a negative) is "not a number", which callers turn into null: check
// `decimal_is_finite`.
// libintelrdfpmath stands behind this header and is seen nowhere else.

#include "base/str.h"

typedef struct Decimal {
    _Alignas(16) uint64_t words[2];
} Decimal;

typedef enum DecimalRounding {
    DECIMAL_HALF_EVEN,
    DECIMAL_HALF_UP,   // away from zero on a tie
    DECIMAL_HALF_DOWN, // towards zero on a tie
    DECIMAL_UP,        // away from zero
    DECIMAL_DOWN,      // towards zero
    DECIMAL_FLOOR,
    DECIMAL_CEILING,
} DecimalRounding;

#define DECIMAL_DIGITS 34
#define DECIMAL_TEXT_BYTES_MAX 6200 // longest plain form: 34 digits and an exponent of 6144

extern const Decimal DECIMAL_ZERO;
extern const Decimal DECIMAL_ONE;

Decimal decimal_from_int64(int64_t value);
// "-12.50", ".5", "1e3"; the whole text must be a number, with no more than DECIMAL_DIGITS digits
// kept (further ones are rounded half even). False for anything else, including infinities.
bool decimal_from_str(Str text, Decimal *value) MUST_USE;
// coefficient * 10^-scale, exactly; scale may be negative.
Decimal decimal_from_scaled(int64_t coefficient, int scale);

// Exact conversions: false when the value is not an integer or does not fit.
bool decimal_to_int64(Decimal value, int64_t *result) MUST_USE;
// value * 10^scale as an integer; false when that is not exact or does not fit.
bool decimal_to_scaled(Decimal value, int scale, int64_t *result) MUST_USE;
double decimal_to_double(Decimal value);
// The value must be finite. Plain notation without exponent, no trailing fraction zeros, no "-0": "1500", "0.055".
Str decimal_to_str(Arena *arena, Decimal value) MUST_USE;
// The same into the caller's memory, not terminated; returns the length.
size_t decimal_to_text(Decimal value, char out[DECIMAL_TEXT_BYTES_MAX]);
// Plain notation that keeps the written scale: "1.50" stays "1.50".
Str decimal_to_str_scaled(Arena *arena, Decimal value) MUST_USE;

Decimal decimal_add(Decimal a, Decimal b);
Decimal decimal_subtract(Decimal a, Decimal b);
Decimal decimal_multiply(Decimal a, Decimal b);
Decimal decimal_divide(Decimal a, Decimal b);
Decimal decimal_negate(Decimal value);
Decimal decimal_abs(Decimal value);
// Sign of the divisor, as FEEL's modulo: a - b * floor(a / b).
Decimal decimal_modulo(Decimal a, Decimal b);
// Right to the last digit for whole exponents, so that compound interest agrees with any other
// calculation; within one unit of the last digit, or a few for large results, for others.
Decimal decimal_power(Decimal base, Decimal exponent);
Decimal decimal_sqrt(Decimal value);
Decimal decimal_exp(Decimal value);
Decimal decimal_log(Decimal value);
// Rounded to `scale` fraction digits (negative: to tens, hundreds ...) and padded to them where
// 34 digits allow; not a number when `scale` is outside -6111 to 6176.
Decimal decimal_round(Decimal value, int scale, DecimalRounding rounding);

bool decimal_is_finite(Decimal value);
bool decimal_is_zero(Decimal value);
bool decimal_is_negative(Decimal value);
bool decimal_is_integer(Decimal value);
bool decimal_equal(Decimal a, Decimal b);
// Negative, zero or positive. Both must be finite.
int decimal_compare(Decimal a, Decimal b);
// Equal decimals have equal hashes, whatever their scale.
uint64_t decimal_hash(Decimal value);

#endif
