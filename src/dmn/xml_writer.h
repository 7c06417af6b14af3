// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_XML_WRITER_H
#define DMN_XML_WRITER_H
// What the files that write DMN XML share: the tree being built, and its parts.

#include "dmn/xml_reader.h"
#include "dmn/xml_write.h"

typedef struct XmlWriter {
    Arena *arena;
    const DmnModel *model;
    const DmnModelDefinition *definition;
    xmlDoc *doc;
    xmlNs *space; // of the model's elements
    bool is_before_1_4;
    Error *error;
} XmlWriter;

// A child element; with text when `text` is not absent.
xmlNode *xml_add(XmlWriter *writer, xmlNode *parent, const char *name);
xmlNode *xml_add_text(XmlWriter *writer, xmlNode *parent, const char *name, Str text);
// Nothing when the value is absent or empty.
void xml_set(XmlWriter *writer, xmlNode *node, const char *name, Str value);
// The id of an element of the model.
Str xml_element_id(const XmlWriter *writer, size_t element);

// Sets typeRef to what names the type in this model; nothing for a type without a name.
void xml_set_type(XmlWriter *writer, xmlNode *node, const DmnItem *item, const FeelType *type);
void xml_add_item(XmlWriter *writer, xmlNode *parent, const DmnItem *item);

// The expression as a child. Ids inside begin with `id`.
bool xml_add_expression(XmlWriter *writer, xmlNode *parent, Str id,
                        const DmnExpression *expression) MUST_USE;
void xml_add_parameters(XmlWriter *writer, xmlNode *function, Str id,
                        const DmnParameter *parameters, size_t count);

// A digest of the name and the logic of an element, alike before and after other tools have
// written the file anew.
Str xml_logic_digest(Arena *arena, const xmlNode *element);

#endif
