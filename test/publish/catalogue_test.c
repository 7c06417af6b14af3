// SPDX-License-Identifier: Apache-2.0
// Protects: the pack is published once, comes back from the database byte by byte, and one with
// errors is neither published nor used.
#include "population.h"

#include "publish/version.h"

#include "test/publish/look.sql.c"

static bool count_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)in;
    return published_count(tx, NULL, arena, out, error);
}

static PublishedCountRow published(Population *population) {
    PublishedCountRow row;
    Error error = {0};
    assert_ok(store_read(population->store, count_read, NULL, &row, &population->arena, &error),
              error);
    return row;
}

static void test_catalogue__publishes_at_first_start_only(void **state) {
    Population population = population_empty(state);
    PackFiles files;
    assert_true(pack_files_embedded(&population.arena, &files));
    assert_int_equal(population.pack->policies.count, 42);
    PublishedCountRow first = published(&population);
    assert_int_equal(first.versions, 1);
    assert_int_equal(first.files, files.count);
    assert_int_equal(first.audited, 1);
    Catalogue *second;
    Error error = {0};
    assert_ok(catalogue_open(population.store, day(20240101), 0, &second, &error), error);
    assert_string_equal(catalogue_pack(second)->hash, population.pack->hash);
    catalogue_close(second);
    assert_int_equal(published(&population).versions, 1);
    population_close(&population);
}

static void test_catalogue__keeps_former_versions(void **state) {
    Population population = population_empty(state);
    PackFiles files = files_changed(&population.arena, "| 2023年12月31日前招用并申请 |",
                                    "| 2023年12月31日以前招用并申请 |");
    PublishIn in = {&files, today(), 0};
    Error error = {0};
    assert_ok(catalogue_publish(population.store, &in, &error), error);
    // the open catalogue keeps its version; one opened now has the new one and finds the old
    Catalogue *later;
    const Pack *former;
    assert_ok(catalogue_open(population.store, today(), 0, &later, &error), error);
    assert_string_not_equal(catalogue_pack(later)->hash, population.pack->hash);
    Str hash = str_from_c(population.pack->hash);
    assert_ok(catalogue_version(later, hash, &former, &error), error);
    assert_string_equal(former->hash, population.pack->hash);
    const Pack *again;
    assert_ok(catalogue_version(later, hash, &again, &error), error);
    assert_ptr_equal(former, again); // compiled once
    assert_false(catalogue_version(later, STR("0000"), &again, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    catalogue_close(later);
    error = (Error){0};
    assert_false(catalogue_publish(population.store, &in, &error));
    assert_int_equal(error.kind, ERROR_CONFLICT);
    assert_string_equal(error.code, "PACK_PUBLISHED");
    population_close(&population);
}

static void test_catalogue__refuses_a_pack_with_errors(void **state) {
    Population population = population_empty(state);
    // 1600 yuan where the document says at most 1500
    PackFiles files = files_changed(&population.arena, "| rate_fen | 150000 | [0..150000]",
                                    "| rate_fen | 160000 | [0..150000]");
    PublishIn in = {&files, today(), 0};
    Error error = {0};
    assert_false(catalogue_publish(population.store, &in, &error));
    assert_int_equal(error.kind, ERROR_INVALID);
    assert_string_equal(error.code, "PACK_INVALID");
    assert_non_null(strstr(error.message, "07-expansion-grant.md"));
    assert_int_equal(published(&population).versions, 1);
    population_close(&population);
}

// ---- Days of effect ----

static bool insert_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    (void)out;
    Actor actor = actor_system(today(), 0);
    return version_insert(tx, &actor, in, arena, error);
}

static bool publish_for(Population *population, const char *from, const char *to, Date effective_on,
                        Error *error) {
    Diagnostics diagnostics = {.arena = &population->arena};
    PackFiles files = files_changed(&population->arena, from, to);
    VersionIn in = {catalogue_check(&population->arena, &files, &diagnostics), &files,
                    effective_on, STR("test")};
    assert_false(diagnostics_has_errors(&diagnostics));
    return store_write(population->store, insert_write, &in, NULL, &population->arena, error);
}

static void test_catalogue__takes_up_a_version_on_its_day(void **state) {
    Population population = population_empty(state);
    Error error = {0};
    const Pack *before = population.pack;
    assert_ok(publish_for(&population, "| 给谁 | 招用2023届", "| 给谁 | 招用了2023届", day(20240101),
                          &error),
              error);
    assert_ok(catalogue_refresh(population.catalogue, day(20231231), &error), error);
    assert_ptr_equal(catalogue_pack(population.catalogue), before);
    assert_ok(catalogue_refresh(population.catalogue, day(20240101), &error), error);
    const Pack *after = catalogue_pack(population.catalogue);
    assert_string_not_equal(after->hash, before->hash);
    const Pack *former;
    assert_ok(catalogue_version(population.catalogue, str_from_c(before->hash), &former, &error),
              error);
    assert_ptr_equal(former, before);
    // nothing may come between: the later version would silently undo it
    assert_false(publish_for(&population, "| 给谁 | 招用2023届", "| 给谁 | 凡招用2023届",
                             day(20231101), &error));
    assert_string_equal(error.code, "EFFECT_TOO_EARLY");
    population_close(&population);
}

static void test_catalogue__keeps_to_the_views_of_the_program(void **state) {
    Population population = population_empty(state);
    PackFiles files = files_changed(&population.arena, "| hire.birth_date |", "| hire.birthday |");
    PublishIn in = {&files, today(), 0};
    Error error = {0};
    assert_false(catalogue_publish(population.store, &in, &error));
    assert_string_equal(error.code, "PACK_INVALID");
    assert_non_null(strstr(error.message, "birth_date"));
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_catalogue__publishes_at_first_start_only),
        BOTH(test_catalogue__keeps_former_versions),
        BOTH(test_catalogue__refuses_a_pack_with_errors),
        BOTH(test_catalogue__takes_up_a_version_on_its_day),
        BOTH(test_catalogue__keeps_to_the_views_of_the_program),
    };
    return RUN_TESTS(tests);
}
