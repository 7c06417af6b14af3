// SPDX-License-Identifier: Apache-2.0
#include "policy/parameter.h"

#include "feel/builtin.h"
#include "policy/constant.h"
#include "policy/policy.h"
#include "policy/sheet.h"

enum { NAME, KEY, VALUE, BOUNDS, FROM, TO, BASIS, DATED_BY };
static const SheetColumn columns[] = {
    [NAME] = {"名称", true, true}, [KEY] = {"键", true, true}, [VALUE] = {"值", true, true},
    [BOUNDS] = {"范围", true, false}, [FROM] = {"自", true, false}, [TO] = {"至", true, false},
    [BASIS] = {"依据", true, true}, [DATED_BY] = {"按", false, false},
};

static Parameter *find_in(const ParameterList *parameters, Str key_or_name) {
    for (size_t i = 0; i < parameters->count; i++) {
        Parameter *parameter = &parameters->items[i];
        if (str_equal(parameter->key, key_or_name) || str_equal(parameter->name, key_or_name)) {
            return parameter;
        }
    }
    return NULL;
}

static Date date_read(PolicyReader *reader, const Sheet *sheet, size_t row, size_t column) {
    Str text = sheet_text(sheet, row, column);
    Date date = DATE_ABSENT;
    if (text.length > 0 && !date_from_str(text, &date)) {
        reader_error(reader, sheet_range(sheet, row, column), "“%.*s”不是日期", STR_ARG(text));
        return DATE_ABSENT;
    }
    return date;
}

// The parameter a row belongs to: the one of this name, or a new one.
static Parameter *owner_find(PolicyReader *reader, const Sheet *sheet, size_t row) {
    ParameterList *list = &reader->policy->parameters;
    Str name = sheet_text(sheet, row, NAME), key = sheet_text(sheet, row, KEY), normal;
    SourceRange place = sheet_range(sheet, row, NAME);
    Parameter *known = find_in(list, name);
    if (known) {
        if (str_equal(known->key, key)) return known;
        reader_error(reader, sheet_range(sheet, row, KEY), "参数“%.*s”有两个不同的键",
                     STR_ARG(name));
        return NULL;
    }
    if (find_in(list, key) || !is_ascii_key(key)) {
        reader_error(reader, sheet_range(sheet, row, KEY),
                     "键“%.*s”不合写法或已被另一个参数用了", STR_ARG(key));
        return NULL;
    }
    const Fact *fact = fact_find(&reader->policy->facts, name);
    if (fact) {
        reader_error(reader, place, "“%.*s”已经是一个事实的名字", STR_ARG(name));
        return NULL;
    }
    if (!feel_name_normalise(reader->arena, name, &normal)) {
        reader_error(reader, place, "“%.*s”不能作FEEL里的名字", STR_ARG(name));
        return NULL;
    }
    PUSH(reader->arena, list,
         ((Parameter){.name = normal, .key = key, .place = place,
                      .feel_type = FEEL_TYPE_OF(ANY),
                      .dated_by_text = sheet_text(sheet, row, DATED_BY)}));
    return &list->items[list->count - 1];
}

static void row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Parameter *parameter = owner_find(reader, sheet, row);
    if (!parameter || sheet_text(sheet, row, VALUE).length == 0) return;
    ParameterRow item = {
        .value_text = reader_cell_text(reader, sheet_cell(sheet, row, VALUE)),
        .from = date_read(reader, sheet, row, FROM),
        .to = date_read(reader, sheet, row, TO),
        .basis = sheet_text(sheet, row, BASIS),
        .place = sheet_range(sheet, row, VALUE),
    };
    item.mark = mark_find(item.basis);
    if (item.mark == MARK_NONE) {
        reader_error(reader, sheet_range(sheet, row, BASIS), "依据要以 [D]、[O] 或 [R] 开头");
        diagnostics_hint(reader->diagnostics,
                         "[D] 文件原文，[O] 其他规定或公开资料，[R] 我们的读法");
    }
    if (sheet_text(sheet, row, BOUNDS).length > 0) {
        item.bounds = reader_cell_text(reader, sheet_cell(sheet, row, BOUNDS));
    }
    if (!constant_value(reader->arena, item.value_text, &item.value, reader->diagnostics)) return;
    PUSH(reader->arena, &parameter->rows, item);
}

void parameters_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, columns, sizeof columns / sizeof columns[0], row_read);
}

static void row_complete(PolicyReader *reader, Parameter *parameter, ParameterRow *row) {
    if (!feel_type_has(parameter->feel_type, row->value)) {
        reader_error(reader, row->place, "参数“%.*s”各行的值类型不同", STR_ARG(parameter->name));
    }
    if (row->from != DATE_ABSENT && row->to != DATE_ABSENT && row->to < row->from) {
        reader_error(reader, row->place, "“至”早于“自”");
    }
    if (!row->bounds.source) return;
    row->bounds_program =
        constant_test(reader->arena, row->bounds, parameter->feel_type, reader->diagnostics);
    if (row->bounds_program && !parameter_allows(row, row->value)) {
        reader_error(reader, row->place, "参数“%.*s”的值%.*s越出范围%.*s",
                     STR_ARG(parameter->name), STR_ARG(policy_text(row->value_text)),
                     STR_ARG(policy_text(row->bounds)));
    }
}

static bool rows_overlap(const ParameterRow *a, const ParameterRow *b) {
    bool a_ends_before = a->to != DATE_ABSENT && b->from != DATE_ABSENT && a->to < b->from;
    bool b_ends_before = b->to != DATE_ABSENT && a->from != DATE_ABSENT && b->to < a->from;
    return !a_ends_before && !b_ends_before;
}

static void overlaps_find(PolicyReader *reader, const Parameter *parameter) {
    for (size_t i = 0; i < parameter->rows.count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!rows_overlap(&parameter->rows.items[i], &parameter->rows.items[j])) continue;
            reader_error(reader, parameter->rows.items[i].place,
                         "参数“%.*s”的这一行与前面的行时间重叠", STR_ARG(parameter->name));
            diagnostics_hint(reader->diagnostics, "用“自”“至”把各行的时间分开");
        }
    }
}

static void parameter_complete(PolicyReader *reader, Parameter *parameter) {
    if (parameter->rows.count > 0) {
        parameter->feel_type =
            feel_type_of_value(reader->arena, parameter->rows.items[0].value);
    }
    for (size_t i = 0; i < parameter->rows.count; i++) {
        row_complete(reader, parameter, &parameter->rows.items[i]);
    }
    overlaps_find(reader, parameter);
    if (parameter->dated_by_text.length == 0) return;
    parameter->dated_by = fact_dating(reader, parameter->dated_by_text, parameter->place);
}

void parameters_complete(PolicyReader *reader) {
    ParameterList *list = &reader->policy->parameters;
    for (size_t i = 0; i < list->count; i++) parameter_complete(reader, &list->items[i]);
}

const Parameter *parameter_find(const ParameterList *parameters, Str key_or_name) {
    return find_in(parameters, key_or_name);
}

const ParameterRow *parameter_on(const Parameter *parameter, Date on) {
    for (size_t i = 0; i < parameter->rows.count; i++) {
        const ParameterRow *row = &parameter->rows.items[i];
        bool has_begun = row->from == DATE_ABSENT || on >= row->from;
        bool has_ended = row->to != DATE_ABSENT && on > row->to;
        if (has_begun && !has_ended) return row;
    }
    return NULL;
}

bool parameter_allows(const ParameterRow *row, FeelValue value) {
    return !row->bounds_program || constant_passes(row->bounds_program, value) == FEEL_TRUE;
}
