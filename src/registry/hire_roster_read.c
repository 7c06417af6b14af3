// SPDX-License-Identifier: Apache-2.0
#include "registry/hire_roster.h"

#include "base/csv.h"
#include "base/gb18030.h"
#include "base/utf8.h"
#include "base/xlsx.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define OLE_SIGNATURE STR("\xD0\xCF\x11\xE0") // .xls, and workbooks with a password

typedef struct Column {
    Str key;
    Str label;
    bool is_demanded;
} Column;

static const Column columns[ROSTER_COLUMN_COUNT] = {
#define X(name, key, label, is_demanded) [name] = {STR_INIT(key), STR_INIT(label), is_demanded},
    HIRE_ROSTER_COLUMNS(X)
#undef X
};

static const struct {
    HireRosterColumn column;
    Str name;
} aliases[] = {
    {ROSTER_ID_NUMBER, STR_INIT("身份证号码")},     {ROSTER_ID_NUMBER, STR_INIT("身份证号")},
    {ROSTER_HIRED_ON, STR_INIT("入职时间")},        {ROSTER_CONTRACT_FROM, STR_INIT("合同起始日期")},
    {ROSTER_CONTRACT_TO, STR_INIT("合同终止日期")}, {ROSTER_WAGE, STR_INIT("月工资")},
};

Str hire_roster_column_label(HireRosterColumn column) {
    return columns[column].label;
}

Str hire_roster_column_key(HireRosterColumn column) {
    return columns[column].key;
}

Str hire_roster_template(Arena *arena) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    str_put(&out, STR(BYTE_ORDER_MARK));
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) csv_put_cell(&out, columns[i].label, i == 0);
    str_put(&out, STR("\r\n"));
    return str_built(&out);
}

static bool advise_template(Error *error) {
    return error_detail(error, "请下载空白模板，照它的列名填好再上传");
}

// ---- The header ----

// Without spaces and stars, with narrow brackets: 「月工资（元）*」 is 「月工资(元)」.
static Str plain_name(Arena *arena, Str cell) {
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t at = 0; at < cell.length;) {
        size_t from = at;
        uint32_t c = utf8_next(cell, &at);
        if (c == ' ' || c == '*' || c == '\n' || c == '\r' || c == 0x3000) continue;
        if (c == 0xFF08) str_put(&out, STR("("));
        else if (c == 0xFF09) str_put(&out, STR(")"));
        else str_put(&out, str_slice(cell, from, at));
    }
    return str_built(&out);
}

static HireRosterColumn column_of(Str name) {
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) {
        if (str_equal(name, columns[i].label)) return (HireRosterColumn)i;
    }
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (str_equal(name, aliases[i].name)) return aliases[i].column;
    }
    return ROSTER_COLUMN_COUNT;
}

static void clear_columns(HireRoster *roster) {
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) roster->columns[i] = -1;
}

static bool find_columns(Arena *arena, const Str *cells, size_t count, HireRoster *roster,
                         Error *error) {
    clear_columns(roster);
    for (size_t i = 0; i < count; i++) {
        HireRosterColumn column = column_of(plain_name(arena, cells[i]));
        if (column == ROSTER_COLUMN_COUNT) continue;
        if (roster->columns[column] < 0) {
            roster->columns[column] = (int)i;
            continue;
        }
        error_set(error, ERROR_INVALID, "“%.*s”这一列出现了两次", STR_ARG(columns[column].label));
        return error_detail(error, "请删去多出来的一列再上传");
    }
    return true;
}

static bool check_columns(Arena *arena, const HireRoster *roster, Error *error) {
    StrBuilder missing;
    str_builder_init(&missing, arena, 0);
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) {
        if (!columns[i].is_demanded || roster->columns[i] >= 0) continue;
        str_put_format(&missing, "%s“%.*s”", missing.count ? "、" : "", STR_ARG(columns[i].label));
    }
    if (missing.count == 0) return true;
    error_set(error, ERROR_INVALID, "名册里缺少这些列：%.*s", STR_ARG(str_built(&missing)));
    return advise_template(error);
}

// ---- Rows ----

static bool add_row(Arena *arena, HireRoster *roster, const HireRosterRow *row, Error *error) {
    if (roster->count < HIRE_ROSTER_ROWS_MAX) {
        PUSH(arena, roster, *row);
        return true;
    }
    error_set(error, ERROR_LIMIT, "名册超过 %d 人", HIRE_ROSTER_ROWS_MAX);
    return error_detail(error, "请分成几个文件，一个一个上传");
}

// The cells under the known columns, copied; whether any has text.
static bool take_cells(Arena *arena, const HireRoster *roster, const Str *cells, size_t count,
                       HireRosterRow *row) {
    bool has_text = false;
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) {
        int at = roster->columns[i];
        if (at < 0 || (size_t)at >= count) continue;
        row->cells[i] = str_copy(arena, str_trim(cells[at]));
        has_text |= !str_is_empty(row->cells[i]);
    }
    return has_text;
}

static bool read_sheet_header(Arena *arena, XlsxReader *reader, HireRoster *roster, Error *error) {
    XlsxRow row;
    clear_columns(roster);
    for (int i = 0; i < HIRE_ROSTER_HEADER_ROWS_MAX; i++) {
        XlsxResult result = xlsx_next(reader, &row, error);
        if (result == XLSX_FAILED) return false;
        if (result == XLSX_END) break;
        if (!find_columns(arena, row.cells, row.count, roster, error)) return false;
        if (roster->columns[ROSTER_NAME] >= 0 && row.count > 1) break; // not a mere title
    }
    return check_columns(arena, roster, error);
}

static bool read_sheet(Arena *arena, XlsxReader *reader, HireRoster *roster, Error *error) {
    XlsxRow row;
    XlsxResult result;
    if (!read_sheet_header(arena, reader, roster, error)) return false;
    while ((result = xlsx_next(reader, &row, error)) == XLSX_ROW) {
        HireRosterRow made = {.line = row.number};
        if (!take_cells(arena, roster, row.cells, row.count, &made)) continue;
        if (!add_row(arena, roster, &made, error)) return false;
    }
    return result == XLSX_END;
}

static bool read_workbook(Arena *arena, Str bytes, HireRoster *roster, Error *error) {
    XlsxReader *reader;
    if (!xlsx_open(arena, bytes, &reader, error)) return false;
    bool is_read = read_sheet(arena, reader, roster, error);
    xlsx_close(reader);
    return is_read;
}

static bool read_lines(Arena *arena, CsvReader *reader, HireRoster *roster, Error *error) {
    CsvRow header = csv_header(reader), row;
    if (!find_columns(arena, header.cells, header.count, roster, error)) return false;
    if (!check_columns(arena, roster, error)) return false;
    for (;;) {
        Error fault = {0};
        CsvResult result = csv_next(reader, &row, &fault);
        if (result == CSV_END) return true;
        HireRosterRow made = {.line = row.line};
        if (result == CSV_FAILED) {
            *error = fault;
            return false;
        }
        if (result == CSV_BAD_ROW) {
            made.unreadable = str_copy(arena, str_from_c(fault.message));
        } else if (!take_cells(arena, roster, row.cells, row.count, &made)) {
            continue;
        }
        if (!add_row(arena, roster, &made, error)) return false;
    }
}

// Excel on a Chinese system saves CSV in GB 18030.
static bool text_to_utf8(Arena *arena, Str *text, Error *error) {
    if (utf8_is_valid(*text)) return true;
    Str read;
    if (!gb18030_to_utf8(arena, *text, &read)) {
        error_set(error, ERROR_INVALID, "看不出这个文件是什么编码");
        return error_detail(error, "请上传 .xlsx，或另存为“CSV UTF-8”");
    }
    *text = read;
    return true;
}

static bool read_csv(Arena *arena, Str text, HireRoster *roster, Error *error) {
    CsvReader *reader;
    if (!text_to_utf8(arena, &text, error)) return false;
    if (!csv_open_text(arena, text, 1, &reader, error)) return advise_template(error);
    bool is_read = read_lines(arena, reader, roster, error);
    csv_close(reader);
    return is_read;
}

static bool check_not_empty(const HireRoster *roster, Error *error) {
    if (roster->count > 0) return true;
    error_set(error, ERROR_INVALID, "名册里一个人也没有");
    return error_detail(error, "请在列名下面一行填一个人，再上传");
}

bool hire_roster_read(Arena *arena, Str bytes, HireRoster *roster, Error *error) {
    *roster = (HireRoster){0};
    if (bytes.length > HIRE_ROSTER_BYTES_MAX) {
        error_set(error, ERROR_LIMIT, "文件超过 %zu MB", HIRE_ROSTER_BYTES_MAX / (1024 * 1024));
        return error_detail(error, "请只留名册，或分成几个文件上传");
    }
    if (str_starts_with(bytes, OLE_SIGNATURE)) {
        error_set(error, ERROR_INVALID, "这是旧版 Excel 文件 (.xls)，或者加了密码");
        return error_detail(error, "请去掉密码，另存为“Excel 工作簿 (*.xlsx)”再上传");
    }
    bool is_read = xlsx_is_likely(bytes) ? read_workbook(arena, bytes, roster, error)
                                         : read_csv(arena, bytes, roster, error);
    return is_read && check_not_empty(roster, error);
}

// ---- JSON ----

static bool take_member(Arena *arena, const JsonMember *member, HireRosterRow *row, Error *error) {
    const JsonValue *value = member->value;
    bool is_text = value->kind == JSON_STRING || value->kind == JSON_NUMBER;
    if (str_equal(member->key, STR("line")) && json_to_int64(value, &row->line)) return true;
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) {
        if (!str_equal(member->key, columns[i].key)) continue;
        if (is_text) row->cells[i] = str_copy(arena, str_trim(value->text));
        if (is_text || value->kind == JSON_NULL) return true;
    }
    Str key = str_slice(member->key, 0, 50);
    error_set(error, ERROR_INVALID, "第%lld个人：不认识“%.*s”，或者它的值不是文字",
              (long long)row->line, STR_ARG(key));
    return error_detail(error, "每个人写成 {\"name\",\"id_number\",\"hired_on\",\"contract_from\","
                               "\"contract_to\",\"post\",\"monthly_wage_yuan\"}");
}

bool hire_roster_from_json(Arena *arena, const JsonValue *rows, HireRoster *roster, Error *error) {
    *roster = (HireRoster){0};
    clear_columns(roster);
    if (!rows || rows->kind != JSON_ARRAY) {
        return error_set(error, ERROR_INVALID, "rows 应为数组，一人一个对象");
    }
    for (size_t i = 0; i < rows->count; i++) {
        HireRosterRow row = {.line = (int64_t)i + 1};
        const JsonValue *object = rows->items[i];
        if (object->kind != JSON_OBJECT) {
            return error_set(error, ERROR_INVALID, "rows 的第%zu个应为对象", i + 1);
        }
        for (size_t j = 0; j < object->count; j++) {
            if (!take_member(arena, &object->members[j], &row, error)) return false;
        }
        if (!add_row(arena, roster, &row, error)) return false;
    }
    return check_not_empty(roster, error);
}

void hire_roster_to_json(const HireRoster *roster, JsonWriter *writer) {
    json_open_array(writer);
    for (size_t i = 0; i < roster->count; i++) {
        const HireRosterRow *row = &roster->items[i];
        json_open_object(writer);
        json_member_int(writer, "line", row->line);
        for (int j = 0; j < ROSTER_COLUMN_COUNT; j++) {
            if (str_is_empty(row->cells[j])) continue;
            json_key(writer, columns[j].key);
            json_string(writer, row->cells[j]);
        }
        json_close_object(writer);
    }
    json_close_array(writer);
}
