// SPDX-License-Identifier: Apache-2.0
// Protects what a clerk sees when a text is wrong: the place, the line, a caret under the fault.
#include "test.h"

#include "base/diagnostic.h"

static Str printed(Arena *arena, const Diagnostics *list) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    diagnostics_print(&out, list);
    return str_built(&out);
}

static void test_diagnostic__shows_place_line_caret_and_hint(void **state) {
    (void)state;
    Arena arena = {0};
    Source source = {STR("a.md"), STR("第一行\n年龄 ， 3\r\n末行")};
    Diagnostics list = {.arena = &arena};
    size_t comma = str_find(source.text, STR("，"), 0);
    diagnostics_add(&list, SEVERITY_ERROR, &source, (SourceRange){comma, comma + 3}, "全角%s",
                    "逗号");
    diagnostics_hint(&list, "改成“%c”", ',');
    assert_str_equal(printed(&arena, &list), "a.md:2:4: 错误: 全角逗号\n"
                                             "  年龄 ， 3\n"
                                             "       ^^\n"
                                             "  提示: 改成“,”\n");
    assert_true(diagnostics_has_errors(&list));
    arena_release(&arena);
}

static void test_diagnostic__tabs_line_ends_and_points(void **state) {
    (void)state;
    Arena arena = {0};
    Source source = {STR("x"), STR("\tab\x1B\n")};
    Diagnostics list = {.arena = &arena};
    diagnostics_add(&list, SEVERITY_WARNING, &source, (SourceRange){2, 99}, "到行末");
    diagnostics_add(&list, SEVERITY_NOTE, &source, (SourceRange){5, 5}, "文末");
    diagnostics_add(&list, SEVERITY_NOTE, &source, (SourceRange){999, 1000}, "之外");
    diagnostics_add(&list, SEVERITY_NOTE, NULL, (SourceRange){0, 0}, "没有位置");
    assert_str_equal(printed(&arena, &list), "x:1:3: 警告: 到行末\n  \tab \n  \t ^^\n"
                                             "x:2:1: 说明: 文末\n  \n  ^\n"
                                             "x:2:1: 说明: 之外\n  \n  ^\n"
                                             "说明: 没有位置\n");
    assert_false(diagnostics_has_errors(&list));
    arena_release(&arena);
}

static void test_diagnostic__a_long_line_is_cut_around_the_fault(void **state) {
    (void)state;
    Arena arena = {0};
    StrBuilder text;
    str_builder_init(&text, &arena, 0);
    for (int i = 0; i < 400; i++) str_put(&text, STR("中"));
    str_put_char(&text, '!');
    for (int i = 0; i < 400; i++) str_put(&text, STR("卫"));
    Source source = {STR("x"), str_built(&text)};
    Diagnostics list = {.arena = &arena};
    diagnostics_add(&list, SEVERITY_ERROR, &source, (SourceRange){1200, 1201}, "这里");
    Str all = printed(&arena, &list);
    assert_true(all.length < 1000);
    Str rest = all;
    assert_str_equal(str_cut(&rest, '\n'), "x:1:401: 错误: 这里");
    Str line = str_cut(&rest, '\n');
    assert_true(str_starts_with(line, STR("  ...中")) && str_ends_with(line, STR("卫...")));
    Str caret = str_cut(&rest, '\n');
    // 60 wide characters precede the fault, behind the margin and the dots.
    assert_int_equal(str_find(caret, STR("^"), 0), 2 + 3 + 120);
    assert_int_equal(str_find(line, STR("!"), 0), 2 + 3 + 180);
    arena_release(&arena);
}

static void test_diagnostic__beyond_the_limit_is_counted(void **state) {
    (void)state;
    Arena arena = {0};
    Diagnostics list = {.arena = &arena};
    for (int i = 0; i < DIAGNOSTICS_MAX; i++) {
        diagnostics_add(&list, SEVERITY_ERROR, NULL, (SourceRange){0, 0}, "%d", i);
    }
    diagnostics_hint(&list, "留");
    for (int i = 0; i < 3; i++) {
        assert_non_null(diagnostics_add(&list, SEVERITY_ERROR, NULL, (SourceRange){0, 0}, "多"));
        diagnostics_hint(&list, "丢");
    }
    assert_int_equal(list.count, DIAGNOSTICS_MAX);
    assert_int_equal(list.error_count, DIAGNOSTICS_MAX + 3);
    assert_str_equal(list.items[DIAGNOSTICS_MAX - 1].hint, "留");
    assert_true(str_ends_with(printed(&arena, &list), STR("另有 3 处未列出（最多列出 1000 处）\n")));
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diagnostic__shows_place_line_caret_and_hint),
        cmocka_unit_test(test_diagnostic__tabs_line_ends_and_points),
        cmocka_unit_test(test_diagnostic__a_long_line_is_cut_around_the_fault),
        cmocka_unit_test(test_diagnostic__beyond_the_limit_is_counted),
    };
    return RUN_TESTS(tests);
}
