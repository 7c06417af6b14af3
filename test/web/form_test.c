// SPDX-License-Identifier: Apache-2.0
// Protects handlers from input: what arrives is declared, typed and within its limits.
#include "test.h"

#include "web/form.h"

static const FormOption kinds[] = {{"person", "个人"}, {"org", "单位"}};
static const FormField fields[] = {
    {.name = "name", .label = "姓名", .type = FIELD_TEXT, .is_required = true, .length_max = 4},
    {.name = "note", .label = "说明", .type = FIELD_LONG_TEXT},
    {.name = "months", .label = "月数", .type = FIELD_INT, .min = 1, .max = 12},
    {.name = "wage", .label = "工资", .type = FIELD_FEN, .min = 1, .max = 100000000},
    {.name = "rate", .label = "比例", .type = FIELD_DECIMAL},
    {.name = "hired", .label = "招用日期", .type = FIELD_DATE},
    {.name = "kind", .label = "类别", .type = FIELD_ENUM, .options = kinds, .option_count = 2},
    {.name = "agree", .label = "情况属实", .type = FIELD_CHECKBOX},
    {.name = "proof", .label = "证明", .type = FIELD_FILE, .length_max = 2048},
    {.name = "secret", .label = "口令", .type = FIELD_PASSWORD},
};
static const Form form = {"test", fields, sizeof fields / sizeof *fields};

static FormValues read_query(Arena *arena, const char *text) {
    FieldList sent = {0};
    Error error = {0};
    FormValues values;
    if (!fields_parse(arena, str_from_c(text), &sent, &error)) fail_msg("%s", error.message);
    form_read(arena, &form, &sent, &values);
    return values;
}

static void test_form__gives_typed_values(void **state) {
    (void)state;
    Arena arena = {0};
    FormValues values = read_query(
        &arena, "name=+%E5%BC%A0%E4%B8%89+&note=a%0D%0Ab&months=12&wage=1,234.5&rate=0.055"
                "&hired=2023-09-01&kind=org&agree=on&secret=+x+&extra=1");
    assert_int_equal(values.fault_count, 0);
    assert_str_equal(form_text(&values, "name"), "张三");
    assert_str_equal(form_text(&values, "note"), "a\r\nb");
    assert_int_equal(form_int(&values, "months"), 12);
    assert_int_equal(form_fen(&values, "wage"), 123450);
    assert_true(form_date(&values, "hired") == date_from_civil((CivilDate){2023, 9, 1}));
    assert_str_equal(form_text(&values, "kind"), "org");
    assert_true(form_is_checked(&values, "agree"));
    assert_str_equal(form_text(&values, "secret"), " x ");
    assert_int_equal(values.count, form.count); // "extra" arrived nowhere
    arena_release(&arena);
}

static void test_form__leaves_what_was_not_sent_absent(void **state) {
    (void)state;
    Arena arena = {0};
    FormValues values = read_query(&arena, "name=%E5%BC%A0&months=&hired=");
    assert_int_equal(values.fault_count, 0);
    assert_false(form_has(&values, "months"));
    assert_true(form_date(&values, "hired") == DATE_ABSENT);
    assert_false(form_is_checked(&values, "agree"));
    arena_release(&arena);
}

static const struct {
    const char *query;
    const char *name;
    const char *fault;
} faults[] = {
    {"", "name", "请填写姓名"},
    {"name=++", "name", "请填写姓名"},
    {"name=%E4%B8%80%E4%BA%8C%E4%B8%89%E5%9B%9B%E4%BA%94", "name", "姓名最多 4 个字，现在有 5 个"},
    {"name=a%0Ab", "name", "姓名里有不能使用的控制字符"},
    {"name=a&note=%07", "note", "说明里有不能使用的控制字符"},
    {"name=a&months=0", "months", "月数要在 1 到 12 之间"},
    {"name=a&months=13", "months", "月数要在 1 到 12 之间"},
    {"name=a&months=1.5", "months", "月数要填整数，例如 12"},
    {"name=a&months=99999999999999999999", "months", "月数要填整数，例如 12"},
    {"name=a&wage=1.234", "wage", "工资要填金额，例如 1500.00"},
    {"name=a&wage=abc", "wage", "工资要填金额，例如 1500.00"},
    {"name=a&wage=0", "wage", "工资要在 0.01 元到 1000000.00 元之间"},
    {"name=a&wage=1000000.01", "wage", "工资要在 0.01 元到 1000000.00 元之间"},
    {"name=a&rate=1/2", "rate", "比例要填数字，例如 0.5"},
    {"name=a&hired=2023-02-29", "hired", "招用日期要填日期，例如 2023-09-01"},
    {"name=a&hired=2023-9-1", "hired", "招用日期要填日期，例如 2023-09-01"},
    {"name=a&kind=other", "kind", "类别请从列出的选项中选一个"},
};

static void test_form__says_what_is_wrong(void **state) {
    (void)state;
    Arena arena = {0};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        FormValues values = read_query(&arena, faults[i].query);
        if (values.fault_count != 1) fail_msg("%s: %zu", faults[i].query, values.fault_count);
        assert_str_equal(form_value(&values, faults[i].name)->fault, faults[i].fault);
    }
    arena_release(&arena);
}

static void test_form__takes_files_only_where_declared(void **state) {
    (void)state;
    Arena arena = {0};
    FormValues values;
    Field sent[] = {
        {STR("name"), STR("x"), STR("name.txt"), STR("text/plain")}, // an upload for a text field
        {STR("proof"), STR("text"), {0}, {0}},                       // text for an upload
        {STR("proof"), STR("\x89PNG"), STR("C:\\me\\..\\证明.png"), STR("image/png")},
    };
    FieldList list = {.items = sent, .count = 3};
    form_read(&arena, &form, &list, &values);
    assert_str_equal(form_value(&values, "name")->fault, "请填写姓名");
    assert_str_equal(form_text(&values, "proof"), "\x89PNG");
    assert_str_equal(form_value(&values, "proof")->file_name, "证明.png");
    char large[2049] = "";
    sent[2].value = (Str){large, sizeof large};
    form_read(&arena, &form, &list, &values);
    assert_str_equal(form_value(&values, "proof")->fault, "证明最大 2 KB，现在有 3 KB");
    arena_release(&arena);
}

static void test_form__reads_json(void **state) {
    (void)state;
    Arena arena = {0};
    Error error = {0};
    const JsonValue *json = NULL;
    FormValues values;
    Str unknown = {0};
    assert_true(json_parse(&arena,
                           STR("{\"name\":\"张\",\"months\":3,\"wage\":\"1500\",\"agree\":true,"
                               "\"rate\":0.50,\"hired\":null}"),
                           &json, &error));
    form_read_json(&arena, &form, json, &values, &unknown);
    assert_int_equal(values.fault_count, 0);
    assert_true(str_is_absent(unknown));
    assert_int_equal(form_int(&values, "months"), 3);
    assert_int_equal(form_fen(&values, "wage"), 150000);
    assert_true(form_is_checked(&values, "agree"));
    // A bare number for an amount could be yuan or fen.
    assert_true(json_parse(&arena, STR("{\"name\":[],\"wage\":1500,\"x\":1}"), &json, &error));
    form_read_json(&arena, &form, json, &values, &unknown);
    assert_int_equal(values.fault_count, 2);
    assert_str_equal(unknown, "x");
    arena_release(&arena);
}

static void test_form__reads_rows(void **state) {
    (void)state;
    Arena arena = {0};
    Error error = {0};
    static const FormField row_fields[] = {
        {.name = "jobs.1.title", .label = "工种", .type = FIELD_TEXT, .row = 1},
        {.name = "jobs.1.heads", .label = "人数", .type = FIELD_INT, .row = 1},
        {.name = "jobs.2.title", .label = "工种", .type = FIELD_TEXT, .row = 2},
        {.name = "jobs.2.heads", .label = "人数", .type = FIELD_INT, .row = 2},
        {.name = "place.county", .label = "县区", .type = FIELD_TEXT},
    };
    static const Form rows = {"rows", row_fields, sizeof row_fields / sizeof *row_fields};
    const JsonValue *json = NULL;
    FormValues values;
    Str unknown = {0};
    assert_true(json_parse(&arena,
                           STR("{\"jobs\":[{\"title\":\"焊工\",\"heads\":3},{\"heads\":\"x\"}],"
                               "\"place\":{\"county\":\"海原\"}}"),
                           &json, &error));
    form_read_json(&arena, &rows, json, &values, &unknown);
    assert_true(str_is_absent(unknown));
    assert_str_equal(form_text(&values, "jobs.1.title"), "焊工");
    assert_int_equal(form_int(&values, "jobs.1.heads"), 3);
    assert_str_equal(form_text(&values, "place.county"), "海原");
    assert_int_equal(values.fault_count, 1); // names its row
    assert_str_equal(form_value(&values, "jobs.2.heads")->fault,
                     "第2条：人数要填整数，例如 12");
    static const char *const strange[][2] = {
        {"{\"jobs\":[{\"titel\":\"x\"}]}", "jobs.1.titel"},
        {"{\"jobs\":[{},{},{\"title\":\"x\"}]}", "jobs.3.title"}, // never lost in silence
        {"{\"jobs\":[7]}", "jobs.1"},
        {"{\"place\":{\"town\":\"x\"}}", "place.town"},
        {"{\"other\":[{\"title\":\"x\"}]}", "other"},
    };
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        assert_true(json_parse(&arena, str_from_c(strange[i][0]), &json, &error));
        form_read_json(&arena, &rows, json, &values, &unknown);
        assert_str_equal(unknown, strange[i][1]);
    }
    arena_release(&arena);
}

static void test_form__takes_a_truth_for_a_choice(void **state) {
    (void)state;
    Arena arena = {0};
    Error error = {0};
    static const FormOption truths[] = {{"true", "是"}, {"false", "否"}};
    static const FormField choices[] = {
        {.name = "sound", .label = "完好", .type = FIELD_ENUM, .options = truths,
         .option_count = 2},
        {.name = "agree", .label = "情况属实", .type = FIELD_CHECKBOX},
    };
    static const Form choice = {"choice", choices, 2};
    const JsonValue *json = NULL;
    FormValues values;
    Str unknown = {0};
    assert_true(json_parse(&arena, STR("{\"sound\":false,\"agree\":false}"), &json, &error));
    form_read_json(&arena, &choice, json, &values, &unknown);
    assert_int_equal(values.fault_count, 0);
    assert_str_equal(form_text(&values, "sound"), "false"); // 否 is an answer
    assert_false(form_has(&values, "agree"));
    arena_release(&arena);
}

static void test_fen__is_read_exactly(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_good;
        int64_t fen;
    } cases[] = {
        {"0", true, 0},        {"1", true, 100},          {"0.01", true, 1},
        {"0.1", true, 10},     {"1,234,567.89", true, 123456789}, {"-5.5", true, -550},
        {"92233720368547758.07", true, INT64_MAX},        {"92233720368547758.08", false, 0},
        {"", false, 0},        {".5", false, 0},          {"1.", false, 0},
        {"1.234", false, 0},   {",1", false, 0},          {"1 000", false, 0},
        {"1e3", false, 0},     {"--1", false, 0},         {"１", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t fen = 0;
        if (fen_from_str(str_from_c(cases[i].text), &fen) != cases[i].is_good) {
            fail_msg("%s", cases[i].text);
        }
        if (cases[i].is_good) assert_true(fen == cases[i].fen);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form__gives_typed_values),
        cmocka_unit_test(test_form__leaves_what_was_not_sent_absent),
        cmocka_unit_test(test_form__says_what_is_wrong),
        cmocka_unit_test(test_form__takes_files_only_where_declared),
        cmocka_unit_test(test_form__reads_json),
        cmocka_unit_test(test_form__reads_rows),
        cmocka_unit_test(test_form__takes_a_truth_for_a_choice),
        cmocka_unit_test(test_fen__is_read_exactly),
    };
    return RUN_TESTS(tests);
}
