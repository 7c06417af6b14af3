// SPDX-License-Identifier: Apache-2.0
// Protects rosters: every row is decided before anything is claimed, a fault stands at its cell,
// nobody is claimed for twice, and a confirmation that was killed goes on where it stopped.
#include "asking.h"

#include "casework/claim_roster.h"
#include "casework/consent.h"
#include "registry/internship.sql.h"
#include "registry/organiser.sql.h"
#include "registry/spreadsheet.h"

#include <signal.h>
#include <sys/wait.h>

#define UNIT_COUNTY "640502"
#define UNIT_TRAINEES 10


static Actor base(const Desk *desk) {
    Actor actor = desk_actor(desk, 12, ROLE_ORG_HR, "");
    actor.scope.uscc = STR(JOURNEY_INTERNSHIP_USCC);
    return actor;
}

static Actor town_clerk(const Desk *desk) {
    return desk_actor(desk, 25, ROLE_COUNTY_CLERK, UNIT_COUNTY);
}

// ---- Calls ----

static bool check(Desk *desk, Actor actor, const ClaimRosterIn *in, Str *number) {
    CaseContext context = desk_case(desk);
    desk->error = (Error){0};
    return claim_roster_check(desk->city.store, &actor, &context, in, &desk->city.arena, number,
                              &desk->error);
}

static bool confirm(Desk *desk, Actor actor, Str number, int64_t *claimed) {
    CaseContext context = desk_case(desk);
    desk->error = (Error){0};
    return claim_roster_confirm(desk->city.store, &actor, &context, number, &desk->city.arena,
                                claimed, &desk->error);
}

static bool run_find_roster(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    ClaimRosterQuery query = {.number = call->text, .result = (int)call->index,
                              .row_count = ROSTER_PAGE_ROWS_MAX};
    return claim_roster_find(tx, &call->actor, &query, arena, out, error);
}

static ClaimRoster find(Desk *desk, Actor actor, Str number, int result) {
    ClaimRoster roster;
    DeskCall call = {.desk = desk, .actor = actor, .text = number, .index = result};
    assert_ok(desk_read(desk, run_find_roster, &call, &roster), desk->error);
    return roster;
}

static bool run_template(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    RosterForm form;
    return roster_form_make(arena, &call->actor, context.pack, call->text, &form, error) &&
           roster_template(tx, &call->actor, &form, arena, out, error);
}

static Str template_of(Desk *desk, Actor actor, const char *measure) {
    Str bytes;
    DeskCall call = {.desk = desk, .actor = actor, .text = str_from_c(measure)};
    assert_ok(desk_read(desk, run_template, &call, &bytes), desk->error);
    return bytes;
}

static bool run_marked(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return claim_roster_workbook(tx, &call->actor, call->text, arena, out, error);
}

static Spreadsheet read_back(Desk *desk, Str bytes, const char *landmark) {
    SpreadsheetOptions options = {ROSTER_BYTES_MAX, ROSTER_ROWS_MAX, str_from_c(landmark)};
    Spreadsheet sheet;
    Error error = {0};
    assert_ok(spreadsheet_read(&desk->city.arena, bytes, &options, &sheet, &error), error);
    return sheet;
}

static const ClaimRosterRow *row_at(const ClaimRoster *roster, int64_t line) {
    for (size_t i = 0; i < roster->rows_shown; i++) {
        if (roster->rows[i].line == line) return &roster->rows[i];
    }
    fail_msg("no row %lld", (long long)line);
    return NULL;
}

static void expect_fault(const ClaimRoster *roster, int64_t line, size_t column,
                         const char *words) {
    const ClaimRosterRow *row = row_at(roster, line);
    assert_int_equal(row->result, ROSTER_FAULTY);
    if (str_find(row->faults[column], str_from_c(words), 0) == SIZE_MAX) {
        fail_msg("row %lld column %zu: “%.*s”", (long long)line, column,
                 STR_ARG(row->faults[column]));
    }
}

// ---- Monthly, of a unit ----

static ClaimRosterIn august(Str bytes) {
    return (ClaimRosterIn){.measure_key = STR("internship_allowance"), .month = STR("2023-08"),
                           .file_name = STR("8月.xlsx"), .bytes = bytes};
}

static void test_claim_roster__template_becomes_claims_once(void **state) {
    Desk desk = desk_open(state);
    Str bytes = template_of(&desk, base(&desk), "internship_allowance");
    assert_int_equal(read_back(&desk, bytes, "公民身份号码").count, UNIT_TRAINEES);
    ClaimRosterIn in = august(bytes);
    Str number, again;
    int64_t claimed;
    assert_ok(check(&desk, base(&desk), &in, &number), desk.error);
    ClaimRoster roster = find(&desk, base(&desk), number, -1);
    assert_int_equal(roster.row_count, UNIT_TRAINEES);
    assert_int_equal(roster.counts[ROSTER_PAYABLE], UNIT_TRAINEES - 1);
    assert_int_equal(roster.counts[ROSTER_NOT], 1); // ended in June
    assert_true(roster.payable_fen >= (UNIT_TRAINEES - 1) * INT64_C(150000));
    assert_int_equal(roster.claimed, 0);
    assert_true(str_equal(roster.period, STR("2023-08")));
    assert_ok(check(&desk, base(&desk), &in, &again), desk.error);
    assert_true(str_equal(number, again));

    assert_ok(confirm(&desk, base(&desk), number, &claimed), desk.error);
    assert_int_equal(claimed, UNIT_TRAINEES - 1);
    assert_ok(confirm(&desk, base(&desk), number, &claimed), desk.error);
    assert_int_equal(claimed, 0);
    assert_ok(check(&desk, base(&desk), &in, &again), desk.error);
    assert_true(str_equal(number, again));
    roster = find(&desk, base(&desk), number, ROSTER_PAYABLE);
    assert_true(str_equal(roster.state, STR("done")));
    assert_int_equal(roster.claimed, UNIT_TRAINEES - 1);
    assert_int_equal(roster.submitted, UNIT_TRAINEES - 1);

    // The claims go the way of every claim.
    Str claim = roster.rows[0].claim_number;
    assert_ok(desk_step(&desk, town_clerk(&desk), claim, CLAIM_ACCEPT, ""), desk.error);
    assert_true(desk.claim.amount_fen == roster.rows[0].amount_fen);
    assert_true(str_equal(desk.claim.period, STR("2023-08")));
    desk_close(&desk);
}

static void test_claim_roster__names_the_claim_that_was_first(void **state) {
    Desk desk = desk_open(state);
    Actor unit = base(&desk);
    ClaimRosterIn in = august(template_of(&desk, unit, "internship_allowance"));
    Str number;
    int64_t claimed;
    assert_ok(check(&desk, unit, &in, &number), desk.error);
    assert_ok(confirm(&desk, unit, number, &claimed), desk.error);
    ClaimRosterRow first = find(&desk, unit, number, ROSTER_PAYABLE).rows[0];
    // Another file, at the counter of the county: the same person in the same month.
    Str csv = str_format(&desk.city.arena, "公民身份号码,统一社会信用代码,开始日期\n%.*s,%s,2023/3/1\n",
                         STR_ARG(first.cells[0]), JOURNEY_INTERNSHIP_USCC);
    in.bytes = csv;
    assert_ok(check(&desk, town_clerk(&desk), &in, &number), desk.error);
    ClaimRoster second = find(&desk, town_clerk(&desk), number, -1);
    assert_int_equal(second.counts[ROSTER_HAD], 1);
    assert_true(str_find(second.rows[0].sentences, first.claim_number, 0) != SIZE_MAX);
    // In another month it is another turn.
    in.month = STR("2023-07");
    assert_ok(check(&desk, town_clerk(&desk), &in, &number), desk.error);
    assert_int_equal(find(&desk, town_clerk(&desk), number, -1).counts[ROSTER_PAYABLE], 1);
    desk_close(&desk);
}

static void test_claim_roster__faults_stand_at_their_cells(void **state) {
    Desk desk = desk_open(state);
    Actor unit = base(&desk);
    Str id = read_back(&desk, template_of(&desk, unit, "internship_allowance"), "公民身份号码")
                 .items[1].cells[0];
    ClaimRosterIn in = august(str_format(
        &desk.city.arena,
        "姓名,公民身份号码,开始日期,当月出勤日\n"
        ",%.*s,2023-03-01,99\n"                          // 2: outside its range
        ",640522199910100411,2023-03-01,20\n"            // 3: checksum
        "别人,%.*s,2023-03-01,20\n"                      // 4: another name
        ",%s,2023-03-01,20\n"                            // 5: no trainee of this unit
        ",%.*s,昨天,20\n"                                // 6: no date
        ",%.*s,2023-03-01,20\n"                          // 7: good
        ",%.*s,2023-03-01,20\n",                         // 8: twice
        STR_ARG(id), STR_ARG(id), JOURNEY_MIGRANT_ID, STR_ARG(id), STR_ARG(id), STR_ARG(id)));
    Str number, bytes;
    int64_t claimed;
    assert_ok(check(&desk, unit, &in, &number), desk.error);
    ClaimRoster roster = find(&desk, unit, number, -1);
    size_t days = SIZE_MAX;
    for (size_t i = 0; i < roster.column_count; i++) {
        if (str_equal(roster.columns[i], STR("当月出勤日"))) days = i;
    }
    assert_true(days < roster.column_count);
    expect_fault(&roster, 2, days, "99");
    expect_fault(&roster, 3, 0, "校验");
    expect_fault(&roster, 4, 1, "姓名");
    expect_fault(&roster, 5, 0, "没有查到");
    expect_fault(&roster, 6, 2, "日期");
    assert_int_equal(row_at(&roster, 7)->result, ROSTER_PAYABLE);
    expect_fault(&roster, 8, 0, "第7行");
    // The workbook that goes back says the same.
    DeskCall call = {.desk = &desk, .actor = unit, .text = number};
    assert_ok(desk_read(&desk, run_marked, &call, &bytes), desk.error);
    Spreadsheet sheet = read_back(&desk, bytes, "核对结果");
    assert_int_equal(sheet.count, 7);
    Str why = sheet.items[1].cells[roster.column_count + 2];
    assert_true(str_find(why, STR("校验"), 0) != SIZE_MAX);
    // What is good is claimed, the rest is left out.
    assert_ok(confirm(&desk, unit, number, &claimed), desk.error);
    assert_int_equal(claimed, 1);
    desk_close(&desk);
}

static void test_claim_roster__refuses_what_is_not_its_own(void **state) {
    Desk desk = desk_open(state);
    ClaimRosterIn in = august(template_of(&desk, base(&desk), "internship_allowance"));
    Str number;
    int64_t claimed;
    in.month = STR("2023-11");
    assert_false(check(&desk, base(&desk), &in, &number));
    assert_non_null(strstr(desk.error.message, "还没有到"));
    in.month = STR("2023-8");
    assert_false(check(&desk, base(&desk), &in, &number));
    in = august(in.bytes);
    in.measure_key = STR("expansion_grant"); // by application
    assert_false(check(&desk, base(&desk), &in, &number));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    in = august(in.bytes);
    assert_ok(check(&desk, base(&desk), &in, &number), desk.error);
    // Another unit neither sees nor confirms it; the office of the county sees it.
    ClaimRoster roster;
    DeskCall call = {.desk = &desk, .actor = company(&desk), .text = number, .index = -1};
    assert_false(desk_read(&desk, run_find_roster, &call, &roster));
    assert_int_equal(desk.error.kind, ERROR_NOT_FOUND);
    assert_false(confirm(&desk, company(&desk), number, &claimed));
    assert_false(confirm(&desk, town_clerk(&desk), number, &claimed));
    assert_int_equal(desk.error.kind, ERROR_FORBIDDEN);
    call.actor = clerk(&desk); // of another county
    assert_false(desk_read(&desk, run_find_roster, &call, &roster));
    call.actor = town_clerk(&desk);
    assert_ok(desk_read(&desk, run_find_roster, &call, &roster), desk.error);
    // An intern of that unit is nobody to this one.
    in.measure_key = STR("welfare_allowance");
    in.bytes = STR("公民身份号码,本月在岗,岗位类型\n" JOURNEY_MIGRANT_ID ",是,乡村公益性岗位\n");
    assert_ok(check(&desk, base(&desk), &in, &number), desk.error);
    roster = find(&desk, base(&desk), number, -1);
    expect_fault(&roster, 2, 0, "贵单位");
    desk_close(&desk);
}

// ---- A batch of an organiser ----

static bool run_workers(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    OrganiserKeyRows organisers;
    RosterRows rosters;
    RosterLineRows *lines = out;
    const DeskCall *call = in;
    Str *code = (Str *)(uintptr_t)call->index;
    if (!organiser_key_list(tx, NULL, arena, &organisers, error)) return false;
    for (size_t i = 0; i < organisers.count; i++) {
        *code = organisers.items[i].code;
        if (!roster_list(tx, &(RosterListIn){*code}, arena, &rosters, error)) return false;
        for (size_t j = 0; j < rosters.count; j++) {
            RosterLinesIn in_lines = {rosters.items[j].batch_number};
            if (!roster_lines(tx, &in_lines, arena, lines, error)) return false;
            bool is_whole = lines->count == 20 && code->length == USCC_LENGTH;
            for (size_t k = 0; k < lines->count; k++) {
                is_whole = is_whole && lines->items[k].to_date < day(20230901) &&
                           lines->items[k].to_date != DATE_ABSENT;
            }
            if (is_whole) return true;
        }
    }
    return error_set(error, ERROR_NOT_FOUND, "no batch of twenty");
}

// Whose batch it was.
static Actor agency_with_workers(Desk *desk, RosterLineRows *lines) {
    Str code;
    DeskCall call = {.desk = desk, .index = (int64_t)(uintptr_t)&code};
    assert_ok(desk_read(desk, run_workers, &call, lines), desk->error);
    Actor agency = desk_actor(desk, 13, ROLE_BROKER, "");
    agency.scope.uscc = code;
    return agency;
}

static bool run_people(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return person_key_list(tx, NULL, arena, out, error);
}

static Str batch_file(Desk *desk, const RosterLineRows *lines, const char *last_wage) {
    PersonKeyRows people;
    StrBuilder csv;
    DeskCall call = {.desk = desk};
    assert_ok(desk_read(desk, run_people, &call, &people), desk->error);
    str_builder_init(&csv, &desk->city.arena, 0);
    str_put(&csv, STR("公民身份号码,姓名,用工单位,上岗日期,离岗日期,月平均工资\n"));
    for (size_t i = 0; i < lines->count; i++) {
        for (size_t j = 0; j < people.count; j++) {
            const PersonKeyRow *person = &people.items[j];
            if (person->id != lines->items[i].person_id) continue;
            str_put_format(&csv, "%.*s,%.*s,苏州电子有限公司,2023年9月1日,,%s\n",
                           STR_ARG(person->id_number), STR_ARG(person->name),
                           i + 1 < lines->count ? "\"3,000\"" : last_wage);
        }
    }
    return str_built(&csv);
}

static void test_claim_roster__batch_of_twenty_is_one_claim(void **state) {
    Desk desk = desk_open(state);
    RosterLineRows lines;
    Str number, other;
    int64_t claimed;
    Actor agency = agency_with_workers(&desk, &lines);
    ClaimRosterIn in = {.measure_key = STR("broker_reward"), .work_division = STR("苏州"),
                        .file_name = STR("苏州.csv"), .bytes = batch_file(&desk, &lines, "2999")};
    assert_false(check(&desk, agency, &in, &number));
    assert_non_null(strstr(desk.error.message, "“苏州”"));
    assert_non_null(strstr(desk.error.detail, "海原县"));
    in.work_division = STR("江苏省苏州市");
    // One wage of 2,999 leaves nineteen.
    assert_ok(check(&desk, agency, &in, &number), desk.error);
    ClaimRoster roster = find(&desk, agency, number, -1);
    assert_true(roster.is_batch);
    assert_int_equal(roster.counts[ROSTER_PAYABLE], 20); // as rows
    assert_false(roster.is_whole_eligible);
    assert_true(str_find(roster.whole_sentences, STR("有19人，要满20人，还差1人"), 0) != SIZE_MAX);
    assert_code(&desk, confirm(&desk, agency, number, &claimed), "NOT_ELIGIBLE");
    // Twenty are twenty times a hundred.
    in.bytes = batch_file(&desk, &lines, "3000");
    assert_ok(check(&desk, agency, &in, &number), desk.error);
    roster = find(&desk, agency, number, -1);
    assert_true(roster.is_whole_eligible);
    assert_int_equal(roster.whole_fen, 200000);
    assert_ok(confirm(&desk, agency, number, &claimed), desk.error);
    assert_int_equal(claimed, 1);
    assert_ok(confirm(&desk, agency, number, &claimed), desk.error);
    assert_int_equal(claimed, 0);
    roster = find(&desk, agency, number, -1);
    assert_ok(desk_step(&desk, clerk(&desk), roster.claim_number, CLAIM_ACCEPT, ""), desk.error);
    assert_int_equal(desk.claim.amount_fen, 200000);
    // The same workers in another file: somebody has them.
    in.bytes = batch_file(&desk, &lines, "3001");
    assert_ok(check(&desk, agency, &in, &other), desk.error);
    roster = find(&desk, agency, other, -1);
    assert_int_equal(roster.counts[ROSTER_FAULTY], 20);
    expect_fault(&roster, 2, 0, "一人只能由一个组织者申报");
    desk_close(&desk);
}

// The twenty workers and everybody else of the city.
static Str everybody_file(Desk *desk, const RosterLineRows *lines) {
    PersonKeyRows people;
    StrBuilder csv;
    DeskCall call = {.desk = desk};
    assert_ok(desk_read(desk, run_people, &call, &people), desk->error);
    str_builder_init(&csv, &desk->city.arena, 0);
    str_put(&csv, batch_file(desk, lines, "3000"));
    for (size_t i = 0; i < people.count && i < ROSTER_ROWS_MAX - lines->count; i++) {
        bool is_there = false;
        for (size_t j = 0; j < lines->count; j++) {
            is_there = is_there || lines->items[j].person_id == people.items[i].id;
        }
        if (is_there) continue;
        str_put_format(&csv, "%.*s,%.*s,苏州电子有限公司,2023-09-01,,3000\n",
                       STR_ARG(people.items[i].id_number), STR_ARG(people.items[i].name));
    }
    return str_built(&csv);
}

// Rows of which nothing says that they do not count.
static int64_t rows_that_count(const ClaimRoster *roster) {
    int64_t count = 0;
    for (int64_t i = 0; i < roster->row_count; i++) {
        const ClaimRosterRow *row = &roster->rows[i];
        count += row->result == ROSTER_PAYABLE &&
                 str_find(row->sentences, STR("不算人数"), 0) == SIZE_MAX;
    }
    return count;
}

static void test_claim_roster__rows_agree_with_what_a_batch_is_paid(void **state) {
    Desk desk = desk_open(state);
    RosterLineRows lines;
    Str first, second, all;
    int64_t claimed;
    Actor agency = agency_with_workers(&desk, &lines);
    ClaimRosterIn in = {.measure_key = STR("broker_reward"), .work_division = STR("320500"),
                        .file_name = STR("苏州.csv"), .bytes = batch_file(&desk, &lines, "3000")};
    assert_ok(check(&desk, agency, &in, &first), desk.error);
    in.bytes = batch_file(&desk, &lines, "3001");
    assert_ok(check(&desk, agency, &in, &second), desk.error);
    in.bytes = everybody_file(&desk, &lines);
    assert_ok(check(&desk, agency, &in, &all), desk.error);
    ClaimRoster roster = find(&desk, agency, all, -1);
    int64_t payable = roster.counts[ROSTER_PAYABLE], counted = rows_that_count(&roster);
    assert_true(counted >= 40 && counted < payable); // not everybody is rural
    assert_int_equal(roster.whole_fen, counted * 10000);
    assert_ok(confirm(&desk, agency, first, &claimed), desk.error);
    // Nobody is left: the refusal says why, and what to do.
    assert_code(&desk, confirm(&desk, agency, second, &claimed), "NOT_ELIGIBLE");
    assert_non_null(strstr(desk.error.detail, "有20人进了别的批次"));
    assert_non_null(strstr(desk.error.detail, "重新上传"));
    // Others are left: the claim is for them, and the rows of the twenty say where they went.
    assert_ok(confirm(&desk, agency, all, &claimed), desk.error);
    roster = find(&desk, agency, all, -1);
    assert_int_equal(roster.counts[ROSTER_PAYABLE], payable - 20);
    assert_int_equal(rows_that_count(&roster), counted - 20);
    assert_int_equal(roster.whole_fen, (counted - 20) * 10000);
    assert_int_equal(roster.rows[0].result, ROSTER_FAULTY);
    assert_true(str_find(roster.rows[0].sentences, first, 0) != SIZE_MAX);
    desk_close(&desk);
}

// ---- Killed in the middle ----

static Str post_file(Desk *desk, int64_t count) {
    PersonKeyRows people;
    StrBuilder csv;
    DeskCall call = {.desk = desk};
    assert_ok(desk_read(desk, run_people, &call, &people), desk->error);
    str_builder_init(&csv, &desk->city.arena, 0);
    str_put(&csv, STR("公民身份号码,本月在岗,岗位类型\n"));
    for (size_t i = 0; i < people.count && count > 0; i++, count--) {
        str_put_format(&csv, "%.*s,是,乡村公益性岗位\n", STR_ARG(people.items[i].id_number));
    }
    return str_built(&csv);
}

static int64_t claims_of(Desk *desk, Actor actor, Str number) {
    return find(desk, actor, number, -1).claimed;
}

static void test_claim_roster__goes_on_after_a_kill(void **state) {
    const TestDatabase *database = *state;
    Desk desk = desk_open(state);
    Actor city = desk_actor(&desk, 26, ROLE_COUNTY_CLERK, "6405");
    desk_fills_posts(&desk);
    ClaimRosterIn in = {.measure_key = STR("welfare_allowance"), .month = STR("2023-09"),
                        .file_name = STR("岗.csv"), .bytes = post_file(&desk, 100000)};
    Str number;
    int64_t claimed, before;
    assert_ok(check(&desk, city, &in, &number), desk.error);
    int64_t payable = find(&desk, city, number, -1).counts[ROSTER_PAYABLE];
    assert_true(payable > 2 * ROSTER_CLAIM_ROWS);
    pid_t child = fork();
    if (child == 0) {
        Desk other = desk;
        other.city.store = test_store_open(database, 1);
        other.city.arena = (Arena){0};
        confirm(&other, city, number, &claimed);
        _exit(0);
    }
    do {
        usleep(1000);
        before = claims_of(&desk, city, number);
    } while (before == 0 && waitpid(child, NULL, WNOHANG) == 0);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    before = claims_of(&desk, city, number);
    assert_true(before > 0);
    assert_ok(confirm(&desk, city, number, &claimed), desk.error);
    assert_int_equal(before + claimed, claims_of(&desk, city, number));
    ClaimRoster roster = find(&desk, city, number, -1);
    assert_int_equal(roster.counts[ROSTER_PAYABLE], roster.claimed);
    assert_int_equal(roster.claimed, payable);
    assert_true(str_equal(roster.state, STR("done")));
    // One step of the office takes them all, those of other counties left out.
    int64_t accepted;
    CaseContext context = desk_case(&desk);
    Actor county = desk_actor(&desk, 27, ROLE_COUNTY_CLERK, "6405");
    assert_ok(claim_roster_accept(desk.city.store, &county, &context, number, &desk.city.arena,
                                  &accepted, &desk.error),
              desk.error);
    assert_int_equal(accepted, payable);
    assert_int_equal(find(&desk, city, number, -1).submitted, 0);
    desk_close(&desk);
}

// ---- A school for its students ----

static Actor school_of(const Desk *desk, const char *uscc) {
    Actor actor = desk_actor(desk, 14, ROLE_SCHOOL, "");
    actor.scope.uscc = str_from_c(uscc);
    return actor;
}

static bool run_find_person(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    PersonRow *person = out;
    bool found;
    (void)in;
    return person_find(tx, &(PersonFindIn){.id_number = STR(JOURNEY_STUDENT_ID)}, arena, person,
                       &found, error) &&
           (found || error_set(error, ERROR_NOT_FOUND, "the city has no such student"));
}

static Actor student(Desk *desk) {
    PersonRow person;
    Actor actor = desk_actor(desk, 15, ROLE_CITIZEN, "");
    assert_ok(desk_read(desk, run_find_person, &(DeskCall){.desk = desk}, &person), desk->error);
    actor.scope.person_id = person.id;
    return actor;
}

static bool run_withhold(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    (void)out;
    return consent_decide(tx, &call->actor, CONSENT_LOOKUP, false, arena, error);
}

static ClaimRosterIn of_students(Desk *desk, const char *file_name) {
    return (ClaimRosterIn){.measure_key = STR("job_seeking_subsidy"),
                           .file_name = str_from_c(file_name),
                           .bytes = str_format(&desk->city.arena,
                                               "公民身份号码,姓名,积极求职创业\n%s,,是\n%s,,是\n",
                                               JOURNEY_STUDENT_ID, JOURNEY_MIGRANT_ID)};
}

static ClaimRoster checked(Desk *desk, Actor actor, const ClaimRosterIn *in) {
    Str number;
    assert_ok(check(desk, actor, in, &number), desk->error);
    return find(desk, actor, number, -1);
}

// The register says whose student it is, the student says yes, and the money is the student's.
static void test_claim_roster__school_reports_its_own_students(void **state) {
    Desk desk = desk_open(state);
    Actor school = school_of(&desk, JOURNEY_SCHOOL_USCC), young = student(&desk);
    Actor town = desk_actor(&desk, 21, ROLE_COUNTY_CLERK, "640521");
    Actor chief = desk_actor(&desk, 31, ROLE_COUNTY_REVIEWER, "640521");
    ClaimRosterIn in = of_students(&desk, "毕业班.csv");
    int64_t claimed;
    ClaimFile file;
    ClaimRoster roster = checked(&desk, school, &in);
    assert_int_equal(row_at(&roster, 2)->result, ROSTER_PAYABLE);
    assert_int_equal(row_at(&roster, 2)->amount_fen, 200000);
    expect_fault(&roster, 3, 0, "不是贵单位的人");
    assert_ok(confirm(&desk, school, roster.number, &claimed), desk.error);
    assert_int_equal(claimed, 1);
    Str claim = row_at(&(ClaimRoster){.rows = find(&desk, school, roster.number, 0).rows,
                                      .rows_shown = 1}, 2)->claim_number;

    assert_ok(desk_find(&desk, young, claim, &file), desk.error);
    assert_true(file.claim.awaits_confirmation);
    assert_true(str_equal(file.claim.account.holder_name, file.claim.applicant_name));
    assert_true(file.claim.person_id == young.scope.person_id);
    assert_false(desk_find(&desk, school, claim, &file)); // their matter from now on
    assert_ok(desk_step(&desk, town, claim, CLAIM_ACCEPT, ""), desk.error);
    assert_false(desk_confirm(&desk, school, claim, ""));
    assert_ok(desk_confirm(&desk, young, claim, ""), desk.error);
    assert_ok(desk_find(&desk, chief, claim, &file), desk.error);
    assert_false(file.claim.awaits_confirmation);
    desk_close(&desk);
}

#define STUDENTS_OF_SCHOOL 6 // that the city has of it (city/boundary_people)

// The line of who has this number; 0 when nobody on the sheet has.
static int64_t line_of(const Spreadsheet *sheet, const char *id_number) {
    for (size_t i = 0; i < sheet->count; i++) {
        if (str_equal(sheet->items[i].cells[0], str_from_c(id_number))) {
            return sheet->items[i].line;
        }
    }
    return 0;
}

// Nobody types whom the register knows; what is left to say is what only the student can.
static void test_claim_roster__a_school_finds_its_students_filled_in(void **state) {
    static const char measure[] = "job_seeking_subsidy", landmark[] = "公民身份号码";
    Desk desk = desk_open(state);
    Actor school = school_of(&desk, JOURNEY_SCHOOL_USCC);
    Spreadsheet sheet = read_back(&desk, template_of(&desk, school, measure), landmark);
    int64_t line = line_of(&sheet, JOURNEY_STUDENT_ID);
    assert_int_equal(sheet.count, STUDENTS_OF_SCHOOL);
    assert_true(line > 0);
    for (size_t i = 0; i < sheet.count; i++) assert_false(str_is_empty(sheet.items[i].cells[1]));
    ClaimRosterIn in = {.measure_key = STR("job_seeking_subsidy"), .file_name = STR("毕业班.xlsx"),
                        .bytes = template_of(&desk, school, measure)};
    ClaimRoster roster = checked(&desk, school, &in);
    assert_int_equal(row_at(&roster, line)->result, ROSTER_LOOK); // it still wants 积极求职创业
    assert_str_equal(row_at(&roster, line)->faults[0], "");
    // Another school is told of its own, an employer of nobody.
    Actor other = school_of(&desk, "12640522MA76090698");
    sheet = read_back(&desk, template_of(&desk, other, measure), landmark);
    assert_int_equal(sheet.count, 1);
    assert_int_equal(line_of(&sheet, JOURNEY_STUDENT_ID), 0);
    assert_int_equal(
        read_back(&desk, template_of(&desk, company(&desk), measure), landmark).count, 0);
    assert_ok(desk_write(&desk, run_withhold,
                         &(DeskCall){.desk = &desk, .actor = student(&desk)}, NULL),
              desk.error);
    sheet = read_back(&desk, template_of(&desk, school, measure), landmark);
    assert_int_equal(sheet.count, STUDENTS_OF_SCHOOL - 1);
    assert_int_equal(line_of(&sheet, JOURNEY_STUDENT_ID), 0);
    desk_close(&desk);
}

static void test_claim_roster__nobody_else_reports_a_student(void **state) {
    Desk desk = desk_open(state);
    ClaimRosterIn in = of_students(&desk, "别人.csv");
    // Another school; who has no code; and an employer, for whom its own worker is no student.
    ClaimRoster roster = checked(&desk, school_of(&desk, "12640522MA76090698"), &in);
    expect_fault(&roster, 2, 0, "不是贵单位的人");
    roster = checked(&desk, desk_actor(&desk, 16, ROLE_BROKER, ""), &in);
    expect_fault(&roster, 2, 0, "不是贵单位的人");
    in.bytes = STR("公民身份号码,积极求职创业\n" JOURNEY_GRADUATE_ID ",是\n");
    roster = checked(&desk, company(&desk), &in);
    expect_fault(&roster, 2, 0, "不是贵单位的人");
    desk_close(&desk);
}

static void test_claim_roster__passes_by_who_does_not_allow_it(void **state) {
    Desk desk = desk_open(state);
    Actor town = desk_actor(&desk, 21, ROLE_COUNTY_CLERK, "640521");
    ClaimRosterIn in = of_students(&desk, "授权.csv");
    assert_ok(desk_write(&desk, run_withhold,
                         &(DeskCall){.desk = &desk, .actor = student(&desk)}, NULL),
              desk.error);
    ClaimRoster roster = checked(&desk, school_of(&desk, JOURNEY_SCHOOL_USCC), &in);
    expect_fault(&roster, 2, 0, "不同意");
    assert_true(str_is_empty(row_at(&roster, 2)->sentences)); // nothing of the family either
    // The counter says what it says of strangers.
    roster = checked(&desk, town, &in);
    expect_fault(&roster, 2, 0, "没有这个对象");
    desk_close(&desk);
}

// ---- What departments state ----

static bool run_state(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    CaseContext context = desk_case(call->desk);
    return claim_state_facts(tx, &call->actor, &context, call->text, STR("{\"attended\":true}"),
                             arena, out, error);
}

// A row that lacks nothing but the department's word is claimed without an amount, and asks; the
// answer decides it as of the roster's month, though that is over.
static void test_claim_roster__asks_departments(void **state) {
    Desk desk = desk_open(state);
    desk_asks_attendance(&desk);
    Actor town = desk_actor(&desk, 26, ROLE_COUNTY_CLERK, DESK_COUNTY);
    ClaimRosterIn in = {.measure_key = STR("welfare_allowance"), .month = STR("2023-09"),
                        .file_name = STR("岗.csv"),
                        .bytes = STR("公民身份号码,岗位类型\n" JOURNEY_MIGRANT_ID
                                     ",乡村公益性岗位\n")};
    Str number;
    int64_t claimed;
    assert_ok(check(&desk, town, &in, &number), desk.error);
    ClaimRoster roster = find(&desk, town, number, -1);
    assert_int_equal(roster.counts[ROSTER_LOOK], 1);
    assert_int_equal(roster.awaiting, 1);
    assert_true(str_find(roster.rows[0].sentences, STR("等部门提供：本月在岗"), 0) != SIZE_MAX);
    assert_ok(confirm(&desk, town, number, &claimed), desk.error);
    assert_int_equal(claimed, 1);
    assert_ok(confirm(&desk, town, number, &claimed), desk.error);
    assert_int_equal(claimed, 0); // once
    Str claim = find(&desk, town, number, -1).rows[0].claim_number;
    DeskCall call = {.desk = &desk, .actor = bureau(&desk, 51, "人社局"),
                     .text = claim};
    FactSheetCards cards = cards_of(&desk, call.actor);
    assert_int_equal(cards.count, 1);
    assert_true(str_equal(cards.items[0].number, number));
    assert_int_equal(cards.items[0].cases, 1);
    assert_int_equal(cards.items[0].fact_count, 1);
    assert_ok(desk_write(&desk, run_state, &call, &desk.claim), desk.error);
    assert_true(desk.claim.is_decided);
    assert_true(str_equal(desk.claim.period, STR("2023-09")));
    assert_int_equal(cards_of(&desk, call.actor).count, 0);
    desk_close(&desk);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_claim_roster__template_becomes_claims_once),
        BOTH(test_claim_roster__names_the_claim_that_was_first),
        BOTH(test_claim_roster__faults_stand_at_their_cells),
        BOTH(test_claim_roster__refuses_what_is_not_its_own),
        BOTH(test_claim_roster__batch_of_twenty_is_one_claim),
        BOTH(test_claim_roster__rows_agree_with_what_a_batch_is_paid),
        BOTH(test_claim_roster__goes_on_after_a_kill),
        BOTH(test_claim_roster__school_reports_its_own_students),
        BOTH(test_claim_roster__a_school_finds_its_students_filled_in),
        BOTH(test_claim_roster__nobody_else_reports_a_student),
        BOTH(test_claim_roster__passes_by_who_does_not_allow_it),
        BOTH(test_claim_roster__asks_departments),
    };
    return RUN_TESTS(tests);
}
