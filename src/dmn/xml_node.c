// SPDX-License-Identifier: Apache-2.0
// Small questions to an XML tree, and the way back from a node to its place in the file.
#include "dmn/xml_reader.h"

#include <string.h>

bool xml_is(const xmlNode *node, const char *name) {
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

xmlNode *xml_next(xmlNode *node, const char *name) {
    while (node != NULL && !xml_is(node, name)) node = node->next;
    return node;
}

xmlNode *xml_child(const xmlNode *parent, const char *name) {
    return parent == NULL ? NULL : xml_next(parent->children, name);
}

size_t xml_count(const xmlNode *parent, const char *name) {
    size_t count = 0;
    for (xmlNode *child = xml_child(parent, name); child != NULL;
         child = xml_next(child->next, name)) {
        count++;
    }
    return count;
}

// What the text nodes among `node`, its siblings and all they hold say. libxml2's own functions
// allocate, and cannot tell "no memory" from "nothing there".
static void put_text(StrBuilder *out, const xmlNode *node) {
    for (; node != NULL; node = node->next) {
        bool is_text = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
        if (is_text && node->content != NULL) str_put(out, str_from_c((const char *)node->content));
        if (node->type == XML_ELEMENT_NODE) put_text(out, node->children);
    }
}

static Str text_of(XmlReader *reader, const xmlNode *first) {
    StrBuilder out;
    str_builder_init(&out, reader->arena, 0);
    put_text(&out, first);
    return out.count == 0 ? STR("") : str_built(&out);
}

Str xml_attribute(XmlReader *reader, const xmlNode *node, const char *name) {
    for (const xmlAttr *one = node->properties; one != NULL; one = one->next) {
        bool is_it = one->ns == NULL && strcmp((const char *)one->name, name) == 0;
        if (is_it) return text_of(reader, one->children);
    }
    return (Str){0};
}

Str xml_any_attribute(XmlReader *reader, const xmlNode *node, const char *name) {
    for (const xmlAttr *one = node->properties; one != NULL; one = one->next) {
        if (strcmp((const char *)one->name, name) == 0) return text_of(reader, one->children);
    }
    return (Str){0};
}

Str xml_content(XmlReader *reader, const xmlNode *node) {
    return node == NULL ? (Str){0} : text_of(reader, node->children);
}

// ---- Places ----

static size_t line_offset(XmlReader *reader, const xmlNode *node) {
    long line = xmlGetLineNo(node);
    const XmlModel *model = reader->model;
    if (line < 1 || (size_t)line > model->line_count) return SIZE_MAX;
    return model->lines[line - 1];
}

SourceRange xml_range(XmlReader *reader, const xmlNode *node) {
    size_t from = line_offset(reader, node);
    if (from == SIZE_MAX) return (SourceRange){0};
    Str text = reader->model->source->text;
    Str tag = str_format(reader->arena, "%s", (const char *)node->name);
    size_t at = str_find(str_slice(text, 0, from + 1000), tag, from);
    if (at == SIZE_MAX) return (SourceRange){from, from};
    return (SourceRange){at, at + tag.length};
}

// Where the decoded text stands as it is in the file, so that a caret can point at it.
static bool find_place(XmlReader *reader, const xmlNode *node, Str text, DmnText *place) {
    size_t from = line_offset(reader, node);
    if (from == SIZE_MAX || text.length == 0) return false;
    const Source *source = reader->model->source;
    size_t at = str_find(str_slice(source->text, 0, from + text.length + 1000), text, from);
    if (at == SIZE_MAX) return false;
    *place = (DmnText){source, {at, at + text.length}};
    return true;
}

DmnText xml_text(XmlReader *reader, xmlNode *node) {
    xmlNode *child = xml_child(node, "text");
    if (child == NULL) return (DmnText){0};
    Str text = xml_content(reader, child);
    DmnText place;
    if (find_place(reader, child, text, &place)) return place;
    Source *source = NEW(reader->arena, Source);
    source->name = str_format(reader->arena, "%.*s:%ld", STR_ARG(reader->model->source->name),
                              xmlGetLineNo(child));
    source->text = text;
    return (DmnText){source, {0, text.length}};
}

Str xml_name(XmlReader *reader, Str name) {
    Str normal;
    if (str_is_absent(name)) return name;
    if (feel_name_normalise(reader->arena, name, &normal)) return normal;
    StrBuilder out;
    str_builder_init(&out, reader->arena, 0);
    Str rest = str_trim(name);
    for (size_t i = 0; i < rest.length; i++) {
        bool is_space = rest.data[i] == ' ' || rest.data[i] == '\t' || rest.data[i] == '\n' ||
                        rest.data[i] == '\r';
        bool is_repeated = is_space && out.count > 0 && out.items[out.count - 1] == ' ';
        if (!is_repeated) str_put_char(&out, is_space ? ' ' : rest.data[i]);
    }
    return str_built(&out);
}

void xml_error(XmlReader *reader, const xmlNode *node, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    Str message = str_format_list(reader->arena, format, arguments);
    va_end(arguments);
    diagnostics_add(reader->diagnostics, SEVERITY_ERROR, reader->model->source,
                    xml_range(reader, node), "<%s>：%.*s", (const char *)node->name,
                    STR_ARG(message));
}
