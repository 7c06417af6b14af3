// SPDX-License-Identifier: Apache-2.0
// Protects: the same seed gives the same bytes for ever; a city's numbers are valid and unique; and
// every item of the main job has takers, near misses and refusals, counted without the engine.
#include "extracts.h"

#include "city/boundary.h"

#include <stdlib.h>

// The manifest of 500 people with seed 7 as of 2023-09-30: it names the hash of every file. A
// change of the city on purpose changes this line, and nothing else may.
#define GOLDEN_MANIFEST "891f67de7782dd43f01bab4db69cdaa14b6d9894ff58c8b7609cba4113b669c5"

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

// ---- The shape of the city, in 12,000 people ----

typedef struct Shape {
    int64_t people, of_county[3], rural[3], grown, away[3];
} Shape;

static int county_index(Str code) {
    static const char *const codes[] = {"640502", "640521", "640522"};
    for (int i = 0; i < 3; i++) {
        if (str_equal(code, str_from_c(codes[i]))) return i;
    }
    fail_msg("registered in no county: %.*s", STR_ARG(code));
    return 0;
}

static void count_shape(City *city, Shape *shape) {
    Rows people = city_rows(city, "公安户籍"), work = city_rows(city, "就业登记");
    for (size_t i = 0; i < people.count; i++) {
        const Str *row = people.items[i];
        int county = county_index(row[6]);
        shape->people++;
        shape->of_county[county]++;
        shape->rural[county] += str_equal(row[5], STR("农业"));
        shape->grown += str_compare(str_slice(row[0], 6, 14), STR("20070930")) <= 0;
    }
    for (size_t i = 0; i < work.count; i++) {
        const Str *row = work.items[i];
        int county = county_index(str_slice(row[0], 0, 6)); // born where registered
        shape->away[county] += !str_starts_with(row[12], STR("64"));
    }
}

static bool is_between(int64_t part, int64_t whole, int low_per_mille, int high_per_mille) {
    return part * 1000 >= whole * low_per_mille && part * 1000 <= whole * high_per_mille;
}

static void test_city__has_the_shape_of_the_real_one(void **state) {
    (void)state;
    City city;
    Shape shape = {0};
    city_make(&city, 12000, 4);
    count_shape(&city, &shape);
    assert_int_equal(shape.people, 12000);
    // registered people: 41.70, 34.97 and 45.47 of 122.14 ten thousands
    assert_true(is_between(shape.of_county[0], shape.people, 321, 371));
    assert_true(is_between(shape.of_county[1], shape.people, 266, 316));
    assert_true(is_between(shape.of_county[2], shape.people, 343, 403));
    assert_true(is_between(shape.grown, shape.people, 700, 860));
    // Haiyuan is the most rural, and most leave it for work in another province
    assert_true(shape.rural[2] * shape.of_county[0] > shape.rural[0] * shape.of_county[2]);
    for (int i = 0; i < 2; i++) {
        assert_true(shape.away[2] * shape.of_county[i] > 2 * shape.away[i] * shape.of_county[2]);
    }
    city_remove(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_city__same_seed_gives_the_same_bytes),
        cmocka_unit_test(test_city__manifest_is_the_golden_one),
        cmocka_unit_test(test_city__manifest_tells_the_hash_of_every_file),
        cmocka_unit_test(test_city__has_the_shape_of_the_real_one),
    };
    return RUN_TESTS(tests);
}
