// SPDX-License-Identifier: Apache-2.0
// Protects: extracts load once and for all, every wrong row is refused with its reason, a new
// delivery corrects an old one and never the other way round, and no bytes upset the importer.
#include "../city/extracts.h"
#include "../store/mould.h"

#include "city/boundary.h"
#include "city/random.h"
#include "registry/employer.sql.h"
#include "registry/import.h"
#include "registry/person.sql.h"

#define CITY_PEOPLE 400
#define FUZZ_ROUNDS 60
#define FUZZ_FLIPS 40

static Date today(void) { return date_from_civil((CivilDate){2023, 10, 16}); }

static Store *open_migrated(void **state) {
    return test_store_open_migrated(*state, 2);
}

static ImportSummary load(Store *store, City *city, bool is_dry_run) {
    ImportOptions options = {.folder = str_from_c(city->folder), .today = today(),
                             .is_dry_run = is_dry_run};
    ImportSummary summary;
    Error error = {0};
    assert_ok(import_folder(store, &options, &summary, &error), error);
    return summary;
}

// Writes a file of the city's folder.
static void put_file(City *city, const char *file, Str content) {
    Error error = {0};
    assert_ok(file_write(city_path(city, file), content, &error), error);
}

static void test_import__accepts_every_good_row_and_no_other(void **state) {
    Store *store = open_migrated(state);
    City city;
    city_make(&city, CITY_PEOPLE, 11);
    ImportSummary summary = load(store, &city, false);
    Rows manifest = city_all_rows(&city, "manifest");
    for (int id = 0; id < EXTRACT_COUNT; id++) {
        int64_t rows, faults;
        assert_true(str_to_int64(manifest.items[id][2], &rows));
        assert_true(str_to_int64(manifest.items[id][3], &faults));
        const ImportFile *file = &summary.files[id];
        assert_int_equal(file->state, IMPORT_LOADED);
        assert_int_equal(file->rows, rows);
        assert_int_equal(file->accepted, rows - faults);
        assert_int_equal(file->rejected, faults);
        assert_true(file->changed >= file->accepted);
    }
    assert_int_equal(summary.files[EXTRACT_POLICE].accepted, city.summary.people);
    assert_int_equal(summary.files[EXTRACT_ORG].doubtful, 1);
    city_remove(&city);
    store_close(store);
}

static void test_import__twice_changes_nothing(void **state) {
    Store *store = open_migrated(state);
    City city;
    city_make(&city, CITY_PEOPLE, 12);
    ImportSummary first = load(store, &city, false);
    ImportSummary second = load(store, &city, false);
    assert_true(first.total.changed > 0);
    assert_int_equal(second.total.changed, 0);
    assert_int_equal(second.total.accepted, first.total.accepted);
    assert_int_equal(second.total.rejected, first.total.rejected);
    city_remove(&city);
    store_close(store);
}

static void test_import__refuses_each_fault_with_its_code(void **state) {
    Store *store = open_migrated(state);
    City city;
    city_make(&city, CITY_PEOPLE, 13);
    load(store, &city, true);
    Rows faults = city_all_rows(&city, "faults"), rejects = city_all_rows(&city, "rejects");
    size_t found = 0, rejected = 0;
    for (size_t i = 0; i < rejects.count; i++) {
        const Str *reject = rejects.items[i];
        if (!str_equal(reject[2], STR("拒收"))) continue;
        rejected++;
        assert_true(reject[4].length > 0); // the reason, in words
        for (size_t k = 0; k < faults.count; k++) {
            const Str *fault = faults.items[k];
            bool is_same = str_equal(fault[0], reject[0]) && str_equal(fault[1], reject[1]);
            if (!is_same) continue;
            assert_true(str_equal(fault[2], reject[3]));
            found++;
        }
    }
    assert_true(faults.count > 100);
    assert_int_equal(found, faults.count);
    assert_int_equal(rejected, faults.count);
    city_remove(&city);
    store_close(store);
}

static void test_import__dry_run_writes_nothing(void **state) {
    Store *store = open_migrated(state);
    City city;
    city_make(&city, CITY_PEOPLE, 14);
    ImportSummary dry = load(store, &city, true);
    assert_int_equal(dry.total.changed, 0);
    ImportSummary real = load(store, &city, false);
    assert_int_equal(real.total.accepted, dry.total.accepted);
    assert_int_equal(real.total.rejected, dry.total.rejected);
    assert_true(real.total.changed >= real.total.accepted);
    city_remove(&city);
    store_close(store);
}

// ---- Deliveries one after the other ----

#define ORG_HEADER                                                                                \
    "统一社会信用代码,名称,类型,行业代码,登记状态,成立日期,状态日期,联系电话,住所,严重违法失信,"     \
    "劳务派遣,区划,数据日期\n"

static bool find_unit(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    EmployerRow *row = out;
    bool found = false;
    EmployerFindIn find = {*(const Str *)in};
    if (!employer_find(tx, &find, arena, row, &found, error)) return false;
    assert_true(found);
    return true;
}

static void expect_unit_name(Store *store, const char *name) {
    Arena arena = {0};
    Error error = {0};
    Str uscc = STR("91640502MA7600013B");
    EmployerRow row;
    assert_ok(store_read(store, find_unit, &uscc, &row, &arena, &error), error);
    assert_str_equal(row.name, name);
    arena_release(&arena);
}

static ImportSummary deliver(Store *store, City *city, const char *name, const char *data_date) {
    put_file(city, "工商登记.csv",
             str_format(&city->arena,
                        ORG_HEADER "91640502MA7600013B,%s,企业,1373,存续,2015-06-01,,,,否,否,"
                                   "640521,%s\n", name, data_date));
    return load(store, city, false);
}

static void test_import__newer_data_replaces_older_only(void **state) {
    Store *store = open_migrated(state);
    City city;
    city_make_empty(&city);
    assert_int_equal(deliver(store, &city, "甲公司", "2023-08-31").total.changed, 1);
    assert_int_equal(deliver(store, &city, "乙公司", "2023-09-30").total.changed, 1);
    expect_unit_name(store, "乙公司");
    assert_int_equal(deliver(store, &city, "甲公司", "2023-08-31").total.changed, 0);
    expect_unit_name(store, "乙公司");
    city_remove(&city);
    store_close(store);
}

static void test_import__columns_in_any_order_and_more_of_them(void **state) {
    Store *store = open_migrated(state);
    City city;
    city_make_empty(&city);
    put_file(&city, "见习单位.csv", STR("备注,数据日期,区划,见习岗位,认定日期,统一社会信用代码\n"
                                        "好,2023-09-30,640521,12,2022-03-01,91640502MA7600013B\n"));
    ImportSummary summary = deliver(store, &city, "甲公司", "2023-09-30");
    assert_int_equal(summary.files[EXTRACT_INTERNSHIP_UNIT].accepted, 1);
    assert_int_equal(summary.files[EXTRACT_POLICE].state, IMPORT_ABSENT);
    city_remove(&city);
    store_close(store);
}

static void test_import__missing_columns_refuse_the_file_by_name(void **state) {
    Store *store = open_migrated(state);
    City city;
    city_make_empty(&city);
    put_file(&city, "见习单位.csv", STR("统一社会信用代码,认定日期,区划\n"));
    ImportSummary summary = load(store, &city, false);
    assert_int_equal(summary.files[EXTRACT_INTERNSHIP_UNIT].state, IMPORT_REFUSED);
    assert_int_equal(summary.refused_files, 1);
    Rows rejects = city_all_rows(&city, "rejects");
    assert_int_equal(rejects.count, 1);
    assert_str_equal(rejects.items[0][3], "HEADER");
    assert_str_equal(rejects.items[0][4], "表头缺少“见习岗位”“数据日期”，整个文件没有导入");
    city_remove(&city);
    store_close(store);
}

typedef struct RowCase {
    ExtractId id;
    const char *row;
    const char *code;   // NULL: accepted
} RowCase;

static void put_case(City *city, const RowCase *item) {
    StrBuilder text;
    str_builder_init(&text, &city->arena, 0);
    const Extract *extract = &extracts[item->id];
    for (int i = 0; i < extract->column_count; i++) {
        csv_put_cell(&text, str_from_c(extract->columns[i].header), i == 0);
    }
    str_put_format(&text, "\n%s\n", item->row);
    put_file(city, str_to_c(&city->arena, str_format(&city->arena, "%s.csv", extract->name)),
             str_built(&text));
}

// ---- A person who moves ----

static bool find_hukou(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    PersonRow person;
    bool found = false;
    PersonFindIn find = {STR(JOURNEY_MIGRANT_ID)};
    if (!person_find(tx, &find, arena, &person, &found, error)) return false;
    assert_true(found);
    PersonHukouOnIn on = {person.id, *(const Date *)in};
    if (!person_hukou_on(tx, &on, arena, out, &found, error)) return false;
    assert_true(found);
    return true;
}

static void expect_hukou(Store *store, Date on, const char *division) {
    Arena arena = {0};
    Error error = {0};
    HukouRow row;
    assert_ok(store_read(store, find_hukou, &on, &row, &arena, &error), error);
    assert_str_equal(row.division_code, division);
    arena_release(&arena);
}

static void test_import__a_move_ends_the_former_registration(void **state) {
    Store *store = open_migrated(state);
    City city;
    city_make_empty(&city);
    RowCase before = {EXTRACT_POLICE,
                      "640522199910100410,王明远,男,640522000000001,户主,农业,640522,甲镇,甲村,"
                      "2010-01-01,640522,71,,,2023-08-31", NULL};
    RowCase after = {EXTRACT_POLICE,
                     "640522199910100410,王明远,男,640502000000009,户主,非农业,640502,乙街道,乙社区,"
                     "2023-09-10,640502,71,,,2023-09-30", NULL};
    put_case(&city, &before);
    assert_int_equal(load(store, &city, false).total.accepted, 1);
    put_case(&city, &after);
    assert_int_equal(load(store, &city, false).total.accepted, 1);
    assert_int_equal(load(store, &city, false).total.changed, 0);
    expect_hukou(store, date_from_civil((CivilDate){2023, 9, 9}), "640522");
    expect_hukou(store, date_from_civil((CivilDate){2023, 9, 10}), "640502");
    city_remove(&city);
    store_close(store);
}

static void test_import__checks_rows_against_what_is_known(void **state) {
#define WANG "640522199910100410,王明远"
    static const RowCase cases[] = {
        {EXTRACT_HIRE, "91640502MA76000216," WANG ",2023-08-01,未签订,,,,,640521,2023-09-30",
         "UNIT_UNKNOWN"},
        {EXTRACT_HIRE,
         "91640502MA7600013B,640502199901010012,王小明,2023-08-01,未签订,,,,,640521,2023-09-30",
         "PERSON_UNKNOWN"},
        {EXTRACT_HIRE, "91640502MA7600013B," WANG ",2023-08-01,固定期限,,,,,640521,2023-09-30",
         "MISSING"},
        {EXTRACT_HIRE, "91640502MA7600013B," WANG ",2023-10-01,未签订,,,,,640521,2023-09-30",
         "DATE_FUTURE"},
        {EXTRACT_HIRE,
         "91640502MA7600013B," WANG ",2023-08-01,固定期限,2023-07-31,,,,640521,2023-09-30",
         "PERIOD_ORDER"},
        {EXTRACT_HIRE,
         "91640502MA7600013B," WANG ",2023-08-01,固定期限,2024-07-31,文员,3000.5,,640521,2023-09-30",
         NULL},
        {EXTRACT_UNEMPLOYMENT, WANG ",裁员,2023-05-01,2023-04-30,640522,2023-09-30",
         "PERIOD_ORDER"},
        {EXTRACT_ROSTER, "B1,X1,2023,110105,640522,2023-09-30", "ORGANISER_UNKNOWN"},
        {EXTRACT_ROSTER_LINE, "B1," WANG ",某公司,2023-03-01,,3000,640522,2023-09-30",
         "ROSTER_UNKNOWN"},
        {EXTRACT_ENTITLEMENT, "5,transport_subsidy,,,2023,1,800,2023-06-01,640522,2023-09-30",
         "MISSING"},
        {EXTRACT_INTERNSHIP,
         "91640502MA7600013B," WANG ",2023-03-01,61,,,,1840,640521,2023-09-30", "NUMBER_RANGE"},
        {EXTRACT_ORG_INSURANCE,
         "91640502MA7600013B,2022,31,31,1,14880.00,13,0,640521,2023-09-30", "NUMBER_RANGE"},
        {EXTRACT_POLICE,
         WANG ",女,,户主,农业,640522,,,2010-01-01,640522,71,,,2023-09-30", "SEX_DIFFERS"},
    };
    Store *store = open_migrated(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        City city;
        city_make_empty(&city);
        RowCase wang = {EXTRACT_POLICE,
                        WANG ",男,,户主,农业,640522,,,2010-01-01,640522,71,,,2023-09-30", NULL};
        put_case(&city, &wang);
        ImportSummary summary = deliver(store, &city, "甲公司", "2023-09-30");
        assert_int_equal(summary.total.rejected, 0);
        put_case(&city, &cases[i]);
        summary = load(store, &city, false);
        Rows rejects = city_all_rows(&city, "rejects");
        if (cases[i].code == NULL) {
            assert_int_equal(rejects.count, 0);
            assert_int_equal(summary.files[cases[i].id].changed, 1);
        } else {
            assert_int_equal(rejects.count, 1);
            assert_str_equal(rejects.items[0][3], cases[i].code);
        }
        city_remove(&city);
    }
    store_close(store);
}

// ---- Bytes that nobody meant ----

static void flip(City *city, Random *random, const char *name) {
    Str content = city_file(city, name);
    char *copy = arena_alloc(&city->arena, content.length);
    memcpy(copy, content.data, content.length);
    for (int i = 0; i < FUZZ_FLIPS && content.length > 0; i++) {
        int64_t at = random_below(random, (int64_t)content.length);
        copy[at] = (char)random_below(random, 256);
    }
    int64_t length = random_chance(random, 100) ? random_below(random, (int64_t)content.length)
                                                : (int64_t)content.length;
    put_file(city, name, (Str){copy, (size_t)length});
}

static void test_import__survives_flipped_bytes(void **state) {
    Store *store = open_migrated(state);
    City city;
    city_make(&city, 120, 15);
    Random random = random_stream(1, 'Z', 0);
    for (int round = 0; round < FUZZ_ROUNDS; round++) {
        int id = (int)random_below(&random, EXTRACT_COUNT);
        flip(&city, &random,
             str_to_c(&city.arena, str_format(&city.arena, "%s.csv", extracts[id].name)));
        ImportSummary summary = load(store, &city, round % 4 != 0);
        for (int i = 0; i < EXTRACT_COUNT; i++) {
            const ImportFile *file = &summary.files[i];
            assert_int_equal(file->rows, file->accepted + file->rejected -
                                             (file->state == IMPORT_REFUSED));
        }
    }
    city_remove(&city);
    store_close(store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_import__accepts_every_good_row_and_no_other),
        BOTH(test_import__twice_changes_nothing),
        BOTH(test_import__refuses_each_fault_with_its_code),
        BOTH(test_import__dry_run_writes_nothing),
        BOTH(test_import__newer_data_replaces_older_only),
        BOTH(test_import__columns_in_any_order_and_more_of_them),
        BOTH(test_import__missing_columns_refuse_the_file_by_name),
        BOTH(test_import__a_move_ends_the_former_registration),
        BOTH(test_import__checks_rows_against_what_is_known),
        BOTH(test_import__survives_flipped_bytes),
    };
    return RUN_TESTS(tests);
}
