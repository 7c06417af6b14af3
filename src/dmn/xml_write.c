// SPDX-License-Identifier: Apache-2.0
// The whole file: a tree of libxml2, written out at the end.
#include "dmn/xml_write.h"

#include "dmn/cell.h"
#include "dmn/diagram.h"
#include "dmn/xml_writer.h"

#include <libxml/parser.h>

// The namespaces of each version; those of the drawing's geometry never changed.
typedef struct VersionSpaces {
    const char *number;
    const char *model, *diagram, *feel;
} VersionSpaces;

#define OMG "https://www.omg.org/spec/DMN/"
static const VersionSpaces VERSIONS[] = {
    [DMN_XML_1_3] = {"1.3", OMG "20191111/MODEL/", OMG "20191111/DMNDI/", OMG "20191111/FEEL/"},
    [DMN_XML_1_4] = {"1.4", OMG "20211108/MODEL/", OMG "20191111/DMNDI/", OMG "20211108/FEEL/"},
    [DMN_XML_1_5] = {"1.5", OMG "20230324/MODEL/", OMG "20230324/DMNDI/", OMG "20230324/FEEL/"},
};
static const char GEOMETRY_SPACE[] = "http://www.omg.org/spec/DMN/20180521/DC/";
static const char LINE_SPACE[] = "http://www.omg.org/spec/DMN/20180521/DI/";

bool dmn_xml_version_from_str(Str text, DmnXmlVersion *version) {
    for (size_t i = 0; i < sizeof VERSIONS / sizeof *VERSIONS; i++) {
        if (!str_equal(text, str_from_c(VERSIONS[i].number))) continue;
        *version = (DmnXmlVersion)i;
        return true;
    }
    return false;
}

// ---- Nodes ----

xmlNode *xml_add(XmlWriter *writer, xmlNode *parent, const char *name) {
    return xmlNewChild(parent, writer->space, (const xmlChar *)name, NULL);
}

xmlNode *xml_add_text(XmlWriter *writer, xmlNode *parent, const char *name, Str text) {
    const char *content = str_to_c(writer->arena, text);
    return xmlNewTextChild(parent, writer->space, (const xmlChar *)name, (const xmlChar *)content);
}

void xml_set(XmlWriter *writer, xmlNode *node, const char *name, Str value) {
    if (str_is_empty(value)) return;
    const char *text = str_to_c(writer->arena, value);
    xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)text);
}

static void set_int(XmlWriter *writer, xmlNode *node, const char *name, int value) {
    xml_set(writer, node, name, str_format(writer->arena, "%d", value));
}

// An id is ASCII, so that tools that allow no more read it: the name's hash when none is given.
static Str id_or_hash(const XmlWriter *writer, Str id, Str name) {
    if (!str_is_empty(id)) return id;
    return str_format(writer->arena, "e_%016llx", (unsigned long long)str_hash(name));
}

Str xml_element_id(const XmlWriter *writer, size_t element) {
    const DmnElementDefinition *defined = &writer->definition->elements[element];
    return id_or_hash(writer, defined->id, defined->name);
}

static void add_description(XmlWriter *writer, xmlNode *node, Str description) {
    if (!str_is_empty(description)) xml_add_text(writer, node, "description", description);
}

// The digest is filled in when the logic stands.
static xmlNode *add_origin(XmlWriter *writer, xmlNode *node, const DmnOrigin *origin) {
    if (str_is_absent(origin->kind)) return NULL;
    xmlNode *extension = xml_add(writer, node, "extensionElements");
    const char *text = str_to_c(writer->arena, origin->text);
    xmlNs *space = xmlSearchNsByHref(writer->doc, extension, (const xmlChar *)DMN_ORIGIN_SPACE);
    xmlNode *child =
        xmlNewTextChild(extension, space, (const xmlChar *)"origin", (const xmlChar *)text);
    xml_set(writer, child, "kind", origin->kind);
    return child;
}

// ---- Types ----

static Str simple_name(Arena *arena, const FeelType *type) {
    bool is_named = type != NULL && type->kind != FEEL_TYPE_ANY && type->kind != FEEL_TYPE_NULL &&
                    type->kind < FEEL_TYPE_LIST;
    return is_named ? feel_type_to_str(arena, type) : (Str){0};
}

// The name of a type, or of the item definition that has it; absent when it has none.
static Str type_name(const XmlWriter *writer, const FeelType *type) {
    for (size_t i = 0; type != NULL && i < writer->definition->item_count; i++) {
        const DmnItem *item = writer->definition->items[i];
        if (item->type == type && type->kind >= FEEL_TYPE_LIST) return item->name;
    }
    return simple_name(writer->arena, type);
}

static void add_function_item(XmlWriter *writer, xmlNode *node, const FeelType *type) {
    xmlNode *function = xml_add(writer, node, "functionItem");
    xml_set(writer, function, "outputTypeRef", type_name(writer, type->element));
    for (size_t i = 0; i < type->field_count; i++) {
        xmlNode *parameter = xml_add(writer, function, "parameters");
        xml_set(writer, parameter, "name", type->fields[i].name);
        xml_set(writer, parameter, "typeRef", type_name(writer, type->fields[i].type));
    }
}

static Str item_name(const XmlWriter *writer, const DmnItem *item) {
    if (item == NULL) return (Str){0};
    for (size_t i = 0; i < writer->definition->item_count; i++) {
        if (writer->definition->items[i] == item) return item->name;
    }
    return simple_name(writer->arena, item->type);
}

void xml_set_type(XmlWriter *writer, xmlNode *node, const DmnItem *item, const FeelType *type) {
    Str name = item != NULL ? item_name(writer, item) : simple_name(writer->arena, type);
    xml_set(writer, node, "typeRef", name);
}

static void add_tests(XmlWriter *writer, xmlNode *node, const char *name, DmnText tests) {
    if (tests.source == NULL) return;
    xml_add_text(writer, xml_add(writer, node, name), "text", dmn_text_str(dmn_text_trim(tests)));
}

static void fill_item(XmlWriter *writer, xmlNode *node, Str name, const DmnItem *item) {
    xml_set(writer, node, "name", name);
    if (item->is_collection) xml_set(writer, node, "isCollection", STR("true"));
    const FeelType *type = item->type;
    if (item->is_collection && type->kind == FEEL_TYPE_LIST) type = type->element;
    if (type->kind == FEEL_TYPE_FUNCTION && item->base == NULL) {
        add_function_item(writer, node, type);
        return;
    }
    Str base = item->base != NULL ? item_name(writer, item->base) : (Str){0};
    if (str_is_absent(base)) base = simple_name(writer->arena, type);
    if (item->field_count == 0 && str_is_absent(base)) base = STR("Any");
    if (item->field_count == 0) xml_add_text(writer, node, "typeRef", base);
    add_tests(writer, node, "allowedValues", item->allowed_values);
    add_tests(writer, node, "typeConstraint", item->type_constraint);
    for (size_t i = 0; i < item->field_count; i++) {
        xmlNode *part = xml_add(writer, node, "itemComponent");
        fill_item(writer, part, item->fields[i].name, item->fields[i].item);
    }
}

void xml_add_item(XmlWriter *writer, xmlNode *parent, const DmnItem *item) {
    xmlNode *node = xml_add(writer, parent, "itemDefinition");
    xml_set(writer, node, "id", id_or_hash(writer, (Str){0}, item->name));
    fill_item(writer, node, item->name, item);
}

// ---- Elements ----

static const char *const ELEMENT_NAMES[] = {[DMN_INPUT] = "inputData",
                                            [DMN_DECISION] = "decision",
                                            [DMN_KNOWLEDGE] = "businessKnowledgeModel",
                                            [DMN_SERVICE] = "decisionService"};

static Str requirement_id(const XmlWriter *writer, size_t from, size_t to) {
    return str_format(writer->arena, "r_%.*s_%.*s", STR_ARG(xml_element_id(writer, to)),
                      STR_ARG(xml_element_id(writer, from)));
}

static void set_reference(XmlWriter *writer, xmlNode *node, size_t element) {
    Str id = xml_element_id(writer, element);
    xml_set(writer, node, "href", str_format(writer->arena, "#%.*s", STR_ARG(id)));
}

static void add_requirements(XmlWriter *writer, xmlNode *node, size_t element, bool is_knowledge) {
    size_t count;
    const size_t *requires = dmn_model_requires(writer->model, element, &count);
    for (size_t i = 0; i < count; i++) {
        DmnElementKind kind = writer->definition->elements[requires[i]].kind;
        bool is_function = kind == DMN_KNOWLEDGE || kind == DMN_SERVICE;
        if (is_function != is_knowledge || requires[i] == element) continue;
        xmlNode *requirement =
            xml_add(writer, node, is_function ? "knowledgeRequirement" : "informationRequirement");
        xml_set(writer, requirement, "id", requirement_id(writer, requires[i], element));
        const char *what = is_function         ? "requiredKnowledge"
                           : kind == DMN_INPUT ? "requiredInput"
                                               : "requiredDecision";
        set_reference(writer, xml_add(writer, requirement, what), requires[i]);
    }
}

static void fill_service(XmlWriter *writer, xmlNode *node, const DmnElementDefinition *service) {
    for (size_t i = 0; i < service->output_count; i++) {
        set_reference(writer, xml_add(writer, node, "outputDecision"), service->outputs[i]);
    }
    static const char *const NAMES[] = {"inputDecision", "inputData"};
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < service->input_count; i++) {
            bool is_input =
                writer->definition->elements[service->inputs[i]].kind == DMN_INPUT;
            if (is_input != (pass == 1)) continue;
            set_reference(writer, xml_add(writer, node, NAMES[pass]), service->inputs[i]);
        }
    }
}

static bool fill_knowledge(XmlWriter *writer, xmlNode *node, Str id,
                           const DmnElementDefinition *element) {
    xmlNode *logic = xml_add(writer, node, "encapsulatedLogic");
    Str logic_id = str_format(writer->arena, "%.*s_logic", STR_ARG(id));
    xml_set(writer, logic, "id", logic_id);
    xml_add_parameters(writer, logic, logic_id, element->parameters, element->parameter_count);
    Str body_id = str_format(writer->arena, "%.*s_body", STR_ARG(id));
    return xml_add_expression(writer, logic, body_id, element->logic);
}

static bool add_element(XmlWriter *writer, xmlNode *root, size_t index) {
    const DmnElementDefinition *element = &writer->definition->elements[index];
    xmlNode *node = xml_add(writer, root, ELEMENT_NAMES[element->kind]);
    Str id = xml_element_id(writer, index);
    xml_set(writer, node, "id", id);
    xml_set(writer, node, "name", element->name);
    xml_set(writer, node, "label", element->label);
    add_description(writer, node, element->description);
    xmlNode *origin = add_origin(writer, node, &element->origin);
    xmlNode *variable = xml_add(writer, node, "variable");
    xml_set(writer, variable, "id", str_format(writer->arena, "%.*s_var", STR_ARG(id)));
    xml_set(writer, variable, "name", element->name);
    xml_set_type(writer, variable, element->item, element->type);
    bool ok = true;
    if (element->kind == DMN_DECISION) {
        add_requirements(writer, node, index, false);
        add_requirements(writer, node, index, true);
        Str logic_id = str_format(writer->arena, "%.*s_logic", STR_ARG(id));
        ok = xml_add_expression(writer, node, logic_id, element->logic);
    } else if (element->kind == DMN_KNOWLEDGE) {
        ok = fill_knowledge(writer, node, id, element);
        add_requirements(writer, node, index, true);
    } else if (element->kind == DMN_SERVICE) {
        fill_service(writer, node, element);
    }
    if (origin != NULL) {
        xml_set(writer, origin, "digest", xml_logic_digest(writer->arena, node));
    }
    return ok;
}

// ---- The drawing ----

typedef struct DiagramSpaces {
    xmlNs *diagram, *geometry, *line;
} DiagramSpaces;

static xmlNode *add_in(xmlNode *parent, xmlNs *space, const char *name) {
    return xmlNewChild(parent, space, (const xmlChar *)name, NULL);
}

static void add_shape(XmlWriter *writer, xmlNode *plane, const DiagramSpaces *spaces,
                      size_t element, const DmnShape *shape) {
    Str id = xml_element_id(writer, element);
    xmlNode *node = add_in(plane, spaces->diagram, "DMNShape");
    xml_set(writer, node, "id", str_format(writer->arena, "s_%.*s", STR_ARG(id)));
    xml_set(writer, node, "dmnElementRef", id);
    xmlNode *bounds = add_in(node, spaces->geometry, "Bounds");
    set_int(writer, bounds, "x", shape->x);
    set_int(writer, bounds, "y", shape->y);
    set_int(writer, bounds, "width", shape->width);
    set_int(writer, bounds, "height", shape->height);
}

static void add_waypoint(XmlWriter *writer, xmlNode *edge, const DiagramSpaces *spaces,
                         DmnPoint point) {
    xmlNode *node = add_in(edge, spaces->line, "waypoint");
    set_int(writer, node, "x", point.x);
    set_int(writer, node, "y", point.y);
}

static void add_diagram(XmlWriter *writer, xmlNode *root, const DiagramSpaces *spaces) {
    DmnDiagram diagram = dmn_diagram_new_in(writer->arena, writer->model);
    xmlNode *plane =
        add_in(add_in(root, spaces->diagram, "DMNDI"), spaces->diagram, "DMNDiagram");
    xml_set(writer, plane, "id", STR("diagram"));
    xml_set(writer, plane, "name", writer->definition->name);
    xmlNode *size = add_in(plane, spaces->diagram, "Size");
    set_int(writer, size, "width", diagram.width);
    set_int(writer, size, "height", diagram.height);
    for (size_t i = 0; i < writer->definition->element_count; i++) {
        add_shape(writer, plane, spaces, i, &diagram.shapes[i]);
    }
    for (size_t i = 0; i < diagram.edge_count; i++) {
        const DmnEdge *edge = &diagram.edges[i];
        Str requirement = requirement_id(writer, edge->from, edge->to);
        if (writer->definition->elements[edge->to].kind == DMN_SERVICE) continue; // no requirement
        xmlNode *node = add_in(plane, spaces->diagram, "DMNEdge");
        xml_set(writer, node, "id", str_format(writer->arena, "d_%.*s", STR_ARG(requirement)));
        xml_set(writer, node, "dmnElementRef", requirement);
        add_waypoint(writer, node, spaces, edge->start);
        add_waypoint(writer, node, spaces, edge->end);
    }
}

// ---- The whole ----

static xmlNs *declare(xmlNode *root, const char *href, const char *prefix) {
    return xmlNewNs(root, (const xmlChar *)href, (const xmlChar *)prefix);
}

static bool build(XmlWriter *writer, DmnXmlVersion version) {
    const DmnModelDefinition *definition = writer->definition;
    xmlNode *root = xmlNewNode(NULL, (const xmlChar *)"definitions");
    xmlDocSetRootElement(writer->doc, root);
    writer->space = declare(root, VERSIONS[version].model, NULL);
    xmlSetNs(root, writer->space);
    DiagramSpaces spaces = {declare(root, VERSIONS[version].diagram, "dmndi"),
                            declare(root, GEOMETRY_SPACE, "dc"), declare(root, LINE_SPACE, "di")};
    (void)declare(root, DMN_ORIGIN_SPACE, "jiuye");
    xml_set(writer, root, "id", id_or_hash(writer, definition->id, definition->name));
    xml_set(writer, root, "name", definition->name);
    xml_set(writer, root, "namespace", definition->space);
    xml_set(writer, root, "exporter", STR("jiuye"));
    xml_set(writer, root, "expressionLanguage", str_from_c(VERSIONS[version].feel));
    xml_set(writer, root, "typeLanguage", str_from_c(VERSIONS[version].feel));
    add_description(writer, root, definition->description);
    (void)add_origin(writer, root, &definition->origin);
    for (size_t i = 0; i < definition->item_count; i++) {
        xml_add_item(writer, root, definition->items[i]);
    }
    for (size_t i = 0; i < definition->element_count; i++) {
        if (!add_element(writer, root, i)) return false;
    }
    add_diagram(writer, root, &spaces);
    return true;
}

bool dmn_xml_write(Arena *arena, const DmnModel *model, DmnXmlVersion version, Str *xml,
                   Error *error) {
    XmlWriter writer = {.arena = arena, .model = model, .definition = dmn_model_definition(model),
                        .doc = xmlNewDoc((const xmlChar *)"1.0"), .error = error,
                        .is_before_1_4 = version < DMN_XML_1_4};
    xmlChar *text = NULL;
    int length = 0;
    bool ok = build(&writer, version);
    if (ok) xmlDocDumpFormatMemoryEnc(writer.doc, &text, &length, "UTF-8", 1);
    if (ok) *xml = str_copy(arena, (Str){(const char *)text, (size_t)length});
    xmlFree(text);
    xmlFreeDoc(writer.doc);
    return ok;
}
