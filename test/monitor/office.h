// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_MONITOR_OFFICE_H
#define TEST_MONITOR_OFFICE_H
// A small city with budgets, a claim of item 5 from 海原县 that was accepted, another that the
// counter of 中宁县 entered for somebody from its list of 应享未享, and a scan before and after.
#include "../publish/population.h"

#include "access/audit.h"
#include "base/embedded.h"
#include "casework/claim.h"
#include "fund/budget.h"
#include "monitor/dashboard.h"
#include "monitor/unclaimed.h"
#include "registry/code.h"

#define OFFICE_BUDGET_FEN INT64_C(100000000)
#define OFFICE_NOW_MS INT64_C(1697414400000) // 16 October 2023 in Shanghai

typedef struct Office {
    Population city;
    const WorkdayCalendar *calendar;
    int64_t worker_person; // who claims item 5
    Claim worker_claim;
    Claim counter_claim;
} Office;

// ---- Who asks ----

static inline Actor actor_of(int64_t account_id, Role role, const char *prefix) {
    return (Actor){
        .account_id = account_id,
        .role = role,
        .display_name = role_label(role),
        .scope = {.division_prefix = str_from_c(prefix), .sees_people = role != ROLE_LEADING_HEAD},
        .today = today(),
        .now_ms = OFFICE_NOW_MS};
}

static inline Actor head_actor(void) {
    return actor_of(90, ROLE_LEADING_HEAD, "");
}
static inline Actor clerk_actor(const char *county) {
    return actor_of(20, ROLE_COUNTY_CLERK, county);
}

static inline Actor worker_actor(const Office *office) {
    Actor actor = actor_of(10, ROLE_CITIZEN, "");
    actor.scope.person_id = office->worker_person;
    return actor;
}

static inline Actor company_actor(void) {
    Actor actor = actor_of(11, ROLE_ORG_HR, "");
    actor.scope.uscc = STR(JOURNEY_EMPLOYER_USCC);
    return actor;
}

// ---- What happens ----

typedef struct OfficeCall {
    const Office *office;
    Actor actor;
    ClaimSubmission submission;
    ClaimStep step;
} OfficeCall;

static inline CaseContext office_case(const Office *office) {
    return (CaseContext){office->city.pack, office->calendar};
}

static inline bool office_submit(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return claim_submit(tx, &call->actor, &context, &call->submission, arena, out, error);
}

static inline bool office_step(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const OfficeCall *call = in;
    CaseContext context = office_case(call->office);
    return claim_step(tx, &call->actor, &context, &call->step, arena, out, error);
}

static inline bool office_allot(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    (void)in;
    Actor actor = actor_of(30, ROLE_FINANCE_REVIEWER, "");
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT; i++) {
        Budget budget;
        Allotment allotment = {
            .key = {STR("employment_fund"), 5, str_from_c(division_counties[i]), 2023},
            .amount_fen = OFFICE_BUDGET_FEN * (int64_t)(i + 1),
            .document = STR("试〔2023〕1号"),
            .client_key = str_from_c(division_counties[i])};
        if (!budget_allot(tx, &actor, &allotment, arena, &budget, error)) return false;
    }
    return true;
}

static inline void office_write(Office *office, StoreFunction *function, const void *in,
                                void *out) {
    Error error = {0};
    assert_ok(store_write(office->city.store, function, in, out, &office->city.arena, &error),
              error);
}

static inline const WorkdayCalendar *office_calendar(Arena *arena) {
    Str text = embedded_file(STR("calendar/2023.csv"));
    const WorkdayCalendar *calendar;
    Error error = {0};
    assert_ok(workday_calendar_parse(arena, &text, 1, &calendar, &error), error);
    return calendar;
}

static inline void office_worker_claim(Office *office) {
    OfficeCall worker = {
        .office = office,
        .actor = worker_actor(office),
        .submission = {.policy_number = 5, .subject_key = STR(JOURNEY_MIGRANT_ID)}};
    office_write(office, office_submit, &worker, &office->worker_claim);
    OfficeCall accept = {.office = office,
                         .actor = clerk_actor("640522"),
                         .step = {office->worker_claim.number, CLAIM_ACCEPT, {0}}};
    office_write(office, office_step, &accept, &office->worker_claim);
}

static inline ScanCounts office_scan(Office *office) {
    ScanOptions options = {
        .pack = office->city.pack, .on = today(), .keeps = true, .now_ms = OFFICE_NOW_MS};
    ScanCounts counts;
    Error error = {0};
    assert_ok(scan_run(office->city.store, &options, &office->city.arena, &counts, &error), error);
    return counts;
}

typedef struct ListCall {
    Actor actor;
    UnclaimedQuery query;
} ListCall;

static inline bool office_read_list(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const ListCall *call = in;
    return unclaimed_page(tx, &call->actor, &call->query, arena, out, error);
}

static inline UnclaimedPage office_list(Office *office, const ListCall *call) {
    UnclaimedPage page;
    Error error = {0};
    assert_ok(
        store_read(office->city.store, office_read_list, call, &page, &office->city.arena, &error),
        error);
    return page;
}

// The counter takes the first of its list of item 5.
static inline void office_counter_claim(Office *office) {
    ListCall list = {clerk_actor("640521"), {.policy_number = 5}};
    UnclaimedPage page = office_list(office, &list);
    assert_true(page.rows.count > 0);
    OfficeCall call = {.office = office,
                       .actor = list.actor,
                       .submission = {.policy_number = 5,
                                      .subject_key = page.rows.items[0].subject_key,
                                      .at_counter = true}};
    office_write(office, office_submit, &call, &office->counter_claim);
}

static inline void office_open(Office *office, void **state) {
    *office = (Office){.city = population_open(state)};
    office->calendar = office_calendar(&office->city.arena);
    office->worker_person = person_id_of(&office->city, JOURNEY_MIGRANT_ID);
    office_write(office, office_allot, NULL, NULL);
    office_worker_claim(office);
    office_scan(office);
    office_counter_claim(office);
    office_scan(office);
}

// ---- Reading ----

typedef struct DashboardCall {
    const Pack *pack;
    Actor actor;
} DashboardCall;

static inline bool office_read_dashboard(Tx *tx, const void *in, void *out, Arena *arena,
                                         Error *error) {
    const DashboardCall *call = in;
    return dashboard_read(tx, &call->actor, call->pack, arena, out, error);
}

static inline Dashboard office_dashboard(Office *office, Actor actor) {
    DashboardCall call = {office->city.pack, actor};
    Dashboard dashboard;
    Error error = {0};
    assert_ok(store_read(office->city.store, office_read_dashboard, &call, &dashboard,
                         &office->city.arena, &error),
              error);
    return dashboard;
}

typedef struct LogCall {
    Actor actor;
    AuditQuery query;
} LogCall;

static inline bool office_read_log(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const LogCall *call = in;
    return audit_read(tx, &call->actor, &call->query, arena, out, error);
}

static inline AuditRecords office_log(Office *office, Actor actor, const AuditQuery *query) {
    LogCall call = {actor, *query};
    AuditRecords records;
    office_write(office, office_read_log, &call, &records);
    return records;
}

#endif
