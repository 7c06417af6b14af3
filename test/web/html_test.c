// SPDX-License-Identifier: Apache-2.0
// Protects what users see from what users write: every value is escaped by its type.
#include "test.h"

#include "test/web/badge.html.c"
#include "test/web/example.html.c"

static Str render(Arena *arena, const ExampleView *view) {
    Html html;
    html_init(&html, arena);
    example_html(&html, view);
    return html_built(&html);
}

static void test_template__writes_every_construct(void **state) {
    (void)state;
    Arena arena = {0};
    const ExampleJob jobs[] = {{STR("焊工"), STR("ZW-1"), {500000}},
                               {STR("<b>"), STR("a/b ?"), {123456789}}};
    ExampleView view = {.name = STR("\"王\" & <script>'"),
                        .link = STR("/jobs?a=1&b=2"),
                        .count = 2,
                        .is_open = true,
                        .due = {date_from_civil((CivilDate){2023, 10, 16})},
                        .jobs = {jobs, 2},
                        .badge = {STR("新")}};
    assert_str_equal(
        render(&arena, &view),
        "<section class=\"card open\" title=\"&quot;王&quot; &amp; &lt;script&gt;&#39;\">\n"
        "<h1>你好，&quot;王&quot; &amp; &lt;script&gt;&#39;</h1>\n"
        "<em>新</em>\n"
        "<a href=\"/jobs?a=1&amp;b=2\">去看</a>\n"
        "<p>2 件</p>\n"
        "<ul>\n"
        "<li><a href=\"/vacancies/ZW-1?row=0\">焊工</a> 5,000.00 元</li>\n"
        "<li><a href=\"/vacancies/a%2Fb%20%3F?row=1\">&lt;b&gt;</a> 1,234,567.89 元</li>\n"
        "</ul>\n"
        "<input name=\"due\" value=\"2023年10月16日\" checked>\n"
        "是否开放：是\n"
        "</section>\n");
    arena_release(&arena);
}

static void test_template__says_what_an_empty_list_lacks(void **state) {
    (void)state;
    Arena arena = {0};
    ExampleView view = {.link = STR("javascript:alert(1)"), .due = {DATE_ABSENT}};
    Str html = render(&arena, &view);
    assert_true(str_find(html, STR("<li>还没有岗位</li>"), 0) != SIZE_MAX);
    assert_true(str_find(html, STR("<p>没有</p>"), 0) != SIZE_MAX);
    assert_true(str_find(html, STR("href=\"#\""), 0) != SIZE_MAX);
    assert_true(str_find(html, STR("value=\"—\">"), 0) != SIZE_MAX);
    arena_release(&arena);
}

static void test_html__lets_only_safe_urls_through(void **state) {
    (void)state;
    static const struct {
        const char *url;
        const char *shown;
    } cases[] = {
        {"/a", "/a"},           {"/", "/"},
        {"?page=2", "?page=2"}, {"#top", "#top"},
        {"https://www.nx.gov.cn/", "https://www.nx.gov.cn/"}, {"tel:12333", "tel:12333"},
        {"//evil", "#"},        {"/\\evil", "#"},
        {"/\t/evil", "#"},      {"JavaScript:x", "#"},
        {" javascript:x", "#"}, {"data:text/html,x", "#"},
        {"a", "#"},
    };
    Arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Html html;
        html_init(&html, &arena);
        html_put_url(&html, str_from_c(cases[i].url));
        assert_str_equal(html_built(&html), cases[i].shown);
    }
    arena_release(&arena);
}

static void test_html__writes_amounts(void **state) {
    (void)state;
    static const struct {
        int64_t fen;
        const char *shown;
    } cases[] = {
        {0, "0.00"},           {5, "0.05"},
        {99, "0.99"},          {100, "1.00"},
        {99999, "999.99"},     {100000, "1,000.00"},
        {-150000, "-1,500.00"}, {123456789012, "1,234,567,890.12"},
        {INT64_MIN, "-92,233,720,368,547,758.08"},
    };
    Arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str_equal(fen_to_str(&arena, (Fen){cases[i].fen}), cases[i].shown);
    }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_template__writes_every_construct),
        cmocka_unit_test(test_template__says_what_an_empty_list_lacks),
        cmocka_unit_test(test_html__lets_only_safe_urls_through),
        cmocka_unit_test(test_html__writes_amounts),
    };
    return RUN_TESTS(tests);
}
