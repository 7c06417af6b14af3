// SPDX-License-Identifier: Apache-2.0
// Protects that claims of different people are no rivals on PostgreSQL: two that are written at the
// same time, neither before both have read and neither kept before both are written, are kept at
// their first run, in a town that has had some thousand grants. PostgreSQL takes for a rival who
// writes on a page of an index that another has read: which index that is, and that no tree takes
// its place, is what migrations 0240 and 0250 are about.
#include "../fund/raw.h"
#include "desk.h"

#include <pthread.h>
#include <time.h>

#define PAIRS 11
#define MEET_SECONDS_MAX 20

// ---- Two writes that meet ----

typedef struct Meeting {
    pthread_mutex_t mutex;
    pthread_cond_t both_are_there;
    int there; // of two; more have begun again
} Meeting;

static Meeting before_writing, before_the_end; // of the two that write now

static void meet(Meeting *meeting) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += MEET_SECONDS_MAX;
    pthread_mutex_lock(&meeting->mutex);
    if (++meeting->there == 2) pthread_cond_broadcast(&meeting->both_are_there);
    int waited = 0;
    while (meeting->there < 2 && waited == 0) {
        waited = pthread_cond_timedwait(&meeting->both_are_there, &meeting->mutex, &until);
    }
    pthread_mutex_unlock(&meeting->mutex);
}

// One run; its driver stands first.
typedef struct Run {
    StoreDriver driver;
    bool has_written;
} Run;

static QueryRun *start_and_meet(Tx *tx, const Query *query, const void *in, bool streams,
                                Error *error) {
    Run *run = (Run *)(uintptr_t)tx->driver;
    bool writes = strncmp(query->postgres, "INSERT", strlen("INSERT")) == 0;
    if (writes && !run->has_written) meet(&before_writing);
    run->has_written |= writes;
    return postgres_driver.start(tx, query, in, streams, error);
}

// What is looked up when a transaction ends is looked up before they meet.
static bool write_and_meet(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const StoreCall *call = in;
    Run run = {.driver = postgres_driver};
    run.driver.start = start_and_meet;
    tx->driver = &run.driver;
    bool ok = call->function(tx, call->in, out, arena, error) &&
              tx->driver->script(tx, "SET CONSTRAINTS ALL IMMEDIATE", error);
    tx->driver = &postgres_driver;
    meet(&before_the_end);
    return ok;
}

static bool write_meeting(void *state, const StoreCall *call, Error *error) {
    StoreCall meeting_call = *call;
    meeting_call.function = write_and_meet;
    meeting_call.in = call;
    return postgres_driver.write(state, &meeting_call, error);
}

// ---- A town ----

#define MEASURE STR("welfare_allowance")
#define STATEMENT STR("{\"attended\":true,\"type\":\"rural\"}")

// Everybody holds a post; others had grants.
static const char town_sql[] =
    "INSERT INTO post_period (person_id, uscc, unit_name, kind, unit_level, from_date,"
    " division_code, source, data_date) SELECT id, '91640502MA7600013B', '合成村委会',"
    " 'public_welfare', 'village', '2023-03-01', '640522', '合成', '2023-10-16' FROM person;"
    "INSERT INTO entitlement (policy_number, measure, subject_kind, subject_key, period, stage,"
    " person_id, amount_fen, granted_on, is_void, division_code, source, data_date)"
    " SELECT 5, 'once', 'person', 'former ' || n, '2022', '', 1000 + n, 80000, '2022-10-16', 0,"
    " '640522', '合成', '2022-10-16' FROM generate_series(1, 4000) AS n;"
    "ANALYZE";

static bool read_person(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return person_get(tx, in, arena, out, error);
}

// Of those whom the city made first, by the keys of their rows.
static void find_entitled(Desk *desk, Str keys[2 * PAIRS]) {
    size_t count = 0;
    for (int64_t id = 1; count < 2 * PAIRS; id++) {
        PersonRow person;
        Error error = {0};
        assert_ok(store_read(desk->city.store, read_person, &(PersonGetIn){id}, &person,
                             &desk->city.arena, &error),
                  error);
        AssessmentIn query = {.pack = desk->city.pack, .policy_number = 39, .measure_key = MEASURE,
                              .subject_key = person.id_number, .stated_json = STATEMENT,
                              .on = today()};
        Assessment assessment = assess(&desk->city, &query);
        bool is_entitled = assessment.eligible == FEEL_TRUE && assessment.amount_fen > 0;
        if (is_entitled) keys[count++] = person.id_number;
    }
}

// ---- Claims ----

typedef struct Claiming {
    const Desk *desk;
    Str key;
    const char *card;
    Arena arena;
    Error error;
    bool ok;
} Claiming;

static void *claim(void *argument) {
    Claiming *one = argument;
    CaseContext context = desk_case(one->desk);
    Actor actor = desk_actor(one->desk, 20, ROLE_COUNTY_CLERK, "");
    ClaimSubmission submission = {.policy_number = 39, .measure_key = MEASURE, .at_counter = true,
                                  .subject_key = one->key, .stated_json = STATEMENT,
                                  .account = {str_from_c(one->card), STR("宁夏银行中卫分行")}};
    Claim made;
    one->ok = claim_apply(one->desk->city.store, &actor, &context, &submission, &one->arena, &made,
                          &one->error);
    return NULL;
}

// Whether one of two had to begin again.
static bool are_rivals(const Desk *desk, const Str keys[2]) {
    Claiming both[2] = {{.desk = desk, .key = keys[0], .card = "6228480000000000018"},
                        {.desk = desk, .key = keys[1], .card = "6228480000000000026"}};
    pthread_t threads[2];
    before_writing = before_the_end = (Meeting){.mutex = PTHREAD_MUTEX_INITIALIZER,
                                                .both_are_there = PTHREAD_COND_INITIALIZER};
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, claim, &both[i]);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 2; i++) {
        assert_ok(both[i].ok, both[i].error);
        arena_release(&both[i].arena);
    }
    assert_true(before_writing.there >= 2);
    return before_the_end.there > 2;
}

// How many pairs are rivals, once `sql` was done to the database.
static int rivals_after(void **state, const char *sql) {
    Desk desk = desk_open(state);
    Raw raw = raw_open(*state);
    raw_must(&raw, town_sql);
    raw_must(&raw, sql);
    raw_close(&raw);
    Str keys[2 * PAIRS];
    find_entitled(&desk, keys);
    StoreDriver driver = *desk.city.store->driver;
    driver.write = write_meeting;
    desk.city.store->driver = &driver;
    int rivals = 0;
    for (size_t i = 0; i < PAIRS; i++) rivals += are_rivals(&desk, &keys[2 * i]);
    desk_close(&desk);
    return rivals;
}

// By chance two people may share a page all the same.
static void test_rival__claims_of_different_people_are_none(void **state) {
    assert_in_range(rivals_after(state, "SELECT 1"), 0, PAIRS / 5);
}

// Where a tree is read instead all are: so the test sees them.
static void test_rival__in_a_tree_they_are(void **state) {
    int rivals = rivals_after(state, "DROP INDEX entitlement_by_person;"
                                     "CREATE INDEX entitlement_tree ON entitlement (person_id)");
    assert_int_equal(rivals, PAIRS);
}

int main(void) {
    static const struct CMUnitTest tests[] = { // SQLite has one writer
        ON_POSTGRES(test_rival__claims_of_different_people_are_none),
        ON_POSTGRES(test_rival__in_a_tree_they_are),
    };
    return RUN_TESTS(tests);
}
