// SPDX-License-Identifier: Apache-2.0
#include "base/workday.h"

#include "base/csv.h"

#include <stdlib.h>

typedef struct SpecialDay {
    Date date;
    bool is_working;
} SpecialDay;

struct WorkdayCalendar {
    SpecialDay *items; // sorted by date, no date twice
    size_t count;
    size_t capacity;
};

static bool is_weekend(Date date) {
    return date_weekday(date) >= 6;
}

// ---- Reading ----

static Str skip_comments(Str text, int64_t *line) {
    while (str_starts_with(text, STR("#"))) {
        str_cut(&text, '\n');
        ++*line;
    }
    return text;
}

static bool parse_day(const CsvRow *row, SpecialDay *day, Error *error) {
    Str date = row->cells[0], kind = row->cells[1];
    if (!date_from_str(date, &day->date)) {
        return error_set(error, ERROR_INVALID, "“%.*s”不是日期，应如 2023-10-01", STR_ARG(date));
    }
    day->is_working = str_equal(kind, STR("workday"));
    if (!day->is_working && !str_equal(kind, STR("holiday"))) {
        return error_set(error, ERROR_INVALID, "“%.*s”应为 holiday 或 workday", STR_ARG(kind));
    }
    if (day->is_working && !is_weekend(day->date)) {
        return error_set(error, ERROR_INVALID, "%.*s 不是周末，无需写成 workday", STR_ARG(date));
    }
    return true;
}

static bool parse_rows(Arena *arena, CsvReader *reader, WorkdayCalendar *calendar, Error *error) {
    if (csv_column(reader, "date") != 0 || csv_column(reader, "kind") != 1 ||
        csv_column(reader, "name") != 2) {
        return error_set(error, ERROR_INVALID, "工作日历的表头应为 date,kind,name");
    }
    for (;;) {
        CsvRow row;
        SpecialDay day;
        CsvResult result = csv_next(reader, &row, error);
        if (result == CSV_END) return true;
        if (result != CSV_ROW) return false;
        if (!parse_day(&row, &day, error)) {
            return error_prefix(error, "第%lld行：", (long long)row.line);
        }
        PUSH(arena, calendar, day);
    }
}

static int compare_days(const void *a, const void *b) {
    Date left = ((const SpecialDay *)a)->date, right = ((const SpecialDay *)b)->date;
    return (left > right) - (left < right);
}

bool workday_calendar_parse(Arena *arena, const Str *texts, size_t count,
                            const WorkdayCalendar **calendar, Error *error) {
    WorkdayCalendar *result = NEW(arena, WorkdayCalendar);
    for (size_t i = 0; i < count; i++) {
        int64_t line = 1;
        CsvReader *reader;
        Str text = skip_comments(texts[i], &line);
        if (!csv_open_text(arena, text, line, &reader, error)) return false;
        bool done = parse_rows(arena, reader, result, error);
        csv_close(reader);
        if (!done) return false;
    }
    if (result->count) qsort(result->items, result->count, sizeof(SpecialDay), compare_days);
    for (size_t i = 1; i < result->count; i++) {
        if (result->items[i].date != result->items[i - 1].date) continue;
        char date[DATE_TEXT_BYTES_MAX];
        date_to_text(result->items[i].date, date);
        return error_set(error, ERROR_INVALID, "工作日历中 %s 出现了两次", date);
    }
    *calendar = result;
    return true;
}

// ---- Asking ----

// Index of the first day on or after `date`.
static size_t day_find(const WorkdayCalendar *calendar, Date date) {
    size_t low = 0, high = calendar->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->items[middle].date < date) low = middle + 1;
        else high = middle;
    }
    return low;
}

bool workday_is_working(const WorkdayCalendar *calendar, Date date) {
    size_t at = day_find(calendar, date);
    bool is_special = at < calendar->count && calendar->items[at].date == date;
    return is_special ? calendar->items[at].is_working : !is_weekend(date);
}

bool workday_is_known(const WorkdayCalendar *calendar, Date date) {
    int64_t year = date_to_civil(date).year;
    size_t at = day_find(calendar, date_from_civil((CivilDate){year, 1, 1}));
    return at < calendar->count && date_to_civil(calendar->items[at].date).year == year;
}

Date workday_add(const WorkdayCalendar *calendar, Date start, int count) {
    int step = count < 0 ? -1 : 1;
    while (count != 0) {
        start += step;
        if (workday_is_working(calendar, start)) count -= step;
    }
    return start;
}

int64_t workday_between(const WorkdayCalendar *calendar, Date from, Date to) {
    if (to < from) return -workday_between(calendar, to, from);
    int64_t count = 0;
    for (Date day = from + 1; day <= to; day++) count += workday_is_working(calendar, day);
    return count;
}
