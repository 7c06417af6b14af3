// SPDX-License-Identifier: Apache-2.0
// Reading DMN XML: first every document and what it declares, then what the declarations mean, so
// that elements may refer to each other in any order and across files.
#include "dmn/slot_set.h"
#include "dmn/xml_reader.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

static const char MODEL_SPACE[] = "omg.org/spec/DMN/";

// ---- Documents ----

// Before main, or while the library is being loaded: so that threads may start to read at once.
__attribute__((constructor)) static void prepare_libxml(void) {
    xmlInitParser();
}

typedef struct XmlParse {
    bool has_doctype;
    bool has_no_memory;
    bool is_well_formed;
    bool is_over_limit;
    int line;
    char message[256];
} XmlParse;

static void on_doctype(void *context, const xmlChar *name, const xmlChar *id,
                       const xmlChar *system) {
    (void)name, (void)id, (void)system;
    xmlParserCtxt *parser = context;
    XmlParse *parse = parser->_private;
    parse->has_doctype = true;
    parse->line = parser->input != NULL ? parser->input->line : 0;
    xmlStopParser(parser);
}

static void on_error(void *context, xmlErrorPtr error) {
    XmlParse *parse = context;
    bool has_no_memory = error->code == XML_ERR_NO_MEMORY || error->message == NULL;
    if (has_no_memory) parse->has_no_memory = true;
    if (has_no_memory || parse->message[0] != '\0' || error->level < XML_ERR_ERROR) return;
    parse->line = error->line;
    snprintf(parse->message, sizeof parse->message, "%s", error->message);
    size_t length = strlen(parse->message);
    if (length > 0 && parse->message[length - 1] == '\n') parse->message[length - 1] = '\0';
}

static void index_lines(XmlReader *reader, XmlModel *model) {
    Str text = model->source->text;
    size_t count = 1;
    for (size_t i = 0; i < text.length; i++) count += text.data[i] == '\n';
    size_t *lines = NEW_ARRAY(reader->arena, size_t, count);
    model->lines = lines;
    lines[model->line_count++] = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\n') lines[model->line_count++] = i + 1;
    }
}

static bool refuse_document(XmlReader *reader, const XmlModel *model, const XmlParse *parse) {
    size_t line = parse->line < 1 ? 0 : (size_t)parse->line - 1;
    size_t at = line < model->line_count ? model->lines[line] : 0;
    const char *cause = parse->has_doctype ? "不接受文档类型声明（DOCTYPE）和实体" : parse->message;
    diagnostics_add(reader->diagnostics, SEVERITY_ERROR, model->source, (SourceRange){at, at},
                    "不能读这个 XML：%s", cause);
    if (parse->is_over_limit) diagnostics_code(reader->diagnostics, "LIMIT_XML");
    return false;
}

// The tree, whether well-formed or not; NULL when there is none.
static xmlDoc *build_tree(Str text, XmlParse *parse) {
    xmlParserCtxt *parser = xmlCreateMemoryParserCtxt(text.data, (int)text.length);
    if (parser == NULL) {
        parse->has_no_memory = true;
        return NULL;
    }
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                  XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
    parser->_private = parse;
    parser->sax->internalSubset = on_doctype;
    xmlParseDocument(parser);
    xmlDoc *doc = parser->myDoc;
    parse->is_well_formed = parser->wellFormed && !parse->has_doctype && doc != NULL;
    parser->myDoc = NULL;
    xmlFreeParserCtxt(parser);
    return doc;
}

// The same, hearing what libxml2 has to say in this thread instead of who else listens. What it
// remembers of its latest error is freed, so that nothing of the file stays behind.
static xmlDoc *build_tree_listening(Str text, XmlParse *parse) {
    xmlStructuredErrorFunc listener = xmlStructuredError;
    void *listener_context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(parse, on_error);
    xmlDoc *doc = build_tree(text, parse);
    xmlSetStructuredErrorFunc(listener_context, listener);
    xmlResetLastError();
    return doc;
}

static bool is_readable(Str text, XmlParse *parse) {
    const char *fault = NULL;
    if (text.length == 0) fault = "文件是空的";
    if (text.length > DMN_XML_BYTES_MAX) fault = "超过 32 MB";
    if (fault == NULL) return true;
    parse->is_over_limit = text.length > 0;
    snprintf(parse->message, sizeof parse->message, "%s", fault);
    return false;
}

bool xml_parse(XmlReader *reader, XmlModel *model) {
    index_lines(reader, model);
    Str text = model->source->text;
    XmlParse parse = {0};
    if (!is_readable(text, &parse)) return refuse_document(reader, model, &parse);
    model->doc = build_tree_listening(text, &parse);
    if (parse.has_no_memory) arena_fail(reader->arena, text.length);
    if (!parse.is_well_formed) {
        if (parse.message[0] == '\0') snprintf(parse.message, sizeof parse.message, "不完整");
        return refuse_document(reader, model, &parse);
    }
    model->root = xmlDocGetRootElement(model->doc);
    return true;
}

static bool is_dmn(const xmlNode *root) {
    return xml_is(root, "definitions") && root->ns != NULL &&
           strstr((const char *)root->ns->href, MODEL_SPACE) != NULL;
}

static bool open_model(XmlReader *reader, const Source *source, XmlModel *model) {
    model->source = source;
    reader->model = model;
    if (!xml_parse(reader, model)) return false;
    if (!is_dmn(model->root)) {
        xml_error(reader, model->root, "根元素应是 DMN 的 <definitions>");
        return false;
    }
    model->space = xml_attribute(reader, model->root, "namespace");
    if (str_is_absent(model->space)) model->space = STR("");
    model->items.arena = model->item_nodes.arena = model->ids.arena = reader->arena;
    return true;
}

// ---- Declarations ----

static bool element_kind(const xmlNode *node, DmnElementKind *kind) {
    static const struct {
        const char *name;
        DmnElementKind kind;
    } KINDS[] = {{"inputData", DMN_INPUT},
                 {"decision", DMN_DECISION},
                 {"businessKnowledgeModel", DMN_KNOWLEDGE},
                 {"decisionService", DMN_SERVICE}};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (!xml_is(node, KINDS[i].name)) continue;
        *kind = KINDS[i].kind;
        return true;
    }
    return false;
}

static void declare_element(XmlReader *reader, XmlModel *model, xmlNode *node,
                            DmnElementKind kind) {
    DmnElementDefinition element = {.kind = kind,
                                    .source = model->source,
                                    .space = model->space,
                                    .range = xml_range(reader, node)};
    element.name = xml_name(reader, xml_attribute(reader, node, "name"));
    element.id = xml_attribute(reader, node, "id");
    if (str_is_empty(element.name)) {
        xml_error(reader, node, "缺少 name");
        return;
    }
    size_t index = reader->elements.count, capacity = reader->elements.capacity;
    PUSH(reader->arena, &reader->elements, element);
    if (reader->elements.capacity != capacity) {
        xmlNode **nodes = NEW_ARRAY(reader->arena, xmlNode *, reader->elements.capacity);
        XmlModel **owners = NEW_ARRAY(reader->arena, XmlModel *, reader->elements.capacity);
        if (index > 0) memcpy(nodes, reader->nodes, index * sizeof *nodes);
        if (index > 0) memcpy(owners, reader->owners, index * sizeof *owners);
        reader->nodes = nodes;
        reader->owners = owners;
    }
    reader->nodes[index] = node;
    reader->owners[index] = model;
    if (str_is_absent(element.id)) return;
    if (map_has(&model->ids, element.id)) {
        xml_error(reader, node, "id“%.*s”用了两次", STR_ARG(element.id));
    }
    map_put(&model->ids, element.id, (void *)(index + 1));
}

static XmlModel *model_of_space(XmlReader *reader, Str space) {
    for (size_t i = 0; i < reader->model_count; i++) {
        if (str_equal(reader->models[i]->space, space)) return reader->models[i];
    }
    return NULL;
}

static void declare_model(XmlReader *reader, XmlModel *model);

static void declare_import(XmlReader *reader, XmlModel *model, xmlNode *node) {
    XmlImport *import = &model->imports[model->import_count++];
    import->name = xml_name(reader, xml_attribute(reader, node, "name"));
    if (str_is_absent(import->name)) import->name = STR("");
    import->space = xml_attribute(reader, node, "namespace");
    Str type = xml_attribute(reader, node, "importType");
    bool is_model = str_find(type, str_from_c(MODEL_SPACE), 0) != SIZE_MAX;
    if (!is_model) return; // schemas and PMML: references into them fail where they stand
    import->model = model_of_space(reader, import->space);
    if (import->model == NULL) {
        xml_error(reader, node, "找不到名字空间为“%.*s”的模型，请把它的文件一起给出",
                  STR_ARG(import->space));
        return;
    }
    declare_model(reader, import->model);
    reader->model = model;
}

static void declare_model(XmlReader *reader, XmlModel *model) {
    if (model->is_included) return;
    model->is_included = true;
    reader->model = model;
    size_t import_count = 0;
    for (xmlNode *node = model->root->children; node != NULL; node = node->next) {
        import_count += xml_is(node, "import");
    }
    model->imports = NEW_ARRAY(reader->arena, XmlImport, import_count);
    for (xmlNode *node = model->root->children; node != NULL; node = node->next) {
        DmnElementKind kind;
        if (xml_is(node, "import")) {
            declare_import(reader, model, node);
        } else if (xml_is(node, "itemDefinition")) {
            Str name = xml_name(reader, xml_attribute(reader, node, "name"));
            map_put(&model->item_nodes, name, node);
        } else if (node->type == XML_ELEMENT_NODE && element_kind(node, &kind)) {
            declare_element(reader, model, node, kind);
        }
    }
}

// ---- References between elements ----

// "#id" in this model, "namespace#id" in another; SIZE_MAX with an error when there is none.
static size_t resolve(XmlReader *reader, xmlNode *node) {
    Str href = str_trim(xml_attribute(reader, node, "href"));
    size_t hash = str_find(href, STR("#"), 0);
    Str space = hash == SIZE_MAX ? STR("") : str_slice(href, 0, hash);
    Str id = hash == SIZE_MAX ? href : str_slice(href, hash + 1, href.length);
    XmlModel *model = space.length == 0 ? reader->model : model_of_space(reader, space);
    uintptr_t index = model == NULL ? 0 : (uintptr_t)map_get(&model->ids, id);
    if (index == 0) xml_error(reader, node, "没有“%.*s”指的元素", STR_ARG(href));
    return index - 1;
}

// The name by which this model calls an element: with the import's name in front.
static Str name_here(XmlReader *reader, size_t element) {
    Str name = reader->elements.items[element].name;
    const XmlModel *owner = reader->owners[element];
    if (owner == reader->model) return name;
    for (size_t i = 0; i < reader->model->import_count; i++) {
        const XmlImport *import = &reader->model->imports[i];
        if (import->model != owner || import->name.length == 0) continue;
        return str_format(reader->arena, "%.*s.%.*s", STR_ARG(import->name), STR_ARG(name));
    }
    return name;
}

typedef struct Requirements {
    DmnRequirement *items;
    size_t count, capacity;
} Requirements;

static void add_requirements(XmlReader *reader, xmlNode *node, const char *requirement,
                             const char *required, Requirements *list) {
    for (xmlNode *child = xml_child(node, requirement); child != NULL;
         child = xml_next(child->next, requirement)) {
        xmlNode *reference = xml_child(child, required);
        if (reference == NULL) continue;
        size_t element = resolve(reader, reference);
        if (element == SIZE_MAX) continue;
        DmnRequirement one = {element, name_here(reader, element)};
        PUSH(reader->arena, list, one);
    }
}

static void add_references(XmlReader *reader, xmlNode *node, const char *name, DmnSlotSet *list) {
    for (xmlNode *child = xml_child(node, name); child != NULL;
         child = xml_next(child->next, name)) {
        size_t element = resolve(reader, child);
        if (element != SIZE_MAX) PUSH(reader->arena, list, element);
    }
}

static void read_service(XmlReader *reader, xmlNode *node, DmnElementDefinition *element) {
    DmnSlotSet inputs = {0}, outputs = {0};
    add_references(reader, node, "inputData", &inputs);
    add_references(reader, node, "inputDecision", &inputs);
    add_references(reader, node, "outputDecision", &outputs);
    element->inputs = inputs.items;
    element->input_count = inputs.count;
    element->outputs = outputs.items;
    element->output_count = outputs.count;
}

static void read_knowledge(XmlReader *reader, xmlNode *node, DmnElementDefinition *element) {
    xmlNode *logic = xml_child(node, "encapsulatedLogic");
    if (logic == NULL) return;
    const DmnExpression *function = xml_function(reader, logic);
    if (function == NULL) return;
    element->parameters = function->parameters;
    element->parameter_count = function->parameter_count;
    element->logic = function->parts[0].expression;
    if (!str_is_absent(function->unsupported)) element->logic = function;
    if (element->item == NULL) element->item = function->item;
}

static void read_element(XmlReader *reader, size_t index) {
    xmlNode *node = reader->nodes[index];
    reader->model = reader->owners[index];
    DmnElementDefinition *element = &reader->elements.items[index];
    element->label = xml_attribute(reader, node, "label");
    element->description = xml_content(reader, xml_child(node, "description"));
    element->origin = xml_origin(reader, node);
    xmlNode *variable = xml_child(node, "variable");
    if (variable != NULL) {
        element->item = xml_type(reader, variable, xml_attribute(reader, variable, "typeRef"));
    }
    Requirements requirements = {0};
    add_requirements(reader, node, "informationRequirement", "requiredInput", &requirements);
    add_requirements(reader, node, "informationRequirement", "requiredDecision", &requirements);
    add_requirements(reader, node, "knowledgeRequirement", "requiredKnowledge", &requirements);
    element->requirements = requirements.items;
    element->requirement_count = requirements.count;
    if (element->kind == DMN_DECISION) element->logic = xml_expression_in(reader, node);
    if (element->kind == DMN_KNOWLEDGE) read_knowledge(reader, node, element);
    if (element->kind == DMN_SERVICE) read_service(reader, node, element);
}

// ---- Named types ----

typedef struct Items {
    const DmnItem **items;
    size_t count, capacity;
} Items;

static void collect_items(XmlReader *reader, XmlModel *model, Str prefix, Items *list) {
    for (size_t i = 0; i < model->item_nodes.count; i++) {
        Str name = model->item_nodes.items[i].key;
        const DmnItem *item = xml_item(reader, model, name);
        if (prefix.length > 0) {
            DmnItem *renamed = NEW(reader->arena, DmnItem);
            *renamed = *item;
            renamed->name = str_format(reader->arena, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(name));
            item = renamed;
        }
        PUSH(reader->arena, list, item);
    }
}

static void collect_all_items(XmlReader *reader, Items *list) {
    for (size_t i = 0; i < reader->model_count; i++) {
        XmlModel *model = reader->models[i];
        if (!model->is_included) continue;
        collect_items(reader, model, STR(""), list);
        for (size_t k = 0; k < model->import_count; k++) {
            const XmlImport *import = &model->imports[k];
            if (import->model != NULL) collect_items(reader, import->model, import->name, list);
        }
    }
}

// ---- The whole ----

static const DmnModelDefinition *read_models(XmlReader *reader) {
    XmlModel *main = reader->models[0];
    declare_model(reader, main);
    for (size_t i = 0; i < reader->elements.count; i++) read_element(reader, i);
    Items items = {0};
    collect_all_items(reader, &items);
    DmnModelDefinition *definition = NEW(reader->arena, DmnModelDefinition);
    reader->model = main;
    *definition = (DmnModelDefinition){.name = xml_attribute(reader, main->root, "name"),
                                       .id = xml_attribute(reader, main->root, "id"),
                                       .space = main->space,
                                       .origin = xml_origin(reader, main->root),
                                       .elements = reader->elements.items,
                                       .element_count = reader->elements.count,
                                       .items = items.items,
                                       .item_count = items.count};
    xmlNode *description = xml_child(main->root, "description");
    definition->description = xml_content(reader, description);
    if (str_is_absent(definition->name)) definition->name = main->source->name;
    return definition;
}

typedef struct Reading {
    XmlReader reader;
    const Source *sources;
    XmlModel *models; // one for each source, whether it could be read or not
    size_t count;
    const DmnModelDefinition *definition;
} Reading;

static void open_models(Reading *reading) {
    XmlReader *reader = &reading->reader;
    Diagnostics *diagnostics = reader->diagnostics;
    Diagnostics unheard = {.arena = reader->arena}; // faults of files that may never be imported
    for (size_t i = 0; i < reading->count; i++) {
        if (i == 1) reader->diagnostics = &unheard;
        XmlModel *model = &reading->models[i];
        if (open_model(reader, &reading->sources[i], model)) {
            reader->models[reader->model_count++] = model;
        } else if (i == 0) {
            return;
        }
    }
    reader->diagnostics = diagnostics;
}

static void read_all(void *job) {
    Reading *reading = job;
    XmlReader *reader = &reading->reader;
    reading->models = NEW_ARRAY(reader->arena, XmlModel, reading->count);
    reader->models = NEW_ARRAY(reader->arena, XmlModel *, reading->count);
    open_models(reading);
    if (reader->model_count > 0) reading->definition = read_models(reader);
}

const DmnModelDefinition *dmn_xml_read(Arena *arena, const Source *sources, size_t count,
                                       Diagnostics *diagnostics) {
    size_t errors = diagnostics->error_count;
    if (count > DMN_XML_SOURCES_MAX) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, NULL, (SourceRange){0}, "文件太多（上限 %d）",
                        DMN_XML_SOURCES_MAX);
        diagnostics_code(diagnostics, "LIMIT_SOURCES");
        return NULL;
    }
    Reading reading = {.reader = {.arena = arena, .diagnostics = diagnostics},
                       .sources = sources,
                       .count = count};
    bool has_memory = arena_try(arena, read_all, &reading);
    for (size_t i = 0; reading.models != NULL && i < count; i++) {
        if (reading.models[i].doc != NULL) xmlFreeDoc(reading.models[i].doc);
    }
    if (!has_memory) arena_fail(arena, 0);
    return diagnostics->error_count == errors ? reading.definition : NULL;
}
