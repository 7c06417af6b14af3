// SPDX-License-Identifier: Apache-2.0
#include "registry/hire_roster.h"

#include "base/csv.h"
#include "base/utf8.h"
#include "registry/spreadsheet.h"

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
    str_put(&out, STR(CSV_BYTE_ORDER_MARK));
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) csv_put_cell(&out, columns[i].label, i == 0);
    str_put(&out, STR("\r\n"));
    return str_built(&out);
}

static bool advise_template(Error *error) {
    return error_detail(error, "请下载空白模板，照它的列名填好再上传");
}

// ---- The header ----

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

static bool find_columns(const Spreadsheet *sheet, HireRoster *roster, Error *error) {
    clear_columns(roster);
    for (size_t i = 0; i < sheet->name_count; i++) {
        HireRosterColumn column = column_of(sheet->names[i]);
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

static bool take_rows(Arena *arena, const Spreadsheet *sheet, HireRoster *roster, Error *error) {
    for (size_t i = 0; i < sheet->count; i++) {
        const SpreadsheetRow *row = &sheet->items[i];
        HireRosterRow made = {.line = row->line, .unreadable = row->unreadable};
        bool has_text = !str_is_absent(row->unreadable);
        for (int j = 0; j < ROSTER_COLUMN_COUNT; j++) {
            int at = roster->columns[j];
            if (at < 0 || (size_t)at >= row->count) continue;
            made.cells[j] = row->cells[at];
            has_text |= !str_is_empty(made.cells[j]);
        }
        if (has_text && !add_row(arena, roster, &made, error)) return false;
    }
    return true;
}

static bool check_not_empty(const HireRoster *roster, Error *error) {
    if (roster->count > 0) return true;
    error_set(error, ERROR_INVALID, "名册里一个人也没有");
    return error_detail(error, "请在列名下面一行填一个人，再上传");
}

bool hire_roster_read(Arena *arena, Str bytes, HireRoster *roster, Error *error) {
    SpreadsheetOptions options = {HIRE_ROSTER_BYTES_MAX, HIRE_ROSTER_ROWS_MAX,
                            columns[ROSTER_NAME].label};
    Spreadsheet sheet;
    *roster = (HireRoster){0};
    if (!spreadsheet_read(arena, bytes, &options, &sheet, error) ||
        !find_columns(&sheet, roster, error)) {
        return false;
    }
    if (!check_columns(arena, roster, error)) return spreadsheet_tell_sheet(&sheet, error);
    if (!take_rows(arena, &sheet, roster, error)) return false;
    return check_not_empty(roster, error) || spreadsheet_tell_sheet(&sheet, error);
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
    Str key = utf8_head(member->key, 50);
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
