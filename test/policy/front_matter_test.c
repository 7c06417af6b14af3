// SPDX-License-Identifier: Apache-2.0
// The head of a policy file: every fault has a place and says what to do.
#include "policy/front_matter.h"

#include "policy/mark.h"
#include "policy/nearest.h"

#include "test.h"

static Arena arena;

static const FrontField fields[] = {
    {"number", FRONT_TEXT, true}, {"departments", FRONT_LIST, false}, {"valid", FRONT_MAP, false}};

// What is said of a head, without the lines of excerpt.
static Str findings_of(const char *head) {
    Source *source = NEW(&arena, Source);
    *source = (Source){STR("a.md"), str_from_c(head)};
    Diagnostics diagnostics = {.arena = &arena};
    const FrontValue *front = front_matter_parse(
        &arena, source, (SourceRange){0, source->text.length}, &diagnostics);
    if (front) front_check(front, source, fields, sizeof fields / sizeof fields[0], &diagnostics);
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    for (size_t i = 0; i < diagnostics.count; i++) {
        size_t line, column;
        source_position(source, diagnostics.items[i].range.from, &line, &column);
        str_put_format(&out, "%zu:%zu %.*s;", line, column, STR_ARG(diagnostics.items[i].message));
    }
    return str_built(&out);
}

static void test_front_matter__reads_a_tree(void **state) {
    (void)state;
    Source source = {STR("a.md"), STR("number: 7\nvalid: {to: 2023-12-31}\ndepartments: [甲, 乙]\n")};
    Diagnostics diagnostics = {.arena = &arena};
    const FrontValue *front = front_matter_parse(
        &arena, &source, (SourceRange){0, source.text.length}, &diagnostics);
    assert_str_equal(front_text(front, "number"), "7");
    const FrontValue *valid = front_get(front, "valid", FRONT_MAP);
    Date to = front_date(valid, "to", &source, &diagnostics);
    assert_str_equal(date_to_str(&arena, to), "2023-12-31");
    assert_int_equal(front_date(valid, "from", &source, &diagnostics), DATE_ABSENT);
    const FrontValue *departments = front_get(front, "departments", FRONT_LIST);
    assert_int_equal(departments->count, 2);
    assert_str_equal(departments->items[1]->text, "乙");
    assert_null(front_get(front, "number", FRONT_LIST));
    assert_int_equal(diagnostics.count, 0);
}

static void test_front_matter__places_its_findings(void **state) {
    (void)state;
    assert_str_equal(findings_of("number: 7\n"), "");
    assert_str_equal(findings_of("number: 7\n部门: 甲\n"), "2:1 文件头不认识键“部门”;");
    assert_str_equal(findings_of("number: [7]\n"),
                     "1:9 键“number”应当是一个值;1:1 文件头缺键“number”;");
    assert_str_equal(findings_of("number: 7\nnumber: 8\n"), "2:1 键“number”写了两次;");
    assert_str_equal(findings_of("number: 7\nvalid: &a {x: *a}\n"), "2:15 不能用YAML别名（*）;");
    assert_str_equal(findings_of("- 7\n"), "1:1 文件头应当是一行一个“键: 值”;");
    assert_str_equal(findings_of(""), "1:1 缺文件头;");
    assert_str_equal(findings_of("number: 7\nvalid: {a: {b: {c: {d: 1}}}}\n"), "2:20 嵌套超过4层;");
    assert_true(str_find(findings_of("number: 7\nvalid: {a\n"), STR("文件头不是合法的YAML"), 0) !=
                SIZE_MAX);
}

static void test_mark__is_cut_from_the_end(void **state) {
    (void)state;
    Mark mark;
    assert_str_equal(mark_cut(STR("false [R]"), &mark), "false");
    assert_int_equal(mark, MARK_READING);
    assert_str_equal(mark_cut(STR("5 [O] [R]"), &mark), "5");
    assert_str_equal(mark_cut(STR("[1, 2]"), &mark), "[1, 2]");
    assert_int_equal(mark, MARK_NONE);
    assert_str_equal(mark_cut(STR("[D]"), &mark), "");
    assert_int_equal(mark_find(STR("按 [O] 某规定 [R]")), MARK_OTHER);
}

static Str nearest_of(const char *word) {
    Nearest nearest = nearest_to(str_from_c(word));
    nearest_offer(&nearest, STR("employer_kind"));
    nearest_offer(&nearest, STR("employer_size"));
    nearest_offer(&nearest, STR("用人单位类型"));
    nearest_offer(&nearest, STR("甲"));
    return nearest.best.data ? nearest.best : STR("");
}

static void test_nearest__suggests_only_what_is_near(void **state) {
    (void)state;
    assert_str_equal(nearest_of("employer_knid"), "employer_kind");
    assert_str_equal(nearest_of("emplyer_size"), "employer_size");
    assert_str_equal(nearest_of("用人单位类别"), "用人单位类型");
    assert_str_equal(nearest_of("graduation"), "");
    assert_str_equal(nearest_of("乙"), "");
    assert_str_equal(nearest_of(""), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_front_matter__reads_a_tree),
        cmocka_unit_test(test_front_matter__places_its_findings),
        cmocka_unit_test(test_mark__is_cut_from_the_end),
        cmocka_unit_test(test_nearest__suggests_only_what_is_near),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
