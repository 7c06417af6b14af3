// SPDX-License-Identifier: Apache-2.0
// Expressions in DMN XML: one reader for each kind, in a table at the end.
#include "dmn/xml_reader.h"

typedef bool ExpressionReader(XmlReader *reader, xmlNode *node, DmnExpression *expression);

static const DmnExpression *read_expression(XmlReader *reader, xmlNode *node);
static ExpressionReader *reader_of(const xmlNode *node, DmnExpressionKind *kind);

static const DmnItem *type_attribute(XmlReader *reader, xmlNode *node) {
    return xml_type(reader, node, xml_attribute(reader, node, "typeRef"));
}

static xmlNode *next_expression(xmlNode *node) {
    DmnExpressionKind kind;
    for (; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && reader_of(node, &kind) != NULL) return node;
    }
    return NULL;
}

const DmnExpression *xml_expression_in(XmlReader *reader, xmlNode *parent) {
    xmlNode *node = parent == NULL ? NULL : next_expression(parent->children);
    return node == NULL ? NULL : read_expression(reader, node);
}

static DmnPart *new_parts(XmlReader *reader, DmnExpression *expression, size_t count) {
    DmnPart *parts = NEW_ARRAY(reader->arena, DmnPart, count);
    expression->parts = parts;
    expression->part_count = count;
    return parts;
}

// ---- Literals and functions ----

static bool is_feel(Str language) {
    language = str_trim(language);
    return language.length == 0 || str_find(language, STR("FEEL"), 0) != SIZE_MAX ||
           str_find(language, STR("feel"), 0) != SIZE_MAX;
}

static bool read_literal(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    Str language = xml_attribute(reader, node, "expressionLanguage");
    if (!is_feel(language)) {
        xml_error(reader, node, "只支持 FEEL，不支持表达式语言“%.*s”", STR_ARG(language));
        return false;
    }
    expression->text = xml_text(reader, node);
    return !str_is_empty(str_trim(xml_content(reader, xml_child(node, "text"))));
}

static void put_text(StrBuilder *out, DmnText text) {
    if (text.source) str_put(out, str_slice(text.source->text, text.range.from, text.range.to));
}

// A boxed Java function says in a context what FEEL says behind `external`: as FEEL it is
// "(function(a) external {java: {"class": …}})(a)", over the parameters of the box.
static const DmnExpression *java_body(XmlReader *reader, xmlNode *node,
                                      const DmnExpression *function) {
    const DmnExpression *context = xml_expression_in(reader, node);
    StrBuilder names, text;
    str_builder_init(&names, reader->arena, 0);
    str_builder_init(&text, reader->arena, 0);
    for (size_t i = 0; i < function->parameter_count; i++) {
        if (i > 0) str_put(&names, STR(", "));
        str_put(&names, function->parameters[i].name);
    }
    str_put_format(&text, "(function(%.*s) external {java: {", STR_ARG(str_built(&names)));
    for (size_t i = 0; context != NULL && i < context->part_count; i++) {
        const DmnPart *part = &context->parts[i];
        if (part->expression == NULL || part->expression->kind != DMN_LITERAL) continue;
        str_put_format(&text, "%s\"%.*s\": ", i > 0 ? ", " : "", STR_ARG(part->name));
        put_text(&text, part->expression->text);
    }
    str_put_format(&text, "}})(%.*s)", STR_ARG(str_built(&names)));
    Source *source = NEW(reader->arena, Source);
    source->name = str_format(reader->arena, "%.*s:%ld", STR_ARG(reader->model->source->name),
                              xmlGetLineNo(node));
    source->text = str_built(&text);
    DmnExpression *body = NEW(reader->arena, DmnExpression);
    body->kind = DMN_LITERAL;
    body->text = (DmnText){source, {0, source->text.length}};
    return body;
}

static bool read_function(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    size_t count = xml_count(node, "formalParameter"), index = 0;
    DmnParameter *parameters = NEW_ARRAY(reader->arena, DmnParameter, count);
    for (xmlNode *child = xml_child(node, "formalParameter"); child != NULL;
         child = xml_next(child->next, "formalParameter")) {
        parameters[index++] = (DmnParameter){xml_name(reader, xml_attribute(reader, child, "name")),
                                             type_attribute(reader, child)};
    }
    expression->parameters = parameters;
    expression->parameter_count = count;
    DmnPart *parts = new_parts(reader, expression, 1);
    Str kind = str_trim(xml_attribute(reader, node, "kind"));
    if (str_equal(kind, STR("Java"))) {
        parts[0].expression = java_body(reader, node, expression);
        return true;
    }
    if (kind.length > 0 && !str_equal(kind, STR("FEEL")) && !str_equal(kind, STR("F"))) {
        expression->unsupported =
            str_format(reader->arena, "不支持用 %.*s 写的函数，结果为空（null）", STR_ARG(kind));
        return true;
    }
    parts[0].expression = xml_expression_in(reader, node);
    return true;
}

const DmnExpression *xml_function(XmlReader *reader, xmlNode *node) {
    DmnExpression *expression = NEW(reader->arena, DmnExpression);
    expression->kind = DMN_FUNCTION;
    expression->item = type_attribute(reader, node);
    return read_function(reader, node, expression) ? expression : NULL;
}

// The called function, then one part for each binding.
static bool read_invocation(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    DmnPart *parts = new_parts(reader, expression, 1 + xml_count(node, "binding"));
    const DmnExpression *callee = xml_expression_in(reader, node);
    if (callee != NULL && callee->kind == DMN_LITERAL) {
        expression->text = callee->text;
    } else {
        parts[0].expression = callee;
    }
    size_t index = 1;
    for (xmlNode *child = xml_child(node, "binding"); child != NULL;
         child = xml_next(child->next, "binding")) {
        xmlNode *parameter = xml_child(child, "parameter");
        if (parameter != NULL) {
            parts[index].name = xml_name(reader, xml_attribute(reader, parameter, "name"));
            parts[index].item = type_attribute(reader, parameter);
        }
        parts[index++].expression = xml_expression_in(reader, child);
    }
    return true;
}

// ---- Contexts, lists, relations ----

static bool read_context(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    DmnPart *parts = new_parts(reader, expression, xml_count(node, "contextEntry"));
    for (xmlNode *child = xml_child(node, "contextEntry"); child != NULL;
         child = xml_next(child->next, "contextEntry")) {
        xmlNode *variable = xml_child(child, "variable");
        if (variable != NULL) {
            parts->name = xml_name(reader, xml_attribute(reader, variable, "name"));
            parts->item = type_attribute(reader, variable);
        }
        parts->expression = xml_expression_in(reader, child);
        parts++;
    }
    return true;
}

static size_t count_expressions(xmlNode *node) {
    size_t count = 0;
    for (xmlNode *child = next_expression(node->children); child != NULL;
         child = next_expression(child->next)) {
        count++;
    }
    return count;
}

static bool read_list(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    DmnPart *parts = new_parts(reader, expression, count_expressions(node));
    for (xmlNode *child = next_expression(node->children); child != NULL;
         child = next_expression(child->next)) {
        (parts++)->expression = read_expression(reader, child);
    }
    return true;
}

static bool read_relation(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    size_t width = xml_count(node, "column"), height = xml_count(node, "row");
    Str *columns = NEW_ARRAY(reader->arena, Str, width);
    const DmnItem **types = NEW_ARRAY(reader->arena, const DmnItem *, width);
    size_t index = 0;
    for (xmlNode *child = xml_child(node, "column"); child != NULL;
         child = xml_next(child->next, "column")) {
        types[index] = type_attribute(reader, child);
        columns[index++] = xml_name(reader, xml_attribute(reader, child, "name"));
    }
    expression->columns = columns;
    expression->column_count = width;
    DmnPart *parts = new_parts(reader, expression, width * height);
    for (xmlNode *row = xml_child(node, "row"); row != NULL; row = xml_next(row->next, "row")) {
        if (count_expressions(row) != width) {
            xml_error(reader, row, "这一行有 %zu 格，应有 %zu 格", count_expressions(row), width);
            return false;
        }
        size_t column = 0;
        for (xmlNode *child = next_expression(row->children); child != NULL;
             child = next_expression(child->next)) {
            *parts++ =
                (DmnPart){.item = types[column++], .expression = read_expression(reader, child)};
        }
    }
    return true;
}

// ---- Conditionals and iterations ----

static bool read_named_parts(XmlReader *reader, xmlNode *node, DmnExpression *expression,
                             const char *const *names, size_t count) {
    DmnPart *parts = new_parts(reader, expression, count);
    for (size_t i = 0; i < count; i++) {
        xmlNode *child = xml_child(node, names[i]);
        if (child == NULL) {
            xml_error(reader, node, "缺少 <%s>", names[i]);
            return false;
        }
        parts[i].item = type_attribute(reader, child);
        parts[i].expression = xml_expression_in(reader, child);
    }
    return true;
}

static bool read_conditional(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    static const char *const NAMES[] = {"if", "then", "else"};
    return read_named_parts(reader, node, expression, NAMES, 3);
}

static bool read_filter(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    static const char *const NAMES[] = {"in", "match"};
    return read_named_parts(reader, node, expression, NAMES, 2);
}

static bool read_iterator(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    expression->name = xml_name(reader, xml_attribute(reader, node, "iteratorVariable"));
    if (!str_is_empty(expression->name)) return true;
    xml_error(reader, node, "缺少 iteratorVariable");
    return false;
}

static bool read_for(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    static const char *const NAMES[] = {"in", "return"};
    return read_iterator(reader, node, expression) &&
           read_named_parts(reader, node, expression, NAMES, 2);
}

static bool read_quantified(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    static const char *const NAMES[] = {"in", "satisfies"};
    return read_iterator(reader, node, expression) &&
           read_named_parts(reader, node, expression, NAMES, 2);
}

// ---- Decision tables ----

static const FeelType *type_of_item(const DmnItem *item) {
    return item == NULL ? NULL : item->type;
}

static void read_inputs(XmlReader *reader, xmlNode *node, DmnTableDefinition *table) {
    DmnTableInput *inputs = NEW_ARRAY(reader->arena, DmnTableInput, xml_count(node, "input"));
    table->inputs = inputs;
    for (xmlNode *child = xml_child(node, "input"); child != NULL;
         child = xml_next(child->next, "input")) {
        xmlNode *expression = xml_child(child, "inputExpression");
        DmnTableInput *input = &inputs[table->input_count++];
        input->label = xml_attribute(reader, child, "label");
        if (expression != NULL) {
            input->expression = xml_text(reader, expression);
            const DmnItem *item = type_attribute(reader, expression);
            input->type = type_of_item(item);
            if (item != NULL) input->allowed = item->allowed_values;
        }
        xmlNode *allowed = xml_child(child, "inputValues");
        if (allowed != NULL) input->allowed = xml_text(reader, allowed);
    }
}

static void read_outputs(XmlReader *reader, xmlNode *node, DmnTableDefinition *table) {
    DmnTableOutput *outputs =
        NEW_ARRAY(reader->arena, DmnTableOutput, xml_count(node, "output"));
    table->outputs = outputs;
    for (xmlNode *child = xml_child(node, "output"); child != NULL;
         child = xml_next(child->next, "output")) {
        DmnTableOutput *output = &outputs[table->output_count++];
        output->name = xml_name(reader, xml_attribute(reader, child, "name"));
        const DmnItem *item = type_attribute(reader, child);
        output->type = type_of_item(item);
        if (item != NULL) output->allowed = item->allowed_values;
        xmlNode *allowed = xml_child(child, "outputValues");
        if (allowed != NULL) output->allowed = xml_text(reader, allowed);
        output->fallback = xml_text(reader, xml_child(child, "defaultOutputEntry"));
    }
}

static bool read_entries(XmlReader *reader, xmlNode *rule, const char *name, size_t count,
                         DmnText *texts) {
    size_t index = 0;
    for (xmlNode *child = xml_child(rule, name); child != NULL;
         child = xml_next(child->next, name)) {
        if (index < count) texts[index] = xml_text(reader, child);
        index++;
    }
    if (index == count) return true;
    xml_error(reader, rule, "规则有 %zu 个 <%s>，应有 %zu 个", index, name, count);
    return false;
}

static bool read_rule(XmlReader *reader, xmlNode *node, const DmnTableDefinition *table,
                      DmnTableRule *rule) {
    DmnText *inputs = NEW_ARRAY(reader->arena, DmnText, table->input_count);
    DmnText *outputs = NEW_ARRAY(reader->arena, DmnText, table->output_count);
    Str *annotations = NEW_ARRAY(reader->arena, Str, table->annotation_count);
    *rule = (DmnTableRule){.inputs = inputs,
                           .outputs = outputs,
                           .annotations = annotations,
                           .label = xml_attribute(reader, node, "label"),
                           .range = xml_range(reader, node)};
    xmlNode *child = xml_child(node, "annotationEntry");
    for (size_t i = 0; i < table->annotation_count && child != NULL; i++) {
        annotations[i] = xml_content(reader, xml_child(child, "text"));
        child = xml_next(child->next, "annotationEntry");
    }
    return read_entries(reader, node, "inputEntry", table->input_count, inputs) &&
           read_entries(reader, node, "outputEntry", table->output_count, outputs);
}

static void read_annotation_names(XmlReader *reader, xmlNode *node, DmnTableDefinition *table) {
    Str *names = NEW_ARRAY(reader->arena, Str, xml_count(node, "annotation"));
    table->annotation_names = names;
    for (xmlNode *child = xml_child(node, "annotation"); child != NULL;
         child = xml_next(child->next, "annotation")) {
        names[table->annotation_count++] = xml_attribute(reader, child, "name");
    }
}

const DmnTableDefinition *xml_table(XmlReader *reader, xmlNode *node) {
    DmnTableDefinition *table = NEW(reader->arena, DmnTableDefinition);
    table->source = reader->model->source;
    table->name = xml_attribute(reader, node, "outputLabel");
    if (str_is_absent(table->name)) table->name = STR("");
    Str policy = xml_attribute(reader, node, "hitPolicy");
    Str aggregation = xml_attribute(reader, node, "aggregation");
    if (!dmn_hit_policy_from_str(policy, aggregation, &table->hit_policy)) {
        xml_error(reader, node, "没有命中策略“%.*s %.*s”", STR_ARG(policy), STR_ARG(aggregation));
        return NULL;
    }
    read_inputs(reader, node, table);
    read_outputs(reader, node, table);
    read_annotation_names(reader, node, table);
    DmnTableRule *rules = NEW_ARRAY(reader->arena, DmnTableRule, xml_count(node, "rule"));
    table->rules = rules;
    for (xmlNode *child = xml_child(node, "rule"); child != NULL;
         child = xml_next(child->next, "rule")) {
        if (!read_rule(reader, child, table, &rules[table->rule_count++])) return NULL;
    }
    return table;
}

static bool read_table(XmlReader *reader, xmlNode *node, DmnExpression *expression) {
    expression->table = xml_table(reader, node);
    return expression->table != NULL;
}

// ---- All kinds ----

static const DmnExpression *read_expression(XmlReader *reader, xmlNode *node) {
    DmnExpression *expression = NEW(reader->arena, DmnExpression);
    ExpressionReader *read = reader_of(node, &expression->kind);
    if (reader->depth >= DMN_XML_DEPTH_MAX) {
        xml_error(reader, node, "表达式嵌套超过 %d 层", DMN_XML_DEPTH_MAX);
        diagnostics_code(reader->diagnostics, "LIMIT_XML");
        return NULL;
    }
    reader->depth++;
    expression->item = type_attribute(reader, node);
    bool ok = read(reader, node, expression);
    reader->depth--;
    return ok ? expression : NULL;
}

static ExpressionReader *reader_of(const xmlNode *node, DmnExpressionKind *kind) {
    static const struct {
        const char *name;
        DmnExpressionKind kind;
        ExpressionReader *read;
    } READERS[] = {
        {"literalExpression", DMN_LITERAL, read_literal},
        {"decisionTable", DMN_TABLE, read_table},
        {"context", DMN_CONTEXT, read_context},
        {"list", DMN_LIST, read_list},
        {"relation", DMN_RELATION, read_relation},
        {"functionDefinition", DMN_FUNCTION, read_function},
        {"invocation", DMN_INVOCATION, read_invocation},
        {"conditional", DMN_CONDITIONAL, read_conditional},
        {"filter", DMN_FILTER, read_filter},
        {"for", DMN_FOR, read_for},
        {"some", DMN_SOME, read_quantified},
        {"every", DMN_EVERY, read_quantified},
    };
    for (size_t i = 0; i < sizeof READERS / sizeof *READERS; i++) {
        if (xml_is(node, READERS[i].name)) {
            *kind = READERS[i].kind;
            return READERS[i].read;
        }
    }
    return NULL;
}
