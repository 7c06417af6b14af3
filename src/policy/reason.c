// SPDX-License-Identifier: Apache-2.0
#include "policy/reason.h"

#include "policy/constant.h"
#include "policy/policy.h"

#define OUTPUT_CODE "原因码"
#define OUTPUT_SENTENCE "说明"

// The sentence of a rule: the cell of its row in the column →说明.
static const MarkdownCell *sentence_cell(const MarkdownTable *table, SourceRange rule) {
    size_t column = SIZE_MAX;
    for (size_t i = 0; i < table->column_count; i++) {
        if (str_equal(table->header.cells[i].text, STR("→" OUTPUT_SENTENCE))) column = i;
    }
    for (size_t i = 0; column != SIZE_MAX && i < table->row_count; i++) {
        if (table->rows[i].range.from == rule.from) return &table->rows[i].cells[column];
    }
    return NULL;
}

// Within one table element_table has looked already.
static bool has_label_before(const ReasonList *reasons, size_t first, Str label) {
    for (size_t i = 0; i < first; i++) {
        if (str_equal(reasons->items[i].label, label)) return true;
    }
    return false;
}

static Str code_read(PolicyReader *reader, const DmnTableRule *rule) {
    FeelValue value;
    DmnText text = rule->outputs[0];
    if (!constant_value(reader->arena, text, &value, reader->diagnostics)) return STR("");
    if (value.kind == FEEL_STRING && value.string.length > 0) return value.string;
    diagnostics_add(reader->diagnostics, SEVERITY_ERROR, text.source, text.range,
                    "原因码要写成带引号的文字");
    diagnostics_hint(reader->diagnostics, "例如 \"OUT_OF_WINDOW\"");
    return STR("");
}

static void rule_read(PolicyReader *reader, const MarkdownTable *table, const DmnTableRule *rule,
                      Reason reason) {
    ReasonList *reasons = &reader->policy->reasons;
    reason.label = rule->label;
    reason.place = rule->range;
    if (has_label_before(reasons, reasons->tables[reason.table].first, rule->label)) {
        reader_error(reader, rule->range, "规则号%.*s在不符合原因里写了两次", STR_ARG(rule->label));
    }
    reason.code = code_read(reader, rule);
    const MarkdownCell *cell = sentence_cell(table, rule->range);
    if (!cell || cell->text.length == 0) {
        reader_error(reader, rule->range, "规则%.*s没有说明", STR_ARG(rule->label));
        diagnostics_hint(reader->diagnostics, "用一句话告诉申请人为什么不符合");
    } else {
        reason.sentence_place = cell->range;
        reason.sentence = sentence_parse(reader->arena, reader_cell_text(reader, cell),
                                         reader->diagnostics);
    }
    PUSH(reader->arena, reasons, reason);
}

static bool shape_is_good(PolicyReader *reader, const MarkdownBlock *block,
                          const DmnTableDefinition *definition) {
    if (definition->hit_policy != DMN_COLLECT) {
        reader_error(reader, block->table->header.cells[0].range, "不符合原因的表要用 C（收集）");
        return false;
    }
    bool has_code = definition->output_count == 1 &&
                    str_equal(definition->outputs[0].name, STR(OUTPUT_CODE));
    if (has_code) return true;
    reader_error(reader, block->table->header.range,
                 "不符合原因的表要有输出列 →" OUTPUT_CODE " 和 →" OUTPUT_SENTENCE);
    return false;
}

static void table_read(PolicyReader *reader, Str title, const MarkdownBlock *block) {
    static const char *const prose[] = {OUTPUT_SENTENCE, NULL};
    ReasonList *reasons = &reader->policy->reasons;
    Str name = str_format(reader->arena, "不符合原因%zu", reasons->table_count + 1);
    if (reasons->table_count == REASON_TABLES_MAX) {
        reader_error(reader, block->range, "不符合原因最多%d个表", REASON_TABLES_MAX);
        return;
    }
    const DmnTableDefinition *definition = element_table(reader, name, block->table, prose);
    if (!definition || !shape_is_good(reader, block, definition)) return;
    reasons->tables[reasons->table_count] = (ReasonTable){
        .title = title, .name = name, .definition = definition, .first = reasons->count};
    for (size_t i = 0; i < definition->rule_count; i++) {
        rule_read(reader, block->table, &definition->rules[i],
                  (Reason){.table = reasons->table_count, .rule = i});
    }
    reasons->table_count++;
}

void reasons_read(PolicyReader *reader, const Section *section) {
    ReasonList *reasons = &reader->policy->reasons;
    reasons->place = section->range;
    reasons->tables = NEW_ARRAY(reader->arena, ReasonTable, REASON_TABLES_MAX);
    Str title = {0};
    for (size_t i = 0; i < section->block_count; i++) {
        const MarkdownBlock *block = &section->blocks[i];
        if (block->kind == MARKDOWN_HEADING) title = block->text;
        if (block->kind == MARKDOWN_TABLE) table_read(reader, title, block);
    }
    if (reasons->table_count == 0) {
        reader_error(reader, section->range, "“%.*s”下面没有决策表", STR_ARG(section->title));
    }
}

const Reason *reason_find(const ReasonList *reasons, Str code) {
    for (size_t i = 0; i < reasons->count; i++) {
        if (str_equal(reasons->items[i].code, code)) return &reasons->items[i];
    }
    return NULL;
}
