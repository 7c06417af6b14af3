// SPDX-License-Identifier: Apache-2.0
#include "dmn/tck.h"

#include "base/file.h"
#include "dmn/tck_value.h"
#include "feel/builtin.h"

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
    bool differs_in_value; // and not merely in the digits stated
    bool agrees_as_stated;
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

// ---- One case ----

static void on_warning(void *user, size_t row, const Source *source, SourceRange range,
                       Str message) {
    (void)row, (void)source, (void)range;
    TckCase *one = user;
    one->warning_count++;
    one->last_warning = str_copy(one->file->arena, message);
}

static void fail(TckCase *one, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(TckCase *one, const char *format, ...) {
    one->differs_in_value = true;
    if (one->reason.length > 0) return;
    va_list arguments;
    va_start(arguments, format);
    one->reason = str_format_list(&one->arena, format, arguments);
    va_end(arguments);
}

static TckReader value_reader(TckCase *one) {
    return (TckReader){&one->file->reader, dmn_run_feel(one->run), &one->arena};
}

static void fail_result(TckCase *one, Str name, FeelValue expected, FeelValue actual,
                        TckMatch match) {
    bool differed_before = one->differs_in_value;
    fail(one, "%.*s：应为 %.*s，得到 %.*s（%.*s）", STR_ARG(name),
         STR_ARG(feel_to_source(&one->arena, expected)),
         STR_ARG(feel_to_source(&one->arena, actual)), STR_ARG(one->last_warning));
    if (match != TCK_AGREES) return;
    one->differs_in_value = differed_before;
    one->agrees_as_stated = true;
}

static void check_result(TckCase *one, xmlNode *node, Str name, FeelValue actual) {
    XmlReader *xml = &one->file->reader;
    TckReader reader = value_reader(one);
    bool is_error = str_equal(xml_attribute(xml, node, "errorResult"), STR("true"));
    xmlNode *stated = is_error ? NULL : xml_child(node, "expected");
    TckMatch match = tck_match(&reader, stated, actual);
    if (match != TCK_EQUAL) {
        fail_result(one, name, tck_value(&reader, stated), actual, match);
    } else if (is_error && one->warning_count == 0) {
        fail(one, "%.*s：是空值，但没有说明原因", STR_ARG(name));
    }
}

static xmlNode *find_input(TckCase *one, xmlNode *test, Str name) {
    XmlReader *reader = &one->file->reader;
    for (xmlNode *node = xml_child(test, "inputNode"); node != NULL;
         node = xml_next(node->next, "inputNode")) {
        if (str_equal(xml_name(reader, xml_attribute(reader, node, "name")), name)) return node;
    }
    return NULL;
}

// The arguments of a service or knowledge model, by name.
static FeelValue *read_arguments(TckCase *one, xmlNode *test, const DmnElementDefinition *callee) {
    const DmnElementDefinition *elements = dmn_model_definition(one->file->model)->elements;
    bool is_service = callee->kind == DMN_SERVICE;
    size_t count = is_service ? callee->input_count : callee->parameter_count;
    FeelValue *arguments = NEW_ARRAY(&one->arena, FeelValue, count);
    TckReader reader = value_reader(one);
    for (size_t i = 0; i < count; i++) {
        Str name = is_service ? elements[callee->inputs[i]].name : callee->parameters[i].name;
        arguments[i] = tck_value(&reader, find_input(one, test, name));
    }
    return arguments;
}

static void run_callee(TckCase *one, xmlNode *test, Str name) {
    const DmnModel *model = one->file->model;
    size_t callee = dmn_model_find(model, name, (Str){0});
    if (callee == SIZE_MAX) {
        fail(one, "模型里没有“%.*s”", STR_ARG(name));
        return;
    }
    const DmnElementDefinition *element = &dmn_model_definition(model)->elements[callee];
    FeelValue result;
    Error error = {0};
    if (!dmn_run_invoke(one->run, callee, read_arguments(one, test, element), &result, &error)) {
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
    TckReader values = value_reader(one);
    for (xmlNode *node = xml_child(test, "inputNode"); node != NULL;
         node = xml_next(node->next, "inputNode")) {
        Str name = xml_attribute(reader, node, "name");
        Str space = xml_attribute(reader, node, "namespace");
        size_t input = dmn_model_find(one->file->model, xml_name(reader, name), space);
        if (input == SIZE_MAX) {
            fail(one, "模型里没有输入“%.*s”", STR_ARG(name));
            continue;
        }
        FeelColumn column = feel_column_constant(&one->arena, tck_value(&values, node));
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
        if (column == NULL) {
            fail(one, "“%.*s”不是决策，不能求值", STR_ARG(name));
            continue;
        }
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
            run_callee(&one, test, xml_name(&file->reader, invocable));
        } else {
            run_decisions(&one, test);
        }
        dmn_run_close(one.run);
    }
    DmnTckCase report = {.path = file->path,
                         .id = xml_attribute(&file->reader, test, "id"),
                         .has_passed = one.reason.length == 0,
                         .agrees_as_stated = one.agrees_as_stated && !one.differs_in_value,
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
