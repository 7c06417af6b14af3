// SPDX-License-Identifier: Apache-2.0
// Protects: who read personal details is written behind their back, in order, never at the price of
// the reading; what could not be kept is counted, and the count is written.

#include "../store/mould.h"

#include "../fund/raw.h"
#include "access/account.h"
#include "access/audit.h"
#include "access/read_log.h"
#include "base/clock.h"
#include "test/access/look.sql.c"

#define TODAY ((Date)19646)

typedef struct Fixture {
    Store *store;
    Arena arena;
    Error error;
    ReadLog *log;
} Fixture;

static Fixture fixture_open(void **state) {
    Fixture f = {.store = test_store_open_migrated(*state, 2)};
    assert_ok(read_log_open(f.store, &f.log, &f.error), f.error);
    return f;
}

static void fixture_close(Fixture *f) {
    store_close(f->store);
    arena_release(&f->arena);
}

// Everything that a request holds ends with it.
static void note(Fixture *f, int n) {
    char name[40], number[40];
    snprintf(name, sizeof name, "经办人%d", n);
    snprintf(number, sizeof number, "ZW-2023-05-%06d", n);
    Actor actor = {.account_id = 7,
                   .role = ROLE_COUNTY_CLERK,
                   .display_name = str_from_c(name),
                   .today = TODAY,
                   .now_ms = 1};
    ReadNote read = {"case.read", "application", str_from_c(number), STR("640522")};
    read_log_note(f->log, &actor, &read);
    memset(name, 'x', sizeof name);
    memset(number, 'x', sizeof number);
}

static bool look(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return look_reads(tx, &(LookReadsIn){str_from_c(in)}, arena, out, error);
}

static LookReadsRow reads(Fixture *f, const char *action) {
    LookReadsRow row;
    assert_ok(store_read(f->store, look, action, &row, &f->arena, &f->error), f->error);
    return row;
}

static bool look_at_lost(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return look_lost(tx, NULL, arena, out, error);
}

static void test_read_log__keeps_what_was_read(void **state) {
    Fixture f = fixture_open(state);
    for (int n = 1; n <= 500; n++) note(&f, n);
    read_log_close(f.log);
    LookReadsRow row = reads(&f, "case.read");
    assert_int_equal(row.count, 500);
    assert_str_equal(row.last_number, "ZW-2023-05-000500");
    assert_str_equal(row.last_name, "经办人500");
    read_log_note(NULL, NULL, NULL); // where nobody keeps it
    fixture_close(&f);
}

static void test_read_log__counts_what_it_cannot_keep(void **state) {
    Fixture f = fixture_open(state);
    LookLostRow lost;
    int64_t noted = 5 * READ_LOG_ROWS;
    for (int n = 1; n <= noted; n++) note(&f, n);
    ReadLogState now = read_log_state(f.log);
    assert_true(now.waiting <= READ_LOG_ROWS && now.lost > 0);
    read_log_close(f.log);
    assert_ok(store_read(f.store, look_at_lost, NULL, &lost, &f.arena, &f.error), f.error);
    assert_int_equal(lost.lost, now.lost);
    assert_int_equal(reads(&f, "case.read").count + lost.lost, noted);
    fixture_close(&f);
}

static void test_read_log__never_stands_in_the_way(void **state) {
    Fixture f = fixture_open(state);
    Raw raw = raw_open(*state);
    raw_must(&raw, "ALTER TABLE audit_log RENAME TO audit_log_away");
    int64_t began = clock_monotonic_ns();
    for (int n = 1; n <= 100; n++) note(&f, n);
    assert_true(clock_monotonic_ns() - began < 1000000000);
    assert_int_equal(read_log_state(f.log).lost, 0);
    assert_int_equal(read_log_state(f.log).waiting, 100);
    read_log_close(f.log); // does not wait for what cannot be
    raw_must(&raw, "ALTER TABLE audit_log_away RENAME TO audit_log");
    raw_close(&raw);
    assert_int_equal(reads(&f, "case.read").count, 0);
    fixture_close(&f);
}

// ---- Names ----

static bool person_acts(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    NewAccount account = {.login = STR("worker"),
                          .password_hash = STR("x"),
                          .display_name = STR("马晓燕"),
                          .role = ROLE_CITIZEN,
                          .division_code = STR("640522"),
                          .person_id = 1};
    Actor system = actor_system(TODAY, 1);
    Actor actor = {.role = account.role,
                   .display_name = account.display_name,
                   .today = TODAY,
                   .now_ms = 1};
    (void)in;
    (void)out;
    return account_create(tx, &system, &account, &actor.account_id, arena, error) &&
           audit_write(tx, &actor, &(AuditEntry){.action = STR("claim.submit")}, error);
}

static bool log_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Actor auditor = {.account_id = 9, .role = ROLE_AUDIT_ADMIN, .today = TODAY, .now_ms = 2};
    (void)in;
    return audit_read(tx, &auditor, &(AuditQuery){.row_count = 10}, arena, out, error);
}

// A person's name stands sealed in the account; whoever reads the log sees it all the same.
static void test_audit__keeps_no_names_of_persons(void **state) {
    Fixture f = fixture_open(state);
    AuditRecords records;
    read_log_close(f.log);
    assert_ok(store_write(f.store, person_acts, NULL, NULL, &f.arena, &f.error), f.error);
    assert_str_equal(reads(&f, "claim.submit").last_name, "个人");
    assert_ok(store_write(f.store, log_read, NULL, &records, &f.arena, &f.error), f.error);
    assert_int_equal(records.count, 3); // this reading, too
    assert_str_equal(records.items[1].action, "claim.submit");
    assert_str_equal(records.items[1].actor_name, "马晓燕");
    fixture_close(&f);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_read_log__keeps_what_was_read),
        BOTH(test_read_log__counts_what_it_cannot_keep),
        BOTH(test_read_log__never_stands_in_the_way),
        BOTH(test_audit__keeps_no_names_of_persons),
    };
    return RUN_TESTS(tests);
}
