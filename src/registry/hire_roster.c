// SPDX-License-Identifier: Apache-2.0
#include "registry/hire_roster.h"

#include "base/map.h"
#include "base/utf8.h"
#include "base/xlsx.h"
#include "registry/spreadsheet.h"

#include <string.h>

// One roster being checked.
typedef struct Checking {
    Tx *tx;
    const HireRosterIn *in;
    Arena *arena;
    Map people; // id number -> the line that named it first
    Str division_code;
} Checking;

// ---- Faults ----

// 「第3行B列（公民身份号码）：」; without the letter where the roster did not come as a table.
static Str place_of(Arena *arena, const HireRoster *roster, int64_t line, HireRosterColumn column) {
    char letters[XLSX_COLUMN_NAME_BYTES];
    if (column == ROSTER_COLUMN_COUNT) return str_format(arena, "第%lld行：", (long long)line);
    Str label = hire_roster_column_label(column);
    int at = roster->columns[column];
    return str_format(arena, "第%lld行%s%s（%.*s）：", (long long)line,
                      at < 0 ? "" : xlsx_column_name((size_t)at, letters), at < 0 ? "" : "列",
                      STR_ARG(label));
}

static void add_fault(Checking *checking, HireRosterLine *line, HireRosterColumn column,
                      const char *code, Str sentence) {
    Arena *arena = checking->arena;
    Str place = place_of(arena, checking->in->roster, line->row->line, column);
    HireRosterFault fault = {column, str_copy(arena, str_from_c(code)), place,
                             str_copy(arena, sentence)};
    PUSH(arena, &line->faults, fault);
    line->verdict = ROSTER_REFUSED;
}

// ---- Cells ----

static void read_name(Checking *checking, HireRosterLine *line) {
    Str text = line->row->cells[ROSTER_NAME];
    line->report.name = text;
    if (str_is_empty(text)) {
        add_fault(checking, line, ROSTER_NAME, "MISSING", STR("请填写姓名"));
        return;
    }
    Check check = person_name_check(text);
    if (check.verdict == VERDICT_WRONG) {
        add_fault(checking, line, ROSTER_NAME, check.code, str_from_c(check.sentence));
    }
}

// Excel keeps 15 digits of a number; the rest of an identity number is lost.
static bool was_number(Str text) {
    Decimal value;
    return (str_find(text, STR("E+"), 0) != SIZE_MAX || str_ends_with(text, STR("000"))) &&
           decimal_from_str(text, &value);
}

static void read_id_number(Checking *checking, HireRosterLine *line) {
    Arena *arena = checking->arena;
    Str text = line->row->cells[ROSTER_ID_NUMBER];
    IdNumber id;
    if (str_is_empty(text)) {
        add_fault(checking, line, ROSTER_ID_NUMBER, "MISSING", STR("请填写公民身份号码"));
        return;
    }
    Check check = id_number_check(text, checking->in->today, &id);
    if (check.verdict == VERDICT_WRONG && was_number(text)) {
        add_fault(checking, line, ROSTER_ID_NUMBER, "ID_ROUNDED",
                  STR("号码被 Excel 当成数字，后几位已经丢了；请把这一列设成文本，再重新填"));
        return;
    }
    if (check.verdict == VERDICT_WRONG) {
        add_fault(checking, line, ROSTER_ID_NUMBER, check.code, str_from_c(check.sentence));
        return;
    }
    line->report.id_number = str_copy(arena, str_from_c(id.text));
    HireRosterLine *first = map_get(&checking->people, line->report.id_number);
    if (!first) {
        map_put(&checking->people, line->report.id_number, line);
        return;
    }
    add_fault(checking, line, ROSTER_ID_NUMBER, "TWICE_IN_FILE",
              str_format(arena, "和第%lld行是同一个人，只留一行", (long long)first->row->line));
}

// DATE_ABSENT for an empty cell and for a wrong one.
static Date read_date(Checking *checking, HireRosterLine *line, HireRosterColumn column) {
    Str text = line->row->cells[column];
    Date date = DATE_ABSENT;
    if (str_is_empty(text) || spreadsheet_date(text, &date)) return date;
    Str shown = str_slice(text, 0, utf8_offset(text, 20));
    add_fault(checking, line, column, "DATE_FORM",
              str_format(checking->arena, "“%.*s”不是日期，应写成 2023-08-01", STR_ARG(shown)));
    return DATE_ABSENT;
}

static void read_dates(Checking *checking, HireRosterLine *line) {
    HireReport *report = &line->report;
    const Str *cells = line->row->cells;
    Date hired = read_date(checking, line, ROSTER_HIRED_ON);
    Date from = read_date(checking, line, ROSTER_CONTRACT_FROM);
    report->contract_to = read_date(checking, line, ROSTER_CONTRACT_TO);
    report->start_date = from == DATE_ABSENT ? hired : from;
    bool has_from = !str_is_empty(cells[ROSTER_CONTRACT_FROM]);
    bool has_to = !str_is_empty(cells[ROSTER_CONTRACT_TO]);
    report->contract_kind = has_to ? STR("fixed") : has_from ? STR("open") : STR("none");
    if (str_is_empty(cells[ROSTER_HIRED_ON])) {
        add_fault(checking, line, ROSTER_HIRED_ON, "MISSING", STR("请填写入职日期"));
    } else if (hired != DATE_ABSENT && hired > checking->in->today) {
        add_fault(checking, line, ROSTER_HIRED_ON, "DATE_FUTURE",
                  STR("入职日期晚于今天，请上岗后再报"));
    }
    if (has_to && !has_from) {
        add_fault(checking, line, ROSTER_CONTRACT_FROM, "MISSING",
                  STR("填了合同止，也要填合同起"));
    }
}

static void read_wage(Checking *checking, HireRosterLine *line) {
    Str text = line->row->cells[ROSTER_WAGE];
    Decimal yuan;
    int64_t fen = -1;
    if (str_is_empty(text)) return;
    bool is_amount = spreadsheet_number(checking->arena, text, &yuan) &&
                     decimal_to_scaled(yuan, 2, &fen) &&
                     fen >= 0 && fen <= HIRE_ROSTER_WAGE_FEN_MAX;
    if (is_amount) {
        line->report.monthly_wage_fen = (OptionalInt){true, fen};
        return;
    }
    Str shown = str_slice(text, 0, utf8_offset(text, 20));
    add_fault(checking, line, ROSTER_WAGE, "NUMBER_FORM",
              str_format(checking->arena, "“%.*s”不是金额，应写成 4500 或 4500.50，一个月最多 %lld 万元",
                         STR_ARG(shown), (long long)(HIRE_ROSTER_WAGE_FEN_MAX / 1000000)));
}

// False when a cell is too long or not plain text, so that nothing else reads it.
static bool check_cells(Checking *checking, HireRosterLine *line) {
    for (int i = 0; i < ROSTER_COLUMN_COUNT; i++) {
        Str text = line->row->cells[i];
        bool is_plain = utf8_count(text) <= HIRE_ROSTER_CELL_LENGTH_MAX;
        for (size_t at = 0; at < text.length; at++) {
            is_plain = is_plain && (unsigned char)text.data[at] >= ' ' && text.data[at] != 0x7F;
        }
        if (is_plain) continue;
        add_fault(checking, line, (HireRosterColumn)i, "TEXT_FORM",
                  str_format(checking->arena, "内容超过%d个字，或者里面有换行，请改短写在一行里",
                             HIRE_ROSTER_CELL_LENGTH_MAX));
    }
    return line->faults.count == 0;
}

static void read_cells(Checking *checking, HireRosterLine *line) {
    if (!str_is_absent(line->row->unreadable)) {
        HireRosterFault fault = {ROSTER_COLUMN_COUNT, STR("LINE_FORM"), STR(""),
                                 line->row->unreadable};
        PUSH(checking->arena, &line->faults, fault);
        line->verdict = ROSTER_REFUSED;
        return;
    }
    if (!check_cells(checking, line)) return;
    Str post = line->row->cells[ROSTER_POST];
    line->report.uscc = checking->in->uscc;
    line->report.post = str_is_empty(post) ? (Str){0} : post;
    read_name(checking, line);
    read_id_number(checking, line);
    read_dates(checking, line);
    read_wage(checking, line);
}

// ---- Against what is registered ----

static HireRosterColumn column_of_code(const char *code) {
    static const struct {
        const char *code;
        HireRosterColumn column;
    } places[] = {
        {"NAME_DIFFERS", ROSTER_NAME},        {"PERSON_UNKNOWN", ROSTER_ID_NUMBER},
        {"DATE_FUTURE", ROSTER_CONTRACT_FROM}, {"PERIOD_ORDER", ROSTER_CONTRACT_TO},
        {"HIRE_DIFFERS", ROSTER_CONTRACT_TO}, {"HIRE_OPEN", ROSTER_HIRED_ON},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strcmp(code, places[i].code) == 0) return places[i].column;
    }
    return ROSTER_COLUMN_COUNT;
}

// Whether a refusal speaks of this row alone, not of the unit or the database.
static bool is_of_row(const Error *error) {
    bool is_refusal = error->kind == ERROR_INVALID || error->kind == ERROR_NOT_FOUND ||
                      error->kind == ERROR_CONFLICT;
    return is_refusal && error->code[0] && strncmp(error->code, "UNIT_", strlen("UNIT_")) != 0;
}

static bool check_registered(Checking *checking, HireRosterLine *line, Error *error) {
    HireVerdict verdict;
    Error refusal = {0};
    if (hire_check(checking->tx, &line->report, checking->in->today, checking->arena, &verdict,
                   &refusal)) {
        line->verdict = verdict.is_known ? ROSTER_KNOWN : ROSTER_TAKEN;
        checking->division_code = verdict.division_code;
        return true;
    }
    if (!is_of_row(&refusal)) {
        *error = refusal;
        return false;
    }
    add_fault(checking, line, column_of_code(refusal.code), refusal.code,
              str_from_c(refusal.message));
    return true;
}

bool hire_roster_check(Tx *tx, const HireRosterIn *in, Arena *arena, HireRosterResult *result,
                       Error *error) {
    const HireRoster *roster = in->roster;
    Checking checking = {.tx = tx, .in = in, .arena = arena, .people = {.arena = arena}};
    *result = (HireRosterResult){.lines = NEW_ARRAY(arena, HireRosterLine, roster->count),
                                 .count = roster->count};
    for (size_t i = 0; i < roster->count; i++) {
        HireRosterLine *line = &result->lines[i];
        *line = (HireRosterLine){.row = &roster->items[i]};
        read_cells(&checking, line);
        if (line->verdict != ROSTER_REFUSED && !check_registered(&checking, line, error)) {
            return false;
        }
        result->taken += line->verdict == ROSTER_TAKEN;
        result->known += line->verdict == ROSTER_KNOWN;
        result->refused += line->verdict == ROSTER_REFUSED;
    }
    result->division_code = checking.division_code;
    return true;
}

bool hire_roster_report(Tx *tx, const HireRosterIn *in, Arena *arena, HireRosterResult *result,
                        Error *error) {
    if (!hire_roster_check(tx, in, arena, result, error)) return false;
    if (in->is_all_or_nothing && result->refused > 0) return true;
    for (size_t i = 0; i < result->count; i++) {
        const HireRosterLine *line = &result->lines[i];
        HireId id;
        if (line->verdict != ROSTER_TAKEN) continue;
        if (!hire_report(tx, &line->report, in->today, arena, &id, error)) return false;
    }
    result->is_reported = result->taken > 0;
    return true;
}
