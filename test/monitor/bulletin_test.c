// SPDX-License-Identifier: Apache-2.0
// Protects the bulletins: periods and their numbers, figures that are those of the records, rates
// and ranks, a snapshot that nothing changes but a correction beside it, and the proof of its hash.
#include "office.h"

#include "monitor/bulletin.h"
#include "monitor/trace.h"

#include "../fund/raw.h"

#define QUARTER "TB-2023-Q3"

typedef struct Town {
    Population city;
    Raw raw; // SQL past the store
} Town;

typedef struct BulletinCall {
    const Pack *pack;
    Actor actor;
    Str number;
    Str text;
    CorrectionIn correction;
    const Bulletin *bulletin;
    FigureKey key;
} BulletinCall;

static bool do_preview(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BulletinCall *call = in;
    return bulletin_preview(tx, &call->actor, call->pack, call->number, arena, out, error);
}

static bool do_sign(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BulletinCall *call = in;
    return bulletin_sign(tx, &call->actor, call->pack, call->number, arena, out, error);
}

static bool do_find(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BulletinCall *call = in;
    return bulletin_find(tx, call->number, arena, out, error);
}

static bool do_export(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BulletinCall *call = in;
    return bulletin_export(tx, &call->actor, call->number, arena, out, error);
}

static bool do_correct(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const BulletinCall *call = in;
    return bulletin_correct(tx, &call->actor, &call->correction, arena, error);
}

static bool do_instruct(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    const BulletinCall *call = in;
    return bulletin_instruct(tx, &call->actor, call->number, call->text, arena, error);
}

static bool do_trace(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const BulletinCall *call = in;
    return trace_read(tx, call->bulletin, &call->key, arena, out, error);
}

static bool do_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return bulletin_prove(tx, arena, out, error);
}

static BulletinCall call_of(Population *city, Actor actor, const char *number) {
    return (BulletinCall){.pack = city->pack, .actor = actor, .number = str_from_c(number)};
}

static Actor leading_office(void) {
    return actor_of(91, ROLE_LEADING_OFFICE, "");
}

static Error try(Population *city, StoreFunction *function, const BulletinCall *call, void *out) {
    Error error = {0};
    bool ok = store_write(city->store, function, call, out, &city->arena, &error);
    assert_int_equal(ok, error.kind == ERROR_NONE);
    return error;
}

static Bulletin sign(Population *city) {
    BulletinCall call = call_of(city, leading_office(), QUARTER);
    Bulletin bulletin;
    assert_string_equal(try(city, do_sign, &call, &bulletin).message, "");
    return bulletin;
}

static BulletinFile find(Population *city) {
    BulletinCall call = call_of(city, head_actor(), QUARTER);
    BulletinFile file;
    assert_string_equal(try(city, do_find, &call, &file).message, "");
    return file;
}

static BulletinProof prove(Population *city) {
    BulletinProof proof;
    assert_string_equal(try(city, do_prove, NULL, &proof).message, "");
    return proof;
}

static const BulletinLine *line_at(const Bulletin *bulletin, int policy_number, const char *key) {
    for (size_t i = 0; i < bulletin->lines.count; i++) {
        const BulletinLine *line = &bulletin->lines.items[i];
        if (line->policy_number == policy_number && str_equal(line->target_key, str_from_c(key))) {
            return line;
        }
    }
    fail_msg("no line of item %d, %s", policy_number, key);
    return NULL;
}

static int64_t value_of(const BulletinLine *line, size_t place, FigureCode code) {
    assert_true(line->figures[place][code].is_set);
    return line->figures[place][code].value;
}

// ---- Records: villages of two counties, done before and in the quarter, and money ----

// Enrolments as they stand when done; dated by the test, for those of a real one are all of today.
static void add_villages(Town *town) {
    static const struct {
        const char *county, *done_on;
        int count;
    } rows[] = {{"640502", "2023-05-10", 2},
                {"640502", "2023-08-10", 3},
                {"640521", "2023-09-30", 4},
                {"640521", "2023-10-01", 5}};
    Arena *arena = &town->city.arena;
    int number = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int j = 0; j < rows[i].count; j++) {
            number++;
            Str sql = str_format(
                arena,
                "INSERT INTO enrolment (number, policy_number, policy_title, measure,"
                " measure_name, kind, subject_kind, subject_key, subject_label, period,"
                " division_code, state, units, seq, steps_signed, stated_json, applied_on,"
                " applied_by, admitted_on, admitted_by, done_on, version)"
                " VALUES ('DJ-2023-11-%06d', 11, '平台', 'village_platform_place', '平台',"
                " 'programme', 'facility', 'SS-%d', '合成平台', '', '%s', 'done', 1, %d, 2, '{}',"
                " '2023-03-01', 1, '2023-03-02', 2, '%s', 1)",
                number, number, rows[i].county, number, rows[i].done_on);
            raw_must(&town->raw, str_to_c(arena, sql));
        }
    }
}

// 511 places: 10 and 20 of two counties, the rest of the third.
static void break_down(Town *town) {
    static const char *const quotas[] = {"'', 511, 14", "'640502', 10, 5", "'640521', 20, 9",
                                         "'640522', 481, 0"};
    for (size_t i = 0; i < sizeof quotas / sizeof *quotas; i++) {
        Str sql = str_format(&town->city.arena,
                             "INSERT INTO quota (measure, period, division_code, places, taken,"
                             " set_by, set_on, document)"
                             " SELECT 'village_platform_place', '', q.*, 1, '2023-03-01', '试'"
                             " FROM (SELECT %s) q",
                             quotas[i]);
        raw_must(&town->raw, str_to_c(&town->city.arena, sql));
    }
}

static void town_open(Town *town, void **state) {
    town->city = population_empty(state);
    town->raw = raw_open(*state);
    add_villages(town);
    break_down(town);
    Error error = {0};
    assert_ok(store_write(town->city.store, office_allot, NULL, NULL, &town->city.arena, &error),
              error);
}

static void town_close(Town *town) {
    raw_close(&town->raw);
    population_close(&town->city);
}

static void assert_refused(Town *town, const char *sql, const char *rule) {
    assert_false(raw_run(&town->raw, sql));
    assert_non_null(strstr(town->raw.message, rule));
}

// As the owner of the database could.
static void change_past_triggers(Town *town) {
    raw_must(&town->raw, town->raw.sqlite ? "DROP TRIGGER bulletin_figure_no_update"
                                          : "ALTER TABLE bulletin_figure DISABLE TRIGGER USER");
    raw_must(&town->raw, "UPDATE bulletin_figure SET value = value + 1 WHERE code = 'reached'"
                         " AND division_code = '640521' AND value > 0");
}

// ---- Periods ----

static void test_bulletin__periods_have_numbers(void **state) {
    (void)state;
    static const struct {
        Cycle cycle;
        int64_t year;
        int month, day;
        const char *number, *before, *title;
    } rows[] = {
        {CYCLE_MONTH, 2023, 1, 31, "TB-2023-M01", "TB-2022-M12", "2023年1月调度"},
        {CYCLE_QUARTER, 2023, 9, 30, QUARTER, "TB-2023-Q2", "2023年第3季度通报"},
        {CYCLE_HALF, 2024, 6, 30, "TB-2024-H1", "TB-2023-H2", "2024年上半年进度"},
        {CYCLE_YEAR, 2023, 12, 31, "TB-2023-Y1", "TB-2022-Y1", "2023年全年成效"},
    };
    Arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Date last = date_from_civil((CivilDate){rows[i].year, rows[i].month, rows[i].day});
        CyclePeriod period = cycle_period_at(rows[i].cycle, last), back;
        assert_int_equal(period.last, last);
        CyclePeriod before = cycle_period_before(&period);
        assert_int_equal(before.last + 1, period.first);
        assert_string_equal(str_to_c(&arena, cycle_number(&arena, &period)), rows[i].number);
        assert_string_equal(str_to_c(&arena, cycle_number(&arena, &before)), rows[i].before);
        assert_string_equal(str_to_c(&arena, cycle_title(&arena, &period)), rows[i].title);
        assert_true(cycle_period_from_number(str_from_c(rows[i].number), &back));
        assert_int_equal(back.first, period.first);
        assert_int_equal(back.last, period.last);
    }
    static const char *const bad[] = {"",           "TB-2023",     "TB-2023-Q5",
                                      "TB-2023-Q0", "TB-2023-M13", "TB-2023-M1",
                                      "TB-2023-X1", "TB-0023-Q1",  "TB-2023-Q31"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CyclePeriod period;
        assert_false(cycle_period_from_number(str_from_c(bad[i]), &period));
    }
    arena_release(&arena);
}

// ---- Figures ----

static void test_bulletin__counts_what_the_records_say(void **state) {
    Town town;
    town_open(&town, state);
    BulletinCall call = call_of(&town.city, head_actor(), QUARTER);
    Bulletin bulletin;
    assert_string_equal(try(&town.city, do_preview, &call, &bulletin).message, "");
    assert_false(bulletin.is_signed);
    assert_int_equal(bulletin.elapsed_bp, 273 * 10000 / 365);
    const BulletinLine *villages = line_at(&bulletin, 11, "village_platforms");
    // The five of October are not of this quarter.
    assert_int_equal(value_of(villages, 0, FIGURE_REACHED), 9);
    assert_int_equal(value_of(villages, 0, FIGURE_REACHED_NOW), 7);
    assert_int_equal(value_of(villages, 0, FIGURE_REACHED_LAST), 2);
    assert_int_equal(value_of(villages, 1, FIGURE_RATE), 5000);
    assert_int_equal(value_of(villages, 2, FIGURE_RATE), 2000);
    assert_int_equal(value_of(villages, 3, FIGURE_RATE), 0);
    for (size_t place = 1; place < FIGURE_PLACES; place++) {
        assert_int_equal(value_of(villages, place, FIGURE_RANK), place);
    }
    // The budgets were allotted after the quarter: they are not in it.
    const BulletinLine *all = line_at(&bulletin, 0, "");
    assert_int_equal(all->figures[0][FIGURE_ALLOTTED].value, 0);
    call.number = STR("TB-2023-Q4");
    assert_string_equal(try(&town.city, do_preview, &call, &bulletin).message, "");
    assert_int_equal(bulletin.as_of, today());
    all = line_at(&bulletin, 0, "");
    assert_int_equal(value_of(all, 0, FIGURE_ALLOTTED), 6 * OFFICE_BUDGET_FEN);
    assert_int_equal(value_of(all, 3, FIGURE_ALLOTTED), 3 * OFFICE_BUDGET_FEN);
    assert_int_equal(value_of(line_at(&bulletin, 5, ""), 0, FIGURE_EXECUTION), 0);
    call.number = STR("TB-2024-Q1");
    assert_int_equal(try(&town.city, do_preview, &call, &bulletin).kind, ERROR_NOT_FOUND);
    town_close(&town);
}

static void test_bulletin__a_figure_leads_to_its_records(void **state) {
    Town town;
    town_open(&town, state);
    Bulletin bulletin = sign(&town.city);
    const BulletinLine *villages = line_at(&bulletin, 11, "village_platforms");
    const FigureCode codes[] = {FIGURE_REACHED, FIGURE_REACHED_NOW, FIGURE_REACHED_LAST};
    for (size_t place = 0; place < FIGURE_PLACES; place++) {
        for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
            BulletinCall call = {.bulletin = &bulletin,
                                 .key = {villages->sequence, place, codes[i]}};
            Trace trace;
            assert_string_equal(try(&town.city, do_trace, &call, &trace).message, "");
            assert_int_equal(trace.sum, value_of(villages, place, codes[i]));
            assert_int_equal(trace.count, trace.sum);
        }
    }
    BulletinCall call = {.bulletin = &bulletin, .key = {villages->sequence, 1, FIGURE_RATE}};
    Trace trace;
    assert_string_equal(try(&town.city, do_trace, &call, &trace).message, "");
    assert_int_equal(trace.input_count, 2);
    call.key.code = FIGURE_PAID; // a target has no money
    assert_int_equal(try(&town.city, do_trace, &call, &trace).kind, ERROR_NOT_FOUND);
    town_close(&town);
}

// ---- Frozen ----

static void test_bulletin__is_frozen_once_signed(void **state) {
    Town town;
    town_open(&town, state);
    BulletinCall early = call_of(&town.city, leading_office(), "TB-2023-Q4");
    Bulletin bulletin;
    assert_string_equal(try(&town.city, do_sign, &early, &bulletin).code, "PERIOD_RUNNING");
    bulletin = sign(&town.city);
    BulletinCall again = call_of(&town.city, leading_office(), QUARTER);
    Bulletin other;
    assert_string_equal(try(&town.city, do_sign, &again, &other).code, "ALREADY_SIGNED");
    BulletinCall file_call = call_of(&town.city, clerk_actor("640521"), QUARTER);
    BulletinText text;
    assert_string_equal(try(&town.city, do_export, &file_call, &text).message, "");
    assert_true(str_equal(text.sha256, bulletin.sha256));
    assert_true(str_find(text.content, bulletin.sha256, 0) != SIZE_MAX);
    AuditQuery query = {.object_number = STR(QUARTER), .row_count = 10};
    LogCall log = {actor_of(92, ROLE_AUDIT_ADMIN, ""), query};
    AuditRecords records;
    Error fault = {0};
    assert_ok(store_write(town.city.store, office_read_log, &log, &records, &town.city.arena,
                          &fault),
              fault);
    assert_true(str_equal(records.items[0].action, STR("bulletin.export")));
    // A county's records change afterwards; the bulletin does not.
    raw_must(&town.raw,
             "UPDATE enrolment SET done_on = '2023-10-05' WHERE division_code = '640521'");
    BulletinFile file = find(&town.city);
    assert_string_equal(
        str_to_c(&town.city.arena, bulletin_text(&town.city.arena, &file.bulletin).sha256),
        str_to_c(&town.city.arena, bulletin.sha256));
    assert_int_equal(value_of(line_at(&file.bulletin, 11, "village_platforms"), 0, FIGURE_REACHED),
                     9);
    static const char *const attacks[] = {
        "UPDATE bulletin SET signed_name = '另一人'",
        "DELETE FROM bulletin",
        "UPDATE bulletin_figure SET value = value + 1",
        "DELETE FROM bulletin_figure",
        "UPDATE bulletin_line SET label = '别的'",
        "DELETE FROM bulletin_line",
        "INSERT INTO bulletin_figure (bulletin_number, sequence, division_code, code, value)"
        " VALUES ('" QUARTER "', 1, '640522', 'made_up', 1)",
        "INSERT INTO bulletin_line (bulletin_number, sequence, policy_number, target_key, label,"
        " unit, measure, tally) VALUES ('" QUARTER "', 9999, 1, 'x', 'x', '', '', '')",
    };
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        assert_refused(&town, attacks[i], "bulletin_is_frozen");
    }
    BulletinProof proof = prove(&town.city);
    assert_int_equal(proof.bulletins, 1);
    assert_int_equal(proof.faults, 0);
    town_close(&town);
}

static void test_bulletin__proof_finds_a_changed_figure(void **state) {
    Town town;
    town_open(&town, state);
    sign(&town.city);
    change_past_triggers(&town);
    BulletinProof proof = prove(&town.city);
    assert_int_equal(proof.faults, 1);
    assert_true(str_find(proof.first_fault, STR(QUARTER), 0) != SIZE_MAX);
    town_close(&town);
}

static void test_bulletin__is_corrected_beside_and_instructed(void **state) {
    Town town;
    town_open(&town, state);
    Bulletin bulletin = sign(&town.city);
    const BulletinLine *villages = line_at(&bulletin, 11, "village_platforms");
    BulletinCall call = call_of(&town.city, leading_office(), QUARTER);
    FigureKey key = {villages->sequence, 2, FIGURE_REACHED};
    call.correction = (CorrectionIn){STR(QUARTER), key, 6, STR("两个平台漏登")};
    assert_string_equal(try(&town.city, do_correct, &call, NULL).message, "");
    BulletinCall same = call, silent = call, nowhere = call;
    same.correction.value = 4;
    silent.correction.reason = STR(" ");
    nowhere.correction.key.code = FIGURE_PAID;
    assert_int_equal(try(&town.city, do_correct, &same, NULL).kind, ERROR_INVALID);
    assert_int_equal(try(&town.city, do_correct, &silent, NULL).kind, ERROR_INVALID);
    assert_int_equal(try(&town.city, do_correct, &nowhere, NULL).kind, ERROR_NOT_FOUND);
    BulletinCall note = call_of(&town.city, head_actor(), QUARTER);
    note.text = STR("中宁县要在月底前补齐");
    assert_string_equal(try(&town.city, do_instruct, &note, NULL).message, "");
    note.number = STR("TB-2023-Q2"); // not signed: its figures could still change under the note
    assert_int_equal(try(&town.city, do_instruct, &note, NULL).kind, ERROR_NOT_FOUND);
    BulletinFile file = find(&town.city);
    assert_int_equal(file.correction_count, 1);
    assert_int_equal(file.corrections[0].value, 6);
    assert_int_equal(value_of(line_at(&file.bulletin, 11, "village_platforms"), 2, FIGURE_REACHED),
                     4);
    assert_int_equal(file.instruction_count, 1);
    assert_refused(&town, "UPDATE bulletin_correction SET value = 7",
                   "bulletin_correction_is_append_only");
    assert_refused(&town, "DELETE FROM bulletin_instruction",
                   "bulletin_instruction_is_append_only");
    assert_int_equal(prove(&town.city).faults, 0);
    town_close(&town);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bulletin__periods_have_numbers),
        BOTH(test_bulletin__counts_what_the_records_say),
        BOTH(test_bulletin__a_figure_leads_to_its_records),
        BOTH(test_bulletin__is_frozen_once_signed),
        BOTH(test_bulletin__proof_finds_a_changed_figure),
        BOTH(test_bulletin__is_corrected_beside_and_instructed),
    };
    return RUN_TESTS(tests);
}
