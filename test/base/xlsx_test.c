// SPDX-License-Identifier: Apache-2.0
// Protects: a sheet is read cell by cell as the clerk sees it, and a hostile workbook is refused
// within its limits, with the place and what to do.
#include "base/workbook.h"

#include "base/utf8.h"
#include "base/xlsx.h"

// ---- Reading into one line per row: "1:甲|乙" ----

static Str dump(Arena *arena, Str bytes, Error *error) {
    XlsxReader *reader = NULL;
    XlsxRow row;
    StrBuilder out;
    XlsxResult result;
    *error = (Error){0};
    str_builder_init(&out, arena, 0);
    if (!xlsx_open(arena, bytes, &reader, error)) return (Str){0};
    while ((result = xlsx_next(reader, &row, error)) == XLSX_ROW) {
        str_put_format(&out, "%lld:", (long long)row.number);
        for (size_t i = 0; i < row.count; i++) {
            if (i) str_put(&out, STR("|"));
            str_put(&out, row.cells[i]);
        }
        str_put(&out, STR("\n"));
    }
    xlsx_close(reader);
    return result == XLSX_END ? str_built(&out) : (Str){0};
}

static void expect_rows(const char *rows, const char *strings, const char *expected) {
    Arena arena = {0};
    Error error;
    Str text = dump(&arena, workbook_of_rows(&arena, rows, strings), &error);
    if (str_is_absent(text)) fail_msg("%s: %s", error.message, error.detail);
    assert_str_equal(text, expected);
    arena_release(&arena);
}

static void expect_fault(Str bytes, ErrorKind kind, const char *part_of_message) {
    Arena arena = {0};
    Error error;
    Str text = dump(&arena, bytes, &error);
    assert_true(str_is_absent(text));
    assert_int_equal(error.kind, kind);
    if (!strstr(error.message, part_of_message)) fail_msg("message: %s", error.message);
    assert_true(strlen(error.detail) > 0);
    arena_release(&arena);
}

static void expect_row_fault(const char *rows, const char *strings, const char *message) {
    Arena arena = {0};
    expect_fault(workbook_of_rows(&arena, rows, strings), ERROR_INVALID, message);
    arena_release(&arena);
}

static void expect_part_fault(const char *path, const char *text, const char *message) {
    Arena arena = {0};
    WorkbookPart parts[] = {
        {"xl/worksheets/sheet1.xml", strcmp(path, "xl/worksheets/sheet1.xml") == 0
                                         ? text
                                         : "<worksheet><sheetData/></worksheet>"},
        {strcmp(path, "xl/worksheets/sheet1.xml") == 0 ? NULL : path, text},
        {NULL, NULL}};
    expect_fault(workbook_make(&arena, parts), ERROR_INVALID, message);
    arena_release(&arena);
}

static char *repeat(Arena *arena, const char *head, const char *piece, size_t times,
                    const char *tail) {
    size_t length = strlen(piece);
    char *text = arena_alloc(arena, strlen(head) + length * times + strlen(tail) + 1);
    char *at = stpcpy(text, head);
    for (size_t i = 0; i < times; i++, at += length) memcpy(at, piece, length);
    stpcpy(at, tail);
    return text;
}

// ---- What is read ----

static void test_xlsx__shared_and_inline_strings(void **state) {
    (void)state;
    expect_rows("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c>"
                "<c r=\"B1\" t=\"inlineStr\"><is><t>张</t></is></c>"
                "<c r=\"C1\" t=\"str\"><f>A1&amp;B1</f><v>甲张</v></c></row>",
                "<si><t>无</t></si><si><r><t>甲</t></r><r><t xml:space=\"preserve\"> 乙</t></r>"
                "<rPh sb=\"0\" eb=\"1\"><t>jia</t></rPh></si>",
                "1:甲 乙|张|甲张\n");
}

static void test_xlsx__numbers_keep_their_text(void **state) {
    (void)state;
    expect_rows("<row r=\"1\"><c r=\"A1\"><v>640522199910100410</v></c>"
                "<c r=\"B1\" s=\"3\"><v>4000.10</v></c><c r=\"C1\" t=\"b\"><v>1</v></c>"
                "<c r=\"D1\" t=\"e\"><v>#N/A</v></c></row>",
                "", "1:640522199910100410|4000.10|TRUE|#N/A\n");
}

static void test_xlsx__dates_by_their_format(void **state) {
    (void)state;
    expect_rows("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45139</v></c>"
                "<c r=\"B1\" s=\"2\"><v>45139.75</v></c><c r=\"C1\" s=\"0\"><v>45139</v></c>"
                "<c r=\"D1\" t=\"d\"><v>2023-08-01T00:00:00</v></c></row>"
                "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>1</v></c><c r=\"B2\" s=\"1\"><v>59</v></c>"
                "<c r=\"C2\" s=\"1\"><v>61</v></c><c r=\"D2\" s=\"1\"><v>0.5</v></c>"
                "<c r=\"E2\" s=\"1\"><v>9999999999</v></c></row>",
                "", "1:2023-08-01|2023-08-01|45139|2023-08-01\n"
                "2:1900-01-01|1900-02-28|1900-03-01|0.5|9999999999\n");
}

static void test_xlsx__days_counted_from_1904(void **state) {
    (void)state;
    Arena arena = {0};
    Error error;
    WorkbookPart parts[] = {
        {"xl/workbook.xml", "<workbook xmlns:r=\"" WORKBOOK_RELATION "\">"
         "<workbookPr date1904=\"1\"/><sheets>"
         "<sheet name=\"藏\" sheetId=\"1\" state=\"hidden\" r:id=\"r9\"/>"
         "<sheet name=\"名册\" sheetId=\"2\" r:id=\"r1\"/></sheets></workbook>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c s=\"1\"><v>43677</v></c></row>"
         "</sheetData></worksheet>"},
        {NULL, NULL}};
    assert_str_equal(dump(&arena, workbook_make(&arena, parts), &error), "1:2023-08-01\n");
    arena_release(&arena);
}

static void test_xlsx__cells_stand_where_they_say(void **state) {
    (void)state;
    expect_rows("<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"D2\"><v>2</v></c><c><v>3</v></c></row>"
                "<row r=\"5\"/><row r=\"6\"><c r=\"A6\" s=\"1\"/></row>"
                "<row><c r=\"AB7\"><v>4</v></c><c r=\"XFD7\" s=\"1\"/></row>",
                "", "2:|1||2|3\n7:|||||||||||||||||||||||||||4\n");
}

static void test_xlsx__column_names(void **state) {
    (void)state;
    char name[XLSX_COLUMN_NAME_BYTES];
    assert_string_equal(xlsx_column_name(0, name), "A");
    assert_string_equal(xlsx_column_name(25, name), "Z");
    assert_string_equal(xlsx_column_name(26, name), "AA");
    assert_string_equal(xlsx_column_name(701, name), "ZZ");
    assert_string_equal(xlsx_column_name(16383, name), "XFD");
}

// ---- What is refused ----

static void test_xlsx__what_is_no_workbook(void **state) {
    (void)state;
    Arena arena = {0};
    expect_fault(STR("姓名,公民身份号码\n"), ERROR_INVALID, "不是 Excel 工作簿");
    expect_fault(STR(""), ERROR_INVALID, "不是 Excel 工作簿");
    Str whole = workbook_of_rows(&arena, "", "");
    expect_fault(str_slice(whole, 0, whole.length / 2), ERROR_INVALID, "不完整");
    expect_part_fault("[Content_Types].xml", "<Types><Override PartName=\"/xl/workbook.xml\" "
                      "ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/>"
                      "</Types>", "带宏");
    expect_part_fault("_rels/.rels", "<Relationships/>", "没有工作簿");
    expect_part_fault("xl/workbook.xml", "<workbook><sheets/></workbook>", "没有可读的工作表");
    WorkbookPart parts[] = {{NULL, NULL}};
    expect_fault(workbook_make(&arena, parts), ERROR_INVALID, "缺了部件");
    arena_release(&arena);
}

// XML is read some hundred bytes ahead, so a break in it is placed by the rows before.
static void test_xlsx__broken_xml_is_refused(void **state) {
    (void)state;
    Arena arena = {0};
    expect_row_fault("<row r=\"3\"><c r=\"A3\"><v>1</w></c></row>", "", "损坏");
    char *rows = repeat(&arena, "", "<row><c><v>1234567890</v></c></row>", 1000, "<row><c");
    expect_row_fault(rows, "", "第9");
    expect_part_fault("xl/styles.xml", "<styleSheet>", "损坏");
    arena_release(&arena);
}

static void test_xlsx__a_wrong_sheet_says_where(void **state) {
    (void)state;
    expect_row_fault("<row r=\"3\"><c r=\"C3\" t=\"s\"><v>7</v></c></row>", "<si><t>甲</t></si>",
                     "第3行C列：引用的文字“7”不存在");
    expect_row_fault("<row r=\"3\"><c r=\"C3\" t=\"s\"><v>-1</v></c></row>", "<si><t>甲</t></si>",
                     "第3行C列：");
    expect_row_fault("<row r=\"3\"><c r=\"C4\"><v>1</v></c></row>", "", "“C4”不对");
    expect_row_fault("<row r=\"3\"><c r=\"C3\"/><c r=\"B3\"/></row>", "", "“B3”不对");
    expect_row_fault("<row r=\"3\"/><row r=\"2\"/>", "", "行号“2”不对");
    expect_row_fault("<row r=\"99999999999\"/>", "", "不对");
}

static void test_xlsx__document_types_are_refused(void **state) {
    (void)state;
    const char *laughs =
        "<!DOCTYPE worksheet [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">"
        "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>"
        "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&c;</t></is></c></row>"
        "</sheetData></worksheet>";
    expect_part_fault("xl/worksheets/sheet1.xml", laughs, ""); // before the type is even seen
    expect_part_fault("xl/worksheets/sheet1.xml",
                      "<!DOCTYPE worksheet [<!ENTITY d SYSTEM \"file:///etc/passwd\">]>"
                      "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&d;</t></is></c></row>"
                      "</sheetData></worksheet>", "");
    expect_part_fault("xl/styles.xml", "<!DOCTYPE styleSheet><styleSheet/>", "文档类型声明");
}

// ---- Limits ----

static void test_xlsx__a_bomb_is_stopped(void **state) {
    (void)state;
    Arena arena = {0};
    char spaces[65537];
    memset(spaces, ' ', sizeof spaces - 1);
    memcpy(spaces, "<col/>", strlen("<col/>"));
    spaces[sizeof spaces - 1] = '\0';
    char *sheet = repeat(&arena, "<worksheet>", spaces, XLSX_UNPACKED_BYTES_MAX / 65536 + 1,
                         "<sheetData/></worksheet>");
    WorkbookPart parts[] = {{"xl/worksheets/sheet1.xml", sheet}, {NULL, NULL}};
    Str bomb = workbook_make(&arena, parts);
    assert_true(bomb.length < 200000); // small where it arrives
    expect_fault(bomb, ERROR_LIMIT, "解压后超过 64 MB");
    arena_release(&arena);
}

static void test_xlsx__too_much_of_anything(void **state) {
    (void)state;
    Arena arena = {0};
    char *rows = repeat(&arena, "", "<row/>", XLSX_ROWS_MAX + 1, "");
    expect_fault(workbook_of_rows(&arena, rows, ""), ERROR_LIMIT, "工作表超过 100000 行");
    rows = repeat(&arena, "<row r=\"2\">", "<c><v>1</v></c>", XLSX_COLUMNS_MAX + 1, "</row>");
    expect_fault(workbook_of_rows(&arena, rows, ""), ERROR_LIMIT, "第2行IW列：超过了 256 列");
    rows = repeat(&arena, "<row><c r=\"A1\"/><c r=\"B1\"><v>", "12345678", XLSX_CELL_BYTES_MAX / 8,
                  "9</v></c></row>");
    expect_fault(workbook_of_rows(&arena, rows, ""), ERROR_LIMIT, "第1行B列：单元格内容超过 64 KB");
    char *strings = repeat(&arena, "", "<si/>", XLSX_STRING_BYTES_MAX / sizeof(Str) + 1, "");
    expect_fault(workbook_of_rows(&arena, "", strings), ERROR_LIMIT, "文字太多");
    char *styles = repeat(&arena, "<styleSheet><cellXfs>", "<xf/>", XLSX_STYLES_MAX + 1,
                          "</cellXfs></styleSheet>");
    WorkbookPart parts[] = {{"xl/worksheets/sheet1.xml", "<worksheet/>"},
                            {"xl/styles.xml", styles}, {NULL, NULL}};
    expect_fault(workbook_make(&arena, parts), ERROR_LIMIT, "格式超过");
    arena_release(&arena);
}

static void test_xlsx__too_many_parts(void **state) {
    (void)state;
    Arena arena = {0};
    WorkbookPart *parts = NEW_ARRAY(&arena, WorkbookPart, XLSX_ENTRIES_MAX + 2);
    for (int i = 0; i <= XLSX_ENTRIES_MAX; i++) {
        Str path = str_format(&arena, "xl/media/%d.bin", i);
        parts[i] = (WorkbookPart){str_to_c(&arena, path), "x"};
    }
    expect_fault(workbook_make(&arena, parts), ERROR_LIMIT, "部件超过 1000 个");
    arena_release(&arena);
}

// Every single damaged byte of a good workbook is read or refused, and never more than that.
static void test_xlsx__damaged_anywhere(void **state) {
    (void)state;
    Arena arena = {0};
    Str whole = workbook_of_rows(&arena, "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>",
                                 "<si><t>甲</t></si>");
    size_t refused = 0;
    for (size_t i = 0; i < whole.length; i++) {
        ArenaMark mark = arena_mark(&arena);
        Str copy = str_copy(&arena, whole);
        char *bytes = arena_alloc(&arena, whole.length);
        memcpy(bytes, copy.data, copy.length);
        bytes[i] = (char)(bytes[i] ^ 0x55);
        Error error;
        Str text = dump(&arena, (Str){bytes, whole.length}, &error);
        if (str_is_absent(text)) refused++;
        else assert_true(utf8_is_valid(text));
        arena_rewind(&arena, mark);
    }
    assert_true(refused > whole.length / 2);
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xlsx__shared_and_inline_strings),
        cmocka_unit_test(test_xlsx__numbers_keep_their_text),
        cmocka_unit_test(test_xlsx__dates_by_their_format),
        cmocka_unit_test(test_xlsx__days_counted_from_1904),
        cmocka_unit_test(test_xlsx__cells_stand_where_they_say),
        cmocka_unit_test(test_xlsx__column_names),
        cmocka_unit_test(test_xlsx__what_is_no_workbook),
        cmocka_unit_test(test_xlsx__broken_xml_is_refused),
        cmocka_unit_test(test_xlsx__a_wrong_sheet_says_where),
        cmocka_unit_test(test_xlsx__document_types_are_refused),
        cmocka_unit_test(test_xlsx__a_bomb_is_stopped),
        cmocka_unit_test(test_xlsx__too_much_of_anything),
        cmocka_unit_test(test_xlsx__too_many_parts),
        cmocka_unit_test(test_xlsx__damaged_anywhere),
    };
    return RUN_TESTS(tests);
}
