// SPDX-License-Identifier: Apache-2.0
// Protects the sealed log: whatever is changed, lost or put in names itself, in both suites.
#include "../fund/raw.h"

#include "access/audit.h"
#include "access/seal.h"
#include "base/file.h"
#include "store/mould.h"

#include <unistd.h>

#define NOW_MS INT64_C(1700000000000)

typedef struct Fixture {
    const TestDatabase *database;
    Arena arena;
    Store *store;
    char folder[TEST_FOLDER_SIZE]; // of the keys
    SigningKey *key;
} Fixture;

static Fixture open_fixture(void **state, Suite suite) {
    Fixture f = {.database = *state, .store = test_store_open_migrated(*state, 2)};
    Error error = {0};
    test_folder_make(f.folder);
    assert_ok(signing_key_open(suite, str_from_c(f.folder), &f.key, &error), error);
    return f;
}

static void close_fixture(Fixture *f) {
    signing_key_close(f->key);
    store_close(f->store);
    test_folder_remove(f->folder);
    arena_release(&f->arena);
}

static bool write_rows(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const int *count = in;
    Actor actor = actor_system(0, NOW_MS);
    (void)out;
    for (int i = 0; i < *count; i++) {
        AuditEntry entry = {.action = STR("claim.accept"), .object_kind = STR("application"),
                            .object_number = str_format(arena, "ZW-%d", i)};
        if (!audit_write(tx, &actor, &entry, error)) return false;
    }
    return true;
}

static void write_log(Fixture *f, int count) {
    Error error = {0};
    assert_ok(store_write(f->store, write_rows, &count, NULL, &f->arena, &error), error);
}

static bool run_seal(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Fixture *f = in;
    return audit_seal(tx, f->key, NOW_MS, arena, out, error);
}

static int64_t seal(Fixture *f) {
    int64_t sealed = -1;
    Error error = {0};
    assert_ok(store_write(f->store, run_seal, f, &sealed, &f->arena, &error), error);
    return sealed;
}

static bool run_prove(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return audit_prove(tx, in, arena, out, error);
}

static AuditProof prove_with(Fixture *f, const Str *keys) {
    AuditProof proof;
    Error error = {0};
    assert_ok(store_read(f->store, run_prove, keys, &proof, &f->arena, &error), error);
    return proof;
}

static AuditProof prove(Fixture *f) {
    Str keys[SUITE_COUNT] = {{0}};
    return prove_with(f, keys);
}

static void chain_of(void **state, Suite suite) {
    Fixture f = open_fixture(state, suite);
    Str keys[SUITE_COUNT] = {{0}};
    Error error = {0};
    write_log(&f, SEAL_ROWS_MAX + 20);
    assert_int_equal(prove(&f).waiting, SEAL_ROWS_MAX + 20);
    assert_int_equal(seal(&f), SEAL_ROWS_MAX);
    assert_int_equal(seal(&f), 20);
    assert_int_equal(seal(&f), 0);
    AuditProof proof = prove(&f);
    if (proof.faults) fail_msg("%.*s", STR_ARG(proof.first_fault));
    assert_int_equal(proof.segments, 2);
    assert_int_equal(proof.rows, SEAL_ROWS_MAX + 20);
    Str folder = str_from_c(f.folder);
    assert_ok(signing_key_known(suite, folder, &f.arena, &keys[suite], &error), error);
    assert_int_equal(prove_with(&f, keys).faults, 0);
    close_fixture(&f);
}

static void test_seal__chains_and_proves_what_was_written(void **state) {
    chain_of(state, SUITE_INTERNATIONAL);
}

static void test_seal__does_so_with_national_algorithms(void **state) {
    chain_of(state, SUITE_GUOMI);
}

static void test_seal__second_suite_goes_on_from_the_first(void **state) {
    Fixture f = open_fixture(state, SUITE_INTERNATIONAL);
    Error error = {0};
    write_log(&f, 3);
    assert_int_equal(seal(&f), 3);
    signing_key_close(f.key);
    assert_ok(signing_key_open(SUITE_GUOMI, str_from_c(f.folder), &f.key, &error), error);
    write_log(&f, 4);
    assert_int_equal(seal(&f), 4);
    AuditProof proof = prove(&f);
    if (proof.faults) fail_msg("%.*s", STR_ARG(proof.first_fault));
    assert_int_equal(proof.segments, 2);
    Str keys[SUITE_COUNT] = {{0}};
    keys[SUITE_GUOMI] = STR("00"); // somebody else's
    assert_int_equal(prove_with(&f, keys).faults, 1);
    close_fixture(&f);
}

// A harm done by SQL, and what the proof must say of it.
typedef struct Harm {
    const char *table; // whose rules are switched off first
    const char *sql;
    const char *fault;
} Harm;

static void test_seal__every_harm_names_itself(void **state) {
    static const Harm harms[] = {
        {"audit_log", "UPDATE audit_log SET after_text = 'x' WHERE object_number = 'ZW-4'",
         "被改过：claim.accept ZW-4"},
        {"audit_log", "DELETE FROM audit_log WHERE object_number = 'ZW-7'", "不见了"},
        {"audit_seal", "DELETE FROM audit_seal WHERE position = 2", "指纹不符"},
        {"audit_segment", "UPDATE audit_segment SET previous_hash = 'ab'", "接不上前一段"},
        {"audit_segment", "UPDATE audit_segment SET signature = '00'", "签名不对"},
        {"audit_segment", "DELETE FROM audit_segment WHERE number = 2", "日志第2段不见了"},
        {"audit_unsealed", "DELETE FROM audit_unsealed", "没有封存"},
    };
    for (size_t i = 0; i < sizeof harms / sizeof *harms; i++) {
        TestDatabase database;
        test_database_make(&database, ((const TestDatabase *)*state)->is_postgres);
        void *own = &database;
        Fixture f = open_fixture(&own, SUITE_INTERNATIONAL);
        write_log(&f, 10);
        assert_int_equal(seal(&f), 10);
        write_log(&f, 3);
        assert_int_equal(seal(&f), 3);
        write_log(&f, 1);
        assert_int_equal(prove(&f).faults, 0);
        Raw raw = raw_open(&database);
        assert_false(raw_run(&raw, harms[i].sql)); // the schema refuses it by itself
        raw_rules(&raw, harms[i].table, false);
        raw_must(&raw, harms[i].sql);
        raw_close(&raw);
        AuditProof proof = prove(&f);
        assert_true(proof.faults > 0);
        if (str_find(proof.first_fault, str_from_c(harms[i].fault), 0) == SIZE_MAX) {
            fail_msg("%s: %.*s", harms[i].sql, STR_ARG(proof.first_fault));
        }
        close_fixture(&f);
        test_database_remove(&database);
    }
}

static void test_suite__signatures_hold_and_do_not(void **state) {
    (void)state;
    for (int i = 0; i < SUITE_COUNT; i++) {
        Arena arena = {0};
        SigningKey *key;
        Error error = {0};
        char place[TEST_FOLDER_SIZE];
        test_folder_make(place);
        Str folder = str_from_c(place);
        Str signature, again;
        assert_ok(signing_key_open((Suite)i, folder, &key, &error), error);
        assert_ok(signing_key_sign(key, &arena, STR("甲"), &signature, &error), error);
        Str public_key = signing_key_public(&arena, key);
        assert_true(signature_holds((Suite)i, public_key, STR("甲"), signature));
        assert_false(signature_holds((Suite)i, public_key, STR("乙"), signature));
        assert_false(signature_holds((Suite)i, STR("zz"), STR("甲"), signature));
        assert_false(signature_holds((Suite)i, public_key, STR("甲"), STR("")));
        signing_key_close(key);
        assert_ok(signing_key_open((Suite)i, folder, &key, &error), error); // the same key
        assert_ok(signing_key_sign(key, &arena, STR("甲"), &again, &error), error);
        assert_true(signature_holds((Suite)i, public_key, STR("甲"), again));
        signing_key_close(key);
        test_folder_remove(place);
        arena_release(&arena);
    }
    Arena arena = {0};
    // GB/T 32905-2016, appendix A.1; FIPS 180-4.
    assert_str_equal(suite_digest(&arena, SUITE_GUOMI, STR("abc")),
                     "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assert_str_equal(suite_digest(&arena, SUITE_INTERNATIONAL, STR("abc")),
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_seal__chains_and_proves_what_was_written),
        BOTH(test_seal__does_so_with_national_algorithms),
        BOTH(test_seal__second_suite_goes_on_from_the_first),
        BOTH(test_seal__every_harm_names_itself),
        cmocka_unit_test(test_suite__signatures_hold_and_do_not),
    };
    return RUN_TESTS(tests);
}
