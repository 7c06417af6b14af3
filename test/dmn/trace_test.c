// SPDX-License-Identifier: Apache-2.0
// The trace has the form that docs/dmn.md shows: the example there is what the library gives.
#include "dmn.h"

#include "base/file.h"

#include "test.h"

static Arena arena;

static Str read(const char *path) {
    Str text;
    Error error = {0};
    if (!file_read(&arena, str_from_c(path), 1 << 20, &text, &error)) fail_msg("%s", error.message);
    return text;
}

// The text between "```json" and "```" behind a heading, without its white space.
static Str example_of(Str page, const char *heading) {
    size_t from = str_find(page, str_from_c(heading), 0);
    assert_true(from != SIZE_MAX);
    from = str_find(page, STR("```json"), from) + 7;
    Str text = str_slice(page, from, str_find(page, STR("```"), from));
    StrBuilder out;
    bool is_quoted = false;
    str_builder_init(&out, &arena, 0);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"') is_quoted = !is_quoted;
        bool is_white = text.data[i] == ' ' || text.data[i] == '\n';
        if (is_quoted || !is_white) str_put_char(&out, text.data[i]);
    }
    return str_built(&out);
}

static void test_trace__has_the_form_that_the_manual_shows(void **state) {
    (void)state;
    Str xml = read("test/dmn/trace/grant.dmn");
    Str example = example_of(read("docs/dmn.md"), "## The trace");
    DmnFile file = {"grant.dmn", xml.data, xml.length};
    Dmn *model;
    DmnOutcome outcome;
    assert_int_equal(dmn_open(NULL, &file, 1, &model), DMN_OK);
    DmnSession *session = dmn_session_open(model);
    DmnRequest request = {
        .inputs = "{\"年龄\": 20, \"月数\": 6}", .decision = "补助", .wants_trace = 1};
    assert_int_equal(dmn_evaluate(session, &request, &outcome), DMN_OK);
    assert_string_equal(outcome.result, "{\"补助\":1500}");
    assert_str_equal(example, outcome.trace);
    dmn_session_close(session);
    dmn_close(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace__has_the_form_that_the_manual_shows),
    };
    int failed = RUN_TESTS(tests);
    arena_release(&arena);
    return failed;
}
