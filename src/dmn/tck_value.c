// SPDX-License-Identifier: Apache-2.0
#include "dmn/tck_value.h"

#include "feel/builtin.h"

// ---- Reading ----

static Str local_type(const TckReader *reader, xmlNode *value) {
    Str type = xml_any_attribute(reader->xml, value, "type");
    size_t colon = str_find(type, STR(":"), 0);
    return colon == SIZE_MAX ? type : str_slice(type, colon + 1, type.length);
}

static bool is_number_type(Str type) {
    static const char *const NAMES[] = {"decimal", "double", "integer", "int", "float", "long"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (str_equal(type, str_from_c(NAMES[i]))) return true;
    }
    return false;
}

static FeelValue typed_value(const TckReader *reader, Str type, Str text) {
    Str trimmed = str_trim(text);
    if (str_equal(type, STR("boolean"))) return feel_boolean(str_equal(trimmed, STR("true")));
    if (str_equal(type, STR("date"))) return feel_parse_date(reader->run, trimmed);
    if (str_equal(type, STR("time"))) return feel_parse_time(reader->run, trimmed);
    if (str_equal(type, STR("dateTime"))) return feel_parse_date_time(reader->run, trimmed);
    if (str_equal(type, STR("duration"))) return feel_parse_duration(reader->run, trimmed);
    Decimal number;
    if (is_number_type(type) && decimal_from_str(trimmed, &number)) return feel_number(number);
    return feel_string(text);
}

static bool is_nil(const TckReader *reader, xmlNode *node) {
    return str_equal(xml_any_attribute(reader->xml, node, "nil"), STR("true"));
}

static FeelValue read_list(const TckReader *reader, xmlNode *node) {
    FeelValue *items = NEW_ARRAY(reader->arena, FeelValue, xml_count(node, "item"));
    size_t count = 0;
    for (xmlNode *child = xml_child(node, "item"); child != NULL;
         child = xml_next(child->next, "item")) {
        items[count++] = tck_value(reader, child);
    }
    return feel_list(items, count);
}

static FeelValue read_context(const TckReader *reader, xmlNode *node) {
    FeelEntry *entries = NEW_ARRAY(reader->arena, FeelEntry, xml_count(node, "component"));
    size_t count = 0;
    for (xmlNode *child = xml_child(node, "component"); child != NULL;
         child = xml_next(child->next, "component")) {
        entries[count].name = xml_attribute(reader->xml, child, "name");
        entries[count++].value = tck_value(reader, child);
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, count}};
}

FeelValue tck_value(const TckReader *reader, xmlNode *node) {
    xmlNode *value = xml_child(node, "value"), *list = xml_child(node, "list");
    if (value != NULL) {
        if (is_nil(reader, value)) return feel_null();
        return typed_value(reader, local_type(reader, value), xml_content(reader->xml, value));
    }
    if (list != NULL) return is_nil(reader, list) ? feel_null() : read_list(reader, list);
    return xml_child(node, "component") != NULL ? read_context(reader, node) : feel_null();
}

// ---- Comparing ----

static TckMatch worse(TckMatch a, TckMatch b) {
    return a < b ? a : b;
}

// A number cut or rounded to the fraction digits in which it is stated.
static TckMatch match_stated(Str text, Decimal expected, Decimal actual) {
    size_t point = str_find(text, STR("."), 0);
    bool has_exponent =
        str_find(text, STR("e"), 0) != SIZE_MAX || str_find(text, STR("E"), 0) != SIZE_MAX;
    if (point == SIZE_MAX || has_exponent) return TCK_DIFFERS;
    size_t digits = text.length - point - 1;
    if (digits < TCK_SHORTENED_DIGITS_MIN || digits > DECIMAL_DIGITS) return TCK_DIFFERS;
    static const DecimalRounding WAYS[] = {DECIMAL_HALF_UP, DECIMAL_DOWN};
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
        if (decimal_equal(decimal_round(actual, (int)digits, WAYS[i]), expected)) return TCK_AGREES;
    }
    return TCK_DIFFERS;
}

static TckMatch match_number(const TckReader *reader, xmlNode *value, FeelValue expected,
                             FeelValue actual) {
    if (decimal_equal(expected.number, actual.number)) return TCK_EQUAL;
    bool is_double = str_equal(local_type(reader, value), STR("double"));
    double stated = decimal_to_double(expected.number), given = decimal_to_double(actual.number);
    if (is_double && stated <= given && given <= stated) return TCK_EQUAL;
    Str text = str_trim(xml_content(reader->xml, value));
    return match_stated(text, expected.number, actual.number);
}

static TckMatch match_value(const TckReader *reader, xmlNode *node, FeelValue actual) {
    FeelValue expected = tck_value(reader, node);
    if (expected.kind != actual.kind) return TCK_DIFFERS;
    if (expected.kind == FEEL_NULL) return TCK_EQUAL;
    if (expected.kind == FEEL_NUMBER) {
        return match_number(reader, xml_child(node, "value"), expected, actual);
    }
    return feel_equal(expected, actual) == FEEL_TRUE ? TCK_EQUAL : TCK_DIFFERS;
}

static TckMatch match_list(const TckReader *reader, xmlNode *list, FeelValue actual) {
    if (actual.kind != FEEL_LIST || xml_count(list, "item") != actual.list.count) {
        return TCK_DIFFERS;
    }
    TckMatch match = TCK_EQUAL;
    size_t index = 0;
    for (xmlNode *item = xml_child(list, "item"); item != NULL;
         item = xml_next(item->next, "item")) {
        match = worse(match, tck_match(reader, item, actual.list.items[index++]));
    }
    return match;
}

static TckMatch match_context(const TckReader *reader, xmlNode *node, FeelValue actual) {
    if (actual.kind != FEEL_CONTEXT || xml_count(node, "component") != actual.context.count) {
        return TCK_DIFFERS;
    }
    TckMatch match = TCK_EQUAL;
    for (xmlNode *part = xml_child(node, "component"); part != NULL;
         part = xml_next(part->next, "component")) {
        Str name = xml_attribute(reader->xml, part, "name");
        const FeelValue *value = feel_context_get(actual.context, name);
        match = worse(match, value == NULL ? TCK_DIFFERS : tck_match(reader, part, *value));
    }
    return match;
}

TckMatch tck_match(const TckReader *reader, xmlNode *node, FeelValue actual) {
    xmlNode *value = xml_child(node, "value"), *list = xml_child(node, "list");
    if (value == NULL && list != NULL && !is_nil(reader, list)) {
        return match_list(reader, list, actual);
    }
    if (value == NULL && list == NULL && xml_child(node, "component") != NULL) {
        return match_context(reader, node, actual);
    }
    return match_value(reader, node, actual);
}
