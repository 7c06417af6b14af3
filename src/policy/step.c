// SPDX-License-Identifier: Apache-2.0
#include "policy/step.h"

#include "policy/pack.h"
#include "policy/sheet.h"

// The key of a measure that is written by name or key.
static Str measure_read(const Sheet *sheet, size_t row, size_t column) {
    Str written = sheet_text(sheet, row, column);
    const MeasureList *measures = &sheet->reader->policy->measures;
    for (size_t i = 0; i < measures->count; i++) {
        const Measure *measure = &measures->items[i];
        if (str_equal(measure->key, written) || str_equal(measure->name, written)) {
            return measure->key;
        }
    }
    reader_error(sheet->reader, sheet_range(sheet, row, column), "没有措施“%.*s”",
                 STR_ARG(written));
    return written;
}

static void key_check(const Sheet *sheet, size_t row, size_t column, Str key) {
    if (is_ascii_key(key)) return;
    reader_error(sheet->reader, sheet_range(sheet, row, column),
                 "键“%.*s”只能用英文字母、数字和下划线", STR_ARG(key));
}

static void repeated(const Sheet *sheet, size_t row, size_t column, Str key) {
    reader_error(sheet->reader, sheet_range(sheet, row, column), "键“%.*s”写了两次", STR_ARG(key));
}

// ---- 步骤 ----

enum { STEP_MEASURE, STEP_NAME, STEP_KEY, STEP_PARTIES, STEP_LIMIT, STEP_BASIS };
static const SheetColumn step_columns[] = {
    [STEP_MEASURE] = {"措施", true, true}, [STEP_NAME] = {"步骤", true, true},
    [STEP_KEY] = {"键", true, true}, [STEP_PARTIES] = {"谁办", true, true},
    [STEP_LIMIT] = {"时限", true, true}, [STEP_BASIS] = {"依据", true, true},
};

static const Str all_of_them = STR_INIT("、");
static const Str any_of_them = STR_INIT("或");

static Str parties_separator(const Step *step) {
    return step->is_any ? any_of_them : all_of_them;
}

// Names joined by 、 (all sign) or 或 (one of them does), each the 简称 of a department or 申请人.
static void parties_read(const Sheet *sheet, size_t row, Step *step) {
    Str rest = sheet_text(sheet, row, STEP_PARTIES);
    step->is_any = str_find(rest, any_of_them, 0) != SIZE_MAX;
    Str separator = parties_separator(step);
    while (rest.length > 0) {
        size_t end = str_find(rest, separator, 0);
        Str word = str_trim(str_slice(rest, 0, end));
        rest = end == SIZE_MAX ? (Str){0} : str_slice(rest, end + separator.length, rest.length);
        const Department *department = pack_department(sheet->reader->pack, word);
        bool is_party = department || str_equal(word, STR(PARTY_APPLICANT));
        if (!is_party || step->party_count == STEP_PARTIES_MAX) {
            reader_error(sheet->reader, sheet_range(sheet, row, STEP_PARTIES),
                         "“%.*s”不能签字：写 pack.md 部门表里的简称，或“" PARTY_APPLICANT "”，最多%d个",
                         STR_ARG(word), STEP_PARTIES_MAX);
            diagnostics_hint(sheet->reader->diagnostics,
                             "都要签的用“、”隔开，有一个签就行的用“或”隔开，两样不能混用");
            return;
        }
        step->parties[step->party_count++] = department ? department->short_name : word;
    }
}

// "10 个工作日", "08-31" or "-".
static bool limit_read(Str text, Step *step) {
    static const Str workdays = STR_INIT("个工作日");
    int64_t month, day, days;
    if (str_equal(text, STR("-"))) return true;
    if (str_ends_with(text, workdays)) {
        Str number = str_trim(str_slice(text, 0, text.length - workdays.length));
        if (!str_to_int64(number, &days) || days < 1 || days > STEP_WORKDAYS_MAX) return false;
        step->workdays = (int)days;
        return true;
    }
    Str rest = text;
    Str first = str_cut(&rest, '-');
    if (str_is_absent(rest) || !str_to_int64(first, &month) || !str_to_int64(rest, &day) ||
        month < 1 || month > 12 || day < 1 || day > 31) {
        return false;
    }
    step->month = (int)month;
    step->day = (int)day;
    return true;
}

static void step_row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Step step = {
        .measure = measure_read(sheet, row, STEP_MEASURE),
        .name = sheet_text(sheet, row, STEP_NAME),
        .key = sheet_text(sheet, row, STEP_KEY),
        .basis = sheet_text(sheet, row, STEP_BASIS),
        .mark = mark_find(sheet_text(sheet, row, STEP_BASIS)),
        .place = sheet_range(sheet, row, STEP_NAME),
    };
    key_check(sheet, row, STEP_KEY, step.key);
    parties_read(sheet, row, &step);
    if (!limit_read(sheet_text(sheet, row, STEP_LIMIT), &step)) {
        reader_error(reader, sheet_range(sheet, row, STEP_LIMIT),
                     "时限写“10 个工作日”、“08-31”或“-”");
    }
    StepList *steps = &reader->policy->steps;
    for (size_t i = 0; i < steps->count; i++) {
        const Step *other = &steps->items[i];
        if (!str_equal(other->measure, step.measure) || !str_equal(other->key, step.key)) continue;
        repeated(sheet, row, STEP_KEY, step.key);
    }
    PUSH(reader->arena, steps, step);
}

void steps_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, step_columns, sizeof step_columns / sizeof step_columns[0],
               step_row_read);
}

// ---- 服务 ----

enum { SERVICE_MEASURE, SERVICE_NAME, SERVICE_KEY, SERVICE_TIMES, SERVICE_BASIS };
static const SheetColumn service_columns[] = {
    [SERVICE_MEASURE] = {"措施", true, true}, [SERVICE_NAME] = {"服务项", true, true},
    [SERVICE_KEY] = {"键", true, true}, [SERVICE_TIMES] = {"次数", true, true},
    [SERVICE_BASIS] = {"依据", true, true},
};

static void times_read(const Sheet *sheet, size_t row, Service *service) {
    Str text = sheet_text(sheet, row, SERVICE_TIMES);
    int64_t times;
    if (str_to_int64(text, &times) && times >= 1 && times <= SERVICE_TIMES_MAX) {
        service->times = (int)times;
        return;
    }
    service->times_by = parameter_find(&sheet->reader->policy->parameters, text);
    if (service->times_by) return;
    reader_error(sheet->reader, sheet_range(sheet, row, SERVICE_TIMES),
                 "次数写 1 到 %d 的整数，或一个参数的名称", SERVICE_TIMES_MAX);
}

static void service_row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Service service = {
        .measure = measure_read(sheet, row, SERVICE_MEASURE),
        .name = sheet_text(sheet, row, SERVICE_NAME),
        .key = sheet_text(sheet, row, SERVICE_KEY),
        .basis = sheet_text(sheet, row, SERVICE_BASIS),
        .mark = mark_find(sheet_text(sheet, row, SERVICE_BASIS)),
        .place = sheet_range(sheet, row, SERVICE_NAME),
    };
    key_check(sheet, row, SERVICE_KEY, service.key);
    times_read(sheet, row, &service);
    ServiceList *services = &reader->policy->services;
    for (size_t i = 0; i < services->count; i++) {
        const Service *other = &services->items[i];
        if (!str_equal(other->measure, service.measure)) continue;
        if (str_equal(other->key, service.key)) repeated(sheet, row, SERVICE_KEY, service.key);
    }
    PUSH(reader->arena, services, service);
}

void services_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, service_columns,
               sizeof service_columns / sizeof service_columns[0], service_row_read);
}

Str step_parties(Arena *arena, const Step *step) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < step->party_count; i++) {
        if (i > 0) str_put(&out, parties_separator(step));
        str_put(&out, step->parties[i]);
    }
    return str_built(&out);
}

size_t step_signatures(const Step *step) {
    return step->is_any ? 1 : step->party_count;
}

int service_times(const Service *service, Date on) {
    if (!service->times_by) return service->times;
    const ParameterRow *row = parameter_on(service->times_by, on);
    int64_t times;
    if (!row || row->value.kind != FEEL_NUMBER || !decimal_to_int64(row->value.number, &times)) {
        return 0;
    }
    return times >= 0 && times <= SERVICE_TIMES_MAX ? (int)times : 0;
}
