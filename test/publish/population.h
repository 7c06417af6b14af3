// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_PUBLISH_POPULATION_H
#define TEST_PUBLISH_POPULATION_H
// A database with a small city in it and the pack published.
#include "../city/extracts.h"
#include "../store/mould.h"

#include "city/boundary.h"
#include "publish/assessment.h"
#include "publish/catalogue.h"
#include "publish/scan.h"
#include "registry/import.h"
#include "registry/person.sql.h"

#define POPULATION_PEOPLE 500
#define POPULATION_SEED 11

typedef struct Population {
    Store *store;
    Catalogue *catalogue;
    const Pack *pack;
    Arena arena;
} Population;

static inline Date day(int ymd) { return boundary_date(ymd); }
static inline Date today(void) { return day(20231016); }

static inline void population_close(Population *population) {
    arena_release(&population->arena);
    catalogue_close(population->catalogue);
    store_close(population->store);
}

static inline Population population_of(const TestDatabase *database) {
    Population population = {.store = test_store_open(database, 2)};
    Error error = {0};
    assert_ok(catalogue_open(population.store, today(), 0, &population.catalogue, &error), error);
    population.pack = catalogue_pack(population.catalogue);
    return population;
}

static inline void published_make(const TestDatabase *database) {
    migrated_make(database);
    Population population = population_of(database);
    population_close(&population);
}

// The tables, and the pack that the program carries; nobody lives there.
static inline Population population_empty(void **state) {
    test_database_fill(*state, published_make);
    return population_of(*state);
}

// The embedded files with one text replaced by another in all of them.
static inline PackFiles files_changed(Arena *arena, const char *from, const char *to) {
    PackFiles files;
    assert_true(pack_files_embedded(arena, &files));
    int changed = 0;
    for (size_t i = 0; i < files.count; i++) {
        Str content = files.items[i].content;
        size_t at = str_find(content, str_from_c(from), 0);
        if (at == SIZE_MAX) continue;
        Str head = str_slice(content, 0, at);
        Str tail = str_slice(content, at + strlen(from), content.length);
        files.items[i].content = str_format(arena, "%.*s%s%.*s", STR_ARG(head), to, STR_ARG(tail));
        changed++;
    }
    assert_true(changed > 0);
    return files;
}

static inline void population_make(const TestDatabase *database) {
    migrated_make(database);
    Population population = population_of(database);
    City city;
    ImportSummary summary;
    Error error = {0};
    city_make(&city, POPULATION_PEOPLE, POPULATION_SEED);
    ImportOptions options = {.folder = str_from_c(city.folder), .today = today()};
    assert_ok(import_folder(population.store, &options, &summary, &error), error);
    city_remove(&city);
    population_close(&population);
}

// With people in it.
static inline Population population_open(void **state) {
    test_database_fill(*state, population_make);
    return population_of(*state);
}

// Another pack, whose item 2 only records its clause.
static inline const Pack *sample_pack(Arena *arena) {
    PackFiles files;
    Error error = {0};
    Diagnostics diagnostics = {.arena = arena};
    assert_ok(pack_files_from_folder(arena, STR("test/policy/pack"), &files, &error), error);
    const Pack *pack = pack_load(arena, &files, &diagnostics);
    assert_non_null(pack);
    return pack;
}

// The policies that a scan looks at: they decide, and a view has subjects of one of their measures.
static inline int64_t policies_scanned(const Pack *pack) {
    int64_t count = 0;
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        bool is_scanned = false;
        for (size_t j = 0; policy->program && j < policy->measures.count; j++) {
            is_scanned |= scan_covers(&policy->measures.items[j]);
        }
        count += is_scanned;
    }
    return count;
}

// ---- Assessing, each in a transaction of its own ----

static inline bool subject_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return assess_subject(tx, in, arena, out, error);
}

static inline AssessmentIn query_of(const Population *population, int policy, const char *key) {
    return (AssessmentIn){.pack = population->pack, .policy_number = policy,
                          .subject_key = str_from_c(key), .on = today()};
}

static inline Assessment assess(Population *population, const AssessmentIn *in) {
    Assessment assessment = {0};
    Error error = {0};
    assert_ok(store_read(population->store, subject_read, in, &assessment, &population->arena,
                         &error),
              error);
    return assessment;
}

static inline bool person_find_read(Tx *tx, const void *in, void *out, Arena *arena,
                                    Error *error) {
    bool is_found = false;
    if (!person_find(tx, &(PersonFindIn){str_from_c(in)}, arena, out, &is_found, error)) {
        return false;
    }
    return is_found || error_set(error, ERROR_NOT_FOUND, "nobody");
}

static inline int64_t person_id_of(Population *population, const char *id_number) {
    PersonRow person;
    Error error = {0};
    assert_ok(store_read(population->store, person_find_read, id_number, &person,
                         &population->arena, &error),
              error);
    return person.id;
}

static inline bool has_reason(const Assessment *assessment, const char *code) {
    for (size_t i = 0; i < assessment->reason_count; i++) {
        if (str_equal(assessment->reasons[i].code, str_from_c(code))) return true;
    }
    return false;
}

static inline const AssessedFact *fact_of(const Assessment *assessment, const char *key) {
    for (size_t i = 0; i < assessment->fact_count; i++) {
        if (str_equal(assessment->facts[i].key, str_from_c(key))) return &assessment->facts[i];
    }
    fail_msg("no fact %s", key);
    return NULL;
}

#endif
