// SPDX-License-Identifier: Apache-2.0
// Items 5, 7, 22, 26 and 38: one person, one edge.
#include "city/boundary.h"

#include "city/name.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

// ---- Item 5: a year's transport subsidy ----

typedef struct Trip {
    int county;
    const char *division;
    int from, to;      // of the work
    int months;        // of the contract: 0 none, -1 without fixed term
    bool is_insured;
    bool was_paid;     // this year already
    const char *division_2; // a second job, NULL = none
    int from_2, to_2;
} Trip;

// clang-format off
static const Trip TRIPS[] = {
    {0, "110105", 20230301, 20230831, 24, true,  false, NULL, 0, 0},   // six months exactly: 800
    {0, "640521", 20230301, 20230831, 24, true,  false, NULL, 0, 0},   // another county: 200
    {2, "640502", 20230201,        0, -1, true,  false, NULL, 0, 0},   // the same, still there
    {1, "152921", 20230201, 20230831, 24, true,  false, NULL, 0, 0},   // Inner Mongolia: 800
    {2, "110105", 20230301, 20230731, 24, true,  false, NULL, 0, 0},   // five months
    {2, "110105", 20230301, 20230830, 24, true,  false, NULL, 0, 0},   // a day short of six
    {2, "640522", 20230201,        0, 24, true,  false, NULL, 0, 0},   // at home
    {1, "330782", 20230201, 20230831,  0, true,  false, NULL, 0, 0},   // no contract
    {1, "330782", 20230201, 20230831, 24, false, false, NULL, 0, 0},   // not insured
    {2, "320505", 20230201,        0, 24, true,  true,  NULL, 0, 0},   // had it this year
    {2, "640104", 20230101, 20230331, 12, true,  false, "440306", 20230501, 20230731}, // 3 + 3
    {1, "640104", 20230101, 20230228, 12, true,  false, "440306", 20230501, 20230731}, // 2 + 3
    // over New Year
    {0, "610113", 20220901, 20230131, 12, true,  false, "610113", 20230501, 20230531},
};
// clang-format on

static void write_job_away(World *world, const Person *person, const char *division, int from,
                           int to, int months, bool is_insured) {
    Unit employer = {.division = division, .name = "华北电子科技有限公司（合成）"};
    number_uscc_outside(7, division, employer.uscc);
    Work work = boundary_work(&employer, from, to, months, 520000);
    record_work(&world->recorder, person, &work);
    if (is_insured) insure_employee(world, person, &work, NULL, work.from);
}

static void write_trip(World *world, const Trip *trip) {
    PersonOptions options = {.county = trip->county, .born = 19880315, .sex = 1};
    Person person = boundary_person(world, &options);
    write_job_away(world, &person, trip->division, trip->from, trip->to, trip->months,
                   trip->is_insured);
    if (trip->division_2 != NULL) {
        write_job_away(world, &person, trip->division_2, trip->from_2, trip->to_2, trip->months,
                       trip->is_insured);
    }
    if (trip->was_paid) {
        Entitled had = {5, "transport_subsidy", person.id, NULL, "2023", 1, 80000,
                        boundary_date(20230815)};
        record_entitled(&world->recorder, &had, counties[person.county].code);
    }
}

// Insured far away, but nobody registered the work: where it is done is doubtful.
static void write_insured_only(World *world) {
    PersonOptions options = {.county = 2, .born = 19890415, .sex = 2};
    Person person = boundary_person(world, &options);
    Unit employer = {.division = "330782"};
    number_uscc_outside(10, employer.division, employer.uscc);
    Work work = boundary_work(&employer, 20230201, 0, 24, 480000);
    insure_employee(world, &person, &work, NULL, work.from);
    Insured late = {.kind = "pension", .uscc = employer.uscc, .from = work.from,
                    .to = boundary_date(20230331), .division = employer.division};
    record_late_payment(&world->recorder, &person, &late, boundary_date(20230510));
}

void boundary_write_transport(World *world) {
    PersonOptions migrant = {.id = JOURNEY_MIGRANT_ID, .name = "王明远", .county = 2};
    Person person = boundary_person(world, &migrant);
    record_unemployment(&world->recorder, &person, "合同期满", boundary_date(20221010),
                        boundary_date(20230220));
    write_job_away(world, &person, "110105", 20230301, 0, 24, true);
    for (int i = 0; i < COUNT(TRIPS); i++) write_trip(world, &TRIPS[i]);
    write_insured_only(world);
}

// ---- Items 7 and 26: hires ----

typedef enum Before { FRESH, WORKED_BEFORE, HAD_ITEM_7, HAD_ITEM_26 } Before;

typedef struct HireCase {
    const char *id;    // NULL: the next free number
    int born;
    const char *level; // of a graduation, NULL = none
    int graduated;
    int unemployed_from; // registered until the day before the hire
    int hired;
    int months;        // of the contract
    int insured_from;  // 0 = not at all
    Before before;
    int unit;          // index into the units below
} HireCase;

enum { UNIT_JOURNEY, UNIT_COMPANY, UNIT_SOCIAL };

// clang-format off
static const HireCase HIRES[] = {
    // J2: a graduate of 2023, a registered youth, a person with difficulty
    {JOURNEY_GRADUATE_ID,
     20001202, "21", 20230625, 20230701, 20230801, 24, 20230801, FRESH, UNIT_JOURNEY},
    {JOURNEY_YOUTH_ID,
     20001231, NULL,        0, 20230301, 20230801, 12, 20230801, FRESH, UNIT_JOURNEY},
    {JOURNEY_HARDSHIP_ID,
     19860228, NULL,        0, 20230110, 20230801, 12, 20230801, FRESH, UNIT_JOURNEY},
    // ages on the day of the hire
    // 24, 25 tomorrow
    {NULL, 19980816, NULL, 0, 20230301, 20230815, 12, 20230801, FRESH, UNIT_COMPANY},
    {NULL, 19980815, NULL, 0, 20230301, 20230815, 12, 20230801, FRESH, UNIT_COMPANY}, // 25 that day
    {NULL, 20070815, NULL, 0, 20230801, 20230815, 12, 20230801, FRESH, UNIT_COMPANY}, // 16 that day
    {NULL, 20070816, NULL, 0, 20230801, 20230815, 12, 20230801, FRESH, UNIT_COMPANY}, // 16 tomorrow
    // not registered
    {NULL, 20030510, NULL, 0,        0, 20230701, 24, 20230701, FRESH, UNIT_COMPANY},
    // contract and insurance
    {NULL, 20010101, NULL, 0, 20230301, 20230701, 11, 20230701, FRESH, UNIT_COMPANY}, // 11 months
    {NULL, 20010102, NULL, 0, 20230301, 20230701, 12, 20230701, FRESH, UNIT_COMPANY}, // 12 months
    // no fixed term
    {NULL, 20010103, NULL, 0, 20230301, 20230701, -1, 20230701, FRESH, UNIT_COMPANY},
    {NULL, 20010104, NULL, 0, 20230301, 20230701,  0, 20230701, FRESH, UNIT_COMPANY}, // no contract
    // one month paid
    {NULL, 20010105, NULL, 0, 20230301, 20230901, 24, 20230901, FRESH, UNIT_COMPANY},
    // none paid yet
    {NULL, 20010106, NULL, 0, 20230301, 20230920, 24,        0, FRESH, UNIT_COMPANY},
    // graduations
    // two years that day
    {NULL, 19990701, "21", 20210701, 0, 20230701, 24, 20230701, FRESH, UNIT_COMPANY},
    {NULL, 19990702, "21", 20210630, 0, 20230701, 24, 20230701, FRESH, UNIT_COMPANY}, // and a day
    // hired before leaving school
    {NULL, 20010703, "31", 20230628, 0, 20230601, 24, 20230601, FRESH, UNIT_COMPANY},
    // vocational school
    {NULL, 20040704, "41", 20230628, 0, 20230801, 24, 20230801, FRESH, UNIT_COMPANY},
    {NULL, 20000705, "22", 20220628, 0, 20230801, 24, 20230801, FRESH, UNIT_COMPANY}, // 结业 only
    // had it, worked before, the wrong employer, the wrong year
    {NULL, 20000706, "21", 20220628, 0, 20230801, 24, 20230801, WORKED_BEFORE, UNIT_COMPANY},
    {NULL, 20000707, "21", 20220628, 0, 20230801, 24, 20230801, HAD_ITEM_7,  UNIT_COMPANY},
    {NULL, 20000708, "21", 20220628, 0, 20230801, 24, 20230801, HAD_ITEM_26, UNIT_COMPANY},
    {NULL, 20000709, "21", 20220628, 0, 20230801, 24, 20230801, FRESH, UNIT_SOCIAL},
    {NULL, 20000710, "21", 20220628, 0, 20221201, 24, 20221201, FRESH, UNIT_COMPANY},
};
// clang-format on

static void write_before(World *world, const Person *person, const HireCase *hire) {
    if (hire->before == WORKED_BEFORE) {
        Unit former = {.division = "640104", .name = "京津食品有限公司（合成）"};
        number_uscc_outside(8, former.division, former.uscc);
        Work work = boundary_work(&former, 20220801, 20230131, 12, 360000);
        record_work(&world->recorder, person, &work);
        insure_employee(world, person, &work, NULL, work.from);
    }
    bool had_7 = hire->before == HAD_ITEM_7;
    if (had_7 || hire->before == HAD_ITEM_26) {
        Entitled had = {had_7 ? 7 : 26, had_7 ? "expansion_grant" : "hiring_subsidy", person->id,
                        JOURNEY_EMPLOYER_USCC, "once", 1, had_7 ? 150000 : 100000,
                        boundary_date(20230510)};
        record_entitled(&world->recorder, &had, counties[person->county].code);
    }
}

static void write_hire(World *world, const HireCase *hire, const Unit *unit) {
    PersonOptions options = {
        .id = hire->id, .county = 1, .born = hire->born, .sex = 2, .education = hire->level};
    Person person = boundary_person(world, &options);
    if (hire->level != NULL) {
        boundary_graduation(world, &person, &COLLEGES[COLLEGE_DAHE], hire->level, hire->graduated);
    }
    write_before(world, &person, hire);
    Work work = boundary_work(unit, hire->hired, 0, hire->months, 380000);
    work.is_first = hire->before != WORKED_BEFORE;
    if (hire->unemployed_from != 0) {
        record_unemployment(&world->recorder, &person, "个人原因",
                            boundary_date(hire->unemployed_from), work.from - 1);
    }
    bool is_hardship = hire->id != NULL && strcmp(hire->id, JOURNEY_HARDSHIP_ID) == 0;
    if (is_hardship) {
        record_category(&world->recorder, EXTRACT_HARDSHIP, &person, "hardship",
                        boundary_date(20230215), DATE_ABSENT);
    }
    record_work(&world->recorder, &person, &work);
    record_hire(&world->recorder, &person, &work, "操作工");
    if (hire->insured_from != 0) {
        insure_employee(world, &person, &work, NULL, boundary_date(hire->insured_from));
    }
}

void boundary_write_hires(World *world) {
    // J2: 31 people on the average, one of them let go: 3.2 %.
    Unit units[] = {
        [UNIT_JOURNEY] = {.uscc = JOURNEY_EMPLOYER_USCC, .division = "640521",
                          .name = "中宁县红果枸杞制品有限公司（合成）"},
        [UNIT_COMPANY] = {.uscc = BOUNDARY_EMPLOYER_USCC, .division = "640521",
                          .name = "中宁县众合机械制造有限公司（合成）"},
        [UNIT_SOCIAL] = {.division = "640521", .kind = "social_org", .industry_code = "9521",
                         .name = "中宁县枸杞产业协会（合成）"},
    };
    UnitSize size = {2022, 31, 2000, 1500};
    UnitYear year = {2022, 3100, 31, 1, 1488000, 12, 0};
    for (int i = 0; i < COUNT(units); i++) boundary_unit(world, &units[i], &size, &year);
    for (int i = 0; i < COUNT(HIRES); i++) write_hire(world, &HIRES[i], &units[HIRES[i].unit]);
}

// ---- Item 22: certificates ----

typedef enum Standing { EMPLOYED, DRAWS_BENEFIT, PUBLIC_SERVANT, IDLE } Standing;

typedef struct SkillCase {
    Standing standing;
    int insured_from; // month of the first contribution
    int level;        // 5 to 1
    int issued;
    int times_paid;   // this year
} SkillCase;

// clang-format off
static const SkillCase SKILLS[] = {
    {EMPLOYED, 20220101, 5, 20230301, 0}, {EMPLOYED, 20220101, 4, 20230302, 0},
    {EMPLOYED, 20220101, 3, 20230303, 0},
    {EMPLOYED, 20220101, 2, 20230304, 0}, // technician: not in the document
    {EMPLOYED, 20220101, 1, 20230305, 0},
    {EMPLOYED, 20221001, 5, 20230306, 0}, // 12 months to the data date
    {EMPLOYED, 20221101, 5, 20230307, 0}, // 11 months
    {EMPLOYED, 20220101, 4, 20220901, 0}, // issued more than 12 months ago
    {EMPLOYED, 20220101, 4, 20230308, 2}, // the third of the year
    {EMPLOYED, 20220101, 4, 20230309, 3}, // the fourth
    {DRAWS_BENEFIT, 20220101, 4, 20230310, 0},
    {PUBLIC_SERVANT, 20220101, 4, 20230311, 0},
    {IDLE, 0, 5, 20230312, 0},
};
// clang-format on

static void write_standing(World *world, const Person *person, const SkillCase *skill,
                           const Unit *company, const Unit *office) {
    if (skill->standing == IDLE) return;
    bool draws = skill->standing == DRAWS_BENEFIT;
    const Unit *unit = skill->standing == PUBLIC_SERVANT ? office : company;
    Work work = boundary_work(unit, skill->insured_from, draws ? 20230430 : 0, -1, 400000);
    record_work(&world->recorder, person, &work);
    insure_employee(world, person, &work, NULL, work.from);
    if (draws) {
        record_unemployment(&world->recorder, person, "单位裁员", boundary_date(20230505),
                            DATE_ABSENT);
        record_benefit(&world->recorder, person, company->uscc, boundary_date(20230601),
                       DATE_ABSENT, 156000);
    }
}

void boundary_write_skills(World *world) {
    Unit company = {.name = "沙坡头区新源新材料有限公司（合成）"};
    Unit office = {.name = "沙坡头区事业服务中心（合成）", .kind = "public_institution",
                   .industry_code = "8334"};
    UnitYear year = {2022, 4200, 42, 0, 2016000, 12, 0};
    boundary_unit(world, &company, &(UnitSize){2022, 42, 3000, 2500}, &year);
    boundary_unit(world, &office, NULL, NULL);
    for (int i = 0; i < COUNT(SKILLS); i++) {
        const SkillCase *skill = &SKILLS[i];
        PersonOptions options = {.county = 0, .born = 19900520, .sex = 1, .is_urban = true};
        Person person = boundary_person(world, &options);
        write_standing(world, &person, skill, &company, &office);
        char number[32];
        number_certificate(&world->recorder.book, "S0006405", number);
        Certificate certificate = {number, "skill_level", "6-31-01-03", "电工", skill->level,
                                   boundary_date(skill->issued)};
        record_certificate(&world->recorder, &person, &certificate);
        for (int time = 1; time <= skill->times_paid; time++) {
            Entitled had = {22, "skill_subsidy", person.id, NULL, "2023", time, 100000,
                            boundary_date(20230100 + time)};
            record_entitled(&world->recorder, &had, counties[person.county].code);
        }
    }
}

// ---- Item 38: students of vocational schools ----

typedef struct StudentCase {
    const char *id;    // NULL: the next free number
    int county;
    int school;        // index into SCHOOLS; SCHOOL_COUNT = a college
    const char *level;
    int graduates;     // the day, which may lie ahead
    bool is_low_income;
} StudentCase;

// clang-format off
static const StudentCase STUDENTS[] = {
    {JOURNEY_STUDENT_ID, 1, SCHOOL_ZHONGNING, "41", 20240630, true},  // 2,000, reported by the school
    {NULL, 1, SCHOOL_ZHONGNING,      "44", 20240630, true},
    {NULL, 2, SCHOOL_ZHONGNING,      "41", 20240630, true},  // the school is in another county
    {NULL, 1, SCHOOL_ZHONGNING,      "41", 20240630, false}, // no allowance
    {NULL, 1, SCHOOL_ZHONGNING,      "41", 20230720, true},  // has left
    {NULL, 1, SCHOOL_ZHONGNING,      "41", 20250630, true},  // a year too early
    {NULL, 1, SCHOOL_HAIYUAN,        "41", 20240630, true},  // of another school
    {NULL, 1, SCHOOL_OF_TECHNICIANS, "47", 20240630, true},
    {NULL, 1, SCHOOL_COUNT,          "31", 20240630, true},  // a college
};
// clang-format on

static void write_student(World *world, const StudentCase *student) {
    PersonOptions options = {.id = student->id, .county = student->county, .born = 20060820,
                             .sex = 2};
    Person person = boundary_person(world, &options);
    const School *school = student->school == SCHOOL_COUNT ? &COLLEGES[COLLEGE_DAHE]
                                                           : &SCHOOLS[student->school];
    boundary_graduation(world, &person, school, student->level, student->graduates);
    if (!student->is_low_income) return;
    record_category(&world->recorder, EXTRACT_LOW_INCOME, &person, "low_income",
                    boundary_date(20220301), DATE_ABSENT);
}

void boundary_write_students(World *world) {
    static const int homes[] = {[SCHOOL_ZHONGWEI] = 0, [SCHOOL_HAIYUAN] = 2,
                                [SCHOOL_ZHONGNING] = 1}; // those of the city
    for (int i = 0; i < COUNT(homes); i++) {
        Unit unit = {.division = counties[homes[i]].code, .kind = "public_institution",
                     .industry_code = "8336"};
        snprintf(unit.uscc, sizeof unit.uscc, "%s", SCHOOLS[i].uscc);
        snprintf(unit.name, sizeof unit.name, "%s" SYNTHETIC_MARK, SCHOOLS[i].name);
        boundary_unit(world, &unit, NULL, NULL);
    }
    for (int i = 0; i < COUNT(STUDENTS); i++) write_student(world, &STUDENTS[i]);
}
