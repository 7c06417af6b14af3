// SPDX-License-Identifier: Apache-2.0
// Items 3, 24 and 33: units, rosters and internships on the edge of a rule.
#include "city/boundary.h"

#include <stdio.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

// ---- Item 24: the year of a unit. Its figures come from the tax system alone ----

typedef struct RefundCase {
    const char *name, *kind, *industry;
    int64_t employees, revenue_wan;
    int64_t average_hundredths, claimants;
    int64_t months_paid, arrears_fen;
    bool is_dishonest, is_dispatch;
} RefundCase;

// clang-format off
static const RefundCase REFUNDS[] = {
    {"中宁县恒远机械制造有限公司（合成）", "enterprise", "3484", 31, 2000, 3100, 1, 12, 0, false, false}, // 3.2 %
    {"中宁县宏达机械制造有限公司（合成）", "enterprise", "3484", 31, 2000, 3100, 2, 12, 0, false, false}, // 6.5 %
    {"沙坡头区天和新材料有限公司（合成）", "enterprise", "2611", 200, 1800, 20000, 11, 12, 0, false, false}, // 5.5 %
    {"沙坡头区永兴新材料有限公司（合成）", "enterprise", "2611", 200, 1800, 20000, 12, 12, 0, false, false}, // 6 %
    {"海原县嘉禾畜牧有限公司（合成）", "enterprise", "0331", 30, 400, 3000, 6, 12, 0, false, false},  // 20 %
    {"海原县瑞丰畜牧有限公司（合成）", "enterprise", "0331", 30, 400, 3000, 7, 12, 0, false, false},  // 23 %
    {"海原县长河畜牧有限公司（合成）", "enterprise", "0331", 31, 400, 3050, 2, 12, 0, false, false},  // over 30
    {"海原县正阳畜牧有限公司（合成）", "enterprise", "0331", 3, 60, 300, 0, 12, 0, false, false},     // nobody
    // large
    {"沙坡头区云川云计算有限公司（合成）", "enterprise", "3240", 1200, 80000, 120000, 30, 12, 0, false, false},
    {"沙坡头区社会工作协会（合成）", "social_org", "9521", 299, 0, 29900, 3, 12, 0, false, false},    // 60 %
    {"沙坡头区产业工人协会（合成）", "social_org", "9521", 300, 0, 30000, 3, 12, 0, false, false},    // 30 %
    {"沙坡头区明德律师事务所（合成）", "law_firm", "7231", 12, 300, 1200, 0, 12, 0, false, false},
    {"中宁县青禾商店（合成）", "individual_biz", "5211", 6, 80, 600, 1, 12, 0, false, false},
    // refused
    {"中宁县文化馆（合成）", "public_institution", "8870", 20, 0, 2000, 0, 12, 0, false, false},
    {"中宁县润泽物流有限公司（合成）", "enterprise", "5430", 40, 900, 4000, 0, 11, 0, false, false},  // 11 months
    // arrears
    {"中宁县启航物流有限公司（合成）", "enterprise", "5430", 40, 900, 4000, 0, 12, 123400, false, false},
    {"中宁县大漠物流有限公司（合成）", "enterprise", "5430", 40, 900, 4000, 0, 12, 0, true, false},   // dishonest
    {"中宁县诚信人力资源有限公司（合成）", "enterprise", "7263", 40, 900, 4000, 0, 12, 0, false, true}, // dispatch
};
// clang-format on

void boundary_write_refunds(World *world) {
    for (int i = 0; i < COUNT(REFUNDS); i++) {
        const RefundCase *refund = &REFUNDS[i];
        Unit unit = {.kind = refund->kind, .industry_code = refund->industry,
                     .is_dishonest = refund->is_dishonest, .is_dispatch = refund->is_dispatch};
        snprintf(unit.name, sizeof unit.name, "%s", refund->name);
        UnitSize size = {2022, refund->employees, refund->revenue_wan, refund->revenue_wan};
        UnitYear year = {2022, refund->average_hundredths, refund->average_hundredths / 100,
                         refund->claimants, refund->average_hundredths * 480,
                         refund->months_paid, refund->arrears_fen};
        boundary_unit(world, &unit, &size, &year);
    }
    // A code whose check character does not fit: taken, marked, and shown to a person.
    Unit doubtful = {.uscc = "91350203M0001QAY9B", .name = "沙坡头区华兴商贸有限公司（合成）",
                     .industry_code = "5121"};
    boundary_unit(world, &doubtful, &(UnitSize){2022, 9, 300, 200},
                  &(UnitYear){2022, 900, 9, 0, 432000, 12, 0});
}

// ---- Item 3: batches of workers ----

typedef struct RosterGroup {
    int count;
    int to;             // the last day; the work began on 1 March 2023
    int64_t wage_fen;
    bool is_urban;
} RosterGroup;

typedef struct RosterCase {
    bool by_broker;
    const char *destination;
    RosterGroup groups[3];
} RosterCase;

// clang-format off
static const RosterCase ROSTERS[] = {
    // 20 x 1 month
    {true,  "110105", {{20, 20230331, 300000, false}}},
    // J3: one at 2999
    {true,  "330782", {{19, 20230331, 300000, false}, {1, 20230331, 299900, false}}},
    {false, "320505", {{10, 20230831, 400000, false}, {10, 20230630, 400000, false},
                       {5, 20230430, 400000, false}}},                                // 5500 yuan
    // 3 months exactly
    {false, "350582", {{20, 20230531, 320000, false}}},
    // a day short of 3
    {false, "440306", {{20, 20230530, 320000, false}}},
    // two are no rural workers
    {true,  "650104", {{18, 20230531, 320000, false}, {2, 20230531, 320000, true}}},
};
// clang-format on

static void write_roster_case(World *world, const RosterCase *roster, const char *organiser) {
    const char *county = counties[2].code;
    char batch[32];
    number_certificate(&world->recorder.book, "ZY2023", batch);
    record_roster(&world->recorder, batch, organiser, 2023, roster->destination, county);
    Unit employer = {.division = roster->destination, .name = "江南服饰有限公司（合成）"};
    number_uscc_outside(9, roster->destination, employer.uscc);
    for (int g = 0; g < COUNT(roster->groups); g++) {
        const RosterGroup *group = &roster->groups[g];
        for (int i = 0; i < group->count; i++) {
            PersonOptions options = {.county = 2, .born = 19850101 + i, .sex = 1 + i % 2,
                                     .is_urban = group->is_urban};
            Person person = boundary_person(world, &options);
            Work work = boundary_work(&employer, 20230301, group->to, 12, group->wage_fen);
            record_work(&world->recorder, &person, &work);
            record_roster_line(&world->recorder, batch, &person, &work);
            bool is_in_prison = group->is_urban && i == 0; // and yet on the roster
            if (is_in_prison) {
                record_sentence(&world->recorder, &person, boundary_date(20230415), DATE_ABSENT);
            }
        }
    }
}

void boundary_write_rosters(World *world) {
    Unit agency = {.division = counties[2].code, .industry_code = "7262",
                   .name = "海原县顺达人力资源有限公司（合成）"};
    boundary_unit(world, &agency, &(UnitSize){2022, 8, 200, 100}, NULL);
    record_organiser(&world->recorder, agency.uscc, agency.name, NULL, boundary_date(20190401),
                     agency.division);
    PersonOptions options = {.county = 2, .born = 19750606, .sex = 1};
    Person broker = boundary_person(world, &options);
    record_unit_person(&world->recorder, &agency, &broker, "legal_representative",
                       agency.registered_on);
    char code[32];
    number_certificate(&world->recorder.book, "JJR", code);
    record_organiser(&world->recorder, code, broker.name, &broker, boundary_date(20200401),
                     counties[2].code);
    for (int i = 0; i < COUNT(ROSTERS); i++) {
        write_roster_case(world, &ROSTERS[i], ROSTERS[i].by_broker ? code : agency.uscc);
    }
}

// ---- Item 33: internships ----

typedef struct InternshipCase {
    const char *uscc;  // NULL: the next free one
    const char *name;
    int accepted;      // in 2023
    int hired_early;   // signed in the fourth month of six
    int left;
    int retained;      // of those that completed
} InternshipCase;

// clang-format off
static const InternshipCase INTERNSHIPS[] = {
    {JOURNEY_INTERNSHIP_USCC, "沙坡头区众合环保有限公司（合成）", 10, 1, 0, 4}, // J8: 5 of 10
    {NULL, "沙坡头区绿洲园林有限公司（合成）",  9, 0, 0, 9},  // nine accepted
    {NULL, "沙坡头区金沙文化有限公司（合成）", 10, 0, 0, 4},  // 40 %
    {NULL, "沙坡头区明德科技有限公司（合成）", 11, 0, 0, 5},  // 45.45 %
    {NULL, "沙坡头区泰安科技有限公司（合成）", 20, 0, 0, 9},  // 45 %
    {NULL, "沙坡头区润泽科技有限公司（合成）", 10, 0, 2, 4},  // 4 of 8: 50 %
};
// clang-format on

// Whoever left last did so for two years of service in a township.
static void write_service(World *world, const Person *person, const char *division, Date from) {
    Unit town = {.division = division, .name = "兴仁镇人民政府（合成）"};
    number_uscc_outside(11, division, town.uscc);
    Post post = {.kind = "grassroots_service", .level = "township", .from = from,
                 .to = DATE_ABSENT, .agreed_to = date_add_months(from, 24) - 1};
    record_post(&world->recorder, person, &town, &post);
}

static void write_intern(World *world, const InternshipCase *set, const Unit *unit, int index) {
    PersonOptions options = {.county = 0, .born = 20000101 + index % 28, .sex = 1 + index % 2,
                             .is_urban = true, .education = "21"};
    Person person = boundary_person(world, &options);
    boundary_graduation(world, &person, &COLLEGES[COLLEGE_DAHE], "21", 20220625);
    Internship internship = {.uscc = unit->uscc, .from = boundary_date(20230301),
                             .planned_months = 6, .ended_on = boundary_date(20230831),
                             .end_reason = "completed", .contract_from = DATE_ABSENT,
                             .subsidy_fen = 184000, .division = unit->division};
    bool is_early = index < set->hired_early;
    bool has_left = index >= set->accepted - set->left;
    if (is_early || has_left) {
        internship.ended_on = boundary_date(20230630);
        internship.end_reason = is_early ? "hired_early" : "left";
    }
    bool is_kept = index < set->hired_early + set->retained;
    if (is_kept) internship.contract_from = internship.ended_on + 1;
    record_internship(&world->recorder, &person, &internship);
    bool goes_to_serve = has_left && index == set->accepted - 1;
    if (goes_to_serve) {
        write_service(world, &person, unit->division, internship.ended_on + 1);
    }
    if (!is_kept) return;
    Work work = boundary_work(unit, is_early ? 20230701 : 20230901, 0, 24, 350000);
    work.is_first = true;
    record_work(&world->recorder, &person, &work);
    record_hire(&world->recorder, &person, &work, "技术员");
    insure_employee(world, &person, &work, NULL, work.from);
}

void boundary_write_internships(World *world) {
    for (int i = 0; i < COUNT(INTERNSHIPS); i++) {
        const InternshipCase *set = &INTERNSHIPS[i];
        Unit unit = {.industry_code = "7452"};
        if (set->uscc != NULL) snprintf(unit.uscc, sizeof unit.uscc, "%s", set->uscc);
        snprintf(unit.name, sizeof unit.name, "%s", set->name);
        UnitYear year = {2022, 2500, 25, 0, 1200000, 12, 0};
        boundary_unit(world, &unit, &(UnitSize){2022, 25, 600, 400}, &year);
        record_internship_unit(&world->recorder, &unit, boundary_date(20220301), set->accepted);
        for (int k = 0; k < set->accepted; k++) write_intern(world, set, &unit, k);
    }
}
