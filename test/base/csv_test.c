// SPDX-License-Identifier: Apache-2.0
// Protects imports: every line of a file is in a good row or in one that was reported.
#include "scratch.h"

#include "base/csv.h"
#include "base/digest.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static CsvReader *opened(Str text) {
    CsvReader *reader;
    Error error = {0};
    if (!csv_open_text(&arena, text, 1, &reader, &error)) fail_msg("%s", error.message);
    return reader;
}

// The whole text as one line per row: "line:cell|cell|" or "line!message".
static Str shown(Str text) {
    CsvReader *reader = opened(text);
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    for (;;) {
        CsvRow row;
        Error error = {0};
        CsvResult result = csv_next(reader, &row, &error);
        if (result == CSV_END) break;
        str_put_format(&out, "%lld", (long long)row.line);
        if (result == CSV_ROW) {
            str_put_char(&out, ':');
            for (size_t i = 0; i < row.count; i++) {
                str_put_format(&out, "%.*s|", STR_ARG(row.cells[i]));
            }
        } else {
            assert_int_equal(result, CSV_BAD_ROW);
            str_put_format(&out, "!%s", error.message);
        }
        str_put_char(&out, '\n');
    }
    csv_close(reader);
    return str_built(&out);
}

static void test_csv__plain_and_quoted_cells(void **state) {
    (void)state;
    assert_str_equal(shown(STR("\xEF\xBB\xBF" "a,b\r\n"
                               "1,2\r\n"
                               "\"x,\"\"y\"\"\",\r\n"
                               "\n"
                               "\"line one\r\nline two\",\"\"\n"
                               " 中 ,卫")),
                     "2:1|2|\n"
                     "3:x,\"y\"||\n"
                     "5:line one\r\nline two||\n"
                     "7: 中 |卫|\n");
    assert_str_equal(shown(STR("a\n\"\"\n\"b\"")), "2:|\n3:b|\n");
    assert_str_equal(shown(STR("a\n")), "");
}

static void test_csv__a_bad_row_does_not_lose_the_rest(void **state) {
    (void)state;
    assert_str_equal(shown(STR("a,b\n1,x\"y\n2,\"p\"q\n3,\"ok\"\n")),
                     "2!第2行：单元格中间有双引号\n"
                     "3!第3行：右引号后面应为逗号或行末\n"
                     "4:3|ok|\n");
    // A quote that is never closed costs its own line only.
    assert_str_equal(shown(STR("a,b\n1,\"open\n2,y\n3,z\n")), "2!第2行：双引号没有成对\n"
                                                             "3:2|y|\n"
                                                             "4:3|z|\n");
    assert_str_equal(shown(STR("a,b\n1\n1,2,3\n\xFF,2\n5,\"m\nn\xE4\"\n6,7\n")),
                     "2!第2行：有 1 个单元格，表头有 2 个\n"
                     "3!第3行：有 3 个单元格，表头有 2 个\n"
                     "4!第4行：不是 UTF-8 文字\n"
                     "5!第5行：不是 UTF-8 文字\n"
                     "7:6|7|\n");
    assert_str_equal(shown(STR("a,b\n\"1\"\r\"2\",3\n4,5\n")),
                     "2!第2行：右引号后面应为逗号或行末\n3:4|5|\n");
}

static void test_csv__a_bad_header_is_refused(void **state) {
    (void)state;
    static const char *const cases[][2] = {{"", "没有表头"},
                                           {"\n\n", "没有表头"},
                                           {"a,b,a\n1,2,3\n", "两列都叫“a”"},
                                           {"a,\"b\n", "第1行：双引号没有成对"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CsvReader *reader = NULL;
        Error error = {0};
        assert_false(csv_open_text(&arena, str_from_c(cases[i][0]), 1, &reader, &error));
        assert_non_null(strstr(error.message, cases[i][1]));
        assert_null(reader);
    }
}

static void test_csv__columns_are_found_by_name(void **state) {
    (void)state;
    CsvReader *reader = opened(STR("姓名,id\n张三,1\n"));
    assert_int_equal(csv_column(reader, "id"), 1);
    assert_int_equal(csv_column(reader, "姓名"), 0);
    assert_int_equal(csv_column(reader, "ID"), -1);
    CsvRow row;
    Error error = {0};
    assert_int_equal(csv_next(reader, &row, &error), CSV_ROW);
    assert_int_equal(csv_next(reader, &row, &error), CSV_END);
    assert_int_equal(csv_next(reader, &row, &error), CSV_END);
    assert_str_equal(csv_header(reader).cells[0], "姓名"); // still there
    int64_t consumed, total;
    csv_progress(reader, &consumed, &total);
    assert_int_equal(consumed, 19);
    assert_int_equal(total, 19);
}

static void test_csv__rows_and_cells_are_bounded(void **state) {
    (void)state;
    StrBuilder text;
    str_builder_init(&text, &arena, 0);
    str_put(&text, STR("a\n"));
    for (size_t i = 0; i < CSV_ROW_BYTES_MAX - 1; i++) str_put_char(&text, 'x');
    str_put(&text, STR("\n")); // as long as a row may be
    for (size_t i = 0; i < CSV_ROW_BYTES_MAX; i++) str_put_char(&text, 'y');
    str_put(&text, STR("\nz\n"));
    CsvReader *reader = opened(str_built(&text));
    CsvRow row;
    Error error = {0};
    assert_int_equal(csv_next(reader, &row, &error), CSV_ROW);
    assert_int_equal(row.cells[0].length, CSV_ROW_BYTES_MAX - 1);
    assert_int_equal(csv_next(reader, &row, &error), CSV_BAD_ROW);
    assert_int_equal(row.line, 3);
    assert_int_equal(csv_next(reader, &row, &error), CSV_ROW);
    assert_str_equal(row.cells[0], "z");
    assert_int_equal(row.line, 4);

    StrBuilder wide;
    str_builder_init(&wide, &arena, 0);
    str_put(&wide, STR("a\n"));
    for (int i = 0; i < CSV_CELLS_MAX; i++) str_put_char(&wide, ',');
    assert_non_null(strstr(str_to_c(&arena, shown(str_built(&wide))), "单元格太多，最多 256 个"));
}

static void test_csv__a_large_file_is_streamed(void **state) {
    (void)state;
    enum { ROWS = 40000 };
    Arena file_arena = {0}, read_arena = {0};
    char path[] = "/tmp/jiuye-csv-test-" "XX" "XX" "XX"; // what mkstemp replaces
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    StrBuilder text;
    str_builder_init(&text, &file_arena, 0);
    str_put(&text, STR("id,note\n"));
    for (int i = 0; i < ROWS; i++) {
        str_put_format(&text, "%d,\"中卫\n\"\"%d\"\"\"\n", i, i * 3);
    }
    Error error = {0};
    assert_true(file_write(str_from_c(path), str_built(&text), &error));

    CsvReader *reader;
    assert_true(csv_open(&read_arena, str_from_c(path), &reader, &error));
    CsvRow row;
    for (int i = 0; i < ROWS; i++) {
        assert_int_equal(csv_next(reader, &row, &error), CSV_ROW);
        assert_int_equal(row.line, 2 + 2 * i);
        int64_t id;
        assert_true(str_to_int64(row.cells[0], &id) && id == i);
        char note[64];
        snprintf(note, sizeof note, "中卫\n\"%d\"", i * 3);
        assert_str_equal(row.cells[1], note);
    }
    assert_int_equal(csv_next(reader, &row, &error), CSV_END);
    assert_true(read_arena.bytes_used < 300000); // though the file is more than three times that
    assert_true(str_built(&text).length > 900000);
    int64_t consumed, total;
    csv_progress(reader, &consumed, &total);
    assert_true(consumed == total && (size_t)total == str_built(&text).length);
    csv_close(reader);
    unlink(path);
    assert_false(csv_open(&read_arena, str_from_c(path), &reader, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    arena_release(&file_arena);
    arena_release(&read_arena);
}

static void test_csv__what_is_written_reads_back(void **state) {
    (void)state;
    static const char *const cells[] = {"", "a", "a,b", "\"", "a\"b\"", "\r", "x\ny", " ", "中"};
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    str_put(&out, STR("one,two\n"));
    for (size_t i = 0; i < 9; i++) {
        csv_put_cell(&out, str_from_c(cells[i]), true);
        csv_put_cell(&out, str_from_c(cells[8 - i]), false);
        str_put_char(&out, '\n');
    }
    CsvReader *reader = opened(str_built(&out));
    CsvRow row;
    Error error = {0};
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(csv_next(reader, &row, &error), CSV_ROW);
        assert_str_equal(row.cells[0], cells[i]);
        assert_str_equal(row.cells[1], cells[8 - i]);
    }
    assert_int_equal(csv_next(reader, &row, &error), CSV_END);
    StrBuilder lone;
    str_builder_init(&lone, &arena, 0);
    str_put(&lone, STR("a\n"));
    csv_put_cell(&lone, STR(""), true);
    assert_str_equal(shown(str_built(&lone)), "2:|\n"); // not an empty line
}

static void test_csv__no_text_runs_as_a_formula(void **state) {
    static const char *const texts[] = {"=1+1", "+86", "-1", "@x", "\tx", "＝1", "张强", "1-1", ""};
    (void)state;
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    for (size_t i = 0; i < 9; i++) csv_put_text(&out, str_from_c(texts[i]), i == 0);
    assert_str_equal(str_built(&out), "'=1+1,'+86,'-1,'@x,'\tx,'＝1,张强,1-1,");
}

static void test_csv__an_export_proves_itself(void **state) {
    (void)state;
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    str_put(&out, STR("a,b\n1,2\n"));
    Str sha256 = digest_sha256(&arena, str_copy(&arena, str_built(&out)));
    csv_put_proof(&out, 1, STR("全部"), STR("第3版"));
    Str wanted = str_format(&arena, "a,b\n1,2\n合计,1行,全部,第3版,以上各行 SHA-256,%.*s\n",
                            STR_ARG(sha256));
    assert_true(str_equal(str_built(&out), wanted));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_csv__plain_and_quoted_cells),
        TEST(test_csv__a_bad_row_does_not_lose_the_rest),
        TEST(test_csv__a_bad_header_is_refused),
        TEST(test_csv__columns_are_found_by_name),
        TEST(test_csv__rows_and_cells_are_bounded),
        TEST(test_csv__a_large_file_is_streamed),
        TEST(test_csv__what_is_written_reads_back),
        TEST(test_csv__no_text_runs_as_a_formula),
        TEST(test_csv__an_export_proves_itself),
    };
    return RUN_TESTS(tests);
}
