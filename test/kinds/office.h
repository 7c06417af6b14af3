// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_KINDS_OFFICE_H
#define TEST_KINDS_OFFICE_H
// The offices around enrolments, over a small city and the pack in test/kinds/pack: each domain
// function as one transaction.
//
//     Office office = office_open(state);
//     assert_ok(office_apply(&office, company(&office), 1, "gig_market", number, NULL),
//               office.error);
#include "../publish/population.h"

#include "access/account.h"
#include "base/embedded.h"
#include "kinds/enrolment.h"
#include "kinds/facility.h"
#include "kinds/quota.h"
#include "kinds/register.h"
#include "policy/check.h"

#define OFFICE_COUNTY "640521"
#define OFFICE_PACK "test/kinds/pack"
#define OFFICE_COLLEAGUE "640500199001010014" // an officer whom nothing here concerns

typedef struct Office {
    Population city;
    const Pack *pack;
    const WorkdayCalendar *calendar;
    Date today;
    int64_t worker_person;
    Error error;         // of the last call
    Enrolment enrolment; // that it brought
} Office;

typedef struct OfficeCall {
    const Office *office;
    Actor actor;
    EnrolmentIn in;
    EnrolmentStep step;
    EnrolmentDelivery delivery;
    EnrolmentFilter filter;
    Facility facility;
    QuotaIn quota;
    Str text, other;
    int64_t number;
} OfficeCall;

static inline CaseContext office_case(const Office *office) {
    return (CaseContext){office->pack, office->calendar};
}

static inline Actor office_actor(const Office *office, int64_t account_id, Role role,
                                 const char *county, const char *department) {
    return (Actor){.account_id = account_id, .role = role, .display_name = role_label(role),
                   .department = department ? str_from_c(department) : (Str){0},
                   .scope = {.division_prefix = str_from_c(county), .sees_people = true},
                   .today = office->today, .now_ms = INT64_C(1697414400000)};
}

static inline Actor company(const Office *office) {
    Actor actor = office_actor(office, 11, ROLE_ORG_HR, "", NULL);
    actor.scope.uscc = STR(JOURNEY_EMPLOYER_USCC);
    return actor;
}
static inline Actor worker(const Office *office) {
    Actor actor = office_actor(office, 10, ROLE_CITIZEN, "", NULL);
    actor.scope.person_id = office->worker_person;
    return actor;
}
static inline Actor clerk(const Office *office) {
    return office_actor(office, 20, ROLE_COUNTY_CLERK, "", "县区");
}
static inline Actor reviewer(const Office *office) {
    return office_actor(office, 30, ROLE_COUNTY_REVIEWER, "", "人社局");
}
static inline Actor finance(const Office *office) {
    return office_actor(office, 40, ROLE_FINANCE_REVIEWER, "", "财政局");
}
static inline Actor city_hrss(const Office *office) {
    return office_actor(office, 50, ROLE_CITY_HRSS, "", "人社局");
}
static inline Actor reporter(const Office *office, int64_t account_id, const char *department) {
    return office_actor(office, account_id, ROLE_BUREAU_REPORTER, "", department);
}
static inline Actor bank(const Office *office) {
    return office_actor(office, 70, ROLE_BANK, "", "银行");
}

static inline bool office_write(Office *office, StoreFunction *function, const OfficeCall *call,
                                void *out) {
    office->error = (Error){0};
    return store_write(office->city.store, function, call, out, &office->city.arena,
                       &office->error);
}

static inline bool run_apply(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return enrolment_apply(tx, &call->actor, &context, &call->in, arena, out, error);
}

static inline bool office_apply(Office *office, Actor actor, int policy, const char *measure,
                                Str subject, const char *stated) {
    OfficeCall call = {.office = office, .actor = actor,
                       .in = {policy, str_from_c(measure), subject,
                              stated ? str_from_c(stated) : (Str){0}, 0}};
    return office_write(office, run_apply, &call, &office->enrolment);
}

static inline bool run_step(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return enrolment_step(tx, &call->actor, &context, &call->step, arena, out, error);
}

static inline bool office_step(Office *office, Actor actor, Str number, EnrolmentAction action,
                               const char *note) {
    OfficeCall call = {.office = office, .actor = actor,
                       .step = {.number = number, .action = action, .note = str_from_c(note)}};
    return office_write(office, run_step, &call, &office->enrolment);
}

static inline bool run_amend(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return enrolment_amend(tx, &call->actor, &context, call->text, call->other, arena, out, error);
}

static inline bool run_account(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    NewAccount account = {.login = call->text, .display_name = call->text,
                          .password_hash = STR("-"), .role = call->actor.role,
                          .division_code = STR(""), .department = call->actor.department,
                          .holder = call->other, .uscc = call->actor.scope.uscc};
    return account_create(tx, &call->actor, &account, out, arena, error);
}

// The same in an account that `holder` holds.
static inline Actor held_by(Office *office, Actor actor, const char *login, const char *holder) {
    OfficeCall call = {.office = office, .actor = actor, .text = str_from_c(login),
                       .other = str_from_c(holder)};
    assert_ok(office_write(office, run_account, &call, &actor.account_id), office->error);
    return actor;
}

static inline bool run_deliver(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return enrolment_deliver(tx, &call->actor, &context, &call->delivery, arena, out, error);
}

static inline bool office_deliver_by(Office *office, Actor actor, Str number, const char *service,
                                     const char *outcome, const char *note) {
    OfficeCall call = {.office = office, .actor = actor,
                       .delivery = {number, str_from_c(service), str_from_c(outcome),
                                    office->today, STR("张指导（合成）"),
                                    note ? str_from_c(note) : (Str){0}}};
    return office_write(office, run_deliver, &call, &office->enrolment);
}

static inline bool office_deliver(Office *office, Str number, const char *service,
                                  const char *outcome, const char *note) {
    return office_deliver_by(office, clerk(office), number, service, outcome, note);
}

static inline bool run_facility(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    return facility_register(tx, &call->actor, &call->facility, arena, out, error);
}

// A facility of the company.
static inline bool office_facility_by(Office *office, Actor actor, const char *kind,
                                      const char *name, Facility *made) {
    OfficeCall call = {.office = office, .actor = actor,
                       .facility = {.kind = str_from_c(kind), .name = str_from_c(name),
                                    .uscc = STR(JOURNEY_EMPLOYER_USCC),
                                    .division_code = STR(OFFICE_COUNTY),
                                    .address = STR("合成路1号"), .free_area_m2 = -1}};
    return office_write(office, run_facility, &call, made);
}

static inline Str office_facility(Office *office, const char *kind, const char *name) {
    Facility made;
    assert_ok(office_facility_by(office, company(office), kind, name, &made), office->error);
    return made.number;
}

static inline bool run_quota(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return quota_set(tx, &call->actor, &context, &call->quota, arena, out, error);
}

static inline bool office_quota(Office *office, const char *measure, int64_t places,
                                const QuotaShare *shares, size_t count, Quota *quota) {
    OfficeCall call = {.office = office, .actor = city_hrss(office),
                       .quota = {str_from_c(measure), places, shares, count,
                                 STR("试验文件1号")}};
    return office_write(office, run_quota, &call, quota);
}

static inline bool run_find(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return enrolment_find(tx, &call->actor, &context, call->text, arena, out, error);
}

static inline bool office_find(Office *office, Actor actor, Str number, EnrolmentFile *file) {
    OfficeCall call = {.office = office, .actor = actor, .text = number};
    return office_write(office, run_find, &call, file);
}

// Of all targets, in the county that `text` names; in the city when it is empty.
static inline bool run_progress(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    return target_progress(tx, call->office->pack, call->text, call->office->today, arena, out,
                           error);
}

static inline void assert_code(const Office *office, bool done, const char *code) {
    if (done) fail_msg("succeeded where %s was expected", code);
    if (strcmp(office->error.code, code) != 0) {
        fail_msg("%s (%s) where %s was expected", office->error.code, office->error.message, code);
    }
}

static inline Office office_open(void **state) {
    static Arena arena; // of the pack, for all tests
    static const Pack *pack;
    static const WorkdayCalendar *calendar;
    Office office = {.city = population_open(state), .today = today()};
    if (!pack) {
        PackFiles files;
        Error error = {0};
        Diagnostics diagnostics = {.arena = &arena};
        Str text = STR("date,kind,name\n");
        assert_ok(pack_files_from_folder(&arena, STR(OFFICE_PACK), &files, &error), error);
        pack = pack_load(&arena, &files, &diagnostics);
        assert_non_null(pack);
        assert_int_equal(diagnostics.error_count, 0);
        assert_ok(workday_calendar_parse(&arena, &text, 1, &calendar, &error), error);
    }
    office.pack = pack;
    office.calendar = calendar;
    office.worker_person = person_id_of(&office.city, JOURNEY_MIGRANT_ID);
    return office;
}

static inline void office_close(Office *office) { population_close(&office->city); }

#endif
