// SPDX-License-Identifier: Apache-2.0
// From DMN back to a policy file: what was exported comes back byte by byte, or as a file that
// decides every example alike where the model was changed; models made elsewhere become policies
// that decide as their model does.
#include "dmn.h"

#include "base/file.h"
#include "dmn/xml.h"
#include "dmn/xml_write.h"
#include "policy/decision.h"
#include "policy/model_export.h"
#include "policy/model_import.h"

#include "json_text.h"
#include "pack_file.h"

#define PACK "policies/zhongwei-2023"

static Arena arena;
static const Pack *pack;

static Str printed(const Diagnostics *diagnostics) {
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    diagnostics_print(&out, diagnostics);
    return str_built(&out);
}

static Str exported(const Policy *policy) {
    Diagnostics diagnostics = {.arena = &arena};
    Error error = {0};
    Str xml;
    const DmnModel *model = policy_model_export(&arena, pack, policy, &diagnostics);
    assert_non_null(model);
    assert_true(dmn_xml_write(&arena, model, DMN_XML_1_5, &xml, &error));
    return xml;
}

static bool import(Str xml, ImportedPolicy *imported, Diagnostics *diagnostics) {
    Source *source = NEW(&arena, Source);
    *source = (Source){STR("model.dmn"), xml};
    const DmnModelDefinition *definition = dmn_xml_read(&arena, source, 1, diagnostics);
    if (!definition) return false;
    const DmnModel *model = dmn_model_compile(&arena, definition, diagnostics);
    return model && policy_model_import(&arena, model, 0, imported, diagnostics);
}

static ImportedPolicy imported_from(Str xml) {
    Diagnostics diagnostics = {.arena = &arena};
    ImportedPolicy imported = {0};
    if (!import(xml, &imported, &diagnostics)) fail_msg("%.*s", STR_ARG(printed(&diagnostics)));
    return imported;
}

static Str replaced(Str text, const char *what, const char *by) {
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    Str wanted = str_from_c(what);
    size_t from = 0;
    for (size_t at; (at = str_find(text, wanted, from)) != SIZE_MAX; from = at + wanted.length) {
        str_put(&out, str_slice(text, from, at));
        str_put(&out, str_from_c(by));
    }
    str_put(&out, str_slice(text, from, text.length));
    return str_built(&out);
}

static void test_import__gives_back_the_file_byte_by_byte(void **state) {
    (void)state;
    size_t count = 0;
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program) continue;
        ImportedPolicy imported = imported_from(exported(policy));
        const Source *source = policy->document->source;
        if (!str_equal(imported.content, source->text)) fail_msg("%d differs", policy->number);
        assert_true(str_ends_with(source->name, imported.name));
        count++;
    }
    assert_true(count > 0);
}

// ---- Changed models ----

static const Pack *pack_with(Str name, Str content, Diagnostics *diagnostics) {
    PackFiles files;
    Error error = {0};
    assert_true(pack_files_from_folder(&arena, STR(PACK), &files, &error));
    for (size_t i = 0; i < files.count; i++) {
        if (str_equal(files.items[i].name, name)) files.items[i].content = content;
    }
    return pack_load(&arena, &files, diagnostics);
}

static Decision decided(const Pack *of, const Policy *policy, const Example *example) {
    PolicyRunOptions options = {0};
    PolicyRun *run = policy_run_new_in(&arena, of, policy, &options);
    PolicyCase facts = policy_case_from_example(&arena, policy, example);
    Decision decision;
    Error error = {0};
    if (!decision_make(run, policy, &arena, &facts, example->on, &decision, &error)) {
        fail_msg("%d: %s", policy->number, error.message);
    }
    policy_run_close(run);
    return decision;
}

static void compare_examples(const Policy *policy, const Pack *other_pack, const Policy *other) {
    assert_int_equal(policy->examples.count, other->examples.count);
    for (size_t i = 0; i < policy->examples.count; i++) {
        Decision a = decided(pack, policy, &policy->examples.items[i]);
        Decision b = decided(other_pack, other, &other->examples.items[i]);
        for (size_t k = 0; k < policy->conclusions.count; k++) {
            Str before = test_value_json(&arena, a.values[k]);
            Str after = test_value_json(&arena, b.values[k]);
            if (str_equal(before, after)) continue;
            fail_msg("%d %.*s: %.*s was %.*s and is %.*s", policy->number,
                     STR_ARG(policy->examples.items[i].title),
                     STR_ARG(policy->conclusions.items[k].key), STR_ARG(before), STR_ARG(after));
        }
    }
}

static void test_import__writes_changed_elements_anew(void **state) {
    (void)state;
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        if (!policy->program) continue;
        // As if every heading had been changed: its text is made from the model.
        Str xml = replaced(exported(policy), "kind=\"section\" digest=\"",
                           "kind=\"section\" digest=\"0");
        ImportedPolicy imported = imported_from(xml);
        Diagnostics diagnostics = {.arena = &arena};
        const Pack *other_pack = pack_with(imported.name, imported.content, &diagnostics);
        if (diagnostics_has_errors(&diagnostics)) {
            fail_msg("%.*s", STR_ARG(printed(&diagnostics)));
        }
        const Policy *other = pack_policy(other_pack, policy->number);
        assert_int_equal(other->elements.count, policy->elements.count);
        compare_examples(policy, other_pack, other);
    }
}

static void test_import__takes_a_change_made_in_the_model(void **state) {
    (void)state;
    const Policy *policy = pack_policy(pack, 24);
    Str xml = replaced(exported(policy), "<text>\"参照单位\"</text>", "<text>\"参照的单位\"</text>");
    ImportedPolicy imported = imported_from(xml);
    assert_true(str_find(imported.content, STR("| \"参照的单位\" |"), 0) != SIZE_MAX);
    // The rest of the file is as it was.
    assert_true(str_find(imported.content, STR("## 裁员率\n\n```feel\n上年度"), 0) != SIZE_MAX);
    assert_true(str_find(imported.content, STR("30人裁6人=20%→60%返6000元"), 0) != SIZE_MAX);
}

static void test_import__refuses_a_change_that_the_file_says_elsewhere(void **state) {
    (void)state;
    Diagnostics diagnostics = {.arena = &arena};
    ImportedPolicy imported;
    Str xml = replaced(exported(pack_policy(pack, 7)), "else 150000</text>", "else 200000</text>");
    assert_false(import(xml, &imported, &diagnostics));
    assert_int_equal(diagnostics.count, 1);
    Str message = printed(&diagnostics);
    assert_true(str_starts_with(message, STR("model.dmn:")));
    assert_true(str_find(message, STR("“补助标准”：这个元素由政策文件的表格生成"), 0) != SIZE_MAX);
}

// ---- Models made elsewhere ----

static const char *const CASES[] = {
    "{\"Grade\":\"A\",\"Applicant Age\":30,\"Member\":true,"
    "\"Debts\":[{\"amount\":1200,\"due\":\"2023-01-01\"},{\"amount\":0.5,\"due\":null}]}",
    "{\"Grade\":\"B\",\"Applicant Age\":18,\"Member\":false,\"Debts\":[]}",
    "{\"Grade\":\"B\",\"Applicant Age\":65,\"Member\":null,\"Debts\":null}",
    "{\"Grade\":\"C\",\"Applicant Age\":17.5,\"Member\":true,"
    "\"Debts\":[{\"amount\":100,\"due\":\"2023-12-31\"}]}",
    "{\"Grade\":null,\"Applicant Age\":40,\"Member\":true,"
    "\"Debts\":[{\"amount\":360,\"due\":null}]}",
    "{\"Applicant Age\":0}",
};

// A pack of one policy, whose document holds what the file quotes.
static const Pack *pack_of(const ImportedPolicy *imported) {
    PackFile items[] = {
        {imported->name, imported->name, imported->content},
        {STR("document.txt"), STR("document.txt"),
         STR("（待写：逐字抄录责任单位）\nA model that was made elsewhere.\n")},
        {STR("pack.md"), STR("pack.md"),
         STR("---\nid: test\ntitle: 测试\ndocument: 无\nreference_date: 2023-10-16\n---\n# 测试\n")},
    };
    PackFiles files = {.items = items, .count = sizeof items / sizeof *items};
    Diagnostics diagnostics = {.arena = &arena};
    const Pack *loaded = pack_load(&arena, &files, &diagnostics);
    if (diagnostics_has_errors(&diagnostics)) fail_msg("%.*s", STR_ARG(printed(&diagnostics)));
    return loaded;
}

static void compare_case(DmnSession *session, const Pack *loaded, const char *inputs) {
    const Policy *policy = pack_policy(loaded, IMPORT_NUMBER_DEFAULT);
    Error error = {0};
    DmnOutcome outcome;
    const JsonValue *json, *result;
    PolicyCase facts;
    Decision decision;
    PolicyRunOptions options = {0};
    PolicyRun *run = policy_run_new_in(&arena, loaded, policy, &options);
    assert_true(json_parse(&arena, str_from_c(inputs), &json, &error));
    if (!policy_case_from_json(&arena, policy, json, &facts, &error)) fail_msg("%s", error.message);
    assert_true(decision_make(run, policy, &arena, &facts, DATE_ABSENT, &decision, &error));
    assert_int_equal(dmn_evaluate(session, &(DmnRequest){.inputs = inputs}, &outcome), DMN_OK);
    assert_true(json_parse(&arena, str_from_c(outcome.result), &result, &error));
    assert_true(policy->conclusions.count > 0);
    for (size_t i = 0; i < policy->conclusions.count; i++) {
        Str expected = test_member_json(&arena, result, policy->conclusions.items[i].name);
        Str actual = test_value_json(&arena, decision.values[i]);
        if (str_equal(expected, actual)) continue;
        fail_msg("%s: %.*s is %.*s in DMN, %.*s in the policy", inputs,
                 STR_ARG(policy->conclusions.items[i].name), STR_ARG(expected), STR_ARG(actual));
    }
    policy_run_close(run);
}

static void compare_foreign(const char *path) {
    Str xml;
    Error error = {0};
    assert_true(file_read(&arena, str_from_c(path), DMN_XML_BYTES_MAX, &xml, &error));
    ImportedPolicy imported = imported_from(xml);
    const Pack *loaded = pack_of(&imported);
    DmnFile file = {path, xml.data, xml.length};
    Dmn *dmn;
    assert_int_equal(dmn_open(NULL, &file, 1, &dmn), DMN_OK);
    DmnSession *session = dmn_session_open(dmn);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        compare_case(session, loaded, CASES[i]);
    }
    dmn_session_close(session);
    dmn_close(dmn);
}

static void test_import__makes_a_policy_of_a_foreign_model(void **state) {
    (void)state;
    compare_foreign("test/policy/foreign/loan.dmn");
    compare_foreign("test/policy/foreign/boxed.dmn");
}

static const struct {
    const char *inside, *message;
} REFUSED[] = {
    {"<inputData id=\"i\" name=\"At\"><variable name=\"At\" typeRef=\"time\"/></inputData>",
     "model.dmn:2:2: 错误: “At”：事实没有这种类型"},
    {"<decision id=\"d\" name=\"D\"><variable name=\"D\"/></decision>",
     "model.dmn:2:2: 错误: “D”：没有决策逻辑"},
    {"<decision id=\"d\" name=\"D\"><variable name=\"D\"/><list><decisionTable><input>"
     "<inputExpression><text>1</text></inputExpression></input><output/></decisionTable></list>"
     "</decision>",
     "model.dmn:2:2: 错误: “D”：决策表套在别的表达式里"},
    {"<itemDefinition name=\"t\"><typeRef>string</typeRef><allowedValues><text>string length(?) = 3"
     "</text></allowedValues></itemDefinition><inputData id=\"i\" name=\"I\"><variable name=\"I\" "
     "typeRef=\"t\"/></inputData>",
     "“I”：文字的取值约束只能是逐个列出的值"},
    {"<businessKnowledgeModel id=\"b\" name=\"B\"><variable name=\"B\"/><encapsulatedLogic "
     "kind=\"PMML\"><formalParameter name=\"a\"/></encapsulatedLogic></businessKnowledgeModel>",
     "“B”：不支持用 PMML 写的函数"},
    {"<decision id=\"d\" name=\"D\"><variable name=\"D\"/><literalExpression><text>nothing + 1"
     "</text></literalExpression></decision>",
     "model.dmn:2:"},
    {"<decision id=\"d\" name=\"D\"><variable name=\"D\"/><context><contextEntry>"
     "<literalExpression><text>1</text></literalExpression></contextEntry><contextEntry><variable name=\"a\"/>"
     "<literalExpression><text>2</text></literalExpression></contextEntry></context></decision>",
     "“D”的上下文里，第1项没有名称，却不是最后一项"},
};

static void test_import__names_what_cannot_be_said(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        Diagnostics diagnostics = {.arena = &arena};
        ImportedPolicy imported;
        Str xml = str_format(&arena, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/"
                                     "MODEL/\" namespace=\"urn:x\" name=\"x\">\n%s</definitions>",
                             REFUSED[i].inside);
        assert_false(import(xml, &imported, &diagnostics));
        Str message = printed(&diagnostics);
        if (str_find(message, str_from_c(REFUSED[i].message), 0) != SIZE_MAX) continue;
        fail_msg("%s: %.*s", REFUSED[i].message, STR_ARG(message));
    }
}

int main(void) {
    pack = test_pack_load(&arena, PACK);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_import__gives_back_the_file_byte_by_byte),
        cmocka_unit_test(test_import__writes_changed_elements_anew),
        cmocka_unit_test(test_import__takes_a_change_made_in_the_model),
        cmocka_unit_test(test_import__refuses_a_change_that_the_file_says_elsewhere),
        cmocka_unit_test(test_import__makes_a_policy_of_a_foreign_model),
        cmocka_unit_test(test_import__names_what_cannot_be_said),
    };
    return RUN_TESTS(tests);
}
