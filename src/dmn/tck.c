// SPDX-License-Identifier: Apache-2.0
#include "dmn/tck.h"

#include "base/file.h"
#include "dmn/xml_reader.h"
#include "feel/builtin.h"

#include <string.h>

typedef struct TckFile {
    Arena *arena;
    const DmnTckOptions *options;
    XmlReader reader;
    Str path;
    const DmnModel *model; // NULL: it cannot be read
    Str fault;             // and why
} TckFile;

typedef struct TckCase {
    TckFile *file;
    Arena arena; // of its results
    DmnRun *run;
    size_t warning_count;
    Str last_warning;
    Str reason;
} TckCase;

// ---- The model beside the test ----

static Str folder_of(Str path) {
    size_t end = path.length;
    while (end > 0 && path.data[end - 1] != '/') end--;
    return end == 0 ? STR("./") : str_slice(path, 0, end);
}

static bool read_source(Arena *arena, Str folder, Str name, Source *source, Error *error) {
    source->name = str_format(arena, "%.*s%.*s", STR_ARG(folder), STR_ARG(name));
    return file_read(arena, source->name, DMN_XML_BYTES_MAX, &source->text, error);
}

static bool read_sources(Arena *arena, Str folder, Str main, Source **sources, size_t *count,
                         Error *error) {
    Str *names;
    size_t name_count;
    if (!file_list(arena, folder, STR(".dmn"), &names, &name_count, error)) return false;
    *sources = NEW_ARRAY(arena, Source, name_count + 1);
    *count = 1;
    if (!read_source(arena, folder, main, *sources, error)) return false;
    for (size_t i = 0; i < name_count; i++) {
        if (str_equal(names[i], main)) continue;
        if (!read_source(arena, folder, names[i], &(*sources)[*count], error)) return false;
        (*count)++;
    }
    return true;
}

static void load_model(TckFile *file, Str name) {
    Source *sources;
    size_t count;
    Error error = {0};
    if (!read_sources(file->arena, folder_of(file->path), name, &sources, &count, &error)) {
        file->fault = str_format(file->arena, "%s", error.message);
        return;
    }
    Diagnostics diagnostics = {.arena = file->arena};
    const DmnModelDefinition *read = dmn_xml_read(file->arena, sources, count, &diagnostics);
    if (read != NULL) {
        DmnModelDefinition *definition = NEW(file->arena, DmnModelDefinition);
        *definition = *read;
        definition->is_lenient = true; // a wrong expression is one null, not a broken model
        file->model = dmn_model_compile(file->arena, definition, &diagnostics);
    }
    if (file->model != NULL) return;
    StrBuilder text;
    str_builder_init(&text, file->arena, 0);
    diagnostics_print(&text, &diagnostics);
    file->fault = str_built(&text);
}

// ---- Values in a test file ----

static FeelValue typed_value(TckCase *one, Str type, Str text) {
    FeelRun *run = dmn_run_feel(one->run);
    size_t colon = str_find(type, STR(":"), 0);
    if (colon != SIZE_MAX) type = str_slice(type, colon + 1, type.length);
    Str trimmed = str_trim(text);
    if (str_equal(type, STR("boolean"))) return feel_boolean(str_equal(trimmed, STR("true")));
    if (str_equal(type, STR("date"))) return feel_parse_date(run, trimmed);
    if (str_equal(type, STR("time"))) return feel_parse_time(run, trimmed);
    if (str_equal(type, STR("dateTime"))) return feel_parse_date_time(run, trimmed);
    if (str_equal(type, STR("duration"))) return feel_parse_duration(run, trimmed);
    bool is_number = str_equal(type, STR("decimal")) || str_equal(type, STR("double")) ||
                     str_equal(type, STR("integer")) || str_equal(type, STR("int")) ||
                     str_equal(type, STR("float")) || str_equal(type, STR("long"));
    Decimal number;
    if (is_number && decimal_from_str(trimmed, &number)) return feel_number(number);
    return feel_string(text);
}

static FeelValue read_value(TckCase *one, xmlNode *node);

static size_t count_named(const xmlNode *node, const char *name) {
    size_t count = 0;
    for (xmlNode *child = xml_child(node, name); child != NULL;
         child = xml_next(child->next, name)) {
        count++;
    }
    return count;
}

static FeelValue read_list(TckCase *one, xmlNode *node) {
    FeelValue *items = NEW_ARRAY(&one->arena, FeelValue, count_named(node, "item"));
    size_t count = 0;
    for (xmlNode *child = xml_child(node, "item"); child != NULL;
         child = xml_next(child->next, "item")) {
        items[count++] = read_value(one, child);
    }
    return feel_list(items, count);
}

static FeelValue read_context(TckCase *one, xmlNode *node) {
    FeelEntry *entries = NEW_ARRAY(&one->arena, FeelEntry, count_named(node, "component"));
    size_t count = 0;
    for (xmlNode *child = xml_child(node, "component"); child != NULL;
         child = xml_next(child->next, "component")) {
        entries[count].name = xml_attribute(&one->file->reader, child, "name");
        entries[count++].value = read_value(one, child);
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .context = {entries, count}};
}

// The value, list or components inside a node.
static FeelValue read_value(TckCase *one, xmlNode *node) {
    xmlNode *value = xml_child(node, "value"), *list = xml_child(node, "list");
    if (value != NULL) {
        XmlReader *reader = &one->file->reader;
        Str nil = xml_any_attribute(reader, value, "nil");
        if (str_equal(nil, STR("true"))) return feel_null();
        Str text = xml_content(reader, value);
        return typed_value(one, xml_any_attribute(reader, value, "type"), text);
    }
    if (list != NULL) {
        Str nil = xml_any_attribute(&one->file->reader, list, "nil");
        return str_equal(nil, STR("true")) ? feel_null() : read_list(one, list);
    }
    return xml_child(node, "component") != NULL ? read_context(one, node) : feel_null();
}

// ---- Comparing ----

static bool is_expected(FeelValue expected, FeelValue actual);

static bool is_expected_list(FeelList expected, FeelList actual) {
    if (expected.count != actual.count) return false;
    for (size_t i = 0; i < expected.count; i++) {
        if (!is_expected(expected.items[i], actual.items[i])) return false;
    }
    return true;
}

static bool is_expected_context(FeelContext expected, FeelContext actual) {
    if (expected.count != actual.count) return false;
    for (size_t i = 0; i < expected.count; i++) {
        const FeelValue *value = feel_context_get(actual, expected.entries[i].name);
        if (value == NULL || !is_expected(expected.entries[i].value, *value)) return false;
    }
    return true;
}

static bool is_expected(FeelValue expected, FeelValue actual) {
    if (expected.kind != actual.kind) return false;
    if (expected.kind == FEEL_LIST) return is_expected_list(expected.list, actual.list);
    if (expected.kind == FEEL_CONTEXT) {
        return is_expected_context(expected.context, actual.context);
    }
    if (expected.kind == FEEL_NULL) return true;
    return feel_equal(expected, actual) == FEEL_TRUE;
}

// ---- One case ----

static void on_warning(void *user, size_t row, const Source *source, SourceRange range,
                       Str message) {
    (void)row, (void)source, (void)range;
    TckCase *one = user;
    one->warning_count++;
    one->last_warning = str_copy(&one->arena, message);
}

static void fail(TckCase *one, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(TckCase *one, const char *format, ...) {
    if (one->reason.length > 0) return;
    va_list arguments;
    va_start(arguments, format);
    one->reason = str_format_list(&one->arena, format, arguments);
    va_end(arguments);
}

static void check_result(TckCase *one, xmlNode *node, Str name, FeelValue actual) {
    XmlReader *reader = &one->file->reader;
    bool is_error = str_equal(xml_attribute(reader, node, "errorResult"), STR("true"));
    FeelValue expected = read_value(one, xml_child(node, "expected"));
    if (is_error) expected = feel_null();
    if (!is_expected(expected, actual)) {
        fail(one, "%.*s：应为 %.*s，得到 %.*s（%.*s）", STR_ARG(name),
             STR_ARG(feel_to_source(&one->arena, expected)),
             STR_ARG(feel_to_source(&one->arena, actual)), STR_ARG(one->last_warning));
    } else if (is_error && one->warning_count == 0) {
        fail(one, "%.*s：是空值，但没有说明原因", STR_ARG(name));
    }
}

static xmlNode *find_input(TckCase *one, xmlNode *test, Str name) {
    for (xmlNode *node = xml_child(test, "inputNode"); node != NULL;
         node = xml_next(node->next, "inputNode")) {
        if (str_equal(xml_attribute(&one->file->reader, node, "name"), name)) return node;
    }
    return NULL;
}

static void run_service(TckCase *one, xmlNode *test, Str name) {
    const DmnModel *model = one->file->model;
    size_t service = dmn_model_find(model, name, (Str){0});
    if (service == SIZE_MAX) {
        fail(one, "模型里没有“%.*s”", STR_ARG(name));
        return;
    }
    const DmnElementDefinition *elements = dmn_model_definition(model)->elements;
    const DmnElementDefinition *element = &elements[service];
    FeelValue *arguments = NEW_ARRAY(&one->arena, FeelValue, element->input_count);
    for (size_t i = 0; i < element->input_count; i++) {
        xmlNode *input = find_input(one, test, elements[element->inputs[i]].name);
        if (input != NULL) arguments[i] = read_value(one, input);
    }
    FeelValue result;
    Error error = {0};
    if (!dmn_run_invoke(one->run, service, arguments, &result, &error)) {
        fail(one, "%s", error.message);
        return;
    }
    for (xmlNode *node = xml_child(test, "resultNode"); node != NULL;
         node = xml_next(node->next, "resultNode")) {
        Str wanted = xml_attribute(&one->file->reader, node, "name");
        FeelValue actual = result;
        if (element->output_count > 1 && result.kind == FEEL_CONTEXT) {
            const FeelValue *part = feel_context_get(result.context, wanted);
            actual = part == NULL ? feel_null() : *part;
        }
        check_result(one, node, wanted, actual);
    }
}

static void set_inputs(TckCase *one, xmlNode *test) {
    XmlReader *reader = &one->file->reader;
    for (xmlNode *node = xml_child(test, "inputNode"); node != NULL;
         node = xml_next(node->next, "inputNode")) {
        Str name = xml_attribute(reader, node, "name");
        Str space = xml_attribute(reader, node, "namespace");
        size_t input = dmn_model_find(one->file->model, xml_name(reader, name), space);
        if (input == SIZE_MAX) {
            fail(one, "模型里没有输入“%.*s”", STR_ARG(name));
            continue;
        }
        FeelColumn column = feel_column_constant(&one->arena, read_value(one, node));
        dmn_run_set(one->run, input, &column);
    }
}

static void run_decisions(TckCase *one, xmlNode *test) {
    set_inputs(one, test);
    XmlReader *reader = &one->file->reader;
    for (xmlNode *node = xml_child(test, "resultNode"); node != NULL;
         node = xml_next(node->next, "resultNode")) {
        Str name = xml_attribute(reader, node, "name");
        size_t wanted = dmn_model_find(one->file->model, xml_name(reader, name), (Str){0});
        if (wanted == SIZE_MAX) {
            fail(one, "模型里没有决策“%.*s”", STR_ARG(name));
            continue;
        }
        Error error = {0};
        if (!dmn_run_evaluate(one->run, &wanted, 1, &error)) {
            fail(one, "%s", error.message);
            continue;
        }
        const FeelColumn *column = dmn_run_get(one->run, wanted);
        check_result(one, node, name, feel_column_get(column, 0));
    }
}

static void run_case(TckFile *file, xmlNode *test) {
    TckCase one = {.file = file, .reason = STR("")};
    DmnRunOptions options = {.arena = &one.arena,
                             .today = file->options->today,
                             .now_ns = file->options->now_ns,
                             .warn = on_warning,
                             .warn_user = &one};
    if (file->model == NULL) {
        fail(&one, "%.*s", STR_ARG(file->fault));
    } else {
        one.run = dmn_run_new_in(&one.arena, file->model, &options);
        dmn_run_begin(one.run, &one.arena, 1);
        Str type = xml_attribute(&file->reader, test, "type");
        Str invocable = xml_attribute(&file->reader, test, "invocableName");
        bool is_invoked = str_equal(type, STR("decisionService")) || str_equal(type, STR("bkm"));
        if (is_invoked && !str_is_absent(invocable)) {
            run_service(&one, test, xml_name(&file->reader, invocable));
        } else {
            run_decisions(&one, test);
        }
        dmn_run_close(one.run);
    }
    DmnTckCase report = {.path = file->path,
                         .id = xml_attribute(&file->reader, test, "id"),
                         .has_passed = one.reason.length == 0,
                         .reason = one.reason};
    file->options->report(file->options->user, &report);
    arena_release(&one.arena);
}

// ---- One file ----

static bool run_cases(TckFile *file, xmlNode *root, Error *error) {
    if (!xml_is(root, "testCases")) {
        return error_set(error, ERROR_INVALID, "%.*s 不是 TCK 测试文件（应以 <testCases> 开头）",
                         STR_ARG(file->path));
    }
    xmlNode *name = xml_child(root, "modelName");
    load_model(file, str_trim(xml_content(&file->reader, name)));
    for (xmlNode *test = xml_child(root, "testCase"); test != NULL;
         test = xml_next(test->next, "testCase")) {
        run_case(file, test);
    }
    return true;
}

bool dmn_tck_run_file(Str path, const DmnTckOptions *options, Error *error) {
    Arena arena = {0};
    TckFile file = {.arena = &arena, .options = options, .path = path};
    Source source = {.name = path};
    bool ok = file_read(&arena, path, DMN_XML_BYTES_MAX, &source.text, error);
    if (ok) {
        Diagnostics diagnostics = {.arena = &arena};
        XmlModel document = {.source = &source};
        file.reader = (XmlReader){.arena = &arena, .diagnostics = &diagnostics, .model = &document};
        if (xml_parse(&file.reader, &document)) {
            ok = run_cases(&file, document.root, error);
        } else {
            ok = error_set(error, ERROR_INVALID, "不能读测试文件 %.*s：%.*s", STR_ARG(path),
                           STR_ARG(diagnostics.items[0].message));
        }
        if (document.doc != NULL) xmlFreeDoc(document.doc);
    }
    arena_release(&arena);
    return ok;
}
