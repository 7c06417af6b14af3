// SPDX-License-Identifier: Apache-2.0
// Expressions as DMN XML: one writer for each kind, in a table at the end.
#include "dmn/cell.h"
#include "dmn/xml_writer.h"

typedef bool ExpressionWriter(XmlWriter *writer, xmlNode *node, Str id,
                              const DmnExpression *expression);

static Str id_of(const XmlWriter *writer, Str id, const char *part, size_t index) {
    return str_format(writer->arena, "%.*s_%s%zu", STR_ARG(id), part, index + 1);
}

static Str text_of(DmnText text) {
    return text.source == NULL ? (Str){0} : dmn_text_str(dmn_text_trim(text));
}

static void add_feel(XmlWriter *writer, xmlNode *parent, Str text) {
    xml_add_text(writer, parent, "text", str_is_absent(text) ? STR("") : text);
}

// ---- Literals, functions, invocations ----

static bool write_literal(XmlWriter *writer, xmlNode *node, Str id,
                          const DmnExpression *expression) {
    (void)id;
    add_feel(writer, node, text_of(expression->text));
    return true;
}

void xml_add_parameters(XmlWriter *writer, xmlNode *function, Str id,
                        const DmnParameter *parameters, size_t count) {
    for (size_t i = 0; i < count; i++) {
        xmlNode *parameter = xml_add(writer, function, "formalParameter");
        xml_set(writer, parameter, "id", id_of(writer, id, "p", i));
        xml_set(writer, parameter, "name", parameters[i].name);
        xml_set_type(writer, parameter, parameters[i].item, NULL);
    }
}

static bool write_function(XmlWriter *writer, xmlNode *node, Str id,
                           const DmnExpression *expression) {
    xml_add_parameters(writer, node, id, expression->parameters, expression->parameter_count);
    return xml_add_expression(writer, node, id_of(writer, id, "b", 0),
                              expression->parts[0].expression);
}

static bool write_invocation(XmlWriter *writer, xmlNode *node, Str id,
                             const DmnExpression *expression) {
    DmnExpression callee = {.kind = DMN_LITERAL, .text = expression->text};
    bool is_named = expression->text.source != NULL;
    if (!xml_add_expression(writer, node, id_of(writer, id, "f", 0),
                            is_named ? &callee : expression->parts[0].expression)) {
        return false;
    }
    for (size_t i = 1; i < expression->part_count; i++) {
        const DmnPart *part = &expression->parts[i];
        xmlNode *binding = xml_add(writer, node, "binding");
        xmlNode *parameter = xml_add(writer, binding, "parameter");
        xml_set(writer, parameter, "id", id_of(writer, id, "a", i));
        xml_set(writer, parameter, "name", part->name);
        xml_set_type(writer, parameter, part->item, NULL);
        if (!xml_add_expression(writer, binding, id_of(writer, id, "v", i), part->expression)) {
            return false;
        }
    }
    return true;
}

// ---- Contexts, lists, relations ----

static bool write_context(XmlWriter *writer, xmlNode *node, Str id,
                          const DmnExpression *expression) {
    for (size_t i = 0; i < expression->part_count; i++) {
        const DmnPart *part = &expression->parts[i];
        xmlNode *entry = xml_add(writer, node, "contextEntry");
        xml_set(writer, entry, "id", id_of(writer, id, "e", i));
        if (!str_is_absent(part->name)) {
            xmlNode *variable = xml_add(writer, entry, "variable");
            xml_set(writer, variable, "id", id_of(writer, id, "n", i));
            xml_set(writer, variable, "name", part->name);
            xml_set_type(writer, variable, part->item, NULL);
        }
        if (!xml_add_expression(writer, entry, id_of(writer, id, "v", i), part->expression)) {
            return false;
        }
    }
    return true;
}

static bool write_list(XmlWriter *writer, xmlNode *node, Str id, const DmnExpression *expression) {
    for (size_t i = 0; i < expression->part_count; i++) {
        if (!xml_add_expression(writer, node, id_of(writer, id, "i", i),
                                expression->parts[i].expression)) {
            return false;
        }
    }
    return true;
}

static bool write_relation(XmlWriter *writer, xmlNode *node, Str id,
                           const DmnExpression *expression) {
    size_t width = expression->column_count;
    for (size_t i = 0; i < width; i++) {
        xmlNode *column = xml_add(writer, node, "column");
        xml_set(writer, column, "id", id_of(writer, id, "c", i));
        xml_set(writer, column, "name", expression->columns[i]);
    }
    xmlNode *row = NULL;
    for (size_t i = 0; i < expression->part_count; i++) {
        if (i % width == 0) {
            row = xml_add(writer, node, "row");
            xml_set(writer, row, "id", id_of(writer, id, "r", i / width));
        }
        if (!xml_add_expression(writer, row, id_of(writer, id, "i", i),
                                expression->parts[i].expression)) {
            return false;
        }
    }
    return true;
}

// ---- Conditionals and iterations ----

static bool write_parts(XmlWriter *writer, xmlNode *node, Str id, const DmnExpression *expression,
                        const char *const *names) {
    for (size_t i = 0; i < expression->part_count; i++) {
        xmlNode *part = xml_add(writer, node, names[i]);
        if (!xml_add_expression(writer, part, id_of(writer, id, "v", i),
                                expression->parts[i].expression)) {
            return false;
        }
    }
    return true;
}

static bool write_conditional(XmlWriter *writer, xmlNode *node, Str id,
                              const DmnExpression *expression) {
    static const char *const NAMES[] = {"if", "then", "else"};
    return write_parts(writer, node, id, expression, NAMES);
}

static bool write_filter(XmlWriter *writer, xmlNode *node, Str id,
                         const DmnExpression *expression) {
    static const char *const NAMES[] = {"in", "match"};
    return write_parts(writer, node, id, expression, NAMES);
}

static bool write_for(XmlWriter *writer, xmlNode *node, Str id, const DmnExpression *expression) {
    static const char *const NAMES[] = {"in", "return"};
    xml_set(writer, node, "iteratorVariable", expression->name);
    return write_parts(writer, node, id, expression, NAMES);
}

static bool write_quantified(XmlWriter *writer, xmlNode *node, Str id,
                             const DmnExpression *expression) {
    static const char *const NAMES[] = {"in", "satisfies"};
    xml_set(writer, node, "iteratorVariable", expression->name);
    return write_parts(writer, node, id, expression, NAMES);
}

// ---- Decision tables ----

static void set_hit_policy(XmlWriter *writer, xmlNode *node, DmnHitPolicy policy) {
    static const struct {
        const char *name, *aggregation;
    } NAMES[] = {
        [DMN_UNIQUE] = {"UNIQUE", NULL},
        [DMN_ANY] = {"ANY", NULL},
        [DMN_PRIORITY] = {"PRIORITY", NULL},
        [DMN_FIRST] = {"FIRST", NULL},
        [DMN_RULE_ORDER] = {"RULE ORDER", NULL},
        [DMN_OUTPUT_ORDER] = {"OUTPUT ORDER", NULL},
        [DMN_COLLECT] = {"COLLECT", NULL},
        [DMN_COLLECT_SUM] = {"COLLECT", "SUM"},
        [DMN_COLLECT_MIN] = {"COLLECT", "MIN"},
        [DMN_COLLECT_MAX] = {"COLLECT", "MAX"},
        [DMN_COLLECT_COUNT] = {"COLLECT", "COUNT"},
    };
    xml_set(writer, node, "hitPolicy", str_from_c(NAMES[policy].name));
    if (NAMES[policy].aggregation != NULL) {
        xml_set(writer, node, "aggregation", str_from_c(NAMES[policy].aggregation));
    }
}

static void add_values(XmlWriter *writer, xmlNode *parent, const char *name, DmnText values) {
    if (values.source == NULL) return;
    add_feel(writer, xml_add(writer, parent, name), text_of(values));
}

static void add_clauses(XmlWriter *writer, xmlNode *node, Str id, const DmnTableDefinition *table) {
    for (size_t i = 0; i < table->input_count; i++) {
        const DmnTableInput *input = &table->inputs[i];
        xmlNode *clause = xml_add(writer, node, "input");
        xml_set(writer, clause, "id", id_of(writer, id, "in", i));
        xml_set(writer, clause, "label", input->label);
        xmlNode *expression = xml_add(writer, clause, "inputExpression");
        xml_set(writer, expression, "id", id_of(writer, id, "ie", i));
        xml_set_type(writer, expression, NULL, input->type);
        add_feel(writer, expression, text_of(input->expression));
        add_values(writer, clause, "inputValues", input->allowed);
    }
    for (size_t i = 0; i < table->output_count; i++) {
        const DmnTableOutput *output = &table->outputs[i];
        xmlNode *clause = xml_add(writer, node, "output");
        xml_set(writer, clause, "id", id_of(writer, id, "out", i));
        xml_set(writer, clause, "name", output->name);
        xml_set_type(writer, clause, NULL, output->type);
        add_values(writer, clause, "outputValues", output->allowed);
        add_values(writer, clause, "defaultOutputEntry", output->fallback);
    }
    for (size_t i = 0; i < table->annotation_count; i++) {
        xmlNode *clause = xml_add(writer, node, "annotation");
        xml_set(writer, clause, "name", table->annotation_names[i]);
    }
}

static void add_entry(XmlWriter *writer, xmlNode *rule, const char *name, Str id, DmnText text) {
    xmlNode *entry = xml_add(writer, rule, name);
    Str written = text_of(text);
    xml_set(writer, entry, "id", id);
    add_feel(writer, entry, str_is_empty(written) ? STR("-") : written);
}

static bool write_table(XmlWriter *writer, xmlNode *node, Str id, const DmnExpression *expression) {
    const DmnTableDefinition *table = expression->table;
    set_hit_policy(writer, node, table->hit_policy);
    add_clauses(writer, node, id, table);
    for (size_t i = 0; i < table->rule_count; i++) {
        const DmnTableRule *rule = &table->rules[i];
        xmlNode *row = xml_add(writer, node, "rule");
        Str row_id = id_of(writer, id, "r", i);
        xml_set(writer, row, "id", row_id);
        xml_set(writer, row, "label", rule->label);
        for (size_t k = 0; k < table->input_count; k++) {
            add_entry(writer, row, "inputEntry", id_of(writer, row_id, "i", k), rule->inputs[k]);
        }
        for (size_t k = 0; k < table->output_count; k++) {
            add_entry(writer, row, "outputEntry", id_of(writer, row_id, "o", k), rule->outputs[k]);
        }
        for (size_t k = 0; k < table->annotation_count; k++) {
            xmlNode *entry = xml_add(writer, row, "annotationEntry");
            add_feel(writer, entry, rule->annotations[k]);
        }
    }
    return true;
}

// ---- All kinds ----

static const struct {
    const char *name;
    ExpressionWriter *write;
    bool is_of_1_4; // not before that version
} WRITERS[] = {
    [DMN_LITERAL] = {"literalExpression", write_literal, false},
    [DMN_TABLE] = {"decisionTable", write_table, false},
    [DMN_CONTEXT] = {"context", write_context, false},
    [DMN_LIST] = {"list", write_list, false},
    [DMN_RELATION] = {"relation", write_relation, false},
    [DMN_FUNCTION] = {"functionDefinition", write_function, false},
    [DMN_INVOCATION] = {"invocation", write_invocation, false},
    [DMN_CONDITIONAL] = {"conditional", write_conditional, true},
    [DMN_FILTER] = {"filter", write_filter, true},
    [DMN_FOR] = {"for", write_for, true},
    [DMN_SOME] = {"some", write_quantified, true},
    [DMN_EVERY] = {"every", write_quantified, true},
};

bool xml_add_expression(XmlWriter *writer, xmlNode *parent, Str id,
                        const DmnExpression *expression) {
    if (expression == NULL) return true;
    if (WRITERS[expression->kind].is_of_1_4 && writer->is_before_1_4) {
        return error_set(writer->error, ERROR_INVALID, "DMN 1.3 没有 <%s>，请导出为 1.4 或 1.5",
                         WRITERS[expression->kind].name);
    }
    xmlNode *node = xml_add(writer, parent, WRITERS[expression->kind].name);
    xml_set(writer, node, "id", id);
    xml_set_type(writer, node, expression->item, NULL);
    return WRITERS[expression->kind].write(writer, node, id, expression);
}
