// SPDX-License-Identifier: Apache-2.0
// Broken DMN XML is refused with file, line, element and cause; nothing is fetched or expanded.
#include "test.h"

#include "dmn/xml.h"

#include <string.h>

#define HEAD                                                                                       \
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "              \
    "namespace=\"urn:m\">\n"
#define TAIL "</definitions>\n"

// What reading and compiling these files says, as it is printed.
static Str findings(Arena *arena, const Source *sources, size_t count, bool *ok) {
    Diagnostics diagnostics = {.arena = arena};
    const DmnModelDefinition *definition = dmn_xml_read(arena, sources, count, &diagnostics);
    const DmnModel *model = NULL;
    if (definition != NULL) model = dmn_model_compile(arena, definition, &diagnostics);
    *ok = model != NULL;
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    diagnostics_print(&out, &diagnostics);
    return str_built(&out);
}

static void check(const char *xml, const char *expected, const char *what) {
    Arena arena = {0};
    Source source = {STR("m.dmn"), str_from_c(xml)};
    bool ok;
    Str said = findings(&arena, &source, 1, &ok);
    bool is_right = !ok && str_find(said, str_from_c(expected), 0) != SIZE_MAX;
    if (!is_right) {
        print_error("%s: expected \"%s\", got:\n%.*s\n", what, expected, STR_ARG(said));
        fail();
    }
    arena_release(&arena);
}

static void test_xml__faults_name_line_element_and_cause(void **state) {
    (void)state;
    static const struct {
        const char *what, *xml, *expected;
    } CASES[] = {
        {"empty", "", "m.dmn:1:1: 错误: 不能读这个 XML"},
        {"no XML", "decision", "m.dmn:1:1: 错误: 不能读这个 XML"},
        {"cut off", HEAD "<decision name='d'>\n", "m.dmn:3:1: 错误: 不能读这个 XML"},
        {"not DMN", "<html xmlns='x'/>", "<html>：根元素应是 DMN 的 <definitions>"},
        {"other namespace", "<definitions xmlns='urn:x'/>", "根元素应是 DMN"},
        {"no name", HEAD "<decision id='a'/>\n" TAIL, "m.dmn:2:2: 错误: <decision>：缺少 name"},
        {"twice the id", HEAD "<decision name='a' id='x'/>\n<decision name='b' id='x'/>\n" TAIL,
         "m.dmn:3:2: 错误: <decision>：id“x”用了两次"},
        {"no such element",
         HEAD "<decision name='a'><informationRequirement>\n<requiredInput href='#no'/>"
              "</informationRequirement></decision>\n" TAIL,
         "m.dmn:3:2: 错误: <requiredInput>：没有“#no”指的元素"},
        {"no such type",
         HEAD "<decision name='a'>\n<variable name='a' typeRef='t'/></decision>" TAIL,
         "m.dmn:3:2: 错误: <variable>：没有名为“t”的类型"},
        {"no such import",
         HEAD "<import name='i' namespace='urn:no' "
              "importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>" TAIL,
         "m.dmn:2:2: 错误: <import>：找不到名字空间为“urn:no”的模型"},
        {"hit policy", HEAD "<decision name='a'><decisionTable hitPolicy='BEST'/></decision>" TAIL,
         "<decisionTable>：没有命中策略“BEST "},
        {"cells of a rule",
         HEAD "<decision name='a'><decisionTable><input><inputExpression><text>1</text>"
              "</inputExpression></input><output/>\n<rule><outputEntry><text>1</text>"
              "</outputEntry></rule></decisionTable></decision>" TAIL,
         "m.dmn:3:2: 错误: <rule>：规则有 0 个 <inputEntry>，应有 1 个"},
        {"cells of a row",
         HEAD "<decision name='a'><relation><column name='x'/>\n<row/></relation></decision>" TAIL,
         "m.dmn:3:2: 错误: <row>：这一行有 0 格，应有 1 格"},
        {"part of a conditional",
         HEAD "<decision name='a'>\n<conditional><if/><then/></conditional></decision>" TAIL,
         "m.dmn:3:2: 错误: <conditional>：缺少 <else>"},
        {"iterator", HEAD "<decision name='a'><for><in/><return/></for></decision>" TAIL,
         "<for>：缺少 iteratorVariable"},
        {"another language",
         HEAD "<decision name='a'><literalExpression expressionLanguage='urn:python'>"
              "<text>1</text></literalExpression></decision>" TAIL,
         "不支持表达式语言“urn:python”"},
        {"a circle",
         HEAD "<decision name='a' id='a'><informationRequirement><requiredDecision href='#b'/>"
              "</informationRequirement></decision>\n<decision name='b' id='b'>"
              "<informationRequirement><requiredDecision href='#a'/></informationRequirement>"
              "</decision>" TAIL,
         "互相依赖，成了圈"},
        {"FEEL at its place in the file",
         HEAD "<decision name='a'>\n<literalExpression>\n  <text>1 + </text>"
              "</literalExpression></decision>" TAIL,
         "m.dmn:4:"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        check(CASES[i].xml, CASES[i].expected, CASES[i].what);
    }
}

static void test_xml__entities_and_doctypes_are_refused(void **state) {
    (void)state;
    check("<?xml version='1.0'?>\n<!DOCTYPE d [<!ENTITY a 'aaaa'>]>\n<definitions/>",
          "不接受文档类型声明", "internal subset");
    check("<!DOCTYPE d SYSTEM 'file:///etc/passwd'>\n<definitions/>", "不接受文档类型声明",
          "external subset");
    check("<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\n<d>&a;</d>",
          "不接受文档类型声明", "external entity");
    check(HEAD "&unknown;" TAIL, "不能读这个 XML", "undeclared entity");
}

static void test_xml__deep_nesting_is_refused(void **state) {
    (void)state;
    Arena arena = {0};
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    str_put(&out, STR(HEAD "<decision name='a'>"));
    for (int i = 0; i < 100; i++) str_put(&out, STR("<list>"));
    for (int i = 0; i < 100; i++) str_put(&out, STR("</list>"));
    str_put(&out, STR("</decision>" TAIL));
    check(str_to_c(&arena, str_built(&out)), "嵌套超过", "boxed lists");
    arena_release(&arena);
}

static void test_xml__files_not_imported_do_not_matter(void **state) {
    (void)state;
    Arena arena = {0};
    Source sources[] = {
        {STR("m.dmn"), STR(HEAD "<decision name='a'><literalExpression><text>1</text>"
                                "</literalExpression></decision>" TAIL)},
        {STR("broken.dmn"), STR("<definitions")},
    };
    bool ok;
    findings(&arena, sources, 2, &ok);
    assert_true(ok);
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xml__faults_name_line_element_and_cause),
        cmocka_unit_test(test_xml__entities_and_doctypes_are_refused),
        cmocka_unit_test(test_xml__deep_nesting_is_refused),
        cmocka_unit_test(test_xml__files_not_imported_do_not_matter),
    };
    return RUN_TESTS(tests);
}
