// SPDX-License-Identifier: Apache-2.0
// Protects the door through which facts come: nothing inexact, ambiguous or unbounded gets in.
#include "scratch.h"

#include "base/json.h"
#include "base/utf8.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const JsonValue *parsed(const char *text) {
    const JsonValue *value = NULL;
    Error error = {0};
    if (!json_parse(&arena, str_from_c(text), &value, &error)) {
        fail_msg("%s: %s", text, error.message);
    }
    return value;
}

// The start of the message tells the place; `part` must stand in message or detail.
static void assert_refused(Str text, const char *place, const char *part) {
    const JsonValue *value = NULL;
    Error error = {0};
    if (json_parse(&arena, text, &value, &error)) fail_msg("accepted: %.*s", STR_ARG(text));
    assert_null(value);
    assert_true(error.kind == ERROR_INVALID || error.kind == ERROR_LIMIT);
    if (!strstr(error.message, part) && !strstr(error.detail, part)) {
        fail_msg("%.*s: \"%s\" lacks \"%s\"", STR_ARG(text), error.message, part);
    }
    if (!strstr(error.message, place)) {
        fail_msg("%.*s: \"%s\" is not at %s", STR_ARG(text), error.message, place);
    }
}

static void test_json__round_trips(void **state) {
    (void)state;
    static const char *const cases[] = {
        "null", "true", "false", "\"\"", "[]", "{}", "0", "-0", "-1.5e-7",
        "{\"b\":1,\"a\":[true,null,{\"中\":\"卫\"}]}", // members keep their order
        "100.10", "12345678901234567890123456789.1234567890123456789", "1E400"};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_str_equal(json_written(parsed(cases[i])), cases[i]);
    }
    assert_str_equal(json_written(parsed("\xEF\xBB\xBF \t\r\n[ 1 , 2 ] \n")), "[1,2]");
}

static void test_json__numbers_are_exact_or_refused(void **state) {
    (void)state;
    int64_t integer = 7;
    Decimal decimal;
    assert_true(json_to_int64(parsed("-9223372036854775808"), &integer) && integer == INT64_MIN);
    assert_true(json_to_int64(parsed("3.0"), &integer) && integer == 3);
    assert_true(json_to_int64(parsed("1.5e3"), &integer) && integer == 1500);
    static const char *const refused[] = {"9223372036854775808", "18446744073709551616", "1.5",
                                          "1.00000000000000000000000000000000000001", "1e400",
                                          "\"1\"", "true", "null"};
    for (size_t i = 0; i < COUNT(refused); i++) {
        assert_false(json_to_int64(parsed(refused[i]), &integer));
    }
    assert_int_equal(integer, 1500);
    assert_true(json_to_decimal(parsed("18446744073709551616"), &decimal));
    assert_str_equal(decimal_to_str(&arena, decimal), "18446744073709551616");
    assert_true(json_to_decimal(parsed("100.10"), &decimal));
    assert_str_equal(decimal_to_str_scaled(&arena, decimal), "100.10");
    assert_false(json_to_decimal(parsed("1e7000"), &decimal));
    assert_false(json_to_decimal(NULL, &decimal) || json_to_int64(NULL, &integer));
}

static void test_json__malformed_text_is_refused_with_its_place(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        {"", "第1行第1列", "应为值"},
        {"  \n ", "第2行第2列", "到此为止"},
        {"NaN", "第1行第1列", "没有 NaN"},
        {"-Infinity", "第1行第2列", "没有 NaN"},
        {"nul", "第1行第1列", "应为值"},
        {"True", "第1行第1列", "应为值"},
        {"1 2", "第1行第3列", "应为文末"},
        {"nullx", "第1行第5列", "应为文末"},
        {"[1,]", "第1行第4列", "应为值，遇到“]”"},
        {"[1 2]", "第1行第4列", "“,”或“]”"},
        {"{\"a\":1,}", "第1行第8列", "双引号里的键"},
        {"{a:1}", "第1行第2列", "双引号里的键"},
        {"{\"a\" 1}", "第1行第6列", "“:”"},
        {"{'a':1}", "第1行第2列", "英文双引号"},
        {"{“a”:1}", "第1行第2列", "英文双引号"},
        {"[\n  1,\n  中]", "第3行第3列", "遇到“中”"},
        {"[1", "第1行第3列", "到此为止"},
        {"01", "第1行第1列", "不能以 0 开头"},
        {"+1", "第1行第1列", "应为值"},
        {".5", "第1行第1列", "应为值"},
        {"1.", "第1行第3列", "应为数字"},
        {"1e", "第1行第3列", "应为数字"},
        {"-", "第1行第2列", "应为数字"},
        {"\"abc", "第1行第1列", "没有结束"},
        {"\"a\nb\"", "第1行第3列", "控制字符"},
        {"\"\\x\"", "第1行第2列", "反斜杠"},
        {"\"\\", "第1行第2列", "反斜杠"},
        {"\"\\u12G4\"", "第1行第2列", "十六进制"},
        {"\"\\u12", "第1行第2列", "十六进制"},
        {"\"\\ud800\"", "第1行第2列", "半个字符"},
        {"\"\\udc00\"", "第1行第2列", "半个字符"},
        {"\"\\ud800\\u0041\"", "第1行第2列", "半个字符"},
        {"\"a\xFF\"", "第1行第3列", "UTF-8"},
        {"\"\xED\xA0\x80\"", "第1行第2列", "UTF-8"},
        {"// x\n1", "第1行第1列", "应为值"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_refused(str_from_c(cases[i][0]), cases[i][1], cases[i][2]);
    }
    assert_refused(STR("[1\0]"), "第1行第3列", "控制字符 U+0000");
    assert_refused(STR("\"a\0b\""), "第1行第3列", "控制字符");
}

static void test_json__duplicate_keys_are_refused(void **state) {
    (void)state;
    assert_refused(STR("{\"a\":1,\n \"b\":2, \"a\":3}"), "第2行第9列", "“a”");
    assert_refused(STR("{\"a\":1,\"\\u0061\":1}"), "第1行第8列", "“a”"); // the same once decoded
    StrBuilder text;
    str_builder_init(&text, &arena, 0);
    for (int i = 0; i < 1000; i++) str_put_format(&text, "%c\"k%d\":%d", i ? ',' : '{', i, i);
    size_t column = utf8_count(str_built(&text)) + 2;
    str_put(&text, STR(",\"k500\":0}"));
    const char *place = str_to_c(&arena, str_format(&arena, "第1行第%zu列", column));
    assert_refused(str_built(&text), place, "“k500”");
    parsed("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}"); // in different objects they are fine
}

static void test_json__depth_is_bounded(void **state) {
    (void)state;
    char text[2 * JSON_DEPTH_MAX + 3];
    memset(text, '[', JSON_DEPTH_MAX);
    memset(text + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    text[2 * JSON_DEPTH_MAX] = '\0';
    parsed(text);
    memset(text, '[', JSON_DEPTH_MAX + 1);
    assert_refused(str_from_c(text), "第1行第65列", "嵌套太深");
    // Many lists beside each other are not deep.
    parsed("[[],[],{},{},[[]],[[]]]");
}

static void test_json__escapes_are_decoded(void **state) {
    (void)state;
    const JsonValue *value = parsed("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u4e2d\\u00E9\\uD83D\\uDE00x\"");
    assert_str_equal(value->text, "\"\\/\b\f\n\r\t中é😀x");
    assert_str_equal(json_written(value), "\"\\\"\\\\/\\b\\f\\n\\r\\t中é😀x\"");
    value = parsed("\"a\\u0000b\"");
    assert_int_equal(value->text.length, 3);
    assert_str_equal(json_written(value), "\"a\\u0000b\"");
    assert_str_equal(json_written(parsed("\"\\u001f\\u007f\"")), "\"\\u001f\x7F\"");
}

static void test_json__values_do_not_refer_to_the_text(void **state) {
    (void)state;
    char text[] = "{\"key\":[\"value\",12]}";
    const JsonValue *value = parsed(text);
    memset(text, 'x', sizeof text);
    assert_str_equal(json_written(value), "{\"key\":[\"value\",12]}");
}

static void test_json__get_finds_members_in_small_and_large_objects(void **state) {
    (void)state;
    for (int size = 0; size < 40; size++) {
        StrBuilder text;
        str_builder_init(&text, &arena, 0);
        str_put_char(&text, '{');
        for (int i = 0; i < size; i++) {
            str_put_format(&text, "%s\"k%d\":%d", i ? "," : "", i * 7 % 40, i);
        }
        str_put_char(&text, '}');
        const JsonValue *object = parsed(str_to_c(&arena, str_built(&text)));
        for (int i = 0; i < size; i++) {
            const char *key = str_to_c(&arena, str_format(&arena, "k%d", i * 7 % 40));
            int64_t found;
            assert_true(json_to_int64(json_get(object, key), &found));
            assert_int_equal(found, i);
        }
        assert_null(json_get(object, "k"));
        assert_null(json_get(object, "z"));
    }
    assert_null(json_get(NULL, "a"));
    assert_null(json_get(parsed("[1]"), "a"));
}

static void test_json_writer__places_commas_and_escapes(void **state) {
    (void)state;
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    json_member_string(&writer, "name", STR("a\"\x01\xFF中"));
    json_member_string(&writer, "none", (Str){0});
    json_member_int(&writer, "fen", -150000);
    json_member_boolean(&writer, "ok", true);
    json_key(&writer, STR("list"));
    json_open_array(&writer);
    json_open_array(&writer);
    json_close_array(&writer);
    json_open_object(&writer);
    json_close_object(&writer);
    json_decimal(&writer, decimal_from_scaled(10010, 2));
    json_decimal(&writer, decimal_divide(DECIMAL_ONE, DECIMAL_ZERO));
    json_null(&writer);
    json_close_array(&writer);
    json_member_boolean(&writer, "last", false);
    json_close_object(&writer);
    assert_str_equal(str_built(&out),
                     "{\"name\":\"a\\\"\\u0001\xEF\xBF\xBD中\",\"none\":null,\"fen\":-150000,"
                     "\"ok\":true,\"list\":[[],{},100.1,null,null],\"last\":false}");
    assert_int_equal(writer.depth, 0);
    parsed(str_to_c(&arena, str_built(&out)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_json__round_trips),
        TEST(test_json__numbers_are_exact_or_refused),
        TEST(test_json__malformed_text_is_refused_with_its_place),
        TEST(test_json__duplicate_keys_are_refused),
        TEST(test_json__depth_is_bounded),
        TEST(test_json__escapes_are_decoded),
        TEST(test_json__values_do_not_refer_to_the_text),
        TEST(test_json__get_finds_members_in_small_and_large_objects),
        TEST(test_json_writer__places_commas_and_escapes),
    };
    return RUN_TESTS(tests);
}
