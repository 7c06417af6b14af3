// SPDX-License-Identifier: Apache-2.0
#include "town_roster.h"

#include "../city/extracts.h"
#include "../fund/bank.h"
#include "../registry/posts.h"
#include "access/account.h"
#include "access/seal.h"
#include "base/embedded.h"
#include "casework/claim_make.h"
#include "city/boundary.h"
#include "disk.h"
#include "city/number.h"
#include "kinds/facility.h"
#include "kinds/quota.h"
#include "registry/import.h"
#include "registry/person.sql.h"
#include "store/migration.h"

#define CALENDARS_MAX 10
#define COPY_BYTES 65536
#define TOWN_SUBJECTS_MAX 2000 // looked at in a county
#define JOURNEYS_ENTITLED 5    // of a county, who apply; and one who is not

const char *const town_counties[TOWN_COUNTIES] = {"640502", "640521", "640522"};

const char *const town_funds[TOWN_FUNDS] = {
    [TOWN_EMPLOYMENT_FUND] = "employment_fund",
    [TOWN_UNEMPLOYMENT_FUND] = "unemployment_fund",
};

const TownPolicy town_policies[TOWN_POLICIES] = {
    [TOWN_JOURNEY] = {5, TOWN_EMPLOYMENT_FUND},
    [TOWN_SKILL] = {22, TOWN_UNEMPLOYMENT_FUND},
    [TOWN_POST] = {39, TOWN_EMPLOYMENT_FUND},
};

const TownPlace town_places[TOWN_PLACES] = {
    {"110105", 80000}, // another province
    {"640106", 20000}, // another county of the region
};

const TownProgramme town_programmes[TOWN_PROGRAMMES] = {
    [TOWN_VOLUNTEERING] = {28,
                           "western_volunteers",
                           "{\"status\":\"fresh_graduate\"}",
                           {{{"团市委", "县区"}, 30}},
                           1},
    [TOWN_STATIONS] =
        {9, "gig_station_place", NULL, {{{"申请人", NULL}, 0}, {{"人社局", "财政局"}, 20}}, 2},
};

// Three of them also hold another desk.
const Officer town_officers[TOWN_OFFICERS] = {
    {"clerk1", ROLE_COUNTY_CLERK, "县区", "640500199001010014"},
    {"clerk2", ROLE_COUNTY_CLERK, "县区", "640500199001010030"},
    {"clerk3", ROLE_COUNTY_CLERK, "县区", "640500199001010073"},
    {"reviewer1", ROLE_COUNTY_REVIEWER, "人社局", "640500199001010057"},
    {"reviewer2", ROLE_COUNTY_REVIEWER, "人社局", "640500199001010014"},
    {"reviewer3", ROLE_COUNTY_REVIEWER, "人社局", "64050019900101009X"},
    {"finance1", ROLE_FINANCE_REVIEWER, "财政局", "640500199001010137"},
    {"finance2", ROLE_FINANCE_REVIEWER, "财政局", "640500199001010057"},
    {"finance3", ROLE_FINANCE_REVIEWER, "财政局", "640500199001010153"},
    {"league1", ROLE_BUREAU_REPORTER, "团市委", "64050019900101017X"},
    {"league2", ROLE_BUREAU_REPORTER, "团市委", "640500199001010073"},
};

// ---- Making ----

static bool make_officers(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Actor system = actor_system(boundary_date(TOWN_FIRST_DAY), TOWN_FIRST_MS);
    (void)in;
    (void)out;
    for (int i = 0; i < TOWN_OFFICERS; i++) {
        int64_t id;
        NewAccount account = {.login = str_from_c(town_officers[i].login),
                              .password_hash = STR("-"), // nobody signs in
                              .display_name = str_from_c(town_officers[i].login),
                              .role = town_officers[i].role,
                              .division_code = STR(""),
                              .department = str_from_c(town_officers[i].department),
                              .holder = str_from_c(town_officers[i].holder)};
        if (!account_create(tx, &system, &account, &id, arena, error)) return false;
        assert_int_equal(id, i + 1);
    }
    return true;
}

static bool set_quotas(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const CaseContext *context = in;
    Actor actor = actor_system(boundary_date(TOWN_FIRST_DAY), TOWN_FIRST_MS);
    actor.role = ROLE_CITY_HRSS;
    for (int i = 0; i < TOWN_PROGRAMMES; i++) {
        QuotaIn quota = {.measure_key = str_from_c(town_programmes[i].key),
                         .places = TOWN_PLACES_MAX,
                         .document = STR("卫人社发〔2023〕1号")};
        if (!quota_set(tx, &actor, context, &quota, arena, out, error)) return false;
    }
    return true;
}

static bool register_facilities(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Town *town = in;
    Facility made;
    Actor actor = actor_system(boundary_date(TOWN_FIRST_DAY), TOWN_FIRST_MS);
    (void)out;
    actor.role = ROLE_COUNTY_CLERK;
    for (int i = 0; i < TOWN_FACILITIES; i++) {
        Facility facility = {.kind = STR("station"),
                             .name = STR("零工驿站"),
                             .uscc = str_from_c(town->units[i]),
                             .division_code = str_from_c(town_counties[i % TOWN_COUNTIES]),
                             .address = STR("文昌街道"),
                             .free_area_m2 = -1};
        if (!facility_register(tx, &actor, &facility, arena, &made, error)) return false;
        assert_true(str_equal(made.number, town_facility(arena, i)));
    }
    return true;
}

static void fill(const Town *town, const TestDatabase *database, City *city) {
    ImportSummary summary;
    Catalogue *catalogue;
    Error error = {0};
    Arena arena = {0};
    Date today = boundary_date(TOWN_FIRST_DAY);
    Store *store = test_store_open(database, 1);
    assert_ok(store_migrate_embedded(store, &error), error);
    assert_ok(catalogue_open(store, today, 0, &catalogue, &error), error);
    ImportOptions options = {.folder = str_from_c(city->folder), .today = today};
    assert_ok(import_folder(store, &options, &summary, &error), error);
    assert_ok(store_write(store, make_officers, NULL, NULL, &arena, &error), error);
    assert_ok(store_write(store, posts_fill, NULL, NULL, &arena, &error), error);
    Quota quota;
    CaseContext context = {.pack = catalogue_pack(catalogue)};
    assert_ok(store_write(store, set_quotas, &context, &quota, &arena, &error), error);
    assert_ok(store_write(store, register_facilities, town, NULL, &arena, &error), error);
    arena_release(&arena);
    catalogue_close(catalogue);
    store_close(store); // a file to copy has no log beside it, a template no connections
    test_seal(database);
}

static void load_calendar(Town *town) {
    Str texts[CALENDARS_MAX];
    Error error = {0};
    size_t count = 0;
    for (size_t i = 0; i < embedded_file_count && count < CALENDARS_MAX; i++) {
        Str path = str_from_c(embedded_files[i].path);
        if (str_starts_with(path, STR("calendar/"))) texts[count++] = embedded_file(path);
    }
    assert_ok(workday_calendar_parse(&town->arena, texts, count, &town->context.calendar, &error),
              error);
}

bool town_add_applicant(Tx *tx, Town *town, int purse, const Assessment *found, Arena *arena,
                        Error *error) {
    PersonRow person;
    int at = town->applicant_count++;
    assert_true(at < TOWN_APPLICANTS + TOWN_CROWD);
    if (!person_get(tx, &(PersonGetIn){found->person_id}, arena, &person, error)) return false;
    town->applicants[at] = (Applicant){purse, str_copy(&town->arena, found->subject_key),
                                       str_copy(&town->arena, person.id_number)};
    return true;
}

// Of those who travelled some who are entitled and one who is not; all who have a certificate, for
// a batch looks at all.
static bool read_purse(Tx *tx, Town *town, int purse, Arena *arena, Error *error) {
    int policy = PURSE_POLICY(purse);
    AssessmentIn query = {.pack = town->context.pack,
                          .policy_number = town_policies[policy].number,
                          .on = boundary_date(TOWN_FIRST_DAY)};
    Assessments found;
    int room[] = {1, JOURNEYS_ENTITLED}; // not entitled, entitled
    if (!assess_page(tx, &query, str_from_c(town_counties[PURSE_COUNTY(purse)]), STR(""),
                     TOWN_SUBJECTS_MAX, arena, &found, error)) {
        return false;
    }
    for (size_t i = 0; i < found.count; i++) {
        const Assessment *item = &found.items[i];
        bool is_one = policy == TOWN_SKILL || room[item->eligible == FEEL_TRUE]-- > 0;
        if (is_one && !town_add_applicant(tx, town, purse, item, arena, error)) return false;
    }
    return true;
}

static bool read_subjects(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    for (int purse = 0; purse < PURSE(TOWN_POST, 0); purse++) {
        if (!read_purse(tx, out, purse, arena, error)) return false;
    }
    return town_read_posts(tx, out, arena, error);
}

static bool read_log_rows(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Str any[SUITE_COUNT] = {0};
    (void)in;
    return audit_prove(tx, any, arena, out, error);
}

Str town_facility(Arena *arena, int facility) {
    return str_format(arena, "SS-%d-%06d", TOWN_FIRST_DAY / 10000, facility + 1);
}

void town_open(Town *town, uint64_t seed, bool with_postgres) {
    City city;
    Error error = {0};
    Arena arena = {0};
    *town = (Town){0};
    disk_install();
    city_make(&city, TOWN_PEOPLE, seed);
    for (int i = 0; i < TOWN_FACILITIES; i++) {
        number_uscc_outside(i + 1, town_counties[i % TOWN_COUNTIES], town->units[i]);
    }
    for (int i = 0; i <= with_postgres; i++) {
        test_database_make(&town->pristine[i], i == 1);
        fill(town, &town->pristine[i], &city);
    }
    town->oracle = test_store_open(&town->pristine[0], 1);
    town->keys = test_keys(&town->pristine[0]);
    assert_ok(
        catalogue_open(town->oracle, boundary_date(TOWN_FIRST_DAY), 0, &town->catalogue, &error),
        error);
    town->context.pack = catalogue_pack(town->catalogue);
    city_remove(&city);
    load_calendar(town);
    assert_ok(store_read(town->oracle, read_subjects, NULL, town, &arena, &error), error);
    assert_true(town->applicant_count > 6);
    AuditProof proof;
    assert_ok(store_read(town->oracle, read_log_rows, NULL, &proof, &arena, &error), error);
    town->log_rows = (int)proof.waiting;
    town->signing = test_signing_key(SUITE_INTERNATIONAL);
    arena_release(&arena);
}

void town_close(Town *town, bool with_postgres) {
    catalogue_close(town->catalogue);
    store_close(town->oracle);
    test_database_remove(&town->pristine[0]);
    if (with_postgres) test_database_remove(&town->pristine[1]);
    arena_release(&town->arena);
}

// ---- Copying ----

static void copy_file(const char *from, const char *to) {
    static char bytes[COPY_BYTES];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in && out);
    for (size_t count; (count = fread(bytes, 1, sizeof bytes, in)) > 0;) {
        assert_int_equal(fwrite(bytes, 1, count, out), count);
    }
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

void town_copy(const Town *town, bool is_postgres, TestDatabase *database) {
    size_t scheme = strlen("sqlite:");
    char sql[300];
    test_database_make(database, is_postgres);
    if (!is_postgres) {
        copy_file(town->pristine[0].url + scheme, database->url + scheme);
        return;
    }
    snprintf(sql, sizeof sql, "DROP DATABASE %s", database->name);
    test_postgres_command(sql);
    // Copied as files: a sequence that is copied through the log repeats numbers after a crash of
    // the server, because PostgreSQL takes what it had logged ahead for logged here as well.
    snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY", database->name,
             town->pristine[1].name);
    test_postgres_command(sql);
}

// ---- The oracle ----

typedef struct Assessed {
    Assessment assessment;
    PayeeAccount account;
} Assessed;

static bool read_standing(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Assessed *assessed = out;
    return assess_subject(tx, in, arena, &assessed->assessment, error) &&
           payee_known_account(tx, &assessed->assessment, arena, &assessed->account, error);
}

// "once", a year, or a month as its year and its number.
static int64_t period_of(const Assessment *found) {
    int64_t year = 0, month = 0;
    Str rest = found->period;
    if (str_equal(rest, STR("once")) || str_is_empty(rest)) return 0;
    assert_true(str_to_int64(str_cut(&rest, '-'), &year));
    if (str_is_empty(rest)) return year;
    assert_true(str_to_int64(rest, &month));
    return year * 100 + month;
}

static Standing ask_standing(Town *town, int applicant, TownMonth month, Date on) {
    Arena arena = {0};
    Error error = {0};
    Assessed out;
    const Applicant *of = &town->applicants[applicant];
    AssessmentIn query = {.pack = town->context.pack,
                          .policy_number = town_policies[PURSE_POLICY(of->purse)].number,
                          .subject_key = of->key,
                          .measure_key = town_month_measure(month),
                          .stated_json = town_month_stated(month),
                          .on = on};
    assert_ok(store_read(town->oracle, read_standing, &query, &out, &arena, &error), error);
    const Assessment *found = &out.assessment;
    Standing standing = {.eligible = found->eligible,
                         .has_amount = found->has_amount,
                         .amount_fen = found->amount_fen,
                         .period = period_of(found),
                         .has_account = !str_is_empty(out.account.account_number)};
    for (int i = 0; i < TOWN_COUNTIES; i++) {
        bool is_here = str_equal(found->division_code, str_from_c(town_counties[i]));
        if (is_here) standing.purse = PURSE(PURSE_POLICY(of->purse), i);
    }
    arena_release(&arena);
    return standing;
}

Standing town_standing(Town *town, int applicant, TownMonth month, Date on) {
    struct TownAnswer *answer = &town->answers[applicant];
    if (answer->on != on || answer->month != month) {
        *answer = (struct TownAnswer){on, month, ask_standing(town, applicant, month, on)};
    }
    return answer->standing;
}
