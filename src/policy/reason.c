// SPDX-License-Identifier: Apache-2.0
#include "policy/reason.h"

#include "policy/constant.h"
#include "policy/policy.h"

#define OUTPUT_SENTENCE "说明"
#define OUTPUT_LEVEL "等级"

// How a section writes its rules. Sentence and level are prose, not FEEL.
typedef struct ReasonForm {
    const char *section;
    const char *code; // the output that is FEEL
    const char *hint; // what a sentence is for
    bool has_level;
} ReasonForm;

static const ReasonForm cause_form = {"不符合原因", "原因码", "用一句话告诉申请人为什么不符合", false};
static const ReasonForm finding_form = {"疑点", "疑点码", "用一句话告诉核查的人可疑在哪里", true};

static const char *const level_words[] = {"一般", "高"}; // by is_high

// The cell of a rule's row in a column of prose; NULL when there is none.
static const MarkdownCell *prose_cell(const MarkdownTable *table, SourceRange rule, Str header) {
    size_t column = SIZE_MAX;
    for (size_t i = 0; i < table->column_count; i++) {
        if (str_equal(table->header.cells[i].text, header)) column = i;
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

static Str code_read(PolicyReader *reader, const ReasonForm *form, const DmnTableRule *rule) {
    FeelValue value;
    DmnText text = rule->outputs[0];
    if (!constant_value(reader->arena, text, &value, reader->diagnostics)) return STR("");
    if (value.kind == FEEL_STRING && value.string.length > 0) return value.string;
    diagnostics_add(reader->diagnostics, SEVERITY_ERROR, text.source, text.range,
                    "%s要写成带引号的文字", form->code);
    diagnostics_hint(reader->diagnostics, "例如 \"OUT_OF_WINDOW\"");
    return STR("");
}

static bool level_read(PolicyReader *reader, const MarkdownTable *table,
                       const DmnTableRule *rule) {
    const MarkdownCell *cell = prose_cell(table, rule->range, STR("→" OUTPUT_LEVEL));
    for (size_t i = 0; cell && i < 2; i++) {
        if (str_equal(cell->text, str_from_c(level_words[i]))) return i == 1;
    }
    reader_error(reader, cell ? cell->range : rule->range, "等级要写 %s 或 %s", level_words[1],
                 level_words[0]);
    return false;
}

static void rule_read(PolicyReader *reader, const ReasonForm *form, const MarkdownTable *table,
                      const DmnTableRule *rule, Reason reason) {
    ReasonList *reasons = &reader->policy->reasons;
    reason.label = rule->label;
    reason.place = rule->range;
    if (has_label_before(reasons, reasons->tables[reason.table].first, rule->label)) {
        reader_error(reader, rule->range, "规则号%.*s在%s里写了两次", STR_ARG(rule->label),
                     form->section);
    }
    reason.code = code_read(reader, form, rule);
    const MarkdownCell *cell = prose_cell(table, rule->range, STR("→" OUTPUT_SENTENCE));
    if (!cell || cell->text.length == 0) {
        reader_error(reader, rule->range, "规则%.*s没有说明", STR_ARG(rule->label));
        diagnostics_hint(reader->diagnostics, "%s", form->hint);
    } else {
        reason.sentence_place = cell->range;
        reason.sentence = sentence_parse(reader->arena, reader_cell_text(reader, cell),
                                         reader->diagnostics);
    }
    PUSH(reader->arena, reasons, reason);
}

static bool shape_is_good(PolicyReader *reader, const ReasonForm *form,
                          const MarkdownBlock *block, const DmnTableDefinition *definition) {
    if (definition->hit_policy != DMN_COLLECT) {
        reader_error(reader, block->table->header.cells[0].range, "%s的表要用 C（收集）",
                     form->section);
        return false;
    }
    bool has_code = definition->output_count == 1 &&
                    str_equal(definition->outputs[0].name, str_from_c(form->code));
    if (has_code) return true;
    reader_error(reader, block->table->header.range, "%s的表要有输出列 →%s%s 和 →" OUTPUT_SENTENCE,
                 form->section, form->code, form->has_level ? "、→" OUTPUT_LEVEL : "");
    return false;
}

static void table_read(PolicyReader *reader, const ReasonForm *form, Str title,
                       const MarkdownBlock *block) {
    const char *const prose[] = {OUTPUT_SENTENCE, form->has_level ? OUTPUT_LEVEL : NULL, NULL};
    ReasonList *reasons = &reader->policy->reasons;
    Str name = str_format(reader->arena, "%s%zu", form->section, reasons->table_count + 1);
    if (reasons->table_count == REASON_TABLES_MAX) {
        reader_error(reader, block->range, "%s最多%d个表", form->section, REASON_TABLES_MAX);
        return;
    }
    const DmnTableDefinition *definition = element_table(reader, name, block->table, prose);
    if (!definition || !shape_is_good(reader, form, block, definition)) return;
    reasons->tables[reasons->table_count] = (ReasonTable){
        .title = title, .name = name, .definition = definition, .first = reasons->count};
    for (size_t i = 0; i < definition->rule_count; i++) {
        const DmnTableRule *rule = &definition->rules[i];
        Reason reason = {.table = reasons->table_count, .rule = i};
        if (form->has_level) reason.is_high = level_read(reader, block->table, rule);
        rule_read(reader, form, block->table, rule, reason);
    }
    reasons->table_count++;
}

static void tables_read(PolicyReader *reader, const ReasonForm *form, const Section *section) {
    ReasonList *reasons = &reader->policy->reasons;
    reasons->place = section->range;
    reasons->tables = NEW_ARRAY(reader->arena, ReasonTable, REASON_TABLES_MAX);
    Str title = {0};
    for (size_t i = 0; i < section->block_count; i++) {
        const MarkdownBlock *block = &section->blocks[i];
        if (block->kind == MARKDOWN_HEADING) title = block->text;
        if (block->kind == MARKDOWN_TABLE) table_read(reader, form, title, block);
    }
    if (reasons->table_count == 0) {
        reader_error(reader, section->range, "“%.*s”下面没有决策表", STR_ARG(section->title));
    }
}

void reasons_read(PolicyReader *reader, const Section *section) {
    tables_read(reader, &cause_form, section);
}

void findings_read(PolicyReader *reader, const Section *section) {
    tables_read(reader, &finding_form, section);
}

const Reason *reason_find(const ReasonList *reasons, Str code) {
    for (size_t i = 0; i < reasons->count; i++) {
        if (str_equal(reasons->items[i].code, code)) return &reasons->items[i];
    }
    return NULL;
}
