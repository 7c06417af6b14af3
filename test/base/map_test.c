// SPDX-License-Identifier: Apache-2.0
// Protects the map: no key is lost when it grows, order is that of insertion.
#include "test.h"

#include "base/map.h"

static void test_map__finds_every_key_after_growing(void **state) {
    (void)state;
    enum { KEYS = 5000 };
    Arena arena = {0};
    Map map = {.arena = &arena};
    assert_null(map_get(&map, STR("k0")));
    static int values[KEYS];
    for (int i = 0; i < KEYS; i++) {
        assert_null(map_put(&map, str_format(&arena, "k%d", i), &values[i]));
    }
    assert_int_equal(map.count, KEYS);
    for (int i = 0; i < KEYS; i++) {
        Str key = str_format(&arena, "k%d", i);
        assert_ptr_equal(map_get(&map, key), &values[i]);
        assert_str_equal(map.items[i].key, str_to_c(&arena, key)); // in insertion order
    }
    assert_null(map_get(&map, STR("k5000")));
    arena_release(&arena);
}

static void test_map__put_replaces_and_gives_the_former(void **state) {
    (void)state;
    Arena arena = {0};
    Map map = {.arena = &arena};
    int first = 1, second = 2;
    assert_null(map_put(&map, STR(""), &first));
    assert_ptr_equal(map_put(&map, STR(""), &second), &first);
    assert_ptr_equal(map_get(&map, STR("")), &second);
    assert_int_equal(map.count, 1);
    arena_release(&arena);
}

static void test_map__a_null_value_is_still_a_key(void **state) {
    (void)state;
    Arena arena = {0};
    Map map = {.arena = &arena};
    assert_false(map_has(&map, STR("x")));
    assert_null(map_put(&map, STR("x"), NULL));
    assert_true(map_has(&map, STR("x")));
    assert_null(map_get(&map, STR("x")));
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map__finds_every_key_after_growing),
        cmocka_unit_test(test_map__put_replaces_and_gives_the_former),
        cmocka_unit_test(test_map__a_null_value_is_still_a_key),
    };
    return RUN_TESTS(tests);
}
