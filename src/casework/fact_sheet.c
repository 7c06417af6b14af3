// SPDX-License-Identifier: Apache-2.0
// Reading sheets: the work of a department, one sheet, its workbook.
#include "casework/fact_sheet.h"

#include "access/audit.h"
#include "base/utf8.h"
#include "casework/fact_sheet.sql.h"
#include "registry/workbook.h"

// ---- Work ----

bool fact_sheet_cards(Tx *tx, const Actor *actor, Arena *arena, FactSheetCards *cards,
                      Error *error) {
    FactSheetWorkRows rows;
    FactSheetWorkIn in = {actor->department, actor->scope.division_prefix, FACT_SHEETS_MAX};
    FactSheetCard *card = NULL;
    *cards = (FactSheetCards){0};
    if (str_is_empty(actor->department)) return true;
    if (!fact_sheet_work(tx, &in, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        const FactSheetWorkRow *row = &rows.items[i];
        if (!card || !str_equal(card->number, row->list_number)) {
            FactSheetCard next = {.number = row->list_number,
                                 .policy_number = (int)row->policy_number,
                                 .fact_keys = NEW_ARRAY(arena, Str, rows.count - i),
                                 .cases = row->cases, .asked_on = row->asked_on,
                                 .due_on = row->due_on};
            PUSH(arena, cards, next);
            card = &cards->items[cards->count - 1];
        }
        card->fact_keys[card->fact_count++] = row->fact_key;
    }
    return true;
}

// ---- One sheet ----

static bool asks(const FactSheetRequestRows *rows, Str key) {
    for (size_t i = 0; i < rows->count; i++) {
        if (str_equal(rows->items[i].fact_key, key)) return true;
    }
    return false;
}

// What is asked and a cell can hold, in the order of the policy.
static void put_columns(Arena *arena, const FactSheetRequestRows *rows, FactSheet *sheet) {
    const FactList *facts = &sheet->policy->facts;
    sheet->columns = NEW_ARRAY(arena, FactCell, facts->count);
    for (size_t i = 0; i < facts->count; i++) {
        const Fact *fact = &facts->items[i];
        if (!fact_cell_fits(fact) || !asks(rows, fact->key)) continue;
        sheet->columns[sheet->column_count++] = fact_cell_of(arena, fact);
    }
}

static size_t column_of(const FactSheet *sheet, Str key) {
    size_t at = 0;
    while (at < sheet->column_count && !str_equal(sheet->columns[at].fact->key, key)) at++;
    return at;
}

static FactSheetCase *add_case(Arena *arena, const FactSheetRequestRow *row, FactSheet *sheet) {
    FactSheetCase *added = &sheet->cases[sheet->count++];
    *added = (FactSheetCase){
        .case_number = row->case_number, .is_batch_row = row->is_batch_row,
        .subject_label = row->is_batch_row ? row->row_subject : row->claim_subject,
        .person_id = row->person_id.present ? row->person_id.value : 0,
        .uscc = row->uscc, .due_on = row->due_on, .is_living = row->is_living,
        .is_asked = NEW_ARRAY(arena, bool, sheet->column_count + 1),
        .answers = NEW_ARRAY(arena, Str, sheet->column_count + 1)};
    return added;
}

// A row for each fact, the cases one behind the other.
static void put_cases(Arena *arena, const FactSheetRequestRows *rows, FactSheet *sheet) {
    FactSheetCase *last = NULL;
    sheet->cases = NEW_ARRAY(arena, FactSheetCase, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        const FactSheetRequestRow *row = &rows->items[i];
        if (!last || !str_equal(last->case_number, row->case_number)) {
            last = add_case(arena, row, sheet);
        }
        size_t at = column_of(sheet, row->fact_key);
        last->is_open |= row->is_open;
        if (at == sheet->column_count) continue;
        last->is_asked[at] = true;
        last->answers[at] = row->value_json;
    }
    for (size_t i = 0; i < sheet->count; i++) {
        sheet->waiting += sheet->cases[i].is_open && sheet->cases[i].is_living;
    }
}

bool fact_sheet_find(Tx *tx, const Actor *actor, const Pack *pack, Str number, Arena *arena,
                     FactSheet *sheet, Error *error) {
    FactSheetRequestRows rows = {0};
    FactSheetRequestsIn in = {number, actor->department, actor->scope.division_prefix};
    *sheet = (FactSheet){.number = number};
    if (!str_is_empty(actor->department) &&
        !fact_sheet_requests(tx, &in, arena, &rows, error)) {
        return false;
    }
    if (rows.count == 0) {
        error_set(error, ERROR_NOT_FOUND, "名册或批次 %.*s 没有向你们单位要过数据",
                  STR_ARG(utf8_head(number, 40)));
        return error_detail(error, "请从“要提供的数据”里选");
    }
    sheet->policy = pack_policy(pack, (int)rows.items[0].policy_number);
    if (!sheet->policy) {
        return error_set(error, ERROR_NOT_FOUND, "这项政策已经不在现行的政策包里");
    }
    put_columns(arena, &rows, sheet);
    put_cases(arena, &rows, sheet);
    return true;
}

// ---- Whom it is about ----

static bool identify_people(Tx *tx, Arena *arena, FactSheet *sheet, Error *error) {
    FactSheetPersonIn *ins = NEW_ARRAY(arena, FactSheetPersonIn, sheet->count + 1);
    QueryRows *found = NEW_ARRAY(arena, QueryRows, sheet->count + 1);
    for (size_t i = 0; i < sheet->count; i++) ins[i].person_id = sheet->cases[i].person_id;
    if (!fact_sheet_person_each(tx, ins, sheet->count, arena, found, error)) return false;
    for (size_t i = 0; i < sheet->count; i++) {
        const FactSheetPersonRow *person = found[i].items;
        if (found[i].count == 0) continue;
        sheet->cases[i].identity.person_name = person->name;
        sheet->cases[i].identity.id_number = person->id_number;
    }
    return true;
}

static bool identify_units(Tx *tx, Arena *arena, FactSheet *sheet, Error *error) {
    FactSheetUnitIn *ins = NEW_ARRAY(arena, FactSheetUnitIn, sheet->count + 1);
    QueryRows *found = NEW_ARRAY(arena, QueryRows, sheet->count + 1);
    for (size_t i = 0; i < sheet->count; i++) {
        Str uscc = sheet->cases[i].uscc;
        ins[i].uscc = str_is_absent(uscc) ? STR("") : uscc;
    }
    if (!fact_sheet_unit_each(tx, ins, sheet->count, arena, found, error)) return false;
    for (size_t i = 0; i < sheet->count; i++) {
        const FactSheetUnitRow *unit = found[i].items;
        sheet->cases[i].identity.uscc = sheet->cases[i].uscc;
        if (found[i].count > 0) sheet->cases[i].identity.unit_name = unit->name;
    }
    return true;
}

bool fact_sheet_identify(Tx *tx, const Actor *actor, size_t count, Arena *arena, FactSheet *sheet,
                         Error *error) {
    size_t kept = 0;
    for (size_t i = 0; i < sheet->count && kept < count; i++) {
        const FactSheetCase *one = &sheet->cases[i];
        if (one->is_open && one->is_living) sheet->cases[kept++] = *one;
    }
    sheet->count = kept;
    AuditEntry entry = {.action = STR("fact_sheet.identify"), .object_kind = STR("fact_sheet"),
                        .object_number = sheet->number,
                        .division_code = actor->scope.division_prefix,
                        .after = str_format(arena, "{\"cases\":%zu}", kept)};
    return identify_people(tx, arena, sheet, error) && identify_units(tx, arena, sheet, error) &&
           (kept == 0 || audit_write(tx, actor, &entry, error));
}

// ---- The workbook ----

enum { CASE_COLUMN, SUBJECT_COLUMN, NAME_COLUMN, ID_COLUMN, UNIT_COLUMN, USCC_COLUMN, FIXED_COUNT };

static const WorkbookColumn fixed[FIXED_COUNT] = {
    [CASE_COLUMN] = {.name = STR_INIT(FACT_SHEET_CASE_COLUMN),
                     .help = STR_INIT("平台的编号，不要改")},
    [SUBJECT_COLUMN] = {.name = STR_INIT("对象")},
    [NAME_COLUMN] = {.name = STR_INIT("姓名")},
    [ID_COLUMN] = {.name = STR_INIT("公民身份号码")},
    [UNIT_COLUMN] = {.name = STR_INIT("单位名称")},
    [USCC_COLUMN] = {.name = STR_INIT("统一社会信用代码")},
};

static void fill_case(const FactSheetCase *one, WorkbookCell *cells) {
    cells[CASE_COLUMN].text = one->case_number;
    cells[SUBJECT_COLUMN].text = one->subject_label;
    cells[NAME_COLUMN].text = one->identity.person_name;
    cells[ID_COLUMN].text = one->identity.id_number;
    cells[UNIT_COLUMN].text = one->identity.unit_name;
    cells[USCC_COLUMN].text = one->identity.uscc;
}

bool fact_sheet_workbook(Arena *arena, const FactSheet *sheet, Str *bytes, Error *error) {
    size_t width = FIXED_COUNT + sheet->column_count;
    WorkbookColumn *columns = NEW_ARRAY(arena, WorkbookColumn, width);
    WorkbookCell *cells = NEW_ARRAY(arena, WorkbookCell, width * sheet->count + 1);
    for (size_t i = 0; i < FIXED_COUNT; i++) columns[i] = fixed[i];
    for (size_t i = 0; i < sheet->column_count; i++) {
        const FactCell *cell = &sheet->columns[i];
        columns[FIXED_COUNT + i] = (WorkbookColumn){.name = cell->name, .help = cell->rule,
                                                    .choices = cell->choices,
                                                    .choice_count = cell->choice_count};
    }
    for (size_t i = 0; i < sheet->count; i++) fill_case(&sheet->cases[i], &cells[i * width]);
    Workbook book = {.title = STR("要提供的数据"), .columns = columns, .column_count = width,
                     .cells = cells, .row_count = sheet->count};
    return workbook_write(arena, &book, bytes, error);
}
