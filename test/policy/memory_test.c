// SPDX-License-Identifier: Apache-2.0
// Loading a pack when memory runs out: the n-th allocation of its arena fails, and everything is
// given back; with good policies, and with those that have every kind of error.
// JIUYE_TEST_FULL=1 tries every n, else some hundred of them.
//
// cmark and libyaml allocate for themselves; cmark ends the process when it cannot.
#include "policy/pack.h"
#include "test.h"

#include <limits.h>
#include <stdlib.h>

#define TRIES_MAX 200

typedef struct Budget {
    long left;
    long blocks; // not given back yet
} Budget;

static void *allocate(void *user, size_t size) {
    Budget *budget = user;
    if (budget->left-- == 0) return NULL;
    budget->blocks++;
    return malloc(size);
}

static void release(void *user, void *block, size_t size) {
    (void)size;
    ((Budget *)user)->blocks--;
    free(block);
}

typedef struct Job {
    Arena *arena;
    PackFiles files;
    bool is_loaded; // came to the end
} Job;

static void load(void *argument) {
    Job *job = argument;
    Diagnostics diagnostics = {.arena = job->arena};
    (void)!pack_load(job->arena, &job->files, &diagnostics);
    job->is_loaded = true;
}

// Whether memory sufficed with the n-th allocation failing; the number of allocations made.
static bool survives(const PackFiles *files, long n, long *count) {
    Budget budget = {.left = n};
    ArenaSource source = {allocate, release, &budget, 1};
    Arena arena;
    arena_init(&arena, &source, 0);
    Job job = {.arena = &arena, .files = *files};
    bool has_memory = arena_try(&arena, load, &job);
    assert_int_equal(has_memory, job.is_loaded);
    arena_release(&arena);
    assert_int_equal(budget.blocks, 0);
    *count = n - budget.left;
    return has_memory;
}

static void check(const char *name, const PackFiles *files) {
    long count, ignored;
    assert_true(survives(files, LONG_MAX, &count));
    long step = getenv("JIUYE_TEST_FULL") ? 1 : count / TRIES_MAX + 1;
    for (long n = 0; n < count; n += step) {
        if (survives(files, n, &ignored)) fail_msg("allocation %ld was not missed", n);
    }
    print_message("%s: %ld allocations, one in %ld failed\n", name, count, step);
}

static void test_memory__may_run_out_in_a_good_pack(void **state) {
    (void)state;
    Arena arena = {0};
    PackFiles files;
    assert_true(pack_files_from_folder(&arena, STR("test/policy/pack"), &files, NULL));
    check("good", &files);
    arena_release(&arena);
}

static void test_memory__may_run_out_among_errors(void **state) {
    (void)state;
    Arena arena = {0};
    PackFiles good, bad;
    assert_true(pack_files_from_folder(&arena, STR("test/policy/pack"), &good, NULL));
    assert_true(pack_files_from_folder(&arena, STR("test/policy/bad"), &bad, NULL));
    assert_true(bad.count > 5);
    for (size_t i = 0; i < bad.count; i++) {
        good.items[0].content = bad.items[i].content;
        check(str_to_c(&arena, bad.items[i].name), &good);
    }
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory__may_run_out_in_a_good_pack),
        cmocka_unit_test(test_memory__may_run_out_among_errors),
    };
    return RUN_TESTS(tests);
}
