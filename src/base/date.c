// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

// Days are counted in eras of 400 years that begin on 1 March, so that the leap day is the last
// day of a year and month lengths follow one linear formula (Howard Hinnant, "chrono-compatible
// low-level date algorithms").

#define ERA_YEARS 400
#define ERA_DAYS 146097
#define EPOCH_DAYS 719468 // from 0000-03-01 to 1970-01-01
#define MONTHS_MAX ((int64_t)DATE_YEAR_MAX * 24 + 24)

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static bool is_leap_year(int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int month_days(int64_t year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && is_leap_year(year));
}

bool civil_is_valid(CivilDate civil) {
    return civil.year >= -DATE_YEAR_MAX && civil.year <= DATE_YEAR_MAX && civil.month >= 1 &&
           civil.month <= 12 && civil.day >= 1 && civil.day <= month_days(civil.year, civil.month);
}

// Dates within a million years of 1970, counted from the first day of an era before them, fit in
// 32 bits; the three divisions are then multiplications (Cassio Neri, Lorenz Schneider, "Euclidean
// affine functions and their application to calendar algorithms").
#define NEAR_ERAS 2500
#define NEAR_FROM_DAYS (NEAR_ERAS * (int64_t)ERA_DAYS + EPOCH_DAYS)
#define NEAR_DATE_MAX (350 * 1000 * 1000)

static CivilDate near_to_civil(Date date) {
    uint32_t days = (uint32_t)(date + NEAR_FROM_DAYS);
    uint32_t quarters = 4 * days + 3, century = quarters / ERA_DAYS;
    uint32_t of_century = quarters % ERA_DAYS / 4;
    uint64_t scaled = UINT64_C(2939745) * (4 * of_century + 3); // 2^32 / 1461, rounded up
    uint32_t day_of_year = (uint32_t)scaled / 2939745 / 4;
    uint32_t month = 2141 * day_of_year + 197913; // 2^16 / 30.6, and March in the upper half
    int64_t year = (int64_t)(100 * century + (uint32_t)(scaled >> 32)) - NEAR_ERAS * ERA_YEARS;
    bool is_next_year = day_of_year >= 306;
    return (CivilDate){.year = year + is_next_year,
                       .month = (int)(month >> 16) - (is_next_year ? 12 : 0),
                       .day = (int)((month & 0xFFFF) / 2141) + 1};
}

Date date_from_civil(CivilDate civil) {
    assert(civil_is_valid(civil));
    int64_t year = civil.year - (civil.month <= 2); // the year that began in March
    int64_t era = floor_divide(year, ERA_YEARS);
    int64_t year_of_era = year - era * ERA_YEARS;
    int month_from_march = (civil.month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + civil.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_DAYS;
}

CivilDate date_to_civil(Date date) {
    assert(date_is_valid(date));
    if (date > -NEAR_DATE_MAX && date < NEAR_DATE_MAX) return near_to_civil(date);
    int64_t days = date + EPOCH_DAYS;
    int64_t era = floor_divide(days, ERA_DAYS);
    int64_t day_of_era = days - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (int)((5 * day_of_year + 2) / 153);
    int day = (int)(day_of_year - (153 * month_from_march + 2) / 5) + 1;
    int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (CivilDate){year_of_era + era * ERA_YEARS + (month <= 2), month, day};
}

bool date_is_valid(Date date) {
    return date >= DATE_MIN && date <= DATE_MAX;
}

// Takes exactly `count` digits off the front of `text`.
static bool take_digits(Str *text, size_t count, int64_t *value) {
    Str digits = str_slice(*text, 0, count);
    *text = str_slice(*text, count, text->length);
    bool signed_text = digits.length > 0 && digits.data[0] == '-';
    return digits.length == count && !signed_text && str_to_int64(digits, value);
}

static bool take_hyphen(Str *text) {
    bool found = str_starts_with(*text, STR("-"));
    *text = str_slice(*text, 1, text->length);
    return found;
}

bool date_from_str(Str text, Date *date) {
    bool negative = str_starts_with(text, STR("-"));
    Str rest = str_slice(text, negative ? 1 : 0, text.length);
    size_t digits = str_find(rest, STR("-"), 0);
    int64_t year, month, day;
    if (digits == SIZE_MAX || digits < 4 || digits > 9) return false;
    if (digits > 4 && rest.data[0] == '0') return false; // ISO 8601 pads to four digits, not more
    if (!take_digits(&rest, digits, &year) || !take_hyphen(&rest)) return false;
    if (!take_digits(&rest, 2, &month) || !take_hyphen(&rest)) return false;
    if (!take_digits(&rest, 2, &day) || !str_is_empty(rest)) return false;
    if (negative && year == 0) return false;
    CivilDate civil = {negative ? -year : year, (int)month, (int)day};
    if (!civil_is_valid(civil)) return false;
    *date = date_from_civil(civil);
    return true;
}

// Digits with zeros in front up to `width`; the place behind them.
static char *put_digits(char *out, int64_t value, int width) {
    int64_t above = 10;
    for (; above <= value; above *= 10) width--;
    for (; width > 1; width--) *out++ = '0';
    for (above /= 10; above > 0; above /= 10) *out++ = (char)('0' + value / above % 10);
    return out;
}

// By hand: a claim that is kept writes a dozen, and printf takes ten times as long.
size_t date_to_text(Date date, char out[DATE_TEXT_BYTES_MAX]) {
    CivilDate civil = date_to_civil(date);
    char *end = out;
    if (civil.year < 0) *end++ = '-';
    end = put_digits(end, civil.year < 0 ? -civil.year : civil.year, 4);
    *end++ = '-';
    end = put_digits(end, civil.month, 2);
    *end++ = '-';
    end = put_digits(end, civil.day, 2);
    *end = '\0';
    return (size_t)(end - out);
}

Str date_to_str(Arena *arena, Date date) {
    char text[DATE_TEXT_BYTES_MAX];
    return str_copy(arena, (Str){text, date_to_text(date, text)});
}

Str date_to_chinese(Arena *arena, Date date) {
    CivilDate civil = date_to_civil(date);
    return str_format(arena, "%lld年%d月%d日", (long long)civil.year, civil.month, civil.day);
}

int date_weekday(Date date) {
    int64_t days = (date + 3) % 7; // 1970-01-01 was a Thursday
    return (int)(days < 0 ? days + 7 : days) + 1;
}

Date date_add_months(Date date, int64_t months) {
    if (months < -MONTHS_MAX || months > MONTHS_MAX) return DATE_ABSENT;
    CivilDate civil = date_to_civil(date);
    int64_t total = civil.year * 12 + (civil.month - 1) + months;
    int64_t year = floor_divide(total, 12);
    if (year < -DATE_YEAR_MAX || year > DATE_YEAR_MAX) return DATE_ABSENT;
    int month = (int)(total - year * 12) + 1;
    int last = month_days(year, month);
    return date_from_civil((CivilDate){year, month, civil.day < last ? civil.day : last});
}

int64_t date_months_between(Date from, Date to) {
    CivilDate begin = date_to_civil(from), end = date_to_civil(to);
    // Counting calendar months lands in the month of `to`; the day says whether it is full.
    int64_t months = (end.year - begin.year) * 12 + (end.month - begin.month);
    return date_add_months(from, months) <= to ? months : months - 1;
}

int64_t date_full_months(Date first, Date last) {
    return date_months_between(first, last + 1);
}

int64_t date_age(Date birth, Date on) {
    CivilDate born = date_to_civil(birth), day = date_to_civil(on);
    bool had_birthday = day.month > born.month || (day.month == born.month && day.day >= born.day);
    return day.year - born.year - !had_birthday;
}
