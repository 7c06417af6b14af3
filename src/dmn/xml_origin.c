// SPDX-License-Identifier: Apache-2.0
// Digests of what an element says, and the extension elements that carry its origin.
#include "dmn/xml_writer.h"

#include <string.h>

static bool is_one_of(const xmlNode *node, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (xml_is(node, names[i])) return true;
    }
    return false;
}

// What says nothing about the decision, or follows from it.
static bool is_passed_over(const xmlNode *node) {
    static const char *const NAMES[] = {
        "description",           "extensionElements",    "question",
        "allowedAnswers",        "informationRequirement", "knowledgeRequirement",
        "authorityRequirement"};
    return node->type != XML_ELEMENT_NODE ||
           is_one_of(node, NAMES, sizeof NAMES / sizeof *NAMES);
}

// Tools drop an attribute that has its default value.
static bool is_default(const char *name, Str value) {
    return (strcmp(name, "hitPolicy") == 0 && str_equal(value, STR("UNIQUE"))) ||
           (strcmp(name, "kind") == 0 && str_equal(value, STR("FEEL"))) ||
           (strcmp(name, "isCollection") == 0 && str_equal(value, STR("false")));
}

static void put_node(StrBuilder *out, const xmlNode *node) {
    static const char *const ATTRIBUTES[] = {"name",        "typeRef", "hitPolicy",
                                             "aggregation", "kind",    "iteratorVariable"};
    XmlReader reader = {.arena = out->arena};
    str_put_format(out, "<%s", (const char *)node->name);
    for (size_t i = 0; i < sizeof ATTRIBUTES / sizeof *ATTRIBUTES; i++) {
        Str value = xml_attribute(&reader, node, ATTRIBUTES[i]);
        if (str_is_absent(value) || is_default(ATTRIBUTES[i], value)) continue;
        str_put_format(out, " %s=%.*s", ATTRIBUTES[i], STR_ARG(value));
    }
    str_put_char(out, '>');
    if (xml_is(node, "text")) {
        str_put(out, str_trim(xml_content(&reader, node)));
        return;
    }
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (!is_passed_over(child)) put_node(out, child);
    }
}

Str xml_logic_digest(Arena *arena, const xmlNode *element) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    put_node(&out, element);
    return str_format(arena, "%016llx", (unsigned long long)str_hash(str_built(&out)));
}

DmnOrigin xml_origin(XmlReader *reader, const xmlNode *element) {
    DmnOrigin origin = {0};
    xmlNode *extension = xml_child(element, "extensionElements");
    xmlNode *node = xml_child(extension, "origin");
    for (; node != NULL; node = xml_next(node->next, "origin")) {
        if (node->ns == NULL || strcmp((const char *)node->ns->href, DMN_ORIGIN_SPACE) != 0) {
            continue;
        }
        origin.kind = xml_attribute(reader, node, "kind");
        origin.text = xml_content(reader, node);
        Str digest = xml_attribute(reader, node, "digest");
        origin.is_unchanged =
            str_equal(digest, xml_logic_digest(reader->arena, element));
        return origin;
    }
    return origin;
}
