// SPDX-License-Identifier: Apache-2.0
#include "policy/example.h"

#include "policy/constant.h"
#include "policy/fact_value.h"
#include "policy/nearest.h"
#include "policy/policy.h"

#include <string.h>

#define COLUMN_TITLE "说明"
#define COLUMN_DATE "日期"
#define COLUMN_PARAMETER "参数."
#define COLUMN_EXPECTED "→"
#define AS_ABOVE "〃"

typedef enum ColumnKind {
    COLUMN_IGNORED, COLUMN_TITLE_TEXT, COLUMN_ON, COLUMN_FACT, COLUMN_OVERRIDE, COLUMN_EXPECT,
} ColumnKind;

typedef struct Column {
    ColumnKind kind;
    const Fact *fact;
    const Parameter *parameter;
    size_t conclusion;
} Column;

// What an unknown heading may have meant.
static void header_unknown(PolicyReader *reader, const MarkdownCell *cell, const char *what,
                           Str name) {
    reader_error(reader, cell->range, "没有%s“%.*s”", what, STR_ARG(name));
    Nearest nearest = nearest_to(name);
    const Policy *policy = reader->policy;
    for (size_t i = 0; i < policy->facts.count; i++) {
        nearest_offer(&nearest, policy->facts.items[i].name);
        nearest_offer(&nearest, policy->facts.items[i].key);
    }
    for (size_t i = 0; i < policy->conclusions.count; i++) {
        nearest_offer(&nearest, policy->conclusions.items[i].key);
    }
    for (size_t i = 0; i < policy->parameters.count; i++) {
        nearest_offer(&nearest, policy->parameters.items[i].key);
    }
    if (nearest.best.data) {
        diagnostics_hint(reader->diagnostics, "是不是“%.*s”？", STR_ARG(nearest.best));
    }
}

static Str after(Str text, const char *prefix) {
    return str_trim(str_slice(text, strlen(prefix), text.length));
}

static Column column_read(PolicyReader *reader, const MarkdownCell *cell) {
    const Policy *policy = reader->policy;
    Column column = {0};
    if (str_equal(cell->text, STR(COLUMN_TITLE))) {
        column.kind = COLUMN_TITLE_TEXT;
    } else if (str_starts_with(cell->text, STR(COLUMN_EXPECTED))) {
        Str key = after(cell->text, COLUMN_EXPECTED);
        column.conclusion = conclusion_find(&policy->conclusions, key);
        column.kind = column.conclusion == SIZE_MAX ? COLUMN_IGNORED : COLUMN_EXPECT;
        if (column.kind == COLUMN_IGNORED) header_unknown(reader, cell, "结论", key);
    } else if (str_starts_with(cell->text, STR(COLUMN_PARAMETER))) {
        Str key = after(cell->text, COLUMN_PARAMETER);
        column.parameter = parameter_find(&policy->parameters, key);
        column.kind = column.parameter ? COLUMN_OVERRIDE : COLUMN_IGNORED;
        if (!column.parameter) header_unknown(reader, cell, "参数", key);
    } else {
        column.fact = fact_find(&policy->facts, cell->text);
        column.kind = column.fact ? COLUMN_FACT : COLUMN_IGNORED;
        if (!column.fact && str_equal(cell->text, STR(COLUMN_DATE))) {
            column.kind = COLUMN_ON;
        } else if (!column.fact) {
            header_unknown(reader, cell, "事实", cell->text);
        }
    }
    return column;
}

static void fact_cell_read(PolicyReader *reader, const Fact *fact, const MarkdownCell *cell,
                           Str text, Example *example) {
    Error error;
    ExampleFact item = {.fact = fact};
    if (!fact_value_from_text(reader->arena, fact, text, &item.value, &error)) {
        reader_error(reader, cell->range, "%s", error.message);
        if (error.detail[0]) diagnostics_hint(reader->diagnostics, "%s", error.detail);
        return;
    }
    example->facts[example->fact_count++] = item;
}

static void override_cell_read(PolicyReader *reader, const Parameter *parameter,
                               const MarkdownCell *cell, Str text, Example *example) {
    ExampleOverride item = {.parameter = parameter};
    if (!constant_from_plain(text, parameter->feel_type, &item.value)) {
        reader_error(reader, cell->range, "“%.*s”不能作参数“%.*s”的值", STR_ARG(text),
                     STR_ARG(parameter->name));
        return;
    }
    example->overrides[example->override_count++] = item;
}

static void cell_read(PolicyReader *reader, const Column *column, const MarkdownCell *cell,
                      Str text, Example *example) {
    switch (column->kind) {
    case COLUMN_IGNORED: break;
    case COLUMN_TITLE_TEXT: example->title = text; break;
    case COLUMN_ON:
        if (!date_from_str(text, &example->on)) {
            reader_error(reader, cell->range, "“%.*s”不是日期", STR_ARG(text));
        }
        break;
    case COLUMN_FACT: fact_cell_read(reader, column->fact, cell, text, example); break;
    case COLUMN_OVERRIDE:
        override_cell_read(reader, column->parameter, cell, text, example);
        break;
    case COLUMN_EXPECT:
        example->expectations[example->expectation_count++] =
            (ExampleExpectation){column->conclusion, text, cell->range};
        break;
    }
}

static Example example_read(PolicyReader *reader, const Column *columns, const MarkdownRow *row,
                            size_t column_count, Str *above) {
    Example example = {
        .on = DATE_ABSENT,
        .facts = NEW_ARRAY(reader->arena, ExampleFact, column_count),
        .overrides = NEW_ARRAY(reader->arena, ExampleOverride, column_count),
        .expectations = NEW_ARRAY(reader->arena, ExampleExpectation, column_count),
        .place = row->range,
    };
    for (size_t i = 0; i < column_count; i++) {
        Str text = row->cells[i].text;
        if (!str_equal(text, STR(AS_ABOVE))) above[i] = text;
        if (above[i].length > 0) cell_read(reader, &columns[i], &row->cells[i], above[i], &example);
    }
    if (example.expectation_count == 0) reader_warning(reader, row->range, "这个例子没有期望的结论");
    return example;
}

static void table_read(PolicyReader *reader, const MarkdownTable *table) {
    ExampleList *list = &reader->policy->examples;
    Column *columns = NEW_ARRAY(reader->arena, Column, table->column_count);
    Str *above = NEW_ARRAY(reader->arena, Str, table->column_count);
    for (size_t i = 0; i < table->column_count; i++) {
        columns[i] = column_read(reader, &table->header.cells[i]);
        above[i] = STR("");
    }
    for (size_t i = 0; i < table->row_count; i++) {
        if (list->count == EXAMPLES_MAX) {
            reader_error(reader, table->rows[i].range, "例子超过%d个", EXAMPLES_MAX);
            return;
        }
        PUSH(reader->arena, list,
             example_read(reader, columns, &table->rows[i], table->column_count, above));
    }
}

void examples_read(PolicyReader *reader, const Section *section) {
    size_t next = 0;
    const MarkdownBlock *block;
    while ((block = section_find(section, MARKDOWN_TABLE, &next)) != NULL) {
        table_read(reader, block->table);
    }
}
