// SPDX-License-Identifier: Apache-2.0
#include "policy/element.h"

#include "policy/policy.h"

#include <string.h>

#define OUTPUT_SIGN "→"
#define NOTE_SIGN "※"
#define ROW_VALUES "值"
#define ROW_DEFAULT "缺省"

typedef enum ColumnRole { COLUMN_INPUT, COLUMN_OUTPUT, COLUMN_NOTE } ColumnRole;

// A table being turned into a definition: which column is what, and its index among its kind.
typedef struct TableReader {
    PolicyReader *reader;
    const MarkdownTable *table;
    ColumnRole roles[MARKDOWN_COLUMNS_MAX];
    DmnTableDefinition *definition;
    DmnTableInput *inputs;
    DmnTableOutput *outputs;
    Str *notes;
    size_t input_count, output_count, note_count;
} TableReader;

static Str sign_cut(Str text, const char *sign) {
    return str_trim(str_slice(text, strlen(sign), text.length));
}

static bool is_listed(const char *const *names, Str name) {
    for (; names && *names; names++) {
        if (str_equal(name, str_from_c(*names))) return true;
    }
    return false;
}

static void header_read(TableReader *table, size_t column, const char *const *annotations) {
    PolicyReader *reader = table->reader;
    const MarkdownCell *cell = &table->table->header.cells[column];
    if (str_starts_with(cell->text, STR(NOTE_SIGN))) {
        table->roles[column] = COLUMN_NOTE;
        table->notes[table->note_count++] = sign_cut(cell->text, NOTE_SIGN);
    } else if (str_starts_with(cell->text, STR(OUTPUT_SIGN))) {
        Str name = sign_cut(cell->text, OUTPUT_SIGN);
        bool is_prose = is_listed(annotations, name);
        table->roles[column] = is_prose ? COLUMN_NOTE : COLUMN_OUTPUT;
        if (is_prose) {
            table->notes[table->note_count++] = name;
        } else {
            table->outputs[table->output_count++] =
                (DmnTableOutput){.name = name.length > 0 ? name : (Str){0}};
        }
    } else {
        table->roles[column] = COLUMN_INPUT;
        if (cell->text.length == 0) reader_error(reader, cell->range, "输入列没有表达式");
        table->inputs[table->input_count++] =
            (DmnTableInput){.label = cell->text, .expression = reader_cell_text(reader, cell)};
    }
}

static bool headers_read(TableReader *table, const char *const *annotations) {
    PolicyReader *reader = table->reader;
    size_t columns = table->table->column_count;
    table->inputs = NEW_ARRAY(reader->arena, DmnTableInput, columns);
    table->outputs = NEW_ARRAY(reader->arena, DmnTableOutput, columns);
    table->notes = NEW_ARRAY(reader->arena, Str, columns);
    for (size_t i = 1; i < columns; i++) header_read(table, i, annotations);
    for (size_t i = 0; i < table->output_count && table->output_count > 1; i++) {
        if (!str_is_absent(table->outputs[i].name)) continue;
        reader_error(reader, table->table->header.range, "有几个输出列时，每个都要有名字（→名称）");
        return false;
    }
    if (table->output_count == 0) {
        reader_error(reader, table->table->header.range, "决策表没有输出列");
        diagnostics_hint(reader->diagnostics, "输出列的表头以 → 开头");
        return false;
    }
    return true;
}

static DmnText optional_text(const PolicyReader *reader, const MarkdownCell *cell) {
    if (cell->text.length == 0 || str_equal(cell->text, STR("-"))) return (DmnText){0};
    return reader_cell_text(reader, cell);
}

// `值` and `缺省`: what the columns allow, and what a table says when no rule does.
static void special_row_read(TableReader *table, const MarkdownRow *row, bool is_default) {
    size_t input = 0, output = 0;
    for (size_t i = 1; i < table->table->column_count; i++) {
        DmnText text = optional_text(table->reader, &row->cells[i]);
        if (table->roles[i] == COLUMN_INPUT) {
            if (!is_default && text.source) table->inputs[input].allowed = text;
            if (is_default && text.source) {
                reader_error(table->reader, row->cells[i].range, "缺省行只填输出列");
            }
            input++;
        } else if (table->roles[i] == COLUMN_OUTPUT) {
            if (is_default) table->outputs[output].fallback = text;
            else table->outputs[output].allowed = text;
            output++;
        }
    }
}

static DmnTableRule rule_read(TableReader *table, const MarkdownRow *row) {
    PolicyReader *reader = table->reader;
    DmnText *inputs = NEW_ARRAY(reader->arena, DmnText, table->input_count);
    DmnText *outputs = NEW_ARRAY(reader->arena, DmnText, table->output_count);
    Str *notes = NEW_ARRAY(reader->arena, Str, table->note_count);
    size_t input = 0, output = 0, note = 0;
    for (size_t i = 1; i < table->table->column_count; i++) {
        const MarkdownCell *cell = &row->cells[i];
        if (table->roles[i] == COLUMN_INPUT) {
            if (cell->text.length == 0) {
                reader_error(reader, cell->range, "条件空着；不看这一项就写 -");
            }
            inputs[input++] = reader_cell_text(reader, cell);
        } else if (table->roles[i] == COLUMN_OUTPUT) {
            if (cell->text.length == 0) reader_error(reader, cell->range, "输出空着");
            outputs[output++] = reader_cell_text(reader, cell);
        } else {
            notes[note++] = cell->text;
        }
    }
    return (DmnTableRule){.inputs = inputs, .outputs = outputs, .annotations = notes,
                          .label = row->cells[0].text, .range = row->range};
}

static bool has_label_before(const DmnTableRule *rules, size_t count, Str label) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(rules[i].label, label)) return true;
    }
    return false;
}

static void rules_read(TableReader *table) {
    PolicyReader *reader = table->reader;
    DmnTableRule *rules = NEW_ARRAY(reader->arena, DmnTableRule, table->table->row_count);
    size_t count = 0;
    for (size_t i = 0; i < table->table->row_count; i++) {
        const MarkdownRow *row = &table->table->rows[i];
        Str label = row->cells[0].text;
        bool is_default = str_equal(label, STR(ROW_DEFAULT));
        int64_t number;
        if (is_default || str_equal(label, STR(ROW_VALUES))) {
            special_row_read(table, row, is_default);
            continue;
        }
        if (!str_to_int64(label, &number)) {
            reader_error(reader, row->cells[0].range,
                         "“%.*s”不是规则号；第一格写号码、值或缺省", STR_ARG(label));
        } else if (has_label_before(rules, count, label)) {
            reader_error(reader, row->cells[0].range, "规则号%.*s写了两次", STR_ARG(label));
        }
        rules[count++] = rule_read(table, row);
    }
    table->definition->rules = rules;
    table->definition->rule_count = count;
}

const DmnTableDefinition *element_table(PolicyReader *reader, Str name, const MarkdownTable *table,
                                        const char *const *annotations) {
    TableReader work = {.reader = reader, .table = table,
                        .definition = NEW(reader->arena, DmnTableDefinition)};
    if (!headers_read(&work, annotations)) return NULL;
    DmnTableDefinition *definition = work.definition;
    if (!dmn_hit_policy_from_str(table->header.cells[0].text, (Str){0},
                                 &definition->hit_policy)) {
        reader_error(reader, table->header.cells[0].range, "“%.*s”不是命中方式",
                     STR_ARG(table->header.cells[0].text));
        diagnostics_hint(reader->diagnostics, "第一格写 U A P F R O C C+ C< C> C# 之一");
        return NULL;
    }
    definition->name = name;
    definition->source = reader->document->source;
    definition->inputs = work.inputs;
    definition->input_count = work.input_count;
    definition->outputs = work.outputs;
    definition->output_count = work.output_count;
    definition->annotation_names = work.notes;
    definition->annotation_count = work.note_count;
    rules_read(&work);
    return definition;
}

// ---- Headings ----

static bool is_decision_table(const MarkdownTable *table) {
    Str first = table->header.cells[0].text;
    DmnHitPolicy policy;
    return first.length > 0 && first.length <= 2 &&
           dmn_hit_policy_from_str(first, (Str){0}, &policy);
}

// "每人标准(整月数, 类别)": the name before the parenthesis and the parameters in it.
static bool heading_parse(PolicyReader *reader, const Section *section, Element *element) {
    Str rest = section->title;
    Str name = str_trim(str_cut(&rest, '('));
    if (!feel_name_normalise(reader->arena, name, &element->name)) {
        reader_error(reader, section->range, "“%.*s”不能作FEEL里的名字", STR_ARG(name));
        return false;
    }
    if (str_is_absent(rest)) return true;
    if (!str_ends_with(rest, STR(")"))) {
        reader_error(reader, section->range, "函数的标题写作 名称(参数, 参数)");
        return false;
    }
    element->is_function = true;
    Str list = str_slice(rest, 0, rest.length - 1);
    size_t capacity = 1;
    for (size_t i = 0; i < list.length; i++) capacity += list.data[i] == ',';
    DmnParameter *parameters = NEW_ARRAY(reader->arena, DmnParameter, capacity);
    while (!str_is_absent(list)) {
        Str word = str_trim(str_cut(&list, ','));
        DmnParameter *parameter = &parameters[element->parameter_count++];
        if (feel_name_normalise(reader->arena, word, &parameter->name)) continue;
        reader_error(reader, section->range, "参数“%.*s”不能作FEEL里的名字", STR_ARG(word));
        return false;
    }
    element->parameters = parameters;
    return true;
}

// What stands under the heading: a decision table, else a feel block. NULL for prose.
static const MarkdownBlock *logic_find(PolicyReader *reader, const Section *section) {
    const MarkdownBlock *found = NULL;
    for (size_t i = 0; i < section->block_count; i++) {
        const MarkdownBlock *block = &section->blocks[i];
        bool is_table = block->kind == MARKDOWN_TABLE && is_decision_table(block->table);
        bool is_feel = block->kind == MARKDOWN_FENCE && str_equal(block->info, STR("feel"));
        if (!is_table && !is_feel) continue;
        if (found) {
            reader_error(reader, block->range, "“%.*s”下面只能有一个决策表或一段FEEL",
                         STR_ARG(section->title));
            return found;
        }
        found = block;
    }
    return found;
}

void element_read(PolicyReader *reader, const Section *section, ElementList *list) {
    const MarkdownBlock *block = logic_find(reader, section);
    if (!block) return;
    Element element = {.source = reader->document->source, .place = section->range};
    if (!heading_parse(reader, section, &element)) return;
    if (element_find(list, element.name)) {
        reader_error(reader, section->range, "“%.*s”定义了两次", STR_ARG(element.name));
        return;
    }
    DmnExpression *logic = NEW(reader->arena, DmnExpression);
    if (block->kind == MARKDOWN_TABLE) {
        logic->kind = DMN_TABLE;
        logic->table = element_table(reader, element.name, block->table, NULL);
        if (!logic->table) return;
    } else {
        logic->kind = DMN_LITERAL;
        logic->text = reader_range_text(reader, block->range);
    }
    element.logic = logic;
    PUSH(reader->arena, list, element);
}

const Element *element_find(const ElementList *list, Str name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i].name, name)) return &list->items[i];
    }
    return NULL;
}
