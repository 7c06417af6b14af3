// SPDX-License-Identifier: Apache-2.0
// Protects how facts come in and results go out: exact numbers, typed dates, errors with a path.
#include "test.h"

#include "feel/builtin.h"
#include "feel/json.h"

static Arena arena;

static const JsonValue *parse(const char *text) {
    const JsonValue *json;
    Error error = {0};
    if (!json_parse(&arena, str_from_c(text), &json, &error)) fail_msg("%s", error.message);
    return json;
}

static Str to_json(FeelValue value) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, &arena, 0);
    json_writer_init(&writer, &out);
    feel_to_json(&writer, value);
    return str_built(&out);
}

static FeelValue read(const char *text, const FeelType *type) {
    FeelValue value;
    Error error = {0};
    if (!feel_from_json(&arena, parse(text), type, &value, &error)) fail_msg("%s", error.message);
    return value;
}

static Str read_error(const char *text, const FeelType *type) {
    FeelValue value;
    Error error = {0};
    assert_false(feel_from_json(&arena, parse(text), type, &value, &error));
    assert_int_equal(error.kind, ERROR_INVALID);
    return str_copy(&arena, str_from_c(error.message));
}

static const FeelType *roster_type(void) {
    FeelField *fields = NEW_ARRAY(&arena, FeelField, 2);
    fields[0] = (FeelField){STR("人数"), FEEL_TYPE_OF(NUMBER)};
    fields[1] = (FeelField){STR("入职"), FEEL_TYPE_OF(DATE)};
    FeelField *outer = NEW(&arena, FeelField);
    *outer = (FeelField){STR("名册"),
                         feel_type_list_of(&arena, feel_type_context_of(&arena, fields, 2))};
    return feel_type_context_of(&arena, outer, 1);
}

static void test_json__untyped_values_come_back_the_same(void **state) {
    (void)state;
    static const char *const texts[] = {"null", "true", "\"2023-10-16\"", "[]", "{}", "0.055",
                                        "12345678901234567890.12",
                                        "{\"a\":[1,{\"b\":null}],\"姓名\":\"马兰\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_str_equal(to_json(read(texts[i], NULL)), texts[i]);
    }
    assert_int_equal(read("\"2023-10-16\"", NULL).kind, FEEL_STRING);
}

static void test_json__types_tell_dates_from_strings(void **state) {
    (void)state;
    assert_int_equal(read("\"2023-10-16\"", FEEL_TYPE_OF(DATE)).kind, FEEL_DATE);
    assert_int_equal(read("\"08:30:00\"", FEEL_TYPE_OF(TIME)).kind, FEEL_TIME);
    assert_int_equal(read("\"2023-10-16T08:30:00\"", FEEL_TYPE_OF(DATE_TIME)).kind,
                     FEEL_DATE_TIME);
    assert_int_equal(read("\"P1Y\"", FEEL_TYPE_OF(MONTHS_DURATION)).kind, FEEL_MONTHS_DURATION);
    assert_true(feel_is_null(read("null", FEEL_TYPE_OF(DATE))));
    FeelValue roster = read("{\"名册\":[{\"人数\":3,\"入职\":\"2023-01-01\",\"备注\":\"x\"}]}",
                            roster_type());
    FeelValue person = feel_context_get(roster.context, STR("名册"))->list.items[0];
    assert_int_equal(feel_context_get(person.context, STR("入职"))->kind, FEEL_DATE);
    assert_str_equal(feel_context_get(person.context, STR("备注"))->string, "x");
}

static void test_json__errors_give_the_path(void **state) {
    (void)state;
    assert_str_equal(read_error("{\"名册\":[{\"人数\":1},{\"人数\":\"两\"}]}", roster_type()),
                     "名册[2].人数：应为数字，实为字符串“两”");
    assert_str_equal(read_error("{\"名册\":[{\"入职\":\"2023-02-30\"}]}", roster_type()),
                     "名册[1].入职：应为日期，如\"2023-10-16\"，实为字符串“2023-02-30”");
    assert_str_equal(read_error("{\"名册\":{}}", roster_type()), "名册：应为列表，实为对象");
    assert_str_equal(read_error("1", FEEL_TYPE_OF(BOOLEAN)), "值：应为true或false，实为数字“1”");
    static const struct {
        const char *json;
        FeelTypeKind type;
        const char *message;
    } cases[] = {
        {"[]", FEEL_TYPE_STRING, "值：应为字符串，实为列表"},
        {"true", FEEL_TYPE_NUMBER, "值：应为数字，实为布尔值"},
        {"20231016", FEEL_TYPE_DATE, "值：应为日期，如\"2023-10-16\"，实为数字“20231016”"},
        {"\"8:30\"", FEEL_TYPE_TIME, "值：应为时间，如\"08:30:00\"，实为字符串“8:30”"},
        {"\"x\"", FEEL_TYPE_DATE_TIME,
         "值：应为日期时间，如\"2023-10-16T08:30:00\"，实为字符串“x”"},
        {"\"P1D\"", FEEL_TYPE_MONTHS_DURATION,
         "值：应为年月时长，如\"P1Y2M\"，实为字符串“P1D”"},
        {"1", FEEL_TYPE_NULL, "值：应为空值，实为数字“1”"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str_equal(read_error(cases[i].json, &feel_simple_types[cases[i].type]),
                         cases[i].message);
    }
    FeelType range = {.kind = FEEL_TYPE_RANGE, .element = FEEL_TYPE_OF(NUMBER)};
    assert_str_equal(read_error("1", &range), "值：应为能写成JSON的类型，实为数字“1”");
    assert_str_equal(read_error("\"P1Y\"", FEEL_TYPE_OF(DAYS_DURATION)),
                     "值：应为日时长，如\"P3DT4H\"，实为字符串“P1Y”");
}

static void test_json__results_write_dates_and_ranges_as_text(void **state) {
    (void)state;
    FeelRange range = {feel_int(1), feel_int(3), true, false, FEEL_RANGE_INTERVAL};
    const FeelValue items[] = {feel_date(0), {.kind = FEEL_MONTHS_DURATION, .months_duration = 14},
                               {.kind = FEEL_RANGE, .range = &range}};
    assert_str_equal(to_json(feel_list(items, 3)), "[\"1970-01-01\",\"P1Y2M\",\"[1..3)\"]");
}

static void test_json__nesting_beyond_the_limit_is_text(void **state) {
    (void)state;
    FeelValue value = feel_int(1);
    for (int i = 0; i < JSON_DEPTH_MAX + 10; i++) {
        FeelValue *item = NEW(&arena, FeelValue);
        *item = value;
        value = feel_list(item, 1);
    }
    Str text = to_json(value);
    assert_int_equal(str_find(text, STR("\"[[[[[[[[[[1]]]]]]]]]]\""), 0), JSON_DEPTH_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json__untyped_values_come_back_the_same),
        cmocka_unit_test(test_json__types_tell_dates_from_strings),
        cmocka_unit_test(test_json__errors_give_the_path),
        cmocka_unit_test(test_json__results_write_dates_and_ranges_as_text),
        cmocka_unit_test(test_json__nesting_beyond_the_limit_is_text),
    };
    int status = RUN_TESTS(tests);
    arena_release(&arena);
    return status;
}
