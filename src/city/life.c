// SPDX-License-Identifier: Apache-2.0
// How an ordinary grown-up of the city works, studies, loses work and learns a trade. The numbers
// are plausible, not measured; domain.md §5 gives the totals that they lean on.
// One random draw to a statement: C leaves the order inside an expression to the compiler.
#include "city/name.h"
#include "city/world.h"

#include <stdio.h>
#include <string.h>

#define AGE_WORK_FIRST 16
#define AGE_WORK_LAST 59
#define BASE_MIN_FEN 380000  // lowest monthly base of contributions, about
#define OUTSIDE_EMPLOYERS 400

typedef enum Path {
    PATH_LOCAL, PATH_LOCAL_UNINSURED, PATH_IN_REGION, PATH_OUT_OF_REGION, PATH_FLEXIBLE,
    PATH_OWN_BUSINESS, PATH_UNEMPLOYED, PATH_NONE, PATH_COUNT
} Path;

typedef struct Occupation {
    const char *code, *name;
} Occupation;

// clang-format off
static const Occupation OCCUPATIONS[] = {
    {"6-18-02-04", "焊工"}, {"6-31-01-03", "电工"}, {"6-18-01-01", "车工"}, {"4-10-01-01", "婴幼儿发展引导员"},
    {"4-10-01-05", "养老护理员"}, {"4-03-02-01", "中式烹调师"}, {"4-03-02-02", "中式面点师"},
    {"4-10-01-06", "家政服务员"}, {"6-30-05-01", "起重装卸机械操作工"}, {"4-02-06-01", "仓储管理员"},
    {"4-01-02-07", "互联网营销师"}, {"5-01-02-06", "枸杞栽培工"}, {"4-14-01-02", "保育师"},
    {"6-29-01-01", "砌筑工"}, {"4-12-01-01", "汽车维修工"},
};
static const char *const MAJORS[] = {
    "计算机科学与技术", "会计学", "护理学", "机械工程", "学前教育", "电子商务", "土木工程", "农学",
    "汉语言文学", "市场营销"};
static const char *const POSTS[] = {
    "操作工", "文员", "销售", "技术员", "会计", "客服", "保洁", "驾驶员", "护理员", "质检员"};
static const int TERMS[] = {6, 11, 12, 12, 24, 24, 36, 36};
// clang-format on

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))
#define PICK(random, array) ((array)[random_below((random), COUNT(array))])

static Date month_first(Date date) {
    CivilDate civil = date_to_civil(date);
    return date_from_civil((CivilDate){civil.year, civil.month, 1});
}

static Date day_of_year(int64_t year, int month, int day) {
    return date_from_civil((CivilDate){year, month, day});
}

static int64_t wage(Random *random, int64_t low_yuan, int64_t high_yuan) {
    return random_between(random, low_yuan / 50, high_yuan / 50) * 5000; // steps of 50 yuan
}

// ---- Insurance ----

void insure_employee(World *world, const Person *person, const Work *work, UnitSlot *slot,
                     Date from) {
    static const char *const kinds[] = {"pension", "medical", "unemployment", "injury",
                                        "maternity"};
    int64_t base = work->wage_fen < BASE_MIN_FEN ? BASE_MIN_FEN : work->wage_fen;
    Insured insured = {.uscc = work->uscc, .from = month_first(from), .to = work->to,
                       .base_fen = base, .division = work->division};
    if (insured.from > world->as_of) return;
    if (insured.to != DATE_ABSENT && insured.to < insured.from) return;
    for (int i = 0; i < COUNT(kinds); i++) {
        insured.kind = kinds[i];
        record_insured(&world->recorder, person, &insured);
        bool is_pension = i == 0;
        if (is_pension && slot != NULL) register_late_payment(world, person, &insured);
    }
    if (slot != NULL) unit_add_insured(&world->pool, slot, insured.from, insured.to, base);
}

static void insure_flexible(World *world, const Person *person, Date from) {
    Insured insured = {.kind = "pension", .from = month_first(from), .to = DATE_ABSENT,
                       .base_fen = BASE_MIN_FEN, .division = counties[person->county].code};
    record_insured(&world->recorder, person, &insured);
    insured.kind = "medical";
    record_insured(&world->recorder, person, &insured);
}

// ---- Learning ----

static void earn_certificate(World *world, Random *random, const Person *person) {
    static const int weights[] = {30, 70, 200, 300, 400}; // of levels 1 to 5
    char number[32];
    number_certificate(&world->recorder.book, "S0006405", number);
    const Occupation *occupation = &PICK(random, OCCUPATIONS);
    int64_t days = random_chance(random, 500) ? random_between(random, 0, 400)
                                              : random_between(random, 401, 3000);
    Date issued = world->as_of - days;
    if (date_age(person->birth, issued) < AGE_WORK_FIRST) return;
    bool is_qualification = random_chance(random, 300);
    Certificate certificate = {
        .number = number,
        .kind = is_qualification ? "qualification" : "skill_level",
        .occupation_code = occupation->code,
        .occupation_name = occupation->name,
        .level = 1 + random_weighted(random, weights, COUNT(weights)),
        .issued_on = issued,
    };
    record_certificate(&world->recorder, person, &certificate);
}

// The graduation of somebody of 18 to 26; DATE_ABSENT when there was none.
static Date graduate(World *world, Random *random, const Person *person) {
    static const char *const levels[] = {"31", "21", "14", "41", "44", "47"};
    static const int ages[] = {21, 22, 25, 18, 18, 18};
    static const int weights[] = {380, 330, 40, 90, 90, 70};
    int which = random_weighted(random, weights, COUNT(weights));
    int64_t year = date_to_civil(person->birth).year + ages[which];
    bool is_college = which < 3;
    Date date = day_of_year(year, is_college ? 6 : 7, (int)random_between(random, 15, 30));
    if (date > day_of_year(date_to_civil(world->as_of).year, 12, 31)) return DATE_ABSENT;
    char number[32];
    number_certificate(&world->recorder.book, "1064", number);
    const School *school = name_school(random, is_college);
    const char *major = PICK(random, MAJORS);
    Graduation graduation = {
        .school = school,
        .major = major,
        .level_code = levels[which],
        .date = date,
        .number = number,
        .is_verified = random_chance(random, 985),
    };
    record_graduation(&world->recorder, person, &graduation);
    return is_college ? date : DATE_ABSENT;
}

static void intern(World *world, Random *random, const Person *person, Date graduated) {
    UnitSlot *slot = unit_pool_pick_intern_unit(&world->pool, random, person->county);
    if (slot == NULL) return;
    static const int months[] = {3, 6, 6, 12};
    int planned = PICK(random, months);
    Date from = month_first(graduated + random_between(random, 40, 300));
    if (from > world->as_of - 20) return;
    Internship internship = {slot->unit.uscc, from, planned, DATE_ABSENT, NULL, DATE_ABSENT, 175000,
                             slot->unit.division};
    Date end = date_add_months(from, planned) - 1;
    Date early = date_add_months(from, planned / 2) - 1;
    int outcome = (int)random_below(random, 100);
    if (outcome < 15 && early <= world->as_of) {
        internship.ended_on = early;
        internship.end_reason = outcome < 8 ? "hired_early" : "left";
        if (outcome < 8) internship.contract_from = early + 1;
    } else if (end <= world->as_of) {
        internship.ended_on = end;
        internship.end_reason = "completed";
        if (outcome < 60) internship.contract_from = end + 1;
    }
    if (internship.contract_from > world->as_of) internship.contract_from = DATE_ABSENT;
    record_internship(&world->recorder, person, &internship);
}

// ---- Working ----

static void sign_contract(Random *random, Work *work) {
    static const int weights[] = {840, 80, 20, 60};
    static const char *const kinds[] = {"fixed", "open", "task", "none"};
    int which = random_weighted(random, weights, COUNT(weights));
    work->contract = kinds[which];
    work->contract_from = which == 3 ? DATE_ABSENT : work->from;
    work->contract_to = DATE_ABSENT;
    if (which == 0) work->contract_to = date_add_months(work->from, PICK(random, TERMS)) - 1;
    if (which == 2) work->contract_to = work->from + random_between(random, 60, 400);
}

// Contracts that ran out while the work went on were signed again for the same term.
static void renew_contract(Work *work, Date as_of) {
    bool is_fixed = work->contract_to != DATE_ABSENT;
    Date end = work->to == DATE_ABSENT ? as_of : work->to;
    if (!is_fixed || work->contract_to < work->contract_from) return;
    int64_t months = date_full_months(work->contract_from, work->contract_to);
    while (months > 0 && work->contract_to < end) {
        work->contract_from = work->contract_to + 1;
        work->contract_to = date_add_months(work->contract_from, months) - 1;
    }
}

// How long ago a present job began: many are old, some are of this year.
static Date job_start(Random *random, Date as_of) {
    int which = (int)random_below(random, 100);
    if (which < 20) return as_of - random_between(random, 3, 270);
    if (which < 45) return as_of - random_between(random, 271, 720);
    return as_of - random_between(random, 721, 4200);
}

static Work local_work(Random *random, const UnitSlot *slot, Date from, Date to) {
    Work work = {.uscc = slot->unit.uscc, .employer = slot->unit.name, .kind = "employee",
                 .from = from, .to = to, .wage_fen = wage(random, 2200, 8500),
                 .division = slot->unit.division};
    sign_contract(random, &work);
    return work;
}

// A job that ended in the year before last year's end or this year, and what followed.
static void lose_job(World *world, Random *random, const Person *person, Date ended) {
    Date from = ended - random_between(random, 300, 2000);
    if (date_age(person->birth, from) < AGE_WORK_FIRST) return;
    UnitSlot *slot = unit_pool_pick(&world->pool, random, person->county);
    Work work = local_work(random, slot, from, ended);
    work.is_first = random_chance(random, 300);
    renew_contract(&work, world->as_of);
    record_work(&world->recorder, person, &work);
    insure_employee(world, person, &work, slot, from);
    if (!random_chance(random, 180)) return; // most leave by themselves: no benefit
    Date begin = date_add_months(month_first(ended), 1);
    Date end = date_add_months(begin, random_between(random, 3, 12)) - 1;
    if (begin > world->as_of) return;
    record_benefit(&world->recorder, person, slot->unit.uscc, begin,
                   end > world->as_of ? DATE_ABSENT : end, 156000);
    unit_add_claimant(&world->pool, slot, begin);
}

static void register_unemployed(World *world, Random *random, const Person *person, Date from,
                                Date to) {
    static const char *const reasons[] = {"毕业未就业", "合同期满", "单位裁员", "个人原因"};
    record_unemployment(&world->recorder, person, PICK(random, reasons), from, to);
}

static void work_locally(World *world, Random *random, const Person *person, Date graduated) {
    Date from = job_start(random, world->as_of);
    bool is_young = date_age(person->birth, world->as_of) <= 24;
    if (graduated != DATE_ABSENT && from < graduated) {
        from = graduated + random_between(random, 1, 400);
    }
    if (is_young && graduated == DATE_ABSENT) from = world->as_of - random_between(random, 3, 500);
    if (from > world->as_of) from = world->as_of - 10;
    if (date_age(person->birth, from) < AGE_WORK_FIRST) return;
    bool had_job = !is_young && random_chance(random, 300);
    if (had_job) lose_job(world, random, person, from - random_between(random, 20, 200));
    if ((is_young || had_job) && random_chance(random, 550)) {
        Date since = from - random_between(random, 15, 180);
        register_unemployed(world, random, person, since, from - 1);
    }
    UnitSlot *slot = unit_pool_pick(&world->pool, random, person->county);
    Work work = local_work(random, slot, from, DATE_ABSENT);
    work.is_first = !had_job && random_chance(random, 700);
    if (from >= day_of_year(world->pool.year, 7, 1)) {
        record_hire(&world->recorder, person, &work, PICK(random, POSTS));
    }
    renew_contract(&work, world->as_of);
    record_work(&world->recorder, person, &work);
    Date insured_from = random_chance(random, 150) ? date_add_months(from, 1) : from;
    insure_employee(world, person, &work, slot, insured_from);
    register_post(world, person, &slot->unit, &work);
    if (random_chance(random, 110)) earn_certificate(world, random, person);
}

static void work_away(World *world, Random *random, const Person *person, bool out_of_region) {
    bool joins = person->is_rural && random_chance(random, 150);
    const char *destination = joins ? roster_join(world, random, person)
                              : out_of_region ? place_out_of_region(random)
                                              : place_in_region(random, person->county);
    char uscc[19];
    number_uscc_outside(random_below(random, OUTSIDE_EMPLOYERS), destination, uscc);
    Arena arena = {0};
    StrBuilder name;
    str_builder_init(&name, &arena, 0);
    name_outside_employer(random, &name);
    Date from = world->as_of - random_between(random, 20, 560);
    bool is_over = random_chance(random, 220);
    Date to = is_over ? from + random_between(random, 30, 400) : DATE_ABSENT;
    if (to != DATE_ABSENT && to > world->as_of) to = DATE_ABSENT;
    Work work = {.uscc = uscc, .employer = str_to_c(&arena, str_built(&name)), .kind = "employee",
                 .from = from, .to = to, .wage_fen = wage(random, 2600, 9000),
                 .division = destination};
    work.is_first = random_chance(random, 150);
    sign_contract(random, &work);
    renew_contract(&work, world->as_of);
    record_work(&world->recorder, person, &work);
    bool is_insured = random_chance(random, 620);
    if (is_insured) insure_employee(world, person, &work, NULL, from);
    if (joins) roster_add(world, person, &work);
    bool was_paid = is_insured && random_chance(random, 40);
    if (was_paid) {
        Entitled had = {5, "transport_subsidy", person->id, NULL, "2023", 1,
                        out_of_region ? 80000 : 20000, day_of_year(2023, 6, 20)};
        record_entitled(&world->recorder, &had, counties[person->county].code);
    }
    arena_release(&arena);
}

static void work_alone(World *world, Random *random, const Person *person, bool owns) {
    Date from = job_start(random, world->as_of);
    if (date_age(person->birth, from) < AGE_WORK_FIRST) from = world->as_of - 30;
    Work work = {.employer = owns ? "个体经营" : "灵活就业", .from = from, .to = DATE_ABSENT,
                 .kind = owns ? "self_employed" : "flexible", .contract = "none",
                 .contract_from = DATE_ABSENT, .contract_to = DATE_ABSENT,
                 .wage_fen = wage(random, 1800, 6000),
                 .division = counties[person->county].code};
    work.is_first = random_chance(random, 500);
    record_work(&world->recorder, person, &work);
    insure_flexible(world, person, from);
    if (owns) register_business(world, person);
}

static void work_uninsured(World *world, Random *random, const Person *person) {
    Date from = job_start(random, world->as_of);
    if (date_age(person->birth, from) < AGE_WORK_FIRST) return;
    UnitSlot *slot = unit_pool_pick(&world->pool, random, person->county);
    Work work = local_work(random, slot, from, DATE_ABSENT);
    work.contract = "none";
    work.contract_from = work.contract_to = DATE_ABSENT;
    record_work(&world->recorder, person, &work);
}

static void be_unemployed(World *world, Random *random, const Person *person) {
    Date since = world->as_of - random_between(random, 5, 400);
    if (date_age(person->birth, since - 400) >= AGE_WORK_FIRST && random_chance(random, 500)) {
        lose_job(world, random, person, since - random_between(random, 1, 60));
    }
    register_unemployed(world, random, person, since, DATE_ABSENT);
    bool is_old = date_age(person->birth, world->as_of) >= 45;
    Date recognised = since + random_between(random, 1, 60);
    if (recognised <= world->as_of && random_chance(random, is_old ? 500 : 100)) {
        record_category(&world->recorder, EXTRACT_HARDSHIP, person, "hardship", recognised,
                        DATE_ABSENT);
    }
}

// ---- A life ----

static Path choose_path(Random *random, const Person *person) {
    const County *county = &counties[person->county];
    int weights[PATH_COUNT];
    weights[PATH_LOCAL] = person->is_rural ? 130 : 360;
    weights[PATH_LOCAL_UNINSURED] = person->is_rural ? 110 : 60;
    weights[PATH_IN_REGION] = person->is_rural ? county->away_in_region * 3 / 2
                                               : county->away_in_region / 2;
    weights[PATH_OUT_OF_REGION] = person->is_rural ? county->away_out_of_region * 5 / 4
                                                   : county->away_out_of_region / 2;
    weights[PATH_FLEXIBLE] = 70;
    weights[PATH_OWN_BUSINESS] = person->is_rural ? 40 : 90;
    weights[PATH_UNEMPLOYED] = 45;
    weights[PATH_NONE] = person->is_rural ? 260 : 170;
    return (Path)random_weighted(random, weights, PATH_COUNT);
}

static void follow_path(World *world, Random *random, const Person *person, Path path,
                        Date graduated) {
    switch (path) {
    case PATH_LOCAL: work_locally(world, random, person, graduated); break;
    case PATH_LOCAL_UNINSURED: work_uninsured(world, random, person); break;
    case PATH_IN_REGION: work_away(world, random, person, false); break;
    case PATH_OUT_OF_REGION: work_away(world, random, person, true); break;
    case PATH_FLEXIBLE: work_alone(world, random, person, false); break;
    case PATH_OWN_BUSINESS: work_alone(world, random, person, true); break;
    case PATH_UNEMPLOYED: be_unemployed(world, random, person); break;
    case PATH_NONE: register_idle(world, person); break;
    case PATH_COUNT: break;
    }
}

static void write_categories(World *world, Random *random, const Person *person,
                             const Home *home) {
    Recorder *recorder = &world->recorder;
    Date lifted = day_of_year(random_between(random, 2014, 2020), 12, 31);
    if (lifted < person->birth) lifted = person->birth;
    if (home->is_lifted) {
        record_category(recorder, EXTRACT_POVERTY, person, "poverty_lifted", lifted, DATE_ABSENT);
    }
    if (home->is_relocated) {
        record_category(recorder, EXTRACT_POVERTY, person, "relocated", lifted, DATE_ABSENT);
    }
    Date since = world->as_of - random_between(random, 60, 1500);
    if (since < person->birth) since = person->birth;
    if (home->is_poor) {
        record_category(recorder, EXTRACT_LOW_INCOME, person, "low_income", since,
                        random_chance(random, 200) ? world->as_of : DATE_ABSENT);
    }
    if (home->is_low_income) {
        record_category(recorder, EXTRACT_LOW_INCOME, person, "rural_low_income", since,
                        DATE_ABSENT);
    }
}

void life_write(World *world, Random *random, const Person *person, const Home *home) {
    write_categories(world, random, person, home);
    int64_t age = date_age(person->birth, world->as_of);
    if (age < AGE_WORK_FIRST || person->deceased_on != DATE_ABSENT) return;
    if (random_chance(random, 950)) record_account(&world->recorder, person);
    bool may_serve = person->sex == 1 && age >= 22 && age <= 60;
    if (may_serve && random_chance(random, 25)) {
        Date enlisted = day_of_year(date_to_civil(person->birth).year + 18, 9, 1);
        record_veteran(&world->recorder, person, enlisted, date_add_months(enlisted, 24) - 1);
    }
    if (age > AGE_WORK_LAST) return;
    bool studies = age <= 18 ? random_chance(random, 850) : age <= 21 && random_chance(random, 450);
    Date graduated = DATE_ABSENT;
    if (age >= 18 && age <= 26 && random_chance(random, 620)) {
        graduated = graduate(world, random, person);
    }
    if (studies && graduated == DATE_ABSENT) return;
    bool is_fresh = graduated != DATE_ABSENT && graduated > world->as_of - 900 &&
                    graduated <= world->as_of;
    if (is_fresh && random_chance(random, 110)) intern(world, random, person, graduated);
    if (graduated > world->as_of) return; // leaves school this winter
    follow_path(world, random, person, choose_path(random, person), graduated);
}
