// SPDX-License-Identifier: Apache-2.0
// Protects what departments are asked of a batch or a roster as a whole: nothing is paid before
// they answer, nothing is written while a cell is wrong, and the same file twice answers once.
#include "asking.h"

#include "../fund/raw.h"

#include "casework/claim_roster.h"
#include "registry/spreadsheet.h"

#define COUNTY "640521"
#define COLUMN "上年度领取失业保险金人数"

static Actor batch_clerk(const Desk *desk) {
    return desk_actor(desk, 23, ROLE_COUNTY_CLERK, COUNTY);
}

static Actor hrss(const Desk *desk) {
    return bureau(desk, 51, "人社局");
}

// ---- Calls ----

static bool run_sheet(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return fact_sheet_find(tx, &call->actor, call->desk->city.pack, call->text, arena, out,
                           error) &&
           fact_sheet_identify(tx, &call->actor, FACT_SHEET_ROWS_MAX, arena, out, error);
}

static bool find_sheet(Desk *desk, Actor actor, Str number, FactSheet *sheet) {
    DeskCall call = {.desk = desk, .actor = actor, .text = number};
    return desk_write(desk, run_sheet, &call, sheet);
}

static FactSheet sheet_of(Desk *desk, Actor actor, Str number) {
    FactSheet sheet;
    assert_ok(find_sheet(desk, actor, number, &sheet), desk->error);
    return sheet;
}

static bool send(Desk *desk, Actor actor, Str number, Str bytes, FactSheetResult *result) {
    CaseContext context = desk_case(desk);
    FactSheetIn in = {number, bytes};
    desk->error = (Error){0};
    return fact_sheet_answer(desk->city.store, &actor, &context, &in, &desk->city.arena, result,
                             &desk->error);
}

static FactSheetResult sent(Desk *desk, Actor actor, Str number, Str bytes) {
    FactSheetResult result;
    assert_ok(send(desk, actor, number, bytes, &result), desk->error);
    return result;
}

// A CSV file that gives the first `count` cases this value.
static Str filled(Desk *desk, const FactSheet *sheet, size_t count, const char *value) {
    StrBuilder out;
    str_builder_init(&out, &desk->city.arena, 0);
    str_put(&out, STR(FACT_SHEET_CASE_COLUMN ","));
    str_put(&out, sheet->columns[0].name);
    str_put_char(&out, '\n');
    for (size_t i = 0; i < count; i++) {
        str_put_format(&out, "%.*s,%s\n", STR_ARG(sheet->cases[i].case_number), value);
    }
    return str_built(&out);
}

static Batch column_of(Desk *desk, Str number, BatchColumn column) {
    return desk_batch_column(desk, batch_clerk(desk), number, column);
}

// The company's row of the latest batch.
static BatchRow own_row(Desk *desk) {
    Batches own = desk_batch_rows_own(desk, company(desk));
    assert_true(own.count > 0);
    return own.items[0].rows[0];
}

static bool confirm_row(Desk *desk, Str number, int64_t index) {
    return desk_confirm_row(desk, company(desk), number, index);
}

static Batch waiting_batch(Desk *desk) {
    Batch batch;
    desk_asks_claimants(desk);
    assert_ok(desk_batch_match(desk, batch_clerk(desk), 24, COUNTY, &batch), desk->error);
    return batch;
}

// ---- Batches ----

static void test_fact_sheet__a_batch_waits_for_its_department(void **state) {
    Desk desk = desk_open(state);
    Batch before, batch, again;
    assert_ok(desk_batch_match(&desk, batch_clerk(&desk), 24, COUNTY, &before), desk.error);
    batch = waiting_batch(&desk);
    assert_true(before.counts[BATCH_PAYABLE] > 0);
    assert_true(batch.awaiting >= before.counts[BATCH_PAYABLE]);
    assert_int_equal(batch.counts[BATCH_PAYABLE], 0);
    assert_int_equal(batch.payable_fen, 0);
    BatchRow own = own_row(&desk);
    assert_true(own.awaits);
    assert_int_equal(own.amount_fen, 0);
    assert_true(str_find(own.sentences, STR("等部门提供：" COLUMN), 0) != SIZE_MAX);
    assert_false(confirm_row(&desk, batch.number, own.index));
    FactSheetCards cards = cards_of(&desk, hrss(&desk));
    assert_int_equal(cards.count, 1);
    assert_true(str_equal(cards.items[0].number, batch.number));
    assert_int_equal(cards.items[0].cases, batch.awaiting);
    assert_int_equal(cards_of(&desk, bureau(&desk, 52, "税务局")).count, 0);
    // Proved again: the same rows, and nobody is asked twice.
    assert_ok(desk_batch_match(&desk, batch_clerk(&desk), 24, COUNTY, &again), desk.error);
    assert_int_equal(again.job.state, JOB_DONE);
    assert_true(str_equal(again.number, batch.number));
    assert_int_equal(cards_of(&desk, hrss(&desk)).items[0].cases, batch.awaiting);
    desk_close(&desk);
}

// No program gives a waiting row money or a claim.
static void test_fact_sheet__the_schema_keeps_a_waiting_row_from_money(void **state) {
    Desk desk = desk_open(state);
    (void)waiting_batch(&desk);
    assert_ok(desk_apply(&desk), desk.error);
    Raw raw = raw_open(*state);
    assert_false(raw_run(&raw, "UPDATE batch_row SET amount_fen = 1 WHERE awaits = 1"));
    assert_false(raw_run(&raw, "UPDATE batch_row SET result = 'payable' WHERE awaits = 1"));
    assert_false(raw_run(&raw, "UPDATE batch_row SET application_id ="
                               " (SELECT max(id) FROM application)"
                               " WHERE awaits = 1 AND sequence ="
                               " (SELECT min(sequence) FROM batch_row WHERE awaits = 1)"));
    raw_close(&raw);
    desk_close(&desk);
}

static void test_fact_sheet__answers_decide_the_rows(void **state) {
    Desk desk = desk_open(state);
    Batch batch = waiting_batch(&desk), after, again;
    FactSheet sheet = sheet_of(&desk, hrss(&desk), batch.number);
    assert_int_equal(sheet.count, batch.awaiting);
    assert_int_equal(sheet.column_count, 1);
    assert_false(str_is_empty(sheet.cases[0].identity.uscc));
    assert_false(str_is_empty(sheet.cases[0].identity.unit_name));
    FactSheetResult result =
        sent(&desk, hrss(&desk), batch.number, filled(&desk, &sheet, sheet.count, "0"));
    assert_int_equal(result.faults.count, 0);
    assert_int_equal(result.left.count, 0);
    assert_int_equal(result.answered, (int64_t)sheet.count);
    assert_int_equal(cards_of(&desk, hrss(&desk)).count, 0);
    after = column_of(&desk, batch.number, BATCH_PAYABLE);
    assert_int_equal(after.awaiting, 0);
    assert_true(after.counts[BATCH_PAYABLE] > 0);
    assert_true(after.payable_fen > 0);
    for (int i = 0; i < (int)after.row_count; i++) assert_true(after.rows[i].amount_fen > 0);
    // The proof is of the rows as they were matched.
    assert_ok(desk_batch_match(&desk, batch_clerk(&desk), 24, COUNTY, &again), desk.error);
    assert_int_equal(again.job.state, JOB_DONE);
    assert_true(str_equal(again.rows_hash, batch.rows_hash));
    assert_int_equal(again.payable_fen, after.payable_fen);
    desk_close(&desk);
}

// The claim that a row becomes keeps what the department said, and names it.
static void test_fact_sheet__the_claim_of_a_row_keeps_the_answers(void **state) {
    Desk desk = desk_open(state);
    Batch batch = waiting_batch(&desk);
    FactSheet sheet = sheet_of(&desk, hrss(&desk), batch.number);
    Str file = filled(&desk, &sheet, sheet.count, "0");
    (void)sent(&desk, hrss(&desk), batch.number, file);
    BatchRow own = own_row(&desk);
    assert_int_equal(own.column, BATCH_PAYABLE);
    assert_ok(confirm_row(&desk, batch.number, own.index), desk.error);
    assert_int_equal(desk.claim.amount_fen, own.amount_fen);
    ClaimFile claim;
    assert_ok(desk_find(&desk, batch_clerk(&desk), desk.claim.number, &claim), desk.error);
    bool is_named = false;
    for (size_t i = 0; i < claim.facts.count; i++) {
        is_named |= str_equal(claim.facts.items[i].key, STR("ui_claimants")) &&
                    str_equal(claim.facts.items[i].source, STR("由市人力资源社会保障局提供"));
    }
    assert_true(is_named);
    // The file of before names the row, which is a claim now: it is left out, and says where.
    FactSheetResult result =
        sent(&desk, hrss(&desk), batch.number, filled(&desk, &sheet, sheet.count, "1"));
    assert_int_equal(result.faults.count, 0);
    assert_int_equal(result.left.count, 1);
    assert_true(str_find(result.left.items[0].sentence, desk.claim.number, 0) != SIZE_MAX);
    assert_int_equal(result.answered, (int64_t)sheet.count - 1);
    desk_close(&desk);
}

static void test_fact_sheet__may_end_in_no_money(void **state) {
    Desk desk = desk_open(state);
    Batch batch = waiting_batch(&desk);
    FactSheet sheet = sheet_of(&desk, hrss(&desk), batch.number);
    (void)sent(&desk, hrss(&desk), batch.number, filled(&desk, &sheet, sheet.count, "100000"));
    Batch after = column_of(&desk, batch.number, BATCH_NOT);
    assert_int_equal(after.counts[BATCH_PAYABLE], 0);
    assert_int_equal(after.awaiting, 0);
    bool has_reason = false;
    for (size_t i = 0; i < after.row_count; i++) {
        has_reason |= str_find(after.rows[i].codes, STR("LAYOFF_RATE_HIGH"), 0) != SIZE_MAX;
    }
    assert_true(has_reason);
    desk_close(&desk);
}

// ---- The file ----

static void test_fact_sheet__writes_nothing_while_a_cell_is_wrong(void **state) {
    Desk desk = desk_open(state);
    Batch batch = waiting_batch(&desk);
    FactSheet sheet = sheet_of(&desk, hrss(&desk), batch.number);
    assert_true(sheet.count > 2);
    for (size_t i = 1; i < sheet.count; i++) { // -2 stands before -10
        Str before = sheet.cases[i - 1].case_number, after = sheet.cases[i].case_number;
        assert_true(before.length < after.length ||
                    (before.length == after.length && str_compare(before, after) < 0));
    }
    Str first = sheet.cases[0].case_number, second = sheet.cases[1].case_number;
    Str file = str_format(&desk.city.arena,
                          "办理编号," COLUMN "\n%.*s,3\n%.*s,三个\n%.*s,4\nPC-2023-99999-1,1\n",
                          STR_ARG(first), STR_ARG(second), STR_ARG(first));
    FactSheetResult result = sent(&desk, hrss(&desk), batch.number, file);
    assert_int_equal(result.answered, 0);
    assert_int_equal(result.faults.count, 3);
    assert_int_equal(result.faults.items[0].line, 3);
    assert_str_equal(result.faults.items[0].column, COLUMN);
    assert_str_equal(result.faults.items[0].text, "三个");
    assert_true(str_find(result.faults.items[0].sentence, STR("应为：数"), 0) != SIZE_MAX);
    assert_int_equal(result.faults.items[1].line, 4);
    assert_str_equal(result.faults.items[1].column, "办理编号");
    assert_int_equal(result.faults.items[2].line, 5);
    assert_int_equal(cards_of(&desk, hrss(&desk)).items[0].cases, batch.awaiting);
    assert_false(send(&desk, hrss(&desk), batch.number, STR("甲,乙\n1,2\n"), &result));
    assert_int_equal(desk.error.kind, ERROR_INVALID);
    desk_close(&desk);
}

static void test_fact_sheet__goes_on_with_the_same_file(void **state) {
    Desk desk = desk_open(state);
    Batch batch = waiting_batch(&desk);
    FactSheet sheet = sheet_of(&desk, hrss(&desk), batch.number);
    size_t some = sheet.count / 2;
    FactSheetResult result =
        sent(&desk, hrss(&desk), batch.number, filled(&desk, &sheet, some, "0"));
    assert_int_equal(result.answered, (int64_t)some); // as if it had been killed here
    Str whole = filled(&desk, &sheet, sheet.count, "0");
    result = sent(&desk, hrss(&desk), batch.number, whole);
    assert_int_equal(result.answered, (int64_t)(sheet.count - some));
    assert_int_equal(result.unchanged, (int64_t)some);
    int64_t payable = column_of(&desk, batch.number, BATCH_PAYABLE).payable_fen;
    result = sent(&desk, hrss(&desk), batch.number, whole);
    assert_int_equal(result.answered, 0);
    assert_int_equal(column_of(&desk, batch.number, BATCH_PAYABLE).payable_fen, payable);
    desk_close(&desk);
}

static bool run_workbook(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    FactSheet sheet;
    return run_sheet(tx, in, &sheet, arena, error) &&
           fact_sheet_workbook(arena, &sheet, out, error);
}

static void test_fact_sheet__its_workbook_comes_back(void **state) {
    Desk desk = desk_open(state);
    Batch batch = waiting_batch(&desk);
    Str bytes;
    Spreadsheet table;
    DeskCall call = {.desk = &desk, .actor = hrss(&desk), .text = batch.number};
    SpreadsheetOptions options = {FACT_SHEET_BYTES_MAX, FACT_SHEET_ROWS_MAX, STR("办理编号")};
    assert_ok(desk_write(&desk, run_workbook, &call, &bytes), desk.error);
    assert_ok(spreadsheet_read(&desk.city.arena, bytes, &options, &table, &desk.error),
              desk.error);
    assert_int_equal(table.count, batch.awaiting);
    assert_str_equal(table.names[table.name_count - 1], COLUMN);
    FactSheetResult result = sent(&desk, hrss(&desk), batch.number, bytes); // empty cells
    assert_int_equal(result.answered + result.unchanged, 0);
    assert_int_equal(result.faults.count + result.left.count, 0);
    desk_close(&desk);
}

// ---- Whose it is ----

static void test_fact_sheet__is_for_the_department_that_is_asked(void **state) {
    Desk desk = desk_open(state);
    Batch batch = waiting_batch(&desk);
    FactSheet sheet = sheet_of(&desk, hrss(&desk), batch.number), none;
    Str file = filled(&desk, &sheet, 1, "0");
    FactSheetResult result;
    Actor elsewhere = hrss(&desk);
    elsewhere.scope.division_prefix = STR(DESK_COUNTY);
    Actor others[] = {bureau(&desk, 52, "税务局"), elsewhere, company(&desk)};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(find_sheet(&desk, others[i], batch.number, &none));
        assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
        assert_false(send(&desk, others[i], batch.number, file, &result));
        assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    }
    desk_close(&desk);
}

// Whoever would be paid by a row does not answer about it; the others go on.
static void test_fact_sheet__leaves_out_the_officers_own_row(void **state) {
    Desk desk = desk_open(state);
    Batch batch = waiting_batch(&desk);
    Actor hr = company(&desk);
    (void)held_by(&desk, hr, "company hr", ONE);
    Actor officer = hrss(&desk);
    officer.account_id = held_by(&desk, batch_clerk(&desk), "officer", ONE).account_id;
    FactSheet sheet = sheet_of(&desk, officer, batch.number);
    FactSheetResult result =
        sent(&desk, officer, batch.number, filled(&desk, &sheet, sheet.count, "0"));
    assert_int_equal(result.left.count, 1);
    assert_true(str_find(result.left.items[0].sentence, STR("自己"), 0) != SIZE_MAX);
    assert_int_equal(result.answered, (int64_t)sheet.count - 1);
    assert_true(own_row(&desk).awaits);
    desk_close(&desk);
}

static void test_fact_sheet__a_batch_taken_back_asks_nothing(void **state) {
    Desk desk = desk_open(state);
    Batch batch = waiting_batch(&desk);
    FactSheet sheet = sheet_of(&desk, hrss(&desk), batch.number);
    Raw raw = raw_open(*state);
    raw_must(&raw, "UPDATE batch SET state = 'rolled_back'");
    raw_close(&raw);
    assert_int_equal(cards_of(&desk, hrss(&desk)).count, 0);
    FactSheetResult result =
        sent(&desk, hrss(&desk), batch.number, filled(&desk, &sheet, sheet.count, "0"));
    assert_int_equal(result.answered, 0);
    assert_int_equal(result.left.count, sheet.count);
    desk_close(&desk);
}

// ---- Rosters ----

static Str waiting_roster(Desk *desk, Actor town) {
    CaseContext context = desk_case(desk);
    int64_t claimed;
    Str number;
    ClaimRosterIn in = {.measure_key = STR("welfare_allowance"), .month = STR("2023-09"),
                        .file_name = STR("岗.csv"),
                        .bytes = STR("公民身份号码,岗位类型\n" JOURNEY_MIGRANT_ID
                                     ",乡村公益性岗位\n")};
    assert_ok(claim_roster_check(desk->city.store, &town, &context, &in, &desk->city.arena,
                                 &number, &desk->error),
              desk->error);
    assert_ok(claim_roster_confirm(desk->city.store, &town, &context, number, &desk->city.arena,
                                   &claimed, &desk->error),
              desk->error);
    assert_int_equal(claimed, 1);
    return number;
}

// The same sheet, though a row of a roster is a claim already.
static void test_fact_sheet__answers_a_roster(void **state) {
    Desk desk = desk_open(state);
    desk_asks_attendance(&desk);
    Str number = waiting_roster(&desk, desk_actor(&desk, 26, ROLE_COUNTY_CLERK, DESK_COUNTY));
    FactSheet sheet = sheet_of(&desk, hrss(&desk), number);
    assert_int_equal(sheet.count, 1);
    assert_str_equal(sheet.cases[0].identity.id_number, JOURNEY_MIGRANT_ID);
    Str claim = sheet.cases[0].case_number;
    FactSheetResult result = sent(&desk, hrss(&desk), number, filled(&desk, &sheet, 1, "大概"));
    assert_int_equal(result.faults.count, 1);
    assert_true(str_find(result.faults.items[0].sentence, STR("是、否"), 0) != SIZE_MAX);
    result = sent(&desk, hrss(&desk), number, filled(&desk, &sheet, 1, "是"));
    assert_int_equal(result.answered, 1);
    ClaimFile file;
    assert_ok(desk_find(&desk, clerk(&desk), claim, &file), desk.error);
    assert_true(file.claim.is_decided);
    assert_ok(desk_step(&desk, clerk(&desk), claim, CLAIM_ACCEPT, ""), desk.error);
    assert_ok(desk_confirm(&desk, worker(&desk), claim, ""), desk.error);
    assert_ok(desk_step(&desk, reviewer(&desk), claim, CLAIM_REVIEW, ""), desk.error);
    result = sent(&desk, hrss(&desk), number, filled(&desk, &sheet, 1, "否"));
    assert_int_equal(result.answered, 0);
    assert_int_equal(result.left.count, 1); // it went on
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_fact_sheet__a_batch_waits_for_its_department),
        BOTH(test_fact_sheet__the_schema_keeps_a_waiting_row_from_money),
        BOTH(test_fact_sheet__answers_decide_the_rows),
        BOTH(test_fact_sheet__the_claim_of_a_row_keeps_the_answers),
        BOTH(test_fact_sheet__may_end_in_no_money),
        BOTH(test_fact_sheet__writes_nothing_while_a_cell_is_wrong),
        BOTH(test_fact_sheet__goes_on_with_the_same_file),
        BOTH(test_fact_sheet__its_workbook_comes_back),
        BOTH(test_fact_sheet__is_for_the_department_that_is_asked),
        BOTH(test_fact_sheet__leaves_out_the_officers_own_row),
        BOTH(test_fact_sheet__a_batch_taken_back_asks_nothing),
        BOTH(test_fact_sheet__answers_a_roster),
    };
    return RUN_TESTS(tests);
}
