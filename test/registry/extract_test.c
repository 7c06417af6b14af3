// SPDX-License-Identifier: Apache-2.0
// Protects: cells are read as their columns demand, and docs/extracts.md says what the table says.
#include "test.h"

#include "base/file.h"
#include "registry/extract.h"

#include <stdlib.h>
#include <string.h>

#define DOCUMENT "docs/extracts.md"
#define DOCUMENT_BYTES_MAX ((size_t)1024 * 1024)

static Arena arena;

static int release(void **state) {
    (void)state;
    arena_release(&arena);
    return 0;
}

static Date today(void) { return date_from_civil((CivilDate){2023, 10, 16}); }

static Check read_as(CellKind kind, const char *raw, Cell *cell) {
    ExtractColumn column = {"列", kind, false, NULL};
    return cell_read(&arena, &column, str_from_c(raw), today(), cell);
}

static void test_cell__numbers_are_exact(void **state) {
    (void)state;
    static const struct {
        CellKind kind;
        const char *raw;
        int64_t number;
    } cases[] = {
        {CELL_YUAN, "1234.56", 123456},   {CELL_YUAN, "1234.5", 123450}, {CELL_YUAN, "0.05", 5},
        {CELL_YUAN, " 2999 ", 299900},    {CELL_HUNDREDTHS, "30.5", 3050},
        {CELL_HUNDREDTHS, "31.08", 3108}, {CELL_COUNT, "0", 0},          {CELL_YEAR, "2023", 2023},
        {CELL_DATE, "2024-02-29", 19782}, {CELL_MONTH_FIRST, "2023-02", 19389},
        {CELL_MONTH_LAST, "2023-02", 19416},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Cell cell;
        assert_string_equal(read_as(cases[i].kind, cases[i].raw, &cell).code, "");
        assert_int_equal(cell.number, cases[i].number);
    }
}

static void test_cell__refuses_with_a_code_and_a_sentence(void **state) {
    (void)state;
    static const struct {
        CellKind kind;
        const char *raw, *code;
    } cases[] = {
        {CELL_YUAN, "1,234.56", "NUMBER_FORM"},   {CELL_YUAN, "-1", "NUMBER_FORM"},
        {CELL_YUAN, "1.234", "NUMBER_FORM"},      {CELL_YUAN, "1.", "NUMBER_FORM"},
        {CELL_YUAN, ".5", "NUMBER_FORM"},         {CELL_YUAN, "1.-5", "NUMBER_FORM"},
        {CELL_YUAN, "3000元", "NUMBER_FORM"},     {CELL_YUAN, "99999999999999999999", "NUMBER_FORM"},
        {CELL_COUNT, "-1", "NUMBER_FORM"},        {CELL_COUNT, "1.0", "NUMBER_FORM"},
        {CELL_YEAR, "23", "NUMBER_FORM"},         {CELL_DATE, "2023-02-30", "DATE_FORM"},
        {CELL_DATE, "2023/02/03", "DATE_FORM"},   {CELL_DATE, "20230203", "DATE_FORM"},
        {CELL_DATE, "1899-12-31", "DATE_RANGE"},  {CELL_MONTH_FIRST, "2023-13", "DATE_FORM"},
        {CELL_MONTH_LAST, "2023-9", "DATE_FORM"}, {CELL_TEXT, "  ", "MISSING"},
        {CELL_DIVISION, "640599", "DIVISION_UNKNOWN"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Cell cell;
        Check check = read_as(cases[i].kind, cases[i].raw, &cell);
        assert_string_equal(check.code, cases[i].code);
        assert_int_equal(check.verdict, VERDICT_WRONG);
        assert_true(strlen(check.sentence) > 0);
    }
}

static void test_cell__labels_become_codes_and_back(void **state) {
    (void)state;
    for (int id = 0; id < EXTRACT_COUNT; id++) {
        for (int i = 0; i < extracts[id].column_count; i++) {
            const ExtractColumn *column = &extracts[id].columns[i];
            assert_int_equal(column->kind == CELL_LABEL, column->labels != NULL);
            for (const Label *label = column->labels; label && label->text; label++) {
                Cell cell;
                Check check = cell_read(&arena, column, str_from_c(label->text), today(), &cell);
                assert_int_equal(check.verdict, VERDICT_OK);
                assert_str_equal(cell.text, label->code);
                assert_string_equal(label_of(column, label->code), label->text);
            }
        }
    }
    Cell cell;
    const ExtractColumn *sex = &extracts[EXTRACT_POLICE].columns[2];
    Check check = cell_read(&arena, sex, STR("女性"), today(), &cell);
    assert_string_equal(check.code, "LABEL_UNKNOWN");
}

static void test_extract__table_is_sound(void **state) {
    (void)state;
    for (int id = 0; id < EXTRACT_COUNT; id++) {
        const Extract *extract = &extracts[id];
        assert_in_range(extract->column_count, 2, EXTRACT_COLUMNS_MAX);
        assert_in_range(extract->key_count, 1, EXTRACT_KEY_COLUMNS_MAX);
        for (int i = 0; i < extract->key_count; i++) {
            assert_in_range(extract->key[i], 0, extract->column_count - 1);
        }
        assert_string_equal(extract->columns[extract->column_count - 1].header, "数据日期");
        for (int i = 0; i < extract->column_count; i++) {
            for (int k = 0; k < i; k++) {
                assert_string_not_equal(extract->columns[i].header, extract->columns[k].header);
            }
        }
    }
}

// ---- The manual ----

static bool is_key(const Extract *extract, int column) {
    for (int i = 0; i < extract->key_count; i++) {
        if (extract->key[i] == column) return true;
    }
    return false;
}

static void describe(StrBuilder *out, const Extract *extract) {
    str_put_format(out, "## %s.csv\n\n来源部门：%s\n\n", extract->name, extract->department);
    str_put(out, STR("| 列 | 必填 | 要求 |\n|---|---|---|\n"));
    for (int i = 0; i < extract->column_count; i++) {
        const ExtractColumn *column = &extract->columns[i];
        str_put_format(out, "| %s%s | %s | %s", column->header, is_key(extract, i) ? " *" : "",
                       column->is_optional ? "" : "是", cell_kind_rule(column->kind));
        for (const Label *label = column->labels; label && label->text; label++) {
            str_put_format(out, "%s%s", label == column->labels ? "：" : "、", label->text);
        }
        str_put(out, STR(" |\n"));
    }
    str_put_char(out, '\n');
}

static void test_manual__describes_every_extract(void **state) {
    (void)state;
    Str manual;
    Error error = {0};
    if (!file_read(&arena, STR(DOCUMENT), DOCUMENT_BYTES_MAX, &manual, &error)) {
        fail_msg("%s", error.message);
    }
    for (int id = 0; id < EXTRACT_COUNT; id++) {
        StrBuilder section;
        str_builder_init(&section, &arena, 0);
        describe(&section, &extracts[id]);
        Str expected = str_trim(str_built(&section));
        if (str_find(manual, expected, 0) == SIZE_MAX) {
            fail_msg(DOCUMENT " does not have this section:\n%.*s", STR_ARG(expected));
        }
    }
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "describe") == 0) { // the sections of the manual
        StrBuilder text;
        str_builder_init(&text, &arena, 0);
        for (int id = 0; id < EXTRACT_COUNT; id++) describe(&text, &extracts[id]);
        printf("%.*s", STR_ARG(str_trim(str_built(&text))));
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_cell__numbers_are_exact, release),
        cmocka_unit_test_teardown(test_cell__refuses_with_a_code_and_a_sentence, release),
        cmocka_unit_test_teardown(test_cell__labels_become_codes_and_back, release),
        cmocka_unit_test_teardown(test_extract__table_is_sound, release),
        cmocka_unit_test_teardown(test_manual__describes_every_extract, release),
    };
    return RUN_TESTS(tests);
}
