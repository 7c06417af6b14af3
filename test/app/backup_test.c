// SPDX-License-Identifier: Apache-2.0
// Protects backup and restore: from either database into either, whole or not at all, while others
// write, and nothing that was changed on the way passes.
#include "../publish/population.h"

#include "access/audit.h"
#include "access/seal.h"
#include "app/restore.h"
#include "base/file.h"
#include "store/driver.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define NOW_MS INT64_C(1697414400000)

typedef struct Fixture {
    Population source;
    const TestDatabase *database;
    Arena arena;
    char folder[TEST_FOLDER_SIZE]; // of keys and backups
    SigningKey *key;
} Fixture;

static Str path_in(Fixture *f, const char *name) {
    return str_format(&f->arena, "%s/%s", f->folder, name);
}

// ---- A city with a sealed log ----

static bool write_log(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Fixture *f = in;
    Actor actor = actor_system(today(), NOW_MS);
    int64_t sealed;
    (void)out;
    for (int i = 0; i < 40; i++) {
        AuditEntry entry = {.action = STR("claim.accept"),
                            .object_kind = STR("application"),
                            .after = STR("两行\n一个\t制表符")};
        if (!audit_write(tx, &actor, &entry, error)) return false;
        if (i == 30 && !audit_seal(tx, f->key, NOW_MS, arena, &sealed, error)) return false;
    }
    return true;
}

static Fixture open_fixture(void **state) {
    Fixture f = {.database = *state, .source = population_open(state)};
    Error error = {0};
    test_folder_make(f.folder);
    assert_ok(signing_key_open(SUITE_INTERNATIONAL, str_from_c(f.folder), &f.key, &error), error);
    assert_ok(store_write(f.source.store, write_log, &f, NULL, &f.arena, &error), error);
    return f;
}

static void close_fixture(Fixture *f) {
    test_folder_remove(f->folder);
    signing_key_close(f->key);
    arena_release(&f->arena);
    population_close(&f->source);
}

static bool take_backup(Fixture *f, Store *store, const char *name, Backup *made, Error *error) {
    BackupOptions options = {.path = path_in(f, name),
                             .key = f->key,
                             .program = STR("test"),
                             .today = today(),
                             .now_ms = NOW_MS};
    return backup_write(store, &options, &f->arena, made, error);
}

// Reads, checks and loads a backup, all as the command does.
static bool restore_from(Fixture *f, const char *name, const TestDatabase *into, Backup *backup,
                         Error *error) {
    static const Str any_key[SUITE_COUNT];
    Archive *archive;
    if (!archive_open(path_in(f, name), &archive, error)) return false;
    bool ok = backup_read(archive, any_key, &f->arena, backup, error) &&
              restore_check(archive, backup, error);
    if (ok && into) {
        Store *store = test_store_open(into, 2);
        Str head;
        ok = restore_load(store, archive, backup, &f->arena, &head, error);
        if (ok) assert_true(str_equal(head, backup->log_head));
        store_close(store);
    }
    archive_close(archive);
    return ok;
}

static void assert_same(const Backup *a, const Backup *b) {
    assert_int_equal(a->table_count, b->table_count);
    for (size_t i = 0; i < a->table_count; i++) {
        if (str_equal(a->tables[i].sha256, b->tables[i].sha256)) continue;
        fail_msg("%.*s differs", STR_ARG(a->tables[i].name));
    }
}

// ---- There and back ----

static void test_backup__goes_into_either_database_and_back(void **state) {
    Fixture f = open_fixture(state);
    Error error = {0};
    Backup first, read, second;
    assert_ok(take_backup(&f, f.source.store, "first.zip", &first, &error), error);
    assert_true(backup_rows(&first) > 2000);
    assert_false(str_is_absent(first.log_head));
    assert_str_equal(first.pack_hash, f.source.pack->hash);
    for (int kind = 0; kind < 2; kind++) {
        TestDatabase other;
        char name[] = "second-0.zip";
        name[7] = (char)('0' + kind);
        test_database_make(&other, kind == 1);
        assert_ok(restore_from(&f, "first.zip", &other, &read, &error), error);
        assert_same(&first, &read);
        Store *store = test_store_open(&other, 2);
        assert_ok(take_backup(&f, store, name, &second, &error), error);
        assert_same(&first, &second);
        store_close(store);
        test_database_remove(&other);
    }
    close_fixture(&f);
}

// A read may run twice, and the first run has left a file then.
static void test_backup__is_made_again_when_its_connection_is_lost(void **state) {
    Fixture f = open_fixture(state);
    Error error = {0};
    Backup first, read;
    setenv("JIUYE_TEST_TWICE", "lost", 1);
    Store *store = test_store_open(*state, 1);
    assert_ok(take_backup(&f, store, "twice.zip", &first, &error), error);
    store_close(store);
    unsetenv("JIUYE_TEST_TWICE");
    TestDatabase other;
    test_database_make(&other, false);
    assert_ok(restore_from(&f, "twice.zip", &other, &read, &error), error);
    assert_same(&first, &read);
    assert_false(file_exists(path_in(&f, "twice.zip.part")));
    test_database_remove(&other);
    close_fixture(&f);
}

static bool forge_log(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    (void)out;
    (void)arena;
    return tx->driver->script(tx, "DELETE FROM audit_log", error);
}

static bool prove_log(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    static const Str any_key[SUITE_COUNT];
    (void)in;
    return audit_prove(tx, any_key, arena, out, error);
}

static void test_backup__what_is_restored_is_guarded_as_before(void **state) {
    Fixture f = open_fixture(state);
    Error error = {0};
    Backup made, read;
    AuditProof proof;
    TestDatabase other;
    assert_ok(take_backup(&f, f.source.store, "a.zip", &made, &error), error);
    test_database_make(&other, f.database->is_postgres);
    assert_ok(restore_from(&f, "a.zip", &other, &read, &error), error);
    Store *store = test_store_open(&other, 2);
    assert_false(store_write(store, forge_log, NULL, NULL, &f.arena, &error));
    assert_string_equal(error.code, "RULE:audit_log_is_append_only");
    error = (Error){0};
    assert_ok(store_write(store, write_log, &f, NULL, &f.arena, &error), error); // ids go on
    assert_ok(store_read(store, prove_log, NULL, &proof, &f.arena, &error), error);
    assert_int_equal(proof.faults, 0);
    assert_int_equal(proof.segments, 2);
    store_close(store);
    test_database_remove(&other);
    close_fixture(&f);
}

static void test_backup__an_older_schema_is_brought_up(void **state) {
    Fixture f = open_fixture(state);
    Error error = {0};
    MigrationList list;
    TestDatabase old, new;
    Backup made, read;
    assert_ok(migration_list_embedded(&f.arena, &list, &error), error);
    list.count -= 2;
    test_database_make(&old, f.database->is_postgres);
    test_database_make(&new, !f.database->is_postgres);
    Store *store = test_store_open(&old, 2);
    assert_ok(store_migrate(store, &list, NULL, &error), error);
    assert_ok(take_backup(&f, store, "old.zip", &made, &error), error);
    store_close(store);
    assert_int_equal(made.migrations.count, list.count);
    assert_ok(restore_from(&f, "old.zip", &new, &read, &error), error);
    store = test_store_open(&new, 2);
    list.count += 2;
    assert_ok(store_check_schema(store, &list, &error), error);
    store_close(store);
    test_database_remove(&old);
    test_database_remove(&new);
    close_fixture(&f);
}

// ---- Refusals ----

static void test_backup__never_replaces_anything(void **state) {
    Fixture f = open_fixture(state);
    Error error = {0};
    Backup made, read;
    assert_ok(take_backup(&f, f.source.store, "a.zip", &made, &error), error);
    assert_false(take_backup(&f, f.source.store, "a.zip", &made, &error));
    assert_string_equal(error.code, "FILE_EXISTS");
    assert_false(restore_from(&f, "a.zip", f.database, &read, &error));
    assert_string_equal(error.code, "DATABASE_IN_USE");
    close_fixture(&f);
}

static void test_backup__a_newer_or_another_schema_is_refused(void **state) {
    static const Str any_key[SUITE_COUNT];
    Fixture f = open_fixture(state);
    Error error = {0};
    Backup made, read;
    Archive *archive;
    assert_ok(take_backup(&f, f.source.store, "a.zip", &made, &error), error);
    assert_ok(archive_open(path_in(&f, "a.zip"), &archive, &error), error);
    assert_ok(backup_read(archive, any_key, &f.arena, &read, &error), error);
    MigrationRow newer = {9999, STR("9999-newer"), STR("00")};
    PUSH(&f.arena, &read.migrations, newer);
    assert_false(restore_check(archive, &read, &error));
    assert_string_equal(error.code, "SCHEMA_NEWER");
    read.migrations.count--;
    read.migrations.items[3].checksum = STR("00");
    assert_false(restore_check(archive, &read, &error));
    assert_string_equal(error.code, "SCHEMA_CHANGED");
    archive_close(archive);
    close_fixture(&f);
}

static void test_backup__another_key_is_refused(void **state) {
    Fixture f = open_fixture(state);
    Error error = {0};
    Backup made, read;
    Archive *archive;
    Str keys[SUITE_COUNT] = {{0}};
    SigningKey *other;
    Str folder = str_format(&f.arena, "%s.other", f.folder);
    assert_ok(take_backup(&f, f.source.store, "a.zip", &made, &error), error);
    assert_ok(archive_open(path_in(&f, "a.zip"), &archive, &error), error);
    keys[SUITE_INTERNATIONAL] = signing_key_public(&f.arena, f.key);
    assert_ok(backup_read(archive, keys, &f.arena, &read, &error), error);
    assert_ok(signing_key_open(SUITE_INTERNATIONAL, folder, &other, &error), error);
    keys[SUITE_INTERNATIONAL] = signing_key_public(&f.arena, other);
    assert_false(backup_read(archive, keys, &f.arena, &read, &error));
    assert_string_equal(error.code, "BACKUP_OTHER_KEY");
    signing_key_close(other);
    archive_close(archive);
    Str file = str_format(&f.arena, "%.*s/seal-ed25519.pem", STR_ARG(folder));
    assert_int_equal(unlink(str_to_c(&f.arena, file)), 0);
    assert_int_equal(rmdir(str_to_c(&f.arena, folder)), 0);
    close_fixture(&f);
}

// An archive with one entry replaced, in place of the one that was signed.
typedef struct Forged {
    Archive *from;
    Str name, content;
    bool is_given;
} Forged;

static bool next_forged(void *user, Arena *arena, Str *bytes, Error *error) {
    Forged *forged = user;
    *bytes = STR("");
    if (forged->is_given) return true;
    forged->is_given = true;
    if (str_is_absent(forged->content)) {
        return archive_read(forged->from, forged->name, 1 << 28, arena, bytes, error);
    }
    *bytes = forged->content;
    return true;
}

static void forge(Fixture *f, const Backup *made, const char *to, Str name, Str content) {
    Error error = {0};
    Archive *from;
    size_t count = made->table_count + 2;
    assert_ok(archive_open(path_in(f, "a.zip"), &from, &error), error);
    Forged *forged = NEW_ARRAY(&f->arena, Forged, count);
    ArchiveEntry *entries = NEW_ARRAY(&f->arena, ArchiveEntry, count);
    for (size_t i = 0; i < count; i++) {
        Str entry = i == count - 2   ? STR("manifest.json")
                    : i == count - 1 ? STR("manifest.sig")
                                     : backup_entry_name(&f->arena, made->tables[i].database,
                                                         made->tables[i].name);
        forged[i] = (Forged){from, entry, str_equal(entry, name) ? content : (Str){0}, false};
        entries[i] = (ArchiveEntry){entry, next_forged, &forged[i]};
    }
    assert_ok(archive_write(path_in(f, to), entries, count, &error), error);
    archive_close(from);
}

static void test_backup__what_was_changed_does_not_pass(void **state) {
    static const char *const names[] = {"forged-0.zip", "forged-1.zip", "forged-2.zip"};
    Fixture f = open_fixture(state);
    Error error = {0};
    Backup made, read;
    Archive *archive;
    Str manifest, person;
    assert_ok(take_backup(&f, f.source.store, "a.zip", &made, &error), error);
    assert_ok(archive_open(path_in(&f, "a.zip"), &archive, &error), error);
    assert_ok(archive_read(archive, STR("manifest.json"), 1 << 24, &f.arena, &manifest, &error),
              error);
    assert_ok(archive_read(archive, STR("labour/person.tsv"), 1 << 28, &f.arena, &person, &error),
              error);
    archive_close(archive);
    char *bytes = arena_alloc(&f.arena, person.length);
    memcpy(bytes, person.data, person.length);
    bytes[person.length - 2] ^= 1; // the last digit of a date
    forge(&f, &made, names[0], STR("labour/person.tsv"), (Str){bytes, person.length});
    forge(&f, &made, names[1], STR("labour/person.tsv"), str_slice(person, 0, person.length / 2));
    forge(&f, &made, names[2], STR("manifest.json"),
          str_format(&f.arena, "%.*s ", STR_ARG(manifest)));
    static const char *const codes[] = {"BACKUP_DAMAGED", "BACKUP_DAMAGED", "BACKUP_UNSIGNED"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        error = (Error){0};
        assert_false(restore_from(&f, names[i], NULL, &read, &error));
        assert_string_equal(error.code, codes[i]);
    }
    close_fixture(&f);
}

// Wherever a file is cut, and whichever of its bytes is another, it is refused, or (in a time or an
// attribute of an entry, which nobody reads) all that it holds is what was signed.
static void test_backup__damage_anywhere_is_found(void **state) {
    Fixture f = open_fixture(state);
    Error error = {0};
    Backup made, read;
    Str content;
    int refused = 0, tried = 0;
    assert_ok(take_backup(&f, f.source.store, "a.zip", &made, &error), error);
    assert_ok(file_read(&f.arena, path_in(&f, "a.zip"), 1 << 28, &content, &error), error);
    char *bytes = arena_alloc(&f.arena, content.length);
    memcpy(bytes, content.data, content.length);
    for (size_t at = 5; at < content.length; at += content.length / 40) {
        ArenaMark mark = arena_mark(&f.arena);
        error = (Error){0};
        assert_ok(file_write(path_in(&f, "cut.zip"), str_slice(content, 0, at), &error), error);
        assert_false(restore_from(&f, "cut.zip", NULL, &read, &error));
        error = (Error){0};
        bytes[at] ^= 0x10;
        assert_ok(file_write(path_in(&f, "bad.zip"), (Str){bytes, content.length}, &error), error);
        bytes[at] ^= 0x10;
        if (restore_from(&f, "bad.zip", NULL, &read, &error))
            assert_same(&made, &read);
        else
            refused++;
        tried++;
        arena_rewind(&f.arena, mark);
    }
    assert_true(refused * 10 >= tried * 8);
    close_fixture(&f);
}

// ---- While others write, and when the program or the disk gives way ----

typedef struct Writing {
    Store *store;
    atomic_bool is_over;
    atomic_int writes;
} Writing;

static bool write_pair(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    Actor actor = actor_system(today(), NOW_MS);
    AuditEntry entry = {.action = STR("claim.review")};
    (void)in;
    (void)out;
    (void)arena;
    return audit_write(tx, &actor, &entry, error) && audit_write(tx, &actor, &entry, error);
}

static void *write_on(void *user) {
    Writing *writing = user;
    while (!atomic_load(&writing->is_over)) {
        Error error = {0};
        if (!store_write(writing->store, write_pair, NULL, NULL, NULL, &error)) break;
        atomic_fetch_add(&writing->writes, 1);
    }
    return NULL;
}

static void test_backup__is_one_moment_while_others_write(void **state) {
    Fixture f = open_fixture(state);
    Writing writing = {.store = f.source.store};
    pthread_t thread;
    Error none = {0};
    Backup still;
    assert_ok(take_backup(&f, f.source.store, "still.zip", &still, &none), none);
    assert_int_equal(pthread_create(&thread, NULL, write_on, &writing), 0);
    for (int i = 0; i < 3; i++) {
        char name[] = "moment-0.zip";
        Error error = {0};
        Backup made, read;
        name[7] = (char)('0' + i);
        int before = atomic_load(&writing.writes);
        while (atomic_load(&writing.writes) < before + 3) usleep(1000);
        assert_ok(take_backup(&f, f.source.store, name, &made, &error), error);
        assert_ok(restore_from(&f, name, NULL, &read, &error), error);
        // Both of a pair or neither; each row of the log waits for its seal or has one.
        int64_t rows = backup_table(&made, STR("audit_log"))->rows;
        int64_t waiting = backup_table(&made, STR("audit_unsealed"))->rows;
        int64_t sealed = backup_table(&made, STR("audit_seal"))->rows;
        assert_int_equal((rows - backup_table(&still, STR("audit_log"))->rows) % 2, 0);
        assert_int_equal(rows, waiting + sealed);
    }
    atomic_store(&writing.is_over, true);
    pthread_join(thread, NULL);
    assert_true(atomic_load(&writing.writes) > 0);
    close_fixture(&f);
}

// Restores in a process of its own, which is killed after a while; whether it had ended before.
static bool restore_killed(Fixture *f, const TestDatabase *into, useconds_t after_us) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        Error error = {0};
        Backup read;
        _exit(restore_from(f, "a.zip", into, &read, &error) ? 0 : 1);
    }
    usleep(after_us);
    kill(child, SIGKILL);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void test_backup__a_killed_restore_leaves_nothing_half(void **state) {
    Fixture f = open_fixture(state);
    Error error = {0};
    Backup made, read, again;
    assert_ok(take_backup(&f, f.source.store, "a.zip", &made, &error), error);
    bool was_killed = false;
    for (int i = 0; i < 4; i++) {
        TestDatabase other;
        char name[] = "again-0.zip";
        name[6] = (char)('0' + i);
        test_database_make(&other, f.database->is_postgres);
        was_killed |= !restore_killed(&f, &other, (useconds_t)(20000 << 2 * i));
        error = (Error){0};
        // Either all of it is there, or nothing is and it can be done again.
        if (!restore_from(&f, "a.zip", &other, &read, &error)) {
            assert_string_equal(error.code, "DATABASE_IN_USE");
        }
        Store *store = test_store_open(&other, 2);
        assert_ok(take_backup(&f, store, name, &again, &error), error);
        assert_same(&made, &again);
        store_close(store);
        test_database_remove(&other);
    }
    assert_true(was_killed);
    close_fixture(&f);
}

static void test_backup__a_full_disk_leaves_no_file(void **state) {
    Fixture f = open_fixture(state);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) { // a limit on files stands for a full disk
        struct rlimit limit = {20000, 20000};
        Error error = {0};
        Backup made;
        Store *store = NULL;
        signal(SIGXFSZ, SIG_IGN);
        bool is_open = store_open(str_from_c(f.database->url), NULL, &store, &error);
        setrlimit(RLIMIT_FSIZE, &limit);
        bool ok = is_open && take_backup(&f, store, "full.zip", &made, &error);
        bool is_clear = error.kind == ERROR_UNAVAILABLE && strstr(error.message, "full.zip");
        _exit(is_open && !ok && is_clear ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    Str *names;
    size_t count;
    Error error = {0};
    assert_ok(file_list(&f.arena, str_from_c(f.folder), STR(""), &names, &count, &error), error);
    assert_int_equal(count, 1); // the key
    close_fixture(&f);
}

// What is about the file alone needs one database.
#define OF_FILE(test) cmocka_unit_test_setup_teardown(test, test_make_sqlite, test_remove)

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_backup__goes_into_either_database_and_back),
        BOTH(test_backup__is_made_again_when_its_connection_is_lost),
        BOTH(test_backup__what_is_restored_is_guarded_as_before),
        BOTH(test_backup__an_older_schema_is_brought_up),
        BOTH(test_backup__never_replaces_anything),
        OF_FILE(test_backup__a_newer_or_another_schema_is_refused),
        OF_FILE(test_backup__another_key_is_refused),
        OF_FILE(test_backup__what_was_changed_does_not_pass),
        OF_FILE(test_backup__damage_anywhere_is_found),
        BOTH(test_backup__is_one_moment_while_others_write),
        BOTH(test_backup__a_killed_restore_leaves_nothing_half),
        OF_FILE(test_backup__a_full_disk_leaves_no_file),
    };
    return RUN_TESTS(tests);
}
