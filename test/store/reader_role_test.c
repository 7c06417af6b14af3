// SPDX-License-Identifier: Apache-2.0
// Protects the roles that read one of the four databases: each reads its own and no other, sees no
// password, writes nothing, and an account that may not make roles still migrates.

#include "../fund/raw.h"
#include "store/migration.h"
#include "store/reader_role.h"

#define SQL_BYTES_MAX 400

typedef struct Fixture {
    const TestDatabase *database;
    Store *store;
    Raw raw; // of a superuser
    Arena arena;
    Error error;
} Fixture;

static Fixture fixture_open(void **state) {
    Fixture f = {.database = *state};
    f.store = test_store_open(f.database, 2);
    f.raw = raw_open(f.database);
    return f;
}

static void fixture_close(Fixture *f) {
    store_close(f->store);
    raw_close(&f->raw);
    arena_release(&f->arena);
}

__attribute__((format(printf, 2, 3))) static void must(Fixture *f, const char *format, ...) {
    char sql[SQL_BYTES_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sql, sizeof sql, format, arguments);
    va_end(arguments);
    raw_must(&f->raw, sql);
}

static Str granted(Fixture *f) {
    Str missing;
    assert_ok(store_readers_grant(f->store, &f->arena, &missing, &f->error), f->error);
    return missing;
}

// As the role that reads `part`; where nobody is, as the superuser.
static bool runs_as(Fixture *f, const char *part, const char *sql) {
    must(f, "SET ROLE %s_reads_%s", f->database->name, part);
    bool ok = raw_run(&f->raw, sql);
    char message[RAW_MESSAGE_BYTES];
    memcpy(message, f->raw.message, sizeof message);
    raw_must(&f->raw, "RESET ROLE");
    memcpy(f->raw.message, message, sizeof message);
    return ok;
}

static void assert_reads(Fixture *f, const char *part, const char *sql) {
    if (!runs_as(f, part, sql)) fail_msg("%s as %s: %s", sql, part, f->raw.message);
}

static void assert_refused(Fixture *f, const char *part, const char *sql) {
    if (runs_as(f, part, sql)) fail_msg("got through as %s: %s", part, sql);
    if (!strstr(f->raw.message, "permission denied")) {
        fail_msg("%s as %s: %s", sql, part, f->raw.message);
    }
}

static void drop_role(Fixture *f, const char *role) {
    must(f, "DROP OWNED BY %s; DROP ROLE %s", role, role);
}

static void drop_readers(Fixture *f) {
    static const char *const parts[] = {"labour", "employer", "policy", "monitor"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char role[100];
        snprintf(role, sizeof role, "%s_reads_%s", f->database->name, parts[i]);
        drop_role(f, role);
    }
}

static void test_readers__read_their_own_and_write_nothing(void **state) {
    Fixture f = fixture_open(state);
    static const char *const tables[][2] = {{"labour", "labour.person"},
                                            {"employer", "employer.org"},
                                            {"policy", "policy.application"},
                                            {"monitor", "monitor.audit_log"}};
    static const char *const writes[] = {
        "DELETE FROM labour.person",
        "UPDATE labour.person SET name = name",
        "INSERT INTO labour.person (id_number) VALUES ('x')",
        "TRUNCATE labour.person",
        "CREATE TABLE labour.mine (n BIGINT)",
    };
    assert_ok(store_migrate_embedded(f.store, &f.error), f.error);
    assert_true(str_is_absent(granted(&f)));
    assert_true(str_is_absent(granted(&f))); // nothing to do
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 4; j++) {
            char sql[SQL_BYTES_MAX];
            snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", tables[j][1]);
            if (i == j)
                assert_reads(&f, tables[i][0], sql);
            else
                assert_refused(&f, tables[i][0], sql);
        }
    }
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
        assert_refused(&f, "labour", writes[i]);
    }
    assert_reads(&f, "policy", "SELECT count(*) FROM policy.budget_balance"); // a view
    drop_readers(&f);
    fixture_close(&f);
}

static void test_readers__see_no_secrets(void **state) {
    Fixture f = fixture_open(state);
    assert_ok(store_migrate_embedded(f.store, &f.error), f.error);
    assert_true(str_is_absent(granted(&f)));
    assert_reads(&f, "monitor", "SELECT login, role FROM monitor.account");
    assert_refused(&f, "monitor", "SELECT password_hash FROM monitor.account");
    assert_refused(&f, "monitor", "SELECT totp_secret FROM monitor.account");
    assert_refused(&f, "monitor", "SELECT token_hash FROM monitor.session");
    assert_refused(&f, "monitor", "SELECT token_hash FROM monitor.api_token");
    assert_refused(&f, "monitor", "SELECT result FROM monitor.request_key");
    drop_readers(&f);
    fixture_close(&f);
}

static void test_readers__read_what_comes_later(void **state) {
    Fixture f = fixture_open(state);
    assert_ok(store_migrate_embedded(f.store, &f.error), f.error);
    assert_true(str_is_absent(granted(&f)));
    raw_must(&f.raw, "CREATE TABLE labour.later (n BIGINT)");
    assert_reads(&f, "labour", "SELECT n FROM labour.later");
    must(&f, "REVOKE SELECT ON policy.application FROM %s_reads_policy", f.database->name);
    assert_refused(&f, "policy", "SELECT count(*) FROM policy.application");
    assert_true(str_is_absent(granted(&f))); // puts right what was lost
    assert_reads(&f, "policy", "SELECT count(*) FROM policy.application");
    drop_readers(&f);
    fixture_close(&f);
}

// An account that owns the database and no more.
static void test_readers__are_left_to_who_may_make_them(void **state) {
    Fixture f = fixture_open(state);
    Str owner = str_format(&f.arena, "%s_owner", f.database->name);
    Str reader = str_format(&f.arena, "%s_reads_labour", f.database->name);
    Str url = str_format(&f.arena, "%s%soptions=-crole%%3D%.*s", f.database->url,
                         strchr(f.database->url, '?') ? "&" : "?", STR_ARG(owner));
    must(&f, "CREATE ROLE %.*s LOGIN", STR_ARG(owner));
    must(&f, "ALTER DATABASE %s OWNER TO %.*s", f.database->name, STR_ARG(owner));
    store_close(f.store);
    StoreOptions options = {.keys = test_keys(f.database)};
    assert_ok(store_open(url, &options, &f.store, &f.error) &&
                  store_migrate_embedded(f.store, &f.error),
              f.error);
    Str missing = granted(&f);
    assert_true(str_find(missing, STR("_reads_labour"), 0) != SIZE_MAX);
    assert_true(str_find(missing, STR("_reads_monitor"), 0) != SIZE_MAX);
    must(&f, "CREATE ROLE %.*s NOLOGIN", STR_ARG(reader));
    missing = granted(&f);
    assert_true(str_find(missing, STR("_reads_labour"), 0) == SIZE_MAX);
    assert_true(str_find(missing, STR("_reads_policy"), 0) != SIZE_MAX);
    assert_reads(&f, "labour", "SELECT count(*) FROM labour.person");
    drop_role(&f, str_to_c(&f.arena, reader));
    store_close(f.store);
    f.store = NULL;
    must(&f, "REASSIGN OWNED BY %.*s TO CURRENT_USER", STR_ARG(owner));
    drop_role(&f, str_to_c(&f.arena, owner));
    fixture_close(&f);
}

static void test_readers__there_are_none_on_sqlite(void **state) {
    Fixture f = fixture_open(state);
    assert_ok(store_migrate_embedded(f.store, &f.error), f.error);
    assert_true(str_is_absent(granted(&f)));
    fixture_close(&f);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        ON_POSTGRES(test_readers__read_their_own_and_write_nothing),
        ON_POSTGRES(test_readers__see_no_secrets),
        ON_POSTGRES(test_readers__read_what_comes_later),
        ON_POSTGRES(test_readers__are_left_to_who_may_make_them),
        {"test_readers__there_are_none_on_sqlite", test_readers__there_are_none_on_sqlite,
         test_make_sqlite, test_remove, NULL},
    };
    return RUN_TESTS(tests);
}
