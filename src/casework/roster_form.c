// SPDX-License-Identifier: Apache-2.0
// The columns of a roster, made from the policy, and the rows of a file under them.
#include "base/utf8.h"
#include "casework/claim_roster_core.h"
#include "casework/consent.h"
#include "policy/concern.h"
#include "policy/fact_value.h"
#include "publish/known.h"
#include "registry/workbook.h"

#include <string.h>

#define BATCH_VIEW "roster"

// ---- Columns ----

static void add_column(RosterForm *form, const RosterColumn *column) {
    if (form->count < ROSTER_COLUMNS_MAX) form->columns[form->count++] = *column;
}

static void add_person(RosterForm *form) {
    add_column(form, &(RosterColumn){.kind = ROSTER_COLUMN_PERSON, .key = STR("id_number"),
                                     .name = STR("公民身份号码"), .is_required = true,
                                     .help = STR("18位，这一列是文本")});
    add_column(form, &(RosterColumn){.kind = ROSTER_COLUMN_NAME, .key = STR("name"),
                                     .name = STR("姓名"),
                                     .help = STR("填了就和公安登记的姓名核对")});
}

static void add_unit(RosterForm *form) {
    add_column(form, &(RosterColumn){.kind = ROSTER_COLUMN_UNIT, .key = STR("uscc"),
                                     .name = STR("统一社会信用代码"), .is_required = true,
                                     .help = STR("18位")});
}

static void add_subject(RosterForm *form, const FactView *view, bool is_office) {
    switch (view->keying) {
    case FACT_KEY_PERSON: add_person(form); return;
    case FACT_KEY_UNIT: add_unit(form); return;
    case FACT_KEY_UNIT_FIRST:
        add_person(form);
        if (is_office) add_unit(form);
        add_column(form, &(RosterColumn){.kind = ROSTER_COLUMN_START, .key = STR("from"),
                                         .name = STR("开始日期"), .is_required = true,
                                         .help = STR("入职、见习或实习的第一天，写成 2023-08-01")});
        return;
    case FACT_KEY_ORGANISER:
    case FACT_KEY_LISTED: break;
    }
    add_column(form, &(RosterColumn){.kind = ROSTER_COLUMN_KEY, .key = STR("key"),
                                     .name = STR("编号"), .is_required = true,
                                     .help = STR("平台登记的编号")});
}

static bool is_asked(const Policy *policy, const Fact *fact) {
    return fact_cell_fits(fact) && fact->source.kind != FACT_SOURCE_NONE &&
           known_is_stated(fact) && fact != concern_claim_fact(policy);
}

static void add_facts(Arena *arena, RosterForm *form) {
    const FactList *facts = &form->policy->facts;
    bool *is_concerned = NEW_ARRAY(arena, bool, facts->count);
    concern_facts(form->policy, form->measure, is_concerned);
    for (size_t i = 0; i < facts->count; i++) {
        const Fact *fact = &facts->items[i];
        if (!is_concerned[i] || !is_asked(form->policy, fact)) continue;
        FactCell cell = fact_cell_of(arena, fact);
        RosterColumn column = {.kind = ROSTER_COLUMN_FACT, .key = fact->key, .name = cell.name,
                               .cell = cell, .choices = cell.choices,
                               .choice_count = cell.choice_count};
        column.help = str_is_empty(fact->question)
                          ? cell.rule
                          : str_format(arena, "%.*s%.*s", STR_ARG(fact->question),
                                       STR_ARG(cell.rule));
        add_column(form, &column);
    }
}

// What the import of extracts asks of a worker, but for what the batch says of all.
static void add_lines(RosterForm *form) {
    const Extract *extract = &extracts[EXTRACT_ROSTER_LINE];
    for (int i = 0; i < extract->column_count; i++) {
        const ExtractColumn *column = &extract->columns[i];
        Str name = str_from_c(column->header);
        RosterColumnKind kind = ROSTER_COLUMN_LINE;
        if (column->kind == CELL_TEXT || column->kind == CELL_DIVISION) continue;
        if (str_equal(name, STR("数据日期"))) continue;
        if (column->kind == CELL_ID_NUMBER) kind = ROSTER_COLUMN_PERSON;
        if (column->kind == CELL_PERSON_NAME) kind = ROSTER_COLUMN_NAME;
        add_column(form, &(RosterColumn){.kind = kind, .key = name, .name = name,
                                         .help = str_from_c(cell_kind_rule(column->kind)),
                                         .is_required = !column->is_optional, .line_column = i});
    }
}

bool roster_form_make(Arena *arena, const Actor *actor, const Pack *pack, Str measure_key,
                      RosterForm *form, Error *error) {
    *form = (RosterForm){0};
    form->measure = pack_measure(pack, measure_key, &form->policy);
    bool decides = form->measure && form->policy->program;
    const FactView *view = decides ? fact_view_find(form->measure->subject) : NULL;
    if (!view || form->measure->kind != MEASURE_BENEFIT ||
        !(form->measure->ways & MEASURE_ROSTER)) {
        error_set(error, ERROR_NOT_FOUND, "“%.*s”不能用名册申报",
                  STR_ARG(utf8_head(measure_key, 60)));
        return error_detail(error, "请从政策页里选“用名册报”");
    }
    form->is_batch = str_equal(form->measure->subject, STR(BATCH_VIEW));
    form->is_monthly = form->measure->period == MEASURE_MONTHLY;
    if (form->is_batch) {
        add_lines(form);
        return true;
    }
    add_subject(form, view, roster_is_office(actor));
    add_facts(arena, form);
    return true;
}

Str roster_period(Arena *arena, const RosterForm *form, Date on) {
    return measure_period_on(arena, form->measure, on);
}

// ---- Cells ----

static void cell_fault(RosterRead *row, size_t column, Str sentence) {
    row->is_faulty = true;
    if (str_is_absent(row->faults[column])) row->faults[column] = sentence;
}

void roster_fault(RosterRead *row, const RosterForm *form, RosterColumnKind kind, Str sentence) {
    row->is_faulty = true;
    for (size_t i = 0; i < form->count; i++) {
        if (form->columns[i].kind == kind) {
            cell_fault(row, i, sentence);
            return;
        }
    }
    if (str_is_absent(row->row_fault)) row->row_fault = sentence;
}

static void read_fact(Arena *arena, const RosterColumn *column, RosterRead *row, size_t at,
                      JsonWriter *stated) {
    const JsonValue *json;
    Str fault;
    if (!fact_cell_read(arena, &column->cell, row->cells[at], &json, &fault)) {
        cell_fault(row, at, fault);
        return;
    }
    json_key(stated, column->key);
    json_value(stated, json);
}

static void read_id_number(Arena *arena, Date today, RosterRead *row, size_t at) {
    IdNumber id;
    Check check = id_number_check(row->cells[at], today, &id);
    if (check.verdict == VERDICT_WRONG) {
        cell_fault(row, at, str_from_c(check.sentence));
        return;
    }
    row->id_number = str_copy(arena, str_from_c(id.text));
}

static void read_start(RosterRead *row, size_t at) {
    if (spreadsheet_date(row->cells[at], &row->start)) return;
    cell_fault(row, at, STR("不是日期，应写成 2023-08-01"));
}

static void read_unit(RosterRead *row, size_t at) {
    Check check = uscc_check(row->cells[at]);
    if (check.verdict == VERDICT_WRONG) cell_fault(row, at, str_from_c(check.sentence));
    row->unit = row->cells[at];
}

// A cell of a worker, by the rules of the extracts but with the dates that people type.
static void read_line(Arena *arena, const RosterColumn *column, Date today, RosterRead *row,
                      size_t at) {
    const ExtractColumn *rule = &extracts[EXTRACT_ROSTER_LINE].columns[column->line_column];
    Str text = row->cells[at];
    Date date;
    Decimal number;
    if (rule->kind == CELL_DATE && spreadsheet_date(text, &date)) text = date_to_str(arena, date);
    if (rule->kind == CELL_YUAN && spreadsheet_number(arena, text, &number)) {
        text = decimal_to_str(arena, number);
    }
    Cell *cell = &row->line_cells[column->line_column];
    Check check = cell_read(arena, rule, text, today, cell);
    if (check.verdict == VERDICT_WRONG) cell_fault(row, at, str_from_c(check.sentence));
}

static void read_cell(Arena *arena, const RosterForm *form, size_t at, Date today, RosterRead *row,
                      JsonWriter *stated) {
    const RosterColumn *column = &form->columns[at];
    Str text = row->cells[at];
    if (str_is_empty(text)) {
        if (column->is_required) cell_fault(row, at, STR("这一格要填"));
        return;
    }
    if (utf8_count(text) > ROSTER_CELL_LENGTH_MAX) {
        cell_fault(row, at, STR("内容太长，请改短"));
        return;
    }
    switch (column->kind) {
    case ROSTER_COLUMN_PERSON: read_id_number(arena, today, row, at); break;
    case ROSTER_COLUMN_NAME: row->name = text; break;
    case ROSTER_COLUMN_UNIT: read_unit(row, at); break;
    case ROSTER_COLUMN_START: read_start(row, at); break;
    case ROSTER_COLUMN_KEY: row->key = text; break;
    case ROSTER_COLUMN_FACT: read_fact(arena, column, row, at, stated); return;
    case ROSTER_COLUMN_LINE: break;
    }
    if (form->is_batch) read_line(arena, column, today, row, at);
}

static void read_row(Arena *arena, const RosterForm *form, const int *places,
                     const SpreadsheetRow *from, Date today, RosterRead *row) {
    StrBuilder stated;
    JsonWriter writer;
    *row = (RosterRead){.line = from->line, .row_fault = from->unreadable, .start = DATE_ABSENT,
                        .is_faulty = !str_is_absent(from->unreadable),
                        .cells = NEW_ARRAY(arena, Str, form->count),
                        .faults = NEW_ARRAY(arena, Str, form->count)};
    str_builder_init(&stated, arena, 0);
    json_writer_init(&writer, &stated);
    json_open_object(&writer);
    for (size_t i = 0; i < form->count && str_is_absent(from->unreadable); i++) {
        bool is_there = places[i] >= 0 && (size_t)places[i] < from->count;
        row->cells[i] = is_there ? from->cells[places[i]] : STR("");
        read_cell(arena, form, i, today, row, &writer);
    }
    json_close_object(&writer);
    row->stated_json = str_built(&stated);
}

void roster_row_reread(Arena *arena, const RosterForm *form, Date today, int64_t line, Str *cells,
                       size_t count, RosterRead *row) {
    int places[ROSTER_COLUMNS_MAX];
    SpreadsheetRow from = {.line = line, .cells = cells, .count = count};
    for (size_t i = 0; i < form->count; i++) places[i] = (int)i;
    read_row(arena, form, places, &from, today, row);
}

// ---- A file ----

static bool find_places(Arena *arena, const RosterForm *form, const Spreadsheet *sheet, int *places,
                        Error *error) {
    StrBuilder missing;
    str_builder_init(&missing, arena, 0);
    for (size_t i = 0; i < form->count; i++) {
        const RosterColumn *column = &form->columns[i];
        Str wanted = spreadsheet_plain_name(arena, column->name);
        places[i] = -1;
        for (size_t j = 0; j < sheet->name_count; j++) {
            if (!str_equal(sheet->names[j], wanted)) continue;
            if (places[i] >= 0) {
                error_set(error, ERROR_INVALID, "“%.*s”这一列出现了两次", STR_ARG(column->name));
                return error_detail(error, "请删去多出来的一列再上传");
            }
            places[i] = (int)j;
        }
        if (places[i] >= 0 || !column->is_required) continue;
        str_put_format(&missing, "%s“%.*s”", missing.count ? "、" : "", STR_ARG(column->name));
    }
    if (missing.count == 0) return true;
    error_set(error, ERROR_INVALID, "名册里缺少这些列：%.*s", STR_ARG(str_built(&missing)));
    error_detail(error, "请下载模板，照它的列名填好再上传");
    return spreadsheet_tell_sheet(sheet, error);
}

bool roster_form_read(Arena *arena, const RosterForm *form, const ClaimRosterIn *in, Date today,
                      RosterRead **rows, size_t *count, Error *error) {
    SpreadsheetOptions options = {ROSTER_BYTES_MAX, ROSTER_ROWS_MAX,
                            spreadsheet_plain_name(arena, form->columns[0].name)};
    int places[ROSTER_COLUMNS_MAX];
    Spreadsheet sheet;
    if (!spreadsheet_read(arena, in->bytes, &options, &sheet, error) ||
        !find_places(arena, form, &sheet, places, error)) {
        return false;
    }
    if (sheet.count == 0) {
        error_set(error, ERROR_INVALID, "名册里一行也没有");
        error_detail(error, "请在列名下面一行填一个人，再上传");
        return spreadsheet_tell_sheet(&sheet, error);
    }
    *rows = NEW_ARRAY(arena, RosterRead, sheet.count);
    *count = sheet.count;
    for (size_t i = 0; i < sheet.count; i++) {
        read_row(arena, form, places, &sheet.items[i], today, &(*rows)[i]);
    }
    return true;
}

Str roster_subject_key(Arena *arena, const RosterForm *form, const Actor *actor,
                       const RosterRead *row) {
    const FactView *view = fact_view_find(form->measure->subject);
    Str unit = str_is_empty(row->unit) ? actor->scope.uscc : row->unit;
    switch (view->keying) {
    case FACT_KEY_PERSON: return row->id_number;
    case FACT_KEY_UNIT: return unit;
    case FACT_KEY_UNIT_FIRST: {
        Str start = row->start == DATE_ABSENT ? STR("") : date_to_str(arena, row->start);
        return str_format(arena, "%.*s:%.*s:%.*s", STR_ARG(unit), STR_ARG(row->id_number),
                          STR_ARG(start));
    }
    case FACT_KEY_ORGANISER:
    case FACT_KEY_LISTED: break;
    }
    return row->key;
}

// ---- The template ----

// Fills what the key of a subject says: 「uscc:公民身份号码:日期」.
static void fill_subject(const RosterForm *form, const FactSubject *subject, WorkbookCell *cells) {
    Str rest = subject->key;
    str_cut(&rest, ':');
    str_cut(&rest, ':');
    for (size_t i = 0; i < form->count; i++) {
        if (form->columns[i].kind == ROSTER_COLUMN_PERSON) cells[i].text = subject->id_number;
        if (form->columns[i].kind == ROSTER_COLUMN_START) cells[i].text = rest;
    }
}

static bool is_unit_first(const RosterForm *form) {
    const FactView *view = fact_view_find(form->measure->subject);
    return view && view->keying == FACT_KEY_UNIT_FIRST;
}

bool roster_form_is_filled(const RosterForm *form, const Actor *actor) {
    return !form->is_batch && !str_is_empty(actor->scope.uscc) &&
           (form->measure->reported_by || is_unit_first(form));
}

static bool fill_subjects(Tx *tx, const Actor *actor, const RosterForm *form, Arena *arena,
                          Workbook *book, Error *error) {
    const FactView *view = fact_view_find(form->measure->subject);
    FactOwner owner = {.uscc = actor->scope.uscc};
    FactRange *ranges;
    FactRows rows;
    size_t count;
    if (!fact_view_ranges(tx, view, &owner, actor->today, arena, &ranges, &count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!fact_view_load(tx, view, &ranges[i], arena, &rows, error)) return false;
        WorkbookCell *cells = NEW_ARRAY(arena, WorkbookCell, rows.count * form->count + 1);
        for (size_t j = 0; j < rows.count; j++) {
            fill_subject(form, &rows.subjects[j], &cells[j * form->count]);
        }
        book->cells = cells;
        book->row_count = rows.count;
    }
    return true;
}

// Of whoever does not allow it the unit learns nothing, as when it reports them.
static bool fill_reported(Tx *tx, const Actor *actor, const RosterForm *form, Arena *arena,
                          Workbook *book, Error *error) {
    FactReportedList own;
    ConsentWithheld withheld;
    if (!fact_view_reported(tx, form->measure->reported_by, actor->scope.uscc, actor->today, arena,
                            &own, error) ||
        !consent_withheld(tx, CONSENT_LOOKUP, actor->today, arena, &withheld, error)) {
        return false;
    }
    WorkbookCell *cells = NEW_ARRAY(arena, WorkbookCell, own.count * form->count + 1);
    book->cells = cells;
    for (size_t i = 0; i < own.count; i++) {
        const FactReported *person = &own.items[i];
        if (consent_withholds(&withheld, person->person_id)) continue;
        WorkbookCell *row = &cells[book->row_count++ * form->count];
        for (size_t j = 0; j < form->count; j++) {
            RosterColumnKind kind = form->columns[j].kind;
            if (kind == ROSTER_COLUMN_PERSON) row[j].text = person->id_number;
            if (kind == ROSTER_COLUMN_NAME) row[j].text = person->name;
        }
    }
    return true;
}

static bool fill_own(Tx *tx, const Actor *actor, const RosterForm *form, Arena *arena,
                     Workbook *book, Error *error) {
    if (!roster_form_is_filled(form, actor)) return true;
    return form->measure->reported_by ? fill_reported(tx, actor, form, arena, book, error)
                                      : fill_subjects(tx, actor, form, arena, book, error);
}

bool roster_template(Tx *tx, const Actor *actor, const RosterForm *form, Arena *arena, Str *bytes,
                     Error *error) {
    WorkbookColumn *columns = NEW_ARRAY(arena, WorkbookColumn, form->count);
    for (size_t i = 0; i < form->count; i++) {
        const RosterColumn *column = &form->columns[i];
        columns[i] = (WorkbookColumn){column->name, column->help, column->choices,
                                      column->choice_count, column->is_required};
    }
    Workbook book = {.title = STR("名册"), .columns = columns, .column_count = form->count};
    return fill_own(tx, actor, form, arena, &book, error) &&
           workbook_write(arena, &book, bytes, error);
}
