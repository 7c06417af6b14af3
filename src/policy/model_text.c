// SPDX-License-Identifier: Apache-2.0
#include "policy/model_text.h"

#include "dmn/cell.h"

static bool put_feel(ModelText *text, const DmnExpression *expression);

bool model_refuse(ModelText *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Str message = str_format_list(text->arena, format, arguments);
    va_end(arguments);
    const DmnElementDefinition *element = text->element;
    diagnostics_add(text->diagnostics, SEVERITY_ERROR, element->source, element->range,
                    "“%.*s”：%.*s", STR_ARG(element->name), STR_ARG(message));
    return false;
}

// ---- Boxed expressions as FEEL ----

static bool put_part(ModelText *text, const DmnExpression *expression, size_t index) {
    const DmnExpression *part = expression->parts[index].expression;
    if (part != NULL) return put_feel(text, part);
    str_put(text->out, STR("null"));
    return true;
}

// Around every part, so that it stays one whatever comes before and after.
static bool put_enclosed(ModelText *text, const DmnExpression *expression, size_t index) {
    str_put_char(text->out, '(');
    if (!put_part(text, expression, index)) return false;
    str_put_char(text->out, ')');
    return true;
}

static bool put_parameters(ModelText *text, const DmnParameter *parameters, size_t count) {
    str_put_char(text->out, '(');
    for (size_t i = 0; i < count; i++) {
        str_put_format(text->out, "%s%.*s", i == 0 ? "" : ", ", STR_ARG(parameters[i].name));
    }
    str_put_char(text->out, ')');
    return true;
}

// Names that are no FEEL names stand in quotes, as a context's key may.
static void put_key(ModelText *text, Str name) {
    Str normal;
    bool is_name = feel_name_normalise(text->arena, name, &normal) && str_equal(normal, name);
    str_put_format(text->out, is_name ? "%.*s: " : "\"%.*s\": ", STR_ARG(name));
}

// The entries, and behind them the result where there is one.
static bool put_context(ModelText *text, const DmnExpression *expression) {
    static const Str RESULT = STR_INIT("结果");
    bool has_result = false;
    str_put_char(text->out, '{');
    for (size_t i = 0; i < expression->part_count; i++) {
        Str name = expression->parts[i].name;
        has_result |= str_is_absent(name);
        if (i > 0) str_put(text->out, STR(", "));
        put_key(text, str_is_absent(name) ? RESULT : name);
        if (!put_part(text, expression, i)) return false;
    }
    str_put_char(text->out, '}');
    if (has_result) str_put_format(text->out, ".%.*s", STR_ARG(RESULT));
    return true;
}

static bool put_list(ModelText *text, const DmnExpression *expression) {
    str_put_char(text->out, '[');
    for (size_t i = 0; i < expression->part_count; i++) {
        if (i > 0) str_put(text->out, STR(", "));
        if (!put_part(text, expression, i)) return false;
    }
    str_put_char(text->out, ']');
    return true;
}

static bool put_relation(ModelText *text, const DmnExpression *expression) {
    size_t width = expression->column_count;
    str_put_char(text->out, '[');
    for (size_t i = 0; i < expression->part_count; i++) {
        if (i > 0) str_put(text->out, STR(", "));
        if (i % width == 0) str_put_char(text->out, '{');
        put_key(text, expression->columns[i % width]);
        if (!put_part(text, expression, i)) return false;
        if ((i + 1) % width == 0) str_put_char(text->out, '}');
    }
    str_put_char(text->out, ']');
    return true;
}

static bool put_function(ModelText *text, const DmnExpression *expression) {
    if (!str_is_absent(expression->unsupported)) {
        return model_refuse(text, "%.*s", STR_ARG(expression->unsupported));
    }
    str_put(text->out, STR("function"));
    put_parameters(text, expression->parameters, expression->parameter_count);
    str_put_char(text->out, ' ');
    return put_part(text, expression, 0);
}

static bool put_invocation(ModelText *text, const DmnExpression *expression) {
    if (expression->text.source != NULL) {
        str_put(text->out, dmn_text_str(dmn_text_trim(expression->text)));
    } else if (!put_enclosed(text, expression, 0)) {
        return false;
    }
    str_put_char(text->out, '(');
    for (size_t i = 1; i < expression->part_count; i++) {
        Str name = expression->parts[i].name;
        str_put_format(text->out, "%s%.*s: ", i == 1 ? "" : ", ", STR_ARG(name));
        if (!put_part(text, expression, i)) return false;
    }
    str_put_char(text->out, ')');
    return true;
}

static bool put_conditional(ModelText *text, const DmnExpression *expression) {
    static const char *const WORDS[] = {"if ", " then ", " else "};
    for (size_t i = 0; i < 3; i++) {
        str_put(text->out, str_from_c(WORDS[i]));
        if (!put_enclosed(text, expression, i)) return false;
    }
    return true;
}

static bool put_filter(ModelText *text, const DmnExpression *expression) {
    if (!put_enclosed(text, expression, 0)) return false;
    str_put_char(text->out, '[');
    if (!put_part(text, expression, 1)) return false;
    str_put_char(text->out, ']');
    return true;
}

static bool put_iteration(ModelText *text, const DmnExpression *expression) {
    const char *word = expression->kind == DMN_FOR ? "for" : "some";
    if (expression->kind == DMN_EVERY) word = "every";
    str_put_format(text->out, "%s %.*s in ", word, STR_ARG(expression->name));
    if (!put_enclosed(text, expression, 0)) return false;
    str_put(text->out, expression->kind == DMN_FOR ? STR(" return ") : STR(" satisfies "));
    return put_enclosed(text, expression, 1);
}

static bool put_feel(ModelText *text, const DmnExpression *expression) {
    switch (expression->kind) {
    case DMN_LITERAL:
        str_put(text->out, dmn_text_str(dmn_text_trim(expression->text)));
        return true;
    case DMN_TABLE:
        return model_refuse(text, "决策表套在别的表达式里，政策文件写不了；请把它单独做成一个决策");
    case DMN_CONTEXT: return put_context(text, expression);
    case DMN_LIST: return put_list(text, expression);
    case DMN_RELATION: return put_relation(text, expression);
    case DMN_FUNCTION: return put_function(text, expression);
    case DMN_INVOCATION: return put_invocation(text, expression);
    case DMN_CONDITIONAL: return put_conditional(text, expression);
    case DMN_FILTER: return put_filter(text, expression);
    case DMN_FOR:
    case DMN_SOME:
    case DMN_EVERY: return put_iteration(text, expression);
    }
    return false;
}

// ---- Tables ----

static bool is_white(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// A line end and the white space around it are one space.
void model_put_cell(StrBuilder *out, Str text) {
    text = str_trim(text);
    for (size_t i = 0; i < text.length; i++) {
        size_t end = i;
        bool has_line_end = false;
        for (; end < text.length && is_white(text.data[end]); end++) {
            has_line_end |= text.data[end] == '\n';
        }
        if (has_line_end) i = end - 1;
        char c = has_line_end || text.data[i] == '\t' ? ' ' : text.data[i];
        if (c == '|') str_put_char(out, '\\');
        str_put_char(out, c);
    }
}

static bool put_feel_cell(ModelText *text, DmnText cell, const char *empty) {
    Str written = cell.source == NULL ? STR("") : dmn_text_str(dmn_text_trim(cell));
    bool has_comment = str_find(written, STR("//"), 0) != SIZE_MAX &&
                       str_find(written, STR("\n"), 0) != SIZE_MAX;
    if (has_comment) return model_refuse(text, "一格里有换行的注释，写不进表格；请删去注释");
    model_put_cell(text->out, written.length == 0 ? str_from_c(empty) : written);
    str_put(text->out, STR(" | "));
    return true;
}

// Ends a row: the space behind the last bar goes.
static void end_row(ModelText *text) {
    text->out->count--;
    str_put_char(text->out, '\n');
}

static bool put_header(ModelText *text, const DmnTableDefinition *table) {
    str_put_format(text->out, "| %s | ", dmn_hit_policy_sign(table->hit_policy));
    for (size_t i = 0; i < table->input_count; i++) {
        if (dmn_text_is_empty(table->inputs[i].expression)) {
            return model_refuse(text, "第%zu个输入列没有表达式", i + 1);
        }
        if (!put_feel_cell(text, table->inputs[i].expression, "")) return false;
    }
    for (size_t i = 0; i < table->output_count; i++) {
        Str name = table->output_count > 1 ? table->outputs[i].name : STR("");
        str_put_format(text->out, "→%.*s | ", STR_ARG(name));
    }
    for (size_t i = 0; i < table->annotation_count; i++) {
        str_put(text->out, STR("※ "));
        model_put_cell(text->out, table->annotation_names[i]);
        str_put(text->out, STR(" | "));
    }
    end_row(text);
    str_put_char(text->out, '|');
    size_t width = 1 + table->input_count + table->output_count + table->annotation_count;
    for (size_t i = 0; i < width; i++) str_put(text->out, STR("---|"));
    str_put_char(text->out, '\n');
    return true;
}

// `值` or `缺省`; nothing when no column says anything.
static bool put_special_row(ModelText *text, const DmnTableDefinition *table, bool is_default) {
    bool is_needed = false;
    for (size_t i = 0; i < table->input_count; i++) {
        is_needed |= !is_default && !dmn_text_is_empty(table->inputs[i].allowed);
    }
    for (size_t i = 0; i < table->output_count; i++) {
        DmnText said = is_default ? table->outputs[i].fallback : table->outputs[i].allowed;
        is_needed |= !dmn_text_is_empty(said);
    }
    if (!is_needed) return true;
    str_put(text->out, is_default ? STR("| 缺省 | ") : STR("| 值 | "));
    for (size_t i = 0; i < table->input_count; i++) {
        DmnText said = is_default ? (DmnText){0} : table->inputs[i].allowed;
        if (!put_feel_cell(text, said, "")) return false;
    }
    for (size_t i = 0; i < table->output_count; i++) {
        DmnText said = is_default ? table->outputs[i].fallback : table->outputs[i].allowed;
        if (!put_feel_cell(text, said, "")) return false;
    }
    for (size_t i = 0; i < table->annotation_count; i++) str_put(text->out, STR(" | "));
    end_row(text);
    return true;
}

// Labels are kept when all of them are numbers, each its own.
static bool has_numbers(const DmnTableDefinition *table) {
    for (size_t i = 0; i < table->rule_count; i++) {
        int64_t number;
        if (!str_to_int64(table->rules[i].label, &number)) return false;
        for (size_t k = 0; k < i; k++) {
            if (str_equal(table->rules[k].label, table->rules[i].label)) return false;
        }
    }
    return true;
}

static bool put_rule(ModelText *text, const DmnTableDefinition *table, size_t index,
                     bool has_labels) {
    const DmnTableRule *rule = &table->rules[index];
    Str number = str_format(text->arena, "%zu", index + 1);
    str_put_format(text->out, "| %.*s | ", STR_ARG(has_labels ? rule->label : number));
    for (size_t i = 0; i < table->input_count; i++) {
        if (!put_feel_cell(text, rule->inputs[i], "-")) return false;
    }
    for (size_t i = 0; i < table->output_count; i++) {
        if (!put_feel_cell(text, rule->outputs[i], "null")) return false;
    }
    for (size_t i = 0; i < table->annotation_count; i++) {
        model_put_cell(text->out, rule->annotations[i]);
        str_put(text->out, STR(" | "));
    }
    end_row(text);
    return true;
}

static bool put_table(ModelText *text, const DmnTableDefinition *table) {
    if (!put_header(text, table) || !put_special_row(text, table, false)) return false;
    bool has_labels = has_numbers(table);
    for (size_t i = 0; i < table->rule_count; i++) {
        if (!put_rule(text, table, i, has_labels)) return false;
    }
    return put_special_row(text, table, true);
}

// ---- Elements ----

static void put_prose(ModelText *text, Str description) {
    description = str_trim(description);
    if (description.length > 0) str_put_format(text->out, "%.*s\n\n", STR_ARG(description));
}

bool model_put_element(ModelText *text, const DmnElementDefinition *element) {
    const DmnExpression *logic = element->logic;
    const DmnParameter *parameters = element->parameters;
    size_t parameter_count = element->parameter_count;
    text->element = element;
    bool is_function = element->kind == DMN_KNOWLEDGE;
    if (logic != NULL && logic->kind == DMN_FUNCTION && !is_function) {
        is_function = true;
        parameters = logic->parameters;
        parameter_count = logic->parameter_count;
        logic = logic->parts[0].expression;
    }
    if (logic == NULL) return model_refuse(text, "没有决策逻辑");
    str_put_format(text->out, "## %.*s", STR_ARG(element->name));
    if (is_function) put_parameters(text, parameters, parameter_count);
    str_put(text->out, STR("\n\n"));
    put_prose(text, element->description);
    if (logic->kind == DMN_TABLE) {
        if (!put_table(text, logic->table)) return false;
        str_put_char(text->out, '\n');
        return true;
    }
    str_put(text->out, STR("```feel\n"));
    if (!put_feel(text, logic)) return false;
    str_put(text->out, STR("\n```\n\n"));
    return true;
}
