// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_WORKDAY_H
#define BASE_WORKDAY_H
// Working days with 调休: weekends are off unless made up, public holidays are off.
//
// The calendar is data (calendar/<year>.csv: date,kind,name with kind holiday or workday); a year
// without data falls back to weekends alone and says so through `workday_is_known`. Lines at the
// head of a text that begin with '#' are comments; they cite the notice the data come from.

#include "base/date.h"

typedef struct WorkdayCalendar WorkdayCalendar;

// Reads one or more calendar texts. Errors name the line.
bool workday_calendar_parse(Arena *arena, const Str *texts, size_t count,
                            const WorkdayCalendar **calendar, Error *error) MUST_USE;
bool workday_is_working(const WorkdayCalendar *calendar, Date date);
bool workday_is_known(const WorkdayCalendar *calendar, Date date);
// The day on which `count` working days have passed after `start`, which itself is not counted.
// 0 is `start`, whether it is a working day or not; a negative count goes back.
Date workday_add(const WorkdayCalendar *calendar, Date start, int count);
// Working days after `from`, up to and including `to`; with a minus sign when `to` is earlier.
int64_t workday_between(const WorkdayCalendar *calendar, Date from, Date to);

#endif
