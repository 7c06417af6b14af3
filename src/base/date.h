// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_DATE_H
#define BASE_DATE_H
// Calendar dates: the proleptic Gregorian calendar, years -999999999 to 999999999.
//
// A Date is the number of days since 1970-01-01, so that dates compare and subtract as integers.
// The month rules of the domain live here as well (domain.md §1, 时间口径): "N months full" means
// that the day after the last day is on or after start + N months, both ends included; the end of
// a month is clamped (31 January + 1 month is the last day of February).

#include "base/error.h"

typedef int64_t Date; // days since 1970-01-01

#define DATE_ABSENT INT64_MIN
#define DATE_YEAR_MAX 999999999
#define DATE_MIN ((Date)-365243219162) // -999999999-01-01
#define DATE_MAX ((Date)365241780471)  // 999999999-12-31
#define DATE_TEXT_BYTES 11 // "2023-10-16" and its terminator; longer years need more
#define DATE_TEXT_BYTES_MAX 24

typedef struct CivilDate {
    int64_t year;
    int month; // 1 to 12
    int day;   // 1 to 31
} CivilDate;

bool civil_is_valid(CivilDate civil);
// Between DATE_MIN and DATE_MAX. The functions below take only such dates, so never DATE_ABSENT.
bool date_is_valid(Date date);
Date date_from_civil(CivilDate civil);
CivilDate date_to_civil(Date date);
// "2023-10-16": four to nine year digits, a leading '-' allowed; false when it is no real date.
bool date_from_str(Str text, Date *date) MUST_USE;
// Writes "2023-10-16" to `out`, terminated; returns its length.
size_t date_to_text(Date date, char out[DATE_TEXT_BYTES_MAX]);
Str date_to_str(Arena *arena, Date date) MUST_USE;
// "2023年10月16日", as users read it.
Str date_to_chinese(Arena *arena, Date date) MUST_USE;
int month_days(int64_t year, int month);
// 1 = Monday to 7 = Sunday.
int date_weekday(Date date);
// Day clamped to the month's end; DATE_ABSENT when the year is out of range.
Date date_add_months(Date date, int64_t months);
// Full months from `from` up to `to`, not counting `to` itself: the largest n with
// from + n months <= to; negative when `to` is before `from`.
int64_t date_months_between(Date from, Date to);
// Full months of a period whose first and last day both count.
int64_t date_full_months(Date first, Date last);
// Completed years of age on a day (周岁): the birthday counts; 29 February turns on 1 March.
int64_t date_age(Date birth, Date on);

#endif
