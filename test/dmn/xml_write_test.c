// SPDX-License-Identifier: Apache-2.0
// Models written as XML: read back they decide alike, every reference leads somewhere, and the
// drawing has no shape on another and no line that ends in the air.
#include "base/file.h"
#include "dmn/diagram.h"
#include "dmn/xml.h"
#include "dmn/xml_write.h"

#include "test.h"

#include <ftw.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <stdlib.h>
#include <string.h>

static Arena arena;

static const char *const MODELS[] = {"test/dmn/models/boxed.dmn", "test/dmn/models/library.dmn",
                                     "test/policy/foreign/loan.dmn",
                                     "test/policy/foreign/boxed.dmn"};
#define MODEL_COUNT (sizeof MODELS / sizeof *MODELS)

static const DmnModel *model_of(Str name, Str xml) {
    Diagnostics diagnostics = {.arena = &arena};
    Source *source = NEW(&arena, Source);
    *source = (Source){name, xml};
    const DmnModelDefinition *read = dmn_xml_read(&arena, source, 1, &diagnostics);
    const DmnModel *model = NULL;
    if (read != NULL) {
        DmnModelDefinition *definition = NEW(&arena, DmnModelDefinition);
        *definition = *read;
        definition->is_lenient = true;
        model = dmn_model_compile(&arena, definition, &diagnostics);
    }
    if (model != NULL) return model;
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    diagnostics_print(&out, &diagnostics);
    fail_msg("%.*s", STR_ARG(str_built(&out)));
    return NULL;
}

static const DmnModel *model_at(const char *path) {
    Str xml;
    Error error = {0};
    if (!file_read(&arena, str_from_c(path), DMN_XML_BYTES_MAX, &xml, &error)) {
        fail_msg("%s", error.message);
    }
    return model_of(str_from_c(path), xml);
}

static Str written(const DmnModel *model) {
    Str xml;
    Error error = {0};
    if (!dmn_xml_write(&arena, model, DMN_XML_1_5, &xml, &error)) fail_msg("%s", error.message);
    return xml;
}

// ---- Reading back ----

static void test_written__is_read_back_as_the_same_model(void **state) {
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        Str once = written(model_at(MODELS[i]));
        Str twice = written(model_of(STR("written.dmn"), once));
        if (!str_equal(once, twice)) fail_msg("%s differs when written again", MODELS[i]);
    }
}

// The models of the kit, when it lies beside the repository, but for those that import others.
static size_t kit_count;

static int on_kit_file(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status, (void)walk;
    Str xml;
    Error error = {0};
    Arena scratch = {0};
    Diagnostics diagnostics = {.arena = &scratch};
    if (kind != FTW_F || !str_ends_with(str_from_c(path), STR(".dmn"))) return 0;
    assert_true(file_read(&arena, str_from_c(path), DMN_XML_BYTES_MAX, &xml, &error));
    Source source = {str_from_c(path), xml};
    bool is_whole = dmn_xml_read(&scratch, &source, 1, &diagnostics) != NULL;
    arena_release(&scratch);
    if (!is_whole) return 0;
    Str once = written(model_of(str_from_c(path), xml));
    if (!str_equal(once, written(model_of(STR("written.dmn"), once)))) fail_msg("%s", path);
    kit_count++;
    arena_reset(&arena);
    return 0;
}

static void test_written__is_read_back_for_the_models_of_the_kit(void **state) {
    (void)state;
    const char *kit = getenv("JIUYE_TCK") != NULL ? getenv("JIUYE_TCK") : "../shared/tck";
    if (!file_is_folder(str_from_c(kit))) skip();
    assert_int_equal(nftw(kit, on_kit_file, 16, FTW_PHYS), 0);
    print_message("%zu models of the kit\n", kit_count);
    assert_true(kit_count > 100);
}

// ---- References ----

static xmlNodeSet *found(xmlXPathContext *context, const char *path) {
    xmlXPathObject *object = xmlXPathEvalExpression((const xmlChar *)path, context);
    assert_non_null(object);
    xmlNodeSet *nodes = object->nodesetval;
    object->nodesetval = NULL;
    xmlXPathFreeObject(object);
    return nodes;
}

static bool has_id(const xmlNodeSet *ids, const char *id) {
    for (int i = 0; i < ids->nodeNr; i++) {
        if (strcmp((const char *)ids->nodeTab[i]->children->content, id) == 0) return true;
    }
    return false;
}

static void check_references(xmlXPathContext *context, const xmlNodeSet *ids, const char *path) {
    xmlNodeSet *references = found(context, path);
    for (int i = 0; references != NULL && i < references->nodeNr; i++) {
        const char *id = (const char *)references->nodeTab[i]->children->content;
        if (*id == '#') id++;
        if (!has_id(ids, id)) fail_msg("%s: nothing has the id %s", path, id);
    }
    if (references != NULL) xmlXPathFreeNodeSet(references);
}

static void check_ids(const xmlNodeSet *ids) {
    for (int i = 0; i < ids->nodeNr; i++) {
        const char *id = (const char *)ids->nodeTab[i]->children->content;
        for (const char *c = id; *c; c++) assert_true((unsigned char)*c < 0x80);
        for (int k = 0; k < i; k++) {
            const char *other = (const char *)ids->nodeTab[k]->children->content;
            if (strcmp(id, other) == 0) fail_msg("the id %s is there twice", id);
        }
    }
}

static void test_written__has_ids_once_and_references_that_lead_somewhere(void **state) {
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        Str xml = written(model_at(MODELS[i]));
        xmlDoc *doc = xmlReadMemory(xml.data, (int)xml.length, "written", NULL, XML_PARSE_NONET);
        assert_non_null(doc);
        xmlXPathContext *context = xmlXPathNewContext(doc);
        xmlNodeSet *ids = found(context, "//@id");
        check_ids(ids);
        check_references(context, ids, "//@href");
        check_references(context, ids, "//@dmnElementRef");
        xmlXPathFreeNodeSet(ids);
        xmlXPathFreeContext(context);
        xmlFreeDoc(doc);
    }
}

static void test_written__tells_versions_apart(void **state) {
    (void)state;
    Str xml;
    Error error = {0};
    DmnXmlVersion version;
    assert_false(dmn_xml_version_from_str(STR("1.2"), &version));
    assert_true(dmn_xml_version_from_str(STR("1.3"), &version));
    assert_true(dmn_xml_write(&arena, model_at("test/policy/foreign/loan.dmn"), version, &xml,
                              &error));
    assert_true(str_find(xml, STR("DMN/20191111/MODEL/"), 0) != SIZE_MAX);
    // A boxed conditional came with 1.4.
    const DmnModel *boxed = model_at("test/policy/foreign/boxed.dmn");
    assert_false(dmn_xml_write(&arena, boxed, version, &xml, &error));
    assert_non_null(strstr(error.message, "<conditional>"));
}

// ---- The drawing ----

static bool is_on_border(const DmnShape *shape, DmnPoint point) {
    bool is_across = point.x >= shape->x && point.x <= shape->x + shape->width;
    bool is_along = point.y >= shape->y && point.y <= shape->y + shape->height;
    bool is_edge = abs(point.x - shape->x) <= 1 || abs(point.x - shape->x - shape->width) <= 1 ||
                   abs(point.y - shape->y) <= 1 || abs(point.y - shape->y - shape->height) <= 1;
    return is_across && is_along && is_edge;
}

static void check_diagram(const DmnModel *model) {
    size_t count = dmn_model_definition(model)->element_count, required = 0;
    DmnDiagram diagram = dmn_diagram_new_in(&arena, model);
    for (size_t a = 0; a < count; a++) {
        const DmnShape *one = &diagram.shapes[a];
        assert_true(one->x > 0 && one->y > 0 && one->x + one->width < diagram.width &&
                    one->y + one->height < diagram.height);
        for (size_t b = 0; b < a; b++) {
            const DmnShape *other = &diagram.shapes[b];
            bool is_apart = one->x + one->width < other->x || other->x + other->width < one->x ||
                            one->y + one->height < other->y || other->y + other->height < one->y;
            assert_true(is_apart);
        }
    }
    for (size_t i = 0; i < diagram.edge_count; i++) {
        const DmnEdge *edge = &diagram.edges[i];
        const DmnShape *from = &diagram.shapes[edge->from], *to = &diagram.shapes[edge->to];
        assert_true(from->y > to->y); // what is required stands below
        assert_true(is_on_border(from, edge->start) && is_on_border(to, edge->end));
    }
    for (size_t i = 0; i < count; i++) {
        size_t requires;
        const size_t *elements = dmn_model_requires(model, i, &requires);
        for (size_t k = 0; k < requires; k++) required += elements[k] != i;
    }
    assert_int_equal(diagram.edge_count, required);
}

static void test_diagram__stands_in_layers_without_overlap(void **state) {
    (void)state;
    for (size_t i = 0; i < MODEL_COUNT; i++) check_diagram(model_at(MODELS[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written__is_read_back_as_the_same_model),
        cmocka_unit_test(test_written__is_read_back_for_the_models_of_the_kit),
        cmocka_unit_test(test_written__has_ids_once_and_references_that_lead_somewhere),
        cmocka_unit_test(test_written__tells_versions_apart),
        cmocka_unit_test(test_diagram__stands_in_layers_without_overlap),
    };
    int failed = RUN_TESTS(tests);
    arena_release(&arena);
    return failed;
}
