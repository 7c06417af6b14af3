// SPDX-License-Identifier: Apache-2.0
#include "town_roster.h"

#include "casework/claim_make.h"
#include "casework/claim_roster.sql.h"
#include "city/boundary.h"
#include "publish/fact_claim.sql.h"
#include "registry/employment.sql.h"
#include "registry/person.sql.h"

#include <stdlib.h>

#define SUBJECTS_MAX 2000 // looked at in a county
#define EMPLOYED_MAX 3    // of the first county
#define NOBODY "640500199001019000"

// How a month is written: in few bytes, in the cells of a file, and as what it states.
typedef struct Wording {
    char letter;
    const char *post, *attended, *stated;
} Wording;

#define RURAL "乡村公益性岗位"
#define URBAN "城镇公益性岗位"

static const Wording wordings[TOWN_MONTHS] = {
    [TOWN_MONTH_RURAL] = {'r', RURAL, "是", "{\"type\":\"rural\",\"attended\":true}"},
    [TOWN_MONTH_URBAN] = {'u', URBAN, "是", "{\"type\":\"urban\",\"attended\":true}"},
    [TOWN_MONTH_AWAY] = {'a', RURAL, "否", "{\"type\":\"rural\",\"attended\":false}"},
    [TOWN_MONTH_UNSAID] = {'q', RURAL, "", "{\"type\":\"rural\"}"},
    [TOWN_MONTH_WRONG_POST] = {'p', "县城岗位", "是", NULL},
    [TOWN_MONTH_WRONG_NAME] = {'n', RURAL, "是", NULL},
    [TOWN_MONTH_WRONG_NUMBER] = {'k', RURAL, "是", NULL},
    [TOWN_MONTH_STRANGER] = {'s', RURAL, "是", NULL},
};

Str town_month_measure(TownMonth month) {
    return month == TOWN_MONTH_NONE ? (Str){0} : STR(TOWN_MEASURE);
}

Str town_month_stated(TownMonth month) {
    const char *stated = wordings[month].stated;
    return stated ? str_from_c(stated) : (Str){0};
}

// ---- Who ----

typedef enum Sort { NOT_ENTITLED, WITHOUT_ACCOUNT, ENTITLED, DOUBTFUL, SORTS } Sort;

// Of a county, without its employed.
static const int rooms[SORTS] = {[NOT_ENTITLED] = 1, [WITHOUT_ACCOUNT] = 1, [ENTITLED] = 4};

typedef struct Candidate {
    Assessment assessment;
    Sort sort;
    Str employer; // absent: none
    bool is_taken;
} Candidate;

typedef struct Candidates {
    Candidate *items;
    size_t count;
} Candidates;

// Of whom the pack's rules would find something: the model knows of no doubts but shared cards.
static bool is_doubtful(Tx *tx, int64_t person_id, Date on, Arena *arena, bool *is_it,
                        Error *error) {
    FactClaimPersonRow person;
    FactClaimPostRow post;
    bool is_known, has_post;
    if (!fact_claim_person(tx, &(FactClaimPersonIn){person_id, on}, arena, &person, &is_known,
                           error) ||
        !fact_claim_public_post(tx, &(FactClaimPublicPostIn){person_id, on}, arena, &post,
                                &has_post, error)) {
        return false;
    }
    *is_it = has_post || person.deceased_on != DATE_ABSENT || person.in_prison_from != DATE_ABSENT;
    return true;
}

static bool sort_out(Tx *tx, const Assessment *found, Arena *arena, Candidate *candidate,
                     Error *error) {
    PayeeAccount account;
    EmploymentRows jobs;
    bool is_it;
    *candidate = (Candidate){.assessment = *found, .sort = ENTITLED};
    if (!payee_known_account(tx, found, arena, &account, error) ||
        !employment_list(tx, &(EmploymentListIn){found->person_id}, arena, &jobs, error) ||
        !is_doubtful(tx, found->person_id, found->on, arena, &is_it, error)) {
        return false;
    }
    if (found->eligible != FEEL_TRUE)
        candidate->sort = NOT_ENTITLED;
    else if (str_is_empty(account.account_number))
        candidate->sort = WITHOUT_ACCOUNT;
    if (is_it) candidate->sort = DOUBTFUL;
    if (jobs.count > 0 && jobs.items[0].to_date == DATE_ABSENT) {
        candidate->employer = jobs.items[0].employer_uscc;
    }
    return true;
}

static bool read_candidates(Tx *tx, const Town *town, int county, Arena *arena,
                            Candidates *candidates, Error *error) {
    Assessments found;
    AssessmentIn query = {.pack = town->context.pack,
                          .policy_number = town_policies[TOWN_POST].number,
                          .measure_key = STR(TOWN_MEASURE),
                          .stated_json = town_month_stated(TOWN_MONTH_RURAL),
                          .on = boundary_date(TOWN_FIRST_DAY)};
    if (!assess_page(tx, &query, str_from_c(town_counties[county]), STR(""), SUBJECTS_MAX, arena,
                     &found, error)) {
        return false;
    }
    *candidates = (Candidates){NEW_ARRAY(arena, Candidate, found.count), found.count};
    for (size_t i = 0; i < found.count; i++) {
        if (!sort_out(tx, &found.items[i], arena, &candidates->items[i], error)) return false;
    }
    return true;
}

static int employed_at(const Candidates *candidates, Str employer) {
    int count = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        const Candidate *one = &candidates->items[i];
        count += one->sort == ENTITLED && str_equal(one->employer, employer);
    }
    return count;
}

// Where most of the candidates work.
static void choose_employer(Town *town, const Candidates *candidates) {
    int most = 0;
    for (size_t i = 0; i < candidates->count; i++) {
        Str employer = candidates->items[i].employer;
        int count = str_is_empty(employer) ? 0 : employed_at(candidates, employer);
        if (count <= most) continue;
        most = count;
        snprintf(town->units[TOWN_EMPLOYER], sizeof town->units[TOWN_EMPLOYER], "%.*s",
                 STR_ARG(employer));
    }
    assert_true(most > 0);
}

static bool take(Tx *tx, Town *town, int county, Candidate *one, Arena *arena, Error *error) {
    one->is_taken = true;
    return town_add_applicant(tx, town, PURSE(TOWN_POST, county), &one->assessment, arena, error);
}

static bool take_some(Tx *tx, Town *town, int county, Candidates *candidates, Arena *arena,
                      Error *error) {
    int room[SORTS], employed = 0;
    memcpy(room, rooms, sizeof room);
    for (size_t i = 0; i < candidates->count; i++) {
        Candidate *one = &candidates->items[i];
        bool is_employed = one->sort == ENTITLED &&
                           str_equal(one->employer, str_from_c(town->units[TOWN_EMPLOYER]));
        bool is_one = is_employed ? employed++ < EMPLOYED_MAX : room[one->sort]-- > 0;
        if (is_one && !take(tx, town, county, one, arena, error)) return false;
    }
    return true;
}

static bool take_crowd(Tx *tx, Town *town, int county, Candidates *candidates, Arena *arena,
                       Error *error) {
    for (size_t i = 0; i < candidates->count && town->crowd_count < TOWN_CROWD; i++) {
        Candidate *one = &candidates->items[i];
        if (one->is_taken || one->sort != ENTITLED) continue;
        if (!take(tx, town, county, one, arena, error)) return false;
        town->crowd_count++;
    }
    return true;
}

bool town_read_posts(Tx *tx, Town *town, Arena *arena, Error *error) {
    Candidates found[TOWN_COUNTIES];
    town->post_start = town->applicant_count;
    for (int i = 0; i < TOWN_COUNTIES; i++) {
        if (!read_candidates(tx, town, i, arena, &found[i], error)) return false;
        if (i == 0) choose_employer(town, &found[0]);
        if (!take_some(tx, town, i, &found[i], arena, error)) return false;
    }
    assert_true(town->applicant_count <= TOWN_APPLICANTS);
    for (int i = 0; i < TOWN_COUNTIES; i++) {
        if (!take_crowd(tx, town, i, &found[i], arena, error)) return false;
    }
    town->applicant_count -= town->crowd_count;
    return true;
}

static bool read_bonds(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return claim_roster_is_of_unit(tx, in, arena, out, error);
}

static bool read_person(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    bool found;
    return person_find(tx, in, arena, out, &found, error);
}

bool town_is_employed(Town *town, int applicant, Date from, Date to) {
    Arena arena = {0};
    Error error = {0};
    PersonRow person;
    RosterBondRow row;
    PersonFindIn find = {town->applicants[applicant].person};
    assert_ok(store_read(town->oracle, read_person, &find, &person, &arena, &error), error);
    ClaimRosterIsOfUnitIn query = {.person_id = person.id,
                                   .uscc = str_from_c(town->units[TOWN_EMPLOYER]),
                                   .from_day = from,
                                   .to_day = to,
                                   .policy_number = town_policies[TOWN_POST].number};
    assert_ok(store_read(town->oracle, read_bonds, &query, &row, &arena, &error), error);
    arena_release(&arena);
    return row.bonds > 0;
}

// ---- Rows ----

bool town_row_take(Str *rows, TownRow *row) {
    if (str_is_empty(*rows)) return false;
    Str word = str_cut(rows, ' ');
    int64_t applicant;
    assert_true(str_to_int64(str_slice(word, 0, word.length - 1), &applicant));
    *row = (TownRow){.applicant = (int)applicant};
    while (wordings[row->month].letter != word.data[word.length - 1]) row->month++;
    return true;
}

void town_row_put(char *rows, size_t room, TownRow row) {
    size_t length = strlen(rows);
    snprintf(rows + length, room - length, "%d%c ", row.applicant, wordings[row.month].letter);
    assert_true(strlen(rows) + 1 < room);
}

bool town_row_is_same(TownRow row, TownRow other) {
    bool is_stranger = row.month == TOWN_MONTH_STRANGER;
    return row.month == other.month && (is_stranger || row.applicant == other.applicant);
}

static void put_number(StrBuilder *csv, const Town *town, TownRow row) {
    Str person = town->applicants[row.applicant].person;
    if (row.month == TOWN_MONTH_STRANGER) person = STR(NOBODY);
    Str head = str_slice(person, 0, person.length - 1);
    char check = person.data[person.length - 1];
    if (row.month == TOWN_MONTH_WRONG_NUMBER) check = check == '0' ? '1' : '0';
    str_put_format(csv, "%.*s%c", STR_ARG(head), check);
}

Str town_roster_file(Arena *arena, const Town *town, Str rows) {
    StrBuilder csv;
    TownRow row;
    str_builder_init(&csv, arena, 0);
    str_put(&csv, STR("公民身份号码,姓名,岗位类型,本月在岗\n"));
    while (town_row_take(&rows, &row)) {
        const Wording *wording = &wordings[row.month];
        put_number(&csv, town, row);
        str_put_format(&csv, ",%s,%s,%s\n", row.month == TOWN_MONTH_WRONG_NAME ? "张冠李戴" : "",
                       wording->post, wording->attended);
    }
    return str_built(&csv);
}
