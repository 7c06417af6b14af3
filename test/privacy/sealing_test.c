// SPDX-License-Identifier: Apache-2.0
// Protects: no plaintext of personal fields stands in either database; the wrong key is refused;
// what was moved or changed does not open; sealing and a change of keys lose nothing, while others
// write and when they are killed.

#include "sealed.h"

#include "registry/person.sql.h"
#include "test/privacy/look.sql.c"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

#define PEOPLE 3000
#define WRITTEN_MAX 2500    // by one writer
#define TODAY ((Date)19646) // 2023-10-16

// ---- People ----

static Str id_of(Arena *arena, int n) {
    return str_format(arena, "6405221990%02d%02d%04d", n / 28 % 12 + 1, n % 28 + 1, n);
}
static Str name_of(Arena *arena, int n) {
    return str_format(arena, "回春%d", n);
}
static Str phone_of(Arena *arena, int n) {
    return str_format(arena, "139%08d", 12340000 + n);
}
static Str account_of(Arena *arena, int n) {
    return str_format(arena, "62179987%011d", 555000 + n);
}

static PersonPutIn person_of(Arena *arena, int n, Str name) {
    return (PersonPutIn){.id_number = id_of(arena, n),
                         .name = name,
                         .birth_date = TODAY - 12000,
                         .sex = 1,
                         .deceased_on = DATE_ABSENT,
                         .division_code = STR("640522"),
                         .source = STR("x"),
                         .data_date = TODAY};
}

typedef struct Range {
    int first, count;
    bool is_account;
} Range;

static bool people_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Range *range = in;
    (void)out;
    for (int n = range->first; n < range->first + range->count; n++) {
        PersonPutIn person = person_of(arena, n, name_of(arena, n));
        PersonContactPutIn contact = {person.id_number, phone_of(arena, n), STR("640522"), STR("x"),
                                      TODAY};
        if (!person_put(tx, &person, NULL, error) ||
            !person_contact_put(tx, &contact, NULL, error)) {
            return false;
        }
        PersonRow found;
        bool is_found;
        if (!person_find(tx, &(PersonFindIn){person.id_number}, arena, &found, &is_found, error)) {
            return false;
        }
        PersonAccountPutIn account = {found.id, account_of(arena, n), STR("宁夏银行"), person.name,
                                      true,     STR("640522"),        STR("x"),        TODAY};
        if (range->is_account && !person_account_put(tx, &account, NULL, error)) return false;
    }
    return true;
}

static void people_put(Fixture *f, int count) {
    for (int n = 0; n < count; n += 500) {
        Range range = {n, count - n < 500 ? count - n : 500, n == 0};
        assert_ok(store_write(f->store, people_write, &range, NULL, &f->arena, &f->error),
                  f->error);
    }
}

static bool person_look(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    bool is_found;
    LookPersonIn person = {id_of(arena, *(const int *)in)};
    return look_person(tx, &person, arena, out, &is_found, error) &&
           (is_found || error_set(error, ERROR_NOT_FOUND, "nobody"));
}

static void assert_person(Fixture *f, int n) {
    LookPersonRow row;
    assert_ok(store_read(f->store, person_look, &n, &row, &f->arena, &f->error), f->error);
    assert_true(str_equal(row.name, name_of(&f->arena, n)));
    assert_true(str_equal(row.phone, phone_of(&f->arena, n)));
    assert_true(row.raw_name.data[0] == '!' && row.raw_number.data[0] == '!');
}

static bool marks_look(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return look_marks(tx, &(LookMarksIn){str_from_c(in)}, arena, out, error);
}

static int64_t marked(Fixture *f, const char *mark) {
    LookMarksRow row;
    assert_ok(store_read(f->store, marks_look, mark, &row, &f->arena, &f->error), f->error);
    return row.marked;
}

static void assert_unreadable(Fixture *f, int count) {
    Str bytes = bytes_of(f);
    assert_true(is_found(bytes, STR("宁夏银行"))); // what is not sealed is seen
    for (int n = 0; n < count; n++) {
        assert_false(is_found(bytes, id_of(&f->arena, n)));
        assert_false(is_found(bytes, name_of(&f->arena, n)));
        assert_false(is_found(bytes, phone_of(&f->arena, n)));
        assert_false(is_found(bytes, account_of(&f->arena, n)));
    }
}

static void test_sealing__leaves_no_plaintext(void **state) {
    Fixture f = fixture_open(state);
    people_put(&f, 20);
    assert_person(&f, 7);
    assert_unreadable(&f, 20);
    fixture_close(&f);
}

// What the program of before wrote, as it would stand in a database that is migrated.
static void make_plain(Fixture *f, int count) {
    Raw raw = raw_open(f->database);
    if (raw.postgres) {
        raw_must(&raw, "ALTER TABLE person DROP CONSTRAINT person_is_sealed");
        raw_must(&raw, "ALTER TABLE person_contact DROP CONSTRAINT person_contact_is_sealed");
        raw_must(&raw, "ALTER TABLE person_account DROP CONSTRAINT person_account_is_sealed");
    }
    raw_must(&raw, "BEGIN");
    raw_must(&raw, "DELETE FROM person_account");
    raw_must(&raw, "DELETE FROM person_contact");
    raw_must(&raw, "DELETE FROM person");
    for (int n = 0; n < count; n++) {
        Str id = id_of(&f->arena, n), name = name_of(&f->arena, n), phone = phone_of(&f->arena, n);
        Str account = account_of(&f->arena, n);
        raw_must(
            &raw,
            str_to_c(
                &f->arena,
                str_format(
                    &f->arena,
                    "INSERT INTO person (id, id_number, name, birth_date, sex, division_code, "
                    "source,"
                    " data_date) VALUES (%d, '%.*s', '%.*s', '1990-01-01', 1, '640522', 'x', 'y');"
                    "INSERT INTO person_contact (person_id, phone, division_code, source, "
                    "data_date)"
                    " VALUES (%d, '%.*s', '640522', 'x', 'y');"
                    "INSERT INTO person_account (person_id, account_number, bank_name, holder_name,"
                    " is_active, division_code, source, data_date)"
                    " VALUES (%d, '%.*s', '宁夏银行', '%.*s', 1, '640522', 'x', 'y')",
                    n + 1, STR_ARG(id), STR_ARG(name), n + 1, STR_ARG(phone), n + 1,
                    STR_ARG(account), STR_ARG(name))));
    }
    raw_must(&raw, "DELETE FROM sealing");
    raw_must(&raw, "COMMIT");
    raw_close(&raw);
}

static void seal_all(Fixture *f) {
    Store *store = open_with(f, f->keys, true);
    assert_ok(sealing_finish(store, f->keys, &f->error), f->error);
    store_close(store);
}

static void test_sealing__seals_what_stood_before(void **state) {
    Fixture f = fixture_open(state);
    bool is_done;
    int n = 3;
    LookPersonRow row;
    make_plain(&f, 700);
    assert_true(is_found(bytes_of(&f), id_of(&f.arena, n)));
    assert_ok(sealing_is_done(f.store, &is_done, &f.error), f.error);
    assert_false(is_done);
    assert_false(
        store_read(f.store, person_look, &n, &row, &f.arena, &f.error)); // not by its number
    seal_all(&f);
    assert_ok(sealing_is_done(f.store, &is_done, &f.error), f.error);
    assert_true(is_done);
    for (n = 0; n < 700; n += 99) assert_person(&f, n);
    store_close(f.store); // folds the log into the file
    assert_unreadable(&f, 700);
    f.store = open_with(&f, f.keys, false);
    fixture_close(&f);
}

static void test_sealing__an_import_of_the_same_changes_nothing(void **state) {
    Fixture f = fixture_open(state);
    LookPersonRow before, after;
    int n = 5;
    people_put(&f, 20);
    assert_ok(store_read(f.store, person_look, &n, &before, &f.arena, &f.error), f.error);
    people_put(&f, 20);
    assert_ok(store_read(f.store, person_look, &n, &after, &f.arena, &f.error), f.error);
    assert_true(str_equal(before.raw_name, after.raw_name));
    fixture_close(&f);
}

// ---- Keys ----

static void test_keys__others_are_refused(void **state) {
    Fixture f = fixture_open(state);
    Keyring *other;
    char folder[100];
    snprintf(folder, sizeof folder, "%s/other", f.database->folder);
    assert_ok(keyring_open(str_from_c(folder), CIPHER_GUOMI, &other, &f.error), f.error);
    assert_false(store_keys_settle(f.store, other, &f.error));
    assert_string_equal(f.error.code, "SEALED_KEYLESS");
    assert_int_not_equal(access(folder, F_OK), 0); // no key is made for what needs another
    assert_ok(keyring_make(other, KEY_FIELD, &f.error) && keyring_make(other, KEY_BLIND, &f.error),
              f.error);
    assert_false(store_keys_settle(f.store, other, &f.error));
    assert_string_equal(f.error.code, "SEALED_OTHER_KEY");
    assert_ok(store_keys_check(f.store, f.keys, &f.error), f.error);
    struct stat about;
    snprintf(folder, sizeof folder, "%s/other/field-1.key", f.database->folder);
    assert_int_equal(stat(folder, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    unlink(folder);
    snprintf(folder, sizeof folder, "%s/other/blind-1.key", f.database->folder);
    unlink(folder);
    snprintf(folder, sizeof folder, "%s/other", f.database->folder);
    rmdir(folder);
    keyring_close(other);
    fixture_close(&f);
}

static void test_keys__without_them_nothing_is_written(void **state) {
    Fixture f = fixture_open(state);
    store_close(f.store);
    f.store = open_with(&f, NULL, false);
    Range range = {0, 1, false};
    assert_false(store_write(f.store, people_write, &range, NULL, &f.arena, &f.error));
    assert_string_equal(f.error.code, "SEALED_KEYLESS");
    fixture_close(&f);
}

// ---- Sealed ahead ----

typedef struct Named {
    int n;
    const char *name;
    const char *context;
} Named;

typedef struct NamedTwice {
    const Named *foreseen;
    Named written;
} NamedTwice;

static bool name_ahead(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Named *named = ((const NamedTwice *)in)->foreseen;
    PersonPutIn row = person_of(arena, named->n, str_from_c(named->name));
    (void)out;
    return person_put_ahead(tx, &row, 1, str_from_c(named->context), error);
}

static bool name_put(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Named *named = &((const NamedTwice *)in)->written;
    PersonPutIn row = person_of(arena, named->n, str_from_c(named->name));
    (void)out;
    return person_put(tx, &row, NULL, error);
}

// How the name of that person stands in the database, once a write took what a read sealed.
static Str put_ahead(Fixture *f, const Named *foreseen, const char *name) {
    LookPersonRow row;
    NamedTwice in = {foreseen, {foreseen->n, name, NULL}};
    bool is_foreseen = false;
    StoreForesight foresight = {name_ahead, name_put, &in, NULL, &is_foreseen};
    assert_ok(store_write_foreseen(f->store, &foresight, NULL, &f->arena, &f->error), f->error);
    assert_true(is_foreseen);
    const int *n = &in.written.n;
    assert_ok(store_read(f->store, person_look, n, &row, &f->arena, &f->error), f->error);
    assert_true(str_equal(row.name, str_from_c(name)));
    return row.raw_name;
}

static void test_ahead__is_what_a_write_finds_done(void **state) {
    Fixture f = fixture_open(state);
    Str as_ever = put_ahead(&f, &(Named){1, "别的", "甲"}, "回春"); // not what was foreseen
    assert_true(str_equal(put_ahead(&f, &(Named){1, "回春", NULL}, "别的"),
                          put_ahead(&f, &(Named){1, "又一个", NULL}, "别的")));
    Str one = put_ahead(&f, &(Named){1, "回春", "甲"}, "回春");
    assert_false(str_equal(one, as_ever)); // the same text of another context
    assert_false(str_equal(one, put_ahead(&f, &(Named){2, "回春", "乙"}, "回春")));
    assert_true(str_equal(one, put_ahead(&f, &(Named){3, "回春", "甲"}, "回春")));
    // Elsewhere it is not asked for: nothing is kept, nothing fails.
    NamedTwice in = {.foreseen = &(Named){1, "回春", "甲"}};
    assert_ok(store_read(f.store, name_ahead, &in, NULL, &f.arena, &f.error), f.error);
    fixture_close(&f);
}

static void test_sealing__finds_what_was_moved_or_changed(void **state) {
    static const char *const changes[] = {
        "UPDATE person_account SET holder_name ="
        " (SELECT name FROM person WHERE person.id = person_account.person_id)",
        "UPDATE person_contact SET phone = (SELECT account_number FROM person_account LIMIT 1)"
        " WHERE person_id = (SELECT min(person_id) FROM person_contact)",
        "UPDATE person SET name = substr(name, 1, 10) || CASE substr(name, 11, 1) WHEN 'A' THEN 'B'"
        " ELSE 'A' END || substr(name, 12) WHERE id = (SELECT min(id) FROM person)",
        "UPDATE person SET name = '!9' || substr(name, 3) WHERE id = (SELECT min(id) FROM person)",
        "UPDATE person SET name = '!9' || substr(name, 3) WHERE id = (SELECT max(id) FROM person)",
    };
    static const char *const found[] = {"表 person_account", "表 person_contact",
                                        "表 person（内部编号 0 之后的一行）",
                                        "表 person（内部编号 0 之后的一行）",
                                        "表 person（内部编号 9 之后的一行）"};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        Fixture f = fixture_open(state);
        SealingProof proof;
        people_put(&f, 10);
        assert_ok(sealing_prove(f.store, f.keys, &f.arena, &proof, &f.error), f.error);
        assert_int_equal(proof.faults, 0);
        Raw raw = raw_open(f.database);
        raw_must(&raw, changes[i]);
        assert_ok(sealing_prove(f.store, f.keys, &f.arena, &proof, &f.error), f.error);
        assert_int_equal(proof.faults, 1);
        assert_true(str_starts_with(proof.first_fault, str_from_c(found[i])));
        raw_must(&raw, "DELETE FROM person_account");
        raw_must(&raw, "DELETE FROM person_contact");
        raw_must(&raw, "DELETE FROM person");
        raw_close(&raw);
        fixture_close(&f);
    }
}

// ---- A change of keys ----

typedef struct Writer {
    Store *store;
    atomic_bool *is_ending;
    int first;
    int written;
} Writer;

static void *write_on(void *argument) {
    Writer *writer = argument;
    Arena arena = {0};
    while (!atomic_load(writer->is_ending) && writer->written < WRITTEN_MAX) {
        Error error = {0};
        Range range = {writer->first + writer->written, 1, false};
        arena_reset(&arena);
        if (!store_write(writer->store, people_write, &range, NULL, &arena, &error)) break;
        writer->written++;
        usleep(1000); // people come one by one
    }
    arena_release(&arena);
    return NULL;
}

static void renew_all(Fixture *f) {
    int64_t renewed = 1;
    while (renewed > 0) {
        assert_ok(sealing_renew(f->store, f->keys, &renewed, &f->error), f->error);
    }
}

static void assert_all_new(Fixture *f, const char *mark, int64_t people) {
    SealingProof proof;
    assert_int_equal(marked(f, mark), people);
    assert_ok(sealing_prove(f->store, f->keys, &f->arena, &proof, &f->error), f->error);
    assert_int_equal(proof.faults, 0);
    assert_int_equal(proof.former, 0);
}

static void test_keys__change_while_two_write(void **state) {
    Fixture f = fixture_open(state);
    atomic_bool is_ending = false;
    pthread_t threads[2];
    // One writes with this program's keys, the other like another server with its own view of them.
    Keyring *others;
    assert_ok(keyring_open(str_from_c(f.database->folder), CIPHER_INTERNATIONAL, &others, &f.error),
              f.error);
    Writer writers[2] = {{f.store, &is_ending, 4000, 0},
                         {open_with(&f, others, false), &is_ending, 7000, 0}};
    people_put(&f, PEOPLE);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, write_on, &writers[i]), 0);
    }
    assert_ok(keyring_make(f.keys, KEY_FIELD, &f.error) &&
                  store_keys_settle(f.store, f.keys, &f.error),
              f.error);
    int64_t renewed;
    assert_ok(sealing_renew(f.store, f.keys, &renewed, &f.error), f.error);
    assert_true(renewed >= PEOPLE);
    assert_ok(keyring_refresh(others, &f.error), f.error); // as the other server does by the clock
    usleep(50000);
    atomic_store(&is_ending, true);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    store_close(writers[1].store);
    keyring_close(others);
    renew_all(&f);
    assert_true(writers[0].written > 0 && writers[1].written > 0);
    assert_all_new(&f, "!2.", PEOPLE + writers[0].written + writers[1].written);
    for (int n = 0; n < PEOPLE; n += 499) assert_person(&f, n);
    assert_person(&f, 4000 + writers[0].written - 1);
    assert_person(&f, 7000 + writers[1].written - 1);
    fixture_close(&f);
}

// ---- Killed in the middle ----

typedef bool IsUnderWay(Fixture *f);

static bool done_look(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return look_done(tx, NULL, arena, out, error);
}

static bool is_sealing(Fixture *f) {
    LookDoneRow row;
    assert_ok(store_read(f->store, done_look, NULL, &row, &f->arena, &f->error), f->error);
    return row.done > 0;
}

static bool is_renewing(Fixture *f) {
    return marked(f, "!2.") > 0;
}

// A child does the work until it is seen to be under way, and is killed.
static void kill_in_the_middle(Fixture *f, bool admits_plain, IsUnderWay *is_under_way) {
    fflush(NULL);
    store_close(f->store); // no threads over a fork
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        Error error = {0};
        int64_t renewed;
        Store *store = open_with(f, f->keys, admits_plain);
        bool ok = admits_plain ? sealing_finish(store, f->keys, &error)
                               : sealing_renew(store, f->keys, &renewed, &error);
        _exit(ok ? 0 : 1);
    }
    f->store = open_with(f, f->keys, false);
    while (!is_under_way(f)) usleep(200);
    kill(child, SIGKILL);
    int status;
    waitpid(child, &status, 0);
}

static void test_sealing__goes_on_after_a_kill(void **state) {
    Fixture f = fixture_open(state);
    make_plain(&f, PEOPLE);
    kill_in_the_middle(&f, true, is_sealing);
    seal_all(&f);
    assert_all_new(&f, "!1.", PEOPLE);
    for (int n = 0; n < PEOPLE; n += 499) assert_person(&f, n);
    fixture_close(&f);
}

static void test_keys__change_goes_on_after_a_kill(void **state) {
    Fixture f = fixture_open(state);
    people_put(&f, PEOPLE);
    assert_ok(keyring_make(f.keys, KEY_FIELD, &f.error) &&
                  store_keys_settle(f.store, f.keys, &f.error),
              f.error);
    kill_in_the_middle(&f, false, is_renewing);
    renew_all(&f);
    assert_all_new(&f, "!2.", PEOPLE);
    for (int n = 0; n < PEOPLE; n += 499) assert_person(&f, n);
    fixture_close(&f);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_sealing__leaves_no_plaintext),
        BOTH(test_sealing__seals_what_stood_before),
        BOTH(test_sealing__an_import_of_the_same_changes_nothing),
        BOTH(test_keys__others_are_refused),
        BOTH(test_keys__without_them_nothing_is_written),
        BOTH(test_ahead__is_what_a_write_finds_done),
        BOTH(test_sealing__finds_what_was_moved_or_changed),
        BOTH(test_keys__change_while_two_write),
        BOTH(test_sealing__goes_on_after_a_kill),
        BOTH(test_keys__change_goes_on_after_a_kill),
    };
    return RUN_TESTS(tests);
}
