// SPDX-License-Identifier: Apache-2.0
// Protects memory by lifetime: zeroed, aligned, given back, and bounded where a bound was wanted.
#include "test.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>

static void test_arena__the_sanitizer_sees_every_end(void **state) {
    (void)state;
    Arena arena = {0};
    ArenaMark mark = arena_mark(&arena);
    for (size_t size = 0; size < 100; size++) {
        char *piece = arena_alloc(&arena, size);
        if (size) assert_false(__asan_address_is_poisoned(piece + size - 1));
        // Shadow memory works in groups of eight bytes.
        assert_true(__asan_address_is_poisoned(piece + size));
        assert_true(__asan_address_is_poisoned(piece + (size + 7) / 8 * 8));
    }
    char *rewound = arena_alloc(&arena, 10);
    ArenaMark middle = arena_mark(&arena);
    char *later = arena_alloc(&arena, 10);
    arena_rewind(&arena, middle);
    assert_true(__asan_address_is_poisoned(later));
    assert_false(__asan_address_is_poisoned(rewound));
    arena_rewind(&arena, mark);
}
#endif

// A source that counts, and can be told to fail.
typedef struct Counter {
    size_t blocks;
    size_t bytes;
    int failing_from; // the how-manieth allocation fails; 0 = none
    int allocations;
} Counter;

static void *counted_allocate(void *user, size_t size) {
    Counter *counter = user;
    counter->allocations++;
    if (counter->failing_from && counter->allocations >= counter->failing_from) return NULL;
    counter->blocks++;
    counter->bytes += size;
    return malloc(size);
}

static void counted_release(void *user, void *block, size_t size) {
    Counter *counter = user;
    counter->blocks--;
    counter->bytes -= size;
    free(block);
}

static bool all_zero(const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (bytes[i]) return false;
    }
    return true;
}

static void test_arena__memory_is_zeroed_aligned_and_stays(void **state) {
    (void)state;
    enum { COUNT = 3000 };
    Arena arena = {0};
    static char *pieces[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        pieces[i] = arena_alloc(&arena, i % 200);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        assert_true(all_zero(pieces[i], i % 200));
        memset(pieces[i], (int)(i % 251 + 1), i % 200);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < i % 200; j++) {
            assert_int_equal((unsigned char)pieces[i][j], i % 251 + 1);
        }
    }
    arena_release(&arena);
    assert_int_equal(arena.bytes_used, 0);
}

static void test_arena__every_block_goes_back_to_its_source(void **state) {
    (void)state;
    Counter counter = {0};
    ArenaSource source = {counted_allocate, counted_release, &counter, 0};
    Arena arena;
    arena_init(&arena, &source, 0);
    for (int i = 0; i < 100; i++) assert_non_null(arena_alloc(&arena, 100000));
    assert_true(counter.blocks > 1);
    assert_int_equal(counter.bytes, arena.bytes_used);
    arena_reset(&arena);
    assert_int_equal(counter.blocks, 1);
    assert_true(all_zero(arena_alloc(&arena, 1000), 1000));
    for (int i = 0; i < 99; i++) assert_non_null(arena_alloc(&arena, 100000));
    assert_int_equal(counter.blocks, 1); // what was enough once is enough again
    arena_release(&arena);
    assert_int_equal(counter.blocks, 0);
    assert_int_equal(counter.bytes, 0);
    assert_non_null(arena_alloc(&arena, 1)); // and it can be used again
    arena_release(&arena);
    arena_release(&arena); // an empty one, too
    arena_reset(&arena);
}

static void test_arena__rewinding_keeps_what_is_older(void **state) {
    (void)state;
    Arena arena = {0};
    ArenaMark empty = arena_mark(&arena);
    char *kept = arena_alloc(&arena, 100);
    memset(kept, 'k', 100);
    ArenaMark mark = arena_mark(&arena);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 50; i++) memset(arena_alloc(&arena, 50000), 'x', 50000);
        arena_rewind(&arena, mark);
        size_t used = arena.bytes_used;
        char *again = arena_alloc(&arena, 200);
        assert_true(all_zero(again, 200));
        assert_int_equal(arena.bytes_used, used);
        assert_true(kept[0] == 'k' && kept[99] == 'k');
    }
    arena_rewind(&arena, empty);
    assert_int_equal(arena.bytes_used, 0);
}

static void test_arena__the_limit_jumps_out(void **state) {
    (void)state;
    Arena arena;
    jmp_buf escape;
    arena_init(&arena, NULL, 200000);
    arena.on_failure = &escape;
    volatile int pieces = 0;
    if (setjmp(escape) == 0) {
        for (;;) {
            assert_non_null(arena_alloc(&arena, 1000));
            pieces++;
        }
    }
    // Blocks shrink to what is asked for as the limit nears, so that most of it can be used.
    assert_in_range(pieces, 150, 200);
    assert_true(arena.bytes_used <= 200000);
    volatile bool overflow = false;
    if (setjmp(escape) == 0) assert_null(arena_alloc_array(&arena, SIZE_MAX / 2, 3));
    else overflow = true;
    assert_true(overflow);
    arena_release(&arena);
}

static void test_arena__a_failing_source_jumps_out_and_leaks_nothing(void **state) {
    (void)state;
    for (int failing = 1; failing < 6; failing++) {
        Counter counter = {.failing_from = failing};
        ArenaSource source = {counted_allocate, counted_release, &counter, 0};
        Arena arena;
        jmp_buf escape;
        arena_init(&arena, &source, 0);
        arena.on_failure = &escape;
        volatile bool failed = false;
        if (setjmp(escape) == 0) {
            for (int i = 0; i < 1000; i++) assert_non_null(arena_alloc(&arena, 60000));
        } else {
            failed = true;
        }
        assert_true(failed);
        assert_int_equal(counter.blocks, (size_t)failing - 1);
        arena_release(&arena);
        assert_int_equal(counter.blocks, 0);
    }
}

static void test_arena__the_latest_allocation_grows_in_place(void **state) {
    (void)state;
    Arena arena = {0};
    char *first = arena_alloc(&arena, 10);
    memset(first, 'a', 10);
    char *larger = arena_resize(&arena, first, 5, 10, 1000);
    assert_ptr_equal(larger, first);
    assert_true(larger[4] == 'a' && all_zero(larger + 5, 995));
    char *other = arena_alloc(&arena, 1);
    char *moved = arena_resize(&arena, larger, 5, 1000, 2000);
    assert_true(moved != larger && moved > other);
    assert_true(moved[4] == 'a' && all_zero(moved + 5, 1995));
    assert_true(larger[4] == 'a'); // the old one stays readable
    char *huge = arena_resize(&arena, moved, 2000, 2000, 500000); // into another block
    assert_true(huge != moved && huge[4] == 'a' && all_zero(huge + 5, 499995));
    arena_release(&arena);
}

static void test_arena__lists_grow(void **state) {
    (void)state;
    struct {
        int64_t *items;
        size_t count;
        size_t capacity;
    } a = {0}, b = {0};
    Arena arena = {0};
    for (int64_t i = 0; i < 10000; i++) {
        PUSH(&arena, &a, i);
        if (i % 3 == 0) PUSH(&arena, &b, -i);
    }
    assert_int_equal(a.count, 10000);
    assert_int_equal(b.count, 3334);
    for (int64_t i = 0; i < 10000; i++) {
        assert_true(a.items[i] == i);
        if (i % 3 == 0) assert_true(b.items[i / 3] == -i);
    }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena__memory_is_zeroed_aligned_and_stays),
        cmocka_unit_test(test_arena__every_block_goes_back_to_its_source),
        cmocka_unit_test(test_arena__rewinding_keeps_what_is_older),
        cmocka_unit_test(test_arena__the_limit_jumps_out),
        cmocka_unit_test(test_arena__a_failing_source_jumps_out_and_leaks_nothing),
        cmocka_unit_test(test_arena__the_latest_allocation_grows_in_place),
        cmocka_unit_test(test_arena__lists_grow),
#ifdef __SANITIZE_ADDRESS__
        cmocka_unit_test(test_arena__the_sanitizer_sees_every_end),
#endif
    };
    return RUN_TESTS(tests);
}
