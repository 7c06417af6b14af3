// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_XML_READER_H
#define DMN_XML_READER_H
// What the files that read DMN XML share: the documents, and finding things in them.

#include "base/map.h"
#include "dmn/xml.h"

#include <libxml/tree.h>

typedef struct XmlModel XmlModel;

typedef struct XmlImport {
    Str name;        // may be empty: names come in without a prefix
    Str space;
    XmlModel *model;
} XmlImport;

struct XmlModel {
    const Source *source;
    xmlDoc *doc;
    xmlNode *root;
    Str space;
    Map items;          // name -> DmnItem
    Map item_nodes;     // name -> xmlNode of an item definition not yet read
    Map ids;            // id -> index of the element + 1
    XmlImport *imports;
    size_t import_count;
    const size_t *lines; // offset of each line of the source
    size_t line_count;
    bool is_included;
};

typedef struct XmlReader {
    Arena *arena;
    Diagnostics *diagnostics;
    XmlModel **models; // those that are well-formed models
    size_t model_count;
    struct {
        DmnElementDefinition *items;
        size_t count, capacity;
    } elements;
    xmlNode **nodes;      // per element
    XmlModel **owners;    // per element
    XmlModel *model;      // being read
    size_t depth;
} XmlReader;

// ---- Documents ----

// Parses the source of a model into its `doc` and `root`. The document is the caller's to free,
// also when this is false.
bool xml_parse(XmlReader *reader, XmlModel *model) MUST_USE;

// ---- Nodes ----

bool xml_is(const xmlNode *node, const char *name);
// The first child element with this name; NULL when there is none.
xmlNode *xml_child(const xmlNode *parent, const char *name);
// The next sibling element with this name, `node` itself included.
xmlNode *xml_next(xmlNode *node, const char *name);
// How many child elements have this name.
size_t xml_count(const xmlNode *parent, const char *name);
// Absent when there is no such attribute.
Str xml_attribute(XmlReader *reader, const xmlNode *node, const char *name);
// An attribute of any namespace.
Str xml_any_attribute(XmlReader *reader, const xmlNode *node, const char *name);
// All text inside a node.
Str xml_content(XmlReader *reader, const xmlNode *node);
// The `text` child as a piece of FEEL with its place in the file where that can be found.
DmnText xml_text(XmlReader *reader, xmlNode *node);
// A legal FEEL name where that is possible, else with its white space made single.
Str xml_name(XmlReader *reader, Str name);
SourceRange xml_range(XmlReader *reader, const xmlNode *node);
void xml_error(XmlReader *reader, const xmlNode *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// ---- Types and expressions ----

// What a typeRef means in the model being read; NULL for an absent one.
const DmnItem *xml_type(XmlReader *reader, const xmlNode *node, Str reference);
// Reads an item definition by its name; NULL when the model has none.
const DmnItem *xml_item(XmlReader *reader, XmlModel *model, Str name);
// The expression among the children of a node; NULL when there is none.
const DmnExpression *xml_expression_in(XmlReader *reader, xmlNode *parent);
// A function definition: its parameters, and its body as parts[0].
const DmnExpression *xml_function(XmlReader *reader, xmlNode *node);
const DmnTableDefinition *xml_table(XmlReader *reader, xmlNode *node);
// What the extension elements of an element say of its origin (xml_origin.c).
DmnOrigin xml_origin(XmlReader *reader, const xmlNode *element);

#endif
