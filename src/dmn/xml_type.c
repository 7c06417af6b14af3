// SPDX-License-Identifier: Apache-2.0
// Item definitions and the references to them.
#include "dmn/xml_reader.h"

static const DmnItem BUILT_IN_TYPES[] = {
    {.name = {"Any", 3}, .type = FEEL_TYPE_OF(ANY)},
    {.name = {"number", 6}, .type = FEEL_TYPE_OF(NUMBER)},
    {.name = {"string", 6}, .type = FEEL_TYPE_OF(STRING)},
    {.name = {"boolean", 7}, .type = FEEL_TYPE_OF(BOOLEAN)},
    {.name = {"date", 4}, .type = FEEL_TYPE_OF(DATE)},
    {.name = {"time", 4}, .type = FEEL_TYPE_OF(TIME)},
    {.name = {"date and time", 13}, .type = FEEL_TYPE_OF(DATE_TIME)},
    {.name = {"dateTime", 8}, .type = FEEL_TYPE_OF(DATE_TIME)},
    {.name = {"days and time duration", 22}, .type = FEEL_TYPE_OF(DAYS_DURATION)},
    {.name = {"dayTimeDuration", 15}, .type = FEEL_TYPE_OF(DAYS_DURATION)},
    {.name = {"years and months duration", 25}, .type = FEEL_TYPE_OF(MONTHS_DURATION)},
    {.name = {"yearMonthDuration", 17}, .type = FEEL_TYPE_OF(MONTHS_DURATION)},
    {.name = {"context", 7}, .type = FEEL_TYPE_OF(ANY)},
    {.name = {"list", 4}, .type = FEEL_TYPE_OF(ANY)},
};

static const DmnItem *built_in_type(Str name) {
    for (size_t i = 0; i < sizeof BUILT_IN_TYPES / sizeof *BUILT_IN_TYPES; i++) {
        if (str_equal(BUILT_IN_TYPES[i].name, name)) return &BUILT_IN_TYPES[i];
    }
    return NULL;
}

// ---- Item definitions ----

static void read_components(XmlReader *reader, xmlNode *node, DmnItem *item);

static const FeelType *function_item_type(XmlReader *reader, xmlNode *node) {
    size_t count = xml_count(node, "parameters");
    FeelField *fields = NEW_ARRAY(reader->arena, FeelField, count);
    size_t index = 0;
    for (xmlNode *child = xml_child(node, "parameters"); child != NULL;
         child = xml_next(child->next, "parameters")) {
        const DmnItem *item = xml_type(reader, child, xml_attribute(reader, child, "typeRef"));
        fields[index].name = xml_name(reader, xml_attribute(reader, child, "name"));
        fields[index++].type = item == NULL ? FEEL_TYPE_OF(ANY) : item->type;
    }
    const DmnItem *result = xml_type(reader, node, xml_attribute(reader, node, "outputTypeRef"));
    return feel_type_function_of(reader->arena, fields, count,
                                 result == NULL ? FEEL_TYPE_OF(ANY) : result->type);
}

static Str type_reference(XmlReader *reader, xmlNode *node) {
    xmlNode *child = xml_child(node, "typeRef");
    if (child != NULL) return str_trim(xml_content(reader, child));
    return xml_attribute(reader, node, "typeRef");
}

// Fills an item from an itemDefinition or itemComponent.
static void read_item(XmlReader *reader, xmlNode *node, DmnItem *item) {
    Str is_collection = xml_attribute(reader, node, "isCollection");
    item->is_collection = str_equal(str_trim(is_collection), STR("true"));
    item->allowed_values = xml_text(reader, xml_child(node, "allowedValues"));
    item->type_constraint = xml_text(reader, xml_child(node, "typeConstraint"));
    xmlNode *function = xml_child(node, "functionItem");
    if (xml_child(node, "itemComponent") != NULL) {
        read_components(reader, node, item);
    } else if (function != NULL) {
        item->type = function_item_type(reader, function);
    } else {
        item->base = xml_type(reader, node, type_reference(reader, node));
        item->type = item->base != NULL ? item->base->type : FEEL_TYPE_OF(ANY);
    }
    if (item->type == NULL) item->type = FEEL_TYPE_OF(ANY); // a type inside itself
    if (item->is_collection) item->type = feel_type_list_of(reader->arena, item->type);
}

static void read_components(XmlReader *reader, xmlNode *node, DmnItem *item) {
    size_t count = xml_count(node, "itemComponent");
    DmnItemField *parts = NEW_ARRAY(reader->arena, DmnItemField, count);
    FeelField *fields = NEW_ARRAY(reader->arena, FeelField, count);
    item->fields = parts;
    if (reader->depth >= DMN_XML_DEPTH_MAX) {
        xml_error(reader, node, "类型嵌套超过 %d 层", DMN_XML_DEPTH_MAX);
        diagnostics_code(reader->diagnostics, "LIMIT_XML");
        return;
    }
    reader->depth++;
    for (xmlNode *child = xml_child(node, "itemComponent"); child != NULL;
         child = xml_next(child->next, "itemComponent")) {
        DmnItem *part = NEW(reader->arena, DmnItem);
        read_item(reader, child, part);
        size_t index = item->field_count++;
        parts[index] = (DmnItemField){xml_name(reader, xml_attribute(reader, child, "name")), part};
        fields[index] = (FeelField){parts[index].name, part->type};
    }
    reader->depth--;
    item->type = feel_type_context_of(reader->arena, fields, count);
}

const DmnItem *xml_item(XmlReader *reader, XmlModel *model, Str name) {
    DmnItem *item = map_get(&model->items, name);
    if (item != NULL) return item;
    xmlNode *node = map_get(&model->item_nodes, name);
    if (node == NULL) return NULL;
    item = NEW(reader->arena, DmnItem);
    item->name = name;
    map_put(&model->items, name, item); // before its parts: types may be recursive
    XmlModel *reading = reader->model;
    reader->model = model;
    read_item(reader, node, item);
    reader->model = reading;
    return item;
}

// ---- References ----

static const DmnItem *imported_type(XmlReader *reader, Str reference) {
    const XmlModel *model = reader->model;
    for (size_t i = 0; i < model->import_count; i++) {
        const XmlImport *import = &model->imports[i];
        if (import->model == NULL) continue;
        if (import->name.length == 0) {
            const DmnItem *item = xml_item(reader, import->model, reference);
            if (item != NULL) return item;
        }
        bool is_prefix = str_starts_with(reference, import->name) &&
                         reference.length > import->name.length + 1 &&
                         reference.data[import->name.length] == '.';
        if (!is_prefix) continue;
        Str name = str_slice(reference, import->name.length + 1, reference.length);
        const DmnItem *item = xml_item(reader, import->model, name);
        if (item != NULL) return item;
    }
    return NULL;
}

const DmnItem *xml_type(XmlReader *reader, const xmlNode *node, Str reference) {
    reference = str_trim(reference);
    if (reference.length == 0) return NULL;
    const DmnItem *item = xml_item(reader, reader->model, reference);
    if (item == NULL) item = built_in_type(reference);
    if (item == NULL) item = imported_type(reader, reference);
    size_t colon = str_find(reference, STR(":"), 0); // a qualified name, as DMN 1.1 has it
    if (item == NULL && colon != SIZE_MAX) {
        return xml_type(reader, node, str_slice(reference, colon + 1, reference.length));
    }
    if (item == NULL) xml_error(reader, node, "没有名为“%.*s”的类型", STR_ARG(reference));
    return item;
}
