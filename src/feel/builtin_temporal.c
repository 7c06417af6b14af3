// SPDX-License-Identifier: Apache-2.0
// Dates, times, durations: made from texts and parts, taken apart, and the extensions on months.
#include "feel/builtin_call.h"
#include "base/utf8.h"
#include "feel/temporal.h"

// ---- Texts ----

#define NO_ZONE "没有足够的内存来查时区"
#define TEXT_SHOWN_MAX 60 // bytes of a wrong text that a message repeats

static FeelValue refuse_text(FeelRun *run, Str text, const char *expected) {
    return feel_run_null(run, "“%.*s”不是%s", STR_ARG(utf8_head(text, TEXT_SHOWN_MAX)), expected);
}

FeelValue feel_parse_date(FeelRun *run, Str text) {
    Date date;
    if (feel_date_from_str(text, &date)) return feel_date(date);
    return refuse_text(run, text, "日期，应如2023-10-16");
}

static bool parse_time(Arena *arena, Str text, FeelValue *value) {
    FeelTime time;
    bool next_day;
    if (!feel_time_from_str(text, &time, &next_day)) return false;
    *value = feel_time(arena, time);
    return true;
}

static bool parse_date_time(Arena *arena, Str text, FeelValue *value) {
    FeelDateTime date_time;
    if (!feel_date_time_from_str(text, &date_time)) return false;
    *value = feel_date_time(arena, date_time);
    return true;
}

FeelValue feel_parse_time(FeelRun *run, Str text) {
    FeelValue value;
    if (parse_time(feel_run_arena(run), text, &value)) return value;
    return refuse_text(run, text, "时间，应如08:30:00");
}

FeelValue feel_parse_date_time(FeelRun *run, Str text) {
    FeelValue value;
    if (parse_date_time(feel_run_arena(run), text, &value)) return value;
    return refuse_text(run, text, "日期时间，应如2023-10-16T08:30:00");
}

FeelValue feel_parse_duration(FeelRun *run, Str text) {
    FeelValue value;
    if (feel_duration_from_str(text, &value)) return value;
    return refuse_text(run, text, "时长，应如P1Y2M或P3DT4H");
}

FeelValue feel_parse_at_literal(Arena *arena, Str text) {
    Date date;
    FeelValue value;
    if (feel_date_from_str(text, &date)) return feel_date(date);
    if (parse_date_time(arena, text, &value) || parse_time(arena, text, &value) ||
        feel_duration_from_str(text, &value)) {
        return value;
    }
    return feel_null();
}

// ---- Conversion ----

static FeelValue date_from_parts(FeelRun *run, const FeelArguments *arguments) {
    int64_t parts[3];
    for (size_t i = 0; i < 3; i++) {
        if (!take_int(run, arguments, i, &parts[i])) return feel_null();
    }
    bool is_small = parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 && parts[2] <= 31 &&
                    parts[0] >= -DATE_YEAR_MAX && parts[0] <= DATE_YEAR_MAX;
    CivilDate civil = {0};
    if (is_small) civil = (CivilDate){parts[0], (int)parts[1], (int)parts[2]};
    if (is_small && civil_is_valid(civil)) return feel_date(date_from_civil(civil));
    return argument_refuse(run, arguments, "没有%lld年%lld月%lld日", (long long)parts[0],
                           (long long)parts[1], (long long)parts[2]);
}

FeelValue builtin_date(FeelRun *run, const FeelArguments *arguments) {
    if (arguments->count > 1) return date_from_parts(run, arguments);
    FeelValue from = argument_get(arguments, 0);
    if (from.kind == FEEL_STRING) return feel_parse_date(run, from.string);
    Date date;
    return take_date(run, arguments, 0, &date) ? feel_date(date) : feel_null();
}

static bool offset_to_zone(FeelRun *run, const FeelArguments *arguments, FeelZone *zone) {
    FeelValue offset = argument_get(arguments, 3);
    if (feel_is_null(offset)) return true;
    if (offset.kind != FEEL_DAYS_DURATION) {
        argument_refuse_kind(run, arguments, 3, "日时长");
        return false;
    }
    int64_t seconds = offset.days_duration.seconds;
    if (seconds > FEEL_OFFSET_SECONDS_MAX || seconds < -FEEL_OFFSET_SECONDS_MAX) {
        argument_refuse(run, arguments, "时差不能超过18小时");
        return false;
    }
    *zone = (FeelZone){.kind = FEEL_ZONE_OFFSET, .offset_s = (int32_t)seconds};
    return true;
}

static FeelValue time_from_parts(FeelRun *run, const FeelArguments *arguments) {
    int64_t hour, minute, ns;
    Decimal second;
    FeelTime time = {0};
    if (!take_int(run, arguments, 0, &hour) || !take_int(run, arguments, 1, &minute) ||
        !take_number(run, arguments, 2, &second) || !offset_to_zone(run, arguments, &time.zone)) {
        return feel_null();
    }
    bool is_valid = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 &&
                    decimal_to_scaled(decimal_round(second, 9, DECIMAL_DOWN), 9, &ns) &&
                    ns >= 0 && ns < 60 * FEEL_NS_PER_SECOND;
    if (!is_valid) return argument_refuse(run, arguments, "没有这样的时间：时0到23，分和秒0到59");
    time.ns = (hour * 3600 + minute * 60) * FEEL_NS_PER_SECOND + ns;
    return feel_time(feel_run_arena(run), time);
}

FeelValue builtin_time(FeelRun *run, const FeelArguments *arguments) {
    if (arguments->count > 1) return time_from_parts(run, arguments);
    FeelValue from = argument_get(arguments, 0);
    switch (from.kind) {
    case FEEL_STRING: return feel_parse_time(run, from.string);
    case FEEL_TIME: return from;
    case FEEL_DATE:
        return feel_time(feel_run_arena(run), feel_date_time_from_date(from.date).time);
    case FEEL_DATE_TIME: {
        FeelTime time = from.date_time->time;
        bool is_known = time.zone.kind != FEEL_ZONE_NAMED ||
                        feel_zone_standard_offset(time.zone.name, &time.zone.offset_s);
        if (!is_known) return argument_refuse(run, arguments, NO_ZONE);
        return feel_time(feel_run_arena(run), time);
    }
    case FEEL_NULL:
    case FEEL_BOOLEAN:
    case FEEL_NUMBER:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    }
    return argument_refuse_kind(run, arguments, 0, "字符串、时间或日期时间");
}

static FeelValue date_time_from_parts(FeelRun *run, const FeelArguments *arguments) {
    FeelDateTime result;
    FeelValue time = argument_get(arguments, 1);
    if (!take_date(run, arguments, 0, &result.date)) return feel_null();
    if (time.kind != FEEL_TIME) return argument_refuse_kind(run, arguments, 1, "时间");
    result.time = *time.time;
    if (!feel_date_time_settle(&result)) return argument_refuse(run, arguments, NO_ZONE);
    return feel_date_time(feel_run_arena(run), result);
}

FeelValue builtin_date_and_time(FeelRun *run, const FeelArguments *arguments) {
    if (arguments->count > 1) return date_time_from_parts(run, arguments);
    FeelValue from = argument_get(arguments, 0);
    if (from.kind == FEEL_STRING) return feel_parse_date_time(run, from.string);
    if (from.kind == FEEL_DATE_TIME) return from;
    if (from.kind == FEEL_DATE) {
        return feel_date_time(feel_run_arena(run), feel_date_time_from_date(from.date));
    }
    return argument_refuse_kind(run, arguments, 0, "字符串或日期");
}

FeelValue builtin_duration(FeelRun *run, const FeelArguments *arguments) {
    FeelValue from = argument_get(arguments, 0);
    if (from.kind == FEEL_DAYS_DURATION || from.kind == FEEL_MONTHS_DURATION) return from;
    Str text;
    if (!take_string(run, arguments, 0, &text)) return feel_null();
    return feel_parse_duration(run, text);
}

FeelValue builtin_months_duration(FeelRun *run, const FeelArguments *arguments) {
    Date from, to;
    if (!take_date(run, arguments, 0, &from) || !take_date(run, arguments, 1, &to)) {
        return feel_null();
    }
    return feel_months_duration(feel_months_between(from, to));
}

// ---- Parts of a date ----

static const char *const weekday_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                            "Friday", "Saturday", "Sunday"};
static const char *const month_names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};

static int64_t day_of_year(Date date) {
    return date - date_from_civil((CivilDate){date_to_civil(date).year, 1, 1}) + 1;
}

FeelValue builtin_day_of_year(FeelRun *run, const FeelArguments *arguments) {
    Date date;
    if (!take_date(run, arguments, 0, &date)) return feel_null();
    return feel_int(day_of_year(date));
}

FeelValue builtin_day_of_week(FeelRun *run, const FeelArguments *arguments) {
    Date date;
    if (!take_date(run, arguments, 0, &date)) return feel_null();
    return feel_string(str_from_c(weekday_names[date_weekday(date) - 1]));
}

FeelValue builtin_month_of_year(FeelRun *run, const FeelArguments *arguments) {
    Date date;
    if (!take_date(run, arguments, 0, &date)) return feel_null();
    return feel_string(str_from_c(month_names[date_to_civil(date).month - 1]));
}

// ISO 8601: a week belongs to the year of its Thursday.
FeelValue builtin_week_of_year(FeelRun *run, const FeelArguments *arguments) {
    Date date;
    if (!take_date(run, arguments, 0, &date)) return feel_null();
    return feel_int((day_of_year(date + 4 - date_weekday(date)) - 1) / 7 + 1);
}

// ---- The clock of the run ----

FeelValue builtin_today(FeelRun *run, const FeelArguments *arguments) {
    Date today = feel_run_today(run);
    if (today != DATE_ABSENT) return feel_date(today);
    return argument_refuse(run, arguments, "这里没有时钟，日期要作为事实传入");
}

FeelValue builtin_now(FeelRun *run, const FeelArguments *arguments) {
    Date today = feel_run_today(run);
    if (today == DATE_ABSENT) {
        return argument_refuse(run, arguments, "这里没有时钟，日期要作为事实传入");
    }
    FeelDateTime now = feel_date_time_from_date(today);
    now.time.ns = feel_run_now_ns(run);
    return feel_date_time(feel_run_arena(run), now);
}

// ---- Extensions (domain.md §1, 时间口径) ----

FeelValue builtin_full_months(FeelRun *run, const FeelArguments *arguments) {
    Date first, last;
    if (!take_date(run, arguments, 0, &first) || !take_date(run, arguments, 1, &last)) {
        return feel_null();
    }
    return feel_int(date_full_months(first, last));
}

FeelValue builtin_age(FeelRun *run, const FeelArguments *arguments) {
    Date birth, on;
    if (!take_date(run, arguments, 0, &birth) || !take_date(run, arguments, 1, &on)) {
        return feel_null();
    }
    return feel_int(date_age(birth, on));
}

FeelValue builtin_add_months(FeelRun *run, const FeelArguments *arguments) {
    Date date;
    int64_t months;
    if (!take_date(run, arguments, 0, &date) || !take_int(run, arguments, 1, &months)) {
        return feel_null();
    }
    if (feel_date_add_months(date, months, &date)) return feel_date(date);
    return argument_refuse(run, arguments, "结果超出日历");
}
