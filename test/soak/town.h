// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_TOWN_H
#define TEST_SOAK_TOWN_H
// A small synthetic city for a seed: people with periods of work, three counties, officers of each
// role. It is made once, by the domain functions, in a SQLite file and in a PostgreSQL database
// that nobody writes to afterwards; a play works on a copy. The pristine file is also the oracle of
// what somebody is entitled to on a day, before anybody claimed anything.

#include "../store/database.h"

#include "access/actor.h"
#include "casework/claim.h"
#include "fund/payment_seal.h"
#include "publish/catalogue.h"

#define TOWN_PEOPLE 400
#define TOWN_APPLICANTS 66 // at most: subjects of the policies, some not entitled
#define TOWN_CROWD 104     // who stand in one long roster alone: more than one transaction claims
#define TOWN_COUNTIES 3
#define TOWN_OFFICERS 11
#define TOWN_CLERKS 3 // the first of them
#define TOWN_FIRST_DAY 20231016
#define TOWN_FIRST_MS INT64_C(1697414400000)

extern const char *const town_counties[TOWN_COUNTIES];

// Whose books are kept, of each county's share.
typedef enum TownFundIndex {
    TOWN_EMPLOYMENT_FUND,   // 就业补助资金
    TOWN_UNEMPLOYMENT_FUND, // 失业保险基金
    TOWN_FUNDS
} TownFundIndex;
extern const char *const town_funds[TOWN_FUNDS];

// What is applied for, each shown for five working days.
typedef enum TownPolicyIndex {
    TOWN_JOURNEY, // 一次性交通补贴: once a year
    TOWN_SKILL,   // 技能提升补贴: once for a certificate, and found by batches
    TOWN_POST,    // 公益性岗位补贴: each month, by roster alone
    TOWN_POLICIES
} TownPolicyIndex;

typedef struct TownPolicy {
    int number;
    TownFundIndex fund;
} TownPolicy;
extern const TownPolicy town_policies[TOWN_POLICIES];

// The money of a policy in a county.
#define TOWN_PURSES (TOWN_POLICIES * TOWN_COUNTIES)
#define PURSE(policy, county) ((policy)*TOWN_COUNTIES + (county))
#define PURSE_POLICY(purse) ((purse) / TOWN_COUNTIES)
#define PURSE_COUNTY(purse) ((purse) % TOWN_COUNTIES)

// The books of a fund in a county: its files, months and years, and what is inspected of it.
#define TOWN_BOOKS (TOWN_FUNDS * TOWN_COUNTIES)
#define BOOK_FUND(book) ((book) / TOWN_COUNTIES)
#define BOOK_COUNTY(book) ((book) % TOWN_COUNTIES)
static inline int book_of_purse(int purse) {
    return (int)town_policies[PURSE_POLICY(purse)].fund * TOWN_COUNTIES + PURSE_COUNTY(purse);
}

// Where a review may find that somebody worked, for the first policy, and what is due then.
typedef struct TownPlace {
    const char *division;
    int64_t fen;
} TownPlace;
#define TOWN_PLACES 2
extern const TownPlace town_places[TOWN_PLACES];

// What has places, so few that they run out.
typedef enum TownProgrammeIndex {
    TOWN_VOLUNTEERING, // 西部计划招募, for some of the applicants
    TOWN_STATIONS,     // 零工驿站名额, for facilities
    TOWN_PROGRAMMES
} TownProgrammeIndex;

// A step of it, which these parties sign.
#define TOWN_PARTIES 2
#define TOWN_STEPS 2
typedef struct TownStep {
    const char *parties[TOWN_PARTIES]; // NULL: no second one
    int workdays;                      // 0 = no limit
} TownStep;

typedef struct TownProgramme {
    int policy;
    const char *key;
    const char *stated; // when it is asked for; NULL = nothing
    TownStep steps[TOWN_STEPS];
    int step_count;
} TownProgramme;
extern const TownProgramme town_programmes[TOWN_PROGRAMMES];

#define TOWN_PLACES_MAX 3
#define TOWN_VOLUNTEERS 8 // of the applicants
#define TOWN_FACILITIES 5 // each of another unit

// A card of nobody's, which several name as theirs: a doubt of level 高.
#define TOWN_SHARED_CARD "6228480402564890018"

// What is said of a month at a post; of the other policies nothing is.
typedef enum TownMonth {
    TOWN_MONTH_NONE,
    TOWN_MONTH_RURAL,
    TOWN_MONTH_URBAN,
    TOWN_MONTH_AWAY,   // was not there
    TOWN_MONTH_UNSAID, // whether there or not
    // What is wrong with a row of a roster:
    TOWN_MONTH_WRONG_POST,
    TOWN_MONTH_WRONG_NAME,
    TOWN_MONTH_WRONG_NUMBER,
    TOWN_MONTH_STRANGER, // nobody has this number
    TOWN_MONTHS
} TownMonth;

// A subject of a policy, and the person who asks.
typedef struct Applicant {
    int purse;
    Str key;    // id number or certificate
    Str person; // id number
} Applicant;

typedef struct Officer {
    const char *login;
    Role role;
    const char *department; // for which it signs
    const char *holder;     // id number: two accounts of one person are one pair of hands
} Officer;
extern const Officer town_officers[TOWN_OFFICERS]; // account ids are 1, 2, …

// What an applicant is entitled to on a day, when nobody has claimed yet.
typedef struct Standing {
    FeelTruth eligible;
    bool has_amount, has_account; // that the databases know
    int64_t amount_fen;
    int64_t period; // year, or year and month, 0 = once for all
    int purse;
} Standing;

// Units that have an account: who runs a facility, and an employer of some applicants.
#define TOWN_UNITS (TOWN_FACILITIES + 1)
#define TOWN_EMPLOYER TOWN_FACILITIES

typedef struct Town {
    TestDatabase pristine[2]; // SQLite, PostgreSQL
    Store *oracle;            // on the first
    Keyring *keys;            // of personal fields, on all
    Catalogue *catalogue;
    CaseContext context;
    const SigningKey *signing; // of what goes to the bank; made before anybody forks
    Applicant applicants[TOWN_APPLICANTS + TOWN_CROWD]; // by purse, the crowd behind all
    int applicant_count, crowd_count;
    int post_start; // from here on they are of the policy by roster
    char units[TOWN_UNITS][19];
    int log_rows; // of the audit log
    Arena arena;
    struct TownAnswer { // the latest of each applicant
        Date on;
        TownMonth month;
        Standing standing;
    } answers[TOWN_APPLICANTS + TOWN_CROWD];
} Town;

// `with_postgres` false: one database only.
void town_open(Town *town, uint64_t seed, bool with_postgres);
void town_close(Town *town, bool with_postgres);
// The number of a facility, from 0.
Str town_facility(Arena *arena, int facility);
// A copy to play on; test_database_remove ends it.
void town_copy(const Town *town, bool is_postgres, TestDatabase *database);

Standing town_standing(Town *town, int applicant, TownMonth month, Date on);

#endif
