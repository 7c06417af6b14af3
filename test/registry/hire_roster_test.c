// SPDX-License-Identifier: Apache-2.0
// Protects: every row of a roster is taken, known, or refused with its cell and the reason; nothing
// is written before the report, and all of it in one transaction.
#include "../base/workbook.h"
#include "../city/extracts.h"
#include "../store/mould.h"

#include "city/boundary.h"
#include "registry/hire.sql.h"
#include "registry/hire_roster.h"
#include "registry/import.h"
#include "registry/person.sql.h"

#define HEADER "姓名,公民身份号码,入职日期,合同起,合同止,岗位,月工资(元)\n"
#define MIGRANT_ROW "王明远,640522199910100410,2023-10-09,2023-10-09,2024-10-08,操作工,4000\n"

// ---- Reading, without a database ----

static HireRoster read_good(Arena *arena, Str bytes) {
    HireRoster roster;
    Error error = {0};
    if (!hire_roster_read(arena, bytes, &roster, &error)) {
        fail_msg("%s: %s", error.message, error.detail);
    }
    return roster;
}

static void expect_unreadable(Str bytes, ErrorKind kind, const char *message) {
    Arena arena = {0};
    HireRoster roster;
    Error error = {0};
    assert_false(hire_roster_read(&arena, bytes, &roster, &error));
    assert_int_equal(error.kind, kind);
    if (!strstr(error.message, message)) fail_msg("message: %s", error.message);
    assert_true(strlen(error.detail) > 0);
    arena_release(&arena);
}

static void test_hire_roster__columns_in_any_order(void **state) {
    (void)state;
    Arena arena = {0};
    HireRoster roster = read_good(
        &arena, STR("备注,合同止,合同起, 入职日期*,身份证号,姓名\n,2024-10-08,2023-10-09,2023/10/9,"
                    "640522199910100410, 王明远\n,,,,,\n"));
    assert_int_equal(roster.count, 1);
    assert_int_equal(roster.items[0].line, 2);
    assert_str_equal(roster.items[0].cells[ROSTER_NAME], "王明远");
    assert_str_equal(roster.items[0].cells[ROSTER_ID_NUMBER], "640522199910100410");
    assert_str_equal(roster.items[0].cells[ROSTER_HIRED_ON], "2023/10/9");
    assert_int_equal(roster.columns[ROSTER_CONTRACT_TO], 1);
    assert_int_equal(roster.columns[ROSTER_WAGE], -1);
    arena_release(&arena);
}

static void test_hire_roster__workbook_with_a_title(void **state) {
    (void)state;
    Arena arena = {0};
    Str bytes = workbook_of_rows(
        &arena,
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
        "<row r=\"3\"><c r=\"B3\" t=\"s\"><v>1</v></c><c r=\"C3\" t=\"s\"><v>2</v></c>"
        "<c r=\"D3\" t=\"s\"><v>3</v></c><c r=\"E3\" t=\"s\"><v>4</v></c>"
        "<c r=\"F3\" t=\"s\"><v>5</v></c><c r=\"G3\" t=\"s\"><v>6</v></c></row>"
        "<row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>王明远</t></is></c>"
        "<c r=\"C4\" t=\"inlineStr\"><is><t>640522199910100410</t></is></c>"
        "<c r=\"D4\" s=\"1\"><v>45208</v></c><c r=\"G4\"><v>4000.1000000000004</v></c></row>",
        "<si><t>某某公司招用名册</t></si><si><t>姓名</t></si><si><t>公民身份号码</t></si>"
        "<si><t>入职日期</t></si><si><t>合同起</t></si><si><t>合同止</t></si>"
        "<si><t>月工资（元）</t></si>");
    HireRoster roster = read_good(&arena, bytes);
    assert_int_equal(roster.count, 1);
    assert_int_equal(roster.items[0].line, 4);
    assert_str_equal(roster.items[0].cells[ROSTER_HIRED_ON], "2023-10-09");
    assert_str_equal(roster.items[0].cells[ROSTER_WAGE], "4000.1000000000004");
    assert_int_equal(roster.columns[ROSTER_NAME], 1);
    arena_release(&arena);
}

static void test_hire_roster__csv_of_a_chinese_excel(void **state) {
    (void)state;
    Arena arena = {0};
    // 姓名,公民身份号码,入职日期,合同起,合同止 / 王明远 in GB 18030
    HireRoster roster = read_good(
        &arena, STR("\xD0\xD5\xC3\xFB,\xB9\xAB\xC3\xF1\xC9\xED\xB7\xDD\xBA\xC5\xC2\xEB,"
                    "\xC8\xEB\xD6\xB0\xC8\xD5\xC6\xDA,\xBA\xCF\xCD\xAC\xC6\xF0,"
                    "\xBA\xCF\xCD\xAC\xD6\xB9\r\n\xCD\xF5\xC3\xF7\xD4\xB6,1,,,\r\n"));
    assert_str_equal(roster.items[0].cells[ROSTER_NAME], "王明远");
    arena_release(&arena);
}

static void test_hire_roster__unreadable_as_a_whole(void **state) {
    (void)state;
    Arena arena = {0};
    expect_unreadable(STR(""), ERROR_INVALID, "");
    expect_unreadable(STR(HEADER), ERROR_INVALID, "一个人也没有");
    expect_unreadable(STR("姓名,入职日期,合同起,岗位\n王明远,,,\n"), ERROR_INVALID,
                      "缺少这些列：“公民身份号码”、“合同止”");
    expect_unreadable(STR("姓名,身份证号,公民身份号码\n"), ERROR_INVALID, "出现了两次");
    expect_unreadable(STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), ERROR_INVALID, "旧版 Excel");
    expect_unreadable(STR("PK\x03\x04 nothing"), ERROR_INVALID, "不是 Excel 工作簿");
    expect_unreadable(STR("\xFF\xFF\xFF,1\n"), ERROR_INVALID, "编码");
    StrBuilder text;
    str_builder_init(&text, &arena, 0);
    str_put(&text, STR(HEADER));
    for (int i = 0; i <= HIRE_ROSTER_ROWS_MAX; i++) str_put(&text, STR(MIGRANT_ROW));
    expect_unreadable(str_built(&text), ERROR_LIMIT, "超过 2000 人");
    char *large = arena_alloc(&arena, HIRE_ROSTER_BYTES_MAX + 1);
    expect_unreadable((Str){large, HIRE_ROSTER_BYTES_MAX + 1}, ERROR_LIMIT, "超过 4 MB");
    arena_release(&arena);
}

// The clerk's roster stands on the second sheet, behind one that explains.
static void test_hire_roster__names_the_sheet_that_was_read(void **state) {
    (void)state;
    Arena arena = {0};
    HireRoster roster;
    Error error = {0};
    static const char *const rows[] = {
        "<row><c t=\"inlineStr\"><is><t>填表说明</t></is></c></row>",
        "<row><c t=\"inlineStr\"><is><t>姓名</t></is></c>"
        "<c t=\"inlineStr\"><is><t>公民身份号码</t></is></c>"
        "<c t=\"inlineStr\"><is><t>入职日期</t></is></c><c t=\"inlineStr\"><is><t>合同起</t></is></c>"
        "<c t=\"inlineStr\"><is><t>合同止</t></is></c></row>",
    };
    static const char *const messages[] = {"缺少这些列", "一个人也没有"};
    for (int i = 0; i < 2; i++) {
        Str text = str_format(&arena, "<worksheet><sheetData>%s</sheetData></worksheet>", rows[i]);
        for (int others = 0; others < 2; others++) {
            Str sheets = str_format(
                &arena, "<workbook xmlns:r=\"" WORKBOOK_RELATION "\"><sheets>"
                "<sheet name=\"藏\" sheetId=\"1\" state=\"hidden\" r:id=\"r8\"/>"
                "<sheet name=\"说明\" sheetId=\"2\" r:id=\"r1\"/>"
                "<sheet name=\"名册\" sheetId=\"3\" state=\"%s\" r:id=\"r9\"/></sheets></workbook>",
                others ? "visible" : "hidden");
            WorkbookPart parts[] = {{"xl/workbook.xml", sheets.data},
                                    {"xl/worksheets/sheet1.xml", text.data}, {NULL, NULL}};
            Str bytes = workbook_make(&arena, parts);
            assert_false(hire_roster_read(&arena, bytes, &roster, &error));
            assert_non_null(strstr(error.message, messages[i]));
            bool is_told = strstr(error.detail, "只读了第一张工作表“说明”") != NULL;
            assert_int_equal(is_told, others);
        }
    }
    arena_release(&arena);
}

static void test_hire_roster__json_there_and_back(void **state) {
    (void)state;
    Arena arena = {0};
    HireRoster roster = read_good(&arena, STR(HEADER "\n" MIGRANT_ROW)), again;
    StrBuilder text;
    JsonWriter writer;
    const JsonValue *value;
    Error error = {0};
    str_builder_init(&text, &arena, 0);
    json_writer_init(&writer, &text);
    hire_roster_to_json(&roster, &writer);
    assert_ok(json_parse(&arena, str_built(&text), &value, &error), error);
    assert_ok(hire_roster_from_json(&arena, value, &again, &error), error);
    assert_int_equal(again.count, 1);
    assert_int_equal(again.items[0].line, 3);
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) {
        assert_true(str_equal(again.items[0].cells[i], roster.items[0].cells[i]));
    }
    assert_ok(json_parse(&arena, STR("[{\"name\":\"王明远\",\"salary\":1}]"), &value, &error), error);
    assert_false(hire_roster_from_json(&arena, value, &again, &error));
    assert_ok(json_parse(&arena, STR("[{\"name\":[]}]"), &value, &error), error);
    assert_false(hire_roster_from_json(&arena, value, &again, &error));
    assert_ok(json_parse(&arena, STR("[7]"), &value, &error), error);
    assert_false(hire_roster_from_json(&arena, value, &again, &error));
    assert_ok(json_parse(&arena, STR("[]"), &value, &error), error);
    assert_false(hire_roster_from_json(&arena, value, &again, &error));
    assert_false(hire_roster_from_json(&arena, NULL, &again, &error));
    arena_release(&arena);
}

static void test_hire_roster__the_template_can_be_filled_in(void **state) {
    (void)state;
    Arena arena = {0};
    Str empty = hire_roster_template(&arena);
    assert_true(str_starts_with(empty, STR("\xEF\xBB\xBF姓名,公民身份号码,入职日期,")));
    Str filled = str_format(&arena, "%.*s" MIGRANT_ROW, STR_ARG(empty));
    HireRoster roster = read_good(&arena, filled);
    assert_int_equal(roster.count, 1);
    assert_str_equal(roster.items[0].cells[ROSTER_WAGE], "4000");
    arena_release(&arena);
}

// ---- Checking and reporting, on both databases ----

typedef struct Fixture {
    Store *store;
    Arena arena;
} Fixture;

static Fixture open_city(void **state) {
    Fixture f = {.store = test_store_open_migrated(*state, 2)};
    Error error = {0};
    City city;
    city_make(&city, 1, 1);
    ImportOptions options = {.folder = str_from_c(city.folder), .today = boundary_date(20231016)};
    ImportSummary summary;
    assert_ok(import_folder(f.store, &options, &summary, &error), error);
    city_remove(&city);
    return f;
}

static void close_city(Fixture *f) {
    store_close(f->store);
    arena_release(&f->arena);
}

static bool run_check(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return hire_roster_check(tx, in, arena, out, error);
}

static bool run_report(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return hire_roster_report(tx, in, arena, out, error);
}

static bool run_count(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    HireRows rows;
    HireListIn list = {*(const Str *)in, boundary_date(20000101)};
    if (!hire_list(tx, &list, arena, &rows, error)) return false;
    *(size_t *)out = rows.count;
    return true;
}

static bool run_name(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    PersonRow person;
    bool is_found;
    if (!person_find(tx, &(PersonFindIn){str_from_c(in)}, arena, &person, &is_found, error)) {
        return false;
    }
    *(Str *)out = person.name;
    return is_found || error_set(error, ERROR_NOT_FOUND, "nobody");
}

static size_t hires_of(Fixture *f, const char *uscc) {
    Str code = str_from_c(uscc);
    size_t count = 0;
    Error error = {0};
    assert_ok(store_read(f->store, run_count, &code, &count, &f->arena, &error), error);
    return count;
}

static Str name_of(Fixture *f, const char *id_number) {
    Str name;
    Error error = {0};
    assert_ok(store_read(f->store, run_name, id_number, &name, &f->arena, &error), error);
    return name;
}

static HireRosterResult check(Fixture *f, Str csv) {
    HireRosterResult result;
    Error error = {0};
    HireRoster *roster = NEW(&f->arena, HireRoster);
    *roster = read_good(&f->arena, csv);
    HireRosterIn in = {roster, STR(JOURNEY_EMPLOYER_USCC), boundary_date(20231016), false};
    assert_ok(store_read(f->store, run_check, &in, &result, &f->arena, &error), error);
    return result;
}

static HireRosterResult report(Fixture *f, Str csv, const char *uscc, bool is_all_or_nothing) {
    HireRosterResult result;
    Error error = {0};
    HireRoster *roster = NEW(&f->arena, HireRoster);
    *roster = read_good(&f->arena, csv);
    HireRosterIn in = {roster, str_from_c(uscc), boundary_date(20231016), is_all_or_nothing};
    assert_ok(store_write(f->store, run_report, &in, &result, &f->arena, &error), error);
    return result;
}

// One row of a file of its own; its one fault.
static void expect_fault(Fixture *f, const char *row, const char *code, const char *sentence) {
    Str csv = str_format(&f->arena, HEADER "%s\n", row);
    HireRosterResult result = check(f, csv);
    assert_int_equal(result.refused, 1);
    assert_int_equal(result.taken + result.known, 0);
    const HireRosterLine *line = &result.lines[0];
    if (line->faults.count != 1) fail_msg("%s: %zu faults", row, line->faults.count);
    assert_str_equal(line->faults.items[0].code, code);
    const HireRosterFault *fault = &line->faults.items[0];
    Str said = str_format(&f->arena, "%.*s%.*s", STR_ARG(fault->place), STR_ARG(fault->sentence));
    if (str_find(said, str_from_c(sentence), 0) == SIZE_MAX) fail_msg("%.*s", STR_ARG(said));
}

static void test_hire_roster__refuses_by_cell(void **state) {
    Fixture f = open_city(state);
    expect_fault(&f, ",640522199910100410,2023-10-09,,,,", "MISSING", "第2行A列（姓名）：请填写姓名");
    expect_fault(&f, "王明远,,2023-10-09,,,,", "MISSING", "第2行B列（公民身份号码）：请填写");
    expect_fault(&f, "王明远,640522991010041,2023-10-09,,,,", "ID_OLD", "15位旧身份证号码已停用");
    expect_fault(&f, "王明远,6.40522199910100E+17,2023-10-09,,,,", "ID_ROUNDED", "设成文本");
    expect_fault(&f, "王明远,640522199910100000,2023-10-09,,,,", "ID_ROUNDED", "设成文本");
    expect_fault(&f, "王明远,640522199910100411,2023-10-09,,,,", "ID_CHECKSUM", "校验位");
    expect_fault(&f, "王明,640522199910100410,2023-10-09,,,,", "NAME_DIFFERS", "第2行A列（姓名）");
    expect_fault(&f, "王明远,640502199901010012,2023-10-09,,,,", "PERSON_UNKNOWN", "第2行B列");
    expect_fault(&f, "王明远,640522199910100410,,,,,", "MISSING", "第2行C列（入职日期）：请填写");
    expect_fault(&f, "王明远,640522199910100410,2023-13-01,,,,", "DATE_FORM", "“2023-13-01”不是日期");
    expect_fault(&f, "王明远,640522199910100410,2023-02-29,,,,", "DATE_FORM", "第2行C列");
    expect_fault(&f, "王明远,640522199910100410,45208,,,,", "DATE_FORM", "“45208”不是日期");
    expect_fault(&f, "王明远,640522199910100410,2023-10-17,,,,", "DATE_FUTURE", "第2行C列");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09,2023-10-17,,,", "DATE_FUTURE", "第2行D列");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09,,2024-10-08,,", "MISSING", "第2行D列（合同起）");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09,2023-10-09,2023-10-08,,", "PERIOD_ORDER",
                 "第2行E列（合同止）");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09,,,,四千", "NUMBER_FORM", "“四千”不是金额");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09,,,,-1", "NUMBER_FORM", "第2行G列");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09,,,,4000.123", "NUMBER_FORM", "第2行G列");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09,,,,1000001", "NUMBER_FORM", "第2行G列");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09,,,\"操\n作\",", "TEXT_FORM", "第2行F列");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09", "LINE_FORM", "第2行：有 3 个单元格");
    close_city(&f);
}

static void test_hire_roster__tells_all_faults_of_a_row(void **state) {
    Fixture f = open_city(state);
    HireRosterResult result = check(&f, STR(HEADER "王,1,x,y,z,操作工,w\n" MIGRANT_ROW));
    assert_int_equal(result.lines[0].faults.count, 6);
    assert_int_equal(result.lines[1].verdict, ROSTER_TAKEN); // one row does not stop another
    close_city(&f);
}

static void test_hire_roster__reads_what_clerks_type(void **state) {
    Fixture f = open_city(state);
    const char *const dates[] = {"2023-10-09", "2023/10/9", "2023.10.09", "2023年10月9日", "20231009",
                                 "2023/10/9 0:00:00"};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        Str csv = str_format(&f.arena, HEADER "王明远,640522199910100410,%s,%s,,,\"4,000.50\"\n",
                             dates[i], dates[i]);
        HireRosterResult result = check(&f, csv);
        const HireReport *said = &result.lines[0].report;
        assert_int_equal(result.taken, 1);
        assert_int_equal(said->start_date, boundary_date(20231009));
        assert_str_equal(said->contract_kind, "open");
        assert_int_equal(said->monthly_wage_fen.value, 400050);
    }
    HireRosterResult none = check(&f, STR(HEADER "王明远,640522199910100410,2023-10-09,,,,\n"));
    assert_str_equal(none.lines[0].report.contract_kind, "none");
    assert_false(none.lines[0].report.monthly_wage_fen.present);
    assert_true(str_is_absent(none.lines[0].report.post));
    close_city(&f);
}

static void test_hire_roster__a_check_writes_nothing_and_a_report_all(void **state) {
    Fixture f = open_city(state);
    Str youth = name_of(&f, JOURNEY_YOUTH_ID);
    Str csv = str_format(&f.arena, HEADER MIGRANT_ROW "%.*s,%s,2023-10-10,,,,\n" MIGRANT_ROW,
                         STR_ARG(youth), JOURNEY_YOUTH_ID);
    size_t before = hires_of(&f, BOUNDARY_EMPLOYER_USCC);
    check(&f, csv);
    assert_int_equal(hires_of(&f, BOUNDARY_EMPLOYER_USCC), before);
    // The third row names the first person again.
    HireRosterResult result = report(&f, csv, BOUNDARY_EMPLOYER_USCC, true);
    assert_int_equal(result.refused, 1);
    assert_str_equal(result.lines[2].faults.items[0].code, "TWICE_IN_FILE");
    assert_false(result.is_reported);
    assert_int_equal(hires_of(&f, BOUNDARY_EMPLOYER_USCC), before);
    result = report(&f, csv, BOUNDARY_EMPLOYER_USCC, false);
    assert_true(result.is_reported);
    assert_int_equal(result.taken, 2);
    assert_int_equal(hires_of(&f, BOUNDARY_EMPLOYER_USCC), before + 2);
    // The same file again changes nothing.
    result = report(&f, csv, BOUNDARY_EMPLOYER_USCC, false);
    assert_false(result.is_reported);
    assert_int_equal(result.known, 2);
    assert_int_equal(hires_of(&f, BOUNDARY_EMPLOYER_USCC), before + 2);
    close_city(&f);
}

static void test_hire_roster__nobody_is_taken_on_twice(void **state) {
    Fixture f = open_city(state);
    report(&f, STR(HEADER MIGRANT_ROW), JOURNEY_EMPLOYER_USCC, true);
    expect_fault(&f, "王明远,640522199910100410,2023-10-10,,,,", "HIRE_OPEN", "2023年10月9日入职已有登记");
    expect_fault(&f, "王明远,640522199910100410,2023-10-09,2023-10-09,2025-10-08,,", "HIRE_DIFFERS",
                 "合同与所报不同");
    close_city(&f);
}

static void test_hire_roster__a_wrong_unit_stops_all(void **state) {
    Fixture f = open_city(state);
    HireRoster roster = read_good(&f.arena, STR(HEADER MIGRANT_ROW));
    HireRosterIn in = {&roster, STR("91110105MC0000071D"), boundary_date(20231016), false};
    HireRosterResult result;
    Error error = {0};
    assert_false(store_write(f.store, run_report, &in, &result, &f.arena, &error));
    assert_string_equal(error.code, "UNIT_UNKNOWN");
    close_city(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hire_roster__columns_in_any_order),
        cmocka_unit_test(test_hire_roster__workbook_with_a_title),
        cmocka_unit_test(test_hire_roster__csv_of_a_chinese_excel),
        cmocka_unit_test(test_hire_roster__unreadable_as_a_whole),
        cmocka_unit_test(test_hire_roster__names_the_sheet_that_was_read),
        cmocka_unit_test(test_hire_roster__json_there_and_back),
        cmocka_unit_test(test_hire_roster__the_template_can_be_filled_in),
        BOTH(test_hire_roster__refuses_by_cell),
        BOTH(test_hire_roster__tells_all_faults_of_a_row),
        BOTH(test_hire_roster__reads_what_clerks_type),
        BOTH(test_hire_roster__a_check_writes_nothing_and_a_report_all),
        BOTH(test_hire_roster__nobody_is_taken_on_twice),
        BOTH(test_hire_roster__a_wrong_unit_stops_all),
    };
    return RUN_TESTS(tests);
}
